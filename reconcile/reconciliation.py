"""Facts x known figures -> status, diagnosis and probability of every fact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ..rules import words
from . import alarms, certainty, interval
from .diagnose import Diagnoser, Diagnosis, StatedFigure
from .fx import Rates
from .join import AMBIGUOUS, NONE, Joined, Said, join
from .keys import Objects, columns, dates_of, decimals, dimension, mapped, nature, segment_key, texts
from .neighbours import Neighbour, Neighbours

if TYPE_CHECKING:
    import pandas as pd

ALARM_SCORE = 0.8
"""A mismatch that is an error of the article with less probability raises no alarm: see certainty.py."""
ABROAD = frozenset(("currency", "period", "metric", "company"))
"""What an amount in another currency than the known one may look like and be compared: its number in that currency, or the known
figure, in its own, of another period, metric or firm."""


class GivenFigure(NamedTuple):
    """A known figure as explanations write it."""

    value: Decimal
    unit: str
    source: str


class OtherFigure(NamedTuple):
    """A known figure of the variant `here`, where the article speaks of `wanted`."""

    here: str
    wanted: str
    figure: GivenFigure


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms facts are compared."""

    fx: Rates | None = None
    published: Mapping[str, date] | None = None
    alarm_score: float = ALARM_SCORE
    parent_known: bool | None = None
    """What `parent_known` says of all known figures, where only a part of them is given; None where all are."""


def parent_known(known: pd.DataFrame) -> bool:
    """Whether figures of a parent alone are among the known ones: then a fact whose words are of the parent alone is of that part."""
    return words.forms("known_words", "parent-alone")[0] in set(mapped(texts(known, "segment"), segment_key))


class Reconciliation:
    """All facts compared with the known figures; `certainty` is the probability that a mismatch is an error of the article, by `traits`."""

    def __init__(self, facts: pd.DataFrame, known: pd.DataFrame, terms: Terms) -> None:
        self.frame, self.known = facts.reset_index(drop=True), known[known["value"].notna()].reset_index(drop=True)
        self.facts, self.given = columns(self.frame), columns(self.known)
        self.top, self.precision = decimals(self.frame, "value_max"), decimals(self.frame, "precision")
        self.scaled, self.scaled_precision = interval.scaled(self.facts.value), interval.scaled(self.precision)
        self._scaled_given = interval.scaled(self.given.value)
        self.modifier = texts(self.frame, "modifier")
        self._articles = texts(self.frame, "article_id")
        self._rounding, self.sources = texts(self.known, "rounding"), texts(self.known, "source")
        self.variant = texts(self.known, "variant")
        self._said = Said.of(self.frame, dates_of(terms.published, facts))
        if parent_known(self.known) if terms.parent_known is None else terms.parent_known:
            self._parent_alone()
        self.joined: Joined = join(self.facts, self.given, self.known, self._said)
        self.known_value: Objects = np.full(len(self.facts), None, dtype=object)
        self.known_unit: Objects = np.full(len(self.facts), "", dtype=object)
        self.known_source: Objects = np.full(len(self.facts), "", dtype=object)
        self.status: Objects = np.full(len(self.facts), "unknown", dtype=object)
        self.alarm: Objects = np.full(len(self.facts), "", dtype=object)
        self.diagnosis: dict[int, Diagnosis] = {}
        self.alarms: tuple[alarms.Alarm, ...] = ()
        self.aside: dict[int, OtherFigure] = {}
        self.incomparable = np.zeros(len(self.facts), dtype=np.bool_)
        self.foreign: dict[int, GivenFigure] = {}
        self.neighbours: dict[int, Neighbour] = {}
        self._compare(terms.fx)
        self._other_variants()
        self._near_keys()
        self._diagnose()
        self.differing: interval.Ints = np.flatnonzero(self.status == "mismatch")
        """The facts that differ, which `traits` has a row for."""
        self.traits: dict[str, certainty.FloatColumn] = {}
        self.certainty = np.ones(len(self.facts))
        self._weigh()
        self.least = terms.alarm_score
        self._doubt()

    def _parent_alone(self) -> None:
        """A fact whose words are of the parent alone is of that part."""
        alone = words.forms("known_words", "parent-alone")[0]
        for i in np.flatnonzero(self.facts.segment == "").tolist():
            if self._said.alone(i):
                self.facts.segment[i] = alone

    def _compare(self, fx: Rates | None) -> None:
        self.joined.position[interval.missing(self.facts.value)] = NONE
        self.status[self.joined.position == AMBIGUOUS] = "ambiguous"
        hit = np.flatnonzero(self.joined.position >= 0)
        at = self.joined.position[hit]
        mine, theirs = self.facts.unit[hit], self.given.unit[at]
        alike = _pairwise(mine, theirs)
        self.incomparable[hit[alike == 0]] = True
        self.joined.position[hit[alike == 0]] = NONE
        hit, at, alike = hit[alike > 0], at[alike > 0], alike[alike > 0]
        self.known_value[hit], self.known_source[hit] = self.given.value[at], self.sources[at]
        self.known_unit[hit] = self.given.unit[at]
        same, foreign = hit[alike == 2], hit[alike == 1]
        codes = _codes(self.modifier[same])
        given = self._scaled_given.take(at[alike == 2])
        self.status[same] = interval.statuses(self.scaled.take(same), self.top[same], codes, self.scaled_precision.take(same), given)
        self.status[foreign] = "mismatch"
        for i in same[(self.status[same] == "mismatch") & (self._rounding[at[alike == 2]] != "")]:
            if self._stated(i).meets(interval.known(self.known_value[i], self._rounding[self.joined.position[i]])):
                self.status[i] = "rounded"
        for i in foreign if fx is not None else ():
            self._convert(int(i), fx)

    def _stated(self, i: int) -> interval.Interval:
        return interval.stated(self.facts.value[i], self.top[i], self.modifier[i], self.precision[i])

    def _convert(self, i: int, fx: Rates | None) -> None:
        """Compare in the fact's currency: flows at the average rate of the period, the rest at the closing rate."""
        kind = "average" if nature(self.facts.metric[i]) == "flow" else "closing"
        converted = (
            fx.convert(self.known_value[i], self.known_unit[i], self.facts.unit[i], kind, self.facts.start[i], self.facts.end[i])
            if fx
            else None
        )
        if converted is None:
            return
        value, low, high, rate = converted
        status = interval.status(self.facts.value[i], self.top[i], self.modifier[i] or None, self.precision[i], value)
        if status == "mismatch" and self._stated(i).meets(interval.Interval(low, high)):
            status = "rounded"
        self.status[i], self.known_value[i], self.known_unit[i] = status, value, self.facts.unit[i]
        self.known_source[i] = f"{self.known_source[i]} via_fx {rate}"

    def _other_variants(self) -> None:
        """Where no word of the article decides among figures of one name, one that agrees is the one that it means; where its words
        ask for one that is not known, another that differs says nothing."""
        for i in np.flatnonzero((self.status == "mismatch") & (self.facts.segment == "")).tolist():
            if self._said.alone(i):
                self._set_aside(i, "group", "alone")
        for i, chosen in self.joined.chosen.items():
            if self.status[i] != "mismatch":
                continue
            if chosen.wanted:
                self._set_aside(i, self.variant[self.joined.position[i]], chosen.wanted)
            for row in chosen.others:
                status = self._against(i, row)
                if status in interval.AGREE:
                    self.joined.position[i], self.status[i] = row, status
                    self.known_value[i], self.known_unit[i] = self.given.value[row], self.given.unit[row]
                    self.known_source[i] = self.sources[row]
                    break

    def _set_aside(self, i: int, here: str, wanted: str) -> None:
        """The known figure is another one than the article speaks of: it is told of, not compared."""
        self.aside[i] = OtherFigure(here, wanted, self._given(i))
        self._leave(i)

    def _given(self, i: int) -> GivenFigure:
        return GivenFigure(self.known_value[i], self.known_unit[i], self.known_source[i])

    def _leave(self, i: int) -> None:
        self.status[i], self.joined.position[i] = "unknown", NONE
        self.known_value[i], self.known_unit[i], self.known_source[i] = None, "", ""

    def _against(self, i: int, row: int) -> str:
        if _pairwise(self.facts.unit[i : i + 1], self.given.unit[row : row + 1])[0] != 2:
            return "unknown"
        actual = self.given.value[row]
        status = interval.status(self.facts.value[i], self.top[i], self.modifier[i] or None, self.precision[i], actual)
        if status == "mismatch" and self._rounding[row] and self._stated(i).meets(interval.known(actual, self._rounding[row])):
            return "rounded"
        return status

    def _figure(self, i: int) -> StatedFigure:
        return StatedFigure(i, self.facts.value[i], self.top[i], self.modifier[i] or None, self.precision[i])

    def _near_keys(self) -> None:
        """Facts that are compared with the figure of another key, which the figure itself and the article's words point to."""
        unknown = np.flatnonzero((self.status == "unknown") & ~interval.missing(self.facts.value))
        unknown = np.setdiff1d(unknown, list(self.aside))
        near = Neighbours(self.facts, self.given, self._figure, self._articles, self._said.sentence)
        self.neighbours = near.find(unknown, np.flatnonzero(self.status == "mismatch"))
        for i, found in self.neighbours.items():
            row = found.row
            status = self._against(i, row)
            if status == "unknown":
                continue
            self.joined.position[i], self.status[i], self.incomparable[i] = row, status, False
            self.known_value[i], self.known_unit[i], self.known_source[i] = self.given.value[row], self.given.unit[row], self.sources[row]
            self.facts.company[i], self.facts.segment[i] = self.given.company[row], self.given.segment[row]

    def _diagnose(self) -> None:
        wrong = np.flatnonzero(self.status == "mismatch")
        if len(wrong) == 0:
            return
        diagnoser = Diagnoser(self.facts, self.given, self._articles, wrong, certainty.sizes(self._scaled_given).tolist())
        foreign = is_money(self.facts.unit[wrong]) & (self.facts.unit[wrong] != self.known_unit[wrong])
        for i, abroad in zip(wrong.tolist(), foreign.tolist(), strict=True):
            found = diagnoser.diagnose(self._figure(i), int(self.joined.position[i]))
            if abroad and found.kind not in ABROAD:
                self.foreign[i] = self._given(i)
                self._leave(i)
            else:
                self.diagnosis[i] = found

    def _weigh(self) -> None:
        """A fact without a score was not read by the program: it cannot be misread."""
        rows = self.differing
        if len(rows) == 0:
            return
        inferred = np.full(len(self.facts), None, dtype=object)
        if "inferred" in self.frame.columns:
            inferred = self.frame["inferred"].to_numpy(dtype=object)
        scores, scored = scores_of(self.frame)
        compared = certainty.ComparedFacts(
            articles=self._articles,
            facts=self.facts,
            given=self.given,
            position=self.joined.position,
            status=self.status,
            diagnosis=self.diagnosis,
            score=scores,
            size=certainty.sizes(self.scaled),
            margin=certainty.sizes(self.scaled_precision),
            sentence=self._said.sentence,
            inferred=inferred,
        )
        self.traits = certainty.traits(compared, rows)
        self.certainty[rows] = np.where(scored[rows], certainty.certainty(self.traits, certainty.weights()), 1.0)

    def _doubt(self) -> None:
        """Mismatches that may well be misread become `doubtful`; the others are alarms, those of one cause one.

        So do those of a forecast against a figure of which nobody says whether it is one: that most likely became known later.
        """
        mismatches = self.differing
        unsure = self.certainty[mismatches] < self.least
        foretold = (self.facts.basis[mismatches] == "forecast") & (self.given.basis[self.joined.position[mismatches]] == "")
        self.status[mismatches[unsure | foretold]] = "doubtful"
        self.alarms = alarms.group(self._articles, self.facts, self.given, self.status, self.diagnosis)
        # within an article, so that its rows are the same whatever else is compared with it
        numbers: Counter[str] = Counter()
        for alarm in self.alarms:
            article = self._articles[alarm.facts[0]]
            numbers[article] += 1
            for i in alarm.facts:
                self.alarm[i] = str(numbers[article])

def scores_of(facts: pd.DataFrame) -> tuple[certainty.FloatColumn, interval.Bools]:
    """The probability that each fact is right, and whether one is given; 1 where none is."""
    if "score" not in facts.columns:
        return np.ones(len(facts)), np.zeros(len(facts), dtype=np.bool_)
    scores = facts["score"].astype(float)
    return np.asarray(scores.fillna(1.0), dtype=np.float64), scores.notna().to_numpy(dtype=np.bool_)


def _codes(modifiers: Objects) -> Any:
    return mapped(modifiers, lambda m: interval.MODIFIER_CODES.get(m, 0), np.int64)


def is_money(units: Objects) -> Any:
    return mapped(units, lambda u: dimension(u) == "money", np.bool_)


def _pairwise(mine: Objects, theirs: Objects) -> Any:
    """2 where the units are the same (or both counts), 1 where both are money of different currencies, else 0."""
    import pandas as pd

    codes, names = pd.factorize(np.concatenate([mine, theirs]))
    kinds = pd.factorize(np.array([dimension(n) for n in names] or [""], dtype=object))[0]
    money = np.array([dimension(n) == "money" for n in names] or [False], dtype=np.bool_)
    a, b = codes[: len(mine)], codes[len(mine) :]
    alike = kinds[a] == kinds[b]
    return np.where((a == b) | (alike & ~money[a]), 2, np.where(alike, 1, 0))
