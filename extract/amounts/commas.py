"""Full-width commas between digits: those that group digits, and those that part the members of a list."""

from __future__ import annotations

import re

from ...rules.numeral_signs import signs
from ...rules.words import pattern
from ..text.document import Document

_THOUSANDS = re.compile(
    "(?<![0-9.,，第])(?:[0-9]{1,3}(?:，[0-9]{3}){2,6}|[0-9]{1,2}，[0-9]{3}|[0-9]{3}，0[0-9]{2}|[0-9]{3}，[0-9]{3}(?=[.．][0-9]))(?![0-9，])"
)
"""1，082，225 and 2，154.09: full-width commas that group digits, as three equal lengths (300，400) need not."""
_COMMA = re.compile("，(?<=[0-9]，)(?=[0-9])")
_EACH = pattern("amount_words", "each-before")
_CLAUSE = 24
"""So many characters before the first of several numbers a word says that they are."""
_NUMERIC = frozenset("0123456789.,")
_TEN_THOUSAND = frozenset(sign for sign, power in signs().big.items() if power == 4)


def list_commas(document: Document) -> str:
    """Folded text in which a full-width comma between numbers of half-width digits stays a comma of a list: 300，400亿元."""
    text, folded = document.text, document.folded
    if "，" not in text:
        return folded
    commas = [m.start() for m in _COMMA.finditer(text)]
    if not commas:
        return folded
    thousands = {at for found in _THOUSANDS.finditer(text) for at in range(found.start(), found.end()) if text[at] == "，"}
    places = [place for place in commas if place not in thousands and not _groups(folded, place)]
    if not places:
        return folded
    chars = list(folded)
    for place in places:
        chars[place] = "、"
    return "".join(chars)


def _groups(folded: str, place: int) -> bool:
    """Whether a comma between three digits and three is inside of one number: a scale of 10^4 follows, no word says there are two."""
    start, end = place - 3, place + 4
    if not (folded[start:place].isdigit() and folded[place + 1 : end].isdigit() and folded[end : end + 1] in _TEN_THOUSAND):
        return False
    if folded[start - 1 : start] in _NUMERIC:
        return False
    return not _EACH.search(folded, max(0, start - _CLAUSE), start)
