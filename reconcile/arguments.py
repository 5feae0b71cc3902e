"""What the Python face was given: the right frames in the right places, or an error that names the argument."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import InputError, KnownFiguresError, MokuromiError

if TYPE_CHECKING:
    import pandas as pd

_NEEDED = ("company", "metric", "value", "unit")


def facts_frame(facts: object) -> pd.DataFrame:
    """`facts`, where they are facts. Raises InputError."""
    frame = _frame(facts, "facts", "extract(...)[1], or read_facts(...) for a file", InputError)
    if "kind" in frame.columns and "metric" not in frame.columns:
        raise InputError("facts: these are records; `records, facts = extract(...)` gives both, pass the second")
    if _is_known(frame):
        raise InputError("facts: these are known figures; the order is reconcile(facts, known)")
    _has(frame, "facts", (*_NEEDED, "article_id"), InputError)
    return frame


def known_frame(known: object) -> pd.DataFrame:
    """`known`, where they are known figures. Raises KnownFiguresError."""
    frame = _frame(known, "known", "read_known(...)", KnownFiguresError)
    if "kind" in frame.columns and "metric" not in frame.columns:
        raise KnownFiguresError("known: these are records; pass the known figures of read_known(...)")
    if "article_id" in frame.columns and not _is_known(frame):
        raise KnownFiguresError("known: these are facts; the order is reconcile(facts, known)")
    _has(frame, "known", _NEEDED, KnownFiguresError)
    return frame


def _is_known(frame: pd.DataFrame) -> bool:
    return "article_id" not in frame.columns and {"rounding", "filed_at"} <= set(frame.columns)


def _frame(value: object, name: str, how: str, error: type[MokuromiError]) -> pd.DataFrame:
    import pandas as pd

    if isinstance(value, pd.DataFrame):
        return value
    what = "a pair; unpack it first" if isinstance(value, tuple) else f"a {type(value).__name__}"
    raise error(f"{name}: must be a DataFrame, is {what}; use {how}")


def _has(frame: pd.DataFrame, name: str, needed: tuple[str, ...], error: type[MokuromiError]) -> None:
    missing = [c for c in needed if c not in frame.columns]
    if missing:
        raise error(f"{name}: column {', '.join(missing)} is missing; it has {', '.join(map(str, frame.columns))[:200]}")
