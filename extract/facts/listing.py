"""The day on which a firm was, or will be, listed, that most often told: offer price, proceeds and first-day prices are of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from ...rules.gate import may_hold
from ..text.document import Document
from .line.clause import pattern
from .line.items import Date, Firm, Item, Sign, Word
from .line.when import When
from .scope import Scope

_LABEL = 12
"""Characters; a longer sentence is no label of a form."""
_REACH = 4
"""A form whose labels were flattened apart from its values may have a label's value so many lines before it."""


def _day_beside(document: Document, at: int, between: Callable[[int, int], Sequence[Item]]) -> When | None:
    """The day that stands alone in the line below a label, or in one shortly before it: 開始買賣日 / 2025年9月25日*."""
    for other in (at + 1, *range(at - 1, at - 1 - _REACH, -1)):
        if 0 <= other < len(document.sentences):
            start, end = document.sentences[other]
            items = between(start, end)
            only = items[0] if len(items) == 1 else None
            if isinstance(only, Date) and only.record.granularity == "day" and only.start == start and end - only.end <= 2:
                return only.when
    return None


def _tells(item: Item) -> bool:
    """Whether an item speaks of a listing."""
    return (isinstance(item, Sign) and item.id == "listing") or (isinstance(item, Word) and item.metric.id == "opening_price")


def _each_day(firms: Sequence[Firm], dates: Sequence[Date]) -> list[tuple[str, When]]:
    """The days of a sentence by its firms, where there are as many of these, two or more: 甲、乙依次在3月5日和7日挂牌."""
    named = list(dict.fromkeys(firm.entity for firm in firms))
    whens = [date.when for date in dates if date.record.granularity == "day" and date.when is not None]
    if len(named) < 2 or len(named) != len(whens) or firms[-1].start > dates[0].start:
        return []
    return list(zip(named, whens, strict=True))


def days(document: Document, between: Callable[[int, int], Sequence[Item]], scope: Scope, published: When | None) -> dict[str, When]:
    """Listing day by firm, from the sentences that speak of a listing and hold a day, or say that it was today."""
    said: dict[str, Counter[When]] = {}
    starts = pattern("trading-starts")
    if not any(map(_tells, between(0, len(document.text)))) and not (may_hold(document.folded, starts) and starts.search(document.folded)):
        return {}
    topic = first = ""
    own = scope.issuer if scope.speaks else ""
    for at, (start, end) in enumerate(document.sentences):
        items = between(start, end)
        if not items:
            continue
        firms = [i for i in items if isinstance(i, Firm)]
        unnamed = own or topic or scope.issuer or first
        for firm, when in _of_sentence(document, at, between, firms, unnamed, published):
            if firm:
                said.setdefault(firm, Counter())[when] += 1
        named = [f for f in firms if not pattern("sponsor").search(document.folded, max(f.start - 8, start), min(f.end + 20, end))]
        if named:
            first = first or named[0].entity
            topic = named[0].entity if named[0].start - start <= 20 else topic
    return {firm: max(whens, key=whens.__getitem__) for firm, whens in said.items()}


def _of_sentence(
    document: Document,
    at: int,
    between: Callable[[int, int], Sequence[Item]],
    firms: Sequence[Firm],
    unnamed: str,
    published: When | None,
) -> Iterator[tuple[str, When]]:
    """The firms of a sentence with their listing days; `unnamed` is whose it is where it names none."""
    start, end = document.sentences[at]
    items = between(start, end)
    dates = [i for i in items if isinstance(i, Date) and i.record.granularity in ("day", "month")]
    cues = [i for i in items if _tells(i) and not pattern("listing-asked").match(document.folded, i.end, end)]
    spans = [(cue.start, cue.end) for cue in cues]
    if dates:
        spans += [found.span() for found in pattern("trading-starts").finditer(document.folded, start, end)]
        yield from (_each_day(firms, dates) if spans else ()) or _nearest_day(document, spans, firms, dates, unnamed)
    elif spans and published is not None and pattern("listed-today").search(document.folded, start, end):
        yield firms[0].entity if firms else unnamed, published
    elif spans and end - start <= _LABEL and (beside := _day_beside(document, at, between)) is not None:
        yield unnamed, beside


def _nearest_day(
    document: Document, spans: Sequence[tuple[int, int]], firms: Sequence[Firm], dates: Sequence[Date], unnamed: str
) -> Iterator[tuple[str, When]]:
    """The day nearest to the first words for a listing that have one in reach, of the firm behind them or last named before."""
    for cue, cue_end in spans:
        day = min(dates, key=lambda d: abs(d.start - cue) + (0 if d.start < cue else 15))
        if abs(day.start - cue) > 40 or day.record.granularity != "day":
            continue
        left = [f for f in firms if f.start < max(day.start, cue)]
        behind = [f for f in firms if pattern("listed").fullmatch(document.folded, cue_end, f.start)]
        firm = behind[0].entity if behind else left[-1].entity if left else unnamed
        if firm and day.when is not None:
            yield firm, day.when
            return
