"""What the store holds, for people: counts, the last run, the quarantine."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from ...errors import ConfigError
from . import history, ledger, reasons, store
from .config import Config
from .store import document


def status(engine: sa.Engine, config: Config) -> dict[str, Any]:
    """Counts of documents by state, repeats apart from those that are done; of rows, without those of repeats; the last run."""
    with engine.connect() as connection:
        repeat = (document.c.status == "done") & document.c.duplicate_of.is_not(None)
        state = sa.case((repeat, "repeats"), else_=document.c.status).label("state")
        counts = _pairs(connection.execute(sa.select(state, sa.func.count()).group_by(state).order_by(state)))
        kinds, first = store.reconciliation.c.status, document.c.duplicate_of.is_(None)
        of = document.c.seq == store.reconciliation.c.document
        results = connection.execute(sa.select(kinds, sa.func.count()).join(document, of).where(first).group_by(kinds).order_by(kinds))
        last = connection.execute(sa.select(store.run).order_by(store.run.c.id.desc()).limit(1)).one_or_none()
        rows = {}
        for table in (store.record, store.fact):
            held = sa.select(sa.func.count()).select_from(table).join(document, document.c.seq == table.c.document)
            rows[table.name] = connection.scalar(held.where(first))
        rows["known"] = connection.scalar(sa.select(sa.func.count()).where(store.known.c.until.is_(None)))
        summary = json.loads(last.summary) if last and last.summary else {}
        run = {"id": last.id, "status": last.status, "started": last.started, "finished": last.finished} if last else {}
        return {
            "store": store.shown(config.store),
            "documents": counts,
            "rows": rows,
            "reconciliation": _pairs(results),
            "last run": run,
            "last run did": {**summary.get("documents", {}), "published": summary.get("published")} if summary else {},
        }


def _pairs(rows: Iterable[Any]) -> dict[str, int]:
    return {row[0]: row[1] for row in rows}


def quarantined(engine: sa.Engine, config: Config) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        rows = connection.execute(sa.select(document).where(document.c.status == "quarantined").order_by(document.c.seq))
        return [
            {"id": r.key[: reasons.LENGTH], "source": r.source, "article_id": r.article_id, "reason": r.reason, "run": r.run} for r in rows
        ]


def show(engine: sa.Engine, config: Config, ident: str) -> dict[str, Any]:
    with engine.connect() as connection:
        (row,) = _found(connection, [ident])
        keys = ("key", "source", "article_id", "status", "attempts", "reason", "run", "lang", "published", "title", "url", "issuer", "text")
        return {k: v.isoformat() if hasattr(v := getattr(row, k), "isoformat") else v for k in keys}


def retry(engine: sa.Engine, config: Config, ids: Sequence[str] | None) -> int:
    """Put quarantined documents back to work; a file or row that gave no article is read again with its file."""
    with engine.begin() as connection:
        rows = _found(connection, ids)
        for row in rows:
            if row.article_id:
                connection.execute(sa.update(document).where(document.c.seq == row.seq).values(status="pending", attempts=0, reason=None))
            else:
                ledger.forget_reading(connection, row.path)
                ledger.remove(connection, [row.seq])
    _remove_reasons(config, rows)
    return len(rows)


def drop(engine: sa.Engine, config: Config, ids: Sequence[str]) -> int:
    with engine.begin() as connection:
        rows = _found(connection, ids)
        for row in rows:
            ledger.empty(connection, row.seq, "dropped")
    _remove_reasons(config, rows)
    return len(rows)


def withdraw(engine: sa.Engine, config: Config, ids: Sequence[str]) -> int:
    """Take articles out of what is published, by their ids or the beginnings of their keys; the same text under the same id stays out."""
    with engine.begin() as connection:
        seqs = [seq for ident in ids for seq in _named(connection, ident)]
        return _withdraw(connection, seqs)


def prune(engine: sa.Engine, config: Config, before: date) -> int:
    """Withdraw all articles that were published before a day; those without a date stay."""
    with engine.begin() as connection:
        query = sa.select(document.c.seq).where(document.c.published < before, document.c.status.not_in(("withdrawn", "staged")))
        return _withdraw(connection, list(connection.scalars(query.order_by(document.c.seq))))


def _withdraw(connection: sa.Connection, seqs: Sequence[int]) -> int:
    for seq in seqs:
        ledger.withdraw(connection, seq)
    return len(seqs)


def _named(connection: sa.Connection, ident: str) -> list[int]:
    """The article of that key, or all articles of that id. Raises ConfigError where there is none, or several keys begin so."""
    rows = sa.select(document.c.seq).where(document.c.status.not_in(("withdrawn", "staged")), document.c.article_id != "")
    named = list(connection.scalars(rows.where(document.c.article_id == ident)))
    if not named and len(ident) >= 6:
        named = list(connection.scalars(rows.where(document.c.key.startswith(ident, autoescape=True))))
        if len(named) > 1:
            raise ConfigError(f"{ident!r} begins {len(named)} keys; give more of it")
    if not named:
        raise ConfigError(f"{ident!r} is no article's id or key; see documents.* of what is published")
    return named


def changes(engine: sa.Engine, config: Config, since: int, every: bool) -> list[dict[str, Any]]:
    """See `history.changes`."""
    with engine.connect() as connection:
        return history.changes(connection, since, every)


def known_over_time(engine: sa.Engine, config: Config, every: bool) -> list[dict[str, Any]]:
    """See `history.known_over_time`."""
    with engine.connect() as connection:
        return history.known_over_time(connection, every)


def backup(engine: sa.Engine, config: Config, path: Path) -> None:
    """A consistent copy of an SQLite store in a new file, runs under way or not. Raises ConfigError."""
    import sqlite3

    if engine.dialect.name != "sqlite":
        raise ConfigError("backup copies SQLite stores; for PostgreSQL use pg_dump, which is as consistent: docs/backup.md")
    if path.exists():
        raise ConfigError(f"{path}: exists already; choose another name")
    part = path.with_name(f".{path.name}.tmp")
    part.unlink(missing_ok=True)
    try:
        with engine.connect() as connection, closing(sqlite3.connect(part)) as copy:
            connection.connection.driver_connection.backup(copy)  # type: ignore[union-attr]
            (found,) = copy.execute("pragma integrity_check").fetchone()
        if found != "ok":
            raise ConfigError(f"store {store.shown(config.store)}: is damaged ({found}); the copy was not kept")
        part.replace(path)
    except (OSError, sqlite3.OperationalError) as error:
        raise ConfigError(f"{path}: cannot be written: {error}") from None
    finally:
        part.unlink(missing_ok=True)


def _found(connection: sa.Connection, ids: Sequence[str] | None) -> list[Any]:
    """Quarantined rows by the beginnings of their keys. Raises ConfigError for one that fits none, or several."""
    query = sa.select(document).where(document.c.status == "quarantined").order_by(document.c.seq)
    if ids is None:
        return list(connection.execute(query))
    out = []
    for ident in ids:
        rows = list(connection.execute(query.where(document.c.key.startswith(ident, autoescape=True)))) if ident else []
        if len(rows) != 1:
            raise ConfigError(f"{ident!r} fits {len(rows)} quarantined inputs; take an id of: mokuromi quarantine ls")
        out += rows
    return out


def _remove_reasons(config: Config, rows: Sequence[Any]) -> None:
    for row in rows:
        (config.quarantine / f"{row.key[: reasons.LENGTH]}.json").unlink(missing_ok=True)
