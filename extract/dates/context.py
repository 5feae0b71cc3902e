"""What is known where an expression stands, and the periods that are counted from there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from . import calendar as math
from .calendar import DateInterval
from .fiscal import FiscalYear, YearEnd
from .forms import Era

UNKNOWN = DateInterval(None, None, "year", "XXXX")
NAMES = {-2: "before-last", -1: "last", 0: "this", 1: "next", 2: "after-next"}


@dataclass(slots=True)
class DateContext:
    """What is known where an expression stands: the article's date and language, and the dates before it."""

    published: date | None
    lang: str
    last: DateInterval | None = None
    """The latest mention with dates."""
    running: DateInterval | None = None
    """The latest mention of a month or quarter of the year of publication that is over."""
    last_day: DateInterval | None = None
    last_fiscal: DateInterval | None = None
    same_sentence: DateInterval | None = None
    """The latest mention of this sentence that has dates."""
    last_period: DateInterval | None = None
    """The latest mention of the sentence before that has dates."""
    tried: dict[object, list[DateInterval]] = field(default_factory=dict)
    """What words without a year may mean, by words and fiscal year: the same ones come again and again."""
    dated: bool = True
    """Whether `published` is the article's own date, not one that its text suggests."""
    precision: str = "day"
    """"year" where the text suggests no more than the year of its publication date."""
    fiscal: FiscalYear = FiscalYear(12, "calendar")
    """That of the firm whose document it is."""
    report_year: DateInterval | None = None
    """The year that the document reports on."""
    taiwan: bool = False
    """Whether the text is on Taiwan."""
    weekdays: dict[int, DateInterval] = field(default_factory=dict)
    """The weekdays named so far that lie ahead, Monday 1."""
    era_years: Sequence[tuple[Era, int]] = ()
    """Eras that the text gives years by, with the western years: short years about then count from there."""
    era: Era | None = None
    """The era that the latest year is counted from; None where it is a western one."""
    firm: YearEnd | None = None
    """Of the fiscal year of the firm that the sentence names."""
    public: bool = False
    """Whether the expression speaks of the state's fiscal year."""
    ended: DateInterval | None = None
    """The latest period of months that was told by the day it ends on."""
    accounts_table: bool = False
    """Whether the text has a table of accounts by the months that end their periods."""
    irregular: dict[tuple[int, int], DateInterval] = field(default_factory=dict)
    """Fiscal years of other than twelve months, by the year and month that end them."""
    event: Callable[[], date | None] = field(default=lambda: None)
    """The day of the event that an offset counts from, where the text gives one."""

    @property
    def fiscal_said(self) -> bool:
        """Whether the fiscal year that the text speaks of is more than an assumption."""
        return self.firm is not None and self.firm.source == "known" or self.last_fiscal is not None or self.fiscal.said

    @property
    def fiscal_month(self) -> int:
        """Last month of the fiscal year the text speaks of; March where nothing says which."""
        if self.firm is not None and self.firm.source == "known":
            return self.firm.month
        if self.last_fiscal is not None:
            return int(self.last_fiscal.timex[7:9])
        return self.fiscal.month if self.fiscal.said else 3

    @property
    def reporting(self) -> DateInterval | None:
        """The year that the document reports on, unless the sentence names a firm with another year."""
        other = self.firm is not None and self.firm.source == "known" and self.firm.month != self.fiscal.month
        return None if other else self.report_year

    @property
    def named_by_start(self) -> bool:
        """Whether 2025年度 is the fiscal year that begins, not the one that ends in 2025."""
        known = self.firm is not None and self.firm.source == "known"
        return self.firm.japanese if known and self.firm is not None else self.fiscal.japanese


def relative(context: DateContext, unit: str, n: int) -> DateInterval:
    if context.published is None or context.precision == "year" and unit != "year":
        return DateInterval(None, None, unit, f"UNDEF-{NAMES.get(n, f'{n:+d}')}-{unit}")
    return math.unit_at(context.published, unit, n)


def from_context(context: DateContext, unit: str, n: int) -> DateInterval:
    """同年, 翌月, 前日: counted from the latest date in the text, else from the publication date."""
    if unit == "day":
        at = context.last_day.start if context.last_day else context.published
    else:
        at = context.last.start if context.last else context.published
    if at is None:
        return DateInterval(None, None, unit, f"UNDEF-{NAMES.get(n, f'{n:+d}')}-{unit}")
    return math.unit_at(at, unit, n)
