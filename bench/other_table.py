"""What the package finds in texts with another table of rules than its own."""

from __future__ import annotations

import ast
import hashlib
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mokuromi.extract.text.page import Page


def findings(ner: bool, facts: bool) -> Callable[[Mapping[str, str]], str]:
    """What is found in a text, as a hash: rows of records and facts but for the rule's name, and the cells of its tables.

    Facts count from the text's `least` score on, where it has one."""
    from mokuromi.corpus.rows import article_of
    from mokuromi.extract.pipeline import Engine, rows
    from mokuromi.extract.text.document import Document

    engines: dict[str, Engine] = {}

    def find(text: Mapping[str, str]) -> str:
        least = text.get("least", "")
        try:
            engine = engines[least] = engines.get(least) or (Engine(ner=ner, min_score=float(least)) if least else Engine(ner=ner))
            article = article_of({key: value for key, value in text.items() if key != "least"})
            document = Document(article)
            records = engine.records(document)
            items = [*records, *(engine.facts(document, records) if facts else ())]
            found = [*cells(document.page), *([(k, v) for k, v in row.items() if k not in ("rule", "sentence")] for row in rows(items))]
        except Exception as error:
            found = [[("error", repr(error))]]
        return hashlib.sha1(repr(found).encode("utf-8", "surrogatepass")).hexdigest()

    return find


def cells(page: Page) -> Iterator[object]:
    """The cells of values of a page's tables, each with what is said of it and its units."""
    for table in page.tables:
        for row, column, cell in table.values():
            yield cell, table.words(row, column), table.units(row, column)


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

    In a process of its own, in which the modules that read the table are loaded anew: rules are compiled when a module is loaded."""
    anew = readers(name)
    answers, told = os.pipe()
    child = os.fork()
    if child == 0:
        answer = "failed"
        signal.setitimer(signal.ITIMER_VIRTUAL, patience)
        try:
            _load_anew(anew, name, table)
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
    trees = {
        name: ast.parse(Path(module.__file__ or "").read_bytes()) for name, module in sys.modules.items() if name.startswith("mokuromi.")
    }
    out = {name for name, tree in trees.items() if any(isinstance(n, ast.Constant) and n.value == table for n in ast.walk(tree))}
    imports = {name: set(_imported(name, tree)) for name, tree in trees.items()}
    while more := {name for name, found in imports.items() if name not in out and found & out}:
        out |= more
    return sorted(out, reverse=True)


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
