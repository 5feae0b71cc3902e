"""Quantities: whether a numeral and a counter really count, and what generic counters (台, 件) count."""

from __future__ import annotations

from dataclasses import replace

from ..text.document import Document
from .scan import Figure
from .units import Lexicon, Unit

_NEAR = 12
_KANJI_DIGITS = frozenset("一二三四五六七八九十百千万两")
_FORMAL = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟弌弍")
_SCALES = frozenset("十百千万亿兆 ")
_ALONE = frozenset("百千万十")
_CLOSERS = ("を超", "を突破", "以上", "超", "近く", "程度", "规模", "余り", "弱", "强", "多")
_UNIT_ENDS = (")", ",", "、", "/", "未满", "以下切", "列示", "呈列", "为单位", "计")
_OPENERS = frozenset("约近超逾数上过达足到")


def specialised(unit: Unit, folded: str, figure: Figure, lexicon: Lexicon) -> Unit:
    """件 near 特許 counts patents, 台 near 車 vehicles."""
    for generic, near, name in lexicon.near:
        if unit.word in generic:
            before = folded[max(0, figure.start - _NEAR) : figure.start]
            after = folded[figure.end : figure.end + _NEAR]
            if near.search(before) or near.search(after):
                return replace(unit, unit=name, rule=f"units:{name}")
    return unit


def declares(folded: str, figure: Figure) -> bool:
    """Whether a bare scale is the unit of a table rather than an amount: （百万円）, 単位：千株."""
    if figure.numeral[0] not in _SCALES or not set(figure.numeral) <= _SCALES or figure.high is not None:
        return False
    before = folded[max(0, figure.start - 8) : figure.start]
    return "单位" in before or (before.endswith(("(", "以")) and folded.startswith(_UNIT_ENDS, figure.end))


def counts(document: Document, folded: str, figure: Figure, lexicon: Lexicon) -> bool:
    """False for numerals inside words and names (四国, 一家人, B6ラウンド) and for the unit of a rate (1株当たり)."""
    unit = figure.unit
    if unit is None:
        return True
    before = folded[figure.start - 1] if figure.start else ""
    if before and (before in "每毎届" or (before == "/" and unit.word != "倍")):
        return False
    if figure.glued and unit.word not in ("倍", "x", "X"):
        return False
    if figure.number.value == 1 and folded.startswith(lexicon.per_unit, figure.end):
        return False
    numeral = figure.numeral.replace(" ", "")
    if unit.word in ("x", "X", "部") and not numeral.isascii():
        return False
    if unit.word == "つ" and (not numeral.isascii() or numeral == "1"):
        return False
    if lexicon.ordinal_after and folded.startswith(lexicon.ordinal_after, figure.end):
        return False
    if len(numeral) == 1 and numeral in _FORMAL:
        return False  # 陆股通
    if not set(numeral) <= _KANJI_DIGITS or figure.high is not None or figure.vague:
        return True
    if folded[figure.end : figure.end + 1] in _KANJI_DIGITS and len(numeral) == 1:
        return False  # 十人十色
    if numeral == "一" and unit.word not in lexicon.one_counts:
        return False
    if numeral in _ALONE and numeral != "十" and before not in _OPENERS and not figure.inside and unit.word != "倍":
        return folded.startswith(_CLOSERS, figure.end)
    if len(numeral) > 2 or unit.word == "倍":
        return True
    return _stands_alone(document, figure, unit, lexicon)


def is_price(document: Document, folded: str, figure: Figure, lexicon: Lexicon) -> bool:
    """False for words and names in which one kanji and 元 or 円 meet: 三元股份, 関西一円."""
    if figure.unit is None or figure.currency or figure.number_start != figure.start:
        return True
    if len(figure.numeral) != 1 or figure.numeral.isascii():
        return True
    before = folded[figure.start - 1] if figure.start else ""
    if figure.numeral in _FORMAL:
        return False
    if figure.unit.word in ("円", "圆") and figure.numeral == "一" and "一" <= before <= "鿿":
        return False
    if figure.unit.word != "元" or figure.end - figure.start != 2:
        return True
    return _stands_alone(document, figure, figure.unit, lexicon)


def _stands_alone(document: Document, figure: Figure, unit: Unit, lexicon: Lexicon) -> bool:
    """Whether words begin and end where the mention does; a Japanese word may not join numeral and counter, 二人 apart."""
    starts, ends = set(), set()
    for token in document.tokens(document.sentence_at(figure.start)):
        starts.add(token.start)
        ends.add(token.end)
        if token.start <= figure.start and token.end >= figure.end and (token.start, token.end) != (figure.start, figure.end):
            return False
        if lexicon.lang == "ja" and (token.start, token.end) == (figure.start, figure.end) and unit.unit != "persons":
            return False
    if unit.word in ("国", "城"):
        return False
    return figure.start in starts and figure.end in ends
