"""Exchange rates that the user gives; there are no others."""

from __future__ import annotations

import csv
import io
import os
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from ..errors import KnownFiguresError, KnownFileError
from ..rules import period as periods
from .known.read import read_text

_COLUMNS = ("base", "quote", "kind", "period", "rate")


class Converted(NamedTuple):
    """`low` to `high` is what the last digit of the rate leaves open."""

    value: Decimal
    low: Decimal
    high: Decimal
    rate: str


class Rates:
    """Rates by (base, quote, kind, first day, day after the last); closing rates by their last day alone."""

    def __init__(self) -> None:
        self._rates: dict[tuple[str, str, str, int, int], Decimal] = {}

    def add(self, base: str, quote: str, kind: str, period: str, rate: Decimal) -> None:
        found = periods.parse(period)
        start = found.start.toordinal() if kind == "average" else 0
        self._rates[base, quote, kind, start, found.end.toordinal()] = rate

    def convert(self, value: Decimal, source: str, target: str, kind: str, start: int, end: int) -> Converted | None:
        """`value` in another currency; None without a rate of that very period (average) or day (closing)."""
        key = (kind, int(start) if kind == "average" else 0, int(end))
        rate = self._rates.get((source, target, *key))
        if rate is not None:
            margin = _margin(rate)
            ends = (value * (rate - margin), value * (rate + margin))
            return Converted(_nine(value * rate), min(ends), max(ends), f"{source}/{target} {rate} ({kind})")
        rate = self._rates.get((target, source, *key))
        if rate is None:
            return None
        margin = _margin(rate)
        ends = (value / (rate - margin), value / (rate + margin))
        return Converted(_nine(value / rate), min(ends), max(ends), f"{target}/{source} {rate} ({kind})")


def _margin(rate: Decimal) -> Decimal:
    exponent = rate.as_tuple().exponent
    return Decimal(5).scaleb(exponent - 1) if isinstance(exponent, int) else Decimal(0)


def _nine(value: Decimal) -> Decimal:
    return round(value, 2)


def read_fx(source: str | os.PathLike[str]) -> Rates:
    """A CSV of rates: base, quote, kind (average or closing), period, rate; 1 `base` = `rate` `quote`.

    An average rate is that of the flow's own period, a closing rate that of the last day of `period`. Raises
    KnownFiguresError naming file and row.
    """
    path = Path(source)
    if not path.exists():
        raise KnownFileError(f"{path}: there is no such file; give the rates as CSV with {', '.join(_COLUMNS)}")
    reader = csv.DictReader(io.StringIO(read_text(path), newline=""))
    missing = [c for c in _COLUMNS if c not in (reader.fieldnames or ())]
    if missing:
        raise KnownFiguresError(f"{path}:1: column {', '.join(missing)} is missing; the columns are {', '.join(_COLUMNS)}")
    rates = Rates()
    for row in reader:
        try:
            rate = Decimal((row["rate"] or "").strip())
            if not rate.is_finite() or rate <= 0:
                raise ArithmeticError
            if row["kind"] not in ("average", "closing"):
                raise ValueError(f"kind {row['kind']!r} is unknown; write average or closing")
            rates.add(
                (row["base"] or "").strip().upper(), (row["quote"] or "").strip().upper(), row["kind"], (row["period"] or "").strip(), rate
            )
        except ArithmeticError:
            raise KnownFiguresError(f"{path}:{reader.line_num}: rate {row['rate']!r} is no positive number; write it as 7.1884") from None
        except ValueError as error:
            raise KnownFiguresError(f"{path}:{reader.line_num}: {error}") from None
    return rates
