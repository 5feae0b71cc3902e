"""The Chinese (lunisolar) calendar from rules/holidays.toml."""

from datetime import date, timedelta
from functools import cache

from ...rules.table import listed


@cache
def _years() -> dict[int, tuple[date, int, str]]:
    rows = (row.split() for row in listed("holidays", "lunar_years"))
    return {int(start[:4]): (date.fromisoformat(start), int(leap), months) for start, leap, months in rows}


def solar(year: int, month: int, day: int) -> date:
    """The day of a (not leap) month of the Chinese year that begins in `year`; day 30 stands for the last of a short month.

    Raises ValueError outside 1901 to 2099, or where there is no such day.
    """
    if year not in _years():
        raise ValueError(f"no table of the Chinese calendar for {year}")
    start, leap, months = _years()[year]
    if not 1 <= month <= 12 or not 1 <= day <= 30:
        raise ValueError(f"no day {day} of month {month}")
    before = month - 1 + (leap != 0 and month > leap)
    length = 30 if months[before] == "1" else 29
    return start + timedelta(sum(30 if m == "1" else 29 for m in months[:before]) + min(day, length) - 1)
