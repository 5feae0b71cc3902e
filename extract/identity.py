"""Which mentions are of one firm."""

from __future__ import annotations

from collections.abc import Sequence

from ..corpus.record import Record
from ..rules.legal_form import key
from .document import Document


def name_id(name: str) -> str:
    """The id of a firm that stands in no table: the same for one full name in every article."""
    return "name:" + key(name)


def pool(document: Document, records: Sequence[Record], extra: Sequence[Record]) -> list[Record]:
    """`records` with the recognizer's candidates `extra` merged in."""
    return sorted(records, key=lambda r: r.start)
