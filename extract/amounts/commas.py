"""Full-width commas between digits: those that group digits, and those that part the members of a list."""

from __future__ import annotations

import re

from ..text.document import Document

_THOUSANDS = re.compile(
    "(?<![0-9.,，第])(?:[0-9]{1,3}(?:，[0-9]{3}){2,6}|[0-9]{1,2}，[0-9]{3}|[0-9]{3}，0[0-9]{2}|[0-9]{3}，[0-9]{3}(?=[.．][0-9]))(?![0-9，])"
)
"""1，082，225 and 2，154.09: full-width commas that group digits, as three equal lengths (300，400) need not."""
_COMMA = re.compile("(?<=[0-9])，(?=[0-9])")


def list_commas(document: Document) -> str:
    """Folded text in which a full-width comma between numbers of half-width digits stays a comma of a list: 300，400亿元."""
    text, folded = document.text, document.folded
    if "，" not in text:
        return folded
    thousands = {at for found in _THOUSANDS.finditer(text) for at in range(found.start(), found.end()) if text[at] == "，"}
    places = [m.start() for m in _COMMA.finditer(text) if m.start() not in thousands]
    if not places:
        return folded
    chars = list(folded)
    for place in places:
        chars[place] = "、"
    return "".join(chars)
