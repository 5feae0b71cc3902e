"""Is everything there that the program needs? Each check names what is wrong and what to do."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from ...errors import MokuromiError

_LIBRARIES = (
    *("spacy", "fugashi", "unidic_lite", "regex", "pandas", "pyarrow", "rjieba", "ahocorasick_rs", "opencc", "chardet"),
    *("typer", "rich", "jinja2", "sqlalchemy", "filelock", "rensa", "trafilatura", "readability", "pypdfium2", "feedparser"),
)
# one plain sentence a language: that amounts are found in it is what is checked
_SENTENCES = {"ja": "東芝の2024年の売上高は3億円だった。", "zh-Hans": "华为2024年营收为3亿元。", "zh-Hant": "台積電2024年營收為3億元。"}


def checks(config: Path | None) -> Iterator[tuple[str, str]]:
    """(what was checked, what is wrong with it or "")."""
    yield "Python", "" if sys.version_info >= (3, 11) else f"is {sys.version.split()[0]}; 3.11 or later is needed"
    for name in _LIBRARIES:
        yield f"library {name}", _trouble(lambda name=name: import_module(name), "install it: pip install mokuromi")  # type: ignore[misc]
    yield "rule tables", _trouble(_rules)
    for lang in _SENTENCES:
        yield f"extraction, {lang}", _trouble(lambda lang=lang: _extracts(lang, False))  # type: ignore[misc]
        yield f"name recognizer, {lang}", _trouble(lambda lang=lang: _extracts(lang, True))  # type: ignore[misc]
    if config is not None:
        yield from _configured(config)


def _configured(path: Path) -> Iterator[tuple[str, str]]:
    from . import opening, store
    from .config import load

    try:
        config = load(path)
    except MokuromiError as error:
        yield "configuration", str(error)
        return
    yield "configuration", ""
    yield f"store {store.shown(config.store)}", _trouble(lambda: opening.connect(config.store).dispose())
    for folder in (config.out, config.quarantine):
        yield f"folder {folder}", _trouble(lambda folder=folder: _writable(folder), "allow writing, or choose another")  # type: ignore[misc]
    from ...corpus.read import find

    found = next(iter(find(config.inbox)), None)
    yield "inbox", str(found) if isinstance(found, MokuromiError) else ""


def _trouble(check: Callable[[], object], advice: str = "") -> str:
    try:
        check()
    except MokuromiError as error:
        return str(error)
    except Exception as error:
        return f"{type(error).__name__}: {error}{f'; {advice}' if advice else ''}"
    return ""


def _rules() -> None:
    from ...extract.pipeline import Engine, rules_version

    Engine(ner=False)
    rules_version()


def _extracts(lang: str, ner: bool) -> None:
    from ...corpus.article import Article
    from ...extract.pipeline import Engine

    records, _ = Engine(ner=ner).extract(Article("doctor", _SENTENCES[lang], lang))
    if not any(record.kind == "money" for record in records):
        raise ValueError("a plain amount is not found; install mokuromi again")


def _writable(folder: Path) -> None:
    from ...corpus.write import replacing

    probe = folder / ".mokuromi-doctor"
    with replacing(probe) as file:
        file.write(b"ok")
    probe.unlink()
