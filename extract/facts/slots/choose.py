"""Options of one slot -> the likeliest: a weight for each named feature, a probability for each answer."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


class _Known(dict[str, float]):
    """Weights by feature; an unknown one weighs nothing, and is not kept."""

    def __missing__(self, feature: str) -> float:
        return 0.0


class Weighted:
    """Chooses by weights: slot -> feature -> weight; an unknown feature weighs nothing."""

    def __init__(self, weights: Mapping[str, Mapping[str, float]]) -> None:
        self.weights = weights
        self._known = defaultdict(_Known, {slot: _Known(table) for slot, table in weights.items()})

    def __call__(self, slot: str, options: Sequence[Option[T]], at: int) -> Choice[T]:
        weight = self._known[slot].__getitem__
        scores = [sum(map(weight, option.features)) for option in options]
        if len(options) == 1:
            return Choice(options[0], 1.0)
        top = max(scores)
        mass: dict[str, float] = {}
        best: dict[str, tuple[float, Option[T]]] = {}
        for option, score in zip(options, scores, strict=True):
            mass[option.answer] = mass.get(option.answer, 0.0) + math.exp(score - top)
            if option.answer not in best or score > best[option.answer][0] + NEARER:
                best[option.answer] = (score, option)
        answer = max(mass, key=mass.__getitem__)
        return Choice(best[answer][1], mass[answer] / sum(mass.values()))


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


def bucket(number: int, *limits: int) -> str:
    """The least limit that is not passed, or `more`: a number as part of a feature's name."""
    for limit in limits:
        if number <= limit:
            return str(limit)
    return "more"
