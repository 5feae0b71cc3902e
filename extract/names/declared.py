"""What brackets behind a name say: another name of the firm, or its ticker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

import regex

from ...rules import words as table
from ...rules.gate import may_hold
from ...rules.legal_form import form_words, words
from ..text.dictionary import is_place
from . import grammar
from .likeness import HAN, likeness
from .span import left_of, only_forms

COVER = 1500
"""The cover of a document lies in so many first characters."""
NEAR = 300
"""A full name stands so many characters from the short one that a label gives, at most."""
_BRACKET = regex.compile(r"\(([^()\n]{1,80})\)|<([0-9A-Z.]{4,7})>|【([0-9A-Z.]{4,7})】")
_SHARE_CLASS = regex.compile(r"(?r)\s?-(?:B|W|S|P|SW|SB|WR)(?=\s?$)")
_CLASS_ALONE = regex.compile(rf"(?<=[{HAN}A-Za-z])-(?:SW|SB|WR|B|W)(?![A-Za-z0-9])")
_CODE = r"[0-9]{3}[0-9A-Z]|[0-9]{5,6}|[A-Z]{1,5}"
_MARKET = r"HK|SH|SS|SZ|BJ|T|TW|TWO|KS|KQ|US|N|O|L"


@cache
def _strong(side: str) -> regex.Pattern[str]:
    """A code that its exchange, its label, its market or its shape shows to be a ticker."""
    label = grammar.source("code-labels", side) + grammar.source("code-links", side)
    labelled = rf"(?:{grammar.source('exchanges', side)}\s?:?\s?(?:{label})?|{label})"
    return regex.compile(
        labelled + rf"[\"“「]?(?P<code>{_CODE})(?:[.\-](?:{_MARKET}))?[\"”」]?"
        rf"|(?P<code>[0-9]{{3,6}}[A-Z]?|[A-Z]{{1,5}})\s?[.\-]\s?(?:{_MARKET})"
        rf"|(?:{_MARKET})[\s.:]{{0,2}}(?P<code>[0-9]{{4,6}})"
        r"|(?P<code>[0-9]{3}[A-Z]|0[0-9]{4}|8[0-9]{4}|9[0-9]{4}|(?:60|68|00|30|92)[0-9]{4}|[48]3[0-9]{4})"
    )


_MASKED = regex.compile(r"[0-9]{1,5}[xX*]{1,5}(?:\.[A-Z]{1,3})?|[0-9][0-9A-Z]{3}(?:\.[A-Z]{1,2})?")
_FOUR = regex.compile(r"[1-9][0-9]{3}")
_LETTERS = regex.compile(r"[A-Z]{2,5}")
_QUOTED = regex.compile(r"[\"“「『'‘]([^\"”」』'’“「『]{1,30})[\"”」』'’]")
_PARTS = regex.compile(r"[,、;]\s*")
_BARE_NAME = regex.compile(r"[^\"“「『'‘,、;:()]{2,30}")


BracketItem = tuple[tuple[int, int] | None, str, int]
"""(alias span, ticker, points)"""


class Declared(NamedTuple):
    """A name before a bracket, and what the bracket says of it."""

    start: int
    end: int
    alias: tuple[int, int] | None
    """Another name of the same firm."""
    ticker: str
    points: int
    how: str


@cache
def _declaration(side: str) -> regex.Pattern[str]:
    ordered = sorted(words("declares", side), key=len, reverse=True)
    return regex.compile(rf"(?<=[(,、;\s])(?:{'|'.join(map(regex.escape, ordered))}){grammar.source('declares-links', side)}")


@cache
def _no_firm(side: str) -> tuple[str, ...]:
    return tuple(words("organization", side) | words("thing", side))


def cover_names(source: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """The spans of the issuer's Chinese and English name, one below the other on the cover of a listed firm's document."""
    for order in ("cover-names-latin-first", "cover-names-han-first"):
        pattern = table.pattern(grammar.TABLE, order)
        found = pattern.search(source, 0, COVER) if may_hold(source, pattern) else None
        if found is not None:
            yield found.span("han"), found.span("latin")


def declarations(source: str, side: str, ends: Mapping[int, tuple[int, int]]) -> Iterator[Declared]:
    """Brackets that name a firm again or give its ticker. `ends`: known and likely names by where they end."""
    for match in _BRACKET.finditer(source):
        opening = match.start()
        tail = _SHARE_CLASS.search(source, max(opening - 4, 0), opening)
        end = tail.start() if tail else opening
        while end and source[end - 1] in ' "”」』*':
            end -= 1
        span = ends.get(end)
        items: list[BracketItem] = []
        if match.group(1) is None:
            code = match.group(2) or match.group(3)
            found = _strong(side).fullmatch(code) or _FOUR.fullmatch(code)
            if found:
                items.append((None, code, 3))
        else:
            items = list(_items(source, match.start(1), match.end(1), side, source[slice(*span)] if span else ""))
        if not items:
            continue
        if span is None:
            name = left_of(source, end, side)
            if name is None or _is_thing(source[name.start : name.end], side):
                continue
            span = (name.start, name.end)
            strong = [i for i in items if i[2] >= 3 and (name.likeness or i[1]) or len(i[1]) == 4]
            shared = [i for i in items if i[0] and abbreviates(source[slice(*i[0])], source[span[0] : span[1]])]
            items = items if strong else shared
        if grammar.pattern("drug-before", side).search(source[max(span[0] - 8, 0) : span[0]]):
            continue
        for alias, ticker, points in items:
            yield Declared(*span, alias, ticker, points, "ticker" if ticker else "declared")
    for match in _CLASS_ALONE.finditer(source):
        span = ends.get(match.start())
        name = None if span else left_of(source, match.start(), side)
        if span or name:
            yield Declared(*(span or (name.start, name.end)), None, "", 3 if span else 2, "ticker")  # type: ignore[union-attr]


def listed_as(source: str, side: str, ends: Mapping[int, tuple[int, int]]) -> Iterator[Declared]:
    """The short name that a text outside of brackets says a firm has as a listed one: 股票简称为“X”."""
    forms = tuple(form_words("legal", "after", side))
    for label in grammar.pattern("listed-as", side).finditer(source):
        alias = label.span(1)
        near = [span for end, span in ends.items() if label.start() - NEAR <= end <= label.end() + NEAR]
        full = [span for span in near if source[slice(*span)].endswith(forms) and abbreviates(label[1], source[slice(*span)])]
        if full and len({source[slice(*span)] for span in full}) == 1:
            yield Declared(*max(full), alias, "", 3, "declared")


def _items(source: str, start: int, end: int, side: str, known: str) -> Iterator[BracketItem]:
    """(alias span, ticker, points) of what a bracket holds; `known` is the name before it, if there is one."""
    declared = _declaration(side).search(source, start, end)
    stop = end
    if declared:
        stop = declared.start()
        for span in _declared_names(source, declared.end(), end):
            if _may_be_alias(source[slice(*span)], side):
                yield span, "", 3
    elif known and (quoted := _QUOTED.fullmatch(source, start, end)) and _may_be_alias(quoted[1], side):
        yield quoted.span(1), "", 3  # X Limited（「XL」）
    at = start
    for part in _PARTS.split(source[start:stop]):
        text = part.strip()
        code = _strong(side).fullmatch(text)
        if code:
            yield None, code["code"], 3
        elif _FOUR.fullmatch(text) and (not 1900 <= int(text) <= 2100 or declared):
            yield None, text, 3 if known or declared else 2
        elif known and _LETTERS.fullmatch(text) and text not in words("common", side):
            yield None, text, 1
        elif known and not declared and text == source[start:stop].strip() and (_names_again(text, side) or _shortens(text, known, side)):
            inner = at + len(part) - len(part.lstrip())
            yield (inner, inner + len(text)), "", 2
        at += len(part) + 1
        while at < stop and source[at - 1 : at] in ",、;" and source[at] == " ":
            at += 1


def _declared_names(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The quoted names behind a declaring word; without quotes the words up to the next comma."""
    quoted = list(_QUOTED.finditer(source, start, end))
    if quoted:
        for match in quoted:
            yield match.span(1)
        return
    bare = _BARE_NAME.match(source, start, end)
    if bare:
        yield start, start + len(bare.group().rstrip())


def _may_be_alias(text: str, side: str) -> bool:
    return (
        2 <= len(text) <= 40
        and text not in words("common", side)
        and text not in words("before", side)
        and not is_place(text, side)
        and not _strong(side).fullmatch(text)
        and not _MASKED.fullmatch(text)
        and not grammar.pattern("no-alias", side).search(text)
        and bool(regex.search(rf"[A-Za-z{HAN}ァ-ー]", text))
    )


def _names_again(text: str, side: str) -> bool:
    """Whether a bracket that holds nothing else than this holds another name."""
    return _may_be_alias(text, side) and _looks_named(text, side) and not _is_thing(text, side)


def _shortens(text: str, full: str, side: str) -> bool:
    """Whether what stands alone in a bracket is the short form of a name with a legal form: 平安养老险 of 平安养老保险股份有限公司."""
    legal = full.endswith(tuple(form_words("legal", "after", side)))
    return legal and len(text) > 2 and not only_forms(text, side) and _may_be_alias(text, side) and abbreviates(text, full)


def _looks_named(text: str, side: str) -> bool:
    return likeness(text, side) > 0 or side == "ja" and bool(regex.fullmatch(r"[ァ-ヺー・]{3,}", text))


def _is_thing(name: str, side: str) -> bool:
    return name.endswith(_no_firm(side))


def abbreviates(short: str, full: str) -> bool:
    """Whether the characters of `short` stand in `full` in this order (长存 of 长江存储)."""
    rest = iter(full.casefold())
    return len(short) < len(full) and all(char in rest for char in short.casefold() if char != " ")
