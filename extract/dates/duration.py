"""Durations (rules/durations.toml): 3年間, 六个月, 1年半 -> P3Y, P6M, P1Y6M."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from ...rules import words
from ...rules.fold import fold_pattern
from ...rules.numeral_signs import signs
from ...rules.table import Example, load, setting

NUMERAL = f"(?:{words.source('date_words', 'length-numeral')})"
_JOIN = words.pattern("date_words", "length-join")
_FIRST, _DAY_PREFIX = words.forms("date_words", "first-sign"), words.forms("date_words", "day-prefix")
_LONGEST = "1299"
"""Four digits beyond this are a year, no number of years."""
Lengths = tuple[tuple[str, int], ...]
"""Units of time, by their letters, each with its number."""
_WINDOW = 12
"""How far a modifier may stand from its duration, its own length included."""


@dataclass(frozen=True, slots=True)
class DurationUnit:
    """One row of durations.toml: how a unit of time is written. The keys are explained there."""

    id: str
    code: str
    sure: tuple[str, ...]
    examples: tuple[Example, ...]
    unsure: tuple[str, ...] = ()
    times: int = 1
    and_half: bool = False


@dataclass(frozen=True, slots=True)
class Half:
    """Half a unit, written without a numeral: pattern -> ISO 8601."""

    id: str
    forms: Mapping[str, str]
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Saying:
    """Fixed words that state no length though a numeral and a unit stand in them: 十年一日, 三日坊主."""

    id: str
    patterns: tuple[str, ...]
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class DurationModifier:
    """What opens a stated length: patterns of the text before and after it."""

    id: str
    before: str
    after: str
    examples: tuple[Example, ...]


class Duration(NamedTuple):
    """`sure`: a duration wherever it stands; else a date may fit better (3年, 5日)."""

    start: int
    end: int
    timex: str
    sure: bool
    rule: str


def number(numeral: str) -> int:
    """A small numeral in digits or kanji, positional (二五) or with tens (二十五)."""
    if numeral in _FIRST:
        return 1
    for prefix in _DAY_PREFIX:
        numeral = numeral.removeprefix(prefix)
    total, digits = 0, ""
    known = signs()
    for char in numeral:
        if char in known.tens:
            total += known.tens[char]
        elif char in known.small:
            total += int(digits or "1") * 10 ** known.small[char]
            digits = ""
        else:
            digits += char if char.isdecimal() else str(known.digit[char])
    return total + int(digits or "0")


def positional(numeral: str) -> bool:
    """Whether a numeral is written place by place: 25, 二五, but not 二十五."""
    return not any(char in signs().small for char in numeral)


class Durations:
    """Finds durations at a place. `source` is a pattern for one (without groups), for use in longer forms."""

    def __init__(
        self,
        units: tuple[DurationUnit, ...],
        halves: tuple[Half, ...],
        modifiers: tuple[DurationModifier, ...],
        sayings: tuple[Saying, ...],
        not_before: str,
        not_after: str,
    ) -> None:
        self._units = {u.id: u for u in units}
        sure = [(fold_pattern(w), u) for u in units for w in u.sure]
        unsure = [(fold_pattern(w), u) for u in units for w in u.unsure]
        self._sure = [(re.compile(pattern), unit) for pattern, unit in sure]
        any_unit = "|".join(pattern for pattern, _ in [*sure, *unsure])
        more = words.source("date_words", "length-more")
        one = rf"{NUMERAL}(?:{more})? {{0,2}}(?:{any_unit})"
        self._halves = {f"h{i}": (iso, half.id) for i, (half, _, iso) in enumerate(_half_rows(halves))}
        half = "|".join(f"(?P<h{i}>{fold_pattern(pattern)})" for i, (_, pattern, _) in enumerate(_half_rows(halves)))
        plain_half = "|".join(fold_pattern(pattern) for _, pattern, _ in _half_rows(halves))
        self.half_source = plain_half
        self.source = rf"(?:{one}(?:(?:{_JOIN.pattern})?{one}){{0,2}}|{plain_half})"
        self._one = re.compile(rf"({NUMERAL})({more})? {{0,2}}(?:({'|'.join(p for p, _ in sure)})|({'|'.join(p for p, _ in unsure)}))")
        self._unsure = [(re.compile(pattern), unit) for pattern, unit in unsure]
        self._half = re.compile(half)
        guard = fold_pattern(not_before)
        self._before = re.compile(rf"(?<![0-9][.,])(?<![0-9A-Za-z]){guard}")
        self._after = re.compile(fold_pattern(not_after))
        self._modifiers = [(m.id, re.compile(fold_pattern(m.before)), re.compile(fold_pattern(m.after))) for m in modifiers]

        self._sayings = re.compile("|".join(fold_pattern(p) for saying in sayings for p in saying.patterns) or r"(?!)")

    def saying(self, text: str, position: int) -> int | None:
        """Where the saying ends whose numeral starts at `position`."""
        found = self._sayings.match(text, position)
        return found.end() if found else None

    def at(self, text: str, position: int) -> Duration | None:
        """The duration that starts at `position`."""
        if not self._before.match(text, position):
            return None
        half = self._half.match(text, position)
        if half:
            iso, rule = self._halves[half.lastgroup or ""]
            return Duration(position, half.end(), iso, True, f"durations:{rule}")
        found: list[tuple[DurationUnit, re.Match[str]]] = []
        end, sure, rule = position, False, ""
        for _ in range(3):
            match = self._one.match(text, end)
            if match is None:
                break
            unit = self._unit(match)
            if unit.code == "Y" and len(match[1]) > 3 and match[1] > _LONGEST:
                return None
            if found and _order(unit.code) <= _order(found[-1][0].code):
                break
            found.append((unit, match))
            end, rule, sure = match.end(), rule or f"durations:{unit.id}", sure or match[3] is not None
            if unit.and_half:
                break
            join = _JOIN.match(text, end)
            if join and self._one.match(text, join.end()):
                end = join.end()
        if not found:
            return None
        last = found[-1][1]
        end = last.end()
        if last[4] is not None:
            follows = self._after.match(text, end)
            if follows:
                return None
            if len(found) > 1:
                sure = True
        return Duration(position, end, _iso([(u, m[1]) for u, m in found]), sure, rule)

    def _unit(self, match: re.Match[str]) -> DurationUnit:
        word = match[3] or match[4]
        for pattern, unit in self._sure if match[3] else self._unsure:
            # the unit was found with what must follow it, so it is looked up where it stands
            if pattern.match(match.string, match.end() - len(word)):
                return unit
        raise AssertionError(word)

    def parts(self, text: str) -> Lengths:
        """(unit letter, number) pairs of a duration; halves as days or months."""
        half = self._half.fullmatch(text)
        if half:
            iso = self._halves[half.lastgroup or ""][0]
            return (("M", 6),) if iso == "P6M" else (("Y", 50),) if iso == "P50Y" else (("D", 15),) if iso == "P15D" else (("D", 0),)
        out: list[tuple[str, int]] = []
        for match in self._one.finditer(text):
            unit = self._unit(match)
            out.append((unit.code, int(float(_plain(match[1]))) * unit.times))
            if unit.and_half:
                out.append(("M", 6))
        return tuple(out)

    def modifier(self, text: str, start: int, end: int) -> str | None:
        """What the words around a length make of it; those after it come first (約3年以上: at_least)."""
        before, after = text[max(start - 6, 0) : start], text[end : end + _WINDOW]
        for name, _, pattern in self._modifiers:
            if pattern.match(after):
                return name
        for name, pattern, _ in self._modifiers:
            if pattern.search(before):
                return name
        return None


def _half_rows(halves: tuple[Half, ...]) -> list[tuple[Half, str, str]]:
    return [(half, pattern, iso) for half in halves for pattern, iso in half.forms.items()]


def _order(code: str) -> int:
    return ("Y", "M", "W", "B", "D", "TH", "TM").index(code)


def _plain(numeral: str) -> str:
    return numeral if numeral[0].isascii() else str(number(numeral))


def _iso(parts: list[tuple[DurationUnit, str]]) -> str:
    """ISO 8601: P1Y6M, PT48H; business days count as days."""
    date_part, time_part = "", ""
    for unit, numeral in parts:
        n = _plain(numeral)
        if unit.times > 1:
            n = str(int(float(n)) * unit.times)
        if unit.code.startswith("T"):
            time_part += n + unit.code[1]
        else:
            date_part += n + ("D" if unit.code == "B" else unit.code) + ("6M" if unit.and_half else "")
    return f"P{date_part}" + (f"T{time_part}" if time_part else "")


@lru_cache(maxsize=4)
def build_durations(overlay: Path | None = None) -> Durations:
    """The finder of durations, with the overlay's rows; built once."""
    return Durations(
        load("durations", "unit", DurationUnit, overlay),
        load("durations", "half", Half, overlay),
        load("durations", "modifier", DurationModifier, overlay),
        load("durations", "saying", Saying, overlay),
        setting("durations", "not_before", overlay),
        setting("durations", "not_after", overlay),
    )
