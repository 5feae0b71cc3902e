import json
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from rich.console import Console

from mokuromi import read_known, reconcile, report
from mokuromi.errors import ConfigError
from mokuromi.reconcile.explain import words
from mokuromi.reconcile.report import mark
from mokuromi.reconcile.report.mark import Mention
from mokuromi.reconcile.report.report import MOST_LINES, Report

EVIL = '<script>alert("x")</script>&{{ 7 * 7 }}'
TEXT = "青空工機の売上高は12億円、純利益は3,400万円だった。前の期の売上高は10億円。"


def facts() -> list[dict[str, Any]]:
    first, second = TEXT.index("12億円"), TEXT.index("3,400万円")
    base = {
        "article_id": "a1",
        "company": "aozora",
        "period": "FY2025-03",
        "segment": "",
        "basis": "actual",
        "unit": "JPY",
        "sentence": TEXT[: TEXT.index("前")],
    }
    return [
        base | {"metric": "revenue", "value": "1200000000", "precision": "50000000", "start": first, "end": first + 4},
        base | {"metric": "net_profit", "value": "34000000", "precision": "500000", "start": second, "end": second + 7},
        base | {"metric": "revenue", "company": EVIL, "value": "1", "start": 0, "end": 1, "sentence": EVIL, "segment": EVIL},
    ]


def known() -> pd.DataFrame:
    row = {"company": "aozora", "period": "FY2025-03", "unit": "JPY"}
    rows = [
        {"metric": "revenue", "value": 1210000000},
        {"metric": "net_profit", "value": 340000000},
        {"metric": "cash", "value": 5, "source": EVIL},
    ]
    return read_known(pd.DataFrame([row | r for r in rows]))


def written(path: Path, **options: Any) -> tuple[Report, str]:
    made = report(reconcile(pd.DataFrame(facts()), known()), path, known=known(), **options)
    return made, path.read_text(encoding="utf-8")


class Page(HTMLParser):
    """Checks that tags close in order; collects marks and tags."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.marks: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)
        if tag not in ("meta", "br", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "mark":
            self.marks.append(data)


@pytest.mark.parametrize("lang", ["en", "ja", "zh"])
def test_html_is_whole_and_safe(tmp_path: Path, lang: str) -> None:
    made, text = written(tmp_path / "report.html", lang=lang, title=EVIL)
    page = Page()
    page.feed(text)
    assert page.open == []
    assert "script" not in page.tags and "link" not in page.tags and "img" not in page.tags
    assert "&lt;script&gt;" in text and "49" not in made.title
    assert sorted(page.marks) == ["12億円", "3,400万円"]
    assert words(lang)["agreeing"] in text
    assert "prefers-color-scheme: dark" in text and "@media print" in text


def test_json_holds_everything(tmp_path: Path) -> None:
    made, text = written(tmp_path / "report.json")
    data = json.loads(text)
    assert dict(data["counts"]) == dict(made.counts)
    assert (data["facts"], data["articles"], data["known"]) == (3, 1, 3)
    assert {(line["status"], line["diagnosis"], line["mention"]) for line in data["lines"]} == {
        ("rounded", "", "12億円"), ("mismatch", "scale", "3,400万円"), ("unknown", "", ""),
    }  # fmt: skip
    assert [u["figure"] for u in data["unstated"]] == ["aozora cash FY2025-03"]


def test_text_and_terminal(tmp_path: Path) -> None:
    made, text = written(tmp_path / "report.txt")
    assert "3 facts of 1 articles: 1 agree, 1 differ, 0 ambiguous, 1 without a known figure." in text
    assert "純利益は[3,400万円]だった" in text
    console = Console(width=160, force_terminal=False, record=True, file=(tmp_path / "out").open("w", encoding="utf-8"))
    console.print(made)
    assert "mismatch (scale)" in console.export_text()


def test_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"\.html, \.json or \.txt"):
        written(tmp_path / "report.pdf")
    assert list(tmp_path.iterdir()) == []


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    assert written(tmp_path / "a.html")[1] == written(tmp_path / "b.html")[1]


def test_a_long_list_is_cut_and_says_so() -> None:
    row = facts()[0]
    made = Report.build(reconcile(pd.DataFrame([row] * (MOST_LINES + 1)), known()))
    assert len(made.lines) == MOST_LINES and made.count("rounded") == MOST_LINES + 1
    assert f"{MOST_LINES} of {MOST_LINES + 1} are shown." in made.html()


def test_nothing_wrong_is_said_too() -> None:
    made = Report.build(reconcile(pd.DataFrame(facts()[:1]), known()))
    assert words("en")["none_wrong"] in made.html()


def _mentions(*items: tuple[str, str], at: int = 100) -> list[Mention]:
    """Mentions of a sentence that stands at `at`: (surface with what precedes it unique, value)."""
    return [Mention(at + SENTENCE.index(s), at + SENTENCE.index(s) + len(s), Decimal(v)) for s, v in items]


SENTENCE = "売上高は12億円、利益は１．２億円、比率は三成半、前年は11億円。"


@pytest.mark.parametrize(
    ("mentions", "want"),
    [
        (_mentions(("11億円", "1100000000")), 100),
        (_mentions(("12億円", "1200000000")), None),  # 1.2億 shows the same digits
        (_mentions(("１．２億円", "120000000")), 100),
        (_mentions(("12億円", "1200000000"), ("11億円", "1100000000")), 100),
        (_mentions(("12億円", "1300000000")), None),
    ],
)
def test_the_place_of_a_sentence_by_its_figures(mentions: list[Mention], want: int | None) -> None:
    assert mark.sentence_start(SENTENCE, mentions) == want


def test_two_equal_figures_leave_the_place_open() -> None:
    assert mark.sentence_start("前は10億円、今も10億円。", [Mention(50, 54, Decimal(1000000000))]) is None


def test_the_place_in_the_article_is_certain() -> None:
    text = "10億円。\n10億円。\n10億円。"
    assert mark.sentence_in(text, "10億円。", Mention(6, 10, Decimal(1))) == 6
    assert mark.sentence_in(text, "20億円。", Mention(6, 10, Decimal(1))) is None
