"""The years that numerals stand for."""

from collections.abc import Sequence

from .context import DateContext
from .duration import number, positional
from .forms import Era, FormArg, integer

TAIWAN = 1911
"""The year before the first of the Republic of China."""

_NEAR_YEARS, _FAR = 3, 8


def year_of(numeral: str, context: DateContext) -> int:
    """The western year that a numeral before 年 stands for: 2025, 25, 08, 二〇二五, 114 in Taiwan, and 29 in a text of 平成28年."""
    n = number(numeral)
    if len(numeral) > 2 or not positional(numeral) and n > 99:
        return n + TAIWAN if context.lang != "ja" and 80 <= n <= 200 else n
    if context.lang == "ja" and (year := _of_era(n, context)) is not None:
        return year
    turn = context.published.year + 50 if context.published else 2075
    return next((c + n for c in (2000, 1900) if c + n <= turn), 1800 + n)


def _of_era(n: int, context: DateContext) -> int | None:
    """The year that a short numeral counts from an era, where the text names one of about that year by it."""
    if context.published is not None and context.dated and 2000 + n <= context.published.year + _NEAR_YEARS:
        return None
    told = context.published.year if context.published is not None and context.dated else 0
    for era, named in context.era_years:
        year = era.first + n - 1
        # a year far ahead of the text is one of the era that it counts by
        if abs(year - named) <= _NEAR_YEARS < abs(2000 + n - named) or named <= year <= told < 2000 + n - _FAR:
            return year
    return None


def era_of(args: Sequence[FormArg]) -> tuple[Era, int]:
    """An era and the western year that is named by it."""
    era = args[0]
    assert isinstance(era, Era)
    return era, era_year(args)


def era_year(args: Sequence[FormArg]) -> int:
    """The western year of an era and its year."""
    era, n = args[0], integer(args, 1)
    assert isinstance(era, Era)
    if not 1 <= n <= 200:
        raise ValueError(f"no era has a year {n}")
    return era.first + n - 1


def same_era_year(args: Sequence[FormArg], c: DateContext) -> int:
    """The year that 同12年 counts from the era named last; a western one where a western year was."""
    n = integer(args)
    if c.era is not None and c.era.first + n - 1 <= c.era.last:
        return c.era.first + n - 1
    if n < 10:
        raise ValueError("no year")
    return year_of(f"{n:02d}", c)


def plain_year(args: Sequence[FormArg], c: DateContext, at: int = 0) -> int:
    found = args[at]
    return year_of(found, c) if isinstance(found, str) else integer(args, at)


def part_and_year(args: Sequence[FormArg], c: DateContext, most: int) -> tuple[int, int]:
    """The number of a part, `most` at the most, and the year, in whichever order they are written."""
    at = next(n for n, a in enumerate(args) if isinstance(a, str) or integer(args, n) > most)
    return next(a for a in args if isinstance(a, int) and a <= most), plain_year(args, c, at)
