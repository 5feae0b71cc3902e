import re
import sqlite3
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from mokuromi.corpus.record import fact_schema, record_schema
from mokuromi.errors import ConfigError
from mokuromi.job.nightly import store
from mokuromi.reconcile.known.read import KNOWN_COLUMNS


def test_columns_are_those_of_the_contract() -> None:
    assert [c.name for c in store.record.c][2:] == record_schema().names
    assert [c.name for c in store.fact.c][2:] == fact_schema().names
    assert store.KNOWN_COLUMNS == KNOWN_COLUMNS


@pytest.mark.parametrize("text", ["320000000", "-0.000000001", "12345678901234567890123456789.123456789", "0.1"])
def test_decimals_lose_nothing(store_url: str, text: str) -> None:
    engine = store.connect(store_url)
    row = {
        "document": 1,
        "number": 1,
        "value": Decimal(text),
        "start_date": date(2025, 1, 1),
        "inferred": ("company", "period"),
        "company": "a'; drop",
    }
    with engine.begin() as connection:
        connection.execute(sa.insert(store.fact), [row])
        got = connection.execute(sa.select(store.fact)).one()
    engine.dispose()
    assert (got.value, got.start_date, got.inferred, got.company) == (Decimal(text), date(2025, 1, 1), ["company", "period"], "a'; drop")


def test_versions(store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = store.connect(store_url)
    with engine.connect() as connection:
        assert store.version(connection) == store.STORE_VERSION
    engine.dispose()
    now = store.STORE_VERSION

    def step(connection: sa.Connection) -> None:
        connection.execute(sa.text("alter table run add column more integer"))

    monkeypatch.setattr(store, "STORE_VERSION", now + 1)
    monkeypatch.setattr(store, "STEPS", {**store.STEPS, now: step})
    newer = store.connect(store_url)
    with newer.connect() as connection:
        assert store.version(connection) == now + 1
        assert "more" in {c["name"] for c in sa.inspect(connection).get_columns("run")}
    newer.dispose()
    monkeypatch.undo()
    with pytest.raises(ConfigError, match=f"has version {now + 1}, this program knows {now}; install a newer mokuromi"):
        store.connect(store_url)


def test_a_failed_migration_leaves_the_old_version(store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store.connect(store_url).dispose()
    now = store.STORE_VERSION

    def step(connection: sa.Connection) -> None:
        raise RuntimeError("half way")

    monkeypatch.setattr(store, "STORE_VERSION", now + 1)
    monkeypatch.setattr(store, "STEPS", {**store.STEPS, now: step})
    with pytest.raises(RuntimeError):
        store.connect(store_url)
    monkeypatch.undo()
    store.connect(store_url).dispose()


def old_store(url: str) -> None:
    """A store of version 1, as the program of that version filled it: 3 documents, one poisoned, one file that is no text."""
    script = Path(__file__).with_name("stores").joinpath("1.sql").read_text(encoding="utf-8")
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        connection.executescript(script)
        connection.close()
        return
    import psycopg

    script = re.sub(r"^(BEGIN TRANSACTION|COMMIT);$", "", script, flags=re.MULTILINE)
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute(script.replace("BLOB", "BYTEA").replace(",X'", r",'\x").encode())


def test_upgrade_from_version_1(store_url: str) -> None:
    old_store(store_url)
    engine = store.connect(store_url)
    with engine.connect() as connection:
        assert store.version(connection) == store.STORE_VERSION
        rows = connection.execute(sa.select(store.document.c.status, store.document.c.issuer, store.document.c.reported)).all()
        assert sorted((r.status, r.issuer, r.reported) for r in rows if r.status == "done") == [("done", "", None)] * 3
        assert [r.reported for r in rows if r.status == "quarantined"] == [1, 1]
        assert connection.scalar(sa.select(sa.func.count()).select_from(store.fact)) == 3
    fresh = {t.name: {c.name for c in t.c} for t in store.METADATA.sorted_tables}
    inspector = sa.inspect(engine)
    assert {name: {c["name"] for c in inspector.get_columns(name)} for name in inspector.get_table_names()} == fresh
    engine.dispose()


def test_lock(store_url: str) -> None:
    first, second = store.connect(store_url), store.connect(store_url)
    with store.lock(first), pytest.raises(store.LockedError, match="another run holds"), store.lock(second):
        pass
    with store.lock(second):
        pass
    first.dispose()
    second.dispose()


def test_settings(store_url: str) -> None:
    engine = store.connect(store_url)
    with engine.begin() as connection:
        assert store.get(connection, "k") == ""
        store.put(connection, "k", "1")
        store.put(connection, "k", "2")
        assert store.get(connection, "k") == "2"
    engine.dispose()


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("mysql://u@h/d", "only sqlite and postgresql"),
        ("nonsense", "cannot be used"),
        ("postgresql+psycopg://u:secret@127.0.0.1:1/d?connect_timeout=2", "is out of reach: .*; run again when the server answers"),
    ],
)
def test_unusable_urls(url: str, message: str) -> None:
    with pytest.raises((ConfigError, store.OutageError), match=message) as error:
        store.connect(url)
    assert isinstance(error.value, store.OutageError) == ("reach" in message)
    assert "secret" not in str(error.value)


def test_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    path.write_bytes(b"this is no database" * 100)
    with pytest.raises(ConfigError, match="is damaged .*; restore a backup"):
        store.connect(f"sqlite:///{path}")
