"""actual, forecast or target: by the words around a value, and by whether its period is over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from ...corpus.record import Fact
from . import clause
from .items import Item

if TYPE_CHECKING:
    from .metric_link import Link
    from .period import When

_PLANNED = re.compile(r"拟|目标|想定|预计|预期|仮条件|计划|见込")


def stated(items: Sequence[Item], first: int, last: int, text: str) -> tuple[str, bool]:
    """forecast or target, where a cue left of the value in its stretch, or the verb that closes it, says so; and whether it is near."""
    own = [i for i in items if i.kind == "cue" and i.what in ("forecast", "target")]
    if not own:
        return "actual", False
    start, end = items[first].start, items[last].end
    following = next((i.start for i in items[last + 1 :] if i.kind == "value"), None)
    left = [
        c
        for c in own
        if c.start < start and not any(c.end < v.start < start and clause.has_break(text, v.end, start) for v in items if v.kind == "value")
    ]
    right = [c for c in own if c.start >= end]
    closing = [c for c in right if following is None or c.start < following] or [
        c for c in right if not any(i.kind == "value" and i.start > c.start for i in items)
    ]
    near = [c for c in left if not clause.has_break(text, c.end, start)] + [c for c in closing if not clause.has_break(text, end, c.start)]
    chosen = near or left or closing
    if not chosen:
        return "actual", False
    return ("target" if any(c.what == "target" for c in chosen) else "forecast"), bool(near)


def ahead(when: When, published: date | None) -> bool:
    """Whether a period has not ended when the article appears: a forecast can be of it."""
    return published is not None and when.end is not None and when.end > published


def dividend(found: Link) -> bool:
    """A dividend that is yet to be paid is still of the year that earned it."""
    return "dividend_per_share" in found.ids


def settle(text: str, found: Link, word: Item | None, when: When | None, published: date | None, facts: Sequence[Fact]) -> str:
    """The basis of one value of a group; `facts` are those made before."""
    metric = word.what.metric if word is not None else None
    if word is not None and metric is not None and metric.period == "listing" and found.relation == "direct":
        planned = "target" if metric.id in ("offer_shares", "ipo_proceeds") else "forecast"
        if _PLANNED.search(text, max(word.start - 2, 0), word.end) or (when is not None and ahead(when, published)):
            return planned
        return planned if found.basis != "actual" and when is None else "actual"
    if published is None:
        return found.basis
    if when is None or when.end is None:
        return found.basis if found.cue_near and not dividend(found) else "actual"
    if not ahead(when, published) or (dividend(found) and found.basis == "target"):
        return "actual"
    if found.basis != "actual":
        return found.basis
    before = next((f for f in reversed(facts) if f.period == when.text and f.basis != "actual"), None)
    return before.basis if before is not None else "forecast"
