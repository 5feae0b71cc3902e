"""A generated batch through the nightly job, then again as a no-op: wall time and memory of the run and its workers.

python bench/nightly.py [ARTICLES] [--jobs N] [--ner]
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from generate import LANGS, Writer

from mokuromi.job.nightly import run as nightly
from mokuromi.job.nightly.config import Config, RulesSection


def fill(inbox: Path, articles: int) -> int:
    """One file an article, ten folders; the number of characters."""
    writers = [Writer(lang, 11) for lang in LANGS]
    rng, total = random.Random(3), 0
    for number in range(articles):
        folder = inbox / f"{number % 10}"
        folder.mkdir(parents=True, exist_ok=True)
        text = rng.choice(writers).article()
        total += len(text)
        (folder / f"{number:06}.txt").write_text(text, encoding="utf-8")
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", nargs="?", type=int, default=10_000)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--ner", action="store_true", help="with the name recognizer")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        characters = fill(home / "inbox", options.articles)
        config = Config((str(home / "inbox"),), home / "out", f"sqlite:///{home}/store.sqlite", home / "quarantine",
                        jobs=options.jobs, rules=RulesSection(ner=options.ner))  # fmt: skip
        print(f"{options.articles} articles, {characters / 1e6:.1f} million characters")
        print("| run | seconds | extracted | records | facts | repeats | quarantined | published | MB, main | MB, workers |")
        print("|---|---|---|---|---|---|---|---|---|---|")
        for name in ("first", "again"):
            begun = time.perf_counter()
            done = nightly.run(config)
            seconds = time.perf_counter() - begun
            main_mb, worker_mb = (resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
            row = (name, f"{seconds:.1f}", done.documents["extracted"], done.records, done.facts, done.documents["repeats"],
                   done.documents["quarantined"], done.published, main_mb, worker_mb)  # fmt: skip
            print("|", " | ".join(map(str, row)), "|", flush=True)


if __name__ == "__main__":
    main()
