"""What a report is made of: frozen data, from a result of `reconcile` and what else the caller has."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ...corpus.article import Article
from .. import interval
from ..explain import Explainer, language, metric_name, words
from ..keys import decimals, texts

if TYPE_CHECKING:
    import pandas as pd

    from ..coverage import Coverage

ORDER = ("mismatch", "doubtful", "ambiguous", "exact", "rounded", "truncated", "within_bound", "unknown")
LOOK = ("mismatch", "doubtful", "ambiguous")
"""Statuses that need a look."""
_VIA = " via_fx "


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact. Offsets count code points of the article's text; `number` is its own in the report."""

    number: int
    article_id: str
    company: str
    company_name: str
    metric: str
    metric_name: str
    metric_text: str
    segment: str
    period: str
    start_date: date | None
    end_date: date | None
    basis: str
    value: Decimal | None
    value_max: Decimal | None
    unit: str
    modifier: str
    precision: Decimal | None
    start: int
    end: int
    sentence: str
    inferred: tuple[str, ...]
    rule: str
    """The table row or model that found the figure; empty where the report was not given the records."""
    score: float | None
    known_value: Decimal | None
    known_unit: str
    known_source: str
    status: str
    diagnosis: str
    alarm: str
    """Mismatches of one cause have one number."""
    difference: Decimal | None
    explanation: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A record that an article shows."""

    kind: str
    start: int
    end: int
    normalized: str
    rule: str
    score: float


@dataclass(frozen=True, slots=True)
class ReportArticle:
    """An article; `text` is None where the report was not given it."""

    id: str
    title: str = ""
    url: str = ""
    source: str = ""
    lang: str = ""
    published: date | None = None
    text: str | None = None
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    article_id: str
    name: str
    status: str
    company: str
    metric: str
    period: str
    explanation: str


@dataclass(frozen=True, slots=True)
class KnownFigure:
    """A known figure; `stated` where a fact was matched with it."""

    company: str
    company_name: str
    metric: str
    period: str
    segment: str
    start_date: date | None
    end_date: date | None
    value: Decimal
    unit: str
    source: str
    stated: bool
    places: str = ""
    """Where such a value stands in the articles and what it was read as, where it is not matched."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """What the report came from. `made` is None where nobody says when."""

    version: str
    rules_version: str
    made: datetime | None = None
    inputs: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """`counts` and `check_counts` are (name, number) in the order shown; lines stand in the order of the result."""

    title: str
    lang: str
    provenance: Provenance
    counts: tuple[tuple[str, int], ...]
    lines: tuple[FactLine, ...]
    articles: tuple[ReportArticle, ...]
    check_counts: tuple[tuple[str, int], ...] = ()
    checks: tuple[Check, ...] = ()
    """Those that fail or hold; blocked ones are only counted."""
    conflicts: tuple[str, ...] = ()
    known: tuple[KnownFigure, ...] | None = None
    """None where the report was not given the known figures."""

    @property
    def agreeing(self) -> int:
        return sum(n for status, n in self.counts if status in interval.AGREE)

    @property
    def unstated(self) -> tuple[KnownFigure, ...]:
        """Known figures that were matched with no fact."""
        return tuple(k for k in self.known or () if not k.stated)

    def count(self, status: str) -> int:
        return dict(self.counts)[status]

    def of(self, *statuses: str) -> tuple[FactLine, ...]:
        """Lines of these statuses, in the order of the statuses."""
        return tuple(line for status in statuses for line in self.lines if line.status == status)

    def __repr__(self) -> str:
        return f"Report({self.summary()})"

    def _repr_html_(self) -> str:
        """For notebooks: the counts and what needs a look."""
        from markupsafe import Markup

        row = Markup("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>").format
        lines = [row(line.status, line.diagnosis, line.article_id, line.explanation) for line in self.of(*LOOK)[:50]]
        return Markup("<p><b>{}</b> {}</p><table><tbody>{}</tbody></table>").format(self.title, self.summary(), Markup("").join(lines))

    def summary(self) -> str:
        """One line of counts."""
        counts = {"facts": len(self.lines), "articles": len(self.articles), "agree": self.agreeing}
        return words(self.lang)["summary"].format(**counts, **dict(self.counts))


@dataclass(frozen=True)
class Given:
    """What a caller may add to a result; everything may be left out."""

    checks: pd.DataFrame | None = None
    coverage: Coverage | None = None
    statements: pd.DataFrame | None = None
    known: pd.DataFrame | None = None
    articles: Sequence[Article] = ()
    records: pd.DataFrame | None = None
    company_names: Mapping[str, str] = field(default_factory=dict)
    lang: str = "en"
    title: str = ""
    provenance: Provenance = Provenance("", "")


def build(result: pd.DataFrame, given: Given) -> Report:
    """The report of a result of `reconcile`. Raises ConfigError for a language that no report is written in."""
    result = result.reset_index(drop=True)
    lang = language(given.lang)
    records = _by_article(given.records)
    names = _names(given, records)
    lines = _lines(result, given, records, names, lang)
    found = Counter(line.status for line in lines)
    judged = [] if given.checks is None else given.checks.to_dict("records")
    order = {"fails": 0, "holds": 1}
    told = sorted((c for c in judged if c["status"] in order), key=lambda c: order[c["status"]])
    conflicts = () if given.statements is None else tuple(given.statements[given.statements["conflict"].astype(bool)]["explanation"])
    return Report(
        title=given.title or words(lang)["title"],
        lang=lang,
        provenance=given.provenance,
        counts=tuple((s, found[s]) for s in ORDER),
        lines=tuple(lines),
        articles=tuple(_sources(lines, given, records, lang)),
        check_counts=tuple((s, sum(c["status"] == s for c in judged)) for s in ("fails", "holds", "blocked")),
        checks=tuple(
            Check(str(c["article_id"]), c["check"], c["status"], c["company"], c["metric"], c["period"], c["explanation"]) for c in told
        ),
        conflicts=conflicts,
        known=None if given.known is None else tuple(_known(given, names)),
    )


def _by_article(records: pd.DataFrame | None) -> dict[str, list[dict[str, Any]]]:
    out: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in [] if records is None else records.astype(object).where(records.notna(), None).to_dict("records"):
        out[str(row["article_id"])].append({str(k): v for k, v in row.items()})
    return out


def _names(given: Given, records: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, str]:
    """What a firm is called: as the articles call it most often, else as the tables do."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for rows in records.values():
        for row in rows:
            if row["kind"] == "company" and row["entity_id"]:
                seen[row["entity_id"]][row["text"]] += 1
    return {**given.company_names, **{ident: max(n, key=lambda t: (n[t], -len(t), t)) for ident, n in seen.items()}}


def _lines(
    result: pd.DataFrame, given: Given, records: Mapping[str, Sequence[Mapping[str, Any]]], names: Mapping[str, str], lang: str
) -> list[FactLine]:
    text = {c: texts(result, c) for c in ("article_id", "company", "metric", "metric_text", "segment", "period", "basis", "unit")}
    text |= {c: texts(result, c) for c in ("modifier", "sentence", "known_source", "status", "diagnosis", "alarm", "explanation")}
    number = {c: decimals(result, c) for c in ("value", "value_max", "precision", "known_value", "difference")}
    start, end, score = (texts(result, c) for c in ("start", "end", "score"))
    days = [texts(result, c) for c in ("start_date", "end_date")]
    inferred = result["inferred"].tolist() if "inferred" in result.columns else [()] * len(result)
    rules = {(article, r["start"], r["end"]): str(r["rule"]) for article, rows in records.items() for r in rows}
    units = {} if given.known is None else dict(zip(texts(given.known, "source"), texts(given.known, "unit"), strict=True))
    out = []
    for i in range(len(result)):
        cell: dict[str, Any] = {name: str(column[i]) for name, column in text.items()}
        place = (-1, -1) if start[i] == "" or end[i] == "" else (int(start[i]), int(end[i]))
        out.append(
            FactLine(
                number=i + 1,
                company_name=names.get(cell["company"], ""),
                metric_name=metric_name(cell["metric"], lang),
                start_date=_day(days[0][i]),
                end_date=_day(days[1][i]),
                start=place[0],
                end=place[1],
                inferred=_list(inferred[i]),
                rule=rules.get((cell["article_id"], *place), ""),
                score=None if score[i] == "" else float(score[i]),
                known_unit=cell["unit"] if _VIA in cell["known_source"] else units.get(cell["known_source"], ""),
                **cell,
                **{name: column[i] for name, column in number.items()},
            )
        )
    return out


def _list(value: Any) -> tuple[str, ...]:
    """A list of a frame, or one that a CSV joined."""
    if isinstance(value, str):
        return tuple(filter(None, value.split("|")))
    return tuple(map(str, value)) if isinstance(value, Iterable) else ()


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        return date.fromisoformat(value[:10]) if value else None
    return value if isinstance(value, date) else None


def _sources(
    lines: Sequence[FactLine], given: Given, records: Mapping[str, Sequence[Mapping[str, Any]]], lang: str
) -> Iterable[ReportArticle]:
    explain = Explainer(lang)
    known = {a.id: a for a in given.articles}
    for ident in dict.fromkeys([*known, *(line.article_id for line in lines)]):
        mentions = tuple(_mention(r, explain) for r in records.get(ident, ()))
        a = known.get(ident)
        yield (
            ReportArticle(ident, mentions=mentions)
            if a is None
            else ReportArticle(ident, a.title, a.url, a.source, a.lang, a.published, a.text, mentions)
        )


def _mention(row: Mapping[str, Any], explain: Explainer) -> Mention:
    value = row["value"]
    if value is not None:
        shown = explain.stated(Decimal(value), row["value_max"], row["unit"] or "", row["modifier"] or "")
    elif row["start_date"] is not None:
        shown = f"{_day(row['start_date'])} – {_day(row['end_date'])}"
    else:
        shown = row["timex"] or row["entity_id"] or ""
    return Mention(row["kind"], int(row["start"]), int(row["end"]), shown, row["rule"] or "", float(row["score"] or 0))


def _known(given: Given, names: Mapping[str, str]) -> Iterable[KnownFigure]:
    assert given.known is not None
    frame = given.known
    unstated = None if given.coverage is None else given.coverage.unstated
    missing = {} if unstated is None else dict(zip(texts(unstated, "source"), texts(unstated, "places"), strict=True))
    columns = [texts(frame, c) for c in ("company", "metric", "period", "segment", "unit", "source")]
    days = [texts(frame, c) for c in ("start_date", "end_date")]
    for i, value in enumerate(decimals(frame, "value")):
        company, metric, period, segment, unit, source = (str(c[i]) for c in columns)
        if value is not None:
            yield KnownFigure(
                company, names.get(company, ""), metric, period, segment, _day(days[0][i]), _day(days[1][i]), value, unit, source,
                source not in missing, str(missing.get(source, "")),
            )  # fmt: skip
