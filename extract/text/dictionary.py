"""What the dictionaries say of a word: UniDic for Japanese, jieba's for Chinese."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from ...rules.fold import fold
from ...rules.words import forms
from .tokenize import _tagger, jieba

_CACHED = 1 << 16


class DictionaryWord(NamedTuple):
    """A word of a short Japanese text; `start` counts from the text's beginning."""

    text: str
    start: int
    pos: str
    proper: bool
    """A proper noun of the dictionary."""
    person: bool
    """A surname or given name of the dictionary."""
    place: bool
    """A place of the dictionary."""
    unknown: bool
    """Not in the dictionary."""


@lru_cache(maxsize=_CACHED)
def words_ja(text: str) -> tuple[DictionaryWord, ...]:
    """The words of a short Japanese text without white space at its edges."""
    out, at = [], 0
    for node in _tagger().parseToNodeList(text.replace("\0", " ")):
        surface = node.surface
        at = text.find(surface, at)
        feature = node.feature_raw
        proper = feature.startswith("名詞,固有名詞")
        person, place = feature.startswith("名詞,固有名詞,人名"), feature.startswith("名詞,固有名詞,地名")
        out.append(DictionaryWord(surface, at, feature.partition(",")[0], proper, person, place, bool(node.is_unk)))
        at += len(surface)
    return tuple(out)


@lru_cache(maxsize=_CACHED)
def words_zh(folded: str) -> tuple[tuple[str, str], ...]:
    """The words of a short folded Chinese text, each with jieba's tag; joined they are the text."""
    return tuple(jieba().tag(folded))


_CLASSES = {
    "名詞": "noun",
    "接尾辞": "noun",
    "接頭辞": "noun",
    "動詞": "verb",
    "助動詞": "verb",
    "形容詞": "adjective",
    "形状詞": "adjective",
    "副詞": "adverb",
    "助詞": "particle",
    "代名詞": "pronoun",
    "n": "noun",
    "vn": "noun",
    "an": "noun",
    "eng": "noun",
    "s": "noun",
    "b": "noun",
    "j": "noun",
    "l": "noun",
    "v": "verb",
    "a": "adjective",
    "d": "adverb",
    "p": "particle",
    "c": "particle",
    "u": "particle",
    "r": "pronoun",
    "t": "time",
    "m": "number",
}
"""UniDic's parts of speech, and jieba's tags or their first letters."""


@lru_cache(maxsize=_CACHED)
def edge_classes(folded: str, lang: str) -> tuple[str, str]:
    """The classes of the first and the last word of a short folded text: noun, verb, adjective, adverb, particle, … or other."""
    tags = [w.pos for w in words_ja(folded)] if lang == "ja" else [tag for word, tag in words_zh(folded) if not word.isspace()]
    if not tags:
        return "other", "other"
    first, last = (_CLASSES.get(tag) or _CLASSES.get(tag[:1], "other") for tag in (tags[0], tags[-1]))
    return first, last


@lru_cache(maxsize=_CACHED)
def in_dictionary_zh(word: str) -> bool:
    return bool(jieba().has_word(word))


_TABLE = "text_words"
_ADMINISTRATIVE = frozenset(forms(_TABLE, "administrative"))


@lru_cache(maxsize=_CACHED)
def is_place(text: str, lang: str) -> bool:
    """Whether a text is nothing but places: 東京・渋谷, 广东深圳."""
    if lang == "ja":
        head, dot, tail = text.partition("・")
        if dot and len(tail) <= 4 and is_place(head, "ja"):
            return True  # 東京・中央
        return all(w.place or fold(w.text) in _ADMINISTRATIVE for w in words_ja(text))
    return all(tag == "ns" and in_dictionary_zh(word) for word, tag in words_zh(text))


_SURNAMES = frozenset(forms(_TABLE, "surname"))


def is_surname(char: str) -> bool:
    return char in _SURNAMES


@lru_cache(maxsize=_CACHED)
def is_person_zh(text: str) -> bool:
    """Whether a text of two or three characters is a person's name by jieba's tags and its surname."""
    return 2 <= len(text) <= 3 and text[0] in _SURNAMES and all(tag.startswith("nr") for _, tag in words_zh(text))


@lru_cache(maxsize=_CACHED)
def crosses_word_zh(context: str, at: int) -> bool:
    """Whether a word of the dictionary stands across the place `at` of a context."""
    start = 0
    for word, _ in words_zh(context):
        if start < at < start + len(word):
            return in_dictionary_zh(word)
        start += len(word)
    return False
