"""What stands around 25年, 20日, 三日 says whether it is a date or a length of time: a text for each word that decides it."""

import pytest

from mokuromi import Engine
from mokuromi.corpus.rows import article_of
from mokuromi.extract.text.document import Document


@pytest.fixture(scope="module")
def engine():
    return Engine(ner=False)


def _kind(engine, text, lang, surface):
    document = Document(article_of({"id": "t", "text": text, "lang": lang, "published": "2026-03-20"}))
    found = [(r.kind, text[r.start : r.end]) for r in engine.records(document) if r.kind in ("date", "duration")]
    return next((kind for kind, part in found if part == surface), "")


AFTER_JA = ["連続で増収", "続く", "ぶりに増収", "以上の実績", "以内に", "以下の", "余り", "超の実績", "強の実績", "弱の実績", "前後の", "単位で", "もの間", "もたった", "にわたり", "に渡り", "にも満たない", "に満たない", "になる", "が経つ", "経過した", "を経て", "をかけた", "早く", "遅れ", "の歴史", "の経験", "経験を", "かけて", "越しの", "来の", "程度", "足らずで", "ほど", "で完成", "分の在庫", "以来の高値", "ごとに", "おきに"]
AFTER_ZH = ["以上", "以内", "余", "多", "超", "内", "期间", "的计划", "左右"]
BEFORE_ZH = ["约", "超", "逾", "连续", "最长", "最短", "满", "长达", "为期", "历时", "期限", "停产", "连跌", "至少", "不到", "不足", "未满", "每隔", "创业"]
YEAR_AFTER = ["に上場", "まで", "目標", "時点", "、上場", "は増益", "の売上", "比で", "から"]
DAY_AFTER_JA = ["に", "、", "の", "付で", "夜", "朝", "午後", "晩", "早朝", ",", "から", "まで", "発"]


@pytest.mark.parametrize("after", AFTER_JA)
def test_a_length_by_what_follows(engine, after):
    assert _kind(engine, f"社歴25年{after}", "ja", "25年") == "duration"


@pytest.mark.parametrize("after", AFTER_ZH)
def test_a_chinese_length_by_what_follows(engine, after):
    assert _kind(engine, f"公司25年{after}", "zh-Hans", "25年") == "duration"


@pytest.mark.parametrize("before", BEFORE_ZH)
def test_a_chinese_length_by_what_stands_before(engine, before):
    assert _kind(engine, f"公司{before}25年", "zh-Hans", "25年") == "duration"


@pytest.mark.parametrize("before", ["設立から", "創業から", "創業", "以来"])
def test_a_length_by_what_stands_before(engine, before):
    assert _kind(engine, f"会社は{before}25年", "ja", "25年") == "duration"


@pytest.mark.parametrize("text", ["会社は25年に上場", "会社の25年", "公司25年上市"])
def test_a_year_where_nothing_says_otherwise(engine, text):
    assert _kind(engine, text, "zh-Hans" if "公司" in text else "ja", "25年") == "date"


@pytest.mark.parametrize("after", YEAR_AFTER)
def test_a_round_year_by_what_follows(engine, after):
    assert _kind(engine, f"会社は20年{after}", "ja", "20年") == "date"
    assert _kind(engine, "会社は20年", "ja", "20年") == "duration"


@pytest.mark.parametrize(
    ("text", "surface", "kind"),
    [
        ("50年に脱炭素", "50年", "date"),
        ("50年目標を示す", "50年", "date"),
        ("50年の脱炭素", "50年", "duration"),
        ("2012年に開業し、14年に上場", "14年", "date"),
        ("2012年に開業し、14年、上場", "14年", "date"),
        ("2012年は赤字、14年は黒字", "14年", "date"),
        ("2012年の開業、14年の上場", "14年", "date"),
        ("2012年に開業し、14年,上場", "14年", "date"),
        ("2012年に開業し、14年から上場", "14年", "date"),
        ("1998年に開業し、99年に上場", "99年", "date"),
        ("1908年に開業し、13年に上場", "13年", "date"),
        ("2012年に開業した。14年に延びた", "14年", "duration"),
        ("5日で完売", "5日", "duration"),
        ("5日分の在庫", "5日", "duration"),
        ("5日弱で完売", "5日", "duration"),
        ("5日強を要した", "5日", "duration"),
        ("5日に完売", "5日", "date"),
        *((f"三日{after}", "三日", "date") for after in DAY_AFTER_JA),
        ("三日で", "三日", ""),
        ("第14年", "14年", ""),
        ("毎14日", "14日", ""),
    ],
)
def test_japanese(engine, text, surface, kind):
    assert _kind(engine, text, "ja", surface) == kind


@pytest.mark.parametrize(
    ("text", "surface", "kind"),
    [
        ("2012年开业，14年为首次盈利", "14年", "date"),
        ("2012年和14年及15年", "14年", "date"),
        ("2012年开业，14年和15年盈利", "14年", "date"),
        ("公元220年", "公元220年", "date"),
        ("20日左右公布", "20日", "date"),
        ("20日前后公布", "20日", "date"),
        ("20日内公布", "20日", "duration"),
        ("股价三日涨一成", "三日", "duration"),
        ("股价三日跌一成", "三日", "duration"),
        ("外资三日买超", "三日", "duration"),
        ("外资三日卖超", "三日", "duration"),
        ("外资三日在场", "三日", ""),
        ("两周日均成交", "两周", "duration"),
        ("一周五次", "一周", "duration"),
        ("这一周", "一周", ""),
    ],
)
def test_chinese(engine, text, surface, kind):
    assert _kind(engine, text, "zh-Hans", surface) == kind
