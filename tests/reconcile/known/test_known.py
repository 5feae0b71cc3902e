import logging
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from mokuromi import read_known
from mokuromi.errors import KnownFiguresError
from mokuromi.reconcile.known.read import KNOWN_COLUMNS, template

HEADER = "company,metric,period,segment,basis,value,unit,rounding,filed_at,source\n"


class Firms:
    """Knows one firm by its ticker and its name."""

    def resolve(self, text: str) -> str | None:
        return {"4321": "aozora", "青空工機株式会社": "aozora", "aozora": "aozora"}.get(text)


def _file(folder: Path, rows: str, header: str = HEADER, encoding: str = "utf-8") -> Path:
    path = folder / "known.csv"
    path.write_bytes((header + rows).encode(encoding))
    return path


def test_rows_become_typed(tmp_path: Path) -> None:
    revenue = 'aozora,revenue,FY2025-03,海外,actual,"1,234,500,000",jpy,truncate,2025-05-12,決算短信\n'
    frame = read_known(_file(tmp_path, revenue + "aozora,employees,2025-03-31,,,１２３,users,,,\n"))
    assert tuple(frame.columns) == KNOWN_COLUMNS
    first, second = frame.to_dict("records")
    assert first == {
        "company": "aozora", "metric": "revenue", "period": "FY2025-03", "start_date": date(2024, 4, 1), "end_date": date(2025, 4, 1),
        "segment": "海外", "basis": "actual", "value": Decimal(1234500000), "unit": "JPY", "rounding": "truncate",
        "filed_at": date(2025, 5, 12), "source": "known.csv:2 決算短信", "variant": "",
    }  # fmt: skip
    assert (second["value"], second["unit"], second["end_date"]) == (Decimal(123), "persons", date(2025, 4, 1))
    assert second["source"] == "known.csv:3"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    frame = read_known(_file(tmp_path, "青空工機株式会社,revenue,2024,,,5,JPY,,,\n", encoding=encoding), companies=Firms())
    assert frame["company"].tolist() == ["aozora"]


def test_start_and_end_stand_for_a_period(tmp_path: Path) -> None:
    frame = read_known(_file(tmp_path, "a,revenue,2024-04-01,2025-04-01,7,JPY\n", "company,metric,start_date,end_date,value,unit\n"))
    assert frame["period"].tolist() == ["FY2025-03"]


def test_a_currency_is_one_of_the_table(tmp_path: Path) -> None:
    path = _file(tmp_path, "a,revenue,2024,,,7,RMB,,,\na,revenue,2024,,,7,xdr,,,\n")
    with pytest.raises(KnownFiguresError, match=r"known\.csv:3: unit 'xdr' is unknown"):
        read_known(path)
    row = '[[currency]]\ncode = "XDR"\nnames = { ja = ["SDR"] }\nexamples = []\n'
    (tmp_path / "currencies.toml").write_text(row, encoding="utf-8")
    assert read_known(path, overlay=tmp_path)["unit"].tolist() == ["CNY", "XDR"]


def test_no_period_is_no_period(tmp_path: Path) -> None:
    row = read_known(_file(tmp_path, "a,customers,,,,7,companies,,,\n")).iloc[0]
    assert (row["period"], row["start_date"], row["end_date"]) == ("", None, None)


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("a,revenue,2025-13,,,1,JPY,,,", "'2025-13' is no period"),
        ("a,revenue,2024,,,1.2億,JPY,,,", "is no number"),
        ("a,revenue,2024,,,,JPY,,,", "value is empty"),
        ("a,revenue,2024,,,NaN,JPY,,,", "is no number"),
        ("a,revenue,2024,,,1e400,JPY,,,", "more than 29 whole"),
        ("a,zzz,2024,,,1,JPY,,,", "metric 'zzz' is unknown; mokuromi known metrics lists all"),
        ("a,Net Profits,2024,,,1,JPY,,,", "metric 'Net Profits' is unknown; did you mean net_profit"),
        ("a,revenu_growth_yoy,2024,,,1,percent,,,", "metric 'revenu_growth_yoy' is unknown; did you mean revenue_growth_yoy"),
        ("a,revenue,2024,,,1,yen!,,,", "unit 'yen!' is unknown"),
        ("a,revenue,2024,,,1,YEN,,,", "unit 'YEN' is unknown; write a currency (JPY)"),
        ("a,revenue,2024,,plan,1,JPY,,,", "basis 'plan' is unknown"),
        ("a,revenue,2024,,,1,JPY,up,,", "rounding 'up' is unknown"),
        ("a,revenue,2024,,,1,JPY,,yesterday,", "filed_at 'yesterday' is no date"),
        (",revenue,2024,,,1,JPY,,,", "company is empty"),
    ],
)
def test_a_bad_row_is_named_and_the_others_are_used(tmp_path: Path, row: str, wrong: str) -> None:
    path = _file(tmp_path, f"{row}\nb,revenue,2024,,,9,JPY,,,\n")
    errors: list[KnownFiguresError] = []
    frame = read_known(path, on_error=errors.append)
    assert frame["company"].tolist() == ["b"]
    assert len(errors) == 1 and str(errors[0]).startswith(f"{path}:2: ") and wrong in str(errors[0])
    with pytest.raises(KnownFiguresError, match=r"known\.csv:2"):
        read_known(path)


def test_a_missing_column_or_file_is_an_error_at_once(tmp_path: Path) -> None:
    with pytest.raises(KnownFiguresError, match="column metric, period is missing"):
        read_known(_file(tmp_path, "a,1,JPY\n", "company,value,unit\n"), on_error=lambda e: None)
    with pytest.raises(KnownFiguresError, match="there is no such file"):
        read_known(tmp_path / "nothing.csv")
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    with pytest.raises(KnownFiguresError, match="PNG"):
        read_known(tmp_path / "picture.csv")


@pytest.mark.parametrize("metric", ["revenue_growth_yoy", "revenue_share", "gross_margin_growth_qoq", "revenue_cagr", "market_share"])
def test_suffixed_metrics(tmp_path: Path, metric: str) -> None:
    assert read_known(_file(tmp_path, f"a,{metric},2024,,,1,percent,,,\n"))["metric"].tolist() == [metric]


def test_an_unknown_firm_is_said_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = _file(tmp_path, "4321,revenue,2024,,,1,JPY,,,\n夕凪堂,revenue,2023,,,1,JPY,,,\n夕凪堂,revenue,2024,,,1,JPY,,,\n")
    with caplog.at_level(logging.WARNING, "mokuromi"):
        frame = read_known(path, companies=Firms())
    assert frame["company"].tolist() == ["aozora", "夕凪堂", "夕凪堂"]
    assert [r.getMessage() for r in caplog.records if "夕凪堂" in r.getMessage() and "2 figures" in r.getMessage()] != []
    assert len(caplog.records) == 1
    with caplog.at_level(logging.WARNING, "mokuromi"):
        read_known(_file(tmp_path, "朝凪堂,revenue,2024,,,1,JPY,,,\n"), companies=Firms())
    assert "its figure is compared under that name; a table of companies" in caplog.records[-1].getMessage()


def test_a_frame_is_read_as_a_file_is() -> None:
    frame = pd.DataFrame({"company": ["a", "b"], "metric": "revenue", "period": ["2024", None], "value": [1.5, 3], "unit": "JPY"})
    known = read_known(frame)
    assert known["value"].tolist() == [Decimal("1.5"), Decimal("3.0")]
    assert known["start_date"].tolist() == [date(2024, 1, 1), None]
    with pytest.raises(KnownFiguresError, match="row 1: metric"):
        read_known(frame.assign(metric="nothing"))


def test_the_template_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "template.csv"
    path.write_text(template(), encoding="utf-8")
    assert read_known(path)["metric"].tolist() == ["revenue", "revenue_growth_yoy"]


def test_parquet_of_our_columns(tmp_path: Path) -> None:
    read_known(_file(tmp_path, "a,revenue,2024,,,12.5,JPY,,,\n")).astype({"value": str}).to_parquet(tmp_path / "known.parquet")
    assert read_known(tmp_path / "known.parquet")["value"].tolist() == [Decimal("12.5")]


def test_closing_zeros_are_no_digits() -> None:
    row = {"company": "a", "metric": "revenue", "period": "2024", "unit": "JPY"}
    assert read_known(pd.DataFrame([row | {"value": "42.1500000000"}]))["value"].tolist() == [Decimal("42.15")]
    with pytest.raises(KnownFiguresError, match="9 decimal digits"):
        read_known(pd.DataFrame([row | {"value": "42.1500000001"}]))
