"""Which part of the firm the cell of a table is of."""

from __future__ import annotations

from collections.abc import Collection

from ....rules.fold import fold
from ...text.units import is_unit
from ..line.clause import pattern
from ..line.items import Date, Firm, Word
from ..scope import Scope
from ..slots.choose import NOTHING, Option, bucket
from ..slots.metric_reading import MetricReading
from ..slots.part_options import looks
from ..slots.period_sort import sort_of
from .cells import EDGES, IN_BRACKETS, CellSaid, ValueCell

_BRACKETS = (("（", "）"), ("(", ")"))


def options(cell: ValueCell, reading: MetricReading, scope: Scope, surface: str) -> list[Option[str]]:
    out: list[Option[str]] = []
    wheres: set[str] = set()
    mark = "share " if reading.relation == "share" else "held " if sort_of(reading) == "holding" else ""
    origin = _origin(cell, reading)
    for said in cell.said:
        if said.where == "heading" and said.rank > 0 or said.where == "own":
            continue
        words = any(isinstance(i, Word) for i in said.items)
        name = _name(said, surface, mark == "held ", reading.word)
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


def _name(said: CellSaid, surface: str, firms: bool, metric: Word | None = None) -> str:
    """What a label or a head says beside metrics, dates and, but for holders, firms, without marks of footnotes."""
    rest = said.name if said.rest is None else said.rest
    for item in said.items if said.rest is None else ():
        if isinstance(item, Word) and metric is not None and item.end == metric.start and item.metric.unit == "count":
            continue  # 直営店 of 直営店売上高
        if isinstance(item, (Word, Date, Firm)) and not (isinstance(item, Firm) and firms):
            rest = rest.replace(surface[item.start : item.end], " ")
    rest = IN_BRACKETS.sub(lambda found: "" if is_unit(fold(found[0])) else found[0], rest).strip()
    mark = pattern("footnote-mark").search(fold(rest))
    name = rest[: mark.start() if mark is not None else None].strip(EDGES)
    return next((name + close for opened, close in _BRACKETS if name.count(opened) > name.count(close)), name)
