"""What the commands do, apart from the command line: read, extract, compare, write."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from ..corpus.article import Article
from ..corpus.record import FACT_COLUMNS, MIN_SCORE, Fact, Record, arrow_type, fact_schema, record_schema
from ..corpus.stream import DEFAULT, Limits
from ..errors import ArticleError, ConfigError, InputError, KnownFiguresError

if TYPE_CHECKING:
    import pandas as pd

    from ..rules.company import Company

Warn = Callable[[str], None]
CHUNK = 256
"""Articles whose rows are written together."""
WEAK_SCORE = 0.3
"""Facts that are compared with known figures, which may bear out what is less probable than MIN_SCORE by itself."""


@dataclass(frozen=True)
class BatchOptions:
    """What every command that reads articles takes."""

    paths: Sequence[str]
    published: str = ""
    issuer: str = ""
    jobs: int = 1
    ner: bool | Mapping[str, str] = True
    companies: Path | None = None
    overlay: Path | None = None
    limits: Limits = DEFAULT
    min_score: float = MIN_SCORE


@dataclass
class Extracted:
    """All rows of one batch, and how many inputs could not be used."""

    records: list[Record] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    articles: dict[str, Article] = field(default_factory=dict)
    failed: int = 0
    saved: pd.DataFrame | None = None
    """Facts that were extracted before, in place of `facts`."""


def day(text: str) -> date | None:
    """An ISO date of the command line; ConfigError when it is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ConfigError(f"--published {text}: not a date; write it as YYYY-MM-DD") from None


def limits(seconds: float, megabytes: int) -> Limits:
    return replace(DEFAULT, seconds=seconds, memory=megabytes << 20)


def companies_of(path: Path | None) -> tuple[Company, ...]:
    """The user's firms: our CSV, or a list as JPX, EDINET and HKEX publish it."""
    from ..extract.names.directory import read_companies
    from ..reconcile.known.company_lists import is_master, read_master

    if path is None:
        return ()
    return read_companies(read_master(path) if is_master(path) else path)


def _articles(options: BatchOptions, done: Extracted, warn: Warn) -> Generator[tuple[Article, list[Record], list[Fact]], None, None]:
    """Article by article, read and extracted in processes of their own.

    A bad input is one line of `warn` and counted, an article that fails is counted and in the log with its traceback, an id
    that stands twice is told.
    """
    from ..extract.stream import articles_of, settings_of, stream
    from ..extract.worker import Worker
    from .progress import track

    seen: set[str] = set()

    def fail(error: InputError) -> None:
        done.failed += 1
        if isinstance(error, ArticleError):
            seen.add(error.article)
        else:
            warn(str(error))

    if options.overlay is not None and not options.overlay.is_dir():
        raise ConfigError(f"--rules {options.overlay}: no such folder")
    settings = settings_of(companies_of(options.companies), options.overlay, options.ner, options.min_score)
    reader = Worker(no_extraction, options.limits)
    articles = articles_of(list(options.paths), day(options.published), fail, options.issuer, options.limits, reader)
    try:
        with closing(stream(articles, settings, options.jobs, fail, options.limits, isolated=True)) as results:
            for article, records, facts in track(results, options.paths):
                if article.id in seen:
                    warn(f"{article.source}: article id {article.id!r} stands twice; both are kept, give them ids of their own")
                seen.add(article.id)
                yield article, records, facts
    finally:
        reader.close()
    if done.failed and not seen:
        raise InputError("no input could be used; see the lines above")


def no_extraction() -> NoReturn:
    """The factory of a worker that only reads."""
    raise ConfigError("this worker only reads")


def extract(options: BatchOptions, warn: Warn) -> Extracted:
    """Everything in memory, for a table or a comparison."""
    done = Extracted()
    with closing(_articles(options, done, warn)) as articles:
        for article, records, facts in articles:
            done.articles[article.id] = article
            done.records.extend(records)
            done.facts.extend(facts)
    return done


def saved(options: BatchOptions) -> Extracted | None:
    """Facts of an earlier `extract --out`, where all paths are such; None where they are articles."""
    from ..reconcile.facts_file import is_facts, read_facts

    paths = [Path(path) for path in options.paths]
    if not paths or not all(is_facts(path) for path in paths):
        return None
    import pandas as pd

    return Extracted(saved=pd.concat([read_facts(path) for path in paths], ignore_index=True))


def extract_to(options: BatchOptions, out: Path, fmt: str, warn: Warn) -> int:
    """Write records.* and facts.* chunk by chunk, so that memory does not grow with the batch; how many inputs failed."""
    from ..corpus import write
    from ..extract.pipeline import rules_version

    out.mkdir(parents=True, exist_ok=True)
    done, version = Extracted(), rules_version()
    with ExitStack() as stack:
        records_file = stack.enter_context(write.Writer(out / f"records.{fmt}", record_schema(), fmt, rules_version=version))
        facts_file = stack.enter_context(write.Writer(out / f"facts.{fmt}", fact_schema(), fmt, rules_version=version))

        def flush() -> None:
            records_file.add(write.table(done.records, record_schema()))
            facts_file.add(write.table(done.facts, fact_schema()))
            done.records, done.facts = [], []

        articles = stack.enter_context(closing(_articles(options, done, warn)))
        for count, (_, records, facts) in enumerate(articles, 1):
            done.records.extend(records)
            done.facts.extend(facts)
            if count % CHUNK == 0:
                flush()
        flush()
    return done.failed


def known(path: Path, *, companies: Path | None, overlay: Path | None, warn: Warn) -> tuple[pd.DataFrame, int]:
    """Known figures, their companies resolved, and how many rows could not be used."""
    from ..extract.names.directory import directory
    from ..reconcile.api import read_known

    failed = 0

    def fail(error: KnownFiguresError) -> None:
        nonlocal failed
        failed += 1
        warn(str(error))

    firms = directory(overlay, companies_of(companies))
    return read_known(path, companies=firms, overlay=overlay, on_error=fail), failed


def reconcile(
    done: Extracted, figures: pd.DataFrame, *, fx: Path | None, lang: str, alarm_score: float | None = None
) -> tuple[Extracted, pd.DataFrame]:
    """All facts compared, and the batch with the facts that stay: of those just extracted, what is improbable and borne out by no known
    figure is dropped from both."""
    import pandas as pd

    from ..extract.pipeline import rows
    from ..reconcile.api import compared
    from ..reconcile.compare import borne_out

    if done.saved is not None:
        return done, compared(done.saved, figures, fx=fx, lang=lang, alarm_score=alarm_score)
    published = {a.id: a.published for a in done.articles.values() if a.published}
    facts = pd.DataFrame(rows(done.facts), columns=list(FACT_COLUMNS))
    result = compared(facts, figures, fx=fx, lang=lang, published=published, alarm_score=alarm_score)
    kept = borne_out(result)
    stay = [fact for fact, stays in zip(done.facts, kept.tolist(), strict=True) if stays]
    return replace(done, facts=stay), result[kept].reset_index(drop=True)


@dataclass(frozen=True)
class ReportOptions:
    """Where and how `report` writes; checked before the articles are read."""

    path: Path
    lang: str = "en"
    template: Path | None = None


def report(result: pd.DataFrame, done: Extracted, figures: pd.DataFrame, wanted: ReportOptions, options: BatchOptions, known: Path) -> None:
    from datetime import UTC, datetime

    import pandas as pd

    from ..corpus.record import RECORD_COLUMNS
    from ..extract.pipeline import rows
    from ..reconcile.api import report as write_report

    said = {"known": str(known), "companies": options.companies, "rules": options.overlay, "published": options.published}
    write_report(
        result,
        wanted.path,
        known=figures,
        articles=list(done.articles.values()),
        records=pd.DataFrame(rows(done.records), columns=list(RECORD_COLUMNS)),
        companies=companies_of(options.companies),
        overlay=options.overlay,
        lang=wanted.lang,
        template=wanted.template,
        made=datetime.now(UTC).replace(microsecond=0),
        options={name: str(value) for name, value in said.items() if value},
    )


def write_tables(out: Path, fmt: str, done: Extracted, result: pd.DataFrame) -> None:
    """records.*, facts.* and reconciliation.* in `out`; each appears whole or not at all."""
    import pyarrow as pa

    from ..corpus import write
    from ..extract.pipeline import rules_version

    out.mkdir(parents=True, exist_ok=True)
    compared = pa.schema([(c, arrow_type(c)) for c in result.columns])
    rows = result.astype(object).where(result.notna(), None).to_dict("records")
    tables = {"reconciliation": write.table(rows, compared)}
    if done.saved is None:
        tables |= {"records": write.table(done.records, record_schema()), "facts": write.table(done.facts, fact_schema())}
    for name, table in tables.items():
        write.write(out / f"{name}.{fmt}", table, fmt, rules_version=rules_version())
