"""Quantities: whether a numeral and a counter really count, and what generic counters (台, 件) count."""

from __future__ import annotations

import re
from dataclasses import replace

from ...rules.numeral_signs import signs
from ...rules.words import forms, pattern
from ..text.document import Document
from .scan import Figure
from .units import Unit, UnitTable

_NEAR = 12
_TABLE = "amount_words"
_KANJI_NUMERAL = frozenset(form for form in (*signs().digit, *signs().small, *signs().big) if form not in signs().formal)
_FORMAL = signs().formal
_SCALES = frozenset((*signs().small, *signs().big, " "))
_ONE_SCALE = frozenset(form for form, power in (signs().small | signs().big).items() if 2 <= power <= 4)
_OPENERS, _CLOSERS = frozenset(forms(_TABLE, "bare-scale-opener")), forms(_TABLE, "bare-scale-closer")
_CELL_EDGES = frozenset(("", "\n", " ", "|", "\t"))
_CAPTION_TAILS = forms(_TABLE, "caption-tail")
_CAPTION, _CAPTION_OPENERS, _CAPTION_CLOSERS = (forms(_TABLE, ident) for ident in ("caption-word", "caption-opener", "caption-closer"))
_LISTED = re.compile(r"[0-9]/\Z")
_MULTIPLE_LABEL = pattern(_TABLE, "multiple-label")
_SPLIT, _PER_SHARE = pattern(_TABLE, "share-split"), pattern(_TABLE, "per-share")
_RATE = frozenset(forms(_TABLE, "rate-before"))
_KANJI = pattern(_TABLE, "kanji")


def specialised(unit: Unit, folded: str, figure: Figure, table: UnitTable) -> Unit:
    """件 near 特許 counts patents, 台 near 車 vehicles."""
    for generic, near, name in table.near:
        if unit.word in generic:
            before = folded[max(0, figure.start - _NEAR) : figure.start]
            after = folded[figure.end : figure.end + _NEAR]
            if near.search(before) or near.search(after):
                return replace(unit, unit=name, rule=f"units:{name}")
    return unit


def declares(folded: str, figure: Figure) -> bool:
    """Whether a bare scale is the unit of a table rather than an amount: （百万円）, 単位：千株."""
    if figure.numeral[0] not in _SCALES or not _SCALES.issuperset(figure.numeral) or figure.high is not None:
        return False
    before = folded[max(0, figure.start - 8) : figure.start]
    if any(word in before for word in _CAPTION) or folded.startswith(_CAPTION_TAILS, figure.end):
        return True
    inside = figure.end - figure.start < len(folded)
    if inside and (not before or before[-1] in _CELL_EDGES) and folded[figure.end : figure.end + 1] in _CELL_EDGES:
        return True
    return before.endswith(_CAPTION_OPENERS) and folded.startswith(_CAPTION_CLOSERS, figure.end)


def counts(document: Document, folded: str, figure: Figure, table: UnitTable) -> bool:
    """False for numerals inside words and names (四国, 一家人, B6ラウンド) and for the unit of a rate (1株当たり)."""
    unit = figure.unit
    if unit is None:
        return True
    before = folded[figure.start - 1] if figure.start else ""
    if _is_rate(folded, figure, unit, before, table) or _is_label(folded, figure, unit, before):
        return False
    if unit.word in table.scaled_only and not figure.scaled:
        return False
    numeral = figure.numeral.replace(" ", "")
    if figure.number.value == 0 and not numeral.isascii():
        return False  # 零件
    if (unit.word in table.arabic_only and not numeral[0].isascii()) or (unit.word in table.not_one and numeral == "1"):
        return False
    if table.ordinal_after and folded.startswith(table.ordinal_after, figure.end):
        return False
    if len(numeral) == 1 and numeral in _FORMAL:
        return False  # 陆股通
    if not _KANJI_NUMERAL.issuperset(numeral) or figure.high is not None or figure.vague:
        return True
    if folded[figure.end : figure.end + 1] in _KANJI_NUMERAL and len(numeral) == 1 and table.lang == "ja":
        return False  # 十人十色
    if signs().digit.get(numeral) == 1 and unit.word not in table.one_counts:
        return False
    if numeral in _ONE_SCALE and not figure.inside and unit.unit != "times":
        return before in _OPENERS or folded.startswith(_CLOSERS, figure.end)  # 近百 is one word of the dictionary
    if len(numeral) > 2 or unit.unit == "times" or figure.scaled:
        return True
    return _stands_alone(document, figure, unit, table)


def _is_rate(folded: str, figure: Figure, unit: Unit, before: str, table: UnitTable) -> bool:
    """Whether a numeral only says per how much: 1株当たり, 円/10株."""
    if before == "/" and unit.unit != "times" and not _LISTED.search(folded, max(0, figure.start - 2), figure.start):
        return True
    if figure.number.value != 1:
        return False
    rate = folded.startswith(table.per_unit, figure.end) or (unit.unit == "shares" and _PER_SHARE.match(folded, figure.end))
    return before in _RATE or bool(rate) and not _SPLIT.match(folded, figure.end)


def _is_label(folded: str, figure: Figure, unit: Unit, before: str) -> bool:
    """Whether numeral and letters are a code: B6, (130A), a ticker."""
    letter = unit.word.isascii() and unit.word.isalpha()
    labelled = not letter or _MULTIPLE_LABEL.search(folded, max(0, figure.start - 9), figure.start)
    if figure.glued and not (unit.unit == "times" and labelled):
        return True
    return letter and before == "(" and folded[figure.end : figure.end + 1] == ")" and figure.numeral.isdigit()


def is_price(document: Document, folded: str, figure: Figure, table: UnitTable) -> bool:
    """False for words and names in which one kanji and 元 or 円 meet: 三元股份, 関西一円."""
    if figure.unit is None or figure.currency or figure.number_start != figure.start:
        return True
    if len(figure.numeral) != 1 or figure.numeral.isascii():
        return True
    before = folded[figure.start - 1] if figure.start else ""
    if figure.numeral in _FORMAL:
        return False
    if figure.unit.word in table.no_currency_after_one and signs().digit.get(figure.numeral) == 1 and _KANJI.match(before):
        return False
    if figure.unit.word not in table.context or figure.end - figure.start != 2:
        return True
    return _stands_alone(document, figure, figure.unit, table)


def _stands_alone(document: Document, figure: Figure, unit: Unit, table: UnitTable) -> bool:
    """Whether words begin and end where the mention does; a Japanese word may not join numeral and counter, 二人 apart."""
    words = document.words(document.sentence_at(figure.start))
    if words.around(figure.start, figure.end):
        return False
    if table.lang == "ja" and unit.unit != "persons" and words.starts.get(figure.start) == figure.end:
        return False
    return unit.word not in table.name_ends and figure.start in words.starts and figure.end in words.ends
