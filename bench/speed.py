"""Characters per CPU-second on one core: rules only, beside the bare tokenizers on the same text in the same run.

    python bench/speed.py [--characters 1000000] [--repeat 3] [--ner] [--stages] [--json FILE]

Every row is timed with time.process_time, interleaved with the others, and the best of the repeats counts.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import generate  # noqa: E402

MARK = 2.0
"""Records and facts by rules may take this many times the CPU time of bare fugashi on the Japanese text."""
Job = Callable[[list[str]], int]


def fugashi_bare() -> Job:
    import fugashi
    import unidic_lite

    tagger = fugashi.Tagger(f'-r "{unidic_lite.DICDIR}/mecabrc" -d "{unidic_lite.DICDIR}"')
    # The words and nothing else, line by line: one call on a whole article is slower, and so is reading the features.
    return lambda texts: sum(len([word.surface for word in tagger(line)]) for text in texts for line in text.splitlines())


def rjieba_bare() -> Job:
    import rjieba

    return lambda texts: sum(len(rjieba.cut(line)) for text in texts for line in text.splitlines())


def pipeline(lang: str, *, ner: bool, facts: bool) -> Job:
    from datetime import date

    from mokuromi.corpus.article import Article
    from mokuromi.extract.pipeline import Engine
    from mokuromi.extract.text.document import Document

    engine = Engine(ner=ner)
    published = date(2026, 3, 31)

    def run(texts: list[str]) -> int:
        found = 0
        for number, text in enumerate(texts):
            document = Document(Article(str(number), text, lang, published))
            records = engine.records(document)
            found += len(records) + (len(engine.facts(document, records)) if facts else 0)
        return found

    return run


def jobs(lang: str, ner: bool) -> dict[str, Job]:
    out: dict[str, Job] = {"bare fugashi": fugashi_bare()} if lang == "ja" else {"bare rjieba": rjieba_bare()}
    if lang != "ja":
        out["bare fugashi"] = fugashi_bare()
    out["records (rules)"] = pipeline(lang, ner=False, facts=False)
    out["records and facts (rules)"] = pipeline(lang, ner=False, facts=True)
    if ner:
        out["records and facts (with NER)"] = pipeline(lang, ner=True, facts=True)
    return out


def measure(lang: str, characters: int, repeat: int, ner: bool) -> list[dict[str, object]]:
    """One row per job: CPU seconds (best of `repeat`), characters per CPU-second, ratios to the bare tokenizers."""
    texts = generate.articles(lang, characters)
    size = sum(map(len, texts))
    todo = jobs(lang, ner)
    for job in todo.values():
        job(texts[:20])  # compile, load dictionaries, fill caches
    best: dict[str, float] = dict.fromkeys(todo, float("inf"))
    results: dict[str, int] = {}
    for _ in range(repeat):
        for name, job in todo.items():
            start = time.process_time()
            results[name] = job(texts)
            best[name] = min(best[name], time.process_time() - start)
    return [
        {
            "lang": lang,
            "job": name,
            "characters": size,
            "results": results[name],
            "cpu_seconds": round(seconds, 3),
            "characters_per_cpu_second": round(size / seconds),
            "times_fugashi": round(seconds / best["bare fugashi"], 2),
            "times_rjieba": round(seconds / best["bare rjieba"], 2) if "bare rjieba" in best else None,
        }
        for name, seconds in best.items()
    ]


def stages(lang: str, characters: int) -> dict[str, float]:
    """CPU seconds per million characters of each step of the rules-only pipeline (second of two passes)."""
    from datetime import date

    from mokuromi.corpus.article import Article
    from mokuromi.extract.pipeline import Engine
    from mokuromi.extract.text.document import Document

    engine, spent = Engine(ner=False), dict.fromkeys(("names", "dates", "amounts", "facts", "all"), 0.0)

    def timed(name: str, step: Callable[..., object]) -> Callable[..., object]:
        def run(*arguments: object) -> object:
            start = time.process_time()
            try:
                return step(*arguments)
            finally:
                spent[name] += time.process_time() - start

        return run

    for name in ("names", "dates", "amounts", "facts"):
        setattr(engine, f"_{name}", timed(name, getattr(engine, f"_{name}")))
    texts = generate.articles(lang, characters)
    for _ in range(2):
        spent.update(dict.fromkeys(spent, 0.0))
        start = time.process_time()
        for number, text in enumerate(texts):
            document = Document(Article(str(number), text, lang, date(2026, 3, 31)))
            engine.facts(document, engine.records(document))
        spent["all"] = time.process_time() - start
    spent["rest"] = 2 * spent["all"] - sum(spent.values())
    return {name: seconds / sum(map(len, texts)) * 1e6 for name, seconds in spent.items()}


def show(rows: list[dict[str, object]]) -> None:
    print(f"{'lang':8} {'job':30} {'chars':>9} {'results':>8} {'CPU s':>7} {'chars/CPU s':>12} {'x fugashi':>9} {'x rjieba':>9}")
    for row in rows:
        rjieba = "" if row["times_rjieba"] is None else f"{row['times_rjieba']:.2f}"
        print(
            f"{row['lang']:8} {row['job']:30} {row['characters']:>9,} {row['results']:>8,} {row['cpu_seconds']:>7.2f} "
            f"{row['characters_per_cpu_second']:>12,} {row['times_fugashi']:>9.2f} {rjieba:>9}"
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--characters", type=int, default=1_000_000, help="of generated text per language")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--lang", choices=generate.LANGS, action="append", help="only these languages")
    parser.add_argument("--ner", action="store_true", help="measure with the name recognizer as well")
    parser.add_argument("--stages", action="store_true", help="instead: CPU seconds per million characters of each step")
    parser.add_argument("--json", type=Path, help="write the rows here, too")
    arguments = parser.parse_args()
    if arguments.stages:
        for lang in arguments.lang or generate.LANGS:
            spent = stages(lang, arguments.characters)
            print(f"{lang:8}", "  ".join(f"{name} {seconds:.2f}" for name, seconds in spent.items()), "s CPU per million characters")
        return 0
    rows: list[dict[str, object]] = []
    for lang in arguments.lang or generate.LANGS:
        rows += measure(lang, arguments.characters, arguments.repeat, arguments.ner)
    show(rows)
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    for row in rows:
        if row["lang"] == "ja" and row["job"] == "records and facts (rules)":
            verdict = "met" if float(str(row["times_fugashi"])) <= MARK else "MISSED"
            print(f"\nJapanese, records and facts by rules: {row['times_fugashi']}x bare fugashi; the mark is {MARK}x: {verdict}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
