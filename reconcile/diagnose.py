"""What a mismatch looks like: tested in a fixed order, the first that fits, with its evidence; never two guesses.

scale, sign, currency, period, metric, company, segment, basis, truncated. The last five look for the stated figure
elsewhere among the known ones, and count only where such a hit is unlikely by chance: the number of candidates times
the share of values that the stated digits allow must stay small.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from .interval import agrees
from .join import Columns, dimension

DIAGNOSES = ("scale", "sign", "currency", "period", "metric", "company", "segment", "basis", "truncated")
POWERS = tuple(sorted((n for n in range(-12, 13) if n), key=lambda n: (abs(n), n)))
CHANCE = Decimal("0.2")


class Diagnosis(NamedTuple):
    kind: str = ""
    row: int = -1
    """The known figure that the stated one looks like."""
    power: int = 0
    """scale: stated = known × 10^power; truncated: the known figure cut or rounded at 10^power."""


class Stated(NamedTuple):
    """One mismatching fact: its key columns are at `fact` of the facts."""

    fact: int
    value: Decimal
    value_max: Decimal | None
    modifier: str | None
    precision: Decimal | None

    def fits(self, actual: Decimal) -> bool:
        return agrees(self.value, self.value_max, self.modifier, self.precision, actual)

    @property
    def window(self) -> Decimal:
        """The share of values of this size that would fit."""
        low, high = sorted((self.value, self.value if self.value_max is None else self.value_max))
        width = high - low + 2 * (self.precision or Decimal(0))
        return width / abs(self.value) if self.value else Decimal(1)


class Diagnoser:
    """Looks up known figures in buckets sorted by magnitude: time per mismatch grows with the hits, not the table."""

    def __init__(self, facts: Columns, given: Columns, articles: Any) -> None:
        self._facts, self._given = facts, given
        self._buckets: dict[str, dict[tuple[Any, ...], tuple[list[Decimal], list[int]]]] = {}
        self._named: dict[Any, set[Any]] = defaultdict(set)
        self._articles = articles
        for article, company in zip(articles, facts.company, strict=True):
            self._named[article].add(company)

    def diagnose(self, stated: Stated, row: int) -> Diagnosis:
        """`row` is the known figure that `stated` was compared with."""
        actual, same_unit = self._given.value[row], self._same_unit(stated.fact, row)
        if same_unit:
            power = _scale(stated, actual)
            if power:
                return Diagnosis("scale", row, power)
            if stated.fits(-actual):
                return Diagnosis("sign", row)
        elif stated.fits(actual):
            return Diagnosis("currency", row)
        for kind, search in (
            ("period", self._period),
            ("metric", self._metric),
            ("company", self._company),
            ("segment", self._segment),
            ("basis", self._basis),
        ):
            found = search(stated, row)
            if found >= 0:
                return Diagnosis(kind, found)
        digit = _cut(stated, actual) if same_unit else None
        return Diagnosis() if digit is None else Diagnosis("truncated", row, digit)

    def _same_unit(self, fact: int, row: int) -> bool:
        mine, theirs = self._facts.unit[fact], self._given.unit[row]
        return bool(mine == theirs or (dimension(mine) == dimension(theirs) != "money"))

    def _period(self, stated: Stated, row: int) -> int:
        f, i = self._facts, stated.fact
        return self._search("period", (f.company[i], f.metric[i], f.segment[i]), stated, row)

    def _metric(self, stated: Stated, row: int) -> int:
        f, i = self._facts, stated.fact
        # a loss is often taken from a line that states it without its sign
        return self._search("metric", (f.company[i], f.start[i], f.end[i], f.segment[i]), stated, row, signed=False)

    def _company(self, stated: Stated, row: int) -> int:
        f, i = self._facts, stated.fact
        for company in sorted(self._named[self._articles[i]] - {f.company[i]}):
            found = self._search("company", (company, f.metric[i], f.start[i], f.end[i], f.segment[i]), stated, row)
            if found >= 0:
                return found
        return -1

    def _segment(self, stated: Stated, row: int) -> int:
        f, i = self._facts, stated.fact
        return self._search("segment", (f.company[i], f.metric[i], f.start[i], f.end[i]), stated, row)

    def _basis(self, stated: Stated, row: int) -> int:
        f, i = self._facts, stated.fact
        return self._search("basis", (f.company[i], f.metric[i], f.start[i], f.end[i], f.segment[i]), stated, row)

    def _search(self, name: str, key: tuple[Any, ...], stated: Stated, row: int, signed: bool = True) -> int:
        values, rows = self._bucket(name).get(key, ((), ()))
        if stated.window * (len(values) - 1 if name != "company" else len(values)) > CHANCE:
            return -1
        low, high = sorted((abs(stated.value), abs(stated.value if stated.value_max is None else stated.value_max)))
        reach = max(2 * (stated.precision or Decimal(0)), high / 10)
        hits = [
            r
            for r in rows[bisect_left(values, low - reach) : bisect_right(values, high + reach)]
            if r != row
            and self._same_unit(stated.fact, r)
            and (stated.fits(self._given.value[r]) or (not signed and stated.fits(-self._given.value[r])))
        ]
        given = self._given
        return min(hits, key=lambda r: (abs(abs(given.value[r]) - abs(stated.value)), abs(given.end[r] - given.end[row]), r), default=-1)

    def _bucket(self, name: str) -> dict[tuple[Any, ...], tuple[list[Decimal], list[int]]]:
        """Known rows that share all but what `name` looks for, sorted by magnitude."""
        if name not in self._buckets:
            k = self._given
            parts = {
                "period": (k.company, k.metric, k.segment),
                "metric": (k.company, k.start, k.end, k.segment),
                "segment": (k.company, k.metric, k.start, k.end),
            }.get(name, (k.company, k.metric, k.start, k.end, k.segment))
            collected: dict[tuple[Any, ...], list[tuple[Decimal, int]]] = defaultdict(list)
            for r, key in enumerate(zip(*parts, strict=True)):
                if k.value[r] is not None:
                    collected[key].append((abs(k.value[r]), r))
            self._buckets[name] = {key: ([v for v, _ in sorted(pairs)], [r for _, r in sorted(pairs)]) for key, pairs in collected.items()}
        return self._buckets[name]


def _scale(stated: Stated, actual: Decimal) -> int:
    """The power of ten by which the stated figure is off, 0 for none."""
    if actual == 0 or stated.value == 0:
        return 0
    near = stated.value.adjusted() - actual.adjusted()
    return next((n for n in POWERS if abs(n - near) <= 1 and stated.fits(actual.scaleb(n))), 0)


def _cut(stated: Stated, actual: Decimal) -> int | None:
    """The power of ten at which the known figure, cut or rounded, gives the stated one with at least two digits."""
    if stated.value_max is not None or actual == 0:
        return None
    for power in range(stated.value.normalize().as_tuple().exponent, stated.value.adjusted()):  # type: ignore[arg-type]
        step = Decimal(1).scaleb(power)
        if any((actual / step).to_integral_value(way) * step == stated.value for way in (ROUND_DOWN, ROUND_HALF_UP)):
            return power
    return None
