"""SEC companyfacts JSON -> rows of known figures.

Rows are keyed on start and end, never on fy and fp, which name the filing and not the figure. Every concept of a metric
gives rows: where two differ for one period, the comparison says `ambiguous`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import KnownFiguresError
from ...rules import period as periods

if TYPE_CHECKING:
    from ...rules.metric import Metric

_SNAP = 6
"""Fiscal years of 52 or 53 weeks end within 6 days of the month's end."""


def companyfacts_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Rows with `KNOWN_COLUMNS`. Raises KnownFiguresError where the file is no companyfacts JSON."""
    try:
        data = json.loads(path.read_bytes(), parse_float=Decimal)
        facts, name = data["facts"], str(data["entityName"])
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise KnownFiguresError(
            f"{path}: no companyfacts JSON of the SEC ({type(error).__name__}: {error}); it holds cik, entityName and facts"
        ) from None
    names = (str(data.get("cik", "")), name)
    for (taxonomy, concept), options in concepts().items():
        for unit, items in facts.get(taxonomy, {}).get(concept, {}).get("units", {}).items():
            metric = options[0][0]
            written = _unit(unit, metric.unit)
            for item in items if written else ():
                row = _row(item, metric, written)
                if row is not None:
                    yield row | {"company": names, "source": f"{path.name} {taxonomy}:{concept} {item.get('accn', '')}".rstrip()}


@cache
def concepts() -> dict[tuple[str, str], tuple[tuple[Metric, str], ...]]:
    """(taxonomy, concept) -> the metrics that it reports, each with its variant; two where filers use one element for both."""
    from ...rules.metric import metrics

    out: dict[tuple[str, str], tuple[tuple[Metric, str], ...]] = {}
    for metric in metrics():
        for taxonomy, concept, variant in metric.elements():
            out[taxonomy, concept] = (*out.get((taxonomy, concept), ()), (metric, variant))
    return out


def _unit(unit: str, kind: str) -> str:
    if unit.endswith("/shares"):
        unit = unit.removesuffix("/shares")
    if unit == "pure":
        return "percent" if kind == "percent" else "items"
    if unit == "shares":
        return "shares"
    return unit if len(unit) == 3 and unit.isupper() else ""


def _row(item: dict[str, Any], metric: Metric, unit: str) -> dict[str, Any] | None:
    try:
        end = date.fromisoformat(item["end"]) + timedelta(days=1)
        start = date.fromisoformat(item["start"]) if "start" in item else end - timedelta(days=1)
        value = Decimal(item["val"])
        filed = date.fromisoformat(item["filed"]) if "filed" in item else None
    except (KeyError, ValueError, TypeError, ArithmeticError):
        return None
    if "start" in item:
        start, end = snapped(start, end)
    return {
        "metric": metric.id,
        "period": periods.text(start, end),
        "start_date": start,
        "end_date": end,
        "segment": "",
        "basis": "actual",
        "value": value * 100 if unit == "percent" else value,
        "unit": unit,
        "rounding": "",
        "filed_at": filed,
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
