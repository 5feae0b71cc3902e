"""EDINET's XBRL-to-CSV (ZIP, folder or file) -> rows of known figures."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NamedTuple

from ...corpus import edinet
from ...corpus.edinet import ElementLine
from ...errors import InputError, KnownFiguresError
from ...rules import period as periods
from ...rules import words
from .concepts import Reported, concepts, of_unit

_CONTEXT = re.compile(
    r"(?P<when>CurrentYear|CurrentYTD|CurrentQuarter|Interim|Prior(?P<back>\d)(?:Year|YTD|Quarter|Interim))(?P<kind>Duration|Instant)"
)
_PARENT = "NonConsolidatedMember"


class Filing(NamedTuple):
    """What the document says of itself (DEI)."""

    names: tuple[str, ...]
    start: date
    end: date
    """Last day of the fiscal year."""
    until: date
    """Last day of the period reported on."""
    consolidated: bool
    truncates: bool
    filed: date | None


def edinet_rows(path: Path, report: Callable[[KnownFiguresError], None]) -> Iterator[dict[str, Any]]:
    """Rows with `KNOWN_COLUMNS`, from every filing in `path`. A file that is none goes to `report`."""
    found = False
    for name, data in _files(path, report):
        try:
            lines = edinet.lines(name, data)
            if any("DEI" in line.element for line in lines):
                found = True
                yield from _figures(lines, _filing(name, lines), name)
        except KnownFiguresError as error:
            report(error)
        except InputError as error:
            report(KnownFiguresError(str(error)))
    if not found:
        report(KnownFiguresError(f"{path}: holds no filing in EDINET's CSV form (XBRL_TO_CSV/jpcrp*.csv); download type 5 of the document"))


def _files(path: Path, report: Callable[[KnownFiguresError], None]) -> Iterator[tuple[str, bytes]]:
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.suffix.lower() in (".zip", ".csv"):
                yield from _files(file, report)
    elif path.suffix.lower() == ".zip" or _packed(path):
        try:
            yield from edinet.packed_files(path, path.name)
        except InputError as error:
            report(KnownFiguresError(str(error)))
    elif path.stat().st_size > edinet.MOST_BYTES:
        report(KnownFiguresError(f"{path}: has more than {edinet.MOST_BYTES // 1_000_000} MB; that is no file of EDINET's"))
    else:
        yield path.name, path.read_bytes()


def _packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"PK"


def _filing(name: str, lines: Sequence[ElementLine]) -> Filing:
    dei, named, filed = edinet.cover(name, lines)
    try:
        start, end = date.fromisoformat(dei["CurrentFiscalYearStartDate"]), date.fromisoformat(dei["CurrentFiscalYearEndDate"])
        until = date.fromisoformat(dei["CurrentPeriodEndDate"]) if "CurrentPeriodEndDate" in dei else end
    except (KeyError, ValueError) as error:
        raise KnownFiguresError(f"{name}: the fiscal year's dates (jpdei_cor) are missing or no dates: {error}") from None
    code = dei.get("SecurityCode", "")
    options = (dei.get("EDINETCode", ""), code[:4], code, dei.get("FilerNameInEnglish", ""), dei.get("FilerNameInJapanese", ""))
    return Filing(
        names=tuple(n for n in options if n) or (named or name,),
        start=start,
        end=end,
        until=until,
        consolidated=dei.get("WhetherConsolidatedFinancialStatementsArePrepared", "").lower() == "true",
        truncates=dei.get("AccountingStandards", "") == "Japan GAAP",
        filed=filed,
    )


def _figures(lines: Sequence[ElementLine], filing: Filing, name: str) -> Iterator[dict[str, Any]]:
    """The figures of a document; of several elements for one figure the one that stands first in the metric table."""
    best: dict[tuple[Any, ...], tuple[int, dict[str, Any]]] = {}
    for line in lines:
        taxonomy, _, concept = line.element.partition(":")
        reported = of_unit(concepts().get((taxonomy, concept), ()), line.unit)
        place = _place(line.context, filing) if reported else None
        if reported is None or place is None or line.value.strip() in edinet.NOTHING:
            continue
        try:
            value = Decimal(line.value.strip())
        except InvalidOperation:
            continue
        row = _row(reported, *place, value, filing) | {"source": f"{name}:{line.number} {line.element}"}
        key = tuple(row[c] for c in ("metric", "start_date", "end_date", "segment", "variant", "unit"))
        if key not in best or reported.rank < best[key][0]:
            best[key] = reported.rank, row
    yield from (row for _, row in best.values())


def _row(reported: Reported, start: date, end: date, alone: bool, value: Decimal, filing: Filing) -> dict[str, Any]:
    amount = reported.kind == "money"
    return {
        "company": filing.names,
        "metric": reported.metric.id,
        "period": periods.text(start, end),
        "start_date": start,
        "end_date": end,
        "segment": words.raw("known_words", "parent-alone")[0] if alone else "",
        "basis": "actual",
        "value": value * 100 if reported.kind == "percent" else value,
        "unit": reported.unit,
        "rounding": ("truncate" if filing.truncates else "nearest") if amount else "",
        "filed_at": filing.filed,
        "variant": reported.variant,
    }


def _place(context: str, filing: Filing) -> tuple[date, date, bool] | None:
    """The days of a context, and whether it is the parent alone of a firm that consolidates; None for other parts of the firm."""
    head, _, members = context.partition("_")
    match = _CONTEXT.fullmatch(head)
    if match is None or members not in ("", _PARENT) or (members == "" and not filing.consolidated):
        return None
    return *_days(match, filing), members == _PARENT and filing.consolidated


def _days(match: re.Match[str], filing: Filing) -> tuple[date, date]:
    years = int(match["back"] or 0)
    whole = "Year" in match["when"]
    end = (filing.end if whole else filing.until) + timedelta(days=1)
    if match["kind"] == "Instant":
        end = periods.month_shift(end, -12 * years)
        return end - timedelta(days=1), end
    if "Quarter" in match["when"]:
        start = periods.month_shift(end, -3)
    else:
        start = filing.start
        if whole and years:  # a first or changed fiscal year may be shorter: the years before it end where it starts
            end, start, years = filing.start, periods.month_shift(filing.start, -12), years - 1
    return periods.month_shift(start, -12 * years), periods.month_shift(end, -12 * years)
