"""Tables in text: a row of periods or metrics over rows of values, in Markdown or with bars."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import regex

from ...rules.metric import metrics
from ..text.document import Document
from .items import Item, Word
from .metric_link import Link, fits
from .period import When, flows

if TYPE_CHECKING:
    from .assemble import Reader

_BAR = regex.compile(r"[|│｜]")
_ROUND = regex.compile(r"轮次|轮|ラウンド|阶段|シリーズ")
_RULE = regex.compile(r"[\s|:\-─—=+]+")


def read(document: Document, items: Sequence[Sequence[Item]], reader: Reader) -> set[int]:
    """Make the facts of every table; the sentences that tables take up."""
    covered: set[int] = set()
    table: list[int] = []
    for index, (start, end) in enumerate([*document.sentences, (0, 0)]):
        if index < len(document.sentences) and _bars(document.text, start, end) >= 2:
            table.append(index)
            continue
        if len(table) >= 2:
            covered.update(table)
            _table(document, items, table, reader)
        table = []
    return covered


def _bars(text: str, start: int, end: int) -> int:
    return text.count("|", start, end) + text.count("│", start, end) + text.count("｜", start, end)


def _cells(document: Document, index: int) -> list[tuple[int, int]]:
    start, end = document.sentences[index]
    bars = [start - 1] + [m.start() for m in _BAR.finditer(document.text, start, end)] + [end]
    spans = [(a + 1, b) for a, b in zip(bars, bars[1:], strict=False)]
    if spans and not document.text[slice(*spans[0])].strip():
        spans = spans[1:]
    if spans and not document.text[slice(*spans[-1])].strip():
        spans = spans[:-1]
    return spans


def _in(items: Sequence[Item], span: tuple[int, int], kind: str) -> Item | None:
    return next((i for i in items if i.kind == kind and span[0] <= i.start and i.end <= span[1]), None)


def _table(document: Document, items: Sequence[Sequence[Item]], rows: Sequence[int], reader: Reader) -> None:
    head: list[tuple[Item | None, When | None, Item | None]] = []
    for index in rows:
        if _RULE.fullmatch(document.text[slice(*document.sentences[index])]):
            continue
        cells, here = _cells(document, index), items[index]
        values = [_in(here, c, "value") for c in cells]
        if not head or not any(values):
            head = [
                (_in(here, c, "metric") or _amount_column(document, cells, c), _when(_in(here, c, "date")), _in(here, c, "company"))
                for c in cells
            ]
            continue
        word = next((w for c in cells if (w := _in(here, c, "metric"))), None)
        date = next((p for c in cells if (p := _when(_in(here, c, "date")))), None)
        firm = next((w for c in cells if (w := _in(here, c, "company"))), None)
        for column, value in enumerate(values):
            if value is None:
                continue
            top = head[column] if column < len(head) else (None, None, None)
            metric = word or top[0]
            # a row's own day (of its listing, say) is not the period of a column that names one
            first = metric is not None and metric.what.metric.period == "listing"
            _cell(reader, value, metric, (date or top[1]) if first else (top[1] or date), firm or top[2], index)


def _amount_column(document: Document, cells: Sequence[tuple[int, int]], cell: tuple[int, int]) -> Item | None:
    """The plain 金額 column of a table of funding rounds."""
    text = document.folded
    if text[slice(*cell)].strip() not in ("金额", "调达额", "募资额", "规模") or not any(_ROUND.search(text[slice(*c)]) for c in cells):
        return None
    metric = next(m for m in metrics() if m.id == "funding_raised")
    return Item("metric", cell[0], cell[1], Word(metric, 1))


def _when(item: Item | None) -> When | None:
    return None if item is None or item.what.start_date is None else flows(item) or When.of(item)


def _cell(reader: Reader, value: Item, word: Item | None, when: When | None, firm: Item | None, index: int) -> None:
    company = firm.what.entity_id if firm else reader.state.topic or reader.state.main
    if company is None:
        return
    if word is not None and fits(word.what, value.what):
        found = Link("direct", [word])
    else:
        word, found = None, Link(noun="")
    inferred = () if firm else ("company",)
    reader.fact(value, found, word, when, company, "", inferred, index)
