"""Lists that are tables: parts and their figures below a line that announces them, and changes below the figures that they are of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ...rules.words import pattern
from .lines import TextLine, TextPiece, look_of
from .table_lines import PlacedTable, TableLines

_TABLE = "page_words"
_ITEM = re.compile(
    r"(?:[(]?[0-9]{1,2}[)、.] ?|[①-⑳] ?)?([^:。;,0-9|()%-]{1,24}?)(?: ?: {0,2}| {1,2})"
    r"([-+▲△(]{0,2}[0-9](?:[^ :。;|,()]|,(?=[0-9])){0,24}\)?)"
)
_MORE = re.compile(r"(?:[,、] ?| ?[(])([^0-9。:;,%]{1,12}[0-9]{1,4}(?:\.[0-9]{1,3})?%[^0-9,。;:()]{0,3})[)]?")
"""What an item may say of its figure besides: its share, or its change."""
_BULLET = pattern(_TABLE, "bullet-mark")
_LEAD, _HEADING = 80, 30
"""Characters of a line that announces a list, and of one that does so without saying that it does."""
_LEAST = 2


def tables(folded: str, lines: Sequence[TextLine], inside: set[int]) -> Iterator[PlacedTable]:
    """The lists among the lines outside of tables."""
    at = 0
    while at < len(lines):
        rows, last = TableLines("pairs"), at
        while last < len(lines) and last not in inside and (item := _item(folded, lines[last])) is not None:
            rows.add(item, "body")
            last += 1
        if len(rows.lines) >= _LEAST and (_announced(folded, lines, at, inside) or _compared(folded, rows)):
            yield at, last, rows
        at = max(last, at + 1)


def _item(folded: str, line: TextLine) -> TextLine | None:
    """A line as a label and its figure."""
    if line.form or line.rule:
        return None
    mark = _BULLET.match(folded, line.start, line.end)
    start = line.start if mark is None else mark.end()
    while start < line.end and folded[start] == " ":
        start += 1
    found = _ITEM.match(folded, start, line.end)
    more = _MORE.fullmatch(folded, found.end(), line.end) if found is not None else None
    if found is None or look_of(found[2].strip()) != "value" or found.end() < line.end and more is None:
        return None
    pieces = [TextPiece(found.start(1), found.end(1), "text"), TextPiece(found.start(2), found.end(2), "value")]
    if more is not None:
        pieces.append(TextPiece(*more.span(1), "value"))
    return TextLine(line.start, line.end, "tabs", pieces, after_blank=line.after_blank)


def _announced(folded: str, lines: Sequence[TextLine], at: int, inside: set[int]) -> bool:
    """Whether the line above says that parts follow: 売上高構成比は以下のとおり, 分部收益."""
    if at == 0 or at - 1 in inside or lines[at - 1].form or lines[at - 1].end - lines[at - 1].start > _LEAD:
        return False
    start, end = lines[at - 1].start, lines[at - 1].end
    if pattern(_TABLE, "lists-parts").search(folded, start, end) is None:
        return False
    return end - start <= _HEADING and "。" not in folded[start:end] or pattern(_TABLE, "announces").search(folded, start, end) is not None


def _compared(folded: str, rows: TableLines) -> bool:
    """Whether a row of a change stands below one of another kind: 营业收入:12亿元, 同比增长:15.2%."""
    changes = [pattern(_TABLE, "change-key").fullmatch(folded, row.pieces[0].start, row.pieces[0].end) is not None for row in rows.lines]
    return any(change and not above for above, change in zip(changes, changes[1:], strict=False))
