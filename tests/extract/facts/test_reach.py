"""What reaches a figure from elsewhere: the title's period, a firm's part in a deal, years behind a list."""

from datetime import date

import pytest

import mokuromi as mk


def facts_of(text: str, lang: str, title: str = "", published: date | None = None, issuer: str = "") -> list[tuple[str, str, str]]:
    article = mk.Article("a", text, lang, published, title, issuer=issuer)
    _, facts = mk.extract([article], ner=False, min_score=0.3)
    return [(row.metric, row.period, f"{row.value.normalize():f}") for row in facts.itertuples()]


def test_a_list_takes_the_years_of_the_bracket_behind_it():
    found = facts_of("寒武纪毛利率：38.9%→33.5%→31.2%（2023-2025年）。", "zh-Hans")
    assert found == [("gross_margin", "2023", "38.9"), ("gross_margin", "2024", "33.5"), ("gross_margin", "2025", "31.2")]


def test_a_bracket_of_other_length_gives_a_list_no_years():
    found = facts_of("寒武纪毛利率：38.9%→33.5%（2023-2025年）。", "zh-Hans")
    assert not {period for _, period, _ in found} & {"2023", "2024", "2025"}


@pytest.mark.parametrize(
    ("text", "firm"),
    [
        ("寒武纪拟收购岚峰科技有限公司（以下简称“岚峰科技”或“标的公司”）51%股权。\n2024年，标的公司营业收入为1.2亿元。", "岚峰科技"),
        ("寒武纪拟收购岚峰科技有限公司（以下简称“岚峰科技”）51%股权。\n2024年，寒武纪营业收入为1.2亿元。", "寒武纪"),
    ],
)
def test_a_firm_is_spoken_of_by_its_part_in_a_deal(text, firm):
    records, facts = mk.extract([mk.Article("a", text, "zh-Hans")], ner=False, min_score=0.3)
    ids = records.query("kind == 'company' and text.str.startswith(@firm)")["entity_id"]
    assert set(facts.query("metric == 'revenue'")["company"]) <= set(ids) and len(facts.query("metric == 'revenue'")) == 1


def test_the_second_quarter_of_hong_kong_and_the_next_one_after_a_quarter():
    records, _ = mk.extract([mk.Article("a", "騰訊次季股東應佔溢利556.3億元。", "zh-Hant", date(2025, 8, 14))], ner=False)
    assert records.query("kind == 'date'")["timex"].tolist() == ["2025-Q2"]


def test_what_a_firm_earned_more_or_less_is_the_growth_of_its_profit():
    found = facts_of("騰訊2025年上半年股東應佔溢利556.3億元，多賺16.8%。", "zh-Hant")
    assert ("net_profit_growth_yoy", "2025-H1", "16.8") in found


FORM = """03999 岚峰科技 配發結果

發售股份數目

12,345,600

香港公開發售的發售股份數目

1,234,600

於上市時已發行股份數目

99,345,600

發售價

18.60港元

開始買賣日

2025年9月25日*
"""


def test_a_form_gives_counts_below_their_labels_and_its_listing_day():
    found = facts_of(FORM, "zh-Hant", title="03999 岚峰科技 配發結果")
    assert [f for f in found if f[0] in ("offer_shares", "offer_price")] == [
        ("offer_shares", "2025-09-25", "12345600"),
        ("offer_shares", "2025-09-25", "1234600"),
        ("offer_price", "2025-09-25", "18.6"),
    ]


@pytest.mark.parametrize(
    ("text", "metrics"),
    [
        ("岚峰科技股份有限公司2024年销售/管理/研发费用分别为3.54/3.02/3.49亿元。", "selling_expense admin_expense rnd_expense"),
        ("岚峰科技股份有限公司2024年销售、研发费用分别为3.54、3.49亿元。", "selling_expense rnd_expense"),
        ("岚峰科技股份有限公司2024年研发费用为3.49亿元。", "rnd_expense"),
        ("岚峰科技股份有限公司研发、销售、管理三项费用2024年依次为1.6亿、0.5亿、0.7亿元。", "rnd_expense selling_expense admin_expense"),
        (
            "岚峰科技股份有限公司2024年经营、投资、筹资活动产生的现金流量净额分别为1亿元、-2亿元、3亿元。",
            "operating_cash_flow investing_cash_flow financing_cash_flow",
        ),
        ("岚峰科技股份有限公司2024年销售团队、管理费用为0.5亿元。", "admin_expense"),
    ],
)
def test_the_end_of_the_last_word_of_a_list_belongs_to_all(text, metrics):
    assert " ".join(metric for metric, _, _ in facts_of(text, "zh-Hans")) == metrics


def test_two_comparisons_share_a_list_of_changes():
    found = facts_of("岚峰科技股份有限公司2025年Q2收入7.93亿元，同/环比分别+26.0%/+18.5%。", "zh-Hans")
    assert found[1:] == [("revenue_growth_yoy", "2025-Q2", "26"), ("revenue_growth_qoq", "2025-Q2", "18.5")]


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("有価証券報告書（平成29年３月期）", "FY2017-03"),
        ("有価証券報告書（29年３月期）", "FY2029-03"),
        ("令和5年3月期決算短信", "FY2023-03"),
    ],
)
def test_a_title_gives_its_fiscal_year_in_years_of_the_reign_too(title, period):
    assert [f[1] for f in facts_of("碧浜電機株式会社の売上高は10,967百万円となりました。", "ja", title=title)] == [period]


def test_the_same_part_of_another_year_is_that_part():
    found = facts_of("小鹏汽车2021年第二季度收入为35.84亿元，比2020年同期的5.41亿元增长了562.4%。", "zh-Hans")
    assert [f for f in found if f[0] == "revenue"] == [("revenue", "2021-Q2", "3584000000"), ("revenue", "2020-Q2", "541000000")]


@pytest.mark.parametrize(
    ("text", "metrics"),
    [
        ("碧浜電機株式会社の2024年3月期の調整後営業利益は、売上収益の増加等により、前期に比べて292億円改善し、206億円の利益となりました。", set()),
        ("碧浜電機株式会社の2024年3月期の売上収益は、販売数量の増加等により、206億円となりました。", {"revenue"}),
        ("（資産、負債及び純資産の状況）碧浜電機株式会社の2024年3月期末の流動資産は1,145百万円となりました。", set()),
        ("碧浜電機株式会社の2024年3月期末の純資産は1,145百万円となりました。", {"net_assets"}),
        ("碧浜電機株式会社の2024年3月期は、現金及び預金が298百万円、売掛金が82百万円減少しました。", set()),
    ],
)
def test_a_metric_in_passing_is_none_of_the_figure(text, metrics):
    assert {f[0] for f in facts_of(text, "ja")} & {"revenue", "net_assets", "cash", "operating_profit"} == metrics


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("岚峰科技股份有限公司2025年营收3亿元，同比少5%。", ["-5"]),
        ("岚峰科技股份有限公司2025年營收3億元，同比縮水三成。", ["-30"]),
        ("岚峰科技股份有限公司2025年营收3亿元，同比增长不少于5%。", ["5"]),
        ("岚峰科技股份有限公司2025年营收3亿元，少5%。", ["-5"]),
        ("岚峰科技股份有限公司2025年营收3亿元，比上年少了近5%。", ["-5"]),
        ("岚峰科技股份有限公司2025年营收3亿元，至少增长5%。", ["5"]),
        ("岚峰科技股份有限公司2025年營收3億元，按年挫32%。", ["-32"]),
        ("碧浜電機株式会社の2025年の売上高は3億円と前年を5.2%下回り、株価は2%上回る。", ["-5.2"]),
        ("碧浜電機株式会社の2025年の売上高は前年比5.2%ダウンの3億円だった。", ["-5.2"]),
        ("碧浜電機株式会社の2025年の売上高は前年比5.2%アップの3億円だった。", ["5.2"]),
    ],
)
def test_words_of_a_fall_give_growth_its_sign(text, values):
    lang = "ja" if "は" in text else "zh-Hans"
    assert [value for metric, _, value in facts_of(text, lang) if metric == "revenue_growth_yoy"][:1] == values


@pytest.mark.parametrize(
    ("text", "firms"),
    [
        ("先看智谱和MiniMax。2024年，两家收入分别为3.12亿元、2.2亿元。", ["zhipu", "minimax"]),
        ("ソニーグループと任天堂が決算を発表した。両社の2024年の売上高はそれぞれ13兆円、1兆円だった。", ["sony", "nintendo"]),
        ("先看智谱、MiniMax和寒武纪。2024年，两家收入分别为3.12亿元、2.2亿元。", []),
        ("先看智谱。2024年，两家收入分别为3.12亿元、2.2亿元。", []),
    ],
)
def test_firms_spoken_of_together_have_a_figure_each(text, firms):
    _, facts = mk.extract([mk.Article("a", text, "ja" if "は" in text else "zh-Hans")], ner=False, min_score=0.3)
    assert [row.company for row in facts.itertuples()] == firms


@pytest.mark.parametrize(
    ("lang", "text", "firms"),
    [
        ("zh-Hans", "问：寒武纪的中报算好还是算坏？\n答：一言难尽。今年上半年营收37亿元，公司净利润1亿元，公司很满意。", {"cambricon"}),
        ("ja", "比べる相手の任天堂はどうか。今年上半期の売上高は37億円だった。", {"nintendo"}),
        ("zh-Hans", "英伟达、特斯拉、阿斯麦和寒武纪是公司的客户。\n问：寒武纪呢？\n答：一言难尽。\n今年，公司营收7亿元，公司净利润1亿元。", {""}),
        ("zh-Hans", "问：公司的中报算好还是算坏？\n答：今年上半年营收37亿元，公司净利润1亿元，公司很满意。", {""}),
    ],
)
def test_a_question_names_the_firm_of_its_answer(lang, text, firms):
    _, facts = mk.extract([mk.Article("a", text, lang, date(2025, 9, 1))], ner=False, min_score=0.3)
    assert set(facts["company"]) == firms


@pytest.mark.parametrize(
    ("text", "firm"),
    [
        ("摩尔线程智能科技（北京）股份有限公司（下称“摩尔线程”）登陆科创板，首日收报600元。2024年公司营收7.85亿元，公司净利润1亿元。", True),
        ("英伟达、特斯拉、阿斯麦和寒武纪是公司的客户。\n2024年，公司营收7.85亿元，公司净利润1亿元。", False),
    ],
)
def test_a_text_that_introduces_its_firm_speaks_of_it(text, firm):
    _, facts = mk.extract([mk.Article("a", text, "zh-Hans")], ner=False, min_score=0.3)
    revenue = facts.query("metric == 'revenue'")
    assert len(revenue) == 1 and bool(revenue["company"].iloc[0]) == firm


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("2025年，寒武纪以岚灵为代表的AI原生产品贡献了71.4%的收入。", "AI原生产品"),
        ("2025年，寒武纪的AI原生产品贡献了71.4%的收入。", "AI原生产品"),
    ],
)
def test_examples_of_a_part_are_no_part_of_its_name(text, part):
    _, facts = mk.extract([mk.Article("a", text, "zh-Hans")], ner=False, min_score=0.3)
    assert list(facts["segment"]) == [part]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("岚峰科技的收入由2023年的3.86亿元增加22.2%至2024年的4.71亿元。", "2024"),
        ("嵐峰科技的收入由截至2024年9月30日止九個月的3.86億元增加22.2%至截至2025年9月30日止九個月的4.71億元。", "2025-01..2025-09"),
        ("岚峰科技的收入2024年增加22.2%至4.71亿元，2025年为5亿元。", "2024"),
    ],
)
def test_a_growth_is_of_the_period_in_which_it_ends(text, period):
    assert [f[1] for f in facts_of(text, "zh-Hans") if f[0] == "revenue_growth_yoy"] == [period]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("営業活動の結果、支出した資金は588千円（前年は430千円の支出）となりました。", ["-588000", "-430000"]),
        ("営業活動による資金の減少は337百万円（前年同期は1,024百万円の増加）でした。", ["-337000000", "1024000000"]),
        ("営業活動の結果、得られた資金は588千円となりました。", ["588000"]),
    ],
)
def test_cash_that_was_spent(text, values):
    assert [f[2] for f in facts_of("碧浜電機株式会社の2025年の" + text, "ja") if f[0] == "operating_cash_flow"] == values


def test_a_loss_of_a_part():
    found = facts_of("碧浜電機株式会社の2025年の水産事業のセグメント利益は363百万円（前年は41百万円のセグメント損失）となりました。", "ja")
    assert [f[2] for f in found] == ["363000000", "-41000000"]


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("碧浜電機株式会社の2025年6月期の営業利益は278億円の実績となり、来期は300億円を予想する。", "actual forecast"),
        ("碧浜電機株式会社の2026年6月期の営業利益は278億円と予想する。実績は公表前だ。", "forecast"),
    ],
)
def test_what_was_reached_stays_actual_before_a_forecast(text, basis):
    _, facts = mk.extract([mk.Article("a", text, "ja", date(2025, 8, 10))], ner=False, min_score=0.3)
    assert " ".join(facts["basis"]) == basis
