"""Facts of tables: metric and period from row and column, segment and firm from label, head, caption or section."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...rules.fold import fold
from ...rules.metric import metrics
from ...rules.words import pattern
from ..text.document import Document
from ..text.page import Cell, Column, Row, Span, Table
from .items import Item, Word
from .metric_link import Link, fits
from .period import When, flows
from .table_heads import Side, fiscal, side

if TYPE_CHECKING:
    from .assemble import Reader

_TABLE = "page_words"
_REACH = 40
"""Items before a table among which its period is looked for."""
_COSTS = ("cost_of_revenue", "rnd_expense", "selling_expense", "admin_expense", "sga_expense", "capital_expenditure")
_MARGINS = {"gross_profit": "gross_margin", "operating_profit": "operating_margin", "net_profit": "net_margin"}


def read(document: Document, items: Sequence[Sequence[Item]], reader: Reader) -> set[int]:
    """Make the facts of every table; the indices of the sentences that tables take up."""
    covered: set[int] = set()
    flat = [item for row in items for item in row]
    starts = [item.start for item in flat]
    shared = _Shared(flat, starts, _issuer(document, items), _listing_day(document, flat, starts))
    for table in document.page.tables:
        if not document.sentences:
            break
        covered.update(range(document.sentence_at(table.start), document.sentence_at(max(table.end - 1, table.start)) + 1))
        _Facts(document, table, shared, reader).write()
    return covered


@dataclass(frozen=True, slots=True)
class _Shared:
    """What all tables of a document share. `items` are in order, `starts` their offsets; `listing` is the first day of trading."""

    items: Sequence[Item]
    starts: Sequence[int]
    issuer: str | None
    listing: When | None


def _listing_day(document: Document, items: Sequence[Item], starts: Sequence[int]) -> When | None:
    """The first day of trading by a row of a table: 上市日期　2026/05/29."""
    for table in document.page.tables:
        for row in table.rows if table.form == "pairs" else ():
            if row.label is not None and pattern(_TABLE, "listing-day-label").search(document.folded, row.label.start, row.label.end):
                for item in items[bisect_left(starts, row.label.end) : bisect_left(starts, row.end)]:
                    if item.kind == "date" and item.what.start_date is not None:
                        return When.of(item)
    return None


def _issuer(document: Document, items: Sequence[Sequence[Item]]) -> str | None:
    """The entity that the article's issuer names, where the text names it too."""
    name = fold(document.article.issuer)
    if not name:
        return None
    firms = [item for row in items for item in row if item.kind == "company"]
    same = [f for f in firms if document.folded[f.start : f.end] == name]
    held = [f for f in firms if len(named := document.folded[f.start : f.end]) > 1 and (named in name or name in named)]
    return next((str(f.what.entity_id) for f in [*same, *held]), None)


class _Facts:
    """Reads one table."""

    def __init__(self, document: Document, table: Table, shared: _Shared, reader: Reader) -> None:
        self.document = document
        self.table = table
        self.shared = shared
        self.reader = reader
        self.text = document.folded
        self.columns = [self._column(column) for column in table.columns]
        self._fill_periods()
        headings = [(h.start, h.end) for h in reversed(document.page.headings(table.section))]
        self.around = self._side([*reversed(table.captions), *headings])
        """What captions and headings say, the nearest first."""
        label = next((c for c in table.columns if c.kind == "label"), None)
        self.corner = self._side([cell.span for cell in label.heads]) if label is not None else Side()
        self.corner_text = " ".join(self.text[slice(*cell.span)] for cell in label.heads) if label is not None else ""
        self.caption_text = " ".join(self.text[slice(*span)] for span in table.captions)
        self.headed = bool(table.head_rows())
        self.rounds = any(pattern(_TABLE, "round-head").search(fold(c.name)) for c in self.columns)

    def write(self) -> None:
        last: Item | None = None
        for row in self.table.rows:
            if row.kind != "body":
                continue
            said = self._row(row)
            if said.metric is not None:
                last = said.metric
            for column in self.table.columns:
                cell = row.cells[column.index]
                if cell is not None and column.kind == "value" and cell is not row.label and cell.end > cell.start:
                    self._cell(row, said, column, cell, last)

    def _between(self, span: Span) -> Sequence[Item]:
        first = bisect_left(self.shared.starts, span[0])
        last = bisect_left(self.shared.starts, span[1])
        return self.shared.items[first:last]

    def _side(self, spans: Sequence[Span]) -> Side:
        return side(self.text, self.document.text, spans, [self._between(span) for span in spans])

    def _column(self, column: Column) -> Side:
        spans = [cell.span for cell in reversed(column.heads)]
        made = self._side(spans)
        if made.when is not None and self._closing_months(column):
            made.when = fiscal(made.when)
        unit = self.text[slice(*column.unit)] if column.unit is not None else ""
        if unit == "%" and not made.change and made.metric is not None and made.metric.what.metric.unit != "percent":
            made.change = "yoy"  # 売上高 over 百万円 and ％, as results are published in Japan
        return made

    def _closing_months(self, column: Column) -> bool:
        """Whether the column's periods are the last months of fiscal years, as the cell above the labels says."""
        label = next((c for c in self.table.columns if c.kind == "label"), None)
        heads = label.heads if label is not None else ()
        return any(pattern(_TABLE, "year-end-row").search(self.text, cell.start, cell.end) for cell in heads)

    def _fill_periods(self) -> None:
        """A column of changes or shares is of the period that its neighbour to the left, or the last one of the table, is of."""
        times = [c.when for c in self.columns if c.when is not None and c.when.end is not None]
        if not times:
            return
        latest = max(times, key=lambda when: when.end.toordinal() if when.end else 0)
        changes = sum(c.change != "" and c.when is None for c in self.columns)
        before: When | None = None
        for column, made in zip(self.table.columns, self.columns, strict=True):
            if made.when is None and column.kind == "value":
                made.when = latest if made.change and changes == 1 else before
            before = made.when or before

    def _row(self, row: Row) -> Side:
        spans = [row.label.span] if row.label is not None else []
        return self._side([*spans, *(cell.span for cell in reversed(row.groups))])

    def _cell(self, row: Row, said: Side, column: Column, cell: Cell, last: Item | None) -> None:
        values = [i for i in self._between(cell.span) if i.kind == "value"]
        top = self.columns[column.index]
        for number, value in enumerate(values[:2]):
            relation = said.change or top.change
            if number:
                growth = value.what.kind == "percent" and values[0].what.kind == "money"
                if not growth or pattern(_TABLE, "yoy-said").search(self.caption_text) is None:
                    break
                relation = "yoy"
            self._value(said, top, value, relation, last, cell)

    def _value(self, said: Side, top: Side, value: Item, relation: str, last: Item | None, cell: Cell) -> None:
        if relation == "amount":
            return
        word = said.metric or top.metric
        if said.change == "yoy" and said.metric is None:
            if top.metric is not None and pattern(_TABLE, "yoy-said").search(fold(said.name)) is None:
                return  # 増減率 of a forecast against another
            word = top.metric or last
        if word is None:
            word = self._unnamed(said, top)
        if value.what.kind == "percent" and (top.holding or self._holders(top, relation)):
            if not said.whole:
                    self._emit(value, Link("ownership", segment=said.name), None, said, top, said.name)
            return
        found = self._link(word, value, relation, said)
        if found is None:
            return
        self._emit(value, found, found.words[0] if found.words else None, said, top, self._segment(said, top), cell)

    def _unnamed(self, said: Side, top: Side) -> Item | None:
        """The metric of a cell that neither its row nor its column names: the corner's, a round's amount, or the caption's."""
        if self.rounds and pattern(_TABLE, "amount-head").fullmatch(fold(top.name)):
            metric = next(m for m in metrics() if m.id == "funding_raised")
            return Item("metric", self.table.start, self.table.start, Word(metric, 1))
        if self.corner.metric is not None:
            return self.corner.metric
        word = self.around.metric
        if word is None or top.holding:
            return None
        told = word.what.metric.period == "flow" and self.table.form != "pairs" and self.headed
        return word if told or said.firm is not None else None

    def _holders(self, top: Side, relation: str) -> bool:
        if any(column.holding for column in self.columns):
            return False
        return relation == "share" and pattern(_TABLE, "holders").search(self.caption_text + self.corner_text) is not None

    def _link(self, word: Item | None, value: Item, relation: str, said: Side) -> Link | None:
        if word is None:
            return None
        metric = word.what.metric
        if value.what.kind == "percent" and metric.unit != "percent":
            if relation == "yoy":
                return Link("yoy", [word], down=False)
            if said.metric is not None and not said.change:
                margin = next((m for m in metrics() if m.id == _MARGINS.get(metric.id)), None)
                return Link("direct", [Item("metric", word.start, word.end, Word(margin, 1))]) if margin is not None else None
            return Link("share", [word]) if said.metric is None and not said.whole else None
        if relation == "yoy" or not fits(word.what, value.what):
            return None
        return Link("direct", [word])

    def _segment(self, said: Side, top: Side) -> str:
        """The part that a row or a column names beside the other's metric."""
        partners = pattern(_TABLE, "partners").search(self.corner_text) is not None
        part = said.when is None and not said.whole and not said.change and not self.rounds
        if said.metric is None and part and (said.firm is None or partners):
            return said.name
        if said.metric is not None and top.metric is None and top.when is None and top.firm is None and not top.whole and not top.change:
            return top.name if not top.basis else ""
        return ""

    def _held(self, word: Item, said: Side) -> bool:
        """Whether a figure of a table of holders is no figure of the firm: the shares that one of them got."""
        return said.metric is None and word.what.metric.period == "listing" and pattern(_TABLE, "holders").search(
            self.caption_text + self.corner_text
        ) is not None

    def _period(self, word: Item | None, said: Side, top: Side, company: str, relation: str) -> tuple[When | None, bool]:
        """The period of a cell, and whether its row or its column states it."""
        metric = word.what.metric if word is not None else None
        rows_first = metric is not None and (metric.period == "listing" or metric.id == "dividend_per_share")
        stated = (said.when or top.when) if rows_first else (top.when or said.when)
        if stated is not None:
            return stated, True
        if (metric is not None and metric.period == "listing") or relation == "ownership":
            return self.around.when or self.shared.listing or self.reader.state.listing.get(company), False
        return self.around.when or (self._before() if metric is not None and metric.period == "flow" else None), False

    def _before(self) -> When | None:
        """The period last named before the table, of a quarter or more."""
        last = bisect_left(self.shared.starts, self.table.start)
        for item in reversed(self.shared.items[max(last - _REACH, 0) : last]):
            when = flows(item) if item.kind == "date" else None
            if when is not None and when.start is not None and when.end is not None and 80 < (when.end - when.start).days < 370:
                return when
        return None

    def _emit(
        self, value: Item, found: Link, word: Item | None, said: Side, top: Side, segment: str, cell: Cell | None = None
    ) -> None:
        state = self.reader.state
        partners = pattern(_TABLE, "partners").search(self.corner_text) is not None
        firm = None if found.relation == "ownership" or partners else said.firm or top.firm
        around = self.around.firm
        named = firm or around
        company = named.what.entity_id if named is not None else self.shared.issuer or state.topic or state.main
        if company is None or (found.relation != "ownership" and word is not None and self._held(word, said)):
            return
        when, stated = self._period(word, said, top, company, found.relation)
        inferred = (() if firm else ("company",)) + (("period",) if when is not None and not stated else ())
        index = self.document.sentence_at(value.start)
        fact = self.reader.fact(value, found, word, when, company, segment, inferred, index)
        basis = said.basis or top.basis or (self.around.basis if self.around.basis == "forecast" else "")
        if basis and found.relation != "ownership":
            fact.basis = basis
        bracketed = cell is not None and self.text[cell.start] in "("
        if bracketed and found.relation == "direct" and fact.metric in _COSTS and fact.value < 0:
            fact.value = -fact.value
