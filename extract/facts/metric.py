"""Which metric a group of values is of, and how: stated directly, as growth, CAGR, share of a whole, or a holding."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from ...corpus.record import Fact
from ...rules.fold import fold_hanzi
from . import basis, clause
from .items import Item
from .metric_link import Link, default_words, fits, noun_before, outer_end, resumes, segment_like, word_left, word_right, word_run
from .ratio import percent_link

_LOSS_AFTER = regex.compile(r"(?:的|の)?(?:净)?(?:赤字|亏损|损失|欠损|亏空)")
_GAIN_AFTER = regex.compile(r"(?:的|の)?(?:黒字|黑字|盈利)")
_FUNDING = regex.compile(
    fold_hanzi(
        r"(?:\s*(?:的?(?:天使|战略|[A-Z]\+{0,2}|新一|首)轮融资)|を?(?:追加)?調達|の(?:デット|資金|追加)?調達|を集め|の資金を調達|融资|的融资|を資金調達)"
    )
)
_INVESTED = regex.compile(fold_hanzi(r"(?:前后|程度|超|以上)?を?(?:投じ|投資|かけて)"))
_PLANT = regex.compile(fold_hanzi(r"(?:拠点|工場|工厂|设备|設備|ライン|データセンター|数据中心|厂房|产线|生产线|倉庫|研究所)に"))
_ROUND = regex.compile(fold_hanzi(r"轮融资|轮|シリーズ[A-Z]|ラウンド|天使|Pre-[A-Z]"))
_CLOSED = regex.compile(r"(?:[,;。、价日]|股价)(?:午后|最终)?(?:收|收于|收在|收报|报收)$")
_OBJECT = regex.compile(r"[\p{Han}A-Za-z]{1,6}(?:约|近|逾|超)?")
_AT_PRICE = regex.compile(r"(?:每股|以|按|以每股|以上限|以下限|定于)$")
_OFFERED = regex.compile(r"(?:/股)?(?:的?(?:价格|价))?(?:公开)?(?:发行|发售|定价|配售|招股|上市)")


def link(
    text: str, items: Sequence[Item], first: int, last: int, carried: Sequence[Item], recent: Sequence[Fact], previous: Link | None
) -> Link:
    """The link of the group items[first..last].

    `carried`: metric words of the sentence before; `recent`: facts just made; `previous`: the link before this one in the sentence.
    """
    value, end = items[first], outer_end(text, items[last].end)
    found = _relation(text, items, first, last, recent, carried, previous)
    found.basis, found.cue_near = basis.stated(items, first, last, text)
    tail = text[end : end + 12]
    if _LOSS_AFTER.match(tail) and any(w.what.metric.loss for w in found.words):
        found.loss_after = -1
    elif _GAIN_AFTER.match(tail):
        found.loss_after = 1
    if found.relation == "direct" and value.what.kind == "money":
        found = _round(text, items, first, found)
        found.adjusted = _adjusted(items, first, found)
    return found


def _round(text: str, items: Sequence[Item], first: int, found: Link) -> Link:
    """Money raised in a funding round is no proceeds of a listing: 「B轮融资募得3,500万美元」."""
    word = found.words[0] if found.words else None
    if word is None or word.what.metric.id != "ipo_proceeds" or not _ROUND.search(text, max(items[0].start - 10, 0), items[first].start):
        return found
    found.words = default_words(items, "funding_raised")
    return found


def _adjusted(items: Sequence[Item], first: int, found: Link) -> bool:
    """経调整后 / 調整後 standing alone turns the net figure of the metric before it into the adjusted one."""
    for item in reversed(items[:first]):
        if item.kind == "cue" and item.what == "adjusted":
            return True
        if item.kind == "metric" and item in found.words and not found.loss_after:
            return False
    return False


def _relation(
    text: str, items: Sequence[Item], first: int, last: int, recent: Sequence[Fact], carried: Sequence[Item], previous: Link | None
) -> Link:
    value = items[first]
    record = value.what
    if record.kind == "percent":
        return percent_link(text, items, first, last, recent, carried, previous)
    if record.kind == "money" or record.unit not in ("times", "ratio", "rounds"):
        return direct_link(text, items, first, last, carried)
    return Link(noun=noun_before(text, items, first))


def direct_link(text: str, items: Sequence[Item], first: int, last: int, carried: Sequence[Item]) -> Link:
    value, record = items[first], items[first].what
    noun = noun_before(text, items, first)
    right = word_right(text, items, last)
    left = word_left(text, items, first, record)
    if _accumulated(text, items, first, left) or _increment(text, items, first, last):
        return Link(noun=noun)
    if right is not None and fits(right.what, record):
        generic = right.what.metric.id == "net_profit" and left is not None and left.what.metric.loss
        if not generic:
            return Link("direct", [right])
    if record.kind == "money":
        small = record.value is not None and record.value < 1_000_000
        if small and _CLOSED.search(text[max(value.start - 4, 0) : value.start]):
            return Link("direct", default="closing_price", words=default_words(items, "closing_price"))
        if (
            small
            and _AT_PRICE.search(text[max(value.start - 4, 0) : value.start])
            and _OFFERED.match(text[items[last].end : items[last].end + 6])
        ):
            return Link("direct", default="offer_price", words=default_words(items, "offer_price"))
        if _INVESTED.match(text[items[last].end : items[last].end + 8]) and _PLANT.search(
            text[clause.clause_start(text, 0, value.start) : value.start]
        ):
            return Link("direct", default="capital_expenditure", words=default_words(items, "capital_expenditure"))
        after = outer_end(text, items[last].end)
        if _FUNDING.match(text[after : after + 8]):
            return Link("direct", default="funding_raised", words=default_words(items, "funding_raised"))
    if left is not None and _aside(text, items, first, last, left):
        return Link(noun=noun)
    if (
        noun
        and not segment_like(noun)
        and not (left is not None and (_divided(text, items, first, left) or _object(text, items, first, left)))
    ):
        return Link(noun=noun)
    if left is not None:
        index = items.index(left)
        return Link("direct", word_run(text, items, index, record))
    if carried and fits(carried[-1].what, record) and resumes(text, items, first):
        return Link("direct", list(carried[-1:]), carried=True)
    return Link(noun=noun)


def _aside(text: str, items: Sequence[Item], first: int, last: int, left: Item) -> bool:
    """Whether a value is of something else than the metric before it: a price target, or what proceeds are spent on."""
    if any(
        i.kind == "cue" and i.what == "daily_price" and text.startswith(("目标价", "目標"), i.start)
        for i in items[:first]
        if i.start > left.end
    ):
        return True
    return left.what.metric.id == "ipo_proceeds" and text.startswith(("投向", "用于", "用於", "投入", "将用"), items[last].end)


def _divided(text: str, items: Sequence[Item], first: int, left: Item) -> bool:
    """Whether a metric is stated part by part: 「売上高は真空機器が384億円、軸受が327億円」."""
    return text.startswith("は", left.end) and text[items[first].start - 1 : items[first].start] == "が"


def _object(text: str, items: Sequence[Item], first: int, left: Item) -> bool:
    """Whether the noun before a count is what is shipped or ordered: 「交付卫星46颗」."""
    between = text[left.end : items[first].start]
    return left.what.metric.id in ("shipments", "orders") and left is items[first - 1] and _OBJECT.fullmatch(between) is not None


def _accumulated(text: str, items: Sequence[Item], first: int, word: Item | None) -> bool:
    """Whether a flow is summed up over several years: 「三年累计投入3亿元」."""
    if word is None or word.what.metric.period != "flow":
        return False
    if not any(i.kind == "duration" for i in items[:first]):
        return False
    start = clause.clause_start(text, 0, items[first].start)
    return any(
        i.kind == "duration" and i.start >= start and i.what.timex and i.what.timex not in ("P1Y", "P12M") and "Y" in i.what.timex
        for i in items[:first]
    )


def _increment(text: str, items: Sequence[Item], first: int, last: int) -> bool:
    """Whether a value is how much something rose or fell: 「10円増の40円」, 「增加3亿元」."""
    before, after = items[first - 1] if first else None, items[last + 1] if last + 1 < len(items) else None
    if after is not None and after.kind == "cue" and after.what in ("up", "down") and after.start == items[last].end:
        beyond = items[last + 2] if last + 2 < len(items) else None
        if beyond is not None and beyond.kind == "value" and beyond.start == after.end:
            return False  # 「2.6亿元扩大三成」: the rise comes after
        return not text.startswith(("至", "到", "へ", "に"), after.end)
    return (
        before is not None
        and before.kind == "cue"
        and before.what in ("up", "down")
        and text[before.end : items[first].start] in ("", "了", "约")
    )
