"""Every comparison in one line that a person can check by hand, and what things are called, in English, Japanese and Chinese."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ..errors import ConfigError
from . import interval
from .diagnose import Diagnosis
from .keys import Objects, mapped

SIGNS = {"approx": "≈", "nearly": "≲", "more_than": ">", "at_least": "≥", "at_most": "≤", "less_than": "<"}
LANGS = ("en", "ja", "zh-Hans", "zh-Hant")
"""The languages of explanations and reports."""
_REGIONS = {"zh": "zh-Hans", "zh-CN": "zh-Hans", "zh-SG": "zh-Hans", "zh-TW": "zh-Hant", "zh-HK": "zh-Hant", "zh-MO": "zh-Hant"}


def language(lang: str) -> str:
    """One of `LANGS`. Raises ConfigError for a language in which nothing is written."""
    found = _REGIONS.get(lang, lang)
    if found not in LANGS:
        raise ConfigError(f"explanations and reports are written in {', '.join(LANGS[:-1])} or {LANGS[-1]} (zh is zh-Hans), not {lang!r}")
    return found


@cache
def _table(name: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads(resources.files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@cache
def words(lang: str) -> dict[str, str]:
    """The sentences of words.toml in `lang`. Raises ConfigError for a language in which nothing is written."""
    return _table("words")[language(lang)]


@cache
def names(lang: str, kind: str) -> dict[str, str]:
    """What the ids of a table of names.toml (metrics, suffixes, units, statuses, diagnoses, bases, kinds) are called."""
    return {ident: row[language(lang)] for ident, row in _table("names")[kind].items() if language(lang) in row}


@cache
def scales(lang: str) -> tuple[tuple[int, str], ...]:
    """Powers of ten and what they are called, the largest first."""
    return tuple((power, word) for power, word in _table("names")["scales"][language(lang)])


class ComparedRow(NamedTuple):
    """What one comparison has to say; `modifier` is "" for none."""

    company: str
    metric: str
    period: str
    segment: str
    value: Decimal | None
    value_max: Decimal | None
    unit: str
    modifier: str
    precision: Decimal | None
    known_value: Decimal | None
    known_unit: str
    known_source: str
    status: str
    difference: Decimal | None


class ComparedRows(NamedTuple):
    """The columns of many `ComparedRow`s; `heads` are company, metric, period and segment."""

    heads: Sequence[Objects]
    value: interval.Scaled
    value_max: Objects
    unit: Objects
    modifier: Objects
    precision: interval.Scaled
    known_value: Objects
    known_unit: Objects
    known_source: Objects
    status: Objects
    difference: Objects

    def row(self, i: int) -> ComparedRow:
        company, metric, period, segment = (column[i] for column in self.heads)
        return ComparedRow(
            company, metric, period, segment,
            self.value.exact[i], self.value_max[i], self.unit[i], self.modifier[i], self.precision.exact[i],
            self.known_value[i], self.known_unit[i], self.known_source[i], self.status[i], self.difference[i],
        )  # fmt: skip


def number(value: Decimal) -> str:
    """In full, with thousands separated, as precisely as it was written."""
    return f"{value:,f}"


def bare(value: Decimal) -> str:
    """The same without closing zeros behind the point: computed bounds have more than anyone wrote."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def ten(power: int) -> str:
    return "10" if power == 1 else f"10^{power}"


class Explainer:
    """Sentences of one of `LANGS`. Raises ConfigError for another."""

    def __init__(self, lang: str = "en") -> None:
        self.words = words(lang)
        self.lang = language(lang)
        self._heads: dict[tuple[str, ...], str] = {}
        self._units: dict[str, str] = {}

    def row(self, row: ComparedRow) -> str:
        """Stated text and interval, known value and source, status, difference."""
        words = self.words
        stated = words["stated"].format(
            head=self.head(row.company, row.metric, row.period, row.segment), value=self._stated(row), span=self._span(row)
        )
        if row.status == "unknown":
            return stated + words["no_known"] + words["end"]
        if row.known_value is None:
            return stated + words[row.status] + words["end"]
        given = words["known"].format(value=self.figure(row.known_value, row.known_unit), source=row.known_source)
        if not row.difference:
            return stated + given + words[row.status] + words["end"]
        return stated + given + words[row.status] + words["difference"].format(self._difference(row)) + words["end"]

    def rows(self, rows: ComparedRows) -> list[str]:
        """`row` for many: bounds are computed on integers, and each shape of sentence is put together once."""
        out = np.empty(len(rows.unit), dtype=object)
        whole = rows.value.thousandths % 1000 == 0
        plain = (rows.value_max == None) & rows.value.fits & rows.precision.fits  # noqa: E711
        plain &= (rows.value.thousandths != 0) & (rows.value.exact != None)  # noqa: E711
        plain &= whole | ~np.isin(rows.modifier, ("approx", "nearly"))
        for i in np.flatnonzero(~plain).tolist():
            out[i] = self.row(rows.row(i))
        at = np.flatnonzero(plain)
        low, high = _bounds(rows, at)
        shapes = _shapes(rows, at)
        for shape in np.unique(shapes).tolist():
            here = shapes == shape
            out[at[here]] = self._alike(rows, at[here], low[here], high[here])
        return list(out)

    def _alike(self, rows: ComparedRows, at: Any, low: interval.Ints, high: interval.Ints) -> list[str]:
        """Sentences of one shape: same status, unit, known unit, modifier, and the same parts present."""
        first = rows.row(at[0])
        company, metric, period, segment = (column[at] for column in rows.heads)
        metric = mapped(metric, lambda m: metric_name(m, self.lang))
        present = [
            (first.company, "\0", company),
            (first.metric, "\0", metric),
            (first.period, "\0", period),
            (first.segment, "[\0]", segment),
        ]
        columns: list[list[Any]] = [column.tolist() for text, _, column in present if text]
        columns.append([f"{v:,f}" for v in rows.value.exact[at].tolist()])
        parts = {"head": " ".join(slot for text, slot, _ in present if text), "value": "\0" + self.unit(first.unit), "span": ""}
        if self._span(first):
            parts["span"], ends = self._open_span(first, low, high)
            columns += ends
        form = self.words["stated"].format(**parts)
        if first.status == "unknown":
            form += self.words["no_known"]
        elif first.known_value is None:
            form += self.words[first.status]
        else:
            form += self.words["known"].format(value="\0" + self.unit(first.known_unit), source="\0") + self.words[first.status]
            columns += [[f"{v:,f}" for v in rows.known_value[at].tolist()], rows.known_source[at].tolist()]
            if first.difference:
                shown, more = self._differences(rows, at, first)
                form += self.words["difference"].format(shown)
                columns += more
        form = (form + self.words["end"]).replace("%", "%%").replace("\0", "%s")
        return [form % cells for cells in zip(*columns, strict=True)]

    def _open_span(self, first: ComparedRow, low: interval.Ints, high: interval.Ints) -> tuple[str, list[list[str]]]:
        code = interval.MODIFIER_CODES.get(first.modifier, 0)
        upward = (code == 3) == (first.value is None or first.value >= 0)
        if code in (3, 4):
            return f" ({self.words['at_least' if upward else 'at_most'].format(chr(0))})", [_thousandths(low if upward else high)]
        return f" (\0{self.words['to']}\0)", [_thousandths(low), _thousandths(high)]

    def _differences(self, rows: ComparedRows, at: Any, first: ComparedRow) -> tuple[str, list[list[str]]]:
        signed = [bare(d) if d < 0 else "+" + bare(d) for d in rows.difference[at].tolist()]
        if first.unit == "percent" or not first.known_value:
            return "\0", [signed]
        shares = rows.difference[at].astype(float) * 100 / np.abs(rows.known_value[at].astype(float))
        return "\0 (\0)", [signed, [f"{x:+,.2f}%" for x in shares.tolist()]]

    def head(self, company: str, metric: str, period: str, segment: str = "") -> str:
        """Whose figure it is, and of what: "zhipu revenue 2024 [cloud]"."""
        key = (company, metric, period, segment)
        if key not in self._heads:
            parts = (company, metric_name(metric, self.lang), period, f"[{segment}]" if segment else "")
            self._heads[key] = " ".join(p for p in parts if p)
        return self._heads[key]

    def figure(self, value: Decimal, unit: str) -> str:
        return number(value) + self.unit(unit)

    def unit(self, unit: str) -> str:
        """What stands behind a number."""
        if unit not in self._units:
            self._units[unit] = names(self.lang, "units").get(unit) or f" {unit}".rstrip()
        return self._units[unit]

    def _stated(self, row: ComparedRow) -> str:
        if row.value is None:
            return "?"
        if row.value_max is None:
            return self.figure(row.value, row.unit)
        return number(row.value) + self.words["to"] + self.figure(row.value_max, row.unit)

    def stated(self, value: Decimal | None, value_max: Decimal | None, unit: str, modifier: str) -> str:
        """A figure as it was stated, its modifier as a sign: "≥ 4,500,000 persons"."""
        if value is None:
            return "?"
        low = number(value) if value_max is None else number(value) + self.words["to"] + number(value_max)
        return self.sign(modifier) + low + self.unit(unit)

    @staticmethod
    def sign(modifier: str) -> str:
        return f"{SIGNS[modifier]} " if modifier in SIGNS else ""

    def _span(self, row: ComparedRow) -> str:
        if row.status == "exact" or row.value is None or not (row.precision or row.modifier):
            return ""
        return f" ({self.interval(interval.stated(row.value, row.value_max, row.modifier, row.precision))})"

    def interval(self, span: interval.Interval, unit: str = "") -> str:
        """An interval with its unit, an open end in words."""
        if span.low is None:
            return self.words["at_most"].format(bare(span.high) + self.unit(unit)) if span.high is not None else "…"
        if span.high is None:
            return self.words["at_least"].format(bare(span.low) + self.unit(unit))
        low = "" if span.low == span.high else bare(span.low) + self.words["to"]
        return low + bare(span.high) + self.unit(unit)

    def _difference(self, row: ComparedRow) -> str:
        assert row.difference is not None and row.known_value is not None
        text = ("+" if row.difference > 0 else "") + bare(row.difference)
        if row.unit == "percent" or not row.known_value:
            return text
        return f"{text} ({share(row.difference, row.known_value)})"

    def candidates(self, rows: Sequence[tuple[Decimal, str, str]]) -> str:
        return self.words["candidates"].format(", ".join(f"{self.figure(v, u)} ({s})" for v, u, s in rows))

    def incomparable(self, unit: str) -> str:
        return self.words["incomparable"].format(unit or "?")

    def tenfold(self, power: int) -> str:
        return self.words["tenfold"].format(power=ten(-power))

    def evidence(
        self, found: Diagnosis, company: str, metric: str, period: str, segment: str, value: Decimal, unit: str, source: str
    ) -> str:
        """Why a mismatch looks as it does: the figure that the stated one was found to be."""
        if found.kind in ("scale", "sign", "currency", "truncated"):
            key = "truncated_at" if found.kind == "truncated" else found.kind
            return self.words[key].format(power=ten(found.power), unit=unit)
        figure = self.head(company, metric, period, segment)
        return self.words["like"].format(
            kind=found.kind, name=self.words.get(found.kind, ""), figure=figure, value=self.figure(value, unit), source=source
        )


def share(part: Decimal, whole: Decimal) -> str:
    """`part` in percent of `whole`, signed, to two decimals; for reading only."""
    return f"{float(part) * 100 / abs(float(whole)):+,.2f}%"


def _bounds(rows: ComparedRows, at: Any) -> tuple[interval.Ints, interval.Ints]:
    """`interval.stated` of plain figures in thousandths; an open end is left as if closed."""
    value, margin = rows.value.thousandths[at], rows.precision.thousandths[at]
    size = np.abs(value)
    approx, nearly = rows.modifier[at] == "approx", rows.modifier[at] == "nearly"
    least = np.where(
        approx, np.minimum(size - margin, size * 95 // 100), np.where(nearly, np.minimum(size - margin, size * 9 // 10), size - margin)
    )
    most = np.where(approx, np.maximum(size + margin, size * 105 // 100), size + margin)
    return np.where(value < 0, -most, least), np.where(value < 0, -least, most)


def _shapes(rows: ComparedRows, at: Any) -> npt.NDArray[np.int64]:
    """Equal numbers for rows whose sentences differ in their figures only."""
    import pandas as pd

    columns: list[Any] = [rows.status[at], rows.unit[at], rows.known_unit[at], rows.modifier[at], rows.value.thousandths[at] >= 0]
    columns += [part[at] != "" for part in rows.heads]
    columns += [
        rows.precision.thousandths[at] != 0,
        rows.difference[at].astype(bool),
        rows.known_value[at].astype(bool),
        rows.known_value[at] != None,  # noqa: E711
    ]
    shapes = np.zeros(len(at), dtype=np.int64)
    for column in columns:
        codes, distinct = (column, (0, 1)) if column.dtype == bool else pd.factorize(column)
        shapes = shapes * max(len(distinct), 1) + codes
    return pd.factorize(shapes)[0].astype(np.int64)


def _thousandths(values: interval.Ints) -> list[str]:
    """`bare` of integers in thousandths."""
    whole, rest = np.divmod(np.abs(values), 1000)
    out = [f"{w:,}" for w in whole.tolist()]
    for i in np.flatnonzero(rest).tolist():
        out[i] += f".{rest[i]:03d}".rstrip("0")
    for i in np.flatnonzero(values < 0).tolist():
        out[i] = "-" + out[i]
    return out


def compact(value: Decimal, lang: str) -> str:
    """As readers of `lang` write it, in four digits: 3.124億, 1,595億, 57.1B; a number below the smallest scale in full."""
    size = abs(value)
    for power, word in scales(lang):
        if size >= Decimal(1).scaleb(power):
            scaled = value.scaleb(-power)
            digits = max(3 - scaled.adjusted(), 0)
            return bare(round(scaled, digits)) + word
    return bare(value)


@cache
def metric_name(metric: str, lang: str) -> str:
    """What a metric is called in `lang`; without a name there, by the first of its forms, or by its id."""
    known = names(lang, "metrics")
    if metric in known:
        return known[metric]
    for suffix, name in names(lang, "suffixes").items():
        if metric.endswith(suffix):
            return metric_name(metric.removesuffix(suffix), lang) + name
    from ..rules.metric import metrics

    forms = next((m.forms.get(lang[:2], ()) for m in metrics() if m.id == metric), ())
    return forms[0] if forms else metric.replace("_", " ")
