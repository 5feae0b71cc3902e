"""Many generated articles through `mokuromi extract`: wall time, CPU time and peak memory, which must not grow with their number.

python bench/scale.py [ARTICLES …] [--jobs N …] [--ner]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from generate import LANGS, Writer  # noqa: E402


def fill(path: Path, articles: int) -> int:
    """JSON lines of so many articles, none twice; the number of characters."""
    writers = [Writer(lang, 11) for lang in LANGS]
    rng, total = random.Random(3), 0
    with path.open("w", encoding="utf-8") as file:
        for number in range(articles):
            writer = rng.choice(writers)
            text = writer.article()
            total += len(text)
            row = {"id": str(number), "lang": writer.lang, "published": "2026-03-31", "text": text}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return total


def memory(pid: int) -> dict[int, int]:
    """Kilobytes that each process of a tree has of its own, by its id: what they share is counted in parts (PSS)."""
    out, todo = {}, [pid]
    while todo:
        one = todo.pop()
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
            out[one] = next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
            for task in Path(f"/proc/{one}/task").iterdir():  # each lists the processes that it started itself
                todo += map(int, (task / "children").read_text().split())
        except (OSError, StopIteration):
            continue
    return out


def run(source: Path, out: Path, jobs: int, ner: bool) -> tuple[float, float, int, int]:
    """Wall and CPU seconds, and the peak megabytes of the main process and of all together."""
    command = [sys.executable, "-m", "mokuromi.job.cli", "extract", str(source), "--out", str(out), "--format", "parquet"]
    command += ["--jobs", str(jobs), *([] if ner else ["--no-ner"])]
    before, begun = os.times(), time.perf_counter()
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    main = together = 0
    ended = threading.Event()

    def watch() -> None:
        nonlocal main, together
        while not ended.wait(0.5):
            found = memory(process.pid)
            main, together = max(main, found.get(process.pid, 0)), max(together, sum(found.values()))

    watcher = threading.Thread(target=watch)
    watcher.start()
    process.wait()
    ended.set()
    watcher.join()
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - begun, cpu, main >> 10, together >> 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="*", type=int, default=[1000, 10_000])
    parser.add_argument("--jobs", type=int, action="append")
    parser.add_argument("--ner", action="store_true", help="with the name recognizer")
    given = parser.parse_args()
    print("| articles | characters | jobs | wall s | CPU s | characters / wall s | MB, main | MB, all |\n|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for articles in given.articles:
            source = Path(folder) / f"{articles}.jsonl"
            size = fill(source, articles)
            for jobs in given.jobs or [1, 2]:
                wall, cpu, main_mb, all_mb = run(source, Path(folder) / "out", jobs, given.ner)
                row = (articles, f"{size:,}", jobs, f"{wall:.1f}", f"{cpu:.1f}", f"{size / wall:,.0f}", main_mb, all_mb)
                print("|", " | ".join(map(str, row)), "|", flush=True)


if __name__ == "__main__":
    main()
