"""Mentions of firms and organizations: known names, legal forms, declared aliases, tickers and words of their role."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from ..corpus.record import Record
from ..rules.company import Company
from .directory import Directory, directory
from .document import Document, Extractor


@lru_cache(maxsize=8)
def build(overlay: Path | None = None, users: tuple[Company, ...] = (), table: bool = True) -> Extractor:
    """The extractor of company and organization mentions; it runs first.

    `overlay` is a folder of the user's rule tables, `users` the user's own firms; `table=False` leaves the built-in
    firms out.
    """
    known = directory(overlay, users, table)

    def extract(document: Document, taken: Sequence[Record]) -> list[Record]:
        return _mentions(document, known, taken)

    return extract


def _mentions(document: Document, known: Directory, taken: Sequence[Record]) -> list[Record]:
    out = []
    for hit in known.scan(document.folded):
        if hit.supported:
            ident = hit.ids[0]
            out.append(Record(known.kind(ident), hit.start, hit.end, entity_id=ident, rule=f"companies:{ident}"))
    return out
