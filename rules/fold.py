"""One character to one character folding, so that offsets never move.

Full-width ASCII becomes ASCII, Traditional Chinese and Japanese forms become Simplified ones. Folded text is for
matching only; surfaces are always cut from the text itself. Character pairs come from OpenCC (t2s, jp2t).
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import opencc

from .table import Example, load

_EQUIVALENT = (
    (0x2E80, 0x2FDF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
    (0xFE10, 0xFE19),
    (0xFE30, 0xFE4F),
    (0xFE50, 0xFE6F),
    (0xFF61, 0xFF9D),
    (0x1D7CE, 0x1D7FF),
)
"""Radicals, compatibility ideographs, forms of vertical writing, small forms, half-width kana, digits of mathematics."""


@dataclass(frozen=True, slots=True)
class CharacterVariant:
    """A row of variants.toml."""

    id: str
    forms: Mapping[str, str]
    examples: tuple[Example, ...]
    read: bool = True
    """Whether the text is read with the other character, not only folded to it."""


@cache
def variants() -> dict[str, str]:
    """Characters that are read as one other: what Unicode gives as equivalent, and the rows of variants.toml."""
    out = {}
    for first, last in _EQUIVALENT:
        for code in range(first, last + 1):
            plain = unicodedata.normalize("NFKC", chr(code))
            if len(plain) == 1 and plain != chr(code):
                out[chr(code)] = plain
    for row in _rows():
        if row.read:
            out |= row.forms
    return out


@cache
def _rows() -> tuple[CharacterVariant, ...]:
    return tuple(load("variants", "variant", CharacterVariant))


@cache
def _table() -> dict[int, str]:
    simplified, traditional = opencc.OpenCC("t2s"), opencc.OpenCC("jp2t")
    chars = [chr(c) for c in range(0x4E00, 0xA000)]
    joined = "\n".join(chars)
    from_zh = simplified.convert(joined).split("\n")
    from_ja = simplified.convert(traditional.convert(joined)).split("\n")
    table = {}
    for char, zh, ja in zip(chars, from_zh, from_ja, strict=True):
        folded = zh if zh != char else ja
        if folded != char and len(folded) == 1:
            table[ord(char)] = folded
    table |= {c: chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F)}
    of_japan = {char: plain for row in _rows() if not row.read for char, plain in row.forms.items()}
    for char, plain in (variants() | of_japan).items():
        table[ord(char)] = table.get(ord(plain), plain)
    table |= dict.fromkeys((*range(8192, 8203), 8239, 8287), " ")
    table |= {ord(a): b for a, b in zip("　\xa0−–—‐‑―〜∼﹪﹣﹐﹒￥￡￦￠╱", "  ------~~%-,.¥£₩¢/", strict=True)}
    return table


@cache
def _folded() -> str:
    """What every character of the basic plane is folded to: a string stays in the processor's cache, a dictionary does not."""
    table = _table()
    return "".join(table.get(c, chr(c)) for c in range(0x10000))


def fold(text: str) -> str:
    """`text` with every character folded; len(fold(text)) == len(text)."""
    return text.translate(_folded())


def fold_hanzi(text: str) -> str:
    """Fold only letters, for pattern sources: 「（」 must not become the metacharacter "("."""
    table = _table()
    return "".join(table.get(ord(c), c) if c.isalnum() else c for c in text)


def differs(char: str) -> bool:
    """Whether `char` is folded to another one: a Traditional or Japanese form, or full-width."""
    return ord(char) in _table()


_MARKS = str.maketrans("，；：", ",;:")


def fold_pattern(pattern: str, han: bool = True) -> str:
    """A pattern over folded text: letters folded, and those full-width marks that are no metacharacters when folded.

    `han=False` leaves the letters, for text that `fold_width` made.
    """
    return (fold_hanzi(pattern) if han else pattern).translate(_MARKS)


_WIDE = re.compile(r"[！-～　\u00a0]")


def fold_width(text: str) -> str:
    """`text` with full-width ASCII narrowed and no letter changed, one character to one."""
    return _WIDE.sub(lambda m: chr(ord(c) - 0xFEE0) if (c := m.group()) >= "！" else " ", text)
