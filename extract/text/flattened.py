"""Line breaks that a page lost when it was flattened into one line: before the items of a notice or a form, around the rows of a
table, its dashes and its heads."""

from __future__ import annotations

import re

from ...rules.fold import fold
from ...rules.words import pattern
from .lines import look_of, width
from .units import declared_unit, is_unit

_LONG_LINE, _LONG_ROW, _ITEMS, _LEAST_INDENT = 150, 60, 3, 12
"""Characters of a line that may be a whole notice, and a whole table, items that make it one, and display columns of the indent
of a head."""
_ITEM = re.compile(r" (?=[0-9]{1,2}\.[\u4e00-\u9fff]{2,16}[:：(（])")
_KEYED = re.compile(r"[)）] ?[:：] {0,4}[-(（]?[0-9]")
"""What a line with an item of a form holds: a bracket, a colon, a figure."""
_DASHES = re.compile(r"[ \u3000][-=]{4,200}(?=[ \u3000])")
_CELLS = r"(?:[ \u3000]{1,60}[-(]?[0-9][0-9,]{0,16}(?:\.[0-9]{1,4})?[)%]?){1,12}"
_WORD = r"(?:[ \u3000]{2,60}[\u4e00-\u9fff]{2,6}(?=[ \u3000]|$)(?![ \u3000]{1,60}[-(]?[0-9]))?"
"""The last cell of a row may be a word, which is no label: 由虧轉盈."""
_ROW = re.compile(rf" [\u4e00-\u9fffA-Za-z]{{2,16}}(?:[(（][^()（）0-9 ]{{1,8}}[)）])?[:：]?({_CELLS}{_WORD})(?=[ \u3000]|$)")
_INDENT = re.compile(r"(?<=\S)[ \u3000]{4,60}(?=[^ \u30000-9]|[0-9]{1,4}[\u4e00-\u9fffQ/])")
_PIECE = re.compile(r"[^ \u3000]+")
_PIECES = 24
"""Pieces; the heads of a table are among so many at the end of what stands before its rows."""
_HEADS, _ROWS = 4, 3
"""Lines of heads at most, and rows at least of a table whose cells single spaces set apart."""


def broken(line: str) -> str:
    """`line`, as long as it was, with the breaks that its page lost."""
    breaks = _items(line) if len(line) > _LONG_LINE else set[int]()
    if _KEYED.search(line):
        breaks |= _form(line)
    dashes = [found.span() for found in _DASHES.finditer(line)]
    if dashes or len(line) > _LONG_ROW:
        breaks |= _table(line, dashes, breaks)
    if not breaks:
        return line
    return "".join(["\n" if at in breaks and char.isspace() else char for at, char in enumerate(line)])


def _items(line: str) -> set[int]:
    """Where the numbered items of a notice begin."""
    items = [item.start() for item in _ITEM.finditer(line)]
    return set(items) if len(items) >= _ITEMS else set()


def _form(line: str) -> set[int]:
    """Where the items of a form begin and end that are keys with units and figures."""
    found = list(pattern("page_words", "form-item").finditer(fold(line)))
    breaks = {at for item in found for at in (item.start() - 1, item.end()) if at >= 0}
    return breaks | {item.start() for item in _ITEM.finditer(line)} if breaks else breaks


def _table(line: str, dashes: list[tuple[int, int]], items: set[int]) -> set[int]:
    """Where the heads and the rows of a table begin and end: rows of as many cells, or one below dashes, which wide spaces set
    apart; more rows below heads with a unit where single spaces do."""
    found = list(_ROW.finditer(line))
    ends = {end for _, end in dashes}
    first = next((n for n, row in enumerate(found) if row.start() in ends and _wide(row) or _alike(found[n : n + 2], 2)), -1)
    if first < 0:
        return set()
    begin = found[first].start()
    rows = [found[first]]
    for row in found[first + 1 :]:
        if row.start() != rows[-1].end():
            break
        rows.append(row)
    head = max([0, *(at for at in items if at < begin), line.rfind("。", 0, begin)])
    ruled = [(start, end) for start, end in dashes if head <= start < begin]
    if not all(map(_wide, rows[:2])):
        heads, unit = _heads(line, head, begin, _count(rows[0]))
        unit = unit or declared_unit(fold(line), head, begin) is not None
        return heads | _around(rows) if heads and unit and _alike(rows, _ROWS) else set()
    breaks = _around(rows) | {at for span in dashes for at in span if head <= at <= rows[-1].end() + 2}
    indents = {gap.start() for gap in _INDENT.finditer(line, head, begin) if width(gap[0]) >= _LEAST_INDENT}
    return breaks | (indents if indents or not ruled else _heads(line, head, ruled[-1][0], _count(rows[0]))[0])


def _wide(row: re.Match[str]) -> bool:
    return "  " in row[0] or "\u3000" in row[0]


def _count(row: re.Match[str]) -> int:
    """How many cells a row has, the number of a note left out."""
    cells = row[1].split()
    return len(cells) - (len(cells) > 2 and cells[0].isdigit() and len(cells[0]) < 3 and not cells[1].isdigit())


def _around(rows: list[re.Match[str]]) -> set[int]:
    return {at for row in rows for at in row.span()}


def _alike(rows: list[re.Match[str]], least: int) -> bool:
    """Whether so many rows follow each other that have as many cells, two at least."""
    if len(rows) < least or not 1 < _count(rows[0]) == _count(rows[1]):
        return False
    return all(row.start() == above.end() and _count(row) == _count(rows[0]) for above, row in zip(rows, rows[1:least], strict=False))


def _heads(line: str, start: int, end: int, columns: int) -> tuple[set[int], bool]:
    """Where the lines of the heads of so many columns begin at the end of a stretch, and whether there are units among them."""
    pieces = list(_PIECE.finditer(line, start, end))[-_PIECES:]
    kinds = [_kind(fold(piece[0])) for piece in pieces]
    breaks, units, named = set[int](), False, False
    while pieces and len(breaks) < _HEADS:
        count = 1
        while count < min(columns, len(pieces)) and kinds[-1 - count] == kinds[-1]:
            count += 1
        if kinds[-1] in ("text", "time") and count < columns and not named:
            count = columns
            if not {"text", "time"}.issuperset(kinds[-columns:]):
                break
        elif kinds[-1] == "text" or kinds[-1] != "bracket" and count not in (1, columns):
            break
        if count > len(pieces):
            break
        units |= kinds[-1] == "unit"
        named |= kinds[-1] in ("text", "time")
        count += len(pieces) > count and kinds[-1 - count] == "note"
        breaks.add(pieces[-count].start() - 1)
        del pieces[-count:], kinds[-count:]
    return {at for at in breaks if at > start}, units


def _kind(piece: str) -> str:
    if pattern("page_words", "note-column").fullmatch(piece):
        return "note"
    if is_unit(piece):
        return "unit"
    if piece[0] == "(":
        return "bracket"
    return "time" if look_of(piece) in ("period", "year") else "text"
