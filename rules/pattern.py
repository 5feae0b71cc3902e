"""Lists of words -> one compact regular expression."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping


def trie(words: Iterable[str], guards: Mapping[str, str] | None = None) -> str:
    """A pattern for any of `words`, the longest that fits first, with shared beginnings factored out.

    `guards` gives a word a pattern that must hold right after it, such as a negative look-ahead; where it fails, a
    shorter word may still match.
    """
    root: dict[str, object] = {}
    for word in words:
        node = root
        for char in word:
            node = node.setdefault(char, {})  # type: ignore[assignment]
        node[""] = (guards or {}).get(word, "")
    return _branch(root)


def _branch(node: Mapping[str, object]) -> str:
    end = node.get("")
    options = [re.escape(char) + _branch(child) for char, child in node.items() if char and isinstance(child, dict)]
    if isinstance(end, str):
        if not options:
            return end
        return f"(?:{'|'.join(options)}|{end})"
    return options[0] if len(options) == 1 else f"(?:{'|'.join(options)})"


def spaced(word: str) -> str:
    """A pattern for `word` with up to three spaces between its characters, as column layout leaves them."""
    return " {0,3}".join(re.escape(char) for char in word)


def not_before(ends: Iterable[str]) -> str:
    """A negative look-ahead for any of `ends`, or nothing."""
    words = trie(ends) if (ends := tuple(ends)) else ""
    return f"(?!{words})" if words else ""
