"""Whether a word looks like a name at all, and what of a name is not its place or its line of business."""

from __future__ import annotations

from functools import cache, lru_cache

import regex

from ...rules.legal_form import form_words, generic_words, words
from ..text.dictionary import in_dictionary_zh, words_ja, words_zh
from . import grammar

HAN = "㐀-䶿一-\u4e27\u4e29-鿿\U00020000-\U0003134f"
"""Chinese characters, for a class of a pattern."""
HAN_OR_MARK = HAN + "々〇"
KATAKANA = "ァ-ヺー"
_KATAKANA_ONLY = regex.compile(rf"[{KATAKANA}・]{{3,}}")
_MIXED = regex.compile(rf"[{KATAKANA}]{{2,}}[{HAN_OR_MARK}]{{1,3}}|[{HAN_OR_MARK}]{{1,2}}[{KATAKANA}]{{2,}}")
_INTERPUNCT = regex.compile(rf"[{KATAKANA}]{{2,}}(?:・[{KATAKANA}]{{2,}})+")
HAN_ONLY = regex.compile(rf"[{HAN_OR_MARK}]+")
LETTER = regex.compile(rf"[{HAN_OR_MARK}{KATAKANA}A-Za-z]")


def named(core: str, side: str) -> int:
    """The likeness of a word before a line of business: there a word that is nothing else but foreign to it may be a name."""
    like = likeness(core, side)
    if like or side != "ja" or core in generic_words("ja") or core in words("common", "ja") or len(core) < 2:
        return like
    if _MIXED.fullmatch(core):
        return 1
    return 1 if _KATAKANA_ONLY.fullmatch(core) or "㐀" <= core[0] <= "鿿" and len(words_ja(core)) == 1 else 0


def side_of(lang: str) -> str:
    return "ja" if lang == "ja" else "zh"


@lru_cache(maxsize=1 << 16)
def likeness(core: str, lang: str) -> int:
    """How much a word without its legal form and sector looks like a name: 0 a common word, 1 possible, 2 no other word."""
    if core in words("common", side_of(lang)) or not LETTER.search(core):
        return 0
    if core.isascii():
        return _likeness_latin(core, lang)
    if lang == "ja":
        return _likeness_ja(core)
    return _likeness_zh(core)


def _likeness_latin(core: str, lang: str) -> int:
    parts = core.split()
    common = words("common", side_of(lang))
    if all(p in common or p.isdigit() for p in parts) or not core[0].isupper() and not any(c.isupper() for c in core):
        return 0
    if regex.fullmatch(r"[A-Z]{1,5}|[A-Za-z]+[-.]?[0-9][0-9.]*[A-Za-z]?", core):
        return 0  # abbreviations, model numbers
    return 1


def _likeness_zh(core: str) -> int:
    if len(core) < 2:
        return 0
    tokens = words_zh(core)
    if all(w in words("common", "zh") for w, _ in tokens):
        return 0
    if any(len(w) > 1 and not in_dictionary_zh(w) and t != "m" for w, t in tokens):
        return 2
    if grammar.pattern("numerals", "zh").fullmatch(core):
        return 1
    if sum(len(w) == 1 for w, _ in tokens) >= 2:
        if in_dictionary_zh(core):
            return 0 if tokens[0][1][0] == "v" else 1
        return 2 if len(tokens) == len(core) == 2 else 1
    if any(t in ("nz", "ns", "nr", "nrt", "nrfg", "nt", "j", "eng") for _, t in tokens):
        return 1
    return 0 if all(len(w) > 1 for w, _ in tokens) else 1


def _likeness_ja(core: str) -> int:
    tokens = words_ja(core)
    if len(tokens) == 1 and not tokens[0].unknown and HAN_ONLY.fullmatch(core) and core in generic_words("ja"):
        return 0
    if all(t.text in words("common", "ja") for t in tokens):
        return 0
    if any(t.unknown and not t.text.isascii() for t in tokens):
        return 2
    if _INTERPUNCT.fullmatch(core):
        return 1
    if any(t.proper for t in tokens) or sum(len(t.text) == 1 and not t.text.isdigit() for t in tokens) >= 2:
        return 1
    return 0


@lru_cache(maxsize=1 << 16)
def core_of(name: str, side: str) -> str:
    """`name` without the place it begins with and sector words at its end, as far as something is left."""
    if side == "zh":
        tokens = words_zh(name)
        skip = 0
        for word, tag in tokens[:-1]:
            if tag != "ns" or len(word) < 2 or not in_dictionary_zh(word) or name[skip + len(word) :] in sectors(side):
                break
            skip += len(word)
        name = name[skip:]
    for _ in range(3):
        length = next((n for n in range(min(longest_sector(side), len(name) - 2), 0, -1) if name[-n:] in sectors(side)), 0)
        if not length:
            break
        name = name[:-length].rstrip()
    return name


@cache
def sectors(side: str) -> frozenset[str]:
    return frozenset[str]().union(*(form_words(role, "after", side) for role in ("sector", "trade", "group")))


@cache
def longest_sector(side: str) -> int:
    return max(map(len, sectors(side)))
