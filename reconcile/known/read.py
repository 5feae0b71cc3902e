"""Known figures: our CSV template, EDINET's XBRL-to-CSV, SEC companyfacts and any pandas frame -> one frame.

Columns out: company, metric, period, start_date, end_date (exclusive), segment, basis, value (Decimal), unit, rounding,
filed_at, source, variant. An empty basis fits every basis; an empty rounding means that the value is exact; `variant` says
which of several figures of one name it is (net_profit: owners or total; see rules/metrics.toml).
"""

from __future__ import annotations

import csv
import difflib
import io
import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ...corpus.edinet import is_edinet
from ...corpus.record import BASES, UNITS
from ...errors import KnownFiguresError, KnownFileError
from ...rules import period as periods
from ...rules.fold import fold

if TYPE_CHECKING:
    import pandas as pd

KNOWN_COLUMNS = ("company", "metric", "period", "start_date", "end_date", "segment", "basis", "value", "unit", "rounding", "filed_at",
                 "source", "variant")  # fmt: skip
SUFFIXES = ("_growth_yoy", "_growth_qoq", "_growth_mom", "_cagr", "_share")
ROUNDINGS = ("nearest", "truncate", "exact")
MOST_ROWS, MOST_BYTES = 20_000_000, 2_000_000_000
"""What one file of known figures may hold."""
_UNIT_NAMES = {"%": "percent", "users": "persons", "people": "persons", "percentage": "percent", "rmb": "CNY"}
_ROUNDING = re.compile(rf"({'|'.join(ROUNDINGS)})(:10*)?")
_log = logging.getLogger("mokuromi")

OnError = Callable[[KnownFiguresError], None]
KnownRow = dict[str, Any]


class FirmResolver(Protocol):
    """What finds a firm by id, name, alias or ticker: mokuromi.extract.names.directory.Directory."""

    def resolve(self, text: str) -> str | None: ...


def frame(source: Any, companies: FirmResolver | None = None, on_error: OnError | None = None, overlay: Path | None = None) -> pd.DataFrame:
    """See `mokuromi.read_known`."""
    import pandas as pd

    report = _raise if on_error is None else on_error
    rows = list(_rows(source, report, overlay))
    _resolve(rows, companies)
    return pd.DataFrame(rows, columns=list(KNOWN_COLUMNS), dtype=object)


def template() -> str:
    """The CSV that `mokuromi known template` writes: a header and two rows to overwrite."""
    return (
        "company,metric,period,segment,basis,value,unit,rounding,filed_at,source\n"
        "7203,revenue,FY2025-03,,actual,48036704000000,JPY,truncate,2025-05-08,annual results\n"
        "7203,revenue_growth_yoy,FY2025-03,,actual,6.5,percent,nearest,2025-05-08,annual results\n"
    )


def _raise(error: KnownFiguresError) -> None:
    raise error


def _rows(source: Any, report: OnError, overlay: Path | None) -> Iterator[KnownRow]:
    if hasattr(source, "to_dict"):
        yield from _checked(
            ((f"row {i}", r) for i, r in enumerate(source.to_dict("records"), 1)), tuple(source.columns), "DataFrame", report, overlay
        )
        return
    if not isinstance(source, str | os.PathLike):
        raise KnownFiguresError(f"known figures must be a path or a DataFrame, not {type(source).__name__}")
    path = Path(source)
    if not path.exists():
        raise KnownFileError(f"{path}: there is no such file; give the known figures as CSV, ZIP, JSON or a folder")
    kind = _kind(path)
    if kind == "edinet":
        from .edinet import edinet_rows

        yield from edinet_rows(path, report)
    elif kind == "companyfacts":
        from .companyfacts import companyfacts_rows

        yield from companyfacts_rows(path)
    elif kind == "parquet":
        yield from _rows(_parquet(path), report, overlay)
    else:
        yield from _csv_rows(path, report, overlay)


def _parquet(path: Path) -> pd.DataFrame:
    """Our columns of a Parquet file; its metadata bound what is read, since repeated cells pack to almost nothing."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            rows = file.metadata.num_rows
            if rows <= MOST_ROWS:
                columns = [c for c in file.schema_arrow.names if c in KNOWN_COLUMNS]
                frame: pd.DataFrame = file.read(columns).to_pandas(date_as_object=True)
                return frame
    except (pa.ArrowException, OSError, ValueError, ArithmeticError) as error:
        what = (str(error).splitlines() or [type(error).__name__])[0][:200]
        raise KnownFiguresError(f"{path}: cannot be read as Parquet: {what}; write it again") from None
    raise KnownFiguresError(f"{path}: has {rows} rows, {MOST_ROWS} are read at most; split it")


def _kind(path: Path) -> str:
    if path.is_dir():
        return "edinet"
    suffix = path.suffix.lower()
    if suffix == ".json":
        return "companyfacts"
    if suffix == ".parquet":
        return "parquet"
    with path.open("rb") as file:
        head = file.read(4096)
    return "edinet" if head.startswith(b"PK") or is_edinet(head) else "csv"


def read_text(path: Path) -> str:
    """A table file as text: UTF-8, UTF-16 or an East Asian encoding. Raises KnownFiguresError."""
    from ...corpus.decode import decode
    from ...errors import InputError

    try:
        if path.stat().st_size > MOST_BYTES:
            raise KnownFiguresError(f"{path}: has more than {MOST_BYTES // 1_000_000} MB; split it, or write it as Parquet")
        return decode(path.read_bytes(), str(path))
    except (InputError, OSError) as error:
        raise KnownFiguresError(str(error)) from None


def _csv_rows(path: Path, report: OnError, overlay: Path | None) -> Iterator[KnownRow]:
    text = read_text(path)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if path.suffix.lower() == ".tsv" else ",")
    header = tuple(c.strip() for c in next(reader, ()))

    def numbered() -> Iterator[tuple[str, KnownRow]]:
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                report(KnownFiguresError(f"{path}:{reader.line_num}: not valid CSV: {error}"))
                continue
            if any(cells):
                yield str(reader.line_num), dict(zip(header, cells, strict=False))

    yield from _checked(numbered(), header, str(path), report, overlay)


def _checked(
    rows: Iterable[tuple[str, Mapping[str, Any]]], header: tuple[str, ...], name: str, report: OnError, overlay: Path | None
) -> Iterator[KnownRow]:
    missing = [c for c in ("company", "metric", "value", "unit") if c not in header]
    if "period" not in header and not {"start_date", "end_date"} <= set(header):
        missing.append("period")
    if missing:
        raise KnownFiguresError(f"{name}:1: column {', '.join(missing)} is missing; `mokuromi known template` writes the columns")
    for number, row in rows:
        try:
            yield _row(row, Path(name).name, number, overlay)
        except ValueError as error:
            report(KnownFiguresError(f"{name}:{number}: {error}"))


def _row(row: Mapping[str, Any], name: str, number: str, overlay: Path | None) -> KnownRow:
    text = {c: _text(row.get(c)) for c in KNOWN_COLUMNS}
    if not text["company"]:
        raise ValueError("company is empty; write the firm's id, name or ticker")
    start, end = _period(text["period"], row)
    if text["basis"] not in ("", *BASES):
        raise ValueError(f"basis {text['basis']!r} is unknown; write {', '.join(BASES)} or nothing")
    if text["rounding"] and not _ROUNDING.fullmatch(text["rounding"]):
        raise ValueError(f"rounding {text['rounding']!r} is unknown; write nearest, truncate or exact, with a unit as in truncate:1000000")
    where = f"{name}:{number}"
    return {
        "company": text["company"],
        "metric": _metric(text["metric"], overlay),
        "period": text["period"] or (periods.text(start, end) if start and end else ""),
        "start_date": start,
        "end_date": end,
        "segment": text["segment"],
        "basis": text["basis"],
        "value": _value(row.get("value")),
        "unit": _unit(text["unit"], overlay),
        "rounding": text["rounding"],
        "filed_at": _day(row.get("filed_at"), "filed_at"),
        "source": f"{where} {text['source']}".rstrip(),
        "variant": _variant(text["variant"], text["metric"]),
    }


def _text(value: Any) -> str:
    if value is None or value != value:
        return ""
    return value.strip() if isinstance(value, str) else str(value)


def _period(written: str, row: Mapping[str, Any]) -> tuple[date | None, date | None]:
    if written:
        found = periods.parse(written)
        return found.start, found.end
    start, end = _day(row.get("start_date"), "start_date"), _day(row.get("end_date"), "end_date")
    if (start is None) != (end is None):
        raise ValueError("start_date and end_date stand together; write both, the end being the day after the last")
    if start and end and end <= start:
        raise ValueError(f"end_date {end} is not after start_date {start}; the end is the day after the last")
    return start, end


def _day(value: Any, column: str) -> date | None:
    if isinstance(value, datetime):
        return value.date() if value == value else None  # NaT is a datetime
    if isinstance(value, date):
        return value
    text = _text(value)
    if not text or text == "NaT":
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise ValueError(f"{column} {text!r} is no date; write it as 2025-06-20") from None


def _value(value: Any) -> Decimal:
    text = fold(_text(value)).replace(",", "").replace(" ", "")
    if not text:
        raise ValueError("value is empty; write a number or leave the row out")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"value {text!r} is no number; write it in full, as in 123450000") from None
    if not number.is_finite():
        raise ValueError(f"value {text!r} is no number; write it in full, as in 123450000")
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -9:  # closing zeros of a computed figure
        number = number.normalize()
        exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -9 or number.adjusted() > 28:
        raise ValueError(f"value {text!r} has more than 29 whole or 9 decimal digits")
    return number


@lru_cache(maxsize=4096)
def _metric(text: str, overlay: Path | None) -> str:
    base = text
    while base not in metric_ids(overlay):
        suffix = next((s for s in SUFFIXES if base.endswith(s)), None)
        if suffix is None:
            raise ValueError(f"metric {text!r} is unknown{_nearest(base, text.removeprefix(base), overlay)}")
        base = base.removesuffix(suffix)
    return text


def _nearest(base: str, suffixes: str, overlay: Path | None) -> str:
    """What may have been meant, and where all of them stand."""
    near = difflib.get_close_matches(base.strip().casefold().replace(" ", "_"), sorted(metric_ids(overlay)), 3)
    meant = f"; did you mean {', '.join(f'{name}{suffixes}' for name in near)}?" if near else ";"
    return f"{meant} mokuromi known metrics lists all"


@cache
def metric_ids(overlay: Path | None = None) -> frozenset[str]:
    from ...rules.metric import metrics

    return frozenset(m.id for m in metrics(overlay))


@lru_cache(maxsize=4096)
def _variant(text: str, metric: str) -> str:
    from ...rules.metric import metrics

    named = {m.id: [v.id for v in m.variants] for m in metrics()}.get(metric, [])
    if text and text not in named:
        raise ValueError(f"variant {text!r} is unknown; {metric} has {', '.join(named) or 'none'}; an empty cell is any of them")
    return text


@cache
def currencies(overlay: Path | None) -> frozenset[str]:
    """The codes that articles' amounts can have: a figure of another would be compared with none, in silence."""
    from ...extract.amounts.rows import Currency
    from ...rules.table import load

    return frozenset(row.code for row in load("currencies", "currency", Currency, overlay))


@lru_cache(maxsize=4096)
def _unit(text: str, overlay: Path | None) -> str:
    unit = _UNIT_NAMES.get(text.lower(), text)
    if unit in ("percent", "pp", *UNITS):
        return unit
    if unit.upper() in currencies(overlay):
        return unit.upper()
    raise ValueError(f"unit {text!r} is unknown; write a currency (JPY), percent, pp or one of {', '.join(UNITS)}")


def _resolve(rows: list[KnownRow], companies: FirmResolver | None) -> None:
    """Company cells hold a text, or several by which one firm may be known; they become one id."""
    known: dict[Any, str] = {}
    unresolved: dict[str, int] = {}
    for row in rows:
        names = row["company"]
        if names not in known:
            options = (names,) if isinstance(names, str) else names
            found = next((f for n in options if (f := companies.resolve(n)) is not None), None) if companies is not None else None
            known[names] = found or options[-1]
            if found is None and companies is not None:
                unresolved[options[-1]] = 0
        row["company"] = known[names]
        if row["company"] in unresolved:
            unresolved[row["company"]] += 1
    for name, count in unresolved.items():
        what = "its figure is" if count == 1 else f"its {count} figures are"
        _log.warning("known figures: no firm is called %r in the company tables; %s compared under that name; "
                     "a table of companies with a row for it lets articles use its names", name, what)  # fmt: skip
