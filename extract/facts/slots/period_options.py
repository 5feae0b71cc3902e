"""Which period a figure is of: the periods of its line, of facts before it, and those that the text set."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache
from itertools import islice

from ..line.clause import pattern
from ..line.items import Date, Sign, Value
from ..line.place import Place
from ..line.when import When, last_day, length, whole_year
from ..scope import Scope, Stated
from . import changes, line_periods
from .choose import NOTHING, Option, bucket
from .metric_reading import MetricReading
from .period_sort import impossible, sort_of

CHANGE_ENDS = ("left date", "left rank 0", "left values 0", "left stop 0", "left next to value")
"""What speaks for the period in which a change ends: it stands behind the growth as another one's stands before its value."""

LATELY = 60
"""A listing so many days ago is the one that an article on an offering is about."""
LINE, CARRIED = 3, 4
"""So many facts are looked at: of the line, and before it."""


def options(place: Place, reading: MetricReading, scope: Scope, firm: str, published: When | None) -> list[Option[When | None]]:
    sort = sort_of(reading)
    out: list[Option[When | None]] = []
    if (own := line_periods.own_bracket(place, reading, scope)) is not None and not impossible(sort, own):
        return [Option(own.text, ["left date", "left next to value", f"{sort} {length(own)}"], own)]
    if (day := _listing_day(reading, scope, firm, published)) is not None:
        return [Option(day.text, ["listing day", f"listing day {reading.metric}", f"{sort} {length(day)}"], day)]
    opens = changes.starts_change(place)
    ahead = sort == "listing" and line_periods.planned_issue(place)
    cue = place.forecast.split("-")[0]
    taken = {s.when.text for s in scope.here if s.when is not None and s.metric == reading.metric and s.firm == firm and not s.part}
    start, end = _ends_of_change(place) if sort == "growth" else (None, None)
    if end is not None:
        out.append(Option(end.text, [*CHANGE_ENDS, f"{sort} {length(end)}"], end))
    for when, origin in _candidates(place, reading, scope, firm, sort, published):
        over = ahead and published is not None and when.end <= published.end
        starts = start is not None and start.start <= when.start and when.end <= start.end
        if impossible(sort, when) or over or starts:
            continue
        if opens and changes.changes_since(place, when, origin[0]):
            continue
        features = [*origin, f"{sort} {length(when)}", f"{origin[0].partition(' ')[0]} {reading.metric}", *_time(when, cue, published)]
        if opens and origin[0] != "change from":
            near = "own" if any(f.startswith("left next to value") for f in origin) else "apart"
            features += [f"change from beyond {origin[0]}", f"change from beyond {origin[0]} {near}"]
        if when.text in taken:
            features.append("taken in line")
        out.append(Option(when.text, features, when))
    out.append(Option(NOTHING, _nothing(place, sort, scope, bool(out)), None))
    return out


def _listing_day(reading: MetricReading, scope: Scope, firm: str, published: When | None) -> When | None:
    """The day of a listing that is ahead or was lately, for what a firm has once: 公開価格を9日に決めた。上場日は18日."""
    if reading.word is None or not reading.word.metric.once or reading.relation != "level" or published is None:
        return None
    day = _day_listed(scope, firm)
    return day if day is not None and day.start >= published.start - timedelta(days=LATELY) else None


def _day_listed(scope: Scope, firm: str) -> When | None:
    if firm in scope.listing:
        return scope.listing[firm]
    return next(iter(scope.listing.values())) if len(scope.listing) == 1 and firm == scope.issuer else None


def _ends_of_change(place: Place) -> tuple[When | None, When | None]:
    """The periods from which and to which a growth leads: 收入由2024年的386百萬元增加22%至2025年的471百萬元."""
    line, last = place.line, place.last
    following = line.items[last + 1] if last + 1 < len(line.items) else None
    if following is None or not pattern("change-ends").fullmatch(line.text, line.items[last].end, following.start):
        return None, None
    if isinstance(following, Sign) and following.id == "same":
        return _start_of_change(place), None
    if not isinstance(following, Date):
        return None, None
    if not any(isinstance(item, Value) for item in line.items[last + 2 : last + 4]):
        return None, None
    start = _start_of_change(place)
    return (start, following.when) if start is not None else (None, None)


def _start_of_change(place: Place) -> When | None:
    """The period named last before a value, where a change starts from it."""
    line = place.line
    for item in reversed(line.items[: place.at]):
        if isinstance(item, Date):
            return item.when if pattern("change-starts").search(line.text[max(item.start - 4, line.start) : item.start]) else None
    return None


def _candidates(
    place: Place, reading: MetricReading, scope: Scope, firm: str, sort: str, published: When | None
) -> Iterator[tuple[When, list[str]]]:
    yield from line_periods.of_line(place, reading, scope, sort, published)
    said = line_periods.dated(place)
    yield from _of_facts(place, reading, scope, sort, said, firm)
    yield from _of_frames(place, scope, sort, said)
    if sort == "listing":
        day = _day_listed(scope, firm)
        if day is not None:
            yield day, ["listing day", f"listing day {reading.metric}"]
        if published is not None:
            yield published, ["published", f"published {reading.metric}", f"published market {place.market}"]


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
        yield when, _line_fact(explains, sort, since, kind, near, same, stated.basis, cue, stated.firm == firm)
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
        near, has = bucket(rank, 0, 1), bucket(len(scope.here), 0, 1)
        yield when, _carried_fact(kind, where, near, said, sort, same, has, stated.basis, cue, stated.firm == firm)
        if sort in ("stock", "holding") and when.days > 20:
            yield last_day(when), [f"carried end {where}", f"carried end {said}"]


@lru_cache(maxsize=1 << 13)
def _line_fact(explains: str, sort: str, since: str, kind: str, near: str, same: str, basis: str, cue: str, same_firm: bool) -> list[str]:
    return [
        f"line explains {explains} {sort}",
        f"line explains {explains} {since}",
        f"line {kind} {near}",
        f"line {kind} {same} {since}",
        f"line {kind} {sort}",
        f"line {kind} {near} {since}",
        f"line {basis} cue {cue}",
        f"line firm {same_firm}",
    ]


@lru_cache(maxsize=1 << 13)
def _carried_fact(
    kind: str, where: str, near: str, said: str, sort: str, same: str, has: str, basis: str, cue: str, same_firm: bool
) -> list[str]:
    return [
        f"carried {kind} {where}",
        f"carried {kind} {where} {near}",
        f"carried {where} {said}",
        f"carried {sort} {where}",
        f"carried {same} metric",
        f"carried line has {has}",
        f"carried {where} {basis} cue {cue}",
        f"carried {where} firm {same_firm}",
    ]


def _where(stated: Stated, scope: Scope) -> str:
    if stated.paragraph != scope.paragraph:
        return "text"
    return "previous line" if stated.line >= scope.line - 1 else "paragraph"


def _since(place: Place, stated: Stated) -> str:
    """Whether a date was named since a fact of the line."""
    items, end, word = place.line.items, stated.value.end, False
    for n in range(place.at - 1, -1, -1):
        item = items[n]
        if item.start < end:
            break
        if isinstance(item, Date):
            return "dated since"
        word = word or isinstance(item, Sign) and item.cue.period
    return "word since" if word else "onward"


def _of_frames(place: Place, scope: Scope, sort: str, said: str) -> Iterator[tuple[When, list[str]]]:
    if scope.inline is not None:
        for when in scope.inline.whens[-1:]:
            yield when, ["frame inline", f"frame inline {sort}"]
    for n, frame in enumerate([*([scope.lead_in] if scope.lead_in else []), *reversed(scope.headings)]):
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


@lru_cache(maxsize=4096)
def _time(when: When, cue: str, published: When | None) -> list[str]:
    """Where a period lies from the day of publication, and whether the words look ahead: the `cue` of a forecast."""
    if published is None:
        return []
    ahead = "ahead" if when.start >= published.start else "running" if when.end > published.end else "over"
    out = [f"{ahead} forecast {cue}"]
    if when.end < published.start - timedelta(days=800):
        out.append("long past")
    return out


def _nothing(place: Place, sort: str, scope: Scope, any_option: bool) -> list[str]:
    out = ["nothing", f"nothing {sort}"]
    if not any_option:
        out.append("nothing else")
    dated = any(isinstance(i, Date) for i in place.line.items)
    out.append(f"nothing {sort} {'dated' if dated else 'undated'}")
    cued = "now" in place.line.cues and any(isinstance(i, Sign) and i.id == "now" for i in place.line.items[: place.at])
    if place.before == "now" or cued:
        out.append("nothing now")
    if scope.here and scope.here[-1].when is None:
        out.append("nothing as before")
    if place.industry:
        out.append("nothing industry")
    return out
