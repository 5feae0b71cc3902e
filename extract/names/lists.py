"""Names that stand in a list of names: the third of A、B和C."""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import cache

import regex

from . import grammar
from .candidates import Candidate, likely, no_name
from .likeness import core_of
from .span import left_of, right_of


@cache
def separator(side: str) -> regex.Pattern[str]:
    return regex.compile(grammar.source(f"{side}-list-separators", side) + r"|,\s?")


BEHIND = regex.compile(r"(?:-(?:B|W|S|SW|P))?(?:\([^()\n]{1,20}\)|<[0-9A-Z.]{4,7}>)?")
"""What may stand between a name and the next: its share class and ticker."""


def in_lists(source: str, side: str, spans: Sequence[tuple[int, int]]) -> list[Candidate]:
    """What looks like a name and stands in a list of names: the third of A、B和C."""
    out: list[Candidate] = []
    starts = {s for s, _ in spans}
    ends = {e for _, e in spans}
    for start, end in spans:
        listed = 1 + _neighbours(source, side, start, ends)
        at = end
        for _ in range(10):
            behind = BEHIND.match(source, at)
            gap = separator(side).match(source, behind.end() if behind else at)
            if gap is None or gap.end() in starts:
                break
            name = right_of(source, gap.end(), side)
            if name is None or not (close := grammar.pattern(f"{side}-list-end", side).match(source, name.end)):
                break
            surface = source[name.start : name.end]
            certain = (
                listed > 1
                and gap.group() == "、"
                or close.group() in grammar.forms("and-others", side)
                or core_of(surface, side) != surface
            )
            if max(name.likeness, likely(surface, side)) < (1 if certain else 2) or no_name(source[name.start : name.end], side):
                break
            out.append(Candidate(name.start, name.end, 2, "list:"))
            listed += 1
            at = name.end
        at = start
        for _ in range(10):
            gap = grammar.pattern(f"{side}-list-separators", side, "(?r)").match(source, max(at - 3, 0), at)
            if gap is None or gap.start() in ends:
                break
            name = left_of(source, gap.start(), side)
            # a product may begin a list of firms: a short word does not become a name by its place alone
            if name is None or name.likeness < 2 or name.end - name.start < 3 or no_name(source[name.start : name.end], side):
                break
            out.append(Candidate(name.start, name.end, 2, "list:"))
            at = name.start
    return out


def listed(source: str, side: str, start: int, end: int, starts: Set[int], ends: Set[int]) -> bool:
    """Whether a name stands in a list beside one that begins or ends at these places."""
    gap = separator(side).match(source, end)
    return gap is not None and gap.end() in starts or bool(_neighbours(source, side, start, ends))


def _neighbours(source: str, side: str, start: int, ends: Set[int]) -> int:
    """Whether a name of the list stands right before `start`."""
    for width in (1, 2, 3):
        gap = source[max(start - width, 0) : start]
        if separator(side).fullmatch(gap) and start - width in ends:
            return 1
    return 0
