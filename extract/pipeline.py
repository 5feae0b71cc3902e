"""The way through: an article in, its records and facts out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from ..corpus.article import Article
from ..corpus.record import FACT_COLUMNS, MIN_SCORE, RECORD_COLUMNS, SCHEMA_VERSION, Fact, Record
from ..rules.company import Company
from ..version import __version__
from .amounts.extract import build as build_amounts
from .dates.extract import build as build_dates
from .facts.assemble import build as build_facts
from .names.directory import directory
from .names.extract import Recognizer
from .names.extract import build as build_names
from .names.ner.marginals import Marginals
from .text.document import Document

SHORT = 4000
"""Articles of no more characters are read ahead."""


class Engine:
    """All extractors, compiled once. Build one per process; it is not meant to be pickled.

    `companies` are the user's own firms, `overlay` a folder of extra rule tables, `ner` switches the name recognizer
    ("ja"/"zh" -> the name of another spaCy pipeline replaces it for that language). Facts below `min_score` are left out.
    """

    def __init__(
        self,
        *,
        companies: Sequence[Company] = (),
        overlay: Path | None = None,
        ner: bool | Mapping[str, str] = True,
        table: bool = True,
        min_score: float = MIN_SCORE,
    ) -> None:
        recognizers = None if ner is False else _recognizers(ner if isinstance(ner, Mapping) else {})
        self._names = build_names(overlay, tuple(companies), table, recognizers)
        self._directory = directory(overlay, tuple(companies), table)
        self._dates = build_dates(overlay)
        self._amounts = build_amounts(overlay)
        self._facts = build_facts(self._directory, overlay, min_score, self._names)
        self._ahead: list[tuple[Document, Marginals | None]] = []

    def __call__(self, article: Article) -> tuple[list[Record], list[Fact]]:
        return self.extract(article)

    def ahead(self, articles: Sequence[Article]) -> None:
        """Do for several articles at once what costs less so; `extract` of each of them, the same object, goes on from there.

        Only short articles are read ahead. It never fails: what is wrong with an article comes out when it is extracted.
        """
        self._ahead = []
        with suppress(Exception):
            documents = [Document(article) for article in articles if len(article.text) <= SHORT]
            seen = self._names.ahead(documents)
            self._ahead = list(zip(documents, seen, strict=True))

    def extract(self, article: Article) -> tuple[list[Record], list[Fact]]:
        """Records sorted by start, none overlapping, and the facts they state."""
        place = next((n for n, (document, _) in enumerate(self._ahead) if document.article is article), -1)
        document, seen = self._ahead.pop(place) if place >= 0 else (Document(article), None)
        records = self.records(document, seen)
        facts = self.facts(document, records)
        _place(document, [*records, *facts])
        return records, facts

    def records(self, document: Document, seen: Marginals | None = None) -> list[Record]:
        """Records with offsets and surfaces of `document.text`, the article's reading; `seen` is what its recognizer made of it before."""
        names = self._names(document, seen)
        taken = names
        for find in (self._dates, self._amounts):
            taken = sorted([*taken, *find(document, taken)], key=_start)
        sentences: dict[int, str] = {}
        for record in taken:
            index = document.sentence_at(record.start)
            if index not in sentences:
                sentences[index] = document.text[slice(*document.sentences[index])] if document.sentences else ""
            record.article_id = document.article.id
            record.text = document.text[record.start : record.end]
            record.sentence = sentences[index]
        return taken

    def facts(self, document: Document, records: Sequence[Record]) -> list[Fact]:
        return self._facts(document, records)

    def explain(self, article: Article) -> tuple[list[Record], list[tuple[Fact, list[str]]]]:
        """Records, and each fact with the features that decided."""
        document = Document(article)
        records = self.records(document)
        explained = self._facts.explain(document, records)
        _place(document, [*records, *(fact for fact, _ in explained)])
        return records, explained


def _recognizers(others: Mapping[str, str]) -> Callable[[str], Recognizer]:
    """What gives the recognizer of a language; `others` are spaCy pipelines in its place, by "ja" or "zh"."""
    from .names.ner import recognizer

    def of(lang: str) -> Recognizer:
        other = others.get(lang[:2])
        if not other:
            return recognizer.load(lang)
        from .names.ner import plugin

        return plugin.from_spacy(other)

    return of


def _place(document: Document, found: Iterable[Record | Fact]) -> None:
    """Give records and facts of the reading the offsets and the words of the article itself."""
    text, reading = document.article.text, document.reading
    if reading.text == text:
        return
    sentences = {reading.text[start:end]: text[slice(*reading.span(start, end))] for start, end in document.sentences}
    for item in found:
        item.start, item.end = reading.span(item.start, item.end)
        item.sentence = sentences.get(item.sentence, item.sentence)
        if isinstance(item, Record):
            item.text = text[item.start : item.end]


def _start(record: Record) -> int:
    return record.start


@cache
def rules_version() -> str:
    """A hash of package version, rule tables and weights: records of equal versions are comparable."""
    digest = hashlib.sha256(f"{__version__}:{SCHEMA_VERSION}".encode())
    for package in ("mokuromi.rules", "mokuromi.extract.names", "mokuromi.extract.names.ner", "mokuromi.extract.facts"):
        for file in sorted((f for f in resources.files(package).iterdir() if f.name.endswith(".toml")), key=lambda f: f.name):
            digest.update(file.name.encode() + file.read_bytes())
    weights = resources.files("mokuromi.extract.names.ner").joinpath("weights")
    if weights.is_dir():
        for file in sorted((f for f in weights.iterdir() if f.name.endswith(".npz")), key=lambda f: f.name):
            digest.update(file.name.encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


def rows(items: Iterable[Record | Fact]) -> list[dict[str, Any]]:
    """Records or facts as rows with the contract's columns."""
    out = []
    for item in items:
        columns = RECORD_COLUMNS if isinstance(item, Record) else FACT_COLUMNS
        out.append({c: getattr(item, c) for c in columns})
    return out
