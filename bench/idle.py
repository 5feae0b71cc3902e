"""Which rows of a rule table change nothing: each is switched off, and the extraction runs again.

    python bench/idle.py TABLE... [--rows ID...] [--parts] [--no-ner] [--records] [--texts PATHS...]

TABLE is a file of rules/ (`name_words`). A text is an example of any table, a string with Japanese or Chinese, a page or a
carrier sentence in tests/, an article of corpus/gold, and what PATHS hold. Printed are: `unwritten`, what stands in no text;
`idle`, what stands in some and changes none; `unshown`, what changes an article, and no example and no text of the tests; how
many of each.

`--parts` also switches off the parts of rows: each word of a list, each key, each pattern and each alternative of a
pattern. Character classes are taken whole. `--no-ner` leaves the recognizer out, which takes most of the time, `--records` the facts:
for tables of dates and amounts.

Only texts in which the words of a part stand are read again: examples first, without the recognizer, then articles for what
changes none of these, the shortest first. Parts are switched off at once where each has texts that hold no other (a few hundred
are read for each part, so that what is `unshown` may change an example all the same); what is left then goes off in small
groups over all texts, which are halved where they change something. What a row decides beside records and facts (parse_number,
the reader of known figures) is not seen.
"""

from __future__ import annotations

import argparse
import ast
import gc
import re
import time
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import regex
from carriers import carriers
from other_table import Kept, changed, findings
from rule_parts import LANGS, NOTHING, TEXT_KEYS, Part, parts, without

ROOT = Path(__file__).parents[1]
FEW = 16
"""Parts that are switched off at once, to see whether they change anything together."""
PATIENCE = 3
"""Times as long as some texts took to read, after which reading them is given up."""
BEGINNING = 5.0
"""CPU seconds that are given besides, to load the package."""
WITNESSES = (6, 12, 25, 50, 100, 200)
"""Texts that are read for a part that goes off with others, and hold none of these, in one round after the other."""
FORMS = ("forms", "down", "chinese")
"""Keys of words that are no patterns."""
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
    """Rows of articles: the examples of all tables and the strings of the tests, with the table and the row."""
    out = []
    for path in sorted((ROOT / "rules").glob("*.toml")):
        for rows in tomllib.loads(path.read_text(encoding="utf-8")).values():
            for row in rows if isinstance(rows, list) else ():
                if not isinstance(row, dict):
                    continue
                of = {"table": path.stem, "row": str(next(iter(row.values())))}
                for example in row.get("examples", []):
                    text = example["text"].replace("[", "").replace("]", "")
                    out.append({"text": text, "lang": example["lang"], "published": str(example.get("published", ""))} | of)
    for path in sorted((ROOT / "tests").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _CJK.search(node.value) and len(node.value) < 20_000:
                text = re.sub(r"[\[\]⟦⟧\ud800-\udfff]", "", _MARK.sub(r"\1", node.value))
                out += [{"text": text, "lang": lang, "published": "2025-12-22"} for lang in _langs(text)]
    for path in sorted((ROOT / "tests").rglob("*.txt")):
        out += page_texts(path.read_text(encoding="utf-8"))
    out += [dict(text) for carrier in carriers() for text in carrier.texts()]
    return [{"id": f"x{number}", **row} for number, row in enumerate(out)]


def page_texts(file: str) -> Iterator[dict[str, str]]:
    """The pages of a file of the tests, each below `## name | lang | issuer | day | least score` and above `---`, or the whole file."""
    pages = re.findall(r"^## (.*)\n([\s\S]*?)(?=^---$|^## |\Z)", file, re.MULTILINE) or [("", file)]
    for head, page in pages:
        told = dict(zip(("lang", "issuer", "published", "least"), head.split(" | ")[1:], strict=False))
        text = page.replace("⇥", "\t")
        for lang in [told["lang"]] if told else _langs(text):
            yield {"published": "2025-12-22", **told, "text": text, "lang": lang}


def _langs(text: str) -> list[str]:
    return ["ja"] if _KANA.search(text) else ["zh-Hans", "zh-Hant"]


def article_texts(paths: Sequence[str]) -> list[dict[str, str]]:
    """Rows of the labelled articles and of those in `paths`, the shortest first."""
    from mokuromi.corpus.labelled import read_labelled
    from mokuromi.corpus.read import articles

    found = [*(labelled.article for labelled in read_labelled(ROOT / "corpus" / "gold")), *articles(paths)]
    return [
        {"id": a.id, "text": a.text, "lang": a.lang, "published": str(a.published or ""), "title": a.title, "issuer": a.issuer}
        for a in sorted(found, key=lambda a: len(a.text))
    ]


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
        text = re.escape(part.text) if part.path[0] in FORMS else part.text
        sources = [part.alone or text] if part.alone or text else list(_leaves(_value(row, part.path)))
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

    def __init__(self, rows: Sequence[Mapping[str, str]], ner: bool, facts: bool) -> None:
        from mokuromi.rules.fold import fold, fold_width

        self.rows, self.read = rows, (ner, facts)
        self.found: list[str] = []
        self.seconds: list[float] = []
        self.kept: Kept = {}
        find = findings(*self.read, self.kept)
        for row in self.rows:
            begun = time.process_time()
            self.found.append(find(row))
            self.seconds.append(time.process_time() - begun)
        self.folded = [f"{fold(row['text'])}\n{fold_width(row['text'])}" for row in self.rows]


class Trial:
    """The parts of one table, tried on texts."""

    def __init__(self, name: str, table: Mapping[str, Any], texts: Texts) -> None:
        self.name, self.table, self.texts = name, table, texts
        self.left: dict[Part, list[int]] = {}

    def holding(self, tried: Sequence[Part]) -> dict[Part, list[int]]:
        """The texts that each part can matter in, for parts that have any; examples of its table first."""
        out = {}
        for part in tried:
            found = expression(part, self.name, self.table)
            held = [at for at, text in enumerate(self.texts.folded) if found is None or found.search(text)]
            if held:
                rows = self.texts.rows
                out[part] = sorted(held, key=lambda at: (rows[at].get("table") != self.name, rows[at].get("row") != part.row))
        return out

    def changed(self, off: Sequence[Part], texts: Sequence[int], first: bool = False) -> set[int] | None:
        """The texts that change without some parts, or the first of them; None where the package fails without these."""
        if not texts:
            return set()
        given = [(at, self.texts.rows[at], self.texts.found[at]) for at in texts]
        patience = PATIENCE * sum(self.texts.seconds[at] for at in texts) + BEGINNING
        rows = {part.row for part in off}
        return changed(self.name, rows, without(self.table, off), given, self.texts.read, self.texts.kept, first, patience)

    def apart(self, tried: Mapping[Part, Sequence[int]], left: dict[Part, list[int]], most: int) -> dict[Part, int]:
        """Parts that change a text which no other holds that goes off with them, and that text; what was read is gone from `left`.

        At most `most` texts are read for a part."""
        out: dict[Part, int] = {}
        groups = packed(tried, left, most)
        while groups:
            group = groups.pop()
            different = self.changed(list(group), [at for held in group.values() for at in held])
            if different is None and len(group) > 1:
                items = list(group.items())
                groups += [dict(items[: len(items) // 2]), dict(items[len(items) // 2 :])]
            elif different is None:
                out |= dict.fromkeys(group, NEEDED)
            else:
                for part, held in group.items():
                    left[part] = [at for at in left[part] if at not in held]
                    if different.intersection(held):
                        out[part] = min(different.intersection(held))
        return out

    def rounds(self, tried: Mapping[Part, Sequence[int]]) -> dict[Part, int]:
        """Parts that change one of the texts read for them alone, and the text; what was not read is left for `together`."""
        out: dict[Part, int] = {}
        left = {part: list(held) for part, held in tried.items()}
        for most in WITNESSES:
            out |= self.apart(tried, left, most)
            left = {part: held for part, held in left.items() if held and part not in out}
        self.left = left
        return out

    def together(self, tried: Collection[Part]) -> dict[Part, int]:
        """Parts that change one of the texts that are left, and that text; a group that changes none is done with."""
        out: dict[Part, int] = {}
        todo = [part for part in self.left if part in tried]
        groups = [todo[at : at + FEW] for at in range(0, len(todo), FEW)]
        while groups:
            group = groups.pop()
            different = self.changed(group, sorted({at for part in group for at in self.left[part]}), first=True)
            if different is not None and not different:
                continue
            if len(group) > 1:
                groups += [group[: len(group) // 2], group[len(group) // 2 :]]
            else:
                out[group[0]] = min(different or (), default=NEEDED)
        return out


def packed(tried: Mapping[Part, Sequence[int]], left: Mapping[Part, Sequence[int]], most: int) -> list[dict[Part, list[int]]]:
    """Groups of the parts of `left`, each part with texts of its own that no other of its group holds, those of many texts first."""
    groups: list[tuple[dict[Part, list[int]], set[int], set[int]]] = []
    for part in sorted(left, key=lambda part: -len(tried[part])):
        for group, held, witnesses in groups:  # noqa: B007 (the one that has room)
            own = [at for at in left[part] if at not in held][:most]
            if len(own) >= min(len(left[part]), most // 2) and witnesses.isdisjoint(tried[part]):
                break
        else:
            own, group, held, witnesses = list(left[part][:most]), {}, set(), set()
            groups.append((group, held, witnesses))
        group[part] = own
        held.update(tried[part])
        witnesses.update(own)
    return [group for group, _, _ in groups]


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
    re._MAXCACHE = regex._main._MAXCACHE = 100_000  # type: ignore[attr-defined]
    tomllib.loads = cache(tomllib.loads)  # type: ignore[assignment]
    facts = not given.records
    examples, articles = example_texts(), article_texts(given.texts)
    stages = [Texts(examples, False, facts)] + ([] if given.no_ner else [Texts(examples, True, facts)])
    stages.append(Texts(articles, not given.no_ner, facts))
    gc.freeze()  # the children need not look at what they share, and copy it
    for name in given.tables:
        table = tomllib.loads((ROOT / "rules" / f"{name}.toml").read_text(encoding="utf-8"))
        tried = [part for part in parts(table, given.parts) if not given.rows or part.row in given.rows]
        told(tried, [Trial(name, table, texts) for texts in stages])


def told(tried: Sequence[Part], stages: Sequence[Trial]) -> None:
    """Try parts on examples, then on articles, and print which change nothing, or nothing but articles."""
    rest, written, unshown = dict.fromkeys(tried), set[Part](), dict[Part, str]()

    def done(found: Mapping[Part, int], trial: Trial) -> None:
        for part, at in found.items():
            del rest[part]
            if trial is stages[-1]:
                unshown[part] = trial.texts.rows[at]["id"] if at != NEEDED else ""

    for trial in stages:
        held = trial.holding(list(rest))
        written.update(held)
        done(trial.rounds(held), trial)
    for trial in stages:
        done(trial.together(rest), trial)
    for part, text in unshown.items():
        print(f"unshown   {part}  {text}", flush=True)
    for part in rest:
        print(f"{'idle     ' if part in written else 'unwritten'} {part}", flush=True)
    unwritten = sum(part not in written for part in rest)
    print(f"{stages[0].name}: {len(tried)} tried, {len(unshown)} unshown, {len(rest) - unwritten} idle, {unwritten} unwritten", flush=True)


if __name__ == "__main__":
    main()
