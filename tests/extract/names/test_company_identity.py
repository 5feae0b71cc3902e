"""Which names are one firm: declared, shortened, misprinted; what stays apart; the recognizer's names merged in."""

# ruff: noqa: E501

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mokuromi.corpus.article import Article
from mokuromi.corpus.record import Record
from mokuromi.extract.names.directory import Directory
from mokuromi.extract.names.extract import build, mentions
from mokuromi.extract.names.firms import joins, name_id, short_forms
from mokuromi.extract.names.misprint import radical
from mokuromi.extract.names.ner.marginals import Marginals
from mokuromi.extract.text.document import Document
from mokuromi.rules.company import Company

USERS = (Company("lanbo", "蓝泊科技股份有限公司", ("藍泊", "蓝泊"), ("02991.HK",), needs_support=("泊云",)),)


def found(text: str, lang: str, users: tuple[Company, ...] = ()) -> tuple[Document, list[Record]]:
    document = Document(Article("a", text, lang))
    records = build(None, users, False)(document)
    for record in records:
        record.text = text[record.start : record.end]
    return document, [r for r in records if r.kind == "company"]


def ids(text: str, lang: str, users: tuple[Company, ...] = ()) -> dict[str, str | None]:
    return {r.text: r.entity_id for r in found(text, lang, users)[1]}


@pytest.mark.parametrize(
    ("lang", "text", "names"),
    [
        ("zh-Hans", "浙江澄屿精密股份有限公司（以下简称“澄屿”）递交申请，澄屿收入增长。", ["浙江澄屿精密股份有限公司", "澄屿"]),
        (
            "zh-Hans",
            "Quillstone Systems Inc.（下称“Quillstone”，中文名为“奇石科技”）披露招股书。",
            ["Quillstone Systems Inc.", "Quillstone", "奇石科技"],
        ),
        ("zh-Hant", "瀚川生醫股份有限公司（下稱瀚川，6999）公布財報。瀚川董事會通過配息。", ["瀚川生醫股份有限公司", "瀚川"]),
        ("ja", "株式会社ヒビキ精工（名古屋市、219C、以下「ヒビキ」）が上場する。ヒビキの社長が話した。", ["株式会社ヒビキ精工", "ヒビキ"]),
        ("ja", "ヒビキ精工株式会社の株価が上がった。ヒビキ精工は増配する。", ["ヒビキ精工株式会社", "ヒビキ精工"]),
        (
            "zh-Hant",
            "澄海生物科技股份有限公司今日上市。澄海生物科技股價上升，澄海生物管理層看好。",
            ["澄海生物科技股份有限公司", "澄海生物科技", "澄海生物"],
        ),
    ],
)
def test_one_firm_under_several_names(lang: str, text: str, names: list[str]) -> None:
    got = ids(text, lang)
    assert set(names) <= set(got)
    assert len({got[n] for n in names}) == 1


@pytest.mark.parametrize(
    ("lang", "text", "names"),
    [
        ("ja", "株式会社ヒビキは傘下のヒビキ銀行を売る。主幹事はヒビキ証券だ。", ["株式会社ヒビキ", "ヒビキ銀行", "ヒビキ証券"]),
        ("zh-Hans", "蓝泊科技股份有限公司与股东蓝泊资本签署协议。", ["蓝泊科技股份有限公司", "蓝泊资本"]),
        ("zh-Hant", "第一曜證券股份有限公司與第二曜證券股份有限公司合作。", ["第一曜證券股份有限公司", "第二曜證券股份有限公司"]),
    ],
)
def test_arms_of_a_group_stay_apart(lang: str, text: str, names: list[str]) -> None:
    got = ids(text, lang, USERS)
    assert len({got[n] for n in names}) == len(names)


def test_an_unlisted_firm_has_one_id_in_every_article() -> None:
    assert (
        ids("ヒビキ精工株式会社は増配する。", "ja")["ヒビキ精工株式会社"]
        == ids("株式会社ヒビキ精工が減配した。", "ja")["株式会社ヒビキ精工"]
        == name_id("ヒビキ精工")
    )
    assert name_id("㈱ヒビキ精工") == name_id("ヒビキ精工（株）".replace("（", "(").replace("）", ")"))
    assert name_id("嵐峰科技有限公司") == name_id("嵐峰科技股份有限公司") == "name:嵐峰科技"  # as it is written, not as it is matched


def test_two_scripts_of_one_article_are_one_firm() -> None:
    found = ids("嵐峰科技股份有限公司去年營收5億元。（簡體：岚峰科技股份有限公司）", "zh-Hant")
    assert set(found.values()) == {"name:嵐峰科技"}


def test_a_users_firm_has_the_users_id_under_every_name() -> None:
    got = ids("藍泊科技股份有限公司（02991）公布業績，藍泊股價升3%。旗下泊雲增長。", "zh-Hant", USERS)
    assert set(got.values()) == {"lanbo"}
    assert "泊雲" in got


def test_a_name_that_needs_support_is_no_mention_without_it() -> None:
    assert ids("他在泊云喝茶。", "zh-Hans", USERS) == {}


MISPRINTED = """澜桥科技股份有限公司（以下简称“澜桥科技”）递交招股书。
谰桥科技2024年营收增长。谰桥科技的客户增加，谰桥科技，毛利率上升。
"""


def test_a_misprint_joins_the_name_it_stands_for_and_says_why() -> None:
    text = MISPRINTED.replace("谰", "濶")  # the same radical as 澜
    document, records = found(text, "zh-Hans")
    assert radical("濶") == radical("澜")
    wrong = [r for r in records if r.text == "濶桥科技"]
    assert len(wrong) == 3
    assert {r.entity_id for r in wrong} == {name_id("澜桥科技")}
    assert ("濶桥科技", "澜桥科技", "misprint") in joins(records)


@pytest.mark.parametrize(("text", "lang"), [("佔本集團\n佔飲集團有限公司", "zh-Hant"), ("了本集團\n布本集團截本集團", "zh-Hans")])
def test_misprints_lie_over_no_other_mention(text: str, lang: str) -> None:
    spans = [(record.start, record.end) for record in found(text, lang)[1]]
    assert all(end <= start for (_, end), (start, _) in zip(spans, spans[1:], strict=False)), spans


@pytest.mark.parametrize(
    "text",
    [
        "ヒビ木精機の社長は語る。ヒビ本精機とヒビ木精機は提携した。ヒビ本精機が上場した。",
        "青木精機の株価が上がった。青木精機は増配する。青本精機と青木精機は別の会社だ。",
        "青山証券が主幹事だ。青木証券が主幹事だ。青木証券の社長。",
        "第一曜証券が主幹事だ。第三曜証券は、第三曜証券の、第三曜証券が。",
    ],
)
def test_what_stands_beside_the_name_or_differs_in_a_telling_character_is_no_misprint(text: str) -> None:
    _, records = found(text, "ja")
    assert all(why != "misprint" for _, _, why in joins(records))


@pytest.mark.parametrize(("right", "wrong", "one_firm"), [("澜", "濶", True), ("东", "西", False), ("一", "二", False)])
def test_characters_that_tell_firms_apart_are_no_misprints(right: str, wrong: str, one_firm: bool) -> None:
    records = found(MISPRINTED.replace("澜", right).replace("谰", wrong), "zh-Hans")[1]
    assert any(why == "misprint" for _, _, why in joins(records)) == one_firm


def marginals(names: list[tuple[int, int, float]]) -> Marginals:
    """What a recognizer says that has seen these names with these probabilities and nothing else."""
    out = Marginals()
    out.add([s for s, _, _ in names], [e for _, e, _ in names], [len(names)], [(p, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0) for _, _, p in names])
    return out


def test_names_of_the_recognizer_count_wherever_the_article_has_them() -> None:
    text = "ルモアは新工場を建てる。工場は来年動く。市場ではルモアへの期待が大きい。ルモアの売上高は10億円。"
    document, _ = found(text, "ja")
    pooled = mentions(
        document,
        Directory(()),
        marginals([(m.start(), m.end(), p) for m, p in zip(re.finditer("ルモア", text), (0.95, 0.3, 0.95), strict=True)]),
    )
    assert [text[r.start : r.end] for r in pooled] == ["ルモア"] * 3
    assert {r.entity_id for r in pooled} == {name_id("ルモア")}


def test_a_name_of_the_recognizer_is_joined_to_the_full_one() -> None:
    text = "浙江澄屿精密股份有限公司（以下简称“澄屿”）收入12亿元，澄屿精密表示满意，张三称赞。"
    document = Document(Article("a", text, "zh-Hans"))
    where = text.index("澄屿精密表示")
    seen = [(0, 12, 0.95), (text.index("”") - 2, text.index("”"), 0.9), (where, where + 4, 0.95)]
    records = mentions(document, Directory(()), marginals(seen))
    assert all(a.end <= b.start for a, b in zip(records, records[1:], strict=False))
    assert {r.entity_id for r in records} == {name_id("浙江澄屿精密")}
    assert text[where : where + 4] in [text[r.start : r.end] for r in records]


@pytest.mark.parametrize(
    ("name", "has", "has_not"),
    [
        ("江苏启屿微电子股份有限公司", ["江苏启屿微电子", "启屿微电子", "启屿微", "启屿"], ["微电子", "江苏"]),
        ("Quillstone Group Inc.", ["Quillstone Group", "Quillstone"], ["Quill"]),
        ("ヒビキホールディングス株式会社", ["ヒビキホールディングス", "ヒビキ"], []),
        ("ヒビキ銀行", [], ["ヒビキ"]),
        ("蓝泊资本", [], ["蓝泊"]),
    ],
)
def test_short_forms(name: str, has: list[str], has_not: list[str]) -> None:
    got = short_forms(name)
    assert set(has) <= set(got)
    assert not set(has_not) & set(got)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "澄屿科技",
                "股份有限公司",
                "（02513）",
                "、",
                "和",
                "保荐人",
                "株式会社",
                "ヒビキ",
                "Inc.",
                "（以下「B」）",
                "は",
                "|",
                "\n",
                "2024年",
                "銀行",
            ]
        ),
        max_size=25,
    ),
    st.sampled_from(["ja", "zh-Hans", "zh-Hant"]),
)
def test_records_are_disjoint_sorted_and_identified(parts: list[str], lang: str) -> None:
    text = "".join(parts)
    document = Document(Article("a", text, lang))
    records = build(None, USERS, False)(document)
    assert all(0 <= r.start < r.end <= len(text) and r.entity_id and r.rule for r in records)
    assert all(a.end <= b.start for a, b in zip(records, records[1:], strict=False))


def test_a_list_does_not_name_a_stretch_twice() -> None:
    document = Document(Article("a", "澄屿科技株式会社、澄屿科技", "zh-Hans"))
    records = build(None, (), False)(document)
    assert all(a.end <= b.start for a, b in zip(records, records[1:], strict=False))


@pytest.mark.parametrize(
    ("lang", "text", "guess"),
    [
        ("zh-Hant", "兩家合計取得一成五股權。", "一成五"),
        ("ja", "プレシリーズAの調達額は8億円。", "プレシリーズA"),
        ("ja", "三メガバンクの予想は引き上げられた。", "三メガバンク"),
        ("ja", "US$55Mを集めた。", "US$55M"),
    ],
)
def test_amounts_rounds_and_collective_nouns_are_no_firms(lang, text, guess):
    document = Document(Article("x", text, lang))
    start = text.index(guess)
    assert mentions(document, Directory(()), marginals([(start, start + len(guess), 0.6)])) == []
