"""The store over time: rows that join, what changed, withdrawal, retention, backup, a publication that leaves alone what is the same."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import fake_extraction
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa

from mokuromi.errors import ConfigError
from mokuromi.job.nightly import opening, overview, publish, store
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
    engine = opening.connect(config.store)
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
    rows = [(r["run"], r["article_id"], r["was"], r["now"], r["was_known"], r["now_known"]) for r in overview.changes(engine, config, 0, False)]
    one, two = Decimal(100000000), Decimal(200000000)
    assert rows == [
        (first, "n2", None, "mismatch", None, one), (first, "n3", None, "mismatch", None, one), (second, "n1", "exact", "mismatch", one, two),
        (second, "n2", "mismatch", "exact", one, two), (second, "n3", "mismatch", "mismatch", one, two),
    ]  # fmt: skip
    assert len(overview.changes(engine, config, first, False)) == 3


def test_changes_of_facts_that_are_found_no_more(config: Config, go: Go, engine: sa.Engine) -> None:
    """Other rules find other facts: those that stay have no news, whatever their number; what is gone is told with what it was."""
    first = nightly.run(config, factory=fake_extraction.build, version="v1").run
    second = nightly.run(config, factory=fake_extraction.preceded, version="v2").run
    assert overview.changes(engine, config, first, True) == []
    third = nightly.run(config, factory=fake_extraction.nothing, version="v3").run
    rows = [(r["run"], r["article_id"], r["metric"], r["value"], r["was"], r["now"]) for r in overview.changes(engine, config, second, False)]
    assert rows == [(third, n, "revenue", Decimal(value) * 10**8, "mismatch", "gone") for n, value in (("n2", 2), ("n3", 3))]


def test_known_figures_over_time(config: Config, go: Go, engine: sa.Engine, tmp_path: Path) -> None:
    """Which figure held when, and with which of them a fact is compared since when."""
    head = "company,metric,period,value,unit,source\n"
    other = "acme,net_profit,2025,5,JPY,report\n"
    first = go().run
    (tmp_path / "known.csv").write_text(f"{head}{other}acme,revenue,2025,100000000,JPY,report\n")
    second = go().run  # the figure stands in another line: it is the same
    figures(tmp_path, 2)
    third = go().run
    go()
    rows = overview.known_over_time(engine, config, True)
    assert [(r["metric"], int(r["value"]), r["since"], r["until"]) for r in rows] == [
        ("net_profit", 5, second, third), ("revenue", 100000000, first, third), ("revenue", 200000000, third, None)
    ]  # fmt: skip
    assert rows[1]["source"] == "known.csv:3 report" and rows[1]["valid_to"] == rows[2]["valid_from"] >= rows[1]["valid_from"]
    with engine.connect() as connection:
        assert set(connection.scalars(sa.select(store.reconciliation.c.since))) == {third}
    go(known=KnownSection())
    assert all(row["until"] for row in overview.known_over_time(engine, config, True))
    figures(tmp_path, 2)
    last = go().run
    assert [r["since"] for r in overview.known_over_time(engine, config, True) if r["until"] is None] == [last]


def files(config: Config) -> dict[str, int]:
    return {path.relative_to(config.out).as_posix(): path.stat().st_ino for path in config.out.rglob("*.parquet")}


def test_partitions_that_did_not_change_are_not_written(config: Config, go: Go, tmp_path: Path) -> None:
    months = replace(config, partition="month")

    def run(**changes: Any) -> Summary:
        return nightly.run(replace(months, **changes), factory=fake_extraction.build, version="v1")

    assert run().published and not run().published
    before = files(config)
    tables = ("documents", "facts", "reconciliation", "records")
    assert sorted(before) == [f"{t}/month=202{n}-05/{t}.parquet" for t in tables for n in (1, 2, 3)]
    (tmp_path / "inbox" / "b.jsonl").write_text('{"id": "n4", "text": "第4報。売上高は1億円だった。", "published": "2022-05-31"}\n{"id": "n5", "text": "第5報。売上高は1億円だった。"}\n')
    assert run().published
    after = files(config)
    assert {name for name in after if after[name] != before.get(name)} == {
        f"{t}/month={m}/{t}.parquet" for t in tables for m in ("2022-05", "__HIVE_DEFAULT_PARTITION__")
    }
    facts = pq.read_table(config.out / "facts").to_pylist()
    assert sorted((r["article_id"], r["month"]) for r in facts) == [("n1", "2021-05"), ("n2", "2022-05"), ("n3", "2023-05"), ("n4", "2022-05"), ("n5", None)]
    # a figure that only touches one article writes the comparisons of its month alone
    (tmp_path / "known.csv").write_text("company,metric,period,value,unit,source\nacme,revenue,2025,100000000,JPY,report\nacme,net_profit,2025,7,JPY,x\n")
    assert not run().published


def test_what_is_published_no_more_is_removed(config: Config, go: Go, engine: sa.Engine) -> None:
    go()
    (config.out / "mine.parquet").touch()
    nightly.run(replace(config, partition="month"), factory=fake_extraction.build, version="v1")
    assert sorted(p.name for p in config.out.iterdir() if p.suffix == ".parquet") == ["mine.parquet"]
    overview.withdraw(engine, config, ["n1"])
    nightly.run(replace(config, partition="month"), factory=fake_extraction.build, version="v1")
    assert sorted(p.name for p in (config.out / "facts").iterdir()) == ["month=2022-05", "month=2023-05"]
    go(format="jsonl")
    left = {p.name for p in config.out.iterdir()}
    assert left >= {"facts.jsonl", "mine.parquet", "manifest.json"} and not left & {"facts", "facts.parquet", "documents"}


def test_a_killed_publication_leaves_nothing_behind(config: Config, go: Go, monkeypatch: pytest.MonkeyPatch) -> None:
    """The manifest is gone when a publication of another kind is killed: what it named is removed nevertheless."""
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    go()
    monkeypatch.setattr(publish, "_write", killed)
    with pytest.raises(KeyboardInterrupt):
        go(partition="month")
    assert not (config.out / publish.MANIFEST).exists()
    monkeypatch.undo()
    go(partition="month")
    assert not list(config.out.glob("*.parquet"))


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


def test_withdrawn_articles_stay_out_whatever_else_is_said_of_them(config: Config, go: Go, engine: sa.Engine, tmp_path: Path) -> None:
    """Another date of inputs without one makes another document of the same text; a corrected text is another article."""
    path = tmp_path / "inbox" / "b.jsonl"
    path.write_text('{"id": "x", "text": "売上高は7億円だった。"}\n{"id": "y", "text": "毒"}\n')
    go()
    overview.withdraw(engine, config, ["x"])
    overview.drop(engine, config, [row["id"] for row in overview.quarantined(engine, config)])
    done = go(published=date(2026, 1, 2))
    assert (done.documents["new"], done.documents["quarantined"]) == (0, 0)
    path.write_text('{"id": "x", "title": "another", "text": "売上高は7億円だった。"}\n')
    assert go().documents["new"] == 0
    path.write_text('{"id": "x", "text": "訂正。売上高は8億円だった。"}\n')
    assert go().documents["new"] == 1
    assert [int(row["value"]) // 10**8 for row in table(config, "facts") if row["article_id"] == "x"] == [8]


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
        overview.backup(opening.connect(config.store), config, tmp_path / "copy.sqlite")
    assert not (tmp_path / "copy.sqlite").exists()
