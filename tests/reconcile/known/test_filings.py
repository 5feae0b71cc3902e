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
    whole = frame[frame["segment"] == ""]
    return set(whole[["metric", "period", "value", "unit", "rounding"]].itertuples(index=False, name=None))


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


def test_edinet_parent_alone_beside_the_group(tmp_path: Path) -> None:
    frame = read_known(_zip(tmp_path, _edinet(FIGURES)))
    alone = frame[frame["segment"] != ""]
    assert alone[["metric", "period", "segment", "value"]].values.tolist() == [["revenue", "FY2025-03", "単体", Decimal(39000000000)]]


ELEMENTS = [  # element, unit, value -> metric, variant, value, unit
    # J-GAAP
    ("jpcrp_cor:NetSalesSummaryOfBusinessResults", "JPY", "revenue", "sales"),
    ("jppfs_cor:OperatingRevenue1", "JPY", "revenue", "operating_revenue"),
    ("jppfs_cor:OperatingRevenue2", "JPY", "revenue", "other_operating_revenue"),
    ("jpcrp_cor:OrdinaryIncomeLossSummaryOfBusinessResults", "JPY", "ordinary_profit", ""),
    ("jppfs_cor:OperatingIncome", "JPY", "operating_profit", ""),
    ("jppfs_cor:IncomeBeforeIncomeTaxes", "JPY", "pretax_profit", ""),
    ("jpcrp_cor:ProfitLossAttributableToOwnersOfParentSummaryOfBusinessResults", "JPY", "net_profit", "owners"),
    ("jppfs_cor:ProfitLoss", "JPY", "net_profit", "total"),
    ("jpcrp_cor:ComprehensiveIncomeSummaryOfBusinessResults", "JPY", "comprehensive_income", "total"),
    ("jpcrp_cor:NetAssetsSummaryOfBusinessResults", "JPY", "net_assets", ""),
    ("jppfs_cor:ShareholdersEquity", "JPY", "equity", ""),
    ("jpcrp_cor:NetAssetsPerShareSummaryOfBusinessResults", "JPYPerShares", "book_value_per_share", ""),
    ("jpcrp_cor:DividendPaidPerShareSummaryOfBusinessResults", "JPYPerShares", "dividend_per_share", ""),
    ("jpcrp_cor:EquityToAssetRatioSummaryOfBusinessResults", "pure", "equity_ratio", ""),
    ("jpcrp_cor:RateOfReturnOnEquitySummaryOfBusinessResults", "pure", "roe", ""),
    ("jppfs_cor:SellingGeneralAndAdministrativeExpenses", "JPY", "sga_expense", ""),
    ("jpcrp_cor:NetCashProvidedByUsedInInvestingActivitiesSummaryOfBusinessResults", "JPY", "investing_cash_flow", ""),
    ("jppfs_cor:CashAndDeposits", "JPY", "cash", "deposits"),
    ("jpcrp_cor:CapitalExpendituresOverviewOfCapitalExpendituresEtc", "JPY", "capital_expenditure", ""),
    # banks, insurers, brokers, builders, electric power, railways
    ("jppfs_cor:OrdinaryIncomeBNK", "JPY", "revenue", "sales"),
    ("jppfs_cor:OrdinaryIncomeINS", "JPY", "revenue", "sales"),
    ("jppfs_cor:OperatingIncomeINS", "JPY", "revenue", "sales"),
    ("jpcrp_cor:NetPremiumsWrittenSummaryOfBusinessResultsINS", "JPY", "revenue", "premiums"),
    ("jppfs_cor:OperatingRevenueSEC", "JPY", "revenue", "operating_revenue"),
    ("jppfs_cor:NetOperatingRevenueSEC", "JPY", "revenue", "net_operating_revenue"),
    ("jppfs_cor:NetSalesOfCompletedConstructionContractsCNS", "JPY", "revenue", "sales"),
    ("jppfs_cor:GrossProfitOnCompletedConstructionContractsCNS", "JPY", "gross_profit", ""),
    ("jppfs_cor:OperatingRevenueELE", "JPY", "revenue", "operating_revenue"),
    ("jppfs_cor:CashAndDueFromBanksAssetsBNK", "JPY", "cash", "deposits"),
    # IFRS
    ("jpcrp_cor:RevenueIFRSSummaryOfBusinessResults", "JPY", "revenue", "sales"),
    ("jpcrp_cor:OperatingRevenuesIFRSKeyFinancialData", "JPY", "revenue", "operating_revenue"),
    ("jpigp_cor:OperatingProfitLossIFRS", "JPY", "operating_profit", ""),
    ("jpcrp_cor:ProfitLossBeforeTaxIFRSSummaryOfBusinessResults", "JPY", "pretax_profit", ""),
    ("jpcrp_cor:ProfitLossAttributableToOwnersOfParentIFRSSummaryOfBusinessResults", "JPY", "net_profit", "owners"),
    ("jpigp_cor:ProfitLossIFRS", "JPY", "net_profit", "total"),
    ("jpcrp_cor:EquityAttributableToOwnersOfParentIFRSSummaryOfBusinessResults", "JPY", "equity", ""),
    ("jpigp_cor:EquityIFRS", "JPY", "net_assets", ""),
    ("jpcrp_cor:RatioOfOwnersEquityToGrossAssetsIFRSSummaryOfBusinessResults", "pure", "equity_ratio", ""),
    ("jpcrp_cor:EquityToAssetRatioIFRSSummaryOfBusinessResults", "pure", "equity_ratio", ""),
    ("jpcrp_cor:EquityToAssetRatioIFRSSummaryOfBusinessResults", "JPYPerShares", "book_value_per_share", ""),
    ("jpcrp_cor:BasicEarningsLossPerShareIFRSSummaryOfBusinessResults", "JPYPerShares", "eps", "basic"),
    ("jpcrp_cor:CashFlowsFromUsedInOperatingActivitiesIFRSSummaryOfBusinessResults", "JPY", "operating_cash_flow", ""),
    # US GAAP
    ("jpcrp_cor:RevenuesUSGAAPSummaryOfBusinessResults", "JPY", "revenue", "sales"),
    ("jpcrp_cor:OperatingIncomeLossUSGAAPSummaryOfBusinessResults", "JPY", "operating_profit", ""),
    ("jpcrp_cor:NetIncomeLossAttributableToOwnersOfParentUSGAAPSummaryOfBusinessResults", "JPY", "net_profit", "owners"),
    ("jpcrp_cor:EquityIncludingPortionAttributableToNonControllingInterestUSGAAPSummaryOfBusinessResults", "JPY", "net_assets", ""),
    ("jpcrp_cor:CashAndCashEquivalentsUSGAAPSummaryOfBusinessResults", "JPY", "cash", "equivalents"),
]  # fmt: skip


@pytest.mark.parametrize(("element", "unit", "metric", "variant"), ELEMENTS)
def test_edinet_elements(tmp_path: Path, element: str, unit: str, metric: str, variant: str) -> None:
    (row,) = read_known(_zip(tmp_path, _edinet([(element, "CurrentYearDuration", unit, "0.5")]))).to_dict("records")
    want = ("percent", Decimal(50)) if unit == "pure" else ("JPY", Decimal("0.5"))
    assert (row["metric"], row["variant"], row["unit"], row["value"]) == (metric, variant, *want)


def test_edinet_statement_and_summary_give_one_figure(tmp_path: Path) -> None:
    figures = [
        ("jppfs_cor:NetSales", "CurrentYearDuration", "JPY", "99"),
        ("jpcrp_cor:NetSalesSummaryOfBusinessResults", "CurrentYearDuration", "JPY", "100"),
        ("jppfs_cor:OperatingRevenue1", "CurrentYearDuration", "JPY", "110"),
        ("jppfs_cor:ProfitLoss", "CurrentYearDuration", "JPY", "9"),
        ("jppfs_cor:ProfitLossAttributableToOwnersOfParent", "CurrentYearDuration", "JPY", "8"),
    ]
    frame = read_known(_zip(tmp_path, _edinet(figures)))
    assert frame[["metric", "variant", "value"]].values.tolist() == [
        ["revenue", "sales", 100], ["revenue", "operating_revenue", 110], ["net_profit", "total", 9], ["net_profit", "owners", 8],
    ]  # fmt: skip


def test_edinet_refuses_a_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mokuromi.corpus.edinet.MOST_BYTES", 100_000)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"XBRL_TO_CSV/{NAME}", b"\xff\xfe" + bytes(10_000_000))
    assert (tmp_path / "bomb.zip").stat().st_size < 20_000
    with pytest.raises(KnownFiguresError, match="bomb.zip: unpacks to more than"):
        read_known(tmp_path / "bomb.zip")
    (tmp_path / "bad.zip").write_bytes(b"PK\x03\x04 and nothing else")
    with pytest.raises(KnownFiguresError, match="bad.zip: no ZIP that can be read"):
        read_known(tmp_path / "bad.zip")


def test_edinet_half_year_and_quarters(tmp_path: Path) -> None:
    figures = [
        ("jppfs_cor:NetSales", "InterimDuration", "JPY", "1000000"),
        ("jppfs_cor:NetSales", "Prior1InterimDuration", "JPY", "2000000"),
        ("jppfs_cor:NetSales", "CurrentYTDDuration", "JPY", "1000000"),
        ("jppfs_cor:NetSales", "CurrentQuarterDuration", "JPY", "4000000"),
        ("jppfs_cor:Assets", "InterimInstant", "JPY", "5000000"),
        ("jppfs_cor:Assets", "Prior1YearInstant", "JPY", "6000000"),
    ]
    path = _zip(tmp_path, _edinet(figures, CurrentPeriodEndDate="2024-09-30"))
    assert {(r[1], int(r[2])) for r in _rows(path)} == {
        ("2024-04..2024-09", 1000000), ("2023-04..2023-09", 2000000), ("2024-Q3", 4000000),
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


SEC = [  # taxonomy, concept, unit -> metric, variant
    ("us-gaap", "Revenues", "USD", "revenue", "sales"),
    ("us-gaap", "RevenueFromContractWithCustomerExcludingAssessedTax", "USD", "revenue", "contracts"),
    ("us-gaap", "NetIncomeLoss", "USD", "net_profit", "owners"),
    ("us-gaap", "ProfitLoss", "USD", "net_profit", "total"),
    ("us-gaap", "StockholdersEquity", "USD", "equity", ""),
    ("us-gaap", "StockholdersEquityIncludingPortionAttributableToNoncontrollingInterest", "USD", "net_assets", ""),
    ("us-gaap", "EarningsPerShareDiluted", "USD/shares", "eps", "diluted"),
    ("us-gaap", "NetCashProvidedByUsedInFinancingActivities", "USD", "financing_cash_flow", ""),
    ("us-gaap", "SellingGeneralAndAdministrativeExpense", "USD", "sga_expense", ""),
    ("us-gaap", "InventoryNet", "USD", "inventory", ""),
    ("ifrs-full", "Revenue", "CNY", "revenue", "sales"),
    ("ifrs-full", "ProfitLossAttributableToOwnersOfParent", "CNY", "net_profit", "owners"),
    ("ifrs-full", "EquityAttributableToOwnersOfParent", "CNY", "equity", ""),
    ("ifrs-full", "ProfitLossBeforeTax", "CNY", "pretax_profit", ""),
]


@pytest.mark.parametrize(("taxonomy", "concept", "unit", "metric", "variant"), SEC)
def test_companyfacts_concepts(tmp_path: Path, taxonomy: str, concept: str, unit: str, metric: str, variant: str) -> None:
    (row,) = read_known(_companyfacts(tmp_path, {taxonomy: {concept: {"units": {unit: [_item(5, "2024-12-31", "2024-01-01")]}}}})).to_dict(
        "records"
    )
    assert (row["metric"], row["variant"], row["unit"]) == (metric, variant, unit.removesuffix("/shares"))


def test_companyfacts_nested_too_deeply(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"facts":' * 200_000, encoding="utf-8")
    with pytest.raises(KnownFiguresError, match="x.json"):
        read_known(tmp_path / "x.json")


@pytest.mark.parametrize(
    "content", [b"{}", b'{"facts": {"us-gaap": 3}, "entityName": "x"}', b"[1]", b"not json", b'{"facts": {}}', b"\xff\xfe\x00"]
)
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
