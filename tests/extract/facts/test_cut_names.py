"""Names of tables that lines cut: what they say as one."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

import mokuromi as mk
from mokuromi.extract.dates import fiscal
from mokuromi.extract.facts.line import items
from mokuromi.extract.facts.line.scan import scan
from mokuromi.extract.facts.tables import cut_names
from mokuromi.extract.text.document import Document

FIND = partial(items.words_in, overlay=None)


def _whole(*lines: str) -> cut_names.CutName | None:
    document = Document(mk.Article("a", "\n".join(lines), "zh-Hant", date(2026, 7, 20)))
    spans = [(at, at + len(line)) for at, line in zip(_starts(lines), lines, strict=True)]
    records, _ = mk.Engine(ner=False).extract(document.article)
    return cut_names.whole(document, spans, scan(document, records, fiscal.of(document), None), FIND)


def _starts(lines: tuple[str, ...]) -> list[int]:
    return [sum(len(line) + 1 for line in lines[:n]) for n in range(len(lines))]


@pytest.mark.parametrize(
    ("lines", "metric", "rest"),
    [
        (("稅後每股", "盈餘(元)"), "eps", "稅後(元)"),
        (("歸屬母公司", "業主淨利(百萬)"), "net_profit", "(百萬)"),
        (("合併", "稅前", "(億元)"), "pretax_profit", ""),
        (("母公司", "業主稅後"), "net_profit", ""),
    ],
)
def test_metrics_that_lines_cut(lines: tuple[str, ...], metric: str, rest: str) -> None:
    name = _whole(*lines)
    assert name is not None
    assert [item.metric.id for item in name.items if isinstance(item, items.Word)] == [metric]
    assert name.rest == rest


@pytest.mark.parametrize("lines", [("營業收入", "(百萬)"), ("華北", "地區"), ("6月份", "營業收入")])
def test_names_of_which_no_line_cuts_a_word(lines: tuple[str, ...]) -> None:
    assert _whole(*lines) is None


def test_a_range_that_lines_cut() -> None:
    name = _whole("114年第3季至", "115年第2季")
    assert name is not None
    assert [(i.record.start_date, i.record.end_date) for i in name.items if isinstance(i, items.Date)] == [(date(2025, 7, 1), date(2026, 7, 1))]


def test_a_comparison_that_lines_cut_holds_no_year() -> None:
    name = _whole("與去年", "同期增減")
    assert name is not None
    assert [item.id for item in name.items if isinstance(item, items.Sign)] == ["yoy"]
    assert not any(isinstance(item, items.Date) for item in name.items)
