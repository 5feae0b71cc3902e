"""Hashes of many strings at once, and of strings put together from them: the names of features without the strings.

The hash of a string is a polynomial in a fixed base over its code points, modulo 2 to the 64th. So that of two strings
one behind the other follows from their two hashes, and that of any stretch of a text from two running sums.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
Integers = npt.NDArray[np.int64]

_BASE = 0x9E3779B97F4A7C15
_WIDTH = 1 << 64
_MIX = (np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53))


class HashColumn(NamedTuple):
    """A string for each of many places: its hash, and the base to the power of its length."""

    value: Hashes
    power: Hashes

    def at(self, places: npt.NDArray[np.int64] | slice) -> HashColumn:
        return HashColumn(self.value[places], self.power[places])

    def where(self, mask: npt.NDArray[np.bool_], text: str) -> HashColumn:
        """The column with `text` wherever the mask holds."""
        value, power = literal(text)
        return HashColumn(np.where(mask, value, self.value), np.where(mask, power, self.power))


@lru_cache(maxsize=1 << 16)
def literal(text: str) -> tuple[np.uint64, np.uint64]:
    """Hash and power of one string."""
    value, power = 0, 1
    for char in text:
        value, power = (value * _BASE + ord(char) + 1) % _WIDTH, power * _BASE % _WIDTH
    return np.uint64(value), np.uint64(power)


def column(texts: Sequence[str]) -> HashColumn:
    """The hashes of given strings."""
    pairs = [literal(text) for text in texts]
    return HashColumn(np.array([v for v, _ in pairs], np.uint64), np.array([p for _, p in pairs], np.uint64))


def joined(first: HashColumn, *parts: HashColumn | str) -> HashColumn:
    """The strings that a column and the parts behind it make, place by place."""
    power = first.power
    for part in parts:
        power = power * (literal(part)[1] if isinstance(part, str) else part.power)
    return HashColumn(named("", first, *parts), power)


def named(prefix: str, first: HashColumn, *parts: HashColumn | str) -> Hashes:
    """The hashes of the strings that begin with `prefix` and go on with the column and the parts."""
    value = first.power * literal(prefix)[0] + first.value
    for part in parts:
        more, times = literal(part) if isinstance(part, str) else part
        value = value * times + more
    return value


def mixed(value: Hashes) -> Hashes:
    """Hashes with all bits stirred, one to one, 0 left as it is: the polynomial leaves the lower bits to the last characters alone."""
    value = value * _MIX[0]
    value ^= value >> np.uint64(29)
    value *= _MIX[1]
    value ^= value >> np.uint64(32)
    return value


class _Powers:
    """The powers of the base and of its inverse, as many as were asked for."""

    def __init__(self) -> None:
        self.up = self.down = np.ones(1, np.uint64)

    def upto(self, count: int) -> None:
        if len(self.up) <= count:
            size = max(count + 1, 2 * len(self.up), 1 << 12)
            steps = np.ones((2, size), np.uint64)
            steps[0, 1:], steps[1, 1:] = np.uint64(_BASE), np.uint64(pow(_BASE, -1, _WIDTH))
            self.up, self.down = np.cumprod(steps, axis=1, dtype=np.uint64)


_POWERS = _Powers()


class Running:
    """The running sums over a text, given by its code points: the hash of any stretch of it."""

    def __init__(self, codes: npt.NDArray[np.uint32]) -> None:
        _POWERS.upto(len(codes) + 1)
        self._sums = np.zeros(len(codes) + 1, np.uint64)
        np.cumsum((codes.astype(np.uint64) + np.uint64(1)) * _POWERS.down[: len(codes)], out=self._sums[1:])

    def stretches(self, starts: Integers, ends: Integers) -> HashColumn:
        """The stretches from `starts` to `ends`, which are not before the starts."""
        value = (self._sums[ends] - self._sums[starts]) * _POWERS.up[np.maximum(ends - 1, 0)]
        return HashColumn(value, _POWERS.up[ends - starts])
