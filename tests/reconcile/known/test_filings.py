"""EDINET CSV and SEC companyfacts, in small files of exactly their layouts."""

import json
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from mokuromi import read_known
from mokuromi.errors import KnownFiguresError
from mokuromi.reconcile.known.companyfacts import snapped

COLUMNS = ("要素ID", "項目名", "コンテキストID", "相対年度", "連結・個別", "期間・時点", "ユニットID", "単位", "値")
NAME = "jpcrp030000-asr-001_E99999-000_2025-03-31_01_2025-06-26.csv"
DEI = {
    "EDINETCode": "E99999", "SecurityCode": "43210", "FilerNameInJapanese": "青空工機株式会社", "AccountingStandards": "Japan GAAP",
    "WhetherConsolidatedFinancialStatementsArePrepared": "true", "CurrentFiscalYearStartDate": "2024-04-01",
    "CurrentFiscalYearEndDate": "2025-03-31", "CurrentPeriodEndDate": "2025-03-31",
}  # fmt: skip


def _edinet(figures: list[tuple[str, str, str, str]], **dei: str) -> bytes:
    """(element, context, unit, value) rows behind the DEI rows: UTF-16LE with BOM, tabs, every cell quoted."""
    rows: list[tuple[str, ...]] = [COLUMNS]
    for key, value in (DEI | dei).items():
        rows.append((f"jpdei_cor:{key}DEI", key, "FilingDateInstant", "提出日時点", "その他", "時点", "－", "－", value))
    for element, context, unit, value in figures:
        rows.append((element, "項目", context, "当期", "連結", "期間", unit, "円", value))
    text = "\r\n".join("\t".join(f'"{cell}"' for cell in row) for row in rows) + "\r\n"
    return b"\xff\xfe" + text.encode("utf-16-le")


FIGURES = [
    ("jppfs_cor:NetSales", "CurrentYearDuration", "JPY", "52718000000"),
    ("jppfs_cor:NetSales", "Prior1YearDuration", "JPY", "41000000000"),
    ("jppfs_cor:NetSales", "CurrentYearDuration_NonConsolidatedMember", "JPY", "39000000000"),
    ("jppfs_cor:NetSales", "CurrentYearDuration_jpcrp030000-asr_E99999-000ToolsReportableSegmentsMember", "JPY", "12000000000"),
    ("jppfs_cor:GrossProfit", "CurrentYearDuration", "JPY", "－"),
    ("jppfs_cor:Assets", "CurrentYearInstant", "JPY", "80000000000"),
    ("jpcrp_cor:NumberOfEmployees", "CurrentYearInstant", "pure", "1204"),
    ("jpcrp_cor:BasicEarningsLossPerShareSummaryOfBusinessResults", "Prior1YearDuration", "JPYPerShares", "-12.34"),
    ("jpcrp_cor:SomethingElse", "CurrentYearDuration", "JPY", "1"),
]


def _zip(folder: Path, data: bytes, name: str = NAME) -> Path:
    path = folder / "S100ABCD.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"XBRL_TO_CSV/{name}", data)
        archive.writestr("XBRL_TO_CSV/jpaud-aar-cn-001_E99999-000_2025-03-31_01_2025-06-26.csv", _edinet([]))
    return path


def _rows(path: Path) -> set[tuple[Any, ...]]:
    frame = read_known(path)
    return set(frame[["metric", "period", "value", "unit", "rounding"]].itertuples(index=False, name=None))


WANT = {
    ("revenue", "FY2025-03", Decimal(52718000000), "JPY", "truncate"),
    ("revenue", "FY2024-03", Decimal(41000000000), "JPY", "truncate"),
    ("total_assets", "2025-03-31", Decimal(80000000000), "JPY", "truncate"),
    ("employees", "2025-03-31", Decimal(1204), "persons", ""),
    ("eps", "FY2024-03", Decimal("-12.34"), "JPY", ""),
}


def test_edinet_zip(tmp_path: Path) -> None:
    path = _zip(tmp_path, _edinet(FIGURES))
    assert _rows(path) == WANT
    row = read_known(path).iloc[0]
    assert (row["company"], row["basis"], row["filed_at"]) == ("青空工機株式会社", "actual", date(2025, 6, 26))
    assert row["source"] == f"{NAME}:10 jppfs_cor:NetSales"


def test_edinet_folder_and_single_file(tmp_path: Path) -> None:
    (tmp_path / "XBRL_TO_CSV").mkdir()
    (tmp_path / "XBRL_TO_CSV" / NAME).write_bytes(_edinet(FIGURES))
    assert _rows(tmp_path) == WANT
    assert _rows(tmp_path / "XBRL_TO_CSV" / NAME) == WANT


def test_edinet_parent_alone_counts_where_nothing_is_consolidated(tmp_path: Path) -> None:
    data = _edinet(FIGURES, WhetherConsolidatedFinancialStatementsArePrepared="false")
    assert {r[2] for r in _rows(_zip(tmp_path, data))} == {Decimal(39000000000)}


def test_edinet_half_year_and_quarters(tmp_path: Path) -> None:
    figures = [
        ("jppfs_cor:NetSales", "InterimDuration", "JPY", "1000000"),
        ("jppfs_cor:NetSales", "Prior1InterimDuration", "JPY", "2000000"),
        ("jppfs_cor:NetSales", "CurrentYTDDuration", "JPY", "3000000"),
        ("jppfs_cor:NetSales", "CurrentQuarterDuration", "JPY", "4000000"),
        ("jppfs_cor:Assets", "InterimInstant", "JPY", "5000000"),
        ("jppfs_cor:Assets", "Prior1YearInstant", "JPY", "6000000"),
    ]
    path = _zip(tmp_path, _edinet(figures, CurrentPeriodEndDate="2024-09-30"))
    assert {(r[1], int(r[2])) for r in _rows(path)} == {
        ("2024-04..2024-09", 1000000), ("2023-04..2023-09", 2000000), ("2024-04..2024-09", 3000000), ("2024-Q3", 4000000),
        ("2024-09-30", 5000000), ("2024-03-31", 6000000),
    }  # fmt: skip


def test_edinet_firm_is_found_by_any_of_its_names(tmp_path: Path) -> None:
    class Codes:
        def resolve(self, text: str) -> str | None:
            return "aozora" if text == "4321" else None

    assert set(read_known(_zip(tmp_path, _edinet(FIGURES)), companies=Codes())["company"]) == {"aozora"}


def test_edinet_errors_name_the_file(tmp_path: Path) -> None:
    with pytest.raises(KnownFiguresError, match="fiscal year's dates"):
        read_known(_zip(tmp_path, _edinet(FIGURES, CurrentFiscalYearEndDate="－")))
    with pytest.raises(KnownFiguresError, match="コンテキストID, ユニットID, 値 is missing"):
        read_known(_zip(tmp_path, b"\xff\xfe" + "要素ID\t項目名\r\n".encode("utf-16-le")))
    (tmp_path / "empty").mkdir()
    with pytest.raises(KnownFiguresError, match="holds no filing"):
        read_known(tmp_path / "empty")


def _item(val: Any, end: str, start: str | None = None, filed: str = "2025-02-20") -> dict[str, Any]:
    item = {"end": end, "val": val, "accn": "0000000000-25-000001", "fy": 2030, "fp": "Q1", "form": "20-F", "filed": filed}
    return item if start is None else {"start": start, **item}


def _companyfacts(folder: Path, facts: dict[str, Any]) -> Path:
    path = folder / "CIK0000000001.json"
    path.write_text(json.dumps({"cik": 1, "entityName": "Aozora Tools Ltd.", "facts": facts}), encoding="utf-8")
    return path


def test_companyfacts(tmp_path: Path) -> None:
    path = _companyfacts(
        tmp_path,
        {
            "us-gaap": {
                "Revenues": {"units": {"USD": [_item(1500, "2024-12-31", "2024-01-01"), _item(400, "2024-12-31", "2024-10-01")]}},
                "Assets": {"label": "Assets", "units": {"USD": [_item(9000, "2024-12-31")]}},
                "EarningsPerShareBasic": {"units": {"USD/shares": [_item(1.25, "2024-12-31", "2024-01-01")]}},
                "NoSuchMetric": {"units": {"USD": [_item(1, "2024-12-31")]}},
            },
            "ifrs-full": {"Revenue": {"units": {"CNY": [_item(7, "2024-12-31", "2024-01-01"), {"val": 1}]}}},
        },
    )
    frame = read_known(path)
    assert set(frame[["metric", "period", "value", "unit"]].itertuples(index=False, name=None)) == {
        ("revenue", "2024", Decimal(1500), "USD"), ("revenue", "2024-Q4", Decimal(400), "USD"),
        ("total_assets", "2024-12-31", Decimal(9000), "USD"),
        ("eps", "2024", Decimal("1.25"), "USD"), ("revenue", "2024", Decimal(7), "CNY"),
    }  # fmt: skip
    assert set(frame["company"]) == {"Aozora Tools Ltd."}
    assert set(frame["filed_at"]) == {date(2025, 2, 20)}
    assert frame["value"].map(type).eq(Decimal).all()


@pytest.mark.parametrize("content", [b"{}", b"[1]", b"not json", b'{"facts": {}}', b"\xff\xfe\x00"])
def test_companyfacts_errors(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.json").write_bytes(content)
    with pytest.raises(KnownFiguresError, match="no companyfacts JSON"):
        read_known(tmp_path / "x.json")


@pytest.mark.parametrize(
    ("start", "end", "want"),
    [
        ("2023-10-01", "2024-09-29", ("2023-10-01", "2024-10-01")),
        ("2022-09-25", "2023-10-01", ("2022-10-01", "2023-10-01")),
        ("2024-01-01", "2025-01-01", ("2024-01-01", "2025-01-01")),
        ("2024-01-10", "2024-12-20", ("2024-01-10", "2024-12-20")),
        ("2024-01-01", "2024-01-05", ("2024-01-01", "2024-01-05")),
    ],
)
def test_fiscal_years_of_weeks_become_months(start: str, end: str, want: tuple[str, str]) -> None:
    days = snapped(date.fromisoformat(start), date.fromisoformat(end))
    assert days == tuple(date.fromisoformat(d) for d in want)
