"""Date or length? 24年, 3年, 17日, 5日, 三日: what stands around an ambiguous form decides."""

import re

from ...rules.fold import fold_pattern
from ..text.document import Document
from .duration import NUMERAL, Duration, number
from .forms import NUMERALS, Lexicon
from .parse import Expression, expression

_LENGTH_BEFORE = re.compile(
    fold_pattern(r"(?:约|近|超|逾|过去|最长|最短|设立から|创业から|创业|满|长达|每|为期|历时|期限|至少|不到|不足|未满|每隔|同比|以来)$")
)
_LENGTH_AFTER = re.compile(
    fold_pattern(
        r" ?(?:連続|连续|続|ぶり|以上|以内|以下|余|多|超|强|弱|内|期间|前后|単位|もの|もた|にわた|に渡|にも満|に満|にな[るりっ]|が経|経過"
        r"|を経|をかけ|早|遅|の歴史|の?経験|かけて|越し|来(?![年月])|左右|程度|足らず|ほど|半|で|分|以来の|ごと|おき|后)"
    )
)
_YEAR_AFTER = re.compile(fold_pattern(r"(?:に|度|まで|目標|時点|、|は|の|比|から)"))
_YEAR_BEFORE = re.compile(r"(?:在|于|公元|西历|西暦|自|从)$")
_DAY_SURE = re.compile(r"(?:に|、|の|付|夜|朝|午|晚|早|上午|下午|,|至|から|まで|发)")
_LENGTH_ZH_BEFORE = re.compile(r"[早晚迟隔仅满连达短每足整历近超约过]$")
_LENGTH_ZH_AFTER = re.compile(r"[内后前登的,。、;累共仅]|涨|跌|买|卖")
_GROUP = re.compile(r"[0-9]{3}(?![0-9])")
_FULL_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?=年)")
_LOW = re.compile(rf"({NUMERAL}) {{0,2}}(?:[-~至到]|から) {{0,2}}")


def at(words: Lexicon, text: str, position: int, document: Document) -> Expression | Duration | None:
    """The date or duration that starts at `position`."""
    numeral = text[position] in NUMERALS
    if numeral and position and _inside_number(text, position):
        return None
    length = words.durations.at(text, position) if numeral or text[position] == "半" else None
    found = expression(words, text, position)
    if found is not None and numeral and not found.last and len(found.words) == 1 and not _odd_range(found):
        return _single(found, length, text, document)
    if found is not None and (length is None or found.end >= length.end) and not _odd_range(found):
        return found
    if length is not None:
        return length if length.sure or _fits(length, text, document.lang) else None
    return _length_range(words, text, position) if numeral else None


def _inside_number(text: str, position: int) -> bool:
    before = text[position - 1]
    if before in ".," and position > 1 and text[position - 2].isdigit() and text[position].isascii():
        # what follows a comma in groups of three goes on a number; 2025Q1,2026年 does not
        return before == "." or _GROUP.match(text, position) is not None
    return before in "第毎每"


def _odd_range(found: Expression) -> bool:
    """2〜3年 is a length, not the years 2 to 3."""
    word = found.words[0]
    return word.op in ("years", "fiscal_years") and not found.last and _short(str(word.args[0])) and _short(str(word.args[1]))


def _short(numeral: str) -> bool:
    if len(numeral) < 2 or "十" in numeral:
        return True
    return numeral.isascii() and len(numeral) == 2 and numeral[0] != "0" and (int(numeral) % 5 == 0 or int(numeral) < 15)


def _single(found: Expression, length: Duration | None, text: str, document: Document) -> Expression | Duration | None:
    word = found.words[0]
    if length is not None and (length.end > found.end or length.sure and word.op in ("year", "day")):
        return length
    if word.op == "year" and isinstance(word.args[0], str) and word.rule == "dates:year" and text[found.end - 1] == "年":
        if _is_year(word.args[0], text, found, document):
            return found
        return length if length is not None and not _is_approximate(word.args[0]) else None
    if word.op == "day" and text[found.end - 1] == "日":
        if _is_day(text, found, document.lang):
            return found
        return length if length is not None and _fits(length, text, document.lang) else None
    return found


def _is_approximate(numeral: str) -> bool:
    """二三年: two or three."""
    return len(numeral) == 2 and "十" not in numeral and not numeral.isascii() and number(numeral[1]) - number(numeral[0]) == 1


def _is_year(numeral: str, text: str, found: Expression, document: Document) -> bool:
    n = number(numeral)
    before, after = text[max(found.start - 4, 0) : found.start], _LENGTH_AFTER.match(text, found.end)
    if len(numeral) >= 4 and "十" not in numeral:
        return 1200 <= n < 2200 and not (n % 500 == 0 and n < 2000 and (after or _LENGTH_BEFORE.search(before)))
    if numeral[0] in "0〇零":
        return True
    if after or _LENGTH_BEFORE.search(before):
        return False
    if n > 99:
        return document.lang == "zh-Hant" and 90 <= n <= 150 or bool(_YEAR_BEFORE.search(before))
    if "十" in numeral or len(numeral) < 2 or _is_approximate(numeral):
        return False
    if _after_a_year(n, text, found):
        return True
    this = document.published.year % 100 if document.published else 26
    if 15 <= n <= this + 5 or n >= 90:
        return n % 10 != 0 or bool(_YEAR_AFTER.match(text, found.end)) or n + 5 >= this
    return n <= 60 and n % 5 == 0 and n > this and text.startswith(("に", "度", "までに", "目标"), found.end)


def _after_a_year(n: int, text: str, found: Expression) -> bool:
    """2012年に…、14年に: a two-digit year that goes on from a full one of the same sentence."""
    if not text.startswith(("に", "、", "は", "の", ",", "から", "为", "及", "和"), found.end):
        return False
    before = text[max(found.start - 60, 0) : found.start]
    full = _FULL_YEAR.findall(before[max(before.rfind("。"), before.rfind("\n")) + 1 :])
    return bool(full) and 0 < n - int(full[-1][2:]) <= 20


def _is_day(text: str, found: Expression, lang: str) -> bool:
    numeral = text[found.start : found.end - 1].strip()
    if numeral.isascii() and numeral.isdigit():
        if text.startswith(("前后", "左右"), found.end):
            return True
        return not text.startswith(("で", "分"), found.end) if lang == "ja" else not _LENGTH_AFTER.match(text, found.end)
    if len(numeral) > 1:
        return True
    return lang == "ja" and numeral != "一" and bool(_DAY_SURE.match(text, found.end))


def _fits(length: Duration, text: str, lang: str) -> bool:
    """Whether an unsure length is one: 三日, 两周, 73日."""
    unit, before = text[length.end - 1], text[max(length.start - 1, 0) : length.start]
    numeral = text[length.start : length.end - 1].strip()
    if unit == "日" and not numeral.isascii():
        return lang != "ja" and bool(_LENGTH_ZH_BEFORE.search(before) or _LENGTH_ZH_AFTER.match(text, length.end))
    if unit == "周":
        weekday = text.startswith(("一", "二", "三", "四", "五", "六", "日"), length.end)
        return lang != "ja" and not weekday and before not in ("上", "下", "本", "这", "首")
    return True


def _length_range(words: Lexicon, text: str, position: int) -> Duration | None:
    """3〜5年, 六至八个月: from one length to another of the same unit."""
    low = _LOW.match(text, position)
    if low is None:
        return None
    high = words.durations.at(text, low.end())
    if high is None or not high.timex[-1].isalpha() or "." in high.timex:
        return None
    head = "PT" if high.timex.startswith("PT") else "P"
    numeral = low[1] if low[1][0].isascii() else str(number(low[1]))
    return Duration(position, high.end, f"{head}{numeral}{high.timex[-1]}/{high.timex}", True, high.rule)
