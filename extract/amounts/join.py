"""Figures that belong together: compounds (38円20銭), ranges (3%〜5%), lists that share one unit (1.52亿、2.57亿元)."""

from __future__ import annotations

import re
from decimal import Context, Decimal

from ...rules.numeral import Number
from .scan import Figure
from .units import Lexicon, Unit

_RANGE = frozenset(("~", "-", "--", "至", "到", "から", "乃至", "ないし", "~~", "或", "to"))
_AND = ("和", "及", "与", "以及", "および", "と", "並びに", "并", "或", "又は", "または", "/", "跟", "同")
_LIST = frozenset(("、", ",", *_AND, *(comma + word for comma in "、," for word in ("和", "及", "与", "以及"))))
_FROM = ("从", "由", "自")
_CHANGED = re.compile(r"(?:升|降|跌|涨|增|减|滑|缩|低|高|少|长|加|多|上调|下调)(?:了|约|近|逾|超过|超|幅)?\Z")
_TOWARDS = re.compile(r" ?(?:に|へ)(?!わた|つ|お|関|対)")
_EXACT = Context(prec=80)
_MAX_GAP = 6


def times_ten(number: Number, power: int) -> Number:
    """`number` read as stated in units of 10**power."""
    return Number(plain(number.value.scaleb(power, _EXACT)), number.place + power)


def plain(value: Decimal) -> Decimal:
    """`value` without a positive exponent and within nine decimals."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent > 0:
        return Decimal(int(value))
    if isinstance(exponent, int) and exponent < -9:
        return value.quantize(Decimal("1e-9"))
    return value


class Linker:
    """Links the figures of one document. `folded` is what the figures were found in."""

    def __init__(self, folded: str, lexicon: Lexicon) -> None:
        self.folded = folded
        self.lexicon = lexicon

    def link(self, figures: list[Figure]) -> list[Figure]:
        figures = self._compounds(figures)
        figures = self._ranges(figures)
        self._share(figures)
        return figures

    def _gap(self, a: Figure, b: Figure) -> str | None:
        width = b.start - a.end
        if width > _MAX_GAP or width < 0:
            return None
        gap = self.folded[a.end : b.start]
        return None if "\n" in gap else gap.strip(" ")

    def _compounds(self, figures: list[Figure]) -> list[Figure]:
        """Join 38円 and 20銭, 50元, 6角 and 三分; drop smaller units that stand alone and are common words."""
        out: list[Figure] = []
        for figure in figures:
            unit = figure.unit
            if unit is not None and unit.kind == "sub":
                last = out[-1] if out else None
                if last is not None and self._completes(last, figure, unit):
                    value = last.number.value + figure.number.value * unit.factor
                    last.number = Number(value, figure.number.place + unit.factor.adjusted())
                    last.end = figure.end
                    continue
                if not unit.unit or (len(unit.word) == 1 and len(figure.numeral) == 1 and not figure.numeral.isascii()):
                    continue  # 八仙
                figure.unit = Unit("money", unit.unit, unit.factor, unit.rule, word=unit.word)
            out.append(figure)
        return out

    def _completes(self, last: Figure, figure: Figure, unit: Unit) -> bool:
        if last.unit is None or last.unit.kind != "money" or (last.scaled and last.power > 4) or last.high is not None:
            return False
        if self._gap(last, figure) not in ("", "又", "と", "零"):
            return False
        code = last.currency or last.unit.unit
        return code in unit.sub_of or (code == "" and "CNY" in unit.sub_of)

    def _ranges(self, figures: list[Figure]) -> list[Figure]:
        out: list[Figure] = []
        for figure in figures:
            last = out[-1] if out else None
            near = last is not None and figure.start - last.end <= _MAX_GAP
            if near and last is not None and last.high is None and figure.high is None and not last.vague and not figure.vague:
                gap = self._gap(last, figure)
                if gap is not None and self._range(last, figure, gap):
                    continue
            out.append(figure)
        return out

    def _range(self, a: Figure, b: Figure, gap: str) -> bool:
        """Make `a` the range from `a` to `b` if they are one."""
        listed = gap in ("、", ",", "") and self._neighbours(a, b)
        if (gap not in _RANGE and not listed) or (b.fraction and not a.fraction) or (a.kind == "" and b.kind == ""):
            return False
        if gap == "或" and not listed:
            return False
        if not self._same_unit(a, b) or (gap in ("到", "至") and self._is_change(a, b)):
            return False
        if gap == "から" and (a.unit is not None or _TOWARDS.match(self.folded, b.end)):
            return False
        if b.unit is None and not b.scaled and b.currency == "" and gap == "-":
            return False  # 5%-1: a footnote
        low, high = a.number, b.number
        if a.unit is None and not a.scaled and b.scaled:
            shared = times_ten(low, b.power)
            low = shared if shared.value <= high.value else low
        if self._signed(a, low) > self._signed(b, high):
            return False
        a.number, a.high, a.end = low, high, b.end
        if b.negative:
            a.high = Number(-high.value, high.place)
        a.unit = b.unit or a.unit
        a.scaled, a.power = a.scaled or b.scaled, b.power
        a.inside = a.inside or b.inside
        a.glued = a.glued and b.glued
        return True

    def _signed(self, figure: Figure, number: Number) -> Decimal:
        return -number.value if figure.negative else number.value

    def _neighbours(self, a: Figure, b: Figure) -> bool:
        """3、4成: two neighbouring digits name a range."""
        if a.unit is not None or a.scaled or len(a.numeral) != 1 or len(b.numeral.rstrip("百千万亿")) != 1:
            return False
        if a.numeral.isascii() != b.numeral[0].isascii():
            return False
        first = b.number.value.scaleb(-b.number.value.adjusted())
        return first == a.number.value + 1 and b.kind != "" and not self._enumerates(a)

    def _enumerates(self, a: Figure) -> bool:
        return not a.scaled and (a.start == 0 or self.folded[a.start - 1] in "\n第(")

    def _same_unit(self, a: Figure, b: Figure) -> bool:
        if a.currency and b.currency:
            return a.currency == b.currency
        if a.unit is None or b.unit is None:
            return True
        if a.unit.kind == "money" and b.unit.kind == "money":
            return a.unit.unit == b.unit.unit or a.unit.unit == "" or b.unit.unit == ""
        return a.unit == b.unit

    def _is_change(self, a: Figure, b: Figure) -> bool:
        if a.unit is None:
            return False
        before = self.folded[max(0, a.start - 6) : a.start]
        if before.rstrip(" 约約近").endswith(_FROM):
            return True
        return a.kind == "percent" and b.number.value >= 3 * a.number.value and _CHANGED.search(before) is not None

    def _share(self, figures: list[Figure]) -> None:
        """Give bare members of a list the unit of its last member, else of the member before."""
        for i in range(len(figures) - 1, 0, -1):
            b, a = figures[i], figures[i - 1]
            if a.kind != "" or b.kind not in ("money", "percent", "quantity") or b.fraction or a.glued:
                continue
            gap = self._gap(a, b)
            if gap is None or gap not in _LIST and not (gap in ("から", "至", "到") and b.kind == "percent"):
                continue
            if self._enumerates(a) or self._year(a) or (not a.scaled and b.kind == "quantity" and b.scaled):
                continue
            if not a.scaled and b.scaled:
                a.number, a.scaled, a.power = times_ten(a.number, b.power), True, b.power
            a.unit, a.currency = b.unit, b.currency
        for a, b in zip(figures, figures[1:], strict=False):
            if b.kind != "" or a.kind not in ("money", "quantity") or a.fraction or not b.scaled or b.glued:
                continue
            if self._gap(a, b) in _LIST and self._ends(b):
                b.unit, b.currency = a.unit, a.currency

    def _year(self, a: Figure) -> bool:
        return not a.scaled and a.numeral.isascii() and a.numeral.isdigit() and len(a.numeral) == 4 and a.numeral[:2] in ("19", "20")

    def _ends(self, b: Figure) -> bool:
        """Whether nothing that could be a counter follows."""
        after = self.folded[b.end : b.end + 1]
        return not after or not (after.isalnum() and not "ぁ" <= after <= "ゟ")
