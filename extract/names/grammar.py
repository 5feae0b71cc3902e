"""The rows of rules/name_words.toml as the source of a side shows them: Japanese forms stay, Chinese is folded."""

import re
from functools import cache

import regex

from ...rules import words

TABLE = "name_words"


@cache
def forms(ident: str, side: str) -> tuple[str, ...]:
    """The forms of a row for "ja" or "zh", in the order of the table."""
    return words.forms(TABLE, ident, han=side != "ja")


@cache
def source(ident: str, side: str) -> str:
    """The regular expression of a row, in a group."""
    return f"(?:{words.source(TABLE, ident, han=side != 'ja')})"


@cache
def pattern(ident: str, side: str, flags: str = "") -> regex.Pattern[str]:
    """`source`, compiled; `flags` such as "(?r)" stand before it."""
    return regex.compile(flags + source(ident, side))


@cache
def letters(ident: str, side: str) -> frozenset[str]:
    """The characters of a row whose pattern is one class of them."""
    return frozenset(words.source(TABLE, ident, han=side != "ja").strip("[]"))


@cache
def quick(ident: str, side: str) -> re.Pattern[str]:
    """`source`, compiled by re, which finds what begins with an optional part in a long text several times as fast as regex."""
    return re.compile(source(ident, side))
