"""The unit that a phrase of a caption, a head or a label states: 人民币千元, 百万円, US$'000."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from ...rules.numeral import read
from ...rules.words import source
from ..text.page import Span
from .units import Unit, UnitTable

_TABLE = "page_words"
_LONGEST = 12
"""Names of currencies are no longer."""
_LATIN_SCALES = {"'000": 3, "’000": 3, "000": 3, "thousand": 3, "million": 6, "mn": 6, "m": 6, "billion": 9, "bn": 9, "k": 3}
_TAIL = re.compile(f" ?(?:{source(_TABLE, 'sen')}|{source(_TABLE, 'per')})")
_SET_APART = re.compile("/(?=[十百千万亿兆佰仟拾]{0,3}[元圆])")
"""The mark between a currency and its unit: 新台幣/仟元."""
_SCALE = re.compile(r"([十百千万亿兆佰仟拾]*)")
_SMALL_SCALES = str.maketrans("佰仟拾", "百千十")
ScaledUnit = tuple[Unit, int]
"""A unit and the power of ten it stands for: 百万円 is (円, 6)."""


class StatedUnits:
    """The units that spans of one document state. `context` gives the currency of bare 元 at an offset."""

    def __init__(self, folded: str, table: UnitTable, context: Callable[[int], str]) -> None:
        self.folded = folded
        self.table = table
        self.context = context
        self._units: dict[Span, ScaledUnit | None] = {}
        self._phrases: dict[str, ScaledUnit | None] = {}
        self._coded: dict[tuple[str, str], ScaledUnit] = {}
        """By phrase and currency, the units of phrases that name none."""

    def within(self, whole: Span | None, span: Span | None) -> ScaledUnit | None:
        """The unit of a row or a column; bare 元 is of the currency that the unit of the whole table names."""
        if span is None:
            return None
        unit = self.at(span)
        bare = self._phrases[self.folded[span[0] : span[1]]]
        if unit is not None and bare is not None and bare[0].kind == "money" and not bare[0].unit and whole not in (None, span):
            assert whole is not None
            of_all = self.at(whole)
            if of_all is not None and of_all[0].kind == "money" and of_all[0].unit != unit[0].unit:
                unit = self._units[span] = replace(unit[0], unit=of_all[0].unit), unit[1]
        return unit

    def at(self, span: Span) -> ScaledUnit | None:
        """The unit that a span states; its phrase is read once."""
        if span not in self._units:
            phrase = self.folded[span[0] : span[1]]
            if phrase not in self._phrases:
                self._phrases[phrase] = self._read(phrase)
            unit = self._phrases[phrase]
            if unit is not None and unit[0].kind == "money" and not unit[0].unit:
                key = phrase, self.context(span[0])
                if key not in self._coded:
                    self._coded[key] = replace(unit[0], unit=key[1]), unit[1]
                unit = self._coded[key]
            self._units[span] = unit
        return self._units[span]

    def _read(self, phrase: str) -> ScaledUnit | None:
        """The unit that a phrase like 人民币千元, 百万円, 元/股, 円　銭 or US$'000 names, and its power of ten; "" for bare 元."""
        text = _TAIL.split(_SET_APART.sub("", phrase).strip(" :,()[]"))[0].strip().removeprefix("in ").strip()
        code = ""
        for length in range(min(len(text), _LONGEST), 0, -1):
            name = text[:length]
            found = self.table.currencies.get(name) or self.table.symbols.get(name)
            if found and name not in self.table.context and not (length < len(text) and self._known(text)):
                code, text = found, text[length:].strip(" :,的之/")
                break
        scale = _SCALE.match(text)
        assert scale is not None
        rest, power = text[scale.end() :].strip(" "), _scale_power(scale[1].translate(_SMALL_SCALES))
        latin = rest.lower().removesuffix("s").removesuffix(" of").strip()
        if latin in _LATIN_SCALES:
            rest, power = "", _LATIN_SCALES[latin]
        elif latin.split(" ")[0] in _LATIN_SCALES and not code:
            power, rest = _LATIN_SCALES[latin.split(" ")[0]], latin.split(" ")[-1]
        if not rest:
            if not code and power and scale[0] and self.table.context:  # 營業收入(百萬)
                return Unit("money", "", Decimal(1), "currencies:context"), power
            return (Unit("money", code, Decimal(1), f"currencies:{code}"), power) if code else None
        unit = self._known(rest)
        if unit is None or unit.kind == "ordinal":
            return None
        if unit.kind == "sub":
            name = code or (unit.sub_of[0] if len(unit.sub_of) == 1 else unit.unit)
            return (replace(unit, kind="money", unit=name), power) if name else None
        if unit.kind == "money":
            return replace(unit, unit=code or unit.unit), power
        return unit, power

    def _known(self, text: str) -> Unit | None:
        return self.table.units.get(text)


def _scale_power(scale: str) -> int:
    number = read("1" + scale, False) if scale else None
    return len(str(int(number.value))) - 1 if number else 0
