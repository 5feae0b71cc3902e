"""Rows of rules/name_words.toml: a sentence in which the row makes the difference, beside one in which it does not."""

import pytest

import mokuromi


@pytest.fixture(scope="module")
def engine() -> mokuromi.Engine:
    return mokuromi.Engine(ner=False)


@pytest.mark.parametrize(
    ("row", "lang", "text", "firms"),
    [
        ("share-sign", "ja", "碧浜証券株が高い。", []),
        ("share-sign", "ja", "碧浜証券が高い。", ["碧浜証券"]),
        ("ja-verb-stem", "ja", "運営会社は値上げを決めた。", []),
        ("ja-titles", "ja", "主要株主の田中一郎さんは2025年に100万株を取得した。", []),
        ("ja-holding-tails", "ja", "地域共創HDは増収だった。", ["地域共創HD"]),
        ("ja-holding-tails", "ja", "地域共創は増収だった。", []),
    ],
)
def test_row_decides(engine: mokuromi.Engine, row: str, lang: str, text: str, firms: list[str]) -> None:
    records, _ = engine.extract(mokuromi.Article("a", text, lang))
    assert [r.text for r in records if r.kind == "company"] == firms
