"""Where words that are known only with the article stand in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import ahocorasick_rs

_SHORT = 20_000
"""In a text of no more characters a search word by word is done before an automaton is built."""


def occurrences(text: str, word: str) -> Iterator[int]:
    """Where `word` begins in `text`; occurrences may overlap."""
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def longest(text: str, words: Sequence[str]) -> list[tuple[int, int, int]]:
    """(index of the word, start, end) of all `words` in `text`, leftmost and longest first, none overlapping."""
    if len(text) > _SHORT:
        automaton = ahocorasick_rs.AhoCorasick(words, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
        return list(automaton.find_matches_as_indexes(text))
    found = sorted((at, -len(word), index) for index, word in enumerate(words) for at in occurrences(text, word))
    out, end = [], 0
    for at, width, index in found:
        if at >= end:
            end = at - width
            out.append((index, at, end))
    return out
