"""Which metric a value is of, and how it states it: the options in reach, and what speaks for each."""

from __future__ import annotations

from collections.abc import Iterator

from ..line.clause import Between, between, letters, pattern
from ..line.items import Date, Firm, Item, Sign, Value, Word, WordMeasure, metric_of
from ..line.place import Place
from ..scope import Scope
from . import metric_verbs
from .changes import amount_moved
from .choose import NOTHING, Option, bucket
from .metric_reading import GROWTH, NO_METRIC, MetricReading, relations
from .other_measures import causes, expected, of_none, of_rate, other_topic, stating, yardstick

LEFT, RIGHT, EARLIER = 5, 2, 5
"""How many words are options: left and right of the value, and from lines before."""


def options(place: Place, scope: Scope) -> list[Option[MetricReading]]:
    line, at = place.line, place.at
    if of_none(place):
        return [Option(NOTHING, _nothing(place, scope, 0, False), NO_METRIC)]
    out: list[Option[MetricReading]] = []
    rank = seen = 0
    floor = at - 1 if metric_verbs.said_behind(place) else max(other_topic(place), stating(place))
    for index in range(at - 1, floor, -1):
        item = line.items[index]
        if not isinstance(item, Word):
            continue
        named = _named_profit(place, index, item) if item.generic and not causes(place, index) else None
        if named is not None:
            for relation in relations(place, named.metric):
                reading = MetricReading(Word(item.start, item.end, named.metric, item.loss), relation, index)
                features = _left(place, scope, reading, between(line, index, at), rank, seen + 1)
                out.append(Option(reading.metric, ["of a named profit", *features], reading))
            if named.end == item.start:
                continue
        seen += 1
        found = [] if causes(place, index) or yardstick(place, index) else relations(place, item.metric)
        if not found:
            continue
        if "share" not in found and _goes_on_in_shares(place, scope, item):
            found = [*found, "share"]
        space = between(line, index, at)
        adjusted = _adjusted(place, index)
        for relation in found:
            reading = MetricReading(item, relation, index, adjusted)
            out.append(Option(reading.metric, _left(place, scope, reading, space, rank, seen), reading))
        rank += 1
        if rank >= LEFT or seen >= LEFT + 4:
            break
    out += _to_the_right(place, scope)
    out += _earlier(place, scope, rank) if floor < 0 else _of_verbs(place)
    out.append(Option(NOTHING, _nothing(place, scope, rank, bool(out)), NO_METRIC))
    return out


def _goes_on_in_shares(place: Place, scope: Scope, word: Word) -> bool:
    """Whether the figure before was a share of the same metric, so that this one may be the next: 电源占营收38%，消费电子降至24%."""
    last = scope.here[-1] if scope.here else None
    return place.kind == "percent" and last is not None and last.relation == "share" and last.word is word


def _named_profit(place: Place, index: int, word: Word) -> Word | None:
    """The profit named before `word` at items[index], which says its sign only: 税前利润9亿元，去年同期亏损2亿元."""
    for at in range(index - 1, -1, -1):
        item = place.line.items[at]
        if isinstance(item, Word) and item.metric.loss and not item.generic and item.metric.unit == "money" and not causes(place, at):
            return item if item.metric.id != word.metric.id else None
    return None


def _adjusted(place: Place, index: int) -> bool:
    """Whether 経調整 stands between the word and the value: 净亏损6亿元，经调整后5亿元."""
    return "adjusted" in place.line.cues and any(isinstance(i, Sign) and i.id == "adjusted" for i in place.line.items[index + 1 : place.at])


def _kind(reading: MetricReading) -> str:
    """level of money, percent, count or price; growth; share; cagr."""
    if reading.relation in GROWTH:
        return "growth"
    if reading.relation != "level" or reading.word is None:
        return reading.relation
    # what is an increase or a decrease elsewhere is an inflow or an outflow of cash
    return "flow of cash" if reading.metric.endswith("cash_flow") else reading.word.metric.unit


def common(place: Place, reading: MetricReading) -> list[str]:
    """What speaks for a way of stating, wherever the word stands."""
    word = reading.word
    assert word is not None
    kind = _kind(reading)
    key = f"{kind} {word.metric.period}"
    if key not in place.manner:
        place.manner[key] = _manner(place, kind, word.metric.period)
    out = [*place.manner[key], f"metric {reading.metric}"]
    record = place.value.record
    if word.metric.unit == "money" and record.kind == "money" and record.value is not None and abs(record.value) < 10_000:
        out.append("small money")
    return out


def _manner(place: Place, kind: str, period: str) -> list[str]:
    record = place.value.record
    line = place.line
    signed = record.text[:1] in "+-▲△−＋－" if record.text else record.value is not None and record.value < 0
    out = [f"kind {kind}", f"{kind} before {place.before}", f"{kind} tail {place.tail}", f"{kind} compared {place.compared}"]
    out += letters(line, place.value.start, place.end, kind)
    if place.direction is not None:
        out.append(f"{kind} moves")
    if signed:
        out.append(f"{kind} signed")
    if place.share != "none":
        out.append(f"{kind} share {place.share}")
    if expected(place):
        out.append(f"{kind} expected")
    if of_rate(place):
        out.append(f"{kind} of another rate")
    if place.market:
        out.append(f"{kind} market" if period != "listing" else "listing market")
    if place.industry:
        out.append(f"{kind} industry")
    if place.total and period == "flow":
        out.append("flow total")
    return out


def _left(place: Place, scope: Scope, reading: MetricReading, space: Between, rank: int, seen: int) -> list[str]:
    line, word = place.line, reading.word
    kind = _kind(reading)
    level = "level" if reading.relation == "level" else kind
    assert word is not None
    out = common(place, reading)
    out.append("left")
    if word.generic:
        out.append("generic word")
    out += letters(line, word.start, word.end, f"{level} word")
    if place.unstated is None:
        place.unstated = next((n for n in range(place.at - 1, -1, -1) if _of_no_metric(place, line.items[n])), -1)
    if place.unstated > reading.at:
        out.append(f"{level} measure between")
    out.append(f"{level} rank {bucket(rank, 0, 1, 2)}")
    out.append(f"{level} values {bucket(space.values, 0, 1, 2, 4)}")
    out.append(f"{level} words {bucket(seen - 1, 0, 1, 2)}")
    out.append(f"{level} stop {space.stop}")
    out.append(f"{level} residue {bucket(space.residue, 0, 1, 2, 4, 8, 16)}")
    out.append(f"{level} last {bucket(line.gaps[place.at].residue, 0, 1, 2, 4)}")
    if space.firms:
        out.append(f"{level} firm between")
    out += _after_word(place, reading, level)
    if reading.relation == "share":
        out.extend(_framed(place, reading.at))
    out += _by_facts(place, scope, reading, space, level)
    return out


def _by_facts(place: Place, scope: Scope, reading: MetricReading, space: Between, level: str) -> list[str]:
    """What was stated of the word already, and of the value whose bracket this one stands in."""
    line, word = place.line, reading.word
    out = []
    moved, amount = amount_moved(place, scope)
    if moved:
        out.append(f"{level} behind {moved} amount")
        if amount is not None:
            out.append(f"{level} of the amount's word {amount.word is word}")
    taken = [s for s in scope.here if s.word is word]
    if taken:
        out.append(f"{level} taken {'level' if any(s.relation == 'level' for s in taken) else 'other'}")
        if taken[-1] is scope.here[-1] and reading.relation != "level":
            out.append(f"{level} follows its level {space.stop}")
    elif scope.here and reading.relation != "level":
        out.append(f"{level} passes other facts")
    if place.owner >= 0:
        owner = line.items[place.owner]
        of_owner = [s for s in scope.here if s.value is owner]
        if of_owner:
            out.append(f"{level} owner {'same' if of_owner[-1].word is word else 'other'}")
        else:
            out.append(f"{level} owner unknown")
        if line.depth[reading.at] < line.depth[place.at] and reading.at > place.owner:
            out.append("between owner and bracket")
    elif line.depth[reading.at] != line.depth[place.at]:
        out.append(f"{level} across bracket {'out' if line.depth[reading.at] > line.depth[place.at] else 'in'}")
    return out


def _framed(place: Place, at: int) -> list[str]:
    """Whether a cue of share stands by the word itself: 占营收的10%, 売上高に占める割合, 売上高の31%を海外が占めた."""
    line = place.line
    out = []
    first, behind = at, line.items[at + 1]
    while first and isinstance(line.items[first - 1], (Date, Firm)) and line.items[first].start - line.items[first - 1].end <= 1:
        first -= 1  # 佔|台積電|2025年第三季|營收的23%
    before = line.items[first - 1] if first else None
    cued = isinstance(before, Sign) and before.id == "share" and line.items[first].start - before.end <= 2
    if cued or (place.share == "after" and pattern("whole-of").fullmatch(line.text, line.items[at].end, place.value.start)):
        out.append("share of word")
    if isinstance(behind, Sign) and behind.id == "share" and behind.start - line.items[at].end <= 2:
        out.append("share behind word")
    return out


def _after_word(place: Place, reading: MetricReading, level: str) -> list[str]:
    """What follows the word itself: は, の増加により, の内訳."""
    line, word = place.line, reading.word
    assert word is not None
    text, end = line.text, word.end
    stop = place.value.start
    out = []
    if end < stop and text[end] == "(":
        close = text.find(")", end, stop)
        end = close + 1 if close >= 0 else end
    if end >= stop:
        return [f"{level} adjacent"]
    if pattern("topic").match(text, end, stop):
        out.append(f"{level} topic")
    elif pattern("possessive").match(text, end, stop):
        out.append(f"{level} attribute")
    elif pattern("object-mark").match(text, end, stop):
        out.append(f"{level} object")
    following = line.items[reading.at + 1]
    if isinstance(following, Sign) and following.id in ("up", "down") and following.start - end <= 1:
        out.append(f"{level} word moves {'next' if reading.at + 2 == place.at else 'far'}")
    if line.holds("cause") and pattern("cause").search(text, end, stop):
        out.append(f"{level} cause between")
    other = other_topic(place)
    if other >= 0:
        out.append(f"{level} {'inside of' if reading.at > other else 'before'} another topic")
    return out


def _to_the_right(place: Place, scope: Scope) -> list[Option[MetricReading]]:
    line = place.line
    out: list[Option[MetricReading]] = []
    end = place.end
    for index in range(place.last + 1, min(place.last + 4, len(line.items))):
        item = line.items[index]
        if isinstance(item, Value) or item.start - end > 12:
            break
        if not isinstance(item, Word) or line.depth[index] != line.depth[place.at] or (item.generic and _profit_before(place)):
            continue
        space = between(line, place.last, index)
        if space.stop:
            break
        tied = pattern("possessive").match(line.text, end, item.start)
        gap = item.start - (tied.end() if tied else end)
        for relation in relations(place, item.metric) or []:
            reading = MetricReading(item, relation, index)
            out.append(
                Option(
                    reading.metric,
                    [
                        *common(place, reading),
                        f"right {'tied' if tied else 'loose'} {bucket(gap, 0, 2, 4)}",
                        f"right {_kind(reading)}",
                        f"right {reading.metric}",
                    ],
                    reading,
                )
            )
        if len(out) >= RIGHT:
            break
    return out


def _whence(scope: Scope, line: int, paragraph: int, near: str) -> str:
    """How far back something was said: in the line before, the paragraph, or the text."""
    if paragraph != scope.paragraph:
        return "text"
    return near if line >= scope.line - 1 else "paragraph"


def _profit_before(place: Place) -> bool:
    """Whether a profit was named, of which a word such as 損失 says the sign only: 営業損益は3億円の損失."""
    return any(isinstance(i, WordMeasure) or (isinstance(i, Word) and i.metric.loss) for i in place.line.items[: place.at])


def _earlier(place: Place, scope: Scope, rank: int) -> list[Option[MetricReading]]:
    """Metrics of the lines before: of the last facts, the last words, and of headings; and of verbs (収, 調達) by the value."""
    out: list[Option[MetricReading]] = []
    adjusted = _adjusted(place, -1)
    moved, _ = amount_moved(place, scope)
    here = f"line has {'facts' if scope.here else 'words' if rank else 'none'}"
    prior = {"prior": "prior", "date": "date", "last_year": "prior", "last_quarter": "prior", "last_month": "prior"}.get(place.before)
    for word, where, seen in _said_before(place, scope):
        for relation in relations(place, word.metric):
            reading = MetricReading(word, relation, -1, adjusted)
            kind = "level" if reading.relation == "level" else _kind(reading)
            features = [
                *common(place, reading),
                f"{kind} from {where}",
                f"{kind} from {where} {here}",
                f"{kind} from rank {bucket(seen, 0, 1, 2)}",
            ]
            if prior:
                features.append(f"{kind} from {where} after {prior}")
            if word.generic:
                features.append("generic from before")
            if moved:
                features.append(f"{kind} from before behind {moved} amount")
            out.append(Option(reading.metric, features, reading))
    out += _of_verbs(place)
    return out


def _said_before(place: Place, scope: Scope) -> Iterator[tuple[Word, str, int]]:
    """Words said before the line, where, and of how many metrics facts were met on the way back."""
    seen: set[str] = set()
    if scope.label is not None and not place.at:
        yield scope.label, "label above", 0
    elif scope.list_head is not None and scope.line == scope.list_line + 1:
        yield scope.list_head, "list head", 0
    for stated in reversed(scope.here[-2:]):
        if stated.word is not None and stated.word.start == stated.value.start:
            yield stated.word, "verb before", 0  # 中期少賺14.8%至1.01億元
            break
    for stated in reversed(scope.stated[-EARLIER:]):
        if stated.word is not None and stated.metric not in seen:
            yield stated.word, _whence(scope, stated.line, stated.paragraph, "previous line"), len(seen)
            seen.add(stated.metric)
    for word, number, paragraph in reversed(scope.words[-2:]):
        yield word, f"word of {_whence(scope, number, paragraph, 'line before')}", len(seen)
    if (parts := _by_parts(place, scope)) is not None:
        yield parts, "parts listed", len(seen)
    for frame in [*scope.headings[-1:], *([scope.inline] if scope.inline else [])]:
        for word in frame.words[-1:]:
            yield word, "heading", len(seen)


def _by_parts(place: Place, scope: Scope) -> Word | None:
    """Revenue, where a line goes through the parts of a firm and names no metric: 分渠道来看，电商渠道同比增长10.3%至83.1亿元."""
    line = place.line
    if pattern("part-by-part").search(line.text, line.start, place.value.start) is None:
        return None
    return Word(place.value.start, place.value.start, metric_of("revenue"))


def _of_no_metric(place: Place, item: Item) -> bool:
    """Whether an item is a measure that is no metric, or a metric that the value cannot state: 剰余金の配当9億80百万円."""
    return isinstance(item, WordMeasure) or (isinstance(item, Word) and not relations(place, item.metric))


def _of_another(place: Place, scope: Scope) -> bool:
    """Whether the last thing named before a value is a measure that is no metric; a figure stated since is nearer."""
    for item in reversed(place.line.items[: place.at]):
        if isinstance(item, (WordMeasure, Word)):
            return _of_no_metric(place, item)
        if any(stated.value is item for stated in scope.here):
            return False
    return False


def _nothing(place: Place, scope: Scope, rank: int, any_option: bool) -> list[str]:
    kind = "count" if place.kind not in ("money", "percent", "pp", "shares", "persons", "times") else place.kind
    out = ["nothing", f"nothing {kind}", f"nothing {kind} tail {place.tail}", f"nothing {kind} before {place.before}"]
    out += letters(place.line, place.value.start, place.end, f"nothing {kind}")
    if not any_option:
        out.append("nothing else")
    if place.direction is not None:
        out.append(f"nothing {kind} moves")
    if place.market:
        out.append("nothing market")
    if place.industry:
        out.append("nothing industry")
    if place.total:
        out.append("nothing total")
    if place.owner >= 0:
        out.append(f"nothing {kind} explains")
    if expected(place):
        out.append("nothing expected")
    if of_rate(place):
        out.append("nothing of another rate")
    moved, _ = amount_moved(place, scope)
    if moved:
        out.append(f"nothing {kind} behind {moved}")
    if _of_another(place, scope):
        out.append("nothing of another measure")
    if other_topic(place) >= 0:
        out.append(f"nothing {kind} of another topic")
    last = place.line.gaps[place.at].residue
    out.append(f"nothing {kind} last {bucket(last, 0, 1, 2, 4)}")
    return out


def _of_verbs(place: Place) -> list[Option[MetricReading]]:
    return [
        Option(reading.metric, [*common(place, reading), f"verb {said}", "verb"], reading) for reading, said in metric_verbs.readings(place)
    ]
