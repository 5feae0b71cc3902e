"""Periods that heads of tables state together, through the public API."""

from datetime import date
from decimal import Decimal

import pytest

import mokuromi as mk
from mokuromi.extract.facts.tables.table_kind import names_of
from mokuromi.extract.text.document import Document

TABLES = [
    pytest.param(
        "騰訊控股綜合財務狀況表\n\t\t於12月31日\t\n\t附註\t2022年\t2023年\n\t\t人民幣千元\t人民幣千元\n資產總額\t5\t145,048\t523,242\n負債總額\t6\t14,048\t23,242",
        {("total_assets", "2022-12-31", "145048000"), ("total_assets", "2023-12-31", "523242000")}, id="a day above the years",
    ),
    pytest.param(
        "騰訊控股綜合損益表\n\t截至六月三十日止六個月\t\n\t二零二五年\t二零二四年\n\t人民幣千元\t人民幣千元\n收益\t145,048\t523,242\n毛利\t14,048\t23,242",
        {("revenue", "2025-H1", "145048000"), ("revenue", "2024-H1", "523242000")}, id="months above the years",
    ),
    pytest.param(
        "騰訊控股綜合損益表\n\t截至十二月三十一日止年度\t\n\t二零二四年\t二零二三年\n\t人民幣千元\t人民幣千元\n收益\t145,048\t523,242\n毛利\t14,048\t23,242",
        {("revenue", "2024", "145048000"), ("revenue", "2023", "523242000")}, id="a calendar year above the years",
    ),
    pytest.param(
        "トヨタ自動車の業績\n回次　　　　　　　第18期　　　第19期\n決算年月　　　　2023年３月　　2024年３月\n売上高（百万円）　3,874,905　　4,406,218\n経常利益（百万円）　402,117　　511,680",
        {("revenue", "FY2023-03", "3874905000000"), ("revenue", "FY2024-03", "4406218000000")}, id="months that close fiscal years",
    ),
    pytest.param(
        "トヨタ自動車の業績（百万円）\n　　　　　　　2023年　　　2024年\n売上高　　　　3,874,905　　4,406,218\n経常利益　　　402,117　　511,680",
        {("revenue", "2023", "3874905000000"), ("revenue", "2024", "4406218000000")}, id="years as they are",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "want"), TABLES)
def test_periods_of_heads(text: str, want: set[tuple[str, str, str]]) -> None:
    lang = "ja" if "トヨタ" in text else "zh-Hant"
    _, facts = mk.Engine(ner=False).extract(mk.Article("a", text, lang, date(2025, 9, 1)))
    assert want <= {(f.metric, f.period, str(f.value)) for f in facts}, [(f.metric, f.period, f.value) for f in facts]


def test_a_bracketed_cost_is_an_amount() -> None:
    text = "騰訊控股業績（人民幣千元）\n\n|  | 2023年 | 2024年 |\n|---|---|---|\n| 收入 | 245,310 | 391,720 |\n| 銷售成本 | (98,124) | (140,233) |\n| 年內虧損 | (288,300) | (301,002) |\n"
    _, facts = mk.Engine(ner=False).extract(mk.Article("a", text, "zh-Hant", date(2025, 9, 1)))
    values = {(f.metric, f.period): f.value for f in facts}
    assert values["cost_of_revenue", "2024"] == Decimal(140233000) and values["net_profit", "2024"] == Decimal(-301002000)


@pytest.mark.parametrize(
    ("caption", "holders"), [("前十名股东持股情况", True), ("主要子公司股东持股情况", False), ("参股公司", False)]
)
def test_a_table_of_holders(caption: str, holders: bool) -> None:
    made = Document(mk.Article("a", f"{caption}\n| 名称 | 比例 |\n|---|---|\n| 岚峰科技 | 12% |\n| 海岑重工 | 8% |\n", "zh-Hans"))
    assert names_of(made, made.page.tables[0], lambda start, end: []).holders == holders
