"""No pattern waits for a character that folding has removed: every compiled pattern of extract/ is read, literal by literal."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from re import _constants as op
from re import _parser as sre

import pytest

import mokuromi
from mokuromi.rules import words
from mokuromi.rules.fold import fold, fold_width

HOME = Path(mokuromi.__file__).parent

RECORD = """
import importlib, json, pkgutil, re, regex, sys

found = set()
home = sys.argv[1]

def recording(compile_):
    def wrapped(pattern, *args, **kwargs):
        frame = sys._getframe(1)
        file = frame.f_code.co_filename
        if not file.startswith(home) or "site-packages" in file or file.endswith(("rules/fold.py", "rules/legal_form.py")):
            return compile_(pattern, *args, **kwargs)  # another package's, or what folds: it reads what is not folded yet
        while frame is not None and not frame.f_code.co_filename.startswith(home + "/extract/"):
            frame = frame.f_back
        if frame is not None and isinstance(pattern, str):
            found.add((frame.f_code.co_filename, frame.f_lineno, pattern))
        return compile_(pattern, *args, **kwargs)
    return wrapped

re.compile, regex.compile = recording(re.compile), recording(regex.compile)
import mokuromi.extract
for module in pkgutil.walk_packages(mokuromi.extract.__path__, "mokuromi.extract."):
    importlib.import_module(module.name)
from datetime import date
from mokuromi.corpus.article import Article
from mokuromi.extract.names.ner import config, corpora
from mokuromi.extract.pipeline import Engine
from mokuromi.rules.company import Company

for name in config.read()["forms"]:
    corpora._form(name)
engine = Engine(companies=(Company("seiga", "星河科技", tickers=("02513.HK",)),))
texts = {
    "ja": "株式会社山田製作所（以下「山田」）は2025年3月期の売上高が前期比3割6分増の1億2,345万円だったと発表した。\\n（単位億円）売上高＝1850。\\n| 百万円 | 2024年 |\\n| 売上高 | 1,234 |",
    "zh-Hans": "北京星河科技有限公司（下称“星河”）2024年上半年营收为4.42亿元，同比增长三成半，数亿元投入，净利3、4成。由美团龙珠领投。咕咚完成A轮融资。证券简称：星河科技",
    "zh-Hant": "港交所上市的星河科技公布，截至2025年3月31日止年度收入新台幣86.4億元（下同），前五大客戶佔百分之三。",
}
for lang, text in texts.items():
    engine.extract(Article(lang, text, lang, date(2025, 6, 1)))
json.dump(sorted(found), sys.stdout)
"""

RAW = {
    "extract/text/flattened.py": "reads the plain text that is folded afterwards",
    "extract/text/reading.py": "makes the plain text that is folded afterwards",
    "extract/amounts/commas.py": "tells full-width commas apart from half-width ones, which folding would make one",
    "extract/text/document.py": "cuts sentences of the article's own text, whose full-width marks folding would merge with decimal points and commas",
    "extract/text/lines.py": "reads columns, whose full-width spaces and bars folding would take away",
    "extract/names/ner/corpora.py": "reads labelled strings of corpora as they are",
}
"""Files whose patterns are matched against the text itself, each with the reason."""
NARROW = {f"extract/names/{name}.py" for name in ("grammar", "candidates", "context", "declared", "proposals", "span", "weigh")}
"""Files whose patterns are matched against Japanese names, too, in the forms that their dictionary knows: of narrow width, not simplified."""

_REGEX_ONLY = [(re.compile(own), plain) for own, plain in ((r"\(\?r\)", ""), (r"\(\?P=\w+\)", ""), (r"\\p\{\w+\}", r"\\w"), (r"\(\?P?<[a-z]\w*>", "("))]
"""What holds no literal: search from the end, what a group held, properties, the name of a group, which may be given twice."""


def literals(pattern: str) -> set[str]:
    """All characters that a pattern names, those of sets and look-arounds included; ranges count by their ends only."""
    out: set[str] = set()

    def walk(node: object) -> None:
        if isinstance(node, tuple) and len(node) == 2 and node[0] in (op.LITERAL, op.NOT_LITERAL):
            out.add(chr(node[1]))
        elif isinstance(node, tuple) and len(node) == 2 and node[0] is op.RANGE:
            return
        elif isinstance(node, sre.SubPattern | list | tuple):
            for child in node:
                walk(child)

    for own, plain in _REGEX_ONLY:
        pattern = own.sub(plain, pattern)
    walk(sre.parse(pattern))
    return out


@pytest.fixture(scope="module")
def recorded() -> list[tuple[str, int, str]]:
    """File of extract/, line and pattern of all that is compiled when its modules are loaded and articles are read."""
    run = subprocess.run([sys.executable, "-c", RECORD, str(HOME)], capture_output=True, text=True, check=True, cwd=HOME.parent)
    return [(Path(file).relative_to(HOME).as_posix(), line, pattern) for file, line, pattern in json.loads(run.stdout)]


@pytest.fixture(scope="module")
def dead(recorded) -> dict[str, set[str]]:
    """For each file, the characters of its patterns that what they are matched on never holds, each with its pattern."""
    out: dict[str, set[str]] = {}
    for name, _, pattern in recorded:
        folded = fold_width if name in NARROW else fold
        if gone := {c for c in literals(pattern) if folded(c) != c}:
            out.setdefault(name, set()).add(f"{''.join(sorted(gone))} in {pattern[:80]}")
    return out


def _compiles(node: ast.AST) -> bool:
    function = node.func if isinstance(node, ast.Call) else None
    if not isinstance(function, ast.Attribute) or not isinstance(function.value, ast.Name):
        return False
    return function.attr == "compile" and function.value.id in ("re", "regex")


def test_every_pattern_is_seen(recorded):
    lines: dict[str, set[int]] = {}
    for name, line, _ in recorded:
        lines.setdefault(name, set()).add(line)
    places = [
        (path.relative_to(HOME).as_posix(), node)
        for path in (HOME / "extract").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if _compiles(node)
    ]
    assert len(places) > 100
    unseen = [f"{name}:{node.lineno}" for name, node in places if lines.get(name, set()).isdisjoint(range(node.lineno, node.end_lineno + 1))]
    assert not unseen, "a text in RECORD must reach these: " + ", ".join(unseen)


def test_no_alternative_waits_for_what_folding_removes(dead):
    offenders = {name: gone for name, gone in dead.items() if name not in RAW}
    assert not offenders, "\n".join(f"{name}: {text}" for name, gone in offenders.items() for text in sorted(gone))


def test_lists_of_exceptions_hold_nothing_else(recorded, dead):
    assert not RAW.keys() - dead.keys()
    assert not {name for name in NARROW if not any(fold(c) != c for file, _, pattern in recorded if file == name for c in literals(pattern))}


WORDS = [
    (path.stem, row["id"])
    for path in sorted((HOME / "rules").glob("*.toml"))
    for row in tomllib.loads(path.read_text(encoding="utf-8")).get("words", ())
]


@pytest.mark.parametrize("table", sorted({table for table, _ in WORDS}))
def test_no_row_of_words_waits_for_what_folding_removes(table):
    for ident in (ident for name, ident in WORDS if name == table):
        assert not {c for c in literals(words.source(table, ident)) if fold(c) != c}, ident
        assert not {c for c in literals(words.source(table, ident, han=False)) if fold_width(c) != c}, ident


@pytest.mark.parametrize(("pattern", "want"), [("a[b-d]|(?<!e)f", "aef"), ("[gh]{1,3}(?=i)", "ghi"), (r"\d+\.", ".")])
def test_literals(pattern, want):
    assert literals(pattern) == set(want)
