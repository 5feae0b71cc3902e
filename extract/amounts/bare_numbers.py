"""Bare scaled numbers (口座数は1,020万) and bare counts (12の業界標準): the noun around says what they are."""

from __future__ import annotations

import re
from collections import deque
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from ...rules.fold import fold
from ...rules.pattern import trie
from ...rules.table import listed
from ...rules.words import pattern
from ..text.document import Document
from .scan import Figure
from .units import Unit, unit_table

_REACH = 60
"""A head noun is looked for in so many characters before the number, within its sentence."""
_CARRY = 120
"""A number without a noun of its own counts what the last one did, if that stands no further back."""
_ONE = Decimal(1)
_TABLE = "amount_words"
_COUNT, _BEFORE_COUNT = pattern(_TABLE, "counted-noun-follows"), pattern(_TABLE, "bare-count-before")
_OPEN_END, _PHRASE = pattern(_TABLE, "open-end-ja"), pattern(_TABLE, "noun-phrase-zh")
_ENDS_ZH = re.compile(r"[A-Za-z]")
_SUM = pattern(_TABLE, "sum-scale")
_MODIFIED = pattern(_TABLE, "bare-number-modified")


@lru_cache(maxsize=8)
def _heads(lang: str, overlay: Path | None) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Heads of quantities and heads of money, apart: 付费用户 holds 用户, and 费用 only across words."""
    money = trie(fold(word) for word in listed("currencies", "heads", overlay))
    return re.compile(trie(unit_table(lang, overlay).heads)), re.compile(money)


class BareReader:
    """Finds units for the bare numbers of one document, in order."""

    def __init__(self, document: Document, folded: str, lang: str, overlay: Path | None) -> None:
        self.document = document
        self.folded = folded
        self.japanese = lang == "ja"
        self.counted, self.money = _heads(lang, overlay)
        self.units = unit_table(lang, overlay).heads
        self.last: Unit | None = None
        self.last_end = -_CARRY

    def unit(self, figure: Figure, money: str) -> Unit | None:
        """What the bare `figure` counts. `money`: the currency of the last amount in its sentence, or ""."""
        if figure.glued or figure.high is not None and not figure.scaled:
            return None
        if not figure.scaled:
            return self._count(figure)
        if not self._ends(figure) and not self._following(figure):
            return None
        sentence = self.document.sentences[self.document.sentence_at(figure.start)]
        begin = max(sentence[0], figure.start - _REACH)
        counted, paid = self._last(self.counted, begin, figure.start), self._last(self.money, begin, figure.start)
        unit = self._following(figure)
        if not unit and paid is not None and (counted is None or (counted.end(), -counted.start()) < (paid.end(), -paid.start())):
            return Unit("money", money, _ONE, f"currencies:{money or 'context'}")
        if not unit and counted is not None:
            unit = self.units[counted[0]]
        if not unit and money and _SUM.search(self.folded, figure.start, figure.end):
            return Unit("money", money, _ONE, f"currencies:{money}")
        if unit:
            self.last, self.last_end = Unit("quantity", unit, _ONE, f"units:{unit}"), figure.end
            return self.last
        if self.last is not None and figure.start - self.last_end <= _CARRY:
            self.last_end = figure.end
            return self.last
        return None

    def _last(self, pattern: re.Pattern[str], begin: int, end: int) -> re.Match[str] | None:
        return next(iter(deque(pattern.finditer(self.folded, begin, end), maxlen=1)), None)

    def _following(self, figure: Figure) -> str:
        """270万付费用户: the noun that follows a Chinese number within a few characters."""
        if self.japanese:
            return ""
        reach = _PHRASE.match(self.folded, figure.end)
        found = self.counted.search(self.folded, figure.end, reach.end()) if reach else None
        return self.units[found[0]] if found else ""

    def _ends(self, figure: Figure) -> bool:
        after = self.folded[figure.end : figure.end + 2]
        if _MODIFIED.match(after) or not after:
            return True
        return not (_OPEN_END if self.japanese else _ENDS_ZH).match(after)

    def _count(self, figure: Figure) -> Unit | None:
        """12の業界標準: a whole number before の and a noun, after a particle."""
        numeral = figure.numeral
        if not self.japanese or not numeral.isdigit() or not numeral.isascii() or len(numeral) > 4 or numeral[0] == "0" or numeral == "1":
            return None
        if figure.negative or not _COUNT.match(self.folded, figure.end):
            return None
        before = self.folded[max(0, figure.start - 1) : figure.start]
        return Unit("quantity", "items", _ONE, "units:items") if _BEFORE_COUNT.match(before) else None
