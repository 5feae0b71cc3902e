"""Which period a figure is of: dates of its line, periods that words stand for, periods that the text set before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from .choose import NOTHING, Option, bucket
from .clause import Between, Line, after, between, compared, letters, pattern
from .items import Date, Item, Sign, Value, Word
from .metric_reading import GROWTH, MetricReading
from .place import Place
from .scope import Scope, Stated
from .when import When, last_day, length, shifted, so_far, stand_in, when_of, whole_year

LEFT, RIGHT, LINE, CARRIED = 5, 2, 3, 4
"""So many periods are looked at: to the left, to the right, of facts of the line, of facts before it."""
BEFORE = ("ditto", "prior", "last_year", "last_quarter", "last_month", "period_start")
"""Words for a period before the one spoken of."""


CHANGE_ENDS = ("left date", "left rank 0", "left values 0", "left stop 0", "left next to value")
"""What speaks for the period in which a change ends: it stands behind the growth as another one's stands before its value."""


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


def options(place: Place, reading: MetricReading, scope: Scope, firm: str, published: When | None) -> list[Option[When | None]]:
    sort = sort_of(reading)
    out: list[Option[When | None]] = []
    opens = starts_change(place)
    start, end = _ends_of_change(place) if sort == "growth" else (None, None)
    if end is not None:
        out.append(Option(end.text, [*CHANGE_ENDS, f"{sort} {length(end)}"], end))
    for when, origin in _candidates(place, reading, scope, firm, sort, published):
        if impossible(sort, when) or when == start:
            continue
        features = [*origin, f"{sort} {length(when)}", *_time(place, when, sort, published)]
        if opens and origin[0] != "change from":
            features.append(f"change from beyond {origin[0]}")
        features.extend(_agreement(when, scope, reading, firm))
        out.append(Option(when.text, features, when))
    out.append(Option(NOTHING, _nothing(place, sort, scope, bool(out)), None))
    return out


def _ends_of_change(place: Place) -> tuple[When | None, When | None]:
    """The periods from which and to which a growth leads: 收入由2024年的386百萬元增加22%至2025年的471百萬元."""
    line, last = place.line, place.last
    following = line.items[last + 1] if last + 1 < len(line.items) else None
    if not isinstance(following, Date) or not pattern("change-ends").fullmatch(line.text, line.items[last].end, following.start):
        return None, None
    if not any(isinstance(item, Value) for item in line.items[last + 2 : last + 4]):
        return None, None
    for item in reversed(line.items[: place.at]):
        if isinstance(item, Date):
            opens = pattern("change-starts").search(line.text[max(item.start - 4, line.start) : item.start])
            return (when_of(item.record), when_of(following.record)) if opens else (None, None)
    return None, None


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


def _candidates(
    place: Place, reading: MetricReading, scope: Scope, firm: str, sort: str, published: When | None
) -> Iterator[tuple[When, list[str]]]:
    yield from _of_line(place, reading, scope, sort, published)
    said = _said(place)
    yield from _of_facts(place, reading, scope, sort, said, firm)
    yield from _of_frames(place, scope, sort, said)
    if sort == "listing":
        day = scope.listing.get(firm) or (next(iter(scope.listing.values())) if len(scope.listing) == 1 and firm == scope.issuer else None)
        if day is not None:
            yield day, ["listing day", f"listing day {reading.metric}"]
        if published is not None:
            yield published, ["published", f"published {reading.metric}", f"published market {place.market}"]


def _of_line(place: Place, reading: MetricReading, scope: Scope, sort: str, published: When | None) -> Iterator[tuple[When, list[str]]]:
    yield from _to_the_left(place, reading, scope, sort, published)
    if place.before == "ditto" and place.kind != "percent":
        for base, name in _bases(place, place.at, scope):
            yield shifted(base, -12), ["ditto", f"ditto {name}"]
    if place.total and sort in ("flow", "growth"):
        for base, name in _bases(place, place.at, scope):
            if (when := so_far(base, scope.year_end)) is not None:
                yield when, ["so far", f"so far {name}", f"so far {length(base)}"]
    if starts_change(place):
        for base, name in _bases(place, place.at, scope):
            if not impossible(sort, base):
                yield shifted(base, -12), ["change from", f"change from before {name}"]
    rank = 0
    for index in range(place.last + 1, len(place.line.items)):
        item = place.line.items[index]
        if isinstance(item, Date) and (when := when_of(item.record)) is not None and not impossible(sort, when):
            yield when, _right(place, index, rank)
            rank += 1
        if rank >= RIGHT:
            break


def _to_the_left(
    place: Place, reading: MetricReading, scope: Scope, sort: str, published: When | None
) -> Iterator[tuple[When, list[str]]]:
    line = place.line
    rank = 0
    over = ""
    dated = _said(place)
    for index in range(place.at - 1, -1, -1):
        item = line.items[index]
        found: list[tuple[When, str]] = []
        if isinstance(item, Date):
            when = when_of(item.record)
            found = [(_same_part(place, index, when, scope), "date")] if when is not None else []
        elif isinstance(item, Sign) and item.cue.period and not _of_year(line, index):
            found = list(_stand_ins(place, index, item, scope, published))
        if not found:
            continue
        space = between(line, index, place.at)
        features = _left(place, reading, index, space, rank)
        if over:
            features += [f"left beyond {over}", f"left beyond {over} {sort}"]
        for when, origin in found:
            yield when, [f"left {origin.split()[0]}", f"left {origin}", f"left {origin} {dated}", *features]
            if sort in ("stock", "holding") and when.days > 20 and origin == "date":
                yield last_day(when), ["left end of date", *features]
            if origin == "date" and compared(line, index):
                yield shifted(when, 12), ["after compared", f"after compared {sort}", f"after compared {bucket(rank, 0, 1)}"]
        if any(not impossible(sort, when) for when, _ in found):
            rank += 1
            if isinstance(item, Sign) and item.id in BEFORE and index == place.at - 1:
                over = item.id
        if rank >= LEFT:
            break


def _of_year(line: Line, index: int) -> bool:
    """Whether a word for a period goes with the year before it: 2020年|同期."""
    before = line.items[index - 1] if index else None
    return isinstance(before, Date) and pattern("same-part").match(line.text, before.end, line.items[index].end + 1) is not None


def _same_part(place: Place, index: int, when: When, scope: Scope) -> When:
    """The part of a year that answers to the period spoken of, where words say so: 2020年同期 beside 2021年第二季度."""
    line = place.line
    if length(when) != "year" or not pattern("same-part").match(line.text, line.items[index].end, line.end):
        return when
    base = next((base for base, _ in _bases(place, index, scope) if base.days < 300), None)
    return when if base is None else shifted(base, 12 * (when.start.year - base.start.year))


def starts_change(place: Place) -> bool:
    """Whether a value is where a change starts, undated: 毛利率由21.4%回升到34.9%."""
    line = place.line
    if pattern("from-after").match(line.text, after(line, place.last), line.end):
        return True
    before, end = place.at - 1, place.value.start
    while before >= 0 and end - line.items[before].end <= 2 and _tells_period(line.items[before]):
        # 由2024年的22.4%升至25.5%, 由2023年同期的3亿元增加至5亿元
        before, end = before - 1, line.items[before].start
    start = max(line.items[before].end if before >= 0 else line.start, end - 4)
    return pattern("from-before").search(line.text, start, end) is not None


def _tells_period(item: Item) -> bool:
    return isinstance(item, Date) or (isinstance(item, Sign) and item.cue.period)


def _stand_ins(place: Place, index: int, item: Sign, scope: Scope, published: When | None) -> Iterator[tuple[When, str]]:
    """What a word stands for, by each period that may be the one spoken of; a year also by the day of publication."""
    cue = item.cue
    seen: set[str] = set()
    bases = list(_bases(place, index, scope))
    if cue.span == "year" and published is not None:
        bases.append((published, "published"))
    for base, name in bases:
        when = stand_in(base, cue.shift, cue.span, scope.year_end)
        if when is not None and when.text not in seen:
            seen.add(when.text)
            yield when, f"{cue.id} of {name}"


def _bases(place: Place, index: int, scope: Scope) -> Iterator[tuple[When, str]]:
    main = [s for s in scope.here if s.when is not None and not s.baseline]
    if main and main[-1].when is not None:
        yield main[-1].when, "fact"
    for item in reversed(place.line.items[:index]):
        if isinstance(item, Date) and (when := when_of(item.record)) is not None:
            yield when, "date"
            break
    for stated in reversed(scope.stated[-6:]):
        if stated.when is not None and not stated.baseline:
            yield stated.when, "paragraph" if stated.paragraph == scope.paragraph else "text"
            break
    for when, _, _ in reversed(scope.periods[-1:]):
        yield when, "named"
    if scope.lead is not None:
        yield scope.lead, "lead"
    for when in scope.reporting:
        yield when, "reporting"


def _left(place: Place, reading: MetricReading, index: int, space: Between, rank: int) -> list[str]:
    line = place.line
    item = line.items[index]
    out = [
        f"left rank {bucket(rank, 0, 1, 2)}",
        f"left values {bucket(space.values, 0, 1, 2, 4)}",
        f"left stop {space.stop}",
        f"left words {bucket(space.words, 0, 1, 2)}",
        *_order(place, reading, index),
        *letters(line, item.start, item.end, "left"),
        *_what_follows(place, index),
    ]
    before = line.text[max(item.start - 2, line.start) : item.start]
    for name in ("versus-before", "from-before"):
        found = pattern(name).search(before)
        if found and found.end() == len(before):
            out.append(f"left {name}")
    if isinstance(item, Date) and not line.gaps[index].residue and index == 0:
        out.append("left opens line")
    return out


def _order(place: Place, reading: MetricReading, index: int) -> list[str]:
    """Where a date stands by the value, the metric's word and their brackets."""
    line = place.line
    out = []
    if index == place.at - 1 and line.gaps[place.at].residue == 0 and line.gaps[place.at].stop == 0:
        out.append("left next to value" + (" in bracket" if line.depth[place.at] > line.depth[index] else ""))
    if reading.at >= 0:
        if index < reading.at:
            near = not any(isinstance(i, Value) for i in line.items[index : reading.at])
            out.append(f"left before word {'next' if index == reading.at - 1 else 'near' if near else 'far'}")
        elif index > reading.at:
            out.append("left between word and value")
    if line.depth[index] != line.depth[place.at]:
        out.append(f"left bracket {'in' if line.depth[index] > line.depth[place.at] else 'out'}")
    elif line.depth[index]:
        out.append(f"left own bracket {line.opened[index] == line.opened[place.at]}")
    return out


def _what_follows(place: Place, index: int) -> list[str]:
    """What stands behind a date: that it is compared with, a particle, another event, a figure of its own."""
    line, text = place.line, place.line.text
    end = line.items[index].end
    out = []
    if pattern("versus-after").match(text, end, line.end):
        out.append("left versus after")
        if starts_change(place):
            out.append("left versus after starts change")
    out.append(f"left followed by {_follows(line, end)}")
    if pattern("founded").match(text, end, line.end):
        out.append("left other event")
    if index + 1 < len(line.items):
        following = line.items[index + 1]
        if isinstance(following, Sign) and following.id in ("yoy", "qoq", "mom") and following.start == end:
            out.append("left comparison after")
        if isinstance(following, Value) and index + 1 < place.at and following.start - end <= 2:
            out.append("left owned by another value")
    return out


def _follows(line: Line, end: int) -> str:
    """What a date is followed by: in (における), of (の), topic (は), on (に), comma, item or text."""
    for name in ("date-in", "possessive", "topic", "date-on"):
        if pattern(name).match(line.text, end, line.end):
            return name
    if line.text[end : end + 1] in (",", "、", ""):
        return "comma"
    return "text"


def _right(place: Place, index: int, rank: int) -> list[str]:
    line = place.line
    space = between(line, place.last, index)
    out = [f"right rank {rank}", f"right values {bucket(space.values, 0, 1)}", f"right stop {space.stop}"]
    if index == place.last + 1 and line.depth[index] > line.depth[place.last] and line.opened[index] - line.items[place.last].end <= 3:
        closes = index + 1 >= len(line.items) or line.depth[index + 1] < line.depth[index] or not isinstance(line.items[index + 1], Value)
        out.append("right bracket alone" if closes else "right bracket")
    elif line.depth[index] > line.depth[place.last]:
        out.append("right other bracket")
    if any(isinstance(i, Word) for i in line.items[place.last + 1 : index]):
        out.append("right beyond word")
    onward = pattern("to-after").match(line.text, after(line, place.last), line.end)
    if onward is not None and index == place.last + 1 and line.items[index].start - onward.end() <= 1:
        out.append("right to")
    return out


def _of_facts(place: Place, reading: MetricReading, scope: Scope, sort: str, said: str, firm: str) -> Iterator[tuple[When, list[str]]]:
    yield from _of_line_facts(place, reading, scope, sort, firm)
    yield from _carried(place, reading, scope, sort, said, firm)


def _of_line_facts(place: Place, reading: MetricReading, scope: Scope, sort: str, firm: str) -> Iterator[tuple[When, list[str]]]:
    cue = place.forecast.partition("-")[0]
    dated = ((stated, stated.when) for stated in reversed(scope.here) if stated.when is not None)
    for rank, (stated, when) in enumerate(islice(dated, LINE)):
        same = "same word" if stated.word is reading.word else "other word"
        kind = "baseline" if stated.baseline else "main"
        since = _since(place, stated)
        near = bucket(rank, 0, 1)
        owner = place.line.items[place.owner] if place.owner >= 0 else None
        explains = "own" if stated.value is owner else "other" if any(s.value is owner for s in scope.here) else "none"
        yield (
            when,
            [
                f"line explains {explains} {sort}",
                f"line explains {explains} {since}",
                f"line {kind} {near}",
                f"line {kind} {same} {since}",
                f"line {kind} {sort}",
                f"line {kind} {near} {since}",
                f"line {stated.basis} cue {cue}",
                f"line firm {stated.firm == firm}",
            ],
        )
        if sort in ("stock", "holding") and when.days > 20:
            yield last_day(when), ["line fact end", f"line fact end {since}"]


def _carried(place: Place, reading: MetricReading, scope: Scope, sort: str, said: str, firm: str) -> Iterator[tuple[When, list[str]]]:
    cue = place.forecast.partition("-")[0]
    metric = reading.word.metric.id if reading.word is not None else None
    dated = ((stated, stated.when) for stated in reversed(scope.stated[-CARRIED:]) if stated.when is not None)
    for rank, (stated, when) in enumerate(dated):
        where = _where(stated, scope)
        kind = "baseline" if stated.baseline else "main"
        same = "same" if stated.word is not None and stated.word.metric.id == metric else "other"
        yield (
            when,
            [
                f"carried {kind} {where}",
                f"carried {kind} {where} {bucket(rank, 0, 1)}",
                f"carried {where} {said}",
                f"carried {sort} {where}",
                f"carried {same} metric",
                f"carried line has {bucket(len(scope.here), 0, 1)}",
                f"carried {where} {stated.basis} cue {cue}",
                f"carried {where} firm {stated.firm == firm}",
            ],
        )
        if sort in ("stock", "holding") and when.days > 20:
            yield last_day(when), [f"carried end {where}", f"carried end {said}"]


def _where(stated: Stated, scope: Scope) -> str:
    if stated.paragraph != scope.paragraph:
        return "text"
    return "previous line" if stated.line >= scope.line - 1 else "paragraph"


def _said(place: Place) -> str:
    """Whether the line has a date, or a word for a period, before the value; one that is compared with does not count."""
    found = "undated"
    for index, item in enumerate(place.line.items[: place.at]):
        if isinstance(item, Date) and item.record.start_date is not None:
            if not compared(place.line, index):
                return "dated"
        elif isinstance(item, Sign) and item.cue.period:
            found = "word"
    return found


def _since(place: Place, stated: Stated) -> str:
    """Whether a date was named since a fact of the line."""
    items = [i for i in place.line.items if stated.value.end <= i.start < place.value.start]
    if any(isinstance(i, Date) for i in items):
        return "dated since"
    if any(isinstance(i, Sign) and i.cue.period for i in items):
        return "word since"
    return "onward"


def _of_frames(place: Place, scope: Scope, sort: str, said: str) -> Iterator[tuple[When, list[str]]]:
    if scope.inline is not None:
        for when in scope.inline.whens[-1:]:
            yield when, ["frame inline", f"frame inline {sort}"]
    for n, frame in enumerate(reversed(scope.headings)):
        for when in frame.whens[-1:]:
            yield when, [f"frame heading {bucket(n, 0, 1)}", f"frame heading {sort}", f"frame heading {said}"]
    for when, line, paragraph in reversed(scope.periods[-2:]):
        if paragraph == scope.paragraph:
            yield when, [f"named paragraph {bucket(scope.line - line, 0, 1, 2)}", f"named paragraph {sort}", f"named paragraph {said}"]
        else:
            yield when, ["named text", f"named text {sort}", f"named text {said}"]
    if scope.lead is not None:
        yield scope.lead, ["lead", f"lead {sort}", f"lead {said}", f"lead line has {bucket(len(scope.here), 0, 1)}"]
        if sort in ("stock", "holding"):
            yield last_day(scope.lead), ["lead end"]
        elif scope.lead.days < 300:
            yield (
                whole_year(scope.lead, scope.year_end),
                ["lead year", f"lead year {said}", f"lead year forecast {place.forecast != 'none'}"],
            )
    for n, when in enumerate(scope.headline):
        yield when, [f"headline {n}", f"headline {n} {sort}", f"headline {said}", f"headline line has {bucket(len(scope.here), 0, 1)}"]
    for n, when in enumerate(scope.reporting):
        features = [f"reporting {n}", f"reporting {sort}", f"reporting {said}", f"reporting line has {bucket(len(scope.here), 0, 1)}"]
        yield when, features
        if sort in ("stock", "holding"):
            yield last_day(when), ["reporting end", f"reporting end {said}"]
        elif not n and when.days < 300:
            yield whole_year(when, scope.year_end), ["reporting year", f"reporting year forecast {place.forecast != 'none'}"]


def _time(place: Place, when: When, sort: str, published: When | None) -> list[str]:
    """Where a period lies from the day of publication, and whether the words look ahead."""
    if published is None:
        return []
    ahead = "ahead" if when.start >= published.start else "running" if when.end > published.end else "over"
    out = [f"{ahead} forecast {place.forecast.split('-')[0]}"]
    if when.end < published.start - timedelta(days=800):
        out.append("long past")
    return out


def _agreement(when: When, scope: Scope, reading: MetricReading, firm: str) -> list[str]:
    """Whether the same metric was given this period already."""
    out = []
    metric = reading.metric
    if any(s.when is not None and s.when.text == when.text and s.metric == metric and s.firm == firm and not s.part for s in scope.here):
        out.append("taken in line")
    return out


def _nothing(place: Place, sort: str, scope: Scope, any_option: bool) -> list[str]:
    out = ["nothing", f"nothing {sort}"]
    if not any_option:
        out.append("nothing else")
    dated = any(isinstance(i, Date) for i in place.line.items)
    out.append(f"nothing {sort} {'dated' if dated else 'undated'}")
    if place.before == "now" or any(isinstance(i, Sign) and i.id == "now" for i in place.line.items[: place.at]):
        out.append("nothing now")
    if scope.here and scope.here[-1].when is None:
        out.append("nothing as before")
    if place.industry:
        out.append("nothing industry")
    return out
