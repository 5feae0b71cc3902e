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
        assert store.version(connection) == store.STORE_VERSION == len(store.STEPS)
    engine.dispose()
    column = sa.Column("more", sa.Integer)

    def step(connection: sa.Connection) -> None:
        connection.execute(sa.text(f"alter table run add column {column.name} integer"))

    monkeypatch.setattr(store, "STEPS", (*store.STEPS, step))
    newer = store.connect(store_url)
    with newer.connect() as connection:
        assert store.version(connection) == 2
        assert "more" in {c["name"] for c in sa.inspect(connection).get_columns("run")}
    newer.dispose()
    monkeypatch.undo()
    with pytest.raises(ConfigError, match="has version 2, this program knows 1; install a newer mokuromi"):
        store.connect(store_url)


def test_a_failed_migration_leaves_the_old_version(store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store.connect(store_url).dispose()

    def step(connection: sa.Connection) -> None:
        raise RuntimeError("half way")

    monkeypatch.setattr(store, "STEPS", (*store.STEPS, step))
    with pytest.raises(RuntimeError):
        store.connect(store_url)
    monkeypatch.undo()
    store.connect(store_url).dispose()


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
        ("postgresql+psycopg://u:secret@127.0.0.1:1/d?connect_timeout=2", "cannot be used: .*; check the URL"),
    ],
)
def test_unusable_urls(url: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as error:
        store.connect(url)
    assert "secret" not in str(error.value)


def test_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    path.write_bytes(b"this is no database" * 100)
    with pytest.raises(ConfigError, match="is damaged .*; restore a backup"):
        store.connect(f"sqlite:///{path}")
