"""Periods of facts: a date of the text, or one that a word stands for (前年同期, 全年, 報告期末)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from ....corpus.record import Record
from ....rules import period
from ....rules.period import month_shift
from ...dates.extract import period_of, years_of


class _PeriodTuple(NamedTuple):
    text: str
    start: date
    end: date
    days: int


class When(_PeriodTuple):
    """A period as facts write it, its first day, the day after its last, and how many days it has."""

    __slots__ = ()

    def __new__(cls, text: str, start: date, end: date) -> When:
        return super().__new__(cls, text, start, end, (end - start).days)


def when_of(record: Record) -> When | None:
    if record.start_date is None or record.end_date is None or record.end_date <= record.start_date:
        return None
    return When(period_of(record), record.start_date, record.end_date)


_QUARTERS = re.compile(r"\d{4}-Q[1-4]/\d{4}-Q[1-4]")
_YEARS_AND_PART = re.compile(r"\d{4}/\d{4}-(?:H1|Q1)")


def years_in(record: Record) -> list[When]:
    """The single years of a range of years, the last of which may be a part of one, or the quarters of a range of quarters: 2022年から
    2024年, 2022年至2025年上半年, 一至四季度; else the period itself."""
    when = when_of(record)
    if when is not None and _QUARTERS.fullmatch(record.timex or ""):
        return _parts(when.start, when.end, 3)
    if when is not None and _YEARS_AND_PART.fullmatch(record.timex or ""):
        return _parts(when.start, when.end, 12)
    names = years_of(record) if record.granularity == "range" else []
    if when is None or len(names) < 2:
        return [when] if when is not None else []
    return [_parsed(name) for name in names]


def _parts(start: date, end: date, months: int) -> list[When]:
    """Stretches of so many months from one day on, the last up to `end`."""
    out: list[When] = []
    while start < end:
        over = min(month_shift(start, months), end)
        out.append(named(start, over))
        start = over
    return out


def _parsed(name: str) -> When:
    found = period.parse(name)
    return When(name, found.start, found.end)


@lru_cache(maxsize=4096)
def length(when: When) -> str:
    """day, month, quarter, half, nine, year or years, by how long a period lasts."""
    days = when.days
    if days <= 10:
        return "day"
    for limit, name in ((45, "month"), (100, "quarter"), (190, "half"), (340, "part"), (372, "year")):
        if days <= limit:
            return name
    return "years"


@lru_cache(maxsize=4096)
def shifted(when: When, months: int) -> When:
    """`when` moved by whole months; the last day of a month stays the last."""
    start, end = month_shift(when.start, months), month_shift(when.end, months)
    if when.days == 1:
        if when.end.day == 1:
            end = month_shift(when.end, months)
            start = end - timedelta(days=1)
        else:
            end = start + timedelta(days=1)
    if months % 12 == 0 and end > start:
        return When(
            re.sub(r"\d{4}", lambda m: f"{int(m.group()) + months // 12:04d}", when.text) if when.days > 1 else start.isoformat(),
            start,
            end,
        )
    return named(start, end)


@lru_cache(maxsize=4096)
def named(start: date, end: date) -> When:
    return When(period.text(start, end), start, end)


@lru_cache(maxsize=4096)
def last_day(when: When) -> When:
    return named(when.end - timedelta(days=1), when.end)


def day_before(when: When) -> When:
    return named(when.start - timedelta(days=1), when.start)


@lru_cache(maxsize=4096)
def whole_year(when: When, year_end: int) -> When:
    """The year that a period lies in: the fiscal one where its name or `year_end`, the last month of the firm's year, says so."""
    if when.text.startswith("FY"):
        return _parsed(when.text[:9])
    if year_end == 0 and length(when) == "half" and when.start.day == 1 and when.start.month % 6 != 1:
        # 2025年4〜9月期 is half of a year from April on
        begins = date(when.start.year - (when.start.month > 6), (when.start.month - 1) % 6 + 1, 1)
        return named(begins, month_shift(begins, 12))
    if year_end in (0, 12):
        return named(date(when.start.year, 1, 1), date(when.start.year + 1, 1, 1))
    end = month_shift(date(when.start.year + (when.start.month > year_end), year_end, 1), 1)
    return named(month_shift(end, -12), end)


def so_far(when: When, year_end: int) -> When | None:
    """From the start of the year to the end of a month or quarter in it, as 累計 says; None where that is the period itself."""
    if length(when) not in ("month", "quarter"):
        return None
    start = whole_year(when, year_end).start
    return named(start, when.end) if start < when.start else None


def stand_in(base: When, shift: int, span: str, year_end: int) -> When | None:
    """The period that a word stands for where `base` is spoken of; see rules/cues.toml."""
    if span == "year":
        return shifted(whole_year(base, year_end), shift)
    if span == "end":
        return last_day(base)
    if span == "start":
        known = base.days > 1 or year_end or base.start.month == 12
        return day_before(whole_year(base, year_end)) if known else None
    if span == "quarter":
        return shifted(base, shift) if length(base) == "quarter" else None
    if span == "month":
        return shifted(base, shift) if length(base) == "month" else None
    return shifted(base, shift)
