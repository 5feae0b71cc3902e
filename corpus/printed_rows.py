"""The lines of a printed table -> its rows: labels that lines wrap made whole, cells between tabs in their columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from .printed import END, FIGURE, Paragraph, PrintedLine, PrintedPiece, figures_of, is_figure, joined

_APART = 0.4
"""In font sizes: a wider gap sets a figure in a row from the words of the next cell."""
_LOOSE = 0.28
"""In font sizes: a gap within a head that may stand between two columns."""
LONGEST_LABEL = 4
"""Lines before the one with the figures of their row."""
_UNFINISHED = ("╱", "/", "、", "的", "及", "且", "或", "與", "与", "和", "（", "(", "之", "・")
"""Ends of a label that goes on in the next line."""
_DASHED = re.compile(r"[-–—－•·・]")


def _unwrapped(lines: Sequence[PrintedLine], edge: float) -> list[PrintedLine]:
    """The lines of a table with the labels that lines wrap made whole: their parts stand in front of the last one's cells.

    `edge` is where the columns of figures begin."""
    out: list[PrintedLine] = []
    at = 0
    while at < len(lines):
        last = wrapped(lines, at, edge)
        if last > at:
            text = ""
            for line in lines[at : last + 1]:
                text = joined(text, line.pieces[0].text) if text else line.pieces[0].text
            # the label stands where its first line begins; its width is no matter
            whole = PrintedPiece(text, [lines[at].pieces[0].places[0]] * len(text))
            out.append(PrintedLine([whole, *lines[last].pieces[1:]], lines[last].base, lines[last].size))
        else:
            out.append(lines[at])
        at = last + 1
    return out


def wrapped(lines: Sequence[PrintedLine], first: int, edge: float) -> int:
    """The line with the figures of the row whose label begins in `first`; `first` where the label ends in it."""
    at = first
    while at + 1 < len(lines) and at - first < LONGEST_LABEL:
        line, below = lines[at], lines[at + 1]
        letter = _letter(line)
        close = line.base - below.base < 1.35 * min(line.size, below.size)
        if len(line.pieces) > 1 or not close or max(line.left, below.left) >= edge or is_figure(line.pieces[0]):
            return first
        if _DASHED.match(below.pieces[0].text) or len(below.pieces) > 1 and not figures_of(below):
            return first
        unfinished = line.text.endswith(_UNFINISHED) or line.text.count("（") > line.text.count("）")
        if line.text.endswith(END) and not unfinished:
            return first
        hangs = 0.3 * letter < below.left - lines[first].left < 1.7 * letter
        if not (hangs or unfinished and abs(below.left - line.left) < 1.7 * letter):
            return first
        at += 1
        if len(below.pieces) > 1:
            after = lines[min(at + 1, len(lines) - 1)]
            listed = hangs and abs(after.left - below.left) < 0.3 * letter and 0 < below.base - after.base < 1.35 * below.size
            return first if listed and not unfinished else at
    return first


def _letter(line: PrintedLine) -> float:
    """The width of a line's letters."""
    return max(char.right - char.left for char in line.pieces[0].places[:8])


def _unglued(line: PrintedLine) -> PrintedLine:
    """A line with the figures that only a narrow gap sets apart from the words behind them as cells: 52.4 封裝測試."""
    out: list[PrintedPiece] = []
    for piece in line.pieces:
        figure, _, words = piece.text.partition(" ")
        at = len(figure)
        gap = piece.places[at + 1].left - piece.places[at - 1].right if words else 0.0
        parts = [piece]
        if len(words) > 1 and gap > _APART * line.size and not words[0].isascii() and FIGURE.fullmatch(figure):
            parts = [part for part in (piece.cut(0, at), piece.cut(at, len(piece.text))) if part is not None]
        out += parts
    return PrintedLine(out, line.base, line.size)


def printed_rows(lines: Sequence[PrintedLine]) -> list[Paragraph]:
    """The rows of a table, their cells between tabs in the columns of its figures."""
    lines = [_unglued(line) if line.columned else line for line in lines]
    figures = figure_columns(lines)
    texts = _text_columns(lines, figures)
    columns = sorted([*texts, *figures])
    ends = max((line.pieces[0].right for line in lines if figures_of(line)), default=columns[0][0])
    out: list[Paragraph] = []
    heads = 0
    for line in _unwrapped(lines, figures[0][0]):
        pieces = [part for whole in line.pieces for part in _parted(whole, columns, line.size)]
        if len(pieces) == 1 and _middle(pieces[0]) < figures[0][0]:
            out.append(Paragraph(line.text, line.base, line.size, table=True))
            continue
        cells = [""] * (len(columns) + 1)
        places = _places(pieces, columns, ends, heads)
        heads = max(heads, sum(place > 0 for place in places))
        if texts and pieces[0].left < columns[0][0] - line.size:
            places[0] = 0  # a label may reach over the words of other rows
        for piece, place in zip(pieces, places, strict=True):
            cells[place] = f"{cells[place]} {piece.text}".strip()
        out.append(Paragraph("\t".join(cells).rstrip("\t") if cells[0] else "\t".join(cells), line.base, line.size, table=True))
    return out


def _middle(piece: PrintedPiece) -> float:
    return (piece.left + piece.right) / 2


def _places(pieces: Sequence[PrintedPiece], columns: Sequence[tuple[float, float]], labels: float, above: int) -> list[int]:
    """The column of each piece, 0 for the labels, which end at `labels`; `above` counts the heads of the fullest row above.

    A head that stands over several columns gets the first of those it is nearest to; of heads over as many columns each, its own."""
    heads = [piece for piece in pieces if _middle(piece) >= columns[0][0] or piece.left > labels]
    if len(heads) >= len(columns) or any(is_figure(piece) for piece in heads):
        return [_place(piece, columns) for piece in pieces]
    starts = _alike(heads, columns)
    middles = [_middle(piece) for piece in heads]
    nearest = [min(range(len(heads)), key=lambda h: abs(middles[h] - (left + right) / 2)) for left, right in columns if heads]
    out = []
    for piece in pieces:
        if piece not in heads:
            out.append(0)
            continue
        number = heads.index(piece)
        under = [n for n, head in enumerate(nearest) if head == number]
        if starts:
            out.append(1 + starts[number])
        else:
            out.append(1 + _centred(under, piece, columns, len(heads) < above) if under else _place(piece, columns))
    return out


def _alike(heads: Sequence[PrintedPiece], columns: Sequence[tuple[float, float]]) -> list[int]:
    """Where the columns of each head begin where all stand over as many; [] where they do not."""
    if len(heads) < 2 or len(columns) % len(heads):
        return []
    each = len(columns) // len(heads)
    beside = (columns[-1][1] - columns[0][0]) / len(columns) / 2
    starts = [n * each for n in range(len(heads))]
    over = (columns[at][0] - beside <= _middle(head) <= columns[at + each - 1][1] + beside for at, head in zip(starts, heads, strict=True))
    return starts if all(over) else []


def _centred(under: Sequence[int], head: PrintedPiece, columns: Sequence[tuple[float, float]], goes_on: bool) -> int:
    """The first of those neighbouring columns over whose middle a head stands; of two choices alike the wider, but for the second
    line of a head: 增减(%) below 本年比上年."""
    pitch = (columns[-1][1] - columns[0][0]) / len(columns)
    wide = -1 if goes_on else 1
    choices = [(a, b) for i, a in enumerate(under) for b in under[i:]]

    def off(choice: tuple[int, int]) -> tuple[int, int]:
        centre = (columns[choice[0]][0] + columns[choice[1]][1]) / 2
        return int(abs(centre - _middle(head)) / (pitch / 5)), wide * (choice[0] - choice[1])

    return min(choices, key=off)[0]


def _parted(piece: PrintedPiece, columns: Sequence[tuple[float, float]], size: float) -> list[PrintedPiece]:
    """A piece that reaches over several columns, cut where its letters leave a gap nearest to that between two of them: (%) 人民幣千元."""
    out: list[PrintedPiece] = []
    start = 0
    for (_, left), (right, _) in zip(columns, columns[1:], strict=False):
        if piece.right <= left or piece.left >= right:
            continue
        gaps = [
            (abs((a.right + b.left) / 2 - (left + right) / 2), n)
            for n, (a, b) in enumerate(zip(piece.places[start:], piece.places[start + 1 :], strict=False), start + 1)
            if b.left - a.right > _LOOSE * size and abs((a.right + b.left) / 2 - (left + right) / 2) < max(right - left, 4 * size)
        ]
        if gaps:
            at = min(gaps)[1]
            part = piece.cut(start, at)
            out += [part] if part is not None else []
            start = at
    last = piece.cut(start, len(piece.text))
    return [*out, last] if last is not None else out


def figure_columns(lines: Sequence[PrintedLine]) -> list[tuple[float, float]]:
    """(left, right) of the columns of figures, which end at one edge or share their middle."""
    size = median(line.size for line in lines)
    spans = sorted((piece.right, piece.left) for line in lines for piece in line.pieces[1:] if is_figure(piece))
    groups: list[tuple[float, float]] = []
    for right, left in spans:
        if groups and (right - groups[-1][1] < 0.9 * size or left < groups[-1][1] - 0.3 * size):
            groups[-1] = (min(groups[-1][0], left), max(groups[-1][1], right))
        else:
            groups.append((left, right))
    return groups


def _text_columns(lines: Sequence[PrintedLine], figures: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """(left, right) of the columns of words beside those of figures: words of several rows, behind the label, that begin at one edge."""
    size = median(line.size for line in lines)
    rows = [line for line in lines if figures_of(line)]
    words = [piece for line in rows for piece in line.pieces[1:] if not is_figure(piece)]
    spans = sorted((p.left, p.right) for p in words if all(p.right < left or p.left > right for left, right in figures))
    groups: list[list[tuple[float, float]]] = []
    for left, right in spans:
        if groups and left - groups[-1][0][0] < 0.5 * size:
            groups[-1].append((left, right))
        else:
            groups.append([(left, right)])
    kept = [group for group in groups if len(group) > 1 and 3 * len(group) > len(rows)]
    return [(group[0][0], max(right for _, right in group)) for group in kept]


def _place(piece: PrintedPiece, columns: Sequence[tuple[float, float]]) -> int:
    """0 for the labels, else the number of the first column that a piece stands over, or of the nearest."""
    left, right = columns[0]
    if piece.right <= left or (piece.left < left and piece.right - left < 0.4 * (right - left)):
        return 0
    for number, (left, right) in enumerate(columns, 1):
        if min(right, piece.right) - max(left, piece.left) > 0.2 * min(right - left, piece.right - piece.left):
            return number
    middle = (piece.left + piece.right) / 2
    return 1 + min(range(len(columns)), key=lambda i: abs((columns[i][0] + columns[i][1]) / 2 - middle))
