"""Facts x known figures -> a frame with status, diagnosis, difference and explanation of every fact."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..corpus.record import FACT_COLUMNS, MIN_SCORE
from . import certainty, interval
from .explain import ComparedRows, Explainer
from .keys import Objects, texts
from .notes import Notes
from .reconciliation import GivenFigure, Reconciliation, Terms, is_money, scores_of

if TYPE_CHECKING:
    import pandas as pd

RESULT_COLUMNS = (*FACT_COLUMNS, "known_value", "known_source", "status", "diagnosis", "difference", "alarm", "explanation")


def compare(facts: pd.DataFrame, known: pd.DataFrame, terms: Terms, explainer: Explainer | None = None) -> pd.DataFrame:
    """See `mokuromi.reconcile`; without an explainer the explanations stay empty."""
    import pandas as pd

    done = Reconciliation(facts, known, terms)
    out = pd.DataFrame({c: done.frame[c] if c in done.frame.columns else None for c in FACT_COLUMNS}, columns=list(FACT_COLUMNS))
    difference = differences(done)
    diagnosis = np.full(len(out), "", dtype=object)
    for i, found in done.diagnosis.items():
        diagnosis[i] = found.kind
    sentences = [""] * len(out) if explainer is None else _Explanations(done, explainer).rows(difference)
    made = {"value": done.facts.value, "value_max": done.top, "precision": done.precision}
    made |= {"known_value": done.known_value, "known_source": done.known_source, "status": done.status, "diagnosis": diagnosis}
    made |= {"difference": difference, "alarm": done.alarm, "explanation": np.array(sentences, dtype=object)}
    for column, values in made.items():
        out[column] = pd.Series(values, dtype=object)
    for column in done.frame.columns:  # what the caller carried along (published, text …) stays
        if column not in out.columns:
            out[column] = done.frame[column]
    return out


def borne_out(result: pd.DataFrame) -> interval.Bools:
    """Whether each fact is probable by itself, or by the known figure that it agrees with or plainly differs from."""
    probable = scores_of(result)[0] >= MIN_SCORE
    out: interval.Bools = probable | result["status"].isin([*interval.AGREE, "mismatch"]).to_numpy(dtype=np.bool_)
    return out


def differences(done: Reconciliation) -> Objects:
    """By how much each fact differs from its known figure; None where they are not compared or not of one unit."""
    comparable = (done.joined.position >= 0) & ((done.known_unit == done.facts.unit) | ~is_money(done.facts.unit))
    out: Objects = np.full(len(done.facts), None, dtype=object)
    ranged = ~interval.missing(done.top)
    points = np.flatnonzero(comparable & ~ranged)
    out[points] = done.facts.value[points] - done.known_value[points]
    for i in np.flatnonzero(comparable & ranged).tolist():
        out[i] = _outside(done.facts.value[i], done.top[i], done.known_value[i])
    return out


def _outside(low: Decimal, high: Decimal, actual: Decimal) -> Decimal:
    """By how much a stated range misses: 0 inside, else its nearer end minus the known figure."""
    low, high = min(low, high), max(low, high)
    return low - actual if actual < low else high - actual if actual > high else Decimal(0)


class _LikeFigure(NamedTuple):
    """The known figure that a mismatch looks like, and its key."""

    company: str
    metric: str
    period: str
    segment: str
    value: Decimal
    unit: str
    source: str


class _Explanations:
    """A sentence or more for each fact, in the explainer's language."""

    def __init__(self, done: Reconciliation, explain: Explainer) -> None:
        self._done, self._explain, self._notes = done, explain, Notes(explain.lang)

    @cached_property
    def _keys(self) -> list[Objects]:
        return [texts(self._done.known, c) for c in ("company", "metric", "period", "segment")]

    def rows(self, difference: Objects) -> list[str]:
        done, explain = self._done, self._explain
        out = explain.rows(self._compared(difference))
        for i, rows in done.joined.ambiguous.items():
            out[i] += explain.candidates([(done.given.value[r], done.given.unit[r], done.sources[r]) for r in rows])
        for i in np.flatnonzero(done.incomparable).tolist():
            out[i] += explain.incomparable(done.facts.unit[i])
        for i, found in done.diagnosis.items():
            if found.kind:
                out[i] += explain.evidence(found, *self._like(found.row))
        for i in np.flatnonzero((done.status == "within_bound") & (done.joined.position >= 0)).tolist():
            power = self._tenfold(i)
            if power:
                out[i] += explain.tenfold(power)
        for i, other in done.aside.items():
            out[i] += self._notes.other_figure(other.here, other.wanted, self._figure(other.figure))
        self._add_choices(out)
        self._add_doubts(out)
        return out

    def _compared(self, difference: Objects) -> ComparedRows:
        done = self._done
        return ComparedRows(
            heads=[texts(done.frame, c) for c in ("company", "metric", "period", "segment")],
            value=done.scaled,
            value_max=done.top,
            unit=done.facts.unit,
            modifier=done.modifier,
            precision=done.scaled_precision,
            known_value=done.known_value,
            known_unit=done.known_unit,
            known_source=done.known_source,
            status=np.where(done.status == "doubtful", "mismatch", done.status),
            difference=difference,
        )

    def _add_choices(self, out: list[str]) -> None:
        """Which of several known figures it is, and why."""
        done, notes = self._done, self._notes
        for i, chosen in done.joined.chosen.items():
            here = done.variant[done.joined.position[i]] if done.joined.position[i] >= 0 else ""
            if chosen.other_basis:
                out[i] += notes.other_basis(chosen.other_basis, done.facts.basis[i])
            elif here and chosen.others:
                usual = done.variant[chosen.rows[0]]
                out[i] += notes.by_convention(here) if here == usual else notes.by_value(here, usual)
        for i, figure in done.foreign.items():
            out[i] += notes.foreign(self._figure(figure))
        for i, near in done.neighbours.items():
            if done.joined.position[i] == near.row:
                out[i] += notes.neighbour(near, *self._like(near.row)[:4])

    def _add_doubts(self, out: list[str]) -> None:
        """Why a mismatch is no alarm, and which facts share one."""
        done, notes = self._done, self._notes
        scores, _ = scores_of(done.frame)
        for n, i in enumerate(done.differing.tolist()):
            if done.status[i] == "doubtful" and done.certainty[i] >= done.least:
                out[i] += notes.foretold()
            elif done.status[i] == "doubtful":
                reason = certainty.against(done.traits, certainty.weights(), n)
                out[i] += notes.doubtful(float(done.certainty[i]), reason, float(scores[i]))
        for alarm in done.alarms:
            for i in alarm.facts if len(alarm.facts) > 1 else ():
                out[i] += notes.shared(done.alarm[i], len(alarm.facts), alarm)

    def _figure(self, given: GivenFigure) -> str:
        return f"{self._explain.figure(given.value, given.unit)} ({given.source})"

    def _like(self, row: int) -> _LikeFigure:
        company, metric, period, segment = (column[row] for column in self._keys)
        done = self._done
        return _LikeFigure(company, metric, period, segment, done.given.value[row], done.given.unit[row], done.sources[row])

    def _tenfold(self, i: int) -> int:
        """For "at least 4.5 million" against 45 million: the bound holds, but the figure is the known one's digits at another scale."""
        done = self._done
        value, actual = done.facts.value[i], done.known_value[i]
        if interval.MODIFIER_CODES.get(done.modifier[i], 0) < 3 or not value or not actual:
            return 0
        power = int(value.adjusted() - actual.adjusted())
        return power if power and actual.scaleb(power) == value else 0
