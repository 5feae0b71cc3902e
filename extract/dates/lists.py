"""Elements of a list of dates take what its last one says."""

from collections.abc import Sequence

from ...rules import words
from .duration import Duration
from .forms import FormMatch
from .parse import Expression

_LIST = words.pattern("date_words", "list-separator")
_LISTED_DAYS, _AT_THE_TIME = words.forms("date_words", "listed-days"), words.forms("date_words", "at-the-time")


def share_units(text: str, items: list[Expression | Duration]) -> None:
    """Elements of a list take what its last one says: 2022、2023年度; 截至2023年及2024年12月31日止年度."""
    i = len(items) - 1
    while i > 0:
        first = i
        while first > 0 and _in_list(text, items[first - 1], items[first]):
            first -= 1
        last = items[i]
        if first < i and isinstance(last, Expression) and not last.last:
            start = items[first].start
            dated = len(last.words) > 1 and last.words[0].op == "year" and _of_a_day(text, start, items[i].end)
            if dated and i - first > 1 and last.words[1].op in ("first_months", "half", "quarter"):
                dated = False  # 截至2020年、2021年及2022年前4個月: the years, and a part of the last one
            if dated and last.words[-1].op == "ended_years":
                # each of the years is named: 截至2024年及2025年12月31日止兩個年度
                last.words[-1] = last.words[-1]._replace(op="ended", args=(12,))
            for item in items[first:i]:
                _share(item, last.words, dated)
        i = min(first, i - 1)


def _of_a_day(text: str, start: int, end: int) -> bool:
    """Whether a list from `start` to `end` names days as of which figures hold: 截至…, 於2023年及2024年12月31日, …年12月31日現在."""
    return text.endswith(_LISTED_DAYS, max(start - 4, 0), start) or text.startswith(_AT_THE_TIME, end)


def _share(item: Expression | Duration, unit: Sequence[FormMatch], dated: bool) -> None:
    assert isinstance(item, Expression)
    year, whole = item.words[0], unit[0]
    if dated:
        item.words = [year, *unit[1:]]
    elif whole.op == "fiscal_end" or year.rule == "dates:year-in-list" and whole.op in ("year", "fiscal_year", "named_fiscal"):
        item.words = [whole._replace(start=year.start, end=year.end, args=(year.args[0], *whole.args[1:]))]


def _in_list(text: str, item: Expression | Duration, following: Expression | Duration) -> bool:
    """Whether a bare year stands before another element of its list."""
    if not isinstance(item, Expression) or item.last or len(item.words) > 1 or item.words[0].op != "year":
        return False
    return following.start - item.end <= 6 and _LIST.fullmatch(text, item.end, following.start) is not None
