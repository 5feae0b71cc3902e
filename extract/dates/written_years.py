"""The years that numerals stand for."""

from collections.abc import Sequence
from typing import Any

from .context import DateContext
from .duration import number, positional
from .forms import Era

TAIWAN = 1911
"""The year before the first of the Republic of China."""


def year_of(numeral: str, context: DateContext) -> int:
    """The western year that a numeral before 年 stands for: 2025, 25, 08, 二〇二五, and 114 in Taiwan."""
    n = number(numeral)
    if len(numeral) > 2 or not positional(numeral) and n > 99:
        return n + TAIWAN if context.lang == "zh-Hant" and 80 <= n <= 200 else n
    turn = context.published.year + 50 if context.published else 2075
    return next((c + n for c in (2000, 1900) if c + n <= turn), 1800 + n)


def era_year(era: Era, n: int) -> int:
    if not 1 <= n <= 200:
        raise ValueError(f"no era has a year {n}")
    return era.first + n - 1


def plain_year(value: Any, c: DateContext) -> int:
    return year_of(value, c) if isinstance(value, str) else int(value)


def quarter_year(args: Sequence[Any], c: DateContext) -> tuple[int, int]:
    """Quarter (or half) and year, in whichever order they are written."""
    years = [a for a in args if isinstance(a, str) or a > 4]
    return int(next(a for a in args if not isinstance(a, str) and a <= 4)), plain_year(years[0], c)
