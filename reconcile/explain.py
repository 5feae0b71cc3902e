"""Every comparison in one line that a person can check by hand, in English, Japanese or Chinese."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from ..errors import ConfigError
from . import interval
from .diagnose import Diagnosis

_LANGS = {"en": "en", "ja": "ja", "zh": "zh", "zh-Hans": "zh", "zh-Hant": "zh"}


@cache
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(resources.files(__package__).joinpath("words.toml").read_text(encoding="utf-8"))


@cache
def words(lang: str) -> dict[str, str]:
    """The sentences of words.toml in `lang` (en, ja or zh; regional names of Chinese too). Raises ConfigError for another."""
    if lang not in _LANGS:
        raise ConfigError(f"explanations are written in en, ja or zh, not {lang!r}")
    return {key: text for key, text in _tables()[_LANGS[lang]].items() if isinstance(text, str)}


@cache
def names(lang: str, kind: str) -> dict[str, str]:
    """The `counters` or `suffixes` of a language."""
    found: dict[str, str] = _tables()[_LANGS[lang]].get(kind, {})
    return found


class Row(NamedTuple):
    """What one comparison has to say; `modifier` is "" for none."""

    company: str
    metric: str
    period: str
    segment: str
    value: Decimal
    value_max: Decimal | None
    unit: str
    modifier: str
    precision: Decimal | None
    known_value: Decimal | None
    known_unit: str
    known_source: str
    status: str
    difference: Decimal | None


def number(value: Decimal) -> str:
    """In full, with thousands separated, as precisely as it was written."""
    return f"{value:,f}"


def bare(value: Decimal) -> str:
    """The same without closing zeros behind the point: computed bounds have more than anyone wrote."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def ten(power: int) -> str:
    return "10" if power == 1 else f"{power}"


class Explainer:
    """Sentences of one language: en, ja or zh. Raises ConfigError for another."""

    def __init__(self, lang: str = "en") -> None:
        self.words = words(lang)
        self.lang = _LANGS[lang]
        self._heads: dict[tuple[str, ...], str] = {}
        self._units: dict[str, str] = {}

    def row(self, row: Row) -> str:
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

    def head(self, company: str, metric: str, period: str, segment: str = "") -> str:
        """Whose figure it is, and of what: "zhipu revenue 2024 [cloud]"."""
        key = (company, metric, period, segment)
        if key not in self._heads:
            parts = (company, metric_name(metric, self.lang), period, f"[{segment}]" if segment else "")
            self._heads[key] = " ".join(p for p in parts if p)
        return self._heads[key]

    def figure(self, value: Decimal, unit: str) -> str:
        return number(value) + self._unit(unit)

    def _unit(self, unit: str) -> str:
        if unit not in self._units:
            counter = names(self.lang, "counters").get(unit)
            self._units[unit] = "%" if unit == "percent" else counter or f" {unit}".rstrip()
        return self._units[unit]

    def _stated(self, row: Row) -> str:
        if row.value_max is None:
            return self.figure(row.value, row.unit)
        return number(row.value) + self.words["to"] + self.figure(row.value_max, row.unit)

    def _span(self, row: Row) -> str:
        if row.status == "exact" or not (row.precision or row.modifier):
            return ""
        return f" ({self.interval(interval.stated(row.value, row.value_max, row.modifier, row.precision))})"

    def interval(self, span: interval.Interval, unit: str = "") -> str:
        """An interval with its unit, an open end in words."""
        if span.low is None:
            return self.words["at_most"].format(bare(span.high) + self._unit(unit)) if span.high is not None else "…"
        if span.high is None:
            return self.words["at_least"].format(bare(span.low) + self._unit(unit))
        low = "" if span.low == span.high else bare(span.low) + self.words["to"]
        return low + bare(span.high) + self._unit(unit)

    def _difference(self, row: Row) -> str:
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
    """`part` in percent of `whole`, signed, to two decimals."""
    return f"{(part * 100 / abs(whole)).quantize(Decimal('0.01'), ROUND_HALF_EVEN):+,f}%"


@cache
def metric_name(metric: str, lang: str) -> str:
    """What a metric is called in `lang`: the first of its forms, with the name of its suffix."""
    if lang == "en":
        return metric.replace("_", " ")
    from ..rules.metric import metrics

    forms = {m.id: m.forms.get(lang, ()) for m in metrics()}
    if forms.get(metric):
        return str(forms[metric][0])
    for suffix, name in names(lang, "suffixes").items():
        if metric.endswith(suffix):
            return metric_name(metric.removesuffix(suffix), lang) + name
    return metric
