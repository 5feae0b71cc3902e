"""Numerals in all written forms."""

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mokuromi.rules.numeral import half, read, split_approximate
from mokuromi.rules.parse_number import parse_number

VALUES = [
    ("ja", "1億2,345万", "123450000"),
    ("ja", "6億300万", "603000000"),
    ("ja", "１２．３万", "123000"),
    ("ja", "4.42 億", "442000000"),
    ("ja", "5千", "5000"),
    ("ja", "三百万", "3000000"),
    ("ja", "一兆二千億", "1200000000000"),
    ("ja", "2京", "20000000000000000"),
    ("ja", "二〇二五", "2025"),
    ("ja", "二・五", "2.5"),
    ("ja", "壱百弐拾", "120"),
    ("ja", "▲13億", "-1300000000"),
    ("ja", "マイナス二億", "-200000000"),
    ("ja", "3分の1", "0.3333333333333333333333333333333333333333"),
    ("ja", "1と4分の1", "1.25"),
    ("ja", "1.5百万", "1500000"),
    ("ja", "九百九", "909"),
    ("ja", "10余万", "100000"),
    ("ja", "2ダース", "24"),
    ("zh", "九百九", "990"),
    ("zh-Hans", "一万三", "13000"),
    ("zh-Hans", "两千三百五", "2350"),
    ("zh-Hans", "一万零三", "10003"),
    ("zh-Hans", "七万八千零六", "78006"),
    ("zh-Hans", "三点一四", "3.14"),
    ("zh-Hans", "1.2万亿", "1200000000000"),
    ("zh-Hans", "十五万六千", "156000"),
    ("zh-Hant", "貳佰伍拾萬", "2500000"),
    ("zh-Hant", "廿五", "25"),
    ("zh-Hant", "三萬億", "3000000000000"),
    ("zh-Hant", "負五十", "-50"),
    ("zh-Hant", "五分之二", "0.4"),
    ("zh-Hant", "一又二分之一", "1.5"),
    ("zh-Hant", "2.5K", "2500"),
    ("ja", "3.2 billion", "3200000000"),
    ("ja", "(1,234)", "-1234"),
    ("ja", "0.0700", "0.07"),
    ("ja", "12,3456,7890", "1234567890"),
    ("ja", "10の6乗", "1000000"),
    ("ja", "10のマイナス2乗", "0.01"),
    ("ja", "1.5×10の6乗", "1500000"),
    ("zh-Hans", "三个半", "3.5"),
    ("zh-Hant", "三個", "3"),
    ("zh-Hans", "半百", "50"),
    ("zh-Hans", "参佰万", "3000000"),
]


@pytest.mark.parametrize(("lang", "text", "value"), VALUES)
def test_value(lang: str, text: str, value: str) -> None:
    assert parse_number(text, lang) == Decimal(value)


NONE = ["", "万科", "円", "第一", "1亿2万3千1亿", "億万億億", "十七八", "二三十万", "1.2.3", "--", "分の", "一二百", "0分の3", "1" * 401]


@pytest.mark.parametrize("text", NONE)
def test_no_number(text: str) -> None:
    with pytest.raises(ValueError):
        parse_number(text, "zh")


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("243.77亿", "500000"),
        ("6.6", "0.05"),
        ("3,061", "0.5"),
        ("三百二十", "0.5"),
        ("二千万", "5000"),
        ("3千万", "5000000"),
        ("5百万", "500000"),
        ("1兆103亿", "50000000"),
        ("百亿", "50000000"),
        ("121,800.00万", "50"),
        ("16,145百万", "500000"),
        ("九亿三千万", "5000"),
        ("三点五亿", "5000000"),
    ],
)
def test_precision(text: str, precision: str) -> None:
    number = read(text, False)
    assert number is not None
    assert half(number.place) == Decimal(precision)


def test_approximate() -> None:
    assert split_approximate("十七八") == ("十七", "十八")
    assert split_approximate("二三十万") == ("二十万", "三十万")
    assert split_approximate("三五") is None
    assert split_approximate("一九九八") is None


KANJI = "〇一二三四五六七八九"
FORMAL = str.maketrans("一二三四五六七八九十百千", "壹貳叁肆伍陸柒捌玖拾佰仟")


def group(value: int, zero: bool) -> str:
    """A number below 10,000 in kanji; `zero` as Chinese fills gaps and says 一十 within a number."""
    out, gap = "", False
    for unit, power in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = value // power % 10
        if digit:
            out += ("零" if gap and zero and out else "") + ("" if digit == 1 and unit and not zero else KANJI[digit]) + unit
            gap = False
        else:
            gap = True
    return out


def kanji(value: int, zero: bool) -> str:
    out, last = "", 10000
    for unit, power in (("兆", 10**12), ("億", 10**8), ("万", 10**4), ("", 1)):
        part = value // power % 10000
        if part:
            text = group(part, zero)
            if unit and text[0] in "百千" and not zero:
                text = "一" + text
            out += ("零" if zero and out and (part < 1000 or last == 0) else "") + text + unit
        last = part
    return out or "零"


whole = st.integers(0, 10**16 - 1)
decimals = st.decimals(-(10**20), 10**20, allow_nan=False, places=6)


@settings(max_examples=100)
@given(decimals)
def test_plain_forms_round_trip(value: Decimal) -> None:
    for text in (f"{value:f}", f"{value:,f}", f"{value:,f}".translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789,.-"})):
        assert parse_number(text, "ja") == value


@settings(max_examples=100)
@given(whole)
def test_kanji_round_trip(value: int) -> None:
    assert parse_number(kanji(value, False), "ja") == value
    assert parse_number(kanji(value, True), "zh-Hant") == value
    assert parse_number(kanji(value, True).translate(FORMAL), "zh-Hant") == value
    assert parse_number("".join(KANJI[int(d)] for d in str(value)), "ja") == value


@settings(max_examples=100)
@given(st.integers(1, 10**16 - 1))
def test_mixed_round_trip(value: int) -> None:
    parts = [(unit, value // power % 10000) for unit, power in (("兆", 10**12), ("億", 10**8), ("万", 10**4), ("", 1))]
    assert parse_number("".join(f"{part:,}{unit}" for unit, part in parts if part), "ja") == value


SCALES = [("万", 4), ("億", 8), ("亿", 8), ("百万", 6), ("万亿", 12), ("M", 6), (" billion", 9), ("兆", 12)]


@settings(max_examples=100)
@given(st.decimals(0, 10**8, allow_nan=False, places=4), st.sampled_from(SCALES))
def test_scaled_round_trip(value: Decimal, scale: tuple[str, int]) -> None:
    assert parse_number(f"{value:,f}{scale[0]}", "zh") == value.scaleb(scale[1])


@settings(max_examples=100)
@given(st.text(alphabet="0123456789,.万億兆千百十一二三零〇点分之のと負-▲ KMB半余", max_size=30))
def test_never_breaks(text: str) -> None:
    for lang in ("ja", "zh"):
        with contextlib.suppress(ValueError):
            assert parse_number(text, lang).is_finite()
