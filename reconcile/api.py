"""The Python face of reconciliation. Light to import: each function imports what it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    import pandas as pd

    from ..errors import KnownFiguresError
    from ..extract.api import Companies, Source
    from .fx import Rates
    from .known.read import Resolver
    from .report.data import Report

    PathLike: TypeAlias = str | os.PathLike[str]


def read_known(
    source: PathLike | pd.DataFrame,
    *,
    companies: Resolver | None = None,
    overlay: PathLike | None = None,
    on_error: Callable[[KnownFiguresError], None] | None = None,
) -> pd.DataFrame:
    """Known figures as a frame of `KNOWN_COLUMNS`.

    `source` is a path or a frame: our CSV (`mokuromi known template`), an EDINET CSV (ZIP, folder or file), a companyfacts
    JSON, a Parquet file of our columns. `companies` turns names, aliases and tickers into ids; a name that it does not know
    is kept as written and reported once, to the log. `overlay` is a folder of extra rule tables, whose
    metrics count. Each unusable row makes one KnownFiguresError ("FILE:ROW: what is
    wrong; what to do"): it goes to `on_error` and the other rows are used, or is raised where `on_error` is None.
    """
    from pathlib import Path

    from .known.read import frame

    return frame(source, companies, on_error, Path(overlay) if overlay else None)


def reconcile(
    facts: pd.DataFrame,
    known: pd.DataFrame,
    *,
    fx: Rates | PathLike | None = None,
    lang: str = "en",
    published: Mapping[str, date] | None = None,
    alarm_score: float | None = None,
    explain: bool = True,
) -> pd.DataFrame:
    """One row per fact, in order: the fact's columns, then known_value, known_source, status, diagnosis, difference, alarm, explanation.

    `facts` are those of `extract`, `known` those of `read_known`. `fx` (a CSV, see `read_fx`) allows the comparison of figures in
    different currencies, flagged `via_fx` in `known_source`. `published` gives the date of each article by id, so that a
    restated figure is compared as it stood then; a column `published` of the facts does the same, and `extract` leaves its own.
    A mismatch of a fact that is right with a probability below `alarm_score` (0.8) is `doubtful`; mismatches that share one cause
    have one number in `alarm`. `difference` is stated minus known in the fact's unit, empty where the two cannot be subtracted.
    `lang` (en, ja, zh-Hans, zh-Hant) is that of the
    explanations; `explain=False` leaves them empty, where millions of rows are only counted.
    """
    from .compare import ALARM_SCORE, Terms, compare
    from .explain import Explainer
    from .fx import Rates, read_fx

    rates = fx if fx is None or isinstance(fx, Rates) else read_fx(fx)
    terms = Terms(rates, published, ALARM_SCORE if alarm_score is None else alarm_score)
    return compare(facts, known, terms, Explainer(lang) if explain else None)


def report(
    result: pd.DataFrame,
    path: PathLike,
    *,
    known: pd.DataFrame | None = None,
    articles: Mapping[str, str] | Source | None = None,
    records: pd.DataFrame | None = None,
    companies: Companies = (),
    overlay: PathLike | None = None,
    lang: str = "en",
    title: str = "",
    template: PathLike | None = None,
    made: datetime | None = None,
    options: Mapping[str, str] | None = None,
) -> Report:
    """Write a report of a result of `reconcile` and return it as data.

    `path`: a file (.html, .json, .xlsx, .txt), or a folder (no ending), which gets an index and a page per article.
    `articles`: what `extract` was given (paths, a frame, Articles) or id -> text; with it every figure is shown at its place.
    `records` (of `extract`) adds the rules, scores and all other mentions, `known` what no article states, `companies` and
    `overlay` (as in `extract`) the names of firms that no article names. `lang`: en, ja, zh-Hans or zh-Hant; the explanations
    are those of the result. `template`: a Jinja2 file in place of the built-in report.html.j2, which it may extend.
    `made` and `options` are told in the last section. Raises ConfigError for another ending or language, InputError for articles
    that cannot be read.
    """
    from pathlib import Path

    from ..extract.names.directory import directory
    from ..extract.stream import settings_of
    from .report.report import Options, write

    firms = directory(Path(overlay) if overlay else None, settings_of(companies, None, False)["companies"])
    names = {ident: row.name for ident, row in firms.rows.items()}
    written = Options(lang, title, None if template is None else Path(template), made, options)
    return write(result, Path(path), written, known=known, articles=articles, records=records, company_names=names)
