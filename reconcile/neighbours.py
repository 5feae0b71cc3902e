"""Known figures whose key a fact has but for one part, where the figure itself and the article's words make up for it.

A figure of a part that was read as the whole's, where its sentence names the part; one of the whole that was read as a part's, to
the last of many digits; one of the listing with another day, or one as of no day; and figures of a firm that the article does not
name, where several of them are those of one firm.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import numpy as np

from ..rules.fold import fold
from .diagnose import CHANCE, StatedFigure
from .interval import Ints
from .keys import NO_PERIOD, Columns, Objects, dimension, mapped, nature, once

LEAST_FIGURES = 2
"""So many figures of an article must be a firm's for its other figures to be."""
WHOLE = 0.002
"""The share of values that may fit a figure of the whole that was read as a part's."""
StatedAt = Callable[[int], StatedFigure]
"""A fact's number -> its figure."""
RowIndex = dict[tuple[object, ...], list[int]]


class Neighbour(NamedTuple):
    row: int
    kind: str
    """part, whole, listing, undated or company."""
    figures: int = 1
    """company: how many figures of the article are the firm's."""


class Neighbours:
    """Looks for the facts `open_`, which have no known figure or differ from theirs."""

    def __init__(self, facts: Columns, given: Columns, stated: StatedAt, articles: Objects, sentences: Objects) -> None:
        self._facts, self._given, self._stated = facts, given, stated
        self._articles, self._sentences = articles, sentences

    def find(self, unknown: Ints, different: Ints) -> dict[int, Neighbour]:
        """The neighbours of facts that no known figure has the key of, and of those that differ from the one that has."""
        out = {i: Neighbour(row, "part") for i, row in self._parts([*unknown.tolist(), *different.tolist()])}
        out |= {i: Neighbour(row, "whole") for i, row in self._wholes(unknown)}
        out |= {i: Neighbour(row, "listing") for i, row in self._listings(unknown)}
        out |= {i: Neighbour(row, "undated") for i, row in self._undated(unknown)}
        return out | self._unnamed(unknown[self._facts.company[unknown] == ""])

    def _index(self, rows: Ints, *names: str) -> RowIndex:
        out: RowIndex = defaultdict(list)
        columns = [getattr(self._given, name)[rows].tolist() for name in names]
        for row, key in zip(rows.tolist(), zip(*columns, strict=True), strict=True):
            out[key].append(row)
        return out

    def _key(self, fact: int, *names: str) -> tuple[object, ...]:
        return tuple(getattr(self._facts, name)[fact] for name in names)

    def _fitting(self, fact: int, rows: Iterable[int]) -> list[int]:
        """The rows of the same unit and basis that have the fact's figure, where that is unlikely by chance."""
        given, facts = self._given, self._facts
        unit, basis = facts.unit[fact], facts.basis[fact] or "actual"
        alike = [
            r
            for r in rows
            if given.basis[r] in ("", basis) and (given.unit[r] == unit or dimension(given.unit[r]) == dimension(unit) != "money")
        ]
        if not alike:
            return []
        stated = self._stated(fact)
        return [r for r in alike if stated.fits(given.value[r])] if stated.window * len(alike) <= CHANCE else []

    def _parts(self, facts: list[int]) -> Iterator[tuple[int, int]]:
        names = ("company", "metric", "start", "end")
        index = self._index(np.flatnonzero((self._given.segment != "") & (self._given.start > 0)), *names)
        for i in facts if index else ():
            rows = index.get(self._key(i, *names), ())
            named = [r for r in rows if self._given.segment[r] != self._facts.segment[i] and self._named(i, self._given.segment[r])]
            found = self._fitting(i, named)
            if len(found) == 1:
                yield i, found[0]

    def _wholes(self, facts: Ints) -> Iterator[tuple[int, int]]:
        names = ("company", "metric", "start", "end")
        facts = facts[self._facts.segment[facts] != ""]
        if len(facts) == 0:
            return
        firms = set(self._facts.company[facts])
        whole = (self._given.segment == "") & (self._given.start > 0)
        index = self._index(np.flatnonzero(whole & mapped(self._given.company, lambda firm: firm in firms, np.bool_)), *names)
        for i in facts.tolist():
            rows = index.get(self._key(i, *names), ())
            if rows and self._stated(i).window <= WHOLE and len(found := self._fitting(i, rows)) == 1:
                yield i, found[0]

    def _named(self, fact: int, part: str) -> bool:
        return len(part) > 1 and part in "".join(fold(self._sentences[fact]).casefold().split())

    def _listings(self, facts: Ints) -> Iterator[tuple[int, int]]:
        """A firm has one figure of its listing, whatever day it is given."""
        names = ("company", "metric", "segment")
        index = self._index(np.flatnonzero(mapped(self._given.metric, once, np.bool_)), *names)
        listed = mapped(self._facts.metric[facts], once, np.bool_) if index else np.zeros(len(facts), dtype=np.bool_)
        for i in facts[listed].tolist():
            rows = index.get(self._key(i, *names), ())
            if len(rows) == 1 and self._fitting(i, rows):
                yield i, rows[0]

    def _undated(self, facts: Ints) -> Iterator[tuple[int, int]]:
        """A figure as of a day that the article does not give, which is the known one of a single day or year."""
        names = ("company", "metric", "segment")
        facts = facts[(self._facts.end[facts] == NO_PERIOD) & (self._facts.company[facts] != "")]
        facts = facts[mapped(self._facts.metric[facts], lambda metric: nature(metric) != "flow", np.bool_)]
        if len(facts) == 0:
            return
        firms = set(self._facts.company[facts])
        index = self._index(np.flatnonzero(mapped(self._given.company, lambda firm: firm in firms, np.bool_)), *names)
        for i in facts.tolist():
            found = self._fitting(i, index.get(self._key(i, *names), ()))
            if len(found) == 1:
                yield i, found[0]

    def _unnamed(self, facts: Ints) -> dict[int, Neighbour]:
        names = ("metric", "start", "end", "segment")
        if len(facts) == 0:
            return {}
        asked = set(self._facts.metric[facts])
        known = mapped(self._given.metric, lambda metric: metric in asked, np.bool_) & (self._given.end > 0)
        index = self._index(np.flatnonzero(known), *names)
        owners: dict[object, dict[object, set[int]]] = defaultdict(lambda: defaultdict(set))
        for i in facts.tolist():
            found = self._fitting(i, index.get(self._key(i, *names), ()))
            if len(firms := {self._given.company[r] for r in found}) == 1:
                owners[self._articles[i]][firms.pop()].add(found[0])
        out = {}
        for i in facts.tolist():
            named = {firm: len(rows) for firm, rows in owners[self._articles[i]].items() if len(rows) >= LEAST_FIGURES}
            rows = [r for r in index.get(self._key(i, *names), ()) if self._given.company[r] in named]
            rows = self._fitting(i, rows) or rows
            if len(rows) == 1:
                out[i] = Neighbour(rows[0], "company", named[self._given.company[rows[0]]])
        return out
