"""Which sentences are read, where nothing more may be found, and what has the form of an institution."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import regex

from ....corpus.record import Record
from ....rules import words
from ...text.document import Document

_NAME = regex.compile(r"[A-Za-zÀ-ɏ]{2}|[ァ-ヺー]{2}|[㐀-鿿]{2}|[㐀-鿿][ァ-ヺA-Za-z]|[ぁ-ゟ]{3}|[A-Za-zァ-ヺ0-9][㐀-鿿]")
"""What a sentence must hold, outside of what is taken, to hold a name at all."""


def is_institution(name: str) -> bool:
    """Whether a folded name has the form of a school, an authority, an exchange or an association."""
    return len(name) > 3 and bool(words.pattern("name_words", "institutions").search(name))


class Blocked:
    """Spans, sorted by start, that nothing new may overlap."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._spans = spans
        self._starts = [s for s, _ in spans]

    def free(self, start: int, end: int) -> bool:
        at = bisect_left(self._starts, end) - 1
        return at < 0 or self._spans[at][1] <= start


def open_sentences(document: Document, taken: Sequence[Record]) -> list[tuple[int, int]]:
    """Sentences that can hold a name outside of what is taken."""
    out, k = [], 0
    for start, end in document.sentences:
        while k < len(taken) and taken[k].end <= start:
            k += 1
        at, j, is_open = start, k, False
        while not is_open and j < len(taken) and taken[j].start < end:
            is_open = bool(_NAME.search(document.folded, at, max(taken[j].start, at)))
            at = max(at, taken[j].end)
            j += 1
        if is_open or _NAME.search(document.folded, min(at, end), end):
            out.append((start, end))
    return out
