"""What heads and labels of a table say together: what they name, and the periods of years below 截至六月三十日止六個月, of months
that close fiscal years, and of bare years."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ...corpus.record import Record
from ...rules.numeral import read
from ...rules.period import month_shift
from ...rules.words import pattern
from ..text.document import Document
from ..text.page import Column, Span, Table
from .items import Date, Firm, Item, Sign, Value, Word
from .when import When, when_of

_TABLE = "page_words"
_YEAR = re.compile(r"((?:19|20)[0-9]{2})[AEF]?")
_QUARTER = re.compile(r"((?:FY)?[0-9]{4}(?:-[0-9]{2})?)-Q([2-4])")
_COUNT = re.compile(r"[0-9一二三四五六七八九十]{1,2}")


@dataclass(frozen=True, slots=True)
class TableNames:
    """What a table is laid out by."""

    labels: str
    """What most labels of its rows name: metric, firm, date or name."""
    heads: str
    """What most heads of its columns of values name."""
    parts: bool
    """Whether captions or the corner say that it tells parts: 按產品劃分, セグメント別."""
    holders: bool
    """Whether they say that it tells who holds shares."""
    hundreds: dict[int, str]
    """Columns in which a percentage is 100: of "revenue", or of a "total"."""


def names_of(document: Document, table: Table, between: Callable[[int, int], Sequence[Item]]) -> TableNames:
    rows = [row for row in table.rows if row.kind == "body" and row.label is not None]
    labels = Counter(_named(between(*row.label.span)) for row in rows if row.label is not None)
    values = [column for column in table.columns if column.kind == "value" and column.heads]
    heads = Counter(_most_named([between(*head.span) for head in column.heads]) for column in values)
    corner = [head.span for column in table.columns if column.kind == "label" for head in column.heads]
    parts, holders, held = (
        any(pattern("fact_words", ident).search(document.folded, *span) for span in (*table.captions, *corner))
        for ident in ("by-parts", "holders", "held")
    )
    hundreds: dict[int, str] = {}
    for row, column, cell in table.values():
        if row.label is not None and document.folded.startswith("100", cell.start):
            values_here = [i for i in between(*cell.span) if isinstance(i, Value)]
            if len(values_here) == 1 and values_here[0].record.unit == "percent" and values_here[0].record.value == Decimal(100):
                revenue = any(isinstance(i, Word) and i.metric.id == "revenue" for i in between(*row.label.span))
                hundreds[column.index] = "revenue" if revenue else "total"
    return TableNames(_top(labels), _top(heads), parts, holders and not held, hundreds)


def _named(items: Sequence[Item]) -> str:
    for kind, name in ((Word, "metric"), (Firm, "firm"), (Date, "date")):
        if any(isinstance(item, kind) for item in items):
            return name
    return "date" if any(isinstance(item, Sign) and item.cue.period for item in items) else "name"


def _most_named(cells: Sequence[Sequence[Item]]) -> str:
    names = [_named(items) for items in cells]
    return next((name for name in ("metric", "firm", "date") if name in names), "name")


def _top(names: Counter[str]) -> str:
    return max(names, key=lambda name: (names[name], name), default="none")


def dated(document: Document, table: Table, between: Callable[[int, int], Sequence[Item]]) -> dict[Span, list[Item]]:
    """The items of those head cells whose period is another than their own dates say; all others are left out."""
    out: dict[Span, list[Item]] = {}
    closing = _closing_rows(document, table)
    for column in table.columns:
        if column.kind == "value":
            out.update(_column(document, column, closing, between))
    for row in table.rows:
        if row.label is not None and pattern(_TABLE, "cumulative-head").search(document.folded, row.label.start, row.label.end):
            out.update(_cumulative(row.label.span, between(*row.label.span)))
    return out


def _cumulative(span: Span, items: Sequence[Item]) -> dict[Span, list[Item]]:
    """第２四半期（累計） is the half, 第３四半期累計 three quarters."""
    own = next((i for i in items if isinstance(i, Date)), None)
    when = when_of(own.record) if own is not None else None
    quarter = _QUARTER.fullmatch(when.text) if when is not None else None
    if when is None or quarter is None:
        return {}
    start = month_shift(when.start, -3 * (int(quarter[2]) - 1))
    name = {"2": f"{quarter[1]}-H1", "4": quarter[1]}.get(quarter[2], "") if quarter[1].startswith("FY") else ""
    record = Record("date", *span, start_date=start, end_date=when.end, granularity="range", timex=name)
    return {span: [*_undated(items), Date(*span, record)]}


def _closing_rows(document: Document, table: Table) -> set[int]:
    """The rows of heads that are the last months of fiscal years: 決算年月　2023年3月　2024年3月."""
    labels = [cell for column in table.columns if column.kind == "label" for cell in column.heads]
    return {cell.row for cell in labels if pattern(_TABLE, "year-end-row").search(document.folded, cell.start, cell.end)}


def _column(document: Document, column: Column, closing: set[int], between: Callable[[int, int], Sequence[Item]]) -> dict[Span, list[Item]]:
    heads = [(cell, list(between(*cell.span))) for cell in reversed(column.heads)]
    for place, (cell, items) in enumerate(heads):
        own = next((i for i in items if isinstance(i, Date)), None)
        when = when_of(own.record) if own is not None else _bare_year(document.folded, cell.span)
        if when is None:
            continue
        made = _under([document.folded[slice(*outer.span)].strip() for outer, _ in heads[place + 1 :]], when)
        if made is None and cell.row in closing:
            made = _fiscal(when)
        if made is None and own is not None:
            return {}
        chosen = made or when
        record = Record("date", *cell.span, start_date=chosen.start, end_date=chosen.end, granularity="range", timex=chosen.text)
        out: dict[Span, list[Item]] = {cell.span: [*_undated(items), Date(*cell.span, record)]}
        if made is not None:
            out.update((other.span, _undated(others)) for other, others in heads[place + 1 :])
        return out
    return {}


def _undated(items: Sequence[Item]) -> list[Item]:
    return [item for item in items if not isinstance(item, Date)]


def _bare_year(folded: str, span: Span) -> When | None:
    found = _YEAR.fullmatch(folded[slice(*span)].strip())
    return When(found[1], date(int(found[1]), 1, 1), date(int(found[1]) + 1, 1, 1)) if found is not None else None


def _under(outer: Sequence[str], year: When) -> When | None:
    """The part of a year, or the day in it, that a head above the year says."""
    if not 360 < year.days < 370:
        return None
    for words in outer:
        ended = pattern(_TABLE, "period-ended").search(words)
        day = pattern(_TABLE, "day-head").fullmatch(words)
        end = _end_of(ended or day, year)
        if end is None:
            continue
        if ended is None:
            return When("", end - timedelta(1), end)
        count = _COUNT.match(ended[3])
        size = read(count[0], False) if count is not None else None
        months = int(size.value) if size is not None else 12
        if months == 12:
            return _fiscal(When("", month_shift(end, -1), end))
        return When("", month_shift(end, -months), end) if 0 < months < 12 else None
    return None


def _end_of(said: re.Match[str] | None, year: When) -> date | None:
    """The day after the month and day that a head says, in a year."""
    month, day = (read(said[i], False) for i in (1, 2)) if said is not None else (None, None)
    if month is None or day is None:
        return None
    try:
        return date((year.end - timedelta(1)).year, int(month.value), int(day.value)) + timedelta(1)
    except ValueError:
        return None


def _fiscal(month: When) -> When | None:
    """The fiscal year that a month ends; None of what is no month."""
    if not 27 < month.days < 32:
        return None
    last = month.end - timedelta(1)
    name = f"FY{last.year:04d}-{last.month:02d}" if last.month != 12 else ""
    return When(name, month_shift(month.end, -12), month.end)
