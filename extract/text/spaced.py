"""Rows whose cells single spaces set apart, as PDF programs write them: 收益 4 386,215 341,770."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ...rules.words import pattern
from . import glued
from .lines import TextLine, TextPiece, look_of
from .units import money_unit

_BULLET = pattern("page_words", "bullet-mark")
_SEN = pattern("page_words", "sen")
_STUB = pattern("page_words", "stub")
_LONGEST = 200
_WORDS = 24
"""Characters; a longer word is no head."""
_TOKEN = re.compile(r"[^ ]+")
_FIGURES = frozenset(("value", "missing"))
_HEADS = frozenset(("period", "year", "unit"))


def mark(folded: str, lines: Sequence[TextLine]) -> None:
    """Cut those neighbouring lines into pieces that end in figures, as many or one more (a note's number), and the heads above them."""
    found = [line.pieces if line.form == "aligned" else [] if line.form or line.rule else _cells(folded, line) for line in lines]
    glued.mend(folded, lines, found)
    for n, line in enumerate(lines):
        if line.form == "aligned":
            line.pieces, found[n] = found[n], []
    counts = [_figures(pieces) for pieces in found]
    at = 0
    while at < len(lines):
        if counts[at] < 2:
            at += 1
            continue
        last, low, high = at + 1, counts[at], counts[at]
        while last < len(lines) and not lines[last].after_blank and counts[last] and high - 1 <= counts[last] <= low + 1:
            low, high = min(low, counts[last]), max(high, counts[last])
            last += 1
        if at and not lines[at].after_blank and _one_each(folded, lines[at - 1], found[at - 1], found[at:last]):
            for n in range(at - 1, last):
                _set(lines[n], found[n], len(found[n]), len(found[n]), False)
                lines[n].indent = 0
            lines[at - 1].pieces = [replace(piece, look="text") for piece in lines[at - 1].pieces]
            at = last
            continue
        first = at
        while (
            first > 0
            and not lines[first].after_blank
            and _heads(lines[first - 1], found[first - 1], low, high, _stub(folded, found[first - 1]))
        ):
            first -= 1
        if first > 0 and first < at and not lines[first].after_blank and _over(folded, found[first - 1], found[first]):
            first -= 1
        if low > 1 and (last - at >= 2 or any(piece.look in _HEADS for pieces in found[first:at] for piece in pieces)):
            for n in range(first, last):
                _set(lines[n], found[n], counts[n] or min(len(found[n]), high), high, n < at)
        at = last


def _cells(folded: str, line: TextLine) -> list[TextPiece]:
    """The words of a short line as pieces; a line with a sentence in it has none."""
    if line.end - line.start > _LONGEST or "。" in folded[line.start : line.end] or " " not in folded[line.start : line.end]:
        return []
    bullet = _BULLET.match(folded, line.start, line.end)
    start = line.start if bullet is None else bullet.end()
    out: list[TextPiece] = []
    for token in _TOKEN.finditer(folded, start, line.end):
        if out and out[-1].look == "unit" and _SEN.fullmatch(token[0]):
            out[-1] = replace(out[-1], end=token.end())  # 円 銭
        else:
            out.append(TextPiece(token.start(), token.end(), look_of(token[0])))
    return out


def _figures(pieces: Sequence[TextPiece]) -> int:
    """How many pieces at the end of a line are figures, where what stands before them is a label or nothing."""
    count = 0
    for piece in reversed(pieces):
        if piece.look not in _FIGURES:
            break
        count += 1
    if not count or all(piece.look == "missing" for piece in pieces[-count:]):
        return 0
    return count if len(pieces) - count <= 4 else 0


def _heads(line: TextLine, pieces: Sequence[TextPiece], low: int, high: int, stub: bool) -> bool:
    """Whether a line is a head of so many columns: periods or units, or as many short words; `stub`: and one over the labels."""
    if line.form or not pieces:
        return False
    said = [piece for piece in pieces if piece.look in _HEADS]
    if said and len(said) >= len(pieces) - 1 and low <= len(pieces) <= high + 1:
        return True
    if not all(piece.look == "text" and piece.end - piece.start <= 16 for piece in pieces):
        return False
    return len(pieces) in (low, high) or len(pieces) == high + 1 and stub


def _stub(folded: str, pieces: Sequence[TextPiece]) -> bool:
    """Whether a line begins with a word that stands over labels: 決算期 売上高 営業利益."""
    return bool(pieces) and _STUB.fullmatch(folded, pieces[0].start, pieces[0].end) is not None


def _one_each(folded: str, line: TextLine, pieces: Sequence[TextPiece], rows: Sequence[Sequence[TextPiece]]) -> bool:
    """Whether a line has a head for each cell of the rows below it, of which words are some: 上場日 銘柄名(コード) 市場 公募価格 初値."""
    if line.form or len(pieces) < 4 or any(len(row) != len(pieces) for row in rows):
        return False
    if any(folded[piece.end - 1].isdigit() or piece.look in ("missing", "unit") or piece.end - piece.start > _WORDS for piece in pieces):
        return False
    labels = [sum(piece.look not in _FIGURES for piece in row) for row in rows]
    return min(labels) > 1 and pieces[0].look == "text"


def _over(folded: str, pieces: Sequence[TextPiece], units: Sequence[TextPiece]) -> bool:
    """Whether the words of a line stand over the units below it, each over one, over as many as the others or over one of money."""
    if len(pieces) < 2 or any(piece.look == "value" or piece.end - piece.start > _WORDS for piece in pieces):
        return False
    if not all(unit.look == "unit" for unit in units):
        return False
    return len(units) % len(pieces) == 0 or sum(money_unit(folded[unit.start : unit.end]) for unit in units) == len(pieces)


def _set(line: TextLine, pieces: list[TextPiece], count: int, most: int, head: bool) -> None:
    """Give the line its pieces: a label of all that stands before the figures, and these, right-aligned."""
    line.form = "aligned"
    label = len(pieces) > (most if head else count)
    rest = pieces[-most:] if head else pieces[-count:]
    line.pieces = list(rest)
    line.indent = 0 if label else 4
    if label:
        first = pieces[: len(pieces) - len(rest)]
        line.pieces.insert(0, TextPiece(first[0].start, first[-1].end, first[0].look if head else "text"))
    for place, piece in enumerate(reversed(rest)):
        piece.centre = 10.0 * (most - place)
