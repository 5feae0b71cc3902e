"""What the commands do, apart from the command line: read, extract, compare, write."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..corpus.article import Article
from ..corpus.record import FACT_COLUMNS, RECORD_COLUMNS, Fact, Record, arrow_type, fact_schema, record_schema
from ..errors import ConfigError, InputError, KnownFiguresError

if TYPE_CHECKING:
    import pandas as pd

Warn = Callable[[str], None]


@dataclass
class Extracted:
    """All rows of one batch, and how many inputs could not be used."""

    records: list[Record] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    articles: dict[str, Article] = field(default_factory=dict)
    failed: int = 0


def day(text: str) -> date | None:
    """An ISO date of the command line; ConfigError when it is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ConfigError(f"--published {text}: not a date; write it as YYYY-MM-DD") from None


def extract(
    paths: Sequence[str], *, published: str, jobs: int, ner: Any, companies: Path | None, overlay: Path | None, warn: Warn
) -> Extracted:
    from ..extract.api import articles_of, stream
    from ..extract.directory import read_companies

    done = Extracted()

    def fail(error: InputError) -> None:
        done.failed += 1
        warn(str(error))

    if overlay is not None and not overlay.is_dir():
        raise ConfigError(f"--rules {overlay}: no such folder")
    users = read_companies(companies) if companies else ()
    articles = articles_of(list(paths), day(published), fail)
    for article, records, facts in _progress(stream(articles, jobs=jobs, companies=users, overlay=overlay, ner=ner)):
        if article.id in done.articles:
            warn(f"{article.source}: article id {article.id!r} stands twice; both are kept, give them ids of their own")
        done.articles[article.id] = article
        done.records.extend(records)
        done.facts.extend(facts)
    if done.failed and not done.articles:
        raise InputError("no input could be used; see the lines above")
    return done


def _progress(items: Any) -> Any:
    if not sys.stderr.isatty():
        return items
    from rich.console import Console
    from rich.progress import track

    return track(items, description="articles", console=Console(stderr=True), transient=True)


def known(path: Path, *, companies: Path | None, overlay: Path | None, warn: Warn) -> pd.DataFrame:
    from ..extract.directory import Directory, read_companies
    from ..reconcile.known import read_known

    failed = 0

    def fail(error: KnownFiguresError) -> None:
        nonlocal failed
        failed += 1
        warn(str(error))

    directory = Directory.of(read_companies(companies) if companies else (), overlay)
    frame = read_known(path, companies=directory, on_error=fail)
    frame.attrs["failed"] = failed
    return frame


def reconcile(done: Extracted, figures: pd.DataFrame, *, fx: Path | None, lang: str) -> pd.DataFrame:
    import pandas as pd

    from ..extract.pipeline import rows
    from ..reconcile.compare import reconcile as compare

    if lang not in ("en", "ja", "zh"):
        raise ConfigError(f"--lang {lang}: use en, ja or zh")
    return compare(pd.DataFrame(rows(done.facts), columns=list(FACT_COLUMNS)), figures, fx=fx, lang=lang)


def report(result: pd.DataFrame, done: Extracted, figures: pd.DataFrame, path: Path, lang: str) -> None:
    from ..reconcile.report import report as write_report

    write_report(result, path, known=figures, lang=lang)


def write_tables(out: Path, fmt: str, **tables: Any) -> None:
    """`out`/NAME.FORMAT for each table given as a list of rows or a DataFrame; nothing half-written is left behind."""
    from ..corpus import write
    from ..extract.pipeline import rules_version

    for name, rows in tables.items():
        table = _arrow(name, rows)
        write.write(out / f"{name}.{fmt}", table, fmt, rules_version=rules_version())


def _arrow(name: str, rows: Any) -> Any:
    import pyarrow as pa

    from ..corpus import write

    if name == "records":
        return write.table(rows, record_schema())
    if name == "facts":
        return write.table(rows, fact_schema())
    schema = pa.schema([(c, arrow_type(c)) for c in rows.columns])
    return write.table(rows.astype(object).where(rows.notna(), None).to_dict("records"), schema)


__all__ = ["FACT_COLUMNS", "RECORD_COLUMNS", "Extracted", "day", "extract", "known", "reconcile", "report", "write_tables"]
