"""Line breaks that a page lost when it was flattened into one line: before the items of a notice or a form, around the rows of a
table, its dashes and its heads."""

from __future__ import annotations

import re

from ...rules.fold import fold
from ...rules.words import pattern
from .lines import width

_LONG_LINE, _ITEMS, _LEAST_INDENT = 150, 3, 12
"""Characters of a line that may be a whole notice, items that make it one, and display columns of the indent of a head."""
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


def broken(line: str) -> str:
    """`line`, as long as it was, with the breaks that its page lost."""
    breaks = _items(line) if len(line) > _LONG_LINE else set[int]()
    if _KEYED.search(line):
        breaks |= _form(line)
    dashes = [found.span() for found in _DASHES.finditer(line)]
    if dashes or len(line) > _LONG_LINE:
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
    """Where the heads and the rows of a table begin and end: two rows of as many cells, or one below dashes."""
    rows = [row for row in _ROW.finditer(line) if "  " in row[0] or "\u3000" in row[0]]  # cells are set apart by wide spaces
    ends = {end for _, end in dashes}
    first = next((n for n, row in enumerate(rows) if row.start() in ends or _alike(rows[n : n + 2])), -1)
    if first < 0 or len(rows[first][1].split()) < 2 and rows[first].start() not in ends:
        return set()
    begin = last = rows[first].start()
    breaks = set[int]()
    for row in rows[first:]:
        if row.start() != last:
            break
        breaks |= {row.start(), row.end()}
        last = row.end()
    head = max([0, *(at for at in items if at < begin), line.rfind("。", 0, begin)])
    ruled = [(start, end) for start, end in dashes if head <= start < begin]
    breaks |= {at for span in dashes for at in span if head <= at <= last + 2}
    indents = {gap.start() for gap in _INDENT.finditer(line, head, begin) if width(gap[0]) >= _LEAST_INDENT}
    if not indents and ruled:
        indents = _heads(line, head, ruled[-1][0], len(rows[first][1].split()))
    return breaks | indents


def _alike(rows: list[re.Match[str]]) -> bool:
    """Whether two rows follow each other that have as many cells, two at least."""
    return len(rows) == 2 and rows[1].start() == rows[0].end() and len(rows[0][1].split()) == len(rows[1][1].split()) > 1


def _heads(line: str, start: int, end: int, columns: int) -> set[int]:
    """Where the heads of so many columns begin at the end of a stretch: in brackets in a line of their own, the others above."""
    pieces = list(_PIECE.finditer(line, start, end))[-_PIECES:]
    breaks = set[int]()
    bracketed = 0
    while bracketed < min(columns, len(pieces)) and pieces[-1 - bracketed][0][0] in "(（":
        bracketed += 1
    for count in (bracketed, columns):
        if 0 < count <= len(pieces):
            at = len(pieces) - count
            breaks.add(pieces[at].start() - 1)
            del pieces[at:]
    return {at for at in breaks if at > start}
