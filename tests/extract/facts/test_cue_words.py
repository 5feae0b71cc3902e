"""Each word of a cue makes of a figure what the cue's role says: in one of the sentences of its role at least."""

from datetime import date

import pytest

import mokuromi as mk
from mokuromi.rules.cue import cues

WORDS = {cue.id: dict.fromkeys([*cue.forms, *cue.chinese]) for cue in cues()}
DOWN = {f"{cue.id}, down": dict.fromkeys(cue.down) for cue in cues() if cue.down}

AGAINST_YEAR = [
    ("zh-Hans", "寒武纪2024年营收3亿元，{}5%。"),
    ("ja", "メルカリの2024年の売上高は{}5%の3億円だった。"),
]
AGAINST_QUARTER = [
    ("zh-Hans", "寒武纪2024年第三季度营收3亿元，{}增长5%。"),
    ("zh-Hans", "寒武纪2024年第三季度营收3亿元，{}5%。"),
    ("ja", "メルカリの2024年7〜9月期の売上高は{}5%増の3億円だった。"),
]
AGAINST_MONTH = [
    ("zh-Hans", "寒武纪2024年8月营收3亿元，{}增长5%。"),
    ("zh-Hans", "寒武纪2024年8月营收3亿元，{}5%。"),
    ("ja", "メルカリの2024年8月の売上高は{}5%増の3億円だった。"),
]
ROLES = [
    (
        "down",
        [
            ("zh-Hans", "寒武纪2024年营收3亿元，同比{}5%。"),
            ("zh-Hant", "聯電2024年營收3億元，較去年同期{}5%。"),
            ("ja", "メルカリの2024年の売上高は3億円で、前年比5%{}。"),
            ("ja", "メルカリの2024年の売上高は前年より5%{}3億円だった。"),
        ],
        "revenue_growth_yoy 2024 -5",
        {"腰斩"},  # tells by itself how far
    ),
    ("yoy, down", AGAINST_YEAR, "revenue_growth_yoy 2024 -5", set()),
    ("qoq", AGAINST_QUARTER, "revenue_growth_qoq 2024-Q3 5", set()),
    ("qoq, down", AGAINST_QUARTER, "revenue_growth_qoq 2024-Q3 -5", set()),
    ("mom", AGAINST_MONTH, "revenue_growth_mom 2024-08 5", {"较前一月", "比上月", "较前一个月"}),
    ("mom, down", AGAINST_MONTH, "revenue_growth_mom 2024-08 -5", set()),
    (
        "cagr",
        [("zh-Hans", "2022年至2024年，寒武纪营收{}为5%。"), ("ja", "メルカリの2022年から2024年の売上高の{}は5%だった。")],
        "revenue_cagr 2022..2024 5",
        set(),
    ),
    (
        "prior",
        [
            ("zh-Hans", "寒武纪2024年营收3亿元，{}为2亿元。"),
            ("zh-Hant", "聯電2024年營收3億元，{}2億元。"),
            ("ja", "メルカリの2024年の売上高は3億円（{}は2億円）だった。"),
        ],
        "revenue 2023 200000000",
        {"去年此时"},
    ),
    (
        "last_quarter",
        [
            ("zh-Hans", "寒武纪2024年第三季度营收3亿元，{}为2亿元。"),
            ("ja", "メルカリの2024年7〜9月期の売上高は3億円（{}は2億円）だった。"),
        ],
        "revenue 2024-Q2 200000000",
        set(),
    ),
    (
        "target",
        [
            ("zh-Hans", "寒武纪{}2025年营收3亿元。"),
            ("zh-Hans", "寒武纪2025年营收{}3亿元。"),
            ("ja", "メルカリは2025年に売上高3億円を{}。"),
            ("ja", "メルカリの2025年の売上高の{}は3億円。"),
        ],
        "revenue 2025 300000000 target",
        {"目标价"},  # of a share
    ),
]


@pytest.fixture(scope="module")
def engine() -> mk.Engine:
    return mk.Engine(ner=False)


def _facts(engine: mk.Engine, text: str, lang: str) -> set[str]:
    _, facts = engine.extract(mk.Article("a", text, lang, date(2025, 3, 1)))
    said = [(f"{f.metric} {f.period} {f.value.normalize():f}", f.basis) for f in facts]
    return {text for text, _ in said} | {f"{text} {basis}" for text, basis in said}


@pytest.mark.parametrize(("cue", "sentences", "fact", "others"), ROLES, ids=[role[0] for role in ROLES])
def test_each_word_of_a_cue(engine: mk.Engine, cue: str, sentences: list[tuple[str, str]], fact: str, others: set[str]) -> None:
    assert not any(fact in _facts(engine, text.format(""), lang) for lang, text in sentences), "the sentences say it without the cue"
    words = (WORDS | DOWN)[cue].keys() - others
    assert [word for word in words if not any(fact in _facts(engine, text.format(word), lang) for lang, text in sentences)] == []
