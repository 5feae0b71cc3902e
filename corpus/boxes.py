"""The characters of a PDF page by their boxes -> lines in reading order: columns of prose, rows of tables, paragraphs.

A row of a table comes out as its cells between tabs. All lengths are in points; y grows upwards, as in PDF.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

_WIDE = 1.2
"""In font sizes: a wider gap sets cells apart."""
_NARROW = 0.18
"""In font sizes: a wider gap between letters is a space."""
_APART = 0.4
"""In font sizes: a wider gap sets a figure in a row from the words of the next cell."""
_LOOSE = 0.28
"""In font sizes: a gap within a head that may stand between two columns."""
_SMALL = 0.78
"""Of the line's font size: smaller digits and stars are footnote marks."""
_FULL = 1.6
"""In font sizes: a line that ends this near to the right edge goes on in the next."""
_LONGEST_LABEL = 4
"""Lines before the one with the figures of their row."""
_BETWEEN = 5
"""Lines without columns that may stand between the rows of one table."""
_GUTTER = (0.38, 0.62)
"""Of the page's width: where the space between two columns of prose can stand."""
_MARKS = frozenset("0123456789()（）*＊†‡#※註注附")
_LEADER = re.compile(r"(?:[.．·…‥․] ?){4,}")
_FIGURE = re.compile(
    r"(?:人民幣|人民币|港幣|港币|新台幣|HK\$|US\$|RMB ?|[¥￥$])?[(（\[]?[-+−–▲△]? ?[0-9][0-9,，]*(?:[.．][0-9]+)?[)）\]]?"
    r"(?:[%％]|[百千萬万億亿]{0,2}(?:港元|美元|日圓|[元円股名人家個个件台倍])(?:[AH]股)?)?[*†#]{0,2}"
)
_DASH = re.compile(r"[-–—―－−]{1,3}|不適用|不适用|N/?A|n\.a\.|無|－")
_END = tuple("。！？!?：:；;」』】")
_OPENS = re.compile(
    r"[•●■◆▪‧・※*]|[(（][0-9a-zA-Zivx一二三四五六七八九十]{1,4}[)）]|[0-9]{1,2}[.．、] ?\D"
    r"|第[0-9一二三四五六七八九十百]{1,4}[章節条條部]|[一二三四五六七八九十]{1,3}、|附註|註[:：]|（注）"
)
_ASCII_WORD = re.compile(r"[A-Za-z0-9,.;:%)&'’-]")


@dataclass(slots=True)
class Char:
    text: str
    left: float
    right: float
    base: float
    size: float


@dataclass(slots=True)
class PrintedPiece:
    """Letters of one line that no wide gap sets apart."""

    text: str
    places: list[Char]
    """The character that each letter of `text` is; a space takes that of the letter before it."""

    @property
    def left(self) -> float:
        return self.places[0].left

    @property
    def right(self) -> float:
        return self.places[-1].right

    def cut(self, start: int, end: int) -> PrintedPiece | None:
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return PrintedPiece(self.text[start:end], self.places[start:end]) if start < end else None


@dataclass(slots=True)
class PrintedLine:
    pieces: list[PrintedPiece]
    base: float
    size: float

    @property
    def left(self) -> float:
        return self.pieces[0].left

    @property
    def right(self) -> float:
        return self.pieces[-1].right

    @property
    def columned(self) -> bool:
        """Whether wide gaps set cells apart, and not only the mark of a list from its item."""
        return len(self.pieces) > 2 or (len(self.pieces) == 2 and not _OPENS.fullmatch(self.pieces[0].text))

    @property
    def text(self) -> str:
        return ("  " if self.columned else " ").join(piece.text for piece in self.pieces)


@dataclass(slots=True)
class Paragraph:
    """Text that no line end cuts. `table`: a row; `open`: its last line reaches the right edge and ends no sentence."""

    text: str
    base: float
    size: float
    table: bool = False
    open: bool = False


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
        if text and gap > _NARROW * size and (_ASCII_WORD.match(text[-1]) or _ASCII_WORD.match(char.text)):
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
    return all(side and side[-1].right - side[0].left > 0.2 * width and not _FIGURE.fullmatch(side[-1].text) for side in sides)


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


def _figure(piece: PrintedPiece) -> bool:
    return _FIGURE.fullmatch(piece.text) is not None or _DASH.fullmatch(piece.text) is not None


def _figures(line: PrintedLine) -> int:
    return sum(map(_figure, line.pieces[1:]))


def _paragraphs(lines: Sequence[PrintedLine]) -> list[Paragraph]:
    out: list[Paragraph] = []
    edge = _right_edge(lines)
    at = 0
    while at < len(lines):
        last = _table(lines, at)
        if last > at:
            columns = _columns(lines[at:last])
            first = _heads(out, lines, _label_above(out, lines, at, columns[0][0]), columns)
            out += _rows(lines[first:last])
            at = last
            continue
        _prose(out, lines, at, edge)
        at += 1
    return out


def _heads(out: list[Paragraph], lines: Sequence[PrintedLine], at: int, columns: Sequence[tuple[float, float]]) -> int:
    """The first of the lines that head the table at `at`: short ones that stand over its figures; they are taken off `out`."""
    first = at
    while first > 0 and out and out[-1].text == lines[first - 1].text and at - first < 3:
        line = lines[first - 1]
        far = line.base - lines[first].base > 3 * line.size
        if far or line.left < columns[0][0] - line.size or len(line.text) > 40 or line.text.endswith(_END):
            break
        out.pop()
        first -= 1
    return first


def _label_above(out: list[Paragraph], lines: Sequence[PrintedLine], at: int, edge: float) -> int:
    """The first of the lines above a table in which the label of its first row begins; they are taken off `out`."""
    back = 1
    while back <= min(_LONGEST_LABEL, at) and len(lines[at - back].pieces) == 1:
        back += 1
    for first in range(at - back + 1, at):
        texts = [line.text for line in lines[first:at]]
        if _wrapped(lines, first, edge) == at and [paragraph.text for paragraph in out[len(out) - len(texts) :]] == texts:
            del out[len(out) - len(texts) :]
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
    goes_on = line.right > edge - _FULL * line.size and not text.endswith(_END) and not line.columned
    before = out[-1] if out else None
    above = lines[at - 1] if at else line
    near = at > 0 and above.base - line.base < 2.4 * line.size and abs(above.size - line.size) < 0.15 * line.size
    if before is not None and before.open and near and not line.columned and not _OPENS.match(text):
        before.text = joined(before.text, text)
        before.base, before.open = line.base, goes_on
        return
    out.append(Paragraph(text, line.base, line.size, open=goes_on))


def joined(before: str, text: str) -> str:
    """Two lines of a paragraph as one: between Latin words stands a space, a hyphen at a line's end goes."""
    if before.endswith("-") and len(before) > 1 and before[-2].isalpha() and text[:1].islower():
        return before[:-1] + text
    space = before[-1:].isascii() and text[:1].isascii() and before[-1:].isalnum() and text[:1].isalpha()
    return before + (" " if space else "") + text


def _table(lines: Sequence[PrintedLine], first: int) -> int:
    """The line after the last row of the table that begins at `first`; `first` itself where none does."""
    if not lines[first].columned:
        return first
    at, last, figures = first, first, 0
    while at < len(lines) and at - last <= _BETWEEN:
        if lines[at].columned:
            figures += _figures(lines[at]) > 0
            last = at
        elif len(lines[at].text) > 40 or lines[at].text.endswith("。"):
            break
        at += 1
    rows = [line for line in lines[first : last + 1] if len(line.pieces) > 1]
    if figures < 2 or 3 * figures < len(rows):
        return first
    return last + 1


_UNFINISHED = ("╱", "/", "、", "的", "及", "且", "或", "與", "与", "和", "（", "(", "之", "・")
"""Ends of a label that goes on in the next line."""
_DASHED = re.compile(r"[-–—－•·・]")


def _unwrapped(lines: Sequence[PrintedLine], edge: float) -> list[PrintedLine]:
    """The lines of a table with the labels that lines wrap made whole: their parts stand in front of the last one's cells.

    `edge` is where the columns of figures begin."""
    out: list[PrintedLine] = []
    at = 0
    while at < len(lines):
        last = _wrapped(lines, at, edge)
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


def _wrapped(lines: Sequence[PrintedLine], first: int, edge: float) -> int:
    """The line with the figures of the row whose label begins in `first`; `first` where the label ends in it."""
    at = first
    while at + 1 < len(lines) and at - first < _LONGEST_LABEL:
        line, below = lines[at], lines[at + 1]
        letter = _letter(line)
        close = line.base - below.base < 1.35 * min(line.size, below.size)
        if len(line.pieces) > 1 or not close or max(line.left, below.left) >= edge or _figure(line.pieces[0]):
            return first
        if _DASHED.match(below.pieces[0].text) or len(below.pieces) > 1 and not _figures(below):
            return first
        unfinished = line.text.endswith(_UNFINISHED) or line.text.count("（") > line.text.count("）")
        if line.text.endswith(_END) and not unfinished:
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
        if len(words) > 1 and gap > _APART * line.size and not words[0].isascii() and _FIGURE.fullmatch(figure):
            parts = [part for part in (piece.cut(0, at), piece.cut(at, len(piece.text))) if part is not None]
        out += parts
    return PrintedLine(out, line.base, line.size)


def _rows(lines: Sequence[PrintedLine]) -> list[Paragraph]:
    """The rows of a table, their cells between tabs in the columns of its figures."""
    lines = [_unglued(line) if line.columned else line for line in lines]
    figures = _columns(lines)
    texts = _text_columns(lines, figures)
    columns = sorted([*texts, *figures])
    out: list[Paragraph] = []
    for line in _unwrapped(lines, figures[0][0]):
        pieces = [part for whole in line.pieces for part in _parted(whole, columns, line.size)]
        if len(pieces) == 1 and _middle(pieces[0]) < figures[0][0]:
            out.append(Paragraph(line.text, line.base, line.size, table=True))
            continue
        cells = [""] * (len(columns) + 1)
        places = _places(pieces, columns)
        if texts and pieces[0].left < columns[0][0] - line.size:
            places[0] = 0  # a label may reach over the words of other rows
        for piece, place in zip(pieces, places, strict=True):
            cells[place] = f"{cells[place]} {piece.text}".strip()
        out.append(Paragraph("\t".join(cells).rstrip("\t") if cells[0] else "\t".join(cells), line.base, line.size, table=True))
    return out


def _middle(piece: PrintedPiece) -> float:
    return (piece.left + piece.right) / 2


def _places(pieces: Sequence[PrintedPiece], columns: Sequence[tuple[float, float]]) -> list[int]:
    """The column of each piece, 0 for the labels. A head that stands over several columns gets the first of those it is nearest to."""
    heads = [piece for piece in pieces if _middle(piece) >= columns[0][0]]
    if len(heads) >= len(columns) or any(_figure(piece) for piece in heads):
        return [_place(piece, columns) for piece in pieces]
    middles = [_middle(piece) for piece in heads]
    nearest = [min(range(len(heads)), key=lambda h: abs(middles[h] - (left + right) / 2)) for left, right in columns if heads]
    out = []
    for piece in pieces:
        if _middle(piece) < columns[0][0]:
            out.append(0)
            continue
        number = heads.index(piece)
        under = [n for n, head in enumerate(nearest) if head == number]
        out.append(1 + _centred(under, middles[number], columns) if under else _place(piece, columns))
    return out


def _centred(under: Sequence[int], middle: float, columns: Sequence[tuple[float, float]]) -> int:
    """The first of those neighbouring columns over whose middle a head stands; of two choices alike the wider."""
    tolerance = (columns[-1][1] - columns[0][0]) / len(columns) / 5
    choices = [(a, b) for i, a in enumerate(under) for b in under[i:]]

    def off(choice: tuple[int, int]) -> tuple[int, int]:
        centre = (columns[choice[0]][0] + columns[choice[1]][1]) / 2
        return int(abs(centre - middle) / tolerance), choice[0] - choice[1]

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


def _columns(lines: Sequence[PrintedLine]) -> list[tuple[float, float]]:
    """(left, right) of the columns of figures, which end at one edge or share their middle."""
    size = median(line.size for line in lines)
    spans = sorted((piece.right, piece.left) for line in lines for piece in line.pieces[1:] if _figure(piece))
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
    rows = [line for line in lines if _figures(line)]
    words = [piece for line in rows for piece in line.pieces[1:] if not _figure(piece)]
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
