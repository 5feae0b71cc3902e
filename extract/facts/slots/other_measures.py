"""What a value is of where it is of no metric: another measure, a cause, a yardstick, what others expected, another currency."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ....rules.metric import Metric
from ..line.clause import pattern
from ..line.items import Sign, Value, Word, WordMeasure
from ..line.place import Place
from .metric_reading import MetricReading

_OTHER = {period: Metric("other", "", period, {}, (), growth=False) for period in ("flow", "stock")}
"""The metric of figures that are of none, by the kind of their period."""

EXPECTED = 70
"""So many characters before a value it may be said that others expected it."""


RATE = 18
"""So many characters before a percentage the name of its rate stands."""


def expected(place: Place) -> bool:
    """Whether a value is what others expected of the firm: 1.2元优于预期的1.1元."""
    line = place.line
    return pattern("consensus-before").search(line.text, max(place.value.start - EXPECTED, line.start), place.value.start) is not None


def of_rate(place: Place) -> bool:
    """Whether a percentage stands behind the name of a rate that is no metric: 产能利用率从72%提升至80%."""
    line = place.line
    if place.kind != "percent":
        return False
    found = pattern("rate-before").search(line.text, max(place.value.start - RATE, line.start), place.value.start)
    return found is not None and not any(isinstance(i, Word) and i.start < found.end("noun") <= i.end for i in line.items[: place.at])


def converted(place: Place) -> bool:
    """Whether a percentage in a bracket is of figures in another currency: 年增12%（以美元換算，年增17%）."""
    line, opened = place.line, place.line.opened[place.at]
    return opened >= 0 and place.kind == "percent" and pattern("converted").search(line.text, opened, place.value.start) is not None


NO_FIGURE = 24
"""So many characters before a value the words for what is no figure of a firm's accounts stand."""


def of_none(place: Place) -> bool:
    """Whether a value can be no fact, whatever metric is near: what others expected, a conversion, an amount per ten shares or per lot,
    the price of the moment."""
    line, stop = place.line, place.value.start
    before = max(stop - NO_FIGURE, line.start)
    if converted(place) or expected(place) or pattern("no-figure-before").search(line.text, before, stop) is not None:
        return True
    if place.kind == "money" and pattern("no-figure-after").match(line.text, place.value.end, line.end):
        return True
    return _sum_of_measures(place) or _ratio_of_cost(place)


def _words_before(place: Place) -> Iterator[Word | WordMeasure]:
    """The measures before a value, the nearest first."""
    for index in range(place.at - 1, -1, -1):
        item = place.line.items[index]
        if isinstance(item, (Word, WordMeasure)):
            yield item


def _sum_of_measures(place: Place) -> bool:
    """Whether a value is the sum of several measures: 销售费用、管理费用、财务费用总计12.4亿元."""
    line = place.line
    last = next(_words_before(place), None)
    if last is None or pattern("summed").fullmatch(line.text, last.end, place.value.start) is None:
        return False
    first = next((word for word in _words_before(place) if word is not last), None)
    return first is not None and pattern("name-list").fullmatch(line.text, first.end, last.start) is not None


def _ratio_of_cost(place: Place) -> bool:
    """Whether a percentage is a cost as a part of revenue, which is no metric: 研发投入22.6亿元，占营收比例21.9%."""
    line, index = place.line, place.at - 1
    if place.kind != "percent" or place.share not in ("before", "left"):
        return False
    while index >= 0 and isinstance(line.items[index], Sign):
        index -= 1
    whole = line.items[index] if index >= 0 else None
    if not isinstance(whole, Word) or whole.metric.id != "revenue" or not pattern("makes-up").search(line.text, line.start, whole.start):
        return False
    index -= 1
    while index >= 0 and not isinstance(line.items[index], (Word, WordMeasure)):
        index -= 1
    part = line.items[index] if index >= 0 else None
    start = part.end if part is not None else line.start
    return isinstance(part, Word) and part.metric.cost and pattern("makes-up").search(line.text, start, whole.start) is not None


def _states(place: Place, measure: WordMeasure) -> bool:
    """Whether a measure that is no metric is what the value states: 流動資産は1,145百万円."""
    start, before = place.value.start, place.line.items[place.at - 2] if place.at > 1 else None
    if isinstance(before, Word) and before.end == measure.start:
        return False  # 经营现金流|净流入
    return measure.end == start or pattern("states").fullmatch(place.line.text, measure.end, start) is not None


def stating(place: Place) -> int:
    """The index of the measure that is no metric and of which the value is told, right before it or with how it moved; or -1."""
    line, before = place.line, place.line.items[place.at - 1] if place.at else None
    alike = isinstance(before, Value) and before.record.kind == place.value.record.kind
    if isinstance(before, Value) and alike and pattern("changed-to").fullmatch(line.text, before.end, place.value.start):
        return stating(replace(place, at=place.at - 1, value=before))  # 不良率由1.03%降至0.97%
    index = place.at - 1
    while index >= 0 and isinstance(place.line.items[index], Sign):
        index -= 1
    item = place.line.items[index] if index >= 0 else None
    if not isinstance(item, WordMeasure):
        return -1
    return index if (_states(place, item) if index == place.at - 1 else _moves(place, index)) else -1


def _moves(place: Place, index: int) -> bool:
    """Whether nothing but words for how it moved stands between a measure that is no metric and the value: 同店销售额同比增长4%."""
    items, at = place.line.items, place.at
    if not all(isinstance(item, Sign) for item in items[index + 1 : at]):
        return False
    edges = [items[index].end, *(edge for item in items[index + 1 : at] for edge in (item.start, item.end)), items[at].start]
    rest = "".join(place.line.text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))
    return not rest.strip(" ,约近逾了")


def causes(place: Place, index: int) -> bool:
    """Whether a metric stands in a phrase of cause behind the topic of its sentence: 調整後営業利益は、売上収益の増加等により…."""
    if not place.topics or place.topics[0] >= index:
        return False
    other = other_topic(place)
    if 0 <= other < index and not any(isinstance(i, Value) for i in place.line.items[other:index]):
        return True
    text, end, stop = place.line.text, place.line.items[index].end, place.value.start
    if index in place.topics and not pattern("caused").match(text, end, stop):
        return False
    return pattern("cause").search(text, end, stop) is not None


def yardstick(place: Place, index: int) -> bool:
    """Whether a metric is only what a part was measured by that the value is: 売上高の3.6%にあたる5億円."""
    line, word = place.line, place.line.items[index]
    if place.kind == "percent":
        return False
    if pattern("base-of").match(line.text, word.end, place.value.start):
        return True
    before = line.text[max(word.start - 2, line.start) : word.start]
    listed = isinstance(word, Word) and word.metric.period == "listing"
    return listed and any(found.end() == len(before) for found in pattern("versus-before").finditer(before))


def other_topic(place: Place) -> int:
    """The index of the measure that the sentence is about, where that is no metric: 調整後営業利益は、売上収益の増加により…; or -1."""
    last = place.topics[-1] if place.topics else -1
    return last if last >= 0 and isinstance(place.line.items[last], WordMeasure) else -1


def level_of_other(place: Place) -> MetricReading | None:
    """How a value states a measure that is no metric and stands right before it, as a level: 流動資産は72億円."""
    line, index = place.line, place.at - 1
    measure = line.items[index] if index >= 0 else None
    if not isinstance(measure, WordMeasure) or place.owner >= 0 or of_none(place) or not _states(place, measure):
        return None
    if "  " in line.text[measure.end : place.end + 2]:
        return None  # a row of a table in a line
    name = line.text[measure.start : measure.end]
    following = line.items[place.at + 1] if place.at + 1 < len(line.items) else None
    moved = isinstance(following, Sign) and following.id in ("up", "down") and following.start - place.end <= 2
    moved = moved or pattern("members-move").match(line.text, measure.end, line.end) is not None
    rate = pattern("rate-measure").search(name) is not None
    if moved or rate != (place.kind == "percent"):
        return None
    period = "stock" if pattern("stock-measure").search(name) else "flow"
    return MetricReading(Word(measure.start, measure.end, _OTHER[period]), "level", index)
