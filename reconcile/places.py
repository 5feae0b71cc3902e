"""Where in the articles a known figure's value stands, literally or nearly, and what each place was read as."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from . import interval
from .keys import columns, company_key, decimals, dimension, texts

if TYPE_CHECKING:
    import pandas as pd

MOST = 5
"""So many places are told of one figure."""
NEAR = Decimal("0.001")
_VALUES = ("money", "percent", "quantity")


class ValuePlace(NamedTuple):
    """A mention of a value: its place in the article, whether it is the known value to the digit, and the fact that was made of it."""

    article: str
    start: int
    end: int
    literal: bool
    company: str = ""
    metric: str = ""
    period: str = ""
    segment: str = ""


class _StatedValue(NamedTuple):
    size: float
    value: Decimal
    value_max: Decimal | None
    modifier: str
    precision: Decimal | None
    unit: str
    place: ValuePlace


def places(known: pd.DataFrame, facts: pd.DataFrame, records: pd.DataFrame | None) -> tuple[tuple[ValuePlace, ...], ...]:
    """For every known figure, the mentions that its value lies in, in articles that name or speak of its firm; at most `MOST`."""
    if len(known) == 0:
        return ()
    firms = _firms(facts, records)
    here = _by_unit(_mentions(facts, records))
    given = columns(known)
    out = []
    for value, unit, company in zip(given.value, given.unit, given.company, strict=True):
        found = _of(value, here.get(_unit(unit), []), firms.get(company, frozenset())) if value is not None else []
        out.append(tuple(sorted(found, key=lambda p: (not p.literal, p.article, p.start))[:MOST]))
    return tuple(out)


def _of(value: Decimal, mentions: Sequence[_StatedValue], articles: frozenset[str] | set[str]) -> list[ValuePlace]:
    size = abs(value)
    reach = float(size) / 8
    left = bisect_left(mentions, float(size) - reach, key=lambda m: m.size)
    right = bisect_right(mentions, float(size) + reach, key=lambda m: m.size)
    out = []
    for m in mentions[left:right]:
        if m.place.article in articles and _near(m, value):
            out.append(m.place._replace(literal=abs(m.value) == size))
    return out


def _near(mention: _StatedValue, value: Decimal) -> bool:
    """Whether a value lies in what is stated, or within `NEAR` of it; its sign is in the words beside it, which may have been misread."""
    _, stated, top, modifier, precision, _, _ = mention
    if any(interval.agrees(stated, top, modifier or None, precision, v) for v in (value, -value)):
        return True
    return top is None and abs(abs(stated) - abs(value)) <= NEAR * abs(value)


def _unit(unit: str) -> str:
    return unit if dimension(unit) == "money" else dimension(unit)


def _by_unit(mentions: Iterator[_StatedValue]) -> dict[str, list[_StatedValue]]:
    out: dict[str, list[_StatedValue]] = defaultdict(list)
    for mention in mentions:
        out[_unit(mention.unit)].append(mention)
    for found in out.values():
        found.sort(key=lambda m: m.size)
    return out


def _mentions(facts: pd.DataFrame, records: pd.DataFrame | None) -> Iterator[_StatedValue]:
    """Those that facts were made of, then the others."""
    seen = set()
    read = [texts(facts, c) for c in ("company", "metric", "period", "segment")]
    for mention, words in zip(_rows(facts), zip(*read, strict=True), strict=True):
        seen.add(mention.place[:3])
        if mention.value is not None:
            yield mention._replace(place=ValuePlace(*mention.place[:3], False, *map(str, words)))
    if records is not None:
        for mention in _rows(records[records["kind"].isin(_VALUES)]):
            if mention.place[:3] not in seen and mention.value is not None:
                yield mention


def _rows(frame: pd.DataFrame) -> Iterator[_StatedValue]:
    value, top, precision = (decimals(frame, c) for c in ("value", "value_max", "precision"))
    modifier, unit, article = (texts(frame, c) for c in ("modifier", "unit", "article_id"))
    starts, ends = (frame[c].tolist() if c in frame.columns else [-1] * len(frame) for c in ("start", "end"))
    for i in range(len(frame)):
        place = ValuePlace(str(article[i]), int(starts[i]), int(ends[i]), False)
        size = 0.0 if value[i] is None else abs(float(value[i]))
        yield _StatedValue(size, value[i], top[i], str(modifier[i]), precision[i], str(unit[i]), place)


def _firms(facts: pd.DataFrame, records: pd.DataFrame | None) -> dict[str, set[str]]:
    """The articles that name a firm or state a figure of it."""
    out: dict[str, set[str]] = defaultdict(set)
    pairs = [zip(texts(facts, "company"), texts(facts, "article_id"), strict=True)]
    if records is not None:
        named = records[records["kind"] == "company"]
        pairs.append(zip(texts(named, "entity_id"), texts(named, "article_id"), strict=True))
    for company, article in (pair for each in pairs for pair in each):
        out[company_key(str(company))].add(str(article))
    return out
