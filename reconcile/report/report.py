"""A report written to a file or folder: data first, then HTML, JSON, a workbook or text made from it."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from ...corpus.article import Article
from ...corpus.plain import plain
from ...corpus.record import SCHEMA_VERSION
from ...corpus.write import replacing
from ...errors import ConfigError, needed
from ..explain import language, words
from . import data
from .data import Given, Provenance, Report

if TYPE_CHECKING:
    import pandas as pd

    from ...extract.api import Source

KINDS = ("html", "json", "xlsx", "txt")


def check_target(path: Path, template: Path | None = None) -> None:
    """Raises ConfigError where no report can be written to `path`: so before long work, not after it."""
    kind = _kind(path)
    if kind not in (*KINDS, "folder"):
        endings = ", ".join(f".{k}" for k in KINDS)
        raise ConfigError(f"{path}: a report is written as {endings} or, without an ending, as a folder; rename it")
    if kind == "xlsx":
        with needed(ConfigError, str(path)):
            import openpyxl  # noqa: F401
    if template is not None and kind not in ("html", "folder"):
        raise ConfigError(f"{path}: a template makes HTML; name the report .html")
    if template is not None and not template.is_file():
        raise ConfigError(f"{template}: there is no such template")
    if kind == "folder" and path.is_dir() and any(path.iterdir()) and not (path / "index.html").is_file():
        raise ConfigError(f"{path}: is not empty and no report; name another folder")


def _kind(path: Path) -> str:
    return path.suffix.lower().lstrip(".") or "folder"


@dataclass(frozen=True)
class ReportStyle:
    """How a report is written; `made` and `options` are what its last section says of it."""

    lang: str = "en"
    title: str = ""
    template: Path | None = None
    made: datetime | None = None
    options: Mapping[str, str] | None = None


def write(
    result: pd.DataFrame,
    path: Path,
    options: ReportStyle,
    *,
    known: pd.DataFrame | None = None,
    articles: Mapping[str, str] | Source | None = None,
    records: pd.DataFrame | None = None,
    company_names: Mapping[str, str] | None = None,
) -> Report:
    """See `mokuromi.report`."""
    from ...extract.pipeline import rules_version
    from ...version import __version__
    from ..check import checks
    from ..coverage import coverage, statements

    check_target(path, options.template)
    lang = language(options.lang)
    sources = _articles(articles, result)
    made = data.build(
        result,
        Given(
            checks=checks(result, lang=lang),
            coverage=None if known is None else coverage(result, known, records, lang=options.lang),
            statements=statements(result, lang=lang),
            known=known,
            articles=sources,
            records=records,
            company_names=company_names or {},
            lang=lang,
            title=options.title,
            provenance=Provenance(
                __version__, rules_version(), options.made, tuple(dict.fromkeys(a.source for a in sources if a.source)),
                tuple((options.options or {}).items()),
            ),
        ),
    )  # fmt: skip
    _write(made, path, options.template)
    return made


def _articles(given: Mapping[str, str] | Source | None, result: pd.DataFrame) -> list[Article]:
    from ...extract.stream import articles_of

    if given is None:
        return []
    if isinstance(given, Mapping):
        from ...corpus.language import narrow

        return [Article(str(ident), text, narrow("", text)) for ident, text in given.items()]
    return list(articles_of(given))


def _write(made: Report, path: Path, template: Path | None) -> None:
    kind = _kind(path)
    if kind == "folder":
        _write_folder(made, path, template)
        return
    if kind == "xlsx":
        from .workbook import workbook

        content = workbook(made)
    elif kind == "html":
        from .page import html

        content = html(made, template).encode("utf-8", "replace")
    else:
        content = (to_json(made) if kind == "json" else to_text(made)).encode("utf-8", "replace")
    with replacing(path) as file:
        file.write(content)


def _write_folder(made: Report, path: Path, template: Path | None) -> None:
    """The new report whole, then in the old one's place."""
    from .page import pages

    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    try:
        for name, text in pages(made, template):
            (fresh / name).parent.mkdir(exist_ok=True)
            (fresh / name).write_bytes(text.encode("utf-8", "replace"))
        fresh.chmod(0o755)
        if path.is_dir():
            shutil.rmtree(path)
        os.replace(fresh, path)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def to_json(made: Report) -> str:
    """The whole report as data: ids, offsets, dates ISO 8601, decimals as plain strings; the texts of articles are left out."""
    found = asdict(made)
    found["counts"], found["check_counts"] = dict(made.counts), dict(made.check_counts)
    found["provenance"]["options"] = dict(made.provenance.options)
    found["facts"] = found.pop("lines")
    for article in found["articles"]:
        del article["text"], article["mentions"]
    return json.dumps({"schema_version": SCHEMA_VERSION, **found}, ensure_ascii=False, indent=1, default=_plain) + "\n"


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} in a report")


def to_text(made: Report) -> str:
    """For a terminal or a mail, without colours or boxes."""
    from .page import page

    w = words(made.lang)
    out = [made.title, made.summary(), ""]
    for row in page(made).look:
        out.append(f"[{row.article}] {row.line.explanation}")
        if row.before or row.mention or row.after:
            out.append(f"    {row.before}[{row.mention}]{row.after}" if row.mention else f"    {row.before}")
    for name, section in (
        ("failed_checks", [f"[{c.article_id}] {c.explanation}" for c in made.checks if c.status == "fails"]),
        ("conflicts", list(made.conflicts)),
    ):
        if section:
            out += ["", w[name], *section]
    if made.unstated:
        out += ["", f"{w['unstated']}: {len(made.unstated)}", *_unstated(made)]
    # ids, titles and sentences are of strangers: none moves a terminal's cursor or makes a line of its own
    return "".join(f"{plain(' '.join(line.splitlines()))}\n" for line in out)


def _unstated(made: Report) -> Sequence[str]:
    from ..explain import Explainer

    explain = Explainer(made.lang)
    return [
        f"{explain.head(k.company_name or k.company, k.metric, k.period, k.segment)}: {explain.figure(k.value, k.unit)} ({k.source})"
        + (f"; {k.places}" if k.places else "")
        for k in made.unstated
    ]
