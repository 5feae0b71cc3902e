"""Official lists of firms, in small files of exactly their layouts."""

import csv
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlwt

from mokuromi.errors import KnownFiguresError
from mokuromi.reconcile.known.company_lists import COMPANY_COLUMNS, is_master, read_master


def _jpx(path: Path) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet1")
    rows: list[tuple[object, ...]] = [
        ("日付", "コード", "銘柄名", "市場・商品区分", "33業種コード", "33業種区分", "17業種コード", "17業種区分", "規模コード",
         "規模区分"),
        (20251031, 4321, "青空工機", "プライム（内国株式）", 3600, "機械", 8, "機械 ", 7, "TOPIX Small 2"),
        (20251031, "285Z", "ＡＯＢＡホールディングス", "グロース（内国株式）", 5250, "情報・通信業", 10, "情報通信 ", "-", "-"),
        (20251031, 1399, "上場投信", "ETF・ETN", "-", "-", "-", "-", "-", "-"),
        (20251031, 8999, "みなと投資法人", "REIT・ベンチャーファンド・カントリーファンド・インフラファンド", "-", "-", "-", "-", "-", "-"),
    ]  # fmt: skip
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            sheet.write(r, c, cell)
    book.save(str(path))
    return path


def test_jpx_data_j_xls(tmp_path: Path) -> None:
    frame = read_master(_jpx(tmp_path / "data_j.xls"))
    assert tuple(frame.columns) == COMPANY_COLUMNS
    assert frame.to_dict("records") == [
        {"id": "4321", "name": "青空工機", "aliases": "", "ticker": "4321", "fiscal_year_end": ""},
        {"id": "285Z", "name": "ＡＯＢＡホールディングス", "aliases": "AOBAホールディングス", "ticker": "285Z", "fiscal_year_end": ""},
    ]


def _edinet() -> bytes:
    text = io.StringIO(newline="")
    write = csv.writer(text, quoting=csv.QUOTE_ALL)
    write.writerow(["ダウンロード実行日", "2025年11月01日現在", "件数", "2件"])
    header = "ＥＤＩＮＥＴコード 提出者種別 上場区分 連結の有無 資本金 決算日 提出者名 提出者名（英字） 提出者名（ヨミ） 所在地"
    write.writerow([*header.split(), "提出者業種", "証券コード", "提出者法人番号"])
    firm = "E99999/内国法人・組合/上場/有/5000/3月31日/青空工機株式会社/Aozora Tools Co., Ltd./アオゾラコウキ/東京都/機械/43210/1"
    write.writerow(firm.split("/"))
    write.writerow(
        ["E99998", "内国法人・組合", "非上場", "無", "", "12月31日", "株式会社夕凪堂", "", "ユウナギドウ", "大阪府", "小売業", "", "2"]
    )
    return text.getvalue().encode("cp932")


@pytest.mark.parametrize("zipped", [False, True])
def test_edinet_code_list(tmp_path: Path, zipped: bool) -> None:
    path = tmp_path / ("Edinetcode_20251101.zip" if zipped else "EdinetcodeDlInfo.csv")
    if zipped:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("EdinetcodeDlInfo.csv", _edinet())
    else:
        path.write_bytes(_edinet())
    assert read_master(path).to_dict("records") == [
        {
            "id": "E99999",
            "name": "青空工機株式会社",
            "aliases": "青空工機|Aozora Tools Co., Ltd.|Aozora Tools",
            "ticker": "4321",
            "fiscal_year_end": "3",
        },
        {"id": "E99998", "name": "株式会社夕凪堂", "aliases": "夕凪堂", "ticker": "", "fiscal_year_end": "12"},
    ]


@pytest.mark.parametrize(
    ("header", "equity"),
    [
        (("Stock Code", "Name of Securities", "Category", "Sub-Category", "Board Lot", "ISIN"), "Equity"),
        (("Name of Securities", "Board Lot", "Stock Code", "ISIN", "Sub-Category", "Category"), "Equity"),
        (("股份代號", "股份名稱", "分類", "次分類", "買賣單位", "國際證券號碼(ISIN)"), "股本"),
    ],
)
def test_hkex_list_by_column_names(tmp_path: Path, header: tuple[str, ...], equity: str) -> None:
    kinds = (("Stock Code", "股份代號"), ("Name of Securities", "股份名稱"), ("Category", "分類"))
    code, name, category = (next(h for h in header if h in names) for names in kinds)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["List of Securities"])
    sheet.append(["Updated as at 01/11/2025"])
    sheet.append(list(header))
    for values in ({code: "09876", name: "BLUE SKY TOOLS", category: equity}, {code: "19999", name: "BLUE SKY WT", category: "Warrants"}):
        sheet.append([values.get(h, "") for h in header])
    book.save(tmp_path / "ListOfSecurities.xlsx")
    assert read_master(tmp_path / "ListOfSecurities.xlsx").to_dict("records") == [
        {"id": "09876.HK", "name": "BLUE SKY TOOLS", "aliases": "", "ticker": "09876.HK", "fiscal_year_end": ""}
    ]


def test_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "companies.csv").write_text("id,name,aliases,ticker\na,A,,\n", encoding="utf-8")
    (tmp_path / "broken.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and no more")
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 and no more")
    for name in ("companies.csv", "broken.xls", "broken.xlsx", "missing.csv"):
        assert not is_master(tmp_path / name)
        with pytest.raises(KnownFiguresError, match=name.replace(".", r"\.")):
            read_master(tmp_path / name)
    assert is_master(_jpx(tmp_path / "data_j.xls"))
