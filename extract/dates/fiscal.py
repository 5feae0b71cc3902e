"""The fiscal year of the firm whose document this is: which month ends it, how that is known, and the period it reports on."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from ...corpus.record import Record
from ...rules import words
from ...rules.company import companies
from ...rules.fold import fold
from ...rules.gate import finditer, may_hold
from ...rules.period import month_shift
from ...rules.table import load
from ..text.document import Document
from . import calendar
from .calendar import DateInterval
from .duration import number
from .forms import Era

YearSource = Literal["stated", "known", "assumed", "calendar"]
"""By the document itself; by the company table; March, as most Japanese firms have it; nothing says that it is not the calendar year."""
_YEAR_ENDS = tuple(words.pattern("date_words", f"fiscal-{ident}") for ident in ("year-end", "accounts-month", "year-ended", "year-named"))
_HALF_END = words.pattern("date_words", "fiscal-half-end")
_QUARTER_ENDS = tuple(words.pattern("date_words", f"fiscal-{ident}") for ident in ("quarter-end", "quarter-of-months", "months-quarter"))
_REPORT, _BRACKET, _RANGE = (words.pattern("date_words", ident) for ident in ("report-title", "report-bracket", "day-range"))
_ANNUAL, _TITLE_YEAR = words.pattern("date_words", "report-title-china"), words.pattern("date_words", "title-fiscal-year")
_CUMULATIVE, _APART = (words.pattern("date_words", ident) for ident in ("report-cumulative", "quarters-apart"))
_ENDED, _TOLD = words.pattern("date_words", "report-title-ended"), words.pattern("date_words", "quarter-told")
_JAPANESE = words.pattern("date_words", "japanese-firm")
_MARCH, _DECEMBER = 3, 12
_HEAD = 200
"""The title may stand at the head of the text."""
_LATE = 90
"""A report on a period comes out within about so many days after its end."""
_OUT = 20, 75
"""Results of a quarter come out so many days after its end."""


class YearEnd(NamedTuple):
    """The last month of a firm's fiscal year. Japanese firms name a year (2025年度) by its start, others by its end."""

    month: int
    source: YearSource
    japanese: bool


class FiscalYear(NamedTuple):
    """`month` is the last of the year; `reporting` the fiscal period that the document reports on, where it says so."""

    month: int
    source: YearSource
    reporting: DateInterval | None = None
    japanese: bool = False
    """Whether the firm names a year by its start."""

    @property
    def said(self) -> bool:
        """Whether the month is more than an assumption."""
        return self.source in ("stated", "known")

    def holding(self, day: date) -> DateInterval:
        """The fiscal year that a day falls into."""
        return calendar.fiscal(day.year + (day.month > self.month), self.month)

    def current(self, published: date | None, n: int = 0) -> DateInterval | None:
        """The fiscal year of the report (当期), the n-th after it (前期: -1); None where neither its period nor its date is known."""
        if self.reporting is not None:
            start, _ = self.reporting.known
        elif published is not None:
            start = published - calendar.DAY * _LATE
        else:
            return None
        return self.holding(month_shift(start, 12 * n))

    def year_holding(self, day: date) -> DateInterval:
        """The same, as a calendar year where that is the firm's."""
        return calendar.year(day.year) if self.month == _DECEMBER else self.holding(day)

    def year_reported(self) -> DateInterval | None:
        """The year that the document reports on, a calendar year where that is the firm's; None where it does not say."""
        year = self.current(None)
        return self.year_holding(year.known[0]) if year is not None else None

    def quarter(self, year: int, n: int) -> DateInterval:
        """The n-th quarter of the fiscal year that ends in `year`; ValueError where there is none."""
        return calendar.thirds(calendar.fiscal(year, self.month), 3, n, "Q")


def of(document: Document, firms: Sequence[Record] = (), overlay: Path | None = None) -> FiscalYear:
    """The fiscal year of the issuer, else of the firm that the title names, else of the one most mentioned among `firms` (records)."""
    reporting, month, titled = _of_text(fold(document.article.title), document.folded)
    firm = _firm(document, firms, overlay)
    japanese = firm.japanese if firm is not None and firm.source == "known" else document.lang == "ja"
    if reporting is not None:
        return FiscalYear(int(reporting.timex[7:9]), "stated", reporting, japanese)
    if month:
        return FiscalYear(month, "stated", titled, japanese)
    if firm is not None and firm.source == "known":
        return FiscalYear(firm.month, "known", None, japanese)
    if month := _by_quarter(document):
        return FiscalYear(month, "stated", None, japanese)
    if firm is not None:
        return FiscalYear(firm.month, firm.source, None, japanese)
    return FiscalYear(_MARCH, "assumed", None, japanese) if japanese else FiscalYear(_DECEMBER, "calendar")


@lru_cache(maxsize=2)
def _of_text(title: str, text: str) -> tuple[DateInterval | None, int, DateInterval | None]:
    """The period reported on; else the last month of the fiscal year that is named, or 0, and the title's period. Both words are folded.

    Dates and facts ask this of the same document, whatever firms they know.
    """
    head = text[:_HEAD]
    both = title + "\n" + head
    reporting = _reported(title) or _reported(head) or _annual(both) or _ended(both) or _bracketed(text)
    if reporting is not None:
        return reporting, 0, None
    months = Counter(month for _, month in sorted(_stated(title + "\n" + text)))
    return None, months.most_common(1)[0][0] if months else 0, _of_title(title)


def _by_quarter(document: Document) -> int:
    """The last month of a fiscal year of which a quarter's results come out on that day: 第3四半期決算 in February; 0 where none tells."""
    published: date | None = document.published
    found = _TOLD.search(fold(document.article.title) + "\n" + document.folded[:_HEAD]) if published is not None else None
    if found is None or published is None:
        return 0
    over = calendar.unit_at(published, "quarter", 0).known[0]
    first, last = _OUT
    if not first <= (published - over).days <= last:
        return 0
    return _month(over.month - 1 + 3 * (4 - number(found["quarter"] or found["quarter_china"])))


def _stated(text: str) -> Iterator[tuple[int, int]]:
    """(position, last month of the fiscal year) wherever the text names one: 2026年3月期, 3月31日止年度, 第1四半期（4〜6月）."""
    for pattern in _YEAR_ENDS:
        for found in finditer(pattern, text):
            yield found.start(), _month(number(found["month"]))
    for found in finditer(_HALF_END, text):
        yield found.start(), _month(number(found["month"]) + 6)
    for pattern in _QUARTER_ENDS:
        for found in finditer(pattern, text):
            yield found.start(), _month(number(found["month"]) + 3 * (4 - number(found["quarter"] or "1")))


def _month(n: int) -> int:
    return (n - 1) % 12 + 1


def _reported(text: str) -> DateInterval | None:
    """The period of a filing's title: 四半期報告書－第106期第3四半期(2017/10/01－2017/12/31)."""
    found = _REPORT.search(text) if may_hold(text, _REPORT) else None
    if found is None:
        return None
    span = _span(text, found.end())
    if span is None:
        return None
    start, end = span
    months = (end.year - start.year) * 12 + end.month - start.month
    n = int(found["quarter"] or found["before"] or found["alone"] or 0)
    last = month_shift(end, -1)
    if months == 12:
        whole = calendar.fiscal(last.year, last.month)
        return calendar.thirds(whole, 6, 1, "H") if found["half"] else whole
    if n and months in (3, 3 * n):
        year_end = month_shift(last, 3 * (4 - n))
        return calendar.thirds(calendar.fiscal(year_end.year, year_end.month), 3, n, "Q")
    if months == 6:
        year_end = month_shift(last, 6)
        return calendar.thirds(calendar.fiscal(year_end.year, year_end.month), 6, 1, "H")
    return None


def cumulative_quarter(text: str) -> bool:
    """Whether a report means by its quarter all the year up to its end: 2026年3月期第3四半期（2025年4月1日～2025年12月31日）."""
    if _APART.search(text):
        return False
    for found in _CUMULATIVE.finditer(text):
        span = _span(text, found.end())
        if span is not None and month_shift(span[0], 3 * int(found["quarter"])) == span[1]:
            return True
    return False


def _annual(text: str) -> DateInterval | None:
    """The year of a Chinese periodical report: 2024年年度报告摘要."""
    found = _ANNUAL.search(text)
    if found is None:
        return None
    whole = calendar.fiscal(int(found["year"]), _DECEMBER)
    return calendar.thirds(whole, 6, 1, "H") if found["half"] else whole


def _ended(text: str) -> DateInterval | None:
    """The period of results by its last day: 截至二零二六年三月三十一日止年度業績公告, 截至2025年6月30日止六個月之中期業績."""
    found = _ENDED.search(text)
    if found is None:
        return None
    quarters = number(found["months"]) // 3 if found["months"] else 4
    last = month_shift(date(number(found["year"]), number(found["month"]), 1), 3 * (4 - quarters))
    whole = calendar.fiscal(last.year, last.month)
    return whole if quarters == 4 else calendar.thirds(whole, *((6, 1, "H") if quarters == 2 else (3, 3, "Q")))


def _bracketed(text: str) -> DateInterval | None:
    """The period of a report that its text gives: 当第３四半期連結累計期間（自 2017年４月１日 至 2017年12月31日）."""
    for found in finditer(_BRACKET, text):
        span = _span(text, found.end())
        if span is None or span[0].day != 1 or span[1].day != 1:
            continue
        quarters = 2 if found["half"] else int(found["quarter"] or 4)
        year_end = month_shift(month_shift(span[1], -1), 3 * (4 - quarters))
        whole = calendar.fiscal(year_end.year, year_end.month)
        if quarters == 4:
            return whole
        return calendar.thirds(whole, 6, 1, "H") if found["half"] else calendar.thirds(whole, 3, quarters, "Q")
    return None


def _of_title(title: str) -> DateInterval | None:
    """The fiscal year that a title names, with its half or quarter: 2026年3月期第2四半期決算."""
    found = _TITLE_YEAR.search(title)
    if found is None:
        return None
    year = _western(found["era"], found["year"])
    whole = calendar.fiscal(year if year > 99 else 2000 + year, number(found["month"]))
    if found["half"]:
        return calendar.thirds(whole, 6, 1, "H")
    return calendar.thirds(whole, 3, int(found["quarter"]), "Q") if found["quarter"] else whole


def _span(text: str, position: int) -> tuple[date, date] | None:
    """From one day to another, each with its year (western, or of the reigns of Heisei and Reiwa)."""
    found = _RANGE.match(text, position)
    if found is None:
        return None
    try:
        first, last = (date(_western(found[f"era{i}"], found[f"y{i}"]), number(found[f"m{i}"]), number(found[f"d{i}"])) for i in ("1", "2"))
    except ValueError:
        return None
    return (first, last + calendar.DAY) if first < last else None


def _western(era: str | None, year: str) -> int:
    return number(year) + (_eras()[era] - 1 if era else 0)


@lru_cache(maxsize=1)
def _eras() -> dict[str, int]:
    return {fold(name): era.first for era in load("eras", "era", Era) for name in era.names}


@lru_cache(maxsize=4)
def year_ends(overlay: Path | None = None) -> dict[str, YearEnd]:
    """How the fiscal year of every firm of the table ends, by its id; where the table does not say, as its country suggests."""
    return {row.id: _year_end(row.name, row.fiscal_year_end) for row in companies(overlay)}


def _year_end(name: str, month: int) -> YearEnd:
    japanese = _JAPANESE.search(fold(name)) is not None
    if month:
        return YearEnd(month, "known", japanese)
    return YearEnd(_MARCH, "assumed", japanese) if japanese else YearEnd(_DECEMBER, "calendar", japanese)


@lru_cache(maxsize=4)
def _names(overlay: Path | None) -> dict[str, str]:
    """Ids by every name and ticker."""
    return {fold(name): row.id for row in companies(overlay) for name in (row.id, *row.names, *row.tickers)}


def _firm(document: Document, firms: Sequence[Record], overlay: Path | None) -> YearEnd | None:
    """Of the issuer; where nobody said who it is, of the firm that the title names first, or that the text names most often."""
    ends, issuer = year_ends(overlay), document.article.issuer.strip()
    if issuer:
        known = ends.get(_names(overlay).get(fold(issuer), ""))
        return known or (_year_end(issuer, 0) if _JAPANESE.search(fold(issuer)) else None)
    mentions = [(document.folded[firm.start : firm.end], firm.entity_id) for firm in firms if firm.kind == "company" and firm.entity_id]
    title = fold(document.article.title)
    named = min(((title.find(text), ident) for text, ident in mentions if text in title), default=(0, None))[1]
    if named is None and mentions:
        named = Counter(ident for _, ident in mentions).most_common(1)[0][0]
    return ends.get(named) if named else None
