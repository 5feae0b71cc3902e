"""Which quarter 本季 is: the one that the title or the text reports on, where it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from ...corpus.article import Article
from ...corpus.record import Record
from ...rules import words
from ...rules.period import month_shift
from ..text.document import Document
from .calendar import DateInterval, unit_at

_REPORT = words.pattern("date_words", "quarter-report-after")
_OUTLOOK_BEFORE, _OUTLOOK = (words.pattern("date_words", f"quarter-outlook-{side}") for side in ("before", "after"))
_ACCOUNTS = words.pattern("date_words", "quarter-accounts-after")
_UNDER_WAY = 5, 80
"""So many days into a quarter, its accounts cannot be told; those of the one before can."""
_BEFORE = 14
"""So many characters before 本季 are read."""
_OVER = 20
"""A quarter is told of so many days before it ends."""
_LATEST = 200
"""So many days after its end a quarter is still the one that a text reports on."""


class ReportedQuarters:
    """The quarters that one document has named so far."""

    def __init__(self, document: Document, dates: Callable[[Document], Sequence[Record]]) -> None:
        self.document = document
        self._dates = dates
        """Finds the dates of a title."""
        self._titled: DateInterval | None = None
        self._read = False
        self._named: DateInterval | None = None
        """The latest quarter of the sentences read."""
        self._of_sentence: DateInterval | None = None
        """The latest of this sentence that no word calls a report: another may stand beside it."""
        self._sentence = -1

    def note(self, when: DateInterval, start: int, end: int) -> None:
        """Take in what an expression means, in the order of the text."""
        if not self._is_over(when):
            return
        self._turn(start)
        if _REPORT.match(self.document.folded, end):
            self._named = _later(self._named, when)
        else:
            self._of_sentence = _later(self._of_sentence, when)

    def reported(self, start: int, end: int) -> DateInterval | None:
        """What 本季 at `start` means; None where the quarter that runs is meant, or nothing tells."""
        folded = self.document.folded
        if _OUTLOOK.match(folded, end) or _OUTLOOK_BEFORE.search(folded, max(0, start - _BEFORE), start):
            return None
        self._turn(start)
        return self._of_title() or self._named or self._last(end)

    def _last(self, end: int) -> DateInterval | None:
        """The quarter before the one that runs, where accounts are told of it: 本季營收270億元."""
        published: date | None = self.document.published
        if published is None or not _ACCOUNTS.match(self.document.folded, end):
            return None
        running = unit_at(published, "quarter", 0)
        first, last = _UNDER_WAY
        return unit_at(published, "quarter", -1) if first <= (published - running.known[0]).days <= last else None

    def _turn(self, start: int) -> None:
        sentence = self.document.sentence_at(start)
        if sentence != self._sentence:
            if self._of_sentence is not None:
                self._named = _later(self._named, self._of_sentence)
            self._sentence, self._of_sentence = sentence, None

    def _of_title(self) -> DateInterval | None:
        if not self._read:
            self._read = True
            article = self.document.article
            for record in self._dates(Document(Article(article.id, article.title, article.lang, article.published))):
                when = DateInterval(record.start_date, record.end_date, record.granularity or "", record.timex or "")
                if self._is_over(when):
                    self._titled = _later(self._titled, when)
        return self._titled

    def _is_over(self, when: DateInterval) -> bool:
        """Whether a period is a quarter on which a text of that day may report."""
        if when.start is None or when.end is None or when.end != month_shift(when.start, 3) or when.start.day != 1:
            return False
        published: date | None = self.document.published
        return published is None or -_OVER <= (published - when.end).days <= _LATEST


def _later(first: DateInterval | None, second: DateInterval) -> DateInterval:
    return second if first is None or second.known[1] >= first.known[1] else first
