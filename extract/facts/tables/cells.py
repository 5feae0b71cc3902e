"""Figures of tables: the cells with what their labels, groups, heads and captions say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from ....rules.fold import fold
from ....rules.words import pattern as page_words
from ...text.document import Document
from ...text.page import Block, Cell, Column, Row, Span, Table
from ..line.clause import Line, line_of, pattern
from ..line.items import Date, Item, Sign, Value, Word
from ..line.place import Place
from ..line.when import When
from ..scope import Scope, Stated
from .cut_names import CutName, FindWords, lines_of, whole
from .heads import dated, marked
from .table_kind import TableNames, eliminations, names_of

_OF_A_SHARE = 1000
EDGES = " （）()：:・-　\t|、,/*＊†‡※－–"
"""What stands around names, and belongs to none."""
IN_BRACKETS = re.compile(r"[(\[][^()\[\]]{0,24}[)\]]")


@dataclass(slots=True)
class CellSaid:
    """What one span says of a cell: where it stands (label, group, head, caption, heading; own where it is the cell), how far off,
    its name and items."""

    where: str
    rank: int
    name: str
    items: Sequence[Item]
    rest: str | None = None
    """What the name says beside its items, where lines cut it."""


@dataclass(slots=True)
class ValueCell:
    value: Value
    line: Line
    """The line of the value's row."""
    at: int
    """The index of the value in it."""
    said: list[CellSaid]
    column: int
    """How many columns of values stand before it."""
    kind: str
    names: TableNames
    above: dict[int, When | None]
    """The periods of the figures above, by column; shared by the cells of a table."""
    under: dict[int, Span]
    """The dated head that each figure of the table stands under, by where the figure begins; shared, too."""
    hundred: str
    """What the percentages of its column sum up to 100 of: revenue, total; or none."""

    def signs(self, *where: str) -> Iterator[tuple[CellSaid, Sign]]:
        """The cues that labels, heads … say, the nearest first."""
        for said in self.said:
            if said.where in where:
                for item in said.items:
                    if isinstance(item, Sign):
                        yield said, item


def cells(
    document: Document, table: Table, between: Callable[[int, int], Sequence[Item]], headline: Sequence[When], find: FindWords
) -> Iterator[ValueCell]:
    """The cells of a table that hold one value, row by row. `headline` is the period that the document's title names, `find`
    finds the words of names that lines cut."""
    spans = _Spans(document, between, dated(document, table, between, headline), find)
    lines: dict[int, Line] = {}
    first = {column.index: n for n, column in enumerate(c for c in table.columns if c.kind == "value")}
    left_out = eliminations(document, table)
    headings = document.page.headings(table.section)
    names = names_of(document, table, between)
    above: dict[int, When | None] = {}
    under: dict[int, Span] = {}
    for row, column, cell in table.values():
        if row.index in left_out[0] or column.index in left_out[1]:
            continue
        inside = [i for i in between(cell.start, cell.end) if isinstance(i, Value)]
        if len(inside) != 1 or names.labels == "firm" and _stranger(document, row, between):
            continue
        if row.index not in lines:
            lines[row.index] = line_of(document.folded, row.start, row.end, between(row.start, row.end))
        line = lines[row.index]
        at = next((n for n, i in enumerate(line.items) if i is inside[0]), -1)
        if at < 0:
            continue
        said = spans.around(table, row, column, headings)
        if any(isinstance(i, Sign) for i in spans.said("own", 0, cell.span).items):
            said.append(spans.said("own", 0, cell.span))
        if of_one_share(inside[0]):
            said += _priced(table, row, spans.said)
        over = next((h.span for h in reversed(column.heads) if any(isinstance(i, Date) for i in spans.said("head", 0, h.span).items)), None)
        if over is not None:
            under[inside[0].start] = over
        record = inside[0].record
        kind = record.unit if record.kind == "percent" else record.kind
        hundred = names.hundreds.get(column.index, "none")
        yield ValueCell(inside[0], line, at, said, first.get(column.index, 0), kind or "", names, above, under, hundred)


class _Spans:
    """What the spans of a table say, each read once. `known` are the items of some."""

    def __init__(
        self,
        document: Document,
        between: Callable[[int, int], Sequence[Item]],
        known: Mapping[Span, Sequence[Item]],
        find: FindWords,
    ) -> None:
        self.document = document
        self.between = between
        self.find = find
        self.items: dict[Span, Sequence[Item]] = dict(known)
        self.cut: dict[tuple[Span, ...], CutName | None] = {}

    def said(self, where: str, rank: int, span: Span) -> CellSaid:
        if span not in self.items:
            self.items[span] = self.between(*span)
        return CellSaid(where, rank, self.document.text[slice(*span)].strip(), self.items[span])

    def of_lines(self, where: str, spans: Sequence[Span], rank: int = 0) -> list[CellSaid]:
        """What lines say that are one name; nothing where they are not."""
        key = tuple(spans)
        if key not in self.cut:
            items = [item for span in spans for item in self.said(where, 0, span).items]
            self.cut[key] = whole(self.document, spans, items, self.find)
        name = self.cut[key]
        return [CellSaid(where, rank, name.name, name.items, name.rest)] if name is not None else []

    def named(self, where: str, rank: int, span: Span) -> CellSaid:
        return next(iter(self.of_lines(where, [span], rank)), None) or self.said(where, rank, span)

    def around(self, table: Table, row: Row, column: Column, headings: Sequence[Block]) -> list[CellSaid]:
        """What labels, groups, heads, captions and headings say of a cell, each the nearest first, and what its neighbours' do."""
        labels, groups = list(_labels(table, row, column)), row.groups
        out = self.of_lines("label", [cell.span for cell in (*groups[-1:], *labels[:1])]) if groups and labels else []
        groups = groups[:-1] if out else groups
        out += [self.said("label", n, label.span) for n, label in enumerate(labels) if n or not out]
        out += [self.said("group", n, g.span) for n, g in enumerate(reversed(groups))]
        inner = lines_of(column.heads)
        heads = self.of_lines("head", [head.span for head in inner]) if inner else []
        outer = column.heads[: len(column.heads) - len(inner)] if heads else column.heads
        out += heads + [self.named("head", n, h.span) for n, h in enumerate(reversed(outer), len(heads))]
        out += [self.named("caption", n, c) for n, c in enumerate(reversed(table.captions))]
        out += [self.said("heading", n, (h.start, h.end)) for n, h in enumerate(reversed(headings))]
        return out + _neighbours(table, row, column, self.said)


def _labels(table: Table, row: Row, of: Column) -> Iterator[Cell]:
    """The label of a row, and those of further columns of labels before the cell's own: 2383　台光電."""
    if row.label is not None:
        yield row.label
    for column in table.columns:
        cell = row.cells[column.index]
        if column.kind == "label" and column.index < of.index and cell is not None and cell is not row.label and cell.end > cell.start:
            yield cell


def _stranger(document: Document, row: Row, between: Callable[[int, int], Sequence[Item]]) -> bool:
    """Whether a row of a table of firms is of one that is not known to be a firm, so that its figures are nobody's."""
    if row.label is None or between(*row.label.span):
        return False
    name = document.folded[slice(*row.label.span)].strip("* ")
    return len(name) > 1 and pattern("total-label").fullmatch(name) is None


def _neighbours(table: Table, row: Row, column: Column, said: Callable[[str, int, tuple[int, int]], CellSaid]) -> list[CellSaid]:
    """What the label above says of a row of changes, and the heads to the left of a column of changes."""
    out = []
    grouped = any(names_metric(said("group", 0, group.span)) for group in row.groups)
    if not grouped and (row.label is None or not names_metric(said("label", 0, row.label.span))):
        above = (table.rows[n].label for n in range(row.index - 1, -1, -1) if table.rows[n].kind == "body")
        for label in islice((cell for cell in above if cell is not None), 2):
            if names_metric(said("above", 0, label.span)):
                out.append(said("above", 0, label.span))
                break
    if not any(names_metric(said("head", 0, head.span)) for head in column.heads):
        for left in reversed([c for c in table.columns if c.index < column.index]):
            heads = [said("left head", 0, head.span) for head in left.heads]
            if any(names_metric(head) for head in heads):
                out += [head for head in heads if names_metric(head)]
                break
    return out


def _priced(table: Table, row: Row, said: Callable[[str, int, tuple[int, int]], CellSaid]) -> list[CellSaid]:
    """The label some rows above that names a figure of one share."""
    for n in range(row.index - 1, max(row.index - 6, -1), -1):
        label = table.rows[n].label
        if label is not None and any(isinstance(i, Word) and i.metric.unit == "price" for i in said("above", 0, label.span).items):
            return [said("above", 0, label.span)]
    return []


def names_metric(said: CellSaid) -> bool:
    return any(isinstance(item, Word) for item in said.items)


def of_one_share(value: Value) -> bool:
    """Whether an amount is so small, and so fine, that it can only be of one share."""
    record = value.record
    fine = record.kind == "money" and record.precision is not None and record.precision < 1
    return fine and record.value is not None and abs(record.value) < _OF_A_SHARE


def placed(cell: ValueCell, place: Place) -> Place:
    """The place of a cell, with what head, label or caption say of forecasts, and the direction of a change that a list names."""
    label = next((said for said in cell.said if said.where == "label"), None)
    if place.direction is None and label is not None and page_words("page_words", "change-key").fullmatch(fold(label.name)):
        place = replace(place, direction=next((sign for _, sign in cell.signs("label") if sign.id == "down" or sign.down), None))
    if any(pattern("actual-label").search(fold(said.name)) for said in cell.said if said.where in ("label", "head")):
        return replace(place, forecast="none")
    marks = {marked(fold(said.name)) for said in cell.said if said.where in ("label", "head")}
    if marks & {"actual", "forecast"}:
        return replace(place, forecast="none" if "actual" in marks else "forecast")
    if place.forecast != "none":
        return place
    if any(pattern("settled").search(fold(said.name)) for said in cell.said):
        return replace(place, forecast="settled")
    said = (sign.id for _, sign in cell.signs("head", "label", "group", "caption") if sign.id in ("forecast", "target"))
    return replace(place, forecast=next(said, "none"))


def of_row(cell: ValueCell, scope: Scope) -> list[Stated]:
    """The facts of the cells to the left, eight at most."""
    return [stated for stated in scope.here[-8:] if stated.value.start >= cell.line.start]
