"""The store over time: rows that join, what changed, withdrawal, retention, backup, a publication that leaves alone what is the same."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import fake_extraction
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa

from mokuromi.errors import ConfigError
from mokuromi.job.nightly import overview, store
from mokuromi.job.nightly import run as nightly
from mokuromi.job.nightly.config import Config, KnownSection
from mokuromi.job.nightly.summary import Summary

on_sqlite = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
Go = Callable[..., Summary]


@pytest.fixture
def config(tmp_path: Path, store_url: str) -> Config:
    (tmp_path / "inbox").mkdir()
    rows = "".join(
        f'{{"id": "n{n}", "text": "第{n}報。売上高は{n}億円だった。", "published": "202{n}-05-01", "issuer": "acme"}}\n' for n in (1, 2, 3)
    )
    (tmp_path / "inbox" / "a.jsonl").write_text(rows, encoding="utf-8")
    figures(tmp_path, 1)
    return Config(
        (f"{tmp_path}/inbox",), tmp_path / "out", store_url, tmp_path / "quarantine", known=KnownSection((tmp_path / "known.csv",))
    )


def figures(folder: Path, value: int) -> None:
    (folder / "known.csv").write_text(f"company,metric,period,value,unit,source\nacme,revenue,2025,{value}00000000,JPY,report\n")


@pytest.fixture
def go(config: Config) -> Go:
    def run(**changes: Any) -> Summary:
        return nightly.run(replace(config, **changes), factory=fake_extraction.build, version="v1")

    return run


@pytest.fixture
def engine(config: Config) -> Any:
    engine = store.connect(config.store)
    yield engine
    engine.dispose()


def table(config: Config, name: str) -> list[dict[str, Any]]:
    return list(pq.read_table(config.out / f"{name}.parquet").to_pylist())


def test_tables_join_by_the_key_of_the_document(config: Config, go: Go) -> None:
    go()
    keys = {row["key"]: row for row in table(config, "documents")}
    assert {row["issuer"] for row in keys.values()} == {"acme"}
    for name in ("records", "facts", "reconciliation"):
        assert [keys[row["document"]]["article_id"] for row in table(config, name)] == ["n1", "n2", "n3"]


def test_only_what_changed_is_written_again(config: Config, go: Go, tmp_path: Path) -> None:
    go()
    before = {path.name: path.stat().st_ino for path in config.out.glob("*.parquet")}
    figures(tmp_path, 2)
    assert go().published
    now = {path.name: path.stat().st_ino for path in config.out.glob("*.parquet")}
    assert [name for name in before if before[name] != now[name]] == ["reconciliation.parquet"]


def test_changes_are_kept(config: Config, go: Go, engine: sa.Engine, tmp_path: Path) -> None:
    first = go().run
    figures(tmp_path, 2)
    second = go().run
    rows = [(r["run"], r["article_id"], r["was"], r["now"]) for r in overview.changes(engine, config, 0)]
    assert rows == [(first, "n2", None, "mismatch"), (first, "n3", None, "mismatch"), (second, "n1", "exact", "mismatch"), (second, "n2", "mismatch", "exact")]  # fmt: skip
    assert len(overview.changes(engine, config, first)) == 2


def test_withdrawn_articles_do_not_come_back(config: Config, go: Go, engine: sa.Engine, tmp_path: Path) -> None:
    go()
    key = next(row["key"] for row in table(config, "documents") if row["article_id"] == "n3")
    assert overview.withdraw(engine, config, ["n1", key[:10]]) == 2
    with pytest.raises(ConfigError, match="'n1' is no article's id or key"):
        overview.withdraw(engine, config, ["n1"])
    (tmp_path / "inbox" / "b.jsonl").write_bytes((tmp_path / "inbox" / "a.jsonl").read_bytes())
    assert go().published and not go().published
    for name in ("documents", "records", "facts", "reconciliation"):
        assert [row["article_id"] for row in table(config, name)] == ["n2"]
    with engine.connect() as connection:
        assert set(connection.scalars(sa.select(store.document.c.text).where(store.document.c.status == "withdrawn"))) == {""}


def test_retention(config: Config, go: Go, engine: sa.Engine) -> None:
    go()
    assert overview.prune(engine, config, date(2023, 1, 1)) == 2
    assert overview.prune(engine, config, date(2023, 1, 1)) == 0
    go()
    assert [row["article_id"] for row in table(config, "facts")] == ["n3"]


def test_a_withdrawn_original_leaves_its_place_to_its_repeat(config: Config, go: Go, engine: sa.Engine, tmp_path: Path) -> None:
    text = "大手の日立は十四日、今期の連結売上高が31億円になる見通しを示した。主力の半導体装置が伸び、海外の工場の増設も進む。" * 2
    for name in ("x", "y"):
        (tmp_path / "inbox" / f"{name}.txt").write_text(f"{text}{name}", encoding="utf-8")
    assert go().documents["repeats"] == 1
    overview.withdraw(engine, config, ["x"])
    go()
    assert {r["article_id"]: r["duplicate_of"] for r in table(config, "documents") if r["article_id"] in "xy"} == {"y": None}
    assert [r["article_id"] for r in table(config, "facts")].count("y") == 2


@on_sqlite
def test_backup_while_a_run_writes(config: Config, go: Go, engine: sa.Engine, tmp_path: Path) -> None:
    go()
    with engine.connect() as writing:
        writing.execute(sa.update(store.document).values(title="half way"))
        overview.backup(engine, config, tmp_path / "copy.sqlite")
    with pytest.raises(ConfigError, match="exists already"):
        overview.backup(engine, config, tmp_path / "copy.sqlite")
    with pytest.raises(ConfigError, match="cannot be written"):
        overview.backup(engine, config, tmp_path / "none" / "copy.sqlite")
    copy = replace(config, store=f"sqlite:///{tmp_path}/copy.sqlite", out=tmp_path / "out2")
    done = nightly.run(copy, factory=fake_extraction.build, version="v1")
    assert (done.files["unchanged"], done.documents["extracted"]) == (1, 0)
    assert [row["title"] for row in table(copy, "documents")] == [""] * 3


@on_sqlite
def test_a_damaged_store_is_not_backed_up(config: Config, go: Go, tmp_path: Path) -> None:
    go()
    path = tmp_path / "store.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
    data = bytearray(path.read_bytes())
    data[8192 : 8192 + 4096] = b"\xff" * 4096
    path.write_bytes(data)
    with pytest.raises(ConfigError, match="damaged|malformed"), store.declared(config.store):
        overview.backup(store.connect(config.store), config, tmp_path / "copy.sqlite")
    assert not (tmp_path / "copy.sqlite").exists()
