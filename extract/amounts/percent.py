"""Percentages: what follows 割 and 成 belongs to them (3割6分, 三成八, 七成半)."""

from __future__ import annotations

import re
from decimal import Decimal

from ...rules.numeral import Number, signs
from .scan import Figure
from .units import Lexicon

_DIGIT = "[0-9一二三四五六七八九]"
_WARI = re.compile(rf"(?:({_DIGIT})分(?:({_DIGIT})厘)?(?!(?:の|之) ?{_DIGIT})|(半)(?![期年減额導体値]))")
_CHENG = re.compile(rf" ?(?:(半)(?![年导月])|({_DIGIT})(?![0-9一二三四五六七八九十百千万亿点.]|[,、][0-9一二三四五六七八九]))")
_HALF_TIMES = re.compile(r"半(?![年导月导])")


def extend(figure: Figure, folded: str, lexicon: Lexicon) -> Figure:
    """`figure` with the further digits of its unit; fractions of 倍 and 個 (2倍半) too."""
    unit = figure.unit
    if unit is None:
        return figure
    if unit.kind == "percent" and unit.word == "wari":
        return _wari(figure, folded)
    if unit.kind == "percent" and unit.word == "cheng":
        return _cheng(figure, folded, lexicon)
    if unit.word == "zhe" and figure.number.value >= 10 and figure.number.place == 0:
        figure.number = Number(figure.number.value.scaleb(-1), -1)  # 七五折 is 75%
        return figure
    if unit.word in ("倍", "个", "個", "箇") and _HALF_TIMES.match(folded, figure.end) and figure.high is None:
        figure.number = Number(figure.number.value + Decimal("0.5"), -1)
        figure.end += 1
    return figure


def _digit(text: str) -> int:
    return int(text) if text.isdigit() and text.isascii() else signs().digit[text]


def _wari(figure: Figure, folded: str) -> Figure:
    found = _WARI.match(folded, figure.end)
    if found is None:
        return figure
    if found[3]:
        figure.number = Number(figure.number.value + Decimal("0.5"), -1)
    else:
        value = figure.number.value + Decimal(_digit(found[1])).scaleb(-1)
        if found[2]:
            value += Decimal(_digit(found[2])).scaleb(-2)
        figure.number = Number(value, -2 if found[2] else -1)
    figure.end = found.end()
    return figure


def _cheng(figure: Figure, folded: str, lexicon: Lexicon) -> Figure:
    if figure.numeral.isascii() and figure.number.value > 20:
        figure.unit = None  # 2024成…: a year and another word
        figure.end = figure.number_start + len(figure.numeral)
        return figure
    found = _CHENG.match(folded, figure.end)
    if found is None or (found[2] and lexicon.unit.match(folded, found.end())):
        return figure
    tail = Decimal("0.5") if found[1] else Decimal(_digit(found[2])).scaleb(-1)
    figure.number = Number(figure.number.value + tail, -1)
    figure.end = found.end()
    return figure
