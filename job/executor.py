"""What Spark's executors run: articles to what was found in each, and facts with the known figures of their firms to comparisons.

All goes in and out as Arrow, which holds decimals, dates and lists as the other outputs do.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from ..corpus import rows as article_rows
from ..corpus.article import Article
from ..corpus.record import Fact, Record, arrow_type, fact_schema, record_schema
from ..corpus.stream import Limits
from ..corpus.write import table
from ..errors import ArticleError, InputError
from ..extract.stream import BATCH, Settings, extraction
from ..extract.worker import Worker, in_order
from ..reconcile.compare import RESULT_COLUMNS, compare
from ..reconcile.explain import Explainer
from ..reconcile.keys import company_key
from ..reconcile.reconciliation import Terms

if TYPE_CHECKING:
    import pandas as pd

CORRUPT = "_corrupt"
"""The column in which Spark puts a line that is no JSON."""
_workers: dict[str, Worker] = {}
"""The process that extracts for this one; it is kept from task to task."""


@dataclass(frozen=True, slots=True)
class ExtractionOrder:
    """How rows are read and extracted; pickles."""

    settings: Settings
    limits: Limits
    published: date | None = None
    issuer: str = ""
    """Of rows that carry none."""
    rules: str = ""
    """The folder of extra rule tables, as Spark distributes it."""


@dataclass(slots=True)
class FoundRow:
    """What was found in an article, or why it could not be used."""

    article_id: str
    published: date | None
    source: str
    failure: str | None
    records: Sequence[Record] = ()
    facts: Sequence[Fact] = ()


@dataclass(slots=True)
class _ArticleRows:
    """The articles of rows; those that are none are put aside."""

    given: ExtractionOrder
    handed: list[list[Article]] = field(default_factory=list)
    failed: list[FoundRow] = field(default_factory=list)

    def batches(self, source: Iterator[pa.RecordBatch]) -> Iterator[list[Article]]:
        for batch in source:
            given = batch.to_pylist()
            for first in range(0, len(given), BATCH):
                articles = [a for row in given[first : first + BATCH] if (a := self._article(row)) is not None]
                if articles:
                    self.handed.append(articles)
                    yield articles

    def _article(self, row: Mapping[str, Any]) -> Article | None:
        source, ident = row.get("source") or "", row.get("id") or ""
        place = f"{source} {ident}".strip() or "a row"
        where = article_rows.Where(source, "", self.given.published, self.given.limits, self.given.issuer)
        try:
            if row.get(CORRUPT):
                raise InputError(f"{place}: is no JSON; write one JSON object per line")
            article = article_rows.article(row, where, place, "")
            if not article.id:
                raise InputError(f"{place}: has no id; give each row one of its own")
        except InputError as error:
            self.failed.append(FoundRow(ident, None, source, str(error)))
            return None
        return article


def extract(given: ExtractionOrder) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """A function for `mapInArrow`: rows of articles -> one row of `found_schema` for each."""

    def found(source: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        rows = _ArticleRows(given)
        try:
            with closing(in_order([_worker(given)], rows.batches(source))) as done:
                for results in done:
                    failed, rows.failed = rows.failed, []
                    yield _batch(failed + list(map(_found, rows.handed.pop(0), results)))
        except BaseException:
            _workers.clear()  # an iteration that is ended early ends its process for good
            raise
        yield _batch(rows.failed)

    return found


def _found(article: Article, result: Any) -> FoundRow:
    if isinstance(result, ArticleError):
        return FoundRow(article.id, article.published, article.source, result.reason)
    records, facts = result
    return FoundRow(article.id, article.published, article.source, None, records, facts)


def _worker(given: ExtractionOrder) -> Worker:
    key = repr(given)
    if key not in _workers:
        for worker in _workers.values():
            worker.close()
        _workers.clear()
        settings: Settings = {**given.settings, "overlay": _distributed(given.rules)}
        _workers[key] = Worker(partial(extraction, settings), given.limits)
    return _workers[key]


def _distributed(folder: str) -> Path | None:
    if not folder:
        return None
    from pyspark import SparkFiles

    return Path(SparkFiles.get(folder))


def found_schema() -> pa.Schema:
    """Of a row for each article: its records and facts as lists; `failure` where there are none."""
    lists = [(name, pa.list_(pa.struct(list(schema)))) for name, schema in (("records", record_schema()), ("facts", fact_schema()))]
    plain = [("article_id", pa.string()), ("published", pa.date32()), ("source", pa.string()), ("failure", pa.string())]
    return pa.schema([*plain, *lists])


def _batch(rows: Sequence[FoundRow]) -> pa.RecordBatch:
    schema = found_schema()
    plain = [pa.array([getattr(row, name) for row in rows], schema.field(name).type) for name in schema.names[:4]]
    lists = [_lists([row.records for row in rows], record_schema()), _lists([row.facts for row in rows], fact_schema())]
    return pa.RecordBatch.from_arrays([*plain, *lists], schema=schema)


def _lists(groups: Sequence[Sequence[Any]], schema: pa.Schema) -> pa.Array:
    flat = table([item for group in groups for item in group], schema)
    items = pa.StructArray.from_arrays([pa.concat_arrays(column.chunks) for column in flat.columns], fields=list(schema))
    ends = [0]
    for group in groups:
        ends.append(ends[-1] + len(group))
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), items)


def keyed(source: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Firms as facts have them (the second column) -> their keys."""
    for batch in source:
        keys = pa.array([company_key(firm or "") for firm in batch.column(1).to_pylist()], pa.string())
        yield pa.RecordBatch.from_arrays([batch.column(0), keys], names=["of_bucket", "key"])


def packed(known: pd.DataFrame) -> list[bytes]:
    """Each row of the known figures as it is, to travel in a column."""
    return [pickle.dumps(row) for row in known.itertuples(index=False, name=None)]


def result_schema() -> pa.Schema:
    """Of a comparison, with the date of its article behind it."""
    return pa.schema([*((name, arrow_type(name)) for name in RESULT_COLUMNS), ("published", pa.date32())])


def reconcile(columns: Sequence[str], terms: Terms, lang: str) -> Callable[[pa.Table, pa.Table], pa.Table]:
    """A function for `cogroup().applyInArrow`: facts of some articles, known figures of their firms -> rows of `result_schema`.

    `columns` are those of the known figures.
    """

    def compared(facts: pa.Table, known: pa.Table) -> pa.Table:
        import pandas as pd

        schema = result_schema()
        mine = facts.sort_by([("article_id", "ascending"), ("position", "ascending")])
        frame = pd.DataFrame({name: mine.column(name).to_pylist() for name in schema.names if name in mine.column_names}, dtype=object)
        rows = map(pickle.loads, known.sort_by("number").column("row").to_pylist())
        given = pd.DataFrame(list(rows), columns=list(columns), dtype=object)
        here = replace(terms, published=dict(zip(frame["article_id"], frame["published"], strict=True)))
        result = compare(frame, given, here, Explainer(lang))
        return table(result.astype(object).where(result.notna(), None).to_dict("records"), schema)

    return compared
