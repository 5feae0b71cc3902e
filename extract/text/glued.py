"""What PDF extraction glues together in rows under units: units (％百万円), a rate and the amount behind it (9.01,345)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...rules.words import pattern
from .lines import TextLine, TextPiece, look_of
from .units import is_unit

_TABLE = "page_words"
_REACH = 8
"""Lines below a row of units whose figures it tells apart."""
_RATE_AND_AMOUNT = re.compile(r"([-△▲]?[0-9]{1,3}\.[0-9])([-△▲]?[0-9]{1,3}(?:,[0-9]{3}){1,4}|[-△▲]?[1-9][0-9]{0,2})")
"""Rates of results have one decimal."""
_RATE = "%"
_WORDS = ("unit", "text")


def unit_pieces(folded: str, pieces: Sequence[TextPiece]) -> list[TextPiece]:
    """The pieces of a row of units with those cut apart that are several, 円 and 銭 joined; [] of any other row."""
    out: list[TextPiece] = []
    for piece in pieces:
        text = folded[piece.start : piece.end]
        at = text.find(_RATE) + 1
        if out and pattern(_TABLE, "sen").fullmatch(text):
            out[-1] = TextPiece(out[-1].start, piece.end, "unit", out[-1].centre)
        elif is_unit(text):
            out.append(TextPiece(piece.start, piece.end, "unit", piece.centre))
        elif 0 < at < len(text) and is_unit(text[:at]) and is_unit(text[at:]):
            out.append(TextPiece(piece.start, piece.start + at, "unit", piece.centre))
            out.append(TextPiece(piece.start + at, piece.end, "unit", piece.centre + 0.5))
        else:
            return []
    return out


def mend(folded: str, lines: Sequence[TextLine], cells: list[list[TextPiece]]) -> None:
    """Cut the cells of rows below a row of units so that there is one for each unit. `cells` are those of `lines`."""
    at = 0
    while at < len(lines):
        row = cells[at]
        at += 1
        units = unit_pieces(folded, row) if row and row[-1].look in _WORDS and row[0].look in _WORDS else []
        if len(units) < 2:
            continue
        glued = len(units) != len(cells[at - 1])
        cells[at - 1] = units
        rates = [folded[unit.start : unit.end] == _RATE for unit in units]
        below = at
        while below < min(at + _REACH, len(lines)) and not lines[below].after_blank and cells[below]:
            figures = _row(folded, cells[below], rates)
            if figures is None and not glued:
                break
            cells[below] = figures if figures is not None else cells[below]
            below += 1


def _row(folded: str, pieces: Sequence[TextPiece], rates: Sequence[bool]) -> list[TextPiece] | None:
    """A label and as many figures as there are units; None where cutting makes no such row."""
    first = next((n for n, piece in enumerate(pieces) if piece.look in ("value", "missing")), len(pieces))
    out: list[TextPiece] = []
    for piece in pieces[first:]:
        found = _RATE_AND_AMOUNT.fullmatch(folded, piece.start, piece.end)
        if found is not None and len(out) + 1 < len(rates) and rates[len(out)] and not rates[len(out) + 1]:
            for number in (1, 2):
                a, b = found.span(number)
                out.append(TextPiece(a, b, look_of(folded[a:b]), piece.centre + number - 1.5))
        else:
            out.append(piece)
    return [*pieces[:first], *out] if len(out) == len(rates) else None
