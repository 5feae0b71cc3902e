"""Cells of tables: bare numbers take the unit of their row, their column, or the table (単位：百万円)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from ...corpus.record import Record
from ...rules.numeral import Number, half, read
from ..text.document import Document
from .join import plain, times_ten
from .scan import LIMIT
from .units import Unit, UnitTable

_DECLARED = re.compile(r"[(\[【<〈]? ?单位(?:及币种)?[:,为是 ]{0,2}([^)\]】>〉\n|。;]{1,20})|以([^,。;以]{2,10}?)(?:列示|呈列|为单位)")
_BRACKETED = re.compile(r"[(\[]([^()\[\]\n|]{1,12})[)\]]")
_CELL = re.compile(r"(\()?([-▲△+]|负)? ?([0-9][0-9,]{0,30}(?:\.[0-9]{1,12})?)(\))?")
_COLUMNS = re.compile(r" {2,}|\t+| ?\| ?")
_LONGEST = 12
"""Names of currencies are no longer."""
_LATIN_SCALES = {"'000": 3, "’000": 3, "000": 3, "thousand": 3, "million": 6, "mn": 6, "m": 6, "M": 6, "billion": 9, "bn": 9}
_PHRASES = re.compile(r"[、,/・;] ?")
_SCALE = re.compile(r"([十百千万亿兆]*)")
_RULE = re.compile(r"[-:| ]+")
_UNITLESS = ("率", "比", "利回り", "数", "ROE", "ROA", "年度", "年份")
_RATE = re.compile(r"(?<![倍转净盈销现比])率 *\Z")
"""Labels of rows in percent; 市盈率 and 倍率 are multiples."""
_PERCENT = (Unit("percent", "percent", Decimal(1), "percents:percent"), 0)
_Scaled = tuple[Unit, int]
"""A unit and the power of ten it stands for: 百万円 is (円, 6)."""
_Cell = tuple[int, str]
"""Offset in the line, and text."""
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


class Cells:
    """Reads the tables of one document. `folded` has the article's offsets; `context` gives the currency of 元 at one."""

    def __init__(self, document: Document, folded: str, table: UnitTable, context: Callable[[int], str]) -> None:
        self.document = document
        self.folded = folded.replace("　", " ")
        self.table = table
        self.context = context
        self.units: list[tuple[int, int]] = []
        """Spans of the units above tables and in their headers: 人民币百万元 there is no amount."""

    def records(self, taken: Sequence[tuple[int, int]]) -> list[Record]:
        """Records of bare cells, in order, that overlap nothing in `taken` (sorted, with a sentinel at its end)."""
        self.taken, self.at = taken, 0
        out: list[Record] = []
        declared: _Scaled | None = None
        header: list[_Scaled | None] = []
        above: list[tuple[int, int]] = []
        in_table, prose, offset = False, 0, 0
        for line in self.folded.split("\n"):
            self.start, offset = offset, offset + len(line) + 1
            if not line.strip() or len(line) > 2000:
                in_table = in_table and bool(line.strip())
                continue
            found = _DECLARED.search(line) if "单位" in line or "列" in line else None
            if found:
                declared, prose = self._phrases(found[1] or found[2]), 0
            cells = self._split(line)
            if len(cells) < 2:
                heading = self._heading(line) if found is None else None
                if heading is not None:
                    declared, prose = heading, 0
                    above = [(self.start, offset)]
                elif "。" in line and not in_table:
                    prose += 1
                if prose > 1:
                    declared = None
                in_table, header = False, []
                continue
            if not in_table:
                header = [self._bracketed(text) or self._header_word(text) for _, text in cells]
                in_table = True
                if not self._row_of_numbers(cells):
                    declared = self._corner(header) or declared
                    self._head(cells, above)
                    above = []
                    continue
            if _RULE.fullmatch(line.strip()):
                continue
            units = [self._header_word(text) for _, text in cells]
            if all(units):  # a line of units below the line of periods
                header = units
                self._head(cells, [])
                continue
            out += self._row(cells, declared, header)
        return out

    def _head(self, cells: Sequence[_Cell], above: Sequence[tuple[int, int]]) -> None:
        """Note the units in a header and in the line above it."""
        self.units += above
        self.units += [(self.start + at, self.start + at + len(text)) for at, text in cells if self._header_word(text.strip("()[] "))]

    def _corner(self, header: Sequence[_Scaled | None]) -> _Scaled | None:
        """The unit in the cell above the labels, which is the whole table's: 人民币百万元 | 2023年 | 2024年."""
        unit = header[0]
        return unit if unit is not None and unit[0].kind == "money" else None

    def _heading(self, line: str) -> _Scaled | None:
        """The money unit that closes a heading or is all of it: 決算概要（百万円、％）, 人民幣千元."""
        line = line.strip()
        if len(line) > 40:
            return None
        unit = self._bracketed(line) if line.endswith((")", "]")) else self._header_word(line)
        return unit if unit is not None and unit[0].kind == "money" else None

    def _split(self, line: str) -> list[_Cell]:
        cells: list[_Cell] = []
        at = 0
        for gap in _COLUMNS.finditer(line):
            if gap.start() > at:
                cells.append((at, line[at : gap.start()]))
            at = gap.end()
        if at < len(line.rstrip()):
            cells.append((at, line[at:].rstrip()))
        return cells

    def _row_of_numbers(self, cells: Sequence[_Cell]) -> bool:
        """Whether the first line of a table has figures already: no header."""
        return all(_CELL.fullmatch(text) and not _YEAR.fullmatch(text) for _, text in cells[1:])

    def _row(self, cells: Sequence[_Cell], declared: _Scaled | None, header: Sequence[_Scaled | None]) -> list[Record]:
        label, start = cells[0][1], self.start
        own = self._bracketed(label)
        shift = max(0, len(cells) - len(header))  # a header often has no cell above the labels
        out = []
        for i, (at, text) in enumerate(cells[1:], 1):
            found = _CELL.fullmatch(text)
            if found is None or (found[1] is None) != (found[4] is None):
                continue
            unit = own or (header[i - shift] if i < len(header) + shift else None)
            if unit is None and declared is not None:
                unit = _PERCENT if _RATE.search(label) else None if self._unitless(label) else declared
            if unit is not None and not self._overlaps(start + at, start + at + len(text)):
                record = self._record(found, unit, start + at, start + at + len(text))
                if record is not None:
                    out.append(record)
        return out

    def _unitless(self, label: str) -> bool:
        """Rates, ratios and counts are not in the table's currency."""
        return label.rstrip(" ").endswith(_UNITLESS)

    def _record(self, found: re.Match[str], unit: _Scaled, start: int, end: int) -> Record | None:
        number = read(found[3], False)
        if number is None:
            return None
        number = times_ten(number, unit[1])
        number = Number(number.value * unit[0].factor, number.place + unit[0].factor.adjusted())
        if number.value >= LIMIT:
            return None
        negative = found[1] is not None or (found[2] or "") in ("-", "▲", "△", "负") and bool(found[2])
        value = number.value.copy_negate() if negative else number.value
        rule = f"{unit[0].rule} (table)"
        return Record(unit[0].kind, start, end, value=plain(value), unit=unit[0].unit, precision=plain(half(number.place)), rule=rule)

    def _overlaps(self, start: int, end: int) -> bool:
        while self.taken[self.at][1] <= start:
            self.at += 1
        return self.taken[self.at][0] < end

    def _header_word(self, text: str) -> _Scaled | None:
        """A column headed by the unit alone: ％, 百万円."""
        unit = self._unit(text) if len(text) <= _LONGEST else None
        return unit if unit is not None and unit[0].kind in ("money", "percent") else None

    def _bracketed(self, text: str) -> _Scaled | None:
        return next((unit for found in _BRACKETED.finditer(text) if (unit := self._phrases(found[1])) is not None), None)

    def _phrases(self, text: str) -> _Scaled | None:
        """The first unit of a list of them: 百万円、％."""
        return next((unit for phrase in _PHRASES.split(text) if (unit := self._unit(phrase)) is not None), None)

    def _unit(self, text: str) -> _Scaled | None:
        """The unit that a phrase like 人民币千元, 百万円 or US$'000 names, and its power of ten."""
        text = text.strip(" :,").removeprefix("单位").strip(" :,")
        code = ""
        for length in range(min(len(text), _LONGEST), 0, -1):
            name = text[:length]
            found = self.table.currencies.get(name) or self.table.symbols.get(name)
            if found:
                code, text = found, text[length:].strip(" :,")
                break
        scale = _SCALE.match(text)
        assert scale is not None
        rest, power = text[scale.end() :].strip(" "), _scale_power(scale[1])
        if rest in _LATIN_SCALES:
            rest, power = "", _LATIN_SCALES[rest]
        if not rest:
            return (Unit("money", code, Decimal(1), f"currencies:{code}"), power) if code else None
        unit = self.table.units.get(rest)
        if unit is None or unit.kind in ("sub", "ordinal"):
            return None
        if unit.kind == "money":
            return replace(unit, unit=code or unit.unit or self.context(self.start)), power
        return unit, power


def _scale_power(scale: str) -> int:
    number = read("1" + scale, False) if scale else None
    return len(str(int(number.value))) - 1 if number else 0
