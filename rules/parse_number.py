"""A number as people write it, with its sign, as a fraction, a power or in dozens -> Decimal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation, localcontext

from .fold import fold
from .numeral import EXACT, read
from .numeral_signs import signs
from .words import forms, pattern

_TABLE = "numerals"
_QUOTIENT = Context(prec=40, rounding=ROUND_HALF_EVEN)
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
        return EXACT.add(whole.value, Decimal("0.5"))
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
            return EXACT.add(extra.value, EXACT.multiply(dozens.value, Decimal(12))) if extra and dozens else None
        if found := pattern(_TABLE, "scientific").fullmatch(text):
            base = read(found[1], colloquial)
            return base.value.scaleb(int(found[2]), EXACT) if base else None
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
