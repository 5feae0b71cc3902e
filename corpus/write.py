"""Rows -> Parquet, JSONL, CSV. A file is whole or not there: temporary file, fsync, rename."""

from __future__ import annotations

import csv
import json
import os
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import is_dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from ..errors import ConfigError
from .record import SCHEMA_VERSION, Fact, Record, fact_schema, record_schema

if TYPE_CHECKING:
    import pyarrow as pa

FORMATS = ("parquet", "jsonl", "csv")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_SCALE = Decimal("1e-9")
_WIDE = Context(prec=60, rounding=ROUND_HALF_EVEN)
_LARGEST = Decimal("1e29")
_BATCH = 20_000
_SURROGATE = re.compile("[\ud800-\udfff]")


def table(rows: Sequence[Any], schema: pa.Schema) -> pa.Table:
    """Record, Fact or other dataclass rows, or mappings, as an Arrow table, column by column.

    Decimals are rounded half-even to the schema's 9 places; one that its 38 digits cannot hold becomes null.
    Lone surrogates in strings become U+FFFD.
    """
    import pyarrow as pa

    if rows and isinstance(rows[0], Mapping):
        columns = {name: list(map(itemgetter(name), rows)) for name in schema.names}
    else:
        columns = {name: list(map(attrgetter(name), rows)) for name in schema.names}
    return pa.Table.from_arrays([_array(columns[field.name], field.type) for field in schema], schema=schema)


def write(
    path: Path | str, rows: Sequence[Any] | pa.Table, fmt: str = "", *, rules_version: str = "", schema: pa.Schema | None = None
) -> None:
    """Write `rows` (Records, Facts, or a table of any columns) to `path`, replacing what stood there at once.

    `fmt` is parquet, jsonl or csv; empty: the path's ending. Parquet carries schema_version and rules_version in its
    metadata. JSONL: decimals as plain strings ("320000000"), dates ISO 8601, missing values null. CSV: missing values
    empty, lists joined by "|", and text that a spreadsheet would run as a formula behind a '. Raises OSError.
    """
    path = Path(path)
    data = _table_of(rows, schema)
    with Writer(path, data.schema, fmt or path.suffix[1:], rules_version=rules_version) as out:
        out.add(data)


class Writer:
    """Writes tables of one schema to one file piece by piece; the file appears when the block ends without an error."""

    def __init__(self, path: Path | str, schema: pa.Schema, fmt: str, *, rules_version: str = "") -> None:
        if fmt not in FORMATS:
            raise ConfigError(f"format {fmt!r} is not known; use one of {', '.join(FORMATS)}")
        self._path, self._fmt = Path(path), fmt
        self._schema = schema.with_metadata({"schema_version": str(SCHEMA_VERSION), "rules_version": rules_version})
        self._add: Callable[[pa.Table], None]

    def __enter__(self) -> Writer:
        self._context = replacing(self._path)
        self._file = self._context.__enter__()
        self._parquet: Any = None
        if self._fmt == "parquet":
            import pyarrow.parquet as pq

            self._parquet = pq.ParquetWriter(self._file, self._schema, compression="zstd")
            self._add = self._parquet.write_table
        elif self._fmt == "jsonl":
            self._add = self._jsonl
        else:
            self._csv_row((name for name in self._schema.names), None)
            self._add = self._csv
        return self

    def __exit__(self, *error: Any) -> None:
        if self._parquet is not None:
            try:
                self._parquet.close()
            except OSError as failure:
                self._context.__exit__(*(error if error[0] else (type(failure), failure, failure.__traceback__)))
                raise
        self._context.__exit__(*error)

    def add(self, data: pa.Table) -> None:
        """Append the rows of `data`, whose columns must be those of the schema."""
        self._add(data.replace_schema_metadata(self._schema.metadata).cast(self._schema) if data.schema != self._schema else data)

    def _jsonl(self, data: pa.Table) -> None:
        encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
        names = self._schema.names
        for batch in data.to_batches(_BATCH):
            columns = [_plain(column) for column in batch.columns]
            self._file.write("".join(encode(dict(zip(names, row, strict=True))) + "\n" for row in zip(*columns, strict=True)).encode())

    def _csv(self, data: pa.Table) -> None:
        import pyarrow as pa

        for batch in data.to_batches(_BATCH):
            columns = []
            for column in batch.columns:
                cells = _plain(column)
                if pa.types.is_list(column.type):
                    cells = ["|".join(map(str, cell)) if cell is not None else None for cell in cells]
                if pa.types.is_string(column.type) or pa.types.is_large_string(column.type) or pa.types.is_list(column.type):
                    cells = [escape_cell(cell) if cell else cell for cell in cells]
                columns.append(cells)
            self._csv_row(None, zip(*columns, strict=True))

    def _csv_row(self, header: Iterable[str] | None, rows: Iterable[Any] | None) -> None:
        import io

        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        if header is not None:
            writer.writerow(header)
        if rows is not None:
            writer.writerows(rows)
        self._file.write(text.getvalue().encode())


@contextmanager
def replacing(path: Path | str) -> Iterator[IO[bytes]]:
    """A binary file that takes the place of `path` when the block ends without an error, on disk and at once."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
    try:
        with open(temporary, "xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` durable, where the system can."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)


def plain_number(value: Decimal) -> str:
    """A decimal without exponent and trailing zeros: "320000000", "6.6", "-0.05"."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def escape_cell(text: str) -> str:
    """A text cell that no spreadsheet takes for a formula: those that could start one get a ' in front."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _table_of(rows: Any, schema: pa.Schema | None) -> pa.Table:
    if hasattr(rows, "column_names"):
        return rows
    if schema is None:
        if rows and isinstance(rows[0], Fact):
            schema = fact_schema()
        elif rows and isinstance(rows[0], Record):
            schema = record_schema()
        else:
            what = type(rows[0]).__name__ if rows and is_dataclass(rows[0]) else "empty or unknown rows"
            raise TypeError(f"{what}: give the schema")
    return table(rows, schema)


def _array(values: list[Any], kind: pa.DataType) -> pa.Array:
    import pyarrow as pa

    try:
        return pa.array(values, kind)
    except (pa.ArrowInvalid, UnicodeEncodeError):
        if pa.types.is_decimal(kind):
            return pa.array([fitted(v) for v in values], kind)
        if pa.types.is_string(kind):
            return pa.array([v if v is None else _SURROGATE.sub("\ufffd", v) for v in values], kind)
        raise


def fitted(value: Any) -> Decimal | None:
    """`value` as decimal128(38, 9) holds it: rounded half-even, None where it is too large or no number."""
    if value is None:
        return None
    value = value if isinstance(value, Decimal) else Decimal(str(value))
    if not value.is_finite() or abs(value) >= _LARGEST:
        return None
    return _WIDE.quantize(value, _SCALE)


def _plain(column: pa.Array) -> list[Any]:
    """Values as JSON and CSV write them: decimals and dates as strings."""
    import pyarrow as pa

    kind = column.type
    if pa.types.is_decimal(kind):
        return [v if v is None else plain_number(v) for v in column.to_pylist()]
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return [v if v is None else v.isoformat() for v in column.to_pylist()]
    if pa.types.is_float32(kind):
        return [v if v is None else float(f"{v:.6g}") for v in column.to_pylist()]
    values: list[Any] = column.to_pylist()
    return values
