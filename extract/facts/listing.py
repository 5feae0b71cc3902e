"""The day on which a firm was, or will be, listed: offer price, proceeds and first-day prices are of that day."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..text.document import Document
from .clause import pattern
from .items import Date, Firm, Item, Sign, Word
from .scope import Scope
from .when import When, when_of


def days(document: Document, between: Callable[[int, int], Sequence[Item]], scope: Scope) -> dict[str, When]:
    """Listing day by firm, from the sentences that speak of a listing and hold a day."""
    out: dict[str, When] = {}
    topic = first = ""
    for start, end in document.sentences:
        items = between(start, end)
        firms = [i for i in items if isinstance(i, Firm)]
        cues = [i for i in items if (isinstance(i, Sign) and i.id == "listing") or (isinstance(i, Word) and i.metric.id == "opening_price")]
        dates = [i for i in items if isinstance(i, Date) and i.record.granularity in ("day", "month")]
        for cue in cues if dates else ():
            day = min(dates, key=lambda d: abs(d.start - cue.start) + (0 if d.start < cue.start else 15))
            if abs(day.start - cue.start) > 40 or day.record.granularity != "day":
                continue
            left = [f for f in firms if f.start < max(day.start, cue.start)]
            behind = [f for f in firms if pattern("listed").fullmatch(document.folded, cue.end, f.start)]
            firm = behind[0].entity if behind else left[-1].entity if left else topic or scope.issuer or first
            when = when_of(day.record)
            if firm and when is not None:
                out.setdefault(firm, when)
                break
        named = [f for f in firms if not pattern("sponsor").search(document.folded, max(f.start - 8, start), min(f.end + 20, end))]
        if named:
            first = first or named[0].entity
            topic = named[0].entity if named[0].start - start <= 20 else topic
    return out
