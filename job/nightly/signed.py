"""The extraction as the nightly job wants it: with the signature of each text, made in the worker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ...corpus.article import Article
from ...corpus.record import Fact, Record
from ..batch import companies_of
from .minhash import signature

Extract = Callable[[Article], tuple[list[Record], list[Fact]]]
Factory = Callable[[], Extract]
"""Builds the extraction inside the worker; must pickle."""


def build_extract(companies: Path | None, overlay: Path | None, ner: bool) -> Extract:
    """The program's own extraction; a `Factory` once its arguments are bound."""
    from ...extract.pipeline import Engine

    return Engine(companies=companies_of(companies), overlay=overlay, ner=ner).extract


def signed(factory: Factory) -> Callable[[Article], tuple[list[Record], list[Fact], bytes]]:
    extract = factory()

    def made(article: Article) -> tuple[list[Record], list[Fact], bytes]:
        return *extract(article), signature(article.text)

    return made
