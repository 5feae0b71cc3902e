"""The signs of numerals, and what a numeral looks like in folded text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from .fold import fold, fold_hanzi
from .pattern import trie
from .table import Example, load
from .words import source

_TABLE = "numerals"


@dataclass(frozen=True, slots=True)
class Numeral:
    """A sign of numerals."""

    id: str
    role: str
    value: str
    forms: tuple[str, ...]
    examples: tuple[Example, ...]
    formal: tuple[str, ...] = ()
    not_before: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    not_after: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    only_before: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    only_after: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Signs(NamedTuple):
    """The numeral table as look-ups on folded text."""

    digit: dict[str, int]
    small: dict[str, int]
    """Power of ten of 十百千; 廿 and 卅 stand in `tens`."""
    tens: dict[str, int]
    big: dict[str, int]
    latin: dict[str, int]
    point: str
    minus: tuple[str, ...]
    plus: tuple[str, ...]
    whole: dict[str, Decimal]
    formal: frozenset[str]
    guards: dict[str, str]
    """What must hold around a sign, as a pattern that ends with the sign."""
    not_after: dict[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def signs() -> Signs:
    """The rows of numerals.toml, folded."""
    rows = load("numerals", "numeral", Numeral)
    by_role: dict[str, dict[str, str]] = {}
    for row in rows:
        by_role.setdefault(row.role, {}).update({fold_hanzi(form): row.value for form in row.forms})
    powers = {role: {form: len(value) - 1 for form, value in by_role[role].items()} for role in ("small", "big", "latin")}
    return Signs(
        {form: int(value) for form, value in by_role["digit"].items()},
        powers["small"],
        {form: int(value) for form, value in by_role["tens"].items()},
        powers["big"],
        powers["latin"],
        "".join(by_role["point"]),
        tuple(by_role["minus"]),
        tuple(by_role["plus"]),
        {form: Decimal(value) for form, value in by_role["whole"].items()},
        frozenset(fold_hanzi(form) for row in rows for form in row.formal),
        {fold_hanzi(form): _guarded(row, form) for row in rows for form in {*row.not_before, *row.only_before, *row.only_after}},
        {fold_hanzi(form): tuple(fold(w) for w in words) for row in rows for form, words in row.not_after.items()},
    )


def _guarded(row: Numeral, form: str) -> str:
    sign = re.escape(fold_hanzi(form))
    if form in row.not_before:
        return f"{sign}(?!{_any(row.not_before[form])})"
    ways = []
    if form in row.only_before:
        ways.append(f"{sign}(?={_any(row.only_before[form])})")
    if form in row.only_after:
        ways.append(f"(?<={_any(row.only_after[form])}){sign}")
    return "|".join(ways)


def _any(words: Iterable[str]) -> str:
    return trie(fold(word) for word in words)


def _spaced_sections() -> str:
    """8,900 万 after 1,376 億 and a space: digits that a lower scale follows."""
    known = signs()
    small = "".join(known.small)
    ways = []
    for big, power in known.big.items():
        lower = "".join(sign for sign, other in known.big.items() if other < power)
        if lower:
            ways.append(rf"(?<={big} )[0-9](?:[0-9]{{0,3}}|,[0-9]{{3}})(?= ?[{small}]?[{lower}])")
    return rf" (?:{'|'.join(ways)})"


@lru_cache(maxsize=1)
def numeral_pattern() -> str:
    """An unsigned numeral in folded text: digits with separators and decimals, 十百千万億兆 between and after them.

    Possessive throughout, so that every character is read once.
    """
    known = signs()
    word = "".join(char for char in known.point if char.isalnum())
    marks = "".join(char for char in known.point if not char.isalnum())
    digit = re.escape("".join(d for d in known.digit if d not in known.guards))
    small = "".join(s for s in (*known.small, *known.tens) if s not in known.guards)
    scales = "".join((*known.small, *known.tens, *known.big))
    cut = rf"\. [0-9]{{1,4}}(?= ?[{''.join(known.small)}]?[{''.join(known.big)}])"
    ascii_number = rf"[0-9]++(?:(?:,[0-9]{{4}}(?![0-9])){{2,}}+|(?:,[0-9]{{3}}(?![0-9]))*+)(?:[.{marks}][0-9]++|{cut})?+"
    kanji = "|".join([f"[{digit}{small}]", *(known.guards[sign] for sign in (*known.small, *known.digit) if sign in known.guards)])
    free = "".join(sign for sign in known.big if sign not in known.guards)
    big = "|".join([f"[{free}]", *(known.guards[sign] for sign in known.big if sign in known.guards)])
    point = "|".join(
        (
            rf" [{word}] {{1,2}}(?=[{digit}])(?<=[{digit}{scales}] [{word}] )",  # 六 点 五
            rf"[{word}](?=[{digit}0-9])(?<=[{digit}{scales}0-9][{word}])",
            rf"[{word}](?= [{digit}])(?<=[{digit}{scales}][{word}])",
            rf"[{marks}](?=[{digit}])(?<=[{digit}{scales}][{marks}])",  # 二・五 of vertical newspapers
        )
    )
    counted = source(_TABLE, "counter-before-scale")
    item = rf" {{0,3}}+(?:{kanji}|{big})|{point}|(?<=[{scales}{word}]){ascii_number}|{_spaced_sections()}|{counted}"
    return rf"(?:{ascii_number}|(?<![A-Za-z0-9])\.[0-9]++|{kanji}|{source(_TABLE, 'scale-as-denominator')})(?:{item})*+"
