"""Articles from wherever they come, and their records and facts, in one process or in several."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import closing
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from ..corpus.article import Article
from ..corpus.read import Failed
from ..corpus.record import FACT_COLUMNS, MIN_SCORE, RECORD_COLUMNS, Fact, Record
from ..corpus.rows import article_of
from ..corpus.stream import DEFAULT, Limits
from ..errors import ArticleError, InputError
from ..rules.company import Company
from .door import log, through
from .names.directory import read_companies
from .pipeline import Engine, rows
from .worker import Crashed, Work, Worker, in_order

if TYPE_CHECKING:
    import pandas as pd

BATCH = 16
"""Articles handed to a worker at a time: large enough to hide the cost of pickling, small enough to spread."""


class Settings(TypedDict):
    """What an `Engine` is built with; pickles."""

    companies: tuple[Company, ...]
    overlay: Path | None
    ner: bool | Mapping[str, str]
    min_score: float


def settings_of(
    companies: Any, overlay: str | os.PathLike[str] | None, ner: bool | Mapping[str, str], min_score: float = MIN_SCORE
) -> Settings:
    """`companies`: a CSV path, a frame with id, name, aliases and ticker, or rows that were read before."""
    users = companies if isinstance(companies, tuple) else tuple(read_companies(companies))
    return {"companies": users, "overlay": Path(overlay) if overlay else None, "ner": ner, "min_score": min_score}


def articles_of(
    source: Any,
    published: date | None = None,
    on_error: Failed | None = None,
    issuer: str = "",
    limits: Limits = DEFAULT,
    reader: Worker | None = None,
) -> Iterator[Article]:
    """Articles from paths (files, folders, globs, "-"), a DataFrame of article rows, Articles, or a mix of paths and Articles.

    `reader`: a process that reads the files, so that none can hang or take all memory.
    """
    from ..corpus.read import find, read_file

    if isinstance(source, Article):
        yield source
    elif isinstance(source, str | os.PathLike):
        for found in find([source]):
            if isinstance(found, InputError):
                items: Iterable[Article | InputError] = [found]
            elif reader is None or found.path is None:
                items = read_file(found, published=published, issuer=issuer, limits=limits)
            else:
                items = _read(reader, found, published, issuer)
            yield from _usable(items, on_error)
    elif hasattr(source, "to_dict"):
        yield from _usable(map(_row, source.to_dict("records")), on_error)
    else:
        for item in source:
            yield from articles_of(item, published, on_error, issuer, limits, reader)


def _read(reader: Worker, found: Any, published: date | None, issuer: str) -> Iterator[Article | InputError]:
    try:
        yield from reader.read(found, published, issuer)
    except Crashed as crash:
        yield InputError(f"{found.name}: cannot be read: {crash}")


def _usable(items: Iterable[Article | InputError], on_error: Failed | None) -> Iterator[Article]:
    for item in items:
        if isinstance(item, Article):
            yield item
        elif on_error is None:
            raise item
        else:
            on_error(item)


def _row(row: Mapping[Any, Any]) -> Article | InputError:
    """An article of a frame's row, or what is wrong with the row."""
    try:
        return article_of({str(k): v for k, v in row.items()})
    except KeyError as error:
        return InputError(f"article row without {error}; give each row an id and a text")
    except (ValueError, TypeError) as error:
        return InputError(f"article {row.get('id')!r}: {error}")


def extraction(settings: Settings) -> Work:
    """Records and facts of one article; a `worker.Factory` once its argument is bound."""
    return Engine(**settings)


def stream(
    articles: Iterable[Article], settings: Settings, jobs: int = 1, on_error: Failed | None = None, limits: Limits = DEFAULT,
    isolated: bool = False,
) -> Generator[tuple[Article, list[Record], list[Fact]], None, None]:  # fmt: skip
    """(article, records, facts) in the order of `articles`; with `jobs` > 1, or `isolated`, in that many processes.

    An article that fails is logged with its traceback and handed to `on_error` as an ArticleError, raised where there is
    none. `limits.seconds` ends each article everywhere (in this process: in its main thread), `limits.memory` in processes of
    their own. Memory stays bounded: few batches are under way.
    """
    if jobs <= 1 and not isolated:
        results = _here(articles, settings, limits)
    else:
        results = _in_workers(articles, settings, jobs, limits)
    with closing(results):
        for article, result in results:
            if not isinstance(result, ArticleError):
                yield article, *result
                continue
            log(result)
            if on_error is None:
                raise result
            on_error(result)


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    source = iter(articles)
    while batch := list(islice(source, BATCH)):
        yield batch


def _here(articles: Iterable[Article], settings: Settings, limits: Limits) -> Generator[tuple[Article, Any], None, None]:
    engine = Engine(**settings)
    for batch in _batches(articles):
        engine.ahead(batch)
        for article in batch:
            yield article, through(engine, article, limits.seconds)


def _in_workers(articles: Iterable[Article], settings: Settings, jobs: int, limits: Limits) -> Generator[tuple[Article, Any], None, None]:
    workers = [Worker(partial(extraction, settings), limits, shared=jobs > 1) for _ in range(jobs)]
    given: list[list[Article]] = []

    def batches() -> Iterator[list[Article]]:
        for batch in _batches(articles):
            given.append(batch)
            yield batch

    try:
        with closing(in_order(workers, batches())) as done:
            for results in done:
                yield from zip(given.pop(0), results, strict=True)
    finally:
        for worker in workers:
            worker.close()


def frames(source: Iterable[pd.DataFrame], what: str, settings: Settings, on_error: Failed | None = None) -> Iterator[pd.DataFrame]:
    """Frames of article rows in, frames of rows out: records, facts, or the failures (article_id, reason)."""
    import pandas as pd

    if what not in _FRAMES:
        raise ValueError(f"what={what!r}: use one of {', '.join(_FRAMES)}")
    engine = _engine(settings)
    for frame in source:
        out: list[dict[str, Any]] = []
        for row, article in _read_ahead(engine, frame):
            result = article if isinstance(article, InputError) else through(engine, article, DEFAULT.seconds)
            if isinstance(result, InputError):
                log(result)
                if on_error is not None:
                    on_error(result)
                if what == "failures":
                    out.append({"article_id": str(row.get("id")), "reason": str(result)})
            elif what != "failures":
                out.extend(rows(result[0 if what == "records" else 1]))
        yield pd.DataFrame(out, columns=list(_FRAMES[what]))


def _read_ahead(engine: Engine, frame: pd.DataFrame) -> Iterator[tuple[Mapping[Any, Any], Article | InputError]]:
    """The rows of a frame with their articles, read ahead in batches."""
    rows_of_frame = frame.to_dict("records")
    for first in range(0, len(rows_of_frame), BATCH):
        batch = [(row, _row(row)) for row in rows_of_frame[first : first + BATCH]]
        engine.ahead([article for _, article in batch if isinstance(article, Article)])
        yield from batch


_FRAMES = {"records": RECORD_COLUMNS, "facts": FACT_COLUMNS, "failures": ("article_id", "reason")}
_engines: dict[str, Engine] = {}


def _engine(settings: Settings) -> Engine:
    key = repr(sorted(settings.items()))
    if key not in _engines:
        _engines.clear()
        _engines[key] = Engine(**settings)
    return _engines[key]
