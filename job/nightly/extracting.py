"""Stored articles -> records and facts: documents are marked before they are worked on and finished in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any

from ...corpus.article import Article
from . import ledger
from .state import State
from .worker import Crashed, Worker

BATCH = 16


class Extracting:
    def __init__(self, state: State) -> None:
        self.state = state
        self._stopped = False

    def extract(self) -> None:
        idle: SimpleQueue[Worker] = SimpleQueue()
        for worker in self.state.workers:
            idle.put(worker)
        with ThreadPoolExecutor(len(self.state.workers)) as pool:
            under_way: list[tuple[Sequence[Any], Future[list[Any]]]] = []
            try:
                for batch in self._batches():
                    under_way.append((batch, pool.submit(self._work, idle, batch)))
                    if len(under_way) > len(self.state.workers):
                        self._commit(*under_way[0])
                        del under_way[0]
                while under_way:
                    self._commit(*under_way[0])
                    del under_way[0]
            except BaseException:
                # do not wait for work that nobody will take
                self._stopped = True
                for worker in self.state.workers:
                    worker.kill()
                with self.state.engine.begin() as connection:
                    ledger.release(connection, [row.seq for rows, _ in under_way for row in rows])
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

    def _work(self, idle: SimpleQueue[Worker], rows: Sequence[Any]) -> list[Any]:
        """The result of each row: (records, facts, signature), or the reason of its failure."""
        worker = idle.get()
        try:
            articles = [_article(row) for row in rows]
            results: list[Any] = []
            while len(results) < len(articles):
                try:
                    for result in worker.extract(articles[len(results) :], self.state.config.limits.seconds):
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
        for _ in range(self.state.config.attempts - 1):
            if isinstance(failure, Crashed) and failure.timed_out:
                return str(failure)
            try:
                (result,) = worker.extract([article], self.state.config.limits.seconds)
            except Crashed as crash:
                if self._stopped:
                    raise
                failure = crash
                continue
            if not isinstance(result, str):
                return result
            failure = result
        return f"{failure} (after {self.state.config.attempts} attempts)"

    def _commit(self, rows: Sequence[Any], future: Future[list[Any]]) -> None:
        results = future.result()
        done = self.state.summary.documents
        lost = [(row, result) for row, result in zip(rows, results, strict=True) if isinstance(result, str)]
        good = [(row, result) for row, result in zip(rows, results, strict=True) if not isinstance(result, str)]
        with self.state.engine.begin() as connection:
            for row, reason in lost:
                ledger.quarantine(connection, row.seq, reason)
            done["repeats"] += ledger.finish(connection, good, self.state.version)
        done["extracted"] += len(good)
        self.state.summary.records += sum(len(records) for _, (records, _, _) in good)
        self.state.summary.facts += sum(len(facts) for _, (_, facts, _) in good)
        for row, reason in lost:
            self.state.quarantined(row.key, reason, row.source, row.article_id)


def _article(row: Any) -> Article:
    return Article(row.article_id, row.text, row.lang, row.published, row.title, row.url, row.source)
