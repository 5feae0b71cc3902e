"""The periods that the line of a figure names: its dates, and what its words for periods stand for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from ..line.clause import Between, Line, between, compared, letters, pattern
from ..line.items import Date, Sign, Value, Word
from ..line.place import Place
from ..line.when import When, last_day, length, shifted, so_far, stand_in
from ..scope import Scope
from .changes import starts_change, year_of_range
from .choose import bucket
from .metric_reading import MetricReading
from .period_sort import impossible

ISSUE = 30
"""So many characters before shares or proceeds a word says that they are planned."""
LEFT, RIGHT = 5, 2
"""So many periods are looked at: to the left and to the right of the value."""
BEFORE = ("ditto", "prior", "last_year", "last_quarter", "last_month", "period_start")
"""Words for a period before the one spoken of."""


def planned_issue(place: Place) -> bool:
    """Whether the clause says that shares are yet to be issued: 拟发行不超过1.5亿股."""
    start = max(place.line.start, place.value.start - ISSUE)
    return pattern("planned-issue").search(place.line.text, start, place.value.start) is not None


def own_bracket(place: Place, reading: MetricReading, scope: Scope) -> When | None:
    """The period that opens the bracket which a level stands in, and says of nothing else: 85.6百万港元(2024年同期:约92.1百万港元)."""
    line, index = place.line, place.at - 1
    while index > 0 and isinstance(line.items[index], Sign):
        index -= 1
    if index < 0 or reading.relation != "level":
        return None
    item, opened = line.items[index], line.opened[place.at]
    if not isinstance(item, Date) or item.when is None or not 0 <= item.start - opened <= 2 or line.opened[index] != opened:
        return None
    if place.owner < 0 or compared(line, index) or not pattern("told-of").fullmatch(line.text, item.end, place.value.start):
        return None
    main = next((s.when for s in scope.here if s.value is line.items[place.owner]), None)
    if main is not None and item.when.text.isdigit() and main.days < 400:
        # a year beside a half or a fiscal year means its part, or the fiscal year, that answers to it
        return shifted(main, 12 * (item.when.start.year - (main.end - timedelta(days=1)).year))
    return _same_part(place, index, item.when, scope)


def of_line(place: Place, reading: MetricReading, scope: Scope, sort: str, published: When | None) -> Iterator[tuple[When, list[str]]]:
    yield from _to_the_left(place, reading, scope, sort, published)
    if place.before == "ditto" and place.kind != "percent":
        former = _of_former(place)
        for base, name in _bases(place, place.at, scope):
            yield base if former else shifted(base, -12), ["ditto", f"ditto {name}"]
    if place.total and sort in ("flow", "growth"):
        for base, name in _bases(place, place.at, scope):
            if (when := so_far(base, scope.year_end)) is not None:
                yield when, ["so far", f"so far {name}", f"so far {length(base)}"]
    if starts_change(place):
        for base, name in _bases(place, place.at, scope):
            if not impossible(sort, base):
                yield shifted(base, -12), ["change from", f"change from before {name}"]
    if _of_measure_compared(place):
        for base, name in _bases(place, place.at, scope):
            if not impossible(sort, base):
                yield shifted(base, -12), ["measure compared", f"measure compared {name}"]
    if (whole := _closing_bracket(place)) is not None and not impossible(sort, whole):
        yield whole, ["right bracket closes line", f"right bracket closes line {sort}"]
    rank = 0
    for index in range(place.last + 1, len(place.line.items)):
        item = place.line.items[index]
        if isinstance(item, Date) and (when := item.when) is not None and not impossible(sort, when) and not _of_another(place, index):
            yield when, _right(place, index, rank)
            rank += 1
        if rank >= RIGHT:
            break


def _of_former(place: Place) -> bool:
    """Whether 同 says that a bracket, as the last one, has what was forecast before: 売上高5億円（従来予想4億円）、利益2億円（同1億円）."""
    line = place.line
    for index in range(place.at - 1, -1, -1):
        item = line.items[index]
        if isinstance(item, Value) and line.depth[index]:
            return pattern("former-before").search(line.text, max(item.start - 14, line.start), item.start) is not None
    return False


def _of_measure_compared(place: Place) -> bool:
    """Whether a level is what another one is compared with, its metric said again: 较去年同期合并营收5亿元."""
    if place.kind == "percent":
        return False
    line = place.line
    worded = False
    for index in range(place.at - 1, -1, -1):
        item = line.items[index]
        if isinstance(item, Value) or line.gaps[index + 1].stop:
            return False
        if isinstance(item, Sign) and item.id == "yoy" and not item.down:
            return worded and pattern("versus-before").match(line.text, item.start) is not None
        worded = worded or isinstance(item, Word)
    return False


def _closing_bracket(place: Place) -> When | None:
    """The only period of a line, in the bracket that closes it behind other figures: 有利子負債は3億円、純資産は2億円（2025年3月末）。"""
    line = place.line
    last = line.items[-1]
    if not isinstance(last, Date) or not line.depth[-1] or not isinstance(line.items[-2], Value) or place.last >= len(line.items) - 2:
        return None
    if sum(isinstance(item, Date) for item in line.items) > 1 or not pattern("closes-line").fullmatch(line.text, last.end, line.end):
        return None
    return last.when


def _of_another(place: Place, index: int) -> bool:
    """Whether a date opens a bracket behind the value in which another figure of its kind follows: 5億元(2024年:4億元)."""
    line = place.line
    if index != place.last + 1 or line.depth[index] <= line.depth[place.last]:
        return False
    following = line.items[index + 1 : index + 3]
    depth = line.depth[index]
    return any(
        isinstance(item, Value) and item.record.kind == place.value.record.kind and line.depth[index + 1 + n] >= depth
        for n, item in enumerate(following)
    )


def _to_the_left(place: Place, reading: MetricReading, scope: Scope, sort: str, published: When | None) -> Iterator[tuple[When, list[str]]]:
    line = place.line
    rank = 0
    over = ""
    said = dated(place)
    for index in range(place.at - 1, -1, -1):
        item = line.items[index]
        found: list[tuple[When, str]] = []
        if isinstance(item, Date):
            when = item.when
            found = [(_same_part(place, index, when, scope), "date")] if when is not None else []
        elif isinstance(item, Sign) and item.cue.period and not _of_year(line, index) and not _held_against(line, index):
            found = list(_stand_ins(place, index, item, scope, published))
        if not found:
            continue
        space = between(line, index, place.at)
        features = _left(place, reading, index, space, rank)
        if isinstance(item, Sign) and item.id in BEFORE and index == place.at - 1:
            features += _of_word_before(place, item)
        if over:
            features += [f"left beyond {over}", f"left beyond {over} {sort}"]
        for when, origin in found:
            yield when, [f"left {origin.split()[0]}", f"left {origin}", f"left {origin} {said}", *features]
            if sort in ("stock", "holding") and when.days > 20 and origin == "date":
                yield last_day(when), ["left end of date", *features]
            if origin == "date" and isinstance(item, Date) and (year := year_of_range(place, index, item)) is not None:
                yield year, ["year of range", f"year of range {sort}", *features]
            if origin == "date" and compared(line, index):
                yield shifted(when, 12), ["after compared", f"after compared {sort}", f"after compared {bucket(rank, 0, 1)}"]
        if any(not impossible(sort, when) for when, _ in found):
            rank += 1
            if isinstance(item, Sign) and item.id in BEFORE and index == place.at - 1:
                over = item.id
        if rank >= LEFT:
            break


def _of_word_before(place: Place, item: Sign) -> list[str]:
    """What ties a value to the word for an earlier period that is the last item before it: 前期の30億円から."""
    tied = _follows(place.line, item.end) if place.value.start - item.end <= 2 else "far"
    moves = "starts change" if starts_change(place) else place.tail
    return [f"left word before {tied}", f"left word before {tied} {moves}", f"left word before {item.id} {tied}"]


def _held_against(line: Line, index: int) -> bool:
    """Whether a word for a period is only what figures are compared with: 前期に比べて10%減少し、2,457億円となった."""
    return pattern("held-against").match(line.text, line.items[index].end, line.end) is not None


def _of_year(line: Line, index: int) -> bool:
    """Whether a word for a period goes with the year before it: 2020年|同期."""
    before = line.items[index - 1] if index else None
    return isinstance(before, Date) and pattern("same-part").match(line.text, before.end, line.items[index].end + 1) is not None


def _same_part(place: Place, index: int, when: When, scope: Scope, deep: bool = True) -> When:
    """The part of a year that answers to the period spoken of, where words say so: 2020年同期 beside 2021年第二季度."""
    line = place.line
    if length(when) != "year" or not pattern("same-part").match(line.text, line.items[index].end, line.end):
        return when
    bases = (
        (base for base, _ in _bases(place, index, scope))
        if deep
        else iter([*(s for s in scope.reporting), *([scope.lead] if scope.lead else [])])
    )
    base = next((base for base in bases if base.days < 300), None)
    return when if base is None else shifted(base, 12 * (when.start.year - base.start.year))


def _stand_ins(place: Place, index: int, item: Sign, scope: Scope, published: When | None) -> Iterator[tuple[When, str]]:
    """What a word stands for, by each period that may be the one spoken of; a year also by the day of publication."""
    cue = item.cue
    seen: set[str] = set()
    bases = list(_bases(place, index, scope))
    if cue.span == "year" and published is not None:
        if not bases and not cue.shift:
            bases.append((shifted(published, -12), "year before"))
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
    for at in range(index - 1, -1, -1):
        item = place.line.items[at]
        if isinstance(item, Date) and (when := item.when) is not None:
            starts = pattern("change-starts").search(place.line.text[max(item.start - 4, place.line.start) : item.start]) is not None
            # 由2024年同期的3億元增加至報告期內的4億元
            yield (shifted(_same_part(place, at, when, scope, deep=False), 12), "date before") if starts else (when, "date")
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
    onward = pattern("to-after").match(line.text, place.end, line.end)
    if onward is not None and index == place.last + 1 and line.items[index].start - onward.end() <= 1:
        out.append("right to")
    return out


def dated(place: Place) -> str:
    """Whether the line has a date, or a word for a period, before the value; one that is compared with does not count."""
    found = "undated"
    for index, item in enumerate(place.line.items[: place.at]):
        if isinstance(item, Date) and item.record.start_date is not None:
            if not compared(place.line, index):
                return "dated"
        elif isinstance(item, Sign) and item.cue.period:
            found = "word"
    return found
