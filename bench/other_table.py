"""What the package finds in texts with another table of rules than its own."""

from __future__ import annotations

import ast
import hashlib
import os
import signal
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mokuromi.corpus.record import Record
    from mokuromi.extract.names.ner.marginals import Marginals
    from mokuromi.extract.pipeline import Engine
    from mokuromi.extract.text.document import Document
    from mokuromi.extract.text.page import Page


@dataclass(frozen=True)
class Done:
    """What the package made of a text with its own tables."""

    document: Document
    seen: Marginals | None
    records: Sequence[Record]


Kept = dict[str, Done]
"""By the ids of texts."""


def findings(ner: bool, facts: bool, kept: Kept, alone: str = "") -> Callable[[Mapping[str, str]], str]:
    """What is found in a text, as a hash: rows of records and facts but for the rule's name, and the cells of its tables.

    Facts count from the text's `least` score on, where it has one. `alone` is what is taken from `kept` of a text, as `left_alone`
    says; without it the text is read, and put there."""
    from mokuromi.corpus.rows import article_of
    from mokuromi.extract.pipeline import Engine, rows
    from mokuromi.extract.text.document import Document

    engines: dict[str, Engine] = {}

    def read(engine: Engine, text: Mapping[str, str]) -> Done:
        done = kept.get(text["id"]) if alone else None
        if done is not None:
            return done if alone == "records" else replace(done, records=_again(engine, done, alone))
        document = Document(article_of({key: value for key, value in text.items() if key != "least"}))
        (seen,) = engine._names.ahead([document])
        made = Done(document, seen, engine.records(document, seen))
        if not alone:
            kept[text["id"]] = made
        return made

    def find(text: Mapping[str, str]) -> str:
        least = text.get("least", "")
        try:
            engine = engines[least] = engines.get(least) or (Engine(ner=ner, min_score=float(least)) if least else Engine(ner=ner))
            done = read(engine, text)
            items = [*done.records, *(engine.facts(done.document, done.records) if facts else ())]
            page = cells(done.document.page)
            found = [*page, *([(k, v) for k, v in row.items() if k not in ("rule", "sentence")] for row in rows(items))]
        except Exception as error:
            found = [[("error", repr(error))]]
        return hashlib.sha1(repr(found).encode("utf-8", "surrogatepass")).hexdigest()

    return find


_ROOMS = {"names": ("company", "organization"), "dates": ("date", "duration"), "amounts": ()}
"""The rooms that make records, in order, with the kinds of theirs."""


def _again(engine: Engine, done: Done, alone: str) -> list[Record]:
    """The records of a text, those that are left alone kept: of `names`, or of names and `dates`."""
    if alone == "seen":
        return engine.records(done.document, done.seen)
    kinds = _ROOMS["names"] + (_ROOMS["dates"] if alone == "dates" else ())
    taken = [record for record in done.records if record.kind in kinds]
    for find in (engine._amounts,) if alone == "dates" else (engine._dates, engine._amounts):
        taken = sorted([*taken, *find(done.document, taken)], key=lambda record: record.start)
    text, ident = done.document.text, done.document.article.id
    return [replace(record, article_id=ident, text=text[record.start : record.end]) for record in taken]


def left_alone(table: str, rows: Collection[str]) -> str:
    """What some rows of a table have no part in: the `records` of a text, those of `dates` and what comes before them, those of
    `names`, what the recognizer has `seen` in it, or nothing.

    Only those rows matter to the recognizer that its modules name."""
    modules = {module: module.split(".")[2:] for module in readers(table) if module.startswith("mokuromi.extract.")}
    rooms = {path[0] for path in modules.values()}
    named = {text for module, path in modules.items() if path[:2] == ["names", "ner"] for text in _strings(module)}
    if "text" in rooms or not named.isdisjoint(rows):
        return ""
    first = next((room for room in _ROOMS if room in rooms), "")
    return {"names": "seen", "dates": "names", "amounts": "dates", "": "records"}[first]


def cells(page: Page) -> Iterator[object]:
    """The cells of values of a page's tables, each with what is said of it and its units."""
    for table in page.tables:
        for row, column, cell in table.values():
            yield cell, table.words(row, column), table.units(row, column)


def changed(
    name: str,
    rows: Collection[str],
    table: Mapping[str, Any],
    texts: Sequence[tuple[int, Mapping[str, str], str]],
    read: tuple[bool, bool],
    kept: Kept,
    first: bool,
    patience: float,
) -> set[int] | None:
    """Which of `texts` (number, row, what is found in it) a table makes a difference in that is another in some `rows`; None where the
    package fails with it, or takes more than `patience` seconds. What is `kept` of a text is not made again where the rows have no
    part in it.

    In a process of its own, in which the modules that read the table are loaded anew: rules are compiled when a module is loaded."""
    anew, alone = readers(name), left_alone(name, rows)
    answers, told = os.pipe()
    child = os.fork()
    if child == 0:
        answer = "failed"
        signal.setitimer(signal.ITIMER_VIRTUAL, patience)
        try:
            _load_anew(anew, name, table)
            find = findings(*read, kept, alone)
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


def _load_anew(modules: Sequence[str], name: str, given: Mapping[str, Any]) -> None:
    """Have modules loaded again, with `given` for the table of that name."""
    from mokuromi.rules import table as tables
    from mokuromi.rules import words

    for module in modules:
        package, _, leaf = module.rpartition(".")
        delattr(sys.modules[package], leaf)
        del sys.modules[module]
    for function in vars(words).values():
        getattr(function, "cache_clear", lambda: None)()
    true = tables._document
    tables._document = lambda wanted, overlay: (("", given),) if wanted == name else true(wanted, overlay)  # type: ignore[assignment]


@cache
def readers(table: str) -> list[str]:
    """The loaded modules of the package that name a table, and those that import them."""
    names = [name for name in sys.modules if name.startswith("mokuromi.")]
    out = {name for name in names if table in _strings(name)}
    imports = {name: set(_imported(name, _tree(name))) for name in names}
    while more := {name for name, found in imports.items() if name not in out and found & out}:
        out |= more
    return sorted(out, reverse=True)


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse(Path(sys.modules[module].__file__ or "").read_bytes())


def _strings(module: str) -> set[str]:
    return {node.value for node in ast.walk(_tree(module)) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def _imported(module: str, tree: ast.Module) -> Iterator[str]:
    """What a module imports, relative names resolved; of `from a import b` both a and a.b."""
    is_package = hasattr(sys.modules[module], "__path__")
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = module.split(".")[: -(node.level - is_package) or None] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)
