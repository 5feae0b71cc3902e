"""What the dictionaries say of a word: UniDic for Japanese, jieba's for Chinese."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import rjieba

from .tokenize import _tagger

_CACHED = 1 << 16
_dictionary = rjieba.Jieba()


class Word(NamedTuple):
    """A word of a short Japanese text; `start` counts from the text's beginning."""

    text: str
    start: int
    pos: str
    proper: bool
    """A proper noun of the dictionary."""
    person: bool
    """A surname or given name of the dictionary."""
    unknown: bool
    """Not in the dictionary."""


@lru_cache(maxsize=_CACHED)
def words_ja(text: str) -> tuple[Word, ...]:
    """The words of a short Japanese text without white space at its edges."""
    out, at = [], 0
    for node in _tagger().parseToNodeList(text.replace("\0", " ")):
        surface = node.surface
        at = text.find(surface, at)
        feature = node.feature_raw
        out.append(Word(surface, at, feature.partition(",")[0], feature.startswith("名詞,固有名詞"), feature.startswith("名詞,固有名詞,人名"), bool(node.is_unk)))
        at += len(surface)
    return tuple(out)


@lru_cache(maxsize=_CACHED)
def words_zh(folded: str) -> tuple[tuple[str, str], ...]:
    """The words of a short folded Chinese text, each with jieba's tag; joined they are the text."""
    return tuple(rjieba.tag(folded))


@lru_cache(maxsize=_CACHED)
def in_dictionary_zh(word: str) -> bool:
    return bool(_dictionary.has_word(word))
