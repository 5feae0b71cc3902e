"""The store -> tables in files, manifest last: a reader that finds the manifest's hashes has one state of the store."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from ...corpus import write
from ...corpus.record import FACT_COLUMNS, SCHEMA_VERSION, arrow_type, fact_schema, record_schema
from . import store

_ROWS = 5000
DOCUMENTS = ("article_id", "lang", "published", "title", "url", "source", "issuer", "duplicate_of", "characters", "key")
MANIFEST = "manifest.json"
NONE = "none"
_UNDATED = "__HIVE_DEFAULT_PARTITION__"
"""What readers of partitioned tables take for a missing value."""
_OURS = re.compile(rf"(documents|records|facts|reconciliation)(?:/month=(?:\d{{4}}-\d\d|{_UNDATED})/\1)?\.(?:parquet|jsonl|csv)")


@dataclass(frozen=True)
class _TableFile:
    """A file to publish: the rows of a table, or those of its articles of one month."""

    table: str
    path: str
    month: str = ""


def publish(engine: sa.Engine, out: Path, fmt: str, rules_version: str, partition: str = NONE) -> bool:
    """Write documents, records, facts and reconciliation to `out`; False when they stand there already.

    Records, facts and reconciliation are those of originals: a repeated article stands in documents only, with the
    `key` of its original in `duplicate_of`. Their column `document` is the `key` of the document that they belong to. Rows are
    in the order in which articles came in. With the partition month a table is a folder with a file for each month of
    publication. A file whose rows are the same as before is not written again, one that is no more is removed. Raises OSError.
    """
    with engine.connect() as connection:
        states = fingerprints(connection, fmt, partition)
        before = _published(out)
        if {name: facts["state"] for name, facts in before.items()} == {part.path: state for part, state in states.items()}:
            return False
        ours = set(json.loads(store.get(connection, "published") or "[]")) | before.keys()
    names = [part.path for part in states]
    with engine.begin() as connection:
        store.put(connection, "published", json.dumps(sorted({*ours, *names})))
    (out / MANIFEST).unlink(missing_ok=True)
    _sweep(out)
    with engine.connect() as connection:
        files = {part.path: before[part.path] if before.get(part.path, {}).get("state") == state
                 else {**_write(connection, part, out / part.path, fmt, rules_version), "state": state}
                 for part, state in states.items()}  # fmt: skip
    _remove(out, ours - set(names))
    manifest = {"schema_version": SCHEMA_VERSION, "rules_version": rules_version, "partition": partition, "files": files}
    with write.replacing(out / MANIFEST) as file:
        file.write((json.dumps(manifest, indent=1) + "\n").encode())
    with engine.begin() as connection:
        store.put(connection, "published", json.dumps(names))
    return True


def fingerprints(connection: sa.Connection, fmt: str, partition: str = NONE) -> dict[_TableFile, str]:
    """The files to publish, each with a hash of everything that decides what stands in it."""
    document, original = store.document, store.document.alias()
    query = (
        sa.select(document.c.key, original.c.key, document.c.extracted_with, document.c.compared, document.c.published)
        .outerjoin(original, original.c.seq == document.c.duplicate_of)
        .where(document.c.status == "done")
        .order_by(document.c.seq)
    )
    # how many of a row's columns decide: a comparison changes with the known figures, the rest only with articles and rules
    depends = {"documents": 3, "records": 3, "facts": 3, "reconciliation": 4}
    digests: dict[_TableFile, Any] = {}
    if partition == NONE:
        digests = {_part(name, fmt): hashlib.sha256(f"{SCHEMA_VERSION}:{fmt}".encode()) for name in depends}
    for row in connection.execution_options(yield_per=_ROWS).execute(query):
        month = "" if partition == NONE else row.published.isoformat()[:7] if row.published else _UNDATED
        for name, columns in depends.items():
            part = _part(name, fmt, month)
            if part not in digests:
                digests[part] = hashlib.sha256(f"{SCHEMA_VERSION}:{fmt}".encode())
            digests[part].update(repr(tuple(row[:columns])).encode())
    return {part: digest.hexdigest() for part, digest in digests.items()}


def _part(table: str, fmt: str, month: str = "") -> _TableFile:
    return _TableFile(table, f"{table}/month={month}/{table}.{fmt}" if month else f"{table}.{fmt}", month)


def _write(connection: sa.Connection, part: _TableFile, path: Path, fmt: str, rules_version: str) -> dict[str, Any]:
    schema, query = _tables()[part.table]
    with write.Writer(path, schema, fmt, rules_version=rules_version) as target:
        rows = 0
        for found in connection.execution_options(yield_per=_ROWS).execute(query.where(_of(part.month))).mappings().partitions(_ROWS):
            target.add(write.table(found, schema))
            rows += len(found)
    return {"rows": rows, "bytes": path.stat().st_size, "sha256": _hash(path)}


def _of(month: str) -> Any:
    published = store.document.c.published
    if not month:
        return sa.true()
    if month == _UNDATED:
        return published.is_(None)
    year, number = map(int, month.split("-"))
    after = date(year + number // 12, number % 12 + 1, 1) if (year, number) < (9999, 12) else None
    return (published >= date(year, number, 1)) & (sa.true() if after is None else published < after)


def _published(out: Path) -> dict[str, dict[str, Any]]:
    """The files that `out` holds by its manifest, those left out that are missing or not as they were written."""
    try:
        files = json.loads((out / MANIFEST).read_text(encoding="utf-8"))["files"]
        return {name: facts for name, facts in files.items() if "state" in facts and _whole(out / name, facts)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _whole(path: Path, facts: dict[str, Any]) -> bool:
    return path.is_file() and path.stat().st_size == facts["bytes"]


def _sweep(out: Path) -> None:
    """Temporary files of runs that were killed while they wrote."""
    if out.is_dir():
        for pattern in (".*.tmp", "*/month=*/.*.tmp"):
            for path in out.glob(pattern):
                path.unlink(missing_ok=True)


def _remove(out: Path, names: set[str]) -> None:
    """Files that were published before and are no more: of another format or partition, of a month without articles."""
    for name in filter(_OURS.fullmatch, names):
        path = out / name
        path.unlink(missing_ok=True)
        for folder in list(path.parents)[: name.count("/")]:
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()


def _tables() -> dict[str, tuple[pa.Schema, Any]]:
    return {name: (schema, query) for name, schema, query in _queries()}


def _queries() -> Iterator[tuple[str, pa.Schema, Any]]:
    document, original = store.document, store.document.alias()
    done, first = document.c.status == "done", document.c.duplicate_of.is_(None)
    columns: dict[str, Any] = {c: document.c[c] for c in DOCUMENTS if c in document.c}
    columns |= {"duplicate_of": original.c.key, "characters": sa.func.length(document.c.text)}
    yield (
        "documents",
        pa.schema([(c, {"published": pa.date32(), "characters": pa.int32()}.get(c, pa.string())) for c in DOCUMENTS]),
        sa.select(*(columns[c].label(c) for c in DOCUMENTS)).outerjoin(original, original.c.seq == document.c.duplicate_of)
        .where(done).order_by(document.c.seq),
    )  # fmt: skip
    for name, schema, table in (("records", record_schema(), store.record), ("facts", fact_schema(), store.fact)):
        query = sa.select(document.c.key.label("document"), *(table.c[c] for c in schema.names)).join(
            document, document.c.seq == table.c.document
        )
        yield name, _keyed(schema), query.where(done, first).order_by(table.c.document, table.c.number)
    result, fact = store.reconciliation, store.fact
    schema = pa.schema([(c, arrow_type(c)) for c in (*FACT_COLUMNS, *store.RESULTS)])
    same = (fact.c.document == result.c.document) & (fact.c.number == result.c.number)
    cells = (
        [document.c.key.label("document")]
        + [result.c.company if c == "company" else fact.c[c] for c in FACT_COLUMNS]
        + [result.c[c] for c in store.RESULTS]
    )
    query = sa.select(*cells).select_from(result).join(fact, same).join(document, document.c.seq == result.c.document)
    yield "reconciliation", _keyed(schema), query.where(done, first).order_by(result.c.document, result.c.number)


def _keyed(schema: pa.Schema) -> pa.Schema:
    return pa.schema([pa.field("document", pa.string()), *schema])


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
