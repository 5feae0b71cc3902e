"""The store -> tables in files, manifest last: a reader that finds the manifest's hashes has one state of the store."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
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


def publish(engine: sa.Engine, out: Path, fmt: str, rules_version: str) -> bool:
    """Write documents, records, facts and reconciliation to `out`; False when they stand there already.

    Records, facts and reconciliation are those of originals: a repeated article stands in documents only, with the
    `key` of its original in `duplicate_of`. Their column `document` is the `key` of the document that they belong to. Rows are
    in the order in which articles came in. A table whose rows are the same as before is not written again. Raises OSError.
    """
    with engine.connect() as connection:
        states = fingerprints(connection, fmt)
        before = _published(out)
        if {name: facts["state"] for name, facts in before.items()} == {f"{name}.{fmt}": state for name, state in states.items()}:
            return False
        (out / MANIFEST).unlink(missing_ok=True)
        _sweep(out)
        files = {}
        for name, schema, query in _tables():
            path = out / f"{name}.{fmt}"
            if before.get(path.name, {}).get("state") == states[name]:
                files[path.name] = before[path.name]
                continue
            with write.Writer(path, schema, fmt, rules_version=rules_version) as target:
                rows = 0
                for part in connection.execution_options(yield_per=_ROWS).execute(query).mappings().partitions(_ROWS):
                    target.add(write.table(part, schema))
                    rows += len(part)
            files[path.name] = {"rows": rows, "bytes": path.stat().st_size, "sha256": _hash(path), "state": states[name]}
    manifest = {"schema_version": SCHEMA_VERSION, "rules_version": rules_version, "files": files}
    with write.replacing(out / MANIFEST) as file:
        file.write((json.dumps(manifest, indent=1) + "\n").encode())
    return True


def fingerprints(connection: sa.Connection, fmt: str) -> dict[str, str]:
    """For each table a hash of everything that decides what is published in it."""
    extracted, original = store.document.c.extracted_with, store.document.alias()
    query = (
        sa.select(store.document.c.key, original.c.key, extracted, store.document.c.reconciled_with)
        .outerjoin(original, original.c.seq == store.document.c.duplicate_of)
        .where(store.document.c.status == "done")
        .order_by(store.document.c.seq)
    )
    # how many of a row's columns decide: a comparison changes with the known figures, the rest only with articles and rules
    depends = {"documents": 3, "records": 3, "facts": 3, "reconciliation": 4}
    digests = {name: hashlib.sha256(f"{SCHEMA_VERSION}:{fmt}".encode()) for name in depends}
    for row in connection.execution_options(yield_per=_ROWS).execute(query):
        for name, columns in depends.items():
            digests[name].update(repr(tuple(row[:columns])).encode())
    return {name: digest.hexdigest() for name, digest in digests.items()}


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
        for path in out.glob(".*.tmp"):
            path.unlink(missing_ok=True)


def _tables() -> Iterator[tuple[str, pa.Schema, Any]]:
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
