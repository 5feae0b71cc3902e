"""Tables with one cell a line, as pages and PDFs flatten them: a label and k figures, again and again, below rows of heads."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ...rules.words import pattern
from .lines import Look, TextLine, TextPiece, look_of
from .page import RowKind
from .table_lines import TableLines, corner
from .units import declared_unit, is_unit, money_unit

_TABLE = "page_words"
_SHORT = 40
"""Characters; a longer line is no cell."""
_HEAD = 24
"""Characters; a longer line is no line of a head."""
_ROWS = 4
"""No more rows of heads stand above a table, nor lines in a head."""
_TOKEN = re.compile(r"[^ ]+")
_TIMES = ("period", "year")
_FIGURES = ("value", "missing", "year")


@dataclass(frozen=True, slots=True)
class _StackedHead:
    """A cell of a head: its lines, and what it looks like."""

    first: int
    last: int
    look: Look
    bracketed: bool = False


def cell_line(folded: str, line: TextLine, inner: bool) -> bool:
    """Whether a line may be one cell of such a table; `inner` where another one stands before it."""
    if line.form or line.rule or line.end - line.start > _SHORT or (inner and line.after_blank):
        return False
    return "。" not in folded[line.start : line.end] and pattern(_TABLE, "note-line").match(folded, line.start, line.end) is None


def stacked(folded: str, lines: Sequence[TextLine], first: int, last: int) -> tuple[int, int, TableLines] | None:
    """(first line, line behind the last, rows) of the first table in a stretch of lines with one cell each."""
    cells, looks, at = _with_units(folded, lines[first:last])
    found = _Stack(folded, cells, looks).table()
    return None if found is None else (first + at[found[0]], first + at[found[1]], found[2])


def _with_units(folded: str, lines: Sequence[TextLine]) -> tuple[list[TextLine], list[Look], list[int]]:
    """Cells, their looks, and the line where each begins, with the end of all: a unit below a label belongs to it (売上高⏎(百万円))."""
    cells: list[TextLine] = []
    looks: list[Look] = []
    at: list[int] = []
    shown: list[Look] = [look_of(folded[line.start : line.end]) for line in lines]
    for n, (line, look) in enumerate(zip(lines, shown, strict=True)):
        under = looks[-1:] == ["text"] and n + 1 < len(shown) and shown[n + 1] in ("value", "missing")
        if under and (look == "unit" or is_unit(folded[line.start : line.end].strip("()"))):
            cells[-1] = _joined(cells[-1], line)
        else:
            cells.append(line)
            looks.append(look)
            at.append(n)
    return cells, looks, [*at, len(lines)]


def _joined(above: TextLine, line: TextLine) -> TextLine:
    return TextLine(above.start, line.end, above.form, above.pieces, above.indent, after_blank=above.after_blank)


def unglued(folded: str, lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines, those cut into their figures that hold several beside lines of one each, where that makes a table: 27,226 △10.7."""
    out: list[TextLine] = []
    at = 0
    while at < len(lines):
        last = at
        while last < len(lines) and cell_line(folded, lines[last], last > at):
            last += 1
        last = max(last, at + 1)
        parts = [_figures(folded, line) for line in lines[at:last]]
        single = sum(len(part) == 1 for part in parts)
        if single > 1 and any(1 < len(part) <= single for part in parts):
            cut = [piece for line, part in zip(lines[at:last], parts, strict=True) for piece in (part if len(part) > 1 else [line])]
            out += cut if stacked(folded, cut, 0, len(cut)) is not None else lines[at:last]
        else:
            out += lines[at:last]
        at = last
    return out


def _figures(folded: str, line: TextLine) -> list[TextLine]:
    """The figures of a line that holds nothing else; none of any other line."""
    if line.form or line.rule or line.end - line.start > _SHORT:
        return []
    spans = [found.span() for found in _TOKEN.finditer(folded, line.start, line.end)]
    if any(look_of(folded[start:end]) not in ("value", "missing") for start, end in spans):
        return []
    return [TextLine(start, end, after_blank=line.after_blank and start == line.start) for start, end in spans]


class _Stack:
    def __init__(self, folded: str, lines: Sequence[TextLine], looks: Sequence[Look]) -> None:
        self.folded = folded
        self.lines = lines
        self.looks = looks
        self.each = 1
        """How many columns a head stands over, by the row of units below the heads: 2 of 百万円 % 百万円 %."""

    def table(self) -> tuple[int, int, TableLines] | None:
        """(first cell, cell behind the last, rows)."""
        groups = self._groups()
        sizes = [end - start for start, end in groups]
        # what stands before the first two rows of one size is no row: 第１【企業の概況】 above a table
        groups = groups[next((n for n, size in enumerate(sizes[1:]) if size == sizes[n] > 2), 0) :]
        if not groups:
            return None
        size = groups[0][1] - groups[0][0] - 1
        kept: list[tuple[int, int]] = []
        for group in groups:
            if group[1] - group[0] - 1 != size or (kept and group[0] - kept[-1][1] > 1):
                break
            kept.append(group)
        begin, heads = self._heads(kept[0][0], size)
        if size < 2 and not (len(kept) >= 2 and not heads and self._bare(kept)):
            return None
        if not heads and len(kept) < 2:
            return None
        rows = TableLines("lines" if size >= 2 or heads else "pairs")
        for line, kind in heads:
            rows.add(line, kind)
        for i, (start, end) in enumerate(kept):
            if i and start > kept[i - 1][1]:
                rows.add(self._row([(start - 1, start)], size), "group")
            rows.add(self._row([(n, n + 1) for n in range(start, end)], size), "body")
        return begin, kept[-1][1], rows

    def _groups(self) -> list[tuple[int, int]]:
        """(label, end) of every stretch of a label and the figures below it."""
        out = []
        at, looks = 0, self.looks
        while at < len(looks):
            if looks[at] in ("text", "period") and at + 1 < len(looks) and looks[at + 1] in _FIGURES:
                end = at + 1
                while end < len(looks) and looks[end] in _FIGURES:
                    end += 1
                if any(look == "value" for look in looks[at + 1 : end]):
                    out.append((at, end))
                    at = end
                    continue
            at += 1
        return out

    def _bare(self, groups: Sequence[tuple[int, int]]) -> bool:
        """Whether most labels of a list of keys and values are words, so that the lines are no headlines between numbers."""
        return 2 * sum(1 for start, _ in groups if not self.folded[self.lines[start].start].isdigit()) > len(groups)

    def _row(self, cells: Sequence[tuple[int, int]], size: int) -> TextLine:
        """One row of cells, each from a line to another; a row without a label leaves its first column empty."""
        pieces = [
            TextPiece(self.lines[a].start, self.lines[b - 1].end, self.looks[a] if b == a + 1 else self._look(a, b)) for a, b in cells
        ]
        if len(pieces) == size:
            pieces.insert(0, TextPiece(pieces[0].start, pieces[0].start, "blank"))
        return TextLine(pieces[0].start, pieces[-1].end, "tabs", pieces)

    def _look(self, first: int, last: int) -> Look:
        looks = [look for look in self.looks[first:last] if look in _TIMES]
        return looks[0] if looks else "text"

    def _heads(self, label: int, size: int) -> tuple[int, list[tuple[TextLine, RowKind]]]:
        """The first line of the heads above the first label, and their rows, outermost first."""
        cells, bounded = self._head_cells(label, size)
        groups = self._groups_below(cells, size)
        out: list[tuple[TextLine, RowKind]] = self._over_periods(cells, size)
        begin = cells[0].first if out else label
        headed = bool(out)
        if out:
            cells.clear()
        while cells and len(out) < _ROWS:
            taken = self._head_row(cells, size, headed, bounded)
            if taken is None:
                break
            row, kind, used = taken
            out.insert(0, (row, kind))
            headed |= kind == "head" and not all(cell.bracketed for cell in cells[-used:])
            begin = cells[-used].first
            del cells[-used:]
        if out:
            out += [(self._row([(group.first, group.last)], 2), "group") for group in groups]
        return begin, out

    def _over_periods(self, cells: list[_StackedHead], size: int) -> list[tuple[TextLine, RowKind]]:
        """Two rows of heads, where the first stands over the periods below and the others compare them: 營收, 與前期比較, 1月, 2月."""
        periods = _run(cells, lambda cell: cell.look in _TIMES)
        outer = size - periods + 1
        at = len(cells) - periods - outer - 1
        if periods < 2 or outer < 2 or at < 0 or not self._corner(cells[at]) or any(c.look != "text" for c in cells[at : at + outer + 1]):
            return []
        del cells[:at]
        above, below = self._wide(cells[1 : outer + 1], outer, 1), self._wide(cells[outer + 1 :], size, 1)
        first = above.pieces[1]
        above.pieces[2:2] = [TextPiece(first.end, first.end, "blank")] * (periods - 1)
        return [(above, "head"), (below, "head")]

    def _groups_below(self, cells: list[_StackedHead], size: int) -> list[_StackedHead]:
        """Take off the lines between heads and the first label, which name what the rows have in common: 資産の部."""
        for count in (1, 2):
            heads = cells[-size - count : -count]
            words = [cell.look for cell in cells[-count:]] == ["text"] * count and not any(cell.bracketed for cell in cells[-count:])
            alike = all(cell.look in _TIMES for cell in heads) or all(cell.look == "unit" for cell in heads)
            if words and len(heads) == size > 1 and alike:
                taken = cells[-count:]
                del cells[-count:]
                return taken
        return []

    def _head_row(
        self, cells: Sequence[_StackedHead], size: int, headed: bool, bounded: bool
    ) -> tuple[TextLine, RowKind, int] | None:
        """(row, kind, number of cells) of the row of heads at the end of `cells`."""
        units = _run(cells, lambda cell: cell.look == "unit")
        if units and not headed and (units == size or units == 1 or len(cells) - units >= size):
            return self._units(cells[-units:], size), "units", units
        status = _run(cells, lambda cell: cell.bracketed)
        if 1 < status <= size and not headed and len(cells) - status >= size:
            return self._wide(cells[-status:], size, 1), "head", status
        if headed:
            return self._outer(cells, size)
        over = size // self.each
        if self.each > 1 and len(cells) >= over and all(cell.look == "text" for cell in cells[-over:]):
            return self._wide(cells[-over:], size, self.each), "head", over
        if len(cells) < size or size < 1:
            return None
        nearest = cells[-size:]
        above = cells[-size - 1] if len(cells) > size else None
        times = sum(cell.look in _TIMES for cell in nearest)
        cornered = above is not None and above.look == "text" and self._corner(above)
        label = above is not None and above.look == "text" and times == size
        texts = all(cell.look in ("text", *_TIMES) for cell in nearest)
        repeated = size >= 4 and self._repeats(nearest) and len(cells) > size and cells[-size - 1].look in _TIMES
        if not texts or not (cornered or size >= 2 and (2 * times >= size or bounded and len(cells) == size or repeated)):
            return None
        used = size + (cornered or label)
        return self._row([(cell.first, cell.last) for cell in cells[-used:]], size), "head", used

    def _units(self, cells: Sequence[_StackedHead], size: int) -> TextLine:
        if len(cells) == 1 and size > 1:
            return self._row([(cells[0].first, cells[0].last)], size)
        starts = [n for n, cell in enumerate(cells) if money_unit(self._text(cell.first))]
        if len(cells) == size and len(starts) > 1 and starts == list(range(0, size, size // len(starts))):
            self.each = size // len(starts)
        return self._wide(cells, size, 1)

    def _wide(self, cells: Sequence[_StackedHead], size: int, each: int) -> TextLine:
        """A row whose cells stand over `each` columns; those that it has too few are empty at its end."""
        line = self._row([(cell.first, cell.last) for cell in cells], len(cells))
        pieces = [line.pieces[0]]
        for piece in line.pieces[1:]:
            pieces += [piece, *[TextPiece(piece.end, piece.end, "blank")] * (each - 1)]
        pieces += [TextPiece(line.end, line.end, "blank")] * (size + 1 - len(pieces))
        line.pieces = pieces
        return line

    def _outer(self, cells: Sequence[_StackedHead], size: int) -> tuple[TextLine, RowKind, int] | None:
        """A row above the heads: periods that each stand over as many columns, one over all."""
        times = _run(cells, lambda cell: cell.look in _TIMES)
        for count in range(min(times, size), 0, -1):
            one = count > 1 or self._ended(cells[-1])
            if size % count == 0 and one and (times == count or count == 1):
                return self._wide(cells[-count:], size, size // count), "head", count
        return None

    def _ended(self, cell: _StackedHead) -> bool:
        line = self.lines[cell.first]
        return pattern(_TABLE, "period-ended").fullmatch(self.folded[line.start : line.end]) is not None

    def _corner(self, cell: _StackedHead) -> bool:
        line = self.lines[cell.first]
        return corner(self.folded, TextPiece(line.start, line.end, "text"))

    def _repeats(self, cells: Sequence[_StackedHead]) -> bool:
        """Whether heads come again and again: 金額, 佔比, 金額, 佔比."""
        said = [self.folded[self.lines[cell.first].start : self.lines[cell.last - 1].end] for cell in cells]
        return any(len(said) % n == 0 and said == said[:n] * (len(said) // n) for n in range(1, len(said) // 2 + 1))

    def _head_cells(self, label: int, size: int) -> tuple[list[_StackedHead], bool]:
        """The cells of heads above the first label, the lines of each joined; and whether a caption with a unit stands above them."""
        first = label
        bounded = False
        while first > 0 and label - first < _ROWS * (size + 1):
            line = self.lines[first - 1]
            if declared_unit(self.folded, line.start, line.end) is not None:
                bounded = True
                break
            long = line.end - line.start > _HEAD or self.folded[line.end - 1] in ":;、,"
            if long or self.looks[first - 1] in ("value", "missing", "blank"):
                break
            first -= 1
        out: list[_StackedHead] = []
        for n in range(first, label):
            if out and n - out[-1].first < _ROWS and self._goes_on(out[-1], n, label):
                before = out[-1].first
                out[-1] = _StackedHead(before, n + 1, self._look(before, n + 1))
            else:
                out.append(_StackedHead(n, n + 1, self.looks[n], self._bracketed(n)))
        return out, bounded

    def _text(self, n: int) -> str:
        return self.folded[self.lines[n].start : self.lines[n].end]

    def _bracketed(self, n: int) -> bool:
        text = self._text(n)
        return text[0] == "(" and text[-1] == ")" and not is_unit(text)

    def _goes_on(self, head: _StackedHead, n: int, label: int) -> bool:
        """Whether a line goes on with the head above it: closes its bracket, or is one; the day of its year; 增减 after 本年比上年."""
        before, text = self._text(n - 1), self._text(n)
        whole = " ".join(self._text(i) for i in range(head.first, n))
        if whole.count("(") > whole.count(")"):
            return True
        alone = n + 1 >= label or not self._bracketed(n + 1)
        if text[0] == "(" and (text[-1] == ")" or ")" not in text) and before[-1] != ")":
            return alone and self.looks[n - 1] != "unit"
        day = pattern(_TABLE, "day-head")
        if pattern(_TABLE, "year-alone").fullmatch(before) and day.fullmatch(text):
            return n + 1 >= label or day.fullmatch(self._text(n + 1)) is None
        return (
            pattern(_TABLE, "compared-with").search(before) is not None and pattern(_TABLE, "change-begins").match(text) is not None
        )


def _run(cells: Sequence[_StackedHead], holds: Callable[[_StackedHead], bool]) -> int:
    """How many cells at the end are of a kind."""
    count = 0
    while count < len(cells) and holds(cells[-1 - count]):
        count += 1
    return count
