"""Articles about invented firms: every name in [brackets] is to be found, and nothing else."""

# ruff: noqa: E501

import re

import pytest
from mokuromi.corpus.article import Article
from mokuromi.extract import company
from mokuromi.extract.document import Document

ARTICLES = {
    "prospectus": (
        "zh-Hans",
        """[苏州澜图智能装备股份有限公司]（以下简称“[澜图智能]”或“发行人”）拟在科创板上市，保荐机构为[东序证券股份有限公司]，审计机构为[容邦会计师事务所（特殊普通合伙）]。
报告期内，[澜图智能]前五大客户包括[蓝驰新能源汽车有限公司]和[恒岳重工]等，合计占比46.2%。公司主要从事机器视觉设备的研发、生产和销售。
[澜图智能]全资子公司[无锡澜图精密机械有限公司]主要负责零部件加工；参股公司[上海芯屿半导体]尚未盈利。2024年，[澜图智能]营业收入7.2亿元。
控股股东[苏州图远企业管理合伙企业（有限合伙）]持股32.1%，实际控制人为陈立群。员工持股平台另持股5%。""",
    ),
    "funding": (
        "zh-Hans",
        """【融资快讯】具身智能初创公司[穹际动力]近日宣布完成3亿元B轮融资，由[砺石创投]领投，[青桐资本]、[云麓基金]跟投。
[穹际动力]创始人兼CEO周映表示，资金将用于人形机器人“开物一号”的量产。公开资料显示，[穹际动力]成立于2022年，总部位于深圳。其大模型GraspNet-2已开源。
| 公司 | 轮次 | 金额 | 投资方 |
|---|---|---|---|
| [穹际动力] | B轮 | 3亿元 | [砺石创投] |
| [木卫四科技] | A轮 | 8000万元 | [青桐资本] |
| [Lumenrise] | 种子轮 | 500万美元 | 未披露 |
""",
    ),
    "new share": (
        "zh-Hant",
        """【新股追蹤】[澄海生物]-B（02788）今起招股，每股招股價18.2至21.6港元，一手500股，聯席保薦人為[東序國際]及[環岳證券]。基石投資者包括[Cedar Bridge Capital]、[霧峰投資]及[禾壽資產]。
[澄海生物]主攻腫瘤免疫療法，核心產品CH-101處於二期臨床。截至今年3月底止，[澄海生物]手持現金4.2億元人民幣。
另一新股[遠橋控股]（01345）暗盤升12%。大行[瑞霖證券]將目標價上調至30元。""",
    ),
    "taiwan": (
        "zh-Hant",
        """〔記者王小明／台北報導〕散熱模組廠[勁凌科技]（6877）今日公布第三季財報，營收12.3億元，季增8%。董事長林志宏表示，AI伺服器需求強勁。
[勁凌]旗下子公司[勁輝精密工業股份有限公司]將赴泰國設廠。法人指出，同業[曜鴻]、[奇鋐]也受惠。[勁凌]昨日股價收在215元，外資買超1,200張。""",
    ),
    "japanese listing": (
        "ja",
        """東京証券取引所は12日、クラウド型の在庫管理を手掛ける[株式会社ツナグモ]（東京・港、487A、以下「[ツナグモ]」）のグロース市場への上場を承認した。主幹事は[ミナト葵証券]。
筆頭株主は創業者の佐藤健一氏で、ベンチャーキャピタルの[ソラトブ・パートナーズ]が12.4％、[カゼノネ1号投資事業有限責任組合]が8.1％を持つ。
[ツナグモ]の2025年9月期の売上高は21億円。同社は調達資金でAI「クモノス」の開発を急ぐ。""",
    ),
    "japanese takeover": (
        "ja",
        """半導体製造装置の[アマギ精機]は7日、米[ノーザンライト・セミコンダクター]を約300億円で買収すると発表した。[アマギ精機]の山田太郎社長は「北米の顧客基盤を広げる」と話した。
ライバルの[東都エレクトロニクス]も独[クラインヴェルク]に出資しており、再編が続く。調査会社の[テックビュー・リサーチ]によると、世界市場は2030年に2兆円になる。""",
    ),
    "japanese results": (
        "ja",
        """[アオゾラ食品ホールディングス]（HD）が14日発表した2025年4〜9月期の連結決算は、純利益が前年同期比12％増の34億円だった。傘下の[アオゾラフーズ]の冷凍食品「まるごと亭」が伸びた。
[アオゾラ食品HD]は通期予想を据え置いた。アナリストは「原材料高が重荷」とみる。証券会社によると目標株価は1,800円。""",
    ),
    "interim results": (
        "zh-Hans",
        """港股三季报汇总：[昆曜集团]营收同比增长12%；[昆曜]董事会建议派息每股0.1港元。[曜石资本]减持[昆曜集团]至4.9%。
市场监管总局、证监会、北京大学均未回应。科技股普涨，银行板块走弱，新能源汽车渗透率提升，人工智能技术加速落地。""",
    ),
    "no firm": (
        "ja",
        """関東財務局は調査を始めた。クラウドサービスやスマートフォン向けゲームの需要は強い。電気自動車の販売台数、人工知能の利用者、有価証券の評価損は前期を上回った。
日本の半導体産業は中国企業との競争にさらされる。AGIやMaaSといった言葉が飛び交う。東京大学の研究所によると、GLM-4.5の性能は世界3位だ。同社は社長が交代した。""",
    ),
    "no firm, Chinese": (
        "zh-Hans",
        """张鹏认为，AGI仍需时日，ChatGPT与豆包的月活用户继续增长，MaaS平台价格下调。公司管理层表示，客户数量增加，股东回报提升；投资者宜谨慎。
商业银行、证券公司与保险公司纷纷布局金融科技。新能源汽车企业加大研发投入，先进封装技术成为焦点。""",
    ),
    "supply chain": (
        "zh-Hant",
        """設備廠[曜辰精機]、[鼎昕科技]今年接單已滿；[曜辰]預估明年資本支出15億元。[鼎昕]發言人則說，產能利用率達九成。工研院與清華大學合作開發矽光子技術。""",
    ),
    "predecessor": (
        "zh-Hans",
        """发行人[重庆岭岳食品股份有限公司]（简称“[岭岳食品]”，股票代码：603xxx）本次公开发行4000万股。据其招股说明书，2022年至2024年，[岭岳食品]收入增长。募集资金将投向智能化工厂、研发中心及补充流动资金。""",
    ),
}  # fmt: skip


def plain(marked: str) -> tuple[str, list[tuple[int, int]]]:
    text, spans = "", []
    for part in re.split(r"(\[[^\]]*\])", marked):
        if part.startswith("["):
            part = part[1:-1]
            spans.append((len(text), len(text) + len(part)))
        text += part
    return text, spans


@pytest.mark.parametrize("name", ARTICLES)
@pytest.mark.parametrize("table", [True, False])
def test_every_firm_and_nothing_else(name: str, table: bool) -> None:
    lang, marked = ARTICLES[name]
    text, want = plain(marked)
    records = company.build(None, (), table)(Document(Article("a", text, lang)), ())
    got = [(r.start, r.end) for r in records if r.kind == "company"]
    assert [text[s:e] for s, e in got] == [text[s:e] for s, e in want]
    assert got == want


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("prospectus", {"苏州澜图智能装备股份有限公司", "澜图智能"}),
        ("taiwan", {"勁凌科技", "勁凌"}),
        ("japanese listing", {"株式会社ツナグモ", "ツナグモ"}),
        ("japanese results", {"アオゾラ食品ホールディングス", "アオゾラ食品HD"}),
        ("interim results", {"昆曜集团", "昆曜"}),
        ("supply chain", {"曜辰精機", "曜辰"}),
    ],
)
def test_one_firm_has_one_id_and_others_have_not(name: str, names: set[str]) -> None:
    lang, marked = ARTICLES[name]
    text, _ = plain(marked)
    firms: dict[str | None, set[str]] = {}
    for r in company.build(None, (), False)(Document(Article("a", text, lang)), ()):
        firms.setdefault(r.entity_id, set()).add(text[r.start : r.end])
    assert names in firms.values()
    assert all(together == names or not together & names for together in firms.values())
