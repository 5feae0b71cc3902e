"""Words with offsets: fugashi + unidic-lite for Japanese, rjieba for Chinese, behind one interface."""

import importlib
from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import NamedTuple

import fugashi


class Token(NamedTuple):
    """One word; offsets count code points from the start of the text that was cut."""

    start: int
    end: int
    pos: str
    """Part of speech: UniDic's first field for Japanese ("名詞", "助詞" …), "" for Chinese."""


@cache
def _tagger() -> fugashi.GenericTagger:
    import unidic_lite

    # GenericTagger keeps the raw feature string: parsing every UniDic field of every word costs four times the cut itself.
    return fugashi.GenericTagger(f'-r "{unidic_lite.DICDIR}/mecabrc" -d "{unidic_lite.DICDIR}"')


@cache
def jieba() -> ModuleType:
    """rjieba, imported on first use: it reads its dictionary then."""
    return importlib.import_module("rjieba")


@cache
def _pos(feature: str) -> str:
    return feature.partition(",")[0]


def cut(text: str, lang: str) -> list[Token]:
    """The words of `text`, without white space. `lang` is ja, zh-Hans or zh-Hant."""
    if lang == "ja":
        return cut_ja(text, _pos)
    return [Token(start, end, "") for word, start, end in jieba().tokenize(text, "default", False) if not word.isspace()]


def ends(text: str, lang: str, offset: int) -> dict[int, int]:
    """Where the words that `cut` finds end, by where they begin, in order; `offset` is added to both."""
    if lang == "ja":
        return {offset + token.start: offset + token.end for token in cut_ja(text, str)}
    return {offset + start: offset + end for word, start, end in jieba().tokenize(text, "default", False) if not word.isspace()}


def cut_ja(text: str, pos: Callable[[str], str]) -> list[Token]:
    """The words of a Japanese text, with what `pos` makes of the dictionary's entry (UniDic's fields, separated by commas)."""
    out, at = [], 0
    # MeCab stops at a NUL and drops white space between words, so the place of each word is looked up.
    for node in _tagger().parseToNodeList(text.replace("\0", " ")):
        surface = node.surface
        at = text.find(surface, at)
        out.append(Token(at, at + len(surface), pos(node.feature_raw)))
        at += len(surface)
    return out
