"""EDINET's XBRL-to-CSV (the API's type 5: a ZIP of UTF-16LE files with tabs, one row per element and context).

What all rooms read of it: its lines, what the document says of itself, and its text blocks as an article.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from ..errors import InputError

MOST_BYTES = 200_000_000
"""A file that unpacks to more is none of EDINET's, whose largest have some twenty million."""
COLUMNS = ("要素ID", "項目名", "コンテキストID", "ユニットID", "値")
"""What the file calls the parts of a `ElementLine`; it has others between them."""
NOTHING = frozenset(("", "-", "－", "―"))
"""Values that are none."""
NARRATIVE = (
    "OverviewOfBusinessResultsTextBlock",
    "ManagementAnalysisOfFinancialPositionOperatingResultsAndCashFlowsTextBlock",
    "AnalysisOfFinancialPositionOperatingResultsAndCashFlowsTextBlock",
    "OverviewOfProductionOrdersReceivedAndSalesTextBlock",
    "BusinessPolicyBusinessEnvironmentIssuesToAddressEtcTextBlock",
    "IssuesToAddressTextBlock",
    "ResearchAndDevelopmentActivitiesTextBlock",
    "OverviewOfCapitalExpendituresEtcTextBlock",
    "DescriptionOfBusinessTextBlock",
    "InformationAboutEmployeesTextBlock",
    "DividendPolicyTextBlock",
    "UseOfNetProceedsTextBlock",
    "BusinessResultsOfGroupTextBlock",
    "CriticalContractsForOperationTextBlock",
    "OverviewOfAffiliatedEntitiesTextBlock",
)
"""Endings of the elements whose text blocks tell of the business and its results."""
_NAME = re.compile(r"_(E\d{5})-\d{3}_\d{4}-\d{2}-\d{2}_\d{2}_(\d{4}-\d{2}-\d{2})\.csv$")
_DEI = "jpdei_cor:"


class ElementLine(NamedTuple):
    """A row of the file; `number` counts from 1 with the header."""

    number: int
    element: str
    label: str
    context: str
    unit: str
    value: str


class Cover(NamedTuple):
    """What a document says of itself: `dei` by element without its ending; `code` and `filed` from the file's name."""

    dei: dict[str, str]
    code: str
    filed: date | None


def is_edinet(head: bytes) -> bool:
    """Whether a file that begins so is one of EDINET's CSV."""
    return head.startswith(b"\xff\xfe") and COLUMNS[0] in head[: len(head) // 2 * 2].decode("utf-16", "ignore")


def packed_files(data: bytes | Path, name: str) -> Iterator[tuple[str, bytes]]:
    """Name and content of every CSV of a ZIP. Raises InputError for one that is damaged or unpacks to more than `MOST_BYTES`."""
    try:
        with zipfile.ZipFile(data if isinstance(data, Path) else io.BytesIO(data)) as archive:
            entries = sorted((e for e in archive.infolist() if e.filename.lower().endswith(".csv")), key=lambda e: e.filename)
            left = MOST_BYTES
            for entry in entries:
                with archive.open(entry) as file:  # the size that the archive states may be a lie
                    content = file.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise InputError(f"{name}: unpacks to more than {MOST_BYTES // 1_000_000} MB; that is no download of EDINET's")
                yield Path(entry.filename).name, content
    except InputError:
        raise
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, zlib.error) as error:
        raise InputError(f"{name}: no ZIP that can be read: {error}; download it again") from None


def lines(name: str, data: bytes) -> list[ElementLine]:
    """The rows of one CSV. Raises InputError where it is not UTF-16 or a column is missing."""
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-16-le")
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: not UTF-16: {error.reason}; EDINET's CSV files are UTF-16LE with tabs") from None
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t")
    csv.field_size_limit(MOST_BYTES)
    try:
        header = next(reader, [])
        needed = [c for c in COLUMNS if c != COLUMNS[1]]
        missing = [c for c in needed if c not in header]
        if missing:
            raise InputError(f"{name}:1: column {', '.join(missing)} is missing; EDINET's CSV files have {', '.join(needed)}")
        places = [header.index(c) if c in header else -1 for c in COLUMNS]
        return [ElementLine(n, *(row[at] if 0 <= at < len(row) else "" for at in places)) for n, row in enumerate(reader, 2)]
    except csv.Error as error:
        raise InputError(f"{name}:{reader.line_num}: no row of a CSV: {error}; download it again") from None


def cover(name: str, rows: Iterable[ElementLine]) -> Cover:
    """The document's own data (DEI); a value that is not there is left out."""
    named = ((row.element.removeprefix(_DEI).removesuffix("DEI"), row.value.strip()) for row in rows if row.element.startswith(_DEI))
    match = _NAME.search(name)
    return Cover({k: v for k, v in named if v not in NOTHING}, match[1] if match else "", date.fromisoformat(match[2]) if match else None)


def narratives(data: bytes, name: str) -> Iterator[dict[str, object]]:
    """A row (id, text, lang, published, title, issuer) per document of a ZIP that has text blocks on its business and results."""
    for file, content in packed_files(data, name):
        if not file.startswith("jpcrp") and not file.startswith("jpsps"):
            continue
        rows = lines(f"{name}/{file}", content)
        blocks = _blocks(rows)
        if not blocks:
            continue
        about = cover(file, rows)
        title = next((row.value for row in rows if row.element.endswith("DocumentTitleCoverPage")), "")
        filer = about.dei.get("FilerNameInJapanese", "")
        yield {
            "id": Path(file).stem,
            "text": "\n\n".join([f"{filer} {title}".strip(), *blocks]),
            "lang": "ja",
            "published": "" if about.filed is None else about.filed.isoformat(),
            "title": f"{filer} {title}".strip(),
            "issuer": filer or about.code,
        }


def _blocks(rows: Sequence[ElementLine]) -> list[str]:
    """The text of each block under what it is called, each once: not again where it stands inside another."""
    found: dict[str, ElementLine] = {}
    for row in rows:
        if row.element.endswith(NARRATIVE) and row.value.strip():
            found.setdefault(row.element, row)
    bodies = {row.value.strip() for row in found.values()}
    outer = [row for row in found.values() if not any(row.value.strip() in body for body in bodies - {row.value.strip()})]
    return [f"{row.label.partition('[')[0].strip()}\n{row.value.strip()}".strip() for row in outer]
