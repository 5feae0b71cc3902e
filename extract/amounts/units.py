"""The tables of amounts, compiled per language: what may follow a numeral, and what it then is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from ...rules.fold import fold, fold_hanzi
from ...rules.numeral_signs import numeral_pattern, signs
from ...rules.pattern import not_before, spaced, trie
from ...rules.table import listed, load, setting
from .rows import Counted, Currency, Denominator, Measure, Modifier, Multiple, Percent, Rank, UnitRow


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
    """The folded word after the numeral."""
    tail: str = ""
    tenths: bool = False


_ONE = Decimal(1)
_SCALES = f"[{''.join((*signs().small, *signs().big))}]"


class UnitTable:
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
        self.numeral = numeral_pattern()
        self.scan = re.compile(self._pattern(overlay))
        bracket = "\\( ?([0-9]{1,3}(?:,[0-9]{3}){0,5}(?:\\.[0-9]{1,4})?) ?\\)"
        self.bracketed = re.compile(f"{bracket} ?({_SCALES}{{0,4}}) ?({self._units_pattern()})")
        self.unit = re.compile(self._units_pattern())
        self.symbol = re.compile(f"(?:{trie(self.symbols)})[ \\n]{{0,3}}\\Z")
        self.symbol_ends = frozenset(symbol[-1] for symbol in self.symbols) | {" ", "\n"}

    def _add(self, word: str, unit: Unit, row: UnitRow | None = None) -> None:
        name = fold_hanzi(word) if not word.isascii() else word
        self.units.setdefault(name, replace(unit, word=name))
        if row is not None and word in row.not_before:
            self.guards[name] = (*self.guards.get(name, ()), *(fold(w) for w in row.not_before[word]))

    def _currencies(self, lang: str, other: str, overlay: Path | None) -> None:
        rows = load("currencies", "currency", Currency, overlay)
        context: Mapping[str, list[str]] = setting("currencies", "context", overlay)
        self.context = frozenset(fold(word) for word in context[lang])
        self.no_currency_after_one = frozenset(fold(word) for word in listed("currencies", "not_one", overlay))
        guard = {fold_hanzi(word): ends for row in rows for word, ends in row.not_before.items()}
        if lang == "zh":
            for word in self.context:
                self.units[word] = Unit("money", "", _ONE, "currencies:context", word=word)
        for names in (lang, other):
            for row in rows:
                for word in row.names.get(names, ()):
                    self._add(word, Unit("money", row.code, _ONE, f"currencies:{row.code}"), row)
        self._subunits(rows, overlay)
        self._after_yuan(rows, lang)
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

    def _after_yuan(self, rows: Iterable[Currency], lang: str) -> None:
        """700万元美元: the currency named once more, after 元."""
        if lang != "zh":
            return
        for row in rows:
            for word in row.names.get("zh", ()):
                for yuan in self.context:
                    if fold_hanzi(word) not in self.context and not fold_hanzi(word).startswith(yuan):
                        self._add(yuan + fold_hanzi(word), Unit("money", row.code, _ONE, f"currencies:{row.code}"))

    def _subunits(self, rows: Iterable[Currency], overlay: Path | None) -> None:
        bound = {fold(word) for word in listed("currencies", "bound_sub", overlay)}
        owners: dict[str, list[tuple[str, str]]] = {}
        for row in rows:
            for word, factor in row.sub.items():
                owners.setdefault(fold_hanzi(word), []).append((row.code, factor))
        for word, codes in owners.items():
            alone = "" if word in bound else codes[0][0]
            owned_by = tuple(code for code, _ in codes)
            unit = Unit("sub", alone, Decimal(codes[0][1]), f"currencies:{codes[0][0]}", sub_of=owned_by, word=word)
            self.units.setdefault(word, unit)

    def _percents(self, lang: str, overlay: Path | None) -> None:
        self.fixed: dict[str, Unit] = {}
        for row in load("percents", "percent", Percent, overlay):
            unit = Unit("percent", row.unit, Decimal(row.factor), f"percents:{row.id}", row.complement, tail=row.tail, tenths=row.tenths)
            names = row.names.get(lang, ()) if row.own_language else {w for words in row.names.values() for w in words}
            for word in names:
                if row.fixed:
                    self.fixed[fold_hanzi(word)] = Unit("percent", row.unit, Decimal(row.fixed), f"percents:{row.id}")
                    self.guards[fold_hanzi(word)] = tuple(fold(w) for w in row.not_before.get(word, ()))
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
        self.one_counts = _folded_setting("one_counts", overlay)
        self.ordinal_after = tuple(fold(w) for w in listed("units", "ordinal_after", overlay)) if lang == "ja" else ()
        self.arabic_only, self.not_one = _folded_setting("arabic_only", overlay), _folded_setting("not_one", overlay)
        self.scaled_only = _folded_setting("scaled_only", overlay)
        self.halved, self.name_ends = _folded_setting("halved", overlay), _folded_setting("name_ends", overlay)
        self.per_unit = tuple(fold(w) for w in listed("units", "per_unit", overlay))
        for row in rows:
            for word in row.counters.get(lang, ()):
                self._add(word, Unit("quantity", row.unit, _ONE, f"units:{row.unit}"), row)
        for measure in load("units", "measure", Measure, overlay):
            for word in measure.names:
                self._add(word, Unit("quantity", measure.unit, Decimal(measure.factor), f"units:{measure.id}"))
        self.near = [
            (frozenset(fold(g) for g in row.generic), re.compile(trie(fold(w) for w in row.near[lang])), row.unit)
            for row in rows
            if row.generic and row.near.get(lang)
        ]
        self.heads = {fold(word): row.unit for row in rows for words in row.heads.values() for word in words}
        self.multiples = {fold(w): Decimal(m.value) for m in load("units", "multiple", Multiple, overlay) for w in m.words}
        self.multiple_guard = not_before(fold(w) for m in load("units", "multiple", Multiple, overlay) for w in m.not_before)
        for rank in load("ordinals", "rank", Rank, overlay):
            if lang in rank.langs and rank.before == ("",):
                for word in rank.after:
                    self._add(word, Unit("ordinal", "", _ONE, f"ordinals:{rank.id}"))
                    self.guards[fold(word)] = tuple(fold(w) for w in rank.not_before)

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

    def _pattern(self, overlay: Path | None) -> str:
        inside = {fold(word): ends for row in load("modifiers", "modifier", Modifier, overlay) for word, ends in row.inside.items()}
        infix = trie(inside, {word: not_before(fold(w) for w in ends) for word, ends in inside.items()})
        latin = "|".join(sorted((re.escape(f) + ("(?![A-Za-z])" if len(f) < 4 else "") for f in signs().latin), key=len, reverse=True))
        money = trie(word for word, unit in self.units.items() if unit.kind == "money")
        tail = f"{_SCALES}{{0,4}}"
        broken = f",\\n[0-9]{{3}}(?![0-9]) ?{_SCALES}{{1,4}}"  # 4,⏎000億
        number = f"({self.numeral}(?:(?<=[0-9]){broken}|\\n{_SCALES}{{1,3}}(?={money}))?)(?:(?<=[0-9]) {{0,1}}({latin}))?"
        number += f"(?: {{0,3}}({infix})(?: {{0,3}}({tail})))?"
        return f"{number}(?: {{0,4}}({self._units_pattern()}))?"


@lru_cache(maxsize=8)
def unit_table(lang: str, overlay: Path | None) -> UnitTable:
    """The compiled tables. `lang` is ja or zh."""
    return UnitTable(lang, overlay)


def _folded_setting(key: str, overlay: Path | None) -> frozenset[str]:
    return frozenset(fold(word) for word in listed("units", key, overlay))
