"""The Python face of extraction: paths, frames or articles in, pandas frames out. Light to import: each function imports what it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date
    from decimal import Decimal

    import pandas as pd
    from spacy.language import Language

    from ..corpus.article import Article
    from ..corpus.record import Fact, Record
    from ..errors import InputError
    from ..rules.company import Company
    from .pipeline import Engine

    PathLike: TypeAlias = str | os.PathLike[str]
    Source: TypeAlias = PathLike | Article | pd.DataFrame | Iterable[PathLike | Article]
    Companies: TypeAlias = PathLike | pd.DataFrame | tuple[Company, ...]
    NerChoice: TypeAlias = bool | Mapping[str, str]


def extract(
    source: Source,
    *,
    published: date | str | None = None,
    issuer: str = "",
    companies: Companies = (),
    overlay: PathLike | None = None,
    ner: NerChoice = True,
    jobs: int = 1,
    min_score: float = 0.6,
    on_error: Callable[[InputError], None] | None = None,
    progress: Callable[[int], object] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Records and facts of all articles of `source`, as two DataFrames with the contract's columns.

    `source`: a path, folder, glob or "-", a DataFrame of article rows (text, and if you have them id, lang, published, title, url,
    issuer; without ids the index names them), Articles, or a list of these. `published` (a date or ISO 8601) and `issuer` (whose
    documents they are: id, name, alias or ticker) are for inputs that carry none. `companies`: CSV path or DataFrame with
    id, name, aliases, ticker. `overlay`: folder of extra rule tables. `ner=False` leaves the name recognizer out;
    {"ja": "ja_ginza"} puts another spaCy pipeline in its place. `jobs`: processes. Facts less
    probable than `min_score` are left out: 0 gives all, more gives fewer and surer ones. `progress` is called with 1 after each article:
    the `update` of a tqdm bar. The logger mokuromi.extract tells how many articles, records and facts there were.

    Numbers are Arrow decimals (`.iloc[0]` is a Decimal; missing: NA), dates datetime64[s] (NaT), offsets int32 code points, closed lists
    categories. Raises TypeError and ConfigError for arguments that are none of these.
    An unreadable input is an InputError, an article that the extraction cannot do
    (an exception, more than a minute) an ArticleError: `on_error` takes it and the others are done; without it, it is raised.

    >>> import mokuromi as mk
    >>> records, facts = mk.extract([mk.Article("a", "小米集团2024年营收3659.1亿元。", "zh-Hans")], ner=False)
    >>> facts[["company", "metric", "period", "value"]].to_dict("records")
    [{'company': 'xiaomi', 'metric': 'revenue', 'period': '2024', 'value': Decimal('365910000000.000000000')}]
    """
    import logging
    from contextlib import closing

    from .arguments import day, jobs_of, recognizer_of, source_of
    from .stream import articles_of, settings_of, stream

    articles = articles_of(source_of(source), day(published), on_error, issuer)
    settings = settings_of(companies, overlay, recognizer_of(ner), min_score)
    with closing(stream(articles, settings, jobs_of(jobs), on_error)) as results:
        records, facts, count = _frames(results, progress)
    logging.getLogger("mokuromi.extract").info("%d articles: %d records, %d facts", count, len(records), len(facts))
    return records, facts


def _frames(
    results: Iterable[tuple[Article, list[Record], list[Fact]]], progress: Callable[[int], object] | None
) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Records and facts of articles as frames, and how many articles there were."""
    import pandas as pd

    from ..corpus.frame import typed
    from ..corpus.record import FACT_COLUMNS, RECORD_COLUMNS
    from .pipeline import rows

    records: list[dict[str, object]] = []
    facts: list[dict[str, object]] = []
    dates: dict[str, str] = {}
    count = 0
    for article, found, stated in results:
        records.extend(rows(found))
        facts.extend(rows(stated))
        if article.published:
            dates[article.id] = article.published.isoformat()
        count += 1
        if progress is not None:
            progress(1)
    out = pd.DataFrame(facts, columns=list(FACT_COLUMNS))
    if dates:
        out.attrs["published"] = dates  # for `reconcile`: what was known when the article appeared
    return typed(pd.DataFrame(records, columns=list(RECORD_COLUMNS))), typed(out), count


def extract_text(
    text: str,
    lang: str = "",
    published: date | str | None = None,
    *,
    issuer: str = "",
    companies: Companies = (),
    overlay: PathLike | None = None,
    ner: NerChoice = True,
) -> tuple[list[Record], list[Fact]]:
    """Records and facts of one text. `lang` is detected when empty; `published` is a date or ISO 8601; the rest as in `extract`.

    >>> import mokuromi as mk
    >>> records, facts = mk.extract_text("2024年の売上高は1億2,345万円だった。", ner=False)
    >>> records[1]
    Record(money '1億2,345万円' 10–19 = 123450000 JPY, currencies:JPY)
    """
    engine, article = _single(text, lang, published, issuer, companies, overlay, ner)
    return engine.extract(article)


def explain(
    text: str,
    lang: str = "",
    published: date | str | None = None,
    *,
    issuer: str = "",
    companies: Companies = (),
    overlay: PathLike | None = None,
    ner: NerChoice = True,
) -> tuple[list[Record], list[tuple[Fact, list[str]]]]:
    """Records of a text, and each fact with the chain that led to it: value, metric words, period, company, with offsets."""
    engine, article = _single(text, lang, published, issuer, companies, overlay, ner)
    return engine.explain(article)


def _single(
    text: str, lang: str, published: date | str | None, issuer: str, companies: Companies, overlay: PathLike | None, ner: NerChoice
) -> tuple[Engine, Article]:
    from ..corpus.rows import article_of
    from .arguments import recognizer_of, row_of
    from .pipeline import Engine
    from .stream import settings_of

    return Engine(**settings_of(companies, overlay, recognizer_of(ner))), article_of(row_of(text, lang, published, issuer))


def extract_batches(
    frames: Iterable[pd.DataFrame],
    what: str = "records",
    *,
    companies: Companies = (),
    overlay: PathLike | None = None,
    ner: NerChoice = True,
    on_error: Callable[[InputError], None] | None = None,
) -> Iterator[pd.DataFrame]:
    """Article rows in (id, text, lang, published, title, url, source, issuer), record or fact rows out, frame by frame.

    `what` is "records", "facts", or "failures" (article_id, reason): a row that is no article, or that the extraction cannot do,
    is logged, handed to `on_error` and left out of the other two. Serves a loop, a process pool and Spark's mapInPandas alike:
    only rows cross a process boundary. The rows are plain: Decimals, dates, None.
    """
    from . import stream
    from .arguments import recognizer_of, rows_wanted

    return stream.frames(frames, rows_wanted(what), stream.settings_of(companies, overlay, recognizer_of(ner)), on_error)


def load(
    lang: str,
    *,
    companies: str | os.PathLike[str] = "",
    rules: str | os.PathLike[str] = "",
    ner: bool = True,
    ents: bool = False,
) -> Language:
    """A spaCy Language for "ja" or "zh" with the mokuromi tokenizer and component: see doc.spans["mokuromi"].

    `companies`: a CSV of the user's firms; `rules`: a folder of rule tables; `ner`: whether the recognizer reads along; `ents`:
    whether the spans stand in doc.ents too. Raises ConfigError for another language.
    """
    from .component import load

    return load(lang, companies=str(companies), rules=str(rules), ner=ner, ents=ents)


def rules_version() -> str:
    """A hash of package version, rule tables and weights: records of equal versions are comparable."""
    from .pipeline import rules_version

    return rules_version()


def parse_number(text: str, lang: str) -> Decimal:
    """The value of the numeral `text`, written in any supported form. `lang` is ja, zh, zh-Hans or zh-Hant.

    Fractions, mixed fractions, signs, powers and scale words are read; units and currencies are not. The quotient of
    a fraction has 40 digits. Raises ValueError where `text` is no numeral.

    >>> import mokuromi as mk
    >>> mk.parse_number("三億二千万", "ja")
    Decimal('320000000')
    """
    from ..rules.parse_number import parse_number
    from .arguments import lang_of

    if not isinstance(text, str):
        raise TypeError(f"text must be a string, not {type(text).__name__}")
    return parse_number(text, lang_of(lang))
