"""Articles from wherever they come, and their records and facts, in one process or in several."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, TypedDict

from ..corpus.article import Article
from ..corpus.record import Fact, Record
from ..errors import InputError
from ..rules.company import Company
from .names.directory import read_companies
from .pipeline import Engine, article_of

BATCH = 16
"""Articles handed to a worker at a time: large enough to hide the cost of pickling, small enough to spread."""


class Settings(TypedDict):
    """What an `Engine` is built with; pickles."""

    companies: tuple[Company, ...]
    overlay: Path | None
    ner: bool | Mapping[str, str]


def settings_of(companies: Any, overlay: str | os.PathLike[str] | None, ner: bool | Mapping[str, str]) -> Settings:
    """`companies`: a CSV path, a frame with id, name, aliases and ticker, or rows that were read before."""
    users = companies if isinstance(companies, tuple) else tuple(read_companies(companies))
    return {"companies": users, "overlay": Path(overlay) if overlay else None, "ner": ner}


def articles_of(
    source: Any, published: date | None = None, on_error: Callable[[InputError], None] | None = None, issuer: str = ""
) -> Iterator[Article]:
    """Articles from paths (files, folders, globs, "-"), a DataFrame of article rows, Articles, or a mix of paths and Articles."""
    from ..corpus.read import articles

    if isinstance(source, Article):
        yield source
    elif isinstance(source, str | os.PathLike):
        yield from articles([source], published=published, issuer=issuer, on_error=on_error)
    elif hasattr(source, "to_dict"):
        for row in source.to_dict("records"):
            yield article_of(row)
    else:
        for item in source:
            yield from articles_of(item, published, on_error, issuer)


def stream(articles: Iterable[Article], settings: Settings, jobs: int = 1) -> Iterator[tuple[Article, list[Record], list[Fact]]]:
    """(article, records, facts) in the order of `articles`; with `jobs` > 1 in that many processes.

    Memory stays bounded: at most 4 batches a worker are under way.
    """
    if jobs <= 1:
        engine = Engine(**settings)
        for article in articles:
            yield article, *engine.extract(article)
        return
    source = iter(articles)
    with ProcessPoolExecutor(jobs, initializer=_start_worker, initargs=(settings,)) as pool:
        waiting = [pool.submit(_work, batch) for batch in islice(_batches(source), jobs * 4)]
        while waiting:
            yield from waiting.pop(0).result()
            batch = list(islice(source, BATCH))
            if batch:
                waiting.append(pool.submit(_work, batch))


def _batches(source: Iterator[Article]) -> Iterator[list[Article]]:
    while batch := list(islice(source, BATCH)):
        yield batch


_worker: Engine | None = None


def _start_worker(settings: Settings) -> None:
    global _worker
    _worker = Engine(**settings)


def _work(batch: Sequence[Article]) -> list[tuple[Article, list[Record], list[Fact]]]:
    assert _worker is not None
    return [(article, *_worker.extract(article)) for article in batch]
