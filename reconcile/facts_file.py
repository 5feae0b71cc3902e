"""Facts that `extract` saved -> the frame that `reconcile` takes, so that known figures can change without reading the articles again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..corpus.record import FACT_COLUMNS
from ..errors import InputError, InputFileError

if TYPE_CHECKING:
    import pandas as pd

ENDINGS = (".parquet", ".jsonl", ".csv")


def is_facts(path: Path) -> bool:
    """Whether a path is a file of saved facts, or a folder that holds one or the months of the nightly job's."""
    return _file(path) is not None


def read_facts(path: Path) -> pd.DataFrame:
    """Saved facts as a frame with the columns of `FACT_COLUMNS` (and `published`, where the file has it). Raises InputError."""
    found = _file(path)
    if found is None:
        raise InputFileError(f"{path}: holds no saved facts; give the facts.parquet, .jsonl or .csv of `extract --out`, or its folder")
    try:
        frame = _read(found)
    except InputError:
        raise
    except (OSError, ValueError, ArithmeticError, RecursionError) as error:
        raise InputError(f"{found}: cannot be read: {(str(error).splitlines() or ['?'])[0][:200]}; extract it again") from None
    missing = [c for c in ("article_id", "company", "metric", "value", "unit") if c not in frame.columns]
    if missing and len(frame.columns):
        raise InputError(f"{found}: column {', '.join(missing)} is missing; these are no facts of `extract`")
    try:
        return _typed(frame)
    except (ValueError, ArithmeticError) as error:
        raise InputError(f"{found}: holds a cell that is no number or date: {str(error)[:100]}; extract it again") from None


def _read(path: Path) -> pd.DataFrame:
    import pandas as pd

    if path.is_dir():
        return pd.read_parquet(path, partitioning=None)
    if path.suffix == ".parquet":
        return pd.read_parquet(path)
    return pd.DataFrame(_lines(path)) if path.suffix == ".jsonl" else pd.read_csv(path, dtype=str, keep_default_na=False)


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Every column as `extract` gives it, whatever the file's format made of it."""
    import pandas as pd

    def column(name: str, change: Callable[[Any], Any]) -> pd.Series[Any]:
        values = [None] * len(frame) if name not in frame.columns else frame[name]
        return pd.Series([None if _empty(v) else change(v) for v in values], dtype=object)

    changes: dict[str, Callable[[Any], Any]] = {c: lambda v: Decimal(str(v)) for c in ("value", "value_max", "precision")}
    changes |= {c: lambda v: v if isinstance(v, date) else date.fromisoformat(str(v)[:10]) for c in ("start_date", "end_date")}
    changes |= dict.fromkeys(("start", "end"), int) | {"score": float}
    changes["inferred"] = lambda v: v.split("|") if isinstance(v, str) else list(v)
    out = {c: column(c, changes.get(c, str)) for c in FACT_COLUMNS}
    for name in frame.columns:
        if name not in out:
            out[name] = frame[name]
    return pd.DataFrame(out)


def _empty(value: Any) -> bool:
    return value is None or (isinstance(value, float | str) and (value != value or value == ""))


def _file(path: Path) -> Path | None:
    if path.is_dir():
        months = next((folder for folder in (path, path / "facts") if any(folder.glob("month=*/facts.parquet"))), None)
        return months or next((file for ending in ENDINGS if (file := path / f"facts{ending}").is_file()), None)
    return path if path.is_file() and path.suffix in ENDINGS and path.stem.split(".")[0] == "facts" else None


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            row = json.loads(line)
            if not isinstance(row, dict):
                raise InputError(f"{path}:{number}: is no fact; extract it again")
            if "article_id" in row:  # a head line carries the versions
                yield row
