"""The characters of a PDF page by their boxes -> lines in reading order: columns of prose, rows of tables, paragraphs.

A row of a table comes out as its cells between tabs. All lengths are in points; y grows upwards, as in PDF.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import median

from .printed import END, FIGURE, OPENS, Char, Paragraph, PrintedLine, PrintedPiece, figures_of, joined
from .printed_rows import LONGEST_LABEL, figure_columns, printed_rows, wrapped

_WIDE = 1.2
"""In font sizes: a wider gap sets cells apart."""
_NARROW = 0.18
"""In font sizes: a wider gap between letters is a space."""
_BLANK = 0.8
"""In font sizes: a wider gap between ideographs is a space."""
_SMALL = 0.78
"""Of the line's font size: smaller digits and stars are footnote marks."""
_FULL = 1.6
"""In font sizes: a line that ends this near to the right edge goes on in the next."""
_BETWEEN = 5
"""Lines without columns that may stand between the rows of one table."""
_GUTTER = (0.38, 0.62)
"""Of the page's width: where the space between two columns of prose can stand."""
_MARKS = frozenset("0123456789()（）*＊†‡#※註注附")
_COLON = re.compile("[:：]")
"""What a caption with the unit has (単位：百万円) and a head does not."""
_LEADER = re.compile(r"(?:[.．·…‥․] ?){4,}")
_ASCII_WORD = re.compile(r"[A-Za-z0-9,.;:%)&'’-]")


def read(chars: Sequence[Char], width: float) -> list[Paragraph]:
    """The paragraphs and rows of a page, in reading order."""
    lines = _lines(chars)
    gutter = _gutter(lines, width)
    if gutter is None:
        return _paragraphs(lines)
    out: list[Paragraph] = []
    for stretch, split in _stretches(lines, gutter):
        if not split:
            out += _paragraphs(stretch)
            continue
        for side in (0, 1):
            out += _paragraphs([half for line in stretch if (half := _half(line, gutter, side)) is not None])
    return out


def _lines(chars: Sequence[Char]) -> list[PrintedLine]:
    """Lines from top to bottom: letters whose baselines are near each other."""
    out: list[PrintedLine] = []
    row: list[Char] = []
    for char in sorted(chars, key=lambda c: (-c.base, c.left)):
        if row and row[0].base - char.base > 0.45 * max(row[0].size, char.size):
            out += _line(row)
            row = []
        row.append(char)
    out += _line(row)
    usual = median(line.size for line in out) if out else 0.0
    return [line for line in out if line.size >= _SMALL * usual or not all(char in _MARKS for char in line.text)]


def _line(row: Sequence[Char]) -> list[PrintedLine]:
    if not row:
        return []
    size = median(char.size for char in row)
    kept: list[Char] = []
    for char in sorted(row, key=lambda c: c.left):
        if char.size >= _SMALL * size or char.text not in _MARKS:
            kept.append(char)
        elif kept:  # a footnote mark goes, and leaves no gap
            kept[-1].right = max(kept[-1].right, char.right)
    if not kept:
        return []
    pieces = [piece for piece in _pieces(kept, size) if piece.text]
    return [PrintedLine(pieces, median(c.base for c in kept), size)] if pieces else []


def _pieces(chars: Sequence[Char], size: float) -> Iterable[PrintedPiece]:
    """The line's letters, cut at wide gaps and at leaders of dots."""
    group: list[Char] = []
    for char in chars:
        if group and char.left - group[-1].right > _WIDE * size:
            yield from _piece(group, size)
            group = []
        group.append(char)
    yield from _piece(group, size)


def _piece(group: Sequence[Char], size: float) -> Iterable[PrintedPiece]:
    text, places = "", list[Char]()
    for char in group:
        gap = char.left - places[-1].right if places else 0.0
        if text and (gap > _BLANK * size or gap > _NARROW * size and (_ASCII_WORD.match(text[-1]) or _ASCII_WORD.match(char.text))):
            text += " "
            places.append(places[-1])
        text += char.text
        places.extend([char] * len(char.text))
    # set tight, a closing and an opening bracket change places
    text = re.sub(r"(（[^（）]{1,40})（）(?=[^（）]{1,40}）)", r"\1）（", text)
    whole, at = PrintedPiece(text, places), 0
    for start, end in [*(leader.span() for leader in _LEADER.finditer(text)), (len(text), len(text))]:
        piece = whole.cut(at, start)
        if piece is not None:
            yield piece
        at = end


def _gutter(lines: Sequence[PrintedLine], width: float) -> float | None:
    """Where the space between two columns of prose stands, if most lines have it."""
    low, high = (edge * width for edge in _GUTTER)
    pairs = [(a.right, b.left) for line in lines for a, b in zip(line.pieces, line.pieces[1:], strict=False)]
    gaps = [(right, left) for right, left in pairs if right < high and left > low]
    if len(gaps) < 6:
        return None
    middles = Counter(round((max(a, low) + min(b, high)) / 2 / 6) for a, b in gaps)
    best = max(middles, key=lambda m: middles[m]) * 6.0
    split = [line for line in lines if any(a.right < best < b.left for a, b in zip(line.pieces, line.pieces[1:], strict=False))]
    crossing = [line for line in lines if any(p.left < best < p.right for p in line.pieces)]
    if len(split) < 6 or len(crossing) > 0.4 * len(lines):
        return None
    prose = [line for line in split if _wide_halves(line, best, width)]
    return best if len(prose) > 0.6 * len(split) else None


def _wide_halves(line: PrintedLine, gutter: float, width: float) -> bool:
    """Whether both sides of a line are words that fill their column, no figures."""
    sides = [[p for p in line.pieces if (p.left > gutter) == right] for right in (False, True)]
    return all(side and side[-1].right - side[0].left > 0.2 * width and not FIGURE.fullmatch(side[-1].text) for side in sides)


def _stretches(lines: Sequence[PrintedLine], gutter: float) -> Iterable[tuple[list[PrintedLine], bool]]:
    """Neighbouring lines that the gutter splits, or that cross it."""
    stretch: list[PrintedLine] = []
    split = True
    for line in lines:
        crosses = any(p.left < gutter < p.right for p in line.pieces)
        if stretch and crosses == split:
            yield stretch, split
            stretch = []
        split = not crosses
        stretch.append(line)
    if stretch:
        yield stretch, split


def _half(line: PrintedLine, gutter: float, side: int) -> PrintedLine | None:
    pieces = [piece for piece in line.pieces if (piece.left > gutter) == bool(side)]
    return PrintedLine(pieces, line.base, line.size) if pieces else None


def _paragraphs(lines: Sequence[PrintedLine]) -> list[Paragraph]:
    out: list[Paragraph] = []
    edge = _right_edge(lines)
    at = 0
    while at < len(lines):
        last = _table(lines, at)
        if last > at:
            columns = figure_columns(lines[at:last])
            label = _label_above(out, lines, at, columns[0][0])
            del out[len(out) - (at - label) :]
            first = _heads(out, lines, label, columns)
            out[len(out) - (label - first) :] = printed_rows(lines[first:last])
            at = last
            continue
        _prose(out, lines, at, edge)
        at += 1
    return out


def _heads(out: Sequence[Paragraph], lines: Sequence[PrintedLine], at: int, columns: Sequence[tuple[float, float]]) -> int:
    """The first of the lines that head the table at `at`, and are paragraphs of `out` still: short ones that stand over its figures."""
    first = at
    for paragraph in reversed(out[-3:]):
        if first == 0 or paragraph.text != lines[first - 1].text:
            break
        line = lines[first - 1]
        far = line.base - lines[first].base > 3 * line.size
        if far or line.left < columns[0][0] - line.size or len(line.text) > 40 or line.text.endswith(END) or _COLON.search(line.text):
            break
        first -= 1
    return first


def _label_above(out: Sequence[Paragraph], lines: Sequence[PrintedLine], at: int, edge: float) -> int:
    """The first of the lines above a table, paragraphs of `out` still, in which the label of its first row begins."""
    back = 1
    while back <= min(LONGEST_LABEL, at) and len(lines[at - back].pieces) == 1:
        back += 1
    for first in range(at - back + 1, at):
        texts = [line.text for line in lines[first:at]]
        if wrapped(lines, first, edge) == at and [paragraph.text for paragraph in out[len(out) - len(texts) :]] == texts:
            return first
    return at


def _right_edge(lines: Sequence[PrintedLine]) -> float:
    """Where full lines end: passed by few."""
    ends = sorted((line.right for line in lines if len(line.text) > 8), reverse=True)
    return ends[len(ends) // 12] if ends else 0.0


def _prose(out: list[Paragraph], lines: Sequence[PrintedLine], at: int, edge: float) -> None:
    """Join a line to the paragraph before, or begin one."""
    line = lines[at]
    text = line.text
    goes_on = line.right > edge - _FULL * line.size and not text.endswith(END) and not line.columned
    before = out[-1] if out else None
    above = lines[at - 1] if at else line
    near = at > 0 and above.base - line.base < 2.4 * line.size and abs(above.size - line.size) < 0.15 * line.size
    if before is not None and before.open and near and not line.columned and not OPENS.match(text):
        before.text = joined(before.text, text)
        before.base, before.open = line.base, goes_on
        return
    out.append(Paragraph(text, line.base, line.size, open=goes_on))


def _table(lines: Sequence[PrintedLine], first: int) -> int:
    """The line after the last row of the table that begins at `first`; `first` itself where none does."""
    if not lines[first].columned:
        return first
    at, last, figures = first, first, 0
    while at < len(lines) and at - last <= _BETWEEN:
        if lines[at].columned:
            figures += figures_of(lines[at]) > 0
            last = at
        elif len(lines[at].text) > 40 or lines[at].text.endswith("。"):
            break
        at += 1
    rows = [line for line in lines[first : last + 1] if len(line.pieces) > 1]
    alone = figures == 1 and len(rows) > 1 and max(map(figures_of, rows)) > 2
    if figures < 2 and not alone or 3 * figures < len(rows):
        return first
    return last + 1
