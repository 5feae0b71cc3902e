"""Which years a bare year of a Chinese text means beside a fiscal year that is told by the day it ends on."""

from __future__ import annotations

from collections.abc import Sequence

from ...rules import words
from ...rules.period import month_shift
from .calendar import DAY, DateInterval, day_of, fiscal
from .context import DateContext
from .forms import FormMatch
from .operations import run
from .parse import Expression

_AFTER, _BEFORE = words.pattern("date_words", "year-compared-after"), words.pattern("date_words", "fiscal-compared-before")
_YEAR_END = words.pattern("date_words", "year-end-told")
_YEARS = 3
"""Figures are compared with those of so many years before."""


class ComparedYears:
    """（二零二五年：…）, 較2024年的… below 截至2026年3月31日止年度: the fiscal year of that name."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._told: DateInterval | None = None

    def note(self, item: Expression, when: DateInterval) -> None:
        """Take in what an expression means, in the order of the text."""
        if item.words[-1].op == "ended":
            self._told = when if when.fiscal and when.granularity == "year" else None

    def meaning(self, matches: Sequence[FormMatch], start: int, end: int, context: DateContext) -> DateInterval | None:
        """The fiscal year that a bare year stands for, the last day of the one told for 年末; None for others."""
        told = self._told
        if told is None or context.lang == "ja" or len(matches) > 1:
            return None
        if matches[0].op == "year_edge" and _YEAR_END.match(self._text, start):
            return day_of(told.known[1] - DAY)
        if matches[0].op != "year":
            return None
        bracketed = self._text[start - 1 : start] == "(" and _AFTER.match(self._text, end) is not None
        if not bracketed and not _BEFORE.search(self._text, max(0, start - 4), start):
            return None
        year, last = run(matches, context).known[0].year, month_shift(told.known[1], -1)
        return fiscal(year, last.month) if last.year - _YEARS <= year <= last.year else None
