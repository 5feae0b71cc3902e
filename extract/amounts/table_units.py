"""Bare cells of tables: a number takes the unit that its row's label, its column's head or the table's caption states."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from ...corpus.record import Record
from ...rules.numeral import Number, half, read
from ...rules.words import forms, pattern, source
from ..text.document import Document
from ..text.page import Cell, Column, Row, Span, Table
from ..text.units import declared_unit, first_unit
from .join import plain, times_ten
from .scan import LIMIT, Scanner
from .stated_units import ScaledUnit, StatedUnits
from .units import Unit, UnitTable

_TABLE = "page_words"
_NUMBER = r"[0-9][0-9,]{0,30}(?:\.[0-9]{1,12})?"
_FIGURE = re.compile(rf"(\()?([-+▲△▼±])? ?({_NUMBER})(\))? ?([十百千万亿兆]{{0,2}})(?![0-9.]|[年月日] ?[0-9])")
_RANGE = re.compile(rf" ?(?:[-~至到]|から) ?({_NUMBER})(?![0-9.])")
_BRACKETED = re.compile(rf"\(([-+▲△▼])? ?({_NUMBER})\)")
_CLOSED = re.compile(rf"\(({_NUMBER})\) ?([^0-9()]{{1,12}})")
"""A negative with its unit: (81.43)百萬港元."""
_WORDS = "amount_words"
_PROSE = r"([-▲△]?)((?!(?:19|20)[0-9]{2}(?![0-9,.]))[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,4})?|[0-9]{1,6}(?:\.[0-9]{1,4})?)(?![,.]?[0-9])"
_AFTER = re.compile(r" {0,2}(?:\)|[*†※#]|\(|/|$|-|~)")
"""What may stand behind a bare number in its cell: with a unit of its own it is no bare number."""
_NEGATIVE = frozenset("-▲△▼")
_BELOW_ZERO = _NEGATIVE | {"("}
_LEVELS = 9
_PERCENT = (Unit("percent", "percent", Decimal(1), "percents:percent"), 0)
_SHARES = (Unit("quantity", "shares", Decimal(1), "units:shares"), 0)


@dataclass(frozen=True, slots=True)
class _Label:
    """What the words of a label or a head say of its figures: percentages, amounts for one share, no amounts; what they count."""

    rate: bool
    per_share: bool
    unitless: bool
    counted: ScaledUnit | None


class TableFigures:
    """Reads the tables of one document. `context` gives the currency of bare 元 at an offset."""

    def __init__(self, document: Document, scanner: Scanner, units: UnitTable, context: Callable[[int], str]) -> None:
        self.page = document.page
        self.folded = scanner.folded
        self.plain = scanner.plain_cells
        self.table = units
        self.headed = False
        """Whether the table at hand has heads."""
        self.stated = StatedUnits(scanner.folded, units, context)
        self._labels: dict[str, _Label] = {}
        self._alike: dict[tuple[ScaledUnit | None, _Label], int] = {}
        """A number for each of the things that rows state."""
        self._heads: dict[int, tuple[ScaledUnit | None, _Label]] = {}
        """Of the columns of the table at hand."""
        self._cells: dict[tuple[int, int], ScaledUnit | None] = {}
        """By the number of what the row states, and the column of the table at hand."""
        self._row: Row | None = None
        self._said: tuple[ScaledUnit | None, _Label, int] = None, _Label(False, False, False, None), -1
        """Of the row at hand."""
        self._values: dict[tuple[str, Decimal, int], Number | None] = {}
        """By text, factor and power of ten."""
        self.units: list[Span] = list(self.page.unit_spans)
        """Spans in which nothing else is an amount: the units of captions, heads and labels, and cells read as a whole."""

    def records(self, taken: Sequence[Span], found: Sequence[Record]) -> list[Record]:
        """Records of bare cells, in order, that overlap nothing in `taken` (with a sentinel at its end) and in `found`."""
        out: list[Record] = []
        if not self.page.tables:
            return out
        self.taken, self.at = _spans(taken, found), 0
        for table in self.page.tables:
            brackets = self._brackets(table)
            self.headed = any(column.heads for column in table.columns if column.kind == "value")
            self._heads.clear()
            self._cells.clear()
            for row, column, cell in table.values():
                out += self._cell(table, row, column, cell, brackets)
        return out

    def prose(self, taken: Sequence[Span], found: Sequence[Record], heads: str) -> list[Record]:
        """Records of bare numbers in prose under a unit that a bracket, a caption or a sentence states for them: （単位億円）売上高＝1850.

        `heads` is a pattern for the nouns that are amounts of money; a number counts only right behind one of them.
        """
        out: list[Record] = []
        stated = self._reaches()
        if not stated:
            return out
        self.taken, self.at = _spans(taken, found), 0
        between, end = source(_WORDS, "amount-is"), source(_WORDS, "amount-ends")
        figure = re.compile(rf"(?:{heads})(?: ?{between}){{0,2}} ?{_PROSE}(?:\({_PROSE}\))?(?={end}|\Z)")
        brackets = self._said_of_brackets(0, len(self.folded))
        for match in figure.finditer(self.folded, stated[0][0]):
            _, reach, unit = stated[bisect_right(stated, match.start(), key=lambda place: place[0]) - 1]
            if match.start() >= reach:
                continue
            if pattern(_TABLE, "per-share-label").search(self.folded[max(0, match.start() - 8) : match.end()]):
                unit = self._whole(unit)
            for sign, number in ((1, 2), (3, 4)):
                if match[number] and self.page.table_at(match.start()) is None and not self._overlaps(*match.span(number)):
                    own = brackets if brackets is not None and number == 4 else unit
                    made = self._make(match[number], bool(match[sign]), match.start(sign), match.end(number), own)
                    out += [made] if made is not None else []
        return out

    def _reaches(self) -> list[tuple[int, int, ScaledUnit]]:
        """(start, end, unit) of the stretches of text for which a unit of money is stated: to the end of the section, or of the text."""
        spans = [
            (found.start(), found.end(), declared_unit(self.folded, *found.span()) or first_unit(self.folded, *found.span(1)))
            for found in pattern(_WORDS, "unit-bracket").finditer(self.folded)
        ]
        spans += [(*span, span) for span in self.page.unit_spans if self.page.table_at(span[0]) is None]
        out: dict[int, tuple[int, ScaledUnit]] = {}
        closing = [(b.start, b.level) for b in self.page.blocks if b.kind == "heading"]
        ends = [len(self.folded)] * _LEVELS  # where the next heading of a level begins
        for start, end, span in sorted(spans, key=lambda place: place[0], reverse=True):
            while closing and closing[-1][0] > start:
                begins, level = closing.pop()
                ends[min(level, _LEVELS - 1)] = begins
            unit = self.stated.at(span) if span is not None else None
            if unit is not None and unit[0].kind == "money":
                out[end] = (min(ends[: self._level(start) + 1]), unit)
        return [(start, *out[start]) for start in sorted(out)]

    def _level(self, offset: int) -> int:
        """The level of the section for which a unit is stated there; 0 for the whole text."""
        block = self.page.block_at(offset)
        if block is None or pattern(_TABLE, "unit-of-all").search(self.folded, block.start, block.end):
            return 0
        above = self.page.blocks[block.section[-1]].level if block.section else 0
        return min(block.level if block.kind == "heading" else above, _LEVELS - 1)

    def _cell(self, table: Table, row: Row, column: Column, cell: Cell, brackets: ScaledUnit | None) -> Iterator[Record]:
        alone = self.plain.get(cell.start)
        if alone is not None:
            made = self._plain(alone, table, row, column, cell)
            if made is not None:
                yield made
            return
        closed = _CLOSED.fullmatch(self.folded, cell.start, cell.end)
        if closed is not None and (own := self.stated.at(closed.span(2))) is not None:
            made = self._make(closed[1], True, cell.start, cell.end, own)
            if made is not None:
                self.units.append(cell.span)
                yield made
            return
        found = _FIGURE.search(self.folded, cell.start, cell.end)
        if found is None or self._dated(cell):
            return
        unit = self._unit_of(table, row, column)
        if unit is None or self._quoted(row, column, cell):
            return
        while found is not None:
            high = _RANGE.match(self.folded, found.end(), cell.end) if not found[5] else None
            end = high.end() if high is not None else found.end()
            record = self._record(found, high, unit) if _AFTER.match(self.folded, end, cell.end) else None
            if record is not None and not self._overlaps(record.start, record.end):
                yield record
            inner = _BRACKETED.match(self.folded, end, cell.end)
            if inner is not None and not self._overlaps(inner.start() + 1, inner.end() - 1):
                made = self._make(inner[2], inner[1] in _NEGATIVE, inner.start() + 1, inner.end() - 1, brackets or unit)
                if made is not None:
                    yield made
            slash = self.folded.find("/", end, min(end + 3, cell.end)) if inner is None else -1
            found = _FIGURE.match(self.folded, slash + 1, cell.end) if slash >= 0 else None

    def _plain(self, digits: Span, table: Table, row: Row, column: Column, cell: Cell) -> Record | None:
        """The record of a cell that is a number and nothing else."""
        unit = self._unit_of(table, row, column)
        if unit is None or self._quoted(row, column, cell):
            return None
        negative = digits[0] > cell.start and self.folded[cell.start] in _BELOW_ZERO
        made = self._make(self.folded[digits[0] : digits[1]], negative, cell.start, cell.end, unit)
        return made if made is not None and not self._overlaps(cell.start, cell.end) else None

    def _quoted(self, row: Row, column: Column, cell: Cell) -> bool:
        """Whether a cell is how much a share's price moved: between the price and the percentage of a quote."""
        if self.headed or self.folded[cell.start] not in "+-":
            return False
        around = row.cells[column.index - 1 : column.index + 2]
        if len(around) < 3:
            return False
        price, change = (self.folded[c.start : c.end] if c is not None else "" for c in (around[0], around[2]))
        return price[:1].isdigit() and change[:1] in ("+", "-") and change.endswith("%")

    def _dated(self, cell: Cell) -> bool:
        """Whether a cell says a day or a period."""
        return pattern(_TABLE, "period").fullmatch(self.folded[cell.start : cell.end].strip()) is not None

    def _unit_of(self, table: Table, row: Row, column: Column) -> ScaledUnit | None:
        """The unit of a cell: of all rows that state the same, a column has one."""
        own, said, number = self._of_row(table, row)
        key = (number, column.index)
        if key not in self._cells:
            self._cells[key] = self._decide(table, column, own, said)
        return self._cells[key]

    def _decide(self, table: Table, column: Column, own: ScaledUnit | None, said: _Label) -> ScaledUnit | None:
        """Percent of a column wins over money of a row: growth beside amounts; else the row wins."""
        head, above = self._head(table, column)
        if head is not None and head[0].kind == "percent":
            return head
        if own is not None:
            return own
        if said.rate:
            return _PERCENT
        per_share = said.per_share or above.per_share
        if head is not None and not (said.unitless and head[0].kind == "money"):
            whole = per_share and head[0].kind == "money" and (said.per_share or column.unit in (table.unit, None))
            return self._whole(head) if whole else head
        counted = said.counted or above.counted
        if counted is not None and (counted is _SHARES or not per_share):
            return counted
        if table.unit is None or (column.heads == () and self.headed and len(table.columns) > 2):
            return None
        unit = self.stated.at(table.unit)
        if unit is None or said.unitless and unit[0].kind == "money":
            return None
        return self._whole(unit) if per_share and unit[0].kind == "money" else unit

    def _of_row(self, table: Table, row: Row) -> tuple[ScaledUnit | None, _Label, int]:
        """What a row's label states: its unit, what its words say, and the number of both together."""
        if self._row is not row:
            self._row = row
            text = self.folded[row.label.start : row.label.end] if row.label is not None else ""
            own, said = self.stated.within(table.unit, row.unit), self._label(text)
            self._said = own, said, self._alike.setdefault((own, said), len(self._alike))
        return self._said

    def _head(self, table: Table, column: Column) -> tuple[ScaledUnit | None, _Label]:
        """What a column's heads state: its unit, and what their words say."""
        known = self._heads.get(column.index)
        if known is None:
            head = self.stated.within(table.unit, column.unit)
            above = self._label(" ".join(self.folded[cell.start : cell.end] for cell in column.heads[-1:]))
            known = self._heads[column.index] = (_PERCENT if head is None and above.rate else head, above)
        return known

    def _label(self, text: str) -> _Label:
        if text not in self._labels:
            rate, per_share, shares, unitless = (
                pattern(_TABLE, ident).search(text) is not None
                for ident in ("rate-label", "per-share-label", "counted-shares", "unitless-label")
            )
            self._labels[text] = _Label(rate, per_share, unitless, _SHARES if shares else self._counted(text))
        return self._labels[text]

    def _whole(self, unit: ScaledUnit) -> ScaledUnit:
        return unit[0], 0

    def _counted(self, label: str) -> ScaledUnit | None:
        """What a label counts, where it says so: 發售股份數目, 従業員数."""
        stem = re.sub(r"\([^()]*\)$", "", label.strip()).rstrip()
        if pattern(_TABLE, "head-count").search(stem):
            return Unit("quantity", "persons", Decimal(1), "units:persons"), 0
        for end in (*forms(_TABLE, "count-ending"), ""):
            if not stem.endswith(end):
                continue
            base = stem.removesuffix(end)
            for length in range(min(len(base), 8), 1, -1):
                unit = self.table.heads.get(base[-length:]) or self.table.heads.get(stem[-length:])
                if unit is not None and (end or unit == "stores"):
                    return Unit("quantity", unit, Decimal(1), f"units:{unit}"), 0
        return None

    def _brackets(self, table: Table) -> ScaledUnit | None:
        """The unit that a caption states for the figures in brackets: カッコ内は前年同期比増減率％."""
        return next((unit for span in table.captions if (unit := self._said_of_brackets(*span)) is not None), None)

    def _said_of_brackets(self, start: int, end: int) -> ScaledUnit | None:
        found = pattern(_TABLE, "in-brackets").search(self.folded, start, end)
        if found is None:
            return None
        if re.search(rf"(?:{source(_TABLE, 'rate-unit')})", found[0]):
            return _PERCENT
        span = first_unit(self.folded, *found.span())
        return self.stated.at(span) if span is not None else None

    def _record(self, found: re.Match[str], high: re.Match[str] | None, unit: ScaledUnit) -> Record | None:
        closed = found[1] is not None and found[4] is not None
        if (found[1] is None) != (found[4] is None) and found[1] is not None:
            return None
        start = found.start(1) if closed else found.start(2) if found[2] else found.start(3)
        end = high.end() if high is not None else found.end(5) if found[5] else found.end(4) if closed else found.end(3)
        negative = closed or bool(found[2]) and found[2] in _NEGATIVE
        text = found[3] + found[5]
        made = self._make(text, negative, start, end, unit)
        if made is not None and high is not None:
            top = self._value(high[1], unit)
            if top is None or made.value is None or top.value <= made.value:
                return None
            made.value_max, made.precision = plain(top.value), plain(half(top.place))
        return made

    def _value(self, text: str, unit: ScaledUnit) -> Number | None:
        key = (text, unit[0].factor, unit[1])
        if key not in self._values:
            self._values[key] = self._read(text, unit)
        return self._values[key]

    def _read(self, text: str, unit: ScaledUnit) -> Number | None:
        number = read(text, False)
        if number is None:
            return None
        number = times_ten(number, unit[1]) if unit[1] else number
        number = Number(plain(number.value * unit[0].factor), number.place + unit[0].factor.adjusted())
        return number if number.value < LIMIT else None

    def _make(self, text: str, negative: bool, start: int, end: int, unit: ScaledUnit) -> Record | None:
        number = self._value(text, unit)
        if number is None:
            return None
        value = number.value.copy_negate() if negative else number.value
        rule = f"{unit[0].rule} (table)"
        return Record(unit[0].kind, start, end, value=value, unit=unit[0].unit, precision=_half(number.place), rule=rule)

    def _overlaps(self, start: int, end: int) -> bool:
        while self.taken[self.at][1] <= start:
            self.at += 1
        return self.taken[self.at][0] < end

def _spans(taken: Sequence[Span], records: Sequence[Record]) -> list[Span]:
    """What is taken together with the records, sorted."""
    return sorted([*taken, *[(record.start, record.end) for record in records]])


@cache
def _half(place: int) -> Decimal:
    return plain(half(place))
