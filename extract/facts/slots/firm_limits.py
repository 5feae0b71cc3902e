"""Which firms a figure cannot be of, whatever stands near it: sources of figures, brokers of a target price, investors of a round,
the buyer of a firm whose figures a bracket gives; and which figures are of no firm that the text names."""

from __future__ import annotations

import re

from ..line.clause import Line, cited, pattern, surveys
from ..line.items import Firm, Item, Sign, Value
from ..line.place import Place
from ..scope import Scope
from .metric_reading import MetricReading

_BRACKET = re.compile(r"\([^()]{1,60}\)")
"""Where the firms that are counted may be named."""


def of_many(place: Place, reading: MetricReading, firm: str, scope: Scope) -> bool:
    """Whether a figure is a sum over many firms, and so a fact of none: `firm` is whose it seems to be, or ""."""
    if _counted(place, reading) or _of_market(place, reading) or _of_nobody(place, reading):
        return True
    return not firm and (_of_trading(reading) or surveys(place.line) or scope.surveyed == scope.paragraph)


def _of_trading(reading: MetricReading) -> bool:
    """Whether a figure is of an offer or of trading; where it is of no firm, it is a rate or another price: 原油每桶78美元."""
    return reading.word is not None and reading.word.metric.period == "listing"


def _of_market(place: Place, reading: MetricReading) -> bool:
    """Whether a line tells who counted a market, and a figure of the market: 根据IDC的数据，2016年中国智能手机出货量…."""
    line, at = place.line, reading.at
    if not 0 <= at < place.at:
        return False
    word = line.items[at]
    if pattern("market-before").search(line.text, max(word.start - 20, line.start), word.start) is None:
        return False
    firms = [n for n, item in enumerate(line.items[: place.at]) if _is_firm(item)]
    return bool(firms) and all(cited(line, n) for n in firms)


def _of_nobody(place: Place, reading: MetricReading) -> bool:
    """第二名的市场份额, 前五大企业合计占据…"""
    line = place.line
    end = line.items[reading.at].start if 0 <= reading.at < place.at else place.value.start
    return pattern("nobody-before").search(line.text, max(end - 24, line.start), end) is not None


def unnamed_party(place: Place) -> bool:
    """目标公司 as the last that the line speaks of before the value, where no bracket declared whose part that is."""
    line = place.line
    parties = list(pattern("party").finditer(line.text, line.start, place.value.start))
    if not parties:
        return False
    party = parties[-1]
    return not any(item.start >= party.end() or item.start == party.start() for item in line.items[: place.at] if _is_firm(item))


def _is_firm(item: Item) -> bool:
    return isinstance(item, Firm) or isinstance(item, Sign) and item.id in ("firm", "that_firm")


def _counted(place: Place, reading: MetricReading) -> bool:
    """上場企業1300社の経常利益は…, 1300家公司合计净利润…"""
    line = place.line
    if not 0 < reading.at < place.at or any(map(_is_firm, line.items[reading.at : place.at])):
        return False
    word = line.items[reading.at]
    count = next((i for i in reversed(line.items[: reading.at]) if isinstance(i, Value)), None)
    if count is None or count.record.unit != "companies":
        return False
    if pattern("own-firms").search(line.text, max(count.start - 12, line.start), count.start):
        return False
    rest = _BRACKET.sub("", line.text[count.end : word.start])
    return pattern("of-all").fullmatch(rest) is not None


def profiled(place: Place) -> str | None:
    """Whose figures the bracket gives in which a value stands, where it tells of a firm that changes hands: the firm's right before it,
    山城紙業（京都府宇治市。売上高…）の全株式; "" where no name was read there, None outside of such a bracket."""
    line, opened = place.line, place.line.opened[place.at]
    if opened < 0 or not (pattern("profile").match(line.text, opened) and pattern("bought").match(line.text, opened, line.end)):
        return None
    return next((item.entity for item in line.items[: place.at] if isinstance(item, Firm) and 0 <= opened - item.end <= 1), "")


def barred(firm: str, place: Place, reading: MetricReading, scope: Scope) -> bool:
    """Whether a figure cannot be of a firm that the text names."""
    if profiled(place) not in (None, firm) or reading.metric == "ownership" and held_issuer(place, scope) not in ("", firm):
        return True
    if firm in scope.sources and firm not in scope.acting and firm != scope.issuer:
        return True
    if reading.metric == "target_price":
        return firm in scope.brokers and firm != scope.issuer and not _stands_behind("rates-before", firm, place.line)
    if firm in scope.brokers and firm != scope.issuer and firm not in scope.titled and place.forecast != "none":
        return True  # 海岑证券预计其2026年净利润为5亿元
    if reading.metric in ("orders", "order_backlog"):
        return _stands_behind("wins-before", firm, place.line)
    return reading.metric in ("funding_raised", "valuation") and _invests(firm, place.line)


def held_issuer(place: Place, scope: Scope) -> str:
    """The issuer, where a share in it is what a line says is held: 控制公司|4.00%股份; else ""."""
    line, start = place.line, place.value.start
    return scope.issuer if pattern("held-issuer").search(line.text, max(start - 16, line.start), start) else ""


def passed_by(firm: str, pronoun: str, scope: Scope) -> bool:
    """Whether 公司, or a line that says of no firm, cannot mean this one: the text has named it in passing only, and another not."""
    if firm in scope.acting or firm == scope.issuer:
        return False
    return pronoun in ("firm", "none") and (scope.issuer != "" or len(scope.acting) > 0)


def _stands_behind(row: str, firm: str, line: Line) -> bool:
    """Whether a line has a firm right behind words of a row: 维持|华泰证券|买入评级, 获|宁德时代|5亿元订单."""
    own = [item for item in line.items if isinstance(item, Firm) and item.entity == firm]
    return any(pattern(row).search(line.text, max(item.start - 8, line.start), item.start) for item in own)


def _invests(firm: str, line: Line) -> bool:
    """Whether a line says of a firm, or of a list that it stands in, that it invests: A、B领投, 引受先はA、B."""
    firms = [item for item in line.items if isinstance(item, Firm)]
    for n, item in enumerate(firms):
        if item.entity != firm:
            continue
        last = n
        while last + 1 < len(firms) and pattern("name-list").fullmatch(line.text, firms[last].end, firms[last + 1].start):
            last += 1
        first = n
        while first and pattern("name-list").fullmatch(line.text, firms[first - 1].end, firms[first].start):
            first -= 1
        before = line.text[max(firms[first].start - 14, line.start) : firms[first].start]
        if pattern("invests-after").match(line.text, firms[last].end, line.end) or pattern("invests-before").search(before):
            return True
    return False
