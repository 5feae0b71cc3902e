"""Arithmetic of calendar and fiscal periods: every operation narrows one period to another.

A period whose year is not known has no dates; its TIMEX3 value keeps what is known (XXXX-12-17, UNDEF-last-year-Q3).
"""

from datetime import date, timedelta
from typing import NamedTuple

from ...rules.period import month_shift

DAY = timedelta(days=1)
SEASONS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
"""First month of each season, by its TIMEX3 code."""
_BACKWARDS = "a period must end after it starts"


class DateInterval(NamedTuple):
    """A half-open interval of days. `timex` follows TIMEX3, with FY2026-03[-H1|-Q2] for fiscal periods (by the year's last month)."""

    start: date | None
    end: date | None
    granularity: str
    timex: str

    @property
    def fiscal(self) -> bool:
        return self.timex.startswith("FY")

    @property
    def known(self) -> tuple[date, date]:
        """The dates; ValueError where there are none."""
        if self.start is None or self.end is None:
            raise ValueError(f"{self.timex} has no dates")
        return self.start, self.end


def year(y: int) -> DateInterval:
    return DateInterval(date(y, 1, 1), date(y + 1, 1, 1), "year", f"{y:04d}")


def fiscal(y: int, m: int) -> DateInterval:
    """The fiscal year whose last month is `y`-`m`."""
    end = month_shift(date(y, m, 1), 1)
    return DateInterval(month_shift(end, -12), end, "year", f"FY{y:04d}-{m:02d}")


def decade(y: int) -> DateInterval:
    return DateInterval(date(y, 1, 1), date(y + 10, 1, 1), "decade", f"{y // 10:03d}X")


def century(n: int) -> DateInterval:
    """The n-th century as the hundred years that share their first digits (21st: 2000 to 2099)."""
    return DateInterval(date(max(n * 100 - 100, 1), 1, 1), date(n * 100, 1, 1), "range", f"{n - 1:02d}XX")


def month_of(y: int, m: int) -> DateInterval:
    start = date(y, m, 1)
    return DateInterval(start, month_shift(start, 1), "month", f"{y:04d}-{m:02d}")


def day_of(day: date) -> DateInterval:
    return DateInterval(day, day + DAY, "day", day.isoformat())


def week_of(day: date) -> DateInterval:
    """The ISO week that holds `day`."""
    start = day - DAY * day.weekday()
    y, w, _ = start.isocalendar()
    return DateInterval(start, start + DAY * 7, "week", f"{y:04d}-W{w:02d}")


def between(first: DateInterval, last: DateInterval) -> DateInterval:
    """From the start of one to the end of the other."""
    timex = f"{first.timex}/{last.timex}"
    if first.start is None or last.end is None:
        return DateInterval(None, None, "range", timex)
    if first.start >= last.end:
        raise ValueError(_BACKWARDS)
    return DateInterval(first.start, last.end, "range", timex)


def thirds(whole: DateInterval, months: int, n: int, letter: str) -> DateInterval:
    """The n-th stretch of `months` months of a year: halves and quarters, fiscal where the year is."""
    granularity = "half" if months == 6 else "quarter"
    if n * months > 12 or n < 1:
        raise ValueError(f"a year has no {letter}{n}")
    timex = f"{whole.timex}-{letter}{n}"
    if whole.start is None:
        return DateInterval(None, None, granularity, timex)
    start = month_shift(whole.start, (n - 1) * months)
    return DateInterval(start, month_shift(start, months), granularity, timex)


def first_months(whole: DateInterval, n: int) -> DateInterval:
    """The first n months of a year."""
    if not 1 <= n <= 12:
        raise ValueError(f"a year has no {n} months")
    if n in (3, 6):
        return thirds(whole, n, 1, "Q" if n == 3 else "H")
    if n == 12:
        return whole
    if whole.start is None:
        return DateInterval(None, None, "range", f"{whole.timex}-01/{whole.timex}-{n:02d}")
    return month_range(whole.start, month_shift(whole.start, n - 1))


def month_range(first: date, last: date) -> DateInterval:
    """From the month of `first` to the month of `last`, both included."""
    if first > last:
        raise ValueError(_BACKWARDS)
    start = first.replace(day=1)
    if (start.year, start.month) == (last.year, last.month):
        return month_of(start.year, start.month)
    return between(month_of(start.year, start.month), month_of(last.year, last.month))


def months_before(m: int, end: date) -> DateInterval:
    """From the latest month `m` up to the day before `end`, the first of a month."""
    last = month_shift(end, -1)
    return month_range(date(last.year - (m > last.month), m, 1), last)


def month_in(whole: DateInterval, m: int) -> DateInterval:
    """Month m of a calendar or fiscal year."""
    if whole.start is None:
        return DateInterval(None, None, "month", f"{whole.timex}-{m:02d}")
    y = whole.start.year + (m < whole.start.month)
    return month_of(y, m)


def day_in(month: DateInterval, d: int) -> DateInterval:
    if month.start is None:
        if not 1 <= d <= 31:
            raise ValueError(f"no month has a day {d}")
        return DateInterval(None, None, "day", f"{month.timex}-{d:02d}")
    return day_of(month.start.replace(day=d))


def season(whole: DateInterval, code: str) -> DateInterval:
    if whole.start is None:
        return DateInterval(None, None, "range", f"{whole.timex}-{code}")
    start = date(whole.start.year, SEASONS[code], 1)
    return DateInterval(start, month_shift(start, 3), "range", f"{start.year:04d}-{code}")


def nth_week(whole: DateInterval, n: int) -> DateInterval:
    """The n-th week of a month or year, from the end where n < 0. Weeks belong where their Thursday lies (ISO 8601)."""
    if whole.start is None or whole.end is None:
        return DateInterval(None, None, "week", f"{whole.timex}-W{n:02d}")
    if n > 0:
        thursday = whole.start + DAY * ((3 - whole.start.weekday()) % 7) + DAY * 7 * (n - 1)
    else:
        last = whole.end - DAY
        thursday = last - DAY * ((last.weekday() - 3) % 7) + DAY * 7 * (n + 1)
    if not whole.start <= thursday < whole.end or n == 0:
        raise ValueError(f"{whole.timex} has no week {n}")
    return week_of(thursday)


def weeks(whole: DateInterval, n: int) -> DateInterval:
    """The first n weeks, or the last -n, of a month or year."""
    if abs(n) == 1:
        return nth_week(whole, n)
    return between(nth_week(whole, 1 if n > 0 else n), nth_week(whole, n if n > 0 else -1))


def weekday_in(week: DateInterval, iso: int) -> DateInterval:
    """A day of a week, Monday 1 to Sunday 7."""
    if week.start is None:
        return DateInterval(None, None, "day", f"{week.timex}-{iso}")
    return day_of(week.start + DAY * (iso - 1))


def part(whole: DateInterval, name: str) -> DateInterval:
    """A part of a period, by name.

    early, mid, late (thirds of a month) · first, last (day) · opening (first month of a year, ten days of a month) ·
    a, b (halves of a month or week) · weekend.
    """
    if whole.start is None or whole.end is None:
        return DateInterval(None, None, "day" if name in ("first", "last") else "range", f"{whole.timex}-{name}")
    start, end = whole.start, whole.end
    if name == "last":
        return day_of(end - DAY)
    if name == "first":
        return day_of(start)
    if name == "weekend":
        return DateInterval(start + DAY * 5, start + DAY * 7, "range", f"{whole.timex}-WE")
    if whole.granularity in ("year", "half", "quarter", "range") and name == "opening":
        return month_of(start.year, start.month)
    if whole.granularity == "decade":
        return whole
    if whole.granularity == "week":
        cut = {"a": (0, 3), "b": (3, 7)}[name]
        return _days(start + DAY * cut[0], start + DAY * cut[1])
    if whole.granularity != "month":
        raise ValueError(f"no {name} of a {whole.granularity}")
    eleventh, middle, twentyfirst = (start.replace(day=d) for d in (11, 16, 21))
    return _days(*{
        "early": (start, eleventh), "opening": (start, eleventh), "mid": (eleventh, twentyfirst), "late": (twentyfirst, end),
        "middle": (start.replace(day=10), twentyfirst), "a": (start, middle), "b": (middle, end),
    }[name])  # fmt: skip


def _days(start: date, stop: date) -> DateInterval:
    return DateInterval(start, stop, "range", f"{start.isoformat()}/{(stop - DAY).isoformat()}")


def days(start: date, stop: date) -> DateInterval:
    """A stretch of days, end exclusive; ValueError where it is empty."""
    if stop <= start:
        raise ValueError(_BACKWARDS)
    return _days(start, stop)


def shift(day: date, unit: str, n: int) -> date:
    """`day` moved by n days (D), weeks (W), months (M), years (Y) or business days (B: Monday to Friday)."""
    try:
        if unit in "DW":
            return day + DAY * (n * (7 if unit == "W" else 1))
        if unit in "MY":
            return month_shift(day, n * (12 if unit == "Y" else 1))
        left, step = abs(n), DAY if n > 0 else -DAY
        if left > 10_000:
            raise ValueError("too many business days")
        while left:
            day += step
            left -= day.weekday() < 5
        return day
    except OverflowError:
        raise ValueError(f"{day} moved by {n}{unit} is no date") from None


def unit_at(day: date, unit: str, n: int) -> DateInterval:
    """The day, week, month, quarter, half, year … n units from the one that holds `day`."""
    if unit == "day":
        return day_of(shift(day, "D", n))
    if unit == "week":
        return week_of(shift(day, "W", n))
    if unit == "month":
        moved = month_shift(day.replace(day=1), n)
        return month_of(moved.year, moved.month)
    if unit == "year":
        return year(day.year + n)
    months = 3 if unit == "quarter" else 6
    moved = month_shift(date(day.year, (day.month - 1) // months * months + 1, 1), n * months)
    return thirds(year(moved.year), months, (moved.month - 1) // months + 1, "Q" if months == 3 else "H")
