"""What kind of period a metric wants, and which it cannot have."""

from __future__ import annotations

from ..line.when import When
from .metric_reading import GROWTH, MetricReading


def sort_of(reading: MetricReading) -> str:
    """What kind of period a metric wants: flow, stock, listing, growth, holding or cagr."""
    if reading.relation in GROWTH:
        return "growth"
    if reading.relation == "cagr":
        return "cagr"
    if reading.word is None:
        return "flow"
    if reading.word.metric.id == "ownership":
        return "holding"
    return reading.word.metric.period


def impossible(sort: str, when: When) -> bool:
    """Whether a metric cannot have a period: nothing flows in a day, nothing is compounded in a year."""
    days = when.days
    if sort in ("flow", "growth"):
        return days < 6 or days > 1900
    if sort == "cagr":
        return days < 500
    if sort in ("stock", "holding"):
        return days > 740
    return days > 1
