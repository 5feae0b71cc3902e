"""actual, forecast or target, and the sign of a value: by the words around it, and by whether its period is over."""

from __future__ import annotations

from functools import lru_cache

from ..line.clause import pattern
from ..line.place import Place
from ..line.when import When
from ..scope import Scope
from .choose import Option
from .line_periods import BEFORE, planned_issue
from .metric_reading import GROWTH, MetricReading
from .period_sort import sort_of

BASES = ("actual", "forecast", "target")
TOLD = 400
"""So many characters before a figure its paragraph may say that figures are not final."""


def options(place: Place, reading: MetricReading, when: When | None, scope: Scope, published: When | None) -> list[Option[str]]:
    sort = sort_of(reading)
    time = "unknown"
    if when is not None and published is not None:
        time = "ahead" if when.start > published.start else "running" if when.end > published.end else "over"
    elif when is None:
        time = "none"
    cue, _, where = place.forecast.partition("-")
    last = next((s for s in reversed([*scope.stated[-4:], *scope.here]) if s.paragraph == scope.paragraph and not s.baseline), None)
    if last is not None and last.line == scope.line and pattern("beaten").search(place.line.text, last.value.end, place.value.start):
        last = None
    before = "none" if last is None else f"{last.basis} {'line' if last.line == scope.line else 'paragraph'}"
    metric = reading.word.metric.id if reading.word is not None else ""
    planned = sort == "listing" and "dividend" or sort
    same = last is not None and last.when == when
    foretold = _foretold(place, scope)
    out = []
    plain = time == "none" and cue == "none" and not foretold and (last is None or last.basis == "actual")
    for basis in _possible(place, reading, foretold, plain):
        features = _features(basis, time, cue, where, planned, before, same, place.before in BEFORE, foretold)
        if metric == "dividend_per_share":
            features = [*features, f"{basis} dividend {cue}"]
        out.append(Option(basis, features, basis))
    return out


@lru_cache(maxsize=4096)
def _features(
    basis: str, time: str, cue: str, where: str, planned: str, before: str, same: bool, earlier: bool, foretold: bool
) -> list[str]:
    features = [
        f"{basis}",
        f"{basis} {time}",
        f"{basis} cue {cue}",
        f"{basis} cue {cue} {time}",
        f"{basis} {planned} {time}",
        f"{basis} {planned} cue {cue}",
    ]
    if foretold:
        features += [f"{basis} foretold {time}", f"{basis} foretold {time} {earlier}", f"{basis} foretold cue {cue}"]
    if where:
        features.append(f"{basis} cue {cue} {where}")
    if before != "none":
        features.append(f"{basis} before {before}")
        if same:
            features.append(f"{basis} same period before {before}")
    if earlier:
        features.append(f"{basis} of a period before {time}")
    return features


def _possible(place: Place, reading: MetricReading, foretold: bool, plain: bool) -> tuple[str, ...]:
    """The bases that a metric can have: nobody means to reach a price, one of the first day was paid, a range that was announced
    before the figures were final is a forecast, and what neither a word nor a period nor a figure before makes one is actual."""
    if foretold and place.value.record.value_max is not None and place.before not in BEFORE or _expects(place, reading):
        return BASES[1:2]
    metric = reading.word.metric if reading.word is not None else None
    if metric is None or metric.period != "listing":
        return BASES[:1] if plain else BASES
    if metric.unit != "price":
        return BASES[2:] if planned_issue(place) else BASES
    return BASES[:1] if metric.first_day and place.forecast == "none" else BASES[:2]


def _expects(place: Place, reading: MetricReading) -> bool:
    """Whether the word for a profit says itself that it is expected: 预亏10亿元."""
    line, word = place.line, reading.word
    if reading.at < 0 or word is None:
        return False
    return pattern("expects").search(line.text, max(word.start - 1, line.start), place.value.start) is not None


def _foretold(place: Place, scope: Scope) -> bool:
    """Whether the paragraph says before a value that figures are not final: 业绩预告, 業績予想."""
    start, stop = max(scope.paragraph, place.value.start - TOLD, 0), place.value.start
    return pattern("preannounced").search(place.line.text, start, stop) is not None


def sign_of(place: Place, reading: MetricReading) -> int:
    """-1 where the stated magnitude is a loss, an outflow or a fall."""
    record, line = place.value.record, place.line
    assert record.value is not None
    word = reading.word
    loss = word is not None and word.loss
    if record.value < 0:
        return 1
    if reading.relation in GROWTH:
        if record.text[:1] in ("+", "＋"):
            return 1
        direction = place.direction
        down = direction is not None and (direction.id == "down" or direction.down)
        if direction is None and place.comparison is not None:
            down = place.comparison.down
        before = line.text[max(place.value.start - 6, line.start) : place.value.start]
        down = down or (direction is None and pattern("fall-before").search(before) is not None)
        # no loss narrows by more than all of it: the profit fell
        narrows = loss and (abs(record.value) <= 100 or not down)
        return -1 if down != narrows else 1
    if reading.relation != "level" or word is None or word.metric.unit in ("count",):
        return 1
    if not word.metric.loss:
        return 1
    end = place.end
    if pattern("loss-after").match(line.text, end, line.end) or (
        place.kind == "money" and pattern("outflow-after").match(line.text, end, line.end) and "cash_flow" in word.metric.id
    ):
        return -1
    came = "cash_flow" in word.metric.id and pattern("inflow-after").match(line.text, end, line.end)
    if came or pattern("gain-after").match(line.text, end, line.end):
        return 1
    if loss:
        return -1
    start = max(place.value.start - 10, word.end - 1, line.start)
    before = line.text[start : place.value.start]
    return -1 if any(found.end() == len(before) for found in pattern("loss-before").finditer(before)) else 1
