"""Lines of one table -> rows and columns with their kinds, labels, groups and units."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...rules.words import pattern
from .columns import place
from .lines import TextLine
from .page import Cell, Column, ColumnKind, Row, Span, Table
from .table_lines import TableLines, corner
from .units import bracketed_unit, caption_unit, is_unit, money_unit

_TABLE = "page_words"
_WORD = re.compile(r"[^ \n()]{2,12}")
_RANK = re.compile(r"(?:No\. ?)?[0-9]{0,3}")


def build(
    folded: str, rows: TableLines, captions: Sequence[Span], declared: Span | None, section: tuple[int, ...], above: Table | None
) -> Table:
    """The table of the given lines. `declared` is the unit that an earlier caption set, `above` the table whose head may go on."""
    table = _Grid(folded, rows).table(captions, declared, section)
    if above is None or table.head_rows() or len(above.columns) != len(table.columns) or not above.head_rows():
        return table
    columns = tuple(replace(column, kind=own.kind) for column, own in zip(above.columns, table.columns, strict=True))
    return replace(table, columns=columns)


class _Grid:
    def __init__(self, folded: str, rows: TableLines) -> None:
        self.folded = folded
        self.rows = rows
        self.body = rows.of("body")
        self.placed, self.count = place(folded, rows)
        """The cells of each line, and the number of columns."""
        self.inner = -1
        """The column of labels below those of the first column, where there are two."""
        self.looks: list[Counter[str]] = []
        self.unit_columns: list[int] = []
        """The columns whose cells state the units of their rows."""

    def table(self, captions: Sequence[Span], declared: Span | None, section: tuple[int, ...]) -> Table:
        label_column = self._label_column()
        columns = [self._column(index, label_column) for index in range(self.count)]
        self.inner = label_column + 1 if self._nested(columns, label_column) else -1
        spans = [unit for unit in (c.unit for c in columns) if unit is not None]
        rows = self._rows(label_column)
        spans += [row.unit for row in rows if row.unit is not None]
        spans += [cell.span for row, cells in zip(rows, self.placed, strict=True) if row.kind == "units" for cell in cells]
        unit = self._corner_unit(label_column)
        if unit is not None:
            spans.append(unit)
        lines = self.rows.lines
        return Table(
            form=self.rows.form,
            start=lines[0].start,
            end=lines[-1].end,
            rows=tuple(rows),
            columns=tuple(columns),
            captions=tuple(captions),
            unit=unit or declared,
            section=section,
            unit_spans=tuple(sorted(set(spans))),
        )

    def _nested(self, columns: Sequence[Column], label: int) -> bool:
        """Whether the labels stand in a second column, below the names of several rows in the first: 国内, then 機械 and 部品."""
        if label + 1 >= len(columns) or columns[label + 1].kind != "label":
            return False
        empty = [c for cells, kind in zip(self.placed, self.rows.kinds, strict=True) if kind == "body" for c in cells if c.column == label]
        return any(cell.start == cell.end for cell in empty)

    def _label_column(self) -> int:
        """The first column whose body cells are mostly words; a column of running numbers may stand before it."""
        self.looks = looks = [Counter[str]() for _ in range(max(self.count, 1))]
        by_start = {piece.start: piece.look for line in self.body for piece in line.pieces}
        for cells, kind in zip(self.placed, self.rows.kinds, strict=True):
            if kind == "body":
                for cell in cells:
                    if cell.column < len(looks) and cell.end > cell.start:
                        looks[cell.column][by_start.get(cell.start, "text")] += 1
        if self._unlabelled(looks):
            return -1
        for column, counter in enumerate(looks[:3]):
            before = [piece for line in self.body for piece in line.pieces[column - 1 : column]] if column else []
            if any(not _RANK.fullmatch(self.folded, piece.start, piece.end) for piece in before):
                return 0
            total = sum(counter.values())
            last = 0 < column == len(looks) - 1
            if total and not last and 2 * (counter["text"] + counter["period"] + counter["year"] + counter["unit"]) >= total:
                return column
        return 0

    def _unlabelled(self, looks: Sequence[Counter[str]]) -> bool:
        """Whether the one row of a table holds a figure below each of its heads, and no label: 従業員数　平均年齢　平均勤続年数."""
        heads = self.rows.of("head")
        if len(self.body) != 1 or not heads or any(counter["value"] != 1 for counter in looks):
            return False
        pieces = heads[-1].cells
        return len(pieces) == len(looks) > 1 and all(p.look == "text" for p in pieces) and not corner(self.folded, pieces[0])

    def _column(self, index: int, label: int) -> Column:
        heads = tuple(
            cell
            for cells, kind in zip(self.placed, self.rows.kinds, strict=True)
            if kind in ("head", "units")
            for cell in cells
            if cell.column <= index < cell.column + cell.columns and cell.end > cell.start
        )
        words = self.looks[index] if index < len(self.looks) else Counter[str]()
        kind: ColumnKind = "label" if index == label else "note" if index < label or self._notes(heads) else "value"
        if kind == "value" and 2 * words["unit"] > sum(words.values()):
            kind = "note"
            self.unit_columns.append(index)
        if kind == "value" and 2 * (words["text"] + words["period"]) > sum(words.values()) and not words["value"]:
            kind = "label"
        unit = None
        if index != label:
            for cell in reversed(heads):
                unit = self._unit_of(cell)
                if unit is not None:
                    break
        return Column(index, kind, heads, unit)

    def _notes(self, heads: Sequence[Cell]) -> bool:
        return any(pattern(_TABLE, "note-column").fullmatch(self.folded, cell.start, cell.end) for cell in heads)

    def _unit_of(self, cell: Cell) -> Span | None:
        found = bracketed_unit(self.folded, cell.start, cell.end) or caption_unit(self.folded, cell.start, cell.end)
        text = self.folded[cell.start : cell.end]
        if found is None and text.endswith("%") and not text[:-1].strip(" .").isdigit():
            return cell.end - 1, cell.end  # 佔比%
        if found is None and len(text) > 3:  # 人民幣千元（未經審核）, 二零二五年 千港元
            words = (word.span() for word in _WORD.finditer(self.folded, cell.start, cell.end))
            return next((span for span in words if money_unit(self.folded[slice(*span)])), None)
        return found

    def _corner_unit(self, label: int) -> Span | None:
        """The unit above the labels, which is the whole table's: 人民币百万元 | 2023年 | 2024年; or a line of its own in the head."""
        for cells, kind in zip(self.placed, self.rows.kinds, strict=True):
            if kind in ("head", "units"):
                for cell in cells:
                    if cell.column == label and cell.columns == 1 or len(cells) == 1:
                        unit = caption_unit(self.folded, cell.start, cell.end)
                        if unit is not None:
                            return unit
        return None

    def _rows(self, label_column: int) -> list[Row]:
        out: list[Row] = []
        groups: list[_RowGroup] = []
        above: Cell | None = None
        for index, (line, kind, cells) in enumerate(zip(self.rows.lines, self.rows.kinds, self.placed, strict=True)):
            square: Sequence[Cell | None] = cells if kind == "body" and len(cells) == self.count else self._square(cells)
            label: Cell | None = None
            named: tuple[Cell, ...] = ()
            if kind == "group" and cells:
                while groups and groups[-1].indent >= line.indent:
                    groups.pop()
                groups.append(_RowGroup(line.indent, cells[0]))
            elif kind == "body":
                groups = [group for group in groups if group.holds(line, self.folded)]
                label, outer = self._label(square, label_column)
                named = tuple([group.cell for group in groups]) if groups else ()
                above = outer or above
                if self.inner >= 0 and above is not None and label is not None and label.column == self.inner:
                    named = (*named, above)
            unit = bracketed_unit(self.folded, label.start, label.end) if label is not None else None
            if unit is None and kind == "body":
                stated = (cell for cell in (square[column] for column in self.unit_columns) if cell is not None)
                unit = next((cell.span for cell in stated if is_unit(self.folded[cell.start : cell.end])), None)
            if unit is None and named:
                unit = next((u for cell in reversed(named) if (u := self._unit_of(cell)) is not None), None)
            out.append(Row(index, kind, line.start, line.end, tuple(square), label, named, unit))
        return out

    def _square(self, cells: Sequence[Cell]) -> list[Cell | None]:
        """The cell of each column; None where there is none."""
        square: list[Cell | None] = [None] * self.count
        for cell in cells:
            for column in range(cell.column, min(cell.column + cell.columns, self.count)):
                square[column] = cell
        return square

    def _label(self, square: Sequence[Cell | None], column: int) -> tuple[Cell | None, Cell | None]:
        """The label of a row, and the cell that names it together with the rows around it."""
        first = square[column] if 0 <= column < len(square) else None
        first = first if first is not None and first.end > first.start else None
        if self.inner < 0:
            return first, None
        second = square[self.inner] if self.inner < len(square) else None
        return (second, first) if second is not None and second.end > second.start else (first, None)


@dataclass(slots=True)
class _RowGroup:
    """A line that names what the rows below it have in common, until a row stands as far left, or lacks the dash of the first."""

    indent: int
    cell: Cell
    style: str = ""

    def holds(self, line: TextLine, folded: str) -> bool:
        dashed = folded[line.start] in "-·‧•・"
        if not self.style:
            self.style = "indented" if line.indent > self.indent else "dashed" if dashed else "flat"
        if self.style == "flat":
            return line.indent >= self.indent
        return line.indent > self.indent or (self.style == "dashed" and dashed)
