"""Options of one slot -> the likeliest: a weight for each named feature, a probability for each answer."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")
NEARER = 0.7
"""Options come the nearest first: of two with one answer the farther one must weigh so much more to be taken."""
NOTHING = ""
"""The answer of the option that none of the others is right."""


@dataclass(slots=True)
class Option(Generic[T]):
    """`answer` names what the option amounts to: options with one answer support each other."""

    answer: str
    features: list[str]
    what: T


@dataclass(slots=True)
class Choice(Generic[T]):
    """The likeliest option of the likeliest answer, and the probability of that answer."""

    option: Option[T]
    probability: float


class Chooser(Protocol):
    def __call__(self, slot: str, options: Sequence[Option[T]], at: int) -> Choice[T]:
        """The choice for the value at offset `at`; there is at least one option."""
        ...


_NO_WEIGHT = repeat(0.0)


class Weighted:
    """Chooses by weights: slot -> feature -> weight; an unknown feature weighs nothing."""

    def __init__(self, weights: Mapping[str, Mapping[str, float]]) -> None:
        self.weights = weights

    def __call__(self, slot: str, options: Sequence[Option[T]], at: int) -> Choice[T]:
        if len(options) == 1:
            return Choice(options[0], 1.0)
        weight = self.weights.get(slot, {}).get
        scores = [sum(map(weight, option.features, _NO_WEIGHT)) for option in options]
        top = max(scores)
        mass: dict[str, float] = {}
        for option, score in zip(options, scores, strict=True):
            mass[option.answer] = mass.get(option.answer, 0.0) + math.exp(score - top)
        answer = max(mass, key=mass.__getitem__)
        best, least = options[0], -math.inf
        for option, score in zip(options, scores, strict=True):
            if option.answer == answer and score > least:
                best, least = option, score + NEARER
        return Choice(best, mass[answer] / sum(mass.values()))


class Explained:
    """A chooser that remembers which features decided: reasons[at] are lines, one for each slot of the value there."""

    def __init__(self, choose: Weighted) -> None:
        self._choose = choose
        self.reasons: dict[int, list[str]] = {}

    def __call__(self, slot: str, options: Sequence[Option[T]], at: int) -> Choice[T]:
        choice = self._choose(slot, options, at)
        weigh = self._choose.weights.get(slot, {}).get
        weighed = sorted(((weigh(f, 0.0), f) for f in choice.option.features), key=lambda pair: -abs(pair[0]))
        features = ", ".join(f"{name} {weight:+.1f}" for weight, name in weighed[:4] if weight)
        rivals = len({o.answer for o in options}) - 1
        answer = choice.option.answer or "none"
        self.reasons.setdefault(at, []).append(
            f"{slot:8} {answer} ({choice.probability:.0%} against {rivals} other{'s' * (rivals != 1)}): {features}"
        )
        return choice


@lru_cache(maxsize=4096)
def bucket(number: int, *limits: int) -> str:
    """The least limit that is not passed, or `more`: a number as part of a feature's name."""
    for limit in limits:
        if number <= limit:
            return str(limit)
    return "more"
