"""A reconciliation as a report: frozen data first, then text, JSON or HTML made from it.

Every fact is shown in its sentence with the mention marked. All text of articles and known figures is untrusted: the HTML
is one file without scripts, made with autoescape.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...corpus.record import SCHEMA_VERSION
from ...corpus.write import replacing
from ...errors import ConfigError
from .. import interval
from ..explain import Explainer, words
from ..keys import Objects, decimals, texts
from . import mark

if TYPE_CHECKING:
    import pandas as pd
    from jinja2 import Template
    from rich.console import Console, ConsoleOptions, RenderResult

    from ..coverage import Coverage

ORDER = ("mismatch", "doubtful", "ambiguous", "exact", "rounded", "truncated", "within_bound", "unknown")
MOST_LINES = 2000
"""Of each status, the report shows so many facts; the counts are of all."""


@dataclass(frozen=True, slots=True)
class Line:
    """One fact. The sentence is `before` + `mention` + `after`; `mention` is empty where its place is not certain."""

    article: str
    company: str
    metric: str
    period: str
    segment: str
    basis: str
    stated: str
    known: str
    source: str
    status: str
    diagnosis: str
    explanation: str
    before: str
    mention: str
    after: str


@dataclass(frozen=True, slots=True)
class Check:
    article: str
    name: str
    status: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Unstated:
    """A known figure that no article states."""

    figure: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a reader is told; `counts` and `check_counts` are (name, number) in the order shown."""

    title: str
    lang: str
    facts: int
    articles: int
    counts: tuple[tuple[str, int], ...]
    lines: tuple[Line, ...]
    check_counts: tuple[tuple[str, int], ...]
    checks: tuple[Check, ...]
    """Those that fail or hold; blocked ones are only counted."""
    conflicts: tuple[str, ...]
    known: int | None
    """How many known figures there are; None where the report was not given them."""
    unstated: tuple[Unstated, ...]

    @classmethod
    def build(
        cls,
        result: pd.DataFrame,
        checks: pd.DataFrame | None = None,
        coverage: Coverage | None = None,
        statements: pd.DataFrame | None = None,
        *,
        articles: Mapping[str, str] | None = None,
        lang: str = "en",
        title: str = "",
    ) -> Report:
        """From a result of `reconcile` and what `checks`, `coverage` and `statements` found; the last three may be left out.

        `articles` (id -> text) makes the place of every mention certain; without it, it is found by its figure.
        """
        result = result.reset_index(drop=True)
        found = result["status"].value_counts().to_dict()
        judged = [] if checks is None else checks.to_dict("records")
        order = {"fails": 0, "holds": 1}
        told = sorted((c for c in judged if c["status"] in order), key=lambda c: order[c["status"]])
        return cls(
            title=title or words(lang)["title"],
            lang=lang,
            facts=len(result),
            articles=int(result["article_id"].nunique()),
            counts=tuple((s, int(found.get(s, 0))) for s in ORDER),
            lines=tuple(_lines(result, Explainer(lang), articles)),
            check_counts=tuple((s, sum(c["status"] == s for c in judged)) for s in ("fails", "holds", "blocked")),
            checks=tuple(Check(str(c["article_id"]), c["check"], c["status"], c["explanation"]) for c in told[:MOST_LINES]),
            conflicts=() if statements is None else tuple(statements[statements["conflict"].astype(bool)]["explanation"])[:MOST_LINES],
            known=None if coverage is None else coverage.known,
            unstated=() if coverage is None else tuple(_unstated(coverage, Explainer(lang))),
        )

    @property
    def agreeing(self) -> int:
        return sum(n for status, n in self.counts if status in interval.AGREE)

    def count(self, status: str) -> int:
        return dict(self.counts)[status]

    def of(self, *statuses: str) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.status in statuses)

    def json(self) -> str:
        """The whole report; `schema_version` says which form it has."""
        return json.dumps({"schema_version": SCHEMA_VERSION, **asdict(self)}, ensure_ascii=False, indent=1) + "\n"

    def html(self) -> str:
        """One page that needs nothing else: no scripts, no other files; light, dark and print."""
        return _template().render(report=self, w=words(self.lang), agree=tuple(s for s in ORDER if s in interval.AGREE))

    def text(self) -> str:
        """For a terminal or a mail, without colours or boxes."""
        w = words(self.lang)
        out = [self.title, self.summary(), ""]
        for status in ("mismatch", "ambiguous"):
            for line in self.of(status):
                out += [
                    f"[{line.article}] {line.explanation}",
                    f"    {line.before}[{line.mention}]{line.after}" if line.mention else f"    {line.before}",
                ]
        for name, section in (
            ("failed_checks", [f"[{c.article}] {c.explanation}" for c in self.checks if c.status == "fails"]),
            ("conflicts", self.conflicts),
        ):
            if section:
                out += ["", w[name], *section]
        if self.unstated:
            out += ["", f"{w['unstated']}: {len(self.unstated)}"]
            out += [f"{u.figure}: {u.value} ({u.source})" for u in self.unstated]
        return "\n".join(out) + "\n"

    def summary(self) -> str:
        """One line of counts."""
        counts = {"facts": self.facts, "articles": self.articles, "agree": self.agreeing}
        return words(self.lang)["summary"].format(**counts, **dict(self.counts))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        from rich.table import Table
        from rich.text import Text

        w = words(self.lang)
        table = Table(title=Text(self.title), caption=Text(self.summary()), header_style="bold", title_justify="left")
        for name in ("article", "figure", "stated_column", "known_column", "status"):
            table.add_column(w[name], overflow="fold", justify="right" if name.endswith("_column") else "left")
        colours = {"mismatch": "bold red", "ambiguous": "yellow", "unknown": "dim"}
        for line in self.of("mismatch", "ambiguous", *interval.AGREE):
            status = f"{line.status} ({line.diagnosis})" if line.diagnosis else line.status
            figure = " ".join(p for p in (line.company, line.metric, line.period, line.segment) if p)
            table.add_row(*map(Text, (line.article, figure, line.stated, line.known)), Text(status, colours.get(line.status, "green")))
        yield table
        for check in self.checks:
            if check.status == "fails":
                yield Text(f"[{check.article}] {check.explanation}", "red")
        for conflict in self.conflicts:
            yield Text(conflict, "yellow")


def write(
    result: pd.DataFrame,
    path: str | os.PathLike[str],
    *,
    known: pd.DataFrame | None,
    articles: Mapping[str, str] | None,
    lang: str,
    title: str,
) -> Report:
    """See `mokuromi.report`."""
    from ..check import checks
    from ..coverage import coverage, statements

    target = Path(path)
    kind = target.suffix.lower().lstrip(".")
    if kind not in ("html", "json", "txt"):
        raise ConfigError(f"{target}: a report is written as .html, .json or .txt; rename the file")
    made = Report.build(
        result,
        checks(result, lang=lang),
        None if known is None else coverage(result, known),
        statements(result, lang=lang),
        articles=articles,
        lang=lang,
        title=title,
    )
    content = {"html": made.html, "json": made.json, "txt": made.text}[kind]()
    with replacing(target) as file:
        file.write(content.encode("utf-8", "replace"))
    return made


def _lines(result: pd.DataFrame, explain: Explainer, articles: Mapping[str, str] | None) -> list[Line]:
    rows: list[int] = []
    for status in ORDER:
        rows += result.index[result["status"] == status].tolist()[:MOST_LINES]
    shown = result.loc[rows].reset_index(drop=True)
    columns = {c: texts(shown, c) for c in ("article_id", "company", "metric", "period", "segment", "basis", "unit", "modifier")}
    columns |= {c: texts(shown, c) for c in ("known_source", "status", "diagnosis", "explanation")}
    value, top, known_value = (decimals(shown, c) for c in ("value", "value_max", "known_value"))
    cuts = _cuts(shown, value, articles)
    out = []
    for i in range(len(shown)):
        cell = {name: str(column[i]) for name, column in columns.items()}
        out.append(
            Line(
                article=cell["article_id"],
                company=cell["company"],
                metric=explain.head("", cell["metric"], ""),
                period=cell["period"],
                segment=cell["segment"],
                basis=cell["basis"],
                stated=explain.stated(value[i], top[i], cell["unit"], cell["modifier"]),
                known="" if known_value[i] is None else explain.figure(known_value[i], ""),
                source=cell["known_source"],
                status=cell["status"],
                diagnosis=cell["diagnosis"],
                explanation=cell["explanation"],
                before=cuts[i][0],
                mention=cuts[i][1],
                after=cuts[i][2],
            )
        )
    return out


def _cuts(shown: pd.DataFrame, value: Objects, articles: Mapping[str, str] | None) -> list[tuple[str, str, str]]:
    """Every sentence as what stands before, in and after the mention."""
    sentences, ids = texts(shown, "sentence"), texts(shown, "article_id")
    places = [(-1, -1) if s is None or s != s else (int(s), int(e)) for s, e in zip(shown["start"], shown["end"], strict=True)]
    together: dict[tuple[Any, str], list[int]] = defaultdict(list)
    for i, key in enumerate(zip(ids, sentences, strict=True)):
        together[key].append(i)
    out = [(str(s), "", "") for s in sentences]
    for (article, sentence), rows in together.items():
        mentions = {i: mark.Mention(*places[i], value[i]) for i in rows if places[i][0] >= 0}
        if not sentence or not mentions:
            continue
        text = None if articles is None else articles.get(article)
        # a sentence may stand in an article twice: with the text, every mention finds its own
        shared = mark.sentence_start(sentence, list(mentions.values())) if text is None else None
        for i, mention in mentions.items():
            offset = shared if text is None else mark.sentence_in(text, sentence, mention)
            if offset is not None and 0 <= mention.start - offset < mention.end - offset <= len(sentence):
                start, end = mention.start - offset, mention.end - offset
                out[i] = sentence[:start], sentence[start:end], sentence[end:]
    return out


def _unstated(coverage: Coverage, explain: Explainer) -> list[Unstated]:
    given = coverage.unstated.iloc[:MOST_LINES]
    value, columns = decimals(given, "value"), [texts(given, c) for c in ("company", "metric", "period", "segment", "unit", "source")]
    return [Unstated(explain.head(*cells[:4]), explain.figure(v, cells[4]), cells[5]) for v, *cells in zip(value, *columns, strict=True)]


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader(__package__, "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("report.html.j2")
