"""Numerals of Japanese and Chinese texts -> Decimal.

A numeral is read left to right on a stack of sections: digits are multiplied by the 十百千 after them, a section by
the 万億兆 after it. The same routine tells the place of the last stated digit, from which precision follows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation, localcontext
from functools import lru_cache
from typing import NamedTuple

from .fold import fold, fold_hanzi
from .table import Example, load

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


@lru_cache(maxsize=1)
def signs() -> Signs:
    """The rows of numerals.toml, folded."""
    by_role: dict[str, dict[str, str]] = {}
    for row in load("numerals", "numeral", Numeral):
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
    )


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


_PLAIN = re.compile(r"([0-9]+(?:(?:,[0-9]{3})+|(?:,[0-9]{4}){2,})?(?:[.・‧·][0-9]+)?|\.[0-9]+) *([^0-9,.]*)")


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
                digits = digits.replace("・", ".").replace("‧", ".").replace("·", ".")
            if digits[0] == ".":
                digits = "0" + digits
            part = digits.partition(".")[2]
            return Number(shift(digits, power), power - len(part))
    mixed = _MIXED.fullmatch(text)
    if mixed:
        return _mixed(mixed)
    return _compose(text.replace(" ", ""), colloquial)


_MIXED = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})*|[0-9]+)([兆亿])([0-9]{1,3}(?:,[0-9]{3})*|[0-9]+)([亿万])?")


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


_NEIGHBOURS = "|".join(a + b for a, b in zip("一二三四五六七八", "二三四五六七八九", strict=True))
_APPROXIMATE = re.compile(rf"([十百千万亿兆]?)({_NEIGHBOURS})([十百千]?)([万亿兆]*)")


def split_approximate(text: str) -> tuple[str, str] | None:
    """"十七八" -> ("十七", "十八"), "二三十万" -> ("二十万", "三十万"): two neighbouring digits name a range. `text` is folded."""
    for found in _APPROXIMATE.finditer(text):
        pair = found.start(2)
        if pair and not found[1]:
            return None
        if pair + 2 < len(text) and text[pair + 2] not in "十百千万亿兆":
            return None
        return text[: pair + 1] + text[pair + 2 :], text[:pair] + text[pair + 1 :]
    return None


_FRACTION = re.compile(r"(?:(.{1,40}?)(?:又|と|また))?(.{1,40}?)(?:分之|分の)(.{1,40})", re.S)
_SLASH = re.compile(r"([0-9.,]+)/([0-9.,]+)")
_POWER = re.compile(r"(.{1,40}?)(?:\^|の)((?:マイナス|[-负])*)([0-9一二三四五六七八九十.]{1,4})[乘乗]?", re.S)
_SCIENTIFIC = re.compile(r"(.{1,40}?)(?:[eE]|[×xX*]10(?:の|\^))([-+]?[0-9]{1,2})[乘乗]?", re.S)
_DOZENS = re.compile(r"(?:(.{1,20})と)?(.{1,20})ダース", re.S)
_INFIX = re.compile(r"(?<=[0-9十百千零])(?:余り|余|多|几|来|数)(?=[十百千万亿兆]|$)")
_WHOLE = {"半百": Decimal(50), "半数": Decimal("0.5"), "半分": Decimal("0.5"), "半": Decimal("0.5")}


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
    if text in _WHOLE:
        return _WHOLE[text]
    text = _INFIX.sub("", text.removesuffix("个"))
    if text.endswith("半") and (whole := read(text[:-1].removesuffix("个"), colloquial)):
        return _EXACT.add(whole.value, Decimal("0.5"))
    number = read(text, colloquial)
    if number is None and (european := re.fullmatch(r"([0-9]+),([0-9]{1,2})", text)):
        number = read(f"{european[1]}.{european[2]}", colloquial)
    if number is not None:
        return number.value
    return _calculated(text, colloquial)


def _calculated(text: str, colloquial: bool) -> Decimal | None:
    """Fractions, powers and dozens."""
    try:
        if found := _FRACTION.fullmatch(text):
            whole = _unsigned(found[1], colloquial) if found[1] else Decimal(0)
            bottom, top = read(found[2], colloquial), _signed(found[3], colloquial)
            if whole is None or bottom is None or top is None:
                return None
            return _QUOTIENT.add(whole, _QUOTIENT.divide(top, bottom.value))
        if found := _SLASH.fullmatch(text):
            above, below = read(found[1], colloquial), read(found[2], colloquial)
            return _QUOTIENT.divide(above.value, below.value) if above and below else None
        if found := _DOZENS.fullmatch(text):
            extra, dozens = read(found[1] or "0", colloquial), read(found[2], colloquial)
            return _EXACT.add(extra.value, _EXACT.multiply(dozens.value, Decimal(12))) if extra and dozens else None
        if found := _SCIENTIFIC.fullmatch(text):
            base = read(found[1], colloquial)
            return base.value.scaleb(int(found[2]), _EXACT) if base else None
        if found := _POWER.fullmatch(text):
            base, exponent = read(found[1], colloquial), read(found[3], colloquial)
            if base is None or exponent is None:
                return None
            with localcontext(_QUOTIENT):
                # As written in sources, "--23" is one sign typed twice around a positive exponent.
                return base.value ** (-exponent.value if found[2] in ("-", "マイナス", "负") else exponent.value)
    except (InvalidOperation, ArithmeticError):
        return None
    return None
