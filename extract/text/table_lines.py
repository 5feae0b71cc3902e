"""The lines of one table before its columns are known: which is a head, a row, the name of a group; what stands above the labels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ...rules.words import forms
from .lines import TextLine, TextPiece
from .page import RowKind, TableForm
from .units import declared_unit, is_unit

_TABLE = "page_words"


@dataclass(slots=True)
class TableLines:
    """The lines of one table before its columns are known. `kinds` are those of `lines`, `seen` is their set; `has_body` says
    whether there is a row of figures."""

    form: TableForm
    lines: list[TextLine] = field(default_factory=list)
    kinds: list[RowKind] = field(default_factory=list)
    has_body: bool = False
    seen: set[RowKind] = field(default_factory=set)

    def add(self, line: TextLine, kind: RowKind) -> None:
        self.lines.append(line)
        self.kinds.append(kind)
        self.seen.add(kind)
        self.has_body |= kind == "body" and (self.form != "aligned" or any(piece.look in ("value", "missing") for piece in line.pieces))

    def of(self, *kinds: RowKind) -> list[TextLine]:
        return [line for line, kind in zip(self.lines, self.kinds, strict=True) if kind in kinds]


PlacedTable = tuple[int, int, TableLines]
"""(first line, last line + 1, rows)"""


def row_kind(line: TextLine) -> Literal["units", "head", "body", "group", "rule"]:
    """What a line of a table is by the looks of its pieces alone."""
    if line.rule:
        return "rule"
    looks = [piece.look for piece in line.pieces if piece.look != "blank"]
    if len(looks) == 1:
        return "units" if looks[0] == "unit" else "group"
    if all(look == "unit" for look in looks):
        return "units"
    rest = looks[1:] if len(looks) > 1 else looks
    if "value" in rest or 2 * rest.count("missing") >= max(len(rest), 1):
        return "body"
    if looks[0] == "value" and "year" not in rest and "period" not in rest and line.indent:
        return "body"
    return "head"


def corner(folded: str, piece: TextPiece) -> bool:
    """Whether a piece is what stands above the labels: 項目, 決算期, 項目 ＼ 年度, （単位：百万円）."""
    text = folded[piece.start : piece.end].strip(" ()[]*:")
    parts = [part.strip() for part in text.replace("╲", "/").replace("\\", "/").split("/")]
    if any(part.split("(")[0] in forms(_TABLE, "corner") for part in parts):
        return True
    return is_unit(text) or declared_unit(folded, piece.start, piece.end) is not None
