"""EDINET's XBRL-to-CSV (ZIP, folder or file: UTF-16LE, tabs, one row per element and context) -> rows of known figures."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NamedTuple

from ...errors import KnownFiguresError
from ...rules import period as periods
from .companyfacts import concepts

_COLUMNS = ("要素ID", "コンテキストID", "ユニットID", "値")
_MISSING = frozenset(("", "－", "-", "―"))
_CONTEXT = re.compile(
    r"(?P<when>CurrentYear|CurrentYTD|CurrentQuarter|Interim|Prior(?P<back>\d)(?:Year|YTD|Quarter|Interim))(?P<kind>Duration|Instant)"
)
_NAME = re.compile(r"_(E\d{5})-\d{3}_\d{4}-\d{2}-\d{2}_\d{2}_(\d{4}-\d{2}-\d{2})\.csv$")
Line = dict[str, str]


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
    for name, data in _files(path):
        try:
            lines = _lines(name, data)
            if any("DEI" in line["要素ID"] for line in lines):
                found = True
                yield from _figures(lines, _filing(name, lines), name)
        except KnownFiguresError as error:
            report(error)
    if not found:
        report(KnownFiguresError(f"{path}: holds no filing in EDINET's CSV form (XBRL_TO_CSV/jpcrp*.csv); download type 5 of the document"))


def _files(path: Path) -> Iterator[tuple[str, bytes]]:
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.suffix.lower() == ".zip":
                yield from _files(file)
            elif file.suffix.lower() == ".csv":
                yield file.name, file.read_bytes()
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in sorted(archive.namelist()):
                if name.lower().endswith(".csv"):
                    yield Path(name).name, archive.read(name)
    else:
        yield path.name, path.read_bytes()


def _lines(name: str, data: bytes) -> list[Line]:
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-16-le")
    except UnicodeDecodeError as error:
        raise KnownFiguresError(f"{name}: not UTF-16: {error.reason}; EDINET's CSV files are UTF-16LE with tabs") from None
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter="\t")
    missing = [c for c in _COLUMNS if c not in (reader.fieldnames or ())]
    if missing:
        raise KnownFiguresError(f"{name}:1: column {', '.join(missing)} is missing; EDINET's CSV files have {', '.join(_COLUMNS)}")
    return [{c: line[c] or "" for c in _COLUMNS} for line in reader]


def _filing(name: str, lines: list[Line]) -> Filing:
    dei = {
        line["要素ID"].partition(":")[2].removesuffix("DEI"): line["値"].strip()
        for line in lines
        if line["要素ID"].startswith("jpdei_cor:")
    }
    match = _NAME.search(name)
    try:
        start, end = date.fromisoformat(dei["CurrentFiscalYearStartDate"]), date.fromisoformat(dei["CurrentFiscalYearEndDate"])
        until = dei.get("CurrentPeriodEndDate", "")
        until_day = end if until in _MISSING else date.fromisoformat(until)
    except (KeyError, ValueError) as error:
        raise KnownFiguresError(f"{name}: the fiscal year's dates (jpdei_cor) are missing or no dates: {error}") from None
    code = dei.get("SecurityCode", "")
    options = (dei.get("EDINETCode", ""), code[:4], code, dei.get("FilerNameInEnglish", ""), dei.get("FilerNameInJapanese", ""))
    names = tuple(n for n in options if n not in _MISSING) or (match[1] if match else name,)
    return Filing(
        names=names,
        start=start,
        end=end,
        until=until_day,
        consolidated=dei.get("WhetherConsolidatedFinancialStatementsArePrepared", "").lower() == "true",
        truncates=dei.get("AccountingStandards", "") == "Japan GAAP",
        filed=date.fromisoformat(match[2]) if match else None,
    )


def _figures(lines: list[Line], filing: Filing, name: str) -> Iterator[dict[str, Any]]:
    metrics = concepts()
    for number, line in enumerate(lines, 2):
        taxonomy, _, concept = line["要素ID"].partition(":")
        options = metrics.get((taxonomy, concept), ())
        metric = next((m for m, _ in options if m.unit != "price" or "PerShares" in line["ユニットID"]), None)
        span = _span(line["コンテキストID"], filing) if metric else None
        unit = _unit(line["ユニットID"], metric.unit) if metric else ""
        if metric is None or span is None or not unit or line["値"].strip() in _MISSING:
            continue
        try:
            value = Decimal(line["値"].strip())
        except InvalidOperation:
            continue
        yield {
            "company": filing.names,
            "metric": metric.id,
            "period": periods.text(*span),
            "start_date": span[0],
            "end_date": span[1],
            "segment": "",
            "basis": "actual",
            "value": value * 100 if unit == "percent" else value,
            "unit": unit,
            "rounding": ("truncate" if filing.truncates else "nearest") if metric.unit == "money" and len(line["ユニットID"]) == 3 else "",
            "filed_at": filing.filed,
            "source": f"{name}:{number} {line['要素ID']}",
        }


def _unit(unit: str, kind: str) -> str:
    unit = unit.removesuffix("PerShares")
    if unit == "pure":
        return "percent" if kind == "percent" else "persons"
    return unit if unit == "shares" or (len(unit) == 3 and unit.isupper()) else ""


def _span(context: str, filing: Filing) -> tuple[date, date] | None:
    """The days of a context; None for parts of the firm and, where it consolidates, for the parent alone."""
    head, _, members = context.partition("_")
    match = _CONTEXT.fullmatch(head)
    if match is None or (members and members != "NonConsolidatedMember") or (bool(members) == filing.consolidated):
        return None
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
