import errno
import gzip
import os
import resource
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from mokuromi.corpus.read import articles
from mokuromi.errors import ConfigError
from mokuromi.extract.worker import Worker
from mokuromi.job.nightly import opening, store
from mokuromi.job.nightly import run as nightly
from mokuromi.job.nightly.config import Config

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "job"))

import fake_extraction  # noqa: E402


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "known.csv").write_text("company,metric,period,value,unit,source\n")
    for n in range(5):
        (tmp_path / "inbox" / f"{n}.txt").write_text(f"第{n}報。売上高は{n}億円だった。", encoding="utf-8")
    return Config((f"{tmp_path}/inbox",), tmp_path / "out", f"sqlite:///{tmp_path}/store.sqlite", tmp_path / "quarantine")


def run(config: Config) -> nightly.Summary:
    return nightly.run(config, factory=fake_extraction.build, version="v1")


def test_two_runs_at_once(config: Config, tmp_path: Path) -> None:
    engine = opening.connect(config.store)
    with store.lock(engine), pytest.raises(store.LockedError, match="another run holds"):
        run(config)
    engine.dispose()
    assert run(config).documents["extracted"] == 5


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_disk_full_while_publishing(config: Config, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(f"mokuromi.corpus.write.os.{step}", full)
    with pytest.raises(OSError, match="No space left"):
        run(config)
    monkeypatch.undo()
    assert not (config.out / "manifest.json").exists() and not list(config.out.glob(".*"))
    done = run(config)
    assert (done.documents["extracted"], done.published) == (0, True)


@pytest.mark.parametrize("quota", [20_000, 200_000])
def test_a_quota(config: Config, tmp_path: Path, quota: int) -> None:
    """A real limit of the system on the size of files: the database, or what is published, cannot be written."""
    with (tmp_path / "inbox" / "large.txt").open("w", encoding="utf-8") as file:
        file.writelines(f"{n}番目の売上高は{n * 7919 % 10007}億円だった。\n" for n in range(2000))
    command = [sys.executable, str(HERE / "driver.py"), str(tmp_path / "inbox"), str(tmp_path), "v1"]
    limited = subprocess.run(
        command, capture_output=True, text=True, check=False, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (quota, quota))
    )
    assert limited.returncode in (2, 3), limited
    assert "Traceback" not in limited.stderr
    assert not (config.out / "manifest.json").exists()
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    assert (config.out / "manifest.json").exists()


def test_a_folder_that_cannot_be_written(config: Config) -> None:
    nowhere = Path("/proc/mokuromi")
    if not nowhere.parent.is_dir():
        pytest.skip("needs a file system that refuses writing; /proc is one")
    with pytest.raises(OSError):
        run(replace(config, out=nowhere))
    assert run(config).published


def test_reasons_that_cannot_be_written_do_not_stop_the_run(config: Config, tmp_path: Path) -> None:
    (tmp_path / "inbox" / "bad.txt").write_bytes(b"\0")
    (tmp_path / "file").touch()
    done = run(replace(config, quarantine=tmp_path / "file" / "quarantine"))
    assert (done.documents["quarantined"], done.documents["extracted"]) == (1, 5)


def test_a_store_that_another_program_holds(config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "BUSY_SECONDS", 0.2)
    run(config)
    (tmp_path / "inbox" / "new.txt").write_text("売上高は9億円", encoding="utf-8")
    other = sqlite3.connect(tmp_path / "store.sqlite", isolation_level=None)
    other.execute("begin exclusive")
    with pytest.raises(store.LockedError, match="is locked by another program"):
        run(config)
    other.execute("rollback")
    other.close()
    assert run(config).documents["extracted"] == 1


def test_a_damaged_store(config: Config, tmp_path: Path) -> None:
    run(config)
    path = tmp_path / "store.sqlite"
    for more in tmp_path.glob("store.sqlite-*"):
        more.unlink()
    data = bytearray(path.read_bytes())
    data[4096:] = os.urandom(len(data) - 4096)
    path.write_bytes(data)
    with pytest.raises(ConfigError, match="is damaged .*; restore a backup, or move it away"):
        run(config)
    path.unlink()
    assert run(config).documents["extracted"] == 5


@pytest.mark.parametrize("what", ["changes", "vanishes"])
def test_a_file_that_moves_while_it_is_read(config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    path, real = tmp_path / "inbox" / "2.txt", Worker.read

    def disturbed(self: Worker, found: Any, *more: Any) -> Iterator[Any]:
        yield from real(self, found, *more)
        if found.path == path:
            path.unlink() if what == "vanishes" else path.write_text("第2報。売上高は77億円だった。", encoding="utf-8")

    monkeypatch.setattr(Worker, "read", disturbed)
    first = run(config)
    assert (first.documents["extracted"], first.files["missing"]) == (4, 1)
    monkeypatch.undo()
    assert run(config).documents["extracted"] == (1 if what == "changes" else 0)


def test_a_file_that_vanishes_before_it_is_read(config: Config, tmp_path: Path) -> None:
    (tmp_path / "inbox" / "gone.txt").symlink_to(tmp_path / "nothing")
    done = run(config)
    assert (done.documents["extracted"], done.files["missing"], done.documents["quarantined"]) == (5, 1, 0)


def bomb(path: Path, size: int) -> Path:
    """`size` zeros, packed without holding them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    with path.open("wb") as file:
        for _ in range(size >> 20):
            file.write(packer.compress(b" " * (1 << 20)))
        file.write(packer.flush())
    return path


@pytest.mark.parametrize("name", ["bomb.txt.gz", "bomb.html.gz", "bomb.jsonl.gz"])
def test_a_gzip_bomb(tmp_path: Path, name: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    errors: list[str] = []
    assert list(articles([bomb(tmp_path / name, 256 << 20)], on_error=lambda e: errors.append(str(e)))) == []
    assert len(errors) == 1 and "longer than 33554432 bytes" in errors[0]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


def test_a_text_of_a_gigabyte(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(1 << 30)
    errors: list[str] = []
    assert list(articles([path], on_error=lambda e: errors.append(str(e)))) == []
    assert "longer than 33554432 bytes" in errors[0]


def test_a_gzip_file_in_a_gzip_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(gzip.compress(b"text")))
    errors: list[str] = []
    assert list(articles([path], on_error=lambda e: errors.append(str(e)))) == []
    assert "is gzip data" in errors[0]


def test_five_first_runs_at_once(config: Config, tmp_path: Path, store_url: str) -> None:
    """Of several first runs one makes the tables; the others wait for another time."""
    command = [sys.executable, str(HERE / "driver.py"), str(tmp_path / "inbox"), str(tmp_path), "v1"]
    environment = {**os.environ, "MOKUROMI_DRIVER_STORE": store_url}
    for _ in range(int(os.environ.get("MOKUROMI_RACES", "1"))):
        processes = [subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) for _ in range(5)]
        said = [process.communicate(timeout=120)[1] for process in processes]
        codes = sorted(process.returncode for process in processes)
        assert codes[0] == 0 and set(codes) <= {0, 75}, (codes, said)
        engine = opening.connect(store_url)
        with engine.connect() as connection:
            assert connection.scalar(sa.select(sa.func.count()).select_from(store.fact)) == 5
            assert set(connection.scalars(sa.select(store.run.c.status))) == {"finished"}
        store.METADATA.drop_all(engine)
        engine.dispose()


@pytest.mark.parametrize("lost", ["the connection of the lock", "every connection"])
def test_a_database_that_ends_its_connections(
    config: Config, postgres: str, store_url: str, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    """A restart of the server in mid-run: the run ends at once, with nothing committed after it, and the next one goes on."""
    if store_url.startswith("sqlite"):
        pytest.skip("SQLite has no server")
    config = replace(config, store=store_url)
    whole, calls = nightly.Extracting._commit, []

    def disturbed(self: Any, *arguments: Any) -> None:
        calls.append(1)
        which = "pid in (select pid from pg_locks where locktype = 'advisory')" if "lock" in lost else "pid != pg_backend_pid()"
        engine = sa.create_engine(store_url)
        with engine.connect() as connection:
            connection.execute(
                sa.text(f"select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and {which}")
            )
        engine.dispose()
        whole(self, *arguments)

    monkeypatch.setattr(nightly.Extracting, "_commit", disturbed)
    with pytest.raises(store.OutageError, match="is out of reach"):
        run(config)
    monkeypatch.undo()
    assert len(calls) == 1
    done = run(config)
    assert (done.documents["extracted"], done.facts) == (5, 5)


@pytest.mark.parametrize(
    ("state", "text", "passing"),
    [
        ("57P01", "terminating connection due to administrator command", True),
        ("53300", "sorry, too many clients already", True),
        ("", "connection failed: Connection refused", True),
        ("", 'connection failed: FATAL:  database "x" does not exist', False),
        ("28P01", "password authentication failed", False),
        ("53100", "could not extend file: No space left on device", False),
    ],
)
def test_outages_pass_and_errors_of_the_configuration_stay(state: str, text: str, passing: bool) -> None:
    original = Exception(text)
    original.sqlstate = state  # type: ignore[attr-defined]
    with pytest.raises(store.OutageError if passing else ConfigError), store.declared("postgresql://h/d"):
        raise sa.exc.OperationalError("select 1", {}, original)
