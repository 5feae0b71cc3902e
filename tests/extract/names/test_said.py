"""Names that what stands right beside them tells, by kind; what belongs to them; and what is only a part or a unit."""

from datetime import date

import pytest

import mokuromi as mk

BESIDE = [
    ("a bracket with sales", "ja", "", "リンテックは、包装資材の峰岸紙工(京都府宇治市。売上高8億2000万円)の全株式を取得する。", ["リンテック", "峰岸紙工"]),
    ("… behind Latin letters", "ja", "", "リンテックは、フランスQOVADET SAS(売上高6億1000万円)を買収した。", ["リンテック", "QOVADET SAS"]),
    ("… behind a common noun", "ja", "", "リンテックは、市内の倉庫(京都府宇治市。売上高8億2000万円)を買った。", ["リンテック"]),
    ("what it works on", "ja", "", "ロボットを開発中のQovadetは12日、5億円を調達した。", ["Qovadet"]),
    ("a legal form in brackets", "ja", "", "(株)QVDTの売上高は5億円、(株)の売上高は6億円。", ["(株)QVDT"]),
    ("what a title begins with", "zh-Hans", "和谷捞面冲刺IPO", "和谷捞面2024年营收20亿元。", ["和谷捞面"]),
    ("what joins nothing", "zh-Hans", "", "和谷捞面完成5亿元融资。", ["和谷捞面"]),
    ("a share in it is held", "zh-Hans", "", "腾讯持有和谷捞面12.02%股权，持有该公司5%股权。", ["腾讯", "和谷捞面"]),
    ("how much was raised", "zh-Hans", "", "2024年3月，咕咚获得深创投领投、中信资本跟投的2000万美元A轮融资。", ["咕咚", "深创投", "中信资本"]),
    ("a member of a group", "zh-Hans", "", "滴滴货运确认完成10亿美元融资。滴滴完成4亿美元融资。", ["滴滴货运", "滴滴"]),
    ("a subsidiary with its group's name", "zh-Hans", "", "徐工机械的子公司徐工重型2024年营收50亿元，子公司徐工完成交割。", ["徐工机械", "徐工重型", "徐工"]),
    ("a common word that reports as a firm", "zh-Hant", "", "友邦上半年淨利2.1億美元；平安營運利潤700億元，平安度過。", ["友邦", "平安"]),
    ("the group's own", "zh-Hans", "", "滴滴已经完成4亿美元融资，滴滴创始团队获得奖励。", ["滴滴", "滴滴"]),
    ("Latin letters of a bank", "zh-Hant", "", "Qovad銀行上半年淨利2兆韓元。", ["Qovad銀行"]),
    ("an acronym of a thing", "zh-Hant", "", "AI銀行服務上半年增長。", []),
    ("a bank with its country", "zh-Hant", "", "中國光大銀行上半年淨利200億元。", ["中國光大銀行"]),
    ("a bank in a country", "zh-Hant", "", "在中國光大銀行上半年獲准。", ["光大銀行"]),
    ("a store", "ja", "", "松屋の売上高は4%増。松屋銀座本店は5%増、浅草店は1%減。", ["松屋", "松屋"]),
    ("a book store", "ja", "", "紀伊國屋書店の売上高は5億円、近鉄百貨店の売上高は6億円。", ["紀伊國屋書店", "近鉄百貨店"]),
    ("a brand under a title", "zh-Hans", "安踏体育2021年中报点评", "FILA品牌实现收入108.3亿元。", []),
    ("a unit of a figure", "zh-Hant", "", "台積電收盤1,495元大漲8%。", ["台積電"]),
    ("no unit", "zh-Hant", "", "元大證券7月營收25億元。", ["元大證券"]),
    ("half of a word", "zh-Hant", "", "新韓銀行上半年淨利2兆韓元。", ["新韓銀行"]),
    ("banks of a country", "zh-Hant", "", "四大內銀股價上升，內銀上半年純利增5%。", []),
    ("a share under special treatment", "zh-Hans", "", "*ST雲嶺公告，营收5亿元。ST海岑前三季度营收30亿元，ST板块走强。", ["*ST雲嶺", "ST海岑"]),
    ("a bond", "zh-Hant", "", "雙鴻五(33245)轉債收市價222元，三一重工營收5億元。", ["三一重工"]),
    ("a trade that a title begins with", "ja", "アパレル、今期は減益", "アパレルの市場は200億円。アパレル各社は値上げした。", []),
    ("shares that move", "ja", "", "メルカリやQVDAS、アオバリックスが下落した。リンゴ、バナナが上昇した。", ["メルカリ", "QVDAS", "アオバリックス"]),
    ("a kind of shares", "ja", "", "スリーエム株式会社C種種類株式の発行価額は5億円。", ["スリーエム株式会社"]),
    ("firms of a place", "ja", "", "ROA(純利益ベース)は2.8%。台湾子会社を通じて、5億円を投じた。", []),
    ("kinds of goods", "zh-Hans", "", "四足机器人、机器人组件收入增长5%。", []),
    ("what an authority publishes", "zh-Hant", "", "台灣金管會數據：上半年壽險業淨利5億元。", []),
    ("a policy", "ja", "", "アベノミクスで利益は増えた。個別銀行の利益は5億円。", []),
    ("a share that moves", "ja", "コアミが大幅高", "コアミが大幅高で年初来高値を更新している。", ["コアミ"]),
    ("what moves and is no share", "ja", "", "日経平均が反発し、海運株も続伸した。原油先物は急落、ビットコインが急騰した。ドルは反落。", []),
    ("what only a share has", "ja", "", "テモラナの初値は8050円だった。新規上場の初値は高い。10月23日の初値は低い。", ["テモラナ"]),
    ("no bid yet", "ja", "", "碧浜ナレッジとアイビナはともに買い気配のまま終えた。アイビナは公開価格の2.3倍だった。", ["碧浜ナレッジ", "アイビナ", "アイビナ"]),
    ("two lists of shares", "ja", "", "メルカリやウエストHD、出前館が上昇した。半面、ハーモナックやSQHDは下落した。", ["メルカリ", "ウエストHD", "出前館", "ハーモナック", "SQHD"]),
    ("its seat alone", "ja", "", "子会社のリリーナサイン(東京都千代田区)に譲渡した。QOVALENE(甲府市)の株式を取得する。", ["リリーナサイン", "QOVALENE"]),
    ("a seat of no firm", "ja", "", "市立美術館(甲府市)の改修が始まった。山田太郎(東京都港区)は語った。ホテル(京都市)に泊まった。", []),
    ("a kind of company", "ja", "", "保険では相互会社も珍しくない。株式会社化した。", []),
    ("forms line by line", "ja", "", "引受先は次のとおり。\n瀬戸キャピタル株式会社\n株式会社ワキナプランニング\n", ["瀬戸キャピタル株式会社", "株式会社ワキナプランニング"]),
    ("what follows behind the dot", "ja", "", "原油を運ぶエクソン・モービルは増産する。トヨタ・ホンダの両社は見送った。", ["エクソン・モービル", "トヨタ", "ホンダ"]),
    ("a rank", "ja", "", "3位はベクトナ<6058>(東1)の8.6%高となった。", ["ベクトナ"]),
    ("a date before it", "ja", "", "6月24日 ロコナガイド(4497) マザーズ 2,000円", ["ロコナガイド"]),
    ("a short form before it", "ja", "", "(株)碧黒商事は破産した。不動産はその後(株)碧黒地所へ移した。", ["(株)碧黒商事", "(株)碧黒地所"]),
    ("two that a space parts", "ja", "", "・大和証券　瀬戸内重機(6310)　目標株価2400円\n・野村証券　東岬電子(6745)　目標株価500円", ["大和証券", "瀬戸内重機", "野村証券", "東岬電子"]),
    ("heads of results", "ja", "", "▽エトワナ中京＝全店は2.2%増\n◇ロバスナ工業　25年11月期の連結営業利益は8%増\n◇業績　25年11月期は8%増", ["エトワナ中京", "ロバスナ工業"]),
    ("a declared short name", "zh-Hans", "", "上海岚湖支付股份有限公司（以下简称岚湖支付）计划发行股票，岚湖支付2024年营收5亿元。", ["上海岚湖支付股份有限公司", "岚湖支付", "岚湖支付"]),
    ("… behind a colon", "zh-Hans", "", "公司收购西藏金岚矿业有限公司（下称：金岚矿业）100%股权。", ["西藏金岚矿业有限公司", "金岚矿业"]),
    ("persons of a list", "zh-Hans", "", "岚视科技由印川、唐文和杨沐于2011年创立，印川、唐文和杨沐三人持股8%。法定代表人为马岚。", ["岚视科技"]),
    ("a quote inside", "zh-Hans", "", "东岚汽车(4.000,-0.07,-1.72%)集团有限公司公告。东岚汽车(4.000,-0.07,-1.72%)公告。", ["东岚汽车(4.000,-0.07,-1.72%)集团有限公司", "东岚汽车"]),
    ("a legal form alone", "zh-Hans", "", "某集团股份有限公司（下称“远岚集团”）2025年营收30亿元。", ["远岚集团"]),
    ("a branch of a bank", "zh-Hans", "", "公司向华夏银行苏州分行申请贷款，华夏银行及其分行同意。", ["华夏银行苏州分行", "华夏银行"]),
    ("a market's name", "zh-Hans", "", "岚鑫科技刷新创科创板最大IPO纪录，深股通净卖出1.6亿元。", ["岚鑫科技"]),
    ("公司 of a new name", "zh-Hans", "", "澄岳能源公司收购了一处矿山。该公司为上市公司，子公司获批。", ["澄岳能源公司"]),
    ("results at a line's head", "zh-Hans", "", "- 美的2026Q1营收31.9亿元，同比增长2.6%。\n- 合计2026Q1营收50亿元。", ["美的"]),
    ("the label of a code", "zh-Hant", "", "阿里巴巴集團（NYSE：BABA、港交所：9988）創立於1999年。優步（UBER.US）上漲。", ["阿里巴巴集團", "優步"]),
    ("letters of items", "zh-Hant", "", "A.台塑石化公司：認列59.1億元；B.台塑美國公司：認列18.8億元。", ["台塑石化公司", "台塑美國公司"]),
    ("forms of other countries", "zh-Hant", "", "透過子公司 Qovadet Electronics (Netherlands) B.V.收購Halvend Nordic Oy。", ["Qovadet Electronics (Netherlands) B.V.", "Halvend Nordic Oy"]),
    ("a subsidiary's letters", "zh-Hant", "", "代子公司QVMC公告董事會決議，QVMC於股東會通過。", ["QVMC", "QVMC"]),
    ("how much it moves", "zh-Hant", "", "重慶鋼鐵大跌2.3%，澄鋼也跌1.3%，恆生指數跌0.7%，鐵礦石價格跌2%，原油漲3%。", ["重慶鋼鐵", "澄鋼"]),
    ("a foreign firm's mark", "zh-Hant", "", "今年首家新股F-澄勝(5264)下周掛牌，F-澄勝完成公開申購，F-16戰機升空。", ["F-澄勝", "F-澄勝"]),
    ("a broker's research", "zh-Hant", "", "滙豐研究將友邦目標價下調近9%。滙豐研究所得稅。", ["滙豐研究", "友邦", "滙豐"]),
    ("the place before a known name", "zh-Hant", "", "台灣中鋼的高爐下月歲修。", ["中鋼"]),
    ("a country's economy", "zh-Hant", "", "歐盟工業需要保護。南韓晶片廠SK海力士停工。東京股市下挫，費城半導體大漲。", ["SK海力士"]),
    ("no verb begins it", "zh-Hant", "", "隨著全球科技產業推進，持續拉抬電力需求。", []),
    ("股 in brackets behind it", "zh-Hant", "", "因中租迪和(股)公司為一人股東，故不適用。", ["中租迪和(股)公司"]),
    ("a word with a code in the title", "zh-Hant", "創意 3443", "創意Q2收入138億元，量產服務115億。", ["創意"]),
    ("what a dotted name begins with", "ja", "", "アンハイザー・ブッシュ・インベブの売上高は5億ドル。アンハイザー・ブッシュは合意した。", ["アンハイザー・ブッシュ・インベブ", "アンハイザー・ブッシュ"]),
    ("a year before a legal name", "ja", "", "会社を引き継ぎ、昭和11年丸碧製薬株式会社となった。", ["丸碧製薬株式会社"]),
    ("a quoted bracket declares", "zh-Hant", "", "由Qovadet Capital Limited（「QCLX」）持有。QCLX由兩名股東持有。", ["Qovadet Capital Limited", "QCLX", "QCLX"]),
    ("beside a chosen one", "ja", "", "碧浜証券と個人投資家が買った。", ["碧浜証券"]),
]  # fmt: skip


@pytest.mark.parametrize(("lang", "title", "text", "names"), [row[1:] for row in BESIDE], ids=[row[0] for row in BESIDE])
def test_names_by_what_is_said_of_them(lang, title, text, names):
    records, _ = mk.extract([mk.Article("a", text, lang, date(2026, 8, 20), title)], jobs=1)
    assert [row.text for row in records.itertuples() if row.kind == "company"] == names


@pytest.mark.parametrize(
    ("lang", "text", "firms"),
    [
        ("zh-Hant", "公司名稱:澄嶺科技股份有限公司。澄嶺公司今日公布營收20億元。", 1),
        ("zh-Hant", "澄嶺科技股份有限公司與雲澄公司簽約，雲澄公司營收20億元。", 2),
        ("zh-Hans", "华岭汽车科技股份有限公司今日上市，股票简称为“华岭科技”。华岭科技营收24亿元。", 1),
        ("zh-Hans", "华岭汽车科技股份有限公司今日上市，客户的股票简称为“星岭材料”。星岭材料营收24亿元。", 2),
        ("zh-Hans", "公司股票简称“东岭新材”。浙江东岭新材料股份有限公司营收5亿元，东岭公司预计增长。", 1),
        ("ja", "株式会社トヨタシステムズの売上高は5億円。トヨタの売上高は10兆円。", 2),
        ("ja", "トヨタ自動車株式会社の売上高は10兆円。トヨタは増産する。", 1),
        ("zh-Hans", "澄岭物流股份有限公司公告称，澄岭股份2020年营收5亿元。", 1),
        ("zh-Hans", "澄岭物流股份有限公司公告称，海岑股份2020年营收5亿元。", 2),
        ("zh-Hant", "澄嶺生活服務集團有限公司（02987）放榜，澄嶺服務收入71.3億元。", 1),
        ("zh-Hant", "澄嶺生活服務集團有限公司（02987）放榜，澄嶺銀行收入71.3億元。", 2),
        ("zh-Hans", "深圳市腾讯信息技术有限公司持有该公司4%股权。腾讯营收24亿元。", 2),
        ("zh-Hans", "腾讯控股有限公司公布业绩。腾讯营收24亿元。", 1),
    ],
)
def test_how_many_firms(lang, text, firms):
    records, _ = mk.extract([mk.Article("a", text, lang, date(2026, 8, 20))], jobs=1)
    assert len({row.entity_id for row in records.itertuples() if row.kind == "company"}) == firms
