"""Where a text states the unit of figures that stand elsewhere: captions, heads and labels. Which unit it is, amounts decide."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from ...rules.fold import fold
from ...rules.pattern import trie
from ...rules.table import setting
from ...rules.words import forms, pattern, source
from .page import Span

_TABLE = "page_words"
_LATIN = "'000|’000|000|[Tt]housands?|[Mm]illions?|[Bb]illions?|mn|bn|[mMkK]"
_COUNTS = frozenset("十百千拾")
_LONGEST = 24
"""Characters of a phrase that is a unit: 人民幣百萬元，每股除外 is cut at its comma before."""
_BRACKETED = re.compile(r"[(\[]([^()\[\]|\n]{1,40})[)\]]")
_PHRASE = re.compile(r"[^,、;。・\n()\[\]]+")


def _spaced(words: Iterable[str]) -> str:
    return trie(dict.fromkeys(fold(word) for word in words))


@cache
def _unit() -> re.Pattern[str]:
    """A phrase that is a unit and nothing else: 百万円, 人民幣千元, HK$'000, ％, 元／股, 人."""
    currencies = setting("currencies", "currency")
    names = [word for row in currencies for words in row["names"].values() for word in words]
    signs = [word for row in currencies for word in (*row.get("symbols", ()), row["code"], *sum(row.get("local", {}).values(), []))]
    sub = [word for row in currencies for word in row.get("sub", {})]
    small = [word for word in sub if len(word) > 1 or word == "仙"]
    counters = [word for row in setting("units", "unit") for words in row.get("counters", {}).values() for word in words]
    money = _spaced([*names, *(word for words in setting("currencies", "context").values() for word in words)])
    scale, rate, per = (source(_TABLE, ident) for ident in ("scale", "rate-unit", "per"))
    prefix = f"(?:{_spaced([*names, *signs])})(?: ?[的之/])? ?"
    bare = f"(?:{scale})?(?:{money})|{_spaced(small)}"
    unit = (
        f"(?:(?:{prefix})?(?:{bare})|(?:{prefix})(?:{_spaced(sub)})|(?:{prefix})(?:{scale}|{_LATIN})?"
        f"|(?:in )?(?:{prefix})?(?:{_LATIN})(?: of )?(?:{prefix})?"
        f"|{rate}|(?:{scale})?(?:{_spaced(counters)}))"
    )
    return re.compile(f"(?:{unit})(?: ?(?:{source(_TABLE, 'sen')})| ?(?:{per}))?")


def is_unit(folded: str) -> bool:
    """Whether a cell, with or without brackets, is a unit: 人民幣千元, （％）, 円　銭."""
    text = folded.strip(" ()[]")
    return 0 < len(text) <= _LONGEST and _unit().fullmatch(text) is not None and text not in forms(_TABLE, "corner")


def money_unit(folded: str) -> bool:
    """Whether a unit, or the unit of a caption, is one of money."""
    return is_unit(folded) and not pattern(_TABLE, "rate-unit").match(folded.strip(" ()[]"))


def first_unit(folded: str, start: int, end: int) -> Span | None:
    """The first phrase of a list that is a unit: of 百万円、％ or 未经审计，人民币千元."""
    for phrase in _PHRASE.finditer(folded, start, end):
        a, b = phrase.span()
        declared = pattern(_TABLE, "unit-declared").match(folded, a, b)
        a = declared.end() if declared else a
        while a < b and folded[a] in " :":
            a += 1
        closed = pattern(_TABLE, "unit-closed").search(folded, a, b)
        b = closed.start() if closed else b
        while b > a and folded[b - 1] in " :":
            b -= 1
        if is_unit(folded[a:b]):
            return a, b
        if b - a > 1 and folded[b - 1] == "%" and not folded[b - 2].isdigit():  # 前年同月比%
            return b - 1, b
        # 单位：千元　币种：人民币 are two phrases between spaces
        gap = folded.find(" ", a, b)
        if gap > a and is_unit(folded[a:gap]):
            return a, gap
    return None


def bracketed_unit(folded: str, start: int, end: int) -> Span | None:
    """The unit in a label's or a head's brackets: of 売上高（百万円）, 每股收益（元／股）, 收盘价（元，2023/8/25）, 營業收入(百萬)."""
    if folded.find("(", start, end) < 0 and folded.find("[", start, end) < 0:
        return None
    for found in _BRACKETED.finditer(folded, start, end):
        unit = first_unit(folded, found.start(1), found.end(1))
        if unit is None and pattern(_TABLE, "scale").fullmatch(folded, found.start(1), found.end(1)):
            unit = found.span(1)
        if unit is not None and folded[slice(*unit)] not in _COUNTS:
            return unit
    return None


def declared_unit(folded: str, start: int, end: int) -> Span | None:
    """The unit that a line declares: （単位：百万円）, 单位：元 币种：人民币, 以人民幣千元呈列."""
    if pattern(_TABLE, "may-declare").search(folded, start, end) is None:
        return None
    found = pattern(_TABLE, "unit-declared").search(folded, start, end)
    if found is not None:
        unit = first_unit(folded, found.end(), min(end, found.end() + 40))
        if unit is not None and unit[0] - found.end() <= 2:
            return unit
    found = pattern(_TABLE, "unit-of-all").search(folded, start, end)
    if found is not None:
        unit = first_unit(folded, found.end(), min(end, found.end() + _LONGEST))
        if unit is not None and unit[0] == found.end():
            return unit
    for ident in ("unit-stated-in", "unit-of-amounts", "unit-after"):
        stated = pattern(_TABLE, ident).search(folded, start, end)
        if stated is not None:
            return first_unit(folded, *stated.span(1))
    return None


def caption_unit(folded: str, start: int, end: int) -> Span | None:
    """The unit of a line above a table: declared, alone, or in the brackets that close it."""
    found = _caption_unit(folded[start:end])
    return (start + found[0], start + found[1]) if found is not None else None


@lru_cache(maxsize=1024)
def _caption_unit(folded: str) -> Span | None:
    start, end = 0, len(folded)
    unit = declared_unit(folded, start, end)
    if unit is not None:
        return unit
    text = folded[start:end].rstrip(" :")
    if is_unit(text):
        inner = text.strip(" ()[]")
        at = start + text.index(inner)
        return at, at + len(inner)
    if end - start <= 80 and text.endswith((")", "]", "】", "〉")):
        opened = max(text.rfind("("), text.rfind("["), text.rfind("〈"), text.rfind("【"))
        if opened >= 0:
            return first_unit(folded, start + opened + 1, start + len(text) - 1)
    return None
