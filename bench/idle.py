"""Which rows of a rule table change nothing: each is switched off, and the extraction runs again.

    python bench/idle.py TABLE... [--rows ID...] [--parts] [--no-ner] [--records] [--texts PATHS...]

TABLE is a file of rules/ (`name_words`). A text is an example of any table, a string with Japanese or Chinese in tests/, an
article of corpus/gold, and what PATHS hold. Printed are: `unwritten`, what stands in no text; `idle`, what stands in some
and changes none; `unshown`, what changes an article, and no example and no string of the tests; how many there are of each.

`--parts` also switches off the parts of rows: each word of a list, each key, each pattern and each alternative of a
pattern. Character classes are taken whole. `--no-ner` leaves the recognizer out, which takes most of the time, `--records` the facts:
for tables of dates and amounts.

Only texts in which the words of a part stand are read again: examples first, articles for what changes none of these, the
shortest first. Many parts are switched off at once where each has texts that hold no other, and what is left in small groups,
which are halved where they change something. What a row decides beside records and facts (parse_number, the reader of known
figures) is not seen.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import os
import re
import signal
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from rule_parts import LANGS, NOTHING, TEXT_KEYS, Part, parts, without

ROOT = Path(__file__).parents[1]
TOGETHER = 40
"""Parts that are switched off at once, at most twice as many, each with texts of its own."""
FEW = 16
"""Parts that are switched off at once, to see whether they change anything together."""
PATIENCE = 3
"""Times as long as some texts took to read, after which reading them is given up."""
BEGINNING = 5.0
"""CPU seconds that are given besides, to load the package."""
WITNESSES = 6
"""Texts read for each of these."""
NEEDED = -1
"""In place of a text: without the part the package fails, or reading does not end."""
_ANCHOR = re.compile(r"(?<![\\\[])[$^]|(?<!\\)\\[AZ]")
"""The end or the beginning of what a pattern is matched on, which may be a part of a text."""
_NOT = re.compile(r"\(\?<?!(?:[^()\\]|\\.)*\)")
"""What must not stand there."""
_SLOT = re.compile(r"\{:?(-?[a-z_][a-z0-9-]*)\}")
_MARK = re.compile(r"\[([^\[\]|]*)\|[^\[\]]*\]")
"""[surface|fields], as tests mark what is to be found."""
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_KANA = re.compile("[\u3040-\u30ff]")


def example_texts() -> list[dict[str, str]]:
    """Rows of articles: the examples of all tables and the strings of the tests; `of` is the table."""
    out = []
    for path in sorted((ROOT / "rules").glob("*.toml")):
        for rows in tomllib.loads(path.read_text(encoding="utf-8")).values():
            for row in rows if isinstance(rows, list) else ():
                for example in row.get("examples", []) if isinstance(row, dict) else ():
                    text = example["text"].replace("[", "").replace("]", "")
                    out.append({"text": text, "lang": example["lang"], "published": str(example.get("published", "")), "of": path.stem})
    for path in sorted((ROOT / "tests").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _CJK.search(node.value) and len(node.value) < 20_000:
                text = re.sub(r"[\[\]⟦⟧\ud800-\udfff]", "", _MARK.sub(r"\1", node.value))
                out += [
                    {"text": text, "lang": lang, "published": "2025-12-22"}
                    for lang in (["ja"] if _KANA.search(text) else ["zh-Hans", "zh-Hant"])
                ]
    return [{"id": f"x{number}", **row} for number, row in enumerate(out)]


def article_texts(paths: Sequence[str]) -> list[dict[str, str]]:
    """Rows of the labelled articles and of those in `paths`, the shortest first."""
    from mokuromi.corpus.labelled import read_labelled
    from mokuromi.corpus.read import articles

    found = [*(labelled.article for labelled in read_labelled(ROOT / "corpus" / "gold")), *articles(paths)]
    return [
        {"id": a.id, "text": a.text, "lang": a.lang, "published": str(a.published or ""), "title": a.title, "issuer": a.issuer}
        for a in sorted(found, key=lambda a: len(a.text))
    ]


def findings(ner: bool, facts: bool) -> Callable[[Mapping[str, str]], str]:
    """What is found in a text, as a hash: rows of records and facts but for the rule's name."""
    from mokuromi.corpus.rows import article_of
    from mokuromi.extract.pipeline import Engine, rows
    from mokuromi.extract.text.document import Document

    engine = Engine(ner=ner)

    def find(text: Mapping[str, str]) -> str:
        try:
            article = article_of(dict(text))
            items = [item for found in engine.extract(article) for item in found] if facts else engine.records(Document(article))
            found = [[(k, v) for k, v in row.items() if k not in ("rule", "sentence")] for row in rows(items)]
        except Exception as error:
            found = [[("error", repr(error))]]
        return hashlib.sha1(repr(found).encode("utf-8", "surrogatepass")).hexdigest()

    return find


def expression(part: Part, name: str, table: Mapping[str, Any]) -> re.Pattern[str] | None:
    """What stands in each text that a part can matter in, over folded text; None where that is not known."""
    from mokuromi.rules.fold import fold_pattern

    row = next(row for row in table[part.array] if str(next(iter(row.values()))) == part.row)
    own = [text for key, value in row.items() if key not in (*TEXT_KEYS, "before", "after") for text in _leaves(value)]
    if not part.path:
        sources = own or [text for key, value in row.items() if key not in TEXT_KEYS for text in _leaves(value)]
    elif part.path[0] in ("before", "after") and ("patterns" in row or "names" in row):
        beside = f"(?:{part.alone or part.text})"
        sources = [f"{beside}(?:{text})" if part.path[0] == "before" else f"(?:{text}){beside}" for text in own]
    else:
        sources = [part.alone or part.text] if part.alone or part.text else list(_leaves(_value(row, part.path)))
    try:
        return re.compile(
            "|".join(f"(?:{_SLOT.sub(lambda slot: _slot(slot[1], name), fold_pattern(_anywhere(source)))})" for source in sources)
        )
    except re.error:
        return None


def _anywhere(pattern: str) -> str:
    """A pattern without the ends of what it is matched on: inside a text the end may be anywhere, and need not be there."""
    return _ANCHOR.sub("", _NOT.sub(lambda group: _ANCHOR.sub(lambda _: NOTHING, group[0]), pattern))


def _slot(name: str, table: str) -> str:
    """What a slot of a pattern may hold, as far as a row of words says it."""
    from mokuromi.errors import RuleError
    from mokuromi.rules import words

    for where, row in ((table, name), ("date_words", f"slot-{name}")):
        try:
            return f"(?:{words.source(where, row)})"
        except RuleError:
            continue
    return " {0,2}" if name == "_" else r"[^\n。]{1,8}?"


def _value(row: Any, path: Sequence[str | int]) -> Any:
    for key in path:
        row = row[key]
    return row


def _leaves(value: Any) -> Iterator[str]:
    """All words and patterns in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in LANGS:
                yield key
            if key in LANGS or not isinstance(inner, str):
                yield from _leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)


class Texts:
    """The texts with what is found in them, and how long that takes."""

    def __init__(self, paths: Sequence[str], ner: bool, facts: bool) -> None:
        from mokuromi.rules.fold import fold, fold_width

        examples = example_texts()
        self.rows = [*examples, *article_texts(paths)]
        self.examples, self.articles = range(len(examples)), range(len(examples), len(self.rows))
        self.read = (ner, facts)
        self.found: list[str] = []
        self.seconds: list[float] = []
        find = findings(*self.read)
        for row in self.rows:
            begun = time.process_time()
            self.found.append(find(row))
            self.seconds.append(time.process_time() - begun)
        self.folded = [f"{fold(row['text'])}\n{fold_width(row['text'])}" for row in self.rows]


class Trial:
    """The parts of one table, tried on texts."""

    def __init__(self, name: str, table: Mapping[str, Any], texts: Texts) -> None:
        self.name, self.table, self.texts = name, table, texts

    def holding(self, part: Part) -> list[int]:
        """The texts that a part can matter in; examples of its table first."""
        found = expression(part, self.name, self.table)
        held = [at for at, text in enumerate(self.texts.folded) if found is None or found.search(text)]
        return sorted(held, key=lambda at: self.texts.rows[at].get("of") != self.name and at in self.texts.examples)

    def changed(self, off: Sequence[Part], texts: Sequence[int], first: bool = False) -> set[int] | None:
        """The texts that change without some parts, or the first of them; None where the package fails without these."""
        if not texts:
            return set()
        given = [(at, self.texts.rows[at], self.texts.found[at]) for at in texts]
        patience = PATIENCE * sum(self.texts.seconds[at] for at in texts) + BEGINNING
        return changed(self.name, without(self.table, off), given, self.texts.read, first, patience)

    def apart(self, tried: Mapping[Part, Sequence[int]], texts: range) -> dict[Part, int]:
        """Parts that change one of `texts` which no other holds that is tried with them, and that text."""
        out: dict[Part, int] = {}
        todo = list(tried)
        step = max(len(todo) // TOGETHER, 1)
        groups = [todo[at::step] for at in range(step)]
        while groups:
            group = groups.pop()
            times = Counter(at for part in group for at in tried[part])
            own = {part: [at for at in tried[part] if times[at] == 1 and at in texts][:WITNESSES] for part in group}
            different = self.changed(group, [at for held in own.values() for at in held])
            if different is None and len(group) > 1:
                groups += [group[: len(group) // 2], group[len(group) // 2 :]]
            elif different is None:
                out[group[0]] = NEEDED
            else:
                out |= {part: min(different.intersection(held)) for part, held in own.items() if different.intersection(held)}
        return out

    def together(self, tried: Mapping[Part, Sequence[int]], texts: range) -> dict[Part, int]:
        """Parts that change one of `texts`, and that text; a group that changes none is done with."""
        out: dict[Part, int] = {}
        todo = list(tried)
        groups = [todo[at : at + FEW] for at in range(0, len(todo), FEW)]
        while groups:
            group = groups.pop()
            different = self.changed(group, sorted({at for part in group for at in tried[part] if at in texts}), first=True)
            if different is not None and not different:
                continue
            if len(group) > 1:
                groups += [group[: len(group) // 2], group[len(group) // 2 :]]
            else:
                out[group[0]] = min(different or (), default=NEEDED)
        return out

    def changing(self, tried: Mapping[Part, Sequence[int]], texts: range) -> dict[Part, int]:
        """Parts that change one of `texts`, and the text."""
        out = self.apart(tried, texts)
        return out | self.together({part: held for part, held in tried.items() if part not in out}, texts)


def changed(
    name: str,
    table: Mapping[str, Any],
    texts: Sequence[tuple[int, Mapping[str, str], str]],
    read: tuple[bool, bool],
    first: bool,
    patience: float,
) -> set[int] | None:
    """Which of `texts` (number, row, what is found in it) a table makes a difference in; None where the package fails with it,
    or takes more than `patience` seconds.

    In a process of its own, since rules are compiled when a module is loaded."""
    answers, told = os.pipe()
    child = os.fork()
    if child == 0:
        answer = "failed"
        signal.setitimer(signal.ITIMER_VIRTUAL, patience)
        try:
            for module in [m for m in sys.modules if m == "mokuromi" or m.startswith("mokuromi.")]:
                del sys.modules[module]
            from mokuromi.rules import table as tables

            true = tables._document
            tables._document = lambda given, overlay: (("", table),) if given == name else true(given, overlay)  # type: ignore[assignment]
            find = findings(*read)
            found = (str(number) for number, text, base in texts if find(text) != base)
            answer = next(found, "") if first else " ".join(found)
        finally:
            os.write(told, answer.encode())
            os._exit(0)
    os.close(told)
    with os.fdopen(answers) as pipe:
        answer = pipe.read()
    _, status = os.waitpid(child, 0)
    return None if status or answer == "failed" else {int(number) for number in answer.split()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", nargs="+", metavar="TABLE")
    parser.add_argument("--rows", nargs="+", default=[])
    parser.add_argument("--parts", action="store_true")
    parser.add_argument("--no-ner", action="store_true")
    parser.add_argument("--records", action="store_true")
    parser.add_argument("--texts", nargs="+", default=[])
    given = parser.parse_args()
    # what is unchanged is neither compiled nor parsed again in each child
    re._MAXCACHE = 100_000  # type: ignore[attr-defined]
    tomllib.loads = cache(tomllib.loads)  # type: ignore[assignment]
    texts = Texts(given.texts, not given.no_ner, not given.records)
    for name in given.tables:
        table = tomllib.loads((ROOT / "rules" / f"{name}.toml").read_text(encoding="utf-8"))
        told(Trial(name, table, texts), [part for part in parts(table, given.parts) if not given.rows or part.row in given.rows])


def told(trial: Trial, tried: Sequence[Part]) -> None:
    """Try parts and print which change nothing, or nothing but articles."""
    texts = trial.texts
    held = {part: trial.holding(part) for part in tried}
    unwritten = [part for part, found in held.items() if not found]
    for part in unwritten:
        print(f"unwritten {part}", flush=True)
    written = {part: found for part, found in held.items() if found}
    shown = trial.changing(written, texts.examples)
    rest = {part: found for part, found in written.items() if part not in shown}
    unshown = trial.changing(rest, texts.articles)
    idle = [part for part in rest if part not in unshown]
    for part, at in unshown.items():
        print(f"unshown   {part}  {texts.rows[at]['id'] if at != NEEDED else ''}", flush=True)
    for part in idle:
        print(f"idle      {part}", flush=True)
    print(
        f"{trial.name}: {len(tried)} tried: {len(unwritten)} unwritten, {len(shown)} shown, {len(unshown)} unshown, {len(idle)} idle",
        flush=True,
    )


if __name__ == "__main__":
    main()
