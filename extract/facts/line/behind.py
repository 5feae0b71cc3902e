"""What stands behind a value: the rise or fall that it closes with, what it is said to be, the percentage by which it moved."""

from __future__ import annotations

from .clause import STOP, Line, compared, cue_before, pattern
from .items import Date, Firm, Item, Sign, Value

COMPARISONS = ("yoy", "qoq", "mom", "cagr")
DIRECTIONS = ("up", "down")


def closing(line: Line, last: int, end: int) -> tuple[str, Sign | None]:
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
                return f"{item.id}{'-to' if onward else '-by' if _by_percent(line, last, item) else ''}", item
            if not between and item.id != "each":
                return item.id, None
    each = _each(line, last)
    if each is not None:
        return f"each {each.id}", each
    if (chained := _chained(line, last)) is not None:
        return chained
    for name in ("loss-after", "gain-after", "outflow-after", "to-after", "from-after", "possessive"):
        if (found := pattern(name).match(text, end, stop)) is not None:
            following = line.items[last + 1] if last + 1 < len(line.items) else None
            of_firm = name == "possessive" and isinstance(following, Firm) and following.start == found.end()
            return "of firm" if of_firm else name.removesuffix("-after"), None  # 2位は18%の富士通
    return "none", None


def _by_percent(line: Line, last: int, sign: Sign) -> bool:
    """Whether a rise or fall behind an amount is told as a percentage or an amount behind it: 較去年4億元增加25%, 15億元減少約3億元."""
    value = line.items[last]
    if not isinstance(value, Value) or value.record.kind == "percent":
        return False
    following = next((i for i in line.items[last + 1 : last + 5] if isinstance(i, Value)), None)
    if following is None or following.record.kind not in ("percent", value.record.kind) or sign.start - value.end > 1:
        return False
    gap = line.text[sign.end : following.start]
    if following.record.kind != "percent" and pattern("possessive").match(gap):
        return False  # 136億円減少の3,529億円
    return 0 <= following.start - sign.end <= 2 and not set("(,、") & set(gap)


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


def moved_with(line: Line, owner: int, at: int, last: int) -> bool:
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
