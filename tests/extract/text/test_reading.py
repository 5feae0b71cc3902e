"""What is read is plain, and the way back leads to the article's own characters."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mokuromi.corpus.article import Article
from mokuromi.extract.pipeline import Engine
from mokuromi.extract.text.reading import read
from mokuromi.rules.fold import fold

SHOWN = [
    ("2024年3⽉期の売上⾼は⼆億円", "2024年3月期の売上高は二億円"),
    ("⽐亚迪、⻑城汽⻋", "比亚迪、長城汽车"),
    ("ﾊﾟﾅｿﾆｯｸ･ｸﾞﾙｰﾌﾟ", "パナソニック・グループ"),
    (unicodedata.normalize("NFD", "ガバナンス・プラザ"), "ガバナンス・プラザ"),
    ("売\u200b上\u00ad高\ufeff", "売上高"),
    ("葛\U000e0100城市の𠮷野家と髙島屋", "葛城市の吉野家と高島屋"),
    ("︵売上高︶は三億円︒", "(売上高)は三億円。"),
    ("売　上　高 1,234", "売上高 1,234"),
    ("営 業 利 益は 1 億円", "営業利益は 1 億円"),
    ("𝟏𝟐億円", "12億円"),
    ("㍻30年に5㌧、3㎿", "平成30年に5トン、3MW"),
    ("毛利率为$25.5\\%$，同比增$1.2\\%/3.4\\%$，股价$25", "毛利率为25.5%，同比增1.2%/3.4%，股价$25"),
    (
        "岚峰科技上半年业绩点评：收入与利润双双改善　　公司披露半年报，收入3.2亿元，同比增长12%。　　盈利预测：收入7亿元。".ljust(62, "。"),
        "岚峰科技上半年业绩点评：收入与利润双双改善\n　公司披露半年报，收入3.2亿元，同比增长12%。\n　盈利预测：收入7亿元。".ljust(62, "。"),
    ),
    (
        "1、【岚峰科技】  岚峰科技昨日公告，上半年收入3.2亿元，同比增长12%，净利润亦有改善。  2、【碧浜证券】  碧浜证券拟增发。",
        "1、【岚峰科技】  岚峰科技昨日公告，上半年收入3.2亿元，同比增长12%，净利润亦有改善。\n 2、【碧浜证券】  碧浜证券拟增发。",
    ),
    (
        "岚峰科技披露半年报。期内实现营收 14.62 亿元，同比增长 21.4%；归母净\n利 1.37 亿元，上年同期亏损。",
        "岚峰科技披露半年报。期内实现营收 14.62 亿元，同比增长 21.4%；归母净利 1.37 亿元，上年同期亏损。",
    ),
]
PLAIN = [
    "項目　　前期　　当期\n売上高　　610　　740",
    "岚峰科技发布半年报\n公司上半年收入3.2亿元，同比增长12%。",
    "岚峰科技昨日披露半年报，上半年收入3.2亿元，同比增长12%，净利润改善。\n碧浜证券拟增发。",
    "股价$25，涨5%",
    "碧浜金控　　40.02　　33.71　　286.32　　碧浜銀行　　33.10　　27.90　　226.00　　註：上述資料均係自結合併數字，未經查核。請自行參酌。",
    "売上高は1億円", "売上 高い", "合 計", "A B C D", "東京 大阪 京都", "é", "", "あ゙",
]


@pytest.mark.parametrize(("text", "shown"), SHOWN)
def test_read(text, shown):
    reading = read(text)
    assert reading.text == shown
    assert reading.span(0, len(shown))[0] == 0


_NOTICE = (
    "1.事實發生日:115/06/10 2.公司名稱:東岬金融控股股份有限公司 3.與公司關係(請輸入本公司或子公司):本公司 4.發生緣由:公告自結盈餘 "
    "5.因應措施:無 6.其他應敘明事項: 主要子公司獲利資料：  　　　　　　　　稅前淨利　稅後淨利 　　　　　　　　（億元）　（億元） "
    "東岬金控　　　  24.02　   21.46 東岬銀行　　　  19.10　　 17.30 註:上述資料均係自結數"
)


def test_a_notice_flattened_into_one_line():
    shown = read(_NOTICE).text
    assert len(shown) == len(_NOTICE)
    lines = [line.strip(" \u3000") for line in shown.split("\n")]
    assert lines[1] == "2.公司名稱:東岬金融控股股份有限公司"
    assert lines[-5:] == ["稅前淨利　稅後淨利", "（億元）　（億元）", "東岬金控　　　  24.02　   21.46", "東岬銀行　　　  19.10　　 17.30", "註:上述資料均係自結數"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("報導期間:115年 4.收入(仟元):3,456 5.毛利(毛損) (仟元): -45 說明:無", ["報導期間:115年", "4.收入(仟元):3,456", "5.毛利(毛損) (仟元): -45", "說明:無"]),
        ("單位:仟元  8月  1~8月 ---- 收入  340  3,200 毛利  29  -12 註:自結", ["單位:仟元", "8月  1~8月", "----", "收入  340  3,200", "毛利  29  -12", "註:自結"]),
        ("項目  本月  去年同月 (115/05)  (114/05) ==== 收入(百萬)  28  由虧轉盈", ["項目", "本月  去年同月", "(115/05)  (114/05)", "====", "收入(百萬)  28  由虧轉盈"]),
        ("毛利率(非GAAP)為 35% ，見 4.說明(附件): 詳見年報", None),
        ("營收 3.5億元(仟元以下捨去):12月份公告", None),
        ("售價  ----  面議", None),
    ],
)  # fmt: skip
def test_forms_and_ruled_tables_in_one_line(text, lines):
    assert [line.strip() for line in read(text).text.split("\n")] == (lines or [text])


@pytest.mark.parametrize("text", ["公司 3 月營收 12 億元，" * 20, "排名 1.5 2.5 " * 20, "見 2.說明 " * 30])
def test_figures_and_numbers_in_a_long_line_are_no_rows(text):
    assert "\n" not in read(text).text


@pytest.mark.parametrize("text", PLAIN)
def test_plain_text_is_its_own_reading(text):
    assert read(text).text == text


@pytest.mark.parametrize(
    ("text", "at", "surface"),
    [
        ("売\u200b上\u00ad高は", (0, 3), "売\u200b上\u00ad高"),
        ("高\u200bは", (0, 1), "高"),
        ("葛\U000e0100は", (0, 1), "葛\U000e0100"),
        ("ｶﾞｽは", (0, 2), "ｶﾞｽ"),
        ("売 上 高は", (0, 3), "売 上 高"),
        ("5㌧は", (0, 3), "5㌧"),
    ],
)
def test_the_way_back(text, at, surface):
    start, end = read(text).span(*at)
    assert text[start:end] == surface


_BITS = ["売上高", "⽉", "ｶﾞ", "カ\u3099", "\u200b", "\ufe00", "\u00ad", "𠮷", "営 業 利 益", " ", "1億円", "\n", "髙", "㍻", "︒", "\uff9e", "e\u0301"]
_MIXED = st.lists(st.sampled_from(_BITS) | st.text(max_size=3), max_size=12).map("".join)


@given(_MIXED)
def test_offsets_lead_back_in_order(text):
    reading = read(text)
    spans = [reading.span(at, at + 1) for at in range(len(reading.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before == after or before[1] <= after[0] for before, after in zip(spans, spans[1:], strict=False))


@given(_MIXED)
def test_what_is_read_is_plain(text):
    once = read(text).text
    assert read(read(once).text).text == read(once).text
    assert len(fold(once)) == len(once)


@pytest.fixture(scope="module")
def engine():
    return Engine(ner=False)


@pytest.mark.parametrize(
    ("text", "surface", "value"),
    [
        ("新工場の⽤地取得に⼆億円を充てる。", "⼆億円", 200000000),
        ("売上高は1\u200b2億\u200b円\u200bだった。", "1\u200b2億\u200b円", 1200000000),
        ("調達額は3億ﾄﾞﾙだ。", "3億ﾄﾞﾙ", 300000000),
        (unicodedata.normalize("NFD", "調達額は3億ドルだ。"), unicodedata.normalize("NFD", "3億ドル"), 300000000),
    ],
)
def test_records_keep_the_surface(engine, text, surface, value):
    records, _ = engine.extract(Article("a", text, "ja"))
    (found,) = [r for r in records if r.kind == "money"]
    assert (found.text, found.value) == (surface, value)
    assert text[found.start : found.end] == surface and found.sentence in text


@given(_MIXED)
def test_every_surface_is_the_text_between_its_offsets(text):
    engine = _engine()
    records, facts = engine.extract(Article("a", text + "売上高は1億円。", "ja"))
    for record in records:
        assert (text + "売上高は1億円。")[record.start : record.end] == record.text
    assert all(0 <= fact.start < fact.end <= len(text) + 9 for fact in facts)


_ENGINES: list[Engine] = []


def _engine() -> Engine:
    if not _ENGINES:
        _ENGINES.append(Engine(ner=False))
    return _ENGINES[0]
