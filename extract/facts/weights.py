"""The weights of the features and the calibration of scores: weights.toml."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Weights:
    slots: Mapping[str, Mapping[str, float]]
    """Slot -> feature -> weight."""
    slope: float = 1.0
    offset: float = 0.0

    def calibrated(self, raw: float) -> float:
        """The share of facts with a raw score that is right, as it was on articles left out of training."""
        p = min(max(raw, 1e-4), 1 - 1e-4)
        return 1 / (1 + math.exp(-(self.slope * math.log(p / (1 - p)) + self.offset)))


@cache
def by_hand() -> Mapping[str, Mapping[str, float]]:
    """The weights that were set by hand, from which learning starts: by_hand.toml."""
    document = tomllib.loads(resources.files(__package__).joinpath("by_hand.toml").read_text(encoding="utf-8"))
    return {slot: {str(k): float(v) for k, v in table.items()} for slot, table in document.items()}


@cache
def read() -> Weights:
    file = resources.files(__package__).joinpath("weights.toml")
    document = tomllib.loads(file.read_text(encoding="utf-8"))
    curve = document.pop("calibration", {})
    slots = {slot: {str(k): float(v) for k, v in table.items()} for slot, table in document.items()}
    return Weights(slots, float(curve.get("slope", 1.0)), float(curve.get("offset", 0.0)))


def write(weights: Weights) -> str:
    """A weights.toml: the features of each slot by name."""
    lines = [
        "# What speaks for an option, by slot. Made by python -m mokuromi.extract.facts.train; a feature that is not named weighs nothing.",
        f"\n[calibration]\nslope = {weights.slope}\noffset = {weights.offset}",
    ]
    for slot, table in weights.slots.items():
        lines.append(f'\n["{slot}"]')
        lines.extend(f'"{name}" = {weight:.2f}' for name, weight in sorted(table.items()) if abs(weight) >= 0.01)
    return "\n".join(lines) + "\n"
