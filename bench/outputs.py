"""What the program finds in articles, as rows to compare: before and after a change, row for row.

    python bench/outputs.py write ARTICLES... --out DIR      records.jsonl and facts.jsonl; an article that fails is a row of its own
    python bench/outputs.py compare OLD NEW [--show N]       rows only in one of the two; exit status 1 where there are any

The package is the one that Python finds: run `write` once in the old checkout (PYTHONPATH), once in the new one.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

KINDS = ("records", "facts")
IGNORED = ("sentence", "rule")
"""Columns that hold no finding: a rule may be renamed."""


def write(paths: list[str], out: Path, ner: bool) -> None:
    """Rows of all articles of `paths`, sorted by article and offset."""
    from mokuromi.corpus.read import articles
    from mokuromi.extract.pipeline import Engine, rows

    engine = Engine(ner=ner)
    out.mkdir(parents=True, exist_ok=True)
    files = {kind: (out / f"{kind}.jsonl").open("w", encoding="utf-8") for kind in KINDS}
    for article in articles(paths):
        found: tuple[list[Any], list[Any]]
        try:
            records, facts = engine.extract(article)
            found = rows(records), rows(facts)
        except Exception as error:
            found = [{"article_id": article.id, "error": f"{type(error).__name__}: {error}"}], []
        for kind, items in zip(KINDS, found, strict=True):
            for row in items:
                files[kind].write(json.dumps(row, ensure_ascii=False, default=str, sort_keys=True) + "\n")
    for file in files.values():
        file.close()


def compare(old: Path, new: Path, show: int) -> int:
    """Print how many rows are only in one of the two folders, and the first of them; their number."""
    total = 0
    for kind in KINDS:
        before, after = _rows(old / f"{kind}.jsonl"), _rows(new / f"{kind}.jsonl")
        gone, come = before - after, after - before
        total += gone.total() + come.total()
        print(f"{kind}: {before.total()} rows before, {after.total()} after, {gone.total()} gone, {come.total()} new")
        changed = sorted([*((row, "-") for row in gone.elements()), *((row, "+") for row in come.elements())])
        for row, sign in changed[:show]:
            print(f"  {sign} {row}")
    return total


def _rows(path: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = {k: v for k, v in json.loads(line).items() if v not in (None, "") and k not in IGNORED}
            first = {k: row.pop(k) for k in ("article_id", "start", "end") if k in row}
            found[json.dumps(first | row, ensure_ascii=False)] += 1
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    writer = commands.add_parser("write")
    writer.add_argument("paths", nargs="+")
    writer.add_argument("--out", type=Path, required=True)
    writer.add_argument("--no-ner", action="store_true")
    comparer = commands.add_parser("compare")
    comparer.add_argument("old", type=Path)
    comparer.add_argument("new", type=Path)
    comparer.add_argument("--show", type=int, default=20)
    given = parser.parse_args()
    if given.command == "write":
        write(given.paths, given.out, not given.no_ner)
        return 0
    return 1 if compare(given.old, given.new, given.show) else 0


if __name__ == "__main__":
    sys.exit(main())
