"""Which known figure, if any, a fact is to be compared with: a join on integer keys.

Key: company, metric, start and end, segment; a balance also by its day alone, a figure of the listing also without one. Then
basis, unit, the article's words and the filing date choose. A fact of a part of the firm is never joined with a figure of the
whole, nor the other way round.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from .choice import Chosen, KnownChoice, Question, before_value, says_alone
from .interval import Bools, Ints
from .keys import BAD_PERIOD, NO_PERIOD, Columns, Objects, mapped, nature, once, texts

if TYPE_CHECKING:
    import pandas as pd

NONE, AMBIGUOUS = -1, -2
_KEY = ("company", "metric", "segment", "end", "start")


@dataclass(slots=True)
class Joined:
    """`position[i]` is the row of the known figures for fact i, NONE or AMBIGUOUS."""

    position: Ints
    ambiguous: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """Known rows that fit and differ, by fact."""
    chosen: dict[int, Chosen] = field(default_factory=dict)
    """How the known figure of a fact was chosen, where there was something to choose."""
    used: set[int] = field(default_factory=set)
    """Known rows whose key some fact has."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the articles say besides the keys: the metric's words and sentence of every fact, and the article's date."""

    metric_text: Objects
    sentence: Objects
    published: Objects | None = None

    @classmethod
    def of(cls, facts: pd.DataFrame, published: Objects | None = None) -> Said:
        return cls(texts(facts, "metric_text"), texts(facts, "sentence"), published)

    def alone(self, fact: int) -> bool:
        return says_alone(self.metric_text[fact], self.sentence[fact])

    def words(self, fact: int) -> str:
        return before_value(self.metric_text[fact], self.sentence[fact])


def join(facts: Columns, given: Columns, frame: pd.DataFrame, said: Said) -> Joined:
    """`frame` is the known figures' (for rounding, filed_at and variant)."""
    out = Joined(np.full(len(facts), NONE, dtype=np.int64))
    if len(given) == 0 or len(facts) == 0:
        return out
    choice = KnownChoice(given, frame)
    open_ = np.ones(len(facts), dtype=np.bool_)
    for number, step in enumerate(_steps(facts, given)):
        todo = np.flatnonzero(open_ & step.mine)
        if len(todo) == 0:
            continue
        here = facts.take(todo)
        left, right, order = _ranges(here, given, step)
        sizes = right - left
        if step.undated:
            sizes = np.where(_undated(here, given, left, right, order), sizes, 0)
        lone = np.flatnonzero(sizes == 1)
        at = order[left[lone]]
        sure = choice.plain[at] & ((given.basis[at] == "") | (given.basis[at] == here.basis[lone]))
        out.position[todo[lone[sure]]] = at[sure]
        out.used.update(at[sure].tolist())
        for i in np.concatenate([lone[~sure], np.flatnonzero(sizes > 1)]).tolist():
            fact = int(todo[i])
            day = None if said.published is None else said.published[fact]
            asked = Question(here.metric[i], here.basis[i] or "actual", here.unit[i], day)
            rows = order[left[i] : right[i]].tolist()
            _settle(out, fact, rows, choice.of(int(left[i]) * 3 + number, rows, asked, partial(said.words, fact)))
        open_[todo[sizes > 0]] = False
    return out


def _settle(out: Joined, fact: int, rows: Sequence[int], found: Chosen) -> None:
    if found.rows:
        out.used.update(rows)
    if len(found.rows) == 1:
        out.position[fact] = found.rows[0]
    elif found.rows:
        out.position[fact] = AMBIGUOUS
        out.ambiguous[fact] = found.rows
    if found.others or found.wanted or found.other_basis:
        out.chosen[fact] = found


class _JoinStep(NamedTuple):
    """One way to join: the first so many columns of the key, for these facts and known rows."""

    columns: int
    mine: Bools
    theirs: Bools
    undated: bool = False
    """Only where the fact or the known figures have no period."""


def _steps(facts: Columns, given: Columns) -> Iterator[_JoinStep]:
    """By the whole key; figures as of a day by the last day of the period alone, since a balance of fiscal 2024 and one of its
    closing day are the same figure; figures of a listing without their day."""
    yield _JoinStep(5, np.ones(len(facts), dtype=np.bool_), np.ones(len(given), dtype=np.bool_))
    yield _JoinStep(4, _stocks(facts), _stocks(given))
    yield _JoinStep(3, _once(facts), _once(given), undated=True)


def _ranges(facts: Columns, given: Columns, step: _JoinStep) -> tuple[Ints, Ints, Ints]:
    """For every fact, the slice [left, right) of `order` that holds the known rows with its key."""
    import pandas as pd

    rows = np.flatnonzero(step.theirs)
    mine, theirs = np.zeros(len(facts), dtype=np.int64), np.zeros(len(rows), dtype=np.int64)
    found = facts.end != BAD_PERIOD
    for name in _KEY[: step.columns]:
        codes, distinct = given.coded(name)
        place = pd.Index(distinct).get_indexer(getattr(facts, name))
        found &= place >= 0
        mine, theirs = mine * len(distinct) + place, theirs * len(distinct) + codes[rows]
        if len(theirs) and theirs.max() >= 2**31:  # the next product could overflow: number the keys anew
            theirs, keys = pd.factorize(theirs)
            mine = pd.Index(keys).get_indexer(pd.Index(mine))
            found &= mine >= 0
    codes, keys = pd.factorize(theirs)
    place = np.where(found, pd.Index(keys).get_indexer(pd.Index(mine)), -1)
    starts = np.concatenate([[0], np.cumsum(np.bincount(codes, minlength=len(keys))), [0]])
    return starts[place], np.where(place >= 0, starts[place + 1], 0), rows[np.argsort(codes, kind="stable")]


def _undated(facts: Columns, given: Columns, left: Ints, right: Ints, order: Ints) -> Bools:
    """Whether a fact, or every known figure of its slice, has no period."""
    open_rows = np.concatenate([[0], np.cumsum(given.end[order] == NO_PERIOD)])
    none = (right > left) & (open_rows[right] - open_rows[left] == right - left)
    out: Bools = (facts.end == NO_PERIOD) | none
    return out


def _stocks(side: Columns) -> Bools:
    stock: Bools = mapped(side.metric, lambda m: nature(m) == "stock", np.bool_) & (side.end > 0)
    return stock


def _once(side: Columns) -> Bools:
    listed: Bools = mapped(side.metric, once, np.bool_) & (side.end != BAD_PERIOD)
    return listed
