"""The pipeline as a spaCy component, and a Language that holds nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from ..corpus.article import Article
from ..corpus.language import narrow
from ..errors import ArticleError, ConfigError
from .door import log, through
from .pipeline import Engine
from .text.tokenize import cut


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

    def to_bytes(self, **_: Any) -> bytes:
        return self.lang.encode()

    def from_bytes(self, data: bytes, **_: Any) -> Tokenizer:
        self.lang = data.decode()
        return self

    def to_disk(self, path: Any, **_: Any) -> None:
        pass

    def from_disk(self, path: Any, **_: Any) -> Tokenizer:
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
def _make_tokenizer(lang: str) -> Callable[[Language], Tokenizer]:
    return lambda nlp: Tokenizer(nlp.vocab, lang)


class Component:
    """Records of doc.text as spans of doc.spans["mokuromi"]. Set doc._.published (a date) to resolve relative dates.

    A text that the extraction cannot do has no spans, no facts, and in doc._.error what went wrong; the pipe goes on.
    """

    def __init__(self, lang: str, *, ner: bool = True) -> None:
        for kind, name in ((Span, "record"), (Doc, "facts"), (Doc, "published"), (Doc, "error")):
            if not kind.has_extension(name):
                kind.set_extension(name, default=None)
        self.lang = lang
        self.engine = Engine(ner=ner)

    def __call__(self, doc: Doc) -> Doc:
        article = Article("", doc.text, narrow(self.lang, doc.text), doc._.published)
        result = through(self.engine.extract, article)
        if isinstance(result, ArticleError):
            log(result)
            doc._.error, result = result.reason, ([], [])
        records, facts = result
        spans = []
        for record in records:
            span = doc.char_span(record.start, record.end, label=record.kind, alignment_mode="expand")
            if span is not None:
                span._.record = record
                spans.append(span)
        doc.spans["mokuromi"] = spans
        doc._.facts = facts
        return doc


@Language.factory("mokuromi", default_config={"ner": True})  # type: ignore[untyped-decorator]
def make_component(nlp: Language, name: str, ner: bool) -> Component:
    """The factory "mokuromi"; spaCy finds it by its entry point."""
    return Component(nlp.lang, ner=ner)


def load(lang: str) -> Language:
    """A spaCy Language for "ja" or "zh" with the mokuromi tokenizer and component."""
    if lang not in ("ja", "zh"):
        raise ConfigError(f"no pipeline for language {lang!r}: use 'ja' or 'zh'")
    # A blank "ja" would need SudachiPy for its own tokenizer: ours is named in the configuration instead.
    nlp = spacy.util.get_lang_class(lang).from_config(
        {"nlp": {"lang": lang, "tokenizer": {"@tokenizers": "mokuromi.tokenizer.v1", "lang": lang}, "pipeline": []}}
    )
    nlp.add_pipe("mokuromi")
    return nlp
