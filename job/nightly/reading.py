"""Inbox -> store: each file that is new or changed, its articles copied in one go. A file under way is marked first."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import sqlalchemy as sa

from ...corpus.article import Article
from ...corpus.read import Found, find
from ...errors import InputError
from ...extract.worker import Crashed
from . import ledger, store
from .state import State

_log = logging.getLogger("mokuromi.nightly")


class Reading:
    def __init__(self, state: State) -> None:
        self.state = state

    def read(self) -> None:
        for found in find(self.state.config.inbox):
            if isinstance(found, InputError):
                # an empty or missing inbox is a quiet night
                _log.warning("%s", found)
                self.state.summary.files["missing"] += 1
                continue
            self.state.summary.files["seen"] += 1
            assert found.path is not None
            try:
                self._file(found, found.path)
            except FileNotFoundError:
                _log.warning("%s: vanished before it was read", found.name)
                self.state.summary.files["missing"] += 1
            except OSError as error:
                _log.error("%s: cannot be read: %s; check its permissions", found.name, error.strerror or error)
                self.state.summary.files["failed"] += 1

    def _file(self, found: Found, path: Path) -> None:
        before = _stamp(path)
        hash, reading = self.state.workers[0].hash(path), self.state.config.reading
        with self.state.engine.connect() as connection:
            old = ledger.known_file(connection, found.name)
        if old is not None and (old.hash, old.reading) == (hash, reading) and old.status in ("done", "quarantined"):
            self.state.summary.files["unchanged"] += 1
            return
        row = old
        for _ in range(self.state.config.attempts):
            with self.state.engine.begin() as connection:
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
                with self.state.engine.connect() as connection:
                    row = ledger.known_file(connection, found.name)
                if crash.timed_out:
                    self._give_up(found, hash, f"{found.name}: {reason}")
                    return
        else:
            self._give_up(found, hash, f"{found.name}: reading it failed {self.state.config.attempts} times: {reason}")
            return
        if not path.exists() or _stamp(path) != before:
            # still being written: what was read may be half of it
            _log.warning("%s: changed while it was read; the next run reads it", found.name)
            with self.state.engine.begin() as connection:
                ledger.discard_staged(connection, found.name)
                ledger.forget_reading(connection, found.name)
            self.state.summary.files["missing"] += 1
            return
        for reason in errors:
            self._reject(found, hash, reason)
        with self.state.engine.begin() as connection:
            self.state.summary.documents["replaced"] += ledger.finish_file(connection, found.name, hash, articles, old is None)
        self.state.summary.files["read"] += 1

    def _ingest(self, found: Found, hash: str) -> tuple[int, list[str]]:
        """Stage the articles of a file; their number, and the reasons of those that could not be used."""
        articles, new, errors = 0, 0, []

        def usable() -> Iterator[Article]:
            for item in self.state.workers[0].read(found, self.state.config.published):
                if isinstance(item, Article):
                    yield item
                else:
                    errors.append(str(item))

        for batch in _chunks(usable(), 200):
            with self.state.engine.begin() as connection:
                new += ledger.stage(connection, batch, found.name, hash, self.state.summary.run)
            articles += len(batch)
        self.state.summary.documents["new"] += new
        return articles, errors

    def _reject(self, found: Found, hash: str, reason: str) -> None:
        with self.state.engine.begin() as connection:
            ident = ledger.reject(connection, found.name, found.name, hash, reason, self.state.summary.run)
        if ident is not None:
            self.state.quarantined(ident, reason, found.name)

    def _give_up(self, found: Found, hash: str, reason: str) -> None:
        self._reject(found, hash, reason)
        with self.state.engine.begin() as connection:
            ledger.discard_staged(connection, found.name)
            connection.execute(sa.update(store.file).where(store.file.c.path == found.name).values(status="quarantined"))


def _chunks(items: Iterator[Article], size: int) -> Iterator[list[Article]]:
    while chunk := list(islice(items, size)):
        yield chunk


def _stamp(path: Path) -> tuple[int, int, int]:
    state = os.stat(path)
    return state.st_ino, state.st_size, state.st_mtime_ns
