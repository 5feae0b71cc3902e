"""Which rows of a rule table change nothing: each is switched off, and the extraction runs again.

    python bench/idle.py TABLE [--rows ID...] [--parts] [--no-ner] [--texts PATHS...]

TABLE is a file of rules/ (`name_words`). A text is an example of any table, a string with Japanese or Chinese in tests/, an
article of corpus/gold, and what PATHS hold. Printed are: `unwritten`, what stands in no text; `idle`, what stands in some
and changes none; `unshown`, what changes an article, and no example and no string of the tests; how many there are of each.

`--parts` also switches off the parts of rows: each word of a list, each key, each pattern and each alternative of a
pattern. Character classes are taken whole. `--no-ner` leaves the recognizer out, which takes most of the time.

Only texts in which the words of a part stand are read again; many parts are switched off at once where each has texts
that hold no other. What a row decides beside records and facts (parse_number, the reader of known figures) is not seen.
"""

from __future__ import annotations

import argparse
import ast
import copy
import hashlib
import os
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
NOTHING = "(?!)"
UNWRITTEN = "\ue000\ue001"
"""A word that no text holds."""
TEXT_KEYS = ("id", "role", "examples", "langs", "lang", "op", "gives", "of")
"""Keys of rows whose parts are no words."""
TOGETHER = 40
"""Parts that are switched off at once, at most twice as many."""
WITNESSES = 6
"""Texts read for each of these."""
_SLOT = re.compile(r"\{:?-?[a-z_][a-z0-9-]*\}")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_KANA = re.compile("[\u3040-\u30ff]")


@dataclass(frozen=True)
class Part:
    """What is switched off: a row, or of one value of it (`path`, from the row on) an element, or the characters `span`."""

    array: str
    row: str
    path: tuple[str | int, ...] = ()
    span: tuple[int, int] | None = None
    text: str = ""

    def __str__(self) -> str:
        return " ".join([f"{self.array}:{self.row}", *(str(p) for p in self.path), *([repr(self.text)] if self.text else [])])


def alternatives(pattern: str) -> Iterator[tuple[int, int]]:
    """The spans to cut for each alternative of each group of a regular expression, one of its bars included."""
    bars: list[list[int]] = [[0]]
    at, in_class = 0, False
    while at <= len(pattern):
        char = pattern[at : at + 1]
        if char == "\\":
            at += 2
            continue
        if in_class:
            in_class = char != "]"
        elif char == "[":
            in_class = True
            at += pattern.startswith("^", at + 1)
            at += pattern.startswith("]", at + 1)
        elif char == "(":
            opened = re.compile(r"\((?:\?(?:P<\w+>|[:=!]|<[=!]))?").match(pattern, at)
            assert opened is not None
            bars.append([opened.end()])
            at = opened.end()
            continue
        elif char == "|":
            bars[-1].append(at + 1)
        elif char in (")", "") and bars:
            starts = bars.pop()
            if len(starts) > 1:
                ends = [*(start - 1 for start in starts[1:]), at]
                yield starts[0], starts[1]
                yield from ((start - 1, end) for start, end in zip(starts[1:], ends[1:], strict=True))
        at += 1


def parts(table: Mapping[str, Any], deep: bool) -> Iterator[Part]:
    """The rows of a table, and with `deep` their parts."""
    for array, rows in table.items():
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            continue
        for row in rows:
            ident = str(next(iter(row.values())))
            yield Part(array, ident)
            for key, value in row.items() if deep else ():
                if key not in TEXT_KEYS:
                    yield from _within(Part(array, ident, (key,)), value)


def _within(part: Part, value: Any) -> Iterator[Part]:
    items = list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    for key, inner in items:
        below = Part(part.array, part.row, (*part.path, key), text=inner if isinstance(inner, str) else "")
        if len(items) > 1 or part.path[0] == "names":
            yield below
        yield from _within(below, inner)
        if isinstance(key, str) and key not in ("ja", "zh", "en"):
            yield from (Part(part.array, part.row, below.path, (s, e), key[s:e]) for s, e in alternatives(key))
    if isinstance(value, str) and part.path[0] in ("pattern", "patterns", "before", "after"):
        yield from (Part(part.array, part.row, part.path, (s, e), value[s:e]) for s, e in alternatives(value))


def without(table: Mapping[str, Any], off: Sequence[Part]) -> dict[str, Any]:
    """The table with some parts switched off."""
    out = copy.deepcopy(dict(table))
    drops: list[tuple[Any, Any]] = []
    cuts: dict[tuple[int, Any], tuple[Any, list[tuple[int, int]]]] = {}
    for part in off:
        rows = out[part.array]
        at, row = next((i, row) for i, row in enumerate(rows) if str(next(iter(row.values()))) == part.row)
        if not part.path:
            if part.array == "words":
                row.update({"pattern": NOTHING} if row.get("pattern") else {"forms": [UNWRITTEN]})
            else:
                drops.append((rows, at))
            continue
        holder = row
        for key in part.path[:-1]:
            holder = holder[key]
        if part.span is None:
            drops.append((holder, part.path[-1]))
        else:
            cuts.setdefault((id(holder), part.path[-1]), (holder, []))[1].append(part.span)
    for (_, key), (holder, spans) in cuts.items():
        named = isinstance(holder, dict) and key not in ("pattern", "before", "after")
        text = key if named else holder[key]
        for start, end in sorted(set(spans), reverse=True):
            text = text[:start] + text[end:]
        if named:
            renamed = {(text if k == key else k): v for k, v in holder.items()}
            holder.clear()
            holder.update(renamed)
        else:
            holder[key] = text
    for holder, key in sorted(drops, key=lambda d: d[1] if isinstance(d[1], int) else 0, reverse=True):
        holder.pop(key, None) if isinstance(holder, dict) else holder.pop(key)
    return out


def example_texts(first: str) -> list[dict[str, str]]:
    """Rows of articles: the examples of all tables, those of table `first` in front, and the strings of the tests."""
    tables = sorted((ROOT / "rules").glob("*.toml"), key=lambda path: (path.stem != first, path.stem))
    out = []
    for path in tables:
        for rows in tomllib.loads(path.read_text(encoding="utf-8")).values():
            for row in rows if isinstance(rows, list) else ():
                for example in row.get("examples", []) if isinstance(row, dict) else ():
                    text = example["text"].replace("[", "").replace("]", "")
                    out.append({"text": text, "lang": example["lang"], "published": str(example.get("published", ""))})
    for path in sorted((ROOT / "tests").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _CJK.search(node.value) and len(node.value) < 20_000:
                text = re.sub(r"[\[\]⟦⟧\ud800-\udfff]", "", node.value)
                out += [
                    {"text": text, "lang": lang, "published": "2025-12-22"}
                    for lang in (["ja"] if _KANA.search(text) else ["zh-Hans", "zh-Hant"])
                ]
    return [{"id": f"x{number}", **row} for number, row in enumerate(out)]


def article_texts(paths: Sequence[str]) -> list[dict[str, str]]:
    """Rows of the labelled articles and of those in `paths`."""
    from mokuromi.corpus.labelled import read_labelled
    from mokuromi.corpus.read import articles

    found = [*(labelled.article for labelled in read_labelled(ROOT / "corpus" / "gold")), *articles(paths)]
    return [
        {"id": a.id, "text": a.text, "lang": a.lang, "published": str(a.published or ""), "title": a.title, "issuer": a.issuer}
        for a in found
    ]


def findings(ner: bool) -> Callable[[Mapping[str, str]], str]:
    """What is found in a text, as a hash: rows of records and facts but for the rule's name."""
    from mokuromi.corpus.rows import article_of
    from mokuromi.extract.pipeline import Engine, rows

    engine = Engine(ner=ner)

    def find(text: Mapping[str, str]) -> str:
        try:
            records, facts = engine.extract(article_of(dict(text)))
            found = [[(k, v) for k, v in row.items() if k not in ("rule", "sentence")] for row in [*rows(records), *rows(facts)]]
        except Exception as error:
            found = [[("error", repr(error))]]
        return hashlib.sha1(repr(found).encode("utf-8", "surrogatepass")).hexdigest()

    return find


def expression(part: Part, table: Mapping[str, Any]) -> re.Pattern[str] | None:
    """What stands in each text that a part can matter in, over folded text; None where that is not known."""
    from mokuromi.rules.fold import fold_pattern

    row = next(row for row in table[part.array] if str(next(iter(row.values()))) == part.row)
    sources = [part.text.strip("|")] if part.text else list(_leaves(row if not part.path else _value(row, part.path)))
    try:
        return re.compile("|".join(f"(?:{_SLOT.sub(_any, fold_pattern(source))})" for source in sources))
    except re.error:
        return None


def _any(slot: re.Match[str]) -> str:
    return " {0,2}" if slot[0] == "{_}" else ".{0,20}?"


def _value(row: Any, path: Sequence[str | int]) -> Any:
    for key in path:
        row = row[key]
    return row


def _leaves(value: Any, key: str = "") -> Iterator[str]:
    if key in TEXT_KEYS:
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (inner for inner in value if key == "names" and inner not in ("ja", "zh", "en"))
        for name, inner in value.items():
            yield from _leaves(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)


class Trial:
    """The texts with what is found in them, and the parts of one table tried on them."""

    def __init__(self, name: str, table: Mapping[str, Any], paths: Sequence[str], ner: bool) -> None:
        from mokuromi.rules.fold import fold, fold_width

        self.name, self.table, self.ner = name, table, ner
        examples = example_texts(name)
        self.texts = [*examples, *article_texts(paths)]
        self.examples = len(examples)
        find = findings(ner)
        self.base = [find(text) for text in self.texts]
        self._folded = [f"{fold(t['text'])}\n{fold_width(t['text'])}" for t in self.texts]

    def holding(self, part: Part) -> list[int]:
        """The texts that a part can matter in; examples first."""
        found = expression(part, self.table)
        return [at for at, text in enumerate(self._folded) if found is None or found.search(text)]

    def changed(self, off: Sequence[Part], texts: Sequence[int], first: bool = False) -> set[int] | None:
        """The texts that change without some parts, or the first of them; None where the package fails without these."""
        return changed(self.name, without(self.table, off), [(at, self.texts[at], self.base[at]) for at in texts], self.ner, first)

    def shown(self, tried: Mapping[Part, Sequence[int]]) -> set[Part]:
        """Parts that change an example or a string of the tests, many tried at once."""
        out: set[Part] = set()
        todo = list(tried)
        step = max(len(todo) // TOGETHER, 1)
        for group in (todo[at::step] for at in range(step)):
            times = Counter(at for part in group for at in tried[part])
            own = {part: [at for at in tried[part] if times[at] == 1 and at < self.examples][:WITNESSES] for part in group}
            different = self.changed(group, [at for texts in own.values() for at in texts]) or set()
            out.update(part for part, texts in own.items() if different.intersection(texts))
        return out


def changed(
    name: str, table: Mapping[str, Any], texts: Sequence[tuple[int, Mapping[str, str], str]], ner: bool, first: bool
) -> set[int] | None:
    """Which of `texts` (number, row, what is found in it) a table makes a difference in; None where the package fails with it.

    In a process of its own, since rules are compiled when a module is loaded."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        answer = "failed"
        try:
            for module in [m for m in sys.modules if m == "mokuromi" or m.startswith("mokuromi.")]:
                del sys.modules[module]
            from mokuromi.rules import table as tables

            true = tables._document
            tables._document = lambda given, overlay: (("", table),) if given == name else true(given, overlay)  # type: ignore[assignment]
            find = findings(ner)
            found = (str(number) for number, text, base in texts if find(text) != base)
            answer = next(found, "") if first else " ".join(found)
        finally:
            os.write(write, answer.encode())
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    return None if answer == "failed" else {int(number) for number in answer.split()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table")
    parser.add_argument("--rows", nargs="+", default=[])
    parser.add_argument("--parts", action="store_true")
    parser.add_argument("--no-ner", action="store_true")
    parser.add_argument("--texts", nargs="+", default=[])
    given = parser.parse_args()
    re._MAXCACHE = 100_000  # type: ignore[attr-defined]  # what is unchanged is not compiled again in each child
    table = tomllib.loads((ROOT / "rules" / f"{given.table}.toml").read_text(encoding="utf-8"))
    trial = Trial(given.table, table, given.texts, not given.no_ner)
    tried = {part: trial.holding(part) for part in parts(table, given.parts) if not given.rows or part.row in given.rows}
    unwritten = [part for part, texts in tried.items() if not texts]
    for part in unwritten:
        print(f"unwritten {part}", flush=True)
    shown = trial.shown({part: texts for part, texts in tried.items() if texts})
    counts = Counter(unwritten=len(unwritten), shown=len(shown))
    for part, texts in tried.items():
        if not texts or part in shown:
            continue
        different = trial.changed([part], texts, first=True)
        at = min(different or (), default=-1)
        kind = "idle" if different is not None and at < 0 else "unshown" if at >= trial.examples else "shown"
        counts[kind] += 1
        if kind != "shown":
            print(f"{kind:9} {part}  {trial.texts[at]['id'] if at >= 0 else ''}", flush=True)
    print(f"{len(tried)} tried: {', '.join(f'{count} {kind}' for kind, count in counts.items())}")


if __name__ == "__main__":
    main()
