"""Which quarter, month or year 本季, 本月 and 本年 are: the one that the title or the text reports on, where it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from ...corpus.article import Article
from ...corpus.record import Record
from ...rules import words
from ...rules.period import month_shift
from ..text.document import Document
from .calendar import DateInterval, fiscal, unit_at, year

_REPORT, _ENDED = words.pattern("date_words", "report-after"), words.pattern("date_words", "year-ended-before")
_OUTLOOK_BEFORE, _OUTLOOK = (words.pattern("date_words", f"outlook-{side}") for side in ("before", "after"))
_ACCOUNTS = words.pattern("date_words", "accounts-after")
_DECLARED = words.pattern("date_words", "period-declared")
_MONTHS = {3: "quarter", 1: "month", 12: "year"}
"""Units by how many months they last."""
_UNDER_WAY = 5, 80
"""So many days into a quarter, its accounts cannot be told; those of the one before can."""
_BEFORE = 14
"""So many characters before the word are read."""
_OVER = 20
"""A period is told of so many days before it ends."""
_LATEST = {"quarter": 200, "month": 31, "year": 200}
"""So many days after its end a period is still the one that a text reports on."""


class ReportedPeriods:
    """The periods that one document has named so far, by unit: quarter, month, year."""

    def __init__(self, document: Document, dates: Callable[[Document], Sequence[Record]]) -> None:
        self.document = document
        self._dates = dates
        """Finds the dates of a title."""
        self._titled: dict[str, DateInterval] | None = None
        self._named: dict[str, DateInterval] = {}
        """The latest of the sentences read; a year only where a word says that it is reported on."""
        self._declared: dict[str, DateInterval] = {}
        """What the text says that the words mean: 第3四半期連結累計期間（以下「当四半期」という）."""
        self._of_sentence: dict[str, DateInterval] = {}
        """The latest of this sentence that no word calls a report: another may stand beside it."""
        self._sentence = -1
        self._meant: dict[str, DateInterval] = {}
        """What the words have meant so far, other than the period that runs."""

    def note(self, when: DateInterval, start: int, end: int) -> None:
        """Take in what an expression means, in the order of the text."""
        declared = _DECLARED.match(self.document.folded, end)
        if declared is not None and when.start is not None:
            self._declared[next(unit for unit, word in declared.groupdict().items() if word)] = when
        unit = self._unit(when)
        if not unit:
            return
        self._turn(start)
        if _is_report(self.document.folded, start, end):
            _keep(self._named, unit, when)
        elif unit != "year":
            _keep(self._of_sentence, unit, when)

    def meaning(self, unit: str, n: int, start: int, end: int) -> DateInterval | None:
        """What 本季 (0) or 上季 (-1) at `start` means; None where it counts from the publication date, or nothing tells."""
        meant = self._meant.get(unit)
        if n == -1 and unit == "year" and meant is None:
            self._turn(start)
            meant = self._of_title().get(unit) or self._named.get(unit)
        if n == -1 and meant is not None and unit != "month":
            return _one_before(meant, unit)
        if n != 0:
            return None
        found, declared = self._reported(unit, start, end), self._declared.get(unit)
        if declared is not None and (found is None or declared[:2] != found[:2]):
            return declared
        if found is not None:
            self._meant[unit] = found
        return found

    def _reported(self, unit: str, start: int, end: int) -> DateInterval | None:
        folded = self.document.folded
        if _OUTLOOK.match(folded, end) or _OUTLOOK_BEFORE.search(folded, max(0, start - _BEFORE), start):
            return None
        accounts = of_accounts_after(folded, end)
        if unit == "month" and not accounts:
            return None
        self._turn(start)
        found = self._of_title().get(unit) or self._named.get(unit)
        return self._last_quarter() if found is None and unit == "quarter" and accounts else found

    def _last_quarter(self) -> DateInterval | None:
        """The quarter before the one that runs, of which accounts are told: 本季營收270億元."""
        published: date | None = self.document.published
        if published is None:
            return None
        first, last = _UNDER_WAY
        days = (published - unit_at(published, "quarter", 0).known[0]).days
        return unit_at(published, "quarter", -1) if first <= days <= last else None

    def _turn(self, start: int) -> None:
        sentence = self.document.sentence_at(start)
        if sentence != self._sentence:
            for unit, when in self._of_sentence.items():
                _keep(self._named, unit, when)
            self._sentence, self._of_sentence = sentence, {}

    def _of_title(self) -> dict[str, DateInterval]:
        if self._titled is None:
            self._titled = {}
            article = self.document.article
            title = Document(Article(article.id, article.title, article.lang, article.published))
            for record in self._dates(title):
                when = DateInterval(record.start_date, record.end_date, record.granularity or "", record.timex or "")
                unit = self._unit(when)
                if unit and (unit != "year" or _is_report(title.folded, record.start, record.end)):
                    _keep(self._titled, unit, when)
        return self._titled

    def _unit(self, when: DateInterval) -> str:
        """The unit of a period on which a text of that day may report, or ""."""
        if when.start is None or when.end is None or when.start.day != 1 or when.end.day != 1:
            return ""
        unit = _MONTHS.get((when.end.year - when.start.year) * 12 + when.end.month - when.start.month, "")
        published: date | None = self.document.published
        over = unit != "" and (published is None or -_OVER <= (published - when.end).days <= _LATEST[unit])
        return unit if over else ""


def of_accounts_after(folded: str, end: int) -> bool:
    """Whether accounts or sales are told right behind a word."""
    return _ACCOUNTS.match(folded, end) is not None


def _is_report(folded: str, start: int, end: int) -> bool:
    """Whether a word behind a period calls it the one of a report, or it is a year of accounts by its last day."""
    return _REPORT.match(folded, end) is not None or _ENDED.search(folded, start, end) is not None


def _keep(found: dict[str, DateInterval], unit: str, when: DateInterval) -> None:
    if unit not in found or when.known[1] >= found[unit].known[1]:
        found[unit] = when


def _one_before(when: DateInterval, unit: str) -> DateInterval | None:
    start = when.known[0]
    if unit == "year":
        last = month_shift(start, -1)
        return fiscal(last.year, last.month) if when.fiscal else year(start.year - 1)
    return unit_at(start, unit, -1) if not when.fiscal else None
