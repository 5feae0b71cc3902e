"""Forms: counts below their labels, blank lines between, as pages and PDFs flatten them (發售股份數目 / 68,166,200), and keys that
state the unit of the number behind them (營業收入(仟元):1,180,420)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ...rules.words import pattern
from . import listed
from .lines import TextLine, TextPiece, look_of
from .table_lines import PlacedTable, TableLines
from .units import bracketed_unit

_TABLE = "page_words"
_LABEL = 40
"""Characters; a longer line is no label."""
_LINES = 2
"""So many lines a label has at most."""
_LEAST = 2
"""So many labels with a count make a form."""
_KEYED = re.compile(
    r"(?:[0-9]{1,2}[.、] ?|\([0-9]{1,2}\) ?)?([^:。]{2,60}\([^():。]{1,12}\)): {0,4}([-(]?[0-9][0-9,]{0,30}(?:\.[0-9]{1,12})?\)?)"
)
"""An item of a form: its key, with the unit, and its figure."""


def with_forms(folded: str, lines: Sequence[TextLine], tables: Sequence[PlacedTable]) -> list[PlacedTable]:
    """The tables, and those of the lines in none of them that are labels above counts, keys with units, or lists, in order."""
    inside = {at for first, last, _ in tables for at in range(first, last)}
    found = list(_counts(folded, lines, inside))
    found = found if len(found) >= _LEAST else []
    for more in (_keyed, listed.tables):
        inside |= {at for first, last, _ in found for at in range(first, last)}
        found += more(folded, lines, inside)
    return sorted([*tables, *found], key=lambda table: table[0]) if found else list(tables)


def _keyed(folded: str, lines: Sequence[TextLine], inside: set[int]) -> Iterator[PlacedTable]:
    """Neighbouring lines that are keys with units and their figures."""
    rows, first = TableLines("pairs"), 0
    for at, line in enumerate(lines):
        found = None if line.form or line.rule or at in inside else _KEYED.fullmatch(folded, line.start, line.end)
        if found is not None and bracketed_unit(folded, *found.span(1)) is not None:
            first = at if not rows.lines else first
            since = pattern(_TABLE, "since-year-start").match(folded, *found.span(1))
            label = since.end() if since is not None else found.start(1)
            pieces = [TextPiece(label, found.end(1), "text"), TextPiece(*found.span(2), "value")]
            rows.add(TextLine(line.start, line.end, "tabs", pieces), "body")
        elif rows.lines:
            yield first, at, rows
            rows = TableLines("pairs")
    if rows.lines:
        yield first, len(lines), rows


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
