"""Checks that need no known figures: what an article says against what it says elsewhere, by interval arithmetic.

growth, cagr, margin, share, sum, difference, range. A check holds where the stated interval meets the one that the
inputs allow, fails where it does not, and is blocked by an input that the article does not state or states twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from ..rules import period as periods
from . import arithmetic, interval
from .arithmetic import Bounds
from .explain import Explainer
from .keys import Columns, columns, decimals, dimension, nature, texts

if TYPE_CHECKING:
    import pandas as pd

CHECK_COLUMNS = ("article_id", "check", "company", "metric", "period", "segment", "status", "start", "end", "explanation")
MARGINS = {
    "gross_margin": "gross_profit", "operating_margin": "operating_profit", "net_margin": "net_profit",
}  # fmt: skip
DIFFERENCES = {"gross_profit": ("revenue", "cost_of_revenue"), "net_assets": ("total_assets", "total_liabilities")}
_PARTS = ("ownership", "market_share")
_MOST_PARTS = 12


class Input(NamedTuple):
    """A stated figure that a check uses."""

    name: str
    span: Bounds
    unit: str


class Outcome(NamedTuple):
    status: str
    """holds, fails or blocked."""
    arithmetic: str
    """In words, without the verdict."""


class CheckBlocked(Exception):
    """An input is missing or not single."""


def checks(facts: pd.DataFrame, *, lang: str = "en") -> pd.DataFrame:
    """One row of `CHECK_COLUMNS` per stated growth, CAGR, margin or share, per sum or difference whose parts are all
    stated, and per figure outside its possible range. `facts` may be a result of `reconcile`."""
    import pandas as pd

    explain = Explainer(lang)
    book = _Book(facts.reset_index(drop=True), explain)
    rows = []
    for fact in range(len(book.keys)):
        for name, outcome in _outcomes(book, fact):
            rows.append(book.row(fact, name, outcome))
    return pd.DataFrame(rows, columns=list(CHECK_COLUMNS))


class _Book:
    """The facts by key, article by article."""

    def __init__(self, facts: pd.DataFrame, explain: Explainer) -> None:
        self.keys: Columns = columns(facts)
        self.explain = explain
        self.articles = texts(facts, "article_id")
        self._written = {c: texts(facts, c) for c in ("company", "metric", "period", "segment")}
        self._places = {c: facts[c].tolist() if c in facts.columns else [None] * len(facts) for c in ("start", "end")}
        self.top, self._precision = decimals(facts, "value_max"), decimals(facts, "precision")
        self._modifier = texts(facts, "modifier")
        self._by_key: dict[tuple[Any, ...], list[int]] = defaultdict(list)
        self._by_line: dict[tuple[Any, ...], list[int]] = defaultdict(list)
        k = self.keys
        for i, line in enumerate(zip(self.articles, k.company, k.metric, k.segment, strict=True)):
            self._by_line[line].append(i)
            self._by_key[(*line, int(k.start[i]), int(k.end[i]))].append(i)

    def span(self, fact: int) -> Bounds:
        return Bounds.of(interval.stated(self.keys.value[fact], self.top[fact], self._modifier[fact] or None, self._precision[fact]))

    def line(self, fact: int) -> list[int]:
        """Facts of the same article, company, metric and segment."""
        k = self.keys
        return self._by_line[self.articles[fact], k.company[fact], k.metric[fact], k.segment[fact]]

    def need(self, fact: int, metric: str, days: tuple[date, date] | None = None, whole: bool = False) -> Input:
        """The figure of another metric or period beside `fact`. Raises Blocked."""
        k = self.keys
        start, end = (int(k.start[fact]), int(k.end[fact])) if days is None else (d.toordinal() for d in days)
        segment = "" if whole else k.segment[fact]
        period = self._written["period"][fact] if days is None else periods.text(*days)
        name = self.explain.head("", metric, period, "" if whole else self._written["segment"][fact])
        found = self._by_key.get((self.articles[fact], k.company[fact], metric, segment, start, end), [])
        found = [i for i in found if k.value[i] is not None]
        found = [i for i in found if k.basis[i] == k.basis[fact]] or [i for i in found if k.basis[i] in ("actual", "")]
        if not found:
            raise CheckBlocked(self.explain.words["needs"].format(name))
        if len({(self.keys.value[i], self.top[i], k.unit[i]) for i in found}) > 1:
            raise CheckBlocked(self.explain.words["twice"].format(name))
        return Input(name, self.span(found[0]), k.unit[found[0]])

    def days(self, fact: int) -> tuple[date, date]:
        k = self.keys
        if k.start[fact] < 1 or k.end[fact] < 1:
            raise CheckBlocked(self.explain.words["no_period"])
        return date.fromordinal(int(k.start[fact])), date.fromordinal(int(k.end[fact]))

    def row(self, fact: int, name: str, outcome: Outcome) -> dict[str, Any]:
        written = {c: self._written[c][fact] for c in self._written}
        head = self.explain.head(written["company"], written["metric"], written["period"], written["segment"])
        text = self.explain.words["check"].format(head=head, arithmetic=outcome.arithmetic, status=self.explain.words[outcome.status])
        places = {c: self._places[c][fact] for c in ("start", "end")}
        return {"article_id": self.articles[fact], "check": name, **written, "status": outcome.status, **places, "explanation": text}

    def period(self, fact: int) -> str:
        return str(self._written["period"][fact])

    def show(self, span: Bounds, unit: str) -> str:
        """An interval with its unit, one number where both ends are the same."""
        return self.explain.interval(interval.Interval(*(None if x is None else arithmetic.rounded(x) for x in span)), unit)


def _outcomes(book: _Book, fact: int) -> Iterator[tuple[str, Outcome]]:
    k = book.keys
    if k.value[fact] is None or not k.company[fact]:
        return
    metric = k.metric[fact]
    for suffix, name, check in _SUFFIXES:
        if metric.endswith(suffix) and metric not in _PARTS:
            yield name, _guarded(check, book, fact, metric.removesuffix(suffix))
            break
    if metric in MARGINS:
        yield "margin", _guarded(_margin, book, fact, MARGINS[metric])
    if metric in DIFFERENCES:
        outcome = _guarded(_difference, book, fact, metric)
        if outcome.status != "blocked":
            yield "difference", outcome
    parts = _partition(book, fact)
    if parts:
        yield "sum", _sum(book, fact, parts)
    if not _possible(book, fact):
        yield "range", Outcome("fails", book.explain.words["range"].format(book.show(book.span(fact), k.unit[fact])))


def _guarded(check: Callable[[_Book, int, str], Outcome], book: _Book, fact: int, metric: str) -> Outcome:
    try:
        return check(book, fact, metric)
    except CheckBlocked as reason:
        return Outcome("blocked", str(reason))


def _judged(book: _Book, fact: int, steps: str, allowed: Bounds, unit: str) -> Outcome:
    stated = book.span(fact)
    words = book.explain.words["against"].format(
        steps=steps, allowed=book.show(allowed, unit), stated=book.show(stated, book.keys.unit[fact])
    )
    return Outcome("holds" if stated.meets(allowed) else "fails", words)


def _growth(book: _Book, fact: int, metric: str, months: int) -> Outcome:
    start, end = book.days(fact)
    if metric in ("other", ""):
        raise CheckBlocked(book.explain.words["needs"].format(metric))
    now = book.need(fact, metric)
    before = periods.month_shift(start, -months)
    last = before + timedelta(days=1) if end - start == timedelta(days=1) else periods.month_shift(end, -months)
    then = book.need(fact, metric, (before, last))
    if dimension(now.unit) != dimension(then.unit) or (dimension(now.unit) == "money" and now.unit != then.unit):
        raise CheckBlocked(book.explain.words["units"].format(now.name, then.name))
    show_now, show_then = book.show(now.span, now.unit), book.show(then.span, then.unit)
    if book.keys.unit[fact] == "pp":
        return _judged(book, fact, f"{now.name} {show_now} - {then.name} {show_then}", now.span.plus(then.span.negative()), "pp")
    allowed = arithmetic.growth(now.span, then.span)
    if allowed is None:
        raise CheckBlocked(book.explain.words["sign_change"].format(now.name, then.name))
    steps = f"{now.name} {show_now} ÷ {then.name} {show_then} - 1"
    if then.span.sign < 0:
        steps = f"({now.name} {show_now} - {then.name} {show_then}) ÷ |{then.name}|"
    return _judged(book, fact, steps, allowed, "percent")


def _yoy(book: _Book, fact: int, metric: str) -> Outcome:
    return _growth(book, fact, metric, 12)


def _qoq(book: _Book, fact: int, metric: str) -> Outcome:
    start, end = book.days(fact)
    months = (end.year - start.year) * 12 + end.month - start.month
    return _growth(book, fact, metric, max(months, 1))


def _cagr(book: _Book, fact: int, metric: str) -> Outcome:
    start, end = book.days(fact)
    years = round((end - start).days / 365.25) - 1
    if years < 1 or periods.month_shift(start, 12 * (years + 1)) != end:
        raise CheckBlocked(book.explain.words["no_years"])
    first = book.need(fact, metric, (start, periods.month_shift(start, 12)))
    last = book.need(fact, metric, (periods.month_shift(end, -12), end))
    factor = arithmetic.quotient(last.span, first.span)
    if factor is None or first.span.sign != 1 or last.span.sign != 1 or first.unit != last.unit:
        raise CheckBlocked(book.explain.words["sign_change"].format(last.name, first.name))
    stated = book.span(fact)
    low, high = arithmetic.yearly(factor, years)
    # the roots are for reading only: the verdict compares (1 + rate)^years with the quotient
    steps = f"({last.name} {book.show(last.span, last.unit)} ÷ {first.name} {book.show(first.span, first.unit)})^(1/{years}) - 1"
    shown = book.show(Bounds(*(None if x is None else Fraction(x) for x in (low, high))), "percent")
    words = book.explain.words["against"].format(steps=steps, allowed=shown, stated=book.show(stated, "percent"))
    return Outcome("holds" if arithmetic.compounded(stated, years).meets(factor) else "fails", words)


def _ratio(book: _Book, fact: int, part: Input, whole: Input) -> Outcome:
    if dimension(part.unit) != dimension(whole.unit) or (dimension(part.unit) == "money" and part.unit != whole.unit):
        raise CheckBlocked(book.explain.words["units"].format(part.name, whole.name))
    allowed = arithmetic.quotient(part.span, whole.span)
    if allowed is None:
        raise CheckBlocked(book.explain.words["zero"].format(whole.name))
    steps = f"{part.name} {book.show(part.span, part.unit)} ÷ {whole.name} {book.show(whole.span, whole.unit)}"
    return _judged(book, fact, steps, allowed.scaled(arithmetic.HUNDRED), "percent")


def _margin(book: _Book, fact: int, profit: str) -> Outcome:
    return _ratio(book, fact, book.need(fact, profit), book.need(fact, "revenue"))


def _share(book: _Book, fact: int, metric: str) -> Outcome:
    if not book.keys.segment[fact]:
        raise CheckBlocked(book.explain.words["no_segment"])
    return _ratio(book, fact, book.need(fact, metric), book.need(fact, metric, whole=True))


def _difference(book: _Book, fact: int, metric: str) -> Outcome:
    whole, less = (book.need(fact, m) for m in DIFFERENCES[metric])
    if len({whole.unit, less.unit, book.keys.unit[fact]}) > 1:
        raise CheckBlocked(book.explain.words["units"].format(whole.name, less.name))
    steps = f"{whole.name} {book.show(whole.span, whole.unit)} - {less.name} {book.show(less.span, less.unit)}"
    return _judged(book, fact, steps, whole.span.plus(less.span.negative()), whole.unit)


def _partition(book: _Book, fact: int) -> list[int]:
    """Facts of shorter periods that make up the fact's own, in order; none for what does not add up over time."""
    k = book.keys
    if nature(k.metric[fact]) != "flow" or dimension(k.unit[fact]) not in ("money", "count") or k.start[fact] < 1:
        return []
    if k.metric[fact] == "eps" or k.metric[fact] == "dividend_per_share":
        return []
    nexts: dict[int, int] = {}
    for i in book.line(fact):
        inside = k.start[fact] <= k.start[i] and k.end[i] <= k.end[fact] and k.end[i] - k.start[i] < k.end[fact] - k.start[fact]
        if inside and k.unit[i] == k.unit[fact] and k.basis[i] == k.basis[fact] and k.value[i] is not None:
            best = nexts.get(int(k.start[i]))
            if best is None or k.end[i] > k.end[best]:
                nexts[int(k.start[i])] = i
    parts: list[int] = []
    at = int(k.start[fact])
    while at in nexts and len(parts) < _MOST_PARTS:
        parts.append(nexts[at])
        at = int(k.end[nexts[at]])
    return parts if at == k.end[fact] and len(parts) > 1 else []


def _sum(book: _Book, fact: int, parts: Sequence[int]) -> Outcome:
    unit = book.keys.unit[fact]
    steps = " + ".join(f"{book.period(p)} {book.show(book.span(p), unit)}" for p in parts)
    return _judged(book, fact, steps, arithmetic.total([book.span(p) for p in parts]), unit)


def _possible(book: _Book, fact: int) -> bool:
    """Shares lie between 0 and 100 percent, margins do not exceed 100, a range does not end below its start."""
    k = book.keys
    value, top = k.value[fact], book.top[fact]
    if top is not None and top < value and not (value < 0 and top < 0):
        return False
    if k.unit[fact] != "percent":
        return True
    metric = k.metric[fact]
    if metric.endswith("_share") or metric in _PARTS:
        return bool(0 <= value <= 100)
    return bool(metric != "gross_margin" or value <= 100)


_SUFFIXES: tuple[tuple[str, str, Callable[[_Book, int, str], Outcome]], ...] = (
    ("_growth_yoy", "growth", _yoy),
    ("_growth_qoq", "growth", _qoq),
    ("_cagr", "cagr", _cagr),
    ("_share", "share", _share),
)
