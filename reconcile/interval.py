"""A stated figure as an interval, and its status against a known one.

A figure is rounded at its last stated digit (value ± precision) and opened by its modifier, as reported numbers are
intervals in XBRL Calculations 1.1. Statuses are decided in exact arithmetic: Decimal for one comparison, integers
scaled by 1000 for many at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

STATUSES = ("exact", "rounded", "truncated", "within_bound", "mismatch", "doubtful", "unknown", "ambiguous")
AGREE = frozenset(STATUSES[:4])
MODIFIER_CODES = {None: 0, "": 0, "approx": 1, "nearly": 2, "more_than": 3, "at_least": 3, "at_most": 4, "less_than": 4}
_LOW_OPEN, _HIGH_OPEN = 4, 3
_LIMIT = 8 * 10**16
"""Scaled values beyond it would overflow 64 bits when multiplied by 105."""

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class Interval(NamedTuple):
    """None is an open end."""

    low: Decimal | None
    high: Decimal | None

    def meets(self, other: Interval) -> bool:
        return not (self.low is not None and other.high is not None and self.low > other.high) and not (
            self.high is not None and other.low is not None and other.low > self.high
        )

    def holds(self, value: Decimal) -> bool:
        return self.meets(Interval(value, value))


def stated(value: Decimal, value_max: Decimal | None = None, modifier: str | None = None, precision: Decimal | None = None) -> Interval:
    """What a stated figure allows. Losses are opened by magnitude: "more than 2" of a loss is -2 and lower."""
    low, high = sorted((value, value if value_max is None else value_max))
    margin = precision or Decimal(0)
    code = MODIFIER_CODES.get(modifier, 0)
    if low < 0 and high <= 0 and code:
        turned = stated(-high, -low, modifier, precision)
        return Interval(None if turned.high is None else -turned.high, None if turned.low is None else -turned.low)
    if code == 1:
        return Interval(min(low - margin, low * Decimal("0.95")), max(high + margin, high * Decimal("1.05")))
    if code == 2:
        return Interval(min(low - margin, low * Decimal("0.9")), high + margin)
    return Interval(None if code == _LOW_OPEN else low - margin, None if code == _HIGH_OPEN else high + margin)


def known(value: Decimal, rounding: str = "") -> Interval:
    """What a known figure allows: `rounding` is nearest or truncate (at most at millions: the last digit that is
    not zero), optionally with its unit as in "truncate:1000000"; exact or empty is the figure itself."""
    kind, _, written = rounding.partition(":")
    if kind not in ("nearest", "truncate"):
        return Interval(value, value)
    unit = Decimal(written) if written else min(Decimal(1).scaleb(max(_exponent(value), 0)), Decimal(10**6))
    if kind == "nearest":
        return Interval(value - unit / 2, value + unit / 2)
    return Interval(value, value + unit) if value >= 0 else Interval(value - unit, value)


def _exponent(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def status(value: Decimal, value_max: Decimal | None, modifier: str | None, precision: Decimal | None, actual: Decimal) -> str:
    """exact, rounded, truncated, within_bound or mismatch: the first that holds. Units must be the same."""
    low, high = value, value if value_max is None else value_max
    if low * actual < 0:
        return "mismatch"
    if low < 0 or actual < 0:
        low, high, actual = *sorted((abs(low), abs(high))), abs(actual)
    margin = precision or Decimal(0)
    if low == high:
        if actual == low:
            return "exact"
        if abs(actual - low) <= margin:
            return "rounded"
        step = 2 * margin
        if step and (actual / step).to_integral_value(ROUND_DOWN) * step == low:
            return "truncated"
    elif low - margin <= actual <= high + margin:
        return "within_bound"
    return "within_bound" if _opened(low, high, margin, MODIFIER_CODES.get(modifier, 0), actual) else "mismatch"


def _opened(low: Decimal, high: Decimal, margin: Decimal, code: int, actual: Decimal) -> bool:
    if code == 1:
        return low * 95 <= actual * 100 <= high * 105
    if code == 2:
        return low * 9 <= actual * 10 and actual <= high
    if code == _HIGH_OPEN:
        return actual >= low - margin
    return code == _LOW_OPEN and actual <= high + margin


def agrees(value: Decimal, value_max: Decimal | None, modifier: str | None, precision: Decimal | None, actual: Decimal) -> bool:
    """Whether `actual` is what the figure says, an open end taken as closed: evidence, not only compatibility."""
    closed = modifier if MODIFIER_CODES.get(modifier, 0) in (1, 2) else None
    return status(value, value_max, closed, precision, actual) != "mismatch"


class Scaled(NamedTuple):
    """Decimals as integers in thousandths, None as 0; `fits` says where that is exact and small enough."""

    exact: npt.NDArray[np.object_]
    thousandths: Ints
    fits: Bools

    def take(self, rows: Any) -> Scaled:
        return Scaled(*(part[rows] for part in self))


def statuses(
    value: Scaled, value_max: npt.NDArray[np.object_], modifier: Ints, precision: Scaled, actual: Scaled
) -> npt.NDArray[np.object_]:
    """`status` of many comparisons. `modifier` holds `MODIFIER_CODES`; `value_max` Decimals or None."""
    tops = np.flatnonzero(~missing(value_max))
    high, fits = value.thousandths.copy(), value.fits & precision.fits & actual.fits
    if len(tops):
        top = scaled(value_max[tops])
        high[tops] = top.thousandths
        fits[tops] &= top.fits
    out = _statuses(value.thousandths, high, modifier, precision.thousandths, actual.thousandths)
    names = {1: "approx", 2: "nearly", 3: "at_least", 4: "at_most"}
    for i in np.flatnonzero(~fits).tolist():
        out[i] = status(value.exact[i], value_max[i], names.get(int(modifier[i])), precision.exact[i], actual.exact[i])
    return out


def _statuses(low: Ints, high: Ints, code: Ints, margin: Ints, given: Ints) -> npt.NDArray[np.object_]:
    opposite = (low < 0) & (given > 0) | (low > 0) & (given < 0)
    losses = (low < 0) | (given < 0)
    small, large = np.minimum(np.abs(low), np.abs(high)), np.maximum(np.abs(low), np.abs(high))
    low, high, given = np.where(losses, small, low), np.where(losses, large, high), np.where(losses, np.abs(given), given)
    point = low == high
    step = np.maximum(2 * margin, 1)
    cut = (margin > 0) & (np.sign(given) * (np.abs(given) // step) * step == low)
    opened = (
        (code == 1) & (low * 95 <= given * 100) & (given * 100 <= high * 105)
        | (code == 2) & (low * 9 <= given * 10) & (given <= high)
        | (code == _HIGH_OPEN) & (given >= low - margin)
        | (code == _LOW_OPEN) & (given <= high + margin)
    )
    conditions = [
        opposite,
        point & (given == low),
        point & (np.abs(given - low) <= margin),
        point & cut,
        ~point & (low - margin <= given) & (given <= high + margin),
        opened,
    ]
    choices = [4, 0, 1, 2, 3, 3]
    names: npt.NDArray[np.object_] = np.array(STATUSES, dtype=object)[np.select(conditions, choices, default=4)]
    return names


def missing(values: npt.NDArray[np.object_]) -> Bools:
    """Where Decimals are None. A Decimal compared with None asks an abstract class, which takes several times as long."""
    import pandas as pd

    out: Bools = pd.isna(values)
    return out


def scaled(values: Sequence[Any] | npt.NDArray[np.object_]) -> Scaled:
    exact = np.empty(len(values), dtype=object)
    exact[:] = values
    filled = exact.copy()
    filled[missing(exact)] = Decimal(0)
    try:
        whole = filled.astype(np.int64)
    except OverflowError:
        small = np.array([abs(v) < _LIMIT for v in filled], dtype=np.bool_)
        whole = (filled * small).astype(np.int64)
    fits = (np.abs(whole) < _LIMIT // 1000) & (np.abs(whole) >= 0)
    thousandths = np.where(fits, whole, 0) * 1000
    for i in np.flatnonzero(np.not_equal(filled, whole.astype(object)).astype(np.bool_)).tolist():
        number = filled[i] * 1000
        if abs(number) < _LIMIT and number == int(number):
            thousandths[i] = int(number)
        else:
            fits[i] = False
    return Scaled(exact, thousandths, fits)
