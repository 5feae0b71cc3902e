"""Figures of tables: what the label, the groups, the heads and the captions of a cell say of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from ...rules.fold import fold
from ..text.document import Document
from ..text.page import Cell, Column, Row, Span, Table
from ..text.units import is_unit
from .choose import NOTHING, Option, bucket
from .clause import Line, line_of, pattern
from .cut_names import CutName, FindWords, lines_of, whole
from .heads import TableNames, dated, eliminations, names_of
from .items import Date, Firm, Item, Sign, Value, Word, WordMeasure, metric_of
from .metric_reading import GROWTH, NO_METRIC, MetricReading, fits
from .part_options import looks
from .period_options import sort_of
from .place import Place
from .scope import Scope, Stated
from .when import When

_OF_A_SHARE = 1000
CHANGES = ("up", "down", "change")
_IN_BRACKETS = re.compile(r"[(\[][^()\[\]]{0,24}[)\]]")
_BRACKETS = (("（", "）"), ("(", ")"))
_EDGES = " （）()：:・-　\t|、,/*＊†‡※－–"


@dataclass(slots=True)
class CellSaid:
    """What one span says of a cell: where it stands (label, group, head, caption, heading), how far off, its name and items."""

    where: str
    rank: int
    name: str
    items: Sequence[Item]
    rest: str | None = None
    """What the name says beside its items, where lines cut it."""


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
    names: TableNames
    above: dict[int, When | None]
    """The periods of the figures above, by column; shared by the cells of a table."""
    under: dict[int, Span]
    """The dated head that each figure of the table stands under, by where the figure begins; shared, too."""
    hundred: str
    """What the percentages of its column sum up to 100 of: revenue, total; or none."""

    def signs(self, *where: str) -> Iterator[tuple[CellSaid, Sign]]:
        """The cues that labels, heads … say, the nearest first."""
        for said in self.said:
            if said.where in where:
                for item in said.items:
                    if isinstance(item, Sign):
                        yield said, item


def cells(
    document: Document, table: Table, between: Callable[[int, int], Sequence[Item]], headline: Sequence[When], find: FindWords
) -> Iterator[ValueCell]:
    """The cells of a table that hold one value, row by row. `headline` is the period that the document's title names, `find`
    finds the words of names that lines cut."""
    cache: dict[tuple[int, int], Sequence[Item]] = {**dated(document, table, between, headline)}
    lines: dict[int, Line] = {}
    first = {column.index: n for n, column in enumerate(c for c in table.columns if c.kind == "value")}

    def said(where: str, rank: int, span: tuple[int, int]) -> CellSaid:
        if span not in cache:
            cache[span] = between(*span)
        return CellSaid(where, rank, document.text[slice(*span)].strip(), cache[span])

    def of_lines(where: str, spans: Sequence[Span], rank: int = 0) -> list[CellSaid]:
        """What lines say that are one name; nothing where they are not."""
        if tuple(spans) not in cut:
            cut[tuple(spans)] = whole(document, spans, [item for span in spans for item in said(where, 0, span).items], find)
        name = cut[tuple(spans)]
        return [CellSaid(where, rank, name.name, name.items, name.rest)] if name is not None else []

    def named(where: str, rank: int, span: Span) -> CellSaid:
        return next(iter(of_lines(where, [span], rank)), None) or said(where, rank, span)

    cut: dict[tuple[Span, ...], CutName | None] = {}
    left_out = eliminations(document, table)
    headings = document.page.headings(table.section)
    names = names_of(document, table, between)
    above: dict[int, When | None] = {}
    under: dict[int, Span] = {}
    for row, column, cell in table.values():
        if row.index in left_out[0] or column.index in left_out[1]:
            continue
        inside = [i for i in between(cell.start, cell.end) if isinstance(i, Value)]
        if len(inside) != 1 or names.labels == "firm" and _stranger(document, row, between):
            continue
        if row.index not in lines:
            lines[row.index] = line_of(document.folded, row.start, row.end, between(row.start, row.end))
        line = lines[row.index]
        at = next((n for n, i in enumerate(line.items) if i is inside[0]), -1)
        if at < 0:
            continue
        labels, groups = list(_labels(table, row, column)), row.groups
        spans = of_lines("label", [cell.span for cell in (*groups[-1:], *labels[:1])]) if groups and labels else []
        groups = groups[:-1] if spans else groups
        spans += [said("label", n, label.span) for n, label in enumerate(labels) if n or not spans]
        spans += [said("group", n, g.span) for n, g in enumerate(reversed(groups))]
        inner = lines_of(column.heads)
        heads = of_lines("head", [head.span for head in inner]) if inner else []
        outer = column.heads[: len(column.heads) - len(inner)] if heads else column.heads
        spans += heads + [named("head", n, h.span) for n, h in enumerate(reversed(outer), len(heads))]
        spans += [named("caption", n, c) for n, c in enumerate(reversed(table.captions))]
        spans += [said("heading", n, (h.start, h.end)) for n, h in enumerate(reversed(headings))]
        spans += _neighbours(table, row, column, said)
        if _per_share(inside[0]):
            spans += _priced(table, row, said)
        over = next((h.span for h in reversed(column.heads) if any(isinstance(i, Date) for i in said("head", 0, h.span).items)), None)
        if over is not None:
            under[inside[0].start] = over
        record = inside[0].record
        kind = record.unit if record.kind == "percent" else record.kind
        hundred = names.hundreds.get(column.index, "none")
        yield ValueCell(inside[0], line, at, spans, first.get(column.index, 0), kind or "", names, above, under, hundred)


def _labels(table: Table, row: Row, of: Column) -> Iterator[Cell]:
    """The label of a row, and those of further columns of labels before the cell's own: 2383　台光電."""
    if row.label is not None:
        yield row.label
    for column in table.columns:
        cell = row.cells[column.index]
        if column.kind == "label" and column.index < of.index and cell is not None and cell is not row.label and cell.end > cell.start:
            yield cell


def _stranger(document: Document, row: Row, between: Callable[[int, int], Sequence[Item]]) -> bool:
    """Whether a row of a table of firms is of one that is not known to be a firm, so that its figures are nobody's."""
    if row.label is None or between(*row.label.span):
        return False
    name = document.folded[slice(*row.label.span)].strip("* ")
    return len(name) > 1 and not any(pattern(ident).fullmatch(name) for ident in ("total-label", "own-label"))


def _neighbours(table: Table, row: Row, column: Column, said: Callable[[str, int, tuple[int, int]], CellSaid]) -> list[CellSaid]:
    """What the label above says of a row of changes, and the heads to the left of a column of changes."""
    out = []
    grouped = any(_named(said("group", 0, group.span)) for group in row.groups)
    if not grouped and (row.label is None or not _named(said("label", 0, row.label.span))):
        above = (table.rows[n].label for n in range(row.index - 1, -1, -1) if table.rows[n].kind == "body")
        for label in islice((cell for cell in above if cell is not None), 2):
            if _named(said("above", 0, label.span)):
                out.append(said("above", 0, label.span))
                break
    if not any(_named(said("head", 0, head.span)) for head in column.heads):
        for left in reversed([c for c in table.columns if c.index < column.index]):
            heads = [said("left head", 0, head.span) for head in left.heads]
            if any(_named(head) for head in heads):
                out += [head for head in heads if _named(head)]
                break
    return out


def _priced(table: Table, row: Row, said: Callable[[str, int, tuple[int, int]], CellSaid]) -> list[CellSaid]:
    """The label some rows above that names a figure of one share."""
    for n in range(row.index - 1, max(row.index - 6, -1), -1):
        label = table.rows[n].label
        if label is not None and any(isinstance(i, Word) and i.metric.unit == "price" for i in said("above", 0, label.span).items):
            return [said("above", 0, label.span)]
    return []


def _named(said: CellSaid) -> bool:
    return any(isinstance(item, Word) for item in said.items)


def _other(said: CellSaid) -> bool:
    """Whether a label or head names a measure that is no metric: 产量."""
    return any(isinstance(item, WordMeasure) for item in said.items) and not _named(said)


def _relations(cell: ValueCell) -> list[tuple[str, str]]:
    """How a percentage may state an amount's row, by heads and labels, and what says so: yoy, qoq, mom, cagr, share; both
    growth and share where nothing does."""
    for said in cell.said:
        if said.where == "head" and pattern("against-last").search(fold(said.name)):
            return [({"month": "mom", "quarter": "qoq"}.get(cell.names.step, "yoy"), "head compares")]
    for where in (("head",), ("label",), ("group", "caption")):
        for _, sign in cell.signs(*where):
            if sign.id in (*GROWTH, "cagr"):
                return [(sign.id, f"{where[0]} compares")]
            if sign.id == "share":
                return [("share", f"{where[0]} shares")]
            if sign.id in CHANGES:
                return [("yoy", f"{where[0]} changes")]
    if cell.hundred != "none":
        return [("share", f"of {cell.hundred}")]
    return [("yoy", "unsaid"), ("share", "unsaid")]


def _readings(cell: ValueCell, word: Word) -> Iterator[tuple[MetricReading, str, str]]:
    """How a cell may state the metric of a word: the reading, whether it is a level, growth, share or margin, and what says so."""
    if fits(word.metric, cell.value):
        if _per_share(cell.value) and word.metric.unit == "money":
            return  # 每股盈利 基本 －年內利潤 人民幣1.68元
        yield MetricReading(word, "level"), "level", ""
        return
    if cell.kind != "percent" or word.metric.unit not in ("money", "count", "price"):
        return
    for relation, why in _relations(cell):
        if relation == "share" and word.metric.margin:
            # 毛利 48.1% in a column in which revenue is 100% is the gross margin
            margin = Word(word.start, word.end, metric_of(word.metric.margin), word.loss)
            yield MetricReading(margin, "level"), "margin", why
        yield MetricReading(word, relation), "share" if relation == "share" else "growth", why


def _per_share(value: Value) -> bool:
    """Whether an amount is so small, and so fine, that it can only be of one share."""
    record = value.record
    fine = record.kind == "money" and record.precision is not None and record.precision < 1
    return fine and record.value is not None and abs(record.value) < _OF_A_SHARE


def metric_options(cell: ValueCell, scope: Scope) -> list[Option[MetricReading]]:
    changes = "changes" if any(sign.id in CHANGES for _, sign in cell.signs("head", "label")) else "level"
    out = _from_table(cell, changes) or (_from_text(cell, scope) if _of_its_own(cell) else [])
    out.append(Option(NOTHING, _no_metric(cell, changes, "after words" if out else "else"), NO_METRIC))
    return out


def _of_its_own(cell: ValueCell) -> bool:
    """Whether no label, group or head names a measure of another kind, so that captions may say the metric."""
    return not any(_other(said) for said in cell.said if said.where in ("label", "group", "head"))


def _from_table(cell: ValueCell, changes: str) -> list[Option[MetricReading]]:
    """The metrics that the label, the heads and the captions of a cell name."""
    out: list[Option[MetricReading]] = []
    beside = any(said.where == "left head" for said in cell.said)
    label = next((said for said in cell.said if said.where == "label"), None)
    # what a statement is called (綜合全面收益表) is no metric of its rows; nor does a caption name what the column to the left does
    titled = not beside and not (cell.names.labels == "metric" and label is not None and not _named(label))
    own = _of_its_own(cell)
    measure = min((said.rank for said in cell.said if said.where == "head" and _other(said)), default=len(cell.said))
    for said in cell.said:
        if said.where == "head" and said.rank > measure:
            continue  # 非控制權益 below 合併稅後
        near = said.where not in ("caption", "heading") or own and titled and not out
        words = [i for i in said.items if isinstance(i, Word)] if near and (own or said.where in ("label", "group", "head")) else []
        for n, word in enumerate(words[:3]):
            rest = _beside(said, word)
            for reading, kind, why in _readings(cell, word):
                features = [
                    f"{said.where}",
                    f"{kind} {said.where} {bucket(said.rank, 0, 1)}",
                    f"{kind} {said.where} word {n} of {bucket(len(words), 1, 2)}",
                    f"{said.where} rest {bucket(rest, 0, 4, 10)}",
                    f"{kind} {said.where} labels {cell.names.labels}",
                    f"{kind} {said.where} heads {cell.names.heads}",
                    f"{kind} {changes}",
                    f"metric {reading.metric}",
                    f"kind {kind} {cell.kind}",
                ]
                if kind != "level":
                    features += [f"{kind} {why}", f"{kind} column {bucket(cell.column, 0, 1)}", f"{kind} of {cell.hundred}"]
                    features.append(f"{kind} of {cell.hundred} {'cost' if word.metric.cost else word.metric.period}")
                features.append("later" if out else "first")
                out.append(Option(reading.metric, features, reading))
    return out


def _no_metric(cell: ValueCell, changes: str, beside: str) -> list[str]:
    """What speaks for a cell that states no metric; `beside` says whether there are words that could be it."""
    features = ["nothing", f"nothing {cell.kind}", f"nothing {changes}", f"nothing {cell.kind} {changes}", f"nothing {beside}"]
    if _named_plainly(cell):
        features += ["nothing beside a plain name", f"nothing beside a plain name {cell.kind}"]
    label = next((s for s in cell.said if s.where == "label"), None)
    if label is not None and not any(isinstance(i, Word) for i in label.items):
        features += ["nothing in label", f"nothing in label of {cell.names.labels}", f"nothing in label {cell.names.parts}"]
    if cell.kind == "percent" and cell.value.record.value == 100:
        features.append("nothing 100")
    features.append(f"nothing {cell.kind} of {cell.hundred}")
    return features


def _named_plainly(cell: ValueCell) -> bool:
    """Whether the label or a head is nothing but the name of a metric that the cell may state as it is."""
    return any(
        not _beside(said, word) and any(kind == "level" for _, kind, _ in _readings(cell, word))
        for said in cell.said
        if said.where in ("label", "head")
        for word in [i for i in said.items if isinstance(i, Word)][:3]
    )


def _beside(said: CellSaid, word: Word) -> int:
    """How many letters a name has beside a metric's, units and notes in brackets left out: 1 of 总营业收入（亿元）."""
    name = pattern("whole-before").sub("", _IN_BRACKETS.sub("", fold(said.name)).strip(_EDGES))
    return max(len(name) - (word.end - word.start), 0)


def _from_text(cell: ValueCell, scope: Scope) -> list[Option[MetricReading]]:
    """The metrics that the text before a table spoke of last, where the table names none."""
    out = []
    words = [s.word for s in scope.stated[-2:] if s.word is not None] + [word for word, _, _ in scope.words[-1:]]
    for n, word in enumerate(reversed(words)):
        for reading, kind, _ in _readings(cell, word):
            features = ["from text", f"from text {n}", f"{kind} from text", f"{kind} from text of {cell.hundred}"]
            features.append(f"metric {reading.metric}")
            out.append(Option(reading.metric, features, reading))
    return out


def placed(cell: ValueCell, place: Place) -> Place:
    """The place of a cell, with what head, label or caption say of forecasts."""
    if any(pattern("actual-label").search(fold(said.name)) for said in cell.said if said.where in ("label", "head")):
        return replace(place, forecast="none")
    if place.forecast != "none":
        return place
    if any(pattern("settled").search(fold(said.name)) for said in cell.said):
        return replace(place, forecast="settled")
    said = (sign.id for _, sign in cell.signs("head", "label", "group", "caption") if sign.id in ("forecast", "target"))
    return replace(place, forecast=next(said, "none"))


def of_row(cell: ValueCell, scope: Scope) -> list[Stated]:
    """The facts of the cells to the left, eight at most."""
    return [stated for stated in scope.here[-8:] if stated.value.start >= cell.line.start]


def firm_options(cell: ValueCell, reading: MetricReading, scope: Scope) -> list[Option[str]]:
    out: list[Option[str]] = []
    sort = sort_of(reading)
    for said in cell.said:
        if said.where == "label" and sort == "holding" and cell.names.holders:
            continue  # the firm of a row holds the shares
        firms = [i for i in said.items if isinstance(i, Firm)]
        for firm in firms[:2]:
            rest = len(said.name) - (firm.end - firm.start)
            out.append(
                Option(
                    firm.entity,
                    [
                        f"{said.where} {bucket(said.rank, 0, 1)}",
                        f"{said.where} of {bucket(len(firms), 1, 2)}",
                        f"{said.where} rest {bucket(rest, 0, 6)}",
                        f"{said.where} labels {cell.names.labels}",
                        f"{said.where} heads {cell.names.heads}",
                        f"{said.where} issuer {bool(scope.issuer)}",
                        f"{said.where} {'holding' if sort == 'holding' else 'own'}",
                    ],
                    firm.entity,
                )
            )
    # the row of a table of firms names its own
    listed = cell.names.labels == "firm" and bool(out) and out[0].features[0].startswith("label")
    grouped = listed and scope.issuer in cell.names.firms
    if scope.issuer and not grouped:
        out.append(Option(scope.issuer, ["issuer"], scope.issuer))
    if len(scope.titled) == 1 and not grouped:
        out.append(Option(scope.titled[0], ["titled"], scope.titled[0]))
    for stated in [] if listed else scope.stated[-1:]:
        if stated.firm:
            out.append(Option(stated.firm, ["carried"], stated.firm))
    for stated in (of_row(cell, scope) if listed else scope.here)[-1:]:
        if stated.firm:
            out.append(Option(stated.firm, ["row fact"], stated.firm))
    for firm_named, _, _ in [] if listed else scope.firms[-1:]:
        out.append(Option(firm_named, ["named last"], firm_named))
    out.append(Option(NOTHING, ["nothing", f"nothing {'after firms' if out else 'else'}"], NOTHING))
    return out


def names_firm(cell: ValueCell, firm: str) -> bool:
    """Whether labels, heads, captions or headings name a firm."""
    return any(isinstance(item, Firm) and item.entity == firm for said in cell.said for item in said.items)


def part_options(cell: ValueCell, reading: MetricReading, scope: Scope, surface: str) -> list[Option[str]]:
    out: list[Option[str]] = []
    wheres: set[str] = set()
    mark = "share " if reading.relation == "share" else "held " if sort_of(reading) == "holding" else ""
    origin = _origin(cell, reading)
    for said in cell.said:
        if said.where == "heading" and said.rank > 0:
            continue
        words = any(isinstance(i, Word) for i in said.items)
        name = _name(said, surface, mark == "held ")
        if len(name) < 2 or len(name) > 30 or not _part(fold(name)):
            continue
        whole = "word" if words else "alone"
        wheres.add(said.where)
        features = [
            f"{said.where} {whole}",
            f"{said.where} {bucket(said.rank, 0, 1)}",
            f"{said.where} {whole} metric in {origin}",
            f"{said.where} {whole} parts {cell.names.parts}",
            f"{said.where} {whole} parts {cell.names.parts} metric in {origin}",
            f"{said.where} {whole} labels {cell.names.labels}",
            f"{said.where} {whole} heads {cell.names.heads}",
            f"{said.where} {whole} labels {cell.names.labels} metric in {origin}",
            *looks(name, said.where),
        ]
        out.append(Option(name, [mark + f for f in features], name))
    label = next((s for s in cell.said if s.where == "label"), None)
    of_word = label is not None and any(isinstance(i, Word) for i in label.items)
    total = _summed(cell, of_word, wheres)
    features = ["nothing", f"nothing label {of_word}", f"nothing metric in {origin}", f"nothing parts {cell.names.parts} {of_word}"]
    features.append(f"nothing parts {cell.names.parts} metric in {origin}")
    features.append(f"nothing labels {cell.names.labels} metric in {origin} total {total}")
    out.append(Option(NOTHING, [mark + f for f in [*features, f"nothing total {total}"]], NOTHING))
    return out


def _summed(cell: ValueCell, of_word: bool, named: Collection[str]) -> bool:
    """Whether a cell sums up the parts: its row does and its head names none, or its column does and its row names a metric."""
    totals = {said.where for said in cell.said if pattern("total-label").fullmatch(fold(said.name.strip("*")))}
    row, column = bool(totals & {"label", "group"}), "head" in totals
    return row and (column or "head" not in named) or column and (of_word or "label" not in named)


def _part(folded: str) -> bool:
    """Whether a name can be a part's: it is no unit, no total, and does not only say that there are parts."""
    if pattern("of-the-whole").fullmatch(folded.replace(" ", "")):
        return False
    return not (is_unit(folded) or pattern("total-label").fullmatch(folded) or pattern("by-parts").search(folded))


def _origin(cell: ValueCell, reading: MetricReading) -> str:
    """Where the word of a metric stands: label, head, caption …, or text."""
    word = reading.word
    assert word is not None
    return next((s.where for s in cell.said for i in s.items if isinstance(i, Word) and i.start == word.start), "text")


def _name(said: CellSaid, surface: str, firms: bool) -> str:
    """What a label or a head says beside metrics, dates and, but for holders, firms, without marks of footnotes."""
    rest = said.name if said.rest is None else said.rest
    for item in said.items if said.rest is None else ():
        if isinstance(item, (Word, Date, Firm)) and not (isinstance(item, Firm) and firms):
            rest = rest.replace(surface[item.start : item.end], " ")
    rest = _IN_BRACKETS.sub(lambda found: "" if is_unit(fold(found[0])) else found[0], rest).strip()
    mark = pattern("footnote-mark").search(fold(rest))
    name = rest[: mark.start() if mark is not None else None].strip(_EDGES)
    return next((name + close for opened, close in _BRACKETS if name.count(opened) > name.count(close)), name)
