"""Metrics that no noun names: what is said right before, after or around a value (收, 調達, 初値, 株式51%を取得)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ....rules.gate import needs
from ..line.clause import pattern
from ..line.items import Firm, Word, metric_of
from ..line.place import Place
from .metric_reading import MetricReading, relations

VERBS = (
    ("ownership", "around"),
    ("net_proceeds", "before"),
    ("closing_price", "before"),
    ("closing_price", "after"),
    ("opening_price", "before"),
    ("opening_price", "after"),
    ("offer_price", "before"),
    ("net_profit", "before"),
    ("net_loss", "before"),
    ("funding_raised", "after"),
    ("funding_raised", "before"),
    ("stores", "after"),
    ("revenue_growth", "after"),
    ("net_profit_growth", "before"),
)
"""Rows of rules/fact_words.toml: what is said right before or after a value of a metric that no noun names."""


REACH = 20
"""A verb that a value belongs to begins so many characters before it at most."""


def said_behind(place: Place) -> bool:
    """Whether a verb or a noun right behind a value says of what metric it is: 1.2亿美元|天使轮融资."""
    text, end, stop = place.line.text, place.end, place.line.end
    return place.kind == "money" and pattern("funding_raised-after").match(text, end, stop) is not None


def readings(place: Place) -> Iterator[tuple[MetricReading, str]]:
    """What verbs by the value make it, and the row and side that say so."""
    line, value = place.line, place.value
    window = _before(place)
    speaking = _speaking()
    silent = not window or window[-1] in "。;" or speaking is not None and speaking.isdisjoint(window)
    for name, side in VERBS:
        found = None
        if side == "after":
            found = pattern(f"{name}-{side}").match(line.text, place.end, line.end)
        elif side == "around":
            found = _around(place, name)
        elif not silent:
            found = pattern(f"{name}-{side}").search(window)
        if found is None or (
            name == "closing_price" and (_midday(place) or side == "before" and pattern("opening_price-before").search(window))
        ):
            continue
        metric = metric_of({"net_loss": "net_profit", "revenue_growth": "revenue", "net_profit_growth": "net_profit"}.get(name, name))
        if metric.in_offering and line.holds("offering-named") and not line.holds("round-named"):
            metric = metric_of(metric.in_offering)
        word = Word(value.start, value.start, metric, name == "net_loss")
        for relation in relations(place, metric):
            yield MetricReading(word, relation), f"{name} {side}"


def _midday(place: Place) -> bool:
    """Whether the sentence speaks of prices before the close, or of rates of exchange: 中午跌1.8%，報369.8元."""
    text, start, stop = place.line.text, place.line.start, place.value.start
    quoted = pattern("currency-quoted")
    if quoted.search(text[max(stop - 22, start) : stop]) or quoted.search(text[place.value.end : place.value.end + 8]):
        return True
    return pattern("midday").search(text, start, stop) is not None


def _around(place: Place, name: str) -> re.Match[str] | None:
    """A phrase that the value stands in: の株式51%を取得."""
    line, value = place.line, place.value
    for found in pattern(f"{name}-around").finditer(line.text, max(value.start - 16, line.start), min(value.end + 16, line.end)):
        if found.start() < value.start and found.end() > value.end:
            return found
    return None


@cache
def _speaking() -> frozenset[str] | None:
    """Letters of which every verb before a value holds one; None where a verb may be without."""
    told = [needs(pattern(f"{name}-{side}").pattern) for name, side in VERBS if side == "before"]
    return frozenset("".join(min(each, key=len) for each in told)) if all(told) else None


def _before(place: Place) -> str:
    """What stands right before a value; a firm is left out, as a verb may follow it: 鴻海收226.5元."""
    line, end = place.line, place.value.start
    start = max(end - REACH, line.start)
    if place.at and isinstance(firm := line.items[place.at - 1], Firm) and firm.end < end:
        return "," + line.text[firm.end : end]
    return line.text[start:end]
