import re
import sqlite3
from datetime import date
from decimal import Decimal
from pathlib import Path

import fake_extraction
import pytest
import sqlalchemy as sa

from mokuromi.corpus.record import fact_schema, record_schema
from mokuromi.errors import ConfigError
from mokuromi.job.nightly import history, migration, opening, store
from mokuromi.job.nightly import run as nightly
from mokuromi.job.nightly.config import Config, KnownSection
from mokuromi.reconcile.known.read import KNOWN_COLUMNS


def test_columns_are_those_of_the_contract() -> None:
    assert [c.name for c in store.record.c][2:] == record_schema().names
    assert [c.name for c in store.fact.c][2:] == fact_schema().names
    assert store.KNOWN_COLUMNS == KNOWN_COLUMNS


@pytest.mark.parametrize("text", ["320000000", "-0.000000001", "12345678901234567890123456789.123456789", "0.1"])
def test_decimals_lose_nothing(store_url: str, text: str) -> None:
    engine = opening.connect(store_url)
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
    engine = opening.connect(store_url)
    with engine.connect() as connection:
        assert store.version(connection) == store.STORE_VERSION
    engine.dispose()
    now = store.STORE_VERSION

    def step(connection: sa.Connection) -> None:
        connection.execute(sa.text("alter table run add column more integer"))

    monkeypatch.setattr(store, "STORE_VERSION", now + 1)
    monkeypatch.setattr(migration, "STEPS", {**migration.STEPS, now: step})
    newer = opening.connect(store_url)
    with newer.connect() as connection:
        assert store.version(connection) == now + 1
        assert "more" in {c["name"] for c in sa.inspect(connection).get_columns("run")}
    newer.dispose()
    monkeypatch.undo()
    with pytest.raises(ConfigError, match=f"has version {now + 1}, this program knows {now}; install a newer mokuromi"):
        opening.connect(store_url)


def test_a_failed_migration_leaves_the_old_version(store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    opening.connect(store_url).dispose()
    now = store.STORE_VERSION

    def step(connection: sa.Connection) -> None:
        raise RuntimeError("half way")

    monkeypatch.setattr(store, "STORE_VERSION", now + 1)
    monkeypatch.setattr(migration, "STEPS", {**migration.STEPS, now: step})
    with pytest.raises(RuntimeError):
        opening.connect(store_url)
    monkeypatch.undo()
    opening.connect(store_url).dispose()


def old_store(url: str, number: int) -> None:
    """A store of that version, as the program of that version filled it: documents, one poisoned, one file that is no text."""
    script = Path(__file__).with_name("stores").joinpath(f"{number}.sql").read_text(encoding="utf-8")
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        connection.executescript(script)
        connection.close()
        return
    import psycopg

    script = re.sub(r"^(BEGIN TRANSACTION|COMMIT);$", "", script, flags=re.MULTILINE)
    script = re.sub(r'^\t("?(?:value|value_max|precision|known_value|difference)"?) TEXT(?=,)', r"\t\1 NUMERIC(38, 9)", script, flags=re.MULTILINE)
    script = re.sub(r"^\t(id|seq) INTEGER NOT NULL", r"\t\1 SERIAL", script, flags=re.MULTILINE)
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute(script.replace("BLOB", "BYTEA").replace(",X'", r",'\x").encode())
        for table, column in (("run", "id"), ("document", "seq"), *((("change", "id"),) if number > 1 else ())):
            connection.execute(f"select setval(pg_get_serial_sequence('{table}', '{column}'), max({column})) from {table}".encode())


def test_upgrade_from_version_1(store_url: str) -> None:
    old_store(store_url, 1)
    engine = opening.connect(store_url)
    with engine.connect() as connection:
        assert store.version(connection) == store.STORE_VERSION
        rows = connection.execute(sa.select(store.document.c.status, store.document.c.issuer, store.document.c.reported)).all()
        assert sorted((r.status, r.issuer, r.reported) for r in rows if r.status == "done") == [("done", "", None)] * 3
        assert [r.reported for r in rows if r.status == "quarantined"] == [1, 1]
        assert connection.scalar(sa.select(sa.func.count()).select_from(store.fact)) == 3
    assert_tables(engine)
    engine.dispose()


def assert_tables(engine: sa.Engine) -> None:
    """Columns and indexes are those of a store that was made by this version."""
    inspector, tables = sa.inspect(engine), store.METADATA.sorted_tables
    assert {n: {c["name"] for c in inspector.get_columns(n)} for n in inspector.get_table_names()} == {t.name: set(t.c.keys()) for t in tables}
    there = {t.name: {i["name"] for i in inspector.get_indexes(t.name)} for t in tables}
    assert all({i.name for i in t.indexes} <= there[t.name] for t in tables), there


def test_upgrade_from_version_2(store_url: str, tmp_path: Path) -> None:
    """What was known and found stays known and found; an article that stood behind its own older reading comes out."""
    old_store(store_url, 2)
    engine = opening.connect(store_url)
    document = store.document
    with engine.connect() as connection:
        again = connection.execute(sa.select(document).where(document.c.article_id == "again")).all()
        assert [(r.published, r.duplicate_of, r.status) for r in again] == [(date(2026, 5, 2), None, "done")]
        assert connection.execute(sa.select(store.known.c.since, store.known.c.until)).all() == [(None, None)]
        assert None not in set(connection.scalars(sa.select(store.reconciliation.c.fact)))
    assert_tables(engine)
    (tmp_path / "known.csv").write_text("company,metric,period,value,unit,source\nacme,revenue,2025,200000000,JPY,report\n")
    (tmp_path / "inbox").mkdir()
    config = Config((f"{tmp_path}/inbox",), tmp_path / "out", store_url, tmp_path / "quarantine", known=KnownSection((tmp_path / "known.csv",)))
    done = nightly.run(config, factory=fake_extraction.build, version="v1")
    # 1 differs as before; what was hidden was compared before, too
    assert (done.documents["extracted"], done.statuses, done.new_findings["mismatch"]) == (0, {"exact": 1, "mismatch": 3}, 0)
    with engine.connect() as connection:
        assert [(row["since"], row["until"]) for row in history.known_over_time(connection, True)] == [(None, None)]
        assert [(r["article_id"], r["metric"], r["now"]) for r in history.changes(connection, 1, False)] == [("1", "revenue", "mismatch"), ("2", "revenue", "exact")]
    engine.dispose()


def test_lock(store_url: str) -> None:
    first, second = opening.connect(store_url), opening.connect(store_url)
    with store.lock(first), pytest.raises(store.LockedError, match="another run holds"), store.lock(second):
        pass
    with store.lock(second):
        pass
    first.dispose()
    second.dispose()


def test_settings(store_url: str) -> None:
    engine = opening.connect(store_url)
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
        opening.connect(url)
    assert isinstance(error.value, store.OutageError) == ("reach" in message)
    assert "secret" not in str(error.value)


def test_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    path.write_bytes(b"this is no database" * 100)
    with pytest.raises(ConfigError, match="is damaged .*; restore a backup"):
        opening.connect(f"sqlite:///{path}")
