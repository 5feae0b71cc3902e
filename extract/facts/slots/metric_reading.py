"""A metric, and how a value may state it: as a level, growth, a share; which values can be of it at all by kind and unit."""

from __future__ import annotations

from dataclasses import dataclass, field

from ....rules.metric import Metric
from ..line.clause import pattern
from ..line.items import Value, Word
from ..line.place import Place
from .choose import NOTHING

SUFFIX = {"yoy": "_growth_yoy", "qoq": "_growth_qoq", "mom": "_growth_mom", "cagr": "_cagr", "share": "_share", "level": ""}
GROWTH = ("yoy", "qoq", "mom")
DEAL = 60
"""So many characters before a percentage of shares a word tells what was done with them."""
INDEX = 50
"""A percentage of the year before is no less, as a rule."""
COMPARED = 10
"""So many characters before an amount the comparison ends that it is by how much something changed."""
PRICE_LIMIT = 1_000_000
"""No price of a share is higher, in its currency."""


@dataclass(slots=True)
class MetricReading:
    """A metric word and how the value states it: level, yoy, qoq, mom, cagr, share; `at` is its index in the line, or -1."""

    word: Word | None
    relation: str
    at: int = -1
    adjusted: bool = False
    metric: str = field(init=False)
    """Its name, as facts have it."""

    def __post_init__(self) -> None:
        if self.word is None:
            self.metric = NOTHING
            return
        metric = self.word.metric
        ident = metric.adjusted or metric.id if self.adjusted else metric.id
        self.metric = ident if self.relation == "share" and ident.endswith("_share") else ident + SUFFIX[self.relation]


NO_METRIC = MetricReading(None, "none")


def fits(metric: Metric, value: Value) -> bool:
    """Whether a metric has levels of the value's kind and unit."""
    record = value.record
    if record.kind == "money":
        if metric.unit == "price":
            return record.value is not None and abs(record.value) < PRICE_LIMIT
        return metric.unit == "money" or "money" in metric.counters
    if record.kind == "percent":
        return metric.unit == "percent" and record.unit != "pp"
    return metric.unit in ("count", "times") and record.unit in metric.counters


def _changes(place: Place, metric: Metric) -> bool:
    """Whether an amount is by how much something rose or fell, as only flows of cash are stated: 売掛金が6億円増加した, 下降6.5亿元."""
    if place.kind != "money" or metric.id.endswith("cash_flow"):
        return False
    direction, start, line = place.direction, place.value.start, place.line
    if place.tail in ("up", "down") or _told_by(place):
        return True
    if pattern("by-how-much").search(line.text, max(start - 16, line.start), start):
        return True
    moved = direction is not None and direction.end <= start and pattern("moved-by").fullmatch(line.text, direction.end - 1, start)
    return place.tail.startswith("each ") or bool(moved)


def _told_by(place: Place) -> bool:
    """Whether an amount stands right behind a comparison, as by how much it is more or less: 前期比|387億円、7.9%減少の4,516億円,
    前期に比べ|1,574百万円（1.1%）の増加."""
    start, line = place.value.start, place.line
    return pattern("compared-by").search(line.text, max(start - COMPARED, line.start), start) is not None


def relations(place: Place, metric: Metric) -> list[str]:
    """How the value may state the metric."""
    found = place.relations.get(metric.id)
    if found is None:
        found = place.relations[metric.id] = _relations(place, metric)
    return found


def _dealt(place: Place) -> bool:
    """Whether shares are pledged, bought back or sold, and not held: 质押股份240万股，占公司总股本1.26%; or of which holders it is told."""
    line, stop = place.line, place.value.start
    if pattern("holder-kind").match(line.text, place.value.end, line.end):
        return True
    return pattern("dealt-in").search(line.text, max(line.start, stop - DEAL), stop) is not None


def _index(place: Place) -> bool:
    """Whether a percentage is a figure as a percentage of an earlier one, and no growth: 前年同期比107.2%."""
    record = place.value.record
    if record.value is None or record.value < INDEX or place.direction is not None or place.compared not in ("before", "clause"):
        return False
    comparison = place.comparison
    return (
        comparison is not None
        and comparison.cue.id == "yoy"
        and pattern("index-of").search(place.line.text, comparison.start, place.value.start) is not None
    )


def _relations(place: Place, metric: Metric) -> list[str]:
    if metric.period == "flow" and place.years or metric.relation == "ownership" and _dealt(place):
        return []
    if fits(metric, place.value):
        if place.tail == "loss" and not metric.loss:
            return []  # 2億円の最終赤字
        return [] if _changes(place, metric) else ["level"]
    if place.kind != "percent" or metric.unit not in ("money", "count", "price"):
        return []
    told = place.comparison.id if place.comparison is not None else place.against or "yoy"
    out = [] if _index(place) or told == "other" else [told]
    if place.share != "none" or place.tail == "possessive":
        out.append("share")
    return out
