"""What labels, heads and captions of a table say of its cells: metric, period, firm, how a figure is stated, and its basis."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ...rules.numeral import read
from ...rules.period import month_shift
from ...rules.period import text as period_text
from ...rules.words import pattern
from ..text.page import Span
from .items import Item, Word, metric_word
from .period import When, flows

_TABLE = "page_words"
_REST = 5
"""Characters that may follow a label's metric; more is another noun: 按最終發售價計算的估計上市開支."""
_YEAR = re.compile(r" ?((?:19|20)[0-9]{2})[AEF]? ?(?:年度?)?")
_QUARTER = re.compile(r"((?:FY)?\d{4}(-\d{2})?)-Q([1-4])")
_MONTHS = re.compile(r"([0-9一二三四五六七八九十两]{1,2})")


@dataclass(slots=True)
class Side:
    """What one row or one column says. `change`: yoy, share, amount (a difference) or ""; `name` is its text, brackets cut off."""

    name: str = ""
    metric: Item | None = None
    when: When | None = None
    firm: Item | None = None
    change: str = ""
    basis: str = ""
    holding: bool = False
    whole: bool = True
    """Whether the text names the firm as a whole, or nothing at all."""


def side(folded: str, text: str, spans: Sequence[Span], items: Sequence[Sequence[Item]]) -> Side:
    """What the spans of a label with its groups, or of the heads of a column, say together; the first is the nearest."""
    made = Side()
    for span, here in zip(spans, items, strict=True):
        part = _part(folded, span, here)
        made.metric = made.metric or part.metric
        made.firm = made.firm or part.firm
        made.change = made.change or part.change
        made.basis = made.basis or part.basis
        made.holding = made.holding or part.holding
        if not made.name:
            made.name = re.sub(r"[(（\[][^()（）\[\]]*[)）\]]", "", text[slice(*span)]).strip()
    made.when = combined(folded, spans, items)
    if spans:
        first = folded[slice(*spans[0])]
        made.whole = pattern(_TABLE, "whole-label").search(first.strip()) is not None
    return made


def _part(folded: str, span: Span, items: Sequence[Item]) -> Side:
    words = folded[slice(*span)].strip()
    made = Side()
    if pattern(_TABLE, "change-amount").search(words):
        made.change = "amount"
    elif pattern(_TABLE, "growth-head").search(words):
        made.change = "yoy"
    elif pattern(_TABLE, "share-head").search(words):
        made.change = "share"
    made.holding = pattern(_TABLE, "holding-head").search(words) is not None
    if pattern(_TABLE, "forecast-cell").search(words):
        made.basis = "forecast"
    elif pattern(_TABLE, "actual-cell").search(words):
        made.basis = "actual"
    made.metric = metric_of(folded, span, items)
    made.firm = next((i for i in items if i.kind == "company"), None)
    return made


def metric_of(folded: str, span: Span, items: Sequence[Item]) -> Item | None:
    """The metric that a label is: its last word, with the sign of a gain where it names gain and loss."""
    label = folded[slice(*span)]
    plain = re.sub(r"\([^()]*\)|[ *]", "", label)
    if plain != label and (named := metric_word(plain)) is not None:
        return Item("metric", *span, named)
    words = [i for i in items if i.kind == "metric"]
    if not words:
        return None
    last = words[-1]
    rest = re.sub(r"\([^()]*\)|-", "", folded[last.end : span[1]]).strip()
    if len(rest) > _REST:
        return None
    rate = re.search(r"率|比", rest) is not None
    if rate and last.what.metric.unit != "percent":
        return None
    per_share = pattern(_TABLE, "per-share-label").search(label) is not None
    if per_share and last.what.metric.unit != "price":
        return None
    same = [w for w in words if w.what.metric.id == last.what.metric.id]
    if any(w.what.sign > 0 for w in same) and last.what.sign < 0:
        return Item("metric", last.start, last.end, Word(last.what.metric, 1))
    return last


def combined(folded: str, spans: Sequence[Span], items: Sequence[Sequence[Item]]) -> When | None:
    """The period of a side: that of its nearest span that has one; a year below 截至六月三十日止六個月
    is those months of the year, below 於12月31日 that day."""
    found: When | None = None
    for span, here in zip(spans, items, strict=True):
        if found is not None and found.start is not None and _whole_year(found):
            ended = pattern(_TABLE, "period-ended").search(folded, *span)
            day = pattern(_TABLE, "day-head").fullmatch(folded[slice(*span)].strip())
            if ended is not None or day is not None:
                return (_ended(ended, found) if ended is not None else _day(day, found) if day is not None else None) or found
        when = _when(folded, span, here)
        found = found or when
    return found


def _when(folded: str, span: Span, items: Sequence[Item]) -> When | None:
    for item in items:
        if item.kind == "date" and item.what.start_date is not None:
            return _cumulative(folded, span, flows(item) or When.of(item))
    year = _YEAR.match(folded[slice(*span)])
    if year is None or span[1] - span[0] > 8:
        return None
    return When(year[1], date(int(year[1]), 1, 1), date(int(year[1]) + 1, 1, 1))


def _cumulative(folded: str, span: Span, when: When) -> When:
    """第２四半期（累計） is the half, 第３四半期連結累計期間 three quarters."""
    quarter = _QUARTER.fullmatch(when.text)
    if quarter is None or when.start is None or when.end is None or quarter[3] == "1":
        return when
    if pattern(_TABLE, "cumulative-head").search(folded, *span) is None:
        return when
    start = month_shift(when.start, -3 * (int(quarter[3]) - 1))
    if quarter[3] == "2":
        return When(f"{quarter[1]}-H1", start, when.end, when.item)
    return When(quarter[1] if quarter[3] == "4" else period_text(start, when.end), start, when.end, when.item)


def _whole_year(when: When) -> bool:
    return when.start is not None and when.end is not None and 360 < (when.end - when.start).days < 370


def _end_of(said: re.Match[str], year: When) -> date | None:
    """The day after the month and day that a head says, in a year."""
    month, day = (read(said[i], False) for i in (1, 2))
    if month is None or day is None or year.end is None:
        return None
    try:
        return date((year.end - timedelta(1)).year, int(month.value), int(day.value)) + timedelta(1)
    except ValueError:
        return None


def _day(said: re.Match[str], year: When) -> When | None:
    """The day of a year that a head above it says: 於12月31日 of 2024."""
    end = _end_of(said, year)
    return When((end - timedelta(1)).isoformat(), end - timedelta(1), end) if end is not None else None


def _ended(ended: re.Match[str], year: When) -> When | None:
    """The months up to a day of a year: 六月三十日止六個月 of 2025."""
    end = _end_of(ended, year)
    if end is None:
        return None
    count = _MONTHS.match(ended[3])
    size = read(count[1].replace("两", "二"), False) if count is not None else None
    months = int(size.value) if size is not None else 12
    if not 0 < months <= 24:
        return None
    start = month_shift(end, -months)
    if months == 12 and end.month != 1:
        last = end - timedelta(1)
        return When(f"FY{last.year:04d}-{last.month:02d}", start, end)
    return When(period_text(start, end), start, end)


def fiscal(when: When) -> When:
    """The fiscal year that a month in a row of closing months ends: 2024年3月 of 決算年月."""
    if when.start is None or when.end is None or not 27 < (when.end - when.start).days < 32:
        return when
    last = when.end - timedelta(1)
    return When(f"FY{last.year:04d}-{last.month:02d}", month_shift(when.end, -12), when.end, when.item)
