"""No pattern waits for a character that folding has removed: every compiled pattern of extract/ is read, literal by literal."""

import json
import re
import subprocess
import sys
from pathlib import Path
from re import _constants as op
from re import _parser as sre

import pytest

import mokuromi
from mokuromi.rules.fold import fold

HOME = Path(mokuromi.__file__).parent

RECORD = """
import json, re, regex, sys

found = set()

def recording(compile_):
    def wrapped(pattern, *args, **kwargs):
        frame = sys._getframe(1)
        if frame.f_code.co_filename.endswith(("rules/fold.py", "rules/legal_form.py")):
            return compile_(pattern, *args, **kwargs)  # what folds texts or names reads what is not folded yet
        while frame is not None and not frame.f_code.co_filename.startswith(sys.argv[1]):
            frame = frame.f_back
        if frame is not None and isinstance(pattern, str):
            found.add((frame.f_code.co_filename, pattern))
        return compile_(pattern, *args, **kwargs)
    return wrapped

re.compile, regex.compile = recording(re.compile), recording(regex.compile)
import mokuromi
from datetime import date
from mokuromi.corpus.article import Article
from mokuromi.extract.pipeline import Engine

engine = Engine(ner=False)
texts = {
    "ja": "株式会社山田製作所（以下「山田」）は2025年3月期の売上高が前期比3割6分増の1億2,345万円だったと発表した。\\n| 百万円 | 2024年 |\\n| 売上高 | 1,234 |",
    "zh-Hans": "北京星河科技有限公司（下称“星河”）2024年上半年营收为4.42亿元，同比增长三成半，数亿元投入，净利3、4成。",
    "zh-Hant": "港交所上市的星河科技公布，截至2025年3月31日止年度收入新台幣86.4億元（下同），前五大客戶佔百分之三。",
}
for lang, text in texts.items():
    engine.extract(Article(lang, text, lang, date(2025, 6, 1)))
json.dump(sorted(found), sys.stdout)
"""

_JAPANESE = "Japanese names stand in the forms that their dictionary knows: of narrow width, but not simplified"
RAW = {
    "extract/text/reading.py": "makes the plain text that is folded afterwards",
    "extract/amounts/commas.py": "tells full-width commas apart from half-width ones, which folding would make one",
    "extract/text/document.py": "cuts sentences of the article's own text, whose full-width marks folding would merge with decimal points and commas",
    "extract/text/lines.py": "reads columns, whose full-width spaces and bars folding would take away",
    "extract/names/grammar.py": _JAPANESE,
    "extract/names/candidates.py": _JAPANESE,
    "extract/names/context.py": _JAPANESE,
    "extract/names/declared.py": _JAPANESE,
    "extract/names/span.py": _JAPANESE,
}
"""Files whose patterns are matched against the text itself, each with the reason."""

_REGEX_ONLY = [(re.compile(own), plain) for own, plain in ((r"\(\?r\)", ""), (r"\\p\{\w+\}", r"\\w"), (r"\(\?P?<[a-z]\w*>", "("))]
"""What only the regex module knows: search from the end, properties, a group's name given twice. None holds a literal."""


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
def compiled() -> dict[str, set[str]]:
    """For each file of extract/, the characters of its patterns that no folded text holds, each with its pattern."""
    run = subprocess.run([sys.executable, "-c", RECORD, str(HOME / "extract")], capture_output=True, text=True, check=True, cwd=HOME.parent)
    out: dict[str, set[str]] = {}
    for file, pattern in json.loads(run.stdout):
        name = Path(file).relative_to(HOME).as_posix()
        dead = {c for c in literals(pattern) if fold(c) != c}
        out.setdefault(name, set())
        if dead:
            out[name].add(f"{''.join(sorted(dead))} in {pattern[:80]}")
    return out


def test_patterns_of_every_room_are_seen(compiled):
    rooms = {name.split("/")[1] for name in compiled}
    assert {"amounts", "dates", "names", "facts", "text"} <= rooms


def test_no_alternative_waits_for_what_folding_removes(compiled):
    offenders = {name: dead for name, dead in compiled.items() if dead and name not in RAW}
    assert not offenders, "\n".join(f"{name}: {text}" for name, dead in offenders.items() for text in sorted(dead))


def test_lists_of_exceptions_hold_nothing_else(compiled):
    assert not {name for name in RAW if not compiled.get(name)}


@pytest.mark.parametrize(("pattern", "want"), [("a[b-d]|(?<!e)f", "aef"), ("[gh]{1,3}(?=i)", "ghi"), (r"\d+\.", ".")])
def test_literals(pattern, want):
    assert literals(pattern) == set(want)
