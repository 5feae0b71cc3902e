"""XBRL concepts -> the metrics that they report."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from ...rules.metric import Metric, metrics


class Concept(NamedTuple):
    """A metric that an element reports; `rank` is its place among the metric's elements, the surest first."""

    metric: Metric
    variant: str
    rank: int


class Reported(NamedTuple):
    """The same with the unit of one figure: `kind` is money, price, percent or count."""

    metric: Metric
    variant: str
    rank: int
    kind: str
    unit: str


@cache
def concepts() -> dict[tuple[str, str], tuple[Concept, ...]]:
    """(taxonomy, concept) -> its metrics: two where filers use one element for both, as for equity ratio and book value a share."""
    out: dict[tuple[str, str], tuple[Concept, ...]] = {}
    for metric in metrics():
        for rank, (taxonomy, name, variant) in enumerate(metric.elements()):
            out[taxonomy, name] = (*out.get((taxonomy, name), ()), Concept(metric, variant, rank))
    return out


def of_unit(options: Sequence[Concept], unit: str) -> Reported | None:
    """The metric that takes an XBRL unit (JPY, JPYPerShares, USD/shares, pure, shares), and the unit as ours."""
    for metric, variant, rank in options:
        kind, name = _unit(unit, metric)
        if kind:
            return Reported(metric, variant, rank, kind, name)
    return None


def _unit(unit: str, metric: Metric) -> tuple[str, str]:
    money = unit.removesuffix("PerShares").removesuffix("/shares")
    if len(money) == 3 and money.isascii() and money.isupper():
        kind = "money" if money == unit else "price"
        return (kind, money) if metric.unit == kind or (kind == "money" and "money" in metric.counters) else ("", "")
    if unit == "pure" and metric.unit == "percent":
        return "percent", "percent"
    if unit == "pure" and metric.unit == "count":
        return "count", metric.counters[0]
    return ("count", "shares") if unit == "shares" and "shares" in metric.counters else ("", "")
