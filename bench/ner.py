"""The name recognizer alone.

`python bench/ner.py [--data DIR] [--articles DIR] [--weights DIR] [--ner ja=ja_ginza]`

DIR of --data holds stockmark.dev.jsonl and fewfc.dev.jsonl ({"text", "entities": [[start, end, label]]}), that of
--articles articles.jsonl and mentions.jsonl. Every sentence (or article) goes through `find` as an article of its own,
nothing taken, tokenization included; exact spans. CPU time is `time.process_time` on one core.
"""

import argparse
import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from mokuromi.corpus.article import Article
from mokuromi.extract.names.ner import config, plugin, recognizer
from mokuromi.extract.text.document import Document

Span = tuple[int, int]
CALLED_COMPANY = re.compile(r"(?:大学|学校|高校|学院|学園|協会|学会|財団|連盟|病院)$")
"""Institutions that stockmark labels COMPANY (法人名) and the recognizer organization."""
DEV = (("ja", "stockmark.dev.jsonl"), ("zh-Hans", "fewfc.dev.jsonl"))


def line(name: str, hit: int, got: int, want: int) -> str:
    precision, recall = hit / max(got, 1), hit / max(want, 1)
    f1 = 2 * hit / max(got + want, 1)
    return f"{name:44s} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}   ({hit} right, {got} found, {want} gold)"


def corpus(finder: recognizer.EnsembleRecognizer, lang: str, path: Path) -> None:
    """COMPANY of an annotated corpus: by companies alone, and with the organizations whose forms the corpus calls COMPANY too."""
    rows = [json.loads(row) for row in path.read_text(encoding="utf-8").splitlines()]
    alone: Counter[str] = Counter()
    mapped: Counter[str] = Counter()
    begun = time.process_time()
    found = [finder.find(Document(Article("a", row["text"], lang)), ()) for row in rows]
    seconds = time.process_time() - begun
    for row, records in zip(rows, found, strict=True):
        want = {(s, e) for s, e, label in row["entities"] if label == "COMPANY"}
        company = {(r.start, r.end) for r in records if r.kind == "company"}
        schools = {(r.start, r.end) for r in records if r.kind == "organization" and CALLED_COMPANY.search(row["text"][r.start : r.end])}
        for tally, got in ((alone, company), (mapped, company | schools)):
            tally.update(want=len(want), got=len(got), hit=len(want & got))
    print(line(f"{path.name} COMPANY", alone["hit"], alone["got"], alone["want"]))
    print(line("  with schools and associations", mapped["hit"], mapped["got"], mapped["want"]))
    print(f"  {sum(len(row['text']) for row in rows) / seconds:,.0f} characters per CPU-second")


def articles(finders: dict[str, recognizer.EnsembleRecognizer], folder: Path) -> None:
    """Company mentions of marked-up articles, by language; optional mentions count neither way."""
    gold: dict[str, list[dict[str, object]]] = defaultdict(list)
    for mention in map(json.loads, (folder / "mentions.jsonl").read_text(encoding="utf-8").splitlines()):
        gold[mention["article_id"]].append(mention)
    tallies: dict[str, Counter[str]] = defaultdict(Counter)
    for row in map(json.loads, (folder / "articles.jsonl").read_text(encoding="utf-8").splitlines()):
        company = [m for m in gold[row["id"]] if m["kind"] == "company"]
        want = spans(m for m in company if not m.get("optional"))
        free = spans(m for m in company if m.get("optional"))
        records = finders[row["lang"]].find(Document(Article(row["id"], row["text"], row["lang"])), ())
        got = {(r.start, r.end) for r in records if r.kind == "company"} - free
        tallies[row["lang"]].update(want=len(want), got=len(got), hit=len(want & got))
    for lang, tally in sorted(tallies.items()):
        print(line(f"{folder.name} {lang} company", tally["hit"], tally["got"], tally["want"]))


def spans(mentions: Iterable[dict[str, object]]) -> set[Span]:
    return {(int(str(m["start"])), int(str(m["end"]))) for m in mentions}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--articles", type=Path, action="append", default=[])
    parser.add_argument("--weights", type=Path, help="folder of other weights")
    parser.add_argument("--ner", action="append", default=[], metavar="LANG=PIPELINE", help="a spaCy pipeline in the place of ours")
    args = parser.parse_args()
    folder = args.weights or Path(recognizer.__file__).parent / "weights"
    others = dict(pair.split("=", 1) for pair in args.ner)
    finders: dict[str, recognizer.EnsembleRecognizer] = {}
    for lang, model in config.MODEL_OF.items():
        path = folder / f"{model}.npz"
        begun = time.perf_counter()
        finders[lang] = plugin.from_spacy(others[lang[:2]]) if lang[:2] in others else recognizer.EnsembleRecognizer(path, model)
        loaded = time.perf_counter() - begun
        begun = time.perf_counter()
        finders[lang].find(Document(Article("a", "株式会社", lang)), ())
        print(f"{lang:8s} {path.stat().st_size / 1e6:.1f} MB, loaded in {loaded:.3f} s, first sentence {time.perf_counter() - begun:.3f} s")
    for lang, name in DEV:
        if args.data and (args.data / name).is_file():
            corpus(finders[lang], lang, args.data / name)
    for folder in args.articles:
        articles(finders, folder)


if __name__ == "__main__":
    main()
