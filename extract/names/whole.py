"""What all places of a string in a text say of it together, and what the text's glossary says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import regex

from ..text.dictionary import words_ja, words_zh
from ..text.document import Document
from . import grammar
from .ner.marginals import Evidence
from .pool import NAMED, SURE, Proposal

_ACRONYM = regex.compile(r"[A-Z][A-Z0-9]{1,7}")
_LEGAL = frozenset(["rule.legal", "legal.tail", "legal.run"])
_CERTAIN = 0.8
_GLOSSARY_GAP = 2500
"""So many characters at most lie between two terms of one glossary."""


class WholeText:
    """What all places of a string in the text say of it."""

    def __init__(
        self,
        document: Document,
        source: str,
        side: str,
        places: Mapping[str, Sequence[Proposal]],
        evidence: Mapping[tuple[int, int], Evidence],
    ) -> None:
        self._folded, self._source, self._side = document.folded, source, side
        self._places, self._evidence = places, evidence
        self._terms = _terms(document.folded, side)
        self._said: dict[str, dict[str, float]] = {}
        self._points: dict[str, list[int]] = {}
        """The most points of a place of the string, and the most but those."""
        self._full: dict[str, bool] = {}
        self._components = self._parts_of_sure_names() if side == "ja" else frozenset()

    def _parts_of_sure_names(self) -> frozenset[str]:
        """What stands between the dots of names that are surely firms': アンハイザー・ブッシュ・インベブ."""
        out: set[str] = set()
        for surface, same in self._places.items():
            if "・" in surface and any(q.kinds & SURE or self._evidence[q.start, q.end].whole > _CERTAIN for q in same):
                out.update(part for part in surface.split("・") if len(part) > 2)
        return frozenset(out)

    def says(self, surface: str, p: Proposal) -> dict[str, float]:
        """Features of the string; what only its other places say is `p`'s own."""
        if surface not in self._said:
            self._said[surface] = self._read(surface)
            self._points[surface] = ([*sorted((q.points for q in self._places[surface]), reverse=True)[:2], 0, 0])[:2]
        first, second = self._points[surface]
        return self._said[surface] | {"again.points": min(second if p.points == first else first, 4) / 4}

    def _read(self, surface: str) -> dict[str, float]:
        same = self._places[surface]
        found = [self._evidence[q.start, q.end] for q in same]
        supported = any(q.kinds & SURE or q.kinds & NAMED or q.points for q in same)
        titles = grammar.pattern("zh-honorifics", "zh")
        out = {
            "again.person": sum(e.person for e in found) / len(same),
            "again.product": sum(e.product for e in found) / len(same),
            "again.place": sum(e.place for e in found) / len(same),
            "titled": float(self._side == "zh" and any(titles.match(self._folded, q.end) for q in same)),
            "term": float(any(term in surface for term in self._terms)),
            "component": float(surface in self._components),
            "capitals.bare": float(bool(_ACRONYM.fullmatch(surface)) and not supported),
        }
        if surface.isascii():
            out["glued"] = sum(_noun_follows(self._source, q.end, self._side) for q in same) / len(same)
        return out

    def is_full(self, p: Proposal) -> bool:
        """Whether the string of a proposal is a full name that begins, somewhere, where no letter stands before it."""
        surface = self._folded[p.start : p.end]
        if surface not in self._full:
            same = self._places.get(surface, ())
            full = any(q.kinds & _LEGAL for q in same)
            self._full[surface] = full and any(not self._folded[q.start - 1 : q.start].isalnum() for q in same)
        return self._full[surface]


def _terms(folded: str, side: str) -> frozenset[str]:
    """The terms of the text's technical glossaries."""
    out: set[str] = set()
    for heading in grammar.pattern("glossary-headings", side).finditer(folded):
        last = heading.end()
        for term in grammar.pattern("glossary-terms", side).finditer(folded, last):
            if term.start() - last > _GLOSSARY_GAP:
                break
            out.add(term.group(1).strip())
            last = term.end()
    return frozenset(t for t in out if len(t) > 1)


@lru_cache(maxsize=1 << 12)
def _is_noun(behind: str, side: str) -> bool:
    if side == "ja":
        first = words_ja(behind)
        return bool(first) and first[0].pos == "名詞" and not first[0].text.isascii()
    word, tag = words_zh(behind)[0]
    return tag[:1] == "n" and len(word) > 1


def _noun_follows(source: str, end: int, side: str) -> bool:
    """Whether a noun follows without a space."""
    behind = source[end : end + 4]
    return bool(behind) and (behind[0] > "ァ") and _is_noun(behind, side)
