"""Figures that belong together: compounds (38円20銭), ranges (3%〜5%), lists that share one unit (1.52亿、2.57亿元)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Context, Decimal

from ...rules.numeral import Number
from ...rules.numeral_signs import signs
from ...rules.words import forms, pattern
from .scan import Figure
from .units import Unit

_TABLE = "amount_words"
_RANGE = frozenset(forms(_TABLE, "range-joiner"))
_UP_TO = frozenset(forms(_TABLE, "up-to"))
_FROM_PARTICLE = frozenset(forms(_TABLE, "from-particle"))
_LIST = pattern(_TABLE, "list-joiner")
_BESIDE = frozenset(("", "、", ","))
_WITHIN = frozenset(("", *forms(_TABLE, "compound-joiner")))
_FROM = pattern(_TABLE, "from-before")
_CHANGED = pattern(_TABLE, "changed-before")
_TOWARDS = pattern(_TABLE, "towards")
_TO = _FROM_PARTICLE | _UP_TO
_PLANNED, _PRICE_BEFORE = pattern(_TABLE, "range-planned"), pattern(_TABLE, "price-before")
_ITEM = pattern(_TABLE, "item-number-before")
_SCALES = "".join((*signs().small, *signs().big))
_EXACT = Context(prec=80)
_EACH = pattern(_TABLE, "each-before")
_SAID = 40
"""A word that says that values follow one by one stands so many characters before them at most."""
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


class Joiner:
    """Joins the figures of one document. `folded` is what the figures were found in."""

    def __init__(self, folded: str) -> None:
        self.folded = folded

    def join(self, figures: list[Figure]) -> list[Figure]:
        return self._share(self._ranges(self._compounds(figures)))

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
                    out[-1] = replace(last, number=Number(value, figure.number.place + unit.factor.adjusted()), end=figure.end)
                    continue
                code = figure.currency or unit.unit
                priced = bool(figure.currency) or _PRICE_BEFORE.search(self.folded, max(0, figure.start - 14), figure.start) is not None
                if (not code and not priced) or (len(unit.word) == 1 and len(figure.numeral) == 1 and not figure.numeral.isascii()):
                    continue  # 八仙
                figure = replace(figure, unit=Unit("money", code, unit.factor, unit.rule, word=unit.word))
            out.append(figure)
        return out

    def _completes(self, last: Figure, figure: Figure, unit: Unit) -> bool:
        if last.unit is None or last.unit.kind != "money" or (last.scaled and last.power > 4) or last.high is not None:
            return False
        if self._gap(last, figure) not in _WITHIN:
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
                joined = self._range(last, figure, gap) if gap is not None else None
                if joined is not None:
                    out[-1] = joined
                    continue
            out.append(figure)
        return out

    def _range(self, a: Figure, b: Figure, gap: str) -> Figure | None:
        """The range from `a` to `b`, if they are one."""
        listed = gap in _BESIDE and self._neighbours(a, b)
        if gap not in _RANGE and not listed or not self._fit(a, b) or self._parts(a, b, gap):
            return None
        low, high = a.number, b.number
        power = high.value.adjusted() if listed else b.power
        if a.unit is None and not a.scaled and (b.scaled or listed):
            shared = times_ten(low, power)
            low = shared if shared.value <= high.value else low
        if self._signed(a, low) > self._signed(b, high):
            return None
        return Figure(
            a.start,
            a.number_start,
            b.end,
            a.numeral,
            b.unit or a.unit,
            low,
            Number(-high.value, high.place) if b.negative else high,
            a.negative,
            a.currency or b.currency,
            glued=a.glued and b.glued,
            inside=a.inside or b.inside,
            scaled=a.scaled or b.scaled,
            power=b.power,
            fraction=a.fraction,
            vague=a.vague,
        )

    def _fit(self, a: Figure, b: Figure) -> bool:
        """Whether two figures can be the ends of one range; without a unit only scaled ones can: -8000万至-7500万."""
        if b.fraction and not a.fraction:
            return False
        return (a.kind != "" or b.kind != "" or (a.scaled and b.scaled)) and self._same_unit(a, b)

    def _parts(self, a: Figure, b: Figure, gap: str) -> bool:
        """Whether what stands between two figures tells them apart: a change, another number, a footnote."""
        if gap in _UP_TO and (self._is_change(a, b) or a.unit is not None and b.kind == "" and not b.scaled):
            return True  # 升0.56%至102.48
        changed = a.unit is not None or _TOWARDS.match(self.folded, b.end)
        if gap in _FROM_PARTICLE and changed and not _PLANNED.match(self.folded, b.end):
            return True
        return gap == "-" and b.unit is None and not b.scaled and b.currency == ""  # 5%-1: a footnote

    def _signed(self, figure: Figure, number: Number) -> Decimal:
        return -number.value if figure.negative else number.value

    def _neighbours(self, a: Figure, b: Figure) -> bool:
        """3、4成: two neighbouring digits name a range."""
        if b.kind == "":
            return False
        digit = b.numeral.rstrip("0") if b.numeral.isascii() else b.numeral.rstrip(_SCALES)
        if a.unit is not None or a.scaled or len(a.numeral) != 1 or len(digit) != 1:
            return False
        if a.numeral.isascii() != b.numeral[0].isascii():
            return False
        first = b.number.value.scaleb(-b.number.value.adjusted())
        return first == a.number.value + 1 and not self._enumerates(a)

    def _enumerates(self, a: Figure) -> bool:
        return not a.scaled and (a.start == 0 or _ITEM.search(self.folded, a.start - 1, a.start) is not None)

    def _same_unit(self, a: Figure, b: Figure) -> bool:
        if a.currency and b.currency:
            return a.currency == b.currency
        if a.unit is None or b.unit is None:
            return True
        if a.unit.kind == "money" and b.unit.kind == "money":
            return a.unit.unit == b.unit.unit or a.unit.unit == "" or b.unit.unit == ""
        return (a.unit.kind, a.unit.unit, a.unit.factor, a.unit.complement) == (b.unit.kind, b.unit.unit, b.unit.factor, b.unit.complement)

    def _is_change(self, a: Figure, b: Figure) -> bool:
        if a.unit is None and not a.scaled:
            return False
        reach = max(0, a.start - 6)
        if a.unit is not None and _FROM.search(self.folded, reach, a.start):
            return True
        far = b.number.value > 3 * a.number.value if a.kind == "percent" else b.number.value >= Decimal("2.5") * a.number.value
        return far and a.kind in ("percent", "money", "") and _CHANGED.search(self.folded, reach, a.start) is not None

    def _share(self, figures: list[Figure]) -> list[Figure]:
        """Bare members of a list with the unit of its last member, else of the member before."""
        out = self._share_last(figures)
        for i in range(1, len(out)):
            a, b = out[i - 1], out[i]
            if b.kind != "" or a.kind not in ("money", "quantity") or a.fraction or not b.scaled or b.glued:
                continue
            gap = self._gap(a, b)
            if gap is not None and _LIST.fullmatch(gap) and self._ends(b):
                out[i] = replace(b, unit=a.unit, currency=a.currency)
        return out

    def _share_last(self, figures: list[Figure]) -> list[Figure]:
        out = list(figures)
        for i in range(len(out) - 1, 0, -1):
            b, a = out[i], out[i - 1]
            gap = self._gap(a, b) if a.kind == b.kind == "" and b.scaled and not (a.scaled or a.glued) else None
            if gap == "/" or gap in ("、", ",") and _EACH.search(self.folded, max(0, a.start - _SAID), a.start):
                out[i - 1] = replace(a, number=times_ten(a.number, b.power), scaled=True, power=b.power)  # 9.5/1.2亿, 分别为9、1亿
            if a.kind != "" or b.kind not in ("money", "percent", "quantity") or b.fraction:
                continue
            if a.glued and not (b.kind == "money" and "." in a.numeral):
                continue  # but EPS1.58/1.78元
            gap = self._gap(a, b)
            if gap is None or not _LIST.fullmatch(gap) and not (gap in _TO and b.kind == "percent"):
                continue
            if self._enumerates(a) or self._year(a) or (not a.scaled and b.kind == "quantity" and b.scaled and "." not in a.numeral):
                continue
            if gap == "/" and b.kind == "quantity" and b.unit is not None and b.unit.unit == "items" and b.number.value <= 31:
                continue  # 10/16 起
            out[i - 1] = replace(a, unit=b.unit, currency=b.currency)
            if not a.scaled and b.scaled:
                out[i - 1] = replace(out[i - 1], number=times_ten(a.number, b.power), scaled=True, power=b.power)
        return out

    def _year(self, a: Figure) -> bool:
        return not a.scaled and a.numeral.isascii() and a.numeral.isdigit() and len(a.numeral) == 4 and a.numeral[:2] in ("19", "20")

    def _ends(self, b: Figure) -> bool:
        """Whether nothing that could be a counter follows."""
        after = self.folded[b.end : b.end + 1]
        return not after.isalnum()
