"""The metric table: what a figure is a figure of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from .table import Example, load


@dataclass(frozen=True)
class Metric:
    id: str
    unit: str
    """money, percent, count, or price (money per share)."""
    period: str
    """flow (over a period), stock (as of a day), listing (of the listing day)."""
    forms: Mapping[str, tuple[str, ...]]
    """Surface forms by language, "ja" and "zh"."""
    examples: tuple[Example, ...]
    loss: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Forms that state the metric as a loss: their values are negative."""
    counters: tuple[str, ...] = ()
    """Quantity units that a count takes."""
    concepts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """XBRL concepts by taxonomy, several where filings differ."""

    @property
    def sign(self) -> int:
        """-1 where the metric has loss forms, so that its values may be negative; else 1."""
        return -1 if self.loss else 1


@dataclass(frozen=True)
class Block:
    id: str
    forms: tuple[str, ...]
    examples: tuple[Example, ...]


@cache
def metrics(overlay: Path | None = None) -> tuple[Metric, ...]:
    return load("metrics", "metric", Metric, overlay)


@cache
def blocks(overlay: Path | None = None) -> tuple[Block, ...]:
    return load("metrics", "block", Block, overlay)
