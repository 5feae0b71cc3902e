"""Inbox -> store: each file that is new or changed, its articles copied in one go. A file under way is marked first."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from ...corpus.article import Article
from ...corpus.read import Found, find
from ...errors import InputError, InputFileError
from ...extract.worker import Crashed
from . import ledger, store
from .state import State

_log = logging.getLogger("mokuromi.nightly")


class InboxReading:
    def __init__(self, state: State) -> None:
        self.state = state

    def read(self) -> None:
        """Read what is new. What is wrong with the inbox itself (missing, unmounted, unlistable) is told in the summary."""
        state, seen = self.state, set()
        for lost in self._unmounted():
            self._inbox(lost)
        for found in find(state.config.inbox):
            if isinstance(found, InputFileError):
                self._inbox(str(found))
                continue
            if isinstance(found, InputError):
                # an empty inbox is a quiet night
                _log.info("%s", found)
                continue
            state.summary.files["seen"] += 1
            assert found.path is not None
            seen.add(ledger.place(found.name))
            try:
                self._file(found, found.path)
            except FileNotFoundError:
                _log.warning("%s: vanished before it was read", found.name)
                state.summary.files["missing"] += 1
            except Crashed as crash:
                _log.error("%s: cannot be read: %s", found.name, crash)
                state.summary.files["failed"] += 1
            except OSError as error:
                _log.error("%s: cannot be read: %s; check it and its permissions", found.name, error.strerror or error)
                state.summary.files["failed"] += 1
        if not state.summary.inbox:
            with state.engine.begin() as connection:
                ledger.forget_rejects(connection, lambda path, _: path not in seen)

    def _inbox(self, trouble: str) -> None:
        _log.error("%s", trouble)
        self.state.summary.inbox.append(trouble)

    def _unmounted(self) -> list[str]:
        """Folders that were mount points when they were read before, and are none now: an empty one is no quiet night."""
        here = [path for path in self.state.config.inbox if os.path.ismount(path)]
        with self.state.engine.begin() as connection:
            before = json.loads(store.get(connection, "mounts") or "[]")
            if here != before:
                store.put(connection, "mounts", json.dumps(sorted({*before, *here})))
        lost = [path for path in before if path in self.state.config.inbox and path not in here]
        return [f"{path}: was a mount point and is none now; mount it" for path in lost]

    def _file(self, found: Found, path: Path) -> None:
        before = _stamp(path)
        hash, reading, place = self._hash(path), self.state.config.reading, ledger.place(found.name)
        with self.state.engine.connect() as connection:
            old = ledger.known_file(connection, place)
        if old is not None and (old.hash, old.reading) == (hash, reading) and old.status in ("done", "quarantined"):
            self.state.summary.files["unchanged"] += 1
            return
        read = self._attempts(found, hash, place, old)
        if read is None:
            return
        if not path.exists() or _stamp(path) != before:
            # still being written: what was read may be half of it
            _log.warning("%s: changed while it was read; the next run reads it", found.name)
            with self.state.engine.begin() as connection:
                ledger.discard_staged(connection, place)
                ledger.forget_reading(connection, place)
            self.state.summary.files["missing"] += 1
            return
        articles, errors = read
        for reason in errors:
            self._reject(found, hash, reason)
        with self.state.engine.begin() as connection:
            ledger.forget_rejects(connection, lambda path, file_hash: path == place and file_hash != hash)
            self.state.summary.documents["replaced"] += ledger.finish_file(connection, place, hash, articles, old is None)
        self.state.summary.files["read"] += 1

    def _hash(self, path: Path) -> str:
        try:
            return self.state.workers[0].hash(path)
        except Crashed as crash:
            if crash.timed_out:
                raise
            # the work before may have worn the process out
            return self.state.workers[0].hash(path)

    def _attempts(self, found: Found, hash: str, place: str, row: Any) -> tuple[int, list[str]] | None:
        """Stage the articles of a file; their number and what could not be used. None for a file that is given up."""
        for _ in range(self.state.config.attempts):
            with self.state.engine.begin() as connection:
                attempts = ledger.begin_file(connection, place, hash, self.state.config.reading, row)
            if attempts > ledger.INTERRUPTED:
                reason = f"reading it ended the program {attempts} times; leave it out"
                break
            try:
                return self._ingest(found, hash, place)
            except Crashed as crash:
                _log.warning("%s: %s", found.name, crash)
                reason = str(crash)
                with self.state.engine.connect() as connection:
                    row = ledger.known_file(connection, place)
                if crash.timed_out:
                    break
        else:
            reason = f"reading it failed {self.state.config.attempts} times: {reason}"
        self._give_up(found, hash, place, f"{found.name}: {reason}")
        return None

    def _ingest(self, found: Found, hash: str, place: str) -> tuple[int, list[str]]:
        articles, new, errors = 0, 0, []

        def usable() -> Iterator[Article]:
            for item in self.state.workers[0].read(found, self.state.config.published, self.state.config.issuer):
                if isinstance(item, Article):
                    yield item
                else:
                    errors.append(str(item))

        for batch in _chunks(usable(), 200):
            for part in (batch, *([a] for a in batch)):
                try:
                    with self.state.engine.begin() as connection:
                        new += ledger.stage(connection, part, place, hash, self.state.summary.run)
                except Exception as error:
                    if not store.refuses(error):
                        raise
                    if part is not batch:
                        errors.append(f"{found.name}: article {part[0].id[:60]!r}: the store cannot hold it: {store.first_line(error)}")
                    continue
                articles += len(part)
                if part is batch:
                    break
        self.state.summary.documents["new"] += new
        return articles, errors

    def _reject(self, found: Found, hash: str, reason: str) -> None:
        with self.state.engine.begin() as connection:
            ident = ledger.reject(connection, found.name, ledger.place(found.name), hash, reason, self.state.summary.run)
        if ident is not None:
            self.state.quarantined(ident, reason, found.name)

    def _give_up(self, found: Found, hash: str, place: str, reason: str) -> None:
        self._reject(found, hash, reason)
        with self.state.engine.begin() as connection:
            ledger.forget_rejects(connection, lambda path, file_hash: path == place and file_hash != hash)
            ledger.discard_staged(connection, place)
            connection.execute(sa.update(store.file).where(store.file.c.path == place).values(status="quarantined"))


def _chunks(items: Iterator[Article], size: int) -> Iterator[list[Article]]:
    while chunk := list(islice(items, size)):
        yield chunk


def _stamp(path: Path) -> tuple[int, int, int]:
    state = os.stat(path)
    return state.st_ino, state.st_size, state.st_mtime_ns
