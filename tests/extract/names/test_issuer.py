"""Whose document it is: the field, what the text declares, the title, the firm it is plainly about; and nobody's."""

import pytest

from mokuromi.corpus.article import Article
from mokuromi.extract.names.directory import directory
from mokuromi.extract.names.extract import build
from mokuromi.extract.names.issuer import issuer_of, issuer_words
from mokuromi.extract.text.document import Document

CASES = [
    ("the field: a name of the table", "ja", "", "トヨタ自動車", "当社の売上高は10億円。", "toyota"),
    ("the field: a name of no table", "ja", "", "株式会社ミナモ製菓", "当社の売上高は10億円。", "name:ミナモ製菓"),
    ("the field before the title", "ja", "ソニーグループ 決算", "株式会社ミナモ製菓", "売上高は10億円。", "name:ミナモ製菓"),
    ("declared", "ja", "", "", "株式会社ミナモ製菓（以下「当社」という）は、ソニーグループに納める。", "name:ミナモ製菓"),
    (
        "declared, the other way round",
        "ja",
        "",
        "",
        "当社グループ（株式会社ミナモ製菓及び連結子会社）はソニーグループに納める。",
        "name:ミナモ製菓",
    ),
    (
        "the firm of the title",
        "ja",
        "ミナモ製菓株式会社 有価証券報告書－第150期",
        "",
        "主要顧客はソニーグループである。",
        "name:ミナモ製菓",
    ),
    (
        "the firm of a note, not its broker",
        "zh-Hans",
        "岚峰科技（688301）：Q3业绩加速增长",
        "",
        "公司营收5亿元。海岑证券维持买入。",
        "name:岚峰科技",
    ),
    ("a firm in passing, where the text speaks of its own", "ja", "", "", "当社は、ソニーグループ向けの部品を強化し、売上高は10億円となった。", ""),
    ("the one firm, told of", "ja", "", "", "ソニーグループの第1四半期決算は増収だった。当社の見方では続く。", "sony"),
    ("a line of the head", "zh-Hans", "", "", "公司名称：岚峰科技股份有限公司\n保荐人：海岑证券股份有限公司\n", "name:岚峰科技"),
    ("the line of a cover that says who issues", "zh-Hans", "", "", "招股说明书\n控股股东：星河科技股份有限公司\n发行人：岚峰科技股份有限公司\n星河科技股份有限公司持股51%。", "name:岚峰科技"),
    ("the line of a cover that says who issues", "ja", "", "", "社債要項\n保証会社：株式会社ヒノデ工業\n発行会社：株式会社ミナモ製菓\n株式会社ヒノデ工業が保証する。", "name:ミナモ製菓"),
    (
        "a line of the head, whoever is named more often",
        "ja",
        "",
        "",
        "2025年11月14日\n会社名：株式会社ミナモ製菓\nソニーグループに納める。ソニーグループの受注が増え、ソニーグループ向けが伸びた。",
        "name:ミナモ製菓",
    ),
    ("plainly about", "zh-Hans", "", "", "岚峰科技股份有限公司上市。岚峰科技营收5亿元。海岑证券认为估值合理。", "name:岚峰科技"),
    ("a broker alone is no issuer", "zh-Hans", "", "", "公司营收5亿元。海岑证券研究所认为估值合理。", ""),
    ("a broker's own results", "zh-Hans", "", "", "事件：海岑证券2019年营业收入27亿元，净利润8.1亿元。", "name:海岑证券"),
    ("rated by a broker", "zh-Hans", "海岑证券：岚峰科技（688301）买入评级", "", "目标价50元。", "name:岚峰科技"),
    ("a news agency speaks", "zh-Hans", "路透：欧盟拟加征关税", "", "多国赞成。", ""),
    ("receives", "zh-Hans", "岚峰科技获星河科技增持", "", "持股升至5%。", "name:岚峰科技"),
    (
        "the filer, however many it names",
        "ja",
        "",
        "",
        "株式会社ミナモ製菓 四半期報告書－第24期第2四半期\n株式会社ヒノデ工業、株式会社ルミテックの順である。ヒノデ工業は増収、ルミテックは減収。",
        "name:ミナモ製菓",
    ),
    (
        "the one that announces",
        "zh-Hans",
        "",
        "",
        "岚峰科技发布公告：拟由子公司星河科技投资。星河科技年产能6万片，星河科技获得定点。",
        "name:岚峰科技",
    ),
    ("beside the issuer", "zh-Hans", "", "", "公司、岚峰科技股份有限公司与市政府签署协议。公司产能12万吨。", ""),
    ("two announce", "zh-Hans", "", "", "岚峰科技股份有限公司公告：中标。星河科技股份有限公司公告：回购。", ""),
    ("several alike", "zh-Hans", "", "", "岚峰科技营收5亿元，星河科技营收6亿元，澄屿科技营收7亿元。", ""),
    (
        "the firm with a code that a report begins with, its title a short name that the text never has",
        "ja",
        "Mコミュ、今期経常は18%増で最高益",
        "",
        "ミナモコミュニティ <5999> が決算を発表。経常利益は16億円。",
        "name:ミナモコミュニティ",
    ),
    (
        "the firm of the title, where the first with a code is another",
        "ja",
        "ミナモ製菓、今期経常は18%増",
        "",
        "ルミテック <5999> を買収したミナモ製菓が決算を発表。経常利益は16億円。",
        "name:ミナモ製菓",
    ),
    (
        "the firm of a review, however many others it names",
        "zh-Hans",
        "岚峰科技2024年年报点评",
        "",
        "星河科技股份有限公司、澄屿科技股份有限公司、皖河生物股份有限公司为客户。公司营收5亿元。",
        "name:岚峰科技",
    ),
    ("who raised no money", "ja", "", "", "引受先はミナモキャピタル。5億円を調達した。", ""),
    ("named nowhere", "zh-Hans", "三季报点评", "", "公司营收5亿元。", ""),
    ("empty", "ja", "", "", "", ""),
]


@pytest.mark.parametrize(("why", "lang", "title", "issuer", "text", "want"), CASES, ids=[c[0] for c in CASES])
def test_issuer(why: str, lang: str, title: str, issuer: str, text: str, want: str) -> None:
    document = Document(Article("a", text, lang, title=title, issuer=issuer))
    assert issuer_of(document, build()(document), directory()).entity == want


WORDS = [
    ("ja", "当社グループは当社及び子会社からなる。同社とは別である。", ["当社グループ", "当社"]),
    ("zh-Hans", "公司披露，本公司及子公司收购该公司。上市公司须守公司法。", ["公司", "本公司"]),
    ("zh-Hant", "本集團收益上升，我們認為貴公司董事須負責。", ["本集團", "我們", "貴公司"]),
    ("zh-Hans", "本行业增长。", []),
    ("zh-Hans", "此公司、这公司与那公司各占一成，每公司、各公司、某公司、两公司和其公司也是，但公司不然。", ["公司"]),
]


@pytest.mark.parametrize(("lang", "text", "want"), WORDS)
def test_issuer_words(lang: str, text: str, want: list[str]) -> None:
    assert [text[s:e] for s, e in issuer_words(Document(Article("a", text, lang)))] == want
