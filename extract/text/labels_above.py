"""Counts below their labels, blank lines between, as pages and PDFs flatten forms: 發售股份數目 / 68,166,200."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...rules.words import pattern
from .lines import TextLine, TextPiece, look_of
from .table_lines import TableLines

_TABLE = "page_words"
_LABEL = 40
"""Characters; a longer line is no label."""
_LINES = 2
"""So many lines a label has at most."""
_LEAST = 2
"""So many labels with a count make a form."""
PlacedTable = tuple[int, int, TableLines]
"""(first line, last line + 1, rows)"""


def with_forms(folded: str, lines: Sequence[TextLine], tables: Sequence[PlacedTable]) -> list[PlacedTable]:
    """The tables, and those of the lines in none of them that are labels above counts, in order."""
    inside = {at for first, last, _ in tables for at in range(first, last)}
    found = list(_counts(folded, lines, inside))
    return sorted([*tables, *found], key=lambda table: table[0]) if len(found) >= _LEAST else list(tables)


def _counts(folded: str, lines: Sequence[TextLine], inside: set[int]) -> Iterator[PlacedTable]:
    for at in range(1, len(lines)):
        first = _label(folded, lines, at, inside) if _is_count(folded, lines[at]) else at
        if first < at:
            label, below = TextPiece(lines[first].start, lines[at - 1].end, "text"), lines[at]
            rows = TableLines("pairs")
            rows.add(TextLine(label.start, below.end, "tabs", [label, TextPiece(below.start, below.end, "value")]), "body")
            yield first, at + 1, rows


def _is_count(folded: str, line: TextLine) -> bool:
    return not line.form and not line.rule and look_of(folded[line.start : line.end]) == "value"


def _label(folded: str, lines: Sequence[TextLine], at: int, inside: set[int]) -> int:
    """The first line of the label above line `at`; `at` where there is none that counts."""
    text = ""
    for first in range(at - 1, max(at - 1 - _LINES, -1), -1):
        line = lines[first]
        if line.form or line.rule or first in inside or at in inside or line.end - line.start > _LABEL:
            break
        text = folded[line.start : line.end] + text
        if "。" not in text and any(pattern(_TABLE, ident).search(text) for ident in ("counted-shares", "unitless-label")):
            return first
        if line.after_blank:
            break
    return at
