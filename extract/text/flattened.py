"""Line breaks that a page lost when it was flattened into one line: before the items of a notice or a form, around the rows of a
table, its dashes and its heads."""

from __future__ import annotations

import re

from ...rules.fold import fold
from ...rules.words import pattern
from .lines import look_of, width
from .units import declared_unit, is_unit, money_unit

_LONG_LINE, _LONG_ROW, _ITEMS, _LEAST_INDENT = 150, 60, 3, 12
"""Characters of a line that may be a whole notice, and a whole table, items that make it one, and display columns of the indent
of a head."""
_ITEM = re.compile(r" (?=[0-9]{1,2}\.[\u4e00-\u9fff]{2,16}[:：(（])")
_KEYED = re.compile(r"[)）] ?[:：] {0,4}[-(（]?[0-9]")
"""What a line with an item of a form holds: a bracket, a colon, a figure."""
_SHORTEST, _GAPS = 32, 6
"""Characters of a line that is looked at, and so many spaces one has that is a table."""
_CELLS = re.compile(r"[0-9][)%）％]?[ \u3000]{1,60}[-+(（△▲－]{0,2}[0-9]|[ \u3000][-=]{4}")
"""What a table in one line holds: two figures with a space between, or dashes."""
_DASHES = re.compile(r" [-=]{4,200}(?= )")
_FIGURE = r"(?:[-+(△▲]{0,2}[0-9][0-9,]{0,16}(?:\.[0-9]{1,4})?[)%]{0,2}|-)"
_WORD = rf"(?: {{2,60}}[\u4e00-\u9fff]{{2,6}}(?= |$)(?! {{1,60}}{_FIGURE}))?"
"""The last cell of a row may be a word, which is no label: 由虧轉盈."""
_YEAR = r"(?:[0-9]{2,4}[\u4e00-\u9fff]{1,2}){1,2}"
_LABEL = rf"(?:{_YEAR}[\u4e00-\u9fff0-9]{{0,8}}|[\u4e00-\u9fffA-Za-z]{{2,16}})(?:\([^() ]{{1,8}}\))?:?"
_ROW = re.compile(rf" ({_LABEL})((?: {{1,60}}{_FIGURE}){{1,12}}{_WORD})(?= |$)")
_PERIOD = re.compile(_YEAR)
_INDENT = re.compile(r"(?<=\S) {4,60}(?=[^ 0-9]|[0-9]{1,4}[\u4e00-\u9fffQ/])")
_PIECE = re.compile(r"[^ ]+")
_PIECES = 24
"""Pieces; the heads of a table are among so many at the end of what stands before its rows."""
_HEADS, _ROWS, _YEARS = 4, 3, 2
"""Lines of heads at most, and rows at least of a table whose cells single spaces set apart: fewer are years."""


def broken(line: str) -> str:
    """`line`, as long as it was, with the breaks that its page lost."""
    if len(line) < _SHORTEST:
        return line
    breaks = _items(line) if len(line) > _LONG_LINE else set[int]()
    if _KEYED.search(line):
        breaks |= _form(line)
    if line.count(" ") + line.count("\u3000") >= _GAPS and _CELLS.search(line):
        breaks |= _table(line, fold(line), breaks)
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


def _table(line: str, folded: str, items: set[int]) -> set[int]:
    """Where the heads and the rows of a table begin and end: rows of as many cells, or one below dashes, which wide spaces set
    apart; more rows below heads with a unit where single spaces do."""
    dashes = [found.span() for found in _DASHES.finditer(folded)]
    if not dashes and len(line) <= _LONG_ROW:
        return set()
    found = list(_ROW.finditer(folded))
    ends = {end for _, end in dashes}
    first = next((n for n, row in enumerate(found) if row.start() in ends and _wide(line, row) or _alike(found[n : n + 2], 2)), -1)
    if first < 0:
        return set()
    begin = found[first].start()
    rows = [found[first]]
    for row in found[first + 1 :]:
        if row.start() != rows[-1].end():
            break
        rows.append(row)
    head = max([0, *(at for at in items if at < begin), folded.rfind("。", 0, begin)])
    ruled = [(start, end) for start, end in dashes if head <= start < begin]
    if not all(_wide(line, row) for row in rows[:2]):
        heads, unit = _heads(folded, head, begin, _count(rows[0]))
        unit = unit or declared_unit(folded, head, begin) is not None
        least = _YEARS if _PERIOD.match(rows[0][1]) else _ROWS
        return heads | _around(rows) if heads and unit and _alike(rows, least) else set()
    breaks = _around(rows) | {at for span in dashes for at in span if head <= at <= rows[-1].end() + 2}
    indents = {gap.start() for gap in _INDENT.finditer(folded, head, begin) if width(line[slice(*gap.span())]) >= _LEAST_INDENT}
    return breaks | (indents if indents or not ruled else _heads(folded, head, ruled[-1][0], _count(rows[0]))[0])


def _wide(line: str, row: re.Match[str]) -> bool:
    return "  " in row[0] or "\u3000" in line[row.start() : row.end()]


def _count(row: re.Match[str]) -> int:
    """How many cells a row has, the number of a note left out."""
    cells = row[2].split()
    return len(cells) - (len(cells) > 2 and cells[0].isdigit() and len(cells[0]) < 3 and not cells[1].isdigit())


def _around(rows: list[re.Match[str]]) -> set[int]:
    return {at for row in rows for at in row.span()}


def _alike(rows: list[re.Match[str]], least: int) -> bool:
    """Whether so many rows follow each other that have as many cells, two at least."""
    if len(rows) < least or not 1 < _count(rows[0]) == _count(rows[1]):
        return False
    return all(row.start() == above.end() and _count(row) == _count(rows[0]) for above, row in zip(rows, rows[1:least], strict=False))


def _heads(folded: str, start: int, end: int, columns: int) -> tuple[set[int], bool]:
    """Where the lines of the heads of so many columns begin at the end of a stretch, and whether there are units among them."""
    pieces = list(_PIECE.finditer(folded, start, end))[-_PIECES:]
    kinds = [_kind(piece[0]) for piece in pieces]
    breaks, units, named, heads = set[int](), False, False, columns
    while pieces and len(breaks) < _HEADS:
        count = 1
        while count < min(columns, len(pieces)) and kinds[-1 - count] == kinds[-1]:
            count += 1
        if kinds[-1] in ("text", "time") and count != heads and not named:
            count = heads
            if not {"text", "time"}.issuperset(kinds[-heads:]):
                break
        elif kinds[-1] == "text" and named or kinds[-1] != "bracket" and count not in (1, heads):
            break
        if count > len(pieces):
            break
        if kinds[-1] == "unit":
            units = True
            over = sum(money_unit(piece[0]) for piece in pieces[-count:])
            heads = over if over > 1 and columns % over == 0 else columns
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
