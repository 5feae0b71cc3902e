"""What goes out: records (one per mention) and facts, with their one Arrow schema each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA_VERSION = 1
KINDS = ("money", "percent", "quantity", "ordinal", "date", "duration", "company", "organization")
MODIFIERS = ("approx", "nearly", "more_than", "at_least", "at_most", "less_than")
GRANULARITIES = ("day", "week", "month", "quarter", "half", "year", "decade", "range")
UNITS = (
    *("persons", "companies", "devices", "units", "vehicles", "shares", "times", "ratio", "rounds", "items", "tokens", "stores"),
    *("countries", "cities", "accounts", "models", "patents", "square_metres", "tonnes", "kilowatts"),
)
BASES = ("actual", "forecast", "target")
MIN_SCORE = 0.6
"""Facts that are less probable are not given, unless the caller asks for them."""


@dataclass(slots=True)
class Record:
    """One mention. `text` is article text[start:end]; offsets are code points, end exclusive."""

    kind: str
    start: int
    end: int
    value: Decimal | None = None
    value_max: Decimal | None = None
    """Upper end of a stated range, else None."""
    unit: str | None = None
    """ISO 4217 for money; percent or pp; a unit of `UNITS` for quantities."""
    modifier: str | None = None
    precision: Decimal | None = None
    """Half a unit of the last stated digit, in base units."""
    start_date: date | None = None
    end_date: date | None = None
    """End exclusive."""
    granularity: str | None = None
    timex: str | None = None
    """TIMEX3 value of dates and durations."""
    entity_id: str | None = None
    rule: str = ""
    """Table row or model that found it."""
    score: float = 1.0
    article_id: str = ""
    text: str = ""
    sentence: str = ""

    def __repr__(self) -> str:
        meaning = _figure(self.value, self.value_max, self.unit) or self.timex or self.entity_id or ""
        return f"Record({self.kind} {self.text!r} {self.start}–{self.end} = {meaning}, {self.rule})"


@dataclass(slots=True)
class Fact:
    """What an article states as a figure of a company: one per company, metric, period and basis."""

    company: str
    metric: str
    value: Decimal
    start: int
    end: int
    """The value mention."""
    metric_text: str = ""
    segment: str = ""
    period: str = ""
    start_date: date | None = None
    end_date: date | None = None
    basis: str = "actual"
    value_max: Decimal | None = None
    unit: str = ""
    modifier: str | None = None
    precision: Decimal | None = None
    inferred: tuple[str, ...] = ()
    """Which of company, period and unit came from context."""
    score: float = 1.0
    """The probability that the fact is right."""
    article_id: str = ""
    sentence: str = ""

    def __repr__(self) -> str:
        parts = (self.company, self.metric, self.segment, self.period, self.basis)
        return f"Fact({' · '.join(filter(None, parts))} = {_figure(self.value, self.value_max, self.unit)}, {self.start}–{self.end})"


def _figure(value: Decimal | None, value_max: Decimal | None, unit: str | None) -> str:
    numbers = " – ".join(f"{v:f}" for v in (value, value_max) if v is not None)
    return f"{numbers} {unit or ''}".rstrip()


RECORD_COLUMNS = (
    *("article_id", "kind", "text", "start", "end", "value", "value_max", "unit", "modifier", "precision"),
    *("start_date", "end_date", "granularity", "timex", "entity_id", "sentence", "rule", "score"),
)
FACT_COLUMNS = (
    *("article_id", "company", "metric", "metric_text", "segment", "period", "start_date", "end_date", "basis"),
    *("value", "value_max", "unit", "modifier", "precision", "start", "end", "sentence", "inferred", "score"),
)


def arrow_type(column: str) -> pa.DataType:
    """The Arrow type of a column, the same wherever the column stands."""
    import pyarrow as pa

    if column in ("value", "value_max", "precision", "known_value", "difference"):
        return pa.decimal128(38, 9)
    if column in ("start_date", "end_date"):
        return pa.date32()
    if column in ("start", "end"):
        return pa.int32()
    if column == "score":
        return pa.float32()
    if column == "inferred":
        return pa.list_(pa.string())
    return pa.string()


def record_schema() -> pa.Schema:
    import pyarrow as pa

    return pa.schema([(c, arrow_type(c)) for c in RECORD_COLUMNS])


def fact_schema() -> pa.Schema:
    import pyarrow as pa

    return pa.schema([(c, arrow_type(c)) for c in FACT_COLUMNS])
