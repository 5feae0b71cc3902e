import re

import pytest
import regex

from mokuromi.rules import words
from mokuromi.rules.gate import finditer, may_hold, needs
from mokuromi.rules.words import _rows

TABLES = ("fact_words", "date_words", "name_words", "amount_words", "page_words", "text_words")


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("株式会社", ("株", "式", "会")),
        ("(?:完成|拿下)[^,。]{0,30}轮", ("轮", "完拿")),
        ("(?:売上|利益)?高", ("高",)),
        ("[甲乙]{2}|丙", ("丙乙甲",)),
        ("(?<=円)約?[0-9]", ("円",)),
        ("(?<!円)億", ("億",)),
        ("(?:甲|.)乙", ("乙",)),
        ("甲?|乙", ()),
        (r"\d+|[^年]", ()),
        (r"(?r)\p{Han}株", ()),
        ("(?i)ABC", ()),
    ],
)
def test_what_a_match_holds(pattern, told):
    assert set(needs(pattern)) == set(told)


@pytest.mark.parametrize("flags", [re.IGNORECASE, re.VERBOSE])
def test_flags_that_change_what_letters_mean_tell_nothing(flags):
    assert needs("ＡＢＣ a", flags) == ()


@pytest.mark.parametrize("table", TABLES)
def test_no_example_of_a_row_is_passed_over(table):
    rows = _rows(table, None)
    texts = [example.text.replace("[", "").replace("]", "") for row in rows.values() for example in row.examples]
    texts += [form for row in rows.values() for form in row.forms]
    for ident in rows:
        pattern = words.pattern(table, ident)
        for text in texts:
            assert may_hold(text, pattern) or pattern.search(text) is None, (ident, text)


def test_places_are_those_of_the_pattern():
    for pattern in (re.compile("(?:増収|減収)増益"), regex.compile("(?:増収|減収)増益")):
        assert [m.span() for m in finditer(pattern, "3期連続の増収増益だ")] == [(5, 9)]
        assert list(finditer(pattern, "増収だが減った")) == []
