"""Amounts of an article in one scan: money, percentages, quantities and ranks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from decimal import Context, Decimal
from functools import lru_cache
from operator import attrgetter
from pathlib import Path

from ...corpus.record import Record
from ...rules.fold import fold
from ...rules.metric import metrics
from ...rules.numeral import Number, half
from ...rules.pattern import not_before, trie
from ...rules.table import listed
from ...rules.words import forms, pattern
from ..text.document import Document, Extractor
from .bare_numbers import BareReader
from .join import Joiner, plain
from .modifier import Modifiers, modifiers
from .money import Currencies
from .ordinal import Ranks, ranks
from .percent import extend
from .quantity import counts, declares, is_price, specialised
from .scan import Figure, Scanner
from .table_units import TableFigures
from .units import Unit, UnitTable, unit_table

_EXACT = Context(prec=80)
_PAID = 120
"""So many characters behind it an amount lends its currency to a number without one."""


@lru_cache(maxsize=8)
def build(overlay: Path | None = None) -> Extractor:
    """The extractor of money, percent, quantity and ordinal records. `overlay`: a folder of further tables."""

    def extract(document: Document, taken: Sequence[Record]) -> list[Record]:
        lang = "ja" if document.lang == "ja" else "zh"
        return _AmountReading(document, taken, lang, overlay).records()

    return extract


class _AmountReading:
    """The reading of one document."""

    def __init__(self, document: Document, taken: Sequence[Record], lang: str, overlay: Path | None) -> None:
        self.document = document
        self.table: UnitTable = unit_table(lang, overlay)
        self.modifiers: Modifiers = modifiers(lang, overlay)
        self.ranks: Ranks = ranks(lang, overlay)
        self.scanner = Scanner(document, taken, self.table)
        self.folded = self.scanner.folded
        self.currencies = Currencies(document, self.table, [record for record in taken if record.kind == "company"], overlay)
        self.bare = BareReader(document, self.folded, lang, overlay)
        self.lang = lang
        self.overlay = overlay
        self.paid: Record | None = None
        """The last amount of money."""
        self.inherited: set[int] = set()
        """Ends of the members of lists that took their modifier from the first."""

    def records(self) -> list[Record]:
        figures = self.scanner.figures()
        out: list[Record] = []
        rest: list[Figure] = []
        listed = -2
        for figure in figures:
            before = self.folded[figure.number_start - 1] if figure.number_start else ""
            if before in (" ", "\n"):
                before = self.folded[max(0, figure.number_start - 3) : figure.number_start].rstrip(" \n")[-1:]
            may_rank = before in self.ranks.ends or figure.kind == "ordinal"
            rank = self.ranks.record(self.folded, figure) if may_rank else None
            if rank is not None:
                out.append(rank)
            elif before in _NUMBERED:
                listed = figure.end
            elif figure.kind != "ordinal" and not (figure.start - listed <= 1 and before in _RANKS_TO):
                rest.append(extend(figure, self.folded, self.table))
        figures = Joiner(self.folded).join(_disjoint(rest))
        for i, figure in enumerate(figures):
            last = out[-1] if out else None
            record = self._record(figure, last, figures, i)
            if record is not None:
                if last is not None and record.modifier is None:
                    record.modifier = self._listed(last, record)
                if last is not None and self._counted_alike(last, record):
                    record.unit, record.rule = last.unit, last.rule
                self.paid = record if record.kind == "money" else self.paid
                out.append(record)
        out += self._fixed()
        return self._sorted(out)

    def _counted_alike(self, last: Record, record: Record) -> bool:
        """Whether a count goes on a list of what the one before counts, by its context: 门店数量分别为6669家、9001家."""
        if not last.kind == record.kind == "quantity" or last.unit == record.unit or last.rule != f"units:{last.unit}":
            return False
        apart = self.folded[last.end : record.start].strip(" ")
        return self.folded[last.end - 1] == self.folded[record.end - 1] and _LIST.fullmatch(apart) is not None

    def _listed(self, last: Record, record: Record) -> str | None:
        """A modifier before a list counts for each element."""
        if (last.kind, last.unit) != (record.kind, record.unit) or not 0 < record.start - last.end <= 3:
            return None
        if last.modifier is None or not _LIST.fullmatch(self.folded[last.end : record.start].strip(" ")):
            return None
        leading = self.modifiers.before(self.folded, last.start) == last.modifier or last.end in self.inherited
        if leading:
            self.inherited.add(record.end)
        return last.modifier if leading else None

    def _record(self, figure: Figure, last: Record | None, figures: Sequence[Figure], i: int) -> Record | None:
        unit = figure.unit
        if figure.currency:
            factor = unit.factor if unit is not None and unit.kind == "money" else Decimal(1)
            unit = Unit("money", figure.currency, factor, f"currencies:{figure.currency}")
        elif unit is None:
            unit = self.bare.unit(figure, self._money_of_sentence(figure))
            if unit is None:
                return None
        if declares(self.folded, figure):
            return None
        if unit.kind == "money" and not is_price(self.document, self.folded, figure, self.table):
            return None
        name = unit.unit
        if unit.kind == "money" and self.lang == "zh":
            if name:
                self.currencies.name(figure, name)
            else:
                told = self.currencies.named_before(figure.start) or self.currencies.reported(figure)
                name = told or self._context(figure, last, figures, i)
        if unit.kind == "quantity":
            if not figure.fraction and not counts(self.document, self.folded, figure, self.table):
                return None
            unit = specialised(unit, self.folded, figure, self.table)
            name = unit.unit
        return self._make(figure, unit, name)

    def _make(self, figure: Figure, unit: Unit, name: str) -> Record:
        """The record of a figure; `name` is the unit's, or the currency that 元 stands for."""
        low, high = _in_units(figure.number, unit), _in_units(figure.high, unit) if figure.high else None
        if unit.complement:
            low = Number(Decimal(100) - low.value, low.place)
            high = Number(Decimal(100) - high.value, high.place) if high else None
        value, value_max = low.value, high.value if high else None
        start, end, negative = figure.start, figure.end, figure.negative
        if not negative and self._bracketed(start, end, unit):
            start, end, negative = start - 1, end + 1, True
        if negative:
            value = value.copy_negate()
        place = (high or low).place
        if place < -9:
            value, value_max = plain(value), None if value_max is None else plain(value_max)
        precision = None if figure.vague or unit.unit == "ratio" else plain(half(place)) if place < -8 else half(place)
        return Record(
            unit.kind,
            start,
            end,
            value=value,
            value_max=value_max,
            unit=name,
            modifier=self._modifier(figure, start, end, unit.kind),
            precision=precision,
            rule=unit.rule,
        )

    def _modifier(self, figure: Figure, start: int, end: int, kind: str) -> str | None:
        before = self.modifiers.before(self.folded, start)
        if before is not None and before != "approx":
            return before
        if figure.inside:
            return self.modifiers.inside.get(figure.inside, before)
        return self.modifiers.after(self.folded, start, end) or before or self.modifiers.apart(self.folded, start, kind == "percent")

    def _bracketed(self, start: int, end: int, unit: Unit) -> bool:
        """(0.4%) as accountants write a negative: the bracket holds nothing else and hangs on no noun, or on a loss."""
        if unit.kind not in ("money", "percent") or self.folded[end : end + 1] != ")" or start < 1 or self.folded[start - 1] != "(":
            return False
        if not self.folded[start].isdigit() and self.folded[start] in "+-":
            return False  # (+7.8%)
        return start == 1 or _ACCOUNTING.search(self.folded, max(0, start - 9), start - 1) is not None

    def _context(self, figure: Figure, last: Record | None, figures: Sequence[Figure], i: int) -> str:
        """The currency of bare 元; between two prices in Hong Kong dollars it is theirs."""
        code = self.currencies.at(figure.start)
        if code != "CNY" or figure.scaled or self.document.lang == "ja":
            return code
        after = next((f for f in figures[i + 1 : i + 4] if f.kind == "money" and not f.scaled), None)
        if last is not None and after is not None and self._same_sentence(figure.start, after.end):
            before = next((f for f in reversed(figures[max(0, i - 4) : i]) if f.kind == "money" and not f.scaled), None)
            codes = [f.currency or (f.unit.unit if f.unit else "") for f in (before, after) if f is not None]
            if len(codes) == 2 and codes[0] == codes[1] and codes[0] in ("HKD", "TWD"):
                return codes[0]
        return code

    def _same_sentence(self, start: int, end: int) -> bool:
        return self.document.sentence_at(start) == self.document.sentence_at(end - 1)

    def _near(self, paid: Record, figure: Figure) -> bool:
        """Whether an amount stands shortly before a figure, in its line."""
        return figure.start - paid.end <= _PAID and "\n" not in self.folded[paid.end : figure.start]

    def _money_of_sentence(self, figure: Figure) -> str:
        paid = self.paid
        if paid is not None and (self._same_sentence(paid.start, figure.end) or self._near(paid, figure)):
            return paid.unit or ""
        return "" if self.lang == "zh" else "JPY"

    def _fixed(self) -> list[Record]:
        """Words that are figures by themselves: 翻倍, 半減, 半額, 百分百."""
        out = []
        for found in _fixed_pattern(self.table).finditer(self.folded):
            word = found[0]
            unit = self.table.fixed.get(word)
            if unit is not None:
                before, after = self.modifiers.before(self.folded, found.start()), self.modifiers.after(self.folded, *found.span())
                modifier = before or after
                out.append(Record("percent", *found.span(), value=unit.factor, unit=unit.unit, modifier=modifier, rule=unit.rule))
            else:
                out.append(Record("quantity", *found.span(), value=self.table.multiples[word], unit="times", rule="units:multiple"))
        return out

    def _sorted(self, records: list[Record]) -> list[Record]:
        """Records by start, free of overlaps with each other and with what is taken; table cells added."""
        taken = self.scanner.taken
        out: list[Record] = []
        at = 0
        records = sorted(records, key=attrgetter("end"), reverse=True)
        for record in sorted(records, key=attrgetter("start")):
            while taken[at][1] <= record.start:
                at += 1
            if taken[at][0] >= record.end and (not out or out[-1].end <= record.start):
                out.append(record)
        cells = TableFigures(self.document, self.scanner, self.table, self.currencies.at)
        bare = cells.records(taken, out)
        bare += cells.prose(taken, [*out, *bare], _amount_nouns(self.overlay))
        end = len(self.folded)
        units = [*sorted(span for span in cells.units if span != (0, end)), (end, end + 1)]  # 百万元 by itself is an amount
        return sorted([*bare, *(r for r in out if not _within(r, units))], key=attrgetter("start"))


_TABLE = "amount_words"
_NUMBERED, _RANKS_TO = frozenset(forms(_TABLE, "numbered")), frozenset(forms(_TABLE, "numbered-joiner"))
_LIST = pattern(_TABLE, "list-joiner")
_ACCOUNTING = pattern(_TABLE, "accounting-bracket-before")


@lru_cache(maxsize=4)
def _amount_nouns(overlay: Path | None) -> str:
    """A pattern for nouns that are amounts of money: those of the currencies, and the metrics."""
    named = [form for metric in metrics(overlay) if metric.unit in ("money", "price") for forms in metric.forms.values() for form in forms]
    return trie(dict.fromkeys(fold(word) for word in (*listed("currencies", "heads", overlay), *named)))


@lru_cache(maxsize=8)
def _fixed_pattern(known: UnitTable) -> re.Pattern[str]:
    guards = dict.fromkeys(known.multiples, known.multiple_guard) | {word: not_before(known.guards.get(word, ())) for word in known.fixed}
    return re.compile(trie([*known.multiples, *known.fixed], guards))


def _in_units(number: Number, unit: Unit) -> Number:
    if unit.factor == 1:
        return number
    return Number(plain(_EXACT.multiply(number.value, unit.factor)), number.place + unit.factor.adjusted())


def _within(record: Record, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether one of the sorted `spans` covers a record."""
    i = bisect_right(spans, record.start, key=lambda span: span[0]) - 1
    return i >= 0 and record.end <= spans[i][1]


def _disjoint(figures: list[Figure]) -> list[Figure]:
    """Drop figures that an extended one before them has swallowed."""
    out: list[Figure] = []
    for figure in figures:
        if not out or out[-1].end <= figure.start:
            out.append(figure)
    return out
