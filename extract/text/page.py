"""The structure of a text, read once: blocks with their sections, and tables with their rows, columns, heads and captions.

All spans are code-point offsets into the article's text, end exclusive, without edge spaces. A page knows words of layout
(unit captions, notes, boilerplate) and no records: who wants the dates or the amounts of a head looks in the head's span.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Span = tuple[int, int]
BlockKind = Literal["heading", "paragraph", "bullet", "pair", "table", "caption", "boilerplate"]
RowKind = Literal["head", "units", "group", "body"]
ColumnKind = Literal["label", "value", "note"]
TableForm = Literal["bars", "tabs", "aligned", "lines", "pairs"]
"""Markdown and tables with bars; cells between tabs; between wide spaces; one cell a line; keys and values without a head."""


@dataclass(frozen=True, slots=True)
class Block:
    """A line, or the lines of one table. `section` are the indices in `Page.blocks` of the headings above it, outermost first.

    `level` is 1 for the highest heading, and how deep a bullet stands. `key` and `value` are the sides of a pair
    (資本金　3億円; 会社名：…), `table` is the index in `Page.tables` of a table's block or of the table a caption belongs to.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    section: tuple[int, ...] = ()
    key: Span | None = None
    value: Span | None = None
    table: int | None = None


class Cell(NamedTuple):
    """A cell; an empty one has start == end. A merged cell stands in every square that it covers: `columns` long, from `column`."""

    start: int
    end: int
    row: int
    column: int
    columns: int = 1

    @property
    def span(self) -> Span:
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Row:
    """`cells` has one entry a column of the table; None where a ragged row has no cell.

    kind: head (periods or metrics of the columns), units (a row of units below them), group (a line that names what the rows
    below it have in common), body. `groups` are the cells of the groups that a body row stands under, outermost first.
    `unit` is the unit that the row's label states: 千円 of 売上高（千円）.
    """

    index: int
    kind: RowKind
    start: int
    end: int
    cells: tuple[Cell | None, ...]
    label: Cell | None = None
    groups: tuple[Cell, ...] = ()
    unit: Span | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """`heads` are the head cells above the column, outermost first, merged ones included; `unit` is stated by one of them."""

    index: int
    kind: ColumnKind
    heads: tuple[Cell, ...] = ()
    unit: Span | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """`captions` are the lines above (title, unit caption), nearest last; `unit` is what caption, corner or a note below
    state for all cells.

    `section` are indices of headings in `Page.blocks`, as of a block. `unit_spans` are all spans of the table, its head and
    its captions that state units and hold no amount.
    """

    form: TableForm
    start: int
    end: int
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    captions: tuple[Span, ...] = ()
    unit: Span | None = None
    section: tuple[int, ...] = ()
    unit_spans: tuple[Span, ...] = ()

    def values(self) -> Iterator[tuple[Row, Column, Cell]]:
        """Every cell of a body row under a column of values, in order, empty ones left out."""
        columns = [(column.index, column) for column in self.columns if column.kind == "value"]
        for row in self.rows:
            if row.kind == "body":
                for index, column in columns:
                    cell = row.cells[index]
                    if cell is not None and cell is not row.label and cell.end > cell.start:
                        yield row, column, cell

    def head_rows(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.kind in ("head", "units"))

    def words(self, row: Row, column: Column) -> tuple[Span, ...]:
        """What is said of the cell at `row` and `column`, nearest first: label, groups, heads, captions."""
        label = (row.label.span,) if row.label is not None else ()
        groups = tuple(cell.span for cell in reversed(row.groups))
        heads = tuple(cell.span for cell in reversed(column.heads))
        return label + groups + heads + tuple(reversed(self.captions))

    def units(self, row: Row, column: Column) -> tuple[Span, ...]:
        """The units stated for a cell, that which counts first: its row's, its column's, the table's."""
        return tuple(unit for unit in (row.unit, column.unit, self.unit) if unit is not None)


@dataclass(frozen=True, slots=True)
class Page:
    """Blocks and tables of one text, each in order, none overlapping another of its kind.

    `unit_spans`, sorted, hold no amounts: the units that captions, heads and labels state for other figures, and what a quote
    says before its percentage, (1,482.0,-36.0,-2.37%).
    """

    blocks: tuple[Block, ...]
    tables: tuple[Table, ...]
    unit_spans: tuple[Span, ...] = ()
    _block_starts: list[int] = field(default_factory=list, repr=False)
    _table_starts: list[int] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        self._block_starts.extend(block.start for block in self.blocks)
        self._table_starts.extend(table.start for table in self.tables)

    def block_at(self, offset: int) -> Block | None:
        """The block that holds an offset; None between blocks."""
        index = bisect_right(self._block_starts, offset) - 1
        return self.blocks[index] if index >= 0 and offset < self.blocks[index].end else None

    def table_at(self, offset: int) -> Table | None:
        """The table that holds an offset, its captions not included."""
        index = bisect_right(self._table_starts, offset) - 1
        return self.tables[index] if index >= 0 and offset < self.tables[index].end else None

    def headings(self, section: tuple[int, ...]) -> tuple[Block, ...]:
        """The heading blocks of a section path, outermost first."""
        return tuple(self.blocks[index] for index in section)
