"""Numerals of Japanese and Chinese texts -> Decimal.

A numeral is read left to right on a stack of sections: digits are multiplied by the 十百千 after them, a section by
the 万億兆 after it. The same routine tells the place of the last stated digit, from which precision follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation, localcontext
from functools import lru_cache
from typing import NamedTuple

from .fold import fold, fold_hanzi
from .pattern import trie
from .table import Example, load
from .words import forms, pattern, source

_TABLE = "numerals"
MAX_LENGTH = 60
"""A longer run of numeral characters is no amount."""
_EXACT = Context(prec=400, rounding=ROUND_HALF_EVEN)
_QUOTIENT = Context(prec=40, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A sign of numerals."""

    id: str
    role: str
    value: str
    forms: tuple[str, ...]
    examples: tuple[Example, ...]
    formal: tuple[str, ...] = ()
    not_before: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    not_after: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    only_before: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    only_after: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Number(NamedTuple):
    """A value, and the power of ten of its last stated digit."""

    value: Decimal
    place: int


class Signs(NamedTuple):
    """The numeral table as look-ups on folded text."""

    digit: dict[str, int]
    small: dict[str, int]
    """Power of ten of 十百千; 廿 and 卅 stand in `tens`."""
    tens: dict[str, int]
    big: dict[str, int]
    latin: dict[str, int]
    point: str
    minus: tuple[str, ...]
    plus: tuple[str, ...]
    whole: dict[str, Decimal]
    formal: frozenset[str]
    guards: dict[str, str]
    """What must hold around a sign, as a pattern that ends with the sign."""
    not_after: dict[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def signs() -> Signs:
    """The rows of numerals.toml, folded."""
    rows = load("numerals", "numeral", Numeral)
    by_role: dict[str, dict[str, str]] = {}
    for row in rows:
        by_role.setdefault(row.role, {}).update({fold_hanzi(form): row.value for form in row.forms})
    powers = {role: {form: len(value) - 1 for form, value in by_role[role].items()} for role in ("small", "big", "latin")}
    return Signs(
        {form: int(value) for form, value in by_role["digit"].items()},
        powers["small"],
        {form: int(value) for form, value in by_role["tens"].items()},
        powers["big"],
        powers["latin"],
        "".join(by_role["point"]),
        tuple(by_role["minus"]),
        tuple(by_role["plus"]),
        {form: Decimal(value) for form, value in by_role["whole"].items()},
        frozenset(fold_hanzi(form) for row in rows for form in row.formal),
        {fold_hanzi(form): _guarded(row, form) for row in rows for form in {*row.not_before, *row.only_before, *row.only_after}},
        {fold_hanzi(form): tuple(fold(w) for w in words) for row in rows for form, words in row.not_after.items()},
    )


def _guarded(row: Numeral, form: str) -> str:
    sign = re.escape(fold_hanzi(form))
    if form in row.not_before:
        return f"{sign}(?!{_any(row.not_before[form])})"
    ways = []
    if form in row.only_before:
        ways.append(f"{sign}(?={_any(row.only_before[form])})")
    if form in row.only_after:
        ways.append(f"(?<={_any(row.only_after[form])}){sign}")
    return "|".join(ways)


def _any(words: Iterable[str]) -> str:
    return trie(fold(word) for word in words)


def _spaced_sections() -> str:
    """8,900 万 after 1,376 億 and a space: digits that a lower scale follows."""
    known = signs()
    small = "".join(known.small)
    ways = []
    for big, power in known.big.items():
        lower = "".join(sign for sign, other in known.big.items() if other < power)
        if lower:
            ways.append(rf"(?<={big} )[0-9](?:[0-9]{{0,3}}|,[0-9]{{3}})(?= ?[{small}]?[{lower}])")
    return rf" (?:{'|'.join(ways)})"


@lru_cache(maxsize=1)
def numeral_pattern() -> str:
    """An unsigned numeral in folded text: digits with separators and decimals, 十百千万億兆 between and after them.

    Possessive throughout, so that every character is read once.
    """
    known = signs()
    word = "".join(char for char in known.point if char.isalnum())
    marks = "".join(char for char in known.point if not char.isalnum())
    digit = re.escape("".join(d for d in known.digit if d not in known.guards))
    small = "".join(s for s in (*known.small, *known.tens) if s not in known.guards)
    scales = "".join((*known.small, *known.tens, *known.big))
    cut = rf"\. [0-9]{{1,4}}(?= ?[{''.join(known.small)}]?[{''.join(known.big)}])"
    ascii_number = rf"[0-9]++(?:(?:,[0-9]{{4}}(?![0-9])){{2,}}+|(?:,[0-9]{{3}}(?![0-9]))*+)(?:[.{marks}][0-9]++|{cut})?+"
    kanji = "|".join([f"[{digit}{small}]", *(known.guards[sign] for sign in (*known.small, *known.digit) if sign in known.guards)])
    free = "".join(sign for sign in known.big if sign not in known.guards)
    big = "|".join([f"[{free}]", *(known.guards[sign] for sign in known.big if sign in known.guards)])
    point = "|".join(
        (
            rf" [{word}] {{1,2}}(?=[{digit}])(?<=[{digit}{scales}] [{word}] )",  # 六 点 五
            rf"[{word}](?=[{digit}0-9])(?<=[{digit}{scales}0-9][{word}])",
            rf"[{word}](?= [{digit}])(?<=[{digit}{scales}][{word}])",
            rf"[{marks}](?=[{digit}])(?<=[{digit}{scales}][{marks}])",  # 二・五 of vertical newspapers
        )
    )
    counted = source(_TABLE, "counter-before-scale")
    item = rf" {{0,3}}+(?:{kanji}|{big})|{point}|(?<=[{scales}{word}]){ascii_number}|{_spaced_sections()}|{counted}"
    return rf"(?:{ascii_number}|(?<![A-Za-z0-9])\.[0-9]++|{kanji}|{source(_TABLE, 'scale-as-denominator')})(?:{item})*+"


def shift(digits: str, power: int) -> Decimal:
    """`digits` (a plain decimal, without sign) times 10**power, exactly and without an exponent in its text."""
    whole, _, part = digits.partition(".")
    if power <= 0 or len(part) > power:
        return Decimal(digits).scaleb(power, _EXACT) if power else Decimal(digits)
    return Decimal(whole + part + "0" * (power - len(part)))


@lru_cache(maxsize=256)
def half(place: int) -> Decimal:
    """Half a unit of the digit that stands for 10**place."""
    return Decimal("5" + "0" * (place - 1)) if place > 0 else Decimal((0, (5,), place - 1))


_POINTS = "".join(char for char in signs().point if not char.isalnum())
_PLAIN = re.compile(rf"([0-9]+(?:(?:,[0-9]{{3}})+|(?:,[0-9]{{4}}){{2,}})?(?:[.{_POINTS}][0-9]+)?|\.[0-9]+) *([^0-9,.]*)")
_TO_POINT = str.maketrans(dict.fromkeys(_POINTS, "."))


@lru_cache(maxsize=4096)
def _power(scale: str) -> int | None:
    """The power of ten of a run of scale signs after digits (百万, 万亿, bn); None for anything else."""
    known = signs()
    scale = scale.replace(" ", "")
    if scale in known.latin:
        return known.latin[scale]
    total, last = 0, 99
    for char in scale:
        if char in known.small and total == 0:
            total += known.small[char]
        elif char in known.big and (last == 99 or last <= known.big[char]):
            total, last = total + known.big[char], known.big[char]
        else:
            return None
    return total


@lru_cache(maxsize=8192)
def read(text: str, colloquial: bool) -> Number | None:
    """The unsigned numeral `text` (folded, stripped), or None where it is none.

    `colloquial`: a digit left over after a scale counts in the next lower place, as Chinese says it (一万三 = 13000).
    """
    if len(text) > MAX_LENGTH:
        return None
    plain = _PLAIN.fullmatch(text)
    if plain and plain[1]:
        power = _power(plain[2])
        if power is not None:
            digits = plain[1].replace(",", "")
            if "." not in digits:
                digits = digits.translate(_TO_POINT)
            if digits[0] == ".":
                digits = "0" + digits
            part = digits.partition(".")[2]
            return Number(shift(digits, power), power - len(part))
    mixed = _MIXED.fullmatch(text)
    if mixed and (number := _mixed(mixed)):
        return number
    return _compose(pattern(_TABLE, "counter-before-scale").sub("", text.replace(" ", "")), colloquial)


_GROUPED = "([0-9]{1,3}(?:,[0-9]{3})*|[0-9]+)"
_BIG = "".join(signs().big)
_MIXED = re.compile(f"{_GROUPED}([{_BIG}]){_GROUPED}([{_BIG}])?")


def _mixed(found: re.Match[str]) -> Number | None:
    """6億300万, the common mixed form, without the general reader."""
    high, low = _power(found[2]) or 0, (_power(found[4]) or 0) if found[4] else 0
    if low >= high:
        return None
    return Number(Decimal(int(found[1].replace(",", "")) * 10**high + int(found[3].replace(",", "")) * 10**low), low)


_ITEM = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?|\.[0-9]+|.", re.S)


class _Composer:
    """The state of reading one numeral. `section` is what stands below the next big scale, `run` the digits not yet scaled."""

    def __init__(self, colloquial: bool) -> None:
        self.colloquial = colloquial
        self.stack: list[tuple[int, Decimal]] = []
        self.section = Decimal(0)
        self.run = ""
        self.part = ""
        self.ascii = False
        self.in_part = False
        self.zero = False
        self.place = 0
        self.last_scale = 0
        self.empty = True

    def pending(self) -> Decimal | None:
        if not self.run and not self.part:
            return None
        return Decimal((self.run or "0") + ("." + self.part if self.part else ""))

    def digits(self, text: str, is_ascii: bool) -> bool:
        if self.in_part:
            self.part += text
        else:
            whole, _, part = text.partition(".")
            if self.part or (self.run and is_ascii and self.ascii):
                return False
            self.run += whole
            self.part = part
        self.ascii = is_ascii
        self.place = -len(self.part)
        self.empty = False
        return True

    def small(self, power: int) -> bool:
        pending = self.pending()
        if len(self.run) > 1 and not self.ascii:
            return False  # 二三十 is a range, not a numeral
        zero_only = self.run.strip("0") == "" and not self.part
        count = Decimal(1) if pending is None or zero_only else pending
        self.section = _EXACT.add(self.section, count.scaleb(power, _EXACT))
        self.place = power - len(self.part) if self.ascii and pending is not None else 0
        self.clear(power)
        return True

    def ranging(self) -> bool:
        """Whether digits stand side by side after 十百千 (十七八): a range."""
        return 0 < self.last_scale < 4 and len(self.run) > 1 and not self.ascii and not self.part

    def big(self, power: int) -> bool:
        if self.ranging():
            return False
        pending = self.pending()
        value = self.section if pending is None else _EXACT.add(self.section, pending)
        bare = pending is None and self.section == 0
        if bare and self.stack and self.stack[-1][0] > power:
            return False
        while self.stack and (self.stack[-1][0] < power or (bare and self.stack[-1][0] == power)):
            value = _EXACT.add(value, self.stack.pop()[1])
        if self.stack and self.stack[-1][0] == power:
            return False
        if value == 0 and bare:
            value = Decimal(1)
        self.stack.append((power, value.scaleb(power, _EXACT)))
        self.section = Decimal(0)
        self.place += power
        self.clear(power)
        return True

    def clear(self, scale: int) -> None:
        self.run = self.part = ""
        self.ascii = self.in_part = self.zero = False
        self.last_scale = scale
        self.empty = False

    def point(self) -> bool:
        if self.in_part or self.part or (not self.run and self.empty):
            return False
        self.settle()
        self.in_part = True
        return True

    def settle(self) -> None:
        """Give a left-over digit the place below the last scale: 一万三 is 13000."""
        if self.colloquial and len(self.run) == 1 and self.run != "0" and not self.part and not self.zero and self.last_scale > 0:
            self.section = _EXACT.add(self.section, Decimal(self.run).scaleb(self.last_scale - 1, _EXACT))
            self.place = self.last_scale - 1
            self.run = ""

    def result(self) -> Number | None:
        if self.empty or (self.in_part and not self.part) or self.ranging():
            return None
        self.settle()
        pending = self.pending()
        value = self.section if pending is None else _EXACT.add(self.section, pending)
        for _, part in self.stack:
            value = _EXACT.add(value, part)
        return Number(Decimal(int(value)) if self.place >= 0 else value, self.place)


def _compose(text: str, colloquial: bool) -> Number | None:
    known = signs()
    state = _Composer(colloquial)
    for item in _ITEM.findall(text):
        if item.isascii() and (item[0].isdigit() or (item[0] == "." and len(item) > 1)):
            fits = state.digits(item.replace(",", ""), True)
        elif item in known.digit:
            if known.digit[item] == 0 and not state.run and not state.in_part and not state.empty:
                state.zero = True  # 一千零五: a placeholder
                state.run = "0"
                continue
            if state.zero and state.run == "0":
                state.run = ""
            fits = state.digits(str(known.digit[item]), False)
        elif item in known.tens:
            fits = not state.run and not state.part
            state.section = _EXACT.add(state.section, Decimal(known.tens[item]))
            state.place = 0
            state.clear(1)
        elif item in known.small:
            fits = state.small(known.small[item])
        elif item in known.big:
            fits = state.big(known.big[item])
        elif item in known.point:
            fits = state.point()
        else:
            fits = False
        if not fits:
            return None
    return state.result()


_SMALL = "".join(signs().small)
_PLAIN_DIGITS = [next(form for form, value in signs().digit.items() if value == digit) for digit in range(1, 10)]
_CONSECUTIVE = [a + b for a, b in zip(_PLAIN_DIGITS, _PLAIN_DIGITS[1:], strict=False)]
_NEIGHBOURS = "|".join((*_CONSECUTIVE, source(_TABLE, "neighbour-pair")))
_APPROXIMATE = re.compile(rf"([{_SMALL}{_BIG}]?)({_NEIGHBOURS})([{_SMALL}]?)([{_BIG}]*)")


def split_approximate(text: str) -> tuple[str, str] | None:
    """"十七八" -> ("十七", "十八"), "二三十万" -> ("二十万", "三十万"): two neighbouring digits name a range. `text` is folded."""
    for found in _APPROXIMATE.finditer(text):
        pair = found.start(2)
        if pair and (not found[1] or found[2] not in _CONSECUTIVE):
            return None
        if pair + 2 < len(text) and text[pair + 2] not in _SMALL + _BIG:
            return None
        return text[: pair + 1] + text[pair + 2 :], text[:pair] + text[pair + 1 :]
    return None


_SLASH = re.compile(r"([0-9.,]+)/([0-9.,]+)")
_HALF, _COUNTER = forms(_TABLE, "half-after"), forms(_TABLE, "generic-counter")


def parse_number(text: str, lang: str) -> Decimal:
    """The value of the numeral `text`, written in any supported form. `lang` is ja, zh, zh-Hans or zh-Hant.

    Fractions, mixed fractions, signs, powers and scale words are read; units and currencies are not. The quotient of
    a fraction has 40 digits. Raises ValueError where `text` is no numeral.
    """
    folded = fold(text).strip()
    value = _signed(re.sub(r"\s+", "", folded), lang != "ja") if len(folded) <= 400 else None
    if value is None:
        raise ValueError(f"not a number: {text[:60]!r}")
    return value


def _signed(text: str, colloquial: bool) -> Decimal | None:
    known = signs()
    negative = False
    if len(text) > 2 and text[0] == "(" and text[-1] == ")":
        text, negative = text[1:-1], True
    for sign in (*known.minus, *known.plus):
        if text.startswith(sign):
            text, negative = text[len(sign) :], negative != (sign in known.minus)
            break
    value = _unsigned(text, colloquial)
    if value is None or not negative:
        return value
    return value.copy_negate()


def _unsigned(text: str, colloquial: bool) -> Decimal | None:
    if text in signs().whole:
        return signs().whole[text]
    text = pattern(_TABLE, "infix").sub("", _without(text, _COUNTER))
    if text.endswith(_HALF) and (whole := read(_without(_without(text, _HALF), _COUNTER), colloquial)):
        return _EXACT.add(whole.value, Decimal("0.5"))
    number = read(text, colloquial)
    if number is None and (european := re.fullmatch(r"([0-9]+),([0-9]{1,2})", text)):
        number = read(f"{european[1]}.{european[2]}", colloquial)
    if number is not None:
        return number.value
    return _calculated(text, colloquial)


def _without(text: str, ends: Iterable[str]) -> str:
    """`text` without the first of `ends` that it ends with."""
    return text.removesuffix(next((end for end in ends if text.endswith(end)), ""))


def _calculated(text: str, colloquial: bool) -> Decimal | None:
    """Fractions, powers and dozens."""
    try:
        if found := pattern(_TABLE, "fraction").fullmatch(text):
            whole = _unsigned(found[1], colloquial) if found[1] else Decimal(0)
            bottom, top = read(found[2], colloquial), _signed(found[3], colloquial)
            if whole is None or bottom is None or top is None:
                return None
            return _QUOTIENT.add(whole, _QUOTIENT.divide(top, bottom.value))
        if found := _SLASH.fullmatch(text):
            above, below = read(found[1], colloquial), read(found[2], colloquial)
            return _QUOTIENT.divide(above.value, below.value) if above and below else None
        if found := pattern(_TABLE, "dozens").fullmatch(text):
            extra, dozens = read(found[1] or "0", colloquial), read(found[2], colloquial)
            return _EXACT.add(extra.value, _EXACT.multiply(dozens.value, Decimal(12))) if extra and dozens else None
        if found := pattern(_TABLE, "scientific").fullmatch(text):
            base = read(found[1], colloquial)
            return base.value.scaleb(int(found[2]), _EXACT) if base else None
        if found := pattern(_TABLE, "power").fullmatch(text):
            base, exponent = read(found[1], colloquial), read(found[3], colloquial)
            if base is None or exponent is None:
                return None
            with localcontext(_QUOTIENT):
                # As written in sources, "--23" is one sign typed twice around a positive exponent.
                return base.value ** (-exponent.value if found[2] in forms(_TABLE, "negative-exponent") else exponent.value)
    except (InvalidOperation, ArithmeticError):
        return None
    return None
