"""The pipeline as a spaCy component, and a Language that holds nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans
from spacy.vocab import Vocab

from ..corpus.article import Article
from ..corpus.language import narrow
from ..corpus.record import Fact, Record
from ..errors import ArticleError, ConfigError
from .door import log, through
from .names.directory import read_companies
from .pipeline import Engine
from .text.tokenize import cut

KEY = "mokuromi"
"""The group of doc.spans, and the key of doc.user_data that holds what spaCy can write: no objects, but their columns as text."""
StoredColumns = dict[str, str | list[str]]
RecordOrFact = TypeVar("RecordOrFact", Record, Fact)


class Tokenizer:
    """fugashi or rjieba as a spaCy tokenizer; `doc.text` is the text that was given."""

    def __init__(self, vocab: Vocab, lang: str) -> None:
        self.vocab = vocab
        self.lang = lang

    def __call__(self, text: str) -> Doc:
        words: list[str] = []
        spaces: list[bool] = []
        at = 0
        for token in cut(text, self.lang):
            if token.start > at:
                _space(text[at : token.start], words, spaces)
            words.append(text[token.start : token.end])
            spaces.append(False)
            at = token.end
        if at < len(text):
            _space(text[at:], words, spaces)
        return Doc(self.vocab, words=words, spaces=spaces)

    def to_bytes(self, **_: object) -> bytes:
        return self.lang.encode()

    def from_bytes(self, data: bytes, **_: object) -> Tokenizer:
        self.lang = data.decode()
        return self

    def to_disk(self, path: object, **_: object) -> None:
        pass

    def from_disk(self, path: object, **_: object) -> Tokenizer:
        return self


def _space(gap: str, words: list[str], spaces: list[bool]) -> None:
    """One space belongs to the word before it, as spaCy has it; other gaps are tokens of their own."""
    if words and gap[0] == " " and not spaces[-1]:
        spaces[-1] = True
        gap = gap[1:]
    if gap:
        words.append(gap)
        spaces.append(False)


@spacy.registry.tokenizers("mokuromi.tokenizer.v1")  # type: ignore[untyped-decorator]
def make_tokenizer(lang: str) -> Callable[[Language], Tokenizer]:
    """The tokenizer of a Language for "ja" or "zh"; spaCy finds it by its entry point."""
    return lambda nlp: Tokenizer(nlp.vocab, lang)


class Component:
    """Records of doc.text as spans of doc.spans["mokuromi"], with entity ids as kb_id, facts as doc._.facts.

    Set doc._.published (a date), doc._.title and doc._.issuer where they are known. `companies` is a CSV file, `rules` a folder
    of rule tables; `ents` puts the spans into doc.ents too. A text that the extraction cannot do has no spans, no facts, and
    in doc._.error what went wrong; the pipe goes on.
    """

    def __init__(self, lang: str, *, companies: str = "", rules: str = "", ner: bool = True, ents: bool = False) -> None:
        extend()
        self.lang = lang
        self.ents = ents
        self.settings = (companies, rules, ner)
        self._engine: Engine | None = None

    @property
    def engine(self) -> Engine:
        """Compiled on first use, once in each process."""
        if self._engine is None:
            companies, rules, ner = self.settings
            users = read_companies(companies) if companies else ()
            self._engine = Engine(companies=users, overlay=Path(rules) if rules else None, ner=ner)
        return self._engine

    def __call__(self, doc: Doc) -> Doc:
        lang = narrow(self.lang, doc.text)
        article = Article("", doc.text, lang, doc._.published, title=doc._.title or "", issuer=doc._.issuer or "")
        result = through(self.engine.extract, article)
        if isinstance(result, ArticleError):
            log(result)
            doc._.error, result = result.reason, ([], [])
        records, facts = result
        spans, found = [], {}
        for record in records:
            span = doc.char_span(record.start, record.end, label=record.kind, kb_id=record.entity_id or "", alignment_mode="expand")
            if span is not None:
                spans.append(span)
                found[f"{span.start_char}-{span.end_char}-{record.kind}"] = _row(record)
        doc.spans[KEY] = spans
        doc.user_data[KEY] = {"records": found, "facts": [_row(fact) for fact in facts]}
        if self.ents:
            doc.ents = filter_spans([*doc.ents, *spans])
        return doc

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_engine": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__ |= state
        extend()


def extend() -> None:
    """Give Doc and Span the attributes of the component: doc._.published, title, issuer, facts and error, span._.record."""
    if Doc.has_extension("facts"):
        return
    Doc.set_extension("title", default="")
    Doc.set_extension("issuer", default="")
    Doc.set_extension("error", default=None)
    Doc.set_extension("published", getter=_published, setter=_publish)
    Doc.set_extension("facts", getter=lambda doc: [_made(Fact, row) for row in doc.user_data.get(KEY, {}).get("facts", [])])
    Span.set_extension("record", getter=_record)


def _published(doc: Doc) -> date | None:
    text = doc.user_data.get(f"{KEY}.published", "")
    return date.fromisoformat(text) if text else None


def _publish(doc: Doc, value: date | None) -> None:
    doc.user_data[f"{KEY}.published"] = value.isoformat() if value else ""


def _record(span: Span) -> Record | None:
    row = span.doc.user_data.get(KEY, {}).get("records", {}).get(f"{span.start_char}-{span.end_char}-{span.label_}")
    return None if row is None else _made(Record, row)


def _row(item: Record | Fact) -> StoredColumns:
    values = {f.name: getattr(item, f.name) for f in fields(item)}
    return {name: list(v) if isinstance(v, tuple) else str(v) for name, v in values.items() if v is not None}


def _made(of: type[RecordOrFact], row: StoredColumns) -> RecordOrFact:
    made: dict[str, object] = {}
    for column in fields(of):
        if column.name in row:
            value, hint = row[column.name], str(column.type)
            if isinstance(value, list):
                made[column.name] = tuple(value)
            elif hint.startswith("Decimal"):
                made[column.name] = Decimal(value)
            elif hint.startswith("date"):
                made[column.name] = date.fromisoformat(value)
            else:
                made[column.name] = int(value) if hint == "int" else float(value) if hint == "float" else value
    return of(**made)  # type: ignore[arg-type]


@Language.factory("mokuromi", default_config={"companies": "", "rules": "", "ner": True, "ents": False})  # type: ignore[untyped-decorator]
def make_component(nlp: Language, name: str, companies: str, rules: str, ner: bool, ents: bool) -> Component:
    """The factory "mokuromi"; spaCy finds it by its entry point."""
    return Component(nlp.lang, companies=companies, rules=rules, ner=ner, ents=ents)


def load(lang: str, *, companies: str | Path = "", rules: str | Path = "", ner: bool = True, ents: bool = False) -> Language:
    """A spaCy Language for "ja" or "zh" with the mokuromi tokenizer and component; the settings are the component's."""
    if lang not in ("ja", "zh"):
        raise ConfigError(f"no pipeline for language {lang!r}: use 'ja', or 'zh' for Chinese in either script")
    # A blank "ja" would need SudachiPy for its own tokenizer: ours is named in the configuration instead.
    nlp = spacy.util.get_lang_class(lang).from_config(
        {"nlp": {"lang": lang, "tokenizer": {"@tokenizers": "mokuromi.tokenizer.v1", "lang": lang}, "pipeline": []}}
    )
    nlp.add_pipe("mokuromi", config={"companies": str(companies), "rules": str(rules), "ner": ner, "ents": ents})
    return nlp
