"""Percentages: what follows 割 and 成 belongs to them (3割6分, 三成八, 七成半)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from ...rules.numeral import Number
from ...rules.numeral_signs import signs
from ...rules.words import pattern
from .scan import Figure
from .units import UnitTable

_TABLE = "amount_words"
_WARI, _CHENG, _HALF_MORE = (pattern(_TABLE, ident) for ident in ("wari-tail", "cheng-tail", "half-more"))


def extend(figure: Figure, folded: str, table: UnitTable) -> Figure:
    """`figure` with the further digits of its unit; fractions of 倍 and 個 (2倍半) too."""
    unit = figure.unit
    if unit is None:
        return figure
    if unit.tail == "wari-tail":
        return _wari(figure, folded)
    if unit.tail == "cheng-tail":
        return _cheng(figure, folded, table)
    if unit.tenths and figure.number.value >= 10 and figure.number.place == 0:
        return replace(figure, number=Number(figure.number.value.scaleb(-1), -1))  # 七五折 is 75%
    if unit.word in table.halved and figure.high is None and (half := _HALF_MORE.match(folded, figure.end)):
        return replace(figure, number=Number(figure.number.value + Decimal("0.5"), -1), end=half.end())
    return figure


def _digit(text: str) -> int:
    return int(text) if text.isdigit() and text.isascii() else signs().digit[text]


def _wari(figure: Figure, folded: str) -> Figure:
    found = _WARI.match(folded, figure.end)
    if found is None:
        return figure
    if found[3]:
        return replace(figure, number=Number(figure.number.value + Decimal("0.5"), -1), end=found.end())
    value = figure.number.value + Decimal(_digit(found[1])).scaleb(-1)
    if found[2]:
        value += Decimal(_digit(found[2])).scaleb(-2)
    return replace(figure, number=Number(value, -2 if found[2] else -1), end=found.end())


def _cheng(figure: Figure, folded: str, table: UnitTable) -> Figure:
    if figure.numeral.isascii() and figure.number.value > 20:
        return replace(figure, unit=None, end=figure.number_start + len(figure.numeral))  # 2024成…: a year and another word
    found = _CHENG.match(folded, figure.end)
    if found is None or (found[2] and table.unit.match(folded, found.end())):
        return figure
    tail = Decimal("0.5") if found[1] else Decimal(_digit(found[2])).scaleb(-1)
    return replace(figure, number=Number(figure.number.value + tail, -1), end=found.end())
