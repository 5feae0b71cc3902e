"""What the commands print for people. On a terminal lines are wrapped to its width; in a pipe each stays one line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ..corpus.article import Article
from ..corpus.record import Fact, Record

if TYPE_CHECKING:
    import pandas as pd

STYLES = {
    "exact": "green",
    "rounded": "green",
    "truncated": "green",
    "within_bound": "green",
    "mismatch": "bold red",
    "doubtful": "yellow",
    "ambiguous": "yellow",
    "unknown": "dim",
}
AGREE = ("exact", "rounded", "truncated", "within_bound")
KIND_STYLES = {"money": "green", "percent": "cyan", "quantity": "blue", "ordinal": "blue", "date": "magenta", "duration": "magenta"}
SIGNS = {"approx": "≈", "nearly": "≲", "more_than": ">", "at_least": "≥", "at_most": "≤", "less_than": "<"}
_AROUND = 30
"""Characters of an article on either side of a figure."""


def number(value: Any, value_max: Any = None, unit: str | None = "", modifier: str | None = None) -> str:
    """3.1億-style magnitudes stay out: digits with separators read the same in every language."""
    if value is None:
        return ""
    low = f"{Decimal(value).normalize():,f}"
    high = f" – {Decimal(value_max).normalize():,f}" if value_max is not None and value_max == value_max else ""
    return f"{SIGNS.get(modifier or '', '')}{low}{high} {unit or ''}".strip()


_CONTROL = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160), *range(8234, 8239), *range(8294, 8298)), "�")
"""What would move a terminal's cursor or turn its text around."""


def _tame(text: str) -> str:
    return text.translate(_CONTROL)


class _Printer:
    """Standard output. NO_COLOR, FORCE_COLOR and COLUMNS are rich's to obey."""

    def __init__(self) -> None:
        self.console = Console()
        self.wide = not self.console.is_terminal

    def line(self, text: str | Text = "", indent: int = 0, style: str = "") -> None:
        shown = Text(_tame(text), style) if isinstance(text, str) else text
        shown.plain = _tame(shown.plain)
        if self.wide:
            self.console.print(Text(" " * indent) + shown, soft_wrap=True)
        else:
            self.console.print(Padding(shown, (0, 0, 0, indent)))

    def table(self, columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]]) -> None:
        table = Table(header_style="bold", box=None, pad_edge=False)
        for name, justify in columns:
            table.add_column(name, justify=justify, overflow="fold")  # type: ignore[arg-type]
        for row in rows:
            table.add_row(*(Text(_tame(cell)) for cell in row))
        # a pipe has no width: columns must not be cut to 80 characters there
        (Console(width=200) if self.wide else self.console).print(table)


def facts(found: Sequence[Fact], records: Sequence[Record]) -> None:
    """The facts, then how many records of each kind there are."""
    out = _Printer()
    columns = [("article", "left"), ("company", "left"), ("metric", "left"), ("period", "left"), ("value", "right")]
    rows = []
    for fact in found:
        metric = fact.metric if fact.metric != "other" else f"other: {fact.metric_text}"
        metric += f" [{fact.segment}]" if fact.segment else ""
        metric += f" ({fact.basis})" if fact.basis != "actual" else ""
        rows.append([fact.article_id, fact.company, metric, fact.period, number(fact.value, fact.value_max, fact.unit, fact.modifier)])
    out.table(columns, rows)
    counts: dict[str, int] = {}
    for record in records:
        counts[record.kind] = counts.get(record.kind, 0) + 1
    out.line()
    out.line(f"{len(found)} facts; records: " + (", ".join(f"{kind} {n}" for kind, n in sorted(counts.items())) or "none"))


def reconciliation(result: pd.DataFrame, articles: Mapping[str, Article] | None = None, *, verbose: bool = False) -> None:
    """Counts, then what needs a look, each with its article, sentence and explanation; the differences last, where the eye is.

    `verbose` puts every other fact before them.
    """
    out = _Printer()
    rows = result.to_dict("records")
    known = articles or {}
    if verbose:
        for status in ("unknown", *AGREE):
            for row in rows:
                if row["status"] == status:
                    _row(out, {str(k): v for k, v in row.items()}, known)
    counts = result["status"].value_counts().to_dict()
    for status in ("ambiguous", "doubtful", "mismatch"):
        for row in rows:
            if row["status"] == status:
                _row(out, {str(k): v for k, v in row.items()}, known)
    agree = [(s, counts.get(s, 0)) for s in AGREE]
    total = sum(n for _, n in agree)
    differ, doubtful, ambiguous, unknown = (counts.get(s, 0) for s in ("mismatch", "doubtful", "ambiguous", "unknown"))
    if total:
        out.line("agreeing: " + ", ".join(f"{n} {s}" for s, n in agree if n))
    summary = f"{total} facts agree, {differ} differ, {doubtful} doubtful, {ambiguous} ambiguous, {unknown} without a known figure"
    out.line(summary, style="bold red" if differ else "bold")


def _row(out: _Printer, row: Mapping[str, Any], articles: Mapping[str, Article]) -> None:
    status = row["status"] + (f" ({row['diagnosis']})" if row.get("diagnosis") else "")
    article = articles.get(row["article_id"])
    title = f"  {article.title}" if article and article.title else ""
    head = Text.assemble((status, STYLES.get(row["status"], "")), "  ", (str(row["article_id"]), "bold"), title)
    out.line(head)
    out.line(str(row["explanation"]), indent=4)
    quoted = _quote(row, article)
    if quoted is not None:
        out.line(quoted, indent=4)


def _quote(row: Mapping[str, Any], article: Article | None) -> Text | None:
    """The figure in [brackets] with what stands around it, on one line."""
    start, end = row.get("start"), row.get("end")
    if article is None or start is None or end is None or not 0 <= start < end <= len(article.text):
        return None
    sentence = str(row.get("sentence") or "")
    at = article.text.rfind(sentence, max(int(end) - len(sentence), 0), int(start) + len(sentence)) if sentence else -1
    low, high = (at, at + len(sentence)) if 0 <= at <= start and end <= at + len(sentence) else (start, end)
    first, last = max(low, start - _AROUND), min(high, end + _AROUND)
    before, after = article.text[first:start], article.text[end:last]
    shown = (f"[{article.text[start:end]}]", "bold")
    text = Text.assemble("…" if first > low else "", before, shown, after, "…" if last < high else "")
    text.plain = text.plain.replace("\n", " ")
    return text


def explanation(text: str, lang: str, published: str, *, ner: bool, companies: Path | None = None, rules: Path | None = None) -> None:
    """The text with its records underlined, the records with their rules, then facts with the chain that led to each."""
    from ..extract.api import explain
    from ..extract.names.firms import joins
    from .batch import companies_of, day

    records, facts = explain(text, lang, day(published), ner=ner, companies=companies_of(companies), overlay=rules)
    out = _Printer()
    for line in _underlined(text, records, 100 if out.wide else out.console.width):
        out.line(line)
    out.line()
    rows = []
    for n, record in enumerate(records, 1):
        dates = f"{record.start_date or '?'} – {record.end_date or '?'} {record.timex or ''}" if record.kind in ("date", "duration") else ""
        value = number(record.value, record.value_max, record.unit, record.modifier) or dates or record.entity_id or ""
        rows.append([str(n), record.kind, record.text, f"{record.start}–{record.end}", value, record.rule, f"{record.score:.2f}"])
    names = ("kind", "text", "offsets", "normalized", "rule")
    out.table([("", "right"), *((name, "left") for name in names), ("score", "right")], rows)
    for name, other, why in joins(records):
        out.line(f"{name} = {other}: {why}")
    for fact, chain in facts:
        parts = [fact.company, fact.metric, fact.segment, fact.period or "no period", fact.basis]
        value = number(fact.value, fact.value_max, fact.unit, fact.modifier)
        out.line()
        out.line(f"{' · '.join(filter(None, parts))} = {value}", style="bold")
        for step in chain:
            out.line(step, indent=4)


def _underlined(text: str, records: Sequence[Record], width: int) -> list[Text]:
    """Lines of at most `width` cells, each over a line of strokes that begin with the record's number; blank where nothing is found."""
    owner = {at: n for n, record in enumerate(records) for at in range(record.start, record.end)}
    out: list[Text] = []
    at = 0
    for stretch in text.splitlines(keepends=True):
        end = at + len(stretch)
        while at < end:
            stop, cells = at, 0
            while stop < end and text[stop] not in "\r\n" and cells + cell_len(text[stop]) <= width:
                cells += cell_len(text[stop])
                stop += 1
            if stop == at:  # the line's end
                at = end
                continue
            out += _stretch(text, at, stop, owner, records)
            at = stop
    return out


def _stretch(text: str, start: int, stop: int, owner: Mapping[int, int], records: Sequence[Record]) -> list[Text]:
    above, below = Text(), Text()
    at = start
    while at < stop:
        n = owner.get(at)
        until = at + 1
        while until < stop and owner.get(until) == n:
            until += 1
        surface = text[at:until]
        style = "" if n is None else KIND_STYLES.get(records[n].kind, "yellow")
        cells = cell_len(surface)
        above.append(surface, style)
        label = "" if n is None else str(n + 1)[:cells]
        below.append(" " * cells if n is None else label + "─" * (cells - len(label)), style)
        at = until
    below.rstrip()
    return [above, below] if below.plain else [above]
