"""Which known figure, if any, a fact is to be compared with: a join on integer keys.

Key: company, metric, start and end, segment; then basis, unit and filing date. A fact of a part of the firm is never
joined with a figure of the whole, nor the other way round.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ..extract.names.firms import PREFIX
from ..rules import period as periods
from ..rules.fold import fold
from ..rules.legal_form import key as name_key
from .interval import Ints, known

if TYPE_CHECKING:
    import pandas as pd

Objects = npt.NDArray[np.object_]
NONE, AMBIGUOUS = -1, -2
NO_PERIOD, BAD_PERIOD = 0, -1
_GENERIC = ("セグメント", "事业", "业务", "部门", "板块", "分部", "展开", "产品", "制品", " segment", " business")
_DIMENSIONS = {"percent": "percent", "pp": "pp", "times": "times", "ratio": "ratio"}


@cache
def segment_key(segment: str) -> str:
    """A part of a firm by what it is called, script and words such as 事業 or 部門 aside."""
    segment = segment.removeprefix(PREFIX)
    text = "".join(fold(segment).casefold().split(" ")) if not segment.isascii() else segment.casefold().strip()
    for word in _GENERIC * 2:
        if text.endswith(word) and len(text) > len(word):
            text = text.removesuffix(word)
    return text


@cache
def company_key(company: str) -> str:
    """An id, or the name of a firm in no table (extraction marks those), its legal form and script aside."""
    return name_key(company.removeprefix(PREFIX))


@cache
def dimension(unit: str) -> str:
    """money, percent, pp, times, ratio or count: counts compare as counts, whatever the counter."""
    if len(unit) == 3 and unit.isascii() and unit.isupper():
        return "money"
    return _DIMENSIONS.get(unit, "count")


@cache
def nature(metric: str) -> str:
    """flow, stock (as of a day) or listing; growth is a flow, a share of a stock is one."""
    from ..rules.metric import metrics

    kinds = {m.id: m.period for m in metrics()}
    while metric not in kinds:
        base, _, suffix = metric.rpartition("_")
        if not base or suffix in ("yoy", "qoq", "cagr"):
            return "flow"
        metric = base
    return kinds[metric]


@dataclass(slots=True)
class Columns:
    """The key columns of facts or known figures as arrays; `start` and `end` are ordinals, NO_PERIOD or BAD_PERIOD."""

    company: Objects
    metric: Objects
    start: Ints
    end: Ints
    segment: Objects
    basis: Objects
    unit: Objects
    value: Objects
    _coded: dict[str, tuple[Ints, Any]] = field(default_factory=dict, init=False)

    def __len__(self) -> int:
        return len(self.value)

    def take(self, rows: Ints) -> Columns:
        return Columns(*(getattr(self, f.name)[rows] for f in fields(self) if f.init))

    def coded(self, name: str) -> tuple[Ints, Any]:
        """A column as numbers of its distinct values, and these; worked out once."""
        import pandas as pd

        if name not in self._coded:
            self._coded[name] = pd.factorize(getattr(self, name))
        return self._coded[name]


def columns(frame: pd.DataFrame) -> Columns:
    """Key columns of a frame of facts or known figures; a missing column is empty throughout."""
    start, end = _days(frame, "start_date"), _days(frame, "end_date")
    _fill_from_period(frame, start, end)
    return Columns(
        company=mapped(texts(frame, "company"), company_key),
        metric=texts(frame, "metric"),
        start=start,
        end=end,
        segment=mapped(texts(frame, "segment"), segment_key),
        basis=texts(frame, "basis"),
        unit=texts(frame, "unit"),
        value=decimals(frame, "value"),
    )


def texts(frame: pd.DataFrame, column: str) -> Objects:
    import pandas as pd

    if column not in frame.columns:
        return np.full(len(frame), "", dtype=object)
    values = frame[column].astype(object).to_numpy(dtype=object, copy=True)
    values[pd.isna(values)] = ""
    return values


def mapped(values: Objects, change: Any, kind: Any = object) -> Any:
    """`change` applied to every distinct value once."""
    import pandas as pd

    codes, distinct = pd.factorize(values)
    out = np.empty(len(distinct), dtype=kind)
    for i, value in enumerate(distinct):
        out[i] = change(value)
    return out[codes] if len(distinct) else np.empty(0, dtype=kind)


def _days(frame: pd.DataFrame, column: str) -> Ints:
    import pandas as pd

    if column not in frame.columns:
        return np.zeros(len(frame), dtype=np.int64)
    codes, distinct = pd.factorize(frame[column].astype(object))
    days = np.array([ordinal(d) for d in distinct] + [NO_PERIOD], dtype=np.int64)
    return days[codes]


def ordinal(day: Any) -> int:
    """The proleptic ordinal of a date, datetime or ISO string; NO_PERIOD for none."""
    if day is None or day != day or day == "":
        return NO_PERIOD
    if isinstance(day, datetime):
        return day.date().toordinal()
    return day.toordinal() if isinstance(day, date) else date.fromisoformat(str(day)[:10]).toordinal()


def _fill_from_period(frame: pd.DataFrame, start: Ints, end: Ints) -> None:
    missing = np.flatnonzero((start == NO_PERIOD) | (end == NO_PERIOD))
    if len(missing) == 0 or "period" not in frame.columns:
        return
    written = texts(frame, "period")[missing]
    start[missing] = mapped(written, lambda p: _bounds(p)[0], np.int64)
    end[missing] = mapped(written, lambda p: _bounds(p)[1], np.int64)


@cache
def _bounds(period: str) -> tuple[int, int]:
    if not period:
        return NO_PERIOD, NO_PERIOD
    try:
        found = periods.parse(period)
    except ValueError:
        return BAD_PERIOD, BAD_PERIOD
    return found.start.toordinal(), found.end.toordinal()


def decimals(frame: pd.DataFrame, column: str) -> Objects:
    """A column as Decimals, None where it is empty; strings and numbers are taken as written."""
    import pandas as pd

    out = np.full(len(frame), None, dtype=object)
    if column not in frame.columns:
        return out
    values = frame[column].astype(object).to_numpy(dtype=object)
    filled = np.flatnonzero(~pd.isna(values))
    out[filled] = [v if type(v) is Decimal else Decimal(str(v)) for v in values[filled]]
    return out


@dataclass(slots=True)
class Joined:
    """`position[i]` is the row of the known figures for fact i, NONE or AMBIGUOUS."""

    position: Ints
    ambiguous: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """Known rows that fit and differ, by fact."""
    used: set[int] = field(default_factory=set)
    """Known rows whose key some fact has."""


def join(facts: Columns, given: Columns, frame: pd.DataFrame, published: Objects | None = None) -> Joined:
    """`frame` is the known figures' (for rounding and filed_at); `published` the articles' dates, fact by fact."""
    out = Joined(np.full(len(facts), NONE, dtype=np.int64))
    if len(given) == 0 or len(facts) == 0:
        return out
    choice = _Choice(given, frame)
    todo = np.arange(len(facts))
    for exact in (True, False):
        if not exact:
            todo = todo[_stocks(facts)[todo]]
        here = facts.take(todo)
        left, right, order = _ranges(here, given, exact)
        sizes = right - left
        single = todo[sizes == 1]
        at = order[left[sizes == 1]]
        fits = (given.basis[at] == "") | (given.basis[at] == facts.basis[single])
        out.position[single[fits]] = at[fits]
        out.used.update(at[fits].tolist())
        memo: dict[Any, tuple[int, ...]] = {}
        for i in np.flatnonzero(sizes > 1).tolist():
            day = None if published is None else published[todo[i]]
            key = (int(left[i]), here.basis[i], here.unit[i], day)
            if key not in memo:
                memo[key] = choice.of(order[left[i] : right[i]].tolist(), here.basis[i], here.unit[i], day)
            _settle(out, int(todo[i]), memo[key])
        todo = todo[sizes == 0]
    return out


def _settle(out: Joined, fact: int, rows: tuple[int, ...]) -> None:
    out.used.update(rows)
    if len(rows) == 1:
        out.position[fact] = rows[0]
    elif rows:
        out.position[fact] = AMBIGUOUS
        out.ambiguous[fact] = rows


def _ranges(facts: Columns, given: Columns, exact: bool) -> tuple[Ints, Ints, Ints]:
    """For every fact, the slice [left, right) of `order` that holds the known rows with its key.

    Not `exact`: figures as of a day, by the last day of the period alone, since a balance of fiscal 2024 and one of its
    closing day are the same figure.
    """
    import pandas as pd

    rows = np.arange(len(given)) if exact else np.flatnonzero(_stocks(given))
    mine, theirs = np.zeros(len(facts), dtype=np.int64), np.zeros(len(rows), dtype=np.int64)
    found = facts.end != BAD_PERIOD
    for name in ("company", "metric", "segment", "end", "start")[: 5 if exact else 4]:
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


def _stocks(side: Columns) -> npt.NDArray[np.bool_]:
    stock: npt.NDArray[np.bool_] = mapped(side.metric, lambda m: nature(m) == "stock", np.bool_)
    return stock & (side.end > 0)


class _Choice:
    """Among several known rows of one key: by basis, unit and filing date; then they must say the same."""

    def __init__(self, given: Columns, frame: pd.DataFrame) -> None:
        self._given = given
        self._filed = _days(frame, "filed_at")
        self._rounding = texts(frame, "rounding")

    def of(self, rows: list[int], basis: str, unit: str, published: date | None) -> tuple[int, ...]:
        """One row, or all that fit and differ, or none."""
        given = self._given
        rows = [r for r in rows if given.basis[r] == basis] or [r for r in rows if given.basis[r] == ""]
        alike = [r for r in rows if dimension(given.unit[r]) == dimension(unit)]
        rows = [r for r in alike if given.unit[r] == unit] or alike or rows
        rows = self._as_filed(rows, published)
        if len(rows) < 2:
            return tuple(rows)
        spans = [known(given.value[r], self._rounding[r]) for r in rows]
        low, high = max(s.low for s in spans if s.low is not None), min(s.high for s in spans if s.high is not None)
        if low <= high and len({given.unit[r] for r in rows}) == 1:
            widths = [(s.high - s.low, r) for s, r in zip(spans, rows, strict=True) if s.high is not None and s.low is not None]
            return (min(widths)[1],)
        return tuple(rows)

    def _as_filed(self, rows: list[int], published: date | None) -> list[int]:
        """What was filed last by the article's date; failing that, what was filed first after it."""
        dated = [r for r in rows if self._filed[r] != NO_PERIOD]
        if published is None or not dated:
            return rows
        before = [r for r in dated if self._filed[r] <= ordinal(published)]
        day = max(self._filed[r] for r in before) if before else min(self._filed[r] for r in dated)
        return [r for r in dated if self._filed[r] == day]


def dates_of(published: Mapping[str, date] | None, facts: pd.DataFrame) -> Objects | None:
    """The article's date for every fact: from `published` (by article id) or the column of that name."""
    if published is not None:
        return np.array([published.get(a) for a in texts(facts, "article_id")], dtype=object)
    if "published" not in facts.columns:
        return None
    return np.array([None if (n := ordinal(d)) == NO_PERIOD else date.fromordinal(n) for d in facts["published"]], dtype=object)
