# ruff: noqa: E501 (tables of sentences)
"""Amounts in sentences as the financial press writes them. [brackets] hold the mentions wanted, nothing else is one."""

import sys
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mokuromi.corpus.article import Article
from mokuromi.corpus.record import Record
from mokuromi.extract.amounts.extract import build
from mokuromi.extract.text.document import Document

EXTRACT = build()


def read(text: str, lang: str, taken: tuple[Record, ...] = ()) -> list[Record]:
    return EXTRACT(Document(Article("a", text, lang, date(2026, 3, 1))), taken)


def marked(text: str) -> tuple[str, list[tuple[int, int]]]:
    plain, spans, open_at = "", [], 0
    for char in text:
        if char == "⟦":
            open_at = len(plain)
        elif char == "⟧":
            spans.append((open_at, len(plain)))
        else:
            plain += char
    return plain, spans


def brief(record: Record) -> str:
    """ "money 5..8 USD approx", as the tables below write it."""
    value = f"{record.value.normalize():f}"
    if record.value_max is not None:
        value += f"..{record.value_max.normalize():f}"
    return " ".join(part for part in (value, record.unit, record.modifier) if part)


JA = [
    (
        "営業収益は前期比⟦12.4%⟧増の⟦1兆2,345億6,700万円⟧、最終損益は⟦△45億円⟧だった。",
        ["12.4 percent", "1234567000000 JPY", "-4500000000 JPY"],
    ),
    ("年間配当は⟦7円50銭⟧増の⟦120円⟧とする。", ["7.5 JPY", "120 JPY"]),
    ("想定為替レートは⟦1ドル⟧=⟦145円⟧、⟦1ユーロ⟧=⟦160円50銭⟧。", ["1 USD", "145 JPY", "1 EUR", "160.5 JPY"]),
    ("仮条件は⟦２，３００～２，５００円⟧に決まった。", ["2300..2500 JPY"]),
    ("営業利益率は⟦８％⟧台から⟦１０％⟧前後へ改善する。", ["8 percent", "10 percent approx"]),
    ("国内シェアは⟦三割五分⟧、海外は⟦一割⟧弱にとどまる。", ["35 percent", "10 percent nearly"]),
    ("会員数は⟦二千三百万人⟧を突破した。", ["23000000 persons more_than"]),
    ("従業員の約⟦３分の２⟧が技術者だ。", ["0.666666667 ratio approx"]),
    ("時価総額は一時⟦1兆円⟧を大きく超え、上場来高値の⟦3,450円⟧を付けた。", ["1000000000000 JPY more_than", "3450 JPY"]),
    ("社債⟦300億円⟧と新株⟦1,500万株⟧を発行する。", ["30000000000 JPY", "15000000 shares"]),
    ("政策金利を⟦0.25ポイント⟧引き上げ、利回りは⟦15ベーシスポイント⟧上がった。", ["0.25 pp", "0.15 pp"]),
    ("売上高は⟦50億〜60億円⟧、利益は⟦5億〜6億円⟧を見込む。", ["5000000000..6000000000 JPY", "500000000..600000000 JPY"]),
    ("売上高は⟦30億円から35億円⟧を見込み、社員は⟦30人⟧から⟦35人⟧へ増やす。", ["3000000000..3500000000 JPY", "30 persons", "35 persons"]),
    ("証券コード：1301 株を⟦200株⟧買い増した。", ["200 shares"]),
    ("⟦10億⟧、⟦20億⟧、⟦35億円⟧をそれぞれ投じた。", ["1000000000 JPY", "2000000000 JPY", "3500000000 JPY"]),
    ("赤字は⟦12億円⟧から⟦8億円⟧へ縮小。", ["1200000000 JPY", "800000000 JPY"]),
    ("予想の⟦30億円⟧を上回った。", ["3000000000 JPY"]),
    ("⟦200億円⟧規模のファンドを組成し、⟦30社⟧ほどに出資する。", ["20000000000 JPY approx", "30 companies approx"]),
    ("契約⟦30万件⟧、解約率⟦1.2％⟧。", ["300000 items", "1.2 percent"]),
    ("少なくとも⟦5,000万ドル⟧、最大⟦１億ドル⟧を調達する。", ["50000000 USD at_least", "100000000 USD at_most"]),
    ("⟦100万人⟧に満たない市場だが、⟦200万人⟧に迫る勢い。", ["1000000 persons less_than", "2000000 persons nearly"]),
    ("出荷は⟦1.5倍⟧、受注残は⟦2倍⟧強になった。", ["1.5 times", "2 times more_than"]),
    ("定価は⟦¥980⟧、旧版は⟦¥860⟧だった。", ["980 JPY", "860 JPY"]),
    ("台湾の子会社に⟦3億台湾ドル⟧、香港の子会社に⟦1億香港ドル⟧を貸し付けた。", ["300000000 TWD", "100000000 HKD"]),
    ("国内⟦2位⟧、世界⟦第5位⟧の規模。", ["2", "5"]),
    ("⟦二・五兆円⟧規模の事業を、⟦一・三％⟧の金利で賄う。", ["2500000000000 JPY approx", "1.3 percent"]),
    ("一部の株主は一致して反対し、第三者委員会を設けた。", []),
    ("三菱商事と五洋建設は、四国と九州で二人三脚を続ける。", []),
    ("GPT-5.2とiPhone 17、証券コード7203、電話03-1234-5678。", []),
    ("注3、図2、第4章の表1を参照。", []),
    ("円滑な移行には十分な時間が要り、一朝一夕には進まない。", []),
    ("一株当たり利益は⟦85.40円⟧、1株当たり配当は⟦20円⟧。", ["85.4 JPY", "20 JPY"]),
    ("最終損益は⟦マイナス3億円⟧。", ["-300000000 JPY"]),
    ("半導体大手が⟦7社⟧、装置が⟦十数社⟧並ぶ。", ["7 companies", "10 companies more_than"]),
    ("売上高の⟦9割⟧以上を上位⟦3社⟧に頼る。", ["90 percent at_least", "3 companies"]),
    ("公募価格を⟦3割6分⟧上回る⟦2,040円⟧で初値を付けた。", ["36 percent", "2040 JPY"]),
    ("粗利率は⟦38.2％⟧（前年同期は⟦35.1％⟧）。", ["38.2 percent", "35.1 percent"]),
    ("⟦１ドル⟧＝⟦１５０円⟧台で推移し、日経平均は⟦４万円⟧台を回復。", ["1 USD", "150 JPY", "40000 JPY"]),
    ("資本金は⟦壱億弐千万円⟧。", ["120000000 JPY"]),
    ("設立からの累計で⟦7件⟧の買収を行い、⟦45カ国⟧で販売する。", ["7 items", "45 countries"]),
    ("アクティブユーザーは⟦5,200万⟧、口座数は⟦310万⟧に達した。", ["52000000 persons", "3100000 accounts"]),
    ("前年度比で売上高は⟦半減⟧した。", ["0.5 times"]),
    ("株式の⟦2割5分⟧の取得に⟦3割3分3厘⟧の株主が反対した。", ["25 percent", "33.3 percent"]),
    (
        "粗利は⟦5割⟧を切り、社債⟦5億ドル⟧（約⟦750億円⟧）の利率は年⟦4.875%⟧。",
        ["50 percent less_than", "500000000 USD", "75000000000 JPY approx", "4.875 percent"],
    ),
    (
        "⟦1億円⟧を下回らない額を、⟦3%⟧にも満たない利率で、⟦30社⟧前後の銀行が貸す。",
        ["100000000 JPY at_least", "3 percent less_than", "30 companies approx"],
    ),
    ("参加企業は⟦百社⟧を超え、二桁成長が続く。", ["100 companies more_than"]),
    ("サイトは https://example.com/p?id=30%25&n=5% にある。", []),
]
HANS = [
    ("公司实现营收⟦12.34亿元⟧，同比增长⟦23.5%⟧；归母净利润⟦-1.2亿元⟧，亏损扩大。", ["1234000000 CNY", "23.5 percent", "-120000000 CNY"]),
    ("募集资金总额不超过⟦50亿元⟧，不低于⟦30亿元⟧。", ["5000000000 CNY at_most", "3000000000 CNY at_least"]),
    ("2022、2023及2024年，研发投入分别为⟦1.2⟧、⟦3.4⟧和⟦5.6亿元⟧。", ["120000000 CNY", "340000000 CNY", "560000000 CNY"]),
    ("估值在⟦40-50亿美元⟧之间，折合约⟦300亿元人民币⟧。", ["4000000000..5000000000 USD", "30000000000 CNY approx"]),
    ("股价从⟦10元⟧到⟦25元⟧，涨了⟦1.5倍⟧。", ["10 CNY", "25 CNY", "1.5 times"]),
    ("毛利率下降⟦2.3个百分点⟧至⟦41.5%⟧，净利率提升⟦50bp⟧。", ["2.3 pp", "41.5 percent", "0.5 pp"]),
    ("持股比例由⟦百分之五点二⟧降至⟦百分之三⟧以下。", ["5.2 percent", "3 percent at_most"]),
    ("用户数突破⟦3亿⟧，日活超⟦8000万⟧。", ["300000000 persons more_than", "80000000 persons more_than"]),
    ("每⟦10股⟧派发现金红利⟦3.5元⟧，每股收益⟦0.82元⟧。", ["10 shares", "3.5 CNY", "0.82 CNY"]),
    ("近⟦七成⟧收入来自⟦前五⟧大客户。", ["70 percent nearly", "5"]),
    ("公司拥有⟦2000多家⟧门店，覆盖⟦30余个城市⟧。", ["2000 stores more_than", "30 cities more_than"]),
    ("员工⟦三百二十人⟧，其中研发占⟦四成⟧以上。", ["320 persons", "40 percent at_least"]),
    ("拟以每股⟦21美元⟧发行⟦2100万股⟧ADS，募资约⟦4.41亿美元⟧。", ["21 USD", "21000000 shares", "441000000 USD approx"]),
    ("利率为⟦3.5%⟧，上浮⟦25个基点⟧，手续费⟦万分之三⟧。", ["3.5 percent", "0.25 pp", "0.03 percent"]),
    ("营收⟦3.2亿⟧，净利润⟦5600万⟧，均创新高。", ["320000000 CNY", "56000000 CNY"]),
    ("第一股之争落幕，第二季度起第三方机构不再参与。", []),
    ("三一重工、百度、万科、亿航智能均在名单内。", []),
    ("这是一家年轻的公司，一个新故事，一方面扩张，一方面裁员。", []),
    ("产品型号为X100-20，编号A202401，版本3.2.1。", []),
    ("最近几年，附近的店铺陆续关门。", []),
    ("公司2024成立以来，成本上升。", []),
    ("单位：万元，币种：人民币。", []),
    ("净利润同比下滑⟦15%至20%⟧。", ["15..20 percent"]),
    ("预计全年销量⟦12万至15万辆⟧。", ["120000..150000 vehicles"]),
    ("销量⟦翻倍⟧，客单价⟦123元4角5分⟧。", ["2 times", "123.45 CNY"]),
    ("股价上涨⟦1.5元⟧至⟦8.2元⟧，全年区间为⟦1.5元至8.2元⟧。", ["1.5 CNY", "8.2 CNY", "1.5..8.2 CNY"]),
    ("全球第二代芯片量产，出货量全球⟦第二⟧。", ["2"]),
    ("全球⟦第二⟧大供应商，市占率排名⟦第一⟧。", ["2", "1"]),
    ("投资额达⟦1,100.9亿元⟧。", ["110090000000 CNY"]),
    ("授信额度⟦人民币5亿元⟧或等值外币，另有⟦€2,000万⟧。", ["500000000 CNY", "20000000 EUR"]),
    ("亏损收窄至⟦1,234.56万元⟧。", ["12345600 CNY"]),
    ("注册资本⟦壹仟贰佰万元⟧整。", ["12000000 CNY"]),
    ("累计下载量⟦4.5亿次⟧，付费率不足⟦百分之一⟧。", ["450000000 items", "1 percent less_than"]),
    ("完成⟦3轮⟧融资，金额约⟦数亿元⟧。", ["3 rounds", "100000000 CNY approx"]),
    ("营收分别为⟦300⟧，⟦400亿元⟧", ["30000000000 CNY", "40000000000 CNY"]),
    ("产能⟦十五万吨⟧，厂房⟦3.6万平方米⟧，装机⟦200兆瓦⟧。", ["150000 tonnes", "36000 square_metres", "200000 kilowatts"]),
    ("市盈率⟦35x⟧，约⟦十七八倍⟧。", ["35 times", "17..18 times approx"]),
    ("有⟦三四成⟧的订单延期，⟦五六百人⟧受影响。", ["30..40 percent", "500..600 persons"]),
    ("据统计，⟦300+家⟧企业接入，日均⟦5000亿tokens⟧。", ["300 companies at_least", "500000000000 tokens"]),
    ("平台有超过⟦270万⟧付费用户，投资⟦52.3亿⟧，其中A股⟦30.1亿⟧。", ["2700000 persons more_than", "5230000000 CNY", "3010000000 CNY"]),
    ("第1-3名客户，较前一交易日增加⟦23.5亿元⟧，定价⟦2元⟧/百万tokens。", ["2350000000 CNY", "2 CNY"]),
    ("融资⟦US$5m⟧，ROE⟦-5.2%⟧，SHIBOR⟦+50bp⟧。", ["5000000 USD", "-5.2 percent", "0.5 pp"]),
    ("获得⟦1800倍⟧认购，一手中签率⟦6%⟧。", ["1800 times", "6 percent"]),
]
HANT = [
    ("淨額分別為⟦1億港元⟧、⟦-2億港元⟧、⟦3億港元⟧。", ["100000000 HKD", "-200000000 HKD", "300000000 HKD"]),
    ("介乎⟦27.75港元 －30.75港元⟧。", ["27.75..30.75 HKD"]),
    ("公司去年合併營收⟦新台幣86.4億元⟧，每股盈餘⟦3.05元⟧，年增⟦12.7%⟧。", ["8640000000 TWD", "3.05 TWD", "12.7 percent"]),
    ("聯交所資料顯示，招股價介乎⟦12.8至15.6港元⟧，入場費⟦3,151.47元⟧。", ["12.8..15.6 HKD", "3151.47 HKD"]),
    ("截至年底止年度純利⟦HK$3.2億⟧，按年升⟦兩成三⟧。", ["320000000 HKD", "23 percent"]),
    ("韓國售價⟦₩3000⟧。", ["3000 KRW"]),
    ("本文貨幣單位均為港元。收入⟦5.6億元⟧，派息⟦0.12元⟧。", ["560000000 HKD", "0.12 HKD"]),
    ("業績（人民幣，下同）：收入⟦2.37億元⟧，毛利率升⟦2.8個百分點⟧。", ["237000000 CNY", "2.8 pp"]),
    (
        "市值蒸發逾⟦3,000億元⟧，恒指跌⟦1.2%⟧，大市成交⟦2,400億元⟧弱。",
        ["300000000000 HKD more_than", "1.2 percent", "240000000000 HKD nearly"],
    ),
    ("僱員⟦四百零六人⟧，分店⟦130間⟧。", ["406 persons", "130 stores"]),
    ("合共認購⟦US$12.5M⟧，佔⟦一成半⟧。", ["12500000 USD", "15 percent"]),
    ("外資買超⟦１，２００張⟧，股價收在⟦新台幣1,025元⟧。", ["1200 items", "1025 TWD"]),
    ("資本支出⟦九億三千萬元⟧，三大法人持續買超，台股創高。", ["930000000 TWD"]),
    ("四環醫藥與三商電腦合作，主席陳一鳴表示滿意。", []),
    ("抽中的散戶不足⟦一成⟧，超購⟦68倍⟧。", ["10 percent less_than", "68 times"]),
    ("訂單較去年的⟦兩萬台⟧增加⟦四分之一⟧。", ["20000 units", "0.25 ratio"]),
    ("錯誤率降到⟦千分之八⟧，排名全球⟦第三⟧。", ["0.8 percent", "3"]),
    ("目標價⟦400元至420元⟧（港元），港股通淨流入⟦23億港元⟧。", ["400..420 HKD", "2300000000 HKD"]),
    ("每股派⟦15港仙⟧，全年⟦25仙⟧，總額以⟦50億港元⟧為上限。", ["0.15 HKD", "0.25 HKD", "5000000000 HKD"]),
    ("營收突破⟦六億元⟧大關，孖展錄得約⟦31億元⟧。", ["600000000 HKD more_than", "3100000000 HKD approx"]),
]


@pytest.mark.parametrize(
    ("lang", "text", "want"), [(lang, *row) for lang, rows in (("ja", JA), ("zh-Hans", HANS), ("zh-Hant", HANT)) for row in rows]
)
def test_sentence(lang: str, text: str, want: list[str]) -> None:
    plain, spans = marked(text)
    found = read(plain, lang)
    assert [(plain[r.start : r.end], brief(r)) for r in found] == [(plain[s:e], w) for (s, e), w in zip(spans, want, strict=True)]


HOSTILE = ["1" * 20_000, "三" * 20_000, "一 " * 9_000, "1亿2万3千" * 9_000, "1," * 6_000, "1、" * 6_000, "$1-" * 5_000, "十余" * 6_000]
HOSTILE += [
    "1円、" * 5_000,
    "1億、" * 5_000,
    "三人" * 5_000,
    "-" * 20_000,
    "単位：円\n" + "a  1  2  3\n" * 2_000,
    "第1" * 5_000,
    "人民币，下同" * 5_000,
]


@pytest.mark.parametrize("text", HOSTILE, ids=[h[:6].strip() for h in HOSTILE])
def test_hostile_input_is_linear(text: str) -> None:
    """Ten times the text may not take a hundred times the calls."""
    steps = []
    for part in (text[: len(text) // 10], text):
        count = 0

        def tick(*_: object) -> None:
            nonlocal count
            count += 1

        document = Document(Article("a", part, "ja"))
        sys.setprofile(tick)
        try:
            EXTRACT(document, ())
        finally:
            sys.setprofile(None)
        steps.append(count)
    assert steps[1] <= 15 * steps[0] + 2_000


@pytest.mark.parametrize("lang", ["ja", "zh-Hans", "zh-Hant"])
@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet="0123456789,.万億元円％%成割分之の第前約近超多余〜-、。 \n|$A一二三十百千", max_size=60),
    st.integers(0, 50),
    st.integers(1, 9),
)
def test_invariants(lang: str, text: str, at: int, width: int) -> None:
    taken = (Record("date", at, at + width),) if at + width <= len(text) else ()
    last = 0
    for record in read(text, lang, taken):
        assert last <= record.start < record.end <= len(text)
        assert not any(t.start < record.end and record.start < t.end for t in taken)
        assert record.value is not None and abs(record.value) < Decimal(10) ** 29
        assert record.value == round(record.value, 9)
        if record.value_max is not None:
            assert record.value <= record.value_max
        last = record.end


TABLES = [
    (
        "ja",
        "（単位：百万円）\n            前期   当期   増減率(%)\n売上高        4,218      5,012      18.8\n営業利益      △12        345        -",
        ["4218000000 JPY", "5012000000 JPY", "18.8 percent", "-12000000 JPY", "345000000 JPY"],
    ),
    (
        "zh-Hans",
        "主要数据（单位：人民币千元）\n| 项目 | 上年 | 本年 |\n| --- | --- | --- |\n| 收入 | 1,200 | (30) |\n| 毛利率 | 23.4 | 25.6 |\n| 市盈率 | 31.0 | 28.5 |",
        ["1200000 CNY", "-30000 CNY", "23.4 percent", "25.6 percent"],
    ),
    (
        "zh-Hans",
        "| 指标 | 金额（亿元） | 同比（%） |\n| --- | --- | --- |\n| 营收 | 12.3 | 23.5 |\n| 每股收益（元） | 0.25 | — |",
        ["1230000000 CNY", "23.5 percent", "0.25 CNY"],
    ),
    ("zh-Hant", "單位：新台幣千元\n項目\t去年\t今年\n營收\t5,000\t6,000", ["5000000 TWD", "6000000 TWD"]),
    (
        "zh-Hans",
        "| 人民币百万元 | 2023年度 | 2024年度 |\n|---|---|---|\n| 服务收入 | 1,050.5 | 2,040 |\n| 净利率 | 8.2% | 9.1 |\n| 期内亏损 | （77.5） | -6 |",
        ["1050500000 CNY", "2040000000 CNY", "8.2 percent", "9.1 percent", "-77500000 CNY", "-6000000 CNY"],
    ),
    ("zh-Hant", "| 單位：人民幣千元 | 前年 | 去年 |\n| 服務收入 | 950 | 1,080 |", ["950000 CNY", "1080000 CNY"]),
    (
        "ja",
        "|（百万円）| 前期 | 当期 |\n|---|---:|---:|\n| 受注高 | 3,310 | 4,020 |\n| 営業損益 | (410) | △27 |",
        ["3310000000 JPY", "4020000000 JPY", "-410000000 JPY", "-27000000 JPY"],
    ),
    ("zh-Hant", "綜合收益表\n(RMB'000)\n| 項目 | 前年 | 去年 |\n| 收益 | 700 | 815 |", ["700000 CNY", "815000 CNY"]),
    ("zh-Hant", "綜合收益表\n人民幣千元\n| 項目 | 前年 | 去年 |\n| 收益 | 700 | 815 |", ["700000 CNY", "815000 CNY"]),
    (
        "zh-Hant",
        "|  | 前年 | 去年 |\n|  | 千港元 | 千港元 |\n| 收益 | 700 | 815 |\n| 虧損 | (12) | (9) |",
        ["700000 HKD", "815000 HKD", "-12000 HKD", "-9000 HKD"],
    ),
    ("ja", "単位：百万円、％\n| 項目 | 前期 | 当期 |\n| 売上総利益 | 610 | 740 |", ["610000000 JPY", "740000000 JPY"]),
    ("zh-Hans", "百万元", ["1000000 CNY"]),
    ("zh-Hans", "| 年份 | 说明 |\n| --- | --- |\n| 2024 | 12 |", []),
]


@pytest.mark.parametrize(("lang", "text", "want"), TABLES)
def test_table(lang: str, text: str, want: list[str]) -> None:
    assert [brief(r) for r in read(text, lang)] == want


NAMED = [
    ("zh-Hant", "港股公司業績：三年收入分別為人民幣2.11億元、3.05億元及4.4億元；期內虧損0.9億元。集資6億元。", "CNY CNY CNY CNY HKD"),
    ("zh-Hant", "港交所上市。收入由人民幣2.11億元增至3.05億元，募資約8億港元，其中1.5億元用於擴產。", "CNY CNY HKD HKD"),
    ("zh-Hant", "港交所上市。代價為人民幣2.11億元（約2.3億港元），其中1億元以現金支付。", "CNY HKD CNY"),
    ("zh-Hant", "港交所上市。收益人民幣7.3億元（下同），升9%。毛利1.9億元。", "CNY percent CNY"),
    ("zh-Hant", "港交所上市。收益人民幣7.3億元（單位下同），升9%。毛利1.9億元。", "CNY percent CNY"),
    ("ja", "（単位：億円、カッコ内は前年同期比増減率%、▲は減）\n\n◇碧浜電機：売上高1,812（5.4）、営業利益121（▲3.2）。", "JPY percent JPY percent"),
    ("ja", "（単位：億円、カッコ内は前年同期）\n\n◇碧浜電機：売上高1,812（1,720）、営業利益121（118）。", "JPY JPY JPY JPY"),
    ("zh-Hant", "港交所上市。收入7.3億人民幣，按年升4.6%。純利3,150萬元。上市市值約92億元。", "CNY percent CNY HKD"),
    ("zh-Hant", "港股岑峰公布業績，收入122.99億元（人民幣，下同），按年跌5.8%。", "CNY percent"),
    ("zh-Hant", "港股岑峰公布業績（人民幣，下同），收入122.99億元。", "CNY"),
    ("zh-Hant", "岑峰去年收入2,268億日圓，升14.8%；經營溢利由209億增至262億。", "JPY percent JPY JPY"),
    ("zh-Hans", "岚峰归母净利1.2亿元，扣非0.9亿。", "CNY CNY"),
    ("zh-Hans", "岚峰收入1.2亿元，注册用户0.9亿。", "CNY persons"),
    ("zh-Hans", "收入分别为新台币7亿元和9亿元。投资1亿元。", "TWD TWD CNY"),
    ("zh-Hans", "营收7.3亿美元（下同）。毛利1.9亿元。", "USD USD"),
    ("zh-Hans", "营收7.3亿美元，毛利1.9亿元。", "USD CNY"),
]


@pytest.mark.parametrize(("lang", "text", "units"), NAMED)
def test_an_amount_that_names_its_currency_lends_it(lang: str, text: str, units: str) -> None:
    assert " ".join(r.unit or "" for r in read(text, lang)) == units


def test_declared_currency_holds_from_its_place_on() -> None:
    text = "港股公司集資3億元。業績（人民幣，下同）收入2億元。"
    assert [r.unit for r in read(text, "zh-Hant")] == ["HKD", "CNY"]


def test_taken_spans_are_left_alone() -> None:
    text = "2024年、36氪の3社は5億円"
    found = read(text, "ja", (Record("date", 0, 5), Record("company", 6, 9)))
    assert [text[r.start : r.end] for r in found] == ["3社", "5億円"]


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("24.35億円", "500000"),
        ("38円20銭", "0.005"),
        ("三成半", "0.5"),
        ("1.8億至2億元", "50000000"),
        ("3分の1", None),
        ("25bp", "0.005"),
        ("120万株", "5000"),
    ],
)
def test_precision(text: str, precision: str | None) -> None:
    (record,) = read(text, "zh-Hans" if "至" in text or "成" in text else "ja")
    assert record.precision == (None if precision is None else Decimal(precision))


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("行政院核定計畫，總經費3億元。", "TWD"),
        ("立法院三讀，預算增列3億元。", "TWD"),
        ("勞動部裁罰30萬元。", "TWD"),
        ("健保今年支出多3億元。", "TWD"),
        ("新界一幅地皮以3億元售出。", "HKD"),
        ("元朗舖位月租3萬元。", "HKD"),
        ("荃灣工廈叫價3億元。", "HKD"),
        ("將軍澳兩房單位售800萬元。", "HKD"),
        ("差餉寬免每戶上限2,000元。", "HKD"),
        ("港府注資3億元。", "HKD"),
        ("財政司司長預留3億元。", "HKD"),
        ("雲澄(2670-HK)每股派3元。", "HKD"),
        ("工廠一幅地皮以3億元售出。", "CNY"),
    ],
)
def test_one_word_tells_whose_yuan_it_is(text: str, unit: str) -> None:
    assert [r.unit for r in read(text, "zh-Hant") if r.kind == "money"] == [unit]
