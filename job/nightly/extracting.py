"""Stored articles -> records and facts: documents are marked before they are worked on and finished in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

from ...corpus.article import Article
from ...errors import ArticleError
from ...extract.worker import in_order
from . import ledger, store
from .state import State

BATCH = 16


class Extracting:
    def __init__(self, state: State) -> None:
        self.state = state

    def extract(self) -> None:
        state, given = self.state, []

        def articles() -> Iterator[list[Article]]:
            for batch in self._batches():
                given.append(batch)
                yield [_article(row) for row in batch]

        try:
            with closing(in_order(state.workers, articles(), state.config.attempts)) as done:
                for results in done:
                    self._commit(given.pop(0), results)
        except BaseException:
            with state.engine.begin() as connection:
                ledger.release(connection, state.summary.run)
            raise

    def _batches(self) -> Iterator[Sequence[Any]]:
        """Documents to extract, marked before they are handed out. Those that were interrupted before go alone."""
        after = -1
        redo = self.state.redo or self.state.config.if_rules_changed == "redo"
        while True:
            with self.state.engine.begin() as connection:
                rows = ledger.waiting(connection, self.state.version, redo, after, BATCH)
                suspect = next((n for n, row in enumerate(rows) if row.attempts), None)
                rows = rows[: max(suspect, 1)] if suspect is not None else rows
                given_up = bool(rows) and rows[0].attempts >= ledger.INTERRUPTED
                if given_up:
                    reason = f"the program ended {rows[0].attempts} times while it was under way"
                    ledger.quarantine(connection, rows[0].seq, reason)
                else:
                    ledger.begin(connection, [row.seq for row in rows], self.state.summary.run)
            if not rows:
                return
            after = rows[-1].seq
            if given_up:
                self.state.quarantined(rows[0].key, reason, rows[0].source, rows[0].article_id)
            else:
                yield rows

    def _commit(self, rows: Sequence[Any], results: Sequence[Any]) -> None:
        for row, result in zip(rows, results, strict=True):
            if isinstance(result, ArticleError):
                self._quarantine(row, result.reason, result.trace)
        good = [(row, result) for row, result in zip(rows, results, strict=True) if not isinstance(result, ArticleError)]
        for part in (good, *([one] for one in good)):
            try:
                self._finish(part)
            except Exception as error:
                if not store.refuses(error):
                    raise
                if part is not good:
                    self._quarantine(part[0][0], f"the store cannot hold what was found: {store.first_line(error)}")
                continue
            if part is good:
                return

    def _finish(self, done: Sequence[tuple[Any, ledger.Result]]) -> None:
        summary = self.state.summary
        with self.state.engine.begin() as connection:
            repeats = ledger.finish(connection, done, self.state.version)
        summary.documents["repeats"] += repeats
        summary.documents["extracted"] += len(done)
        summary.records += sum(len(records) for _, (records, _, _) in done)
        summary.facts += sum(len(facts) for _, (_, facts, _) in done)

    def _quarantine(self, row: Any, reason: str, trace: str = "") -> None:
        with self.state.engine.begin() as connection:
            ledger.quarantine(connection, row.seq, reason)
        self.state.quarantined(row.key, reason, row.source, row.article_id, trace)


def _article(row: Any) -> Article:
    return Article(row.article_id, row.text, row.lang, row.published, row.title, row.url, row.source, row.issuer)
