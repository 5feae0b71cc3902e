"""The operations of rules/dates.toml: each narrows a period, or makes one from the publication date or the text before."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from ...rules.period import month_shift
from . import calendar as math
from . import fiscal_operations as fiscal
from .calendar import DateInterval
from .context import UNKNOWN, DateContext, from_context, relative
from .duration import Lengths, number
from .fiscal_operations import Op
from .forms import FormArg, FormMatch, Holiday, integer
from .lunar import solar
from .written_years import TAIWAN, era_year, part_and_year, plain_year, same_era_year, year_of


def _year(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    return math.year(year_of(str(args[0]), c))


def _years(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    low, high = str(args[0]), str(args[1])
    first = year_of(low, c)
    last = first // 100 * 100 + number(high) if len(high) == 2 and high.isdigit() else year_of(high, c)
    if last <= first or last - first > 200:
        raise ValueError("no range of years")
    return math.between(math.year(first), math.year(last))


def _decade(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    n = number(str(args[0]))
    if n % 10:
        raise ValueError("no decade")
    if len(args) == 2:
        return math.decade((integer(args, 1) - 1) * 100 + number(str(args[0])))
    if n >= 1000:
        return math.decade(n)
    this = c.published.year if c.published else 2025
    ahead = 20 if c.lang == "ja" else 0  # 30年代の稼働 lies ahead
    return math.decade(2000 + n if 2000 + n <= this + ahead else 1900 + n)


def _fiscal_years(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    first, last = _years(cur, c, args).known
    return math.between(fiscal.fiscal_year(None, c, (first.year,)), fiscal.fiscal_year(None, c, (last.year - 1,)))


def _nth_part(months: int, letter: str) -> Op:
    return lambda cur, c, a: math.thirds(cur or UNKNOWN, months, integer(a), letter)


def _year_months(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    """9M25, 2025年9M: the first months of a year."""
    n, y = part_and_year(args, c, 12)
    return math.first_months(math.year(y), n)


def _lengths(args: Sequence[FormArg]) -> Lengths:
    found = args[0]
    assert isinstance(found, tuple)
    return found


def _window(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    parts, sign = _lengths(args), integer(args, 1)
    timex = "P" + "".join(f"{n}{'D' if u == 'B' else u}" for u, n in parts)
    if any(u.startswith("T") or n == 0 for u, n in parts):
        raise ValueError("no days")
    if c.published is None or not c.dated:
        return DateInterval(None, None, "range", f"UNDEF-{'last' if sign < 0 else 'next'}-{timex}")
    start = c.published if sign < 0 else c.published + math.DAY
    if sign > 0 and parts[0][0] == "B":
        return math.days(start, math.shift(c.published, "B", parts[0][1]) + math.DAY)
    end = start
    for unit, n in parts:
        end = math.shift(end, unit, sign * n)
    return math.days(min(start, end), max(start, end))


def _offset(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    """3日後, 5年前: from a stated day, an event with a date in the text, the day last spoken of, or the publication date."""
    parts, sign = _lengths(args), integer(args, 1)
    if any(u.startswith("T") or n == 0 for u, n in parts):
        raise ValueError("no days")
    spoken_of = c.last_day.start if sign > 0 and c.same_sentence and c.last_day else None
    at = cur.start if cur else c.event() or spoken_of or (c.published if c.dated else None)
    if at is None:
        timex = "".join(f"{n}{u}" for u, n in parts)
        return DateInterval(None, None, "day", f"UNDEF-{'before' if sign < 0 else 'after'}-P{timex}")
    for unit, n in parts:
        at = math.shift(at, unit, sign * n)
    return math.year(at.year) if [u for u, _ in parts] == ["Y"] else math.day_of(at)


def _year_ago(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    """1年前の44億円: the same day, months or year, a year before what the sentence names; last year where it names nothing."""
    told = c.same_sentence
    if told is None or told.start is None or told.end is None:
        dated = c.published is not None and c.dated
        return relative(c, "year", -1) if dated else DateInterval(None, None, "year", "UNDEF-before-P1Y")
    if told.granularity == "day":
        last = told.end.day == 1
        start = month_shift(told.end, -12) - math.DAY if last else month_shift(told.start, -12)
        return math.day_of(start)
    if told.start.day != 1 or told.end.day != 1:
        raise ValueError("no period of months")
    return _months_ago(told, 12)


def _months_ago(told: DateInterval, n: int) -> DateInterval:
    """The same months, n months before."""
    start, end = month_shift(told.known[0], -n), month_shift(told.known[1], -n)
    months = (end.year - start.year) * 12 + end.month - start.month
    if months == 12:
        return math.year(start.year) if start.month == 1 else math.fiscal(month_shift(end, -1).year, month_shift(end, -1).month)
    if months in (3, 6) and (start.month - 1) % months == 0:
        return math.thirds(math.year(start.year), months, (start.month - 1) // months + 1, "Q" if months == 3 else "H")
    return math.month_range(start, month_shift(end, -1))


def _event_day(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    at = c.event()
    if at is None:
        return DateInterval(None, None, "day", f"UNDEF-event-P{integer(args) - 1}D")
    return math.day_of(math.shift(at, "D", integer(args) - 1))


def _holiday(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    row = args[0]
    assert isinstance(row, Holiday)
    whole = cur or UNKNOWN
    if whole.start is None:
        moves = row.lunar or row.week
        return DateInterval(None, None, "day", f"{whole.timex}-{row.id}" if moves else f"{whole.timex}-{row.month:02d}-{row.day:02d}")
    y = whole.start.year
    if row.lunar:
        # the last days of a lunar year fall into the next solar one
        day = solar(y, *row.lunar)
        return math.day_of(solar(y - 1, *row.lunar) if day.year > y else day)
    if row.week:
        first = date(y, row.month, 1)
        return math.day_of(first + math.DAY * ((row.weekday - 1 - first.weekday()) % 7 + 7 * (row.week - 1)))
    return math.day_of(date(y, *row.taiwan) if row.taiwan and c.taiwan else date(y, row.month, row.day))


def _dmy(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    first, second, y = (integer(args, at) for at in range(3))
    day, month = (second, first) if second > 12 else (first, second)
    return math.day_of(date(y, month, day))


def _month_day_slash(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    """4/22, and 22/4 where only that can be."""
    first, second = integer(args), integer(args, 1)
    month, day = (second, first) if first > 12 else (first, second)
    return math.day_in(math.month_in(cur or UNKNOWN, month), day)


def _english(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    month = int(next(a for a in args if isinstance(a, str)))
    numbers = [a for a in args if isinstance(a, int)]
    return math.month_of(numbers[-1], month) if len(numbers) == 1 else math.day_of(date(numbers[-1], month, numbers[0]))


def _unit_part(unit: str) -> Op:
    return lambda cur, c, a: math.part(relative(c, unit, 0), str(a[0]))


def _season_relative(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    said = str(args[0])
    return math.season(relative(c, "year", int(said[:-2])), said[-2:])


def _to_date(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    if c.published is None or c.precision == "year":
        return DateInterval(None, None, "range", "UNDEF-year-to-date")
    return math.days(date(c.published.year, 1, 1), max(c.published, date(c.published.year, 1, 2)))


def _audited_year(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    """最近一个会计年度: the latest year whose annual report is out, at the end of April at the latest."""
    if c.published is None or not c.dated:
        return DateInterval(None, None, "year", "UNDEF-last-fiscal-year")
    return math.year((c.published - math.DAY * 120).year - 1)


def _year_so_far(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    """今年累計: up to the end of the month or quarter of this year that was spoken of last; the whole year where none was."""
    whole = relative(c, "year", 0)
    if whole.start is None or c.running is None or c.running.known[1].year != whole.start.year:
        return whole
    return math.first_months(whole, c.running.known[1].month - 1)


def _days(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    whole = cur or DateInterval(None, None, "month", "XXXX-XX")
    return math.between(math.day_in(whole, integer(args)), math.day_in(whole, integer(args, 1)))


def _months(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    whole = cur or UNKNOWN
    low, high = integer(args), integer(args, 1)
    if whole.start is None:
        if low == high:
            raise ValueError("no range of months")
        return DateInterval(None, None, "range", f"{whole.timex}-{low:02d}/{whole.timex}-{high:02d}")
    first, last = math.month_in(whole, low).known[0], math.month_in(whole, high).known[0]
    if first == last:
        raise ValueError("no range of months")
    return math.month_range(first, last if first < last else month_shift(last, 12))


def _quarters(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    whole = cur or UNKNOWN
    return math.between(math.thirds(whole, 3, integer(args), "Q"), math.thirds(whole, 3, integer(args, 1), "Q"))


def _of_day(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    if cur is None or cur.start is None:
        return DateInterval(None, None, str(args[0]), f"{cur.timex if cur else 'XXXX'}-{args[0]}")
    return math.unit_at(cur.start, str(args[0]), 0)


def _lunar_month_day(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    month, day = integer(args), integer(args, 1)
    if cur is None or cur.start is None:
        return DateInterval(None, None, "day", f"{(cur or UNKNOWN).timex}-lunar-{month:02d}-{day:02d}")
    return math.day_of(solar(cur.start.year, month, day))


def _years_relative(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    """明後年: two years running, the first so many years from this one."""
    return math.between(relative(c, "year", integer(args)), relative(c, "year", integer(args) + 1))


def _year_quarters(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    """22Q1-3, 1-3Q22: from one quarter of a year to another."""
    at = next(n for n, a in enumerate(args) if isinstance(a, str))
    return _quarters(math.year(plain_year(args, c, at)), c, [a for a in args if not isinstance(a, str)])


def _quarter_relative(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    """上一季度, 前四半期: before the quarter that the sentence names, else before that of the publication date."""
    n, spoken_of = integer(args), c.same_sentence
    if n != -1 or spoken_of is None or spoken_of.start is None or spoken_of.end != month_shift(spoken_of.start, 3):
        return relative(c, "quarter", n)
    start = month_shift(spoken_of.start, -3)
    if spoken_of.fiscal and not spoken_of.timex.endswith("Q1"):
        return math.thirds(math.fiscal(int(spoken_of.timex[2:6]), int(spoken_of.timex[7:9])), 3, int(spoken_of.timex[-1]) - 1, "Q")
    return math.month_range(start, month_shift(start, 2)) if (start.month - 1) % 3 else math.unit_at(start, "quarter", 0)


def _compared_quarter(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    """較前一季的: the quarter before the one that is told; the latest one that is over where none was named."""
    for told in (c.same_sentence, c.last):
        if told is not None and told.start is not None and told.end == month_shift(told.start, 3):
            return _quarter_relative(cur, replace(c, same_sentence=told), (-1,))
    return relative(c, "quarter", -2)


def _year_before(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    """上年: the year before the one that the sentence names, else last year."""
    at = c.same_sentence
    if at is None or at.start is None or at.granularity != "year" or at.fiscal:
        return relative(c, "year", -1)
    return math.year(at.start.year - 1)


def _quarter_after(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    """次季: the quarter after the one last spoken of; without one the second of the year, as Hong Kong counts 首季, 次季, 末季."""
    at = c.last
    if at is None or at.start is None or at.end != month_shift(at.start, 3) or at.start.month % 3 != 1:
        if c.published is not None and not c.taiwan:
            return math.unit_at(date(c.published.year - (c.published.month < 4), 4, 1), "quarter", 0)
        return relative(c, "quarter", integer(args))
    return math.unit_at(at.start, "quarter", integer(args))


def _relative_op(unit: str) -> Op:
    return lambda cur, c, a: relative(c, unit, integer(a))


def _context_op(unit: str) -> Op:
    return lambda cur, c, a: from_context(c, unit, integer(a))


OPS: dict[str, Op] = {
    "ymd": lambda cur, c, a: math.day_of(date(integer(a), integer(a, 1), integer(a, 2))),
    "ymd_taiwan": lambda cur, c, a: math.day_of(date(integer(a) + TAIWAN, integer(a, 1), integer(a, 2))),
    "dmy": _dmy,
    "md_slash": _month_day_slash,
    "english": _english,
    "ym_taiwan": lambda cur, c, a: math.month_of(integer(a) + TAIWAN, integer(a, 1)),
    "ym": lambda cur, c, a: math.month_of(integer(a), integer(a, 1)),
    "md": lambda cur, c, a: math.day_in(math.month_in(cur or UNKNOWN, integer(a)), integer(a, 1)),
    "era": lambda cur, c, a: math.year(era_year(a)),
    "same_era_year": lambda cur, c, a: math.year(same_era_year(a, c)),
    "same_era_fiscal_end": lambda cur, c, a: math.fiscal(same_era_year(a, c), integer(a, 1)),
    "era_fiscal": lambda cur, c, a: math.fiscal(era_year(a) + (c.fiscal_month != 12), c.fiscal_month),
    "era_fiscal_end": lambda cur, c, a: math.fiscal(era_year(a), integer(a, 2)),
    "era_day": lambda cur, c, a: math.day_of(date(era_year(a), integer(a, 2), integer(a, 3))),
    "year": _year,
    "years": _years,
    "decade": _decade,
    "decade_of": lambda cur, c, a: math.decade(integer(a) * 100 - 100 + integer(a, 1)),
    "century": lambda cur, c, a: math.century(integer(a)),
    "fiscal_end": fiscal.fiscal_end,
    "fiscal_end_months": fiscal.fiscal_end,
    "accounts_month": fiscal.accounts_month,
    "running_fiscal_end": fiscal.fiscal_end_running,
    "year_month_run": lambda cur, c, a: _months(math.year(plain_year(a, c)), c, a[1:]),
    "day_of_year": lambda cur, c, a: math.day_of(date(plain_year(a, c), integer(a, 1), integer(a, 2))),
    "fiscal_year": fiscal.fiscal_year,
    "fiscal_span": fiscal.fiscal_span,
    "rel_fiscal": fiscal.this_fiscal,
    "this_fiscal": fiscal.this_fiscal,
    "rel_years": _years_relative,
    "rel_fiscal_end": fiscal.fiscal_end_relative,
    "year_quarters": _year_quarters,
    "year_quarter": lambda cur, c, a: math.thirds(math.year(part_and_year(a, c, 4)[1]), 3, part_and_year(a, c, 4)[0], "Q"),
    "year_quarter_taiwan": lambda cur, c, a: math.thirds(math.year(integer(a) + TAIWAN), 3, integer(a, 1), "Q"),
    "year_half": lambda cur, c, a: math.thirds(math.year(part_and_year(a, c, 4)[1]), 6, part_and_year(a, c, 4)[0], "H"),
    "so_far": fiscal.so_far,
    "report_year": fiscal.report_year,
    "prior_so_far": fiscal.of_year_before(fiscal.so_far),
    "prior_quarter": fiscal.of_year_before(_nth_part(3, "Q")),
    "prior_half": fiscal.of_year_before(_nth_part(6, "H")),
    "interim_end": fiscal.interim_end,
    "interim_month": fiscal.interim_end,
    "fiscal_nth": fiscal.fiscal_nth(3, "Q"),
    "fiscal_nth_half": fiscal.fiscal_nth(6, "H"),
    "fiscal_years": _fiscal_years,
    "named_fiscal": fiscal.named_fiscal,
    "fiscal_quarter": fiscal.fiscal_part(3, "Q"),
    "fiscal_half": fiscal.fiscal_part(6, "H"),
    "year_months": _year_months,
    "interim": fiscal.interim,
    "half": _nth_part(6, "H"),
    "half_of_year": lambda cur, c, a: math.thirds(math.year(plain_year(a, c)), 6, integer(a, 1), "H"),
    "quarters_of_year": lambda cur, c, a: math.first_months(math.year(plain_year(a, c)), integer(a, 1) * 3),
    "accounting_half": _nth_part(6, "H"),
    "quarter": _nth_part(3, "Q"),
    "quarters": _quarters,
    "first_months": lambda cur, c, a: math.first_months(cur or UNKNOWN, integer(a)),
    "first_quarters": lambda cur, c, a: math.first_months(cur or UNKNOWN, integer(a) * 3),
    "season": lambda cur, c, a: math.season(cur or UNKNOWN, str(a[0])),
    "rel_season": _season_relative,
    "month": lambda cur, c, a: math.month_in(cur or UNKNOWN, integer(a)),
    "months": _months,
    "part": lambda cur, c, a: math.part(cur or UNKNOWN, str(a[0])),
    "week": lambda cur, c, a: math.nth_week(cur or UNKNOWN, integer(a)),
    "weeks": lambda cur, c, a: math.weeks(cur or UNKNOWN, integer(a)),
    "weekday": lambda cur, c, a: math.weekday_in(cur or DateInterval(None, None, "week", "XXXX-WXX"), integer(a)),
    "day": lambda cur, c, a: math.day_in(cur or DateInterval(None, None, "month", "XXXX-XX"), integer(a)),
    "days": _days,
    "same": lambda cur, c, a: cur or UNKNOWN,
    "aside": lambda cur, c, a: cur or UNKNOWN,
    "of_period": _of_day,
    "ended": fiscal.ended,
    "ended_also": fiscal.ended_also,
    "ended_quarters": fiscal.ended_quarters,
    "ended_years": fiscal.ended_years,
    "holiday": _holiday,
    "lunar_ymd": lambda cur, c, a: math.day_of(solar(plain_year(a, c), integer(a, 1), integer(a, 2))),
    "lunar_md": _lunar_month_day,
    "window": _window,
    "offset": _offset,
    "year_ago": _year_ago,
    "event_day": _event_day,
    "to_date": _to_date,
    "year_so_far": _year_so_far,
    "audited_year": _audited_year,
    "year_edge": lambda cur, c, a: math.part(cur or UNKNOWN, str(a[0]).split()[0]),
    "rel_month_part": _unit_part("month"),
    "unresolved": lambda cur, c, a: DateInterval(None, None, "range", str(a[0])),
    "rel_quarter": _quarter_relative,
    "ctx_quarter": _quarter_after,
    "year_before": _year_before,
    "compared_quarter": _compared_quarter,
    "compared_year": _context_op("year"),
    "compared_month": _context_op("month"),
    **{f"rel_{unit}": _relative_op(unit) for unit in ("year", "half", "month", "week", "day")},
    **{f"ctx_{unit}": _context_op(unit) for unit in ("year", "month", "day")},
}
"""Operations of rules/dates.toml: (what is narrowed so far, context, numbers of the form) -> period; ValueError where there is none."""


def run(matches: Sequence[FormMatch], context: DateContext, whole: DateInterval | None = None) -> DateInterval:
    """The period that words stand for, narrowing `whole`. Raises ValueError for what no calendar has (30 February)."""
    cur = whole
    for word in matches:
        try:
            cur = OPS[word.op](cur, context, word.args)
        except OverflowError as error:
            raise ValueError(str(error)) from None
    if cur is None:
        raise ValueError("no words")
    return cur
