"""Which period a figure is of: the dates of its sentence, and words that stand for one (前年同期, 同期, 全年, 目前)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ...corpus.record import Fact, Record
from ...rules.period import month_shift
from ..dates.extract import period_of, years_of
from . import clause
from .items import Item


@dataclass(frozen=True, slots=True)
class When:
    """A period: its string of the guideline, start and end (exclusive), and the item that states it."""

    text: str
    start: date | None
    end: date | None
    item: Item | None = None

    @classmethod
    def of(cls, item: Item) -> When:
        if item.period is None:
            record: Record = item.what
            item.period = cls(period_of(record), record.start_date, record.end_date, item)
        made: When = item.period
        return made

    @classmethod
    def of_fact(cls, fact: Fact) -> When:
        return cls(fact.period, fact.start_date, fact.end_date)

    @property
    def years(self) -> int:
        return 0 if self.start is None or self.end is None else (self.end - self.start).days // 360


_OF = re.compile(r"(?:の|的)(?:约|近|逾|超过)?")
_COMPARED = re.compile(r"(?:较|(?<![占同环率])比)$")
_FOUNDED = re.compile(r"(?:の|に)?(?:正式に)?(?:设立|创业|创立|成立|创办|创建)")

NOW = When("", None, None)


def shifted(when: When, years: int) -> When:
    """`when` moved by whole years."""
    text = re.sub(r"\d{4}", lambda m: f"{int(m.group()) + years:04d}", when.text)
    start, end = (month_shift(d, 12 * years) if d else None for d in (when.start, when.end))
    return When(text, start, end, when.item)


def is_day(item: Item) -> bool:
    return item.kind == "date" and item.what.granularity in ("day", "week")


def _as_of(text: str, item: Item) -> bool:
    """Whether a date is a day, or is said to be the time as of which figures hold: 截至…, …時点."""
    return (
        is_day(item)
        or text[max(item.start - 2, 0) : item.start] in ("截至", "截止")
        or text.startswith(("时点", "末", "まで", "底"), item.end)
    )


def flows(item: Item) -> When | None:
    """The period of an item over which something can flow: a month or more, at most some years."""
    if item.kind != "date" or item.what.start_date is None or item.what.granularity in ("day", "week", "decade"):
        return None
    return When.of(item)


def expand(run: Sequence[Item]) -> list[When]:
    """Each period of a list of dates; a range of years is its years."""
    out: list[When] = []
    for item in run:
        years = years_of(item.what) if item.what.granularity == "range" else []
        if len(years) > 1:
            out.extend(When(y, date(int(y), 1, 1), date(int(y) + 1, 1, 1), item) for y in years)
        else:
            out.append(When.of(item))
    return out


def date_run(text: str, items: Sequence[Item], before: int) -> list[Item]:
    """The last list of dates left of items[before]."""
    run: list[Item] = []
    for item in items[:before]:
        if item.kind != "date" or item.what.start_date is None:
            continue
        if run and not clause.names_join(text, run[-1], item):
            run = []
        run.append(item)
    return run


class nearest:  # noqa: N801
    """Look-ups to the left of a value."""

    @staticmethod
    def span(items: Sequence[Item], before: int) -> When | None:
        """The last period of several years, as first..last year."""
        for item in reversed(items[:before]):
            if item.kind == "date" and item.what.granularity == "range" and len(years := years_of(item.what)) > 1:
                return When(f"{years[0]}..{years[-1]}", item.what.start_date, item.what.end_date, item)
        dates = [i for i in items[:before] if i.kind == "date" and i.what.granularity == "year"]
        if len(dates) > 1 and dates[0].what.start_date < dates[-1].what.start_date:
            first, last = When.of(dates[0]), When.of(dates[-1])
            return When(f"{first.text}..{last.text}", first.start, last.end, dates[-1])
        return None

    @staticmethod
    def day(items: Sequence[Item], before: int) -> When | None:
        for item in reversed(items[:before]):
            if is_day(item) and item.what.granularity == "day" and item.what.start_date is not None:
                return When.of(item)
        return None

    @staticmethod
    def left(text: str, items: Sequence[Item], before: int, kind: str, context: When | None, *, loose: bool = False) -> When | None:
        """The period stated nearest to the left that a flow, or a stock, can have; `loose`: whatever other values it belongs to."""
        for index in range(before - 1, -1, -1):
            item = items[index]
            if item.kind == "cue":
                if attributive(text, items, index, before) or (
                    item.what in ("prior", "now") and any(i.kind == "value" for i in items[index:before])
                ):
                    continue
                made = _stand_in(text, items, index, kind, context)
                if made is not None and item.end <= items[before].start:
                    return made
            elif item.kind == "date" and item.what.start_date is not None:
                if (kind == "flow" and flows(item) is None) or (kind == "day" and not is_day(item)):
                    continue
                if _FOUNDED.match(text, item.end) or attributive(text, items, index, before):
                    continue
                if compared(text, items, index, before):
                    continue
                if item.what.granularity == "decade" or (
                    kind == "stock"
                    and index
                    and not loose
                    and not _as_of(text, item)
                    and any(i.kind == "value" for i in items[index:before])
                ):
                    continue
                if kind == "flow" and item.what.granularity == "range" and len(years_of(item.what)) > 1:
                    return None
                return When.of(item)
        return None


def compared(text: str, items: Sequence[Item], index: int, before: int) -> bool:
    """Whether a date is only what a change is measured against: 较[上年]收窄42.6%. 较[2023年]的64.6% is its own value's date."""
    if not _COMPARED.search(text[max(items[index].start - 2, 0) : items[index].start]):
        return False
    if any(i.kind == "metric" for i in items[index + 1 : before]):
        return False  # 對比2024年純利4,500萬元: a figure with a metric of its own
    return index + 1 < before or _OF.fullmatch(text, items[index].end, items[before].start) is None


def attributive(text: str, items: Sequence[Item], index: int, before: int) -> bool:
    """Whether a date belongs to another value only: 由[去年]的20%升至…."""
    end = items[index].end
    following = items[index + 1] if index + 1 < len(items) else None
    return (
        following is not None and following.kind == "value" and index + 1 < before and _OF.fullmatch(text, end, following.start) is not None
    )


def _stand_in(text: str, items: Sequence[Item], index: int, kind: str, context: When | None) -> When | None:
    """The period that a cue stands for, or None where it stands for none."""
    cue = items[index].what
    if cue == "now":
        return NOW
    if cue not in ("prior", "same", "whole"):
        return None
    said = nearest.left(text, items, index, kind, None) if index else None
    if said is NOW:
        said = None
    base = said or context
    if base is None or base.start is None:
        return None
    if cue == "prior":
        return shifted(base, -1)
    if cue == "whole":
        if base.text.startswith("FY"):
            return When(base.text[:9], None, None, base.item) if len(base.text) > 9 else base
        return When(str(base.start.year), date(base.start.year, 1, 1), date(base.start.year + 1, 1, 1), base.item)
    return base


def baseline(text: str, items: Sequence[Item], index: int) -> bool:
    """Whether a period is only what another is compared with: 由2022年的…, 令和5年度の39億円から…."""
    date = items[index]
    return attributive(text, items, index, len(items)) or (text[max(date.start - 1, 0) : date.start] in "由从较比自" and date.start > 0)
