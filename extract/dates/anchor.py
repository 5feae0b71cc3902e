"""When a text without a publication date was written, as far as its own dates tell."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from . import calendar
from .calendar import DateInterval
from .context import DateContext
from .duration import Duration
from .operations import run
from .parse import Expression
from .resolve import needs_context

_HEAD = 150
"""The day of writing stands within so many characters from the start."""
_SLACK = 60
"""A text speaks of days that lie up to so many days before the latest one that it gives with a year."""
_YEAR_DAYS = 366
_LONGEST = 240
"""So many days after what it reports on a text may be written."""


class Anchor(NamedTuple):
    """`day` is the day of writing where `exact`, else a day soon after it."""

    day: date
    exact: bool


def find(
    items: Sequence[Expression | Duration],
    tense: Callable[[Expression], str],
    compared: Callable[[Expression], bool],
    context: DateContext,
) -> Anchor | None:
    """The day in the head of the text, in the year that the text's dates make clear; else a day soon after the latest of these.

    `compared` says of a year whether the text compares a later one's part with the same part of it: 2018年同期. `context` is that of the
    document, without a publication date.
    """
    expressions = [item for item in items if isinstance(item, Expression)]
    stated = [(item, when) for item in expressions if (when := _stated(item, context)) is not None]
    # a day with its year is stated, whatever its clause says; whole years to come are forecasts
    stated = [(item, when) for item, when in stated if when.granularity != "year" or tense(item) != "future"] or stated
    if not stated:
        return None
    stated = [(item, _spoken_of(item, when, compared)) for item, when in stated]
    exact = [when.known for _, when in stated if when.known[1] - when.known[0] < calendar.DAY * (_YEAR_DAYS - 1)]
    latest = max(end for _, end in exact) if exact else None
    year = max(when.known[0].year for _, when in stated)
    head = next((item for item in expressions if item.start < _HEAD and _is_day(item)), None)
    if head is not None and tense(head) != "future":
        for item, when in stated:
            if item is head:
                return Anchor(when.known[0], exact=True)
        return _in_year(head, [when for _, when in stated], year, context)
    if latest is not None:
        return Anchor(latest + calendar.DAY * _SLACK, exact=False)
    return Anchor(date(year, 12, 31), exact=False)


def after(reported: DateInterval) -> Anchor:
    """A day soon after the period that a text reports on."""
    return Anchor(reported.known[1] + calendar.DAY * _SLACK, exact=False)


def _spoken_of(item: Expression, when: DateInterval, compared: Callable[[Expression], bool]) -> DateInterval:
    """The year after a stated one that is a yardstick only (2018年同期), or the stated one."""
    return calendar.year(when.known[0].year + 1) if when.granularity == "year" and compared(item) else when


def _stated(item: Expression, context: DateContext) -> DateInterval | None:
    """What an expression means by itself; None where it lacks a year, or spans several."""
    if item.last or needs_context(item.words):
        return None
    try:
        when = run(item.words, context)
    except ValueError:
        return None
    return when if when.start is not None and when.end is not None and when.end - when.start <= calendar.DAY * _YEAR_DAYS else None


def _is_day(item: Expression) -> bool:
    """Whether an expression names a day by its month: 7月23日, 2008年7月17日."""
    ops = [match.op for match in item.words]
    return not item.last and ops[-1] in ("ymd", "md", "same", "aside") and (ops[0] in ("ymd", "md") or ops[0] in ("year", "era"))


def _in_year(head: Expression, stated: Sequence[DateInterval], year: int, context: DateContext) -> Anchor | None:
    """A month and day in the year in which it comes soonest after a date with a year.

    Where the text gives whole years only, a day of the first months is that of a report on the year before.
    """
    best = list[tuple[int, date]]()
    ends = [when.known[1] for when in stated if when.known[1] - when.known[0] < calendar.DAY * (_YEAR_DAYS - 1)]
    for y in range(min(when.known[0].year for when in stated), year + 2):
        try:
            day = run(head.words, context, calendar.year(y)).known[0]
        except ValueError:
            continue
        if not ends and day >= date(year, 5, 1):
            return Anchor(day, exact=True)
        after = [abs((day - end).days) for end in ends if -_SLACK <= (day - end).days <= _LONGEST]
        best += [(min(after), day)] if after else []
    # of two years that fit as well, the later: a report compares with the year before
    return Anchor(min(best, key=lambda found: (found[0], -found[1].toordinal()))[1], exact=True) if best else None
