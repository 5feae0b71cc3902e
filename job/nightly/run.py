"""The nightly job: inbox -> articles -> records and facts -> reconciliation -> published tables. Safe to kill and to repeat.

Each step leaves the store in a state from which the next run goes on: articles are copied into the store first, each
file in one go; documents are marked before they are worked on and finished in one transaction; what is published is
replaced file by file, the manifest last.
"""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial

import sqlalchemy as sa

from ...corpus import write
from ...extract.worker import Worker
from . import findings, opening, publish, reasons, reconciling, store, tell
from .config import Config
from .extracting import Extracting
from .reading import InboxReading
from .signed import Factory, Signed, build_extract
from .state import State
from .summary import Summary

_log = logging.getLogger("mokuromi.nightly")


def run(config: Config, *, factory: Factory | None = None, version: str = "", redo: bool = False) -> Summary:
    """One run. `factory` builds the extraction in each worker and `version` names it (both: the program's own).

    `redo` extracts all documents again. Raises LockedError when another run holds the store, ConfigError, OSError.
    """
    engine = opening.connect(config.store)
    try:
        with store.declared(config.store), store.lock(engine):
            factory = factory or partial(build_extract, config.known.companies, config.rules.overlay, config.rules.ner)
            version = version or extraction_version(config)
            workers = [Worker(partial(Signed, factory), config.limits) for _ in range(config.jobs)]
            return _run(State(engine, config, version, redo, workers, Summary(rules_version=version)))
    finally:
        engine.dispose()


def extraction_version(config: Config) -> str:
    """The rules version; with tables of the user's or without the recognizer, a version of its own."""
    from ...extract.pipeline import rules_version

    version = rules_version()
    if config.rules.overlay is None and config.rules.ner:
        return version
    digest = hashlib.sha256(f"{version}:{config.rules.ner}".encode())
    for path in sorted(config.rules.overlay.glob("*.toml")) if config.rules.overlay else ():
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _run(state: State) -> Summary:
    begun, summary = datetime.now(UTC), state.summary
    summary.started = begun.isoformat(timespec="seconds")
    _begin(state)
    status = "failed"
    try:
        InboxReading(state).read()
        Extracting(state).extract()
        reconciling.reconcile(state)
        summary.published = _publish(state)
        status = "finished"
    finally:
        for worker in state.workers:
            worker.close()
        summary.status = status
        now = datetime.now(UTC)
        summary.finished, summary.seconds = now.isoformat(timespec="seconds"), round((now - begun).total_seconds(), 3)
        _end(state)
    _log.info(summary.line, extra={"run": summary.run, "counts": asdict(summary)})
    if state.config.run.hook and (summary.trouble or any(summary.new_findings.values())):
        summary.hook = "done" if tell.hook(state.config.run.hook, summary) else "failed"
    return summary


def _publish(state: State) -> bool:
    config = state.config
    return publish.publish(state.engine, config.out, config.format, state.version, config.partition)


def _begin(state: State) -> None:
    summary = state.summary
    with state.engine.begin() as connection:
        # no other run is alive: this one holds the lock
        connection.execute(sa.update(store.run).where(store.run.c.status == "running").values(status="killed"))
        if state.redo:
            connection.execute(sa.update(store.document).where(store.document.c.status == "done").values(extracted_with=""))
        connection.execute(sa.insert(store.run).values(started=summary.started, status="running", rules_version=state.version))
        summary.run = int(connection.scalar(sa.select(sa.func.max(store.run.c.id))) or 0)


def _end(state: State) -> None:
    """Tell what the run did, and what runs before it had no time to tell."""
    summary, finished = state.summary, state.summary.status == "finished"
    with state.engine.begin() as connection:
        _count(connection, state)
        findings.count(connection, summary)
        if finished and state.config.run.report:
            findings.report(connection, state.config, summary)
        reasons.sync(connection, state.config.quarantine, state.version)
        text = json.dumps(asdict(summary), indent=1)
        values = {"finished": summary.finished, "status": summary.status, "summary": text}
        connection.execute(sa.update(store.run).where(store.run.c.id == summary.run).values(values))
        if finished:
            told = (store.document.c.status == "quarantined") & store.document.c.reported.is_(None)
            connection.execute(sa.update(store.document).where(told).values(reported=summary.run))
            store.put(connection, "known_errors", "0")
    if state.config.run.metrics is not None:
        tell.metrics(state.config.run.metrics, summary)
    if finished:
        with write.replacing(state.config.out / "summary.json") as file:
            file.write((text + "\n").encode())


def _count(connection: sa.Connection, state: State) -> None:
    """Quarantined inputs and unusable known figures that no finished run has told of."""
    summary, document = state.summary, store.document
    untold = (document.c.status == "quarantined") & document.c.reported.is_(None)
    rows = connection.execute(sa.select(document.c.key, document.c.source, document.c.reason, document.c.run).where(untold)).all()
    for row in rows:
        if row.run != summary.run:
            said = {"run": summary.run, "document": row.key[: reasons.LENGTH], "source": row.source}
            _log.error("quarantined by run %s, which did not come to its end: %s", row.run, row.reason, extra=said)
    summary.documents["quarantined"] = len(rows)
    summary.known_errors = max(summary.known_errors, int(store.get(connection, "known_errors") or 0))
