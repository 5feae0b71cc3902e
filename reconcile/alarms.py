"""Alarms that share one cause are one: all figures of an article off against one firm or one period, or by one power of ten.

Otherwise one wrong subject rains an alarm a figure, and nobody reads them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import interval
from .diagnose import Diagnosis
from .interval import Ints
from .keys import Columns, Objects, codes_of

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
    off = status == "mismatch"
    agreeing = np.isin(status, list(interval.AGREE))
    firms = codes_of(articles, facts.company)
    periods = codes_of(firms, facts.start, facts.end)
    out: list[Alarm] = []
    # a firm with figures that agree is the right firm: then a period of it may be the wrong one
    sound = np.bincount(firms[agreeing], minlength=len(firms))[firms] > 0
    for cause, codes, here in (("period", periods, off & sound), ("company", firms, off)):
        here = here & off
        wrong, right = np.bincount(codes[here], minlength=len(codes)), np.bincount(codes[agreeing], minlength=len(codes))
        common = here & ((wrong >= LEAST) & (wrong >= SHARE * (wrong + right)))[codes]
        for rows in _groups(np.flatnonzero(common), codes):
            out.append(Alarm(rows, cause, _evidence(cause, rows, given, diagnosis)))
        off = off & ~common
    out += _slips(np.flatnonzero(off).tolist(), articles, given, diagnosis)
    return tuple(sorted(out, key=lambda a: a.facts[0]))


def _groups(rows: Ints, codes: Ints) -> list[tuple[int, ...]]:
    together: dict[int, list[int]] = defaultdict(list)
    for i, code in zip(rows.tolist(), codes[rows].tolist(), strict=True):
        together[code].append(i)
    return [tuple(found) for found in together.values()]


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
    out: list[Alarm] = []
    together: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for i in rows:
        found = diagnosis.get(i, Diagnosis())
        if found.kind in ("scale", "currency"):
            together[articles[i], found.kind, found.power if found.kind == "scale" else given.unit[found.row]].append(i)
        else:
            out.append(Alarm((i,)))
    return out + [Alarm(tuple(found), key[1] if len(found) > 1 else "") for key, found in together.items()]
