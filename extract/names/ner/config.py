"""Settings of the recognizer, as config.toml holds them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

MODEL_OF = {"ja": "ja", "zh-Hans": "zh", "zh-Hant": "zh"}
"""Traditional Chinese is read by the Simplified model: features come from folded text."""

LABELS = ("O", "B", "N", "E", "S", "G", "P", "L", "M")
"""B N E S: beginning, inside, end of a company name, or the whole of it. G other organization, P person, L place, M product or work."""


@dataclass(frozen=True, slots=True)
class Training:
    """One model's data and parameters."""

    judged: tuple[str, ...]
    merged: tuple[str, ...]
    partial: tuple[str, ...]
    swapped: float
    generated: int
    repeated: int
    """How often labelled articles count, as they are and with other names."""
    silver: int
    """Sentences of filings without labels."""
    c1: float
    c2: float
    minfreq: int
    iterations: int
    net: bool
    """Whether there is a net beside the CRF."""


@dataclass(frozen=True, slots=True)
class NetTraining:
    """How the net of every model is trained."""

    seed: int

    width: int
    layers: int
    epochs: int
    rate: float
    dropout: float
    """The share of a unit's numbers that are left out."""
    feature_dropout: float
    """The share of the features that are left out."""
    decay: float
    minfreq: int
    batch: int
    """Units a step."""


def toml(name: str) -> dict[str, Any]:
    """A table of this folder."""
    return tomllib.loads(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))


@cache
def read() -> dict[str, Any]:
    return toml("config.toml")


def training(model: str) -> Training:
    """The settings of "ja" or "zh"."""
    data: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in read()[model].items()}
    return Training(**data)


def net() -> NetTraining:
    """The settings of the nets."""
    return NetTraining(**read()["net"])


def no_firms() -> tuple[str, ...]:
    """Abbreviations of the trade and well-known products: never firms."""
    data = toml("names.toml")
    return (*data["latin"]["abbreviation"], *data["zh"]["real_product"], *data["ja"]["real_product"])
