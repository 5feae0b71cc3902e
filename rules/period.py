"""Period strings and the days they stand for.

2024 · 2025-H1 · 2025-Q3 · 2025-11 · 2025-W12 · 2025-09-30 · FY2026-03 (fiscal year ending) · FY2026-03-H1 · FY2026-03-Q2, and from
the start of one to the end of another: 2025-01..2025-09, 2022..2024. Ends are exclusive.
"""

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

_SINGLE = re.compile(
    r"(?P<fy>FY)?(?P<year>\d{4})(?:-(?P<month>\d{2}))?(?:-(?P<day>\d{2})|-(?P<part>[HQ])(?P<nth>[1-4]))?|(?P<wyear>\d{4})-W(?P<week>\d{2})"
)
_HELP = "write 2024, 2025-H1, 2025-Q3, 2025-11, 2025-09-30, FY2026-03, FY2026-03-H1 or 2025-01..2025-09"


class Period(NamedTuple):
    """`start` to `end` (exclusive); `kind` is day, week, month, quarter, half, year or range."""

    start: date
    end: date
    kind: str

    def __str__(self) -> str:
        return text(self.start, self.end)


def month_shift(day: date, months: int) -> date:
    """`day` moved by whole months; a day that the month does not have becomes its last."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise ValueError(f"{day} moved by {months} months is no date")


@lru_cache(maxsize=65536)
def parse(period: str) -> Period:
    """Raises ValueError, saying what a period looks like, where `period` is none."""
    first, dots, last = period.partition("..")
    if not dots:
        return _single(period)
    start, end = _single(first), _single(last)
    if end.end <= start.start:
        raise ValueError(f"{period!r} ends before it starts")
    return Period(start.start, end.end, "range")


def _single(period: str) -> Period:
    match = _SINGLE.fullmatch(period)
    if match is None:
        raise ValueError(f"{period!r} is no period; {_HELP}")
    try:
        return _made(match)
    except ValueError:
        raise ValueError(f"{period!r} is no period: there is no such date; {_HELP}") from None


def _made(match: re.Match[str]) -> Period:
    if match["week"]:
        start = date.fromisocalendar(int(match["wyear"]), int(match["week"]), 1)
        return Period(start, start + timedelta(days=7), "week")
    year, month = int(match["year"]), match["month"]
    if match["fy"]:
        if not month or match["day"]:
            raise ValueError
        end = month_shift(date(year, int(month), 1), 1)
        return _part(month_shift(end, -12), match)
    if match["day"]:
        start = date(year, int(month), int(match["day"]))
        return Period(start, start + timedelta(days=1), "day")
    if month:
        if match["part"]:
            raise ValueError
        start = date(year, int(month), 1)
        return Period(start, month_shift(start, 1), "month")
    return _part(date(year, 1, 1), match)


def _part(start: date, match: re.Match[str]) -> Period:
    if not match["part"]:
        return Period(start, month_shift(start, 12), "year")
    length, nth = (6 if match["part"] == "H" else 3), int(match["nth"])
    if nth * length > 12:
        raise ValueError
    start = month_shift(start, (nth - 1) * length)
    return Period(start, month_shift(start, length), "half" if length == 6 else "quarter")


def text(start: date, end: date) -> str:
    """The shortest string that stands for the days from `start` to `end` (exclusive); parse() gives them back."""
    if end <= start:
        raise ValueError(f"a period must end after it starts: {start} to {end}")
    last = end - timedelta(days=1)
    if start == last:
        return start.isoformat()
    if start.day == 1 and end.day == 1:
        return _months(start, last, (end.year - start.year) * 12 + end.month - start.month)
    if end - start == timedelta(days=7) and start.isoweekday() == 1:
        year, week, _ = start.isocalendar()
        return f"{year:04d}-W{week:02d}"
    return f"{start.isoformat()}..{last.isoformat()}"


def _months(start: date, last: date, months: int) -> str:
    if months == 1:
        return f"{start.year:04d}-{start.month:02d}"
    if months == 12:
        return f"{start.year:04d}" if start.month == 1 else f"FY{last.year:04d}-{last.month:02d}"
    if months in (3, 6) and (start.month - 1) % months == 0:
        return f"{start.year:04d}-{'Q' if months == 3 else 'H'}{(start.month - 1) // months + 1}"
    if months % 12 == 0:
        if start.month == 1:
            return f"{start.year:04d}..{last.year:04d}"
        first = month_shift(start, 11)
        return f"FY{first.year:04d}-{first.month:02d}..FY{last.year:04d}-{last.month:02d}"
    return f"{start.year:04d}-{start.month:02d}..{last.year:04d}-{last.month:02d}"
