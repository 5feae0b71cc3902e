"""The tables of amounts, compiled per language: what may follow a numeral, and what it then is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from ...rules.fold import fold, fold_hanzi
from ...rules.numeral import signs
from ...rules.pattern import not_before, spaced, trie
from ...rules.table import Example, load, setting

Words = Mapping[str, tuple[str, ...]]
_NONE: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Currency:
    """A row of currencies.toml."""

    code: str
    names: Words
    symbols: tuple[str, ...] = ()
    sub: Mapping[str, str] = field(default_factory=dict)
    local: Words = field(default_factory=dict)
    not_before: Words = field(default_factory=dict)
    examples: tuple[Example, ...] = _NONE


@dataclass(frozen=True, slots=True)
class Percent:
    """A row of percents.toml. `fixed`: the word is the whole mention."""

    id: str
    unit: str
    factor: str
    names: Words
    complement: bool = False
    fixed: str = ""
    not_before: Words = field(default_factory=dict)
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
    counters: Words
    heads: Words = field(default_factory=dict)
    generic: tuple[str, ...] = ()
    near: Words = field(default_factory=dict)
    not_before: Words = field(default_factory=dict)
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
class Unit:
    """What follows a numeral, and what the two together are. `unit` of a context currency (bare 元) is empty."""

    kind: str
    unit: str
    factor: Decimal
    rule: str
    complement: bool = False
    sub_of: tuple[str, ...] = ()
    """Currencies whose smaller unit this is; it may be one by itself only where it is theirs alone."""
    word: str = ""


_ONE = Decimal(1)
# Smaller units that are common words when they stand alone.
_BOUND_SUBUNITS = frozenset(("角", "毛", "分"))


class Lexicon:
    """All that the scan of one language needs. Words are folded."""

    def __init__(self, lang: str, overlay: Path | None) -> None:
        self.lang = lang
        other = "zh" if lang == "ja" else "ja"
        self.units: dict[str, Unit] = {}
        self.guards: dict[str, tuple[str, ...]] = {}
        self.symbols: dict[str, str] = {}
        self.currencies: dict[str, str] = {}
        self._currencies(lang, other, overlay)
        self._percents(lang, overlay)
        self._quantities(lang, other, overlay)
        self.scan = re.compile(self._pattern())
        self.unit = re.compile(self._units_pattern())
        self.symbol = re.compile(f"(?:{trie(self.symbols)}) {{0,3}}\\Z")
        self.symbol_ends = frozenset(symbol[-1] for symbol in self.symbols) | {" "}

    def _add(self, word: str, unit: Unit, row: Any = None) -> None:
        name = fold_hanzi(word) if not word.isascii() else word
        self.units.setdefault(name, unit)
        if row is not None and word in row.not_before:
            self.guards[name] = (*self.guards.get(name, ()), *(fold(w) for w in row.not_before[word]))

    def _currencies(self, lang: str, other: str, overlay: Path | None) -> None:
        rows = load("currencies", "currency", Currency, overlay)
        context = setting("currencies", "context", overlay)
        self.context = frozenset(fold_hanzi(word) for word in context)
        guard = {fold_hanzi(word): ends for row in rows for word, ends in row.not_before.items()}
        if lang == "zh":
            for word in self.context:
                self.units[word] = Unit("money", "", _ONE, "currencies:context", word=word)
        for names in (lang, other):
            for row in rows:
                for word in row.names.get(names, ()):
                    self._add(word, Unit("money", row.code, _ONE, f"currencies:{row.code}", word=word), row)
        self._subunits(rows)
        for row in rows:
            if len(row.code) == 3:
                self._add(row.code, Unit("money", row.code, _ONE, f"currencies:{row.code}"))
            for symbol in (*row.symbols, *row.local.get(lang, ())):
                for form in {fold(symbol), fold(symbol).upper(), fold(symbol).lower()}:
                    self.symbols.setdefault(form, row.code)
            for word in (*row.names.get("zh", ()), *row.names.get("ja", ()), row.code):
                self.currencies.setdefault(fold(word), row.code)
        for word, ends in guard.items():
            if word in self.units:
                self.guards.setdefault(word, tuple(fold(w) for w in ends))

    def _subunits(self, rows: Iterable[Currency]) -> None:
        owners: dict[str, list[tuple[str, str]]] = {}
        for row in rows:
            for word, factor in row.sub.items():
                owners.setdefault(fold_hanzi(word), []).append((row.code, factor))
        for word, codes in owners.items():
            alone = "" if word in _BOUND_SUBUNITS else codes[0][0]
            owned_by = tuple(code for code, _ in codes)
            unit = Unit("sub", alone, Decimal(codes[0][1]), f"currencies:{codes[0][0]}", sub_of=owned_by, word=word)
            self.units.setdefault(word, unit)

    def _percents(self, lang: str, overlay: Path | None) -> None:
        self.fixed: dict[str, Unit] = {}
        for row in load("percents", "percent", Percent, overlay):
            unit = Unit("percent", row.unit, Decimal(row.factor), f"percents:{row.id}", row.complement, word=row.id)
            own = row.fixed or row.id in ("wari", "zhe", "discount")
            names = row.names.get(lang, ()) if own else {w for words in row.names.values() for w in words}
            for word in names:
                if row.fixed:
                    self.fixed[fold_hanzi(word)] = Unit("percent", row.unit, Decimal(row.fixed), f"percents:{row.id}")
                else:
                    self._add(fold(word) if word.isascii() else word, unit, row)
        self.guards["%"] = (*self.guards.get("%", ()), *"0123456789")
        self.denominators = {
            fold_hanzi(form): Unit("percent", "percent", Decimal(row.factor), f"percents:{row.id}")
            for row in load("percents", "denominator", Denominator, overlay)
            for form in row.forms
        }

    def _quantities(self, lang: str, other: str, overlay: Path | None) -> None:
        rows = load("units", "unit", Counted, overlay)
        self.one_counts = frozenset(fold(w) for w in setting("units", "one_counts", overlay))
        self.ordinal_after = tuple(fold(w) for w in setting("units", "ordinal_after", overlay)) if lang == "ja" else ()
        self.per_unit = tuple(fold(w) for w in setting("units", "per_unit", overlay))
        for row in rows:
            for word in row.counters.get(lang, ()):
                self._add(word, Unit("quantity", row.unit, _ONE, f"units:{row.unit}", word=fold(word)), row)
        for measure in load("units", "measure", Measure, overlay):
            for word in measure.names:
                self._add(word, Unit("quantity", measure.unit, Decimal(measure.factor), f"units:{measure.id}", word=word))
        self.near = [
            (frozenset(fold(g) for g in row.generic), re.compile(trie(fold(w) for w in row.near[lang])), row.unit)
            for row in rows
            if row.generic and row.near.get(lang)
        ]
        self.heads = {fold(word): row.unit for row in rows for words in row.heads.values() for word in words}
        self.multiples = {fold(w): Decimal(m.value) for m in load("units", "multiple", Multiple, overlay) for w in m.words}
        self.multiple_guard = not_before(fold(w) for m in load("units", "multiple", Multiple, overlay) for w in m.not_before)
        if lang == "ja":
            self._add("位", Unit("ordinal", "", _ONE, "ordinals:i", word="位"))
            self.guards["位"] = tuple(fold(w) for w in ("置", "相", "階", "元", "取", "一体"))

    def _units_pattern(self) -> str:
        guards = {}
        for word in self.units:
            guard = not_before(self.guards.get(word, ()))
            if word[-1].isascii() and word[-1].isalpha():
                guard += "(?![A-Za-z])"
            guards[word] = guard
        percent_words = [w for w, unit in self.units.items() if unit.kind == "percent" and len(w) > 2 and not w.isascii()]
        loose = "|".join(spaced(word) + guards[word] for word in sorted(percent_words, key=len, reverse=True))
        return f"(?:{loose}|{trie(self.units, guards)})"

    def _pattern(self) -> str:
        self.numeral = numeral_pattern()
        infix = "余り?|多(?!米尼加|布拉)|几(?!内亚)|数|来|\\+"
        latin = "|".join(sorted((re.escape(f) + ("(?![A-Za-z])" if len(f) < 4 else "") for f in signs().latin), key=len, reverse=True))
        tail = "[十百千万亿兆]{0,4}"
        number = f"({self.numeral})(?:(?<=[0-9]) {{0,1}}({latin}))?(?: {{0,3}}({infix})(?: {{0,3}}({tail})))?"
        return f"{number}(?: {{0,4}}({self._units_pattern()}))?"


def numeral_pattern() -> str:
    """An unsigned numeral in folded text: digits with separators and decimals, 十百千万億兆 between and after them.

    Possessive throughout, so that every character is read once.
    """
    known = signs()
    digit = re.escape("".join(d for d in known.digit if len(d) == 1))
    small = "十拾佰仟阡廿卅"
    ascii_number = r"[0-9]++(?:(?:,[0-9]{4}(?![0-9])){2,}+|(?:,[0-9]{3}(?![0-9]))*+)(?:[.・‧·][0-9]++)?+"
    kanji = rf"[{digit}{small}]|百(?!分点|个百|慕大)|千(?!瓦|克|伏|赫|兆)|参(?=[十百千拾佰仟])|(?<=[十百千拾佰仟])参"
    big = r"[万亿]|兆(?!瓦|丰|易|候|头|赫|字|し|龙)|京(?=[圆元ド0-9一二三四五六七八九十百千])"
    point = "|".join(
        (
            rf" 点 {{1,2}}(?=[{digit}])(?<=[{digit}{small}] 点 )",  # 六 点 五
            rf"点(?=[{digit}0-9])(?<=[{digit}{small}千万亿0-9]点)",
            rf"点(?= [{digit}])(?<=[{digit}{small}]点)",
            rf"[・‧·](?=[{digit}])(?<=[{digit}十百千万][・‧·])",  # 二・五 of vertical newspapers
        )
    )
    item = rf" {{0,3}}+(?:{kanji}|{big})|{point}|(?<=[万亿兆京千百十点]){ascii_number}"
    return rf"(?:{ascii_number}|\.[0-9]++|{kanji}|[万亿](?= {{0,2}}分 {{0,2}}之))(?:{item})*+"


@lru_cache(maxsize=8)
def lexicon(lang: str, overlay: Path | None) -> Lexicon:
    """The compiled tables. `lang` is ja or zh."""
    return Lexicon(lang, overlay)
