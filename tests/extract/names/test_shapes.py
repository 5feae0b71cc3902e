"""Names that their form shows, by kind: what belongs to them, what they are no part of, and what only looks like one."""

import pytest

import mokuromi as mk

FORMS = [
    ("zh-Hant", "子公司曜嶼電子(股)取得訂單5億元。", ["曜嶼電子(股)"]),
    ("zh-Hant", "受讓人為瀚岑投資（股）有限公司，交易金額3億元。", ["瀚岑投資（股）有限公司"]),
    ("zh-Hant", "公司名稱:瀚岑投資(股)公司", ["瀚岑投資(股)公司"]),
    ("zh-Hant", "瀚岑光電股份有限公司公告，股東每人配(股)一張。", ["瀚岑光電股份有限公司"]),
    ("zh-Hant", "透過子公司 Foxfield Greentech (China) B.V. 取得土地。", ["Foxfield Greentech (China) B.V."]),
    ("zh-Hant", "由 Foxfield Industrial (Singapore) Pte. Ltd. 取得股權3億元。", ["Foxfield Industrial (Singapore) Pte. Ltd."]),
    ("zh-Hant", "由Qovadet Holding (Hong Kong) Limited 出資2億美元。", ["Qovadet Holding (Hong Kong) Limited"]),
    ("ja", "連結子会社のMinalto (Thailand) Co., Ltd.は増収だった。", ["Minalto (Thailand) Co., Ltd."]),
    ("ja", "子会社のQovadet Japan K.K.が12億円を出資した。", ["Qovadet Japan K.K."]),
    ("zh-Hans", "苏州晨曜与海生物科技有限公司注册资本5000万元。", ["苏州晨曜与海生物科技有限公司"]),
    ("zh-Hans", "澜峰科技有限公司与翰海生物科技有限公司签订协议。", ["澜峰科技有限公司", "翰海生物科技有限公司"]),
    ("zh-Hans", "澜翎药业与其唯一股东拉萨市远澄达技术有限公司签订协议。", ["澜翎药业", "拉萨市远澄达技术有限公司"]),
    ("zh-Hans", "受理石屿世纪科技股份有限公司的申请。", ["石屿世纪科技股份有限公司"]),
    ("ja", "日立建機㈱の売上高は12億円。", ["日立建機㈱"]),
    ("ja", "技研製作所㈱の売上高は12億円。", ["技研製作所㈱"]),
    ("ja", "ミライのりもの合同会社が12億円を出資した。", ["ミライのりもの合同会社"]),
    ("ja", "会社は合同会社に組織変更した。", []),
]
MARKS = [
    ("zh-Hant", "國巨*公布第二季營收444億元，年增14.1%。", ["國巨*"]),
    ("zh-Hant", "曜嶼*(6999)公告9月合併營收12.3億元，月增5.2%，年增12.1%。", ["曜嶼*"]),
    ("zh-Hant", "受AI帶動，台積電、國巨*、鴻海齊揚。", ["台積電", "國巨*", "鴻海"]),
    ("zh-Hant", "長瀾電材股份有限公司（以下簡稱長瀾*）公告營收8.07億元。", ["長瀾電材股份有限公司", "長瀾*"]),
    ("zh-Hant", "**鴻海**公布營收。*台積電*表示看好。", ["鴻海", "台積電"]),
    ("zh-Hant", "鴻海*公布營收12.3億元。\n*不含業外收入", ["鴻海"]),
    ("zh-Hans", "京东方A8月3日晚间公告，净利润5亿元。", ["京东方A"]),
    ("zh-Hans", "万科A10月9日公告，销售额120亿元。", ["万科A"]),
    ("zh-Hans", "京东方B上涨2%，收报3.2元。", ["京东方B"]),
    ("zh-Hans", "招商局B下跌3%。", ["招商局B"]),
    ("zh-Hans", "客户A占比12%，方案A上涨空间更大。", []),
    ("zh-Hans", "京东方AI芯片量产。", ["京东方"]),
    ("zh-Hans", "美的集团A轮融资。", ["美的集团"]),
    ("zh-Hans", "伯克希尔（BRK.B）下跌2%，ERIC-B上涨。", ["伯克希尔"]),
    ("ja", "**note（5243）** は増益。", ["note"]),
    ("ja", "- **ミナモ（4321）** — 売上高は12億円", ["ミナモ"]),
    ("ja", "カバー\n5253\n東証グロース\n売上高は12億円", ["カバー"]),
    ("ja", "東京都\n1234\n売上高は12億円", []),
    ("ja", "コード番号\n5253\n売上高は12億円", []),
    ("ja", "ルミノ(9554)：営業利益12億円、前期比5%増。", ["ルミノ"]),
]
PLACES = [
    ("zh-Hant", "公司認列台塑美國公司18.8億元，台塑越南公司1.2億元。", ["台塑美國公司", "台塑越南公司"]),
    ("zh-Hant", "南亞寧波銷售減少3億元，南亞惠州持平。", ["南亞寧波", "南亞惠州"]),
    ("zh-Hant", "台積電南京廠滿載，台積電美國建廠。", ["台積電", "台積電"]),
    ("zh-Hant", "鴻海越南投資額增加。", ["鴻海"]),
    ("zh-Hans", "深圳比亚迪汽车拟扩建工厂，投资5亿元。", ["深圳比亚迪汽车"]),
    ("zh-Hans", "比亚迪深圳总部扩建，宁德时代上海基地投产。", ["比亚迪", "宁德时代"]),
    ("zh-Hans", "茅台集团习酒公司营收120亿元。", ["茅台集团习酒公司"]),
    ("zh-Hans", "中石化集团下属公司亏损12亿元。", ["中石化集团"]),
    ("zh-Hant", "百度國際業務季度收入增長19%。", ["百度"]),
    ("zh-Hant", "合資企業中杭州宇曜科技持股三成。", ["杭州宇曜科技"]),
]
ROUNDS = [
    (
        "zh-Hans",
        "36氪获悉，家用咖啡机品牌「MOKA云泽咖机」已完成近2亿元A轮融资，由启明创投领投。",
        ["36氪", "MOKA云泽咖机", "启明创投"],
    ),
    ("zh-Hans", "“澜翎酸奶”于近日完成5亿元B轮融资。", ["澜翎酸奶"]),
    ("zh-Hans", "手术机器人创业公司明峥智造完成1.5亿元B轮融资，由启明创投领投。", ["明峥智造", "启明创投"]),
    ("zh-Hans", "AI绘图公司Qixa.ai完成3000万美元融资。", ["Qixa.ai"]),
    ("zh-Hans", "「下一个千亿赛道」完成融资的有三家。", []),
    ("zh-Hans", "该公司完成“专精特新”认定后获得融资。", []),
    ("zh-Hans", "36氪获悉，银澜磁体公告，公司拟减持股份。", ["36氪", "银澜磁体"]),
    ("zh-Hans", "三元生物涨停，成交额12亿元。", ["三元生物"]),
    ("zh-Hans", "消费电子预计上半年增长，创新医药涨停潮持续。", []),
    ("zh-Hans", "董事会公告，公司拟减持股份。", []),
    (
        "zh-Hans",
        "本轮融资由高榕、澜峰资本领投，SIG、L Catterton、沐泽资本跟投。",
        ["高榕", "澜峰资本", "SIG", "L Catterton", "沐泽资本"],
    ),
    ("zh-Hans", "天使投资人张伟、李明跟投。", []),
    ("zh-Hans", "本轮融资由多家知名机构领投，老股东跟投。", []),
]
WHAT_IS_NONE = [
    ("zh-Hans", "23Q1-3喜临门品牌床垫收入12亿元，同比增长18%。", ["喜临门"]),
    ("zh-Hans", "公司在通用动力设备方面收入12亿元。", []),
    ("zh-Hans", "平安养老保险股份有限公司（平安养老险）受让股权。", ["平安养老保险股份有限公司", "平安养老险"]),
    ("zh-Hans", "岚峰精密科技股份有限公司（股份公司）成立。", ["岚峰精密科技股份有限公司"]),
    ("zh-Hant", "轉投資事業中，Sharp 轉虧為盈，認列7億元。", ["Sharp"]),
    ("zh-Hant", "輝達 Blackwell 出貨，美國預託證券(ADR)上漲2%。", ["輝達"]),
    ("zh-Hans", "AI个人理财初创公司Hira Finance加入OpenAI。", ["Hira Finance", "OpenAI"]),
    ("zh-Hans", "锆概念东方锆业、三祥新材涨停。", ["东方锆业", "三祥新材"]),
    ("zh-Hans", "天眼查信息显示，澜翎科技有限公司成立。", ["天眼查", "澜翎科技有限公司"]),
    ("zh-Hans", "中国银行业协会表示支持，中国银行间市场利率上升2%。", []),
    ("zh-Hans", "经中国银行保险监督管理委员会批准，中国银行增资。", ["中国银行"]),
    ("zh-Hant", "智澄(4162)新藥Onivara alfa（簡稱Onva，即PEP02）於美國行銷，4月營收1.3億元。", ["智澄"]),
    ("zh-Hans", "药物澜替尼（简称LTN）获批，公司营收1.3亿元。", []),
    ("zh-Hant", "購買廠務設施、機器設備及微機電(MEMS)智財權，總金額2.36億美元。", []),
    ("ja", "原案コミカライズの売上が伸びた。", []),
    ("ja", "サラシアを配合した商品の売上高は12億円。", []),
    ("ja", "おやつの碧が12億円を調達した。", ["おやつの碧"]),
    ("ja", "いえらぶテックは12億円を調達した。", ["いえらぶテック"]),
    ("ja", "しかしスタートアップが12億円を調達した。", []),
    ("ja", "【会社概要】イメージ情報開発は東証グロース市場上場の小型ITサービス企業。", ["イメージ情報開発"]),
    ("ja", "取引先の多くは東証プライム上場企業だ。親会社は東証プライム上場である。", []),
    ("ja", "今年の締めくくりは東証への新規上場に上場した例もある。", []),
    ("ja", "この春は同社が12億円を調達した。", []),
    ("ja", "食品卸の丸碧が12億円で買収する。", ["丸碧"]),
    ("ja", "出版取次の売上高が減った。", []),
]
CASES = [*FORMS, *MARKS, *PLACES, *ROUNDS, *WHAT_IS_NONE]


@pytest.fixture(scope="module")
def found() -> dict[str, list[str]]:
    records, _ = mk.extract([mk.Article(text, text, lang) for lang, text, _ in CASES])
    firms = records.query("kind == 'company'")
    return {text: firms.loc[firms["article_id"] == text, "text"].tolist() for _, text, _ in CASES}


@pytest.mark.parametrize(("text", "names"), [case[1:] for case in CASES])
def test_names(found: dict[str, list[str]], text: str, names: list[str]) -> None:
    assert found[text] == names


def test_a_parent_with_its_place_is_a_firm_of_its_own() -> None:
    text = "鴻海營收444億元。鴻海寧波銷售減少3億元，鴻海越南公司轉盈。"
    records, _ = mk.extract([mk.Article("a", text, "zh-Hant")])
    firms = records.query("kind == 'company'")
    assert firms["text"].tolist() == ["鴻海", "鴻海寧波", "鴻海越南公司"]
    assert firms["entity_id"].nunique() == 3


def test_a_name_with_its_mark_is_the_firm_without() -> None:
    text = "國巨*公布第二季營收444億元。國巨看好下半年。"
    records, _ = mk.extract([mk.Article("a", text, "zh-Hant")])
    firms = records.query("kind == 'company'")
    assert firms["text"].tolist() == ["國巨*", "國巨"]
    assert firms["entity_id"].nunique() == 1
