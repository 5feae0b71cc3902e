"""Filings and the figures tagged in them -> examples: a value of the text that equals a tagged figure is that metric and period.

A folder of filings holds articles.jsonl (id, filing, company, issuer, title, text …) and known.csv (company, metric, period,
segment, value, unit, source: the filing).
"""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from ....corpus.article import Article
from ....corpus.record import Record
from ..line.when import When
from ..slots.choose import NOTHING, Choice, Option, Weighted
from ..slots.metric_reading import MetricReading
from .fit import Decision
from .teach import interval

T = TypeVar("T")
WEIGHT = 0.3
"""A tagged figure may be met by chance, and narratives of one firm repeat each other."""
SPLIT = ("revenue", "operating_profit")
"""Metrics that a filing states by segment: a figure of theirs that no tag has is a part's."""


CHANGED = ("nothing money tail up", "nothing money tail down", "nothing money before yoy")
"""Features of a figure that says by how much another changed."""


@dataclass(frozen=True, slots=True)
class TaggedFiling:
    article: Article
    known: tuple[tuple[str, tuple[date, date], Decimal], ...]
    """(metric, period, value) of the tagged figures of the whole firm."""


def read_filings(folder: Path) -> Iterator[TaggedFiling]:
    tagged: dict[str, list[tuple[str, tuple[date, date], Decimal]]] = defaultdict(list)
    with (folder / "known.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            when = interval(row["period"])
            if when is not None and not row["segment"]:
                tagged[row["source"]].append((row["metric"], when, Decimal(row["value"])))
    for line in (folder / "articles.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        published = date.fromisoformat(row["published"]) if row.get("published") else None
        article = Article(row["id"], row["text"], row["lang"], published, row.get("title", ""), issuer=row.get("issuer", ""))
        yield TaggedFiling(article, tuple(tagged[row["filing"]]))


class Tagger:
    """A chooser that takes what a tagged figure says where one is met, and keeps the example; else what the weights say."""

    def __init__(self, filing: TaggedFiling, records: Sequence[Record], issuer: str, fallback: Weighted) -> None:
        self.filing = filing
        self.issuer = issuer
        self.fallback = fallback
        self.records = {r.start: r for r in records if r.value is not None}
        self.examples: dict[str, list[Decision]] = defaultdict(list)
        self.lost: Counter[str] = Counter()
        self._metric = ""

    def __call__(self, slot: str, options: Sequence[Option[T]], at: int) -> Choice[T]:
        right = self._right(slot.removeprefix("cell "), options, self._met(at))
        if right is None or not any(right):
            choice = self.fallback(slot, options, at)
        else:
            if len(options) > 1:
                features = tuple(tuple(o.features) for o in options)
                self.examples[slot].append(Decision(self.filing.article.id, features, tuple(right), WEIGHT))
            choice = self.fallback(slot, [o for o, r in zip(options, right, strict=True) if r], at)
        if isinstance(choice.option.what, MetricReading):
            self._metric = choice.option.what.metric
        return choice

    def _met(self, at: int) -> set[tuple[str, tuple[date, date]]]:
        """The tagged figures that a value equals as far as it is written."""
        record = self.records.get(at)
        if record is None or record.value is None or record.kind == "percent":
            return set()
        width = 2 * (record.precision or Decimal("0.5"))
        size = abs(record.value)
        return {(metric, when) for metric, when, value in self.filing.known if value and -width / 2 <= abs(value) - size < width}

    def _right(self, slot: str, options: Sequence[Option[T]], met: set[tuple[str, tuple[date, date]]]) -> list[bool] | None:
        if slot == "metric":
            metrics = {metric for metric, _ in met}
            if not met and any(f in CHANGED for o in options for f in o.features):
                return [o.answer == NOTHING for o in options]
            return [o.answer in metrics for o in options]
        if slot == "axis":
            return None
        met = {(metric, when) for metric, when in met if metric == self._metric}
        if not met:
            if slot == "part" and self._metric in SPLIT:
                return [o.answer != NOTHING and any("like a part at its end" in f for f in o.features) for o in options]
            return None
        if slot == "firm":
            return [o.answer == self.issuer for o in options]
        if slot == "period":
            whens = {when for _, when in met}
            return [isinstance(o.what, When) and (o.what.start, o.what.end) in whens for o in options]
        if slot == "part":
            return [o.answer == NOTHING for o in options]
        return [o.answer == "actual" for o in options] if slot == "basis" else None
