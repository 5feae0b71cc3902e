"""kill -9 at random instants, publishing included, then one run to the end: the store and the files are those of an
undisturbed run. MOKUROMI_KILLS sets the number of kills (50 in `MOKUROMI_KILLS=50 pytest tests/faults/test_kill.py -k sqlite`)."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from mokuromi.job.nightly import opening, store

KILLS = int(os.environ.get("MOKUROMI_KILLS", "3"))
ARTICLES = int(os.environ.get("MOKUROMI_KILL_ARTICLES", "200" if KILLS >= 50 else "60"))
DRIVER = Path(__file__).with_name("driver.py")


def start(inbox: Path, home: Path, url: str, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(DRIVER), str(inbox), str(home), *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "MOKUROMI_DRIVER_STORE": url},
    )


def fill(inbox: Path) -> None:
    rng = random.Random(5)
    inbox.mkdir()
    for n in range(ARTICLES // 2):
        filler = "".join(chr(rng.randrange(0x4E00, 0x9000)) for _ in range(60))
        (inbox / f"{n:03}.txt").write_text(f"第{n}報。売上高は{n}億円だった。{filler}", encoding="utf-8")
    with (inbox / "zz.jsonl").open("w", encoding="utf-8") as file:
        for n in range(ARTICLES - ARTICLES // 2):
            filler = "".join(chr(rng.randrange(0x4E00, 0x9000)) for _ in range(60))
            file.write(json.dumps({"id": f"j{n}", "text": f"営業利益は{n}億円となった。{filler}", "published": "2026-01-05"}) + "\n")
        file.write("no JSON\n")
    (inbox / "poison.txt").write_text("毒", encoding="utf-8")
    rows = "".join(f"acme,revenue,2025,{n}00000000,JPY,s{n}\n" for n in range(1))
    (inbox.parent / "known.csv").write_text(f"company,metric,period,value,unit,source\n{rows}")


def contents(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the store, documents named by their keys."""
    engine = opening.connect(url)
    out: dict[str, list[tuple[object, ...]]] = {}
    document = store.document
    keep = [c for c in document.c if c.name not in ("seq", "run", "attempts", "duplicate_of", "reported")]
    with engine.connect() as connection:
        out["document"] = [tuple(r) for r in connection.execute(sa.select(*keep).order_by(document.c.seq))]
        for table in (store.record, store.fact, store.reconciliation, store.band):
            columns = [c for c in table.c if c.name not in ("document", "since")]
            joined = (
                sa.select(document.c.key, *columns).join(table, table.c.document == document.c.seq).order_by(document.c.key, *columns[:1])
            )
            out[table.name] = [tuple(r) for r in connection.execute(joined)]
            assert len(out[table.name]) == connection.scalar(sa.select(sa.func.count()).select_from(table)), (
                f"{table.name}: rows of no document"
            )
        held = [store.known.c[c] for c in (*store.KNOWN_COLUMNS, "hash", "until")]
        out["known"] = [tuple(r) for r in connection.execute(sa.select(*held))]
        out["file"] = [tuple(r) for r in connection.execute(sa.select(store.file).order_by(store.file.c.path))]
    engine.dispose()
    return out


def files(home: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in (home / "out").iterdir() if p.name not in ("summary.json", "report.json", "report.html")}


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs POSIX signals")
def test_kill_at_any_instant_loses_and_doubles_nothing(tmp_path: Path, store_url: str) -> None:
    quiet = f"sqlite:///{tmp_path}/calm.sqlite"
    rng = random.Random(int(os.environ.get("MOKUROMI_SEED", "1")))
    inbox, calm, wild = tmp_path / "inbox", tmp_path / "calm", tmp_path / "wild"
    fill(inbox)
    begun = time.monotonic()
    process = start(inbox, calm, quiet, "v1", "slow")
    assert process.wait(300) == 0, process.communicate()
    span = time.monotonic() - begun
    hit = {"work": 0, "publishing": 0, "late": 0}
    reach = {False: 0.8 * span, True: 0.4}
    for number in range(10 * KILLS):
        if hit["work"] + hit["publishing"] == KILLS:
            break
        publishing = number % 3 == 2
        if publishing:
            (wild / "out" / "manifest.json").unlink(missing_ok=True)
        # other rules each time: there is always work to interrupt
        process = start(inbox, wild, store_url, f"v{number - publishing}", "slow")
        if publishing:
            assert process.stdout is not None
            process.stdout.readline()
        waited = rng.uniform(0 if publishing else 0.25 * reach[False], reach[publishing])
        time.sleep(waited)
        if late := process.poll() is not None:
            # the run was faster than that
            reach[publishing] = 0.9 * waited
        hit["late" if late else "publishing" if publishing else "work"] += 1
        if not late:
            # the run alone, or with its workers
            process.kill() if rng.random() < 0.5 else os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    print(f"{KILLS} kills: {hit}")
    assert hit["work"] + hit["publishing"] == KILLS, hit
    process = start(inbox, wild, store_url, "v1")
    assert process.wait(300) == 0, process.communicate()
    assert contents(store_url) == contents(quiet)
    assert files(wild) == files(calm)
