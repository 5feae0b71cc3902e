"""Any day or period, in any written form, comes back."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mokuromi.corpus.article import LANGS, Article
from mokuromi.corpus.record import Record
from mokuromi.extract.dates.extract import build, period_of, years_of
from mokuromi.extract.text.document import Document
from mokuromi.rules import period

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
KANJI = "〇一二三四五六七八九"


def find(text: str, lang: str = "ja", published: date | None = date(2026, 6, 15)) -> list[Record]:
    return build()(Document(Article("a", text, lang, published)), [])


def one(text: str, lang: str = "ja", published: date | None = date(2026, 6, 15)) -> Record:
    frame = {"ja": "同社は「{}」と記した", "zh-Hans": "公司（{}）公告", "zh-Hant": "公司（{}）公告"}[lang].format(text)
    records = find(frame, lang, published)
    assert [(frame[r.start : r.end], r.kind) for r in records] == [(text, "date")]
    return records[0]


def kanji(n: int) -> str:
    tens, ones = divmod(n, 10)
    return ("" if tens == 0 else "十" if tens == 1 else KANJI[tens] + "十") + (KANJI[ones] if ones else "")


def wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in text)


DAY_FORMS = [
    ("ja", lambda d: f"{d.year}年{d.month}月{d.day}日"),
    ("ja", lambda d: wide(f"{d.year}年{d.month}月{d.day}日")),
    ("ja", lambda d: f"{d.year} 年 {d.month} 月 {d.day} 日"),
    ("ja", lambda d: f"{d.year}/{d.month}/{d.day}"),
    ("ja", lambda d: d.isoformat()),
    ("ja", lambda d: f"{d.year}.{d.month:02d}.{d.day:02d}"),
    ("ja", lambda d: f"令和{d.year - 2018 if d.year > 2019 else '元'}年{d.month}月{d.day}日"),
    ("ja", lambda d: f"R{d.year - 2018}.{d.month}.{d.day}"),
    ("ja", lambda d: f"{d.year % 100:02d}年{d.month}月{d.day}日"),
    ("ja", lambda d: f"{d.year}年{d.month}月{d.day}日{'月火水木金土日'[d.weekday()]}曜日"),
    ("ja", lambda d: f"{MONTHS[d.month - 1][:3]} {d.day}, {d.year}"),
    ("zh-Hans", lambda d: "".join(KANJI[int(c)] for c in str(d.year)) + f"年{kanji(d.month)}月{kanji(d.day)}日"),
    ("zh-Hant", lambda d: f"民國{d.year - 1911}年{d.month}月{d.day}日"),
    ("zh-Hant", lambda d: f"{d.year - 1911}年{d.month}月{d.day}日"),
    ("zh-Hant", lambda d: f"{d.day} {MONTHS[d.month - 1]} {d.year}"),
]
days = st.dates(date(2019, 5, 1), date(2035, 12, 31))


@pytest.mark.parametrize(("lang", "write"), DAY_FORMS)
@settings(max_examples=15, deadline=None)
@given(day=days)
def test_day_in_any_form(lang, write, day):
    record = one(write(day), lang)
    assert (record.start_date, record.end_date, record.granularity) == (day, day + timedelta(days=1), "day")
    assert record.timex == period_of(record) == day.isoformat()


PERIOD_FORMS = [  # lang, text of year y and number n (1-12), period
    ("ja", lambda y, n: f"{y}年", lambda y, n: f"{y}"),
    ("ja", lambda y, n: f"{y}年{n}月", lambda y, n: f"{y}-{n:02d}"),
    ("ja", lambda y, n: f"{y}年第{(n + 2) // 3}四半期", lambda y, n: f"{y}-Q{(n + 2) // 3}"),
    ("ja", lambda y, n: f"{y}年{'上' if n < 7 else '下'}半期", lambda y, n: f"{y}-H{1 + (n > 6)}"),
    ("ja", lambda y, n: f"{y}年{'前' if n < 7 else '後'}半", lambda y, n: f"{y}-H{1 + (n > 6)}"),
    ("ja", lambda y, n: f"{y}年度", lambda y, n: f"FY{y + 1}-03"),
    ("ja", lambda y, n: f"FY{y}", lambda y, n: f"FY{y + 1}-03"),
    ("ja", lambda y, n: f"{y}年{n}月期", lambda y, n: f"FY{y}-{n:02d}"),
    ("ja", lambda y, n: f"{y % 100}/{n}期", lambda y, n: f"FY{y}-{n:02d}"),
    ("ja", lambda y, n: f"{y}年3月期第{(n + 2) // 3}四半期", lambda y, n: f"FY{y}-03-Q{(n + 2) // 3}"),
    ("ja", lambda y, n: f"{y}年3月期の{'上期' if n < 7 else '下期'}", lambda y, n: f"FY{y}-03-H{1 + (n > 6)}"),
    ("ja", lambda y, n: f"{y}年{n}月末", lambda y, n: (period.parse(f"{y}-{n:02d}").end - timedelta(days=1)).isoformat()),
    ("ja", lambda y, n: f"{y}年7〜12月期", lambda y, n: f"{y}-H2"),
    ("ja", lambda y, n: f"{y}年から{y + n}年", lambda y, n: f"{y}..{y + n}"),
    ("ja", lambda y, n: f"{y}年{n}月〜{y + 1}年{n}月", lambda y, n: f"{y}-{n:02d}..{y + 1}-{n:02d}"),
    ("zh-Hans", lambda y, n: f"{y}年度", lambda y, n: f"{y}"),
    ("zh-Hans", lambda y, n: f"{y}-{y + n}年", lambda y, n: f"{y}..{y + n}"),
    ("zh-Hans", lambda y, n: f"{y}年{'一二三四'[(n - 1) // 3]}季度", lambda y, n: f"{y}-Q{(n + 2) // 3}"),
    ("zh-Hans", lambda y, n: f"{y}Q{(n + 2) // 3}", lambda y, n: f"{y}-Q{(n + 2) // 3}"),
    ("zh-Hans", lambda y, n: f"{(n + 2) // 3}Q{y % 100}", lambda y, n: f"{y}-Q{(n + 2) // 3}"),
    ("zh-Hans", lambda y, n: f"{y}年上半年", lambda y, n: f"{y}-H1"),
    ("zh-Hans", lambda y, n: f"{y}年前三季度", lambda y, n: f"{y}-01..{y}-09"),
    (
        "zh-Hans",
        lambda y, n: f"{y}年1—{max(n, 2)}月",
        lambda y, n: period.text(date(y, 1, 1), period.month_shift(date(y, 1, 1), max(n, 2))),
    ),
    ("zh-Hant", lambda y, n: f"{y}年首{KANJI[9]}個月", lambda y, n: f"{y}-01..{y}-09"),
    ("zh-Hant", lambda y, n: f"{y}年第{'一二三四'[(n - 1) // 3]}季", lambda y, n: f"{y}-Q{(n + 2) // 3}"),
    ("zh-Hant", lambda y, n: f"民國{y - 1911}年第{(n + 2) // 3}季", lambda y, n: f"{y}-Q{(n + 2) // 3}"),
    ("zh-Hant", lambda y, n: f"{y}年6月30日止六個月", lambda y, n: f"{y}-H1"),
    ("zh-Hant", lambda y, n: f"{y}年3月31日止年度", lambda y, n: f"FY{y}-03"),
    ("zh-Hant", lambda y, n: f"{y}/{(y + 1) % 100}財年", lambda y, n: f"FY{y + 1}-03"),
]


@pytest.mark.parametrize(("lang", "write", "want"), PERIOD_FORMS)
@settings(max_examples=12, deadline=None)
@given(y=st.integers(2010, 2035), n=st.integers(1, 12))
def test_period_in_any_form(lang, write, want, y, n):
    record = one(write(y, n), lang)
    assert period_of(record) == want(y, n)
    parsed = period.parse(period_of(record))
    assert (parsed.start, parsed.end) == (record.start_date, record.end_date)


@settings(max_examples=50, deadline=None)
@given(published=st.dates(date(2000, 1, 1), date(2040, 12, 31)), day=st.integers(1, 28))
def test_bare_day_is_the_latest_one_reached(published, day):
    record = one(f"{day}日", published=published)
    assert record.start_date is not None
    assert record.start_date <= published < period.month_shift(record.start_date, 1) and record.start_date.day == day


@settings(max_examples=50, deadline=None)
@given(text=st.text("0123456789年月日期第四半期〇一二十から〜、の上下前後末今昨 /-.QH周週民國", max_size=60), lang=st.sampled_from(LANGS))
def test_records_are_disjoint_and_whole(text, lang):
    for published in (None, date(2026, 6, 15)):
        records = find(text, lang, published)
        for a, b in zip(records, records[1:], strict=False):
            assert a.end <= b.start
        for record in records:
            assert 0 <= record.start < record.end <= len(text) and record.timex and record.rule
            assert record.kind == "duration" or (record.start_date is None) == (record.end_date is None)
            assert record.start_date is None or record.start_date < record.end_date
            if record.kind == "date" and record.start_date is not None:
                parsed = period.parse(period_of(record))
                assert (parsed.start, parsed.end) == (record.start_date, record.end_date)


def test_taken_spans_are_left_alone():
    text = "2024年の売上"
    assert build()(Document(Article("a", text, "ja")), [Record("company", 0, 3)]) == []
    assert build()(Document(Article("a", text, "ja")), [Record("company", 4, 5)]) == []
    assert len(build()(Document(Article("a", text, "ja")), [Record("company", 5, 6)])) == 1


@pytest.mark.parametrize(
    ("text", "lang", "timex"),
    [("12月17日", "ja", "XXXX-12-17"), ("17日", "ja", "XXXX-XX-17"), ("去年", "zh-Hans", "UNDEF-last-year"),
     ("今年7月", "ja", "UNDEF-this-year-07"),
     ("第3四半期", "ja", "XXXX-Q3"), ("上半年", "zh-Hans", "XXXX-H1"), ("今年上半年", "zh-Hans", "UNDEF-this-year-H1"),
     ("周五", "zh-Hans", "XXXX-WXX-5"),
     ("昨日", "zh-Hant", "UNDEF-last-day"), ("1-9月", "zh-Hans", "XXXX-01/XXXX-09")],
)  # fmt: skip
def test_without_publication_date(text, lang, timex):
    record = one(text, lang, None)
    assert (record.start_date, record.end_date, record.timex) == (None, None, timex)
    assert period_of(record) == "" and years_of(record) == []


@pytest.mark.parametrize(
    ("text", "lang", "want"),
    [("2022年から2024年", "ja", ["2022", "2023", "2024"]), ("2022—2024年", "zh-Hans", ["2022", "2023", "2024"]), ("2024年", "ja", ["2024"]),
     ("2024年3月期〜2026年3月期", "ja", ["FY2024-03", "FY2025-03", "FY2026-03"]), ("2025年1—9月", "zh-Hans", ["2025-01..2025-09"]),
     ("2026年3月期第2四半期", "ja", ["FY2026-03-Q2"])],
)  # fmt: skip
def test_years_of_a_range(text, lang, want):
    assert years_of(one(text, lang)) == want
