"""Small files that unpack to gigabytes: what reads them is bounded, and the night goes on."""

import json
import os
import subprocess
import sys
import zlib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sound_files

JOB = Path(__file__).parents[1] / "job"
MEMORY = 600 << 20
NIGHT = f"""
import json, resource, sys
import fake_extraction
from pathlib import Path
from mokuromi.corpus.stream import Limits
from mokuromi.job.nightly import run
from mokuromi.job.nightly.config import Config

home = Path(sys.argv[1])
limits = Limits(seconds=120, memory={MEMORY})
config = Config((str(home / "inbox"),), home / "out", f"sqlite:///{{home}}/s.sqlite", home / "quarantine", attempts=2, limits=limits)
done = run.run(config, factory=fake_extraction.build, version="v1")
print(json.dumps([done.documents, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss << 10]))
"""


def spaces(size: int) -> bytes:
    """A zlib stream of so many MiB of spaces, without packing them: one packed MiB again and again."""
    packer, part = zlib.compressobj(9), b" " * (1 << 20)
    head = packer.flush(zlib.Z_FULL_FLUSH)
    one = packer.compress(part) + packer.flush(zlib.Z_FULL_FLUSH)
    check = 1
    for _ in range(size):
        check = zlib.adler32(part, check)
    return head + one * size + b"\x03\x00" + check.to_bytes(4, "big")


def pdf(path: Path) -> None:
    """A page of 1 GiB of spaces, packed twice; without a limit its reader takes 2 GB."""
    path.write_bytes(sound_files.pdf_of(zlib.compress(spaces(1024), 9), b"[/FlateDecode/FlateDecode]"))


def parquet(path: Path) -> None:
    """60 rows that share one text of 30 MB, which stands in the file once; 16 rows at a time take 1.5 GB."""
    shared = pa.DictionaryArray.from_arrays(pa.array([0] * 60, pa.int32()), pa.array(["あ" * (10 << 20)]))
    pq.write_table(pa.table({"text": shared}), path, compression="zstd", store_schema=False)


@pytest.mark.parametrize("make", [pdf, parquet])
def test_a_bomb_costs_itself_alone(tmp_path: Path, make: object) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name in ("a", "z"):
        (inbox / f"{name}.txt").write_text(f"{name}社の売上高は3億円", encoding="utf-8")
    path = inbox / f"m.{make.__name__}"  # type: ignore[attr-defined]
    make(path)  # type: ignore[operator]
    assert path.stat().st_size < 4096
    paths = os.pathsep.join((str(JOB), os.environ.get("PYTHONPATH", "")))
    done = subprocess.run([sys.executable, "-c", NIGHT, str(tmp_path)], capture_output=True, text=True, check=False,
                          env={**os.environ, "PYTHONPATH": paths})  # fmt: skip
    assert done.returncode == 0, done.stderr
    documents, most = json.loads(done.stdout.splitlines()[-1])
    assert documents["extracted"] == 2 and documents["quarantined"] >= 1
    # beside its data a process has its code and what it maps
    assert most < MEMORY + (300 << 20)
    reasons = [json.loads(p.read_text(encoding="utf-8"))["reason"] for p in (tmp_path / "quarantine").iterdir()]
    assert all("m." in reason for reason in reasons) and any("memory" in reason or "ended by signal" in reason for reason in reasons), reasons[:2]
