"""The Python face: paths, frames or articles in, pandas frames out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..corpus.article import Article
from ..corpus.record import FACT_COLUMNS, RECORD_COLUMNS, Fact, Record
from ..errors import InputError
from .directory import read_companies
from .pipeline import Engine, article_of, rows

if TYPE_CHECKING:
    import pandas as pd

Source = "str | os.PathLike[str] | Article | pd.DataFrame | Iterable[str | os.PathLike[str] | Article]"
BATCH = 16
"""Articles handed to a worker at a time: large enough to hide the cost of pickling, small enough to spread."""


def articles_of(source: Any, published: date | None = None, on_error: Callable[[InputError], None] | None = None) -> Iterator[Article]:
    """Articles from paths (files, folders, globs, "-"), a DataFrame of article rows, Articles, or a mix of paths and Articles."""
    from ..corpus.read import articles

    if isinstance(source, Article):
        yield source
    elif isinstance(source, str | os.PathLike):
        yield from articles([source], published=published, on_error=on_error)
    elif hasattr(source, "to_dict"):
        for row in source.to_dict("records"):
            yield article_of(row)
    else:
        for item in source:
            yield from articles_of(item, published, on_error)


def stream(articles: Iterable[Article], *, jobs: int = 1, **settings: Any) -> Iterator[tuple[Article, list[Record], list[Fact]]]:
    """(article, records, facts) in the order of `articles`; with `jobs` > 1 in that many processes.

    `settings` are those of `Engine`. Memory stays bounded: at most 4 batches a worker are under way.
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


def _start_worker(settings: dict[str, Any]) -> None:
    global _worker
    _worker = Engine(**settings)


def _work(batch: Sequence[Article]) -> list[tuple[Article, list[Record], list[Fact]]]:
    assert _worker is not None
    return [(article, *_worker.extract(article)) for article in batch]


def extract(
    source: Any,
    *,
    published: date | None = None,
    companies: Any = (),
    overlay: str | os.PathLike[str] | None = None,
    ner: Any = True,
    jobs: int = 1,
    on_error: Callable[[InputError], None] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Records and facts of all articles of `source`, as two DataFrames with the contract's columns.

    `source`: a path, folder, glob or "-", a DataFrame of article rows (id, text, lang, published, title, url), Articles,
    or a list of these. `published` (a date) is for inputs that carry none. `companies`: CSV path or DataFrame with
    id, name, aliases, ticker. `overlay`: folder of extra rule tables. `ner=False` leaves the name recognizer out.
    Values are Decimal, dates datetime.date. Raises InputError for an unreadable input unless `on_error` takes it.
    """
    import pandas as pd

    records: list[dict[str, Any]] = []
    facts: list[dict[str, Any]] = []
    users = companies if isinstance(companies, tuple) else tuple(read_companies(companies))
    settings = {"companies": users, "overlay": Path(overlay) if overlay else None, "ner": ner}
    for _, found, stated in stream(articles_of(source, published, on_error), jobs=jobs, **settings):
        records.extend(rows(found))
        facts.extend(rows(stated))
    return pd.DataFrame(records, columns=list(RECORD_COLUMNS)), pd.DataFrame(facts, columns=list(FACT_COLUMNS))


def extract_text(text: str, lang: str = "", published: date | str | None = None, **settings: Any) -> tuple[list[Record], list[Fact]]:
    """Records and facts of one text. `lang` is detected when empty; `published` is a date or ISO 8601."""
    return Engine(**settings).extract(article_of({"id": "", "text": text, "lang": lang, "published": published}))


def explain(text: str, lang: str = "", published: date | None = None, **settings: Any) -> tuple[list[Record], list[tuple[Fact, list[str]]]]:
    """Records of a text, and each fact with the chain that led to it: value, metric words, period, company, with offsets."""
    from .document import Document
    from .fact import build

    engine = Engine(**settings)
    document = Document(article_of({"id": "", "text": text, "lang": lang, "published": published}))
    records = engine.records(document)
    chains: list[list[str]] = []
    facts = build(settings.get("overlay"))(document, records, chains)
    return records, list(zip(facts, chains, strict=True))
