"""Stored facts x known figures, again only where either has changed."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ...corpus.record import FACT_COLUMNS
from ...errors import KnownFiguresError
from ..batch import companies_of
from . import history, store
from .config import Config
from .state import State
from .summary import Summary

if TYPE_CHECKING:
    import pandas as pd

_DOCUMENTS = 200
_log = logging.getLogger("mokuromi.nightly")


def reconcile(state: State) -> None:
    """Compare the facts of all documents that were not compared with these figures, rates and names yet."""
    engine, config, summary = state.engine, state.config, state.summary
    version = known_version(config, state.version)
    summary.known_version = version
    document = store.document
    todo = (document.c.status == "done") & (document.c.reconciled_with.is_(None) | (document.c.reconciled_with != version))
    with engine.connect() as connection:
        fresh = store.get(connection, "known_version") == version
        if fresh and connection.scalar(sa.select(document.c.seq).where(todo).limit(1)) is None:
            return
    if not config.known.figures:
        _without(engine, version, summary.run)
        return
    comparison = _Comparison(config, summary)
    if not fresh:
        with engine.begin() as connection:
            history.keep_known(connection, _rows(comparison.known), summary.run)
            store.put(connection, "known_version", version)
            store.put(connection, "known_errors", str(summary.known_errors))
    after = -1
    while True:
        with engine.begin() as connection:
            rows = connection.execute(
                sa.select(document.c.seq, document.c.published)
                .where(todo, document.c.seq > after)
                .order_by(document.c.seq)
                .limit(_DOCUMENTS)
            ).all()
            if not rows:
                return
            after = rows[-1].seq
            _compare(connection, comparison, {row.seq: row.published for row in rows}, version, summary.run)
            summary.documents["reconciled"] += len(rows)


def _compare(connection: sa.Connection, comparison: _Comparison, published: Mapping[int, Any], version: str, run: int) -> None:
    """Compare the facts of some documents, which were `published` on these days, and keep how that came out."""
    seqs = list(published)
    facts = _facts(connection, seqs)
    results = comparison.rows(facts, published)
    history.note(connection, run, seqs, results, facts)
    connection.execute(sa.delete(store.reconciliation).where(store.reconciliation.c.document.in_(seqs)))
    if results:
        connection.execute(sa.insert(store.reconciliation), results)
    mine = {seq: list(group) for seq, group in groupby(results, key=itemgetter("document"))}
    done = [{"of": seq, "result": history.compared(mine.get(seq, ()))} for seq in seqs]
    now = sa.update(store.document).where(store.document.c.seq == sa.bindparam("of"))
    connection.execute(now.values(reconciled_with=version, compared=sa.bindparam("result")), done)


def _facts(connection: sa.Connection, seqs: Sequence[int]) -> list[dict[str, Any]]:
    """The facts of these documents, document by document."""
    table = store.fact
    query = sa.select(table).where(table.c.document.in_(seqs)).order_by(table.c.document, table.c.number)
    return [dict(row) for row in connection.execute(query).mappings()]


def known_version(config: Config, rules_version: str) -> str:
    """A hash of known figures, exchange rates, the user's firms and the rules."""
    digest = hashlib.sha256(f"{rules_version}:{config.known.lang}".encode())
    for path in (*config.known.figures, config.known.companies, config.known.fx):
        for file in _files(path):
            digest.update(b"\0" + file.name.encode("utf-8", "surrogateescape") + b"\0")
            with file.open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest())
        digest.update(b"\1")
    return digest.hexdigest()[:16]


def _files(path: Path | None) -> list[Path]:
    if path is None:
        return []
    return sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]


def _without(engine: sa.Engine, version: str, run: int) -> None:
    """No known figures: nothing to compare, and nothing left of earlier comparisons."""
    with engine.begin() as connection:
        history.keep_known(connection, [], run)
        connection.execute(sa.delete(store.reconciliation))
        done = sa.update(store.document).where(store.document.c.status == "done")
        connection.execute(done.values(reconciled_with=version, compared=None))
        store.put(connection, "known_version", version)


class _Comparison:
    """Known figures, rates and names, read once a run."""

    def __init__(self, config: Config, summary: Summary) -> None:
        import pandas as pd

        from ...extract.names.directory import directory
        from ...reconcile.api import read_known
        from ...reconcile.fx import read_fx

        def failed(error: KnownFiguresError) -> None:
            summary.known_errors += 1
            _log.error("%s", error)

        users = companies_of(config.known.companies)
        self.directory = directory(config.rules.overlay, users)
        overlay = config.rules.overlay
        frames = [read_known(path, companies=self.directory, overlay=overlay, on_error=failed) for path in config.known.figures]
        self.known: pd.DataFrame = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(store.KNOWN_COLUMNS))
        self.fx = read_fx(config.known.fx) if config.known.fx else None
        self.lang = config.known.lang

    def rows(self, found: Sequence[Mapping[str, Any]], published: Mapping[int, Any]) -> list[dict[str, Any]]:
        """Rows of the reconciliation table for the facts of some documents, which were `published` on these days."""
        import pandas as pd

        from ...reconcile.api import compared

        if not found:
            return []
        facts = pd.DataFrame([{c: row[c] for c in FACT_COLUMNS} for row in found], columns=list(FACT_COLUMNS), dtype=object)
        # names that the firms' table learned since the extraction
        facts["company"] = [self.directory.resolve(name) or name for name in facts["company"]]
        facts["published"] = [published[row["document"]] for row in found]
        # two documents may call themselves alike
        facts["article_id"] = [str(row["document"]) for row in found]
        result = compared(facts, self.known, fx=self.fx, lang=self.lang)
        keys = [key for _, rows in groupby(found, key=itemgetter("document")) for key in history.fact_keys(list(rows))]
        names = ("document", "number", "fact", "company", *store.RESULTS)
        columns = ([row["document"] for row in found], [row["number"] for row in found], keys, *(result[name] for name in names[3:]))
        return [dict(zip(names, map(_none, cells), strict=True)) for cells in zip(*columns, strict=True)]


def _rows(known: pd.DataFrame) -> list[dict[str, Any]]:
    return [{c: _none(row[c]) for c in store.KNOWN_COLUMNS} for row in known.to_dict("records")]


def _none(value: Any) -> Any:
    """NaN and NaT of a frame are missing values."""
    return None if value is None or value != value else value
