"""A cheap look before a search: the characters that a text must hold for a pattern to be found in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, overload

import regex

try:
    from re import _constants as op  # type: ignore[attr-defined]
    from re import _parser  # type: ignore[attr-defined]
except ImportError:  # private, as regex's own parser is; public ones read no atomic groups (interegular, greenery): then nothing is told
    _parser = None

Needs = tuple[str, ...]
"""Of each of these strings a text holds at least one character."""
_MOST = 16
"""So many characters are looked for at most."""
_COMMON = frozenset("0123456789年月日%,.、。() \n")
_WEIGHT = 8
"""One of these, which most texts hold, counts as so many others."""
_SETS = 3
_LARGE = 400


@cache
def needs(source: str, flags: int = 0) -> Needs:
    """What any match of a regular expression holds, the rarest first; nothing where that is not told from the expression alone."""
    if _parser is None or flags & (re.IGNORECASE | re.VERBOSE):
        return ()
    try:
        parsed = _parser.parse(source.removeprefix("(?r)"))
    except (re.error, RecursionError):
        return ()
    if parsed.state.flags & re.IGNORECASE:
        return ()
    found = sorted(dict.fromkeys(s for s in _of(parsed) if _weight(s) <= _MOST), key=_weight)[:_SETS]
    return tuple("".join(sorted(need)) for need in found)


def may_hold(text: str, pattern: re.Pattern[str] | regex.Pattern[str]) -> bool:
    """Whether a text holds the characters that a match needs."""
    for need in needs(pattern.pattern, pattern.flags):
        for char in need:
            if char in text:
                break
        else:
            return False
    return True


@overload
def finditer(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]: ...
@overload
def finditer(pattern: regex.Pattern[str], text: str) -> Iterator[regex.Match[str]]: ...
def finditer(pattern: Any, text: str) -> Iterator[Any]:
    """`pattern.finditer(text)`, for patterns that most texts do not hold."""
    return pattern.finditer(text) if may_hold(text, pattern) else iter(())


def _weight(chars: frozenset[str]) -> int:
    return len(chars) + _WEIGHT * len(chars & _COMMON)


def _of(sequence: Iterable[tuple[Any, Any]]) -> list[frozenset[str]]:
    """The sets that a sequence needs, one for each of its parts that tells one."""
    out: list[frozenset[str]] = []
    for kind, value in sequence:
        if kind is op.LITERAL:
            out.append(frozenset(chr(value)))
        elif kind is op.IN:
            out += _of_class(value)
        elif kind is op.SUBPATTERN and not value[1] & re.IGNORECASE:
            out += _of(value[3])
        elif kind is op.ATOMIC_GROUP:
            out += _of(value)
        elif kind is op.ASSERT:
            out += _of(value[1])
        elif kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT) and value[0] > 0:
            out += _of(value[2])
        elif kind is op.BRANCH:
            options = [min(_of(option), key=_weight, default=frozenset[str]()) for option in value[1]]
            if all(options):
                out.append(frozenset[str]().union(*options))
    return out


def _of_class(parts: Sequence[tuple[Any, Any]]) -> list[frozenset[str]]:
    chars: set[str] = set()
    for kind, value in parts:
        if kind is op.LITERAL:
            chars.add(chr(value))
        elif kind is op.RANGE and value[1] - value[0] < _LARGE:
            chars.update(map(chr, range(value[0], value[1] + 1)))
        else:
            return []
    return [frozenset(chars)]


