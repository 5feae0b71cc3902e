"""The store: one SQLAlchemy Core schema for SQLite and PostgreSQL, versioned, with a lock of its own."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

from ...corpus.record import FACT_COLUMNS, RECORD_COLUMNS
from ...errors import ConfigError, MokuromiError

STORE_VERSION = 3
_UNREACHABLE = re.compile(
    "connection refused|timeout|timed out|closed the connection|connection is (lost|closed)|unreachable|could not translate|no route|"
    "starting up|shutting down|no such file or directory|reset by peer|bad connection|consuming input failed",
    re.IGNORECASE,
)
BUSY_SECONDS = 30.0
"""How long an SQLite store may be held by another program before the run gives up."""
_DECIMALS = ("value", "value_max", "precision", "known_value", "difference")


class Unavailable(MokuromiError):
    """The store cannot be had now; later the same may go well."""


class LockedError(Unavailable):
    """Another run, or another program, holds the store."""


class OutageError(Unavailable):
    """The server does not answer, or ended the connection."""


class Exact(TypeDecorator[Decimal]):
    """Decimals without loss: NUMERIC(38, 9) where the database has it, text in SQLite. What fits neither is null."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> Any:
        return dialect.type_descriptor(sa.Text() if dialect.name == "sqlite" else sa.Numeric(38, 9))

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> Any:
        from ...corpus.write import fitted, plain_number

        value = fitted(value)
        return plain_number(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Decimal | None:
        from ...corpus.write import plain_number

        # both databases give the same digits: PostgreSQL pads them with zeros
        return value if value is None else Decimal(plain_number(Decimal(value)))


class Names(TypeDecorator[list[str]]):
    """A list of strings, as JSON text."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str:
        return json.dumps(list(value or ()))

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> list[str]:
        return list(json.loads(value))


def _type(column: str) -> Any:
    if column in _DECIMALS:
        return Exact()
    if column in ("start_date", "end_date", "filed_at"):
        return sa.Date()
    if column in ("start", "end"):
        return sa.Integer()
    if column == "score":
        return sa.Float()
    return Names() if column == "inferred" else sa.Text()


METADATA = sa.MetaData()

meta = sa.Table("meta", METADATA, sa.Column("key", sa.String(40), primary_key=True), sa.Column("value", sa.Text, nullable=False))
run = sa.Table(
    "run", METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("started", sa.Text, nullable=False),
    sa.Column("finished", sa.Text),
    sa.Column("status", sa.String(16), nullable=False),  # running, finished, failed, killed
    sa.Column("rules_version", sa.String(64)),
    sa.Column("summary", sa.Text),
)  # fmt: skip
file = sa.Table(
    "file", METADATA,
    sa.Column("path", sa.Text, primary_key=True),
    sa.Column("hash", sa.String(64), nullable=False),
    sa.Column("reading", sa.String(64), nullable=False),
    sa.Column("status", sa.String(16), nullable=False),  # reading, done, quarantined
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("articles", sa.Integer, nullable=False, server_default="0"),
)  # fmt: skip
document = sa.Table(
    "document", METADATA,
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(64), unique=True, nullable=False),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("file_hash", sa.String(64), nullable=False),
    sa.Column("status", sa.String(16), nullable=False),  # staged, pending, working, done, quarantined, dropped, withdrawn
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("reason", sa.Text),
    sa.Column("article_id", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("lang", sa.String(16), nullable=False),
    sa.Column("published", sa.Date),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("issuer", sa.Text, nullable=False, server_default=""),
    sa.Column("extracted_with", sa.String(64)),
    sa.Column("reconciled_with", sa.String(64)),
    sa.Column("signature", sa.LargeBinary),
    sa.Column("duplicate_of", sa.Integer),
    sa.Column("run", sa.Integer),
    sa.Column("reported", sa.Integer),  # the finished run that told of its quarantine
    sa.Column("compared", sa.String(64)),  # a hash of its rows of reconciliation
    sa.Column("barred", sa.String(64)),  # what keeps a withdrawn or dropped article out: a hash of its id and text
    sa.Index("document_status", "status", "seq"),
    sa.Index("document_barred", "barred"),
    sa.Index("document_published", "published"),
    # not by article_id: an id may be longer than an entry of an index
    sa.Index("document_path", "path"),
    sa.Index("document_duplicate", "duplicate_of"),
)  # fmt: skip
band = sa.Table("band", METADATA, sa.Column("hash", sa.BigInteger, primary_key=True, autoincrement=False),
                sa.Column("document", sa.Integer, primary_key=True, autoincrement=False),
                sa.Index("band_document", "document"))  # fmt: skip
KNOWN_COLUMNS = (
    *("company", "metric", "period", "start_date", "end_date", "segment", "basis", "value", "unit", "rounding", "filed_at", "source"),
    "variant",
)
RESULTS = ("known_value", "known_source", "status", "diagnosis", "difference", "alarm", "explanation")


def _rows_of_documents(name: str, columns: Iterable[str], *more: sa.Column[Any]) -> sa.Table:
    """A table of rows that belong to a document, numbered within it."""
    keys = (sa.Column(c, sa.Integer, primary_key=True, autoincrement=False) for c in ("document", "number"))
    return sa.Table(name, METADATA, *keys, *(sa.Column(c, _type(c)) for c in columns), *more)


record = _rows_of_documents("record", RECORD_COLUMNS)
fact = _rows_of_documents("fact", FACT_COLUMNS)
reconciliation = _rows_of_documents(
    "reconciliation", ("company", *RESULTS),
    sa.Column("fact", sa.String(32)),  # see history.fact_keys: the same whatever rules found the fact
    sa.Column("since", sa.Integer),  # the run from which on the comparison came out like this; null: before runs were noted
)  # fmt: skip
known = sa.Table(
    "known", METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    *(sa.Column(c, _type(c)) for c in KNOWN_COLUMNS),
    sa.Column("hash", sa.String(32)),  # see history.known_keys
    sa.Column("since", sa.Integer),  # the first run that read it; null: before runs were noted
    sa.Column("until", sa.Integer),  # the first run that did not read it any more; null: it holds
    sa.Index("known_until", "until"),
)  # fmt: skip
CHANGED = ("company", "metric", "segment", "period", "value", "unit")
change = sa.Table(
    "change", METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("run", sa.Integer, nullable=False, index=True),
    sa.Column("document", sa.Integer, nullable=False, index=True),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("was", sa.String(16)),  # the status before; null: a fact that was not compared before
    sa.Column("now", sa.String(16), nullable=False),
    sa.Column("fact", sa.String(32)),
    *(sa.Column(c, _type(c)) for c in CHANGED),
    *(sa.Column(c, Exact()) for c in ("was_known", "now_known")),  # the known figure that was compared, before and now
)  # fmt: skip


@contextmanager
def declared(url: str) -> Iterator[None]:
    """Turn the database's errors that are not ours into declared ones, with what to do."""
    try:
        yield
    except sa.exc.DatabaseError as error:
        text = str(error.orig).strip().splitlines()[0] if error.orig and str(error.orig).strip() else str(error)
        low = text.lower()
        where = f"store {shown(url)}"
        if "locked" in low or "busy" in low:
            raise LockedError(f"{where}: is locked by another program ({text}); end that program and run again") from None
        if "malformed" in low or "not a database" in low or "disk image" in low:
            raise ConfigError(
                f"{where}: is damaged ({text}); restore a backup, or move it away: a new one is filled from the inbox"
            ) from None
        if "full" in low or "no space" in low:
            raise ConfigError(f"{where}: no space left ({text}); free some and run again: nothing is lost") from None
        if _outage(error):
            raise OutageError(f"{where}: is out of reach: {text}; run again when the server answers: nothing is lost") from None
        if isinstance(error, sa.exc.OperationalError):
            raise ConfigError(f"{where}: cannot be used: {text}; check the URL, the server and the permissions") from None
        raise


def _outage(error: sa.exc.DatabaseError) -> bool:
    """Whether a later try may go well: no connection, one that broke, a server that starts, stops or has too many of them."""
    if error.connection_invalidated:
        return True
    state = str(getattr(error.orig, "sqlstate", None) or "")
    if state:
        # PostgreSQL's classes of connections, missing resources but a full disk, and interventions of its operator
        return state.startswith(("08", "53", "57P")) and state != "53100"
    return isinstance(error, sa.exc.OperationalError) and bool(_UNREACHABLE.search(str(error.orig)))


def refuses(error: Exception) -> bool:
    """Whether the database cannot hold just these rows: too long for an index, out of range, no text."""
    if isinstance(error, sa.exc.DataError | UnicodeError | OverflowError):
        return True
    if isinstance(error, sa.exc.DBAPIError):
        # PostgreSQL's classes of data that do not fit, and of limits of the program
        return str(getattr(error.orig, "sqlstate", None) or "").startswith(("22", "54"))
    return isinstance(error, sa.exc.StatementError)


def first_line(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0][:200]


def shown(url: str) -> str:
    """A URL without its password."""
    try:
        return sa.make_url(url).render_as_string(hide_password=True)
    except sa.exc.ArgumentError:
        return "(unreadable URL)"


def version(connection: sa.Connection) -> int:
    """The store's version; 0 for an empty database."""
    if not sa.inspect(connection).has_table("meta"):
        return 0
    return int(connection.scalar(sa.select(meta.c.value).where(meta.c.key == "store_version")) or 0)


def get(connection: sa.Connection, key: str) -> str:
    return connection.scalar(sa.select(meta.c.value).where(meta.c.key == key)) or ""


def put(connection: sa.Connection, key: str, value: str) -> None:
    if connection.execute(sa.update(meta).where(meta.c.key == key).values(value=value)).rowcount == 0:
        connection.execute(sa.insert(meta).values(key=key, value=value))


@contextmanager
def lock(engine: sa.Engine) -> Iterator[None]:
    """Hold the store for this run. Raises LockedError where another run holds it; a killed run holds nothing."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            schema = connection.scalar(sa.text("select current_schema()"))
            number = int.from_bytes(hashlib.sha256(f"mokuromi:{schema}".encode()).digest()[:8], signed=True)
            if not connection.scalar(sa.select(sa.func.pg_try_advisory_lock(number))):
                raise LockedError("another run holds the store; wait until it ends")

            def check(_: sa.Connection) -> None:
                # the lock lives as long as its connection: what is committed after its end could cross another run
                try:
                    alive = not connection.invalidated and connection.exec_driver_sql("select 1")
                except sa.exc.DatabaseError:
                    alive = False
                if not alive:
                    raise OutageError("the store is out of reach: the connection that held its lock was lost; run again: nothing is lost")

            sa.event.listen(engine, "commit", check)
            try:
                yield
            finally:
                sa.event.remove(engine, "commit", check)
                if not connection.invalidated:
                    connection.execute(sa.select(sa.func.pg_advisory_unlock(number)))
        return
    from filelock import FileLock, Timeout

    file_lock = FileLock(f"{engine.url.database}.lock", timeout=0)
    try:
        file_lock.acquire()
    except Timeout:
        raise LockedError(f"another run holds {engine.url.database}; wait until it ends") from None
    try:
        yield
    finally:
        file_lock.release()
