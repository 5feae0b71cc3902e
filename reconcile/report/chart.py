"""Stated against known figures of one firm and metric over its periods, as SVG: a bar is the known figure, a dot a stated one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from markupsafe import Markup, escape

from ..explain import Explainer, compact, metric_name, names
from .data import LOOK, FactLine, KnownFigure, Report

WIDTH, HEIGHT, TOP, FOOT, LEFT = 340, 200, 26, 46, 8
MOST = 48
"""Charts of one report: those with a figure that needs a look come first."""


@dataclass(frozen=True)
class Chart:
    title: str
    look: bool
    svg: Markup


@dataclass(frozen=True)
class _ChartColumn:
    """One period: the known figure, and what is stated, each with its status and its line's number."""

    period: str
    known: Decimal | None
    stated: tuple[tuple[Decimal, str, int], ...]


def charts(report: Report, href: dict[int, str]) -> list[Chart]:
    """Where a firm's metric is known or stated for two periods of one length, and one of them is stated. `href` by line number."""
    stated: dict[tuple[str, ...], list[FactLine]] = defaultdict(list)
    known: dict[tuple[str, ...], list[KnownFigure]] = defaultdict(list)
    for line in report.lines:
        if line.value is not None and line.company and line.metric != "other" and line.start_date and line.end_date:
            stated[_key(line.company, line.metric, line.segment, line.unit, line.start_date, line.end_date)].append(line)
    for figure in report.known or ():
        if figure.start_date and figure.end_date:
            known[_key(figure.company, figure.metric, figure.segment, figure.unit, figure.start_date, figure.end_date)].append(figure)
    out = []
    for key, lines in stated.items():
        columns = _columns(lines, known.get(key, ()))
        if len(columns) > 1:
            first = lines[0]
            title = f"{first.company_name or first.company} · {metric_name(first.metric, report.lang)}"
            title += f" [{first.segment}]" if first.segment else ""
            look = any(line.status in LOOK for line in lines)
            unit = "" if first.unit == "percent" else Explainer(report.lang).unit(first.unit).strip()
            title += f" ({unit})" if unit else ""
            out.append(Chart(title, look, _svg(title, columns[-8:], first.unit, report.lang, href)))
    return sorted(out, key=lambda chart: not chart.look)


def _key(company: str, metric: str, segment: str, unit: str, start: date, end: date) -> tuple[str, ...]:
    """Periods of one length stand in one chart: a half-year beside years would look like a fall."""
    return company, metric, segment, unit, str(round((end - start).days / 30))


def _columns(lines: Sequence[FactLine], known: Iterable[KnownFigure]) -> list[_ChartColumn]:
    given = {(k.start_date, k.end_date): k for k in known}
    found: dict[tuple[date | None, date | None], list[FactLine]] = defaultdict(list)
    for line in lines:
        found[line.start_date, line.end_date].append(line)
    out = []
    for key in sorted({*given, *found}, key=lambda k: (k[1] or date.min, k[0] or date.min)):
        period = given[key].period if key in given else found[key][0].period
        values = tuple((line.value, line.status, line.number) for line in found.get(key, ()) if line.value is not None)
        mine = given[key].value if key in given else next((x.known_value for x in found[key] if x.known_value is not None), None)
        out.append(_ChartColumn(period, mine, values))
    return out


def _svg(title: str, columns: Sequence[_ChartColumn], unit: str, lang: str, href: dict[int, str]) -> Markup:
    values = [c.known for c in columns if c.known is not None] + [v for c in columns for v, _, _ in c.stated]
    high, low = max(*values, Decimal(0)), min(*values, Decimal(0))
    span = high - low or Decimal(1)

    def y(value: Decimal) -> float:
        return round(TOP + float((high - value) / span) * (HEIGHT - TOP - FOOT), 1)

    step = (WIDTH - 2 * LEFT) / len(columns)
    zero, parts = y(Decimal(0)), []
    unit_name = Explainer(lang).figure(Decimal(0), unit).removeprefix("0").strip()
    for n, column in enumerate(columns):
        x = LEFT + step * (n + 0.5)
        half = min(step * 0.3, 22)
        if column.known is not None:
            top, tall = min(y(column.known), zero), max(abs(y(column.known) - zero), 1)
            tip = escape(f"{column.period}: {column.known:,f} {unit_name}")
            parts.append(
                f'<rect class="known" x="{x - half:.1f}" y="{top}" width="{2 * half:.1f}" height="{tall:.1f}"><title>{tip}</title></rect>'
            )
        for value, status, number in column.stated:
            tip = escape(f"{column.period}: {value:,f} {unit_name} ({names(lang, 'statuses')[status]})")
            dot = _dot(x, y(value), status in LOOK)
            parts.append(f'<a href="{escape(href[number])}">{dot} s-{status}"><title>{tip}</title></path></a>')
        parts.append(_label(x, column, y, lang))
        parts.append(f'<text class="axis" x="{x:.1f}" y="{HEIGHT - 8}">{escape(column.period)}</text>')
    axis = f'<line class="zero" x1="{LEFT}" x2="{WIDTH - LEFT}" y1="{zero}" y2="{zero}"/>'
    head = f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(_spoken(title, columns, unit_name))}">'
    return Markup(head + axis + "".join(parts) + "</svg>")  # noqa: S704


def _dot(x: float, y: float, look: bool) -> str:
    """A circle, or a diamond for what needs a look: colour alone says nothing to some readers."""
    if look:
        return f'<path d="M{x:.1f} {y - 7:.1f}l7 7l-7 7l-7-7z" class="dot'
    return f'<path d="M{x - 5:.1f} {y:.1f}a5 5 0 1 0 10 0a5 5 0 1 0-10 0z" class="dot'


def _label(x: float, column: _ChartColumn, y: Callable[[Decimal], float], lang: str) -> str:
    """A stated figure in short, else the known one, beyond the end of its column."""
    stated = [v for v, _, _ in column.stated]
    value = max(stated, key=abs) if stated else column.known
    if value is None:
        return ""
    at = y(value) + (18 if value < 0 else -10)
    return f'<text class="value{"" if stated else " known"}" x="{x:.1f}" y="{at:.1f}">{escape(compact(value, lang))}</text>'


def _spoken(title: str, columns: Sequence[_ChartColumn], unit: str) -> str:
    """The chart in words."""
    parts = []
    for c in columns:
        known = "" if c.known is None else f"{c.known:,f}"
        parts.append(f"{c.period}: {', '.join(f'{v:,f}' for v, _, _ in c.stated) or '–'} / {known or '–'}")
    return f"{title} ({unit}): {'; '.join(parts)}"
