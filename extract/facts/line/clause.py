"""A line of items and the text between them: breaks, brackets, and what stands there that no table knows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple

import regex

from ....rules import words
from .items import Date, Firm, Item, Sign, Value, Word

TABLE = "fact_words"

MANY = 10
"""Figures of so many firms at least are a market's."""
NONE, COMMA, STOP = 0, 1, 2
"""Breaks: none, a comma or the like, a semicolon or the end of a clause."""

_CONTENT = regex.compile(r"[\p{Han}\p{Katakana}A-Za-z]")
_PUNCTUATION = re.compile(r"[,、]|[;:。!?|\n]")
_INNER = re.compile(r"\([^()]{0,60}\)")


@cache
def pattern(ident: str) -> re.Pattern[str]:
    """A row of rules/fact_words.toml, compiled."""
    return words.pattern(TABLE, ident)


class Gap(NamedTuple):
    """The text between two neighbouring items of a line."""

    stop: int
    residue: int
    """How many characters of content stand there that are not transparent."""


_NO_GAP = Gap(NONE, 0)


@dataclass(slots=True)
class Line:
    """A sentence or a heading with its items; `depth` is the bracket depth of each item, `opened` where its bracket opens."""

    text: str
    """The folded text of the document."""
    start: int
    end: int
    items: Sequence[Item]
    gaps: list[Gap]
    depth: list[int]
    opened: list[int]
    cues: frozenset[str]
    """The ids of the cues among the items."""
    around: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    """The letters behind and before a stretch, as far as they have been asked for."""
    against: dict[int, bool] = field(default_factory=dict)
    """Whether a date is compared with, as far as it has been asked for."""
    said: dict[int, tuple[str, str]] = field(default_factory=dict)
    """What the words around a firm say of it, as far as it has been asked for."""
    held: dict[str, bool] = field(default_factory=dict)
    """Whether the words of a row stand anywhere in it, as far as it has been asked for."""

    def holds(self, ident: str) -> bool:
        """Whether the words of a row of rules/fact_words.toml, one that looks at nothing around them, stand anywhere in the line."""
        found = self.held.get(ident)
        if found is None:
            found = self.held[ident] = pattern(ident).search(self.text, self.start, self.end) is not None
        return found


def line_of(text: str, start: int, end: int, items: Sequence[Item]) -> Line:
    gaps: list[Gap] = []
    depth: list[int] = []
    opened: list[int] = []
    stack: list[int] = []
    at = start
    flat = text.find("(", start, end) < 0 and text.find("[", start, end) < 0
    for item in items:
        for place in range(item.start if flat else at, item.start):
            char = text[place]
            if char in "([":
                stack.append(place)
            elif char in ")]" and stack:
                stack.pop()
        gaps.append(_gap(text, at, item.start))
        depth.append(len(stack))
        opened.append(stack[-1] if stack else -1)
        at = item.end
    gaps.append(_gap(text, at, end))
    cues = frozenset(item.id for item in items if isinstance(item, Sign))
    return Line(text, start, end, items, gaps, depth, opened, cues)


def _gap(text: str, start: int, end: int) -> Gap:
    return _read_gap(text[max(start, end - 200) : end]) if end > start else _NO_GAP


@lru_cache(maxsize=1 << 13)
def _read_gap(piece: str) -> Gap:
    if "(" in piece:
        piece = _INNER.sub("", piece)
    stop = NONE
    for mark in _PUNCTUATION.findall(piece):
        stop = max(stop, COMMA if mark in ",、" else STOP)
    if len(piece) == 1 or _CONTENT.search(piece) is None:
        return Gap(stop, 0)
    return Gap(stop, len(_CONTENT.findall(pattern("transparent").sub("", piece))))


class Between(NamedTuple):
    """What stands between two items of a line."""

    stop: int
    residue: int
    values: int
    words: int
    dates: int
    firms: int


def between(line: Line, left: int, right: int) -> Between:
    """What stands between items[left] and items[right]; a bracket closed in between counts for nothing."""
    stop = residue = values = words_ = dates = firms = 0
    floor = min(line.depth[left], line.depth[right])
    for index in range(left + 1, right + 1):
        gap = line.gaps[index]
        inside = line.depth[index] > floor and line.depth[index - 1] > floor
        if not inside:
            stop, residue = max(stop, gap.stop), residue + gap.residue
        if index < right and line.depth[index] <= floor:
            item = line.items[index]
            if isinstance(item, Value):
                values += 1
            elif isinstance(item, Word):
                words_ += 1
            elif isinstance(item, Date):
                dates += 1
            elif isinstance(item, Firm):
                firms += 1
    return Between(stop, residue, values, words_, dates, firms)


def cue_before(line: Line, index: int) -> Sign | None:
    """The cue right before an item."""
    if not index:
        return None
    item = line.items[index - 1]
    gap = line.gaps[index]
    return item if isinstance(item, Sign) and gap.stop == NONE and gap.residue == 0 else None


def after(line: Line, index: int) -> int:
    """Where the text goes on after a value: past 程度 and past one bracket that explains it."""
    text, end = line.text, line.items[index].end
    if end < line.end and (found := pattern("after-value").match(text, end, line.end)):
        end = found.end()
    if end < line.end and text[end] == "(":
        close = text.find(")", end, min(end + 60, line.end))
        if close >= 0:
            end = close + 1
    if end < line.end and line.depth[index] and text[end] == ")":
        end += 1
    return end


_DIGITS = str.maketrans("123456789\n", "000000000 ")


def letters(line: Line, start: int, end: int, mark: str) -> list[str]:
    """The letters around a stretch, as features of what `mark` names: two and one behind it, two before it; all digits are one."""
    around = line.around.get((start, end))
    if around is None:
        behind = line.text[end : min(end + 2, line.end)].translate(_DIGITS)
        around = line.around[start, end] = behind, line.text[max(start - 2, line.start) : start].translate(_DIGITS)
    behind, before = around
    return [f"{mark} next {behind}", f"{mark} next {behind[:1]}", f"{mark} prev {before}"]


def sign_at(line: Line, start: int, after_index: int) -> Sign | None:
    """The cue that begins at an offset, or one transparent character after it."""
    for item in line.items[after_index + 1 : after_index + 5]:
        if item.start > start + 1:
            return None
        if isinstance(item, Sign) and item.start >= start and line.text[start : item.start] in ("", " "):
            return item
    return None


def compared(line: Line, index: int) -> bool:
    """Whether a date is only what a figure is compared with: 前連結会計年度末に比べ, 较2023年."""
    found = line.against.get(index)
    if found is None:
        found = line.against[index] = _compared(line, line.items[index])
    return found


def _compared(line: Line, item: Item) -> bool:
    if pattern("versus-after").match(line.text, item.end, line.end):
        return True
    before = line.text[max(item.start - 4, line.start) : item.start]
    return any(found.end() == len(before) for found in pattern("versus-before").finditer(before))


BEFORE_FIRMS = ("role-before", "subsidiary-before", "source-before", "versus-before", "object-before")
BEHIND_FIRMS = ("source-after", "shares-of", "holder-after", "possessive", "subject-after", "object-after")
PASSING = frozenset((*BEFORE_FIRMS, "source-after", "holder-after", "object-after"))
"""The roles of firms that are named in passing."""


def roles(line: Line, item: Item) -> tuple[str, str]:
    """What the words before and behind a firm say that it is here, as rows of rules/fact_words.toml; or ""."""
    found = line.said.get(item.start)
    if found is None:
        found = line.said[item.start] = _roles(line, item)
    return found


def _roles(line: Line, item: Item) -> tuple[str, str]:
    before = line.text[max(item.start - 12, line.start) : item.start]
    left = next((name for name in BEFORE_FIRMS if any(m.end() == len(before) for m in pattern(name).finditer(before))), "")
    right = next((name for name in BEHIND_FIRMS if pattern(name).match(line.text, item.end, min(item.end + 70, line.end + 1))), "")
    return left, right


def cited(line: Line, index: int) -> bool:
    """Whether the firm items[index] is where the figures behind it come from: 海岑证券の集計では, 岚峰 (601100.SH) - 海岑证券：."""
    item = line.items[index]
    if not isinstance(item, Firm):
        return False
    if pattern("survey-after").match(line.text, item.end, min(item.end + 70, line.end)):
        return True
    if _speaks(line, item):
        return True
    colon = line.text.find(":", item.end, line.end)
    before = next((i.start for i in line.items if isinstance(i, Value)), line.end)
    if not item.end <= colon < before:
        return False
    return _reports_on(line, item, [i for i in line.items if isinstance(i, Firm) and i.end <= colon])


def _speaks(line: Line, item: Firm) -> bool:
    """Whether a line begins with a broker and a colon, and then speaks of another firm: 高盛：看好海岑…."""
    opens = item.start - line.start <= 3 and line.text[item.end : item.end + 1] == ":"
    if not opens or not _is_broker(line, item):
        return False
    return any(isinstance(i, Firm) and i.entity != item.entity and not _is_broker(line, i) for i in line.items)


def _is_broker(line: Line, item: Firm) -> bool:
    return pattern("broker").search(line.text[item.start : item.end]) is not None


def _reports_on(line: Line, item: Firm, heads: Sequence[Firm]) -> bool:
    """Whether one of the firms in the head of a line only reports on the other: a broker, or the one behind a dash without a code."""
    broker = _is_broker(line, item)
    coded = {i.entity for i in heads if pattern("code-after").match(line.text, i.end, line.end)}
    if not broker and not (coded and line.text[line.start : item.start].rstrip().endswith(("-", "/", "|"))):
        return False
    own = coded if len(coded) == 1 else {i.entity for i in heads if not _is_broker(line, i)}
    return len(own) == 1 and item.entity not in own


def surveys(line: Line) -> bool:
    """Whether a line says who counted figures of many firms together: 海岑証券が上場企業762社を集計."""
    many = any(isinstance(item, Value) and item.record.unit == "companies" and (item.record.value or 0) >= MANY for item in line.items)
    return many and any(isinstance(i, Firm) and pattern("survey-after").match(line.text, i.end, line.end) for i in line.items)
