"""The nightly job: inbox -> articles -> records and facts -> reconciliation -> published tables. Safe to kill and to repeat.

Each step leaves the store in a state from which the next run goes on: articles are copied into the store first, each
file in one go; documents are marked before they are worked on and finished in one transaction; what is published is
replaced file by file, the manifest last.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import sqlalchemy as sa

from ...corpus import write
from ...corpus.article import Article
from ...corpus.read import Found, find
from ...errors import InputError
from . import ledger, publish, reconciling, store
from .config import Config
from .worker import Crashed, Factory, Worker, build_extract

BATCH = 16
_log = logging.getLogger("mokuromi.nightly")


@dataclass
class Summary:
    """What one run did; written as JSON to the store and to `out`/summary.json."""

    run: int = 0
    status: str = "running"
    started: str = ""
    finished: str = ""
    seconds: float = 0.0
    rules_version: str = ""
    known_version: str = ""
    files: dict[str, int] = field(default_factory=lambda: {"seen": 0, "read": 0, "unchanged": 0, "missing": 0, "failed": 0})
    documents: dict[str, int] = field(
        default_factory=lambda: {"new": 0, "replaced": 0, "extracted": 0, "repeats": 0, "reconciled": 0, "quarantined": 0}
    )
    records: int = 0
    facts: int = 0
    known_errors: int = 0
    published: bool = False

    @property
    def trouble(self) -> bool:
        return bool(self.documents["quarantined"] or self.files["failed"] or self.known_errors)

    @property
    def line(self) -> str:
        """For people."""
        done, files = self.documents, self.files
        text = f"run {self.run}: {files['seen']} files ({files['unchanged']} unchanged), {done['new']} new articles, "
        text += f"{done['extracted']} extracted ({self.records} records, {self.facts} facts), {done['reconciled']} reconciled, "
        text += f"{done['quarantined']} quarantined, "
        return f"{text}{'published' if self.published else 'nothing to publish'}, {self.seconds:.1f} s"


def run(config: Config, *, factory: Factory | None = None, version: str = "", redo: bool = False) -> Summary:
    """One run. `factory` builds the extraction in each worker and `version` names it (both: the program's own).

    `redo` extracts all documents again. Raises LockedError when another run holds the store, ConfigError, OSError.
    """
    engine = store.connect(config.store)
    try:
        with store.declared(config.store), store.lock(engine):
            job = _Job(
                engine,
                config,
                factory or partial(build_extract, config.known.companies, config.rules.overlay, config.rules.ner),
                version or extraction_version(config),
                redo,
            )
            return job.run()
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


class _Job:
    def __init__(self, engine: sa.Engine, config: Config, factory: Factory, version: str, redo: bool) -> None:
        self.engine, self.config, self.version, self.redo = engine, config, version, redo
        self.workers = [Worker(factory) for _ in range(config.jobs)]
        self.summary = Summary(rules_version=version)
        self._stopped = False

    def run(self) -> Summary:
        begun = datetime.now(UTC)
        self.summary.started = begun.isoformat(timespec="seconds")
        self._begin()
        status = "failed"
        try:
            self._read()
            self._extract()
            reconciling.reconcile(self.engine, self.config, self.version, self.summary)
            self.summary.published = publish.publish(self.engine, self.config.out, self.config.format, self.version)
            status = "finished"
        finally:
            for worker in self.workers:
                worker.close()
            self.summary.status = status
            now = datetime.now(UTC)
            self.summary.finished, self.summary.seconds = now.isoformat(timespec="seconds"), round((now - begun).total_seconds(), 3)
            self._end()
        _log.info(self.summary.line, extra={"run": self.summary.run})
        return self.summary

    def _begin(self) -> None:
        with self.engine.begin() as connection:
            # no other run is alive: this one holds the lock
            connection.execute(sa.update(store.run).where(store.run.c.status == "running").values(status="killed"))
            if self.redo:
                connection.execute(sa.update(store.document).where(store.document.c.status == "done").values(extracted_with=""))
            row = sa.insert(store.run).values(started=self.summary.started, status="running", rules_version=self.version)
            connection.execute(row)
            self.summary.run = int(connection.scalar(sa.select(sa.func.max(store.run.c.id))) or 0)

    def _end(self) -> None:
        text = json.dumps(asdict(self.summary), indent=1)
        with self.engine.begin() as connection:
            values = {"finished": self.summary.finished, "status": self.summary.status, "summary": text}
            connection.execute(sa.update(store.run).where(store.run.c.id == self.summary.run).values(values))
        if self.summary.status == "finished":
            with write.replacing(self.config.out / "summary.json") as file:
                file.write((text + "\n").encode())

    # inbox -> store

    def _read(self) -> None:
        for found in find(self.config.inbox):
            if isinstance(found, InputError):
                # an empty or missing inbox is a quiet night
                _log.warning("%s", found)
                self.summary.files["missing"] += 1
                continue
            self.summary.files["seen"] += 1
            assert found.path is not None
            try:
                self._file(found, found.path)
            except FileNotFoundError:
                _log.warning("%s: vanished before it was read", found.name)
                self.summary.files["missing"] += 1
            except OSError as error:
                _log.error("%s: cannot be read: %s; check its permissions", found.name, error.strerror or error)
                self.summary.files["failed"] += 1

    def _file(self, found: Found, path: Path) -> None:
        before = _stamp(path)
        hash, reading = _hash(path), self.config.reading
        with self.engine.connect() as connection:
            old = ledger.known_file(connection, found.name)
        if old is not None and (old.hash, old.reading) == (hash, reading) and old.status in ("done", "quarantined"):
            self.summary.files["unchanged"] += 1
            return
        row = old
        for _ in range(self.config.attempts):
            with self.engine.begin() as connection:
                attempts = ledger.begin_file(connection, found.name, hash, reading, row)
            if attempts > ledger.INTERRUPTED:
                self._give_up(found, hash, f"{found.name}: reading it ended the program {attempts} times; leave it out")
                return
            try:
                articles, errors = self._ingest(found, hash)
                break
            except Crashed as crash:
                _log.warning("%s: %s", found.name, crash)
                reason = str(crash)
                with self.engine.connect() as connection:
                    row = ledger.known_file(connection, found.name)
                if crash.timed_out:
                    self._give_up(found, hash, f"{found.name}: {reason}")
                    return
        else:
            self._give_up(found, hash, f"{found.name}: reading it failed {self.config.attempts} times: {reason}")
            return
        if not path.exists() or _stamp(path) != before:
            # still being written: what was read may be half of it
            _log.warning("%s: changed while it was read; the next run reads it", found.name)
            with self.engine.begin() as connection:
                ledger.discard_staged(connection, found.name)
                ledger.forget_reading(connection, found.name)
            self.summary.files["missing"] += 1
            return
        for reason in errors:
            self._reject(found, hash, reason)
        with self.engine.begin() as connection:
            self.summary.documents["replaced"] += ledger.finish_file(connection, found.name, hash, articles, old is None)
        self.summary.files["read"] += 1

    def _ingest(self, found: Found, hash: str) -> tuple[int, list[str]]:
        """Stage the articles of a file; their number, and the reasons of those that could not be used."""
        articles, new, errors = 0, 0, []

        def usable() -> Iterator[Article]:
            for item in self.workers[0].read(found, self.config.published, self.config.limits):
                if isinstance(item, Article):
                    yield item
                else:
                    errors.append(item)

        for batch in _chunks(usable(), 200):
            with self.engine.begin() as connection:
                new += ledger.stage(connection, batch, found.name, hash, self.summary.run)
            articles += len(batch)
        self.summary.documents["new"] += new
        return articles, errors

    def _reject(self, found: Found, hash: str, reason: str) -> None:
        with self.engine.begin() as connection:
            ident = ledger.reject(connection, found.name, found.name, hash, reason, self.summary.run)
        if ident is not None:
            self._quarantined(ident, reason, found.name)

    def _give_up(self, found: Found, hash: str, reason: str) -> None:
        self._reject(found, hash, reason)
        with self.engine.begin() as connection:
            ledger.discard_staged(connection, found.name)
            connection.execute(sa.update(store.file).where(store.file.c.path == found.name).values(status="quarantined"))

    # articles -> records and facts

    def _extract(self) -> None:
        idle: SimpleQueue[Worker] = SimpleQueue()
        for worker in self.workers:
            idle.put(worker)
        with ThreadPoolExecutor(len(self.workers)) as pool:
            under_way: list[tuple[Sequence[Any], Future[list[Any]]]] = []
            try:
                for batch in self._batches():
                    under_way.append((batch, pool.submit(self._work, idle, batch)))
                    if len(under_way) > len(self.workers):
                        self._commit(*under_way[0])
                        del under_way[0]
                while under_way:
                    self._commit(*under_way[0])
                    del under_way[0]
            except BaseException:
                # do not wait for work that nobody will take
                self._stopped = True
                for worker in self.workers:
                    worker.kill()
                with self.engine.begin() as connection:
                    ledger.release(connection, [row.seq for rows, _ in under_way for row in rows])
                raise

    def _batches(self) -> Iterator[Sequence[Any]]:
        """Documents to extract, marked before they are handed out. Those that were interrupted before go alone."""
        after = -1
        redo = self.redo or self.config.if_rules_changed == "redo"
        while True:
            with self.engine.begin() as connection:
                rows = ledger.waiting(connection, self.version, redo, after, BATCH)
                suspect = next((n for n, row in enumerate(rows) if row.attempts), None)
                rows = rows[: max(suspect, 1)] if suspect is not None else rows
                given_up = bool(rows) and rows[0].attempts >= ledger.INTERRUPTED
                if given_up:
                    reason = f"the program ended {rows[0].attempts} times while it was under way"
                    ledger.quarantine(connection, rows[0].seq, reason)
                else:
                    ledger.begin(connection, [row.seq for row in rows], self.summary.run)
            if not rows:
                return
            after = rows[-1].seq
            if given_up:
                self._quarantined(rows[0].key, reason, rows[0].source, rows[0].article_id)
            else:
                yield rows

    def _work(self, idle: SimpleQueue[Worker], rows: Sequence[Any]) -> list[Any]:
        """The result of each row: (records, facts, signature), or the reason of its failure."""
        worker = idle.get()
        try:
            articles = [_article(row) for row in rows]
            results: list[Any] = []
            while len(results) < len(articles):
                try:
                    for result in worker.extract(articles[len(results) :], self.config.limits.seconds):
                        results.append(result)  # one by one: what came before a crash stays
                except Crashed as crash:
                    if self._stopped:
                        raise
                    results.append(crash)
            return [self._again(worker, a, r) if isinstance(r, str | Crashed) else r for a, r in zip(articles, results, strict=True)]
        finally:
            idle.put(worker)

    def _again(self, worker: Worker, article: Article, failure: str | Crashed) -> Any:
        """Further attempts at one article, alone; its result, or the reason of the last failure."""
        for _ in range(self.config.attempts - 1):
            if isinstance(failure, Crashed) and failure.timed_out:
                return str(failure)
            try:
                (result,) = worker.extract([article], self.config.limits.seconds)
            except Crashed as crash:
                if self._stopped:
                    raise
                failure = crash
                continue
            if not isinstance(result, str):
                return result
            failure = result
        return f"{failure} (after {self.config.attempts} attempts)"

    def _commit(self, rows: Sequence[Any], future: Future[list[Any]]) -> None:
        results = future.result()
        done = self.summary.documents
        lost = [(row, result) for row, result in zip(rows, results, strict=True) if isinstance(result, str)]
        good = [(row, result) for row, result in zip(rows, results, strict=True) if not isinstance(result, str)]
        with self.engine.begin() as connection:
            for row, reason in lost:
                ledger.quarantine(connection, row.seq, reason)
            done["repeats"] += ledger.finish(connection, good, self.version)
        done["extracted"] += len(good)
        self.summary.records += sum(len(records) for _, (records, _, _) in good)
        self.summary.facts += sum(len(facts) for _, (_, facts, _) in good)
        for row, reason in lost:
            self._quarantined(row.key, reason, row.source, row.article_id)

    def _quarantined(self, ident: str, reason: str, source: str, article: str = "") -> None:
        """Count and log it, and leave a reason file; an unwritable folder is no reason to stop."""
        self.summary.documents["quarantined"] += 1
        _log.error("quarantined: %s", reason, extra={"run": self.summary.run, "document": ident[:12], "source": source})
        row = {"document": ident[:12], "source": source, "article_id": article, "reason": reason, "run": self.summary.run,
               "rules_version": self.version}  # fmt: skip
        try:
            with write.replacing(self.config.quarantine / f"{ident[:12]}.json") as file:
                file.write((json.dumps(row, ensure_ascii=False, indent=1) + "\n").encode())
        except OSError as error:
            _log.error("%s: no reason file can be written: %s", self.config.quarantine, error)


def _chunks(items: Iterator[Article], size: int) -> Iterator[list[Article]]:
    while chunk := list(islice(items, size)):
        yield chunk


def _article(row: Any) -> Article:
    return Article(row.article_id, row.text, row.lang, row.published, row.title, row.url, row.source)


def _stamp(path: Path) -> tuple[int, int, int]:
    state = os.stat(path)
    return state.st_ino, state.st_size, state.st_mtime_ns


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
