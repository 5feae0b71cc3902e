"""Interval arithmetic on exact fractions: what stated inputs allow for a growth, a share, a sum."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from .interval import Interval

HUNDRED = Fraction(100)


class Bounds(NamedTuple):
    """`low` to `high`; None is an open end."""

    low: Fraction | None
    high: Fraction | None

    @classmethod
    def of(cls, interval: Interval) -> Bounds:
        return cls(*(None if x is None else Fraction(x) for x in interval))

    def meets(self, other: Bounds) -> bool:
        return not _above(self.low, other.high) and not _above(other.low, self.high)

    def negative(self) -> Bounds:
        return Bounds(None if self.high is None else -self.high, None if self.low is None else -self.low)

    def plus(self, other: Bounds) -> Bounds:
        return Bounds(*(None if a is None or b is None else a + b for a, b in zip(self, other, strict=True)))

    def scaled(self, factor: Fraction) -> Bounds:
        """By a positive factor."""
        return Bounds(*(None if x is None else x * factor for x in self))

    @property
    def sign(self) -> int:
        """1 or -1 where every value has that sign, else 0."""
        if self.low is not None and self.low > 0:
            return 1
        return -1 if self.high is not None and self.high < 0 else 0


def _above(a: Fraction | None, b: Fraction | None) -> bool:
    return a is not None and b is not None and a > b


def total(spans: Sequence[Bounds]) -> Bounds:
    out = Bounds(Fraction(0), Fraction(0))
    for span in spans:
        out = out.plus(span)
    return out


def quotient(a: Bounds, b: Bounds) -> Bounds | None:
    """a ÷ b; None where b may be zero."""
    if b.sign == 0:
        return None
    if b.sign < 0:
        a, b = a.negative(), b.negative()
    return Bounds(_end(a.low, b, least=True), _end(a.high, b, least=False))


def _end(x: Fraction | None, b: Bounds, least: bool) -> Fraction | None:
    """An end of x ÷ b for positive b: the divisor that makes it least (or largest)."""
    if x is None:
        return None
    divisor = b.high if (x >= 0) == least else b.low
    return Fraction(0) if divisor is None else x / divisor


def growth(now: Bounds, then: Bounds) -> Bounds | None:
    """(now - then) ÷ |then| in percent: a loss that narrows grows. None where the sign changes or is open."""
    if then.sign == 0 or now.sign != then.sign:
        return None
    ratio = quotient(now, then if then.sign > 0 else then.negative())
    return None if ratio is None else ratio.plus(Bounds(Fraction(-then.sign), Fraction(-then.sign))).scaled(HUNDRED)


def compounded(rate: Bounds, years: int) -> Bounds:
    """A yearly growth in percent as the whole period's factor: (1 + rate)^years, exactly."""
    return Bounds(*(None if x is None else max(1 + x / HUNDRED, Fraction(0)) ** years for x in rate))


def yearly(factor: Bounds, years: int) -> tuple[Decimal | None, Decimal | None]:
    """The yearly growth in percent that compounds to `factor`, for display: roots are not exact."""
    low, high = (None if x is None else (_decimal(x) ** (1 / Decimal(years)) - 1) * 100 for x in factor)
    return low, high


def _decimal(x: Fraction) -> Decimal:
    return Decimal(x.numerator) / Decimal(x.denominator)


def rounded(x: Fraction | Decimal, digits: int = 2) -> Decimal:
    """For display, at most `digits` behind the point."""
    value = _decimal(x) if isinstance(x, Fraction) else x
    return round(value, digits)
