"""Official lists of firms -> the table of companies (id, name, aliases, ticker, fiscal_year_end) that extraction and identity use.

JPX `data_j.xls`, EDINET `EdinetcodeDlInfo.csv` (or the ZIP that holds it) and HKEX `ListOfSecurities.xlsx`. Columns are
found by name: their order has changed before.
"""

from __future__ import annotations

import csv
import io
import os
import re
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import KnownFiguresError, KnownFileError, needed
from ...rules import words
from ...rules.fold import fold
from ...rules.legal_form import strip_legal

if TYPE_CHECKING:
    import pandas as pd

COMPANY_COLUMNS = ("id", "name", "aliases", "ticker", "fiscal_year_end")
_MONTH = re.compile(r"(\d{1,2})\D")


MOST_BYTES = 500_000_000
"""What a packed list may unpack to."""


class NamedCells(dict[str, str]):
    """A row by its columns' names, folded."""

    def of(self, column: str) -> str:
        """The cell of a column by its row in known_words.toml; a missing or short one is empty."""
        return next((self[name] for name in words.forms("known_words", column) if name in self), "")


def is_master(path: str | os.PathLike[str]) -> bool:
    """Whether a file is one of the lists that `read_master` reads, by its content."""
    try:
        _table(Path(path))
    except KnownFiguresError:
        return False
    return True


def read_master(path: str | os.PathLike[str]) -> pd.DataFrame:
    """The firms of an official list; funds, warrants and rows without a code are left out.

    ids: JPX the code (7203), EDINET the EDINET code (E02144), HKEX the code with .HK (00700.HK). Raises KnownFiguresError
    for a file that is none of the three.
    """
    import pandas as pd

    make, rows = _table(Path(path))
    made = [row for cells in rows if (row := make(cells)) is not None]
    return pd.DataFrame(made, columns=list(COMPANY_COLUMNS)).drop_duplicates("id", ignore_index=True)


def _table(path: Path) -> tuple[Callable[[NamedCells], dict[str, str] | None], Iterable[NamedCells]]:
    lines = _lines(path)
    for number, line in enumerate(lines[:10]):
        names = [fold(cell).strip() for cell in line]
        for heads, make in _KINDS:
            if all(set(words.forms("known_words", column)) & set(names) for column in heads):
                return make, [NamedCells(zip(names, row, strict=False)) for row in lines[number + 1 :]]
    raise KnownFiguresError(f"{path}: no list of firms; give JPX data_j.xls, EdinetcodeDlInfo.csv or HKEX ListOfSecurities.xlsx")


def _lines(path: Path) -> list[list[str]]:
    if not path.exists():
        raise KnownFileError(f"{path}: there is no such file; give JPX data_j.xls, EdinetcodeDlInfo.csv or HKEX ListOfSecurities.xlsx")
    data = path.read_bytes()
    try:
        if data.startswith(b"\xd0\xcf\x11\xe0"):
            return _xls(data)
        if data.startswith(b"PK"):
            return _zipped(data)
    except (KnownFiguresError, MemoryError):
        raise
    except Exception as error:  # the workbook libraries raise many kinds for a damaged file
        raise KnownFiguresError(f"{path}: cannot be read: {error}; download the list again") from None
    return _csv(data, str(path))


def _xls(data: bytes) -> list[list[str]]:
    with needed(KnownFiguresError, "a list of firms as .xls"):
        import xlrd

    sheet = xlrd.open_workbook(file_contents=data).sheet_by_index(0)
    return [[_cell(v) for v in sheet.row_values(r)] for r in range(sheet.nrows)]


def _zipped(data: bytes) -> list[list[str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
            raise KnownFiguresError(f"unpacks to more than {MOST_BYTES // 1_000_000} MB; that is no list of firms")
        tables = [n for n in archive.namelist() if n.lower().endswith(".csv")]
        if tables:
            return _csv(archive.read(tables[0]), tables[0])
    with needed(KnownFiguresError, "a list of firms as .xlsx"):
        import openpyxl

    sheet = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
    sheet.reset_dimensions()  # HKEX writes a wrong extent, which would hide rows
    return [[_cell(v) for v in row] for row in sheet.iter_rows(values_only=True)]


def _csv(data: bytes, name: str) -> list[list[str]]:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return [[c.strip() for c in row] for row in csv.reader(io.StringIO(data.decode(encoding), newline=""))]
        except (UnicodeDecodeError, csv.Error):
            continue
    raise KnownFiguresError(f"{name}: neither UTF-8 nor Shift_JIS (cp932); download the list again")


def _cell(value: Any) -> str:
    """Codes come as numbers where they are digits only: 1301.0 is 1301."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _aliases(*names: str, official: str) -> str:
    """Other forms of a name: without its legal form, in ASCII where it is full-width."""
    out: dict[str, None] = {}
    for name in (official, *names):
        short = _short(name)
        plain = "".join(fold(c) if ord(c) > 0xFF00 else c for c in short)  # letters only: kanji stay as they are
        out |= dict.fromkeys(n.replace("|", " ") for n in (name, short, plain) if n and n != official)
    return "|".join(out)


def _short(name: str) -> str:
    """`name` as written, without the legal form at either end."""
    folded = fold(name).lower()
    rest = strip_legal(folded)
    at = folded.find(rest)
    return name[at : at + len(rest)].strip("\u3000 ") if len(folded) == len(name) else name


def _row(ident: str, name: str, *names: str, ticker: str, year_end: str = "") -> dict[str, str]:
    month = _MONTH.match(fold(year_end))
    return {
        "id": ident,
        "name": name,
        "aliases": _aliases(*names, official=name),
        "ticker": ticker,
        "fiscal_year_end": month[1] if month and 1 <= int(month[1]) <= 12 else "",
    }


def _jpx(cells: NamedCells) -> dict[str, str] | None:
    code, name = cells.of("jpx-code"), cells.of("jpx-name")
    if not code or not name or words.pattern("known_words", "jpx-funds").search(fold(cells.of("jpx-market"))):
        return None
    return _row(code, name, ticker=code)


def _edinet(cells: NamedCells) -> dict[str, str] | None:
    code, name = cells.of("edinet-code"), cells.of("edinet-filer")
    if not code or not name:
        return None
    return _row(code, name, cells.of("edinet-filer-latin"), ticker=cells.of("edinet-ticker")[:4], year_end=cells.of("edinet-closing"))


def _hkex(cells: NamedCells) -> dict[str, str] | None:
    code, name = cells.of("hkex-code"), cells.of("hkex-name")
    if not code.isdigit() or not name or fold(cells.of("hkex-category")) not in words.forms("known_words", "hkex-equity"):
        return None
    code = f"{code.zfill(5)}.HK"
    return _row(code, name, ticker=code)


_KINDS: tuple[tuple[tuple[str, ...], Callable[[NamedCells], dict[str, str] | None]], ...] = (
    (("jpx-code", "jpx-name", "jpx-market"), _jpx),
    (("edinet-code", "edinet-filer"), _edinet),
    (("hkex-code", "hkex-name", "hkex-category"), _hkex),
)
