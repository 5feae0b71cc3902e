"""What the store holds, for people: counts, the last run, the quarantine."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from ...errors import ConfigError
from . import ledger, reasons, store
from .config import Config
from .store import document


def status(engine: sa.Engine, config: Config) -> dict[str, Any]:
    """Counts of documents by state, of rows, and the last run's summary."""
    with engine.connect() as connection:
        states = connection.execute(sa.select(document.c.status, sa.func.count()).group_by(document.c.status).order_by(document.c.status))
        counts = _pairs(states)
        counts["repeats"] = connection.scalar(sa.select(sa.func.count()).where(document.c.duplicate_of.is_not(None))) or 0
        kinds = store.reconciliation.c.status
        results = connection.execute(sa.select(kinds, sa.func.count()).group_by(kinds).order_by(kinds))
        last = connection.execute(sa.select(store.run).order_by(store.run.c.id.desc()).limit(1)).one_or_none()
        rows = {t.name: connection.scalar(sa.select(sa.func.count()).select_from(t)) for t in (store.record, store.fact, store.known)}
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
        connection.execute(sa.update(document).where(document.c.seq.in_([r.seq for r in rows])).values(status="dropped", text=""))
    _remove_reasons(config, rows)
    return len(rows)


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
