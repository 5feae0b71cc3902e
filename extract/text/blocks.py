"""A text -> its page: headings and their sections, paragraphs, bullets, pairs, captions, boilerplate, and tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ...rules.words import pattern
from . import grid, labels_above, runs, spaced, stacked
from .lines import TextLine, lines
from .page import Block, BlockKind, Page, Span, Table
from .table_lines import TableLines
from .units import caption_unit, declared_unit

_TABLE = "page_words"
_HEADING = 40
"""Characters; a longer line is no heading."""
_CAPTIONS = 4
_PROSE = 60
"""Characters of a line that is prose for certain: after two of them a unit caption is forgotten."""
_HASHES = re.compile(r"(#{1,6}) ")
_PAIR = re.compile(r"[^:。,;\s|][^:。,;|\n]{0,23}:(?!//)[ ]?(?=\S)")
_CRUMBS = re.compile(r"[^>]{1,20}(?: ?> ?[^>]{1,30}){2,8}")
_QUOTE = re.compile(r"\(([0-9][0-9.,]{0,11}, ?[-+]?[0-9][0-9.,]{0,11}, ?)[-+]?[0-9.]{1,8}%\)")
"""Price and change of a share in a quote, and the percentage."""
_BOX = re.compile(
    r"【[^】]{1,30}】|[■◆▼▽◇●]\S.{0,30}|[■◆] [^0-9。、]{2,20}|\[[^\]0-9]{2,16}\]|[≪《〔][^≫》〕]{1,20}[≫》〕]|〈[^〉]{1,30}〉"
    r"|\([^()0-9]{2,12}\)|\*\*[^*]{1,36}\*\*|<[^<>]{1,20}>"
)
_FIGURE = re.compile(r"[0-9][百千万亿兆]{0,3}(?:圆|元|%|株|股|人|名)")
"""What an item of a list states and a heading does not."""
_YEARS = re.compile("(?:19|20)[0-9]{2}")
_STOP = "。!?;,、:"
_BULLET, _ENUMERATED, _SECTION = (pattern(_TABLE, ident) for ident in ("bullet-mark", "enumerated", "section-mark"))
_NAVIGATION, _RELATED, _DISCLAIMER, _RUNNING_HEAD = (
    pattern(_TABLE, ident) for ident in ("navigation", "related", "disclaimer", "running-head")
)


def read(text: str, folded: str) -> Page:
    """The page of a text. `folded` is the text folded, of equal length. Linear in the text's length."""
    return _BlockReader(text, folded).page()


class _BlockReader:
    def __init__(self, text: str, folded: str) -> None:
        self.text = text
        self.folded = folded
        self.blocks: list[Block] = []
        self.tables: list[Table] = []
        self.units: list[Span] = []
        self.section: list[tuple[int, int]] = []
        """(level, index of its block) of the headings that hold, outermost first."""
        self.declared: Span | None = None
        """The unit that a caption set for the tables below it, until prose or a section of `declared_level` comes between."""
        self.declared_level = 0
        self.below: Span | None = None
        """The unit that a line right below the last table states, which has none from above."""
        self.used = False
        self.prose = 0
        self.related = False
        self.rows: set[int] = set()
        """The blocks of lines that are no table but have pieces like one: no captions."""

    def page(self) -> Page:
        every = stacked.unglued(self.folded, list(lines(self.text, self.folded)))
        spaced.mark(self.folded, every)
        at = 0
        for first, last, rows in labels_above.with_forms(self.folded, every, runs.tables(self.folded, every)):
            for line in every[at:first]:
                self._line(line)
            self._table(rows)
            at = last
        for line in every[at:]:
            self._line(line)
        if self.below is not None:
            self.tables[-1] = replace(self.tables[-1], unit=self.below)
        quotes = (quote.span(1) for quote in _QUOTE.finditer(self.folded))
        spans = {*self.units, *quotes, *(span for table in self.tables for span in table.unit_spans)}
        return Page(tuple(self.blocks), tuple(self.tables), tuple(sorted(spans)))

    def _path(self) -> tuple[int, ...]:
        return tuple(index for _, index in self.section)

    def _table(self, rows: TableLines) -> None:
        captions = self._captions()
        near = self._caption_unit(captions)
        table = grid.build(self.folded, rows, captions, near or self.declared, self._path(), self._above())
        if table.unit is not None and table.unit != self.declared:
            self.declared = table.unit
            self.declared_level = self.section[-1][0] if self.section else 0
        if table.unit is not None:
            self.units.append(table.unit)
        self.used = True
        self.below = None
        self.prose = 0
        self.related = False
        self.tables.append(table)
        self.blocks.append(Block("table", table.start, table.end, section=table.section, table=len(self.tables) - 1))

    def _above(self) -> Table | None:
        """The table before, where only headings and captions stand between."""
        for block in reversed(self.blocks):
            if block.kind == "table":
                return self.tables[block.table] if block.table is not None else None
            if block.kind not in ("heading", "caption"):
                return None
        return None

    def _caption_unit(self, captions: Sequence[Span]) -> Span | None:
        return next((unit for span in reversed(captions) if (unit := caption_unit(self.folded, *span)) is not None), None)

    def _captions(self) -> list[Span]:
        """The lines right above, title and unit, as long as they are no prose and no other table; they become captions of it."""
        out: list[Span] = []
        index = len(self.blocks) - 1
        while index >= 0 and len(out) < _CAPTIONS:
            block = self.blocks[index]
            if block.kind not in ("heading", "paragraph", "caption", "pair", "bullet") or block.table is not None:
                break
            unit = caption_unit(self.folded, block.start, block.end)
            if unit is None and (index in self.rows or pattern(_TABLE, "note-line").match(self.folded, block.start, block.end)):
                break
            long = block.end - block.start > _PROSE or "。" in self.folded[block.start : block.end]
            if long and (out or unit is None and not self._announces(block)):
                break
            out.insert(0, (block.start, block.end))
            if block.kind in ("paragraph", "pair") and not long:
                self.blocks[index] = replace(block, kind="caption", table=len(self.tables), key=None, value=None)
            if block.kind == "heading" or long:
                break
            index -= 1
        return out

    def _announces(self, block: Block) -> bool:
        """Whether prose says that the parts of a figure follow, or of which days a form is."""
        if pattern(_TABLE, "form-period").search(self.folded, block.start, block.end):
            return True
        said = all(pattern(_TABLE, ident).search(self.folded, block.start, block.end) for ident in ("lists-parts", "announces"))
        return said and block.end - block.start <= 2 * _PROSE

    def _line(self, line: TextLine) -> None:
        folded, start, end = self.folded, line.start, line.end
        if line.rule:
            return
        unit = self._note_unit(line)
        if self._boilerplate(line):
            self._add("boilerplate", line)
            return
        level = self._level(line)
        if level:
            while self.section and self.section[-1][0] >= level:
                self.section.pop()
            if unit is None and self.used and level <= self.declared_level:
                self.declared = None
            path = self._path()
            self.blocks.append(Block("heading", start, end, level, path))
            self.section.append((level, len(self.blocks) - 1))
            if unit is not None:
                self.declared_level = level
            return
        if unit is None and end - start > _PROSE and "。" in folded[start:end]:
            self.prose += 1
            if self.prose > 1:
                self.declared = None
        pair = self._pair(line)
        mark = _BULLET.match(folded, start, end)
        if mark is None and any(piece.look in ("value", "missing", "unit") for piece in line.pieces):
            self.rows.add(len(self.blocks))
        if mark is not None or _ENUMERATED.match(folded, start, end):
            self.blocks.append(Block("bullet", start, end, 1 + min(line.indent // 2, 8), self._path(), *(pair or ())))
        elif pair is not None:
            self.blocks.append(Block("pair", start, end, 0, self._path(), *pair))
        elif unit is not None and end - start <= _HEADING:
            self._add("caption", line)
        else:
            self._add("paragraph", line)

    def _add(self, kind: BlockKind, line: TextLine) -> None:
        self.blocks.append(Block(kind, line.start, line.end, 0, self._path()))

    def _note_unit(self, line: TextLine) -> Span | None:
        """Remember the unit that a line states for the tables below it."""
        start, end = line.start, line.end
        short = end - start <= 2 * _HEADING
        unit = caption_unit(self.folded, start, end) if short else declared_unit(self.folded, start, end)
        below = unit is not None and bool(self.blocks) and self.blocks[-1].kind == "table" and self.tables[-1].unit is None
        if unit is not None and below and pattern(_TABLE, "note-line").match(self.folded, start, end) is not None:
            self.tables[-1] = replace(self.tables[-1], unit=unit)
            self.units.append(unit)
            return None
        if below:
            self.below = unit
        if unit is not None:
            self.declared, self.prose, self.used = unit, 0, False
            general = pattern(_TABLE, "unit-of-all").search(self.folded, start, end) is not None
            self.declared_level = 0 if general else self.section[-1][0] if self.section else 0
            if unit != (start, end) or declared_unit(self.folded, start, end) is not None:
                self.units.append(unit)
        return unit

    def _level(self, line: TextLine) -> int:
        """The level of a heading, 0 of any other line."""
        folded, start, end = self.folded, line.start, line.end
        if hashes := _HASHES.match(folded, start, end):
            return len(hashes[1])
        if end - start > 2 * _HEADING or folded[end - 1] in _STOP or "。" in folded[start:end]:
            return 0
        if _SECTION.match(folded, start, end):
            return 1
        if mark := _ENUMERATED.match(folded, start, end):
            return 0 if _FIGURE.search(folded, start, end) else self._enumerated(mark[0])
        if len(line.pieces) == 2 and (number := runs.numbered(folded, line)):
            return 0 if line.pieces[1].look != "text" else 3 + min(number.count("."), 2)
        if end - start > _HEADING:
            return 0
        if _BOX.fullmatch(folded, start, end) and caption_unit(folded, start, end) is None:
            return 6
        return 7 if self._title(line) else 0

    def _enumerated(self, mark: str) -> int:
        if mark[0] in "(":
            return 4
        if mark[0].isascii() and mark[0].isdigit():
            return 3
        return 5 if mark[0].isascii() or "①" <= mark[0] <= "⑳" else 2

    def _title(self, line: TextLine) -> bool:
        """Whether a short line without a mark or an end is a heading: it names what follows it."""
        folded, start, end = self.folded, line.start, line.end
        if line.form or end - start > 30 or _BULLET.match(folded, start, end):
            return False
        if _PAIR.match(folded, start, end) or folded[start] in "([〔" or caption_unit(folded, start, end) == (start, end):
            return False
        said = _YEARS.sub("", folded[start:end])
        return sum(char.isdigit() for char in said) * 3 < len(said)

    def _pair(self, line: TextLine) -> tuple[Span, Span] | None:
        if len(line.cells) == 2:
            key, value = line.cells
            return (key.start, key.end), (value.start, value.end)
        found = _PAIR.match(self.folded, line.start, line.end)
        if found is None or line.end - line.start > 2 * _PROSE:
            return None
        colon = self.folded.index(":", found.start())
        value_start = found.end()
        return (line.start, colon), (value_start, line.end)

    def _boilerplate(self, line: TextLine) -> bool:
        folded, start, end = self.folded, line.start, line.end
        head = folded[start : min(end, start + _HEADING)]
        if end - start <= _HEADING and _RELATED.match(head):
            self.related = True
            return True
        if self.related:
            if not line.after_blank and end - start <= 2 * _PROSE:
                return True
            self.related = False
        if _DISCLAIMER.match(head) or (end - start <= _HEADING and _RUNNING_HEAD.match(head)):
            return True
        if end - start > 2 * _PROSE:
            return False
        said = {word[0] for word in _NAVIGATION.finditer(folded, start, end)}
        if len(said) > 1 or folded[start:end] in said:
            return True
        crumbs = folded.find(">", start, end) >= 0 and _CRUMBS.fullmatch(folded, start, end) is not None
        return crumbs or _QUOTE.search(folded, start, end) is not None
