"""Rows as a DataFrame with the contract's types: what a file of them holds, a frame holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .record import BASES, GRANULARITIES, KINDS, MODIFIERS
from .write import fitted

if TYPE_CHECKING:
    import pandas as pd

DECIMALS = ("value", "value_max", "precision", "known_value", "difference")
DATES = ("start_date", "end_date", "filed_at")
OFFSETS = ("start", "end")
_LARGEST = Decimal("1e28")
CLOSED: Mapping[str, Sequence[str]] = {"kind": KINDS, "modifier": MODIFIERS, "granularity": GRANULARITIES, "basis": BASES}
"""Columns whose values are a closed list."""


def _days(values: pd.Series) -> Any:
    """Dates or ISO strings as datetime64[s]."""
    import pandas as pd
    import pyarrow as pa

    days = values.astype(object).to_numpy(copy=True)
    try:
        return pa.array(days, pa.date32(), from_pandas=True).to_numpy(zero_copy_only=False).astype("datetime64[s]")
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        days[pd.isna(days) | (days == "")] = None
        return days.astype("datetime64[D]").astype("datetime64[s]")


def typed(frame: pd.DataFrame, closed: Mapping[str, Sequence[str]] = CLOSED) -> pd.DataFrame:
    """A new frame: numbers are Arrow decimals (exact, 28 digits and 9 decimal places; missing: NA), dates datetime64[s] (missing: NaT),
    offsets int32, columns of closed lists categories (missing: NaN), all others as they were.

    The decimals are of 256 bits, so that two columns can be added, multiplied and divided; of 128 bits they cannot.
    """
    import pandas as pd
    import pyarrow as pa

    decimal = pd.ArrowDtype(pa.decimal256(37, 9))

    def column(name: str) -> Any:
        values = frame[name]
        if name in DECIMALS and values.dtype != decimal:
            given = values.astype(object).to_numpy()
            try:
                made = pa.array(given, decimal.pyarrow_dtype, from_pandas=True)
            except (pa.ArrowInvalid, pa.ArrowTypeError):  # more digits than the type has, or numbers that are no Decimals
                plain = [None if pd.isna(v) else fitted(v) for v in given]
                made = pa.array([v if v is None or abs(v) < _LARGEST else None for v in plain], decimal.pyarrow_dtype)
            return pd.array(made, dtype=decimal)
        if name in DATES and values.dtype.kind != "M":
            return _days(values)
        if name in OFFSETS and values.dtype.kind in "iu":
            return values.to_numpy(dtype="int32")
        if name in closed and values.dtype.name != "category":
            return pd.Categorical(values.astype(object), categories=list(closed[name]))
        return values.array

    out = pd.DataFrame({name: column(name) for name in frame.columns}, index=frame.index, columns=frame.columns)
    out.attrs = frame.attrs
    return out
