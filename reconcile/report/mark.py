"""Where in a sentence a mention stands, when only its offsets into the article are known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from ...rules.fold import fold

_KANJI = str.maketrans("〇零一二两三四五六七八九", "001223456789")
_COMMA = re.compile(r",(?!\d)|(?<!\d),")
_NUMERAL = frozenset("0123456789〇零一二两三四五六七八九十百千半")
_PREFIX = frozenset("+-▲△(¥$€£₩HNUTCDJRMB港美日人新台")

_BETWEEN = frozenset("。、;:!?|」』")
"""Never inside a mention. A comma is, but only between digits."""


class Mention(NamedTuple):
    """Offsets into the article, and the figure that stands there."""

    start: int
    end: int
    value: Decimal | None


def sentence_in(text: str, sentence: str, mention: Mention) -> int | None:
    """The offset of `sentence` in the article, of its occurrences the one that holds the mention."""
    at = text.rfind(sentence, max(mention.end - len(sentence), 0), mention.start + len(sentence))
    return at if 0 <= at <= mention.start and mention.end <= at + len(sentence) else None


def sentence_start(sentence: str, mentions: Sequence[Mention]) -> int | None:
    """The same without the article: the only offset at which every mention is a numeral with the digits of its figure."""
    folded = fold(sentence)
    first, last = max(m.end for m in mentions) - len(sentence), min(m.start for m in mentions)
    found = [at for at in range(max(first, 0), last + 1) if all(_shows(folded, at, m) for m in mentions)]
    return found[0] if len(found) == 1 else None


def _shows(folded: str, at: int, mention: Mention) -> bool:
    """Whether the sentence, if it began at `at`, would show the digits of the figure where the mention stands."""
    start, end = mention.start - at, mention.end - at
    surface = folded[start:end]
    if (
        not surface
        or (surface[0] not in _NUMERAL and surface[0] not in _PREFIX)
        or not _BETWEEN.isdisjoint(surface)
        or _COMMA.search(surface)
    ):
        return False
    cut = start > 0 and (folded[start - 1].isdigit() or folded[start - 1] == ".") and surface[0].isdigit()
    cut = cut or (folded[end : end + 1].isdigit() and surface[-1].isdigit())
    return not cut and mention.value is not None and _digits(surface) == _plain(mention.value)


def _digits(surface: str) -> str:
    """The digits of the first number of a range, without the zeros that scales stand for."""
    first = surface.replace("~", " ").replace("至", " ").split(" ")[0]
    digits = "".join(c for c in first.translate(_KANJI) if c.isascii() and c.isdigit()).strip("0")
    return digits or ("1" if any(c in first for c in "十百千") else "")


def _plain(value: Decimal) -> str:
    return "".join(str(d) for d in value.as_tuple().digits).strip("0")
