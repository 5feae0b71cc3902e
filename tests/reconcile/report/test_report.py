import io
import json
from datetime import UTC, datetime
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from sample_report import ARTICLE, EVIL, TEXT, facts, known, written

from mokuromi import Article, extract, read_known, reconcile, report
from mokuromi.errors import ConfigError
from mokuromi.reconcile.explain import LANGS, compact, metric_name, names, words
from mokuromi.reconcile.report.page import MOST_ROWS, page


class Page(HTMLParser):
    """Checks that tags close in order; collects marks, tags and links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.marks: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.classes: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if "href" in found else []
        assert not any(name.startswith("on") or name == "style" for name in found)
        if tag not in ("meta", "br", "link", "input", "wbr"):
            self.open.append(tag)
            self.classes.append(found.get("class") or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self.classes.pop()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "a" and self.classes[-1].startswith("m "):
            self.marks.append(data)


@pytest.mark.parametrize("lang", LANGS)
def test_html_is_whole_and_safe(tmp_path: Path, lang: str) -> None:
    made, text = written(tmp_path / "report.html", lang=lang, title=EVIL)
    shown = Page(text)
    assert shown.open == []
    assert shown.tags.count("script") == 1 and not {"link", "img", "iframe", "object"} & set(shown.tags)
    assert "&lt;script&gt;" in text and "49" not in made.title
    assert shown.marks == ["12億円", "3,400万円", "10億円", "1"]
    assert f'<html lang="{lang}"' in text and words(lang)["look"] in text and names(lang, "statuses")["mismatch"] in text
    assert all(link.startswith(("#", "https://")) for link in shown.links)
    assert {link[1:] for link in shown.links if link.startswith("#")} <= set(shown.ids)
    assert len(shown.ids) == len(set(shown.ids))


def test_every_figure_stands_in_its_article_with_what_it_is(tmp_path: Path) -> None:
    _, text = written(tmp_path / "report.html")
    assert 'class="m s-rounded" data-n="1" id="m1" href="#f1">12億円</a>、純利益は' in text
    notes = text.split('<ol class="notes">')[1].split("</ol>")[0]
    assert all(part in notes for part in ("青空工機", "revenue", "FY2025-03", "1.2B JPY", "currencies:JPY", "rounded", "differs · scale"))
    assert '<span class="k k-company"' in text


def test_a_chart_shows_stated_and_known(tmp_path: Path) -> None:
    made, text = written(tmp_path / "report.html")
    (chart,) = page(made).charts
    assert chart.title == "青空工機 · revenue (JPY)"
    assert chart.svg.count('class="known"') == 2 and chart.svg.count('class="dot s-') == 2
    assert "FY2024-03: 1,000,000,000 / 1,000,000,000; FY2025-03: 1,200,000,000 / 1,210,000,000" in chart.svg
    assert chart.svg in text


def test_a_folder_holds_a_page_per_article(tmp_path: Path) -> None:
    written(tmp_path / "out")
    index = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    first, second = sorted((tmp_path / "out" / "articles").iterdir())
    text = first.read_text(encoding="utf-8")
    assert "12億円</a>、純利益は" in text and "12億円</a>、純利益は" not in index
    assert 'href="articles/00001.html#m1"' in index and 'href="../index.html#f1"' in text
    assert Page(index).open == Page(text).open == Page(second.read_text(encoding="utf-8")).open == []
    written(tmp_path / "out")
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("x", encoding="utf-8")
    with pytest.raises(ConfigError, match="not empty"):
        written(tmp_path / "mine")
    assert (tmp_path / "mine" / "letter.txt").exists()


def test_json_is_data(tmp_path: Path) -> None:
    made, text = written(tmp_path / "report.json")
    data = json.loads(text)
    assert data["counts"] == dict(made.counts)
    fact = data["facts"][1]
    assert (fact["article_id"], fact["company"], fact["metric"], fact["value"], fact["known_value"], fact["difference"]) == (
        "a1",
        "aozora",
        "net_profit",
        "34000000",
        "340000000",
        "-306000000",
    )
    assert (fact["start"], fact["end"], fact["status"], fact["diagnosis"], fact["start_date"]) == (
        18,
        25,
        "mismatch",
        "scale",
        "2024-04-01",
    )
    assert [(k["metric"], k["stated"]) for k in data["known"]][-1] == ("cash", False)
    assert [a["url"] for a in data["articles"]][0] == ARTICLE.url
    assert data["provenance"]["rules_version"]


def test_a_workbook_has_typed_cells(tmp_path: Path) -> None:
    written(tmp_path / "report.xlsx")
    book = openpyxl.load_workbook(tmp_path / "report.xlsx")
    rows = list(book[words("en")["facts"]].iter_rows(values_only=True))
    worst = dict(zip(rows[0], rows[1], strict=True))
    assert (worst["status"], worst["value"], worst["known_value"]) == ("mismatch", 34000000, 340000000)
    assert worst["start_date"] == datetime(2024, 4, 1)  # noqa: DTZ001
    assert {cell.data_type for row in book[words("en")["facts"]] for cell in row} <= {"n", "s", "d"}


def test_text_beginning_with_an_equals_sign_is_no_formula(tmp_path: Path) -> None:
    result = reconcile(pd.DataFrame([facts()[0] | {"company": "=1+1", "sentence": "=HYPERLINK(1)\x01"}]), known())
    report(result, tmp_path / "report.xlsx")
    cells = [c for row in openpyxl.load_workbook(io.BytesIO((tmp_path / "report.xlsx").read_bytes())).worksheets[0] for c in row]
    assert {c.data_type for c in cells if str(c.value).startswith("=")} == {"s"}


def test_text(tmp_path: Path) -> None:
    _, text = written(tmp_path / "report.txt")
    assert "4 facts of 2 articles: 2 agree, 1 differ, 0 doubtful, 0 ambiguous, 1 without a known figure." in text
    assert "純利益は[3,400万円]だった" in text


def test_nothing_in_a_text_report_steers_a_terminal(tmp_path: Path) -> None:
    steering = "\x1b]0;owned\x07\x9b31m\u202e"
    article = Article(f"x{steering}", f"小米集团2024年营收3659.1亿元{steering}。", "zh-Hans", title=steering, source=f"{steering}.txt")
    _, stated = extract([article], ner=False)
    rows = pd.DataFrame([{"company": "xiaomi", "metric": "revenue", "period": "2024", "value": 1, "unit": "CNY", "source": steering}])
    report(reconcile(stated, read_known(rows)), tmp_path / "report.txt", articles=[article])
    text = (tmp_path / "report.txt").read_bytes().decode()
    assert "3659.1亿元" in text and not [c for c in text if not c.isprintable() and c not in "\n\t\u3000"]


@pytest.mark.parametrize("kind", ["html", "json", "txt", "xlsx"])
def test_a_report_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    path = tmp_path / f"report.{kind}"
    path.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mokuromi.corpus.write.os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        written(path)
    assert path.read_text() == "old" and [p.name for p in tmp_path.iterdir()] == [path.name]


def test_a_template_of_ones_own(tmp_path: Path) -> None:
    own = tmp_path / "mine.j2"
    own.write_text('{% extends "report.html.j2" %}{% block header %}<h1>Desk 7: {{ report.title }}</h1>{% endblock %}', encoding="utf-8")
    _, text = written(tmp_path / "report.html", template=own, title="<b>")
    assert "<h1>Desk 7: &lt;b&gt;</h1>" in text and "12億円</a>" in text


@pytest.mark.parametrize(("name", "said"), [("report.pdf", r"\.html, \.json, \.xlsx, \.txt"), ("report.json.gz", "folder")])
def test_another_ending_is_refused(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        written(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_another_language_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="zh-Hant"):
        report(reconcile(pd.DataFrame(facts()), known()), tmp_path / "r.html", lang="fr")


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    made = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
    one, two = (written(tmp_path / name, made=made, options={"known": "k.csv"})[1] for name in ("a.html", "b.html"))
    assert one == two and "2026-01-02 03:04 UTC" in one and "k.csv" in one


def test_a_long_table_comes_in_two_parts(tmp_path: Path) -> None:
    evil = facts()[-1] | {"sentence": "</script><!--<script>"}
    made = report(reconcile(pd.DataFrame([facts()[0]] * (MOST_ROWS + 1) + [evil]), known()), tmp_path / "r.html", articles=[ARTICLE])
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    shown = Page(text)
    assert shown.open == [] and sum(i.startswith("f") and i[1:].isdigit() for i in shown.ids) == MOST_ROWS
    rest = json.loads(text.split('id="rest">')[1].split("</script>")[0])
    assert rest.count("<tr ") == 2 and "&lt;/script&gt;" in rest
    assert len(made.lines) == MOST_ROWS + 2


def test_without_texts_sentences_stand_whole(tmp_path: Path) -> None:
    report(reconcile(pd.DataFrame(facts()[:2]), known()), tmp_path / "r.html")
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert TEXT[: TEXT.index("前")] in text and words("en")["no_text"] in text


def test_nothing_wrong_is_said_too(tmp_path: Path) -> None:
    report(reconcile(pd.DataFrame(facts()[:1]), known()), tmp_path / "r.html")
    assert words("en")["none_wrong"] in (tmp_path / "r.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("value", "lang", "want"),
    [
        ("312414000", "zh-Hant", "3.124億"),
        ("159500000000", "ja", "1,595億"),
        ("4600000000000", "zh-Hans", "4.6万亿"),
        ("-57100000000", "en", "-57.1B"),
        ("1455", "ja", "1,455"),
        ("116.20", "en", "116.2"),
        ("99999999", "zh-Hans", "10,000万"),
    ],
)
def test_values_as_readers_write_them(value: str, lang: str, want: str) -> None:
    assert compact(Decimal(value), lang) == want


def test_every_word_has_each_language() -> None:
    from mokuromi.reconcile.explain import _table

    assert len({frozenset(words(lang)) for lang in LANGS}) == 1
    for table in ("metrics", "suffixes", "statuses", "diagnoses", "bases", "kinds"):
        assert all(set(row) == set(LANGS) for row in _table("names")[table].values()), table
    assert metric_name("revenue_growth_yoy", "ja") == "売上高の前年同期比"
