"""Figures: numerals found in an article, with what stands around them, before they become records."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

from ...corpus.record import Record
from ...rules.numeral import Number, read, shift, split_approximate
from ...rules.numeral_signs import signs
from ...rules.pattern import trie
from ...rules.words import forms, pattern, source
from ..text.document import Document
from .commas import list_commas
from .units import Unit, UnitTable

LIMIT = Decimal(10) ** 28
"""decimal128(38, 9) holds 29 digits before the point."""


@dataclass(slots=True)
class Figure:
    """A numeral with its sign, currency prefix and unit. Offsets count in the article's text."""

    start: int
    number_start: int
    end: int
    numeral: str
    unit: Unit | None
    number: Number
    high: Number | None = None
    """Upper end of a range."""
    negative: bool = False
    currency: str = ""
    """By prefix (US$)."""
    glued: bool = False
    """A Latin letter stands right before: a name (B6, GLM-4.5) unless a strong unit follows."""
    inside: str = ""
    """Modifier between numeral and counter."""
    scaled: bool = False
    """Whether 万, 億, M ... is part of the numeral."""
    power: int = 0
    """Power of ten of the scale at the numeral's end."""
    fraction: bool = False
    vague: bool = False

    @property
    def kind(self) -> str:
        if self.currency:
            return "money"
        return self.unit.kind if self.unit else ""


_TABLE = "amount_words"
_SCALE = "".join((*signs().small, *signs().big))
_BIG = re.compile(f"[{''.join(signs().big)}]")
_TAIL = re.compile(f"[ {_SCALE}]+\\Z")
_PLAIN = re.compile(r"(\()?([-+▲△▼±])?([0-9][0-9,]{0,30}(?:\.[0-9]{1,12})?)(?(1)\))")
"""A cell of a table that is a number, with its sign or in brackets, and nothing else."""
_URL = re.compile(r"(?:https?://|www\.)[!-~]+")
_LOWER = re.compile(r" ?([mb])(?![A-Za-z])")
_SLASH = pattern(_TABLE, "slash-fraction")
_FRACTION_START = frozenset(forms(_TABLE, "fraction-start"))
_VAGUE_LEAD = frozenset(forms(_TABLE, "vague-lead"))
_PRICE, _CHANGE = r"[0-9]{1,6}(?:,[0-9]{3})?(?:\.[0-9]{1,4})?", r"[-+]?[0-9]{1,6}(?:\.[0-9]{1,4})?"
_QUOTE = re.compile(rf"\(({_PRICE}, ?{_CHANGE}), ?{_CHANGE}%\)")
"""A share's price, its change and the change in percent, as pages insert them; only the last is a figure."""
_CODE = re.compile("0[0-9]{3,5}(?![0-9.,])")
"""Tickers: 00919, 02318."""
_CODE_BEFORE, _RATE_BEFORE = pattern(_TABLE, "code-before"), pattern(_TABLE, "exchange-rate-before")
_PRICE_OFF = pattern(_TABLE, "price-off-after-fraction")
_SIGNS = sorted(((sign, sign in signs().minus) for sign in (*signs().minus, *signs().plus)), key=lambda item: -len(item[0]))
_MINUS_MARKS = frozenset(sign for sign in signs().minus if not sign.isalnum())
_NOT_ASCII_MINUS = frozenset(sign for sign in _MINUS_MARKS if not sign.isascii())


@lru_cache(maxsize=8)
def _patterns(table: UnitTable) -> tuple[re.Pattern[str], re.Pattern[str]]:
    money = trie(word for word, unit in table.units.items() if unit.kind == "money")
    return re.compile(f"{source(_TABLE, 'fraction-bar')}({table.numeral})"), re.compile(f"{source(_TABLE, 'vague-money')} ?({money})")


class Scanner:
    """One pass over a document."""

    def __init__(self, document: Document, taken: Sequence[Record], table: UnitTable) -> None:
        self.document = document
        self.table = table
        self.chinese = table.lang == "zh"
        self.folded = list_commas(document) if self.chinese else document.folded
        self.taken = _taken_spans(document, taken)
        self.fraction, self.vague_pattern = _patterns(table)
        self.latin = signs().latin

    def figures(self) -> list[Figure]:
        """All figures that could matter, in order, none overlapping what is taken."""
        out: list[Figure] = []
        at, skip, folded = 0, 0, self.folded
        units, near, cells = self.table.units, _NEIGHBOURS, dict(self.plain_cells.values())
        negative = self._bracketed()
        taken = sorted([*self.taken, *((f.start, f.end) for f in negative), *(m.span(1) for m in _QUOTE.finditer(folded))])
        for found in self.table.scan.finditer(folded):
            start, end = found.span()
            word = found[5]
            bare = word is None and found[2] is None and folded[end : end + 1] not in near
            if bare and (start == 0 or folded[start - 1] not in near) and not _BIG.search(found[0]):
                continue  # nothing around it could make it an amount
            if word is None and found[2] is None and cells.get(start) == end:
                continue  # the number of a cell takes its unit from the table
            while taken[at][1] <= start:
                at += 1
            if start < skip:
                continue
            if taken[at][0] < end:
                number_end = found.end(4) if found[4] else found.end(1)
                if word is None or taken[at][0] < number_end:
                    continue
                word, end = None, number_end  # only what follows the number is taken
            unit = (units.get(word) or units[word.replace(" ", "")]) if word else None
            figure = self._figure(found, end, unit, out)
            if figure is not None:
                out.append(figure)
                skip = figure.end
        return self._with_vague(sorted([*out, *negative], key=lambda f: f.start) if negative else out)

    @cached_property
    def plain_cells(self) -> dict[int, tuple[int, int]]:
        """By their beginnings, the cells of tables that hold a number, signed or in brackets, and nothing else: where the digits stand."""
        out: dict[int, tuple[int, int]] = {}
        for table in self.document.page.tables:
            for _, _, cell in table.values():
                found = _PLAIN.fullmatch(self.folded, cell.start, cell.end)
                if found is not None:
                    out[cell.start] = found.span(3)
        return out

    def _bracketed(self) -> list[Figure]:
        """(218.4)百万港元: an amount that accounts bracket as negative, its unit behind the bracket."""
        out: list[Figure] = []
        for found in self.table.bracketed.finditer(self.folded):
            unit = self.table.units.get(found[3])
            number = read(found[1] + found[2], self.chinese)
            if unit is None or unit.kind not in ("money", "percent") or number is None or self._is_taken(*found.span()):
                continue
            scaled = _BIG.search(found[2]) is not None
            numeral = found[1] + found[2]
            figure = Figure(
                found.start(), found.start(), found.end(), numeral, unit, number, negative=True, scaled=scaled, power=_power_of(found[2])
            )
            self._prefix(figure, out)
            out.append(figure)
        return out

    def _is_taken(self, start: int, end: int) -> bool:
        at = bisect_right(self.taken, start, key=lambda span: span[1])
        return self.taken[at][0] < end

    def _figure(self, found: re.Match[str], end: int, unit: Unit | None, out: list[Figure]) -> Figure | None:
        folded, start, number_end = self.folded, found.start(), found.end(1)
        before = folded[start - 1] if start else ""
        if before and before in ".%" and folded[start - 2 : start - 1].isdigit():
            return None  # 192.168.1.2, %20%
        if folded[end : end + 1] == "." and folded[end + 1 : end + 2].isdigit():
            return None
        following = folded[number_end : number_end + 3].lstrip(" ")[:1]
        if following in _FRACTION_START and (tail := self.fraction.match(folded, number_end)):
            return self._fraction(found, tail, start)
        if following == "/" and unit is None and (slash := _SLASH.match(folded, number_end)):
            fraction = self._slash(found, slash, start)
            if fraction is not None:
                return fraction
        figure = self._plain(found, end, unit)
        if figure is None or _CODE.match(figure.numeral):
            return None
        if before in (":", " ") and _CODE_BEFORE.search(folded, max(0, start - 8), start):
            return None
        if before in _VAGUE_LEAD and found[1][0] in signs().small and _SCALES.issuperset(found[1]):
            figure.start = figure.number_start = start - 1
            figure.vague = True
        else:
            self._sign(figure, before, out)
            self._prefix(figure, out)
        return figure

    def _plain(self, found: re.Match[str], end: int, unit: Unit | None) -> Figure | None:
        """The numeral with its scale; an infix (余, 多) belongs to it only where a scale or a unit follows."""
        text, inside = found[1], ""
        if "\n" in text:
            line = self.folded[max(0, self.folded.rfind("\n", 0, found.start()) + 1) : found.start()]
            if not line.strip() or line.endswith(("  ", "\t", "|")):
                return None  # a cell of one line and the unit in the next
            text = text.replace("\n", "")
        if found[3] is not None:
            if unit is not None or found[4]:
                text, inside = text + (found[4] or ""), found[3]
            else:
                end = found.end(2) if found[2] is not None else found.end(1)
        if found[2] is not None and len(found[2]) == 1 and unit is not None and unit.unit == "items" and not unit.word.isascii():
            return None  # 5B座
        number, high = self._number(text + (found[2] or ""))
        if number is None or number.value >= LIMIT or (high and high.value >= LIMIT):
            return None
        figure = Figure(found.start(), found.start(), end, found[1], unit, number, high, inside=inside)
        if found[2] is not None:
            figure.scaled, figure.power = True, self.latin[found[2]]
        elif _BIG.search(text):
            tail = _TAIL.search(text)
            figure.scaled, figure.power = True, _power_of(tail[0]) if tail else 0
        return figure

    def _number(self, text: str) -> tuple[Number | None, Number | None]:
        if not text[0].isdigit() or not text[0].isascii():
            pair = split_approximate(text.replace(" ", ""))
            if pair is not None:
                return read(pair[0], self.chinese), read(pair[1], self.chinese)
        return read(text, self.chinese), None

    def _fraction(self, found: re.Match[str], tail: re.Match[str], start: int) -> Figure | None:
        bottom, top = read(found[1], self.chinese), read(tail[2], self.chinese)
        if bottom is None or top is None or bottom.value == 0 or top.value >= LIMIT:
            return None
        unit = self.table.denominators.get(found[1].replace(" ", ""))
        end = tail.end()
        if unit is not None:
            scale = re.match(r"[KkM](?![A-Za-z])", self.folded[end : end + 2])
            if scale:
                top = read(tail[2] + scale[0], self.chinese) or top
                end += 1
        else:
            unit = Unit("quantity", "ratio", Decimal(1), "units:ratio")
            top = Number((top.value / bottom.value).quantize(Decimal("1e-9")), 0)
            if off := _PRICE_OFF.match(self.folded, end):
                unit = Unit("percent", "percent", Decimal(100), "percents:discount", True)  # as 割引: what is left of the price
                end = off.end()
        figure = Figure(start, start, end, tail[2], unit, top, fraction=True, negative=bool(tail[1]))
        self._sign(figure, self.folded[start - 1] if start else "", [])
        return figure

    def _slash(self, found: re.Match[str], slash: re.Match[str], start: int) -> Figure | None:
        """2/100 and 1/3: a fraction where the words around say so; else a date, a version, a page."""
        bottom, top = int(slash[1]), read(found[1], self.chinese)
        before = self.folded[start - 1] if start else ""
        if top is None or bottom == 0 or before in "/.-0123456789" and before:
            return None
        if bottom == 100:
            unit = Unit("percent", "percent", Decimal(1), "percents:hundred")
            return Figure(start, start, slash.end(), found[1], unit, top, fraction=True)
        said = self.folded.endswith(_FRACTION_BEFORE, 0, start) or self.folded.startswith(_FRACTION_AFTER, slash.end())
        if said and top.value < bottom <= 20 and top.value == int(top.value):
            unit = Unit("quantity", "ratio", Decimal(1), "units:ratio")
            ratio = Number((top.value / bottom).quantize(Decimal("1e-9")), 0)
            return Figure(start, start, slash.end(), found[1], unit, ratio, fraction=True)
        return None

    def _sign(self, figure: Figure, before: str, out: list[Figure]) -> None:
        if not before or (before not in _SIGNS_ENDING and not before.isascii()):
            return
        start, folded = figure.start, self.folded
        if before.isascii() and before.isalpha() or before == "_":
            figure.glued = True
            return
        if before != " " and before not in _SIGNS_ENDING:
            return
        last = out[-1].end if out else -1
        if before == " " and start > 1 and folded[start - 2] in _NOT_ASCII_MINUS:
            start, before = start - 1, folded[start - 2]
        ending = [known for known in _SIGNS_ENDING.get(before, ()) if folded.endswith(known[0], 0, start)]
        sign, negative = ending[0] if ending else ("", False)
        if before in "-+":
            earlier = folded[start - 2] if start > 1 else ""
            if earlier and earlier.isascii() and (earlier.isalnum() or earlier in "%-)_"):
                figure.glued = earlier.isalpha()
                if not figure.glued or figure.unit is None or figure.unit.kind not in ("percent", "money"):
                    return  # GLM-4.5; but QoQ+5%
            if start - 1 == last or (out and start - 2 == last and before == "-" and earlier.isspace() and self._reaches(out[-1], figure)):
                return  # a range
        elif not sign or folded.endswith(signs().not_after.get(sign, ()), 0, start - len(sign)):
            return
        figure.start = figure.number_start = start - len(sign)
        figure.negative = figure.negative != negative

    def _reaches(self, last: Figure, figure: Figure) -> bool:
        """27.75港元 －30.75港元: two prices of one currency, the second the higher."""
        return last.kind == "money" == figure.kind and last.unit == figure.unit and last.number.value < figure.number.value

    def _prefix(self, figure: Figure, out: list[Figure]) -> None:
        start = figure.start
        if not start or self.folded[start - 1] not in self.table.symbol_ends:
            return
        found = self.table.symbol.search(self.folded, max(0, start - 9), start)
        if not found or (out and found.start() < out[-1].end):
            return
        name = found[0].rstrip(" \n")
        earlier = self.folded[found.start() - 1 : found.start()]
        code = self.table.symbols[name]
        if not self._is_currency(figure, found, name, earlier, code):
            return
        unit = figure.unit
        if unit is not None and unit.kind not in ("money", "sub"):
            end = figure.end - len(unit.word) if figure.scaled else figure.number_start + len(figure.numeral)
            if unit.kind == "percent" or end <= figure.number_start:
                return
            figure.end = end
            figure.unit = None
        figure.start, figure.currency, figure.glued = found.start(), code, False
        if figure.unit is None and not figure.scaled and (letter := _LOWER.match(self.folded, figure.end)):
            power = 6 if letter[1] == "m" else 9  # US$5m; without a symbol m is a metre
            figure.number = Number(shift(f"{figure.number.value:f}", power), figure.number.place + power)
            figure.scaled, figure.power, figure.end = True, power, letter.end()
        sign = found.start() - 1
        if earlier and earlier in _MINUS_MARKS and not self.folded[max(0, sign - 1) : sign].isalnum() and (not out or out[-1].end < sign):
            figure.start, figure.negative = sign, True

    def _is_currency(self, figure: Figure, found: re.Match[str], name: str, earlier: str, code: str) -> bool:
        """Whether a name or symbol before a figure is its currency, and no part of a word, of a line above, of another amount."""
        unit = figure.unit
        if "\n" in found[0] and (not earlier.strip() or unit is None or unit.kind != "money"):
            return False
        if name[0].isalpha() and name[0].isascii() and earlier.isascii() and earlier.isalpha():
            return False
        word = name[-1] > "\u2e80"
        if unit is None:
            return not word or figure.scaled or self._priced(figure, found.start())
        if word and unit.kind not in ("money", "sub"):
            return False  # 美元5%: the name belongs to what stands before
        return unit.kind != "money" or unit.unit in ("", code) or unit.word in self.table.context  # 4人民币5美元

    def _priced(self, figure: Figure, start: int) -> bool:
        """港幣2.86: a price without 元; 兌人民幣7.1 is a rate."""
        written = figure.numeral.isascii() and ("." in figure.numeral or "," in figure.numeral)
        return written and not _RATE_BEFORE.search(self.folded, max(0, start - 3), start)

    def _with_vague(self, out: list[Figure]) -> list[Figure]:
        """Amounts of money that name a scale only: 数億元, 兆円."""
        extra, at, j = [], 0, 0
        leads = "".join(_VAGUE_LEAD)
        for found in self.vague_pattern.finditer(self.folded):
            start, end = found.span()
            while self.taken[at][1] <= start:
                at += 1
            while j < len(out) and out[j].end <= start:
                j += 1
            if self.taken[at][0] < end or (j < len(out) and out[j].start < end):
                continue
            unit = self.table.units[found[2]]
            scale = read(found[1].lstrip(leads), self.chinese)
            if scale is not None:
                extra.append(Figure(start, start, end, found[1], unit, scale, scaled=True, vague=True))
        return sorted([*out, *extra], key=lambda f: f.start) if extra else out


_SIGNS_ENDING = {end: [(sign, minus) for sign, minus in _SIGNS if sign[-1] == end] for end in {sign[-1] for sign, _ in _SIGNS}}
_SCALES = frozenset(f"{_SCALE} ")
_FRACTION_BEFORE = forms(_TABLE, "fraction-before")
_FRACTION_AFTER = forms(_TABLE, "fraction-after")
_NEIGHBOURS = frozenset(forms(_TABLE, "beside-a-figure"))


@lru_cache(maxsize=256)
def _power_of(scale: str) -> int:
    known = signs()
    return sum(known.small.get(c, 0) + known.big.get(c, 0) for c in scale)


def _taken_spans(document: Document, taken: Sequence[Record]) -> list[tuple[int, int]]:
    spans = [(r.start, r.end) for r in taken]
    if "http" in document.folded or "www." in document.folded:
        spans = sorted([*spans, *(m.span() for m in _URL.finditer(document.text))])
    end = len(document.text) + 1
    return [*spans, (end, end + 1)]
