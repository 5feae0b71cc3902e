"""The report as HTML: what the templates are filled with. Everything from articles and known figures stays text (autoescape)."""

from __future__ import annotations

import base64
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from .. import interval
from ..explain import Explainer, bare, compact, metric_name, names, words
from .chart import MOST, Chart, charts
from .data import LOOK, ORDER, FactLine, Mention, Report, ReportArticle

if TYPE_CHECKING:
    from jinja2 import Template

INDEX, FOLDER = "index.html", "articles"
MOST_ROWS = 500
_AROUND = 28
"""Characters of context on either side of a figure in the table."""


@dataclass(frozen=True)
class ReportRow:
    """One line of the table; `place` links to the figure in its article, empty where the text is not there."""

    line: FactLine
    status: str
    diagnosis: str
    firm: str
    basis: str
    stated: str
    stated_exact: str
    unit: str
    known: str
    known_exact: str
    known_unit: str
    difference: str
    share: str
    lang: str
    before: str
    mention: str
    after: str
    article: str
    url: str
    place: str
    needs_look: bool

    @property
    def context(self) -> tuple[str, str, str]:
        """The figure with a few characters around it."""
        before = self.before if len(self.before) <= _AROUND else "…" + self.before[-_AROUND:]
        rest = _AROUND if self.mention else 2 * _AROUND
        after = self.after if len(self.after) <= rest else self.after[:rest] + "…"
        return before, self.mention, after


@dataclass(frozen=True)
class ArticlePiece:
    """A stretch of an article's text: plain, a record, or a figure with its rows."""

    text: str
    rows: tuple[ReportRow, ...] = ()
    record: Mention | None = None

    @property
    def status(self) -> str:
        """Of several facts of one figure, the one that needs a look first."""
        return min((r.line.status for r in self.rows), key=ORDER.index)


@dataclass(frozen=True)
class ShownArticle:
    """An article as it is shown."""

    number: int
    source: ReportArticle
    label: str
    rows: tuple[ReportRow, ...]
    pieces: tuple[ArticlePiece, ...]
    look: int
    href: str


@dataclass(frozen=True)
class ReportPage:
    """All that a template needs. `folder`: the articles are pages of their own."""

    report: Report
    rows: tuple[ReportRow, ...]
    articles: tuple[ShownArticle, ...]
    charts: tuple[Chart, ...]
    all_charts: int
    folder: bool

    @property
    def look(self) -> list[ReportRow]:
        return [row for status in LOOK for row in self.rows if row.line.status == status]

    @property
    def in_order(self) -> list[ReportRow]:
        return sorted(self.rows, key=lambda row: ORDER.index(row.line.status))

    @property
    def first(self) -> list[ReportRow]:
        """The rows that the page holds from the start; thousands would keep a browser busy for seconds."""
        return self.in_order[:MOST_ROWS]

    @property
    def rest(self) -> list[ReportRow]:
        return self.in_order[MOST_ROWS:]

    def rest_json(self, row: Callable[[ReportRow, int, object], str], w: object) -> Markup:
        """The other rows, made by the macro `row`, as a JSON string that can neither end nor comment the script element around it."""
        text = json.dumps("".join(row(r, n, w) for n, r in enumerate(self.rest, MOST_ROWS)), ensure_ascii=False)
        return Markup(text.replace("</", "<\\/").replace("<!", "\\u003c!"))  # noqa: S704

    def firms(self) -> list[tuple[str, str]]:
        """(id, name) of the companies of the lines, by name."""
        return sorted({(r.line.company, r.firm) for r in self.rows if r.line.company}, key=lambda f: f[1])

    def metrics(self) -> list[tuple[str, str]]:
        return sorted({(r.line.metric, r.line.metric_name) for r in self.rows}, key=lambda m: m[1])


def page(report: Report, *, folder: bool = False) -> ReportPage:
    """The report's rows and articles, ready to be shown."""
    hrefs = {a.id: _article_href(n, folder) for n, a in enumerate(report.articles, 1)}
    sources = {a.id: a for a in report.articles}
    explain = Explainer(report.lang)
    rows = [_row(line, sources[line.article_id], hrefs[line.article_id], explain) for line in report.lines]
    of_article: dict[str, list[ReportRow]] = defaultdict(list)
    for row in rows:
        of_article[row.line.article_id].append(row)
    shown = tuple(_shown(n, a, of_article.get(a.id, []), hrefs[a.id]) for n, a in enumerate(report.articles, 1))
    drawn = charts(report, {row.line.number: f"#f{row.line.number}" for row in rows})
    return ReportPage(report, tuple(rows), shown, tuple(drawn[:MOST]), len(drawn), folder)


def _article_href(number: int, folder: bool) -> str:
    return f"{FOLDER}/{number:05d}.html" if folder else ""


def _row(line: FactLine, source: ReportArticle, href: str, explain: Explainer) -> ReportRow:
    lang = explain.lang
    before, mention, after = _quote(line, source.text)
    stated = _short(line.value, line.value_max, line.unit, explain)
    share = ""
    if line.difference is not None and line.known_value and line.unit not in ("percent", "pp"):
        share = f"{float(line.difference) * 100 / abs(float(line.known_value)):+,.1f}%"
    return ReportRow(
        line=line,
        status=names(lang, "statuses")[line.status],
        diagnosis=names(lang, "diagnoses").get(line.diagnosis, line.diagnosis),
        firm=line.company_name or line.company,
        basis="" if line.basis in ("", "actual") else names(lang, "bases").get(line.basis, line.basis),
        stated=explain.sign(line.modifier) + stated,
        stated_exact=explain.stated(line.value, line.value_max, line.unit, line.modifier),
        unit=explain.unit(line.unit),
        known_unit="" if line.known_value is None else explain.unit(line.known_unit),
        known="" if line.known_value is None else _short(line.known_value, None, line.known_unit, explain),
        known_exact="" if line.known_value is None else explain.figure(line.known_value, line.known_unit),
        difference="" if line.difference is None else ("+" if line.difference > 0 else "") + compact(line.difference, lang),
        share=share,
        lang=source.lang,
        before=before,
        mention=mention,
        after=after,
        article=source.title or source.id,
        url=source.url if source.url.startswith(("https://", "http://")) else "",
        place=f"{href}#m{line.number}" if mention else "",
        needs_look=line.status in LOOK,
    )


def _short(value: Decimal | None, value_max: Decimal | None, unit: str, explain: Explainer) -> str:
    if value is None:
        return "?"
    short = bare if unit in ("percent", "pp") else lambda v: compact(v, explain.lang)
    text = short(value) if value_max is None else short(value) + explain.words["to"] + short(value_max)
    return text + explain.unit(unit)


def _quote(line: FactLine, text: str | None) -> tuple[str, str, str]:
    """The sentence as what stands before, in and after the figure; whole where its place in the article is not known."""
    if text is None or not 0 <= line.start < line.end <= len(text):
        return line.sentence, "", ""
    length = len(line.sentence)
    at = text.rfind(line.sentence, max(line.end - length, 0), line.start + length) if length else -1
    if not 0 <= at <= line.start or line.end > at + length:
        return "", text[line.start : line.end], ""
    return text[at : line.start], text[line.start : line.end], text[line.end : at + length]


def _shown(number: int, source: ReportArticle, rows: Sequence[ReportRow], href: str) -> ShownArticle:
    return ShownArticle(
        number=number,
        source=source,
        label=source.title or source.id,
        rows=tuple(rows),
        pieces=() if source.text is None else tuple(_pieces(source, source.text, rows)),
        look=sum(row.needs_look for row in rows),
        href=href or f"#a{number}",
    )


def _pieces(source: ReportArticle, text: str, rows: Sequence[ReportRow]) -> Iterator[ArticlePiece]:
    """The text cut at its figures and records; where two overlap, figures go before records and the earlier before the later."""
    marked: dict[tuple[int, int], list[ReportRow]] = defaultdict(list)
    for row in rows:
        if row.mention:
            marked[row.line.start, row.line.end].append(row)
    spans = _apart(marked)
    records = {(m.start, m.end): m for m in source.mentions if m.end <= len(text) and m.kind}
    spans = _apart([*spans, *sorted(records.keys() - marked.keys())], spans)
    at = 0
    for start, end in spans:
        if at < start:
            yield ArticlePiece(text[at:start])
        here = marked.get((start, end), ())
        yield ArticlePiece(text[start:end], tuple(here), None if here else records[start, end])
        at = end
    if at < len(text):
        yield ArticlePiece(text[at:])


def _apart(spans: Iterable[tuple[int, int]], fixed: Sequence[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    """Spans without those that overlap one of `fixed` or an earlier one, in order."""
    taken = set(fixed)
    inside = {i for start, end in fixed for i in range(start, end)}
    out: list[tuple[int, int]] = []
    last = 0
    for start, end in sorted(set(spans)):
        free = (start, end) in taken or not any(i in inside for i in range(start, end))
        if free and start >= last and end > start:
            out.append((start, end))
            last = end
    return out


@cache
def _asset(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def html(report: Report, template: Path | None = None) -> str:
    """One page that needs nothing else, whole without its script."""
    return _template("report.html.j2", template).render(_context(page(report)))


def pages(report: Report, template: Path | None = None) -> Iterator[tuple[str, str]]:
    """(path in the folder, HTML): an index of all figures, then a page per article."""
    whole = page(report, folder=True)
    context = _context(whole)
    yield INDEX, _template("report.html.j2", template).render(context)
    one = _template("article.html.j2", template)
    for article in whole.articles:
        yield article.href, one.render({**context, "article": article})


def article_html(report: Report) -> str:
    """The page of the report's first article, alone."""
    whole = page(report)
    return _template("article.html.j2", None).render({**_context(whole), "article": whole.articles[0]})


def _context(shown: ReportPage) -> dict[str, object]:
    style, script = _asset("style.css"), _asset("script.js")
    lang = shown.report.lang
    return {
        "report": shown.report,
        "page": shown,
        "w": words(lang),
        "status_names": names(lang, "statuses"),
        "kind_names": names(lang, "kinds"),
        "metric_name": lambda metric: metric_name(metric, lang),
        "figure": Explainer(lang).figure,
        "agree": [s for s in ORDER if s in interval.AGREE],
        "style": Markup(style),  # noqa: S704
        "script": Markup(script),  # noqa: S704
        "csp": f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'",
    }


@cache
def _template(name: str, own: Path | None) -> Template:
    """A template of this folder, or the user's in its place; it may extend, import and include those of this folder."""
    from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined

    package = PackageLoader(__package__, ".")
    loader = package if own is None else ChoiceLoader([FileSystemLoader(own.parent), package])
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template(own.name if own is not None and name == "report.html.j2" else name)
