"""CPU time on one core, as a table: tokenizers, the steps of the pipeline and other extractors on the same text in the same run.

    python bench/speed.py [--characters 300000] [--repeat 3] [--lang ja …] [--text generated …] [--peers PYTHON] [--json FILE]
    python bench/speed.py --instructions [--characters 20000] …      instructions in place of seconds, where the clock is noisy

Texts are generated news and, where the repository's corpus/gold is, the labelled articles; no article stands twice. Every row is
timed with time.process_time, interleaved with the others, and the best of the repeats counts. PYTHON is an interpreter that
has other extractors (see README.md). Works with any installed mokuromi.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import generate  # noqa: E402

MARKS = {"records": 1.2, "records and facts": 2.0, "with the recognizer": 12.0}
"""So many times the CPU time of bare fugashi a row may take on the generated Japanese text."""
GOLD = HERE.parent / "corpus" / "gold"
PUBLISHED = date(2026, 3, 31)
BATCH = 16
Job = Callable[[], int]


def fugashi_bare(texts: list[str]) -> Job:
    import fugashi
    import unidic_lite

    tagger = fugashi.Tagger(f'-r "{unidic_lite.DICDIR}/mecabrc" -d "{unidic_lite.DICDIR}"')
    # The words and nothing else, line by line: one call on a whole article is slower, and so is reading the features.
    return lambda: sum(len([word.surface for word in tagger(line)]) for text in texts for line in text.splitlines())


def rjieba_bare(texts: list[str]) -> Job:
    import rjieba

    return lambda: sum(len(rjieba.cut(line)) for text in texts for line in text.splitlines())


def articles(lang: str, kind: str, characters: int) -> list[Any]:
    """Generated articles of so many characters, or all that are labelled."""
    from mokuromi.corpus.article import Article
    from mokuromi.corpus.labelled import read_labelled

    if kind == "generated":
        return [Article(str(n), text, lang, PUBLISHED) for n, text in enumerate(generate.articles(lang, characters))]
    return [one.article for part in ("train", "check") for one in read_labelled(GOLD / part) if one.article.lang == lang]


def records(given: list[Any]) -> Job:
    from mokuromi.extract.pipeline import Engine
    from mokuromi.extract.text.document import Document

    engine = Engine(ner=False)
    return lambda: sum(len(engine.records(Document(article))) for article in given)


def whole(given: list[Any], ner: bool) -> Job:
    """Records and facts, in batches as every command reads them."""
    from mokuromi.extract.pipeline import Engine

    engine = Engine(ner=ner)
    return lambda: _through(engine, given)


def _through(engine: Any, given: list[Any]) -> int:
    found, source = 0, iter(given)
    while batch := list(islice(source, BATCH)):
        engine.ahead(batch)
        for article in batch:
            found += sum(map(len, engine.extract(article)))
    return found


def jobs(lang: str, given: list[Any]) -> dict[str, Callable[[], Job]]:
    """What is measured, by name, ready to be built."""
    texts = [article.text for article in given]
    out: dict[str, Callable[[], Job]] = {
        "fugashi, bare": lambda: fugashi_bare(texts),
        "rjieba, bare": lambda: rjieba_bare(texts),
        "records": lambda: records(given),
        "records and facts": lambda: whole(given, ner=False),
        "with the recognizer": lambda: whole(given, ner=True),
    }
    if lang == "ja":
        del out["rjieba, bare"]
    return out


def measure(lang: str, kind: str, characters: int, repeat: int, peers: str) -> list[dict[str, Any]]:
    """One row per job: CPU seconds (best of `repeat`), characters per CPU-second, ratios to the bare tokenizers."""
    given = articles(lang, kind, characters)
    texts = [article.text for article in given]
    size = sum(map(len, texts))
    todo = {name: build() for name, build in jobs(lang, given).items()}
    best: dict[str, float] = dict.fromkeys(todo, float("inf"))
    results: dict[str, int | str] = {}
    for turn in range(repeat + 1):
        for name, job in todo.items():
            start = time.process_time()
            results[name] = job()
            if turn:  # the first compiles, loads dictionaries, fills caches
                best[name] = min(best[name], time.process_time() - start)
    for name, seconds in stages(given).items():
        best[name], results[name] = seconds, ""
    sizes = dict.fromkeys(best, size)
    for name, found in (_peers(peers, lang, texts, repeat) if peers else {}).items():
        best[name], results[name], sizes[name] = found["seconds"], found["results"], found["characters"]
    rate = {name: seconds / sizes[name] for name, seconds in best.items()}
    rjieba = rate.get("rjieba, bare")
    return [
        {
            "lang": lang, "text": kind, "job": name, "characters": sizes[name], "results": results[name], "cpu_seconds": round(seconds, 3),
            "characters_per_cpu_second": round(sizes[name] / seconds), "times_fugashi": round(rate[name] / rate["fugashi, bare"], 2),
            "times_rjieba": round(rate[name] / rjieba, 1) if rjieba else None,
        }
        for name, seconds in best.items()
    ]  # fmt: skip


_COUNTERS = (
    ("perf", ["stat", "-x,", "-e", "instructions:u"], r"^(\d+),"),
    ("valgrind", ["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"], r"I +refs: +([\d,]+)"),
)
"""Programs that count the instructions of a process, and where they tell the number."""


def instructions(command: list[str]) -> int:
    """The instructions of a command. SystemExit where no program can count them here."""
    for name, options, told in _COUNTERS:
        if shutil.which(name):
            # the same hashes, and so the same sets and dictionaries, each time
            done = subprocess.run([name, *options, *command], capture_output=True, text=True, env=os.environ | {"PYTHONHASHSEED": "0"})
            if done.returncode == 0 and (found := re.search(told, done.stderr, re.MULTILINE)):
                return int(found[1].replace(",", ""))
    sys.exit("no instructions can be counted here: install valgrind, or perf on a machine whose counters it may read")


def count(langs: list[str], kinds: list[str], characters: int) -> None:
    """Print the instructions of one pass of each job, and how many times those of the bare tokenizers they are."""
    print(f"{'lang':8} {'text':10} {'job':24} {'instructions / character':>24} {'x fugashi':>9} {'x rjieba':>8}")
    for lang in langs:
        for kind in kinds:
            given = articles(lang, kind, characters)
            size, found = sum(len(article.text) for article in given), dict[str, int]()
            for name in jobs(lang, given):
                asked = [sys.executable, __file__, "--pass", name, "--lang", lang, "--text", kind, "--characters", str(characters)]
                # what a third pass costs: no start, no first use
                found[name] = instructions([*asked, "--repeat", "3"]) - instructions([*asked, "--repeat", "2"])
                rjieba = f"{found[name] / found['rjieba, bare']:.1f}" if "rjieba, bare" in found else ""
                fugashi = found[name] / found["fugashi, bare"]
                print(f"{lang:8} {kind:10} {name:24} {found[name] / size:>24,.0f} {fugashi:>9.2f} {rjieba:>8}", flush=True)


def stages(given: list[Any]) -> dict[str, float]:
    """CPU seconds of each step with the recognizer (second of two passes); the recognizer's reading and folding of texts included."""
    from mokuromi.extract.pipeline import Engine

    engine = Engine()
    spent = dict.fromkeys(("- recognizer", "- names", "- dates", "- amounts", "- facts"), 0.0)

    class Timed:
        def __init__(self, name: str, step: Any) -> None:
            self._name, self._step = name, step

        def __call__(self, *arguments: Any) -> Any:
            start = time.process_time()
            try:
                return self._step(*arguments)
            finally:
                spent[self._name] += time.process_time() - start

        def __getattr__(self, name: str) -> Any:
            return getattr(self._step, name)

    for name in ("names", "dates", "amounts", "facts"):
        setattr(engine, f"_{name}", Timed(f"- {name}", getattr(engine, f"_{name}")))
    engine.ahead = Timed("- recognizer", engine.ahead)
    for _ in range(2):
        spent.update(dict.fromkeys(spent, 0.0))
        _through(engine, given)
    return spent


def _peers(python: str, lang: str, texts: list[str], repeat: int) -> dict[str, Any]:
    asked = json.dumps({"lang": lang, "texts": texts, "repeat": repeat})
    done = subprocess.run([python, str(HERE / "peers.py")], input=asked, capture_output=True, text=True, check=True)
    sys.stderr.write(done.stderr[-2000:])
    return dict(json.loads(done.stdout.splitlines()[-1]))


_START = """
import pathlib, resource, sys, time
lang, text = sys.argv[1:]
clock = time.process_time
begun = clock()
from mokuromi.corpus.article import Article
from mokuromi.extract.pipeline import Engine
imported = clock(); engine = Engine(); built = clock()
engine.extract(Article("a", text, lang)); first = clock()
engine.extract(Article("a", text, lang)); second = clock()
status = pathlib.Path("/proc/self/status")
if status.exists():  # the other measure begins with the size of the process that started this one
    peak = next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(imported - begun, built - imported, first - built, second - first, peak / 1024)
"""


def start(lang: str) -> list[float]:
    """CPU seconds for import, engine, first article, the same again; megabytes at the end: in a fresh process with the recognizer."""
    text = generate.articles(lang, 1)[0]
    done = subprocess.run([sys.executable, "-c", _START, lang, text], capture_output=True, text=True, check=True)
    return [float(number) for number in done.stdout.split()]


def show(rows: list[dict[str, Any]]) -> None:
    heads = f"{'chars':>9} {'results':>8} {'CPU s':>7} {'chars/CPU s':>12} {'x fugashi':>9} {'x rjieba':>8}"
    print(f"{'lang':8} {'text':10} {'job':24} {heads}")
    for row in rows:
        rjieba = "" if row["times_rjieba"] is None else f"{row['times_rjieba']:.1f}"
        print(
            f"{row['lang']:8} {row['text']:10} {row['job']:24} {row['characters']:>9,} {row['results']:>8} {row['cpu_seconds']:>7.2f} "
            f"{row['characters_per_cpu_second']:>12,} {row['times_fugashi']:>9.2f} {rjieba:>8}"
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--characters", type=int, help="of generated text per language: 300,000; with --instructions 20,000")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--lang", choices=generate.LANGS, action="append", help="only these languages")
    kinds = ("generated", "labelled") if GOLD.is_dir() else ("generated",)
    parser.add_argument("--text", choices=kinds, action="append", help="only these texts")
    parser.add_argument("--peers", default="", metavar="PYTHON", help="an interpreter with other extractors, to be measured beside")
    parser.add_argument("--json", type=Path, help="write the rows here, too")
    parser.add_argument("--instructions", action="store_true", help="count instructions (perf, else valgrind), some minutes a row")
    parser.add_argument("--pass", dest="only", default="", help=argparse.SUPPRESS)
    given = parser.parse_args()
    given.characters = given.characters or (20_000 if given.instructions else 300_000)
    langs = given.lang or generate.LANGS
    if given.only:
        job = jobs(langs[0], articles(langs[0], given.text[0], given.characters))[given.only]()
        for _ in range(given.repeat):
            job()
        return 0
    if given.instructions:
        count(langs, given.text or ["generated"], given.characters)
        return 0
    asked = [(lang, kind) for lang in langs for kind in given.text or kinds]
    rows = [row for lang, kind in asked for row in measure(lang, kind, given.characters, given.repeat, given.peers)]
    show(rows)
    print(f"\n{'start':8} {'import s':>9} {'engine s':>9} {'first article s':>16} {'again s':>9} {'MB':>6}")
    for lang in langs:
        imported, built, first, again, peak = start(lang)
        print(f"{lang:8} {imported:>9.2f} {built:>9.2f} {first:>16.2f} {again:>9.3f} {peak:>6.0f}")
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1, ensure_ascii=False), encoding="utf-8")
    for row in rows:
        if (row["lang"], row["text"]) == ("ja", "generated") and row["job"] in MARKS:
            verdict = "met" if row["times_fugashi"] <= MARKS[row["job"]] else "missed"
            print(f"Japanese, {row['job']}: {row['times_fugashi']}x bare fugashi; the mark is {MARKS[row['job']]}x: {verdict}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
