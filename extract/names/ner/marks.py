"""Which words of the lexicon and which known names a unit lies in, as marks: a letter for the kind, then its place in the word."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import NamedTuple

import ahocorasick_rs
import numpy as np

from ....rules.company import companies, listed_names, organizations
from ....rules.fold import fold
from ..directory import bounded
from .hashing import HashColumn, Integers, column, joined

_KINDS = "LISPFYMGK"
"""One letter for each table of lexicon.toml, in their order."""
ENDS = ("", "L", "I", "S", "T", "A")
"""What may end a name: a legal form, a line of business, a sector; a ticker behind it, the declaration of an alias behind it."""
TICKER, ALIAS = ENDS.index("T"), ENDS.index("A")
_PLACES = ("b", "i", "be", "ie")


class Lexicon(NamedTuple):
    """The marks of units, and for each the number in ENDS of the word that ends in it."""

    texts: HashColumn
    ends: Integers


class _WordMarks(NamedTuple):
    automaton: ahocorasick_rs.AhoCorasick
    kinds: Integers
    """The number of each word's kind."""
    marks: HashColumn
    """For each kind its marks, in the order of _PLACES; the last one is empty."""
    ends: Integers
    """For each mark the bits of the letters of ENDS in it where a word ends there, and 8 for a word's end."""


def _words(kinds: dict[str, str]) -> _WordMarks:
    automaton = ahocorasick_rs.AhoCorasick(list(kinds), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    distinct = sorted(set(kinds.values()))
    texts = [kind + place for kind in distinct for place in _PLACES]
    bits = [sum((mark in text) << (n + 1) for n, mark in enumerate("LIS")) + ("e" in text) for text in texts]
    return _WordMarks(automaton, np.array([distinct.index(k) for k in kinds.values()]), column([*texts, ""]), np.array([*bits, 0]))


@cache
def _lexicon() -> _WordMarks:
    data = tomllib.loads(resources.files(__package__).joinpath("lexicon.toml").read_text(encoding="utf-8"))
    kinds: dict[str, str] = {}
    for mark, found in zip(_KINDS, data.values(), strict=False):
        for word in map(fold, found):
            if mark not in kinds.get(word, ""):
                kinds[word] = kinds.get(word, "") + mark
    return _words(kinds)


_KANA = re.compile("[ぁ-ゟ]")


@cache
def _gazetteer(side: str) -> _WordMarks:
    """Names of the tables: sure (T), in need of support or only listed (W), of organizations (O), longer words that are none (N)."""
    kinds: dict[str, str] = {}
    for row in companies():
        for mark, names in (("N", row.not_), ("W", row.needs_support), ("T", (row.name, *row.aliases))):
            kinds |= dict.fromkeys(map(fold, names), mark)
    for row in organizations():
        kinds |= dict.fromkeys(map(fold, row.names), "O")
    kinds = dict.fromkeys(map(fold, listed_names(side)), "W") | kinds
    kinds.pop("", None)
    return _words(kinds)


def _letter(char: str) -> bool:
    return "A" <= char <= "Z" or "a" <= char <= "z"


def _in_word(text: str, start: int, end: int) -> bool:
    """Whether a Latin stretch is part of a longer word: the Co of Cohere says nothing."""
    return _letter(text[start]) and ((start > 0 and _letter(text[start - 1])) or text[end : end + 1].islower())


def _marked(size: int, found: Sequence[tuple[int, int, int]], words: _WordMarks) -> Integers:
    """For each character the number of its mark."""
    out = np.full(size, len(words.marks.value) - 1, np.int64)
    if not found:
        return out
    index, starts, ends = np.array(found, np.int64).T
    kind = words.kinds[index] * len(_PLACES)
    lengths = ends - starts
    places = np.arange(lengths.sum()) + np.repeat(starts - (np.cumsum(lengths) - lengths), lengths)
    out[places] = np.repeat(kind + 1, lengths)
    out[starts] = kind
    out[ends - 1] += 2
    return out


def lexicon(text: str, starts: Integers, ends: Integers) -> Lexicon:
    """The lexicon's marks of units of folded `text`: of a single character its own, of several those of the first and the last."""
    words = _lexicon()
    found = [m for m in words.automaton.find_matches_as_indexes(text) if not (text[m[1]].isascii() and _in_word(text, m[1], m[2]))]
    marks = _marked(len(text), found, words)
    first, last = marks[starts], marks[ends - 1]
    one = ends - starts == 1
    left, right = words.marks.at(first), words.marks.at(last)
    both = joined(left, "/", right)
    texts = HashColumn(np.where(one, left.value, both.value), np.where(one, left.power, both.power))
    bits = words.ends[first] | words.ends[last]
    kind = np.select([bits & 2 > 0, bits & 4 > 0, bits & 8 > 0], [1, 2, 3], 0)
    return Lexicon(texts, np.where(bits & 1 > 0, kind, 0))


def side(text: str) -> str:
    """Whose names are looked for: the firms listed in Japan (ja) where there are kana, else zh."""
    return "ja" if _KANA.search(text) else "zh"


def gazetteer(text: str, starts: Integers, ends: Integers) -> HashColumn:
    """The marks of known names, likewise."""
    words = _gazetteer(side(text))
    found = [m for m in words.automaton.find_matches_as_indexes(text) if bounded(text, m[1], m[2])]
    marks = _marked(len(text), found, words)
    left, right = words.marks.at(marks[starts]), words.marks.at(marks[ends - 1])
    both = joined(left, "/", right)
    one = ends - starts == 1
    return HashColumn(np.where(one, left.value, both.value), np.where(one, left.power, both.power))
