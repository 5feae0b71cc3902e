"""Which of the proposed spans are names: each gets a probability from named features, and the best set without overlap wins."""

from __future__ import annotations

import math
import tomllib
from bisect import bisect_right
from collections.abc import Mapping, Sequence, Set
from functools import cache
from importlib import resources

from ..text.document import Document
from .directory import Directory
from .ner.marginals import Marginals
from .pool import Pool, Proposal
from .proposals import read, repeat
from .weigh import beside_chosen, weigh


def choose(document: Document, source: str, pool: Pool, marginals: Marginals, known: Directory) -> list[tuple[Proposal, float]]:
    """The proposals that are names, with their probabilities, sorted by start.

    First each stands for itself; then every place of a string that was chosen somewhere is proposed too, and all are weighed
    again, with what was chosen.
    """
    read(document, pool, marginals)
    side = "ja" if document.lang == "ja" else "zh"
    weight = weights(side)
    proposals = weigh(document, source, pool, marginals, known)
    first = best(proposals, weight)
    chosen = {(p.start, p.end) for p, _ in first}
    again = repeat(document, pool, [p for p, _ in first]) or _divided(document.folded, proposals, chosen)
    if not again and not _lists(proposals, source, side, chosen, weight):
        return first
    return best(weigh(document, source, pool, marginals, known, chosen), weight)


_PERHAPS = -3.0
"""What log-odds a span has at least that a name beside it in a list may make one."""


def _lists(proposals: Sequence[Proposal], source: str, side: str, chosen: Set[tuple[int, int]], weight: Mapping[str, float]) -> bool:
    """Whether a name that was chosen stands in a list beside what may be one."""
    beside = beside_chosen(proposals, source, side, chosen)
    return any((p.start, p.end) in beside and log_odds(p.features, weight) > _PERHAPS for p in proposals)


def _divided(folded: str, proposals: Sequence[Proposal], chosen: Set[tuple[int, int]]) -> bool:
    """Whether a string was chosen at one place and not at another."""
    taken = {folded[start:end] for start, end in chosen}
    return any((p.start, p.end) not in chosen and folded[p.start : p.end] in taken for p in proposals)


@cache
def weights(side: str) -> Mapping[str, float]:
    """The weights of choice.toml for "ja" or "zh"."""
    text = resources.files(__package__).joinpath("choice.toml").read_text(encoding="utf-8")
    found: Mapping[str, float] = tomllib.loads(text)[side]
    return found


def log_odds(features: Mapping[str, float], weight: Mapping[str, float]) -> float:
    found = weight.get
    return sum([value * found(name, 0.0) for name, value in features.items()])


def best(proposals: Sequence[Proposal], weight: Mapping[str, float]) -> list[tuple[Proposal, float]]:
    """The set of spans without overlap whose log-odds sum up highest, each with its probability, sorted by start."""
    scored = [(p, s) for p in proposals if (s := log_odds(p.features, weight)) > 0]
    scored.sort(key=lambda x: x[0].end)
    ends = [p.end for p, _ in scored]
    sums, step = [0.0], [0]
    for index, (p, score) in enumerate(scored):
        before = bisect_right(ends, p.start, 0, index)
        taken = sums[before] + score
        sums.append(max(taken, sums[-1]))
        step.append(before if taken > sums[-2] else -1)
    out, at = [], len(scored)
    while at:
        if step[at] < 0:
            at -= 1
            continue
        p, score = scored[at - 1]
        out.append((p, 1 / (1 + math.exp(-min(score, 30.0)))))
        at = step[at]
    return out[::-1]
