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


@cache
def cues(overlay: Path | None = None) -> tuple[Cue, ...]:
    return load("cues", "cue", Cue, overlay)
