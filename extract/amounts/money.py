"""Which currency bare 元 and 圓 mean: the article's declaration, or its own words, or the renminbi."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from ...corpus.record import Record
from ...rules.company import companies, listed_names
from ...rules.fold import fold
from ...rules.pattern import trie
from ...rules.words import pattern, source
from ..text.document import Document
from .scan import Figure
from .units import UnitTable

_TABLE = "amount_words"
_TAIWAN, _HONG_KONG = pattern(_TABLE, "taiwanese"), pattern(_TABLE, "hong-kong")
_BRACKETED = 16
"""So many characters before a bracket that declares a currency its amount begins at most."""
_YUAN = frozenset(("CNY", "HKD", "TWD", "MOP"))
"""Currencies whose amounts are written 元 once the first has named them."""
_TAIWAN_TICKERS = (".TW", ".TWO")
_SAME_BELOW, _KEY = pattern(_TABLE, "same-below"), pattern(_TABLE, "currency-statement")


@lru_cache(maxsize=8)
def _declared(table: UnitTable) -> re.Pattern[str]:
    names = trie(name for name in table.currencies if name not in table.context)
    of, throughout, presented = (source(_TABLE, ident) for ident in ("currency-of", "currency-throughout", "presented-in"))
    return re.compile(f"({names}){source(_TABLE, 'currency-then-same')}|{of}({names})|{throughout}({names}){presented}")


@lru_cache(maxsize=8)
def _names(table: UnitTable) -> re.Pattern[str]:
    return re.compile(trie(name for name in table.currencies if name not in table.context))


class Currencies:
    """Currencies by context, of one document. Built when the first bare 元 turns up."""

    def __init__(self, document: Document, table: UnitTable, firms: Sequence[Record] = (), overlay: Path | None = None) -> None:
        self.document = document
        self.table = table
        self.firms = firms
        self.overlay = overlay
        self._places: list[int] | None = None
        self._codes: list[str] = []
        self._named, self._named_in = "", -1
        self._yuan = ""
        """What the last amount with a currency of its own shows 元 to be."""

    def name(self, figure: Figure, code: str) -> None:
        """Take in an amount in `code`, in the order of the text: what follows it may lean on it."""
        folded, sentence = self.document.folded, self.document.sentence_at(figure.start)
        converted = sentence == self._named_in and "(" in folded[max(0, figure.start - 3) : figure.start]
        if not converted:
            yuan = code == "CNY" or (figure.currency in _YUAN and figure.unit is not None and figure.unit.word in self.table.context)
            self._named, self._named_in = code if yuan else "", sentence
            self._yuan = code if code in _YUAN else self._yuan
        if _SAME_BELOW.match(folded, figure.end):
            self.at(0)
            assert self._places is not None
            i = bisect_right(self._places, figure.end)
            self._places.insert(i, figure.end)
            self._codes.insert(i, code)

    def named_before(self, offset: int) -> str:
        """The currency that the last amount before bare 元 in its sentence names, if 元 can be said of it; or ""."""
        return self._named if self._named and self._named_in == self.document.sentence_at(offset) else ""

    def reported(self, figure: Figure) -> str:
        """The renminbi of accounts that a text of Hong Kong states, of a sum that is no price, turnover or value of its market; or ""."""
        if self._yuan != "CNY" or not figure.scaled or self.at(figure.start) != "HKD":
            return ""
        before = self.document.folded[max(0, figure.start - 12) : figure.start]
        return "" if pattern(_TABLE, "market-sum").search(before) else "CNY"

    def at(self, offset: int) -> str:
        """The currency of bare 元 at `offset`, by the article."""
        if self._places is None:
            self._declare()
        assert self._places is not None
        i = bisect_right(self._places, offset) - 1
        return self._codes[i]

    def _declare(self) -> None:
        folded = self.document.folded
        self._places, self._codes = [0], [self._by_words()]
        names, declared = _names(self.table), _declared(self.table)
        name = names.search(folded)
        for key in _KEY.finditer(folded):
            start, end = max(0, key.start() - 12), key.end() + 16
            if name is not None and name.start() < start:
                name = names.search(folded, start)
            if name is None:
                break
            found = declared.search(folded, start, end) if name.start() < end else None
            if found and found.start() > self._places[-1]:
                # 12億元(人民幣,下同): said of the amount before the bracket, too
                amount = pattern(_TABLE, "amount-before-bracket").search(folded, max(0, found.start() - 3), found.start())
                back = _BRACKETED if amount else 0
                self._places.append(max(found.start() - back, self._places[-1] + 1))
                self._codes.append(self.table.currencies[next(name for name in found.groups() if name)])

    def _by_words(self) -> str:
        if self.table.lang == "ja" or self.document.lang != "zh-Hant":
            return "CNY"
        taiwan = len(_TAIWAN.findall(self.document.folded))
        hong_kong = len(_HONG_KONG.findall(self.document.folded))
        if taiwan == hong_kong == 0:
            return "TWD" if self._of_taiwan() else "CNY"
        return "TWD" if taiwan >= hong_kong else "HKD"

    def _of_taiwan(self) -> bool:
        """Whether more of the firms that the text names are listed in Taiwan than elsewhere."""
        known, short = _in_taiwan(self.overlay)
        counts = [0, 0]
        for ident, name in {(firm.entity_id or "", self.document.folded[firm.start : firm.end]) for firm in self.firms}:
            if ident in known or name in short:
                counts[known.get(ident, True)] += 1
        return counts[True] > counts[False]


@lru_cache(maxsize=4)
def _in_taiwan(overlay: Path | None) -> tuple[dict[str, bool], frozenset[str]]:
    """Of the listed firms of the table, whether Taiwan is where they are; and the short names of others that are listed there."""
    known = {row.id: any(ticker.endswith(_TAIWAN_TICKERS) for ticker in row.tickers) for row in companies(overlay) if row.tickers}
    return known, frozenset(fold(name) for name in listed_names("zh", "TW"))
