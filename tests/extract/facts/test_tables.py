"""Tables read whole: small pages with every fact that their tables state, through the public API at the default score."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

import mokuromi as mk
from mokuromi.corpus.record import MIN_SCORE


@dataclass(frozen=True)
class TablePage:
    """`facts`: a line each, `metric period value [segment]`; a line `@NAME` names the firm of the lines below it."""

    id: str
    lang: str
    text: str
    facts: str
    issuer: str = ""
    published: date = date(2025, 8, 20)
    least: float = MIN_SCORE
    """The score from which on its facts count."""


PAGES = [
    TablePage(
        "allotment results of a Hong Kong listing", "zh-Hant",
        """騰訊控股有限公司
公佈配發結果
本公司H股預期於2025年8月21日（星期四）上午九時正開始在聯交所買賣。

最終發售價及全球發售
| 最終發售價 | 每股股份38.60港元 |
|---|---|
| 發售股份數目 | 41,260,000股H股 |
| 所得款項總額 | 1,592.6百萬港元 |
| 所得款項淨額 | 1,478.2百萬港元 |
| 香港公開發售認購水平 | 212.45倍 |
""",
        """offer_price 2025-08-21 38.60
offer_shares 2025-08-21 41260000
ipo_proceeds 2025-08-21 1592600000
net_proceeds 2025-08-21 1478200000
oversubscription 2025-08-21 212.45""",
        "騰訊控股",
    ),
    TablePage(
        "forecast of a kessan tanshin", "ja",
        """トヨタ自動車株式会社　2025年3月期決算短信
３．2026年３月期の連結業績予想（2025年４月１日～2026年３月31日）
（％表示は、対前期増減率）
　　　　　売上高　　　　営業利益　　　経常利益　　　親会社株主に帰属する当期純利益　　１株当たり当期純利益
　　　　　百万円　％　　百万円　％　　百万円　％　　百万円　％　　円　銭
通期　　　48,200　4.3　　3,150　8.1　　3,080　6.5　　2,010　5.2　　84.37
""",
        """revenue FY2026-03 48200000000
revenue_growth_yoy FY2026-03 4.3
operating_profit FY2026-03 3150000000
operating_profit_growth_yoy FY2026-03 8.1
ordinary_profit FY2026-03 3080000000
ordinary_profit_growth_yoy FY2026-03 6.5
net_profit FY2026-03 2010000000
net_profit_growth_yoy FY2026-03 5.2
eps FY2026-03 84.37""",
        "トヨタ自動車", date(2025, 5, 9),
    ),
    TablePage(
        "trend of five years of a securities report", "ja",
        """トヨタ自動車の主要な経営指標等の推移
| 回次 | 第20期 | 第21期 | 第22期 |
|---|---|---|---|
| 決算年月 | 2023年３月 | 2024年３月 | 2025年３月 |
| 売上高（百万円） | 30,114 | 36,520 | 41,087 |
| 経常利益（百万円） | 1,204 | 1,655 | 2,203 |
| 総資産額（百万円） | 25,330 | 28,114 | 31,902 |
| 自己資本比率（％） | 41.2 | 43.5 | 46.0 |
| １株当たり当期純利益（円） | 52.18 | 70.33 | 95.61 |
| 従業員数（人） | 812 | 845 | 902 |
""",
        """revenue FY2023-03 30114000000
revenue FY2024-03 36520000000
revenue FY2025-03 41087000000
ordinary_profit FY2023-03 1204000000
ordinary_profit FY2024-03 1655000000
ordinary_profit FY2025-03 2203000000
total_assets FY2023-03 25330000000
total_assets FY2024-03 28114000000
total_assets FY2025-03 31902000000
equity_ratio FY2023-03 41.2
equity_ratio FY2024-03 43.5
equity_ratio FY2025-03 46.0
eps FY2023-03 52.18
eps FY2024-03 70.33
eps FY2025-03 95.61
employees FY2023-03 812
employees FY2024-03 845
employees FY2025-03 902""",
        "トヨタ自動車", date(2025, 6, 25),
    ),
    TablePage(
        "this year and last year below heads of words", "ja",
        """メルカリ、2025年3月期の連結業績
（単位：百万円）
| 科目 | 前期 | 当期 | 増減率 |
|---|---|---|---|
| 売上高 | 21,540 | 24,812 | 15.2% |
| 営業利益 | 1,320 | 1,805 | 36.7% |
| 当期純利益 | 870 | 1,214 | 39.5% |
""",
        """revenue FY2024-03 21540000000
revenue FY2025-03 24812000000
revenue_growth_yoy FY2025-03 15.2
operating_profit FY2024-03 1320000000
operating_profit FY2025-03 1805000000
operating_profit_growth_yoy FY2025-03 36.7
net_profit FY2024-03 870000000
net_profit FY2025-03 1214000000
net_profit_growth_yoy FY2025-03 39.5""",
        "メルカリ", date(2025, 5, 12),
    ),
    TablePage(
        "Taiwanese income statement", "zh-Hant",
        """台積電2025年第二季簡明綜合損益表
單位：新台幣百萬元
| 項目 | 2025年第二季 | 2025年第一季 | 季增率 | 2024年第二季 | 年增率 |
|---|---|---|---|---|---|
| 營業收入淨額 | 93,379 | 83,925 | 11.3% | 67,351 | 38.6% |
| 營業毛利 | 54,711 | 49,346 | 10.9% | 35,805 | 52.8% |
| 營業利益 | 46,342 | 40,708 | 13.8% | 28,657 | 61.7% |
| 毛利率 | 58.6% | 58.8% |  | 53.2% |  |
| 每股盈餘（元） | 15.36 | 13.94 | 10.2% | 9.56 | 60.7% |
""",
        """revenue 2025-Q2 93379000000
revenue 2025-Q1 83925000000
revenue_growth_qoq 2025-Q2 11.3
revenue 2024-Q2 67351000000
revenue_growth_yoy 2025-Q2 38.6
gross_profit 2025-Q2 54711000000
gross_profit 2025-Q1 49346000000
gross_profit_growth_qoq 2025-Q2 10.9
gross_profit 2024-Q2 35805000000
gross_profit_growth_yoy 2025-Q2 52.8
operating_profit 2025-Q2 46342000000
operating_profit 2025-Q1 40708000000
operating_profit_growth_qoq 2025-Q2 13.8
operating_profit 2024-Q2 28657000000
operating_profit_growth_yoy 2025-Q2 61.7
gross_margin 2025-Q2 58.6
gross_margin 2025-Q1 58.8
gross_margin 2024-Q2 53.2
eps 2025-Q2 15.36
eps 2025-Q1 13.94
eps_growth_qoq 2025-Q2 10.2
eps 2024-Q2 9.56
eps_growth_yoy 2025-Q2 60.7""",
        "台積電",
    ),
    TablePage(
        "A-share key figures", "zh-Hans",
        """寒武纪2025年半年度报告摘要
主要会计数据
单位：元　币种：人民币
| 主要会计数据 | 本报告期（1－6月） | 上年同期 | 本报告期比上年同期增减(%) |
|---|---|---|---|
| 营业收入 | 288,100,000.00 | 64,700,000.00 | 345.29 |
| 归属于上市公司股东的净利润 | 103,800,000.00 | -53,000,000.00 | 不适用 |
| 经营活动产生的现金流量净额 | 91,100,000.00 | -63,100,000.00 | 不适用 |
|  | 本报告期末 | 上年度末 | 本报告期末比上年度末增减(%) |
| 总资产 | 842,000,000.00 | 671,800,000.00 | 25.33 |
""",
        """revenue 2025-H1 288100000.00
revenue 2024-H1 64700000.00
revenue_growth_yoy 2025-H1 345.29
net_profit 2025-H1 103800000.00
net_profit 2024-H1 -53000000.00
operating_cash_flow 2025-H1 91100000.00
operating_cash_flow 2024-H1 -63100000.00
total_assets 2025-06-30 842000000.00
total_assets 2024-12-31 671800000.00""",
        "寒武纪", date(2025, 8, 27),
    ),
    TablePage(
        "funding rounds, a row each", "zh-Hans",
        """智谱融资历程
| 时间 | 轮次 | 融资金额 | 投后估值 | 投资方 |
|---|---|---|---|---|
| 2021年9月 | A轮 | 1.2亿元 | 12亿元 | 达晨财智 |
| 2022年9月 | B轮 | 4.5亿元 | 38亿元 | 君联资本 |
| 2023年7月 | B+轮 | 8亿元 | 75亿元 | 美团战投 |
""",
        """funding_raised 2021-09 120000000
valuation 2021-09 1200000000
funding_raised 2022-09 450000000
valuation 2022-09 3800000000
funding_raised 2023-07 800000000
valuation 2023-07 7500000000""",
        "智谱",
    ),
    TablePage(
        "shareholders, a row each", "zh-Hans",
        """寒武纪前十名股东持股情况（截至2025年6月30日）
| 股东名称 | 持股数量（股） | 持股比例（%） |
|---|---|---|
| 北京中科算源资产管理有限公司 | 65,669,721 | 15.71 |
| 陈天石 | 119,530,650 | 28.57 |
""",
        """ownership 2025-06-30 15.71 北京中科算源资产管理有限公司
ownership 2025-06-30 28.57 陈天石""",
        "寒武纪",
    ),
    TablePage(
        "products as rows, amounts and shares in turn", "zh-Hant",
        """騰訊控股有限公司
收入
下表載列我們於所示期間按業務劃分的收入，以絕對金額及佔總收入百分比列示：
	截至12月31日止年度			
	2023年		2024年	
	人民幣千元	%	人民幣千元	%
增值服務	298,375	49.0	319,168	48.3
網絡廣告	101,482	16.7	121,374	18.4
其他	208,842	34.3	219,985	33.3
總計	608,699	100.0	660,527	100.0
""",
        """revenue 2023 298375000 增值服務
revenue_share 2023 49.0 增值服務
revenue 2024 319168000 增值服務
revenue_share 2024 48.3 增值服務
revenue 2023 101482000 網絡廣告
revenue_share 2023 16.7 網絡廣告
revenue 2024 121374000 網絡廣告
revenue_share 2024 18.4 網絡廣告
revenue 2023 208842000 其他
revenue_share 2023 34.3 其他
revenue 2024 219985000 其他
revenue_share 2024 33.3 其他
revenue 2023 608699000
revenue 2024 660527000""",
        "騰訊控股",
    ),
    TablePage(
        "an income statement with its percentages of revenue", "zh-Hant",
        """騰訊控股有限公司
綜合損益表概要，連同各項目佔收入的百分比
	截至12月31日止年度			
	2023年		2024年	
	人民幣千元	%	人民幣千元	%
收入	608,699	100.0	660,527	100.0
銷售成本	(315,906)	(51.9)	(311,011)	(47.1)
毛利	292,793	48.1	349,516	52.9
研發開支	(64,078)	(10.5)	(70,686)	(10.7)
年內溢利	118,048	19.4	196,467	29.7
""",
        """revenue 2023 608699000
revenue 2024 660527000
cost_of_revenue 2023 315906000
cost_of_revenue 2024 311011000
cost_of_revenue_share 2023 51.9
cost_of_revenue_share 2024 47.1
gross_profit 2023 292793000
gross_margin 2023 48.1
gross_profit 2024 349516000
gross_margin 2024 52.9
rnd_expense 2023 64078000
rnd_expense_share 2023 10.5
rnd_expense 2024 70686000
rnd_expense_share 2024 10.7
net_profit 2023 118048000
net_margin 2023 19.4
net_profit 2024 196467000
net_margin 2024 29.7""",
        "騰訊控股",
    ),
    TablePage(
        "segments as columns", "ja",
        """ソニーグループのセグメント別業績（2025年3月期、単位：百万円）
| 項目 | ゲーム | 音楽 | 映画 | 合計 |
|---|---|---|---|---|
| 売上高 | 4,670 | 1,842 | 1,505 | 8,017 |
| 営業利益 | 414 | 357 | 117 | 888 |
""",
        """revenue FY2025-03 4670000000 ゲーム
revenue FY2025-03 1842000000 音楽
revenue FY2025-03 1505000000 映画
revenue FY2025-03 8017000000
operating_profit FY2025-03 414000000 ゲーム
operating_profit FY2025-03 357000000 音楽
operating_profit FY2025-03 117000000 映画
operating_profit FY2025-03 888000000""",
        "ソニーグループ", date(2025, 5, 14),
    ),
    TablePage(
        "segments as rows below metrics as heads", "zh-Hans",
        """宁德时代2024年分产品情况
单位：万元
| 分产品 | 营业收入 | 营业成本 | 毛利率 |
|---|---|---|---|
| 动力电池系统 | 25,304.13 | 19,246.18 | 23.94% |
| 储能电池系统 | 5,729.05 | 4,191.65 | 26.84% |
""",
        """revenue 2024 253041300 动力电池系统
cost_of_revenue 2024 192461800 动力电池系统
gross_margin 2024 23.94 动力电池系统
revenue 2024 57290500 储能电池系统
cost_of_revenue 2024 41916500 储能电池系统
gross_margin 2024 26.84 储能电池系统""",
        "宁德时代", date(2025, 3, 15),
    ),
    TablePage(
        "tables below the headings of two firms", "ja",
        """自動車2社の業績

## トヨタ自動車
| | 2024年3月期 | 2025年3月期 |
|---|---|---|
| 売上高（億円） | 450,953 | 480,367 |
| 営業利益（億円） | 53,529 | 47,955 |

## ソニーグループ
| | 2024年3月期 | 2025年3月期 |
|---|---|---|
| 売上高（億円） | 130,207 | 129,571 |
| 営業利益（億円） | 12,088 | 14,072 |
""",
        """@トヨタ自動車
revenue FY2024-03 45095300000000
revenue FY2025-03 48036700000000
operating_profit FY2024-03 5352900000000
operating_profit FY2025-03 4795500000000
@ソニーグループ
revenue FY2024-03 13020700000000
revenue FY2025-03 12957100000000
operating_profit FY2024-03 1208800000000
operating_profit FY2025-03 1407200000000""",
        "", date(2025, 5, 15),
    ),
    TablePage(
        "periods as rows", "zh-Hans",
        """寒武纪历年业绩（单位：亿元）
| 年度 | 营业收入 | 净利润 | 研发费用 |
|---|---|---|---|
| 2022年 | 7.29 | -12.57 | 15.23 |
| 2023年 | 7.09 | -8.48 | 11.18 |
| 2024年 | 11.74 | -4.52 | 10.72 |
""",
        """revenue 2022 729000000
net_profit 2022 -1257000000
rnd_expense 2022 1523000000
revenue 2023 709000000
net_profit 2023 -848000000
rnd_expense 2023 1118000000
revenue 2024 1174000000
net_profit 2024 -452000000
rnd_expense 2024 1072000000""",
        "寒武纪",
    ),
    TablePage(
        "firms as rows", "zh-Hans",
        """2024年三家公司业绩对比
| 公司 | 营业收入（亿元） | 同比增长 | 净利润（亿元） |
|---|---|---|---|
| 宁德时代 | 3,620.13 | -9.7% | 507.45 |
| 寒武纪 | 11.74 | 65.6% | -4.52 |
""",
        """@宁德时代
revenue 2024 362013000000
revenue_growth_yoy 2024 -9.7
net_profit 2024 50745000000
@寒武纪
revenue 2024 1174000000
revenue_growth_yoy 2024 65.6
net_profit 2024 -452000000""",
        "", date(2025, 4, 30),
    ),
    TablePage(
        "firms as columns", "zh-Hant",
        """2025年第二季財報比較（新台幣億元）
| 項目 | 台積電 | 聯電 |
|---|---|---|
| 營收 | 9,337.9 | 587.6 |
| 毛利率 | 58.6% | 28.7% |
""",
        """@台積電
revenue 2025-Q2 933790000000
gross_margin 2025-Q2 58.6
@聯電
revenue 2025-Q2 58760000000
gross_margin 2025-Q2 28.7""",
        "", date(2025, 8, 5),
    ),
    TablePage(
        "three years and a quarter", "zh-Hant",
        """騰訊控股有限公司
綜合損益表
	截至12月31日止年度		截至3月31日止三個月	
	2023年	2024年	2024年	2025年
	人民幣百萬元	人民幣百萬元	人民幣百萬元	人民幣百萬元
			（未經審計）	（未經審計）
收入	609,015	660,257	159,501	180,022
毛利	293,109	349,246	83,870	100,493
期內溢利	118,048	196,467	42,655	49,721
""",
        """revenue 2023 609015000000
revenue 2024 660257000000
revenue 2024-Q1 159501000000
revenue 2025-Q1 180022000000
gross_profit 2023 293109000000
gross_profit 2024 349246000000
gross_profit 2024-Q1 83870000000
gross_profit 2025-Q1 100493000000
net_profit 2023 118048000000
net_profit 2024 196467000000
net_profit 2024-Q1 42655000000
net_profit 2025-Q1 49721000000""",
        "騰訊控股",
    ),
    TablePage(
        "regions as rows of a quarter, a cell a line", "zh-Hans",
        """宁德时代2025年一季度营业收入构成
地区
金额（亿元）
占比
境内
589.20
69.57%
境外
257.85
30.43%
""",
        """revenue 2025-Q1 58920000000 境内
revenue_share 2025-Q1 69.57 境内
revenue 2025-Q1 25785000000 境外
revenue_share 2025-Q1 30.43 境外""",
        "宁德时代", date(2025, 4, 20),
    ),
    TablePage(
        "results and forecast side by side", "ja",
        """メルカリの業績推移（単位：億円）
| 決算期 | 売上高 | 営業利益 | 純利益 |
|---|---|---|---|
| 2024年6月期（実績） | 1,874 | 175 | 134 |
| 2025年6月期（実績） | 1,926 | 275 | 260 |
| 2026年6月期（会社予想） | 2,050 | 310 | 280 |
""",
        """revenue FY2024-06 187400000000
operating_profit FY2024-06 17500000000
net_profit FY2024-06 13400000000
revenue FY2025-06 192600000000
operating_profit FY2025-06 27500000000
net_profit FY2025-06 26000000000
revenue FY2026-06 205000000000
operating_profit FY2026-06 31000000000
net_profit FY2026-06 28000000000""",
        "メルカリ", date(2025, 8, 12),
    ),
    TablePage(
        "head counts by function with shares", "zh-Hans",
        """寒武纪员工情况
截至2024年12月31日，公司员工按职能划分如下：
| 职能 | 人数 | 占比 |
|---|---|---|
| 研发人员 | 741 | 75.6% |
| 销售人员 | 52 | 5.3% |
| 管理及行政人员 | 187 | 19.1% |
| 合计 | 980 | 100.0% |
""",
        """employees 2024-12-31 741 研发人员
employees_share 2024-12-31 75.6 研发人员
employees 2024-12-31 52 销售人员
employees_share 2024-12-31 5.3 销售人员
employees 2024-12-31 187 管理及行政人员
employees_share 2024-12-31 19.1 管理及行政人员
employees 2024-12-31 980""",
        "寒武纪",
    ),
]  # fmt: skip


def _read() -> list[TablePage]:
    """The pages of tables.txt: name, language, issuer and day in the first line, the text, the facts below ---; ⇥ is a tab."""
    out = []
    for part in (Path(__file__).parent / "tables.txt").read_text(encoding="utf-8").removeprefix("## ").split("\n## "):
        first, _, rest = part.partition("\n")
        name, lang, issuer, published, *least = first.split(" | ")
        text, _, facts = rest.partition("\n---\n")
        out.append(TablePage(name, lang, text.replace("⇥", "\t"), facts.strip(), issuer, date.fromisoformat(published), *map(float, least)))
    return out


PAGES += _read()


def _wanted(page: TablePage) -> set[tuple[str, ...]]:
    firm, out = page.issuer, set()
    for line in page.facts.splitlines():
        if line.startswith("@"):
            firm = line[1:]
            continue
        metric, period, value, *segment = line.split(" ", 3)
        out.add((firm, metric, period, str(float(value)), segment[0] if segment else ""))
    return out


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.id)
def test_every_row(page: TablePage) -> None:
    engine = mk.Engine(ner=False, min_score=page.least)
    names = {engine_id: name for name in ("騰訊控股", "トヨタ自動車", "メルカリ", "台積電", "寒武纪", "智谱", "ソニーグループ", "宁德时代", "聯電") for engine_id in [_firm(engine, name)]}
    if page.issuer:
        names.setdefault(_firm(engine, page.issuer), page.issuer)
    _, facts = engine.extract(mk.Article("a", page.text, page.lang, page.published, issuer=page.issuer))
    got = {(names.get(f.company, f.company), f.metric, f.period, str(float(f.value)), f.segment) for f in facts}
    wanted = _wanted(page)
    assert got == wanted, f"missing {sorted(wanted - got)}, wrong {sorted(got - wanted)}"


def _firm(engine: mk.Engine, name: str) -> str:
    return next(r.entity_id for r in engine.extract(mk.Article("n", name, "ja", None))[0] if r.kind == "company") or ""
