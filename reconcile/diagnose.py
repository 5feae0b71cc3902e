"""What a mismatch looks like: tested in a fixed order, the first that fits, with its evidence; never two guesses.

scale, sign, currency, period, metric, company, segment, basis, truncated. The last five look for the stated figure
elsewhere among the known ones, and count only where such a hit is unlikely by chance: the number of candidates times
the share of values that the stated digits allow must stay small.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

import numpy as np

from .interval import Ints, agrees
from .keys import Columns, Objects, codes_of, dimension

DIAGNOSES = ("scale", "sign", "currency", "period", "metric", "company", "segment", "basis", "truncated")
MOST_POWER = 12
CHANCE = 0.2
OPENED = {"approx": 0.1, "nearly": 0.1}
"""The share of values of its size that a modifier lets fit."""


class Diagnosis(NamedTuple):
    kind: str = ""
    row: int = -1
    """The known figure that the stated one looks like."""
    power: int = 0
    """scale: stated = known × 10^power; truncated: the known figure cut or rounded at 10^power."""


class StatedFigure:
    """The figure of a fact, whose key columns are at `fact` of the facts."""

    __slots__ = ("fact", "value", "value_max", "modifier", "precision", "window", "reach")

    def __init__(self, fact: int, value: Decimal, value_max: Decimal | None, modifier: str | None, precision: Decimal | None) -> None:
        self.fact, self.value, self.value_max, self.modifier, self.precision = fact, value, value_max, modifier, precision
        low = high = abs(value)
        if value_max is not None:
            low, high = min(low, abs(value_max)), max(low, abs(value_max))
        margin = precision or Decimal(0)
        # floats: they only leave out what is far off
        ends, width = (float(low), float(high)), 2 * float(margin)
        if modifier in OPENED:
            width = max(width, OPENED[modifier] * float(high))
        self.window = (ends[1] - ends[0] + width) / abs(float(value)) if value else 1.0
        """The share of values of this size that would fit."""
        reach = max(width, ends[1] / 10)
        self.reach = (ends[0] - reach - ends[0] / 1000, ends[1] + reach + ends[1] / 1000)
        """The sizes beyond which nothing fits."""

    def fits(self, actual: Decimal) -> bool:
        return agrees(self.value, self.value_max, self.modifier, self.precision, actual)


class Diagnoser:
    """Looks among the known figures that share all but one part of the key with the one compared."""

    def __init__(self, facts: Columns, given: Columns, articles: Objects, wrong: Ints, sizes: list[float]) -> None:
        """`wrong` are the facts that will be asked about, `sizes` the known figures without their sign."""
        self._facts, self._given = facts, given
        self._articles = articles
        self._size = sizes
        self._named: dict[Any, set[Any]] = defaultdict(set)
        owner, firm = codes_of(articles), facts.coded("company")[0]
        here = np.flatnonzero(np.bincount(owner[wrong], minlength=len(owner))[owner] > 0)
        _, first = np.unique(owner[here] * (firm.max() + 1) + firm[here], return_index=True)
        for article, company in zip(articles[here[first]], facts.company[here[first]], strict=True):
            self._named[article].add(company)
        k = given
        shared = {
            "period": ("company", "metric", "segment"),
            "metric": ("company", "start", "end", "segment"),
            "segment": ("company", "metric", "start", "end"),
            "basis": ("company", "metric", "start", "end", "segment"),
        }
        # what the figure found must differ in
        self._parts = {
            "period": k.end * 4_000_000 + k.start,
            "metric": k.metric,
            "company": k.company,
            "segment": k.segment,
            "basis": k.basis,
        }
        # a column that never differs has nothing to find
        self._groups = {kind: _Groups(k, sizes, *names) for kind, names in shared.items() if len(set(self._parts[kind].tolist())) > 1}
        self._firms: _OtherFirms | None = None

    def diagnose(self, stated: StatedFigure, row: int) -> Diagnosis:
        """`row` is the known figure that `stated` was compared with."""
        actual, same_unit = self._given.value[row], self._same_unit(stated.fact, row)
        if same_unit:
            power = _scale(stated, actual, self._size[row])
            if power:
                return Diagnosis("scale", row, power)
            if self._near(stated, row) and stated.fits(-actual):
                return Diagnosis("sign", row)
        elif self._near(stated, row) and stated.fits(actual):
            return Diagnosis("currency", row)
        for kind in ("period", "metric", "company", "segment", "basis"):
            found = self._elsewhere(kind, stated, row)
            if found >= 0:
                return Diagnosis(kind, found)
        digit = _cut(stated, actual, self._size[row]) if same_unit else None
        return Diagnosis() if digit is None else Diagnosis("truncated", row, digit)

    def _near(self, stated: StatedFigure, row: int) -> bool:
        """Sizes as floats only leave out what is far off; what remains is compared exactly."""
        low, high = stated.reach
        return low <= self._size[row] <= high

    def _same_unit(self, fact: int, row: int) -> bool:
        mine, theirs = self._facts.unit[fact], self._given.unit[row]
        return bool(mine == theirs or (dimension(mine) == dimension(theirs) != "money"))

    def _elsewhere(self, kind: str, stated: StatedFigure, row: int) -> int:
        """The known figure nearest to the stated one among those that differ from `row` in `kind`; -1 for none."""
        if kind == "company":
            rows = self._other_firms(stated, row)
            others = len(rows)
        else:
            others = self._groups[kind].count(row) - 1 if kind in self._groups else 0
        if others < 1 or stated.window * others > CHANCE:
            return -1
        if kind != "company":
            rows = self._groups[kind].of(row, stated.reach)
        part = self._parts[kind]
        near = [r for r in rows if self._near(stated, r) and part[r] != part[row] and self._same_unit(stated.fact, r)]
        # a loss is often taken from a line that states it without its sign
        hits = [r for r in near if stated.fits(self._given.value[r]) or (kind == "metric" and stated.fits(-self._given.value[r]))]
        given = self._given
        return min(hits, key=lambda r: (abs(abs(given.value[r]) - abs(stated.value)), abs(given.end[r] - given.end[row]), r), default=-1)

    def _other_firms(self, stated: StatedFigure, row: int) -> list[int]:
        """Figures of the same metric and period of the other firms that the article names: no coincidences from afar."""
        others = self._named[self._articles[stated.fact]] - {self._facts.company[stated.fact]}
        if not others or stated.window * len(others) > CHANCE:
            return []
        if self._firms is None:
            self._firms = _OtherFirms(self._given, _Groups(self._given, self._size, "metric", "start", "end", "segment").codes)
        return [r for company in sorted(others) for r in self._firms.of(company, row)]


class _OtherFirms:
    """Rows by company and the group of a row of another company."""

    def __init__(self, given: Columns, groups: list[int]) -> None:
        codes, distinct = given.coded("company")
        self._company = {name: i for i, name in enumerate(distinct)}
        self._groups, self._count = groups, max(groups, default=0) + 1
        keys = codes * self._count + np.array(groups, dtype=np.int64)
        order = np.argsort(keys, kind="stable")
        self._keys: list[int] = keys[order].tolist()
        self._order: list[int] = order.tolist()

    def of(self, company: Any, row: int) -> list[int]:
        code = self._company.get(company)
        if code is None:
            return []
        key = code * self._count + self._groups[row]
        left = bisect_left(self._keys, key)
        return self._order[left : bisect_right(self._keys, key, left)]


class _Groups:
    """Rows with the same values in some columns, by their size."""

    def __init__(self, given: Columns, sizes: Sequence[float], *names: str) -> None:
        import pandas as pd

        codes = np.zeros(len(given), dtype=np.int64)
        for name in names:
            part, distinct = given.coded(name)
            codes = pd.factorize(codes * max(len(distinct), 1) + part)[0].astype(np.int64)
        size = np.array(sizes)
        order = np.lexsort((size, codes))
        self.codes: list[int] = codes.tolist()
        self._order: list[int] = order.tolist()
        self._sizes: list[float] = size[order].tolist()
        self._starts: list[int] = np.searchsorted(codes[order], np.arange(len(codes) + 1)).tolist()

    def count(self, row: int) -> int:
        """How many rows the group of `row` has."""
        code = self.codes[row]
        return self._starts[code + 1] - self._starts[code]

    def of(self, row: int, reach: tuple[float, float]) -> list[int]:
        """The rows of the group of `row` whose sizes lie in `reach`."""
        code = self.codes[row]
        start, end = self._starts[code], self._starts[code + 1]
        left = bisect_left(self._sizes, reach[0], start, end)
        return self._order[left : bisect_right(self._sizes, reach[1], left, end)]


def _scale(stated: StatedFigure, actual: Decimal, size: float) -> int:
    """The power of ten by which the stated figure is off, 0 for none. `size` is the known one's."""
    if actual == 0 or stated.value == 0:
        return 0
    near = stated.value.adjusted() - actual.adjusted()
    low, high = stated.reach
    powers = sorted((n for n in (near - 1, near, near + 1) if n and abs(n) <= MOST_POWER and low <= size * 10.0**n <= high), key=abs)
    found = next((n for n in powers if stated.fits(actual.scaleb(n))), 0)
    # one rounded digit fits most figures at some power
    return found if stated.window <= CHANCE or stated.value == actual.scaleb(found) else 0


def _cut(stated: StatedFigure, actual: Decimal, size: float) -> int | None:
    """The power of ten at which the known figure, cut or rounded, gives the stated one with at least two digits."""
    if stated.value_max is not None or actual == 0 or abs(abs(float(stated.value)) - size) > 1.001 * 10.0 ** (stated.value.adjusted() - 1):
        return None
    for power in range(stated.value.normalize().as_tuple().exponent, stated.value.adjusted()):  # type: ignore[arg-type]
        step = Decimal(1).scaleb(power)
        if any((actual / step).to_integral_value(way) * step == stated.value for way in (ROUND_DOWN, ROUND_HALF_UP)):
            return power
    return None
