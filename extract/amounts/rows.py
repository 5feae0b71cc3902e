"""The rows of the tables of amounts: currencies, percents, units, modifiers and ordinals. Their columns are told in the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from ...rules.table import Example

ByLanguage = Mapping[str, tuple[str, ...]]
_NONE: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Currency:
    """A row of currencies.toml."""

    code: str
    names: ByLanguage
    symbols: tuple[str, ...] = ()
    sub: Mapping[str, str] = field(default_factory=dict)
    local: ByLanguage = field(default_factory=dict)
    not_before: ByLanguage = field(default_factory=dict)
    examples: tuple[Example, ...] = _NONE


@dataclass(frozen=True, slots=True)
class Percent:
    """A row of percents.toml. `fixed`: the word is the whole mention; `tail`: the row of amount_words.toml that may follow."""

    id: str
    unit: str
    factor: str
    names: ByLanguage
    complement: bool = False
    fixed: str = ""
    tail: str = ""
    tenths: bool = False
    own_language: bool = False
    not_before: ByLanguage = field(default_factory=dict)
    examples: tuple[Example, ...] = _NONE


@dataclass(frozen=True, slots=True)
class Denominator:
    """百 of 百分之五."""

    id: str
    forms: tuple[str, ...]
    factor: str
    examples: tuple[Example, ...] = _NONE


@dataclass(frozen=True, slots=True)
class Counted:
    """A row of units.toml: what a counter counts."""

    unit: str
    counters: ByLanguage
    heads: ByLanguage = field(default_factory=dict)
    generic: tuple[str, ...] = ()
    near: ByLanguage = field(default_factory=dict)
    not_before: ByLanguage = field(default_factory=dict)
    examples: tuple[Example, ...] = _NONE


@dataclass(frozen=True, slots=True)
class Measure:
    """A physical measure, as a multiple of a unit."""

    id: str
    unit: str
    factor: str
    names: tuple[str, ...]
    examples: tuple[Example, ...] = _NONE


@dataclass(frozen=True, slots=True)
class Multiple:
    """A word that is a multiple by itself (翻倍, 半減)."""

    id: str
    value: str
    words: tuple[str, ...]
    not_before: tuple[str, ...] = ()
    examples: tuple[Example, ...] = _NONE


@dataclass(frozen=True, slots=True)
class Modifier:
    """A row of modifiers.toml. `inside`: words between numeral and counter, each with what may not follow it."""

    id: str
    modifier: str
    before: ByLanguage
    after: ByLanguage
    inside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    apart: tuple[str, ...] = ()
    not_after: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    not_before: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    examples: tuple[Example, ...] = _NONE


@dataclass(frozen=True, slots=True)
class Rank:
    """A row of ordinals.toml."""

    id: str
    langs: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    inside: bool
    claims: bool = False
    least: int = 1
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    examples: tuple[Example, ...] = _NONE


UnitRow: TypeAlias = Currency | Percent | Counted
"""The rows whose words have neighbours that make them part of another word."""
