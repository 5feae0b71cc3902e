"""Names by where they stand: heads of items, cells of columns, labels, titles, legal forms."""

import pytest

import mokuromi as mk
from mokuromi.extract.names.heads import item_heads, labelled, named_again, named_cells
from mokuromi.extract.text.document import Document


def document(text: str, lang: str = "ja", title: str = "", issuer: str = "") -> Document:
    return Document(mk.Article("a", text, lang, None, title, issuer=issuer))


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        ("【ミナモ製菓】増収だった。\n【ホタル電機】減収だった。", [("ミナモ製菓", "【"), ("ホタル電機", "【")]),
        ("■岚峰科技（688123）：营收5亿元。\n■海岑重工（688456）：营收3亿元。", [("岚峰科技", "■code"), ("海岑重工", "■code")]),
        ("岚峰科技：营收5亿元。", [("岚峰科技", ":")]),
        ("营收为5亿元，同比增长。", []),
    ],
)
def test_item_heads(text, heads):
    made = document(text, "zh-Hans" if "岚" in text or "营" in text else "ja")
    assert [(made.text[head.start : head.end], head.shape) for head in item_heads(made)] == heads


def test_labels_of_rows_are_heads_and_cells_under_a_head_of_firms_are_named():
    made = document("社名　コード　売上高\nミナモ製菓　3X11　412\nホタル電機　9Z45　1,208\n")
    assert [made.text[c.start : c.end] for c in named_cells(made, "ja")] == ["ミナモ製菓", "ホタル電機"]
    assert [made.text[head.start : head.end] for head in item_heads(made)] == ["ミナモ製菓", "ホタル電機"]


@pytest.mark.parametrize(
    ("lang", "text", "cells"),
    [
        ("ja", "| 銘柄 | 売上高 |\n|---|---|\n| ミナモ製菓* | 412 |\n| ホタル電機（連結） | 1,208 |\n", [("ミナモ製菓", True), ("ホタル電機", True)]),
        ("zh-Hans", "| 投资方 | 比例 |\n|---|---|\n| 岚峰投资（有限合伙） | 5% |\n| 其他 | 1% |\n", [("岚峰投资（有限合伙）", True)]),
        ("zh-Hans", "公司  收入  利润\n岚峰科技  412  20\n海岑重工  208  11\n", [("岚峰科技", False), ("海岑重工", False)]),
        ("zh-Hant", "公司  收入  利潤\n岚峰-通信網路業  412  20\n海岑-KY  208  11\n", [("岚峰", False), ("海岑-KY", False)]),
        ("ja", "| 品目 | 売上高 |\n|---|---|\n| ミナモ製菓 | 412 |\n", []),
    ],
)
def test_cells_under_a_head_of_firms(lang, text, cells):
    made = document(text, lang)
    assert [(made.text[c.start : c.end], c.barred) for c in named_cells(made, "ja" if lang == "ja" else "zh")] == cells


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("证券代码：688xxx　证券简称：岚峰科技　公告编号：2026-011", ["岚峰科技"]),
        ("【会社名】ミナモ製菓株式会社", ["ミナモ製菓株式会社"]),
        ("证券简称变更的提示", []),
    ],
)
def test_labels(text, names):
    folded = document(text, "zh-Hans" if "证" in text else "ja").folded
    assert len(list(labelled(folded))) == len(names)


@pytest.mark.parametrize(
    ("title", "issuer", "text", "found"),
    [
        ("岚峰科技(688123)点评：增长可期", "", "岚峰科技营收5亿元。", ["岚峰科技"]),
        ("某证券：予岚峰科技(688123)买入评级", "", "我们看好岚峰科技。", ["岚峰科技"]),
        ("", "ミナモ製菓株式会社", "ミナモ製菓は増収だった。同会社は…", ["ミナモ製菓"]),
        ("市況", "", "ミナモ製菓は増収だった。", []),
    ],
)
def test_what_title_and_issuer_name_is_named_again(title, issuer, text, found):
    made = document(text, "ja" if "ミ" in text else "zh-Hans", title, issuer)
    assert [made.text[slice(*span)] for span in named_again(made.folded, made.article)] == found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("このような環境下、㈱ミナト情報設計の業績は堅調だった。", "㈱ミナト情報設計"),
        ("株式会社つむぎ惣菜は増収だった。", "株式会社つむぎ惣菜"),
        ("有限会社たけだ調剤が店を開いた。", "有限会社たけだ調剤"),
        ("子会社のきらら商会（株）は民事再生法の適用を申請した。", "きらら商会（株）"),
    ],
)
def test_a_legal_form_holds_names_of_any_letters(text, name):
    records, _ = mk.extract([mk.Article("a", text, "ja")])
    assert records.query("kind == 'company'")["text"].tolist() == [name]


@pytest.mark.parametrize(
    ("text", "lang", "issuer"),
    [
        ("证券代码：688xxx　证券简称：岚峰科技\n2025年公司实现营业收入86,524.31万元。", "zh-Hans", "浙江岚峰科技股份有限公司"),
        ("股份代號：02xxx　股份簡稱：嵐峰科技\n2025年本公司收入為人民幣865百萬元。", "zh-Hant", "浙江嵐峰科技股份有限公司"),
    ],
)
def test_the_short_name_of_an_issuer_is_the_issuer(text, lang, issuer):
    records, facts = mk.extract([mk.Article("a", text, lang, title="2025年度業績", issuer=issuer)])
    named = records.query("kind == 'company'")["entity_id"].tolist()
    assert named and set(facts["company"]) == set(named)
