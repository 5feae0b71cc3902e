"""Which of several known figures of one key a fact means: by basis, unit, the article's words, and what was filed by its date."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from ..rules import words as rule_words
from ..rules.fold import fold
from ..rules.metric import metrics
from .interval import Bools, Ints, known
from .keys import NO_PERIOD, Columns, days, dimension, ordinal, texts

if TYPE_CHECKING:
    import pandas as pd

_RIGHT_BEFORE = 6
_BEFORE = 24
"""Characters before a metric's words in which an article says which of several figures it means."""


class Chosen(NamedTuple):
    """`rows`: one known figure, several that fit and differ, or none. `others`: figures of the same name that the article
    may mean too, where none of its words decides. `wanted`: the variant that its words ask for, where `rows` are of another."""

    rows: tuple[int, ...]
    others: tuple[int, ...] = ()
    wanted: str = ""
    convention: bool = False
    """Whether the choice among variants is the market's convention, not the article's word."""
    other_basis: str = ""
    """The basis of the known figures, where none has the fact's."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the known figures of one key."""

    metric: str
    basis: str
    unit: str
    published: date | None


class KnownChoice:
    """Among the known figures of one key. What only depends on the question is worked out once."""

    def __init__(self, given: Columns, frame: pd.DataFrame) -> None:
        self._given = given
        self._filed: Ints = days(frame, "filed_at")
        self._rounding = texts(frame, "rounding")
        self._variant = texts(frame, "variant")
        self.plain: Bools = self._variant == ""
        """Known figures that, standing alone, need no words of the article."""
        self._memo: dict[tuple[int, Question, str], Chosen] = {}

    def of(self, slot: int, rows: Sequence[int], asked: Question, words: Callable[[], str]) -> Chosen:
        """`slot` is a number of the key; `words` gives the article's words before the figure, where they matter."""
        variants = {self._variant[r] for r in rows}
        wanted = variant_of(asked.metric, words()) if variants != {""} else ""
        key = (slot, asked, wanted)
        if key not in self._memo:
            self._memo[key] = self._choose(rows, asked, wanted)
        return self._memo[key]

    def _choose(self, rows: Sequence[int], asked: Question, wanted: str) -> Chosen:
        given = self._given
        based = [r for r in rows if given.basis[r] == asked.basis] or [r for r in rows if given.basis[r] == ""]
        if not based:
            return Chosen((), other_basis=given.basis[rows[0]])
        alike = [r for r in based if dimension(given.unit[r]) == dimension(asked.unit)]
        rows = [r for r in alike if given.unit[r] == asked.unit] or alike or based
        rows = self._as_filed(rows, asked.published)
        order = ["", *variant_ids(asked.metric)]
        if wanted:
            order.remove(wanted)
            order.insert(0, wanted)
        groups = [group for v in order if (group := [r for r in rows if self._variant[r] == v])]
        first = self._settled(groups[0])
        found = self._variant[groups[0][0]]
        if wanted:
            return Chosen(first, wanted=wanted if found not in ("", wanted) else "")
        others = tuple(r for group in groups[1:] for r in self._settled(group)[:1])
        return Chosen(first, others, convention=bool(others))

    def _settled(self, rows: Sequence[int]) -> tuple[int, ...]:
        """The narrowest of figures that say the same, else all of them."""
        if len(rows) < 2:
            return tuple(rows)
        given = self._given
        spans = [known(given.value[r], self._rounding[r]) for r in rows]
        low, high = max(s.low for s in spans if s.low is not None), min(s.high for s in spans if s.high is not None)
        if low <= high and len({given.unit[r] for r in rows}) == 1:
            widths = [(s.high - s.low, r) for s, r in zip(spans, rows, strict=True) if s.high is not None and s.low is not None]
            return (min(widths)[1],)
        return tuple(rows)

    def _as_filed(self, rows: list[int], published: date | None) -> list[int]:
        """What was filed last by the article's date, variant by variant; failing that, what was filed first after it."""
        if published is None:
            return rows
        out: list[int] = []
        for variant in dict.fromkeys(self._variant[r] for r in rows):
            here = [r for r in rows if self._variant[r] == variant]
            dated = [r for r in here if self._filed[r] != NO_PERIOD]
            if dated:
                before = [r for r in dated if self._filed[r] <= ordinal(published)]
                day = max(self._filed[r] for r in before) if before else min(self._filed[r] for r in dated)
                here = [r for r in dated if self._filed[r] == day]
            out += here
        return out


@cache
def variant_ids(metric: str) -> tuple[str, ...]:
    """The variants of a metric, the one that articles mean without saying so first."""
    return tuple(v.id for m in metrics() if m.id == metric for v in m.variants)


@cache
def _words(metric: str) -> tuple[tuple[str, str], ...]:
    pairs = [(fold(w), v.id) for m in metrics() if m.id == metric for v in m.variants for w in v.words]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def variant_of(metric: str, text: str) -> str:
    """The variant that words ask for, by the longest of its words in `text` (folded); "" where none stands there."""
    return next((variant for word, variant in _words(metric) if word in text), "")


def says_alone(metric_text: str, sentence: str) -> bool:
    """Whether words right before or in the metric's own say that the figure is of the parent without its subsidiaries."""
    at = sentence.find(metric_text) if metric_text else -1
    near = fold(sentence[max(at - _RIGHT_BEFORE, 0) : at] + metric_text)
    return rule_words.pattern("known_words", "parent-alone").search(near) is not None


def before_value(metric_text: str, sentence: str) -> str:
    """The words that may say which figure is meant: the metric's own, and those before it in its sentence."""
    at = sentence.find(metric_text) if metric_text else -1
    return fold(sentence[max(at - _BEFORE, 0) : at] + metric_text)
