"""The recognizer as a spaCy component, and other spaCy pipelines in the recognizer's place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import spacy
from spacy.language import Language

from ....corpus.article import Article
from ....corpus.language import narrow
from ....corpus.record import Record
from ....errors import ConfigError
from ...text.document import Document
from . import recognizer
from .gate import Blocked, is_institution, open_sentences
from .marginals import LABELS, Marginals

if TYPE_CHECKING:
    from spacy.tokens import Doc

COMPANY_LABELS = frozenset(
    {
        *("COMPANY", "COMPANY_GROUP", "CORPORATION", "CORPORATION_OTHER", "CORP", "法人名", "企業名"),
        *("ORG", "ORGANIZATION", "ORGANISATION", "ORGANIZATION_OTHER"),
    }
)
ORGANIZATION_LABELS = frozenset(
    {
        *("SCHOOL", "UNIVERSITY", "INSTITUTE", "RESEARCH_INSTITUTE", "GOVERNMENT", "CABINET", "POLITICAL_ORGANIZATION"),
        *("POLITICAL_ORGANIZATION_OTHER", "INTERNATIONAL_ORGANIZATION", "NONPROFIT_ORGANIZATION"),
    }
)
"""Entity labels, in upper case, of the common schemes: OntoNotes, extended named entities (GiNZA), Japanese Wikipedia NER."""


class SpacyRecognizer:
    """Entities of a spaCy pipeline as records. Only sentences that can hold a name are given to it, one by one."""

    def __init__(self, nlp: Language, name: str) -> None:
        self._nlp = nlp
        self.rule = f"ner:{name}"

    def read(self, document: Document) -> Marginals:
        """Its companies as units that are certain, its organizations likewise."""
        out = Marginals()
        found = self.find(document, ())
        certain = {kind: tuple(float(label == mark) for label in LABELS) for kind, mark in (("company", "S"), ("organization", "G"))}
        out.add([r.start for r in found], [r.end for r in found], [len(found)], [certain[r.kind] for r in found])
        return out

    def read_all(self, documents: Sequence[Document]) -> list[Marginals]:
        return [self.read(document) for document in documents]

    def find(self, document: Document, taken: Sequence[Record]) -> list[Record]:
        """Companies and organizations that overlap nothing taken, sorted by start. A spaCy entity has no score: 1."""
        spans = open_sentences(document, taken)
        blocked = Blocked([(r.start, r.end) for r in taken])
        out = []
        for (start, _), doc in zip(spans, self._nlp.pipe(document.text[s:e] for s, e in spans), strict=True):
            for entity in doc.ents:
                label = entity.label_.upper()
                kind = "company" if label in COMPANY_LABELS else "organization" if label in ORGANIZATION_LABELS else ""
                first, last = start + entity.start_char, start + entity.end_char
                if kind and blocked.free(first, last):
                    kind = "organization" if is_institution(document.folded[first:last]) else kind
                    out.append(Record(kind=kind, start=first, end=last, rule=self.rule))
        return out


@cache
def from_spacy(name: str) -> SpacyRecognizer:
    """The installed spaCy pipeline NAME (a package or a folder) as a recognizer. Raises ConfigError where it cannot be loaded."""
    try:
        nlp = spacy.load(name)
    except (OSError, ImportError, ValueError) as error:
        advice = f"install it, e.g. `pip install {name}`, or drop the ner setting"
        raise ConfigError(f"the spaCy pipeline {name!r} cannot be loaded ({error}); {advice}") from None
    return SpacyRecognizer(nlp, name)


class RecognizerComponent:
    """Sets doc.ents to the companies and organizations that the recognizer finds (labels COMPANY and ORG)."""

    def __init__(self, lang: str) -> None:
        self._lang = lang

    def __call__(self, doc: Doc) -> Doc:
        article = Article("", doc.text, narrow(self._lang, doc.text))
        found = recognizer.load(article.lang).find(Document(article), ())
        spans = [doc.char_span(r.start, r.end, label="COMPANY" if r.kind == "company" else "ORG", alignment_mode="expand") for r in found]
        doc.ents = spacy.util.filter_spans([span for span in spans if span is not None])
        return doc


@Language.factory("mokuromi_ner")  # type: ignore[untyped-decorator]
def make_component(nlp: Language, name: str) -> Any:
    """spaCy factory "mokuromi_ner"; spaCy finds it by its entry point."""
    return RecognizerComponent(nlp.lang)
