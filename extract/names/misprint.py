"""Misprints of names, joined by what the article shows and never by a list.

A misprint has the length of a name of the article and differs from it in one Chinese character, of the same radical
where the name is short; it is no word of the dictionary; it stands where a firm stands; it is never declared or
registered by itself, and it never stands beside the right name in one sentence, as another firm would.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Set
from functools import cache, lru_cache
from typing import NamedTuple

from ..text.dictionary import in_dictionary_zh, words_ja, words_zh
from ..text.search import occurrences
from . import grammar

MOST_NAMES = 300


class Misprint(NamedTuple):
    wrong: str
    right: str
    places: list[int]
    """Where the wrong name begins."""


def misprints(source: str, lang: str, names: Iterable[str], weak: Set[str], sentence_at: Callable[[int], int]) -> list[Misprint]:
    """Misprints of `names` (as the source writes them) that stand in the source.

    A name in `weak`, which nothing but its place in a sentence speaks for, may itself be the misprint of another; of two
    such names either may be, and they are one firm all the same.
    """
    right = [n for n in dict.fromkeys(names) if 2 <= len(n) <= 16 and any(_han(c) for c in n)][:MOST_NAMES]
    if not right:
        return []
    own = set(right)
    telling = grammar.letters("telling", "ja" if lang == "ja" else "zh")
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for start, name, position in _differing(source, right):
        wrong = source[start : start + len(name)]
        if (wrong not in own or wrong in weak) and _alike(name, wrong, position, telling):
            found[wrong, name].append(start)
    out = []
    for (wrong, name), places in found.items():
        places = sorted(set(places))
        if not _word(wrong, lang) and _enough(source, lang, name, wrong, places) and not _together(source, name, places, sentence_at):
            out.append(Misprint(wrong, name, places))
    return out


def _differing(source: str, names: list[str]) -> Iterable[tuple[int, str, int]]:
    """(start, name, position) of every stretch that differs from a name in one character: one of its halves is whole."""
    for name in names:
        middle = len(name) // 2
        first, second = name[:middle], name[middle:]
        for start in occurrences(source, first):
            other = source[start + middle : start + len(name)]
            if other != second and (position := _one_difference(second, other)) >= 0:
                yield start, name, middle + position
        for at in occurrences(source, second):
            other = source[max(at - middle, 0) : at]
            if other != first and (position := _one_difference(first, other)) >= 0:
                yield at - middle, name, position


def _one_difference(right: str, other: str) -> int:
    """The place of the one Chinese character in which two texts that are not equal differ; -1 where they differ otherwise."""
    if len(right) != len(other):
        return -1
    position = next(i for i, char in enumerate(right) if char != other[i])
    if right[position + 1 :] != other[position + 1 :] or not _han(right[position]) or not _han(other[position]):
        return -1
    return position


def _alike(name: str, wrong: str, position: int, telling: Set[str]) -> bool:
    a, b = name[position], wrong[position]
    if a in telling or b in telling:
        return False
    return radical(a) == radical(b) or sum(map(_han, name)) >= 4


def _word(wrong: str, lang: str) -> bool:
    """Whether the stretch is a word, or words, of the dictionary."""
    if lang == "ja":
        return not any(w.unknown for w in words_ja(wrong))
    return in_dictionary_zh(wrong) or all(len(w) > 1 and in_dictionary_zh(w) for w, _ in words_zh(wrong))


def _enough(source: str, lang: str, name: str, wrong: str, places: list[int]) -> bool:
    """Two signs of three: long or of one radical throughout, in a firm's place, frequent."""
    side = "ja" if lang == "ja" else "zh"
    after = grammar.letters(f"{side}-behind-firm", side)
    placed = 0
    for start in places:
        end = start + len(wrong)
        left_free = start == 0 or not _han(source[start - 1]) or lang != "ja"
        placed += left_free and (end >= len(source) or source[end] in after or lang != "ja" and not _han(source[end]))
    in_place = placed * 2 > len(places)
    return in_place and (len(places) > 1 or len(name) > 2)


def _together(source: str, name: str, places: list[int], sentence_at: Callable[[int], int]) -> bool:
    """Whether right and wrong stand in one sentence: then they are two firms."""
    wrong = {sentence_at(p) for p in places}
    return any(sentence_at(at) in wrong for at in occurrences(source, name))


def _han(char: str) -> bool:
    return "㐀" <= char <= "鿿" or char >= "\U00020000"


@cache
def _radicals() -> list[int]:
    return sorted(ord(unicodedata.normalize("NFKC", chr(c))) for c in range(0x2F00, 0x2FD6))


@lru_cache(maxsize=1 << 13)
def radical(char: str) -> int:
    """The number of a character's radical: Unicode orders the unified ideographs by radical, each section led by its own."""
    return bisect_right(_radicals(), ord(char)) if "一" <= char <= "龥" else -ord(char)
