"""Lines of one table -> which columns each of their pieces stands in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ...rules.words import pattern
from .lines import TextLine, TextPiece
from .page import Cell, RowKind
from .table_lines import TableLines, corner
from .units import money_unit

_TABLE = "page_words"
_GLUED = re.compile(r"[^()]{1,20}\([^()]{1,12}\)")
_WIDEST = 120
"""Columns; a wider aligned row is filled from the left."""
_PLACED = 24
"""Columns; heads over more are not told apart by where they stand."""
_OFF = 3
"""Display columns by which a head may stand beside the middle of its column."""


def place(folded: str, rows: TableLines) -> tuple[list[list[Cell]], int]:
    """The cells of each line, and how many columns they stand in."""
    placing = _Placing(folded, rows)
    placed = [placing.row(index, line, kind) for index, (line, kind) in enumerate(zip(rows.lines, rows.kinds, strict=True))]
    placing.snap(placed)
    return placed, max([placing.count, *(cell.column + cell.columns for cells in placed for cell in cells)])


class _Placing:
    def __init__(self, folded: str, rows: TableLines) -> None:
        self.folded = folded
        self.rows = rows
        self.counted = rows.form in ("bars", "tabs", "lines")
        """Whether the place of a piece in its line is its column."""
        body = rows.of("body")
        self.last_head = max((i for i, kind in enumerate(rows.kinds) if kind in ("head", "units")), default=-1)
        self.count = self._count(body)
        self.note = self._note_column()
        """The column of note numbers of an aligned table, or -1."""
        self.centres = self._centres(body)
        self.places: dict[tuple[float, ...], list[int]] = {}
        """By where the pieces of a short row stand."""

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
        if corner(self.folded, first) and not (first.look == "unit" and line.indent >= 4 and len(line.pieces) < usual):
            return True
        if pattern(_TABLE, "note-column").fullmatch(self.folded, first.start, first.end):
            return False
        if line.indent >= 4 or first.look in ("unit", "period", "year"):
            return not (line.indent >= 4 or len(line.pieces) < usual)
        # 売上高 営業利益 over 百万円 百万円, the labels below have no head
        return not (len(line.pieces) == usual - 1 and any(len(units.pieces) == usual - 1 for units in self.rows.of("units")))

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

    def row(self, index: int, line: TextLine, kind: RowKind) -> list[Cell]:
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
        starts = next((found for found in (self._unit_starts(n), self._restarts(n)) if len(found) == m), [])
        if starts and not all(piece.look == "unit" for piece in pieces):
            return [(a, b - a) for a, b in zip(starts, [*starts[1:], n], strict=True)]
        placed = self._by_place(pieces, under)
        if placed:
            return placed
        ended = m == 1 and pattern(_TABLE, "period-ended").fullmatch(self.folded, pieces[0].start, pieces[0].end) is not None
        if n % m == 0 and (m != n - 1 or ended):
            return [(i * (n // m), n // m) for i in range(m)]
        return self._nearest(pieces, under)

    def _by_place(self, pieces: Sequence[TextPiece], under: Sequence[int]) -> list[tuple[int, int]]:
        """(first, count) of the columns below each of a few heads by where they stand: over single columns, or, as periods do, over
        the middle of several, all together over all; [] where they fit neither, or where nothing tells their places."""
        if not self.centres or self.centres[0] <= 0 or len(self.centres) <= max(under) or len(under) > _PLACED:
            return []
        centres = [self.centres[column] for column in under]
        if len(pieces) == 1 and pieces[0] is self.rows.lines[0].pieces[0]:
            return [(0, len(under))]
        if not all(piece.look in ("period", "year") for piece in pieces):
            single = self._nearest(pieces, under)
            if all(abs(centres[at] - piece.centre) <= _OFF for piece, (at, _) in zip(pieces, single, strict=True)):
                return single
        spans = _partition([piece.centre for piece in pieces], centres)
        middles = [(centres[first] + centres[first + size - 1]) / 2 for first, size in spans]
        near = all(abs(middle - piece.centre) <= _OFF + size for piece, middle, (_, size) in zip(pieces, middles, spans, strict=True))
        return spans if near else []

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
            if len(said) == n and said.count(said[0]) > 1 and said[1] != said[0]:
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

    def snap(self, placed: Sequence[list[Cell]]) -> None:
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


def _partition(heads: Sequence[float], columns: Sequence[float]) -> list[tuple[int, int]]:
    """(first, count) of the columns of each head, all in order, so that heads stand nearest to the middles of theirs."""
    m, n = len(heads), len(columns)
    best = [[float("inf")] * (n + 1) for _ in range(m + 1)]
    starts = [[0] * (n + 1) for _ in range(m + 1)]
    best[0][0] = 0.0
    for i in range(1, m + 1):
        for end in range(i, n + 1):
            for first in range(i - 1, end):
                cost = best[i - 1][first] + abs(heads[i - 1] - (columns[first] + columns[end - 1]) / 2)
                if cost < best[i][end]:
                    best[i][end], starts[i][end] = cost, first
    out, end = [], n
    for i in range(m, 0, -1):
        first = starts[i][end]
        out.append((first, end - first))
        end = first
    return out[::-1]
