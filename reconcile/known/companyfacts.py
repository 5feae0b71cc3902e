"""SEC companyfacts JSON -> rows of known figures.

Rows are keyed on start and end, never on fy and fp, which name the filing and not the figure.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from ...errors import KnownFiguresError
from ...rules import period as periods
from .concepts import Reported, concepts, of_unit

MOST_BYTES = 200_000_000
"""The largest companyfacts have some ten million."""
_SNAP = 6
"""Fiscal years of 52 or 53 weeks end within 6 days of the month's end."""


def companyfacts_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Rows with `KNOWN_COLUMNS`. Raises KnownFiguresError where the file is no companyfacts JSON.

    Of several concepts for one figure of a filing the one that stands first in the metric table is taken.
    """
    if path.stat().st_size > MOST_BYTES:
        raise KnownFiguresError(f"{path}: has more than {MOST_BYTES // 1_000_000} MB; that is no companyfacts JSON of the SEC")
    try:
        data = json.loads(path.read_bytes(), parse_float=Decimal)
        facts, name = data["facts"], str(data["entityName"])
        units = {at: facts.get(at[0], {}).get(at[1], {}).get("units", {}) for at in concepts()}
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        raise KnownFiguresError(
            f"{path}: no companyfacts JSON of the SEC ({type(error).__name__}: {error}); it holds cik, entityName and facts"
        ) from None
    except RecursionError:
        raise KnownFiguresError(f"{path}: no companyfacts JSON of the SEC: it is nested too deeply; download it again") from None
    names = (str(data.get("cik", "")), name)
    best: dict[tuple[Any, ...], tuple[int, dict[str, Any]]] = {}
    for (taxonomy, concept), options in concepts().items():
        for unit, items in units[taxonomy, concept].items():
            reported = of_unit(options, unit)
            for item in items if reported else ():
                row = _row(item, reported) if reported else None
                if row is None or reported is None:
                    continue
                row |= {"company": names, "source": f"{path.name} {taxonomy}:{concept} {item.get('accn', '')}".rstrip()}
                key = tuple(row[c] for c in ("metric", "start_date", "end_date", "variant", "unit", "filed_at"))
                if key not in best or reported.rank < best[key][0]:
                    best[key] = reported.rank, row
    yield from (row for _, row in best.values())


def _row(item: dict[str, Any], reported: Reported) -> dict[str, Any] | None:
    try:
        end = date.fromisoformat(item["end"]) + timedelta(days=1)
        start = date.fromisoformat(item["start"]) if "start" in item else end - timedelta(days=1)
        value = Decimal(item["val"])
        filed = date.fromisoformat(item["filed"]) if "filed" in item else None
        if "start" in item:
            start, end = snapped(start, end)
        period = periods.text(start, end)
    except (KeyError, ValueError, TypeError, ArithmeticError):
        return None
    return {
        "metric": reported.metric.id,
        "period": period,
        "start_date": start,
        "end_date": end,
        "segment": "",
        "basis": "actual",
        "value": value * 100 if reported.kind == "percent" else value,
        "unit": reported.unit,
        "rounding": "",
        "filed_at": filed,
        "variant": reported.variant,
    }


def snapped(start: date, end: date) -> tuple[date, date]:
    """A fiscal period of whole weeks as the months that it stands for; any other one as it is."""
    first, last = _month_start(start), _month_start(end)
    if abs(start - first).days <= _SNAP and abs(end - last).days <= _SNAP and last > first and (end - start).days >= 80:
        return first, last
    return start, end


def _month_start(day: date) -> date:
    here = day.replace(day=1)
    after = periods.month_shift(here, 1)
    return here if day - here <= after - day else after
