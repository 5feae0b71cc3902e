"""Names of a table that its lines cut, read as one: 稅後每股 above 盈餘(元), 與前一年度⏎同期比較, 歸屬母公司 above 業主淨利."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ....corpus.record import Record
from ....rules.words import pattern
from ...text.document import Document
from ...text.page import Cell, Span
from ..line.items import Date, Firm, Item, Word, WordMeasure, metric_of, start_of
from ..line.when import named

_MOST = 60
"""Characters; a longer name is not read as one."""
_PART = re.compile(r"\S+")
_BRACKETS = re.compile(r"\([^()]{0,12}\)")
_TO = frozenset("至到~-")
FindWords = Callable[[str], Iterator[Item]]
"""The words of the tables in a folded text, by their places in it."""


@dataclass(frozen=True, slots=True)
class CutName:
    """`name` is the whole, `items` are of it, `rest` is what it says beside words, dates and firms."""

    name: str
    items: Sequence[Item]
    rest: str


def whole(document: Document, spans: Sequence[Span], items: Sequence[Item], find: FindWords) -> CutName | None:
    """The name that the spans are together, if a cut goes through a word or a range of it, or if it only says of which profit it is.

    `items` are those of the spans one by one."""
    places = [at for span in spans for part in _PART.finditer(document.folded, *span) for at in range(*part.span())]
    if not 1 < len(places) <= _MOST:
        return None
    folded = "".join([document.folded[at] for at in places])
    joined = list(find(folded)) if places[-1] - places[0] + 1 != len(places) else []
    made = any(places[word.end - 1] - places[word.start] != word.end - 1 - word.start for word in joined)
    kept = [(bisect_left(places, i.start), bisect_left(places, i.end), i) for i in items if i.start in places]
    if made:
        inside = {at for word in joined for at in range(word.start, word.end)}
        kept = [part for part in kept if isinstance(part[2], (Date, Firm)) and inside.isdisjoint(range(*part[:2]))]
        kept += [(word.start, word.end, word) for word in joined]
        for word in joined:
            word.start, word.end = places[word.start], places[word.start] + word.end - word.start
    ranged = _ranged(kept, folded)
    if ranged is not None:
        made, kept = True, ranged
    if not any(isinstance(item, (Word, WordMeasure)) for _, _, item in kept):
        profit = taxed(folded, places[0])
        if profit is not None:
            made = True
            kept.append((0, len(folded), profit))
    if not made:
        return None
    named_ = {at for start, end, item in kept if isinstance(item, (Word, Date, Firm)) for at in range(start, end)}
    rest = "".join([document.text[at] for n, at in enumerate(places) if n not in named_])
    return CutName("".join([document.text[at] for at in places]), sorted([item for _, _, item in kept], key=start_of), rest)


def _ranged(kept: Sequence[tuple[int, int, Item]], folded: str) -> list[tuple[int, int, Item]] | None:
    """The items with one date for two that a cut parts: 114年第3季至 above 115年第2季; None where there are none."""
    dates = sorted([part for part in kept if isinstance(part[2], Date)], key=lambda part: part[0])
    if len(dates) != 2 or folded[dates[0][1] : dates[1][0]] not in _TO:
        return None
    first, last = (date.when for _, _, date in dates if isinstance(date, Date))
    if first is None or last is None or first.end > last.start:
        return None
    start, when = dates[0][2].start, named(first.start, last.end)
    record = Record("date", start, start + 1, start_date=when.start, end_date=when.end, granularity="range", timex=when.text)
    others = [part for part in kept if not isinstance(part[2], Date)]
    return [*others, (dates[0][0], dates[1][1], Date(start, start + 1, record))]


def taxed(folded: str, start: int) -> Word | None:
    """The profit that a name means which only says of it that it is before or after tax: 合併稅前(億元)."""
    found = pattern("fact_words", "taxed").fullmatch(_BRACKETS.sub("", folded).strip(" :"))
    if found is None:
        return None
    return Word(start, start + len(found[0]), metric_of("net_profit" if found["pretax"] is None else "pretax_profit"))


def lines_of(heads: Sequence[Cell]) -> Sequence[Cell]:
    """The innermost heads of a column that stand above it alone: they may be lines of one name."""
    first = len(heads)
    while first and heads[first - 1].columns == 1:
        first -= 1
    return heads[first:]
