"""Figures of tables: what the label, the groups, the heads and the captions of a cell say of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from ...rules.period import month_shift
from ..text.document import Document
from ..text.page import Column, Row, Table
from .choose import NOTHING, Option
from .clause import Line, line_of
from .heads import dated
from .items import Date, Firm, Item, Sign, Value, Word
from .metric_options import GROWTH, NO_METRIC, MetricReading, _bucket, fits
from .part_options import _looks
from .period_options import impossible, sort_of
from .scope import Scope
from .when import When, last_day, length, named, shifted, when_of

CHANGES = ("up", "down", "change")


@dataclass(slots=True)
class CellSaid:
    """What one span says of a cell: where it stands (label, group, head, caption, heading), how far off, its name and items."""

    where: str
    rank: int
    name: str
    items: Sequence[Item]


@dataclass(slots=True)
class ValueCell:
    value: Value
    line: Line
    """The line of the value's row."""
    at: int
    """The index of the value in it."""
    said: list[CellSaid]
    column: int
    """How many columns of values stand before it."""
    kind: str


def cells(document: Document, table: Table, between: Callable[[int, int], Sequence[Item]]) -> Iterator[ValueCell]:
    """The cells of a table that hold one value, row by row."""
    cache: dict[tuple[int, int], Sequence[Item]] = {**dated(document, table, between)}
    lines: dict[int, Line] = {}
    first = {column.index: n for n, column in enumerate(c for c in table.columns if c.kind == "value")}

    def said(where: str, rank: int, span: tuple[int, int]) -> CellSaid:
        if span not in cache:
            cache[span] = between(*span)
        return CellSaid(where, rank, document.text[slice(*span)].strip(), cache[span])

    headings = document.page.headings(table.section)
    for row, column, cell in table.values():
        inside = [i for i in between(cell.start, cell.end) if isinstance(i, Value)]
        if len(inside) != 1:
            continue
        if row.index not in lines:
            lines[row.index] = line_of(document.folded, row.start, row.end, between(row.start, row.end))
        line = lines[row.index]
        at = next((n for n, i in enumerate(line.items) if i is inside[0]), -1)
        if at < 0:
            continue
        spans = [said("label", 0, row.label.span)] if row.label is not None else []
        spans += [said("group", n, g.span) for n, g in enumerate(reversed(row.groups))]
        spans += [said("head", n, h.span) for n, h in enumerate(reversed(column.heads))]
        spans += [said("caption", n, c) for n, c in enumerate(reversed(table.captions))]
        spans += [said("heading", n, (h.start, h.end)) for n, h in enumerate(reversed(headings))]
        spans += _neighbours(table, row, column, said)
        record = inside[0].record
        kind = record.unit if record.kind == "percent" else record.kind
        yield ValueCell(inside[0], line, at, spans, first.get(column.index, 0), kind or "")


def _neighbours(table: Table, row: Row, column: Column, said: Callable[[str, int, tuple[int, int]], CellSaid]) -> list[CellSaid]:
    """What the label above says of a row of changes, and the heads to the left of a column of changes."""
    out = []
    before = [r for r in table.rows[: row.index] if r.label is not None and r.kind == "body"]
    if row.label is None or not _named(said("label", 0, row.label.span)):
        for other in reversed(before[-2:]):
            if other.label is not None and _named(said("above", 0, other.label.span)):
                out.append(said("above", 0, other.label.span))
                break
    if not any(_named(said("head", 0, head.span)) for head in column.heads):
        for left in reversed([c for c in table.columns if c.index < column.index]):
            heads = [said("left head", 0, head.span) for head in left.heads]
            if any(_named(head) for head in heads):
                out += [head for head in heads if _named(head)]
                break
    return out


def _named(said: CellSaid) -> bool:
    return any(isinstance(item, Word) for item in said.items)


def _signs(cell: ValueCell, where: Sequence[str]) -> list[Sign]:
    return [i for s in cell.said if s.where in where for i in s.items if isinstance(i, Sign)]


def _relation(cell: ValueCell) -> tuple[str, str]:
    """How a percentage of an amount's row states it, by heads and label: yoy, qoq, mom, cagr, share; and what says so."""
    for where in (("head",), ("label",), ("group", "caption")):
        for sign in _signs(cell, where):
            if sign.id in (*GROWTH, "cagr"):
                return sign.id, f"{where[0]} compares"
            if sign.id == "share":
                return "share", f"{where[0]} shares"
            if sign.id in CHANGES:
                return "yoy", f"{where[0]} changes"
    return "yoy", "unsaid"


def metric_options(cell: ValueCell, scope: Scope) -> list[Option[MetricReading]]:
    out: list[Option[MetricReading]] = []
    relation, why = _relation(cell)
    changes = "changes" if any(s.id in CHANGES for s in _signs(cell, ("head", "label"))) else "level"
    seen: set[str] = set()
    for said in cell.said:
        words = [i for i in said.items if isinstance(i, Word)]
        for n, word in enumerate(words[:3]):
            level = fits(word.metric, cell.value)
            if not level and (cell.kind != "percent" or word.metric.unit not in ("money", "count", "price")):
                continue
            reading = MetricReading(word, "level" if level else relation)
            kind = "level" if level else "share" if relation == "share" else "growth"
            rest = len(said.name) - (word.end - word.start)
            features = [
                f"{said.where}",
                f"{kind} {said.where} {_bucket(said.rank, 0, 1)}",
                f"{kind} {said.where} word {n} of {_bucket(len(words), 1, 2)}",
                f"{said.where} rest {_bucket(rest, 0, 4, 10)}",
                f"{kind} {changes}",
                f"metric {reading.metric}",
                f"kind {kind} {cell.kind}",
            ]
            if kind != "level":
                features += [f"{kind} {why}", f"{kind} column {_bucket(cell.column, 0, 1)}"]
            features.append("first" if not seen else "later")
            seen.add(reading.metric)
            out.append(Option(reading.metric, features, reading))
    if not out:
        out = _from_text(cell, scope, relation)
    features = [
        "nothing",
        f"nothing {cell.kind}",
        f"nothing {changes}",
        f"nothing {cell.kind} {changes}",
        f"nothing {'after words' if out else 'else'}",
    ]
    label = next((s for s in cell.said if s.where == "label"), None)
    if label is not None and not any(isinstance(i, Word) for i in label.items):
        features.append("nothing in label")
    out.append(Option(NOTHING, features, NO_METRIC))
    return out


def _from_text(cell: ValueCell, scope: Scope, relation: str) -> list[Option[MetricReading]]:
    """The metrics that the text before a table spoke of last, where the table names none."""
    out = []
    words = [s.word for s in scope.stated[-2:] if s.word is not None] + [word for word, _, _ in scope.words[-1:]]
    for n, word in enumerate(reversed(words)):
        level = fits(word.metric, cell.value)
        if level or (cell.kind == "percent" and word.metric.unit in ("money", "count", "price")):
            reading = MetricReading(word, "level" if level else relation)
            kind = "level" if level else "share" if relation == "share" else "growth"
            out.append(Option(reading.metric, ["from text", f"from text {n}", f"{kind} from text", f"metric {reading.metric}"], reading))
    return out


def period_options(cell: ValueCell, reading: MetricReading, scope: Scope, firm: str, published: When | None) -> list[Option[When | None]]:
    sort = sort_of(reading)
    out: list[Option[When | None]] = [
        Option(when.text, [*features, f"{sort} {length(when)}"], when)
        for when, features in chain(_periods_said(cell, scope, sort), _periods_of_scope(reading, scope, firm, sort))
        if not impossible(sort, when)
    ]
    out.append(Option(NOTHING, ["nothing", f"nothing {sort}", f"nothing {'after dates' if out else 'else'}"], None))
    return out


def _periods_said(cell: ValueCell, scope: Scope, sort: str) -> Iterator[tuple[When, list[str]]]:
    """The periods that label, head and captions of a cell name, and what follows from them."""
    for said in cell.said:
        dates = [w for i in said.items if isinstance(i, Date) and (w := when_of(i.record)) is not None]
        for n, when in enumerate(dates[:3]):
            base = [
                f"{said.where} {_bucket(said.rank, 0, 1)}",
                f"{said.where} date {n} of {_bucket(len(dates), 1, 2)}",
                f"{sort} {said.where}",
            ]
            yield when, base
            if sort in ("stock", "holding") and when.days > 20:
                yield last_day(when), [*base, "last day"]
            if length(when) == "month" and said.where == "head" and sort != "listing":
                for full, name in _accounts(when, scope.year_end):
                    yield full, [f"{name}", f"{sort} {name}", f"{name} head {_bucket(said.rank, 0, 1)}"]
            elif length(when) == "year" and said.where in ("head", "label"):
                for shape in _shapes(cell, scope):
                    yield shifted(shape, 12 * (when.start.year - shape.start.year)), ["year with shape", f"year with shape {length(shape)}"]
        for sign in said.items:
            if isinstance(sign, Sign) and sign.cue.period and said.where in ("head", "label", "group"):
                for other in scope.here[-3:]:
                    if other.when is not None and sign.cue.shift % 12 == 0:
                        yield shifted(other.when, sign.cue.shift), [f"{said.where} {sign.id}", f"stand-in {sort}"]


def _periods_of_scope(reading: MetricReading, scope: Scope, firm: str, sort: str) -> Iterator[tuple[When, list[str]]]:
    """The periods that the row, the text before the table and the document set."""
    for n, stated in enumerate(reversed(scope.here[-2:])):
        if stated.when is not None:
            same = "same" if stated.word is reading.word else "other"
            yield stated.when, [f"row fact {n}", f"row fact {same} {reading.relation in GROWTH}"]
    for stated in scope.stated[-1:]:
        if stated.when is not None:
            yield stated.when, ["carried"]
    for when, _, _ in scope.periods[-1:]:
        yield when, ["named last"]
    if scope.lead is not None:
        yield scope.lead, ["lead"]
    if firm in scope.listing:
        yield scope.listing[firm], ["listing day"]
    for when in scope.reporting:
        yield when, ["reporting"]
        if sort in ("stock", "holding"):
            yield last_day(when), ["reporting end"]


def _accounts(month: When, year_end: int) -> Iterator[tuple[When, str]]:
    """The year of account that ends with a month, and what has passed of one: 決算年月 2024年3月."""
    last = month.end
    yield (
        named(month_shift(last, -12), last),
        f"year to month {'ends it' if year_end == month.start.month else 'unsaid' if not year_end else 'other'}",
    )
    if year_end and month.start.month != year_end:
        start = month_shift(date(month.start.year, year_end, 1), 1)
        start = start if start <= month.start else month_shift(start, -12)
        yield named(start, last), "year so far"


def _shapes(cell: ValueCell, scope: Scope) -> list[When]:
    """Parts of a year that the table's heads, captions and headings, or the report, speak of."""
    spoken = [i for s in cell.said if s.where != "label" for i in s.items if isinstance(i, Date)]
    found = [w for i in spoken if (w := when_of(i.record)) is not None] + scope.reporting
    return list({w: None for w in found if length(w) in ("quarter", "half", "part")})[:3]


def firm_options(cell: ValueCell, reading: MetricReading, scope: Scope) -> list[Option[str]]:
    out: list[Option[str]] = []
    for said in cell.said:
        firms = [i for i in said.items if isinstance(i, Firm)]
        for firm in firms[:2]:
            rest = len(said.name) - (firm.end - firm.start)
            out.append(
                Option(
                    firm.entity,
                    [
                        f"{said.where} {_bucket(said.rank, 0, 1)}",
                        f"{said.where} of {_bucket(len(firms), 1, 2)}",
                        f"{said.where} rest {_bucket(rest, 0, 6)}",
                    ],
                    firm.entity,
                )
            )
    if scope.issuer:
        out.append(Option(scope.issuer, ["issuer"], scope.issuer))
    if len(scope.titled) == 1:
        out.append(Option(scope.titled[0], ["titled"], scope.titled[0]))
    for stated in scope.stated[-1:]:
        if stated.firm:
            out.append(Option(stated.firm, ["carried"], stated.firm))
    for stated in scope.here[-1:]:
        if stated.firm:
            out.append(Option(stated.firm, ["row fact"], stated.firm))
    for firm_named, _, _ in scope.firms[-1:]:
        out.append(Option(firm_named, ["named last"], firm_named))
    out.append(Option(NOTHING, ["nothing", f"nothing {'after firms' if out else 'else'}"], NOTHING))
    return out


def part_options(cell: ValueCell, reading: MetricReading, scope: Scope, surface: str) -> list[Option[str]]:
    out: list[Option[str]] = []
    mark = "share " if reading.relation == "share" else ""
    for said in cell.said:
        if said.where == "heading" and said.rank > 0:
            continue
        words = any(isinstance(i, Word) for i in said.items)
        rest = said.name
        for item in said.items:
            if isinstance(item, (Word, Date, Firm)):
                rest = rest.replace(surface[item.start : item.end], " ")
        name = rest.strip(" （）()：:・-　\t|、,/")
        if len(name) < 2 or len(name) > 30:
            continue
        whole = "word" if words else "alone"
        out.append(
            Option(
                name,
                [mark + f for f in (f"{said.where} {whole}", f"{said.where} {_bucket(said.rank, 0, 1)}", *_looks(name, said.where))],
                name,
            )
        )
    label = next((s for s in cell.said if s.where == "label"), None)
    of_word = label is not None and any(isinstance(i, Word) for i in label.items)
    out.append(Option(NOTHING, [mark + "nothing", f"{mark}nothing label {of_word}"], NOTHING))
    return out
