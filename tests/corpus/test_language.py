import pytest

from mokuromi.corpus.language import detect, narrow
from mokuromi.errors import InputError


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("同社の売上高は前年から3割増えた。", "ja"),
        ("売上高、営業利益、経常利益", "ja"),
        ("東京証券取引所", "ja"),
        ("関連会社株式", "ja"),
        ("公司去年营收增长三成，净利润翻倍。", "zh-Hans"),
        ("公司去年營收增長三成，淨利潤翻倍。", "zh-Hant"),
        ("台積電今年資本支出將達四百億美元", "zh-Hant"),
        ("日本品牌「無印良品」の門店在上海已超过四百家，并将继续扩张。", "zh-Hans"),
        ("優衣庫（ユニクロ）在台灣的門市已經超過七十家，今年預計再開十家，並將翻新旗艦店與物流中心。", "zh-Hant"),
        ("ﾄﾖﾀ", "ja"),
        ("", "ja"),
        ("Revenue rose 3%.", "ja"),
    ],
)
def test_detect(text: str, lang: str) -> None:
    assert detect(text) == lang


@pytest.mark.parametrize(
    ("tag", "text", "lang"),
    [
        ("ja", "公司", "ja"),
        ("ja-JP", "公司", "ja"),
        ("ja_JP", "", "ja"),
        ("zh", "營業收入", "zh-Hant"),
        ("zh", "营业收入", "zh-Hans"),
        ("zh-TW", "營業收入", "zh-Hant"),
        ("zh-TW", "营业收入", "zh-Hans"),
        ("zh-TW", "上市", "zh-Hant"),
        ("zh-HK", "上市", "zh-Hant"),
        ("zh-CN", "上市", "zh-Hans"),
        ("zh-Hant-HK", "营业收入", "zh-Hant"),
        ("ZH-HANS", "營業收入", "zh-Hans"),
        ("zh", "売上のない中文", "zh-Hans"),
        ("", "營業收入", "zh-Hant"),
        (None, "売上高は", "ja"),
        ("und", "売上高は", "ja"),
    ],
)
def test_narrow(tag: str | None, text: str, lang: str) -> None:
    assert narrow(tag, text) == lang


def test_other_languages_are_refused() -> None:
    with pytest.raises(InputError, match="'en' is neither Japanese nor Chinese"):
        narrow("en", "Revenue")
