"""What a table is laid out by: what its labels and its heads name, whether it tells parts or holders, what stands for all of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ....rules.words import pattern
from ...text.document import Document
from ...text.page import Table
from ..line.items import Date, Firm, Item, Sign, Value, Word
from ..line.when import length

_TABLE = "page_words"
_PLAIN = re.compile(r"([0-9]{1,4}(?:\.[0-9]{1,3})?) ?%?")
_NEAR, _LEAST, _MOST = 15, 40, 250
"""How near to 100 most figures are that count what they are compared with as 100, and the least and the most of them."""


@dataclass(frozen=True, slots=True)
class TableNames:
    """What a table is laid out by."""

    labels: str
    """What most labels of its rows name: metric, firm, date or name."""
    heads: str
    """What most heads of its columns of values name; "listed" where it is a list of parts below a line that names their metric."""
    parts: bool
    """Whether it tells parts: captions, corner or merged heads say so (按產品劃分, セグメント別), or its names are summed up (合計)."""
    holders: bool
    """Whether they say that it tells who holds shares."""
    held: bool
    """Whether they say that it tells whose shares the firm holds."""
    hundreds: dict[int, str]
    """Columns in which a percentage is 100: of "revenue", or of a "total"."""
    firms: frozenset[str]
    """The firms that labels name."""
    step: str
    """The length of the shortest period that heads say: month, quarter …, or ""."""
    of_hundred: frozenset[int]
    """Where percentages begin that count the figure compared with as 100, and so are no growth: 103.1, 98.7 of 前年同月比."""


def names_of(document: Document, table: Table, between: Callable[[int, int], Sequence[Item]]) -> TableNames:
    rows = [row for row in table.rows if row.kind == "body" and row.label is not None]
    labels = Counter(_named(between(*row.label.span)) for row in rows if row.label is not None)
    values = [column for column in table.columns if column.kind == "value" and column.heads]
    heads = Counter(_most_named([between(*head.span) for head in column.heads]) for column in values)
    corner = [head.span for column in table.columns for head in column.heads if column.kind == "label" or head.columns > 1]
    named = any(pattern(_TABLE, "parts-corner").fullmatch(document.folded, *span) for span in corner)
    listed = table.form == "pairs" and any(pattern(_TABLE, "lists-parts").search(document.folded, *span) for span in table.captions)
    parts, holders, held = (
        any(pattern("fact_words", ident).search(document.folded, *span) for span in (*table.captions, *corner))
        for ident in ("by-parts", "holders", "held")
    )
    hundreds: dict[int, str] = {}
    for row, column, cell in table.values():
        if row.label is not None and document.folded.startswith("100", cell.start):
            values_here = [i for i in between(*cell.span) if isinstance(i, Value)]
            if len(values_here) == 1 and values_here[0].record.unit == "percent" and values_here[0].record.value == Decimal(100):
                revenue = any(isinstance(i, Word) and i.metric.id == "revenue" for i in between(*row.label.span))
                hundreds[column.index] = "revenue" if revenue else "total"
    summed = [
        spans
        for spans, named in (
            ([row.label.span for row in rows if row.label is not None], _top(labels)),
            ([column.heads[-1].span for column in values], _top(heads)),
        )
        if named == "name" and any(_total(document.folded[slice(*span)]) for span in spans)
    ]
    said = {head.span for column in values for head in column.heads}
    lengths = {length(when) for span in said for i in between(*span) if isinstance(i, Date) and (when := i.when) is not None}
    firms = frozenset(i.entity for row in rows if row.label is not None for i in between(*row.label.span) if isinstance(i, Firm))
    step = next((name for name in ("month", "quarter", "half", "year") if name in lengths), "")
    parts = parts or named or listed or bool(summed)
    of_hundred = _of_hundred(document.folded, table) if document.lang == "ja" else frozenset[int]()
    top = "listed" if listed else _top(heads)
    return TableNames(_top(labels), top, parts, holders and not held, held, hundreds, firms, step, of_hundred)


def _of_hundred(folded: str, table: Table) -> frozenset[int]:
    """Where the cells of rows and columns begin that hold nothing but figures about 100."""
    lines: dict[tuple[str, int], list[tuple[int, float]]] = {}
    for row, column, cell in table.values():
        found = _PLAIN.fullmatch(folded, *cell.span)
        value = float(found[1]) if found is not None else 0.0
        for key in (("row", row.index), ("column", column.index)):
            lines.setdefault(key, []).append((cell.start, value))
    out: set[int] = set()
    for cells in lines.values():
        near = sum(abs(value - 100) <= _NEAR for _, value in cells)
        if 2 * near >= len(cells) and all(_LEAST <= value <= _MOST for _, value in cells):
            out.update(start for start, _ in cells)
    return frozenset(out)


def _total(folded: str) -> bool:
    return pattern("fact_words", "total-label").fullmatch(folded.strip(" *")) is not None


def eliminations(document: Document, table: Table) -> tuple[set[int], set[int]]:
    """The rows and the columns of what parts of the firm state among themselves: they state nothing of the firm."""
    said = pattern("fact_words", "eliminations")
    rows = {row.index for row in table.rows if row.label is not None and said.search(document.folded, *row.label.span)}
    columns = {column.index for column in table.columns if any(said.search(document.folded, *head.span) for head in column.heads)}
    return rows, columns


def _named(items: Sequence[Item]) -> str:
    for kind, name in ((Word, "metric"), (Firm, "firm"), (Date, "date")):
        if any(isinstance(item, kind) for item in items):
            return name
    return "date" if any(isinstance(item, Sign) and item.cue.period for item in items) else "name"


def _most_named(cells: Sequence[Sequence[Item]]) -> str:
    names = [_named(items) for items in cells]
    return next((name for name in ("metric", "firm", "date") if name in names), "name")


def _top(names: Counter[str]) -> str:
    return max(names, key=lambda name: (names[name], name), default="none")
