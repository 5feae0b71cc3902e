"""Rank claims: 第2位, 2位, 前五, トップ10, 排名第二."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from ...corpus.record import Record
from ...rules.fold import fold
from ...rules.pattern import not_before, trie
from ...rules.table import load, setting
from ...rules.words import pattern
from .rows import Rank
from .scan import Figure

_NOUN = pattern("amount_words", "noun-follows")
_GREAT = pattern("amount_words", "rank-after")
_REACH = 5
"""Characters before a numeral in which a word of a rank begins."""


class Ranks:
    """The rows of one language, compiled: for each word before the numeral, what must follow."""

    def __init__(self, lang: str, overlay: Path | None) -> None:
        self.rows: list[tuple[Rank, frozenset[str], int, re.Pattern[str], re.Pattern[str]]] = []
        """Each with the characters that its words before the numeral end in, "" where none need stand there, and how long they are."""
        ends: set[str] = set()
        for row in load("ordinals", "rank", Rank, overlay):
            if lang not in row.langs:
                continue
            guards = "".join(f"(?<!{re.escape(fold(w))})" for w in row.not_after)
            before = re.compile(f"{guards}(?:{'|'.join(re.escape(fold(w)) for w in row.before)})\\Z")
            after = trie(fold(w) for w in row.after if w) if any(row.after) else ""
            optional = "?" if "" in row.after else ""
            body = (f"(?:{after}){optional}" if after else "") + not_before(fold(w) for w in row.not_before)
            own = frozenset(fold(w)[-1:] for w in row.before)
            longest = max(len(fold(w)) for w in row.before)
            self.rows.append((row, own, min(longest, _REACH), before, re.compile(body)))
            ends |= own - {""}
        self.ends = frozenset(ends)
        claims: Mapping[str, list[str]] = setting("ordinals", "claims", overlay)
        self.claim = re.compile(f"(?:{trie(fold(w) for w in claims[lang])})\\Z")

    def record(self, folded: str, figure: Figure) -> Record | None:
        """The rank that the numeral of `figure` names, or None."""
        start = figure.number_start
        value = figure.number.value
        if figure.high is not None or not 1 <= value <= 1000 or value != int(value):
            return None
        end = start + len(figure.numeral.rstrip(" "))
        previous = folded[start - 1] if start else ""
        for row, ends, longest, before, after in self.rows:
            if value < row.least or (previous not in ends and "" not in ends):
                continue
            if row.before != ("",) and previous not in self.ends:
                continue
            head = before.search(folded, max(0, start - longest), start)
            if head is None:
                continue
            tail = after.match(folded, end)
            if tail is None:
                continue
            begin = head.start() if row.inside else start
            if row.claims and not self._claimed(folded, begin, tail.end()):
                continue
            return Record("ordinal", begin, tail.end(), value=Decimal(int(figure.number.value)), rule=f"ordinals:{row.id}")
        return None

    def _claimed(self, folded: str, begin: int, end: int) -> bool:
        """第二 says a rank after 排名 or 世界, or before 大; elsewhere it counts paragraphs, quarters or shares."""
        after = folded[end : end + 1]
        if _GREAT.match(folded, end):
            return True
        if after == ")" and folded[begin - 1 : begin] == "(":
            return True  # 市占率18.7%（第二）
        return (not after or not _NOUN.match(after)) and self.claim.search(folded, max(0, begin - 6), begin) is not None


@lru_cache(maxsize=8)
def ranks(lang: str, overlay: Path | None) -> Ranks:
    """The compiled table of ranks. `lang` is ja or zh."""
    return Ranks(lang, overlay)
