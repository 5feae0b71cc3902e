"""How sentences of the news, notices and filings state figures: one text a kind, at the default score, with the names recognized."""

from datetime import date

import pytest

import mokuromi as mk

STATED = [
    ("a quarter against one that a date names", "zh-Hans", "2021-08-26",
     "零跑汽车2021年第二季度收入8.4亿元，较2020年同期的2.1亿元增长300%，较2021年第一季度的7亿元增长20%。",
     {"revenue 2021-Q2 840000000", "revenue_growth_yoy 2021-Q2 300", "revenue_growth_qoq 2021-Q2 20"}, {"revenue_growth_yoy 2021-Q2 20"}),
    ("growth by the month", "zh-Hant", "2026-09-08", "微星8月營收182億元，月減5.2%，年減3.1%。",
     {"revenue_growth_mom 2026-08 -5.2", "revenue_growth_yoy 2026-08 -3.1"}, set()),
    ("against the month before", "zh-Hant", "2023-01-08", "廣達2022年12月營收72.4億元，較上月減少2.1%，較前一年同期減少8.3%。",
     {"revenue_growth_mom 2022-12 -2.1", "revenue_growth_yoy 2022-12 -8.3"}, {"revenue_growth_yoy 2022-12 -2.1"}),
    ("a sum from the start of the year", "zh-Hant", "2026-08-10",
     "英業達2026年7月營收512億元，比去年同期多6.4%。累計營收3,380億元，較去年同期成長4.7%。",
     {"revenue 2026-07 51200000000", "revenue 2026-01..2026-07 338000000000", "revenue_growth_yoy 2026-01..2026-07 4.7"}, set()),
    ("a loss of the profit before it", "zh-Hant", "2026-09-08", "台泥公告7月稅前盈餘9.8億元，去年同期虧損2.9億元。",
     {"pretax_profit 2026-07 980000000", "pretax_profit 2025-07 -290000000"}, {"net_profit 2025-07 -290000000"}),
    ("a loss right behind its profit", "zh-Hans", "2025-04-08", "通威股份公告，2024年扣非净利润亏损3.2亿元，同比下降180%。",
     {"recurring_net_profit 2024 -320000000", "recurring_net_profit_growth_yoy 2024 -180"}, {"net_profit 2024 -320000000"}),
    ("a change of a margin or of earnings per share", "zh-Hant", "2026-09-08", "友達第2季毛利率12.3%（年減0.5%），每股盈餘1.2元，較去年同期增加0.4元。",
     {"gross_margin 2026-Q2 12.3", "eps 2026-Q2 1.2"}, {"gross_margin 2026-Q2 0.5", "eps 2026-Q2 0.4"}),
    ("a change of a price", "zh-Hant", "2026-09-08", "友達昨日收盤21.5元，跌0.3元。",
     {"closing_price 2026-09-07 21.5"}, {"closing_price 2026-09-07 0.3"}),
    ("cash that flows out", "zh-Hant", "2026-05-08", "緯創第一季營業活動現金流出 211 億元，自由現金流為淨流出 249 億元。",
     {"operating_cash_flow 2026-Q1 -21100000000", "free_cash_flow 2026-Q1 -24900000000"}, set()),
    ("a cash flow as an increase or a decrease", "ja", "2025-05-12",
     "カゴメの2025年3月期の営業活動によるキャッシュ・フローは、棚卸資産の増加等により、157億円の減少(前年同期は92億円の増加)となりました。",
     {"operating_cash_flow FY2025-03 -15700000000", "operating_cash_flow FY2024-03 9200000000"}, set()),
    ("amounts of a pair", "zh-Hans", "2024-03-20", "安井食品2023年营收/归母净利分别为140.5/14.8亿，同比分别增长26%/16%。",
     {"revenue 2023 14050000000", "net_profit 2023 1480000000", "revenue_growth_yoy 2023 26", "net_profit_growth_yoy 2023 16"}, set()),
    ("parts of a list with slashes, and their growth", "zh-Hans", "2024-03-20",
     "2023年，安井食品速冻菜肴/速冻面米/农副产品分别实现营业收入39.3亿元/25.4亿元/12.1亿元，同比分别增长30.1%/5.4%/2.2%。",
     {"revenue 2023 3930000000 速冻菜肴", "revenue 2023 2540000000 速冻面米", "revenue_growth_yoy 2023 2.2 农副产品"}, set()),
    ("a goal that was reached", "zh-Hans", "2021-03-01", "2020年泸州老窖销售额突破百亿目标，销售额同比增长21%。",
     {"revenue 2020 10000000000", "revenue_growth_yoy 2020 21"}, set()),
    ("a forecast that was beaten", "ja", "2025-02-10", "メルカリの2024年の売上高は市場予想の98億円を上回る104億円だった。",
     {"revenue 2024 10400000000"}, set()),
    ("the profit named before", "ja", "2025-07-30", "カゴメの上期の経常利益は84億円。併せて、通期の同利益を172億円に上方修正した。",
     {"ordinary_profit FY2026-03 17200000000"}, {"net_profit FY2026-03 17200000000"}),
    ("an arrow of change", "ja", "2025-07-30", "東洋水産は、通期の連結経常利益を従来予想の150億円→172億円(前期は141億円)に上方修正した。",
     {"ordinary_profit FY2026-03 17200000000"}, set()),
    ("periods with the growth of each in its bracket", "ja", "2025-05-12", "カゴメの包括利益は、2025年3月期が1,210百万円(10.0%)、2024年3月期が1,100百万円(△3.1%)であった。",
     {"comprehensive_income FY2025-03 1210000000", "comprehensive_income_growth_yoy FY2024-03 -3.1"}, {"comprehensive_income_growth_yoy FY2025-03 -3.1"}),
    ("a growth in a bracket behind other measures", "ja", "2024-02-09",
     "カゴメの2024年3月期の経常利益は、受取配当金の増加により、62億円（前年同期比18.0％増）となりました。",
     {"ordinary_profit FY2024-03 6200000000", "ordinary_profit_growth_yoy FY2024-03 18"}, set()),
    ("holders of a list", "zh-Hans", "2025-11-20", "上市前，高瓴、腾讯、红杉中国分别持有元气森林3.1%、2.2%、1.4%股权。",
     {"ownership  3.1 高瓴", "ownership  2.2 腾讯", "ownership  1.4 红杉中国"}, set()),
    ("shares that are pledged", "zh-Hans", "2019-05-10", "赣锋锂业公告，李良彬本次质押股份240万股，占其所持股份的5.2%，占公司总股本的1.26%。",
     set(), {"ownership  1.26"}),
    ("words before a share that are no part", "zh-Hant", "2026-08-20", "台泥第二季營收中，儲能佔比已逾35%，電池佔比約為20%。",
     {"revenue_share 2026-Q2 35 儲能", "revenue_share 2026-Q2 20 電池"}, set()),
    ("a forecast that is revised", "ja", "2024-05-20",
     "オークマは25年3月期の業績予想を上方修正した。売上高を2000億円から2100億円(前期比5.1%増)に引き上げた。",
     {"revenue FY2025-03 210000000000", "revenue_growth_yoy FY2025-03 5.1"}, {"revenue FY2024-03 200000000000"}),
    ("a measure that a figure is told as", "ja", "2026-05-08", "カゴメの2026年3月期の純利益では、特別損失として2億円を計上した。",
     set(), {"net_profit FY2026-03 200000000"}),
    ("another measure between a metric and its figure", "ja", "2024-11-08",
     "オークマの2024年9月期の売上収益は前期比9.1%増の8,120億円、事業利益は同21.4%増の640億円だった。",
     {"revenue FY2024-09 812000000000"}, {"revenue FY2024-09 64000000000", "revenue_growth_yoy FY2024-09 21.4"}),
    ("a cause that names a metric", "ja", "2020-11-10",
     "オークマの2020年3月期の売上収益は3,760億円となりました。調整後営業損益は、売上収益の減少等により、182億円悪化し、123億円の損失となりました。",
     {"revenue FY2020-03 376000000000"}, {"revenue FY2020-03 12300000000", "revenue FY2020-03 -12300000000"}),
    ("changes beside levels, told apart by their percentage", "ja", "2024-11-10",
     "オークマの2024年3月期の営業利益は12億円（前期比50億円、80.6％減少）となりました。",
     {"operating_profit FY2024-03 1200000000"}, {"operating_profit FY2024-03 5000000000", "operating_profit FY2023-03 5000000000"}),
    ("figures before and after in a bracket", "zh-Hant", "2025-11-21",
     "截至2025年9月30日止六個月，裕元集團擁有人應佔溢利約為85.6百萬港元（2024年同期：約92.1百萬港元）。",
     {"net_profit FY2026-03-H1 85600000", "net_profit FY2025-03-H1 92100000"}, set()),
    ("a range announced before the accounts", "zh-Hans", "2025-07-20", "恒立液压2025年上半年业绩预告：归母净利润2.6亿—3.1亿元。",
     {"net_profit 2025-H1 260000000"}, set()),
    ("growth in another currency", "zh-Hant", "2025-10-08", "國巨9月營收84億元，年增6.2%（以美元換算，年增11.5%）。",
     {"revenue_growth_yoy 2025-09 6.2"}, {"revenue_growth_yoy 2025-09 11.5"}),
    ("a loss that widens", "zh-Hans", "2022-03-31", "猿辅导2021年亏损由2020年的4亿元增至9亿元，同比扩大125%。",
     {"net_profit_growth_yoy 2021 -125"}, set()),
    ("a heading of a part in brackets", "ja", "2020-02-10",
     "オークマの2020年3月期の売上収益は8,741億円だった。\n（エネルギー）　売上収益は、前期に比べて10％減少し、2,457億円となった。",
     {"revenue FY2020-03 245700000000 エネルギー"}, {"revenue FY2020-03 245700000000 "}),
    ("amounts by which something changed", "ja", "2025-06-20",
     "オークマの2025年3月期の売上高は1,200億円となりました。部材不足による影響として、売上高で約100億円、営業利益で約30億円のマイナス影響がありました。",
     {"revenue FY2025-03 120000000000"}, {"revenue FY2025-03 10000000000", "operating_profit FY2025-03 3000000000"}),
    ("what the cause did", "ja", "2025-06-20",
     "オークマの2025年3月期の税引前利益は、営業損益が悪化したことなどにより、16億円減少し、241億円となりました。",
     {"pretax_profit FY2025-03 24100000000"}, {"operating_profit FY2025-03 24100000000"}),
    ("a report named without its year", "zh-Hant", "2025-08-20", "小米集團公布中期業績，收入2,272億元，按年升38.2%。",
     {"revenue 2025-H1 227200000000", "revenue_growth_yoy 2025-H1 38.2"}, set()),
    ("the year before behind its comparison", "zh-Hans", "2025-04-20", "三一重工一季度净利润24.7亿元，较去年同期的15.8亿元增长56.4%。",
     {"net_profit 2025-Q1 2470000000", "net_profit 2024-Q1 1580000000", "net_profit_growth_yoy 2025-Q1 56.4"}, {"net_profit 2025-Q1 1580000000"}),
    ("a change told twice", "zh-Hant", "2025-03-20", "中國聯塑2024年收入270.3億元，減少38.4億元或12.4%。",
     {"revenue 2024 27030000000", "revenue_growth_yoy 2024 -12.4"}, {"revenue 2024 3840000000"}),
    ("months that the bracket of a quarter adds up", "ja", "2025-11-12", "ロート製薬の第3四半期（25年1月〜9月）の売上高は2,300億円だった。",
     {"revenue 2025-01..2025-09 230000000000"}, set()),
    ("money that an offering raised", "ja", "2025-06-20", "タイミーは2024年7月26日に東証グロースに上場し、IPOで50億円を調達した。",
     {"ipo_proceeds 2024-07-26 5000000000"}, {"funding_raised 2024-07-26 5000000000"}),
    ("profits that a headline calls by their kind", "ja", "2025-08-08", "カゴメ、今期最終は8%増益",
     {"net_profit_growth_yoy FY2026-03 8"}, set()),
    ("an industry's figure beside the firm's", "zh-Hans", "2025-04-20", "三一重工2024年毛利率为26.4%，高于行业平均毛利率20%。",
     {"gross_margin 2024 26.4"}, {"gross_margin 2024 20"}),
    ("dividends per ten shares, prices per unit", "zh-Hans", "2025-04-20", "三一重工2024年净利润59.8亿元，每10股派现3.6元，产品售价24.1万元/台。",
     {"net_profit 2024 5980000000"}, {"dividend_per_share 2024 3.6"}),
    ("several costs together", "zh-Hans", "2025-04-20", "三一重工2024年销售费用、管理费用、财务费用总计82.4亿元。",
     set(), {"selling_expense 2024 8240000000", "finance_cost 2024 8240000000", "administrative_expense 2024 8240000000"}),
    ("measures that are no metric", "ja", "2024-08-08",
     "カゴメの2024年6月末の流動資産は72億円で、前の期末より9億円増えた。建設仮勘定が6億円、商品が2億円減少した一方、預け金を積み増した。",
     {"other 2024-06-30 7200000000"}, {"other 2024-06-30 900000000", "other 2024-06-30 600000000"}),
    ("a measure without a period", "zh-Hans", "", "三一重工的所得税为3亿元。", set(), {"other  300000000"}),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "published", "text", "wanted", "not_wanted"), [row[1:] for row in STATED], ids=[row[0] for row in STATED])
def test_what_a_sentence_states(lang, published, text, wanted, not_wanted):
    _, facts = mk.extract([mk.Article("a", text, lang, date.fromisoformat(published) if published else None)], jobs=1)
    found = {f"{row.metric} {row.period} {row.value.normalize():f}" for row in facts.itertuples()}
    found |= {f"{row.metric} {row.period} {row.value.normalize():f} {row.segment}" for row in facts.itertuples()}
    assert wanted <= found, f"missing {sorted(wanted - found)} in {sorted(found)}"
    assert not not_wanted & found


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("zh-Hant", "微星8月營收182億元，較上月的192億元減少5.2%。"),
        ("zh-Hant", "微星單月營收173億元，比上個月減少5.2%。"),
        ("ja", "カゴメの8月の売上高は182億円と前月を5.2%下回った。"),
    ],
)
def test_the_month_before_where_no_day_tells_which_it_is(lang, text):
    _, facts = mk.extract([mk.Article("a", text, lang)], jobs=1)
    assert {(row.metric, float(row.value)) for row in facts.itertuples()} >= {("revenue_growth_mom", -5.2)}


@pytest.mark.parametrize(
    ("lang", "text", "firms"),
    [
        # a bracket behind a firm is of that firm, also with sentences in it
        ("ja", "ミヤコ電設は、空調工事の北斗冷熱(札幌市。売上高18億4000万円、営業利益1億2600万円)の全株式を取得した。", {"北斗冷熱"}),
        # firms that each forecast their own
        ("zh-Hans", "2024年，华测检测预计净利润为4亿元至5亿元；三全食品预计净利润为2亿元至3亿元。", {"华测检测", "三全食品"}),
        # whom a round of funding is told by and led by has not raised it
        ("zh-Hans", "36氪获悉，自动驾驶公司小马智行完成1.5亿元B轮融资，由启明创投领投。", {"小马智行"}),
    ],
)
def test_whose_figure_it_is(lang, text, firms):
    records, facts = mk.extract([mk.Article("a", text, lang)], min_score=0.3, jobs=1)
    names = {row.entity_id: row.text for row in records.itertuples() if row.kind == "company"}
    assert {names[firm] for firm in facts["company"]} == firms


TITLED = [
    ("the broker behind the dash", "zh-Hans", "", "双汇发展 (000895.SZ) - 东吴证券：2024年营收92.3亿元（+8.1%），净利润24.5亿元。", {"双汇发展"}),
    ("the broker before the dash", "zh-Hans", "", "东吴证券-双汇发展（000895）：2024年营收92.3亿元。", {"双汇发展"}),
    ("a broker's own", "zh-Hans", "", "东吴证券（601555.SH）：2024年营收92.3亿元。", {"东吴证券"}),
    ("where someone worked", "zh-Hans", "双汇发展2024年年报点评", "李强曾任职于徐工机械。公司2024年营收48.7亿元。", {"shuanghui"}),
    ("whom the firm supplies", "zh-Hans", "双汇发展2024年年报点评", "公司产品已进入徐工机械。2024年公司营收48.7亿元。", {"shuanghui"}),
    ("through whom its shares are held", "zh-Hans", "双汇发展：股权与财务", "李强通过苏州远景投资有限公司间接控制公司4.00%股份。2023年公司营业收入增至48.7亿元。", {"shuanghui"}),
    ("firms that each announce", "zh-Hans", "双汇发展等业绩快讯", "双汇发展(000895.SZ)发布三季报，公司营收2.81亿元。\n徐工机械(000425.SZ)发布三季报，报告期内，公司实现营收7.54亿元，净利润1.2亿元。", {"双汇发展", "徐工机械"}),
    ("the firm itself", "zh-Hans", "工程机械日报", "徐工机械发布年报。公司2024年营收48.7亿元。", {"徐工机械"}),
    ("investors with the round between", "zh-Hans", "", "追觅科技获得深创投领投的2000万美元A轮融资。", {"追觅科技"}),
    ("investors behind the round", "zh-Hans", "", "深创投领投、中信资本跟投的2000万美元A轮融资已完成。", {""}),
    ("a party without a name", "zh-Hant", "長江生命：收購事項", "目標公司2025年收益約為港幣8,200萬元。", {""}),
    ("a party with one", "zh-Hant", "長江生命：收購事項", "清源水務有限公司（「目標公司」）。目標公司2025年收益約為港幣8,200萬元。", {"清源水務有限公司"}),
    ("a sum over many firms", "ja", "", "岡三証券が上場企業762社を集計。売上高は6.4%減の77兆円だった。", set()),
    ("a group's own firms", "ja", "", "イオンはグループ会社300社の売上高が10兆円となった。", {"イオン"}),
    ("a rival", "zh-Hans", "双汇发展2024年年报点评", "徐工机械为公司主要竞争对手。公司2024年营收783亿元。", {"shuanghui"}),
    ("whose order it is", "zh-Hans", "双汇发展2024年年报点评", "公司获宁德时代5亿元订单。", {"shuanghui"}),
    ("a firm that a sentence turns to", "ja", "ローソンの海外戦略", "ローソンの2016年の売上は6000億円。最も伸びたのは、韓国のSK Holdingsだ。2017年の売上は825億ドル。", {"ローソン", "SK Holdings"}),
    ("a firm that a sentence ends with", "ja", "ローソンの海外戦略", "ローソンは伸びた。取引先はトヨタ自動車だ。2017年の売上は825億ドル。", {"ローソン"}),
    ("whose expectation it was", "zh-Hant", "", "好未來第一季淨營收3.81億美元，較 Bloomberg 一致預期 3.7 億美元高；淨利4000萬美元。", {"好未來"}),
    ("a broker's own results", "ja", "", "岡三証券の2025年3月期の純利益は130億円だった。", {"岡三証券"}),
    ("a broker's target price", "ja", "", "任天堂が続伸。野村証券が目標株価を9000円から1万円へ引き上げた。", {"任天堂"}),
    ("a rated broker's target price", "zh-Hans", "", "高盛维持东吴证券买入评级，目标价12元。", {"东吴证券"}),
    ("a bracket behind no firm", "ja", "", "任天堂は、市内の大型温室(京都府宇治市。売上高8億2000万円、営業利益4100万円)を買収した。", {""}),
    ("a bracket of the firm's own", "ja", "", "任天堂(京都市。売上高1兆2000億円)が新製品を発表した。", {"任天堂"}),
    ("a line that heads an item", "ja", "", "▲No.2　東洋精糖 <2107>\n　24年3月期の最終利益を30億円に上方修正。\n▲No.3　日本精工 <6471>\n　24年3月期の最終利益を90億円に修正。", {"東洋精糖", "日本精工"}),
    ("stores", "ja", "", "高島屋の8月の売上高は4.1%増だった。高島屋大阪店が5.2%増、日本橋店が1.3%減だった。", {"高島屋"}),
    ("firms of which a count is said", "ja", "", "携帯大手3社の営業収益は、ドコモが4兆円、KDDIが3兆円だった。", {"ドコモ", "KDDI"}),
    ("many firms of which a count is said", "ja", "", "東証の1300社の経常利益は17兆円だった。", set()),
    ("growths that each have a direction", "zh-Hant", "", "友達、群創7月營收分別達250億元、180億元，年增3%、年減2%。", {"友達", "群創"}),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "title", "text", "firms"), [row[1:] for row in TITLED], ids=[row[0] for row in TITLED])
def test_whose_figure_it_is_beside_other_firms(lang, title, text, firms):
    records, facts = mk.extract([mk.Article("a", text, lang, date(2026, 8, 20), title)], min_score=0.3, jobs=1)
    names = {row.entity_id: row.text for row in reversed(list(records.itertuples())) if row.kind == "company"}
    assert {names.get(firm, firm) for firm in facts["company"]} == firms


def test_growths_with_a_direction_each_go_along_the_firms():
    text = "友達、群創7月營收分別達250億元、180億元，年增3%、年減2%。群創第二季營收年增5%、季減1%。"
    _, facts = mk.extract([mk.Article("a", text, "zh-Hant", date(2026, 8, 20))], jobs=1)
    found = {f"{row.company} {row.metric} {row.value.normalize():f}" for row in facts.itertuples()}
    assert {"auo revenue_growth_yoy 3", "innolux revenue_growth_yoy -2"} <= found
    assert {"innolux revenue_growth_yoy 5", "innolux revenue_growth_qoq -1"} <= found
    assert "innolux revenue_growth_yoy 3" not in found


def test_the_firm_of_a_title_is_recognized_where_no_table_has_it():
    text = "公司2023年实现营业收入20.65亿元，同比增长41.3%；公司毛利率28.1%，公司净利率10.2%。"
    _, facts = mk.extract([mk.Article("a", text, "zh-Hans", date(2024, 3, 20), "劲仔食品2023年年报点评：收入高增")], jobs=1)
    assert set(facts["company"]) == {"name:劲仔食品"}
    _, facts = mk.extract([mk.Article("a", text, "zh-Hans", date(2024, 3, 20), "2023年年报点评：收入高增")], jobs=1)
    assert set(facts["company"]) == {""}
