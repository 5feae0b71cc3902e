"""Where a value stands: what is right before and after it, the cues in its reach. Read once for each value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .behind import COMPARISONS, DIRECTIONS, closing, moved_with
from .clause import NONE, STOP, Line, after, compared, cue_before, pattern
from .items import Date, Item, Sign, Value, Word, WordMeasure
from .when import When


@dataclass(slots=True)
class Place:
    """The value items[at] of `line`, which ends at items[last] where several stand in one list."""

    line: Line
    at: int
    last: int
    kind: str
    """money, percent, pp or the unit of a count."""
    before: str
    """What stands right before: the id of a cue, date, word, firm, value; or text, start."""
    tail: str
    """The cue right after, or loss, gain, possessive, to, from; or none."""
    direction: Sign | None
    """The cue of rise or fall that the value has for itself."""
    comparison: Sign | None
    """The nearest cue of comparison in reach."""
    compared: str
    """Where that stands: clause, sentence, after; date where a date is compared with instead; or none."""
    against: str
    """What the dates say that a change is measured against, where no cue does: qoq or mom; else ""."""
    share: str
    """Where a cue of share stands: before, left, after; or none."""
    forecast: str
    """Whether a cue of forecast or target is in reach: forecast, target or none; behind the value "-near", where it closes the
    value's own clause (…億円を見込む), else "-after"."""
    market: bool
    """Whether the clause speaks of share prices."""
    industry: bool
    """Whether the clause speaks of a market or an industry."""
    total: bool
    """Whether a cue of accumulation stands before."""
    years: bool
    """Whether the value is summed up over several years: 三年累计."""
    end: int
    """Where the text goes on after it: past 程度 and past one bracket that explains it."""
    owner: int
    """The index of the value that the bracket with this one explains, or -1."""

    value: Value
    topics: Sequence[int] = ()
    """The indexes of the measures before it that the sentence marks as what it speaks of."""
    manner: dict[str, list[str]] = field(init=False, default_factory=dict)
    """What speaks for each way of stating, as far as it has been asked for."""
    relations: dict[str, list[str]] = field(init=False, default_factory=dict)
    """How the value may state each metric, as far as it has been asked for."""
    unstated: int | None = field(init=False, default=None)
    """The index of the last measure before it that it cannot state, or -1; None where it has not been asked for."""
    starts: bool | None = field(init=False, default=None)
    """Whether it is where a change starts; None where it has not been asked for."""


def kind_of(value: Value) -> str:
    record = value.record
    if record.kind == "percent":
        return "pp" if record.unit == "pp" else "percent"
    return record.kind if record.kind == "money" else f"{record.unit}"


def place_of(line: Line, at: int, last: int) -> Place:
    value = line.items[at]
    assert isinstance(value, Value)
    end = after(line, last)
    tail, direction = closing(line, last, end)
    before = _before(line, at)
    owner = _owner(line, at)
    if tail == "none" and moved_with(line, owner, at, last):
        tail = "each change"
    first = _said_again(line, at)
    if direction is None:
        direction = _direction_before(line, first)
    comparison, told = _comparison(line, at, last, first)
    base = _base(line, at) if told in ("none", "after") else -1
    if base >= 0:
        comparison, told = None, "date"
    start = _clause_start(line, at)
    ids = _cues(line, start, at)
    return Place(
        line,
        at,
        last,
        kind_of(value),
        before,
        tail,
        direction,
        comparison,
        told,
        _against(line, base) if base >= 0 else "",
        _share(line, at, last, start),
        _forecast(line, at, last, start),
        "daily_price" in ids,
        _said(line, "industry", _offset(line, start), value.start),
        "cumulative" in ids or _said(line, "so-far", _offset(line, start), value.start),
        "cumulative" in ids and any(_years(item) for item in line.items[start:at]),
        end,
        owner,
        value,
        _topics(line, at),
    )


def _said(line: Line, ident: str, start: int, end: int) -> bool:
    return line.holds(ident) and pattern(ident).search(line.text, start, end) is not None


def _years(item: Item) -> bool:
    """Whether an item is a length of two years or more."""
    timex = item.record.timex or "" if isinstance(item, Date) and item.record.start_date is None else ""
    return timex.startswith("P") and timex.endswith("Y") and timex not in ("P1Y", "P0Y")


def _before(line: Line, at: int) -> str:
    if not at:
        return "start"
    item, gap = line.items[at - 1], line.gaps[at]
    text = line.text[max(line.items[at - 1].end, line.items[at].start - 4) : line.items[at].start]
    if text and text[-1] in "同比 " and pattern("ditto").search(text):
        return "ditto"
    if line.depth[at] > line.depth[at - 1]:
        return "bracket"
    if gap.residue:
        return "text"
    if gap.stop:
        return "break"
    if isinstance(item, Sign):
        return item.id
    return "date" if isinstance(item, Date) else "word" if isinstance(item, Word) else "value" if isinstance(item, Value) else "name"


def _direction_before(line: Line, at: int) -> Sign | None:
    """The rise or fall that stands before a value: 增长12%, 減少了3億元; also before a list: 分别增长3%、5%."""
    for index in range(at - 1, max(at - 4, -1), -1):
        item, gap = line.items[index], line.gaps[index + 1]
        if gap.stop > NONE or gap.residue > 1 or isinstance(item, Value):
            return None
        if isinstance(item, Sign):
            if item.id in DIRECTIONS:
                before = line.items[index - 1] if index else None
                closes = isinstance(before, Value) and before.record.kind == "percent" and before.end == item.start
                return None if closes else item  # 純利益7%減|1兆7734億円
            if item.id in COMPARISONS and item.down:
                return item
            if item.id not in (*COMPARISONS, "each", "adjusted"):
                return None
    return None


def _said_again(line: Line, at: int) -> int:
    """The index of the amount of a change that items[at] says once more as a percentage: 減少24億元或|44%; else `at`."""
    item, before = line.items[at], line.items[at - 1] if at else None
    if not isinstance(item, Value) or not isinstance(before, Value) or item.record.unit != "percent" or before.record.kind == "percent":
        return at
    return at - 1 if pattern("said-again").fullmatch(line.text, before.end, item.start) else at


def _topics(line: Line, at: int) -> list[int]:
    """The indexes of the measures before items[at] that are marked as topics: 売上高は."""
    start = line.items[at].start
    return [
        index
        for index, item in enumerate(line.items[:at])
        if isinstance(item, (Word, WordMeasure)) and pattern("topic").match(line.text, item.end, start)
    ]


def _clause_start(line: Line, at: int) -> int:
    """The index of the first item of the clause that items[at] stands in."""
    index = at
    while index and line.gaps[index].stop < STOP and at - index < 12 and line.depth[index - 1] <= line.depth[at]:
        if line.gaps[index].stop and any(isinstance(i, Value) for i in line.items[index - 1 : index]):
            break
        index -= 1
    return index


def _offset(line: Line, index: int) -> int:
    return line.items[index - 1].end if index else line.start


def _cues(line: Line, start: int, at: int) -> set[str]:
    return {i.id for i in line.items[start:at] if isinstance(i, Sign)}


def _comparison(line: Line, at: int, last: int, first: int) -> tuple[Sign | None, str]:
    """The nearest comparison to items[at], before items[first], which says the same, or behind items[last]; and where it stands."""
    if line.cues.isdisjoint(COMPARISONS):
        return None, "none"
    values = 0
    for index in range(first - 1, max(first - 9, -1), -1):
        item = line.items[index]
        if isinstance(item, Value):
            values += 1
        elif isinstance(item, Sign) and item.id in COMPARISONS:
            return item, "before" if index == at - 1 else "clause" if not values else "sentence"
    for item in line.items[last + 1 : last + 3]:
        if isinstance(item, Value):
            break
        if isinstance(item, Sign) and item.id in COMPARISONS:
            return item, "after"
    return None, "none"


def _base(line: Line, at: int) -> int:
    """The index of the last date, or word for one, before items[at], where a change is measured against it; else -1.

    较2023年12月的2亿元增长5%
    """
    for index in range(at - 1, -1, -1):
        item = line.items[index]
        if isinstance(item, Date) or (isinstance(item, Sign) and item.cue.period):
            return index if compared(line, index) else -1
    return -1


def _against(line: Line, base: int) -> str:
    """qoq or mom where items[base] is a quarter or month right before that of the figure: 二季度3亿元，较一季度的2亿元增长50%."""
    for name, relation in (("month-before", "mom"), ("quarter-before", "qoq")):
        if pattern(name).match(line.text, line.items[base].start):
            return relation
    first = _when(line.items[base])
    if first is not None and first.days == 1 and not _year_later(line, base, first):
        return "other"
    if first is None or not 25 < first.days < 100:
        return ""
    for index in range(base - 1, -1, -1):
        main = _when(line.items[index])
        if main is not None and not compared(line, index):
            near = abs(main.days - first.days) < 5 and main.start != first.start and abs((main.start - first.start).days) < 100
            return ("mom" if first.days < 40 else "qoq") if near else ""
    return ""


def _year_later(line: Line, base: int, first: When) -> bool:
    """Whether the line names the day a year after one that a change is measured against, or no other day but that."""
    if pattern("year-earlier").search(line.text, max(line.items[base].start - 2, line.start), line.items[base].end):
        return True
    days = [when for index, item in enumerate(line.items[:base]) if (when := _when(item)) is not None and not compared(line, index)]
    return any(350 < (when.end - first.end).days < 380 for when in days)


def _when(item: Item) -> When | None:
    return item.when if isinstance(item, Date) else None


def _share(line: Line, at: int, last: int, start: int) -> str:
    if "share" not in line.cues:
        return "after" if pattern("share-behind").match(line.text, line.items[last].end, line.end) else "none"
    cue = cue_before(line, at)
    if cue is not None and cue.id == "share":
        return "before"
    for item in line.items[last + 1 : last + 3]:
        if isinstance(item, Value):
            break
        if isinstance(item, Sign) and item.id == "share" and item.start - line.items[last].end <= 6:
            return "after"
    if pattern("share-behind").match(line.text, line.items[last].end, line.end):
        return "after"
    for item in reversed(line.items[start:at]):
        if isinstance(item, Sign) and item.id == "share":
            return "left"
    return "none"


NEAR = 12
"""Between a value and the cue that closes its clause stand so many characters at most."""
CLAUSE_MARKS = ",、;。!?"


def _forecast(line: Line, at: int, last: int, start: int) -> str:
    found = "none"
    if "forecast" not in line.cues and "target" not in line.cues:
        return found
    for item in line.items[start:at]:
        if isinstance(item, Sign) and item.id in ("forecast", "target"):
            found = "none" if pattern("beaten").search(line.text, item.end, line.items[at].start) else item.id
    if found != "none":
        return found
    other = False
    reached = pattern("reached").search(line.text, max(line.items[at].start - 8, line.start), line.items[at].start)
    for item in line.items[last + 1 :]:
        if isinstance(item, Sign) and item.id == "target" and reached:
            return "none"
        if isinstance(item, Sign) and item.id in ("forecast", "target"):
            gap = line.text[line.items[last].end : item.start]
            if pattern("actual-label").search(gap[:NEAR]):
                return "none"
            near = not other and len(gap) <= NEAR and not any(mark in gap for mark in CLAUSE_MARKS)
            return f"{item.id}-{'near' if near else 'after'}"
        other = other or isinstance(item, Value)
    return "none"


def _owner(line: Line, at: int) -> int:
    """The value right before the bracket that items[at] stands in."""
    opened = line.opened[at]
    if opened < 0:
        return -1
    for index in range(at - 1, -1, -1):
        item = line.items[index]
        if item.start < opened:
            return index if isinstance(item, Value) and opened - item.end <= 6 else -1
    return -1


def cues_of(line: Line, ids: Sequence[str]) -> list[Sign]:
    return [i for i in line.items if isinstance(i, Sign) and i.id in ids]
