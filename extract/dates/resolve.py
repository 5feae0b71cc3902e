"""What an expression means: its own matches, and for what they leave out the publication date, the sentence and the tense."""

from collections.abc import Sequence
from datetime import date

from ...rules.period import month_shift
from . import calendar as math
from .calendar import DateInterval
from .context import DateContext
from .forms import FormMatch, integer
from .operations import run

PARTS = ("half", "accounting_half", "quarter")
FISCAL = frozenset({*PARTS, "quarters", "first_quarters", "so_far", "fiscal_nth", "fiscal_nth_half"})
NEEDS_YEAR = FISCAL | {
    "year_edge",
    "md",
    "md_slash",
    "month",
    "months",
    "first_months",
    "interim_month",
    "holiday",
    "week",
    "weeks",
    "season",
    "lunar_md",
}
NEEDS_MONTH = frozenset({"day", "days"})
NEEDS_WEEK = frozenset({"weekday"})


def candidates(matches: Sequence[FormMatch], context: DateContext) -> list[DateInterval]:
    """What words without a year (month, week) may mean around the publication date, latest first."""
    day = context.published or (context.reporting.start if context.reporting is not None and matches[0].op in FISCAL else None)
    if day is None:
        return []
    fiscal = _is_fiscal(matches[0].op, context)
    key = (tuple((word.op, word.args) for word in matches), fiscal, context.fiscal_month, context.reporting is not None)
    if key not in context.tried:
        if len(context.tried) >= _MOST_TRIED:
            context.tried.clear()
        context.tried[key] = _candidates(matches, context, day, fiscal)
    return context.tried[key]


_MOST_TRIED = 1000


def _is_fiscal(op: str, context: DateContext) -> bool:
    """Whether a half or quarter without a year is one of the firm's fiscal year."""
    if op not in FISCAL or context.fiscal_month == 12:
        return op == "so_far"
    if op in ("so_far", "fiscal_nth", "fiscal_nth_half"):
        return op == "so_far" or context.fiscal_said
    if context.lang != "ja":
        return False
    return context.fiscal_said or op == "accounting_half"


def _candidates(matches: Sequence[FormMatch], context: DateContext, day: date, fiscal: bool) -> list[DateInterval]:
    op = matches[0].op
    if op in NEEDS_MONTH:
        wholes = [math.unit_at(day, "month", n) for n in (2, 1, 0, -1, -2)]
    elif op in NEEDS_WEEK:
        wholes = [math.unit_at(day, "week", n) for n in (1, 0, -1)]
    elif op in FISCAL and context.reporting is not None:
        wholes = [context.reporting]
    elif fiscal:
        wholes = [math.fiscal(day.year + n, context.fiscal_month) for n in (2, 1, 0, -1)]
    else:
        wholes = [math.year(day.year + n) for n in (1, 0, -1)]
        if 29 in matches[0].args:
            wholes = [math.year(day.year + n) for n in (4, 3, 2, 1, 0, -1, -2, -3, -4)]
    out = []
    for whole in wholes:
        try:
            out.append(run(matches, context, whole))
        except ValueError:
            continue
    return out


def needs_context(matches: Sequence[FormMatch]) -> bool:
    """Whether the first word lacks the year, month or week that it is in."""
    return matches[0].op in NEEDS_YEAR or matches[0].op in NEEDS_MONTH or matches[0].op in NEEDS_WEEK


_REPORTED_AHEAD = 20
"""So many days before its end an article may speak of a stretch of months as over."""


def reached(when: DateInterval, matches: Sequence[FormMatch], today: date) -> bool:
    """Whether an article of `today` can speak of this period as begun."""
    start, end = when.known
    op = matches[0].op
    if matches[-1].op in ("ended", "ended_quarters"):
        return end <= today + math.DAY * _REPORTED_AHEAD
    if op in ("first_months", "first_quarters", "quarters", "months", "so_far"):
        return end <= today + math.DAY * _REPORTED_AHEAD or when.granularity == "month" and start <= today
    # 下半年 in July is the half that runs: the one before would be last year's
    late = op == "half" and matches[0].args[0] == 2 and len(matches) == 1
    grace = 0 if late else {"half": 45, "quarter": 14}.get(when.granularity, 0)
    return start + math.DAY * grace <= today


def _sure_to_come(matches: Sequence[FormMatch], when: DateInterval, today: date) -> bool:
    """A month and day, the end of the month or year that runs, or a part of the month that runs."""
    op = matches[0].op
    within = when.granularity == "day" or matches[-1].op == "part"
    return op in ("md", "year_edge") or op == "month" and within and when.known[0].month == today.month


_AHEAD = {"present": 150, "label": 200}
"""So many days ahead a date is meant rather than the one a year before, by what its clause says."""
_WEEKS_AGO, _MONTHS_AGO, _FAR = 45, 150, 100
_WEEKS_AGO_HALF = 75
_DAYS_AHEAD, _DAYS_AGO, _DAYS_TOLD = 5, 20, 4
_QUARTER_AHEAD, _QUARTER_AGO = 31, 200
_HALF_AHEAD, _UNDER_WAY = 31, 40
NEAR = 60
"""A month and day so few days ahead is meant rather than the one a year before, unless the clause tells the past."""


def choose(matches: Sequence[FormMatch], context: DateContext, tense: str) -> DateInterval:
    """The meaning that fits: after the dates of its sentence, else the latest one reached, else (tense: future) the next."""
    found = candidates(matches, context)
    today = context.published
    if today is None and found:
        return found[0]
    if today is None or context.precision == "year" and matches[0].op in NEEDS_WEEK:
        return run(matches, context)
    if not found:
        raise ValueError("no such day")
    if tense == "compared":
        if (told := _before_told(found, context)) is not None:
            return told
        tense = "past"
    past = next((w for w in found if reached(w, matches, today)), found[-1])
    if tense in ("", "present") and (running := _running_months(matches, found, past, today)) is not None:
        return running
    if (named := _of_the_year_named(matches, past, tense, context, today)) is not None:
        return named
    ahead = [w for w in found if w.known[1] > today and w.known[0] >= past.known[0]]
    future = ahead[-1] if ahead else found[0]
    near = _beside(matches, context)
    if near is not None and (tense != "future" or near.fiscal):
        # 明年3月到期,12月起: what begins within weeks does not wait for the year of the date before it
        soon = tense == "present" and near.known[0].year > today.year and 0 < (future.known[0] - today).days <= NEAR
        return future if soon else near
    if tense == "future":
        return past if _just_over(matches, past, future, today) else future
    if tense == "" and (later := _after_what_is_to_come(matches, found, context, today)) is not None:
        return later
    days_ahead = (future.known[0] - today).days
    soon = tense in _AHEAD and days_ahead <= min(_AHEAD[tense], (today - past.known[1]).days)
    if tense == "":
        soon = soon or context.same_sentence is None and _next_is_nearer(matches, past, days_ahead, today)
        soon = soon or days_ahead <= NEAR and _sure_to_come(matches, future, today)
    return future if soon else past


def _before_told(found: Sequence[DateInterval], context: DateContext) -> DateInterval | None:
    """較第二季: the latest one before the quarter that the sentence tells."""
    told = context.same_sentence
    if told is None or told.start is None or told.granularity not in ("month", "quarter", "half"):
        return None
    within = [w for w in found if w.granularity == told.granularity and w.known[0] < told.start]
    return within[0] if within and (told.start - within[0].known[0]).days < _QUARTER_AGO + _FAR else None


def _running_months(matches: Sequence[FormMatch], found: Sequence[DateInterval], past: DateInterval, today: date) -> DateInterval | None:
    """10〜12月期 in late November: the quarter that runs, not the one a year before."""
    op, args = matches[0].op, matches[0].args
    if op != "months" or len(matches) > 1 or (integer(args, 1) - integer(args)) % 12 != 2 or (today - past.known[1]).days < _QUARTER_AGO:
        return None
    return next((w for w in found if w.known[0] + math.DAY * _UNDER_WAY <= today < w.known[1]), None)


def _of_the_year_named(
    matches: Sequence[FormMatch], past: DateInterval, tense: str, context: DateContext, today: date
) -> DateInterval | None:
    """下期, 第3四半期, 4-12月期 of the fiscal year that the text has named, once it has begun."""
    named, op = context.last_fiscal, matches[0].op
    if named is None or not (op == "months" and context.lang == "ja" or op in (*PARTS, "so_far") and _is_fiscal(op, context)):
        return None
    year = math.fiscal(int(named.timex[2:6]), int(named.timex[7:9]))
    try:
        when = run(matches, context, year)
    except ValueError:
        return None
    if when.known[0] > today and (context.dated or context.precision == "day" and op == "months"):
        return None
    # 上期の最高益を更新する見通し: while the year runs, its parts are meant, not those of the next
    same = when.known[0] == past.known[0] and op != "months" and tense == "future" and today < year.known[1]
    return when if when.known[0] > past.known[0] or same else None


def _next_is_nearer(matches: Sequence[FormMatch], past: DateInterval, days_ahead: int, today: date) -> bool:
    """A bare day some days ahead, not the one a month before; the quarter that comes next, not the one a year before."""
    op, ago = matches[0].op, (today - past.known[1]).days
    if op == "day" and len(matches) == 1:
        return 0 < days_ahead <= _DAYS_AHEAD and ago >= _DAYS_AGO
    if op == "half" and len(matches) == 1:
        return matches[0].args[0] == 2 and 0 < days_ahead <= _HALF_AHEAD
    return op == "quarter" and matches[0].args[0] != 1 and 0 < days_ahead <= _QUARTER_AHEAD and ago >= _QUARTER_AGO


def _just_over(matches: Sequence[FormMatch], past: DateInterval, future: DateInterval, today: date) -> bool:
    """Whether what ended some weeks ago is meant, though its clause speaks of an estimate: 預估6月營收, 预计前三季度净利."""
    op = matches[0].op
    if op == "day" and len(matches) == 1 and past.known[0] <= today:
        return today - past.known[0] <= math.DAY * _DAYS_TOLD  # 10日に売却すると発表した
    cumulated = op == "months" and matches[0].args[0] == 1 and today - past.known[1] <= math.DAY * _MONTHS_AGO
    if op in ("first_months", "first_quarters", "so_far") or cumulated:
        return today < month_shift(past.known[0], 12)
    ago = _WEEKS_AGO_HALF if op == "half" and matches[0].args[0] == 1 else _WEEKS_AGO
    return (
        op in ("md", "month", "months", "quarter", "half")
        and math.DAY * 0 <= today - past.known[1] <= math.DAY * ago
        and future.known[0] - today > math.DAY * _FAR
    )


def _beside(matches: Sequence[FormMatch], context: DateContext) -> DateInterval | None:
    """The same matches in the year (or month) of the mention before them in the sentence, if they go on from there."""
    prior = context.same_sentence
    op = matches[0].op
    if op == "year_edge":
        return _year_spoken_of(matches, context)
    if prior is None or prior.start is None or prior.end is None:
        return None
    if prior.fiscal and prior.granularity == "year" and op in (*PARTS, "so_far"):
        return run(matches, context, prior)
    if context.reporting is not None and op in FISCAL and not (prior.fiscal and prior.granularity == "year"):
        return None
    if prior.granularity == "year" and op in PARTS and not prior.fiscal and _spoken_of_this_year(prior, context):
        return run(matches, context, prior)
    if prior.granularity in ("year", "decade", "week") or not prior.fiscal and _is_fiscal(op, context):
        return None
    whole = _around(op, prior)
    if whole is None:
        return None
    try:
        found = run(matches, context, whole)
    except ValueError:
        return None
    today = context.published
    if op not in NEEDS_MONTH and today is not None and context.dated and found.known[0] > today >= prior.start:
        return None
    if op in PARTS and prior.end - prior.start < math.DAY * 360 and prior.start <= found.known[0] and found.known[1] <= prior.end:
        return found
    if prior.fiscal and op in ("half", "accounting_half") and prior.granularity == "quarter":
        return found if found.known[1] >= prior.end else None
    return found if found.known[0] >= prior.start and (found.granularity == prior.granularity or op in NEEDS_MONTH) else None


def _around(op: str, prior: DateInterval) -> DateInterval | None:
    """The month or year of the mention before, in which one goes on that leaves it out."""
    start, end = prior.known
    if op in NEEDS_MONTH:
        one_month = prior.granularity in ("day", "range") and (end - start).days <= 31
        return math.month_of(start.year, start.month) if one_month else None
    if op in PARTS and prior.fiscal:
        return math.fiscal(int(prior.timex[2:6]), int(prior.timex[7:9]))
    return math.year(start.year) if op in ("md", "month", *PARTS) and not prior.fiscal else None


def _spoken_of_this_year(prior: DateInterval, context: DateContext) -> bool:
    """今年十月以及第四季: a quarter beside the year that runs is one of it."""
    return context.published is not None and prior.known[0].year == context.published.year and not _is_fiscal("quarter", context)


def _after_what_is_to_come(
    matches: Sequence[FormMatch], found: list[DateInterval], context: DateContext, today: date
) -> DateInterval | None:
    """What goes on from a day or month ahead that the sentence has named, in its year: 计划6月底前递表,9月聆讯,年底上市."""
    prior = context.same_sentence
    if prior is None or prior.start is None or prior.start <= today or prior.granularity not in ("day", "month") or prior.fiscal:
        return None
    if matches[0].op not in ("month", "md", "year_edge"):
        return None
    return next((w for w in found if w.known[0] >= prior.start and w.known[0].year == prior.start.year), None)


_YEARLY = ("year", "half", "quarter", "range")


def _year_spoken_of(matches: Sequence[FormMatch], context: DateContext) -> DateInterval | None:
    """年末: that of the year of the sentence, or of the sentence before once it is over."""
    today = context.published
    for prior in (context.same_sentence, context.last_period):
        if prior is None or prior.end is None or prior.fiscal and not prior.timex[:9].endswith("-12"):
            continue
        # what is said as of a day may be measured against the first of its year
        if prior.granularity not in _YEARLY and not (prior is context.same_sentence and matches[0].args[0] == "first of it"):
            continue
        try:
            found = run(matches, context, math.year((prior.end - math.DAY).year))
        except ValueError:
            continue
        if prior is context.same_sentence or today is None or found.known[0] <= today:
            return found
    return None


def near_end(matches: Sequence[FormMatch], last: Sequence[FormMatch], context: DateContext) -> DateInterval | None:
    """The start of a range whose end alone has a year (12月から2017年3月): the latest one before that; None for other ranges."""
    if not needs_context(matches) or matches[0].op not in ("md", "month") or needs_context(last) or last[0].op.startswith(("rel_", "ctx_")):
        return None
    far = run(last, context)
    if far.start is None:
        return None
    for y in (far.start.year, far.start.year - 1):
        when = run(matches, context, math.year(y))
        if when.known[0] < far.start:
            return when
    return None


def far_end(matches: Sequence[FormMatch], near: DateInterval, context: DateContext) -> DateInterval:
    """The end of a range; what its words lack they take from the near end."""
    if not needs_context(matches):
        return run(matches, context)
    if near.start is None:
        within = matches[0].op in NEEDS_MONTH and near.granularity == "day"
        return run(matches, context, DateInterval(None, None, "month", near.timex[:-3]) if within else None)
    op = matches[0].op
    if op in NEEDS_MONTH:
        wholes = [math.unit_at(near.start, "month", n) for n in (0, 1)]
    elif op in NEEDS_WEEK:
        wholes = [math.unit_at(near.start, "week", n) for n in (0, 1)]
    elif near.fiscal and op in PARTS:
        wholes = [math.fiscal(int(near.timex[2:6]), int(near.timex[7:9]))]
    else:
        wholes = [math.year(near.start.year + n) for n in (0, 1)]
    for whole in wholes:
        try:
            found = run(matches, context, whole)
        except ValueError:
            continue
        if found.known[1] > near.known[1]:
            return found
    raise ValueError("a range must end after it starts")
