"""The text as it is read: the same characters however they were encoded, and the way back to the article's offsets.

Radicals and compatibility ideographs of PDFs, half-width and decomposed kana, marks without width, variation selectors,
presentation forms of vertical writing and labels with spaces between their letters are all read as the plain text that
they show, and lines of prose get the breaks back that they lost when their page was flattened. Most texts are plain: they
are their own reading, and cost two searches.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Set
from dataclasses import dataclass
from functools import cache

from ...rules.fold import fold, variants
from ...rules.words import pattern
from . import flattened
from .lines import width

_SELECTORS = "\u180b-\u180d\ufe00-\ufe0f\U000e0100-\U000e01ef"
"""Variation selectors: part of the character before them."""
_UNSEEN = "\u00ad\u034f\u061c\u115f\u1160\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0001-\U000e007f"
"""Soft hyphens, joiners, marks of direction, byte order marks."""
_MARKS = "\u0300-\u036f\u3099\u309a\uff9e\uff9f"
"""What is set upon the character before it: accents, and the voicing marks of kana, half-width ones too."""
_SQUARED = "\u32ff\u3300-\u3357\u3371-\u33df"
"""One character for a word: eras, units."""
_LONGER = re.compile(f"[{_SELECTORS}{_UNSEEN}{_MARKS}{_SQUARED}]")
_HIDDEN, _SELECTOR = re.compile(f"[{_UNSEEN}]"), re.compile(f"[{_SELECTORS}]")
_SQUARE = re.compile(f"[{_SQUARED}]")
_FULL_MARKS = {"\uff9e": "\u3099", "\uff9f": "\u309a"}

_BEYOND = "\U00010000"
_LETTER = "[\u3005-\u3007\u30a1-\u30fa\u30fc\u3400-\u9fff]"
_SPACED = re.compile(f"[ \u3000](?<={_LETTER}.)(?={_LETTER}[ \u3000]{_LETTER})")
_LETTERS = re.compile(f"(?<!{_LETTER}){_LETTER}([ \u3000]){_LETTER}(?:\\1{_LETTER}){{1,60}}(?!{_LETTER})")
"""A word with one space between all its letters."""


_LOST_BREAK = re.compile(
    r"[ \u3000](?:(?<=\S\u3000)\u3000{1,3}(?=\S)|(?<=\S ) {3,11}(?=\S)"
    r"|(?<=[。！!？?；;)）】”].)[ \u3000]{0,2}(?=(?:[0-9]{1,2}[、.．]|[①-⑳]) ?[【《〖]))"
)
"""Where a line of prose had its line breaks: two wide spaces before a paragraph, a space before a numbered item.

The space stands first, so that the search runs over all else at full speed."""
_CELL = 10
"""Characters; a shorter part of a line may be a cell."""
_WRAPPED_LINES, _WRAPPED_MOST = 3, 20_000
_NARROWEST, _WIDEST, _RAGGED, _LONG = 36, 120, 6, 60
"""Display columns of lines that were cut at one width, how much shorter a full one may be, and columns of a line that is prose."""
_FORMULA = re.compile(r"\$[^$\n%]{1,30}\\%(?:[^$\n%]{0,30}\\%){0,5}[^$\n%]{0,20}\$|\\%")
_CLOSING = "」）)"
_SENTENCE = re.compile("。.|[，、]$")
_CELLS = re.compile("[\t|│]|\\S(?:  |\u3000)[ \u3000]*\\S")
_FIGURES = re.compile("(?: [△▲(（]?[-+]?[0-9０-９][^ ]{0,14}){2,4} ?$")
"""A row of a table whose cells single spaces set apart, to its end."""
_OPEN_END = re.compile("[\u3005-\u3007\u3041-\u30fa\u30fc\u3400-\u9fff0-9A-Za-z，,、（(」）)%％]$")
_GOES_ON = re.compile("[\u3005-\u3007\u3041-\u30fa\u30fc\u3400-\u9fff0-9A-Za-z（(「“]")
"""How a line ends, and the next one begins, that were one sentence."""
_PROSE = 60
"""Characters; a shorter line that is cut by wide spaces may be the row of a table."""


@dataclass(frozen=True, slots=True)
class Reading:
    """`text` as it is read. `starts` and `ends` hold for each of its characters the article's offsets; both are None
    where every character stands at its own place."""

    text: str
    starts: array[int] | None = None
    ends: array[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The article's offsets of a span of the reading that is not empty."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


@cache
def _variants() -> tuple[dict[int, str], re.Pattern[str]]:
    # One range for all beyond the basic plane: a set that lists characters there is searched one by one.
    basic = "".join(form for form in variants() if form < _BEYOND)
    return {ord(form): plain for form, plain in variants().items()}, re.compile(f"[{basic}{_BEYOND}-\U0010ffff]")


def read(text: str) -> Reading:
    """The reading of `text`."""
    table, unusual = _variants()
    plain = _broken(text.translate(table) if unusual.search(text) else text)
    gaps = _wraps(plain) | _formulas(plain)
    if _SPACED.search(plain):
        gaps |= {at for found in _LETTERS.finditer(plain) if not _units(found[0]) for at in range(found.start() + 1, found.end(), 2)}
    if not gaps and not _LONGER.search(plain):
        return Reading(plain)
    return _mapped(plain, gaps)


def _broken(text: str) -> str:
    """`text`, as long as it was, with line breaks where a page that was flattened into lines lost them."""
    text = "\n".join([flattened.broken(line) for line in text.split("\n")])
    if not _LOST_BREAK.search(text):
        return text
    return "\n".join(
        _LOST_BREAK.sub(lambda gap: "\n" + gap[0][1:], line) if len(line) > _PROSE and "。" in line and _is_prose(line) else line
        for line in text.split("\n")
    )


def _is_prose(line: str) -> bool:
    """Whether wide spaces part paragraphs and headings of a line, and no cells."""
    parts = _LOST_BREAK.split(line)
    return sum(len(part) < _CELL for part in parts) * 4 <= len(parts)


def _wraps(text: str) -> set[int]:
    """The line breaks inside of sentences: behind full lines of a text that was cut at one width, and behind prose that does not end."""
    lines = text.split("\n")
    if not 1 < len(lines) <= _WRAPPED_MOST:
        return set()
    joints = [_goes_on(line, below) for line, below in zip(lines, lines[1:], strict=False)]
    if not any(joints):
        return set()
    widths = [0 if _CELLS.search(line) or _FIGURES.search(line) else width(line.rstrip()) for line in lines]
    widest = max(widths)
    full, open_, at = set[int](), set[int](), -1
    for line, below, columns, joint in zip(lines, lines[1:], widths, joints, strict=False):
        at += len(line) + 1
        if columns < _NARROWEST or not joint:
            continue
        if widest <= _WIDEST and columns >= widest - _RAGGED:
            full.add(at)
        if columns >= _LONG and _SENTENCE.search(line) and "。" in below and line[-1] not in _CLOSING:
            open_.add(at)
    return open_ | full if len(full) >= _WRAPPED_LINES else open_


def _goes_on(line: str, below: str) -> bool:
    """Whether a line ends, and the next one begins, with letters that may be of one sentence."""
    return bool(_OPEN_END.search(line) and _GOES_ON.match(below)) and not (line[-1].isascii() and below[0].isascii())


def _formulas(text: str) -> set[int]:
    """The marks that a formula of TeX sets around and into percentages: $26.6\\%$."""
    if "\\%" not in text:
        return set()
    found = [match.span() for match in _FORMULA.finditer(text)]
    return {at for start, end in found for at in range(start, end) if text[at] in "$\\"}


def _units(spaced: str) -> bool:
    """Whether letters set apart are units, of one letter each: 円 銭 円 銭."""
    return pattern("page_words", "unit-letters").fullmatch(fold(spaced)) is not None


def _mapped(plain: str, gaps: Set[int]) -> Reading:
    out: list[str] = []
    starts, ends = array("l"), array("l")
    for at, char in enumerate(plain):
        if at in gaps or _HIDDEN.match(char):
            continue
        alone = bool(out) and ends[-1] == at and starts[-2:].count(starts[-1]) == 1
        joined = _joined(out[-1], char) if alone and _LONGER.match(char) else None
        if joined is not None:
            out[-1], ends[-1] = joined, at + 1
        elif not _SELECTOR.match(char):
            shown = unicodedata.normalize("NFKC", char) if _SQUARE.match(char) else char
            out.extend(shown)
            starts.extend([at] * len(shown))
            ends.extend([at + 1] * len(shown))
    return Reading("".join(out), starts, ends)


def _joined(before: str, mark: str) -> str | None:
    """`before` with a mark upon it; None where the two make no one character."""
    if _SELECTOR.match(mark):
        return before
    joined = unicodedata.normalize("NFC", before + _FULL_MARKS.get(mark, mark))
    return joined if len(joined) == 1 else None
