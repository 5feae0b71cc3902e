"""The day on which a firm was, or will be, listed: offer price, proceeds and first-day prices are of that day."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..text.document import Document
from . import clause
from .items import Item
from .period import When


def days(document: Document, items: Sequence[Sequence[Item]], subjects_of: Sequence[Sequence[Item]], main: str | None) -> dict[str, When]:
    """Listing day by company, from the sentences that speak of a listing and hold a day."""
    out: dict[str, When] = {}
    topic: str | None = None
    before: list[Item] = []
    named: list[Item] = []
    for row, subjects in zip(items, subjects_of, strict=True):
        before, named = named, [i for i in row if i.kind == "company"] or named
        if subjects and subjects[0].start <= row[0].start + 40:
            topic = subjects[0].what.entity_id
        dates = [i for i in row if i.kind == "date" and i.what.granularity == "day" and i.what.start_date is not None]
        if not dates or earlier(document.folded, row):
            continue
        offered = any(i.kind == "metric" and i.what.metric.period == "listing" for i in row)
        cues = [
            i
            for i in row
            if (offered and i.kind == "organization")
            or (i.kind == "cue" and i.what == "listing")
            or (i.kind == "metric" and i.what.metric.id == "opening_price")
        ]
        if not cues:
            continue
        firms = _run(document.folded, [i for i in row if i.kind == "company"])
        group = _run(document.folded, dates)
        if len(firms) == len(group) > 1:
            for firm, day in zip(firms, group, strict=True):
                out.setdefault(firm.what.entity_id, When.of(day))
            continue
        for cue in cues:
            day = min(dates, key=lambda d: abs(d.start - cue.start) + (0 if d.start < cue.start else 15))
            if abs(day.start - cue.start) > 40:
                continue
            left = [s for s in subjects if s.start < max(day.start, cue.start)]
            reference = [c for c in row if c.kind == "cue" and c.what == "latter" and c.start < cue.start]
            if reference:
                left = [i for i in row if i.kind == "company" and i.end <= reference[-1].start][-1:] or before[-1:]
            firm_id = left[-1].what.entity_id if left else topic or main
            if firm_id:
                out.setdefault(firm_id, When.of(day))
                break
    return out


_EARLIER = re.compile(r"受理|申请|递表|递交|聆讯|听证|过会|审议|承认|问询|辅导|提交")


def earlier(text: str, items: Sequence[Item]) -> bool:
    """Whether a sentence is about a step before the listing: its day is not the listing's."""
    return bool(items) and _EARLIER.search(text, items[0].start, items[-1].end) is not None


def _run(text: str, items: Sequence[Item]) -> list[Item]:
    """The first list of at least two."""
    run: list[Item] = []
    for item in items:
        if run and not clause.names_join(text, run[-1], item):
            if len(run) > 1:
                break
            run = []
        run.append(item)
    return run
