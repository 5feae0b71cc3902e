"""What needs a look: the statuses of the comparison, what is new since the last run, and the report of both."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from ...corpus.article import Article
from ...corpus.record import FACT_COLUMNS
from ...corpus.write import plain_number, replacing
from . import store
from .config import Config
from .history import FINDINGS
from .store import change, document, fact, reconciliation
from .summary import Summary

_CONTEXT = ("company", *store.RESULTS)


def count(connection: sa.Connection, summary: Summary) -> None:
    """Facts of originals by status, and the findings that no finished run has told of."""
    originals = (document.c.seq == reconciliation.c.document) & document.c.duplicate_of.is_(None)
    status = reconciliation.c.status
    found = connection.execute(sa.select(status, sa.func.count()).join(document, originals).group_by(status).order_by(status))
    summary.statuses = {row[0]: row[1] for row in found}
    summary.new_findings = dict.fromkeys(FINDINGS, 0)
    for row in connection.execute(_new(last_told(connection, summary.run))):
        summary.new_findings[row.status] += 1


_SHOWN = ("text", "lang", "published", "title", "url")
"""What the report tells of an article."""


def last_told(connection: sa.Connection, run: int) -> int:
    """The run before this one that came to its end."""
    ended = sa.select(sa.func.max(store.run.c.id)).where(store.run.c.status == "finished", store.run.c.id < run)
    return connection.scalar(ended) or 0


def _new(since: int) -> Any:
    """Facts that are findings now and were not, or were others, before the runs after `since`."""
    # the same status against another known figure is no news
    other = change.c.was.is_(None) | (change.c.was != change.c.now)
    recent = sa.select(change.c.document, change.c.fact).where(change.c.run > since, other).distinct().subquery()
    same = (recent.c.document == reconciliation.c.document) & (recent.c.fact == reconciliation.c.fact)
    originals = (document.c.seq == reconciliation.c.document) & document.c.duplicate_of.is_(None)
    query = sa.select(reconciliation.c.document, reconciliation.c.number, reconciliation.c.status).join(recent, same)
    return query.join(document, originals).where(reconciliation.c.status.in_(FINDINGS))


def rows(connection: sa.Connection, since: int) -> list[dict[str, Any]]:
    """All findings, those that are new since that run first; each with its fact, `new`, and the key and text of its document."""
    new = {(row.document, row.number) for row in connection.execute(_new(since))}
    same = (fact.c.document == reconciliation.c.document) & (fact.c.number == reconciliation.c.number)
    article = [document.c[c].label(f"article_{c}") for c in _SHOWN]
    cells = [reconciliation.c[c] if c == "company" else fact.c[c] for c in FACT_COLUMNS] + [reconciliation.c[c] for c in store.RESULTS]
    query = (
        sa.select(reconciliation.c.document, reconciliation.c.number, document.c.key, *article, *cells)
        .select_from(reconciliation)
        .join(fact, same)
        .join(document, document.c.seq == reconciliation.c.document)
        .where(document.c.duplicate_of.is_(None), reconciliation.c.status.in_(FINDINGS))
        .order_by(reconciliation.c.document, reconciliation.c.number)
    )
    found = [dict(row) | {"new": (row["document"], row["number"]) in new} for row in connection.execute(query).mappings()]
    return sorted(found, key=lambda row: (not row["new"], FINDINGS.index(row["status"])))


def report(connection: sa.Connection, config: Config, summary: Summary) -> None:
    """Write report.json and report.html to the published folder. Raises OSError."""
    found = rows(connection, last_told(connection, summary.run))
    data = {
        "run": summary.run,
        "statuses": summary.statuses,
        "quarantined": summary.documents["quarantined"],
        "known_errors": summary.known_errors,
        "new": [_json(row) for row in found if row["new"]],
        "open": [_json(row) for row in found if not row["new"]],
    }
    with replacing(config.out / "report.json") as file:
        file.write((json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace"))
    if found or (config.out / "report.html").exists():
        _page(found, config, config.out / "report.html", summary)


def _json(row: dict[str, Any]) -> dict[str, Any]:
    return {"document": row["key"], **{name: _plain(row[name]) for name in (*FACT_COLUMNS, *store.RESULTS)}}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain_number(value)
    return value if isinstance(value, str | int | list | None) else str(value)


def _page(found: list[dict[str, Any]], config: Config, path: Path, summary: Summary) -> None:
    import pandas as pd

    from ...reconcile.api import report as write

    result = pd.DataFrame([{c: row[c] for c in (*FACT_COLUMNS, *store.RESULTS)} for row in found],
                          columns=[*FACT_COLUMNS, *store.RESULTS], dtype=object)  # fmt: skip
    told = {row["article_id"]: Article(row["article_id"], **{c: row[f"article_{c}"] for c in _SHOWN}) for row in found}
    new = sum(row["new"] for row in found)
    title = f"mokuromi, run {summary.run}: {new} new of {len(found)} findings"
    write(result, path, articles=list(told.values()), lang=config.known.lang, title=title)
