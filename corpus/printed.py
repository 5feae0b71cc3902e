"""Pieces, lines and paragraphs of a printed page, and what tells a figure, a list's item or a sentence's end.

All lengths are in points; y grows upwards, as in PDF.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

FIGURE = re.compile(
    r"(?:人民幣|人民币|港幣|港币|新台幣|HK\$|US\$|RMB ?|[¥￥$])?[(（\[]?[-+−–▲△]? ?[0-9][0-9,，]*(?:[.．][0-9]+)?[)）\]]?"
    r"(?:[%％]|[百千萬万億亿]{0,2}(?:港元|美元|日圓|[元円股名人家個个件台倍])(?:[AH]股)?)?[*†#]{0,2}"
)
_DASH = re.compile(r"[-–—―－−]{1,3}|不適用|不适用|N/?A|n\.a\.|無|－")
END = tuple("。！？!?：:；;」』】")
"""Marks that a line ends on where its sentence does."""
OPENS = re.compile(
    r"[•●■◆▪‧・※*]|[(（][0-9a-zA-Zivx一二三四五六七八九十]{1,4}[)）]|[0-9]{1,2}[.．、] ?\D"
    r"|第[0-9一二三四五六七八九十百]{1,4}[章節条條部]|[一二三四五六七八九十]{1,3}、|附註|註[:：]|（注）"
)
"""How an item of a list begins."""


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
        return len(self.pieces) > 2 or (len(self.pieces) == 2 and not OPENS.fullmatch(self.pieces[0].text))

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


def is_figure(piece: PrintedPiece) -> bool:
    return FIGURE.fullmatch(piece.text) is not None or _DASH.fullmatch(piece.text) is not None


def figures_of(line: PrintedLine) -> int:
    """How many of a line's pieces behind the first are figures."""
    return sum(map(is_figure, line.pieces[1:]))


def joined(before: str, text: str) -> str:
    """Two lines of a paragraph as one: between Latin words stands a space, a hyphen at a line's end goes."""
    if before.endswith("-") and len(before) > 1 and before[-2].isalpha() and text[:1].islower():
        return before[:-1] + text
    space = before[-1:].isascii() and text[:1].isascii() and before[-1:].isalnum() and text[:1].isalpha()
    return before + (" " if space else "") + text
