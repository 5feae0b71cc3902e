"""Which currency bare 元 and 圓 mean: the article's declaration, or its own words, or the renminbi."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from ...rules.pattern import trie
from ..text.document import Document
from .scan import Figure
from .units import Lexicon

# Folded. Words that show an article to be on Taiwanese or Hong Kong amounts.
_TAIWAN = re.compile(
    "新台币|台币|NT\\$|证交所|柜买|上柜|兴柜|台股|金管会|公开资讯观测站|每股盈余|税后纯益|合并营收|年增|季增|月减|三大法人|民国1"
)
_HONG_KONG = re.compile("港元|港币|HK\\$|联交所|港交所|恒指|孖展|港股|入场费|招股价|每手|按年升|纯利")

_YUAN = frozenset(("CNY", "HKD", "TWD", "MOP"))
"""Currencies whose amounts are written 元 once the first has named them."""
_SAME_BELOW = re.compile("[(,、‧·;] ?(?:以|单位|币种|货币|金额|货币单位|金额单位)?(?:均)?下同")
_KEY = re.compile("下同|货币|金额单位|币种|币值|单位|均以|全部以|概以|均指|均为")


@lru_cache(maxsize=8)
def _declared(lexicon: Lexicon) -> re.Pattern[str]:
    names = trie(lexicon.currencies)
    return re.compile(
        f"({names})元?[,、‧·・;: ]{{0,2}}以?下同"
        f"|(?:货币|金额|币种|币值|单位|数字|[$元])(?:单位|金额)?[^。\\n0-9]{{0,6}}?(?:均为|均以|皆为|均指|以|为|:) ?({names})"
        f"|(?:均以|全部以|概以)({names})元?(?:计|列示|呈列|表示|为单位)"
    )


class Currencies:
    """Currencies by context, of one document. Built when the first bare 元 turns up."""

    def __init__(self, document: Document, lexicon: Lexicon) -> None:
        self.document = document
        self.lexicon = lexicon
        self._places: list[int] | None = None
        self._codes: list[str] = []
        self._named, self._named_in = "", -1

    def name(self, figure: Figure, code: str) -> None:
        """Take in an amount in `code`, in the order of the text: what follows it may lean on it."""
        folded, sentence = self.document.folded, self.document.sentence_at(figure.start)
        converted = sentence == self._named_in and "(" in folded[max(0, figure.start - 3) : figure.start]
        if not converted:
            yuan = code == "CNY" or (figure.currency in _YUAN and figure.unit is not None and figure.unit.word in self.lexicon.context)
            self._named, self._named_in = code if yuan else "", sentence
        if _SAME_BELOW.match(folded, figure.end):
            self.at(0)
            assert self._places is not None
            i = bisect_right(self._places, figure.end)
            self._places.insert(i, figure.end)
            self._codes.insert(i, code)

    def named_before(self, offset: int) -> str:
        """The currency that the last amount before bare 元 in its sentence names, if 元 can be said of it; or ""."""
        return self._named if self._named and self._named_in == self.document.sentence_at(offset) else ""

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
        for key in _KEY.finditer(folded):
            found = _declared(self.lexicon).search(folded, max(0, key.start() - 12), key.end() + 16)
            if found and found.start() > self._places[-1]:
                self._places.append(found.start())
                self._codes.append(self.lexicon.currencies[next(name for name in found.groups() if name)])

    def _by_words(self) -> str:
        if self.lexicon.lang == "ja" or self.document.lang != "zh-Hant":
            return "CNY"
        taiwan = len(_TAIWAN.findall(self.document.folded))
        hong_kong = len(_HONG_KONG.findall(self.document.folded))
        if taiwan == hong_kong == 0:
            return "CNY"
        return "TWD" if taiwan >= hong_kong else "HKD"
