"""The periods that words for reports stand for: 中期業績 published in August is of the half-year up to June."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from ....corpus.record import Record
from ....rules import words
from ....rules.period import month_shift
from ...dates import calendar
from ...dates.calendar import DateInterval
from ...dates.fiscal import FiscalYear
from ...text.document import Document
from .items import Date
from .when import when_of

SOON = timedelta(days=20)
"""A report comes out so long after its period ends, at least."""
LATE = 4
"""The report of a year's first half does not come out in the first months of the next year."""
MONTH = 20
"""A period is longer than so many days."""
MONTHS = {"first": 3, "third": 9, "year": 12}
"""The months that a report is on, from the start of the year."""


def reports(document: Document, records: Sequence[Record], year: FiscalYear) -> Iterator[Date]:
    """Dates where a text names a report, in a sentence that names no period, as records that are no mentions; none without a day of
    publication."""
    places = list(words.pattern("fact_words", "report-named").finditer(document.folded)) if document.published is not None else []
    periods = [r.start for r in records if places and (when := when_of(r)) is not None and when.days > MONTH]
    starts = [start for start, _ in document.sentences] if places else []
    known = year.said or year.japanese
    for found in places:
        start, end = found.span()
        first, last = document.sentences[max(bisect_right(starts, start) - 1, 0)]
        if document.published is None or any(first <= at < last for at in periods):
            continue
        of = _latest(document.published - SOON, found.lastgroup or "", year if known else None)
        begun, over = of.known
        record = Record("date", start, end, start_date=begun, end_date=over, timex=of.timex, granularity=of.granularity)
        yield Date(start, end, record)


def _latest(day: date, part: str, year: FiscalYear | None) -> DateInterval:
    """The last half-year, first quarter, nine months or year that was over on a day.

    Where no fiscal year is known, it is the calendar year, unless the report of its first half would be very late: then that half was the
    end of the calendar year.
    """
    if part == "half" and year is None and day.month <= LATE:
        return calendar.thirds(calendar.year(day.year - 1), 6, 2, "H")
    last, this = (_part(part, _year(month_shift(day, months), year)) for months in (-12, 0))
    return this if this.known[1] <= day else last


def _year(day: date, year: FiscalYear | None) -> DateInterval:
    return year.year_holding(day) if year is not None else calendar.year(day.year)


def _part(part: str, whole: DateInterval) -> DateInterval:
    if part == "half":
        return calendar.thirds(whole, 6, 1, "H")
    return calendar.first_months(whole, MONTHS[part])
