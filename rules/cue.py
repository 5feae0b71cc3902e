"""The cue table: words that say how a figure relates to its metric, period and company."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .table import Example, load


@dataclass(frozen=True)
class Cue:
    id: str
    forms: tuple[str, ...]
    examples: tuple[Example, ...]
    chinese: tuple[str, ...] = ()
    """Forms of Chinese texts only: in Japanese they end other words (食料, 衣料)."""
    down: tuple[str, ...] = ()
    """Forms that say besides that the figure fell: 年減, 季減."""
    shift: int = 0
    """For words that stand for a period: by how many months it lies before or after the one spoken of."""
    span: str = ""
    """For words that stand for a period: year, half, quarter, month or end of the one spoken of; empty: the same length."""
    period: bool = False
    """Whether the word stands for a period."""


@cache
def cues(overlay: Path | None = None) -> tuple[Cue, ...]:
    return load("cues", "cue", Cue, overlay)
