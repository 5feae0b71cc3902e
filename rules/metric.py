"""The metric table: what a figure is a figure of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from .table import Example, load


@dataclass(frozen=True)
class MetricVariant:
    """One of several figures that go by a metric's name: net profit of the owners, and with the minority's share."""

    id: str
    words: tuple[str, ...]
    """Words by which an article says that it means this one."""
    concepts: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Metric:
    id: str
    unit: str
    """money, percent, count, price (money per share) or times."""
    period: str
    """flow (over a period), stock (as of a day), listing (of the listing day)."""
    forms: Mapping[str, tuple[str, ...]]
    """Surface forms by language: "ja", "zh", and "en" for what both write in Latin letters."""
    examples: tuple[Example, ...]
    loss: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Forms that state the metric as a loss or an outflow: their values are negative."""
    generic: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Those of the forms that stand for whatever profit was named before: 営業損益は3億円の赤字."""
    counters: tuple[str, ...] = ()
    """Quantity units that a count takes; "money" where it is also stated as an amount."""
    concepts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """XBRL concepts by taxonomy, several where filings differ."""
    variants: tuple[MetricVariant, ...] = ()
    """Figures of this name that differ, with concepts of their own; the first is meant where no word says which."""
    cost: bool = False
    """A cost: a positive amount, also where a table brackets it."""
    growth: bool = True
    """Whether its growth is stated as a percentage; a change of a margin is in points."""
    whole: bool = False
    """Whether articles state shares of it."""
    market: bool = False
    """Whether articles state it of a whole market or industry too (国内出荷, 行业融资)."""
    object: bool = False
    """Whether what is shipped or ordered may stand between the word and its value: 交付卫星46颗."""
    once: bool = False
    """A figure that a firm has once, at its listing, so that its day need not be said."""
    first_day: bool = False
    """A price of the first day of trading."""
    earned: bool = False
    """Of the year that earned it, though it is paid later: no forecast only because payment lies ahead."""
    cumulative: bool = False
    """Stated as a total so far as well as for one occasion."""
    planned: str = "forecast"
    """The basis of a listing figure before the listing: forecast (indicative) or target (what the firm means to raise)."""
    adjusted: str = ""
    """The metric that it is after a word of adjustment (経調整, Non-GAAP)."""
    margin: str = ""
    """The metric that it is as a percentage of revenue."""
    in_round: str = ""
    """The metric that it is in a sentence on a round of funding (A輪, シリーズB)."""
    in_offering: str = ""
    """The metric that it is in a sentence on an offering of shares (IPO, 招股)."""
    relation: str = "level"
    """level, or ownership: the figure is of the firm that is held."""

    @property
    def sign(self) -> int:
        """-1 where the metric has loss forms, so that its values may be negative; else 1."""
        return -1 if self.loss else 1

    def elements(self) -> tuple[tuple[str, str, str], ...]:
        """(taxonomy, concept, variant) of every XBRL concept that reports the metric; the variant is "" where there is one only."""
        tables = [("", self.concepts), *((v.id, v.concepts) for v in self.variants)]
        return tuple((taxonomy, name, variant) for variant, table in tables for taxonomy, names in table.items() for name in names)


@dataclass(frozen=True)
class MetricBlock:
    id: str
    forms: tuple[str, ...]
    examples: tuple[Example, ...]
    measure: bool = False
    """Whether they are measures themselves, whose value belongs to no metric of the table."""


@cache
def metrics(overlay: Path | None = None) -> tuple[Metric, ...]:
    return load("metrics", "metric", Metric, overlay)


@cache
def blocks(overlay: Path | None = None) -> tuple[MetricBlock, ...]:
    return load("metrics", "block", MetricBlock, overlay)
