"""Many generated articles through `mokuromi extract`, or a long one through an engine: wall time, CPU time and peak memory.

python bench/scale.py [ARTICLES …] [--jobs N …] [--ner] [--short]
python bench/scale.py --one MEGABYTES … [--lang LANG] [--ner]

Time must grow with the characters and nothing else, memory not with the number of articles. "busiest" is the CPU time of the
process that took most: the CPU time of one job over that is how many times faster several jobs are where each has a core, which wall
time cannot tell of a machine that does other work.
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
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from generate import LANGS, Writer  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")
HEADS = ("articles", "characters", "jobs", "wall s", "CPU s", "busiest CPU s", "characters / CPU s", "MB, main", "MB, all")


def fill(path: Path, articles: int, short: bool) -> int:
    """JSON lines of so many articles, none twice, of a paragraph where they are `short`; the number of characters."""
    writers = [Writer(lang, 11) for lang in LANGS]
    rng, total, number = random.Random(3), 0, 0
    with path.open("w", encoding="utf-8") as file:
        while number < articles:
            writer = rng.choice(writers)
            text = writer.article()
            for part in text.splitlines() if short else [text]:
                if number < articles:
                    total += len(part)
                    _write(file, number, writer.lang, part)
                    number += 1
    return total


def fill_one(path: Path, lang: str, size: int) -> int:
    """JSON lines of one article of so many bytes."""
    writer, parts, held = Writer(lang, 11), [], 0
    while held < size:
        parts.append(writer.article())
        held += len(parts[-1].encode())
    text = "\n".join(parts)
    with path.open("w", encoding="utf-8") as file:
        _write(file, 0, lang, text)
    return len(text)


def _write(file: object, number: int, lang: str, text: str) -> None:
    print(json.dumps({"id": str(number), "lang": lang, "published": "2026-03-31", "text": text}, ensure_ascii=False), file=file)


@dataclass
class Seen:
    """What was seen of the processes of a run, by their ids."""

    kilobytes: dict[int, int] = field(default_factory=dict)
    """What each has of its own now: what they share is counted in parts (PSS)."""
    seconds: dict[int, float] = field(default_factory=dict)
    """The CPU time of each, as last seen: some end without being waited for."""
    main: int = 0
    together: int = 0

    def look(self, pid: int) -> None:
        self.kilobytes, todo = {}, [pid]
        while todo:
            one = todo.pop()
            try:
                lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
                self.kilobytes[one] = next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
                times = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
                self.seconds[one] = (int(times[11]) + int(times[12])) / TICKS
                for task in Path(f"/proc/{one}/task").iterdir():  # each lists the processes that it started itself
                    todo += map(int, (task / "children").read_text().split())
            except (OSError, StopIteration):
                continue
        self.main = max(self.main, self.kilobytes.get(pid, 0))
        self.together = max(self.together, sum(self.kilobytes.values()))


_ONE = """
import json, sys
from mokuromi import Article, Engine
row = json.loads(open(sys.argv[1], encoding="utf-8").read())
records, facts = Engine(ner=sys.argv[2] == "True").extract(Article(row["id"], row["text"], row["lang"]))
"""
"""The command line refuses texts of more than two million characters, so that a long one is given to an engine."""


def run_one(source: Path, ner: bool) -> tuple[float, Seen]:
    return run([sys.executable, "-c", _ONE, str(source), str(ner)])


def run_many(source: Path, out: Path, jobs: int, ner: bool) -> tuple[float, Seen]:
    command = [sys.executable, "-m", "mokuromi.job.cli", "extract", str(source), "--out", str(out), "--format", "parquet"]
    return run([*command, "--jobs", str(jobs), "--seconds", "600", *([] if ner else ["--no-ner"])])


def run(command: list[str]) -> tuple[float, Seen]:
    """Wall seconds, and what was seen of the processes."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    seen, ended = Seen(), threading.Event()

    def watch() -> None:
        while not ended.wait(0.25):
            seen.look(process.pid)

    watcher = threading.Thread(target=watch)
    watcher.start()
    _, told = process.communicate()
    ended.set()
    watcher.join()
    if process.returncode:
        sys.exit(f"{command[1]} {command[2]} ended with {process.returncode}: {told[-500:]}")
    return time.perf_counter() - begun, seen


def show(articles: int, size: int, jobs: int, done: tuple[float, Seen]) -> None:
    wall, seen = done
    cpu, busiest = sum(seen.seconds.values()), max(seen.seconds.values(), default=0.0)
    row = (f"{articles:,}", f"{size:,}", jobs, f"{wall:.1f}", f"{cpu:.1f}", f"{busiest:.1f}", f"{size / cpu:,.0f}")
    print("|", " | ".join(map(str, (*row, seen.main >> 10, seen.together >> 10))), "|", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", nargs="*", type=int, default=[1000, 10_000])
    parser.add_argument("--one", nargs="+", type=float, metavar="MEGABYTES", help="one article of so many megabytes instead")
    parser.add_argument("--lang", choices=LANGS, default="ja", help="of the one article")
    parser.add_argument("--short", action="store_true", help="articles of one paragraph")
    parser.add_argument("--jobs", type=int, action="append")
    parser.add_argument("--ner", action="store_true", help="with the name recognizer")
    given = parser.parse_args()
    print("|", " | ".join(HEADS), "|\n|" + "---|" * len(HEADS))
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "articles.jsonl", Path(folder) / "out"
        for megabytes in given.one or ():
            size = fill_one(source, given.lang, round(megabytes * 1e6))
            show(1, size, 1, run_one(source, given.ner))
        for articles in () if given.one else given.articles:
            size = fill(source, articles, given.short)
            for jobs in given.jobs or [1, 2]:
                show(articles, size, jobs, run_many(source, out, jobs, given.ner))


if __name__ == "__main__":
    main()
