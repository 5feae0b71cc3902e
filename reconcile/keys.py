"""The key columns of facts and of known figures: company, metric, days, segment, each as its meaning and not as it is written."""

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
from ..rules import words
from ..rules.fold import fold
from ..rules.legal_form import key as name_key
from ..rules.metric import metrics
from .interval import Ints

if TYPE_CHECKING:
    import pandas as pd

Objects = npt.NDArray[np.object_]
NO_PERIOD, BAD_PERIOD = 0, -1
_DIMENSIONS = {"percent": "percent", "pp": "pp", "times": "times", "ratio": "ratio"}


@cache
def segment_key(segment: str) -> str:
    """A part of a firm by what it is called, script and closing words such as business or division aside.

    The parent alone has one key whatever it is called; the whole group has none.
    """
    segment = segment.removeprefix(PREFIX)
    text = "".join(fold(segment).casefold().split(" ")) if not segment.isascii() else segment.casefold().strip()
    if text in words.forms("known_words", "whole-group"):
        return ""
    if text in (alone := words.forms("known_words", "parent-alone")):
        return alone[0]
    for word in words.forms("known_words", "part-generic") * 2:
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
def once(metric: str) -> bool:
    """Whether a firm has one such figure, that of its listing: its day need not be said."""
    return any(m.id == metric and m.once for m in metrics())


@cache
def nature(metric: str) -> str:
    """flow, stock (as of a day) or listing; growth is a flow, a share of a stock is one."""
    kinds = {m.id: m.period for m in metrics()}
    while metric not in kinds:
        base, _, suffix = metric.rpartition("_")
        if not base or suffix in ("yoy", "qoq", "mom", "cagr"):
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
    start, end = days(frame, "start_date"), days(frame, "end_date")
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


def codes_of(*columns: Any) -> Ints:
    """Equal numbers for rows that are equal in all columns."""
    import pandas as pd

    codes = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        part, distinct = pd.factorize(column)
        codes = pd.factorize(codes * max(len(distinct), 1) + part)[0].astype(np.int64)
    return codes


def days(frame: pd.DataFrame, column: str) -> Ints:
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


SCALE = -9
"""The exponent of decimal128(38, 9), the type of the contract."""


def decimals(frame: pd.DataFrame, column: str) -> Objects:
    """A column as Decimals, None where it is empty; strings and numbers are taken as written."""
    import pandas as pd

    out = np.full(len(frame), None, dtype=object)
    if column not in frame.columns:
        return out
    values = frame[column].astype(object).to_numpy(dtype=object)
    filled = np.flatnonzero(~pd.isna(values))
    out[filled] = [v if type(v) is Decimal else Decimal(str(v)) for v in values[filled]]
    if all(v.as_tuple().exponent == SCALE for v in out[filled]):  # a type of fixed scale, now or in a file before: zeros that nobody wrote
        out[filled] = [_short(v) for v in out[filled]]
    return out


def _short(value: Decimal) -> Decimal:
    short = value.normalize()
    return short.quantize(Decimal(1)) if short.as_tuple().exponent > 0 else short  # type: ignore[operator]


def dates_of(published: Mapping[str, date] | None, facts: pd.DataFrame) -> Objects | None:
    """The article's date for every fact: from `published` (by article id), the column of that name, or what `extract` left in `attrs`."""
    if published is None and "published" not in facts.columns:
        published = {a: date.fromisoformat(str(d)) for a, d in facts.attrs.get("published", {}).items()} or None
    if published is not None:
        dates: Objects = mapped(texts(facts, "article_id"), lambda a: _date(published.get(a)))
        return dates
    if "published" not in facts.columns:
        return None
    return np.array([_date(day) for day in facts["published"]], dtype=object)


def _date(day: Any) -> date | None:
    return None if (number := ordinal(day)) == NO_PERIOD else date.fromordinal(number)
