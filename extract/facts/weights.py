"""The weights of the features, and of what makes a fact probable: weights.toml."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Weights:
    slots: Mapping[str, Mapping[str, float]]
    """Slot -> feature -> weight."""
    score: Mapping[str, float] = field(default_factory=dict)
    """Trait of a fact -> weight (score.py), as facts were right on articles left out of training."""


@cache
def by_hand() -> Mapping[str, Mapping[str, float]]:
    """The weights that were set by hand, from which learning starts: by_hand.toml."""
    document = tomllib.loads(resources.files(__package__).joinpath("by_hand.toml").read_text(encoding="utf-8"))
    return {slot: {str(k): float(v) for k, v in table.items()} for slot, table in document.items()}


@cache
def read() -> Weights:
    file = resources.files(__package__).joinpath("weights.toml")
    document = tomllib.loads(file.read_text(encoding="utf-8"))
    slots = {slot: {str(k): float(v) for k, v in table.items()} for slot, table in document.items()}
    return Weights(slots, slots.pop("score", {}))


def write(weights: Weights) -> str:
    """A weights.toml: the features of each slot by name."""
    lines = [
        "# What speaks for an option, by slot, and for a fact. Made by python -m mokuromi.extract.train_facts;"
        " a feature that is not named weighs nothing.",
    ]
    for slot, table in [("score", weights.score), *weights.slots.items()]:
        lines.append(f'\n["{slot}"]')
        kept = sorted((name, weight) for name, weight in table.items() if abs(weight) >= 0.01)
        lines.extend(f"{json.dumps(name, ensure_ascii=False)} = {weight:.2f}" for name, weight in kept)
    return "\n".join(lines) + "\n"
