"""Which neighbouring lines are one table: rows of pieces, or one cell a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from ...rules.words import pattern
from .lines import Look, TextLine, TextPiece, look_of
from .page import RowKind
from .table_lines import TableLines, corner, row_kind
from .units import is_unit

_TABLE = "page_words"
_GROUP = 48
"""Characters; a longer line between rows is no group's name."""
_NUMBER = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}")
_SHORT = 40
"""Characters; a longer line is no cell of a table with one cell a line."""


def tables(folded: str, lines: Sequence[TextLine]) -> list[tuple[int, int, TableLines]]:
    """(first line, last line + 1, rows) of every table, in order."""
    out: list[tuple[int, int, TableLines]] = []
    at = 0
    while at < len(lines):
        if lines[at].form and not lines[at].rule and len(lines[at].pieces) > 1 and not _opens_section(folded, lines[at]):
            last = _run(folded, lines, at)
            first = at
            while first > (out[-1][1] if out else 0) and _over(folded, lines[first - 1], lines[first]):
                first -= 1
            out += _cut(folded, lines, first, last)
            at = last
        elif not lines[at].form and not lines[at].rule:
            last = at
            while last < len(lines) and _cell_line(folded, lines[last], last > at):
                last += 1
            found = _stacked(folded, lines, at, last) if last - at >= 4 else None
            if found is not None:
                out.append(found)
                at = found[1]
            else:
                at = max(last, at + 1)
        else:
            at += 1
    return out


def _over(folded: str, line: TextLine, below: TextLine) -> bool:
    """Whether a line by itself stands over the columns of the head below it: 截至六月三十日止六個月."""
    if line.form or line.rule or below.after_blank or line.end - line.start > _SHORT or below.form != "aligned":
        return False
    text = folded[line.start : line.end]
    return pattern(_TABLE, "period-ended").fullmatch(text) is not None or (line.indent >= 4 and look_of(text) == "period")


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


def _cut(folded: str, lines: Sequence[TextLine], first: int, last: int) -> list[tuple[int, int, TableLines]]:
    """The tables of a run: a head below rows of values begins a new one."""
    out: list[tuple[int, int, TableLines]] = []
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
        rows.add(_as_row(folded, line, kind), kind)
    return out + _keep(folded, lines, start, last, rows)


def _as_row(folded: str, line: TextLine, kind: str) -> TextLine:
    if not line.pieces:
        line.indent = max(line.indent, 4) if kind == "head" else line.indent
        line.pieces = [TextPiece(line.start, line.end, look_of(folded[line.start : line.end]), 0.0)]
    return line


def _kind(folded: str, lines: Sequence[TextLine], at: int, last: int, rows: TableLines) -> RowKind | Literal["rule"]:
    line = lines[at]
    if line.rule:
        return "rule"
    if not line.pieces and not rows.has_body and at + 1 < last and _over(folded, line, lines[at + 1]):
        return "head"
    if not line.pieces:
        return "units" if is_unit(folded[line.start : line.end]) and not rows.has_body else "group"
    kind = row_kind(line)
    if kind == "group" and not rows.has_body and line.cells[0].look in ("period", "year"):
        return "head"
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


def _keep(folded: str, lines: Sequence[TextLine], first: int, last: int, rows: TableLines) -> list[tuple[int, int, TableLines]]:
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
    while rows.kinds and rows.kinds[0] == "group" and rows.form == "aligned":
        rows.kinds.pop(0)
        rows.lines.pop(0)
        first += 1
    if not head and all(_alternates(line) for line in body):
        rows = _pairs(rows)
    return [(first, last, rows)]


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


def _cell_line(folded: str, line: TextLine, inner: bool) -> bool:
    """Whether a line may be one cell of a table that has one cell a line."""
    if line.form or line.rule or line.end - line.start > _SHORT or (inner and line.after_blank):
        return False
    return "。" not in folded[line.start : line.end] and not _note(folded, line)


def _stacked(folded: str, lines: Sequence[TextLine], first: int, last: int) -> tuple[int, int, TableLines] | None:
    """The table of a stretch of lines with one cell each: a label and k values, again and again, below k or k + 1 heads."""
    cells, looks, at = _with_units(folded, lines[first:last])
    found = _stacked_cells(folded, cells, looks)
    return None if found is None else (first + at[found[0]], first + at[found[1]], found[2])


def _with_units(folded: str, lines: Sequence[TextLine]) -> tuple[list[TextLine], list[Look], list[int]]:
    """Cells, their looks, and the line where each begins, with the end of all: a unit below a label belongs to it (売上高⏎(百万円))."""
    cells: list[TextLine] = []
    looks: list[Look] = []
    at: list[int] = []
    shown: list[Look] = [look_of(folded[line.start : line.end]) for line in lines]
    for n, (line, look) in enumerate(zip(lines, shown, strict=True)):
        following = shown[n + 1] if n + 1 < len(shown) else "blank"
        unit = look == "unit" or is_unit(folded[line.start : line.end].strip("()"))
        if unit and looks[-1:] == ["text"] and following in ("value", "missing"):
            above = cells[-1]
            cells[-1] = TextLine(above.start, line.end, above.form, above.pieces, above.indent, after_blank=above.after_blank)
        else:
            cells.append(line)
            looks.append(look)
            at.append(n)
    return cells, looks, [*at, len(lines)]


def _stacked_cells(folded: str, lines: Sequence[TextLine], looks: Sequence[Look]) -> tuple[int, int, TableLines] | None:
    """(first cell, cell behind the last, rows) of the table of cells."""
    first = 0
    groups = _groups(looks)
    sizes = [end - start for start, end in groups]
    # what stands before the first two rows of one size is no row: 第１【企業の概況】 above a table
    groups = groups[next((n for n, size in enumerate(sizes[1:]) if size == sizes[n] > 2), 0) :]
    if len(groups) < 1:
        return None
    size = groups[0][1] - groups[0][0] - 1
    kept: list[tuple[int, int]] = []
    for group in groups:
        if group[1] - group[0] - 1 != size or (kept and group[0] - kept[-1][1] > 1):
            break
        kept.append(group)
    heads = _stacked_heads(folded, lines, first, looks, kept[0][0], size) if size >= 1 else []
    if size < 2 and not (size == 1 and len(kept) >= 2 and not heads and _bare(folded, lines, first, kept)):
        return None
    if not heads and (len(kept) < 2 or size < 2) and size >= 2:
        return None
    rows = TableLines("lines" if size >= 2 or heads else "pairs")
    for start, end, kind in heads:
        rows.add(_stack(lines[first + start : first + end], looks[start:end], size), kind)
    for i, (start, end) in enumerate(kept):
        if i and start > kept[i - 1][1]:
            rows.add(_stack(lines[first + start - 1 : first + start], ["text"], size), "group")
        rows.add(_stack(lines[first + start : first + end], looks[start:end], size), "body")
    begin = heads[0][0] if heads else kept[0][0]
    return first + begin, first + kept[-1][1], rows


def _bare(folded: str, lines: Sequence[TextLine], first: int, groups: Sequence[tuple[int, int]]) -> bool:
    """Whether most values of a list of keys and values are figures, so that the lines are no headlines between numbers."""
    return 2 * sum(1 for start, _ in groups if not folded[lines[first + start].start].isdigit()) > len(groups)


def _groups(looks: Sequence[Look]) -> list[tuple[int, int]]:
    """(label, end) of every stretch of a label and the figures below it."""
    out = []
    at = 0
    while at < len(looks):
        if looks[at] in ("text", "period") and at + 1 < len(looks) and looks[at + 1] in ("value", "missing", "year"):
            end = at + 1
            while end < len(looks) and looks[end] in ("value", "missing", "year"):
                end += 1
            if any(look == "value" for look in looks[at + 1 : end]):
                out.append((at, end))
                at = end
                continue
        at += 1
    return out


def _stacked_heads(
    folded: str, lines: Sequence[TextLine], first: int, looks: Sequence[Look], label: int, size: int
) -> list[tuple[int, int, RowKind]]:
    """(start, end, kind) of the rows of heads above the first label, the nearest first."""
    out: list[tuple[int, int, RowKind]] = []
    at = label
    while at - size >= 0 and size >= 1:
        cells = looks[at - size : at]
        line = lines[first + at - size - 1] if at - size - 1 >= 0 else None
        times = all(look in ("period", "year") for look in cells)
        has_corner = line is not None and looks[at - size - 1] == "text"
        if line is not None and has_corner and not times:
            has_corner = corner(folded, TextPiece(line.start, line.end, "text"))
        if all(look == "unit" for look in cells):
            out.insert(0, (at - size, at, "units"))
            at -= size
        elif times and size >= 2:
            out.insert(0, (at - size - has_corner, at, "head"))
            at -= size + has_corner
        elif not out and has_corner and all(look == "text" for look in cells):
            out.insert(0, (at - size - 1, at, "head"))
            at -= size + 1
        else:
            break
    return out


def _stack(cells: Sequence[TextLine], looks: Sequence[Look], size: int) -> TextLine:
    """One row of several lines; a head without a corner leaves its first column empty."""
    pieces = [TextPiece(cell.start, cell.end, look) for cell, look in zip(cells, looks, strict=True)]
    if len(pieces) == size:
        pieces.insert(0, TextPiece(cells[0].start, cells[0].start, "blank"))
    return TextLine(cells[0].start, cells[-1].end, "tabs", pieces)
