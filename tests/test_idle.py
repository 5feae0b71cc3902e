"""Parts of a rule table, as bench/idle.py switches them off."""

import idle
import pytest
import rule_parts


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ("上|中|下", ["中|下", "上|下", "上|中"]),
        ("(?:前|后)年", ["(?:后)年", "(?:前)年"]),
        ("a(?<!b|c)(?P<n>d|e)", ["a(?<!c)(?P<n>d|e)", "a(?<!b)(?P<n>d|e)", "a(?<!b|c)(?P<n>e)", "a(?<!b|c)(?P<n>d)"]),
        (r"[|)]x\|y", []),
        ("[]|]|b", ["b", "[]|]"]),
        ("上半", []),
    ],
)
def test_alternatives(pattern, left):
    assert [pattern[:start] + pattern[end:] for start, end, _ in rule_parts.alternatives(pattern)] == left


def test_an_alternative_alone():
    assert [alone for _, _, alone in rule_parts.alternatives("(?:前|后)年(?!度|代)")] == [
        "(?:前)年(?!度|代)",
        "(?:后)年(?!度|代)",
        "(?:前|后)年(?=度)",
        "(?:前|后)年(?=代)",
    ]


TABLE = {
    "kind": "date",
    "words": [
        {"id": "as-of", "role": "of a day", "forms": ["截至", "截止"], "examples": []},
        {"id": "to", "pattern": "至|到", "examples": []},
    ],
    "form": [{"id": "year", "op": "year", "patterns": ["{y}年"], "names": {"去年|昨年": -1}, "examples": []}],
}


def switched(text):
    part = next(part for part in rule_parts.parts(TABLE, True) if str(part) == text)
    return rule_parts.without(TABLE, [part])


def test_parts_of_a_table():
    assert [str(part) for part in rule_parts.parts(TABLE, False)] == ["words:as-of", "words:to", "form:year"]
    whole = {str(part) for part in rule_parts.parts(TABLE, True)}
    assert {
        "words:as-of forms 0 '截至'",
        "words:to pattern '|到'",
        "form:year names 去年|昨年",
        "form:year names 去年|昨年 '去年|'",
    } <= whole


@pytest.mark.parametrize(
    ("part", "array", "key", "value"),
    [
        ("words:as-of", "words", "forms", [rule_parts.UNWRITTEN]),
        ("words:as-of forms 0 '截至'", "words", "forms", ["截止"]),
        ("form:year names 去年|昨年 '去年|'", "form", "names", {"昨年": -1}),
        ("form:year names 去年|昨年", "form", "names", {}),
    ],
)
def test_what_is_left(part, array, key, value):
    assert switched(part)[array][0][key] == value


def test_a_word_of_a_row_that_is_off_is_off():
    whole, *words = (part for part in rule_parts.parts(TABLE, True) if part.row == "as-of")
    assert rule_parts.without(TABLE, [*words, whole])["words"][0]["forms"] == [rule_parts.UNWRITTEN]


def test_rows_go():
    assert switched("form:year")["form"] == [] and switched("words:to")["words"][1]["pattern"] == rule_parts.NOTHING
    assert TABLE["form"] and TABLE["words"][1]["pattern"] == "至|到"


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(?:从|由)[约近]*\\Z", "营收由3亿元增至5亿元"),
        ("\\A第", "全国第二"),
        ("^第", "全国第二"),
        ("每股$", "每股收益"),
        ("股份(?!有限|转让|\\(|$)", "岚峰股份净利润"),
        ("a\\^b", "a^b"),
    ],
)
def test_anchors_are_those_of_a_part_of_the_text(pattern, text):
    """A pattern is matched on what stands before a figure, not on the whole text."""
    table = {"words": [{"id": "x", "pattern": pattern, "examples": []}]}
    [part] = rule_parts.parts(table, False)
    assert idle.expression(part, "x", table).search(text)
