"""Numerals of Japanese and Chinese texts -> Decimal.

A numeral is read left to right on a stack of sections: digits are multiplied by the 十百千 after them, a section by
the 万億兆 after it. The same routine tells the place of the last stated digit, from which precision follows.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache
from typing import NamedTuple

from .numeral_signs import signs
from .words import pattern, source

_TABLE = "numerals"
MAX_LENGTH = 60
"""A longer run of numeral characters is no amount."""
EXACT = Context(prec=400, rounding=ROUND_HALF_EVEN)


class Number(NamedTuple):
    """A value, and the power of ten of its last stated digit."""

    value: Decimal
    place: int


def shift(digits: str, power: int) -> Decimal:
    """`digits` (a plain decimal, without sign) times 10**power, exactly and without an exponent in its text."""
    whole, _, part = digits.partition(".")
    if power <= 0 or len(part) > power:
        return Decimal(digits).scaleb(power, EXACT) if power else Decimal(digits)
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
        self.section = EXACT.add(self.section, count.scaleb(power, EXACT))
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
        value = self.section if pending is None else EXACT.add(self.section, pending)
        bare = pending is None and self.section == 0
        if bare and self.stack and self.stack[-1][0] > power:
            return False
        while self.stack and (self.stack[-1][0] < power or (bare and self.stack[-1][0] == power)):
            value = EXACT.add(value, self.stack.pop()[1])
        if self.stack and self.stack[-1][0] == power:
            return False
        if value == 0 and bare:
            value = Decimal(1)
        self.stack.append((power, value.scaleb(power, EXACT)))
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
            self.section = EXACT.add(self.section, Decimal(self.run).scaleb(self.last_scale - 1, EXACT))
            self.place = self.last_scale - 1
            self.run = ""

    def result(self) -> Number | None:
        if self.empty or (self.in_part and not self.part) or self.ranging():
            return None
        self.settle()
        pending = self.pending()
        value = self.section if pending is None else EXACT.add(self.section, pending)
        for _, part in self.stack:
            value = EXACT.add(value, part)
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
            state.section = EXACT.add(state.section, Decimal(known.tens[item]))
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
    """ "十七八" -> ("十七", "十八"), "二三十万" -> ("二十万", "三十万"): two neighbouring digits name a range. `text` is folded."""
    if len(text) < 2:
        return None
    for found in _APPROXIMATE.finditer(text):
        pair = found.start(2)
        if pair and (not found[1] or found[2] not in _CONSECUTIVE):
            return None
        if pair + 2 < len(text) and text[pair + 2] not in _SMALL + _BIG:
            return None
        return text[: pair + 1] + text[pair + 2 :], text[:pair] + text[pair + 1 :]
    return None
