"""The Python face of reconciliation. Light to import: each function imports what it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    import pandas as pd

    from ..corpus.article import Article
    from ..errors import KnownFiguresError
    from ..extract.api import Companies, NerChoice, PathLike, Source
    from .fx import Rates
    from .known.read import FirmResolver
    from .report.data import Report
    from .report.shown import Shown


def read_known(
    source: PathLike | pd.DataFrame,
    *,
    companies: FirmResolver | None = None,
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


def read_facts(source: PathLike) -> pd.DataFrame:
    """Facts that `mokuromi extract --out` saved, with the types of `extract`: facts.parquet, .jsonl or .csv, or their folder.

    Raises InputError for a file that holds none.
    """
    from pathlib import Path

    from ..corpus.frame import typed
    from .facts_file import read_facts

    return typed(read_facts(Path(source)))


def compared(
    facts: pd.DataFrame,
    known: pd.DataFrame,
    *,
    fx: Rates | PathLike | None = None,
    lang: str = "en",
    published: Mapping[str, date] | None = None,
    alarm_score: float | None = None,
    explain: bool = True,
) -> pd.DataFrame:
    """`reconcile` without its types: numbers are Decimals as they were written, the rest is as it came."""
    from .arguments import facts_frame, known_frame
    from .compare import compare
    from .explain import Explainer
    from .fx import Rates, read_fx
    from .reconciliation import ALARM_SCORE, Terms

    rates = fx if fx is None or isinstance(fx, Rates) else read_fx(fx)
    terms = Terms(rates, published, ALARM_SCORE if alarm_score is None else alarm_score)
    return compare(facts_frame(facts), known_frame(known), terms, Explainer(lang) if explain else None)


def reconcile(
    facts: pd.DataFrame,
    known: pd.DataFrame | PathLike,
    *,
    fx: Rates | PathLike | None = None,
    lang: str = "en",
    published: Mapping[str, date] | None = None,
    alarm_score: float | None = None,
    explain: bool = True,
) -> pd.DataFrame:
    """One row per fact, in order: the fact's columns, then known_value, known_source, status, diagnosis, difference, alarm, explanation.

    The types are those of `extract`; status and diagnosis are categories.

    `facts` are those of `extract`, `known` those of `read_known`, or a path for it. `fx` (a CSV, see `read_fx`) allows the
    comparison of figures in different currencies, flagged `via_fx` in `known_source`. `published` gives the date of each
    article by id, so that a restated figure is compared as it stood then; a column `published` of the facts does the same, and
    `extract` leaves its own. A mismatch that is an error of the article with a probability below `alarm_score` (0.8), and
    else a figure misread, is `doubtful`;
    mismatches of an article that share one cause have one number in `alarm`. `difference` is stated minus known in the fact's
    unit, empty where the two cannot be subtracted. `lang` (en, ja, zh-Hans, zh-Hant) is that of the explanations;
    `explain=False` leaves them empty, where millions of rows are only counted. Raises InputError and KnownFiguresError for
    frames that are something else and for files that cannot be used, ConfigError for the other arguments.

    >>> import mokuromi as mk, pandas as pd
    >>> _, facts = mk.extract([mk.Article("a", "小米集团2024年营收3659.1亿元。", "zh-Hans")], ner=False)
    >>> row = {"company": "xiaomi", "metric": "revenue", "period": "2024", "value": 365906400000, "unit": "CNY"}
    >>> known = pd.DataFrame([row])
    >>> mk.reconcile(facts, mk.read_known(known))[["metric", "status"]].to_dict("records")
    [{'metric': 'revenue', 'status': 'rounded'}]
    """
    import os

    from ..corpus.frame import CLOSED, typed
    from ..errors import ConfigError
    from .diagnose import DIAGNOSES
    from .interval import STATUSES

    if isinstance(known, str | os.PathLike):
        known = read_known(known)
    if alarm_score is not None and not 0 <= alarm_score <= 1:
        raise ConfigError(f"alarm_score is a probability between 0 and 1, not {alarm_score!r}")
    result = compared(facts, known, fx=fx, lang=lang, published=published, alarm_score=alarm_score, explain=explain)
    return typed(result, {**CLOSED, "status": STATUSES, "diagnosis": ("", *DIAGNOSES)})


def show(
    article: Article | str,
    lang: str = "",
    *,
    companies: Companies = (),
    overlay: PathLike | None = None,
    ner: NerChoice = True,
    language: str = "en",
) -> Shown:
    """An article (or a text in `lang`, detected when empty) with everything that was found in it; the rest as in `extract`.

    A notebook shows it marked; `.html` is the page, `print` gives records and facts. `language` is that of the page.
    """
    from ..corpus.article import Article
    from ..corpus.language import narrow
    from ..extract.api import extract
    from ..extract.arguments import lang_of
    from .report.shown import shown

    if isinstance(article, str):
        article = Article("text", article, narrow(lang_of(lang), article))
    if not isinstance(article, Article):
        raise TypeError(f"article must be an Article or a text, not {type(article).__name__}")
    records, facts = extract(article, companies=companies, overlay=overlay, ner=ner)
    return shown(article, records, facts, language)


def _frame(name: str, given: object, columns: Sequence[str], wanted: str) -> None:
    """TypeError for anything but a frame, ConfigError for one without these columns."""
    import pandas as pd

    from ..errors import ConfigError

    if not isinstance(given, pd.DataFrame):
        raise TypeError(f"{name} must be {wanted}, not {type(given).__name__}")
    missing = [c for c in columns if c not in given.columns]
    if missing:
        raise ConfigError(f"{name} lacks the column {', '.join(missing)}: it must be {wanted}")


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
    `records` (of `extract`) adds the rules, scores and all other mentions, `known` what was not matched, `companies` and
    `overlay` (as in `extract`) the names of firms that no article names. `lang`: en, ja, zh-Hans or zh-Hant; the explanations
    are those of the result. `template`: a Jinja2 file in place of the built-in report.html.j2, which it may extend.
    `made` and `options` are told in the last section. Raises ConfigError for another ending or language, InputError for articles
    that cannot be read.
    """
    from pathlib import Path

    from ..extract.names.directory import directory
    from ..extract.stream import settings_of
    from .report.report import ReportStyle, write

    _frame("result", result, ("article_id", "metric", "value", "status"), "the result of mokuromi.reconcile")
    firms = directory(Path(overlay) if overlay else None, settings_of(companies, None, False)["companies"])
    names = {ident: row.name for ident, row in firms.rows.items()}
    written = ReportStyle(lang, title, None if template is None else Path(template), made, options)
    return write(result, Path(path), written, known=known, articles=articles, records=records, company_names=names)
