import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mokuromi.corpus.decode import decode, encoding_of, score
from mokuromi.errors import InputError

JA = [
    "東京証券取引所",
    "株式会社",
    "売上高は前年同期比12.3%増の4億5000万円だった。",
    "ﾄﾖﾀ自動車の決算",
    "㈱メルカリ",
    "１２月期",
    "経常利益は\r\n前の期から半減した",
]
HANS = ["招股书显示，公司2024年营收为3.12亿元，同比增长130%。", "北京", "联通", "净利润", "公司拟募资不超过50亿港元，用于研发。"]
HANT = ["公司計劃在香港聯交所主板上市，募集資金約43億港元。", "台積電", "營業額", "毛利率為百分之六十", "淨利"]


@pytest.mark.parametrize("text", JA)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp932", "euc_jp", "iso2022_jp"])
def test_japanese(text: str, encoding: str) -> None:
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        pytest.skip("the encoding lacks a character")
    assert decode(data, "a.txt") == text


@pytest.mark.parametrize("text", HANS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "gb18030", "gb2312"])
def test_simplified(text: str, encoding: str) -> None:
    bom = codecs.BOM_UTF16_LE if encoding == "utf-16-le" else b""
    assert decode(bom + text.encode(encoding), "a.txt") == text


@pytest.mark.parametrize("text", HANT)
@pytest.mark.parametrize("encoding", ["utf-8", "big5", "big5hkscs", "gb18030"])
def test_traditional(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == text


def test_hong_kong_letters() -> None:
    assert decode("公司嘅收入同埋盈利喺上半年都係大升".encode("big5hkscs"), "a.txt") == "公司嘅收入同埋盈利喺上半年都係大升"


def test_other_scripts_fall_to_chardet() -> None:
    text = "Компания сообщила о росте выручки на треть, чистая прибыль удвоилась."
    assert decode(text.encode("cp1251"), "a.txt") == text


def test_declared_encoding_decides_what_bytes_leave_open() -> None:
    data = "売上高".encode("euc_jp")
    assert decode(data, "a.html", "EUC-JP") == "売上高"
    assert decode("收入".encode("gbk"), "a.html", "gb2312") == "收入"


def test_wrong_or_unknown_declaration_is_ignored() -> None:
    assert decode("売上高は1億円".encode(), "a.html", "shift_jis") == "売上高は1億円"
    assert decode("売上高は1億円だった".encode("cp932"), "a.html", "x-no-such") == "売上高は1億円だった"
    assert decode("売上高は1億円だった".encode("cp932"), "a.html", "utf-8") == "売上高は1億円だった"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "PNG image"),
        (b"PK\x03\x04....", "ZIP"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x1f\x8b\x08\0", "gzip"),
        (b"abc\0def", "NUL"),
        ("売上高は1億円。".encode() * 3 + b"\xff\xfe\xff" + "営業利益".encode(), "UTF-8 until byte 66"),
    ],
)
def test_refused(data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message) as error:
        decode(data, "a.txt")
    assert str(error.value).startswith("a.txt: ")
    assert "\n" not in str(error.value)


def test_score_tells_right_from_wrong() -> None:
    data = "招股书显示，公司去年的营业收入为三亿元".encode("gb18030")
    assert score(data.decode("gb18030"), "zh-Hans") > 1.5 > 1 > score(data.decode("big5hkscs", "replace"), "zh-Hant")


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_text_or_the_declared_error(data: bytes) -> None:
    try:
        text = decode(data, "a.txt")
    except InputError:
        return
    text.encode()
    assert encoding_of(data, "a.txt")
