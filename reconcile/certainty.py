"""How probable it is that a mismatch is an error of the article, and not a figure that was misread.

A figure that was read with a probability of 0.6 and is the known one with two digits exchanged is an error of the article; one
of 0.9 that is the known figure of a part of the firm is a part's that was taken for the whole's. `traits` says what speaks for
and against, certainty.toml how much; `bench/alarms.py --fit` makes these weights from labelled articles.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from ..rules.fold import fold
from . import interval
from .diagnose import Diagnosis
from .interval import Bools, Ints
from .keys import Columns, Objects, codes_of, mapped

FloatColumn = npt.NDArray[np.float64]
LIMIT = 6.0
"""The log-odds of a reading count as no more than this."""
NEAR = 0.05
"""Beyond this share of a known value no figure is taken for it, however roughly it is stated."""
FAR = 2.0
"""A figure that is more than so many times the other is far from it."""
SLIP_DIGITS = 3
"""So many digits must be stated for one that is off to be a slip."""


@dataclass(frozen=True, slots=True)
class ComparedFacts:
    """Facts with what was said of them; each column is as long as `facts`, but for those of `given`."""

    articles: Objects
    facts: Columns
    given: Columns
    position: Ints
    """The row of the known figure with which each fact was compared."""
    status: Objects
    diagnosis: Mapping[int, Diagnosis]
    score: FloatColumn
    size: FloatColumn
    """The stated values without their sign."""
    margin: FloatColumn
    """Half a unit of the last stated digit."""
    sentence: Objects
    inferred: Objects
    """The names of the slots that came from the context, by fact; None for none."""


@cache
def weights() -> Mapping[str, float]:
    """Trait -> weight in log-odds."""
    table = tomllib.loads(resources.files(__package__).joinpath("certainty.toml").read_text(encoding="utf-8"))
    return {row["trait"]: float(row["weight"]) for row in table["traits"]}


def certainty(found: Mapping[str, FloatColumn], by: Mapping[str, float]) -> FloatColumn:
    """The probability of each row of `traits` (logistic regression)."""
    total = sum((by.get(name, 0.0) * column for name, column in found.items()), np.zeros(len(found["mismatch"])))
    out: FloatColumn = 1 / (1 + np.exp(-total))
    return out


def against(found: Mapping[str, FloatColumn], by: Mapping[str, float], row: int) -> str:
    """The trait that speaks most against this row, "score" where none does."""
    worth = {name: by.get(name, 0.0) * float(column[row]) for name, column in found.items() if by.get(name, 0.0) < 0}
    worst = min(worth, key=lambda name: worth[name], default="score")
    return worst if worth and worth[worst] < 0 else "score"


def traits(of: ComparedFacts, rows: Ints) -> dict[str, FloatColumn]:
    """What speaks for and against these mismatches, by name; one number a row."""
    facts = of.facts
    period = codes_of(of.articles, facts.company, facts.start, facts.end)
    key = codes_of(period, facts.metric, facts.segment, facts.basis)
    agree = mapped(of.status, lambda status: status in interval.AGREE, np.bool_)
    off = np.zeros(len(facts), dtype=np.bool_)
    off[rows] = True
    known = sizes(interval.scaled(of.given.value[of.position[rows]]))
    score = np.clip(of.score[rows], 1e-4, 1 - 1e-4)
    kinds = np.array([of.diagnosis[i].kind if i in of.diagnosis else "" for i in rows.tolist()], dtype=object)
    out: dict[str, Any] = {
        "mismatch": np.ones(len(rows)),
        "score": np.minimum(np.log(score / (1 - score)), LIMIT),
        "period inferred": [slots is not None and "period" in slots for slots in of.inferred[rows]],
        "key agrees": _count(key, agree)[rows] > 0,
        "rival": _count(key, off)[rows] > 1,
        "period agrees": np.log((_count(period, agree)[rows] + 1) / _count(period, off)[rows]),
        "known is stated": _known_is_stated(of, rows, known),
        "growth with the other sign": (kinds == "sign") & ["_growth" in metric for metric in facts.metric[rows]],
        "fall with the other sign": (kinds == "sign") & np.array([value < 0 for value in facts.value[rows]], dtype=np.bool_),
        "own year alone is named": _own_year_alone(of, rows, kinds),
    }
    out |= {f"like {kind}": kinds == kind for kind in ("scale", "currency", "period", "basis", "segment")}
    out["exchanged"] = _exchanged(of, rows)
    out |= _of_plain(of, rows, kinds, known)
    return {name: np.asarray(column, dtype=np.float64) for name, column in out.items()}


def _count(codes: Ints, here: Bools) -> Ints:
    """For every row, how many of `here` have its code."""
    out: Ints = np.bincount(codes[here], minlength=len(codes))[codes]
    return out


def sizes(values: interval.Scaled) -> FloatColumn:
    """Numbers without their sign as floats, which only tell what is near; 0 for none."""
    out = np.abs(values.thousandths) / 1000
    for i in np.flatnonzero(~values.fits).tolist():
        out[i] = abs(float(values.exact[i]))
    return out


def _known_is_stated(of: ComparedFacts, rows: Ints, known: FloatColumn) -> list[bool]:
    """Whether a fact of the article that is no mismatch has the known value; where two figures are exchanged, both are."""
    articles = codes_of(of.articles)
    other = (np.bincount(articles[rows], minlength=len(articles))[articles] > 0) & ~interval.missing(of.facts.value)
    other[rows] = False
    here = np.flatnonzero(other)
    here = here[np.lexsort((of.size[here], articles[here]))]
    sizes, margins, owner = of.size[here].tolist(), of.margin[here].tolist(), articles[here]
    starts, ends = (np.searchsorted(owner, articles[rows], side=side).tolist() for side in ("left", "right"))
    out = []
    for size, start, end in zip(known.tolist(), starts, ends, strict=True):
        left, right = bisect_left(sizes, size * (1 - NEAR), start, end), bisect_left(sizes, size * (1 + NEAR), start, end)
        out.append(size > 0 and any(abs(sizes[n] - size) <= margins[n] for n in range(left, right)))
    return out


def _exchanged(of: ComparedFacts, rows: Ints) -> list[bool]:
    """Whether the figure is the known one of another figure of the article, which has this one's."""
    pairs = [(of.articles[i], int(of.position[i]), of.diagnosis[i].row if i in of.diagnosis else -1) for i in rows.tolist()]
    looks = set(pairs)
    return [own != like and (article, like, own) in looks for article, own, like in pairs]


def _own_year_alone(of: ComparedFacts, rows: Ints, kinds: Objects) -> Bools:
    """For the figure of another period: whether the sentence names the year that it was read as, and not the other's."""
    out = np.zeros(len(rows), dtype=np.bool_)
    for n in np.flatnonzero(kinds == "period").tolist():
        i, sentence = int(rows[n]), fold(of.sentence[rows[n]])
        own, other = of.facts.end[i], of.given.end[of.diagnosis[i].row]
        out[n] = min(own, other) > 0 and _year(own) in sentence and _year(other) not in sentence
    return out


def _year(end: int) -> str:
    """The year of the last day of a period."""
    return str(date.fromordinal(int(end) - 1).year)


def _of_plain(of: ComparedFacts, rows: Ints, kinds: Objects, known: FloatColumn) -> dict[str, Bools]:
    """Of mismatches that look like nothing: whether the two figures are far apart, or one digit or two away from each other."""
    far, slip = np.zeros(len(rows), dtype=np.bool_), np.zeros(len(rows), dtype=np.bool_)
    plain = np.flatnonzero(kinds == "")
    mine, theirs = of.size[rows[plain]], known[plain]
    far[plain] = np.maximum(mine, theirs) > FAR * np.minimum(mine, theirs)
    pairs = zip(of.facts.value[rows[plain]], of.given.value[of.position[rows[plain]]], strict=True)
    slip[plain] = [digit_slip(stated, figure) for stated, figure in pairs]
    return {"far": far, "digit slip": slip}


def digit_slip(stated: Decimal, known: Decimal) -> bool:
    """Whether the stated digits are the known ones but for one before the last, or for two neighbours exchanged."""
    mine, theirs = stated.normalize().as_tuple(), known.normalize().as_tuple()
    if len(mine.digits) < SLIP_DIGITS or stated.adjusted() != known.adjusted() or mine.sign != theirs.sign:
        return False
    return _one_slip(mine.digits, (*theirs.digits, *(0,) * len(mine.digits))[: len(mine.digits)])


def _one_slip(mine: Sequence[int], theirs: Sequence[int]) -> bool:
    apart = [n for n, (a, b) in enumerate(zip(mine, theirs, strict=True)) if a != b]
    if len(apart) == 1:
        return apart[0] < len(mine) - 1
    return len(apart) == 2 and apart[1] == apart[0] + 1 and [mine[n] for n in apart] == [theirs[n] for n in reversed(apart)]
