"""Facts of plain statements, lists, tables and carried context, through the public API.

Each case: a text, then the facts wanted as "metric period value [unit]", in the order of the text; `company` is the
one firm of the text unless a fact names another.
"""

import pytest

import mokuromi

JA, HANS, HANT = "ja", "zh-Hans", "zh-Hant"

CASES = [
    # plain statements
    (
        JA,
        "2026-05-10",
        "キオクシアの2026年3月期の売上収益は1兆7,065億円、営業利益は4,517億円だった。",
        ["revenue FY2026-03 1706500000000", "operating_profit FY2026-03 451700000000"],
    ),
    (
        JA,
        "2026-05-10",
        "キオクシアが発表した2025年4〜6月期の連結決算は、純利益が前年同期比74%減の182億円だった。",
        ["net_profit_growth_yoy 2025-Q2 -74", "net_profit 2025-Q2 18200000000"],
    ),
    (
        JA,
        "2026-05-10",
        "タイミーは2027年10月期の売上高を500億円、営業利益率を20%と見込む。",
        ["revenue FY2027-10 50000000000", "operating_margin FY2027-10 20"],
    ),
    (
        JA,
        "2026-05-10",
        "メルカリの2025年6月期は、最終損益が34億円の赤字（前の期は12億円の黒字）だった。",
        ["net_profit FY2025-06 -3400000000", "net_profit FY2024-06 1200000000"],
    ),
    (JA, "2026-05-10", "ソニーグループの従業員数は2026年3月末時点で約11万2,300人。", ["employees 2026-03-31 112300"]),
    (
        HANS,
        "2026-03-20",
        "小米集团2025年全年营收4,573亿元，同比增长25%；经调整净利润392亿元，同比增长43.8%。",
        [
            "revenue 2025 457300000000",
            "revenue_growth_yoy 2025 25",
            "adjusted_net_profit 2025 39200000000",
            "adjusted_net_profit_growth_yoy 2025 43.8",
        ],
    ),
    (
        HANS,
        "2026-03-20",
        "商汤科技2025年收入50.1亿元，毛利20.6亿元，毛利率为41.1%，年内亏损收窄58.6%至17.8亿元。",
        [
            "revenue 2025 5010000000",
            "gross_profit 2025 2060000000",
            "gross_margin 2025 41.1",
            "net_profit_growth_yoy 2025 58.6",
            "net_profit 2025 -1780000000",
        ],
    ),
    (
        HANS,
        "2026-03-20",
        "2023年、2024年和2025年，蜜雪冰城的营业收入分别为203.0亿元、248.3亿元和335.6亿元。",
        ["revenue 2023 20300000000", "revenue 2024 24830000000", "revenue 2025 33560000000"],
    ),
    (
        HANS,
        "2026-03-20",
        "寒武纪2025年实现营业收入118.9亿元，归属于上市公司股东的净利润20.6亿元，上年同期为亏损4.5亿元。",
        ["revenue 2025 11890000000", "net_profit 2025 2060000000", "net_profit 2024 -450000000"],
    ),
    (
        HANT,
        "2026-03-20",
        "台積電2026年2月營收新台幣2,600億元，年增18.4%。",
        ["revenue 2026-02 260000000000", "revenue_growth_yoy 2026-02 18.4"],
    ),
    (
        HANT,
        "2026-03-20",
        "聯發科去年第四季毛利率46.1%，每股盈餘14.39元，全年營收5,959億元。",
        ["gross_margin 2025-Q4 46.1", "eps 2025-Q4 14.39", "revenue 2025 595900000000"],
    ),
    (
        HANT,
        "2026-03-20",
        "騰訊截至2025年12月31日止年度的收入為人民幣7,518億元，按年升14%；本公司權益持有人應佔盈利2,248億元，按年升16%。",
        ["revenue 2025 751800000000", "revenue_growth_yoy 2025 14", "net_profit 2025 224800000000", "net_profit_growth_yoy 2025 16"],
    ),
    # lists over periods, metrics, subjects, segments
    (
        JA,
        "2026-05-10",
        "メルカリの売上高は2023年6月期、2024年6月期、2025年6月期にそれぞれ1,720億円、1,874億円、1,926億円だった。",
        ["revenue FY2023-06 172000000000", "revenue FY2024-06 187400000000", "revenue FY2025-06 192600000000"],
    ),
    (
        JA,
        "2026-05-10",
        "キオクシアの2026年3月期の売上収益、営業利益、純利益はそれぞれ1兆7,000億円、4,500億円、2,700億円となった。",
        ["revenue FY2026-03 1700000000000", "operating_profit FY2026-03 450000000000", "net_profit FY2026-03 270000000000"],
    ),
    (
        HANS,
        "2026-03-20",
        "2024年，智谱与MiniMax的收入分别为3.12亿元和3052万美元。",
        ["zhipu revenue 2024 312000000", "minimax revenue 2024 30520000"],
    ),
    (
        HANS,
        "2026-03-20",
        "2024年和2025年，寒武纪的营收和研发费用分别为11.7亿元、118.9亿元和10.7亿元、12.0亿元。",
        ["revenue 2024 1170000000", "revenue 2025 11890000000", "rnd_expense 2024 1070000000", "rnd_expense 2025 1200000000"],
    ),
    (
        HANS,
        "2026-03-20",
        "截至2025年12月31日，商汤科技的总资产、总负债分别为380亿元、150亿元。",
        ["total_assets 2025-12-31 38000000000", "total_liabilities 2025-12-31 15000000000"],
    ),
    (HANS, "2026-03-20", "2023年、2024年，商汤科技的营收分别为34.1亿元、37.7亿元、41亿元。", []),
    # context
    (
        HANS,
        "2026-03-20",
        "寒武纪披露年报。2025年，公司营收118.9亿元。同期研发投入12.0亿元，占营收的10.1%。",
        ["revenue 2025 11890000000", "rnd_expense 2025 1200000000"],
    ),
    (
        JA,
        "2026-05-10",
        "タイミーが決算を発表した。2025年10月期の売上高は340億円だった。営業利益は70億円で、前の期に比べ66%増えた。",
        ["revenue FY2025-10 34000000000", "operating_profit FY2025-10 7000000000", "operating_profit_growth_yoy FY2025-10 66"],
    ),
    (
        JA,
        "2026-05-10",
        "PayPayは3月12日に米ナスダックに上場した。公開価格は16ドルで、初値は19ドルだった。",
        ["offer_price 2026-03-12 16", "opening_price 2026-03-12 19"],
    ),
    (
        HANS,
        "2026-03-20",
        "摩尔线程2025年12月5日在科创板上市，发行价114.28元，募资总额约80亿元，首日收盘报600.5元。",
        ["offer_price 2025-12-05 114.28", "ipo_proceeds 2025-12-05 8000000000", "closing_price 2025-12-05 600.5"],
    ),
    (
        HANT,
        "2026-03-20",
        "蜜雪集團2025年3月3日掛牌，發售價為202.5港元，全球發售1,705.99萬股，集資淨額約32.9億港元。",
        ["offer_price 2025-03-03 202.5", "offer_shares 2025-03-03 17059900", "net_proceeds 2025-03-03 3290000000"],
    ),
    # change from … to …
    (HANS, "2026-03-20", "商汤科技的毛利率由2023年的44.1%降至2024年的42.9%。", ["gross_margin 2023 44.1", "gross_margin 2024 42.9"]),
    (
        JA,
        "2026-05-10",
        "キオクシアの研究開発費は2024年3月期の1,300億円から2025年3月期に1,500億円へ増えた。",
        ["rnd_expense FY2024-03 130000000000", "rnd_expense FY2025-03 150000000000"],
    ),
    # shares and holdings
    (HANS, "2026-03-20", "小米集团2025年营收4,573亿元，其中海外收入占比44.2%。", ["revenue 2025 457300000000", "revenue_share 2025 44.2"]),
    (JA, "2026-05-10", "トヨタ自動車はデンソー株の約20%を保有する。", ["denso ownership  20"]),
    (
        HANS,
        "2026-03-20",
        "截至2025年末，美团员工总数11.5万人，其中研发人员占比21%。",
        ["employees 2025-12-31 115000", "employees_share 2025-12-31 21"],
    ),
    # what is no fact
    (HANS, "2026-03-20", "寒武纪股价上涨12.3%，成交额达85亿元。", []),
    (JA, "2026-05-10", "キオクシアは3年で累計1兆円を投じる。", []),
    (HANT, "2026-03-20", "台積電股價收漲2.1%，外資買超3,200張。", []),
    (HANS, "2026-03-20", "小米集团毛利率同比提升1.2个百分点。", []),
]


def _line(fact, firms):
    value = f"{fact.value.normalize():f}"
    return f"{fact.company + ' ' if firms else ''}{fact.metric} {fact.period} {value}"


@pytest.fixture(scope="module")
def engine():
    return mokuromi.Engine(ner=False)


@pytest.mark.parametrize(("lang", "published", "text", "want"), CASES, ids=[c[2][:24] for c in CASES])
def test_facts(engine, lang, published, text, want):
    from mokuromi.corpus.rows import article_of

    _, facts = engine.extract(article_of({"id": "t", "text": text, "lang": lang, "published": published}))
    firms = any(line.split(" ")[0] in ("zhipu", "minimax", "denso") for line in want)
    assert [_line(f, firms) for f in facts if f.metric != "other"] == want
