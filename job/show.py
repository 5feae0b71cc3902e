"""Readable tables for people, on standard output."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..corpus.record import Fact, Record

if TYPE_CHECKING:
    import pandas as pd

STYLES = {
    "exact": "green",
    "rounded": "green",
    "truncated": "green",
    "within_bound": "green",
    "mismatch": "bold red",
    "ambiguous": "yellow",
    "unknown": "dim",
}
SIGNS = {"approx": "≈", "nearly": "≲", "more_than": ">", "at_least": "≥", "at_most": "≤", "less_than": "<"}


def number(value: Any, value_max: Any = None, unit: str | None = "", modifier: str | None = None) -> str:
    """3.1億-style magnitudes stay out: digits with separators read the same in every language."""
    if value is None:
        return ""
    low = f"{Decimal(value).normalize():,f}"
    high = f" – {Decimal(value_max).normalize():,f}" if value_max is not None and value_max == value_max else ""
    return f"{SIGNS.get(modifier or '', '')}{low}{high} {unit or ''}".strip()


def _console() -> Console:
    console = Console()
    # A pipe has no width: columns must not be cut to 80 characters there.
    return console if console.is_terminal else Console(width=200)


def _table(title: str, columns: Sequence[tuple[str, str]]) -> Table:
    table = Table(title=title, title_justify="left", header_style="bold")
    for name, justify in columns:
        table.add_column(name, justify=justify, overflow="fold")  # type: ignore[arg-type]
    return table


def facts(found: Sequence[Fact], records: Sequence[Record]) -> None:
    """The facts, then how many records of each kind there are."""
    table = _table(
        f"{len(found)} facts",
        [
            ("article", "left"),
            ("company", "left"),
            ("metric", "left"),
            ("segment", "left"),
            ("period", "left"),
            ("basis", "left"),
            ("value", "right"),
        ],
    )
    for fact in found:
        metric = fact.metric if fact.metric != "other" else f"other: {fact.metric_text}"
        value = number(fact.value, fact.value_max, fact.unit, fact.modifier)
        table.add_row(*(Text(c) for c in (fact.article_id, fact.company, metric, fact.segment, fact.period, fact.basis, value)))
    counts: dict[str, int] = {}
    for record in records:
        counts[record.kind] = counts.get(record.kind, 0) + 1
    console = _console()
    console.print(table)
    console.print(Text("records: " + (", ".join(f"{kind} {n}" for kind, n in sorted(counts.items())) or "none")))


def reconciliation(result: pd.DataFrame) -> None:
    """Statuses that need a look first, each with its explanation; the rest as one line of counts."""
    order = {"mismatch": 0, "ambiguous": 1, "exact": 2, "rounded": 2, "truncated": 2, "within_bound": 2, "unknown": 3}
    table = _table(
        "",
        [
            ("status", "left"),
            ("company", "left"),
            ("metric", "left"),
            ("period", "left"),
            ("stated", "right"),
            ("known", "right"),
            ("explanation", "left"),
        ],
    )
    shown = result[result["status"] != "unknown"]
    for row in sorted(shown.to_dict("records"), key=lambda r: order.get(r["status"], 9)):
        status = row["status"] + (f" ({row['diagnosis']})" if row.get("diagnosis") else "")
        cells = [
            row["company"],
            row["metric"],
            row["period"],
            number(row["value"], row.get("value_max"), row["unit"], row.get("modifier")),
            number(row["known_value"]),
        ]
        table.add_row(Text(status, STYLES.get(row["status"], "")), *(Text(str(c)) for c in cells), Text(str(row["explanation"])))
    console = _console()
    console.print(table)
    counts = result["status"].value_counts().to_dict()
    agree = sum(counts.get(s, 0) for s in ("exact", "rounded", "truncated", "within_bound"))
    differ, ambiguous, unknown = (counts.get(s, 0) for s in ("mismatch", "ambiguous", "unknown"))
    console.print(Text(f"{agree} facts agree, {differ} differ, {ambiguous} ambiguous, {unknown} without a known figure"))


def explanation(text: str, lang: str, published: str, *, ner: bool, companies: Path | None = None, rules: Path | None = None) -> None:
    """Records with their rules, then facts with the chain that led to each."""
    from ..extract.api import explain
    from ..extract.names.firms import joins
    from .batch import companies_of, day

    records, facts = explain(text, lang, day(published), ner=ner, companies=companies_of(companies), overlay=rules)
    console = _console()
    table = _table("records", [("kind", "left"), ("text", "left"), ("offsets", "left"), ("normalized", "left"), ("rule", "left")])
    for record in records:
        dates = f"{record.start_date or '?'} – {record.end_date or '?'} {record.timex or ''}" if record.kind in ("date", "duration") else ""
        value = number(record.value, record.value_max, record.unit, record.modifier) or dates or record.entity_id or ""
        table.add_row(*(Text(c) for c in (record.kind, record.text, f"{record.start}–{record.end}", value, record.rule)))
    console.print(table)
    for name, other, why in joins(records):
        console.print(Text(f"{name} = {other}: {why}"))
    for fact, chain in facts:
        parts = [fact.company, fact.metric, fact.segment, fact.period or "no period", fact.basis]
        value = number(fact.value, fact.value_max, fact.unit, fact.modifier)
        console.print(Text(f"{' · '.join(filter(None, parts))} = {value}"))
        for step in chain:
            console.print(Text(f"    {step}"))
