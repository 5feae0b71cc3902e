"""Alarms that share one cause are one: all figures of an article off against one firm or one period, or by one power of ten.

Otherwise one wrong subject rains an alarm a figure, and nobody reads them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from . import interval
from .diagnose import Diagnosis
from .keys import Columns, Objects

LEAST = 3
"""So many figures of an article must be off before they are off for one cause."""
SHARE = 0.6
"""And so large a part of its figures of one firm or one period that have a known figure."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """Facts that differ for one cause: company, period, scale, currency, or "" for a figure of its own.

    `evidence` is the firm or the days whose figures the stated ones are, "" where they are none's.
    """

    facts: tuple[int, ...]
    cause: str = ""
    evidence: str = ""


def group(articles: Objects, facts: Columns, given: Columns, status: Objects, diagnosis: Mapping[int, Diagnosis]) -> tuple[Alarm, ...]:
    """The alarms of all facts whose `status` is mismatch, in the order of their first facts."""
    wrong: dict[Any, list[int]] = defaultdict(list)
    concerned = set(articles[status == "mismatch"])
    agreeing: dict[Any, int] = defaultdict(int)
    for i in (n for n in range(len(articles)) if articles[n] in concerned):
        keys = _keys(articles, facts, i)
        if status[i] == "mismatch":
            for key in keys:
                wrong[key].append(i)
        elif status[i] in interval.AGREE:
            for key in keys:
                agreeing[key] += 1
    out: list[Alarm] = []
    taken: set[int] = set()
    for cause in ("company", "period"):
        for key in [k for k in wrong if k[0] == cause]:
            rows = [i for i in wrong[key] if i not in taken]
            if len(rows) >= LEAST and len(rows) >= SHARE * (len(rows) + agreeing[key]):
                out.append(Alarm(tuple(rows), cause, _evidence(cause, rows, given, diagnosis)))
                taken.update(rows)
    out += _slips([i for key, rows in wrong.items() if key[0] == "company" for i in rows if i not in taken], articles, given, diagnosis)
    return tuple(sorted(out, key=lambda a: a.facts[0]))


def _keys(articles: Objects, facts: Columns, i: int) -> tuple[tuple[Any, ...], ...]:
    firm = articles[i], facts.company[i]
    return ("company", *firm), ("period", *firm, int(facts.start[i]), int(facts.end[i]))


def _evidence(cause: str, rows: Sequence[int], given: Columns, diagnosis: Mapping[int, Diagnosis]) -> str:
    """The firm (or the last day, ISO) that most of the figures were found to belong to."""
    named: dict[str, int] = defaultdict(int)
    for i in rows:
        found = diagnosis.get(i, Diagnosis())
        if found.kind == cause:
            named[str(given.company[found.row]) if cause == "company" else f"{given.start[found.row]}-{given.end[found.row]}"] += 1
    best = max(named, key=lambda name: named[name], default="")
    return best if best and 2 * named[best] >= len(rows) else ""


def _slips(rows: Sequence[int], articles: Objects, given: Columns, diagnosis: Mapping[int, Diagnosis]) -> list[Alarm]:
    """What remains: figures of an article off by one power of ten or in one other currency together, every other one alone."""
    alone = count()
    together: dict[Any, list[int]] = defaultdict(list)
    for i in rows:
        found = diagnosis.get(i, Diagnosis())
        detail: Any = found.power if found.kind == "scale" else given.unit[found.row] if found.kind == "currency" else next(alone)
        together[articles[i], found.kind if found.kind in ("scale", "currency") else "", detail].append(i)
    return [Alarm(tuple(found), cause if len(found) > 1 else "") for (_, cause, _), found in together.items()]
