"""How probable it is that a fact is right: how sure its choices were, and what makes facts of a kind more or less trusty."""

from __future__ import annotations

import math
from collections.abc import Mapping

from .scope import Stated

SLOTS = ("metric", "axis", "firm", "period", "part", "basis")
LIMIT = 6.0
"""The log-odds of a choice count as no more than this."""
FAR = 40
"""A metric that is named so many characters before its value, or more, is far from it."""


def log_odds(p: float) -> float:
    p = min(max(p, 1e-4), 1 - 1e-4)
    return min(math.log(p / (1 - p)), LIMIT)


def traits(one: Stated, issuer: str) -> dict[str, float]:
    """What speaks for a fact: below LIMIT, the log-odds of each choice, of the least sure and of all together; and by name what it is."""
    out = {f"sure {slot}": log_odds(one.sure[slot]) - LIMIT for slot in SLOTS if slot in one.sure}
    out["least sure"] = log_odds(min(one.sure.values())) - LIMIT
    out["all sure"] = log_odds(math.prod(one.sure.values())) - LIMIT
    names = ["fact", "cell" if one.cell else "prose", f"relation {one.relation}", f"basis {one.basis}"]
    sort = one.word.metric.period if one.word is not None else ""
    names += [f"cell {slot} inferred {sort}" if one.cell else f"{slot} inferred" for slot in one.inferred]
    names.append(f"of issuer {one.firm == issuer}" if issuer else "no issuer")
    for name, holds in (
        ("of a list", "axis" in one.sure),
        ("no firm", not one.firm),
        ("no period", one.when is None),
        ("of a part", bool(one.part)),
        ("baseline", one.baseline),
        ("far word", one.word is not None and one.word.start < one.value.start - FAR),
    ):
        if holds:
            names.append(name)
    return out | dict.fromkeys(names, 1.0)


def probability(found: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Of a fact with these traits (logistic regression); without weights, that all of its choices are right."""
    if not weights:
        return 1 / (1 + math.exp(-found["all sure"] - LIMIT))
    return 1 / (1 + math.exp(-sum(weights.get(name, 0.0) * value for name, value in found.items())))
