"""The operations of rules/dates.toml on fiscal years and their parts."""

from collections.abc import Callable, Sequence

from ...rules.period import month_shift
from . import calendar as math
from .calendar import DateInterval
from .context import NAMES, UNKNOWN, DateContext, relative
from .forms import FormArg, integer
from .written_years import part_and_year, plain_year

Op = Callable[[DateInterval | None, DateContext, Sequence[FormArg]], DateInterval]
"""(what is narrowed so far, context, numbers of the form) -> period; ValueError where there is none."""


def fiscal_year(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    y = plain_year(args, c)
    if c.public:
        return math.fiscal(y + 1, 3)
    return math.fiscal(y + 1 if c.fiscal_month != 12 and c.named_by_start else y, c.fiscal_month)


def so_far(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    """第3四半期累計: from the start of the fiscal year to the end of that quarter."""
    return math.first_months(cur or UNKNOWN, integer(args) * 3)


def fiscal_end(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    """2026年3月期; with the number of its months (変則決算) it means those, here and below."""
    y, m = plain_year(args, c), integer(args, 1)
    if len(args) > 2 and 1 <= integer(args, 2) < 24 and integer(args, 2) != 12:
        last = math.month_of(y, m).known[0]
        c.irregular[y, m] = math.month_range(month_shift(last, 1 - integer(args, 2)), last)
    return c.irregular.get((y, m)) or math.fiscal(y, m)


def accounts_month(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    """2023.05 under 決算期: the fiscal year that ends with that month."""
    if not c.accounts_table:
        raise ValueError("no table of accounts")
    return math.fiscal(plain_year(args, c), integer(args, 1))


def fiscal_span(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    first = plain_year(args, c)
    last = plain_year(args, c, 1)
    if last != first + 1:
        raise ValueError("no fiscal year")
    return math.fiscal(last, c.fiscal_month)


def this_fiscal(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    n = integer(args) if args else 0
    if not args and (said := c.last_fiscal or c.reporting) is not None:
        return math.fiscal(int(said.timex[2:6]), int(said.timex[7:9])) if said.fiscal else said
    if c.published is None:
        return DateInterval(None, None, "year", f"UNDEF-{NAMES.get(n, f'{n:+d}')}-fiscal-year")
    y = c.published.year + (c.published.month > c.fiscal_month)
    return math.fiscal(y + n, c.fiscal_month)


def ended(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    """The months up to a day: 2025年6月30日止六個月."""
    n = integer(args)
    if cur is None or cur.start is None or cur.end is None:
        return DateInterval(None, None, "range", f"{cur.timex if cur else 'XXXX'}-P{n}M")
    if cur.end.day != 1:
        raise ValueError("the period must end with a month")
    start = month_shift(cur.end, -n)
    if n == 12:
        return math.year(start.year) if start.month == 1 else math.fiscal(cur.start.year, cur.start.month)
    if n == 6 and start.month not in (1, 7):
        # an interim report: the first half of the fiscal year that these months begin
        year_end = month_shift(start, 11)
        return math.thirds(math.fiscal(year_end.year, year_end.month), 6, 1, "H")
    if n in (3, 6) and (start.month - 1) % n == 0:
        return math.thirds(math.year(start.year), n, (start.month - 1) // n + 1, "H" if n == 6 else "Q")
    return math.month_range(start, cur.start)


def ended_also(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    """…止三個月及六個月: up to the day on which the months before end."""
    if c.ended is None or c.ended is not c.same_sentence:
        raise ValueError("no months before")
    last = month_shift(c.ended.known[1], -1)
    return ended(math.month_of(last.year, last.month), c, args)


def ended_years(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    """The years up to a day: 2025年12月31日止三個年度."""
    n = integer(args)
    last = ended(cur, c, (12,))
    if n < 2 or last.start is None:
        raise ValueError("no years")
    start = month_shift(last.start, -12 * (n - 1))
    return math.between(math.fiscal(start.year + 1, int(last.timex[7:9])) if last.fiscal else math.year(start.year), last)


def ended_quarters(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    return ended(cur, c, (integer(args) * 3,))


def interim(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    """中期: the first half of a year; of a firm whose fiscal year ends with another month, the one that ends in that year."""
    whole = cur or UNKNOWN
    if whole.fiscal or whole.start is None or not c.fiscal_said or c.fiscal_month == 12:
        return math.thirds(whole, 6, 1, "H")
    turn = c.fiscal_month <= 6
    return math.thirds(math.fiscal(whole.start.year + turn, c.fiscal_month), 6, 1, "H")


def named_fiscal(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    """2025財年 in Chinese: the year that ends in 2025, with the month that the article has named, else December."""
    y = plain_year(args, c)
    if not c.fiscal_said or c.fiscal_month == 12:
        return math.year(y)
    named = math.fiscal(y + 1 if c.named_by_start else y, c.fiscal_month)
    # Chinese texts name the year of a Japanese firm by its end, too: it has begun by then
    ahead = c.published is not None and c.dated and named.known[0] > c.published
    return math.fiscal(y, c.fiscal_month) if ahead else named


def report_year(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    """当連結会計年度 (0), 前事業年度 (-1), 上財年: counted from the fiscal year that the document reports on."""
    n = integer(args)
    if c.report_year is not None and c.reporting is None or c.report_year is None and c.fiscal.source == "calendar":
        return this_fiscal(cur, c, args) if c.fiscal_said else relative(c, "year", n)
    return c.fiscal.current(c.published, n) or DateInterval(None, None, "year", f"UNDEF-{NAMES.get(n, f'{n:+d}')}-fiscal-year")


def of_year_before(op: Op) -> Op:
    """前第３四半期連結累計期間: of the fiscal year before the one that the document reports on."""
    return lambda cur, c, a: op(report_year(None, c, (-1,)), c, a)


def interim_end(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    """25年9月中間期: the six months up to the end of a month, the first half of a fiscal year."""
    whole = cur if len(args) == 1 and cur is not None else UNKNOWN if len(args) == 1 else math.year(plain_year(args, c))
    return ended(math.month_in(whole, integer(args, -1)), c, (6,))


def fiscal_nth(months: int, letter: str) -> Op:
    """第四財季, 上半財年: a part of a fiscal year, also where the year is named like a calendar one."""

    def part(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
        whole = cur or UNKNOWN
        if whole.start is not None and not whole.fiscal and c.fiscal_said and c.fiscal_month != 12:
            whole = named_fiscal(None, c, (whole.start.year,))
        return math.thirds(whole, months, integer(args), letter)

    return part


def fiscal_part(months: int, letter: str) -> Op:
    def part(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
        n, y = part_and_year(args, c, 4)
        whole = fiscal_year(None, c, (y,)) if c.lang == "ja" else named_fiscal(None, c, (y,))
        return math.thirds(whole, months, n, letter)

    return part


def fiscal_end_relative(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    """来年九月期: the fiscal year that ends with a month of next year."""
    if c.published is None:
        return DateInterval(None, None, "year", f"UNDEF-{NAMES[integer(args, 1)]}-fiscal-year-{integer(args):02d}")
    return math.fiscal(c.published.year + integer(args, 1), integer(args))


def fiscal_end_running(cur: DateInterval | None, c: DateContext, args: Sequence[FormArg]) -> DateInterval:
    """今3月期: the fiscal year that runs, of those that end with this month."""
    if c.published is None:
        return DateInterval(None, None, "year", f"UNDEF-{NAMES[integer(args, 1)]}-fiscal-year-{integer(args):02d}")
    return math.fiscal(c.published.year + (c.published.month > integer(args)) + integer(args, 1), integer(args))
