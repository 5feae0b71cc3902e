"""Which rows of a rule table change nothing: each is switched off, and the extraction runs again.

    python bench/idle.py TABLE [--rows ID...] [--parts] [--no-ner] [--records] [--texts PATHS...]

TABLE is a file of rules/ (`name_words`). A text is an example of any table, a string with Japanese or Chinese in tests/, an
article of corpus/gold, and what PATHS hold. Printed are: `unwritten`, what stands in no text; `idle`, what stands in some
and changes none; `unshown`, what changes an article, and no example and no string of the tests; how many there are of each.

`--parts` also switches off the parts of rows: each word of a list, each key, each pattern and each alternative of a
pattern. Character classes are taken whole. `--no-ner` leaves the recognizer out, which takes most of the time, `--records` the facts:
for tables of dates and amounts.

Only texts in which the words of a part stand are read again; many parts are switched off at once where each has texts
that hold no other. What a row decides beside records and facts (parse_number, the reader of known figures) is not seen.
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
"""Parts that are switched off at once, at most twice as many."""
FEW = 16
"""Parts that are switched off at once, to see whether they change anything together."""
PATIENCE = 2
"""Times as long as reading all texts once."""
WITNESSES = 6
"""Texts read for each of these."""
_ANCHOR = re.compile(r"(?<![\\\[])[$^]|(?<!\\)\\[AZ]")
"""The end or the beginning of what a pattern is matched on, which may be a part of a text."""
_NOT = re.compile(r"\(\?<?!(?:[^()\\]|\\.)*\)")
"""What must not stand there."""
_SLOT = re.compile(r"\{:?(-?[a-z_][a-z0-9-]*)\}")
_MARK = re.compile(r"\[([^\[\]|]*)\|[^\[\]]*\]")
"""[surface|fields], as tests mark what is to be found."""
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_KANA = re.compile("[\u3040-\u30ff]")


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
                text = re.sub(r"[\[\]⟦⟧\ud800-\udfff]", "", _MARK.sub(r"\1", node.value))
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


class Trial:
    """The texts with what is found in them, and the parts of one table tried on them."""

    def __init__(self, name: str, table: Mapping[str, Any], paths: Sequence[str], ner: bool, facts: bool) -> None:
        from mokuromi.rules.fold import fold, fold_width

        self.name, self.table = name, table
        self.read = (ner, facts)
        examples = example_texts(name)
        self.texts = [*examples, *article_texts(paths)]
        self.examples = len(examples)
        begun = time.process_time()
        find = findings(*self.read)
        self.base = [find(text) for text in self.texts]
        self.patience = PATIENCE * (time.process_time() - begun) + 10
        """CPU seconds after which a part is taken to be needed: without it, reading may not end."""
        self._folded = [f"{fold(t['text'])}\n{fold_width(t['text'])}" for t in self.texts]

    def holding(self, part: Part) -> list[int]:
        """The texts that a part can matter in; examples first."""
        found = expression(part, self.name, self.table)
        return [at for at, text in enumerate(self._folded) if found is None or found.search(text)]

    def changed(self, off: Sequence[Part], texts: Sequence[int], first: bool = False) -> set[int] | None:
        """The texts that change without some parts, or the first of them; None where the package fails without these."""
        given = [(at, self.texts[at], self.base[at]) for at in texts]
        return changed(self.name, without(self.table, off), given, self.read, first, self.patience)

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

    def silent(self, tried: Mapping[Part, Sequence[int]]) -> set[Part]:
        """Parts that change nothing together with others; one that does may hide what another does, so its group is halved."""
        out: set[Part] = set()
        todo = list(tried)
        groups = [todo[at : at + FEW] for at in range(0, len(todo), FEW)]
        while groups:
            group = groups.pop()
            different = self.changed(group, sorted({text for part in group for text in tried[part]}), first=True)
            if different is not None and not different:
                out.update(group)
            elif len(group) > 2:
                groups += [group[: len(group) // 2], group[len(group) // 2 :]]
        return out


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
    parser.add_argument("table")
    parser.add_argument("--rows", nargs="+", default=[])
    parser.add_argument("--parts", action="store_true")
    parser.add_argument("--no-ner", action="store_true")
    parser.add_argument("--records", action="store_true")
    parser.add_argument("--texts", nargs="+", default=[])
    given = parser.parse_args()
    # what is unchanged is neither compiled nor parsed again in each child
    re._MAXCACHE = 100_000  # type: ignore[attr-defined]
    tomllib.loads = cache(tomllib.loads)  # type: ignore[assignment]
    table = tomllib.loads((ROOT / "rules" / f"{given.table}.toml").read_text(encoding="utf-8"))
    trial = Trial(given.table, table, given.texts, not given.no_ner, not given.records)
    tried = {part: trial.holding(part) for part in parts(table, given.parts) if not given.rows or part.row in given.rows}
    unwritten = [part for part, texts in tried.items() if not texts]
    for part in unwritten:
        print(f"unwritten {part}", flush=True)
    shown = trial.shown({part: texts for part, texts in tried.items() if texts})
    counts = Counter(unwritten=len(unwritten), shown=len(shown))
    rest = [part for part, texts in tried.items() if texts and part not in shown]
    silent = trial.silent({part: tried[part] for part in rest})
    for part in rest:
        different = set() if part in silent else trial.changed([part], tried[part], first=True)
        at = min(different or (), default=-1)
        kind = "idle" if different is not None and at < 0 else "unshown" if at >= trial.examples else "shown"
        counts[kind] += 1
        if kind != "shown":
            print(f"{kind:9} {part}  {trial.texts[at]['id'] if at >= 0 else ''}", flush=True)
    print(f"{len(tried)} tried: {', '.join(f'{count} {kind}' for kind, count in counts.items())}")


if __name__ == "__main__":
    main()
