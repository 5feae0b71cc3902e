"""The periods that heads and labels of a table say together: of years below 截至六月三十日止六個月, of months that close fiscal years,
of bare years."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ....corpus.record import Record
from ....rules.numeral import read
from ....rules.period import month_shift
from ....rules.words import pattern
from ...text.document import Document
from ...text.page import Column, Span, Table
from ..line.items import Date, Item, Word
from ..line.when import When, length, named, shifted, so_far

_TABLE = "page_words"
_YEAR = re.compile(r"((?:19|20)[0-9]{2})[AEF]?")
_QUARTER = re.compile(r"((?:FY)?[0-9]{4}(?:-[0-9]{2})?)-Q([2-4])")
_SPAN_DAYS, _YEAR_DAYS = 40, 370
"""Of more days is a period that has months, and of no more days one in which a month comes once."""
_COUNT = re.compile(r"[0-9一二三四五六七八九十]{1,2}")


def dated(
    document: Document, table: Table, between: Callable[[int, int], Sequence[Item]], headline: Sequence[When]
) -> dict[Span, list[Item]]:
    """The items of those head cells and labels whose period is another than their own dates say; all others are left out.

    `headline` is the period that the document's title names."""
    base = _spoken_of(document, table, between, headline)
    now = document.published
    if base is not None and length(base) == "month" and pattern("date_words", "notice").search(document.folded):
        now = base.start
    out: dict[Span, list[Item]] = {}
    spans: dict[Span, When | None] = {}
    for column in table.columns:
        spans.update((cell.span, _year([between(*outer.span) for outer in column.heads[:n]])) for n, cell in enumerate(column.heads))
    for row in table.rows:
        if row.label is not None:
            spans[row.label.span] = _year([between(*group.span) for group in row.groups])
    for span, year in spans.items():
        made = _in(document, span, between(*span), year or base, now)
        if made is not None:
            out[span] = made
    for span in spans:
        out.update(_up_to(document, span, out.get(span) or between(*span)))
    between = _Items(between, dict(out))
    closing = _closing_rows(document, table)
    closed = _closing_labels(document, table)
    for column in table.columns:
        if column.kind == "value":
            out.update(_column(document, column, closing, between))
            for head in column.heads[-1:]:
                out.update(_day_of(document, head.span, between(*head.span)))
    for row in table.rows:
        if row.label is not None:
            out.update(_closed(document, row.label.span, between(*row.label.span), closed))
    since = _since_start(document, table, between)
    for span in spans:
        if cumulative(document.folded[slice(*span)]) or since(out.get(span) or between(*span)):
            out.update(_cumulative(span, out.get(span) or between(*span)))
    return out


@dataclass(frozen=True, slots=True)
class _Items:
    """The items of a span, other ones for some spans."""

    between: Callable[[int, int], Sequence[Item]]
    made: dict[Span, list[Item]]

    def __call__(self, start: int, end: int) -> Sequence[Item]:
        return self.made.get((start, end)) or self.between(start, end)


def _year(outer: Sequence[Sequence[Item]]) -> When | None:
    """The year that the nearest of the heads or groups around a cell says."""
    whens = (item.when for items in reversed(outer) for item in items if isinstance(item, Date))
    return next((when for when in whens if when is not None and 360 < when.days < 370), None)


def _spoken_of(
    document: Document, table: Table, between: Callable[[int, int], Sequence[Item]], headline: Sequence[When]
) -> When | None:
    """The period of a month or more that captions, headings or the title say a table is of."""
    headings = [(heading.start, heading.end) for heading in document.page.headings(table.section)]
    for span in (*reversed(table.captions), *reversed(headings)):
        for item in between(*span):
            if isinstance(item, Date) and any(char.isdecimal() for char in item.record.text):
                when = item.when
                if when is not None and when.days > 20:
                    return when
    return headline[0] if headline else None


def _in(document: Document, span: Span, items: Sequence[Item], base: When | None, now: date | None) -> list[Item] | None:
    """Items whose date lies in the period that the table is of: 第2四半期 of 2026年3月期, 本月 and 本年累計 of 2025年10月.

    `now` is the day from which 本月 counts."""
    own = next((i for i in items if isinstance(i, Date)), None)
    when = own.when if own is not None else None
    if own is not None and when is None and base is not None:
        when = _month_of(document.folded[own.start : own.end], base)
        if when is not None:
            return [*_undated(items), _as_date(span, when)]
    if own is None or when is None or pattern(_TABLE, "year-said").search(document.folded, own.start, own.end):
        return None
    told = any(char.isdecimal() for char in own.record.text) or document.published is None
    whole = cumulative(document.folded[slice(*span)])
    made: When | None = None
    if base is not None and base.days < 340 and pattern(_TABLE, "from-year-start").match(document.folded, own.start, span[1]):
        made = named(date((base.end - timedelta(1)).year, 1, 1), base.end)
    elif base is not None:
        made = _inside(when, base) if told or base.days > 300 else _beside(when, base, now, whole)
    if pattern(_TABLE, "one-before").search(document.folded[span[0] : own.start].strip(" (")):
        made = shifted(made or when, -12)
    if made is None or made == when:
        return None
    return [*_undated(items), _as_date(span, made)]


def _as_date(span: Span, when: When) -> Date:
    record = Record("date", *span, text=when.text, start_date=when.start, end_date=when.end, granularity="range", timex=when.text)
    return Date(*span, record)


def _month_of(said: str, base: When) -> When | None:
    """A month without a year that lies in the period that the table is of: 4月 of 2016年4月～9月."""
    found = pattern(_TABLE, "month-said").match(said)
    if found is None or not 1 <= int(found[1]) <= 12 or base.days > _YEAR_DAYS:
        return None
    starts = [date(year, int(found[1]), 1) for year in range(base.start.year, base.end.year + 1)]
    return next((named(start, month_shift(start, 1)) for start in starts if base.start <= start < base.end), None)


def _inside(when: When, base: When) -> When | None:
    """A part of a year moved into the period that a table is of."""
    if not _SPAN_DAYS < base.days < _YEAR_DAYS or when.days >= base.days:
        return None
    months = 12 * (base.start.year - when.start.year)
    found = (shifted(when, months + 12 * n) for n in (0, 1))
    return next((moved for moved in found if base.start <= moved.start and moved.end <= base.end), None)


def _beside(when: When, base: When, published: date | None, cumulated: bool) -> When | None:
    """What a word says of now (本月, 本季, 本年累計) said of the month or quarter that a table is of."""
    if published is None or base.days > 200:
        return None
    last = base.end - timedelta(1)
    if cumulated and (when.start.month, when.start.day) == (1, 1):
        back = when.start.year - published.year
        return named(date(last.year + back, 1, 1), month_shift(base.end, 12 * back))
    if when.days > 360:
        moved = shifted(when, 12 * (last.year - published.year))
        return named(moved.start, month_shift(base.end, 12 * (when.start.year - published.year))) if cumulated else moved
    size = {"month": 1, "quarter": 3}.get(length(when))
    if size is None or length(base) != length(when):
        return None
    now = date(published.year, (published.month - 1) // size * size + 1, 1)
    return shifted(when, 12 * (base.start.year - now.year) + base.start.month - now.month)


def _closing_labels(document: Document, table: Table) -> bool:
    """Whether the months that label rows close fiscal years: below 決算期, or with a mark of what is forecast, 2024年3月(予)."""
    corners = (head.span for column in table.columns if column.kind == "label" for head in column.heads)
    if any(pattern(_TABLE, "year-end-row").search(document.folded, *span) for span in corners):
        return True
    labels = [document.folded[slice(*row.label.span)] for row in table.rows if row.kind == "body" and row.label is not None]
    return any(pattern(_TABLE, "closing-month").fullmatch(label) and marked(label) for label in labels)


def marked(folded: str) -> str:
    """What the mark of a label or a head says of its figures, 2024年3月(予), 2025E: forecast or actual, or ""."""
    return next((name for name in ("forecast", "actual") if pattern(_TABLE, f"{name}-mark").search(folded)), "")


def _closed(document: Document, span: Span, items: Sequence[Item], closed: bool) -> dict[Span, list[Item]]:
    """2023年6月期, also where it is glued to the figure before it, so that it is no date of the text; 2023.06 and 2023年6月 where
    the labels are months that close fiscal years."""
    whole = pattern(_TABLE, "fiscal-year").fullmatch(document.folded, *span)
    found = whole or (pattern(_TABLE, "closing-month").fullmatch(document.folded, *span) if closed else None)
    own = next((i.when for i in items if isinstance(i, Date)), None)
    if found is None or not 1 <= int(found[2]) <= 12 or own is not None and (whole is not None or length(own) != "month"):
        return {}
    start = date(int(found[1]), int(found[2]), 1)
    when = _fiscal(When("", start, month_shift(start, 1)))
    if when is None:
        return {}
    record = Record("date", *span, text=when.text, start_date=when.start, end_date=when.end, granularity="year", timex=when.text)
    return {span: [*_undated(items), Date(*span, record)]}


def cumulative(folded: str) -> bool:
    """Whether a head or label counts from the beginning of the year."""
    return pattern(_TABLE, "cumulative-head").search(folded) is not None


def _since_start(
    document: Document, table: Table, between: Callable[[int, int], Sequence[Item]]
) -> Callable[[Sequence[Item]], bool]:
    """Whether a quarter is counted from the beginning of its year by the captions: 経営成績(累計), or 連結業績(2024年4月1日～12月31日)."""
    spans = [*table.captions, *((h.start, h.end) for h in document.page.headings(table.section))]
    cells = [head for column in table.columns for head in column.heads] + [row.label for row in table.rows if row.label is not None]
    sorts = Counter(i.metric.period for cell in cells for i in between(*cell.span) if isinstance(i, Word))
    if sorts["stock"] > sorts["flow"]:
        return lambda items: False
    whole = any(cumulative(document.folded[slice(*span)]) for span in table.captions)
    said = [when for span in spans for i in between(*span) if isinstance(i, Date) and (when := i.when) is not None]
    ends = {(when.start.month, when.end.month) for when in said if length(when) in ("half", "part")}
    if document.lang != "ja" or any(_apart(document.folded, cell.span, between(*cell.span)) for cell in cells):
        ends = set()

    def holds(items: Sequence[Item]) -> bool:
        own = next((i.when for i in items if isinstance(i, Date)), None)
        found = _QUARTER.fullmatch(own.text) if own is not None else None
        if own is None or found is None:
            return False
        return whole or (month_shift(own.start, -3 * (int(found[2]) - 1)).month, own.end.month) in ends

    return holds


def _apart(folded: str, span: Span, items: Sequence[Item]) -> bool:
    """Whether a head or a label tells single quarters from what is counted together: 第1四半期, 中間期累計."""
    own = next((i.when for i in items if isinstance(i, Date)), None)
    return cumulative(folded[slice(*span)]) or own is not None and (own.text.endswith("-Q1") or length(own) in ("half", "part"))


def _cumulative(span: Span, items: Sequence[Item]) -> dict[Span, list[Item]]:
    """第２四半期（累計） is the half, 第３四半期累計 three quarters."""
    own = next((i for i in items if isinstance(i, Date)), None)
    when = own.when if own is not None else None
    quarter = _QUARTER.fullmatch(when.text) if when is not None else None
    if when is None or quarter is None:
        return {}
    start = month_shift(when.start, -3 * (int(quarter[2]) - 1))
    name = {"2": f"{quarter[1]}-H1", "4": quarter[1]}.get(quarter[2], "") if quarter[1].startswith("FY") else ""
    record = Record("date", *span, start_date=start, end_date=when.end, granularity="range", timex=name)
    return {span: [*_undated(items), Date(*span, record)]}


def _up_to(document: Document, span: Span, items: Sequence[Item]) -> dict[Span, list[Item]]:
    """累計至6月 is the half."""
    own = next((i for i in items if isinstance(i, Date)), None)
    when = own.when if own is not None else None
    if own is None or when is None or not pattern(_TABLE, "cumulative-to").search(document.folded, span[0], own.start):
        return {}
    whole = so_far(when, 0)
    if whole is None:
        return {}
    record = Record("date", *span, text=whole.text, start_date=whole.start, end_date=whole.end, granularity="range", timex=whole.text)
    return {span: [*_undated(items), Date(*span, record)]}


def _day_of(document: Document, span: Span, items: Sequence[Item]) -> dict[Span, list[Item]]:
    """7/1終値 is of the last such day up to the text's."""
    found = pattern(_TABLE, "day-before-price").match(document.folded, *span)
    if found is None or document.published is None or any(isinstance(i, Date) for i in items):
        return {}
    month, number = int(found[1]), int(found[2])
    for year in (document.published.year, document.published.year - 1):
        try:
            day = date(year, month, number)
        except ValueError:
            continue
        if day <= document.published:
            record = Record("date", *span, text=day.isoformat(), start_date=day, end_date=day + timedelta(1), granularity="day")
            return {span: [*items, Date(*span, record)]}
    return {}


def _closing_rows(document: Document, table: Table) -> set[int]:
    """The rows of heads that are the last months of fiscal years: 決算年月　2023年3月　2024年3月."""
    labels = [cell for column in table.columns if column.kind == "label" for cell in column.heads]
    return {cell.row for cell in labels if pattern(_TABLE, "year-end-row").search(document.folded, cell.start, cell.end)}


def _column(document: Document, column: Column, closing: set[int], between: Callable[[int, int], Sequence[Item]]) -> dict[Span, list[Item]]:
    heads = [(cell, list(between(*cell.span))) for cell in reversed(column.heads)]
    for place, (cell, items) in enumerate(heads):
        own = next((i for i in items if isinstance(i, Date)), None)
        when = own.when if own is not None else _bare_year(document.folded, cell.span)
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
