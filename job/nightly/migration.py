"""What brings a store of an older version to this program's, step by step; an empty database gets the tables at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from . import history, ledger, store

Step = Callable[[sa.Connection], None]
_ROWS = 1000


def _of_version_2(connection: sa.Connection) -> None:
    # SQLite commits each of these on its own: a step that was killed is done again from its beginning
    store.METADATA.create_all(connection)
    _add_columns(connection)
    # what stood on the list was told by the runs that put it there
    connection.execute(sa.text("update document set reported = run where status = 'quarantined'"))
    connection.execute(sa.text("drop index if exists document_article"))
    connection.execute(sa.text("create index if not exists document_path on document (path)"))
    # figures are read, and facts compared, anew: their tables have more columns
    connection.execute(sa.text("delete from meta where key = 'known_version'"))
    connection.execute(sa.text("update document set reconciled_with = null"))


def _of_version_3(connection: sa.Connection) -> None:
    _add_columns(connection)
    for table in (store.document, store.known):
        for index in table.indexes:
            index.create(connection, checkfirst=True)
    _name_known(connection)
    _name_facts(connection)
    _show_hidden(connection)
    # compared anew: what the comparison came to is noted with each document
    connection.execute(sa.text("update document set reconciled_with = null"))


def _add_columns(connection: sa.Connection) -> None:
    """Columns that this version's tables have and the store's have not; empty, or as their server default says."""
    for table in store.METADATA.sorted_tables:
        there = {column["name"] for column in sa.inspect(connection).get_columns(table.name)}
        for column in table.c:
            if column.name not in there:
                connection.execute(sa.text(f"alter table {table.name} add column {sa.schema.CreateColumn(column).compile(connection)}"))


def _name_known(connection: sa.Connection) -> None:
    rows = [dict(row) for row in connection.execute(sa.select(store.known).order_by(store.known.c.number)).mappings()]
    named = [{"at": row["number"], "name": name} for row, name in zip(rows, history.known_keys(rows), strict=True)]
    _update(connection, store.known, store.known.c.number == sa.bindparam("at"), {"hash": sa.bindparam("name")}, named)


def _name_facts(connection: sa.Connection) -> None:
    """The keys of facts, by which comparisons and changes are told apart since."""
    def of(table: sa.Table) -> Any:
        return (table.c.document == sa.bindparam("of")) & (table.c.number == sa.bindparam("at"))

    for part in _chunks(_fact_names(connection)):
        for table in (store.reconciliation, store.change):
            _update(connection, table, of(table), {"fact": sa.bindparam("name")}, part)


def _fact_names(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    rows = connection.execute(sa.select(store.fact).order_by(store.fact.c.document, store.fact.c.number)).mappings()
    for document, facts in groupby(rows, key=lambda row: row["document"]):
        mine = [dict(row) for row in facts]
        for row, name in zip(mine, history.fact_keys(mine), strict=True):
            yield {"of": document, "at": row["number"], "name": name}


def _chunks(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    part: list[dict[str, Any]] = []
    for row in rows:
        part.append(row)
        if len(part) == _ROWS:
            yield part
            part = []
    if part:
        yield part


def _update(connection: sa.Connection, table: sa.Table, where: Any, values: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(sa.update(table).where(where).values(values), rows)


def _show_hidden(connection: sa.Connection) -> None:
    """An article that was read again with another date or issuer had counted as a repeat of itself: it takes the older one's place."""
    new, old = store.document, store.document.alias()
    same = (old.c.seq == new.c.duplicate_of) & sa.and_(*(old.c[c] == new.c[c] for c in ("path", "article_id", "text")))
    ledger.remove(connection, list(connection.scalars(sa.select(old.c.seq).distinct().join(new, same).order_by(old.c.seq))))


STEPS: dict[int, Step] = {1: _of_version_2, 2: _of_version_3}
"""What brings a store of that version to the next one."""
