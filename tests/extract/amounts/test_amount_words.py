"""Rows of rules/amount_words.toml beside what they do not decide; tests/carriers has a sentence for each word."""

import mokuromi as mk


def _records(engine: mk.Engine, text: str, lang: str) -> set[tuple[str, str, str | None]]:
    return {(r.kind, r.text, r.unit) for r in engine.extract(mk.Article("a", text, lang))[0]}


def test_no_ranges() -> None:
    """から counts from where something began, too, and makes a range only where one is planned."""
    engine = mk.Engine(ner=False)
    assert len(_records(engine, "3%或5%", "zh-Hans")) == len(_records(engine, "3%から5%になった", "ja")) == 2
    assert ("percent", "3%から5%", "percent") in _records(engine, "3%から5%を見込む", "ja")
