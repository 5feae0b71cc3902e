"""Lines of one table -> rows and columns: which column a piece stands in, what is merged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...rules.words import pattern
from .lines import TextLine, TextPiece
from .page import Cell, Column, ColumnKind, Row, RowKind, Span, Table
from .table_lines import TableLines, corner
from .units import bracketed_unit, caption_unit, is_unit, money_unit

_TABLE = "page_words"
_GLUED = re.compile(r"[^()]{1,20}\([^()]{1,12}\)")
_WORD = re.compile(r"[^ \n()]{2,12}")
_RANK = re.compile(r"(?:No\. ?)?[0-9]{0,3}")
_WIDEST = 120
"""Columns; a wider aligned row is filled from the left."""


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
        self.counted = rows.form in ("bars", "tabs", "lines")
        """Whether the place of a piece in its line is its column."""
        body = rows.of("body")
        self.body = body
        self.last_head = max((i for i, kind in enumerate(rows.kinds) if kind in ("head", "units")), default=-1)
        self.count = self._count(body)
        self.note = self._note_column()
        """The column of note numbers of an aligned table, or -1."""
        self.centres = self._centres(body)
        self.places: dict[tuple[float, ...], list[int]] = {}
        """By where the pieces of a short row stand."""
        self.inner = -1
        """The column of labels below those of the first column, where there are two."""
        self.looks: list[Counter[str]] = []
        self.unit_columns: list[int] = []
        """The columns whose cells state the units of their rows."""

    def table(self, captions: Sequence[Span], declared: Span | None, section: tuple[int, ...]) -> Table:
        placed = [self._row(index, line, kind) for index, (line, kind) in enumerate(zip(self.rows.lines, self.rows.kinds, strict=True))]
        self._snap(placed)
        self.count = max([self.count, *(cell.column + cell.columns for cells in placed for cell in cells)])
        label_column = self._label_column(placed)
        columns = [self._column(index, placed, label_column) for index in range(self.count)]
        self.inner = label_column + 1 if self._nested(placed, columns, label_column) else -1
        spans = [unit for unit in (c.unit for c in columns) if unit is not None]
        rows = self._rows(placed, label_column)
        spans += [row.unit for row in rows if row.unit is not None]
        spans += [cell.span for row, cells in zip(rows, placed, strict=True) if row.kind == "units" for cell in cells]
        unit = self._corner_unit(placed, label_column)
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

    def _count(self, body: Sequence[TextLine]) -> int:
        """How many columns there are: as many as most rows of values have, or as the head asks for."""
        if self.counted:
            return max([len(line.pieces) for line in self.rows.lines if not line.rule], default=0)
        counts = Counter(len(line.pieces) for line in body)
        usual = max(counts, key=lambda n: (counts[n], n), default=0)
        most = max(counts, default=0)
        for line, kind in zip(self.rows.lines, self.rows.kinds, strict=True):
            if kind in ("head", "units"):
                asked = len(line.pieces) + (0 if self._has_corner(line, kind, usual) else 1)
                if usual < asked <= most + 1:
                    usual = asked
        return usual

    def _has_corner(self, line: TextLine, kind: RowKind, usual: int) -> bool:
        """Whether the first piece of a head stands above the labels."""
        first = line.pieces[0]
        if kind == "units":
            return not line.indent and len(line.pieces) >= usual
        if corner(self.folded, first):
            return True
        if pattern(_TABLE, "note-column").fullmatch(self.folded, first.start, first.end):
            return False
        if line.indent >= 4 or first.look in ("unit", "period", "year"):
            return not (line.indent >= 4 or len(line.pieces) < usual)
        return True

    def _centres(self, body: Sequence[TextLine]) -> list[float]:
        """Where each column of an aligned table stands, by the rows that have all of them."""
        full = [line for line in body if len(line.pieces) == self.count]
        if not full and not self.counted:
            full = [line for line in self.rows.of("head", "units") if len(line.pieces) == self.count]
            if not full:
                return self._from_head()
        return [sum(line.pieces[i].centre for line in full) / len(full) for i in range(self.count)] if full else []

    def _from_head(self) -> list[float]:
        for line in reversed(self.rows.of("head", "units")):
            if len(line.pieces) == self.count - 1:
                return [0.0, *(piece.centre for piece in line.pieces)]
        return []

    def _row(self, index: int, line: TextLine, kind: RowKind) -> list[Cell]:
        if kind == "group":
            return [Cell(piece.start, piece.end, index, 0) for piece in line.cells[:1]]
        if kind in ("head", "units"):
            return self._head(index, line, kind)
        if self.counted:
            return [Cell(p.start, p.end, index, i) for i, p in enumerate(line.pieces)]
        pieces = self._merged_label(line)
        places = self._places(pieces, bool(line.indent) and pieces[0].look == "value")
        return [Cell(p.start, p.end, index, place) for p, place in zip(pieces, places, strict=True)]

    def _merged_label(self, line: TextLine) -> list[TextPiece]:
        """The pieces of a row with those of a label that wide spaces cut apart made one: 小口　誠一郎　1,240,000."""
        pieces = line.pieces
        over = len(pieces) - self.count
        if over <= 0:
            return pieces
        texts = next((i for i, piece in enumerate(pieces) if piece.look in ("value", "missing")), len(pieces))
        if texts < 2:
            return pieces
        last = min(over, texts - 1)
        joined = TextPiece(pieces[0].start, pieces[last].end, "text", (pieces[0].centre + pieces[last].centre) / 2)
        return [joined, *pieces[last + 1 :]]

    def _places(self, pieces: Sequence[TextPiece], unlabelled: bool) -> list[int]:
        """A column for each piece of an aligned row, in order: the nearest ones where the row is short."""
        n, m = self.count, len(pieces)
        if m >= n or not self.centres or n > _WIDEST:
            return list(range(m))
        notes = [self._note_number(piece) for piece in pieces] if self.note >= 0 else []
        key = (1 if unlabelled else 0, *[piece.centre for piece in pieces], *notes)
        if key not in self.places:
            self.places[key] = self._nearest_columns(pieces, key[0], notes)
        return self.places[key]

    def _nearest_columns(self, pieces: Sequence[TextPiece], first: float, notes: Sequence[bool]) -> list[int]:
        n, m = self.count, len(pieces)
        cost = [[0.0] * (n + 1) for _ in range(m + 1)]
        for i in range(1, m + 1):
            cost[i][0] = float("inf")
            for j in range(1, n + 1):
                near = abs(pieces[i - 1].centre - self.centres[j - 1])
                if i == 1:
                    near = 0.0 if j == first + 1 else float("inf")
                elif j - 1 == self.note and not notes[i - 1]:
                    near = float("inf")
                cost[i][j] = min(cost[i][j - 1], cost[i - 1][j - 1] + near)
        places, j = [], n
        for i in range(m, 0, -1):
            while j > 1 and cost[i][j - 1] <= cost[i][j]:
                j -= 1
            places.append(j - 1)
            j -= 1
        return places[::-1]

    def _head(self, index: int, line: TextLine, kind: RowKind) -> list[Cell]:
        if self.counted:
            return self._merged_right(index, line)
        pieces, n = line.pieces, self.count
        own = self._has_corner(line, kind, n)
        if len(pieces) > n or len(pieces) == n and (own or line.indent < 4):
            return [Cell(p.start, p.end, index, i) for i, p in enumerate(pieces)]
        cells = [Cell(pieces[0].start, pieces[0].end, index, 0)] if own else []
        rest = pieces[1:] if own else pieces
        if not rest:
            return cells
        if kind == "units" and len(rest) == 1:
            return [*cells, Cell(rest[0].start, rest[0].end, index, 1, max(n - 1, 1))]
        under = [column for column in range(1, n) if column != self.note or any(self._note_head(piece) for piece in rest)]
        rest = self._unglued(rest, len(under))
        for piece, (first, size) in zip(rest, self._spread(rest, under), strict=True):
            last = under[first + size - 1]
            cells.append(Cell(piece.start, piece.end, index, under[first], last - under[first] + 1))
        return cells

    def _note_column(self) -> int:
        if self.counted:
            return -1
        for line, kind in zip(self.rows.lines, self.rows.kinds, strict=True):
            if kind == "head":
                for place, piece in enumerate(line.pieces):
                    if self._note_head(piece):
                        return place if place and self._has_corner(line, kind, self.count) else place + 1
        return -1

    def _note_head(self, piece: TextPiece) -> bool:
        return pattern(_TABLE, "note-column").fullmatch(self.folded, piece.start, piece.end) is not None

    def _note_number(self, piece: TextPiece) -> bool:
        return pattern(_TABLE, "note-number").fullmatch(self.folded, piece.start, piece.end) is not None

    def _unglued(self, pieces: list[TextPiece], n: int) -> list[TextPiece]:
        """Head pieces cut behind their brackets where that makes one a column: 金額（億円）割合（％）."""
        if len(pieces) >= n:
            return pieces
        out: list[TextPiece] = []
        for piece in pieces:
            start = piece.start
            for found in _GLUED.finditer(self.folded, piece.start, piece.end):
                if found.end() < piece.end:
                    out.append(TextPiece(start, found.end(), "text", piece.centre))
                    start = found.end()
            out.append(TextPiece(start, piece.end, piece.look, piece.centre))
        return out if len(out) == n else pieces

    def _spread(self, pieces: Sequence[TextPiece], under: Sequence[int]) -> list[tuple[int, int]]:
        """(first, count) of the columns `under` a head that each of its pieces stands over."""
        m, n = len(pieces), len(under)
        if m >= n:
            return [(i, 1) for i in range(m)]
        if n % m == 0 and (m != n - 1 or m == 1 and pattern(_TABLE, "period-ended").fullmatch(self.folded, pieces[0].start, pieces[0].end)):
            return [(i * (n // m), n // m) for i in range(m)]
        starts = next((found for found in (self._unit_starts(n), self._restarts(n)) if len(found) == m), [])
        if starts:
            return [(a, b - a) for a, b in zip(starts, [*starts[1:], n], strict=True)]
        return self._nearest(pieces, under)

    def _unit_starts(self, n: int) -> list[int]:
        """Where groups of columns begin by a row of units: at each unit of money in 百万円 ％ 百万円 ％ 円."""
        for line in reversed(self.rows.of("units")):
            if len(line.pieces) == n:
                return [i for i, piece in enumerate(line.pieces) if money_unit(self.folded[piece.start : piece.end])]
        return []

    def _restarts(self, n: int) -> list[int]:
        """Where groups of columns begin by a row of heads that repeats: at each 1Q of 1Q 2Q 3Q 4Q 1Q 2Q."""
        for line in self.rows.of("head"):
            said = [self.folded[piece.start : piece.end] for piece in line.pieces[-n:]]
            if len(said) == n and said.count(said[0]) > 1:
                return [i for i, text in enumerate(said) if text == said[0]]
        return []

    def _nearest(self, pieces: Sequence[TextPiece], under: Sequence[int]) -> list[tuple[int, int]]:
        """Single columns for pieces that are fewer than the columns, by their places on the line."""
        n = len(under)
        centres = [self.centres[column] for column in under] if len(self.centres) > max(under) else []
        if not centres:
            return [(i, 1) for i in range(len(pieces))]
        out, at = [], 0
        for i, piece in enumerate(pieces):
            last = n - (len(pieces) - i)
            best = min(range(at, last + 1), key=lambda c: abs(centres[c] - piece.centre))
            out.append((best, 1))
            at = best + 1
        return out

    def _merged_right(self, index: int, line: TextLine) -> list[Cell]:
        """Head cells of a table with bars or tabs; one with nothing to its right, above a further head, reaches over it."""
        below = index < self.last_head
        cells: list[Cell] = []
        for i, piece in enumerate(line.pieces):
            if piece.end > piece.start or not cells or not below or i == 0:
                cells.append(Cell(piece.start, piece.end, index, i))
            elif cells[-1].end > cells[-1].start and cells[-1].column > 0:
                before = cells[-1]
                cells[-1] = Cell(before.start, before.end, index, before.column, before.columns + 1)
            else:
                cells.append(Cell(piece.start, piece.end, index, i))
        return cells

    def _snap(self, placed: Sequence[list[Cell]]) -> None:
        """Let merged heads end where those of the row below them do: a row of tabs may have one too few."""
        heads = [cells for cells, kind in zip(placed, self.rows.kinds, strict=True) if kind == "head"]
        if not self.counted:
            return
        for outer, inner in zip(reversed(heads[:-1]), reversed(heads[1:]), strict=True):
            for n in range(1, len(outer)):
                before, cell = outer[n - 1 : n + 1]
                cut = next((below for below in inner if below.column < cell.column < below.column + below.columns), None)
                if cut is None or before.end == before.start:
                    continue
                after = cut.column + cut.columns
                more = any(after <= below.column < cell.column + cell.columns and below.end > below.start for below in inner)
                edge = after if more else cut.column
                if edge > before.column:
                    outer[n - 1] = before._replace(columns=edge - before.column)
                    outer[n] = cell._replace(column=edge, columns=cell.column + cell.columns - edge)

    def _nested(self, placed: Sequence[Sequence[Cell]], columns: Sequence[Column], label: int) -> bool:
        """Whether the labels stand in a second column, below the names of several rows in the first: 国内, then 機械 and 部品."""
        if label + 1 >= len(columns) or columns[label + 1].kind != "label":
            return False
        empty = [c for cells, kind in zip(placed, self.rows.kinds, strict=True) if kind == "body" for c in cells if c.column == label]
        return any(cell.start == cell.end for cell in empty)

    def _label_column(self, placed: Sequence[Sequence[Cell]]) -> int:
        """The first column whose body cells are mostly words; a column of running numbers may stand before it."""
        self.looks = looks = [Counter[str]() for _ in range(max(self.count, 1))]
        by_start = {piece.start: piece.look for line in self.body for piece in line.pieces}
        for cells, kind in zip(placed, self.rows.kinds, strict=True):
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
            if total and 2 * (counter["text"] + counter["period"] + counter["year"] + counter["unit"]) >= total:
                return column
        return 0

    def _unlabelled(self, looks: Sequence[Counter[str]]) -> bool:
        """Whether the one row of a table holds a figure below each of its heads, and no label: 従業員数　平均年齢　平均勤続年数."""
        heads = self.rows.of("head")
        if len(self.body) != 1 or not heads or any(counter["value"] != 1 for counter in looks):
            return False
        pieces = heads[-1].cells
        return len(pieces) == len(looks) > 1 and all(p.look == "text" for p in pieces) and not corner(self.folded, pieces[0])

    def _column(self, index: int, placed: Sequence[Sequence[Cell]], label: int) -> Column:
        heads = tuple(
            cell
            for cells, kind in zip(placed, self.rows.kinds, strict=True)
            if kind in ("head", "units")
            for cell in cells
            if cell.column <= index < cell.column + cell.columns and cell.end > cell.start
        )
        words = self.looks[index] if index < len(self.looks) else Counter[str]()
        kind: ColumnKind = "label" if index == label else "note" if index < label or self._notes(heads) else "value"
        if kind == "value" and 2 * words["unit"] > sum(words.values()):
            kind = "note"
            self.unit_columns.append(index)
        if kind == "value" and 2 * words["text"] > sum(words.values()) and not words["value"]:
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

    def _corner_unit(self, placed: Sequence[Sequence[Cell]], label: int) -> Span | None:
        """The unit above the labels, which is the whole table's: 人民币百万元 | 2023年 | 2024年; or a line of its own in the head."""
        for cells, kind in zip(placed, self.rows.kinds, strict=True):
            if kind in ("head", "units"):
                for cell in cells:
                    if cell.column == label and cell.columns == 1 or len(cells) == 1:
                        unit = caption_unit(self.folded, cell.start, cell.end)
                        if unit is not None:
                            return unit
        return None

    def _rows(self, placed: Sequence[Sequence[Cell]], label_column: int) -> list[Row]:
        out: list[Row] = []
        groups: list[_RowGroup] = []
        above: Cell | None = None
        for index, (line, kind, cells) in enumerate(zip(self.rows.lines, self.rows.kinds, placed, strict=True)):
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
