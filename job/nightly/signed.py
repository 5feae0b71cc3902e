"""The extraction as the nightly job wants it: with the signature of each text, made in the worker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from ...corpus.article import Article
from ...corpus.record import Fact, Record
from ...extract.worker import ReadsAhead
from ..batch import companies_of
from .minhash import signature

Extract = Callable[[Article], tuple[list[Record], list[Fact]]]
Factory = Callable[[], Extract]
"""Builds the extraction inside the worker; must pickle."""


def build_extract(companies: Path | None, overlay: Path | None, ner: bool) -> Extract:
    """The program's own extraction; a `Factory` once its arguments are bound."""
    from ...extract.pipeline import Engine

    return Engine(companies=companies_of(companies), overlay=overlay, ner=ner)


class Signed:
    """Records, facts and signature of an article."""

    def __init__(self, factory: Factory) -> None:
        self._extract = factory()

    def ahead(self, articles: Sequence[Article]) -> None:
        if isinstance(self._extract, ReadsAhead):
            self._extract.ahead(articles)

    def __call__(self, article: Article) -> tuple[list[Record], list[Fact], bytes]:
        return *self._extract(article), signature(article.text)
