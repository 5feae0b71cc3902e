"""The fiscal year of a document's firm: what tells it, and what follows from it."""

from datetime import date

import pytest

from mokuromi.corpus.article import Article
from mokuromi.corpus.record import Record
from mokuromi.extract.dates import fiscal
from mokuromi.extract.dates.extract import build, period_of
from mokuromi.extract.text.document import Document


def document(text: str, lang: str = "ja", published: str = "", title: str = "", issuer: str = "") -> Document:
    return Document(Article("a", text, lang, date.fromisoformat(published) if published else None, title=title, issuer=issuer))


def firm(text: str, name: str, ident: str) -> Record:
    return Record("company", text.index(name), text.index(name) + len(name), entity_id=ident)


TITLES = [  # title, last month, period reported on
    ("四半期報告書－第12期第3四半期(2017/10/01－2017/12/31)", 3, "FY2018-03-Q3"),
    ("四半期報告書－第12期第1四半期(令和4年10月1日－令和4年12月31日)", 9, "FY2023-09-Q1"),
    ("半期報告書－第12期(2025/04/01－2026/03/31)", 3, "FY2026-03-H1"),
    ("有価証券報告書－第12期(平成30年4月1日－平成31年3月31日)", 3, "FY2019-03"),
    ("2026年2月期 第2四半期決算短信〔日本基準〕(連結)", 2, "FY2026-02-Q2"),
    ("2025年年度报告摘要", 12, "FY2025-12"),
    ("截至二零二六年三月三十一日止年度業績公告", 3, "FY2026-03"),
    ("截至2025年6月30日止六個月之中期業績公告", 12, "FY2025-12-H1"),
    ("截至2025年12月31日止九個月業績", 3, "FY2026-03-Q3"),
]


@pytest.mark.parametrize(("title", "month", "reporting"), TITLES)
def test_a_title_tells_the_period(title: str, month: int, reporting: str) -> None:
    found = fiscal.of(document("本文。", "zh-Hans" if "摘要" in title else "zh-Hant" if "截至" in title else "ja", title=title))
    assert (found.month, found.source, found.reporting.timex if found.reporting else "") == (month, "stated", reporting)


TEXTS = [  # language, text, last month, how it is known
    ("ja", "2026年3月期の売上高", 3, "stated"),
    ("ja", "決算期は6月。", 6, "stated"),
    ("ja", "25年9月中間期の純利益", 3, "stated"),
    ("ja", "第1四半期（4〜6月）は増益", 3, "stated"),
    ("ja", "当第３四半期連結累計期間（自 2022年10月１日 至 2023年6月30日）", 9, "stated"),
    ("zh-Hant", "截至2025年3月31日止年度", 3, "stated"),
    ("zh-Hant", "截至9月30日止六個月", 3, "stated"),
    ("zh-Hans", "2025财年（截至2025年6月30日）", 6, "stated"),
    ("ja", "第3四半期は増益", 3, "assumed"),
    ("zh-Hans", "第三季度盈利", 12, "calendar"),
]


@pytest.mark.parametrize(("lang", "text", "month", "source"), TEXTS)
def test_a_text_tells_the_year_end(lang: str, text: str, month: int, source: str) -> None:
    found = fiscal.of(document(text, lang))
    assert (found.month, found.source) == (month, source)


def test_the_table_knows_the_year_end_of_issuers_and_of_firms_named() -> None:
    text = "エヌビディアの売上高、ソニーの売上高、エヌビディアの利益"
    named = [firm(text, "エヌビディア", "nvidia"), firm(text, "ソニー", "sony")]
    assert fiscal.of(document("第3四半期", issuer="6758.T"))[:2] == (3, "known")
    assert fiscal.of(document("第3四半期", "zh-Hans", issuer="nvidia"))[:2] == (1, "known")
    assert fiscal.of(document(text), [*named, named[0]])[:2] == (1, "known")
    assert fiscal.of(document("当社", issuer="株式会社どこにもない"))[:2] == (3, "assumed")


IN_REPORT = [  # what a nine-month report on 2017-04 to 2017-12 speaks of
    ("当第３四半期連結累計期間", "第３四半期連結累計期間", "2017-04..2017-12"),
    ("前第３四半期連結累計期間", "前第３四半期連結累計期間", "2016-04..2016-12"),
    ("当第３四半期連結会計期間", "第３四半期", "FY2018-03-Q3"),
    ("当第３四半期連結会計期間末", "第３四半期連結会計期間末", "2017-12-31"),
    ("前連結会計年度末", "前連結会計年度末", "2017-03-31"),
    ("前連結会計年度", "前連結会計年度", "FY2017-03"),
    ("当事業年度", "当事業年度", "FY2018-03"),
    ("第４四半期", "第４四半期", "FY2018-03-Q4"),
    ("上期", "上期", "FY2018-03-H1"),
    ("下期", "下期", "FY2018-03-H2"),
    ("前中間連結会計期間", "前中間連結会計期間", "FY2017-03-H1"),
]


@pytest.mark.parametrize("published", ["2018-02-13", ""])
@pytest.mark.parametrize(("said", "surface", "period"), IN_REPORT)
def test_words_of_a_report(said: str, surface: str, period: str, published: str) -> None:
    text = f"{said}の売上高は増加した。税引前四半期純損失、前年同四半期、前年同期。"
    report = document(text, published=published, title=TITLES[0][0])
    assert [(text[r.start : r.end], period_of(r)) for r in build()(report, [])] == [(surface, period)]


def test_years_are_named_by_their_start_in_japan_and_by_their_end_elsewhere() -> None:
    for lang, text, name, ident, period in (
        ("ja", "エヌビディアの2025会計年度第3四半期", "エヌビディア", "nvidia", "FY2025-01-Q3"),
        ("ja", "ソニーの2025年度第3四半期", "ソニー", "sony", "FY2026-03-Q3"),
        ("zh-Hant", "阿里巴巴2026財年第三財季", "阿里巴巴", "alibaba", "FY2026-03-Q3"),
        ("zh-Hans", "索尼2025财年", "索尼", "sony", "FY2026-03"),
    ):
        records = build()(document(text, lang, "2026-02-10"), [firm(text, name, ident)])
        assert [period_of(r) for r in records] == [period], text


def test_the_current_year_is_that_of_the_report() -> None:
    found = fiscal.of(document("", title=TITLES[0][0]))
    assert [str(year and year.timex) for year in (found.current(None), found.current(None, -1), found.current(None, 1))] == [
        "FY2018-03", "FY2017-03", "FY2019-03",
    ]  # fmt: skip
    assert fiscal.of(document("第3四半期")).current(None) is None
    with pytest.raises(ValueError, match="Q5"):
        found.quarter(2018, 5)


def test_a_text_without_a_date_counts_from_the_fiscal_year_it_names() -> None:
    text = "FY2025は増収。第3四半期は減益、4-12月期は増益だった。"
    assert [record.timex for record in build()(document(text), [])] == ["FY2026-03", "FY2026-03-Q3", "2025-04/2025-12"]
