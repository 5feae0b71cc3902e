"""Lines of a text, cut into the pieces that bars, tabs or wide spaces set apart, and what each piece looks like."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from ...rules.words import pattern
from .units import is_unit

Look = Literal["blank", "missing", "value", "period", "year", "unit", "text"]
LineForm = Literal["", "bars", "tabs", "aligned"]

_TABLE = "page_words"
_LONGEST_ROW = 4000
"""Characters; a longer line is no row."""
_LONGEST_PIECE = 80
_GLUED = 24
"""Characters; two rows are longer."""
_MARK = 8
"""Characters; a longer piece is no number of a heading."""
# The set of first characters stands alone in front, by which re finds them fast.
_WIDE = re.compile(r"[ \xa0　](?:(?<=　)|(?<= ) |[ \xa0]*(?:  |　))[ 　\xa0]*")
_TAB = re.compile("\t")
_BAR = re.compile(r"[|│┃｜]")
_RULE_MARKS = "-:|│┃｜+=─━┼├┤╋―┌┐└┘┬┴┏┓┗┛┳┻┠┨╂╔╗╚╝╠╣╦╩╬═║"
_RULE = re.compile(f"[{_RULE_MARKS} ]{{3,}}")
_PLAIN = re.compile(r"[(]?[-+▲△]?[0-9][0-9,]{0,30}(?:\.[0-9]{1,12})?[)]?%?")
_CODE = re.compile(r"0[0-9]{3,5}")
"""The code of a share."""
_YEAR = re.compile(r"(?:19|20)[0-9]{2}[AEF]?")
_VALUE = re.compile(
    r"[(\[]{0,2}(?:[-+▲△▼±~] ?)?(?:[^0-9()\[\]|,。%-]{1,10}?)?[(]?(?:[-+▲△▼±] ?)?[0-9][0-9,]{0,30}(?:\.[0-9]{1,12})?[)]?"
    r"(?: ?[^0-9,。;]{0,8}(?:[0-9][0-9,.]{0,20}[^0-9,。;]{0,4})?)?(?:[(\[][^。]{1,16}[)\]])?[*†※#]{0,3}"
)
_KANJI_VALUE = re.compile(r"[一二三四五六七八九十百千万亿]{1,12}(?:圆|元|人|名|股|株|%)")
_LISTED = re.compile(
    r"(?:[一-鿿]{2,8}[*-]?(?:[A-Z]{2})?|[一-鿿ァ-ヺー・A-Za-z&]{2,20})\((?:[0-9]{4}|[0-9]{4,6}\.[A-Z]{2,3}|[0-9]{3}[A-Z])\)"
)
"""A firm with its ticker: 長華*(8070), ロコウッド(4499)."""
_SPACED = re.compile(r"[一-鿿](?:[ 　]{1,8}[一-鿿]){1,5}")
"""Letters spaced out to fill a column: 董　事　會, 存　　貨."""
_END = tuple("。！？!?")
_SAYS = re.compile("[:。!?]")
"""Marks without one of which a short line is neither sentences nor keys with values."""


@dataclass(slots=True)
class TextPiece:
    """A stretch of a line. `centre` is its middle in columns of a fixed-width display, from the line's beginning."""

    start: int
    end: int
    look: Look
    centre: float = 0.0


@dataclass(slots=True)
class TextLine:
    """A line without its edge spaces. `indent` counts display columns before it; `rule` is a line of dashes."""

    start: int
    end: int
    form: LineForm = ""
    pieces: list[TextPiece] = field(default_factory=list)
    indent: int = 0
    rule: bool = False
    after_blank: bool = False

    @property
    def cells(self) -> list[TextPiece]:
        """The pieces that hold something."""
        return [piece for piece in self.pieces if piece.look != "blank"]


@lru_cache(maxsize=8192)
def look_of(folded: str) -> Look:
    """What a cell holds, by its folded text."""
    text = folded.strip(" *")
    if not text:
        return "blank"
    if _CODE.fullmatch(text):
        return "text"
    if _PLAIN.fullmatch(text):
        return "year" if _YEAR.fullmatch(text) else "value"
    if len(text) <= 8 and pattern(_TABLE, "missing").fullmatch(text):
        return "missing"
    if _YEAR.fullmatch(text):
        return "year"
    if is_unit(text):
        return "unit"
    if len(text) <= 40 and not text.isdigit() and _is_period(text):
        return "period"
    if pattern(_TABLE, "of-one-share").match(text) or _LISTED.fullmatch(text):
        return "text"
    if len(text) <= 48 and (_VALUE.fullmatch(text) or _KANJI_VALUE.fullmatch(text)):
        return "value"
    return "text"


def _is_period(text: str) -> bool:
    inner = text.strip("()") if text[0] == "(" or text[-1] == ")" else text
    if pattern(_TABLE, "period").fullmatch(text) or pattern(_TABLE, "days").fullmatch(inner):
        return True
    return len(inner) + 2 == len(text) and any(map(str.isdigit, inner)) and pattern(_TABLE, "period").fullmatch(inner) is not None


def width(text: str) -> int:
    """Display columns of a text."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


@lru_cache(maxsize=8192)
def _columns(char: str) -> int:
    return 2 if char > "\u02ff" and unicodedata.east_asian_width(char) in "WFA" else 1


def lines(text: str, folded: str) -> Iterator[TextLine]:
    """The lines that hold something, in order."""
    offset, blank = 0, True
    for raw in text.split("\n"):
        start, offset = offset, offset + len(raw) + 1
        stripped = raw.strip()
        if not stripped:
            blank = True
            continue
        lead = len(raw) - len(raw.lstrip())
        line = TextLine(start + lead, start + lead + len(stripped), after_blank=blank)
        blank = False
        rows = _rows(folded, line) if len(stripped) > _GLUED else [line]
        for row in rows:
            own = raw if row is line else text[row.start : row.end]
            _cut(text, folded, row, own, start if row is line else row.start)
            yield row


def _rows(folded: str, line: TextLine) -> list[TextLine]:
    """The rows of a line: one, but where PDF extraction glued further ones to it (3.02023年6月期)."""
    starts = [found.start(found.lastindex or 0) for found in pattern(_TABLE, "glued-row").finditer(folded, line.start, line.end)]
    if not starts:
        return [line]
    spans = zip([line.start, *starts], [*starts, line.end], strict=True)
    return [TextLine(start, end, after_blank=line.after_blank and start == line.start) for start, end in spans]


def _cut(text: str, folded: str, line: TextLine, raw: str, start: int) -> None:
    if len(raw) > _LONGEST_ROW:
        return
    if line.start > start:
        line.indent = width(raw[: line.start - start])
    if text[line.start] in _RULE_MARKS and _RULE.fullmatch(text, line.start, line.end):
        line.rule = True
        line.form = "bars" if _BAR.search(raw) else ""
        return
    spans: list[tuple[int, int]] = []
    if _BAR.search(raw):
        line.form = "bars"
        spans = _between(raw, _BAR)
        spans = spans[1:] if spans and not raw[slice(*spans[0])].strip() else spans
        spans = spans[:-1] if spans and not raw[slice(*spans[-1])].strip() else spans
    elif "\t" in raw.rstrip():
        line.form = "tabs"
        spans = _between(raw, _TAB)
    else:
        at = line.start
        for gap in _WIDE.finditer(text, line.start, line.end):
            line.pieces.append(TextPiece(at, gap.start(), look_of(folded[at : gap.start()])))
            at = gap.end()
        if line.pieces:
            line.form = "aligned"
            line.pieces.append(TextPiece(at, line.end, look_of(folded[at : line.end])))
    if spans:
        line.pieces = [_piece(folded, raw, start, a, b) for a, b in spans]
    elif line.form == "aligned":
        _measure(raw, start, line.pieces)
        while len(line.pieces) > 1 and folded[line.pieces[-1].start] in "*※†":  # what a footnote mark says
            line.pieces.pop()
        _join_spaced(text, folded, line)
        if _prose(text, folded, line):
            line.form, line.pieces = "", []


def _between(raw: str, marks: re.Pattern[str]) -> list[tuple[int, int]]:
    spans, at = [], 0
    for mark in marks.finditer(raw):
        spans.append((at, mark.start()))
        at = mark.end()
    spans.append((at, len(raw)))
    return spans


def _piece(folded: str, raw: str, start: int, a: int, b: int) -> TextPiece:
    while a < b and raw[a].isspace():
        a += 1
    while b > a and raw[b - 1].isspace():
        b -= 1
    return TextPiece(start + a, start + b, look_of(folded[start + a : start + b]))


def _measure(raw: str, start: int, pieces: list[TextPiece]) -> None:
    if raw.isascii():
        for piece in pieces:
            piece.centre = (piece.start + piece.end) / 2 - start
        return
    at = column = 0
    for piece in pieces:
        column += width(raw[at : piece.start - start])
        size = width(raw[piece.start - start : piece.end - start])
        piece.centre = column + size / 2
        column, at = column + size, piece.end - start


def _join_spaced(text: str, folded: str, line: TextLine) -> None:
    """Make one piece of the letters that begin a line, of 連　2024.03, and of 円　銭."""
    pieces = line.pieces
    first = folded[pieces[0].start : pieces[0].end]
    if len(pieces) > 2 and len(first) <= _MARK and pattern(_TABLE, "enumerated").fullmatch(f"{first} "):
        pieces[:2] = [TextPiece(pieces[0].start, pieces[1].end, pieces[1].look, pieces[1].centre)]
    for count in (2, 3) if len(first) <= _MARK else ():
        said = " ".join(folded[piece.start : piece.end] for piece in pieces[:count])
        if len(pieces) > count and pattern(_TABLE, "closing-month").fullmatch(said):
            last = pieces[count - 1]
            pieces[:count] = [TextPiece(pieces[0].start, last.end, "period", (pieces[0].centre + last.centre) / 2)]
            break
    since = [piece for piece in pieces if piece.look == "text" and piece.end - piece.start < 3]
    if since and any(pattern(_TABLE, "since").fullmatch(folded, piece.start, piece.end) for piece in since):
        _join_since(folded, line)
        pieces = line.pieces
    count = 0
    while count < len(pieces) and pieces[count].end - pieces[count].start == 1 and "一" <= text[pieces[count].start] <= "鿿":
        count += 1
    if 1 < count < len(pieces) and pieces[0].look != "unit":
        joined = TextPiece(pieces[0].start, pieces[count - 1].end, "text", (pieces[0].centre + pieces[count - 1].centre) / 2)
        pieces[:count] = [joined]
    if not any(piece.look == "unit" for piece in pieces):
        return
    sen = pattern(_TABLE, "sen")
    out: list[TextPiece] = []
    for piece in pieces:
        if out and out[-1].look == "unit" and sen.fullmatch(folded, piece.start, piece.end):
            out[-1] = TextPiece(out[-1].start, piece.end, "unit", (out[-1].centre + piece.centre) / 2)
        else:
            out.append(piece)
    line.pieces = out


def _join_since(folded: str, line: TextLine) -> None:
    """Make one piece of （自 and the day behind it."""
    out: list[TextPiece] = []
    for piece in line.pieces:
        if out and pattern(_TABLE, "since").fullmatch(folded, out[-1].start, out[-1].end) and piece.look in ("period", "value"):
            before = out[-1]
            out[-1] = TextPiece(before.start, piece.end, "period", (before.centre + piece.centre) / 2)
        else:
            out.append(piece)
    line.pieces = out


def _prose(text: str, folded: str, line: TextLine) -> bool:
    """Whether wide spaces only set sentences apart, or keys with their values."""
    if len(line.pieces) < 2:
        return True
    if line.end - line.start <= _LONGEST_PIECE and not _SAYS.search(folded, line.start, line.end):
        return False
    if all(":" in folded[piece.start : piece.end] for piece in line.pieces):
        return True
    if any(piece.end - piece.start > _LONGEST_PIECE for piece in line.pieces):
        return True
    said = [text[piece.start : piece.end].rstrip("」』”’）)") for piece in line.pieces]
    return any(words.endswith(_END) or "。" in words for words in said)
