"""Values that are the ends of a change: which one it starts with, the periods that its ends are of, and the amount that it is of."""

from __future__ import annotations

from ..line.clause import STOP, Line, compared, pattern
from ..line.items import Date, Item, Sign, Value, Word, WordMeasure
from ..line.place import Place
from ..line.when import When, years_in
from ..scope import Scope, Stated

REVISED = 60
"""Within so many characters a word says that a forecast is revised."""
CURRENT = ("same", "whole", "this_year")
"""Words for the period spoken of."""


def year_of_range(place: Place, index: int, item: Date) -> When | None:
    """The year of a range that a value is of, by its place in a change through it: 2021至2023年毛利率由31%升至35%、再到38%."""
    years = years_in(item.record)
    if len(years) < 2:
        years = _run_to(place.line, index)
    if len(years) < 2:
        return None
    values = _values_of_change(place, index)
    if place.at not in values or len(values) < 2:
        return None
    at = values.index(place.at)
    return years[at] if len(values) == len(years) else years[0] if at == 0 else years[-1] if at == len(values) - 1 else None


def _run_to(line: Line, index: int) -> list[When]:
    """The periods of the list of dates that ends with items[index]: 2023、2024、2025年."""
    out: list[When] = []
    for at in range(index, -1, -1):
        item = line.items[at]
        if not isinstance(item, Date) or item.when is None:
            break
        if out and not pattern("name-list").fullmatch(line.text, item.end, line.items[at + 1].start):
            break
        out.insert(0, item.when)
    return out


def _values_of_change(place: Place, index: int) -> list[int]:
    """The values behind the date items[index] that are ends of one change, up to the next date: 由A升至B、再到C."""
    line = place.line
    out: list[int] = []
    for at in range(index + 1, len(line.items)):
        item = line.items[at]
        if isinstance(item, Date) or line.gaps[at].stop == STOP and out:
            break
        if isinstance(item, Value) and item.record.kind == place.value.record.kind:
            starts = not out and pattern("from-before").search(line.text, max(item.start - 5, line.start), item.start) is not None
            if starts or out and _ends_change(line, at):
                out.append(at)
    return out


def _ends_change(line: Line, at: int) -> bool:
    start = max(line.items[at].start - 6, line.start)
    return any(found.end() >= line.items[at].start - 1 for found in pattern("to-before").finditer(line.text, start, line.items[at].start))


def starts_change(place: Place) -> bool:
    """Whether a value is where a change starts, undated: 毛利率由21.4%回升到34.9%; a forecast that is revised stays of its period."""
    if place.starts is None:
        place.starts = _starts_change(place)
    return place.starts


def changes_since(place: Place, when: When, origin: str) -> bool:
    """Whether a change that starts with the value ends in the one period that the line has named: 2024年毛利率由76.8%升至82.2%,
    期內毛利率由52%升至58%."""
    if not starts_change(place):
        return False
    items = place.line.items[: place.at]
    dates = [(n, item) for n, item in enumerate(items) if isinstance(item, Date) and item.when is not None]
    words = [(n, item) for n, item in enumerate(items) if isinstance(item, Sign) and item.cue.period]
    if len(dates) + len(words) != 1:
        return False
    index = (*dates, *words)[0][0]
    if index == place.at - 1 or compared(place.line, index):
        return False
    if words:
        return words[0][1].id in CURRENT and origin == f"left {words[0][1].id}"
    return len(years_in(dates[0][1].record)) == 1 and dates[0][1].when == when and when.days < 400


def _starts_change(place: Place) -> bool:
    line = place.line
    if _revises(place):
        return False
    if pattern("from-after").match(line.text, place.end, line.end):
        return True
    before, end = place.at - 1, place.value.start
    while before >= 0 and end - line.items[before].end <= 2 and _tells_period(line.items[before]):
        # 由2024年的22.4%升至25.5%, 由2023年同期的3亿元增加至5亿元
        before, end = before - 1, line.items[before].start
    start = max(line.items[before].end if before >= 0 else line.start, end - 4)
    return pattern("from-before").search(line.text, start, end) is not None


def _revises(place: Place) -> bool:
    """Whether a forecast is revised from the value on: 通期予想は、売上高を2兆円から3兆円へ, 従来の60億円の黒字から."""
    line, start = place.line, place.value.start
    if pattern("revised").search(line.text, max(line.start - REVISED, 0), min(place.value.end + REVISED, line.end)):
        return True
    before = max(start - 24, line.start)
    return any(pattern(name).search(line.text, before, start) is not None for name in ("former-before", "outlook-named"))


def _tells_period(item: Item) -> bool:
    return isinstance(item, Date) or (isinstance(item, Sign) and item.cue.period)


def amount_moved(place: Place, scope: Scope) -> tuple[str, Stated | None]:
    """What became of the amount that a change stands behind, or of the change before an amount, no metric between: stated, bare (of
    nothing known), or "": 新業務價值31.5億元，增22.6%; 經銷增長3.1%至20.4億元."""
    line, change = place.line, place.kind in ("percent", "pp")
    for index in range(place.at - 1, -1, -1):
        item = line.items[index]
        if line.gaps[index + 1].stop >= STOP or isinstance(item, (Word, WordMeasure)):
            break
        if not isinstance(item, Value) or change and item.record.kind == "percent":
            continue
        if not change and item.record.kind != "percent":
            break
        found = next((s for s in scope.here if s.value is item), None)
        if found is None and index and isinstance(line.items[index - 1], Date) and compared(line, index - 1):
            continue  # 收益5億元，較2024年之4億元增加25%
        return "stated" if found is not None else "bare", found
    return "", None
