"""Remarks beyond a comparison: which of several figures was compared, why a difference is no alarm, what it shares with others."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from ..rules import period as periods
from .alarms import Alarm
from .neighbours import Neighbour
from .places import ValuePlace


@cache
def _table(lang: str) -> dict[str, Any]:
    table = tomllib.loads(resources.files(__package__).joinpath("notes.toml").read_text(encoding="utf-8"))
    found: dict[str, Any] = table["zh-Hans" if lang == "zh" else lang]
    return found


class Notes:
    """Sentences of one language, as `Explainer.lang` names it."""

    def __init__(self, lang: str) -> None:
        self._words = _table(lang)

    def other_basis(self, known: str, stated: str) -> str:
        bases = self._words["bases"]
        return str(self._words["other_basis"].format(known=bases.get(known, known), stated=bases.get(stated or "actual", stated)))

    def other_figure(self, here: str, wanted: str, figure: str) -> str:
        return str(self._words["other_figure"].format(here=self._variant(here), wanted=self._variant(wanted), figure=figure))

    def foreign(self, figure: str) -> str:
        return str(self._words["foreign"].format(figure=figure))

    def neighbour(self, found: Neighbour, company: str, metric: str, period: str, part: str) -> str:
        """Why the known figure of another key was compared; of it company, metric, period and part."""
        words = self._words["neighbours"][found.kind]
        return str(words.format(company=company, metric=metric, period=period or "—", part=part, count=found.figures))

    def by_convention(self, here: str) -> str:
        return str(self._words["by_convention"].format(here=self._variant(here)))

    def by_value(self, here: str, usual: str) -> str:
        return str(self._words["by_value"].format(here=self._variant(here), usual=self._variant(usual)))

    def foretold(self) -> str:
        return str(self._words["foretold"])

    def doubtful(self, certainty: float, reason: str, score: float) -> str:
        """`reason` is a trait of certainty.toml that speaks against an error of the article."""
        why = self._words["reasons"][reason].format(score=f"{score:.2f}")
        return str(self._words["doubtful"].format(certainty=f"{certainty:.2f}", reason=why))

    def shared(self, number: str, count: int, alarm: Alarm) -> str:
        cause = self._words.get(f"cause_{alarm.cause}" + ("_of" if alarm.evidence else ""), "")
        return str(self._words["shared"].format(number=number, count=count, cause=cause.format(evidence=_shown(alarm))))

    def places(self, found: Sequence[ValuePlace]) -> str:
        """Where a value stands and what it was read as, "" for nowhere."""
        return "; ".join(self._place(place) for place in found)

    def _place(self, place: ValuePlace) -> str:
        read = " ".join(p for p in (place.company, place.metric, place.period, f"[{place.segment}]" if place.segment else "") if p)
        how = self._words["literally" if place.literal else "nearly"]
        as_what = self._words["read_as"].format(read) if place.metric not in ("", "other") else self._words["read_as_nothing"]
        return f"{place.article} {place.start}–{place.end} {how}{as_what}"

    def _variant(self, variant: str) -> str:
        return str(self._words["variants"].get(variant, variant))


def _shown(alarm: Alarm) -> str:
    if alarm.cause != "period" or not alarm.evidence:
        return alarm.evidence
    start, end = (date.fromordinal(int(day)) for day in alarm.evidence.split("-"))
    return periods.text(start, end)
