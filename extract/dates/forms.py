"""The written forms of rules/dates.toml, eras.toml and holidays.toml, compiled: what stands at a position of folded text."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from ...errors import RuleError
from ...rules import words
from ...rules.fold import fold, fold_pattern
from ...rules.pattern import trie
from ...rules.table import Example, load
from .duration import Durations, Lengths, build_durations, number

_TABLE = "date_words"
NUMERALS = frozenset("0123456789").union(words.forms(_TABLE, "numeral-sign"))
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = words.forms(_TABLE, "weekday-planet"), words.forms(_TABLE, "weekday-number")
_NAMES = ("y", "y4", "yy", "yyy", "m", "m2", "m2z", "d", "d2", "n", "-n", "c", "n2", "q", "h", "w", "e", "en")
SLOTS: Mapping[str, str] = {name: f"(?:{words.source(_TABLE, f'slot-{name}')})" for name in _NAMES}
_PLAIN = {"_": " {0,2}"} | {name: f"(?:{words.source(_TABLE, f'slot-{name}')})" for name in ("to", "and")}
_SLOT = re.compile(r"\{(:?-?[a-z_][a-z0-9]*)\}")


@dataclass(frozen=True, slots=True)
class DateForm:
    """One row of rules/dates.toml: how an expression, or a part of one, is written. The keys are explained there."""

    id: str
    op: str
    gives: str
    examples: tuple[Example, ...]
    patterns: tuple[str, ...] = ()
    names: Mapping[str, int | str] | None = None
    n: int | str | None = None
    of: tuple[str, ...] = ()
    alone: bool = True
    langs: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    or_length: bool = False


@dataclass(frozen=True, slots=True)
class Era:
    """`first` is the western year of the era's year 1; `letter` its Latin initial, if one is in use."""

    id: str
    names: tuple[str, ...]
    first: int
    examples: tuple[Example, ...]
    last: int = 9999
    letter: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Holiday:
    """A day named by month and day, by month, week and weekday, or by month and day of the Chinese calendar; `taiwan`: there."""

    id: str
    names: tuple[str, ...]
    examples: tuple[Example, ...]
    month: int = 0
    day: int = 0
    week: int = 0
    weekday: int = 0
    lunar: tuple[int, ...] = ()
    taiwan: tuple[int, ...] = ()


FormArg = int | str | Era | Holiday | Lengths
"""What a slot of a form holds, or what its row gives: a number, a year as it is written, a name, an era, a holiday, lengths of time."""


def integer(args: Sequence[FormArg], at: int = 0) -> int:
    """The number in a place; a year that is written in digits is one."""
    found = args[at]
    if not isinstance(found, int | str):
        raise TypeError(f"{found!r} is no number")
    return int(found)


class FormMatch(NamedTuple):
    """What stands at a place: a form, its numbers in writing order, and where it ends. `or_length`: 3年, 5日 may be lengths, too."""

    start: int
    end: int
    op: str
    args: tuple[FormArg, ...]
    of: tuple[str, ...]
    alone: bool
    gives: str
    rule: str
    or_length: bool


def weekday(char: str) -> int:
    """Monday 1 to Sunday 7, from 月 … 日 or 一 … 六, 日; else (天) Sunday."""
    for names in _WEEKDAYS:
        if char in names:
            return names.index(char) + 1
    return 7


class _Branch(NamedTuple):
    """One pattern of a form; `source` names what its slots hold, `extra` is what the row adds to them."""

    form: DateForm
    slots: tuple[tuple[str, str], ...]
    extra: tuple[FormArg, ...]
    source: str


class DateForms:
    """All forms of one language: what may start an expression at a place, and what may narrow one there."""

    def __init__(self, forms: list[tuple[DateForm, str, tuple[FormArg, ...]]], durations: Durations, eras: tuple[Era, ...]) -> None:
        self.durations = durations
        self._eras = {fold(name): era for era in eras for name in era.names}
        self._letters = {era.letter: era for era in eras if era.letter}
        self._slots = {**SLOTS, "dur": durations.source, "era": trie(self._eras), "letter": trie(self._letters)}
        self._branches = {f"b{i}": self._branch(form, pattern, extra, f"b{i}") for i, (form, pattern, extra) in enumerate(forms)}
        self._first = {name: _first_chars(_plain(branch.source)) for name, branch in self._branches.items()}
        self._tries: dict[tuple[str, str], re.Pattern[str] | None] = {}
        self._slotted: dict[str, re.Pattern[str]] = {}
        self.half_starts = _first_chars(_plain(durations.half_source))
        """What a length without a numeral (半年) may begin with."""
        self.starts = self._start_pattern()

    def _start_pattern(self) -> re.Pattern[str]:
        """Where an expression or duration may begin: a whole numeral with what may follow it, or a pair of characters that opens a form.

        One class of characters stands first, so that the search runs over everything else at full speed.
        """
        pairs: dict[str, set[str]] = {}
        after: dict[str, set[str]] = {sample: set() for sample in _SAMPLES}
        for name, branch in self._branches.items():
            if not branch.form.alone:
                continue
            source = _plain(branch.source)
            for first in self._first[name] - NUMERALS:
                pairs.setdefault(first, set()).update(_following(source, first))
            if self._first[name] & NUMERALS:
                for sample, found in after.items():
                    found.update(_following(source, sample))
        length = _plain(self.durations.source)
        for sample, found in after.items():
            found.update(_following(length, sample))
        by_seconds: dict[frozenset[str], set[str]] = {}
        for first, seconds in pairs.items():
            by_seconds.setdefault(frozenset(seconds), set()).add(first)
        for first in self.half_starts:
            by_seconds.setdefault(_following(length, first), set()).add(first)
        pairs_of = [(firsts, f"(?<={_class(firsts)})(?={_class(seconds)})") for seconds, firsts in by_seconds.items() if seconds]
        openings = _tree(pairs_of)
        digits, han = set("0123456789"), NUMERALS - set("0123456789")
        follow = {kind: set().union(*(after[s] for s in samples)) for kind, samples in _KINDS.items()}
        year = f"[0-9]{{3}}(?!{_not(follow['long'] - digits)})"
        short = f"[0-9]{{0,2}}(?:(?!{_not(follow['short'] - digits - set('.'))})|\\.[0-9]{{1,2}}(?!{_not(follow['decimal'] - digits)}))"
        month = words.source(_TABLE, "month-sign")
        numeral = f"(?<![0-9][0-9])(?<![0-9]\\.[0-9](?![0-9]{{3}}(?![0-9])|[0-2]?{month}))"
        numeral += f"(?<![0-9],[0-9](?=[0-9][0-9](?![0-9])))(?:{year}|{short})"
        kanji = rf"(?<!{_class(han)}{_class(han)}){_class(han)}{{0,7}}(?!{_not(follow['han'] - han)})"
        first_class = _class(set(pairs) | NUMERALS | self.half_starts)
        counted = f"(?<={_class(NUMERALS)})(?:(?<=[0-9]){numeral}|(?<={_class(han)}){kanji})"
        return re.compile(f"{first_class}(?:{counted}|(?<!{_class(NUMERALS)})(?:{openings}))")

    def _branch(self, form: DateForm, pattern: str, extra: tuple[FormArg, ...], name: str) -> _Branch:
        slots: list[tuple[str, str]] = []

        def put(match: re.Match[str]) -> str:
            slot = match[1]
            if slot in _PLAIN:
                return _PLAIN[slot]
            if slot[1:] in self._slots and slot[0] == ":":
                return self._slots[slot[1:]]
            if slot not in self._slots:
                known = ", ".join([*self._slots, *_PLAIN])
                raise RuleError(f"rules/dates.toml: {form.id}, key patterns: no slot {{{slot}}}; the slots are {known}")
            slots.append((slot, f"{name}_{len(slots)}"))
            return f"(?P<{slots[-1][1]}>{self._slots[slot]})"

        body = _SLOT.sub(put, fold_pattern(pattern))
        before = f"(?<!{fold_pattern(form.before)})" if form.before else ""
        plain = _SLOT.sub(lambda m: _PLAIN.get(m[1]) or self._slots[m[1].removeprefix(":")], fold_pattern(form.after))
        after = f"(?!{plain})" if plain else ""
        source = f"{before}(?:{body}){after}"
        try:
            _partial(_plain(source))
        except ValueError as error:
            raise RuleError(f"rules/dates.toml: {form.id}, key patterns: {error} in {pattern}") from None
        return _Branch(form, tuple(slots), extra, source)

    @property
    def ops(self) -> dict[str, str]:
        """The operations in use, each with the row that names it."""
        return {branch.form.op: branch.form.id for branch in self._branches.values()}

    def at(self, text: str, position: int, level: str = "") -> FormMatch | None:
        """The first form at `position` that may stand alone, or that narrows a `level` (year, month, …)."""
        if position >= len(text):
            return None
        char = text[position]
        key = (_DIGIT if char in _DIGITS else _KANJI if char in NUMERALS else char, level)
        if key not in self._tries:
            self._tries[key] = self._pattern(*key) if len(self._tries) < _MOST_TRIES else None
        pattern = self._tries[key]
        match = pattern.match(text, position) if pattern else None
        if match is None:
            return None
        name = match.lastgroup or ""
        form, slots, args, source = self._branches[name]
        if slots:
            if name not in self._slotted:
                self._slotted[name] = re.compile(source)
            held = self._slotted[name].match(text, position)
            assert held is not None
            args = tuple([self._value(slot, held[group]) for slot, group in slots]) + args
        return FormMatch(position, match.end(), form.op, args, form.of, form.alone, form.gives, f"dates:{form.id}", form.or_length)

    def _pattern(self, char: str, level: str) -> re.Pattern[str] | None:
        # one pattern for all digits, and one for all kanji numerals: there is less to compile; it tells which form stands
        # there and nothing else, for groups that are entered in vain cost as much as all the rest
        alike = _DIGITS if char == _DIGIT else NUMERALS - _DIGITS if char == _KANJI else frozenset(char)
        able = [(name, branch) for name, branch in self._branches.items() if alike & self._first[name]]
        held = [(name, branch) for name, branch in able if (level in branch.form.of if level else branch.form.alone)]
        found = [f"{_NAMED.sub('(?:', branch.source)}(?P<{name}>)" for name, branch in held]
        return re.compile("|".join(found)) if found else None

    def _value(self, slot: str, text: str) -> FormArg:
        if slot == "w":
            return weekday(text)
        if slot == "en":
            return str(_MONTHS.index(text[:3].lower()) + 1)  # text, so that it is told from the day
        if slot in ("y", "yy"):
            return text  # how it is written decides what it means: 08年, 2008年, 8年
        if slot == "era":
            return self._eras[text]
        if slot == "letter":
            return self._letters[text]
        if slot == "dur":
            return self.durations.parts(text)
        return -number(text) if slot == "-n" else number(text)


_MOST_TRIES = 20_000
_DIGITS = frozenset("0123456789")
_DIGIT, _KANJI = "0", "numeral"
"""Keys of the patterns that all digits, and all kanji numerals, share."""
_NAMED = re.compile(r"\(\?P<[a-z0-9_]+>")
_BEFORE = re.compile(r"\(\?<[!=](?:\[[^\]]*\]|[^\[\]()])*\)")
_KINDS = {
    "long": ("2025",),
    "short": ("3", "12", "25", "114"),
    "decimal": ("1.5", "26.3", "26.12", "113.06"),
    "han": words.forms(_TABLE, "numeral-shape"),
}
"""Numerals of each kind; what may follow them in some form tells where a date can begin."""
_SAMPLES = tuple(sample for samples in _KINDS.values() for sample in samples)


def _class(chars: Iterable[str]) -> str:
    return f"[{re.escape(''.join(sorted(chars)))}]"


def _tree(branches: list[tuple[set[str], str]]) -> str:
    """Alternatives, each for the characters before it, in groups behind one test of those: few are tried in vain."""
    size = max(int(len(branches) ** 0.5), 1)
    groups = [branches[i : i + size] for i in range(0, len(branches), size)]
    return "|".join(f"(?<={_class(set().union(*(chars for chars, _ in g)))})(?:{'|'.join(s for _, s in g)})" for g in groups)


def _not(chars: Iterable[str]) -> str:
    """Any other character; the end of the text or line is none."""
    return f"[^\\n{re.escape(''.join(sorted(chars)))}]"


def _plain(source: str) -> str:
    """A pattern without its look-behinds and the names of its groups, which differ from language to language."""
    return _BEFORE.sub("", _NAMED.sub("(?:", source))


@lru_cache(maxsize=1024)
def _partial(source: str) -> tuple[Any, set[str]]:
    """A pattern for partial matches, and the characters that can occur in one; ValueError where the source is no pattern."""
    import regex

    try:
        pattern = regex.compile(source)
    except regex.error as error:
        raise ValueError(str(error)) from None
    return pattern, {c for c in source if ord(c) > 127 or c.isalnum()} | NUMERALS | set(" .-~/'(),")


@lru_cache(maxsize=1 << 15)
def _following(source: str, head: str) -> frozenset[str]:
    """The characters that may stand after `head` at the start of a match."""
    pattern, chars = _partial(source)
    return frozenset(c for c in chars if pattern.match(head + c, partial=True))


@lru_cache(maxsize=1024)
def _first_chars(source: str) -> frozenset[str]:
    """The characters that a match may begin with."""
    pattern, chars = _partial(source)
    return frozenset(c for c in chars | {"’"} if pattern.fullmatch(c, partial=True))


@lru_cache(maxsize=16)
def date_forms(lang: str, overlay: Path | None = None) -> DateForms:
    """The forms of ja, zh-Hans or zh-Hant; built once."""
    forms = _holiday_forms(overlay)
    for form in load("dates", "form", DateForm, overlay):
        if form.langs and lang not in form.langs:
            continue
        extra: tuple[FormArg, ...] = () if form.n is None else (form.n,)
        forms += [(form, pattern, extra) for pattern in form.patterns]
        forms += [(form, pattern, (n,)) for pattern, n in (form.names or {}).items()]
    return DateForms(forms, build_durations(overlay), load("eras", "era", Era, overlay))


def _holiday_forms(overlay: Path | None) -> list[tuple[DateForm, str, tuple[FormArg, ...]]]:
    rows = load("holidays", "holiday", Holiday, overlay)
    return [(DateForm(row.id, "holiday", "day", (), of=("year",)), name, (row,)) for row in rows for name in row.names]
