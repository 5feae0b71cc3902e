"""Which neighbouring lines are one table: rows of pieces, or one cell a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from ...rules.words import pattern
from .lines import TextLine, TextPiece, look_of
from .page import RowKind
from .stacked import cell_line, stacked
from .table_lines import PlacedTable, TableLines, corner, row_kind
from .units import bracketed_unit, declared_unit, is_unit

_TABLE = "page_words"
_GROUP = 48
"""Characters; a longer line between rows is no group's name."""
_NUMBER = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}")
_OVER = ("period", "year", "unit")
"""What stands over a column of figures, and never over labels."""
_SHORT = 40
"""Characters; a longer line is no cell of a table with one cell a line."""


def tables(folded: str, lines: Sequence[TextLine]) -> list[PlacedTable]:
    """(first line, last line + 1, rows) of every table, in order."""
    out: list[PlacedTable] = []
    at = 0
    while at < len(lines):
        if lines[at].form and not lines[at].rule and len(lines[at].pieces) > 1 and not _opens_section(folded, lines[at]):
            last = _run(folded, lines, at)
            first = at
            first = _with_titles(folded, lines, at, out[-1][1] if out else 0)
            out += _cut(folded, lines, first, last)
            at = last
        elif not lines[at].form and not lines[at].rule:
            last = at
            while last < len(lines) and cell_line(folded, lines[last], last > at):
                last += 1
            found = stacked(folded, lines, at, last) if last - at >= 4 else None
            if found is not None:
                out.append(found)
                at = found[1]
            else:
                at = max(last, at + 1)
        else:
            at += 1
    return out


def _with_titles(folded: str, lines: Sequence[TextLine], at: int, least: int) -> int:
    """The first of the lines above a head that stand over its columns; a rule may part them from it."""
    first = at
    while first > least:
        over = first - 2 if lines[first - 1].rule and first - 2 >= least and not lines[first - 1].after_blank else first - 1
        if not _over(folded, lines[over], lines[at]):
            break
        first = over
    return first


def _over(folded: str, line: TextLine, below: TextLine) -> bool:
    """Whether a line by itself stands over the columns of the head below it: 截至六月三十日止六個月, or 合併稅後(億元) in the middle."""
    if line.form or line.rule or below.after_blank or line.end - line.start > _SHORT or below.form != "aligned":
        return False
    text = folded[line.start : line.end]
    if line.indent >= 4 and (look_of(text) == "period" or text[-1] == ")" and bracketed_unit(folded, line.start, line.end)):
        return declared_unit(folded, line.start, line.end) is None
    return pattern(_TABLE, "period-ended").fullmatch(text) is not None


def _run(folded: str, lines: Sequence[TextLine], first: int) -> int:
    """The line after the last of a run of rows of one form; a short line between two rows belongs to it."""
    form = lines[first].form
    at = first + 1
    while at < len(lines):
        line = lines[at]
        between = form != "bars" and _group_line(folded, line) and at + 1 < len(lines) and _goes_on(lines[at + 1], form)
        if not (_row(folded, line, lines[at - 1], form) or (line.rule and not line.after_blank) or between):
            break
        at += 1
    while not lines[at - 1].form:
        at -= 1
    return at


def _opens_section(folded: str, line: TextLine) -> bool:
    """Whether a line with pieces is a heading: 第二節　概覽, １【募集の方法】　普通株式."""
    if line.form != "aligned":
        return False
    if pattern(_TABLE, "section-mark").match(folded, line.start, line.end):
        return True
    if len(line.pieces) == 2 and line.pieces[1].look == "text" and numbered(folded, line):
        return True
    mark = pattern(_TABLE, "enumerated").match(folded, line.start, line.end)
    return mark is not None and (mark[0].endswith("【") or not any(piece.look == "value" for piece in line.pieces))


def numbered(folded: str, line: TextLine) -> str:
    """The number of a heading that a wide space sets apart (５　大株主の状況, 3.1　主要会计数据), or ""."""
    first = line.pieces[0] if line.pieces else None
    found = _NUMBER.fullmatch(folded, first.start, first.end) if first is not None else None
    return found[0] if found is not None else ""


def _goes_on(line: TextLine, form: str) -> bool:
    return not line.after_blank and (line.form == form or not line.form and line.end - line.start <= _GROUP)


def _note(folded: str, line: TextLine) -> bool:
    return pattern(_TABLE, "note-line").match(folded, line.start, line.end) is not None


def _row(folded: str, line: TextLine, above: TextLine, form: str) -> bool:
    if line.form != form or (line.after_blank and form != "bars") or _opens_section(folded, line):
        return False
    return not _note(folded, line) or _like(line, above)


def _like(line: TextLine, above: TextLine) -> bool:
    """Whether a line that begins as a note is a row like the one above it: （ご参考）前期実績　29,415　5,116."""
    values = sum(piece.look == "value" for piece in line.pieces)
    if any(piece.look in ("unit", "period", "year") for piece in line.pieces[1:]) and not values:
        return True  # 附註　人民幣千元　人民幣千元 is a head
    return len(line.pieces) == len(above.pieces) and 2 * values > len(line.pieces) - 1


def _group_line(folded: str, line: TextLine) -> bool:
    if line.form or line.after_blank or line.end - line.start > _GROUP or _note(folded, line):
        return False
    if folded[line.start] in "■◆▼▽◇●【#" or pattern(_TABLE, "enumerated").match(folded, line.start, line.end):
        return False
    return folded[line.end - 1] not in "。;!?" and "。" not in folded[line.start : line.end]


def _cut(folded: str, lines: Sequence[TextLine], first: int, last: int) -> list[PlacedTable]:
    """The tables of a run: a head below rows of values begins a new one."""
    out: list[PlacedTable] = []
    form = next(line.form for line in lines[first:last] if line.form)
    assert form
    rows, start = TableLines(form), first
    for at in range(first, last):
        line = lines[at]
        kind = _kind(folded, lines, at, last, rows)
        if kind == "rule":
            continue
        if kind in ("head", "units") and rows.has_body:
            out += _keep(folded, lines, start, at, rows)
            rows, start = TableLines(form), at
        elif kind == "head" and rows.lines and ("body" in rows.seen or len(rows.lines) == 1 and _titles(folded, rows.lines[0], line)):
            rows, start = TableLines(form), at
        rows.add(_as_row(folded, line, kind), kind)
    return out + _keep(folded, lines, start, last, rows)


def _titles(folded: str, line: TextLine, below: TextLine) -> bool:
    """Whether a line above a whole row of heads is a title whose parts wide spaces set apart: 北見フーズ　2025年3月期　売上高."""
    first = line.pieces[0]
    if line.form != "aligned" or line.indent or first.look != "text" or corner(folded, first):
        return False
    return len(below.pieces) > 2 and not below.indent and corner(folded, below.pieces[0])


def _as_row(folded: str, line: TextLine, kind: str) -> TextLine:
    """A line of one piece where it has none."""
    if line.pieces:
        return line
    whole = TextPiece(line.start, line.end, look_of(folded[line.start : line.end]), 0.0)
    return replace(line, pieces=[whole], indent=max(line.indent, 4) if kind == "head" else line.indent)


def _kind(folded: str, lines: Sequence[TextLine], at: int, last: int, rows: TableLines) -> RowKind | Literal["rule"]:
    line = lines[at]
    if line.rule:
        return "rule"
    if not line.pieces and not rows.has_body:
        below = next((lines[i] for i in range(at + 1, min(at + 3, last)) if not lines[i].rule), None)
        if below is not None and _over(folded, line, below):
            return "head"
    if not line.pieces:
        return "units" if is_unit(folded[line.start : line.end]) and not rows.has_body else "group"
    kind = row_kind(line)
    if kind == "group" and not rows.has_body and line.cells[0].look in ("period", "year"):
        return "head"
    if kind == "group" and not rows.has_body and rows.form == "tabs" and line.pieces[0].look == "blank" and "head" in rows.seen:
        return "head"  # the second line of a head: 增减(%)
    if kind == "group" and not line.indent and rows.form == "bars" and not rows.lines:
        return "group"
    if kind != "head":
        return kind
    return "head" if _is_head(folded, lines, at, last, rows) else "body"


def _is_head(folded: str, lines: Sequence[TextLine], at: int, last: int, rows: TableLines) -> bool:
    """Whether a row without figures heads the rows below it; else it is a row of words."""
    line = lines[at]
    cells = line.cells
    if not rows.has_body and rows.form == "bars" and at + 1 < last and lines[at + 1].rule:
        return True
    below = next((lines[i] for i in range(at + 1, last) if not lines[i].rule and len(lines[i].pieces) > 1), None)
    if below is None:
        return False
    first = cells[0]
    times = sum(cell.look in ("period", "year") for cell in cells[1:])
    blank = bool(line.pieces) and line.pieces[0].look == "blank" or line.indent >= 4
    if blank and cells[0].look in ("period", "year"):
        times += 1
    if not blank and not times and first.look in ("period", "year") and "head" in rows.seen:
        return False  # a row of words below the head: 2019-05-12　天使轮　数百万元
    if len(cells) <= 2 and not (rows.form == "bars" and not rows.lines):
        return _two(folded, line, below, blank, times)
    if rows.has_body:
        return (
            times * 2 >= len(cells) - 1
            and times > 0
            and row_kind(below) in ("body", "head", "units")
            or ((blank or corner(folded, first)) and row_kind(below) in ("units", "body"))
            and all(cell.look in ("text", "period", "unit", "year") for cell in cells)
        )
    return True


def _two(folded: str, line: TextLine, below: TextLine, blank: bool, times: int) -> bool:
    """Whether a row of two cells heads a table: its first is a corner, or it says a period over figures and is no day's own line."""
    cells = line.cells
    if len(cells) == 2 and corner(folded, cells[0]) and len(below.cells) >= 2 and cells[1].look != "text":
        return True
    if len(below.cells) > len(cells) and row_kind(below) in ("body", "units"):
        return True
    if blank:
        return True
    if len(cells) == 2 and corner(folded, cells[0]) and row_kind(below) in ("body", "units"):
        return True
    label = folded[cells[0].start : cells[0].end]
    return times > 0 and row_kind(below) == "body" and pattern(_TABLE, "day-label").search(label) is None


def _states(line: TextLine) -> bool:
    """Whether a row has a figure that is not its label."""
    looks = [piece.look for piece in line.cells]
    return "value" in (looks[1:] if len(looks) > 1 else looks)


def _keep(folded: str, lines: Sequence[TextLine], first: int, last: int, rows: TableLines) -> list[PlacedTable]:
    """A table of these rows, if they are one: figures in two rows, or in one below a head."""
    body = rows.of("body")
    values = [line for line in body if _states(line)]
    if not values:
        return []
    head = bool(rows.of("head", "units"))
    if rows.form == "aligned":
        firm = head and any(p.look in ("period", "year", "unit") for line in rows.of("head", "units") for p in line.pieces)
        if len(values) < 2 and not firm and not (head and len(body) == 1 and len(values[0].pieces) > 2):
            return []
        if 2 * len(values) < len(body):
            return []
    elif len(values) < 2 and not head:
        return []
    while rows.kinds and rows.kinds[-1] == "group":
        rows.kinds.pop()
        rows.lines.pop()
        last -= 1
    named = next((n for n, kind in enumerate(rows.kinds) if kind != "group"), 0) if rows.form == "aligned" else 0
    del rows.kinds[:named], rows.lines[:named]
    first += named
    if head and rows.form == "bars":
        _give_corner(rows)
    if not head and all(_alternates(line) for line in body):
        rows = _pairs(rows)
    return [(first, last, rows)]


def _give_corner(rows: TableLines) -> None:
    """Move the heads to the right where a page lost the empty cells above the labels, and the rows below a label of several that
    it gives once: 10月 | 11月 above 売上高 | 既存店 | 102.1 | 99.5 and 全店 | 105.6 | 98.4."""
    body = rows.of("body")
    named = [_named(line) for line in body]
    most = max((len(line.cells) for line in body), default=0)
    labels = max((count for line, count in zip(body, named, strict=True) if len(line.cells) == most), default=0)
    heads = [line for line in rows.of("head", "units") if line.cells[0] is line.pieces[0] and line.cells[0].look in _OVER]
    if not labels or not heads or any(len(line.cells) + labels != most for line in heads):
        return
    for line in heads:
        _shift(line, labels)
    for line, count in zip(body, named, strict=True):
        if 0 < count < labels and len(line.cells) == most - labels + count:
            _shift(line, labels - count)


def _named(line: TextLine) -> int:
    """How many labels begin a row."""
    return next((n for n, piece in enumerate(line.pieces) if piece.look != "text"), len(line.pieces))


def _shift(line: TextLine, columns: int) -> None:
    start = line.pieces[0].start
    for _ in range(columns):
        if line.pieces[-1].look == "blank":
            line.pieces.pop()
        line.pieces.insert(0, TextPiece(start, start, "blank"))


def _alternates(line: TextLine) -> bool:
    """Whether a row is a key and its value, or two of these: 資本金　3億円　発行済株式総数　8,640,000株."""
    looks = [piece.look for piece in line.cells]
    return len(looks) <= 2 or (len(looks) == 4 and looks[0] == looks[2] == "text" and looks[1] != "text" and looks[3] != "text")


def _pairs(rows: TableLines) -> TableLines:
    """Keys and values, one pair a row."""
    out = TableLines("pairs")
    for line, kind in zip(rows.lines, rows.kinds, strict=True):
        for at in range(0, max(len(line.pieces), 1), 2):
            pieces = line.pieces[at : at + 2]
            out.add(line if len(line.pieces) <= 2 else TextLine(pieces[0].start, pieces[-1].end, line.form, pieces, line.indent), kind)
    return out
