"""Names that legal forms, codes and quotes of shares make, whatever the name is made of; and what they make no name of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mokuromi as mk
from mokuromi.rules.legal_form import strip_legal


def names_of(text: str, lang: str) -> list[str]:
    records, _ = mk.extract([mk.Article("a", text, lang)])
    return records.query("kind == 'company'")["text"].tolist()


@pytest.mark.parametrize(
    ("lang", "text", "names"),
    [
        ("ja", "日本通商株式会社 四半期報告書－第26期第1四半期\n\n当社の売上高は874百万円となりました。", ["日本通商株式会社"]),
        ("ja", "京都計器株式会社の売上高は12億円となった。", ["京都計器株式会社"]),
        ("ja", "当社は株式会社である。売上高は12億円となった。", []),
        ("zh-Hans", "南京医药股份有限公司披露半年报，收入12亿元。", ["南京医药股份有限公司"]),
        ("zh-Hans", "本公司股份有限公司章程规定如下。", []),
        ("zh-Hans", "快讯，澜翎环宇（SZ 300991，收盘价：12.3元）8月30日晚间发布公告称，控股股东拟减持。", ["澜翎环宇"]),
        ("zh-Hans", "快讯，新能源产业（SZ指数，收盘价：12.3元）走强。", []),
        ("zh-Hans", "原标题：澜翎环宇(12.310,0.12,0.98%)拟减持", ["澜翎环宇"]),
        ("zh-Hant", "智慧能源需求升溫，綠電交易增加。", []),
    ],
)
def test_names(lang, text, names):
    assert names_of(text, lang) == names


@given(st.lists(st.sampled_from(["集团", "股份有限公司", "有限公司", "株式会社", "co., ltd", "inc", "青叶", "a", " "]), min_size=1, max_size=4).map("".join))
def test_what_is_left_of_a_name_without_its_forms_stands_in_it(name):
    left = strip_legal(name)
    assert left in name
    assert left or not name.strip()


def test_a_legal_form_alone_is_no_reason_to_stop():
    assert "某集团股份有限公司" not in names_of("某集团股份有限公司（下称“远帆集团”）2025年营收30亿元。", "zh-Hans")
