"""The report as a workbook: typed cells, one sheet per kind of row."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal

from ..explain import metric_name, names, words
from .data import ORDER, FactLine, Report

SheetValue = str | int | float | Decimal | date | None
_WIDEST = 60
_FILLS = {"mismatch": "FDE9E7", "doubtful": "FFF1D6", "ambiguous": "FFF1D6", "unknown": "ECEFF2"}


def workbook(report: Report) -> bytes:
    """An .xlsx file. Text is text, whatever it begins with; a number of more than 15 digits is shown with 15, as the format has it."""
    from openpyxl import Workbook

    w = words(report.lang)
    book = Workbook(write_only=False)
    book.remove(book.active)
    lines = sorted(report.lines, key=lambda line: ORDER.index(line.status))
    head = [f.name for f in fields(FactLine)]
    _sheet(book, w["facts"], head, ([_cell(getattr(line, name)) for name in head] for line in lines), status=head.index("status"))
    _sheet(
        book,
        w["all_articles"],
        ["article_id", "title", "url", "source", "lang", "published"],
        ([a.id, a.title, a.url, a.source, a.lang, a.published] for a in report.articles),
    )
    _sheet(
        book,
        w["checks"],
        ["article_id", "check", "status", "company", "metric", "period", "explanation"],
        ([c.article_id, c.name, c.status, c.company, c.metric, c.period, c.explanation] for c in report.checks),
    )
    _sheet(
        book,
        w["unstated"],
        ["company", "metric", "metric_name", "period", "segment", "value", "unit", "source", "places"],
        (
            [k.company, k.metric, metric_name(k.metric, report.lang), k.period, k.segment, k.value, k.unit, k.source, k.places]
            for k in report.unstated
        ),
    )
    about: list[list[SheetValue]] = [[w["version"], report.provenance.version], [w["rules_version"], report.provenance.rules_version]]
    if report.provenance.made:
        about.append([w["made"], report.provenance.made.isoformat()])
    about += [[name, value] for name, value in report.provenance.options]
    about += [[names(report.lang, "statuses")[status], number] for status, number in report.counts]
    _sheet(book, w["about"], [report.title, ""], about)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(value: object) -> SheetValue:
    return "|".join(map(str, value)) if isinstance(value, tuple) else value  # type: ignore[return-value]


def _sheet(book: object, title: str, head: Sequence[str], rows: Iterable[Sequence[SheetValue]], status: int | None = None) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(title[:31])  # type: ignore[attr-defined]
    sheet.append([ILLEGAL_CHARACTERS_RE.sub("\ufffd", h) for h in head])
    widths = [len(h) + 2 for h in head]
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            if value is None or value == "":
                continue
            cell = sheet.cell(number, column)
            if isinstance(value, str):
                cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)[:32767]
                cell.data_type = "s"
                width = sum(2 if ord(c) > 0x2E80 else 1 for c in value[:_WIDEST])
            else:
                cell.value = value
                width = 12
                if isinstance(value, Decimal):
                    cell.number_format = "#,##0" if value == value.to_integral_value() else "#,##0.00####"
                    width = len(f"{value:,f}") + 1
            widths[column - 1] = min(max(widths[column - 1], width + 1), _WIDEST)
        if status is not None and row[status] in _FILLS:
            sheet.cell(number, status + 1).fill = PatternFill("solid", fgColor=_FILLS[str(row[status])])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
