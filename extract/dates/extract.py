"""Dates, periods and durations of an article.

Forms are rows of rules/dates.toml, eras.toml, holidays.toml and durations.toml. Relative and partial dates resolve against
the publication date. Without it they have no dates, and `timex` keeps what is known: XXXX-12-17 (17 December), XXXX-Q3,
XXXX-XX-17 (a 17th), UNDEF-last-year, UNDEF-this-year-H1 (the notation of HeidelTime). Fiscal periods are FY2026-03,
FY2026-03-H1, FY2026-03-Q2 (by the last month of the year), ranges FIRST/LAST (2022/2024, 2025-01/2025-09).
"""

from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TypeGuard

from ...corpus.article import Article
from ...corpus.record import Record
from ...errors import RuleError
from ...rules import period, words
from ...rules.fold import fold
from ..text.document import Document, Extractor
from . import date_or_duration, fiscal
from .anchor import after
from .anchor import find as find_anchor
from .calendar import DAY, DateInterval, between, day_of, month_range, months_before, shift, unit_at
from .compared_years import ComparedYears
from .context import DateContext
from .duration import Duration
from .expressions import expressions
from .fiscal_operations import so_far
from .forms import DateForms, Era, FormMatch, date_forms, integer
from .lists import share_units
from .operations import OPS, run
from .parse import Expression
from .reported_periods import ReportedPeriods, of_accounts_after
from .resolve import FISCAL, choose, far_end, near_end, needs_context
from .tense import TenseReader, tense_reader
from .written_years import era_of

_EVENT = words.pattern("date_words", "event-before")
_SAME_PART = words.pattern("date_words", "same-part-behind")
_NOTICE = words.pattern("date_words", "notice")
_REPORT = words.pattern("date_words", "report-after")
_ACCOUNTS_TABLE = words.pattern("date_words", "accounts-table")
_WEEKDAY_DAY = words.pattern("date_words", "weekday-day")
_TAIWAN, _ELSEWHERE = words.pattern("date_words", "place-taiwan"), words.pattern("date_words", "place-elsewhere")
_THIS = words.forms("date_words", "of-report")
_THIS_OF_ACCOUNTS = words.forms("date_words", "of-report-accounts")
_MONTHS = words.pattern("date_words", "months-of-quarter")
_PUBLIC, _PUBLIC_AFTER = words.pattern("date_words", "public-body"), words.pattern("date_words", "public-body-after")
_UNITS = {"rel_quarter": "quarter", "rel_month": "month", "rel_year": "year", "year_before": "year"}
"""What the words count that may count from a report."""
_PAIRED = 45
"""A weekday with its day of the month lies within so many days of the publication date."""
_ALL_BUT_OVER = 3
"""A month is told of so many days before it ends."""
_KEPT = 8
"""How many of the latest days an offset may count from."""


@lru_cache(maxsize=4)
def build(overlay: Path | None = None) -> Extractor:
    """Finds records of kind "date" and "duration"; `overlay` is a folder with more rows for the tables."""

    def extract(document: Document, taken: Sequence[Record]) -> list[Record]:
        forms = _forms(document.lang, overlay)
        items = expressions(forms, document, taken)
        share_units(document.folded, items)
        resolver = _DateResolver(document, forms, taken, overlay)
        resolver.anchor(items)
        return _resolve(resolver, items, forms)

    return extract


@lru_cache(maxsize=16)
def _forms(lang: str, overlay: Path | None) -> DateForms:
    forms = date_forms(lang, overlay)
    for op, row in forms.ops.items():
        if op not in OPS:
            raise RuleError(f"rules/dates.toml: {row}, key op: no operation {op!r}; the operations are {', '.join(sorted(OPS))}")
    return forms


def _is_one(item: Expression | Duration, op: str) -> TypeGuard[Expression]:
    """Whether an expression is a single form of this operation."""
    return isinstance(item, Expression) and not item.last and len(item.words) == 1 and item.words[0].op == op


def _looks_back(item: Expression) -> bool:
    """上年, 前一年, 較上月: what others are compared with; the next such word counts from the same place as it does."""
    word = item.words[0]
    if word.op in ("year_before", "compared_quarter", "year_ago"):
        return True
    of_year_before = word.op == "ctx_year" and [match.op for match in item.words[1:]] in (["month"], ["months"])
    return (of_year_before or word.op in ("compared_year", "compared_month")) and word.args[0] == -1


def _era_years(items: Sequence[Expression | Duration]) -> list[tuple[Era, int]]:
    """The years that the text gives by an era, each with the western one."""
    found = list[tuple[Era, int]]()
    for item in items:
        if isinstance(item, Expression) and len(found) < _KEPT and isinstance(next(iter(item.words[0].args), None), Era):
            with suppress(ValueError):
                found.append(era_of(item.words[0].args))
    return found


def _is_running(when: DateInterval, published: date | None) -> bool:
    """Whether a month or quarter of the year of publication is over by then, or all but over."""
    if published is None or when.granularity not in ("month", "quarter", "half"):
        return False
    start, end = when.known
    return end.day == 1 and start.year == published.year and end <= published + DAY * _ALL_BUT_OVER


class _DateResolver:
    """Turns expressions into records one after the other; later ones may refer to earlier ones."""

    def __init__(self, document: Document, forms: DateForms, taken: Sequence[Record], overlay: Path | None) -> None:
        self.document = document
        self.forms = forms
        self.overlay = overlay
        self.text = document.folded
        self.tenses: TenseReader = tense_reader(document.lang, overlay)
        self.context = DateContext(document.published, document.lang)
        self.context.dated = document.published is not None
        self.context.fiscal = fiscal.of(document, taken, overlay)
        self.context.report_year = self.context.fiscal.year_reported()
        self.context.accounts_table = document.lang == "ja" and _ACCOUNTS_TABLE.search(self.text) is not None
        if document.lang == "zh-Hant":
            self.context.taiwan = _TAIWAN.search(self.text) is not None and _ELSEWHERE.search(self.text) is None
        self.reported = ReportedPeriods(document, lambda title: build(overlay)(title, ()))
        self.cumulative = fiscal.cumulative_quarter(fold(document.article.title) + "\n" + self.text)
        self.notice = document.lang == "zh-Hant" and _NOTICE.search(self.text) is not None
        self.month: date | None = None
        """Where the last month of a notice begins that is named with its year."""
        self.year_ends = fiscal.year_ends(overlay)
        self.firms = [firm for firm in taken if firm.kind == "company"]
        self.passed = 0
        self.settled: dict[int, DateInterval] = {}
        """What expressions mean that are settled before their turn, by where they start."""
        self.days: deque[tuple[date, int]] = deque(maxlen=_KEPT)
        self.compared = ComparedYears(self.text)
        self.sentence = -1
        self.read = 0
        """Where the expression before ends."""

    def anchor(self, items: Sequence[Expression | Duration]) -> None:
        """A text without a publication date counts from the day that its own dates tell; short years from the era that it names."""
        title = Document(Article(self.document.article.id, self.document.article.title, self.document.lang))
        self.context.era_years = _era_years([*expressions(self.forms, title, ()), *items])
        if self.context.published is None:
            found = find_anchor(
                items,
                lambda item: self.tenses.tense(self.text, item.start, item.end),
                lambda item: _SAME_PART.match(self.text, item.end) is not None,
                replace(self.context),
            )
            reported = self.context.fiscal.reporting
            if reported is not None and (found is None or not found.exact):
                found = after(reported)
            if found is not None:
                self.context.published, self.context.precision = found.day, "day" if found.exact else "year"

    def record(self, item: Expression) -> Record | None:
        index = self.document.sentence_at(item.start)
        if index != self.sentence:
            self.context.last_period = self.context.same_sentence if index == self.sentence + 1 else None
            self.sentence, self.context.same_sentence, self.context.firm = index, None, None
        self.read_firms(item.start)
        self.context.public = self.document.lang == "ja" and item.words[0].op in ("fiscal_year", "fiscal_years") and self.is_public(item)
        if self.context.irregular and self.text.find("\n", self.read, item.start) >= 0:
            self.context.irregular.clear()
        self.read = item.end
        self.context.event = lambda: self.event(item.start)
        try:
            when = self.when(item)
        except ValueError:
            return None
        if when.granularity == "quarter":
            when = self.by_months(when, item.end)
        self.remember(when, item)
        self.reported.note(when, item.start, item.end)
        found = Record("date", item.start, item.said_end, granularity=when.granularity, timex=when.timex, rule=item.rule)
        found.start_date, found.end_date = when.start, when.end
        return found

    def is_public(self, item: Expression) -> bool:
        """Whether a ministry or the like speaks of a fiscal year: it is the state's."""
        first, _ = self.document.sentences[self.sentence]
        return _PUBLIC.search(self.text, first, item.start) is not None or _PUBLIC_AFTER.match(self.text, item.end) is not None

    def by_months(self, when: DateInterval, end: int) -> DateInterval:
        """A quarter whose months stand in brackets right behind it is those: 今年の第1四半期（4〜6月）."""
        said = _MONTHS.match(self.text, end)
        if said is None or when.start is None or int(said["first"]) == when.start.month:
            return when
        first, last = int(said["first"]), int(said["last"])
        if (last - first) % 12 != 2:
            return when
        day = min((date(when.start.year + n, first, 1) for n in (-1, 0, 1)), key=lambda day: abs((day - when.known[0]).days))
        return unit_at(day, "quarter", 0) if first % 3 == 1 else month_range(day, shift(day, "M", 2))

    def read_firms(self, position: int) -> None:
        """The firm that the sentence names before `position` has its own fiscal year."""
        first, _ = self.document.sentences[self.sentence]
        while self.passed < len(self.firms) and self.firms[self.passed].end <= position:
            firm = self.firms[self.passed]
            self.passed += 1
            if firm.start >= first and firm.entity_id:
                self.context.firm = self.year_ends.get(firm.entity_id)
                self.part_with(self.context.firm)

    def part_with(self, firm: fiscal.YearEnd | None) -> None:
        """The fiscal quarter of one firm says nothing of another one's that a Chinese sentence names next: 英伟达第三财季…;快手三季度…."""
        prior = self.context.same_sentence
        if prior is None or not prior.fiscal or self.document.lang == "ja" or firm is not None and prior.timex[7:9] == f"{firm.month:02d}":
            return
        self.context.same_sentence = self.context.last_fiscal = None

    def pair(self, weekday: Expression | Duration, day: Expression | Duration) -> None:
        """周三 (2 日): a weekday and the day of the month right after it are one day."""
        if not _is_one(weekday, "weekday") or not _is_one(day, "day") or not _WEEKDAY_DAY.fullmatch(self.text, weekday.end, day.start):
            return
        published, iso, n = self.context.published, integer(weekday.words[0].args), integer(day.words[0].args)
        if published is None:
            return
        for days in sorted(range(-_PAIRED, _PAIRED + 1), key=abs):
            at = shift(published, "D", days)
            if at.isoweekday() == iso and at.day == n:
                self.settled[weekday.start] = self.settled[day.start] = day_of(at)
                return

    def when(self, item: Expression) -> DateInterval:
        if item.start in self.settled:
            return self.settled[item.start]
        if not item.last:
            return self.meaning(item.words, item.start, item.words[-1].end)
        if [match.op for match in item.words] == ["month"] and [match.op for match in item.last] == ["fiscal_end"]:
            # 12月〜26年2月期: the months up to the end of a fiscal year
            end = run(item.last, self.context).known[1]
            return months_before(integer(item.words[0].args), end)
        near = near_end(item.words, item.last, self.context)
        if near is None:
            near = self.meaning(item.words, item.start, item.words[-1].end)
        if near.granularity == "month" and [match.op for match in item.last] == ["fiscal_end"]:
            # 2025年6月〜2026年5月期: the months of a fiscal year
            whole = run(item.last, self.context)
            return whole if whole.start == near.start else between(near, unit_at(whole.known[1] - DAY, "month", 0))
        # 翌年 counts from the near end
        return between(near, far_end(item.last, near, replace(self.context, last=near, same_sentence=near)))

    def meaning(self, matches: Sequence[FormMatch], start: int, end: int) -> DateInterval:
        if self.cumulative and [match.op for match in matches[1:]] == ["quarter"] and matches[0].op in ("fiscal_end", "era_fiscal_end"):
            whole = run(matches[:1], self.context)
            return so_far(whole, self.context, matches[1].args)
        if (compared := self.compared.meaning(matches, start, end, self.context)) is not None:
            return compared
        reported = self.of_report(matches[0], end)
        if reported is not None:
            return run(matches[1:], self.context, reported)
        if self.month is not None and matches[0].op == "rel_month":  # 本月 of a notice is the month that it reports on
            return run(matches, replace(self.context, published=self.month))
        in_report = self.context.reporting is not None and matches[0].op in FISCAL
        if self.context.published is None and not in_report or not needs_context(matches):
            same = self.context.same_sentence
            if needs_context(matches) and same is not None and same.start is not None:
                return choose(matches, self.context, "past")
            return self.by_tense(run(matches, self.context), matches, start, end)
        over = in_report or matches[0].op in FISCAL and _REPORT.match(self.text, end) is not None
        tense = "past" if over else self.tenses.tense(self.text, start, end)
        if matches[0].op != "weekday":
            return choose(matches, self.context, tense)
        iso = integer(matches[0].args)
        if tense in ("", "present") and iso in self.context.weekdays:
            return self.context.weekdays[iso]
        when = choose(matches, self.context, tense)
        if tense == "future":
            self.context.weekdays[iso] = when
        return when

    def of_report(self, word: FormMatch, end: int) -> DateInterval | None:
        """本季, 本月, 本年 and the ones before them, counted from what the title or the text reports on; None for others."""
        unit = _UNITS.get(word.op)
        if unit is None or self.tenses.tense(self.text, word.start, end) == "future":
            return None
        n = -1 if word.op == "year_before" else integer(word.args)
        same = self.context.same_sentence
        of_accounts = self.text.startswith(_THIS_OF_ACCOUNTS, word.start) and of_accounts_after(self.text, word.end)
        if unit != "quarter" and not of_accounts and not self.text.startswith(_THIS, word.start):
            return None  # 今年 and 去年 count from the publication date
        if n == -1 and word.op != "rel_year" and same is not None and same.granularity == unit:
            return None  # counted from what the sentence names
        return self.reported.meaning(unit, n, word.start, word.end)

    def by_tense(self, when: DateInterval, matches: Sequence[FormMatch], start: int, end: int) -> DateInterval:
        """Weeks begin on Sunday for some: on that day 本周四 is ahead where its clause says so, 上周五 two days ago.

        A bare 月末 is to come only where its clause says so.
        """
        published, op = self.context.published, matches[0].op
        if published is None or when.start is None or op not in ("rel_month_part", "rel_week"):
            return when
        tense = self.tenses.tense(self.text, start, end)
        if op == "rel_month_part":
            to_come = when.start > published and tense in ("", "past")
            return run(matches, replace(self.context, published=shift(published, "M", -1))) if to_come else when
        if self.document.lang == "zh-Hant" and matches[0].args[0] == -1 and len(matches) > 1 and published.isoweekday() == 7:
            return day_of(shift(when.start, "W", 1)) if when.granularity == "day" else when
        passed = matches[0].args[0] == 0 and len(matches) > 1 and published.isoweekday() == 7 and when.start < published
        return day_of(shift(when.start, "W", 1)) if passed and tense == "future" else when

    def remember(self, when: DateInterval, item: Expression) -> None:
        if when.start is None:
            return
        first = next(iter(item.words[0].args), None)
        if isinstance(first, Era):
            self.context.era = first
        elif isinstance(first, str) and first.isdigit() and len(first) == 4:
            self.context.era = None
        self.compared.note(item, when)
        if item.words[-1].op == "ended" and when.end is not None and when.end.day == 1:
            self.context.ended = when
        same = self.context.same_sentence
        if not _looks_back(item) and (same is None or not same.fiscal or (same.start, same.end) != (when.start, when.end)):
            # the months in brackets behind a fiscal quarter are no other period
            self.context.last = self.context.same_sentence = when
        if _is_running(when, self.context.published):
            self.context.running = when
        if self.notice and when.granularity == "month" and "年" in self.text[item.start : item.end]:
            self.month = when.start
        if when.granularity == "day":
            self.context.last_day = when
            self.days.append((when.start, self.sentence))
        if when.fiscal and not self.context.public:
            self.context.last_fiscal = when
        elif when in self.context.irregular.values() and when.end is not None:
            self.context.last_fiscal = fiscal.FiscalYear((when.end - DAY).month, "stated").holding(when.end - DAY)
        elif any(match.op in ("so_far", "prior_so_far") for match in item.words):
            self.context.last_fiscal = fiscal.FiscalYear(self.context.fiscal_month, "stated").holding(when.start)

    def event(self, start: int) -> date | None:
        """The day of the event named before an offset: the latest day whose sentence names it."""
        named = _EVENT.search(self.text[max(start - 10, 0) : start])
        if named is None:
            return None
        for length in range(min(len(named[1]), 4), 1, -1):
            word = named[1][-length:]
            for day, index in reversed(self.days):
                first, last = self.document.sentences[index]
                if self.text.find(word, first, min(last, start - 1)) >= 0:
                    return day
        return None


def _resolve(resolver: _DateResolver, items: list[Expression | Duration], forms: DateForms) -> list[Record]:
    document, out = resolver.document, list[Record]()
    for item, following in pairwise(items):
        resolver.pair(item, following)
    for item in items:
        if isinstance(item, Duration):
            modifier = forms.durations.modifier(document.folded, item.start, item.end)
            out.append(Record("duration", item.start, item.end, timex=item.timex, modifier=modifier, rule=item.rule))
            continue
        record = resolver.record(item)
        if record is None and item.last:
            # no range, so a date and what else stands beside it
            near = resolver.record(Expression(item.start, item.words[-1].end, item.words, []))
            beside = date_or_duration.at(forms, document.folded, item.last[0].start, document)
            out += [near] if near is not None else []
            if isinstance(beside, Duration) and beside.end <= item.end:
                out.append(Record("duration", beside.start, beside.end, timex=beside.timex, rule=beside.rule))
            elif isinstance(beside, Expression) and beside.end <= item.end:
                far = resolver.record(beside)
                out += [far] if far is not None else []
        elif record is not None:
            out.append(record)
    return out


def period_of(record: Record) -> str:
    """The period a date record stands for, as facts write it: 2024, 2025-Q3, FY2026-03-H1, 2025-01..2025-09; "" without dates."""
    if record.start_date is None or record.end_date is None:
        return ""
    timex = record.timex or ""
    if timex.startswith("FY") and "/" not in timex:
        return timex
    return period.text(record.start_date, record.end_date)


def years_of(record: Record) -> list[str]:
    """The periods of the single years that a range of whole years covers (2022年から2024年: 2022, 2023, 2024); else its own period."""
    start, end = record.start_date, record.end_date
    if start is None or end is None:
        return []
    months = (end.year - start.year) * 12 + end.month - start.month
    if start.day != 1 or end.day != 1 or months % 12 or months > 1200:
        return [period_of(record)]
    return [period.text(period.month_shift(start, n), period.month_shift(start, n + 12)) for n in range(0, months, 12)]
