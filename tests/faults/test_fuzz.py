"""Whatever comes in, only declared errors go out. A short budget here; MOKUROMI_FUZZ_EXAMPLES=5000 takes minutes, and
`python bench/fuzz.py readers|extraction --seconds 300` goes on for as long as wanted."""

import json
import os
from collections.abc import Callable
from functools import cache
from itertools import cycle
from pathlib import Path

import fake_extraction
import fuzz
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mokuromi import read_known
from mokuromi.corpus.article import LANGS, Article
from mokuromi.corpus.decode import decode
from mokuromi.corpus.read import articles
from mokuromi.errors import InputError, KnownFiguresError, MokuromiError
from mokuromi.extract.names.directory import read_companies
from mokuromi.extract.pipeline import Engine
from mokuromi.reconcile.fx import read_fx

budget = settings(
    max_examples=int(os.environ.get("MOKUROMI_FUZZ_EXAMPLES", "40")),
    # the suite's run is the same every time; a longer one goes where chance leads
    derandomize="MOKUROMI_FUZZ_EXAMPLES" not in os.environ,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)

PIECES = (
    *(
        "売上高は",
        "营业收入",
        "營業額",
        "同社",
        "公司",
        "株式会社",
        "有限公司",
        "（以下「",
        "」）",
        "それぞれ",
        "分别为",
        "前年同期比",
        "同比",
        "増",
        "减少",
    ),
    *(
        "1億2,345万円",
        "3.5兆",
        "三億二千万",
        "百分之六点六",
        "3割2分",
        "▲13",
        "-2,780万",
        "$1.2B",
        "HK$5",
        "％",
        "%",
        "ポイント",
        "个百分点",
        "約",
        "超",
        "以上",
    ),
    *(
        "2025年",
        "今年7月",
        "令和7年",
        "昭和",
        "民國114年",
        "第3四半期",
        "上半年",
        "1—9月",
        "前三季度",
        "2026年3月期",
        "9999年99月99日",
        "0年0月0日",
        "から",
        "至",
    ),
    *("、", "。", "，", "\n", "\r\n", "\t", " ", "　", "|", "(", ")", "〜", "~", "-", ".", ",", "…", "0", "9" * 40, "1/0", "½", "㈱", "㌦"),
    *("\u202e", "\u200b", "\ufeff", "\ufffd", "\U0001f600", "\u0301", "İ", "ß", "ﬀ", "①", "Ⅻ", "⼀", "𠮷"),
)
texts = st.one_of(st.lists(st.sampled_from(PIECES), max_size=60).map("".join), st.text(max_size=200))
MARKUP = (
    *(
        "<html>",
        "<p>",
        "</p>",
        "<table><tr><td>",
        "</table>",
        "<script type='application/ld+json'>",
        "</script>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
    ),
    *(
        '<meta charset="',
        "gb2312",
        '">',
        '<meta name="date" content="',
        "2026-13-40",
        '{"datePublished":',
        "[[",
        "&#0;",
        "&#xD800;",
        "&amp",
        "<time datetime='",
    ),
    *(
        "<rss><channel><item>",
        "<title>",
        "<description>",
        "<pubDate>",
        "</item>",
        "<?xml version='1.0' encoding='x'?>",
        "<feed><entry>",
        "<a href='http://[",
    ),
)
markup = st.lists(st.sampled_from((*MARKUP, *PIECES[:20])), max_size=40).map("".join)
CODECS = ("utf-8", "utf-16", "cp932", "euc_jp", "iso2022_jp", "gb18030", "big5hkscs")
encoded = st.builds(lambda t, c: t.encode(c, "ignore"), st.one_of(texts, markup), st.sampled_from(CODECS))


@st.composite
def damaged(draw: st.DrawFn, whole: st.SearchStrategy[bytes] = encoded) -> bytes:
    """Good bytes with a few of them changed, cut out or put in."""
    data = bytearray(draw(whole))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data)))
        data[at : at + draw(st.integers(0, 3))] = draw(st.binary(max_size=3))
    return bytes(data)


@budget
@given(damaged(), st.sampled_from([None, "utf-8", "shift_jis", "gb2312", "big5", "x-unknown", "\0", "utf-7"]))
def test_decode(data: bytes, declared: str | None) -> None:
    try:
        decode(data, "a", declared).encode()
    except InputError as error:
        assert str(error).startswith("a: ") and "\n" not in str(error)


@budget
@given(damaged(), st.sampled_from([".txt", ".md", ".html", ".xml", ".rss", ".pdf", ".jsonl", ".csv", ".parquet", ".txt.gz", ".csv.zst"]))
def test_read(tmp_path: Path, data: bytes, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes({".pdf": b"%PDF-1.4\n", ".csv": b"id,text,published\n"}.get(suffix, b"") + data)
    errors: list[str] = []
    for article in articles([path], on_error=lambda e: errors.append(str(e))):
        assert article.lang in LANGS
        "".join((article.id, article.text, article.title, article.url, article.source)).encode()
        assert "\0" not in article.text
    assert all(error.startswith(str(path)) and "\n" not in error for error in errors)


@cache
def engine() -> Engine:
    return Engine(ner=False)


@budget
@given(texts, st.sampled_from(LANGS), st.one_of(st.none(), st.dates()))
def test_extract(text: str, lang: str, published: object) -> None:
    text = text.encode("utf-8", "replace").decode().replace("\0", "")
    records, facts = engine().extract(Article("a", text, lang, published))  # type: ignore[arg-type]
    end = 0
    for record in records:
        assert end <= record.start < record.end <= len(text) and record.text == text[record.start : record.end]
        end = record.end
    assert all(0 <= fact.start < fact.end <= len(text) for fact in facts)


CELLS = (
    "acme",
    "revenue",
    "2025",
    "FY2026-03",
    "2025-H1",
    "2025-13",
    "1e999",
    "NaN",
    "-",
    "",
    "1,000",
    "１２３",
    "10%",
    "JPY",
    "XX",
    "truncate",
    '"',
    "\0",
    "=1",
)
HEADERS = {
    "known": "company,metric,period,segment,basis,value,unit,rounding,filed_at,source",
    "companies": "id,name,aliases,ticker",
    "fx": "from,to,start,end,kind,rate",
}
rows = st.lists(st.lists(st.sampled_from(CELLS), max_size=11).map(",".join), max_size=8).map("\n".join)
READERS: dict[str, Callable[[Path], object]] = {"known": read_known, "companies": read_companies, "fx": read_fx}


@pytest.mark.parametrize("kind", READERS)
@budget
@given(data=st.data())
def test_tables_of_the_user(tmp_path: Path, kind: str, data: st.DataObject) -> None:
    header = HEADERS[kind] if data.draw(st.integers(0, 9)) else data.draw(rows)
    path = tmp_path / f"{kind}.csv"
    path.write_bytes(data.draw(damaged(rows.map(lambda body: f"{header}\n{body}".encode()))))
    try:
        READERS[kind](path)
    except MokuromiError as error:
        assert isinstance(error, KnownFiguresError | InputError) and "\n" not in str(error)


FILED = {"start": "2024-01-01", "end": "2024-12-31", "val": 5, "accn": "x", "fy": 2024, "fp": "FY", "form": "10-K", "filed": "2025-02-01"}
COMPANYFACTS = {"cik": 1, "entityName": "Acme", "facts": {"us-gaap": {"Revenues": {"units": {"USD": [FILED]}}}}}


@budget
@given(damaged(st.just(json.dumps(COMPANYFACTS).encode())), st.sampled_from([".json", ".zip", ".csv", ".parquet"]))
def test_known_figures_of_other_makers(tmp_path: Path, data: bytes, suffix: str) -> None:
    path = tmp_path / f"known{suffix}"
    path.write_bytes(data)
    try:
        read_known(path)
    except MokuromiError as error:
        assert isinstance(error, KnownFiguresError | InputError)


@pytest.mark.parametrize(("kind", "inputs"), [("readers", 400), ("extraction", 64)])
def test_damaged_inputs_of_every_format(kind: str, inputs: int) -> None:
    """In processes that are watched: nothing crashes, hangs or is no declared error."""
    found = fuzz.KINDS[kind](int(os.environ.get("MOKUROMI_SEED", "1")), lambda number: number >= inputs)
    assert found.inputs >= inputs and found.articles
    assert [(name, what) for name, _, what in found.faults] == []


def test_faults_are_noted_and_the_next_input_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "texts", lambda _: cycle(("毒", "売上高は3億円", "殺", "売上高は4億円")))
    monkeypatch.setattr(fuzz, "extraction", fake_extraction.build)
    found = fuzz.extractions(1, lambda number: number >= 8)
    assert [what.split(":")[0] for _, _, what in found.faults] == ["ValueError", "Crashed"] * 2
    assert (found.inputs, found.articles) == (8, 4)
