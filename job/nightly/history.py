"""What held when: known figures from run to run, and how the comparison of each fact came out."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from ...corpus.write import fitted, plain_number
from . import store
from .store import change, fact, known, reconciliation

_ROWS = 1000
_FACT = ("company", "metric", "segment", "period", "start_date", "end_date", "basis", "value", "value_max", "unit", "modifier")
# not its source: the line of a file is another one where a row was put in before it
_KNOWN = tuple(c for c in store.KNOWN_COLUMNS if c != "source")
FINDINGS = ("mismatch", "doubtful", "ambiguous")


def fact_keys(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """A key for each of a document's facts, by what is stated: the same facts have the same keys, whatever rules found them."""
    return _keys(rows, _FACT)


def known_keys(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """A key for each known figure, by all that it says but where it stands."""
    return _keys(rows, _KNOWN)


def _keys(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> Iterator[str]:
    again: Counter[str] = Counter()
    for row in rows:
        said = "\0".join(_said(row[c]) for c in columns)
        again[said] += 1
        yield hashlib.sha256(f"{said}\0{again[said]}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _said(value: Any) -> str:
    if isinstance(value, Decimal):
        kept = fitted(value)
        return "" if kept is None else plain_number(kept)
    return "" if value is None else str(value)


def keep_known(connection: sa.Connection, rows: Sequence[Mapping[str, Any]], run: int) -> None:
    """Note which figures hold from this run on, and which do no more."""
    query = sa.select(known.c.hash, known.c.number, known.c.source).where(known.c.until.is_(None))
    held = {row.hash: row for row in connection.execute(query)}
    number = (connection.scalar(sa.select(sa.func.max(known.c.number))) or 0) + 1
    new, moved = [], []
    for row, key in zip(rows, known_keys(rows), strict=True):
        old = held.pop(key, None)
        if old is None:
            new.append({**{c: row[c] for c in store.KNOWN_COLUMNS}, "number": number, "hash": key, "since": run})
            number += 1
        elif old.source != row["source"]:
            moved.append({"at": old.number, "to": row["source"]})
    for start in range(0, len(new), _ROWS):
        connection.execute(sa.insert(known), new[start : start + _ROWS])
    at = sa.update(known).where(known.c.number == sa.bindparam("at"))
    if moved:
        connection.execute(at.values(source=sa.bindparam("to")), moved)
    if held:
        connection.execute(at.values(until=run), [{"at": row.number} for row in held.values()])


def compared(rows: Iterable[Mapping[str, Any]]) -> str:
    """A hash of a document's rows of reconciliation."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(repr([row["number"], *(_said(row[c]) for c in ("company", *store.RESULTS))]).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def note(
    connection: sa.Connection, run: int, seqs: Sequence[int], rows: Sequence[dict[str, Any]], facts: Sequence[Mapping[str, Any]]
) -> None:
    """Note in `rows` (of reconciliation, for the same `facts`) since when they hold, and keep what came out otherwise than before.

    Kept are facts whose comparison changed, in status or in the figure that was compared, those that are findings from
    the beginning, and findings that are gone.
    """
    table = reconciliation
    before = {(row.document, row.fact): row for row in connection.execute(
        sa.select(table.c.document, table.c.number, table.c.fact, table.c.status, table.c.known_value, table.c.since)
        .where(table.c.document.in_(seqs)).order_by(table.c.document, table.c.number))}  # fmt: skip
    changes = []
    for row, stated in zip(rows, facts, strict=True):
        old = before.pop((row["document"], row["fact"]), None)
        value = None if row["known_value"] is None else fitted(row["known_value"])
        if old is not None and (old.status, _said(old.known_value)) == (row["status"], _said(value)):
            row["since"] = old.since
            continue
        row["since"] = run
        if old is not None or row["status"] in FINDINGS:
            told = {c: stated[c] for c in store.CHANGED} | {"company": row["company"]}
            was = {"was": old.status, "was_known": old.known_value} if old is not None else {"was": None, "was_known": None}
            changes.append({"run": run, "document": row["document"], "number": row["number"], "fact": row["fact"], **told, **was,
                            "now": row["status"], "now_known": value})  # fmt: skip
    changes += [_gone(connection, run, row) for row in before.values() if row.status in FINDINGS]
    for start in range(0, len(changes), _ROWS):
        connection.execute(sa.insert(change), changes[start : start + _ROWS])


def _gone(connection: sa.Connection, run: int, row: Any) -> dict[str, Any]:
    """A finding whose fact is found no more: what it was of stands in what was kept of it before."""
    kept = sa.select(*(change.c[c] for c in store.CHANGED)).where(change.c.document == row.document, change.c.fact == row.fact)
    last = connection.execute(kept.order_by(change.c.id.desc()).limit(1)).mappings().one_or_none()
    told = dict(last) if last else dict.fromkeys(store.CHANGED)
    return {"run": run, "document": row.document, "number": row.number, "fact": row.fact, **told,
            "was": row.status, "now": "gone", "was_known": row.known_value, "now_known": None}  # fmt: skip


def changes(connection: sa.Connection, since: int, every: bool) -> list[dict[str, Any]]:
    """What came out otherwise in runs after `since`, in order: findings that came or went, or with `every` all comparisons."""
    document, run = store.document, store.run
    same = (fact.c.document == change.c.document) & (fact.c.number == change.c.number)
    # of stores of an older version the fact itself is not kept
    told = [sa.func.coalesce(change.c[c], fact.c[c]).label(c) for c in ("company", "metric", "segment", "period", "unit")]
    more = [change.c[c] for c in ("value", "was", "now", "was_known", "now_known")]
    finding = sa.true() if every else change.c.was.in_(FINDINGS) | change.c.now.in_(FINDINGS)
    query = (
        sa.select(change.c.run, run.c.started, document.c.key, document.c.article_id, *told, *more)
        .join(document, document.c.seq == change.c.document)
        .outerjoin(run, run.c.id == change.c.run)
        .outerjoin(fact, same & change.c.metric.is_(None))
        .where(change.c.run > since, finding)
        .order_by(change.c.id)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def known_over_time(connection: sa.Connection, every: bool) -> list[dict[str, Any]]:
    """Known figures with the runs, and their times, between which they held; without `every` only where one was replaced or left."""
    first, last = store.run.alias(), store.run.alias()
    key = ("company", "metric", "start_date", "end_date", "period", "segment", "basis", "variant")
    query = (
        sa.select(*(known.c[c] for c in store.KNOWN_COLUMNS), known.c.since, first.c.started.label("valid_from"),
                  known.c.until, last.c.started.label("valid_to"))
        .outerjoin(first, first.c.id == known.c.since).outerjoin(last, last.c.id == known.c.until)
        .order_by(*(known.c[c] for c in key), known.c.number)
    )  # fmt: skip
    rows = [dict(row) for row in connection.execute(query).mappings()]
    moved = {tuple(row[c] for c in key) for row in rows if row["until"] is not None}
    return [row for row in rows if every or tuple(row[c] for c in key) in moved]
