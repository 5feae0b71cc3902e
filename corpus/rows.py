"""Row formats -> articles: JSONL, CSV, Parquet. A bad row is an InputError in its place; the others are still read."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

from ..errors import InputError
from .article import Article
from .language import narrow
from .stream import Limits, lines

COLUMNS = ("id", "text", "lang", "published", "title", "url", "issuer")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_BAD_BYTE = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class Where:
    """The file that rows come from."""

    name: str
    id: str
    published: date | None
    """For rows that carry no date."""
    limits: Limits
    issuer: str = ""
    """For rows that name none."""


def article(row: Mapping[str, Any], where: Where, place: str, default_id: str) -> Article:
    """An article of the fields in `COLUMNS`. Raises InputError beginning with `place`."""
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        what = "empty" if text is None or isinstance(text, str) else "no string"
        raise InputError(f"{place}: text is {what}; give the article's text")
    if len(text) > (most := where.limits.characters):
        raise InputError(f"{place}: the text has {len(text)} characters, {most} are allowed; split it, or raise limits.characters")
    text = storable(text)
    try:
        lang = narrow(_string(row, "lang", place), text)
    except InputError as error:
        raise InputError(f"{place}: {error}") from None
    published = parse_date(row.get("published"), place) or where.published
    ident = row.get("id")
    ident = str(ident) if isinstance(ident, int) and not isinstance(ident, bool) else _string(row, "id", place)
    title, url, issuer = (_string(row, key, place).strip() for key in ("title", "url", "issuer"))
    return Article(ident.strip() or default_id, text, lang, published, title, url, where.name, issuer or where.issuer)


def article_of(row: Mapping[str, Any]) -> Article:
    """An Article from a row of a frame; a missing language is detected, a published string read as ISO 8601."""
    published = row.get("published")
    if published != published:  # NaN and NaT of a frame
        published = None
    elif isinstance(published, str):
        published = date.fromisoformat(published[:10]) if published else None
    elif isinstance(published, datetime):
        published = published.date()
    elif not isinstance(published, date):
        published = None

    def text(key: str) -> str:
        value = row.get(key)
        return value if isinstance(value, str) else ""

    lang = narrow(text("lang"), text("text"))
    return Article(str(row["id"]), text("text"), lang, published, text("title"), text("url"), text("source"), text("issuer"))


def storable(text: str) -> str:
    """`text` of the same length, NUL and lone surrogates replaced by U+FFFD."""
    return _UNSTORABLE.sub("\ufffd", text)


def parse_date(value: Any, place: str) -> date | None:
    """An ISO 8601 date or datetime (its own day, whatever the zone); None when empty. Raises InputError."""
    if value is None or value == "" or value != value:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value.strip()).date()
        except ValueError:
            pass
    raise InputError(f"{place}: published {value!r:.60} is no ISO 8601 date; write YYYY-MM-DD")


def from_jsonl(stream: IO[bytes], where: Where) -> Iterator[Article | InputError]:
    any_row = False
    for number, line in lines(stream, where.name, where.limits):
        place = f"{where.name}:{number}"
        if isinstance(line, InputError):
            any_row = True
            yield line
        elif line.strip("\ufeff \t\r\n"):
            any_row = True
            try:
                yield article(_json_object(line, place), where, place, f"{where.id}:{number}")
            except InputError as error:
                yield error
    if not any_row:
        yield InputError(f"{where.name}: is empty; remove it")


def _json_object(line: str, place: str) -> dict[str, Any]:
    if _BAD_BYTE.search(line):
        raise InputError(f"{place}: holds bytes of no known encoding; save it as UTF-8")
    try:
        row = json.loads(line)
    except RecursionError:
        raise InputError(f"{place}: nested too deeply; write one flat JSON object") from None
    except ValueError as error:
        raise InputError(f"{place}: is no JSON: {error}; write one JSON object per line") from None
    if not isinstance(row, dict):
        raise InputError(f"{place}: is a JSON {type(row).__name__}, not an object; write one JSON object per line")
    return row


def from_csv(stream: IO[bytes], where: Where) -> Iterator[Article | InputError]:
    source = _CsvLines(stream, where)
    csv.field_size_limit(max(csv.field_size_limit(), where.limits.bytes))
    header, reader = _csv_header(source, where)
    number = 1
    while True:
        number += 1
        place = f"{where.name}:{number}"
        source.begin_row()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except InputError as error:
            # the generator under the reader ended with the error; the lines behind it go on
            yield InputError(f"{place}: {error}")
            if source.lost:
                return
            reader = csv.reader(iter(source), delimiter=source.delimiter, strict=True)
            continue
        except csv.Error as error:
            yield InputError(f"{place}: {error}; quote cells that hold commas, quotes or line ends")
            continue
        if not any(cells):
            continue
        try:
            yield _csv_article(header, cells, where, place, f"{where.id}:{number}")
        except InputError as error:
            yield error


def _csv_article(header: list[str], cells: list[str], where: Where, place: str, default_id: str) -> Article:
    if len(cells) > len(header):
        raise InputError(f"{place}: has {len(cells)} cells, the header {len(header)}; quote cells that hold commas")
    if any(_BAD_BYTE.search(cell) for cell in cells):
        raise InputError(f"{place}: holds bytes of no known encoding; save it as UTF-8")
    row = {name: cell for name, cell in zip(header, cells, strict=False) if name in COLUMNS}
    return article(row, where, place, default_id)


def _csv_header(source: _CsvLines, where: Where) -> tuple[list[str], Any]:
    """The column names, and the reader of the rows below. InputError without a column `text`."""
    try:
        first = next(iter(source), "")
    except InputError as error:
        raise InputError(str(error) if str(error).startswith(where.name) else f"{where.name}:1: {error}") from None
    if not first.strip():
        raise InputError(f"{where.name}: is empty; remove it")
    header: list[str] = []
    for delimiter in ",\t;":
        try:
            header = [name.strip().lower() for name in next(csv.reader([first], delimiter=delimiter, strict=True))]
        except (csv.Error, StopIteration):
            continue
        if "text" in header:
            source.delimiter = delimiter
            return header, csv.reader(iter(source), delimiter=delimiter, strict=True)
    raise InputError(f"{where.name}: has no column text (its header: {first.strip()[:80]}); name the column that holds the text")


class _CsvLines:
    """Lines for csv.reader: raises where one cannot be had, and bounds what one row may swallow."""

    def __init__(self, stream: IO[bytes], where: Where) -> None:
        self._lines = _parted(lines(stream, where.name, where.limits))
        self._limit = where.limits.bytes
        self._taken = 0
        self.delimiter = ","
        self.lost = False
        """An unclosed quote swallowed too much: where rows begin is no longer known."""

    def begin_row(self) -> None:
        self._taken = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            if isinstance(line, InputError):
                raise InputError(str(line).partition(": ")[2])
            self._taken += len(line)
            if self._taken > self._limit:
                self.lost = True
                long = f"the row is longer than {self._limit} characters, maybe by a quote that is not closed"
                raise InputError(f"{long}; close it: the rows below are not read")
            yield line


def _parted(found: Iterator[tuple[int, str | InputError]]) -> Iterator[str | InputError]:
    for _, line in found:
        if isinstance(line, str) and "\r" in line and not line.endswith("\n"):
            # a file of an old Mac: its lines end in \r alone
            yield from re.findall(r"[^\r]*\r|[^\r]+", line)
        else:
            yield line


def from_parquet(stream: IO[bytes], where: Where) -> Iterator[Article | InputError]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not stream.seekable():
        raise InputError(f"{where.name}: Parquet cannot be read from a packed or piped stream; unpack it")
    number = 0
    try:
        file = pq.ParquetFile(stream)
        columns = [c for c in file.schema_arrow.names if c in COLUMNS]
        if "text" not in columns:
            names = ", ".join(file.schema_arrow.names)[:80]
            raise InputError(f"{where.name}: has no column text (its columns: {names}); name the column that holds the text")
        _refuse_long_rows(file.metadata, columns, where)
        for batch in file.iter_batches(batch_size=16, columns=columns):
            for at in range(batch.num_rows):
                number += 1
                place = f"{where.name}:{number}"
                try:
                    (row,) = batch.slice(at, 1).to_pylist()
                    yield article(row, where, place, f"{where.id}:{number}")
                except InputError as error:
                    yield error
                except (ValueError, OverflowError) as error:
                    # a date that no calendar has, bytes that are no text
                    yield InputError(f"{place}: holds a value that cannot be read: {error}; write it again")
    except (InputError, MemoryError):
        raise
    except (pa.ArrowException, OSError, ValueError) as error:
        what = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise InputError(f"{where.name}: cannot be read as Parquet: {what}; write it again") from None


def _refuse_long_rows(metadata: Any, columns: list[str], where: Where) -> None:
    """Refuse, before anything is unpacked, what cannot be rows of the size that is allowed."""
    for group in (metadata.row_group(n) for n in range(metadata.num_row_groups)):
        for chunk in (group.column(n) for n in range(group.num_columns)):
            if chunk.path_in_schema in columns and chunk.total_uncompressed_size > where.limits.bytes * max(1, group.num_rows):
                raise InputError(f"{where.name}: has rows of more than {where.limits.bytes} bytes; split them, or raise limits.bytes")


def _string(row: Mapping[str, Any], key: str, place: str) -> str:
    value = row.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InputError(f"{place}: {key} is no string but {type(value).__name__}; put it in quotes")
    return storable(value)
