"""Each word of a row of rules/amount_words.toml does what the row's role says."""

import pytest

import mokuromi as mk
from mokuromi.rules import words

Record = tuple[str, str, str | None]

ROWS = [
    ("taiwanese", "zh-Hant", "{}，該公司去年收入為3億元。", ("money", "3億元", "TWD")),
    ("hong-kong", "zh-Hant", "{}，該公司去年收入為3億元。", ("money", "3億元", "HKD")),
    ("list-and", "zh-Hans", "3亿{}5亿元", ("money", "3亿", "CNY")),
    ("fraction-before", "zh-Hans", "版{}1/3号", ("quantity", "1/3", "ratio")),
    ("fraction-after", "zh-Hans", "版1/3{}号", ("quantity", "1/3", "ratio")),
    ("bare-scale-opener", "zh-Hans", "已有{}百家企业参与", ("quantity", "百家", "companies")),
    ("bare-scale-closer", "ja", "百社{}の", ("quantity", "百社", "companies")),
]


@pytest.fixture(scope="module")
def engine() -> mk.Engine:
    return mk.Engine(ner=False)


def _records(engine: mk.Engine, text: str, lang: str) -> set[Record]:
    return {(r.kind, r.text, r.unit) for r in engine.extract(mk.Article("a", text, lang))[0]}


@pytest.mark.parametrize(("row", "lang", "sentence", "record"), ROWS, ids=[row[0] for row in ROWS])
def test_each_word_of_a_row(engine: mk.Engine, row: str, lang: str, sentence: str, record: Record) -> None:
    assert record not in _records(engine, sentence.format(""), lang)
    forms = words.forms("amount_words", row)
    assert [form for form in forms if record not in _records(engine, sentence.format(form), lang)] == []


@pytest.mark.parametrize("word", [*words.forms("amount_words", "compound-joiner")])
def test_smaller_units_behind_a_word(engine: mk.Engine, word: str) -> None:
    assert {("money", f"2ドル{word}30セント", "USD")} == _records(engine, f"2ドル{word}30セント", "ja")


@pytest.mark.parametrize("word", sorted({*words.forms("amount_words", "range-joiner")} - {"から"}))
def test_ranges(engine: mk.Engine, word: str) -> None:
    """から counts from where something began, too, and makes a range only where one is planned."""
    assert _records(engine, f"3%{word}5%", "zh-Hans") == {("percent", f"3%{word}5%", "percent")}


def test_no_ranges(engine: mk.Engine) -> None:
    assert len(_records(engine, "3%或5%", "zh-Hans")) == len(_records(engine, "3%から5%になった", "ja")) == 2
    assert ("percent", "3%から5%", "percent") in _records(engine, "3%から5%を見込む", "ja")


@pytest.mark.parametrize("word", words.forms("amount_words", "numbered-joiner"))
def test_numbers_of_a_row_of_names(engine: mk.Engine, word: str) -> None:
    assert _records(engine, f"第1{word}3名", "zh-Hans") == set() != _records(engine, "第1和3名", "zh-Hans")
