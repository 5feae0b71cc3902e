"""Document and records -> facts. Lines are read in order; each value, or list of values, gets its metric, firm, period,
part and basis by choice among the options in reach."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

from ...corpus.record import MIN_SCORE, Fact, Record
from ..dates import fiscal
from ..dates.extract import build as build_dates
from ..names.directory import Directory
from ..names.issuer import FindNames, issuer_of
from ..text.document import Document
from ..text.page import Block, Table
from . import listing
from .layout import where
from .line.clause import Line, line_of, pattern
from .line.items import Date, Firm, Item, Sign, Value, words_in
from .line.place import Place, place_of
from .line.scan import scan
from .line.when import When, length, named, shifted, stand_in
from .scope import Frame, Scope, Stated, frame_of, inline_heading, leads_in, opening
from .slots import (
    basis,
    changes,
    firm_limits,
    firm_options,
    line_periods,
    lists,
    metric_options,
    other_measures,
    part_options,
    period_options,
)
from .slots.choose import Choice, Chooser, Explained, Weighted
from .slots.lists import Axis, Group
from .slots.metric_reading import MetricReading
from .tables import cell_firms, cell_metrics, cell_parts, cell_periods, cells
from .tables.cells import ValueCell
from .tables.cut_names import FindWords
from .weights import Weights, read
from .write import facts_of

T = TypeVar("T")


def build(known: Directory, overlay: Path | None = None, least: float = MIN_SCORE, names: FindNames | None = None) -> Assembler:
    """`names` finds the firms of titles; None: by tables and words alone."""
    return Assembler(known, overlay, least=least, names=names)


class Assembler:
    """(document, records) -> facts, ordered by their value's offset."""

    def __init__(
        self,
        known: Directory,
        overlay: Path | None = None,
        choose: Chooser | None = None,
        weights: Weights | None = None,
        least: float = MIN_SCORE,
        names: FindNames | None = None,
    ) -> None:
        self._known = known
        self._names = names
        self._overlay = overlay
        self._find_dates = build_dates(overlay)
        self._least = least
        self._weights = weights if weights is not None else read()
        self._choose: Chooser = choose if choose is not None else Weighted(self._weights.slots)

    def __call__(self, document: Document, records: Sequence[Record]) -> list[Fact]:
        return facts_of(document, self.read(document, records, others=True), self._weights, self._least)

    def explain(self, document: Document, records: Sequence[Record]) -> list[tuple[Fact, list[str]]]:
        """Each fact with, for each slot, the answer, its probability and the features that weighed most."""
        explained = Explained(Weighted(self._weights.slots))
        facts = Assembler(self._known, self._overlay, explained, self._weights, self._least, self._names)(document, records)
        return [(fact, explained.reasons.get(fact.start, [])) for fact in facts]

    def read(self, document: Document, records: Sequence[Record], others: bool = False) -> Scope:
        """The scope at the end of the document: it holds what is stated, decided but not yet written; with `others` also of measures
        that are no metric."""
        issuer, year = issuer_of(document, records, self._known, self._names), fiscal.of(document, records, self._overlay)
        scope = opening(document, records, issuer, year, self._find_dates)
        find = partial(words_in, overlay=self._overlay)
        reader = Reader(document, scan(document, records, year, self._overlay), scope, self._choose, find, others)
        reader.read()
        return scope


@dataclass(frozen=True, slots=True)
class Settled(Generic[T]):
    """What a slot was given, how sure that is, and where it comes from."""

    what: T
    sure: float
    origin: str = ""


class Reader:
    """Reads one document. `scope` is where the reading stands; `scope.stated` what it found, `scope.others` of other measures."""

    def __init__(
        self, document: Document, items: Sequence[Item], scope: Scope, choose: Chooser, find: FindWords, others: bool = False
    ) -> None:
        self.document = document
        self._others = others
        self.find = find
        self.choose = choose
        self.items = items
        self._starts = [item.start for item in self.items]
        self.scope = scope
        self._frames: dict[tuple[int, int], Frame] = {}
        day = document.published
        self.published = named(day, day + timedelta(days=1)) if day is not None else None

    def between(self, start: int, end: int) -> Sequence[Item]:
        """The items of a span."""
        return self.items[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def _heading(self, span: tuple[int, int]) -> Frame:
        """What a heading sets: read once, for all paragraphs below it."""
        if span not in self._frames:
            self._frames[span] = frame_of(self.document, *span, self.between(*span))
        return self._frames[span]

    def read(self) -> None:
        self.scope.listing = listing.days(self.document, self.between, self.scope, self.published)
        scope, page = self.scope, self.document.page
        paragraph = table = -2
        block: Block | None = None
        here = where(page, block)
        for index, (start, end) in enumerate(self.document.sentences):
            if block is None or start >= block.end:
                block = page.block_at(start)
                here = where(page, block)
            if here.paragraph != paragraph:
                paragraph = here.paragraph
                scope.enter(paragraph, [self._heading(span) for span in here.headings])
            scope.line = index
            if here.table < 0:
                self._line(start, end)
            elif here.table != table:
                table = here.table
                self._table(page.tables[table])

    def _line(self, start: int, end: int) -> None:
        scope = self.scope
        heading = inline_heading(self.document, start, end)
        if heading is not None:
            scope.inline = frame_of(self.document, *heading, self.between(*heading))
            scope.section += 1
        elif pattern("enumerator").match(self.document.folded, start, end):
            scope.inline = None
            scope.section += 1
        items = self.between(start, end)
        self._list_item(start, end, items)
        if not items:
            scope.label = None
            return
        line = line_of(self.document.folded, start, end, items)
        for group in lists.groups(line):
            self._group(line, group)
        scope.read(line)

    def _list_item(self, start: int, end: int, items: Sequence[Item]) -> None:
        """What introduces a list holds for its items, and for these only."""
        scope = self.scope
        if leads_in(self.document, start, end, items):
            scope.lead_in = frame_of(self.document, start, end, items)
            for item in items:
                if isinstance(item, Sign) and item.cue.span == "year" and self.published is not None:
                    when = stand_in(self.published, item.cue.shift, "year", scope.year_end)
                    scope.lead_in.whens.extend([when] if when is not None else [])
        elif scope.lead_in is not None and pattern("list-item").match(self.document.folded, start, end) is None:
            scope.lead_in = None

    def _group(self, line: Line, group: Group) -> None:
        place = place_of(line, group.at[0], group.last)
        if len(group.at) == 1:
            self._single(place, place.at)
            return
        options = lists.axes(place, group, self.scope)
        choice = self.choose("axis", options, place.value.start)
        axis = choice.option.what
        if axis.name == "none":
            for at in group.at if group.moved else ():
                self._single(place_of(line, at, at), at)
            return
        self._list(line, group, place, axis, {"axis": choice.probability})

    def _single(self, place: Place, at: int) -> None:
        choice = self.choose("metric", metric_options.options(place, self.scope), place.value.start)
        reading = choice.option.what
        if reading.word is None:
            other = other_measures.level_of_other(place) if self._others else None
            if other is not None:
                self._other(place, other, choice)
            return
        for each in (*lists.shared(place, reading), reading):
            self._state(place, each, {"metric": choice.probability}, Axis("none"), 0, tuple(choice.option.features))

    def _table(self, table: Table) -> None:
        scope = self.scope
        for cell in cells.cells(self.document, table, self.between, scope.headline, self.find):
            choice = self.choose("cell metric", cell_metrics.options(cell, scope), cell.value.start)
            if choice.option.what.word is not None:
                scope.here.append(self._cell(cell, choice))
        scope.stated.extend(scope.here)
        scope.here = []

    def _cell(self, cell: ValueCell, choice: Choice[MetricReading]) -> Stated:
        """What the cell of a table states, its metric chosen."""
        scope, reading, at = self.scope, choice.option.what, cell.value.start
        firm = self.choose("cell firm", cell_firms.options(cell, reading, scope), at)
        whens = cell_periods.options(cell, reading, scope, firm.option.what)
        when = self.choose("cell period", whens, at)
        part = self.choose("cell part", cell_parts.options(cell, reading, scope, self.document.text), at)
        place = cells.placed(cell, place_of(cell.line, cell.at, cell.at))
        chosen = self.choose("basis", basis.options(place, reading, when.option.what, scope, self.published), at)
        sure = {
            "metric": choice.probability,
            "firm": firm.probability * scope.named.get(firm.option.what, 1.0),
            "period": when.probability,
            "part": part.probability,
            "basis": chosen.probability,
        }
        cell.above[cell.column] = when.option.what
        told = {
            "company": cell_firms.named(cell, firm.option.what),
            "period": cell_periods.tells(cell, when.option.what, whens, scope),
        }
        return Stated(
            reading.metric,
            reading.relation,
            reading.word,
            when.option.what,
            firm.option.what,
            part.option.what,
            chosen.option.what,
            cell.value,
            scope.line,
            scope.paragraph,
            sure,
            tuple(name for name, said in told.items() if not said),
            tuple(choice.option.features),
            basis.sign_of(place, reading),
            cell=True,
        )

    def _list(self, line: Line, group: Group, place: Place, axis: Axis, sure: dict[str, float]) -> None:
        if axis.whens and len(axis.whens) == len(group.at):
            self.scope.axis, self.scope.axis_line, self.scope.axis_paragraph = axis.whens, self.scope.line, self.scope.paragraph
        reading: MetricReading | None = None
        if not axis.readings:
            choice = self.choose("metric", metric_options.options(place, self.scope), place.value.start)
            reading, sure = choice.option.what, sure | {"metric": choice.probability}
            if reading.word is None:
                return
        for n, at in enumerate(group.at):
            # what closes a list (それぞれ…増加) is said of every member
            value = line.items[at]
            assert isinstance(value, Value)
            here = place_of(line, at, at) if group.moved else replace(place, at=at, value=value)
            self._state(here, axis.readings[n] if axis.readings else reading, sure, axis, n, ())

    def _state(self, place: Place, reading: MetricReading | None, sure: dict[str, float], axis: Axis, n: int, why: tuple[str, ...]) -> None:
        assert reading is not None
        scope, stated = self.scope, self._stated(place, reading, sure, axis, n, why)
        if stated is None:
            return
        scope.here.append(stated)
        if scope.lead is None and stated.when is not None and stated.when.days > 20:
            scope.lead = stated.when

    def _other(self, place: Place, reading: MetricReading, choice: Choice[MetricReading]) -> None:
        """A figure of a measure that is no metric, where firm and period are told; nothing else is chosen by it."""
        stated = self._stated(place, reading, {"metric": choice.probability}, Axis("none"), 0, tuple(choice.option.features))
        if stated is not None and stated.firm and stated.when is not None:
            self.scope.others.append(stated)

    def _stated(
        self, place: Place, reading: MetricReading, sure: dict[str, float], axis: Axis, n: int, why: tuple[str, ...]
    ) -> Stated | None:
        """What a value states of a metric, its firm, period, part and basis chosen; None where that is of many firms."""
        scope, at = self.scope, place.value.start
        firm = self._firm(place, reading, axis, n)
        if firm_limits.of_many(place, reading, firm.what, scope):
            return None
        when = self._when(place, reading, axis, n, firm.what)
        if reading.relation == "qoq" and when.what is not None and length(when.what) == "month":
            reading = replace(reading, relation="mom")  # 环比 is against the period before, whatever its length
        part, sure = self._part(place, reading, axis, n, firm.what, sure)
        chosen = self.choose("basis", basis.options(place, reading, when.what, scope, self.published), at)
        return Stated(
            reading.metric,
            reading.relation,
            reading.word,
            when.what,
            firm.what,
            part,
            chosen.option.what,
            place.value,
            scope.line,
            scope.paragraph,
            sure | {"firm": firm.sure, "period": when.sure, "basis": chosen.probability},
            _inferred(place, firm.what, when.what),
            why,
            basis.sign_of(place, reading),
            self._baseline(place, when),
            scope.section,
        )

    def _part(
        self, place: Place, reading: MetricReading, axis: Axis, n: int, firm: str, sure: dict[str, float]
    ) -> tuple[str, dict[str, float]]:
        """The part of the firm that a value is of, and how sure that and the choices before are."""
        if axis.parts:
            return self.document.text[slice(*axis.parts[n])], sure
        if axis.facts:
            return axis.facts[n].part, sure
        if reading.metric == "ownership":
            return part_options.holder(place, firm, self.document.text), sure
        options = part_options.options(place, reading, self.scope, firm, self.document)
        chosen = self.choose("part", options, place.value.start)
        return chosen.option.what, sure | {"part": chosen.probability}

    def _last(self) -> Stated | None:
        return self.scope.here[-1] if self.scope.here else self.scope.stated[-1] if self.scope.stated else None

    def _firm(self, place: Place, reading: MetricReading, axis: Axis, n: int) -> Settled[str]:
        if axis.firms:
            return Settled(axis.firms[n], self.scope.named.get(axis.firms[n], 1.0))
        if axis.facts:
            return Settled(axis.facts[n].firm, axis.facts[n].sure["firm"])
        choice = self.choose("firm", firm_options.options(place, reading, self.scope), place.value.start)
        last = self._last()
        firm = choice.option.what
        copied = last is not None and choice.option.features[0].endswith(firm_options.COPIED) and last.firm == firm
        before = last.sure["firm"] if copied and last is not None else self.scope.named.get(firm, 1.0)
        return Settled(firm, choice.probability * before)

    def _when(self, place: Place, reading: MetricReading, axis: Axis, n: int, firm: str) -> Settled[When | None]:
        if axis.whens:
            return Settled(axis.whens[n], 1.0)
        if axis.facts and not axis.undated:
            return Settled(axis.facts[n].when, axis.facts[n].sure["period"])
        if n and self.scope.here:
            return Settled(self.scope.here[-1].when, self.scope.here[-1].sure["period"])
        options = period_options.options(place, reading, self.scope, firm, self.published)
        choice = self.choose("period", options, place.value.start)
        origin = choice.option.features[0]
        last = self._last()
        copied = last is not None and origin.startswith(("line ", "carried ")) and last.when == choice.option.what
        return Settled(choice.option.what, choice.probability * (last.sure["period"] if copied and last is not None else 1.0), origin)

    def _baseline(self, place: Place, settled: Settled[When | None]) -> bool:
        """Whether a figure is only what another is compared with: of an earlier period, in its bracket or by a word (前年同期)."""
        when, scope = settled.what, self.scope
        if changes.starts_change(place):
            return True
        main = next((s.when for s in reversed([*scope.stated[-6:], *scope.here]) if s.when is not None and not s.baseline), None)
        if main is None:
            main = next(iter(scope.reporting), None)
        if main is None or when is None or when.end >= main.end:
            return False
        word = settled.origin.removeprefix("left ") in line_periods.BEFORE
        return word or bool(scope.here) and (place.owner >= 0 or shifted(main, -12).end == when.end)


def _inferred(place: Place, firm: str, when: When | None) -> tuple[str, ...]:
    """Which of firm and period the line of a value does not name."""
    items = place.line.items
    named = any(isinstance(i, Firm) and i.entity == firm for i in items)
    dated = when is None or any(isinstance(i, Date) and i.when == when for i in items)
    return (*(() if named else ("company",)), *(() if dated else ("period",)))
