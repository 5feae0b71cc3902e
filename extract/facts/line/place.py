"""Where a value stands: what is right before and after it, the cues in its reach. Read once for each value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .clause import NONE, STOP, Line, after, compared, cue_before, pattern
from .items import Date, Firm, Item, Sign, Value, Word, WordMeasure
from .when import When

COMPARISONS = ("yoy", "qoq", "mom", "cagr")
DIRECTIONS = ("up", "down")


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
    tail, direction = _after(line, last, end)
    before = _before(line, at)
    owner = _owner(line, at)
    if tail == "none" and _moved_with(line, owner, at, last):
        tail = "each change"
    if direction is None:
        direction = _direction_before(line, at)
    comparison, told = _comparison(line, at, last)
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


def _after(line: Line, last: int, end: int) -> tuple[str, Sign | None]:
    """What the text goes on with at `end`, after a value, and the rise or fall that it closes with."""
    text, stop = line.text, line.end
    for item in line.items[last + 1 : last + 5]:
        if item.start > end + 2:
            break
        if isinstance(item, Sign) and item.start >= end:
            between = text[end : item.start]
            if between and item.id in DIRECTIONS and _rated(line, last, end):
                return "none", None  # 52億円(9.1%増)の増益
            if item.id in DIRECTIONS and between in ("", " ") or len(between) == 1 and pattern("possessive").fullmatch(between):
                onward = pattern("to-after").match(text, item.end, stop)
                return f"{item.id}{'-to' if onward else ''}", item
            if not between and item.id != "each":
                return item.id, None
    each = _each(line, last)
    if each is not None:
        return f"each {each.id}", each
    if (closing := _chained(line, last)) is not None:
        return closing
    for name in ("loss-after", "gain-after", "outflow-after", "to-after", "from-after", "possessive"):
        if (found := pattern(name).match(text, end, stop)) is not None:
            following = line.items[last + 1] if last + 1 < len(line.items) else None
            of_firm = name == "possessive" and isinstance(following, Firm) and following.start == found.end()
            return "of firm" if of_firm else name.removesuffix("-after"), None  # 2位は18%の富士通
    return "none", None


def _rated(line: Line, last: int, end: int) -> bool:
    """Whether an amount has its rate of change beside it, in the bracket up to `end` or right before: 9.1%増の52億円."""
    value = line.items[last]
    if not isinstance(value, Value) or value.record.kind == "percent":
        return False
    before = next((i for i in reversed(line.items[max(last - 2, 0) : last]) if isinstance(i, Value)), None)
    inside = [i for i in line.items[last + 1 : last + 5] if i.end <= end]
    near = [i for i in (before, *inside) if isinstance(i, Value) and value.start - i.end <= 4]
    return any(i.record.kind == "percent" for i in near)


def _each(line: Line, last: int) -> Sign | None:
    """The rise or fall that closes a list of changes: 現金が9億円、売掛金が6億円それぞれ増加した."""
    for index in range(last + 1, min(last + 9, len(line.items) - 1)):
        item, following = line.items[index], line.items[index + 1]
        if line.gaps[index].stop == STOP:
            return None
        if isinstance(item, Sign) and item.id == "each":
            if not isinstance(following, Sign) or following.id not in DIRECTIONS or following.start - item.end > 1:
                return None
            onward = line.items[index + 2] if index + 2 < len(line.items) else None
            return None if isinstance(onward, Value) and onward.start - following.end <= 2 else following
    return None


def _chained(line: Line, last: int) -> tuple[str, Sign | None] | None:
    """What the last of a chain of changes closes with, its rise or fall: 現金が9億円、売掛金が6億円減少した; or that they are impacts."""
    chain, first = pattern("chained"), line.items[last]
    at = last
    for index in range(last + 1, min(last + 12, len(line.items))):
        item = line.items[index]
        if isinstance(item, Value):
            same = isinstance(first, Value) and item.record.kind == first.record.kind
            if not same or not chain.fullmatch(line.text, line.items[at].end, item.start):
                break
            at = index
    end = line.items[at].end
    if pattern("impact-after").match(line.text, end, line.end):
        return "each change", None
    sign = next((i for i in line.items[at + 1 : at + 3] if i.start >= end), None) if at > last else None
    if isinstance(sign, Sign) and sign.id in DIRECTIONS and sign.start - end <= 1:
        return f"each {sign.id}", sign
    return None


def _moved_with(line: Line, owner: int, at: int, last: int) -> bool:
    """Whether an amount is by how much another one moved, as the percentage behind it says: 12億円(同50億円、80.4%減少).

    What the other one was before, and by how much it moved, may be written alike; the percentage tells which it is.
    """
    rate = line.items[last + 1] if last + 1 < len(line.items) else None
    if not isinstance(rate, Value) or not pattern("pair").fullmatch(line.text, line.items[last].end, rate.start):
        return False
    if rate.record.kind != "percent" or not pattern("moved-after").match(line.text, rate.end, line.end):
        return False
    cue = cue_before(line, at)
    dated = at > 0 and isinstance(line.items[at - 1], Date) and compared(line, at - 1)
    if owner < 0 and (dated or cue is not None and cue.id in COMPARISONS):
        owner = next((i for i in range(at - 2, max(at - 4, -1), -1) if isinstance(line.items[i], Value)), -1)
    if owner < 0:
        return False
    now, moved, part = (_size(item) for item in (line.items[owner], line.items[at], rate))
    if not (now and moved and part):
        return False
    part /= 100
    before = [now / (1 + part), *([now / (1 - part)] if part < 1 else [])]
    return min(abs(moved - abs(now - b)) for b in before) < min(abs(moved - b) for b in before)


def _size(item: Item) -> float:
    value = item.record.value if isinstance(item, Value) else None
    return abs(float(value)) if value is not None else 0.0


def _direction_before(line: Line, at: int) -> Sign | None:
    """The rise or fall that stands before a value: 增长12%, 減少了3億元; also before a list: 分别增长3%、5%."""
    for index in range(at - 1, max(at - 4, -1), -1):
        item, gap = line.items[index], line.gaps[index + 1]
        if gap.stop > NONE or gap.residue > 1 or isinstance(item, Value):
            return None
        if isinstance(item, Sign):
            if item.id in DIRECTIONS:
                return item
            if item.id in COMPARISONS and item.down:
                return item
            if item.id not in (*COMPARISONS, "each", "adjusted"):
                return None
    return None


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


def _comparison(line: Line, at: int, last: int) -> tuple[Sign | None, str]:
    if line.cues.isdisjoint(COMPARISONS):
        return None, "none"
    values = 0
    for index in range(at - 1, max(at - 9, -1), -1):
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
    if first is None or not 25 < first.days < 100:
        return ""
    for index in range(base - 1, -1, -1):
        main = _when(line.items[index])
        if main is not None and not compared(line, index):
            near = abs(main.days - first.days) < 5 and main.start != first.start and abs((main.start - first.start).days) < 100
            return ("mom" if first.days < 40 else "qoq") if near else ""
    return ""


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
