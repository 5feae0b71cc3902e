"""Inputs that would stop, hang or hide: the run comes to its end every night, and says what it could not use."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import fake_extraction
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa

from mokuromi.corpus.stream import Limits
from mokuromi.job.nightly import opening, overview, store
from mokuromi.job.nightly import run as nightly
from mokuromi.job.nightly.config import Config
from mokuromi.job.nightly.run import Summary

on_sqlite = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
Run = Callable[..., Summary]


@pytest.fixture
def config(tmp_path: Path, store_url: str) -> Config:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "good.txt").write_text("売上高は3億円", encoding="utf-8")
    return Config((f"{tmp_path}/inbox",), tmp_path / "out", store_url, tmp_path / "quarantine", limits=Limits(seconds=30, memory=600 << 20))


@pytest.fixture
def run(config: Config) -> Run:
    def go(**changes: Any) -> Summary:
        return nightly.run(replace(config, **changes), factory=fake_extraction.build, version="v1")

    return go


def reasons(config: Config) -> list[str]:
    return sorted(json.loads(p.read_text())["reason"] for p in config.quarantine.iterdir()) if config.quarantine.is_dir() else []


def parquet(path: Path, **columns: Any) -> None:
    pq.write_table(pa.table(columns), path, compression="zstd")


@on_sqlite
def test_pipes_devices_and_links_in_a_circle(config: Config, run: Run, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    os.mkfifo(inbox / "pipe.txt")
    (inbox / "link.txt").symlink_to(inbox / "pipe.txt")
    (inbox / "device.txt").symlink_to("/dev/zero")
    (inbox / "self.txt").symlink_to(inbox / "self.txt")
    for name in ("a", "b", "c"):
        (inbox / name).mkdir()
        for other in ("a", "b", "c"):
            (inbox / name / other).symlink_to(inbox / other)
    (inbox / "a" / "x.txt").write_text("売上高は4億円", encoding="utf-8")
    done = run(inbox=(f"{inbox}", f"{inbox}/**/*.txt"))
    assert (done.documents["extracted"], done.files["failed"]) == (2, 8)


def unreadable(folder: Path) -> dict[str, str]:
    """Inputs each of which ended every following run; what is said of each."""
    (folder / "header.csv").write_bytes("id,本文".encode() + b"\x81\n" + "1,売上高\n".encode())
    parquet(folder / "nul.parquet", **{"a\0b": [1]})
    parquet(folder / "bomb.parquet", text=["あ" * (100 << 20)])
    (folder / "feed.xml").write_bytes(
        '<?xml version="1.0" encoding="UTF-8"?><rss><channel><item><title>決算</title><description>売上高は1億円'.encode()
        + b"\xff\xfe\xfd"
        + "だった。</description></item></channel></rss>".encode()
    )
    return {
        "bomb.parquet": "has rows of more than 33554432 bytes",
        "feed.xml": "in no encoding known here",
        "header.csv": "has no column text",
        "nul.parquet": "has no column text",
    }


def test_whatever_it_is_it_is_quarantined_and_the_run_completes(config: Config, run: Run, tmp_path: Path) -> None:
    expected = unreadable(tmp_path / "inbox")
    done = run()
    assert (done.documents["extracted"], done.documents["quarantined"]) == (1, 4)
    assert [part in reason and name in reason for reason, (name, part) in zip(reasons(config), expected.items(), strict=True)] == [
        True
    ] * 4, reasons(config)
    again = run()
    assert (again.trouble, again.files["unchanged"]) == (False, 5)


def test_long_ids_and_paths(config: Config, run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    rng = os.urandom(3000).hex()
    (folder / "a.jsonl").write_text(json.dumps({"id": rng, "text": "売上高は4億円"}), encoding="utf-8")
    for part in range(12):
        folder /= f"{part}{rng[part * 200 : part * 200 + 240]}"
    folder.mkdir(parents=True)
    (folder / "b.txt").write_text("売上高は5億円", encoding="utf-8")
    assert run().documents["extracted"] == 3
    assert run().files["unchanged"] == 3
    rows = {r["article_id"]: r for r in pq.read_table(config.out / "documents.parquet").to_pylist()}
    assert rng in rows and any(r["source"].endswith("/b.txt") for r in rows.values())


def test_what_the_store_cannot_hold_costs_no_other(config: Config, run: Run, tmp_path: Path) -> None:
    (tmp_path / "inbox" / "large.txt").write_text("売上高は1億円。巨", encoding="utf-8")
    done = run()
    assert (done.documents["extracted"], done.documents["quarantined"]) == (1, 1)
    assert "the store cannot hold what was found" in reasons(config)[0]


@on_sqlite
def test_dates_beyond_the_calendar_and_lines_of_an_old_mac(config: Config, run: Run, tmp_path: Path) -> None:
    days = pa.array([0, 10**7], pa.int32()).cast(pa.date32())
    parquet(tmp_path / "inbox" / "dates.parquet", id=["x", "y"], text=["売上高は5億円", "売上高は6億円"], published=days)
    (tmp_path / "inbox" / "mac.csv").write_bytes("id,text\rm1,売上高は7億円\rm2,売上高は8億円\r".encode())
    done = run()
    assert (done.documents["extracted"], done.documents["quarantined"]) == (4, 1)
    assert "dates.parquet:2: holds a value that cannot be read" in reasons(config)[0]
    found = {r["article_id"]: r["published"] for r in pq.read_table(config.out / "documents.parquet").to_pylist()}
    assert found == {"good": None, "x": date(1970, 1, 1), "m1": None, "m2": None}


@on_sqlite
def test_an_inbox_that_is_not_there(config: Config, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = str(tmp_path / "gone")
    for inbox in (gone, f"{gone}/*.txt", f"{gone}/**/*.txt"):
        done = run(inbox=(config.inbox[0], inbox))
        assert len(done.inbox) == 1 and gone in done.inbox[0] and done.trouble, inbox
    (tmp_path / "empty").mkdir()
    quiet = run(inbox=(str(tmp_path / "empty"), f"{tmp_path}/inbox/*.jsonl"))
    assert not quiet.trouble
    monkeypatch.setattr("os.path.ismount", lambda path: str(path) == config.inbox[0])
    assert not run().trouble
    monkeypatch.undo()
    assert run().inbox == [f"{config.inbox[0]}: was a mount point and is none now; mount it"]


@on_sqlite
@pytest.mark.parametrize("inbox", ["{}", "{}/*", "{}/**/*.txt"])
def test_a_folder_that_cannot_be_listed(config: Config, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inbox: str) -> None:
    shut = tmp_path / "inbox" / "shut"
    shut.mkdir()
    real = os.scandir

    def scandir(path: Any = ".") -> Any:
        if os.fspath(path) == str(shut):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr("os.scandir", scandir)
    done = run(inbox=(inbox.format(tmp_path / "inbox"),))
    assert [trouble.startswith(f"{shut}: cannot be listed: Permission denied") for trouble in done.inbox] == [True]
    assert done.documents["extracted"] == 1


def killed_before_it_told(config: Config) -> None:
    """The store as a run leaves it that was killed after it had quarantined something."""
    engine = opening.connect(config.store)
    with engine.begin() as connection:
        connection.execute(sa.update(store.document).values(reported=None))
        connection.execute(sa.update(store.run).values(status="running", summary=None))
        store.put(connection, "known_errors", "2")
    engine.dispose()


@on_sqlite
def test_the_next_run_tells_what_a_killed_one_could_not(config: Config, run: Run, tmp_path: Path) -> None:
    (tmp_path / "inbox" / "bad.txt").write_bytes(b"\0")
    (tmp_path / "inbox" / "poison.txt").write_text("毒", encoding="utf-8")
    run()
    killed_before_it_told(config)
    done = run()
    assert (done.documents["quarantined"], done.known_errors, done.trouble) == (2, 2, True)
    assert not run().trouble


@on_sqlite
def test_reason_files_follow_the_list(config: Config, run: Run, tmp_path: Path) -> None:
    bad, rows = tmp_path / "inbox" / "bad.txt", tmp_path / "inbox" / "rows.jsonl"
    bad.write_bytes(b"\0")
    rows.write_text("no JSON\n")
    (tmp_path / "file").touch()
    run(quarantine=tmp_path / "file" / "quarantine")
    (config.quarantine).mkdir()
    (config.quarantine / "notes.json").write_text('{"reason": "mine"}')
    assert not run().trouble
    assert len(reasons(config)) == 3
    rows.write_text('{"text": "売上高は9億円"}\n')
    run()
    assert [reason.partition(": ")[0] for reason in reasons(config)] == [str(bad), "mine"]
    bad.unlink()
    run(inbox=(config.inbox[0], str(tmp_path / "gone")))  # what cannot be seen is not gone
    assert len(reasons(config)) == 2
    run()
    assert reasons(config) == ["mine"]
    engine = opening.connect(config.store)
    assert overview.quarantined(engine, config) == []
    engine.dispose()
