"""Whether the clause around a date without a year speaks of what is ahead (`[[tense]]` of rules/dates.toml)."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ...rules import words
from ...rules.fold import fold_pattern
from ...rules.table import Example, load

_BEFORE, _AFTER = 16, 34
"""How much of the clause is read, in characters."""
_STOPS, _AS_OF = words.pattern("date_words", "clause-stop"), words.forms("date_words", "as-of")
_COMPARED = words.pattern("date_words", "compared-with")
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Tense:
    """One row: patterns of the clause before and after a date."""

    id: str
    langs: tuple[str, ...]
    before: str
    after: str
    past: str
    examples: tuple[Example, ...]
    present: str = ""
    label: str = ""


class TenseReader:
    """`tense(text, start, end)` is "future", "present", "label", "past", "compared" or "" for the date that stands there."""

    def __init__(self, row: Tense | None) -> None:
        self._before, self._after, self._past, self._present, self._label = (
            (re.compile(fold_pattern(p)) if p else _NEVER for p in (row.before, row.after, row.past, row.present, row.label))
            if row
            else (_NEVER,) * 5
        )

    def tense(self, text: str, start: int, end: int) -> str:
        before = text[max(start - _BEFORE, 0) : start]
        if before.endswith(_AS_OF):
            return "past"
        if _COMPARED.search(before):
            return "compared"
        label = self._label.search(before)
        stops = list(_STOPS.finditer(before))
        if stops:
            before = before[stops[-1].end() :]
        after = text[end : end + _AFTER]
        ahead, past = self._after.match(after), self._past.match(after)
        if ahead and (past is None or ahead.end() <= past.end()):
            return "future"
        if past and past.end() < _AFTER:
            return "past"
        if self._before.search(before):
            return "future"
        if label:
            return "label"
        return "present" if self._present.match(after) else ""


@lru_cache(maxsize=8)
def tense_reader(lang: str, overlay: Path | None = None) -> TenseReader:
    rows = [row for row in load("dates", "tense", Tense, overlay) if lang in row.langs]
    return TenseReader(rows[-1] if rows else None)
