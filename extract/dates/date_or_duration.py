"""Date or length? 24年, 3年, 17日, 5日, 三日: what stands around an ambiguous form decides."""

import re

from ...rules import words
from ..text.document import Document
from .duration import NUMERAL, Duration, number, positional
from .forms import NUMERALS, DateForms
from .parse import Expression, expression

_GROUP = re.compile(r"[0-9]{3}(?![0-9])")
_ITEM_NUMBER = re.compile(r"(?:^|[ \n;。])[0-9]{1,2}\.\Z")
_RANGE = re.compile(rf"({NUMERAL})(?:{words.source('date_words', 'length-to')})")


def _said(ident: str) -> re.Pattern[str]:
    return words.pattern("date_words", ident)


_LENGTH_BEFORE, _LENGTH_AFTER = _said("length-before"), _said("length-after")
_YEAR_AFTER = _said("year-after")
_TARGET_AFTER, _GOES_ON_AFTER, _FULL_YEAR = _said("year-target-after"), _said("year-goes-on-after"), _said("full-year")
_SENTENCE_STOP, _COUNTED_BEFORE = _said("sentence-stop"), _said("counted-before")
_DAY_AFTER_JA, _NO_DAY_AFTER_JA, _ABOUT_AFTER = _said("day-after-ja"), _said("no-day-after-ja"), _said("day-about-after")
_DAYS_BEFORE_ZH, _DAYS_AFTER_ZH = _said("days-before-zh"), _said("days-after-zh")
_WEEK_BEFORE = _said("week-before")


def at(forms: DateForms, text: str, position: int, document: Document) -> Expression | Duration | None:
    """The date or duration that starts at `position`."""
    numeral = text[position] in NUMERALS
    if numeral and position and _inside_number(text, position):
        return None
    length = forms.durations.at(text, position) if numeral or text[position] in forms.half_starts else None
    found = expression(forms, text, position)
    if found is not None and numeral and not found.last and len(found.words) == 1 and not _odd_range(found):
        return _single(found, length, text, document)
    if found is not None and (length is None or found.end >= length.end) and not _odd_range(found):
        return found
    if length is not None:
        return length if length.sure or _fits(length, text, document.lang) else None
    return _length_range(forms, text, position) if numeral else None


def _inside_number(text: str, position: int) -> bool:
    before = text[position - 1]
    if before in ".," and position > 1 and text[position - 2].isdigit() and text[position].isascii():
        # what follows a comma in groups of three goes on a number; 2025Q1,2026年 does not
        if before == ",":
            return _GROUP.match(text, position) is not None
        return _FULL_YEAR.match(text, position) is None and _ITEM_NUMBER.search(text, max(position - 4, 0), position) is None
    return _COUNTED_BEFORE.match(before) is not None


def _odd_range(found: Expression) -> bool:
    """2〜3年 is a length, not the years 2 to 3."""
    word = found.words[0]
    return word.op in ("years", "fiscal_years") and not found.last and _short(str(word.args[0])) and _short(str(word.args[1]))


def _short(numeral: str) -> bool:
    if len(numeral) < 2 or not positional(numeral):
        return True
    return numeral.isascii() and len(numeral) == 2 and numeral[0] != "0" and (int(numeral) % 5 == 0 or int(numeral) < 15)


def _single(found: Expression, length: Duration | None, text: str, document: Document) -> Expression | Duration | None:
    word = found.words[0]
    if length is not None and (length.end > found.end or length.sure and word.op in ("year", "month", "day")):
        return length
    if word.op == "year" and word.or_length:
        if _is_year(str(word.args[0]), text, found, document):
            return found
        return length if length is not None and not _is_approximate(str(word.args[0])) else None
    if word.op == "day" and word.or_length:
        if _is_day(text, found, document.lang):
            return found
        return length if length is not None and _fits(length, text, document.lang) else None
    return found


def _is_approximate(numeral: str) -> bool:
    """二三年: two or three."""
    return len(numeral) == 2 and positional(numeral) and not numeral.isascii() and number(numeral[1]) - number(numeral[0]) == 1


def _is_year(numeral: str, text: str, found: Expression, document: Document) -> bool:
    n = number(numeral)
    before, after = text[max(found.start - 4, 0) : found.start], _LENGTH_AFTER.match(text, found.end)
    if len(numeral) >= 4 and (positional(numeral) or n >= 1000):
        return 1200 <= n < 2200 and not (n % 500 == 0 and n < 2000 and (after or _LENGTH_BEFORE.search(before)))
    if number(numeral[0]) == 0 and positional(numeral):
        return True
    if after or _LENGTH_BEFORE.search(before):
        return False
    if n > 99:
        return document.lang == "zh-Hant" and 90 <= n <= 150
    if not positional(numeral) and n >= 90 and document.lang == "zh-Hant":
        return True  # 九十八年 of the Republic of China
    if not positional(numeral) or len(numeral) < 2 or _is_approximate(numeral):
        return False
    if _after_a_year(n, text, found):
        return True
    this = document.published.year % 100 if document.published else 26
    if 15 <= n <= this + 5 or n >= 90:
        return n % 10 != 0 or bool(_YEAR_AFTER.match(text, found.end)) or n + 5 >= this
    return n <= 60 and n % 5 == 0 and n > this and bool(_TARGET_AFTER.match(text, found.end))


def _after_a_year(n: int, text: str, found: Expression) -> bool:
    """2012年に…、14年に: a two-digit year that goes on from a full one of the same sentence."""
    if not _GOES_ON_AFTER.match(text, found.end):
        return False
    before = text[max(found.start - 60, 0) : found.start]
    stops = [stop.end() for stop in _SENTENCE_STOP.finditer(before)]
    full = _FULL_YEAR.findall(before[stops[-1] if stops else 0 :])
    return bool(full) and 0 < n - int(full[-1][2:]) <= 20


def _is_day(text: str, found: Expression, lang: str) -> bool:
    numeral = text[found.start : found.end - 1].strip()
    if numeral.isascii() and numeral.isdigit():
        if _ABOUT_AFTER.match(text, found.end):
            return True
        if lang == "ja":
            return not _NO_DAY_AFTER_JA.match(text, found.end)
        return not _LENGTH_AFTER.match(text, found.end) and not _LENGTH_BEFORE.search(text[max(found.start - 5, 0) : found.start])
    if len(numeral) > 1:
        return True
    return lang == "ja" and number(numeral) > 1 and bool(_DAY_AFTER_JA.match(text, found.end))


def _fits(length: Duration, text: str, lang: str) -> bool:
    """Whether an unsure length is one: 三日, 两周, 73日."""
    unit, before = length.timex[-1], text[max(length.start - 1, 0) : length.start]
    numeral = text[length.start : length.end - 1].strip()
    if unit == "D" and not numeral.isascii():
        return lang != "ja" and bool(_DAYS_BEFORE_ZH.search(before) or _DAYS_AFTER_ZH.match(text, length.end))
    if unit == "W":
        return lang != "ja" and not _WEEK_BEFORE.match(before)
    return True


def _length_range(forms: DateForms, text: str, position: int) -> Duration | None:
    """3〜5年, 六至八个月: from one length to another of the same unit."""
    low = _RANGE.match(text, position)
    if low is None:
        return None
    high = forms.durations.at(text, low.end())
    if high is None or not high.timex[-1].isalpha() or "." in high.timex:
        return None
    head = "PT" if high.timex.startswith("PT") else "P"
    numeral = low[1] if low[1][0].isascii() else str(number(low[1]))
    return Duration(position, high.end, f"{head}{numeral}{high.timex[-1]}/{high.timex}", True, high.rule)
