"""Across articles: which known figures were matched with no fact, which facts have no known figure, who contradicts whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from . import interval
from .explain import Explainer
from .join import Said, join
from .keys import columns, dates_of, decimals, dimension, ordinal, texts
from .notes import Notes
from .places import ValuePlace, places

if TYPE_CHECKING:
    import pandas as pd

STATEMENT_COLUMNS = (
    "company", "metric", "period", "segment", "basis", "unit", "articles", "latest_article", "latest_value",
    "precise_article", "precise_value", "conflict", "explanation",
)  # fmt: skip


@dataclass(frozen=True)
class Coverage:
    """`unstated`: known figures that were matched with no fact, with `places`, where such a value stands and what it was read as.
    `unchecked`: facts without a known figure."""

    unstated: pd.DataFrame
    unchecked: pd.DataFrame
    known: int
    """How many known figures there are."""
    facts: int
    places: tuple[tuple[ValuePlace, ...], ...] = ()
    """For each row of `unstated`."""


def coverage(facts: pd.DataFrame, known: pd.DataFrame, records: pd.DataFrame | None = None, *, lang: str = "en") -> Coverage:
    """`facts` may be a result of `reconcile`: then what was compared there is matched, too; else figures are joined by their keys.

    That no fact was matched does not say that no article states the figure: with `records` every mention of such a value in an
    article on the firm is found, without them those of facts only.
    """
    facts, known = facts.reset_index(drop=True), known.reset_index(drop=True)
    joined = join(columns(facts), columns(known), known, Said.of(facts))
    compared = set(texts(facts, "known_source")) - {""}
    used = [row in joined.used or source in compared for row, source in enumerate(texts(known, "source"))]
    unstated = known[[not one for one in used]].reset_index(drop=True)
    found = places(unstated, facts, records)
    shown = Notes(Explainer(lang).lang)
    unstated["places"] = np.array([shown.places(each) for each in found] or [""][:0], dtype=object)
    return Coverage(unstated, facts[joined.position == -1].reset_index(drop=True), len(known), len(facts), found)


def statements(facts: pd.DataFrame, *, published: Mapping[str, date] | None = None, lang: str = "en") -> pd.DataFrame:
    """One row of `STATEMENT_COLUMNS` per figure that several articles state: the latest and the most precise statement.

    Two articles conflict when their intervals do not meet; only actual figures can. The latest needs the articles'
    dates (`published`, or a column of that name). Facts without company or period are left out.
    """
    import pandas as pd

    facts = facts.reset_index(drop=True)
    found = _Statements(facts, published, Explainer(lang))
    return pd.DataFrame(found.rows(), columns=list(STATEMENT_COLUMNS))


class _Statements:
    def __init__(self, facts: pd.DataFrame, published: Mapping[str, date] | None, explain: Explainer) -> None:
        self._keys, self._explain = columns(facts), explain
        self._articles = texts(facts, "article_id")
        self._written = {c: texts(facts, c) for c in ("company", "metric", "period", "segment", "basis", "unit")}
        self._top, self._precision, self._modifier = decimals(facts, "value_max"), decimals(facts, "precision"), texts(facts, "modifier")
        dates = dates_of(published, facts)
        self._days = [0] * len(facts) if dates is None else [ordinal(d) for d in dates]

    def rows(self) -> list[dict[str, Any]]:
        k = self._keys
        groups: dict[tuple[Any, ...], list[int]] = defaultdict(list)
        kinds = [u if dimension(u) == "money" else dimension(u) for u in k.unit]
        for i, key in enumerate(zip(k.company, k.metric, k.start, k.end, k.segment, k.basis, kinds, strict=True)):
            if key[0] and key[2] > 0 and key[1] != "other" and k.value[i] is not None:
                groups[key].append(i)
        return [self._row(rows) for rows in groups.values() if len({self._articles[i] for i in rows}) > 1]

    def _row(self, rows: Sequence[int]) -> dict[str, Any]:
        value, explain = self._keys.value, self._explain
        precise = min(rows, key=self._vagueness)
        latest = max((i for i in rows if self._days[i]), key=lambda i: (self._days[i], -i), default=None)
        apart = self._apart(rows) if self._written["basis"][rows[0]] in ("", "actual") else None
        written = {c: self._written[c][rows[0]] for c in self._written}
        head = explain.head(written["company"], written["metric"], written["period"], written["segment"])
        shown = apart or (precise, precise)
        figures = [
            explain.words["says"].format(article=self._articles[i], figure=explain.interval(self._span(i), self._written["unit"][i]))
            for i in shown
        ]
        text = explain.words["conflict" if apart else "agreed"].format(head=head, first=figures[0], second=figures[1], count=len(rows))
        return {
            **written,
            "articles": len({self._articles[i] for i in rows}),
            "latest_article": "" if latest is None else self._articles[latest],
            "latest_value": None if latest is None else value[latest],
            "precise_article": self._articles[precise],
            "precise_value": value[precise],
            "conflict": apart is not None,
            "explanation": text,
        }

    def _span(self, i: int) -> interval.Interval:
        return interval.stated(self._keys.value[i], self._top[i], self._modifier[i] or None, self._precision[i])

    def _vagueness(self, i: int) -> tuple[bool, Decimal, int]:
        span = self._span(i)
        if span.low is None or span.high is None:
            return True, Decimal(0), i
        return False, span.high - span.low, i

    def _apart(self, rows: Sequence[int]) -> tuple[int, int] | None:
        """The two articles whose intervals are furthest apart, where some do not meet."""
        spans = {i: self._span(i) for i in rows}
        highest = max((i for i in rows if spans[i].low is not None), key=lambda i: (spans[i].low, -i), default=None)
        lowest = min((i for i in rows if spans[i].high is not None), key=lambda i: (spans[i].high, i), default=None)
        if highest is None or lowest is None or self._articles[highest] == self._articles[lowest] or spans[highest].meets(spans[lowest]):
            return None
        return lowest, highest
