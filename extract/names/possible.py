"""Which proposed spans may be names at all, whatever speaks for them."""

from __future__ import annotations

from functools import lru_cache

import regex

from ...rules import words as table
from ...rules.legal_form import words
from ..text.document import Document
from . import grammar
from .context import is_product
from .directory import Directory, cuts
from .likeness import core_of
from .ner.marginals import Marginals
from .pool import NAMED, SURE, Pool, Proposal
from .proposals import openings
from .span import only_forms

_SURE_OF_NAME = 0.8
"""From this probability on the recognizer has a country and a line of business, or what holds a known name, for a firm."""
_FIGURE = frozenset("0123456789.,$¥€£")
_COMMON = ("common", "before", "subject")
_WHOLLY = ("country-firms", "countries", "single-numerals", "symbols", "dated-words", "filing-labels")
"""Rows that a firm's name is not one of."""
_BEHIND = ("fund-code-behind", "market-behind")
"""Rows that stand behind funds and markets."""


def possible(document: Document, source: str, side: str, pool: Pool, marginals: Marginals, known: Directory) -> list[Proposal]:
    """The proposals that may be names, sorted by start, the longest first."""
    out = [
        p
        for p in pool
        if (p.start, p.end) not in pool.cut
        and not _cuts_amount(source, p.start)
        and not grammar.pattern("share-kind", side).match(source, p.end - 2)
        and not cuts(document.folded, p.start, p.end)
        and (p.kinds & SURE or p.kind != "company" or not _impossible(document, source, side, p, marginals, known))
        and not (_of_country(p, source, side) and (_of_branch(p, source, side) or marginals.at(p.start, p.end).whole <= _SURE_OF_NAME))
    ]
    return sorted(out, key=lambda p: (p.start, -p.end))


def _impossible(document: Document, source: str, side: str, p: Proposal, marginals: Marginals, known: Directory) -> bool:
    """Whether no probability makes a firm of a span: a common word, an amount, a quoted product, part of another word."""
    if p.impossible is None:
        sure = marginals.at(p.start, p.end).whole > _SURE_OF_NAME
        p.impossible = _none_at(document, source, side, p, known, sure)
    return p.impossible


def _none_at(document: Document, source: str, side: str, p: Proposal, known: Directory, sure: bool) -> bool:
    """`sure` says that the recognizer is of exactly the span."""
    return (
        _is_word(source[p.start : p.end], side)
        or side == "ja" and _is_two(source[p.start : p.end])
        or table.pattern(grammar.TABLE, "figures").fullmatch(document.folded, p.start, p.end) is not None
        or any(grammar.pattern(row, side).match(source, p.end) for row in _BEHIND)
        or _is_published(source, side, p.start, p.end)
        or known.vetoes(document.folded, p.start, p.end, not sure and "listed" not in p.kinds)
        or is_product(source, p.start, p.end, side)
        or grammar.pattern("enumerators", side).match(source, p.start) is not None
        or grammar.pattern("exchange-label", side).match(source, p.start) is not None
    )


@lru_cache(maxsize=1 << 14)
def _is_word(surface: str, side: str) -> bool:
    """Whether a string by itself is no firm's name: a common word, a country, 当社, a legal form."""
    return (
        any(surface in words(role, side) for role in _COMMON)
        or grammar.pattern(f"{side}-issuer-words", side).match(surface) is not None
        or grammar.pattern("not-a-firm", side).match(surface) is not None
        or any(grammar.pattern(row, side).fullmatch(surface) for row in _WHOLLY)
        or surface.startswith(openings(side))
        or grammar.pattern("ranked-before", side).match(surface) is not None and len(surface) > 4
        or side == "zh"
        and (grammar.pattern("holds-issuer", "zh").search(surface) or grammar.pattern("zh-no-start", "zh").match(surface)) is not None
        or only_forms(surface, side)
    )


_PARTED = regex.compile(r"(?P<left>[^\x00-\x7f]+) (?P<right>[^\x00-\x7f]+)")


@lru_cache(maxsize=1 << 12)
def _is_two(surface: str) -> bool:
    """Whether a space parts two Japanese names, of which neither is a legal form: 大和証券 瀬戸内重機."""
    found = _PARTED.search(surface)
    return found is not None and not (only_forms(found["left"], "ja") or only_forms(found["right"], "ja"))


def _is_published(source: str, side: str, start: int, end: int) -> bool:
    """Whether a stretch is what a firm publishes (X数据|显示), or a drug by the noun before it."""
    if grammar.pattern("published", side).search(source[start:end]) and grammar.pattern("source-behind", side).match(source, end):
        return True
    return grammar.pattern("drug-before", side).search(source[max(start - 40, 0) : start]) is not None


def _cuts_amount(source: str, start: int) -> bool:
    """Whether a span begins inside of a figure or a date: the 3M of $7.3M, the 日 of 24日 ミナモ."""
    before = source[start - 1 : start]
    return source[start].isdigit() and before in _FIGURE or before.isdigit() and source[start + 1 : start + 2] == " "


def _of_country(p: Proposal, source: str, side: str) -> bool:
    """Whether a stretch that no table has is a country and a line of business: 捷克工業."""
    surface = source[p.start : p.end]
    match = grammar.pattern("countries", side).match(surface)
    return match is not None and p.kinds.isdisjoint(SURE | NAMED) and core_of(surface, side) in (match.group(), surface[match.end() :])


def _of_branch(p: Proposal, source: str, side: str) -> bool:
    """Whether what follows the country is a branch of the economy: 歐盟|工業."""
    return grammar.pattern("zh-generic-trades", side).search(source[p.start : p.end]) is not None
