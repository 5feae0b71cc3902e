"""Which metric a group of values is of, and how: stated directly, as growth, CAGR, share of a whole, or a holding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import regex

from ..corpus.record import Fact
from ..rules.fold import fold_hanzi
from . import clause
from .item import Item, Word

GROWTH = {"yoy": "_growth_yoy", "qoq": "_growth_qoq", "cagr": "_cagr"}
_LEVEL_BEFORE = regex.compile(r"(?:至|到|へ)(?:约|近|逾)?$")
_LEVEL_AFTER = regex.compile(r"(?:以上|超|程度|强|弱|近く)?(?:まで|へ|から|に(?:まで)?(?:急|やや|さらに|大幅に)*(?:上|下|低|高|改善|缩|拡|悪化|达|なっ|なる|落|引|迫|戻|伸|增|减|乗))")
_GROWTH_BEFORE = regex.compile(r"(?:了|约|近|逾|超过|超|达|达到|:|幅|率|分别|依次|为|は|が|で|それぞれ|各|度|幅度|\s|率は|率が|高达|至少|不足|不到|の|もの)*$")
_GROWTH_AFTER = regex.compile(r"(?:以上|超|ほど|程度|余り|强|弱|左右|も|の|と|大幅|\s|を超える)*$")
_LOSS_AFTER = regex.compile(r"(?:的|の)?(?:净)?(?:赤字|亏损|损失|欠损|亏空)")
_GAIN_AFTER = regex.compile(r"(?:的|の)?(?:黒字|黑字|盈利)")
_STAFF = regex.compile(fold_hanzi(r"(?:人员|エンジニア|技術者|社員|員工|员工|研究者|女性|正社員|开发人员|工程师|程序员|博士|硕士|人才|従業員|销售团队|研发团队)$"))
_FUNDING = regex.compile(fold_hanzi(r"(?:を?(?:追加)?調達|の(?:デット|資金|追加)?調達|を集め|の資金を調達|融资|的融资|を資金調達)"))
_OWNED_NOUN = regex.compile(fold_hanzi(r"(?:的|の)?(?:股份|股权|股權|股票|表決權|表决权|議決権|株式|持分|权益|出資|株|股本)"))
_OWN_VERB_AFTER = regex.compile(fold_hanzi(r"(?:以上|超|強|弱|ずつ|程度)?(?:を|直接|間接|ずつ)*(?:保有|握る|握り|持つ|持ち|所有|出資)"))
_OWN_VERB_BEFORE = regex.compile(fold_hanzi(r"(?:持股|持有|握有|持|控股|拥有|持股比例|持股比例为|出資比率は|持ち株比率は|持株比率は|出資比率|の出資比率は|の持ち株比率は|合计持有|合計持有|直接持有|间接持有|各持|分别持有|分别持股)(?:约|為|为|分别为|股比例为)*$"))
_SHAREHOLDER = regex.compile(fold_hanzi(r"(?:大株主|株主|股东|持股|持有|出資比率|持ち株|保有|議決権|股权|控股)"))
_INDUSTRY = regex.compile(fold_hanzi(r"(?:企业|厂商|品牌|玩家|大企業|メーカー|各社|業者|大厂)$"))
_INVESTED = regex.compile(fold_hanzi(r"(?:前后|程度|超|以上)?を?(?:投じ|投資|かけて)"))
_PLANT = regex.compile(fold_hanzi(r"(?:拠点|工場|工厂|设备|設備|ライン|データセンター|数据中心|厂房|产线|生产线|倉庫|研究所)に"))
_OWN_VERB = regex.compile(fold_hanzi(r"持有|握有|持股|持|控股(?!股东)|拥有"))
_SHARES_OF = regex.compile(fold_hanzi(r"(?:の|的)?(?:株|株式|議決権|股份|股权|股票)"))
_HELD_BY = regex.compile(r"(?:が|は|:|约|各|\s|、)*")
_DIFFERENCE = regex.compile(r"(?:少ない|多い|高い|低い|安の|高の|安く|高く|上回る|下回る|增の|减の)")
_AS_FOR = regex.compile(r"(?:\([^()]{0,30}\))?(?:は|も|が|则?为|约|约为|则是|是)(?:约|同)?")
_SALES_CHANGE = regex.compile(r"(?:の)?(增|减|増|減)收(?!益)")
_ROUND = regex.compile(fold_hanzi(r"轮融资|轮|シリーズ[A-Z]|ラウンド|天使|Pre-[A-Z]"))
_PARTICLE = regex.compile(r"[はがをにでも]")
_AT_PRICE = regex.compile(r"(?:每股|以|按|以每股|以上限|以下限|定于)$")
_OFFERED = regex.compile(r"(?:/股)?(?:的?(?:价格|价))?(?:公开)?(?:发行|发售|定价|配售|招股|上市)")
_CHANGE = regex.compile(
    r"(?:以上|超|程度|强|弱|左右)?\s*(?:から|より|至|到|,|、|\()?(?:.{0,2}(?:[\p{Han}]{0,3}(?:至|到|成|为)))?(?:约|近|逾|超过|突破)?\s*"
)
_PROMOTED = {"net_profit": "adjusted_net_profit", "ebitda": "adjusted_ebitda"}


@dataclass
class Link:
    """How a group of values is tied to its metric words. `words` has one word, or one for each value of a list."""

    relation: str = "other"
    """direct, yoy, qoq, cagr, share, ownership or other"""
    words: list[Item] = field(default_factory=list)
    recent_words: list[Item] = field(default_factory=list)
    """Metrics just stated, for a list of growths that names none."""
    basis: str = "actual"
    cue_near: bool = False
    """Whether the words of forecast or target stand in the value's own clause."""
    whole: Fact | None = None
    """The fact that a share is a share of."""
    owned: str | None = None
    segment: str | None = None
    noun: str = ""
    adjusted: bool = False
    down: bool = False
    loss_after: int = 0
    carried: bool = False
    default: str = ""
    """Metric id where no word states it."""

    @property
    def ids(self) -> set[str]:
        return {_id(w, self.adjusted) for w in [*self.words, *self.recent_words]}

    @property
    def period(self) -> str:
        if self.relation in GROWTH:
            return "flow"
        if self.relation == "ownership":
            return "day"
        if self.words:
            word: Word = self.words[-1].what
            return "flow" if self.relation == "share" and word.metric.period == "flow" else word.metric.period
        return "flow"

    def metric_id(self, word: Item | None) -> str:
        if self.relation == "ownership":
            return "ownership"
        if self.relation == "other":
            return "other"
        base = _id(word, self.adjusted) if word is not None else self.default
        if self.relation in GROWTH:
            return base + GROWTH[self.relation]
        if self.relation == "share":
            return base if base.endswith("share") else base + "_share"
        return base

    def metric_text(self, text: str, word: Item | None) -> str:
        return text[word.start : word.end] if word is not None and self.relation != "other" else self.noun

    def sign(self, value: Item, word: Item | None) -> int:
        """-1 where the stated magnitude is a loss or a fall."""
        negative = value.what.value is not None and value.what.value < 0
        loss = word is not None and word.what.sign < 0
        if self.relation in ("yoy", "qoq"):
            if negative:
                return 1
            return -1 if self.down != loss else 1
        if self.relation != "direct" or negative:
            return 1
        if self.loss_after:
            return self.loss_after
        return -1 if loss else 1


def _id(word: Item, adjusted: bool) -> str:
    ident: str = word.what.metric.id
    return _PROMOTED.get(ident, ident) if adjusted else ident


def link(text: str, items: Sequence[Item], first: int, last: int, carried: Sequence[Item], recent: Sequence[Fact], previous: Link | None) -> Link:
    """The link of the group items[first..last].

    `carried`: metric words of the sentence before; `recent`: facts just made; `previous`: the link before this one in the sentence.
    """
    value, end = items[first], _outer_end(text, items[last].end)
    found = _relation(text, items, first, last, recent, carried, previous)
    found.basis, found.cue_near = _basis(items, first, last, text)
    tail = text[end : end + 12]
    if _LOSS_AFTER.match(tail) and any(w.what.metric.loss for w in found.words):
        found.loss_after = -1
    elif _GAIN_AFTER.match(tail):
        found.loss_after = 1
    if found.relation == "direct" and value.what.kind == "money":
        found = _round(text, items, first, found)
        found.adjusted = _adjusted(items, first, found)
    return found


def _outer_end(text: str, end: int) -> int:
    """The end of a value, past the bracket that its conversion stands in."""
    return end + 1 if text[end : end + 1] == ")" else end


def _round(text: str, items: Sequence[Item], first: int, found: Link) -> Link:
    """Money raised in a funding round is no proceeds of a listing: 「B轮融资募得3,500万美元」."""
    word = found.words[0] if found.words else None
    if word is None or word.what.metric.id != "ipo_proceeds" or not _ROUND.search(text, max(items[0].start - 10, 0), items[first].start):
        return found
    found.words = _default(items, "funding_raised")
    return found


def _adjusted(items: Sequence[Item], first: int, found: Link) -> bool:
    """経调整后 / 調整後 standing alone turns the net figure of the metric before it into the adjusted one."""
    for item in reversed(items[:first]):
        if item.kind == "cue" and item.what == "adjusted":
            return True
        if item.kind == "metric" and item in found.words and not found.loss_after:
            return False
    return False


def _basis(items: Sequence[Item], first: int, last: int, text: str) -> tuple[str, bool]:
    """forecast or target, where a cue left of the value in its stretch, or the verb that closes it, says so; and whether it is near."""
    start, end = items[first].start, items[last].end
    following = next((i.start for i in items[last + 1 :] if i.kind == "value"), None)
    own = [i for i in items if i.kind == "cue" and i.what in ("forecast", "target")]
    left = [c for c in own if c.start < start and not any(c.end < v.start < start and clause.has_break(text, v.end, start) for v in items if v.kind == "value")]
    right = [c for c in own if c.start >= end]
    closing = [c for c in right if following is None or c.start < following] or [c for c in right if not any(i.kind == "value" and i.start > c.start for i in items)]
    near = [c for c in left if not clause.has_break(text, c.end, start)] + [c for c in closing if not clause.has_break(text, end, c.start)]
    chosen = near or left or closing
    if not chosen:
        return "actual", False
    return ("target" if any(c.what == "target" for c in chosen) else "forecast"), bool(near)


def _relation(text: str, items: Sequence[Item], first: int, last: int, recent: Sequence[Fact], carried: Sequence[Item], previous: Link | None) -> Link:
    value = items[first]
    record = value.what
    if record.kind == "percent":
        return _percent(text, items, first, last, recent, carried, previous)
    if record.kind == "money" or record.unit not in ("times", "ratio", "rounds"):
        return _direct(text, items, first, last, carried)
    return Link(noun=_noun(text, items, first))


def _noun(text: str, items: Sequence[Item], first: int) -> str:
    start = items[first - 1].end if first else max(items[first].start - 40, 0)
    return clause.head_noun(text, max(start, clause.clause_start(text, start, items[first].start)), items[first].start)


def fits(word: Word, record: object) -> bool:
    """Whether a metric takes values of the record's kind and unit."""
    metric, kind, unit = word.metric, getattr(record, "kind", ""), getattr(record, "unit", "")
    if kind == "money":
        value = getattr(record, "value", None)
        return metric.unit == "money" or "money" in metric.counters or (metric.unit == "price" and value is not None and value < 1_000_000)
    if kind == "percent":
        return metric.unit == "percent" and metric.id != "ownership"
    return metric.unit == "count" and unit in metric.counters


def _run(text: str, items: Sequence[Item], index: int, record: object) -> list[Item]:
    """The list of metric words that items[index] closes: 「资产总额、负债总额」."""
    run = [items[index]]
    for before in range(index - 1, -1, -1):
        item = items[before]
        if item.kind != "metric" or not clause.names_join(text, item, run[0]) or not fits(item.what, record):
            break
        run.insert(0, item)
    return run


def _right(text: str, items: Sequence[Item], last: int) -> Item | None:
    """The metric word that the noun phrase after a value is: 「5億元の純損失」, 「71.4%的收入」, 「212万名个人用户」."""
    start, linked = clause.possessive_end(text, items[last].end)
    for item in items[last + 1 : last + 4]:
        if item.kind == "value" or item.start - start > 14 or clause.has_break(text, start, item.start):
            return None
        if item.kind != "metric":
            continue
        word: Word = item.what
        between = text[start : item.start]
        if _PARTICLE.search(between):
            return None
        if linked or (word.metric.id == "offer_price" and len(between) <= 1):
            return item
        if items[last].what.kind == "quantity" and len(between) <= 4 and word.metric.unit == "count" and not between.strip(" "):
            return item
        return None
    return None


def _direct(text: str, items: Sequence[Item], first: int, last: int, carried: Sequence[Item]) -> Link:
    value, record = items[first], items[first].what
    noun = _noun(text, items, first)
    right = _right(text, items, last)
    left = _left(text, items, first, record)
    if _accumulated(text, items, first, left) or _increment(text, items, first, last):
        return Link(noun=noun)
    if right is not None and fits(right.what, record):
        generic = right.what.metric.id == "net_profit" and left is not None and left.what.metric.loss
        if not generic:
            return Link("direct", [right])
    if record.kind == "money":
        small = record.value is not None and record.value < 1_000_000
        if small and _AT_PRICE.search(text[max(value.start - 4, 0) : value.start]) and _OFFERED.match(text[items[last].end : items[last].end + 6]):
            return Link("direct", default="offer_price", words=_default(items, "offer_price"))
        if _INVESTED.match(text[items[last].end : items[last].end + 8]) and _PLANT.search(text[clause.clause_start(text, 0, value.start) : value.start]):
            return Link("direct", default="capital_expenditure", words=_default(items, "capital_expenditure"))
        after = _outer_end(text, items[last].end)
        if _FUNDING.match(text[after : after + 8]):
            return Link("direct", default="funding_raised", words=_default(items, "funding_raised"))
    if noun and not _segmentlike(noun):
        return Link(noun=noun)
    if left is not None:
        index = items.index(left)
        return Link("direct", _run(text, items, index, record))
    if carried and fits(carried[-1].what, record) and _resumes(text, items, first):
        return Link("direct", list(carried[-1:]), carried=True)
    return Link(noun=noun)


def _accumulated(text: str, items: Sequence[Item], first: int, word: Item | None) -> bool:
    """Whether a flow is summed up over several years: 「三年累计投入3亿元」."""
    if word is None or word.what.metric.period != "flow":
        return False
    start = clause.clause_start(text, 0, items[first].start)
    return any(i.kind == "duration" and i.start >= start and i.what.timex and i.what.timex not in ("P1Y", "P12M") and "Y" in i.what.timex for i in items[:first])


def _increment(text: str, items: Sequence[Item], first: int, last: int) -> bool:
    """Whether a value is how much something rose or fell: 「10円増の40円」, 「增加3亿元」."""
    before, after = items[first - 1] if first else None, items[last + 1] if last + 1 < len(items) else None
    if after is not None and after.kind == "cue" and after.what in ("up", "down") and after.start == items[last].end:
        beyond = items[last + 2] if last + 2 < len(items) else None
        if beyond is not None and beyond.kind == "value" and beyond.start == after.end:
            return False  # 「2.6亿元扩大三成」: the rise comes after
        return not text.startswith(("至", "到", "へ", "に"), after.end)
    return before is not None and before.kind == "cue" and before.what in ("up", "down") and text[before.end : items[first].start] in ("", "了", "约")


def _default(items: Sequence[Item], ident: str) -> list[Item]:
    from ..rules.metric import metrics

    metric = next(m for m in metrics() if m.id == ident)
    return [Item("metric", items[0].start, items[0].start, Word(metric, 1))]


def _segmentlike(noun: str) -> bool:
    from .segment import SEGMENT

    return SEGMENT.search(noun) is not None


def _resumes(text: str, items: Sequence[Item], first: int) -> bool:
    """Whether a value without a metric word goes on with the last metric: its date, or an adjusting word, stands right before it."""
    if first == 0:
        return False
    before = items[first - 1]
    if before.kind == "company" and _AS_FOR.fullmatch(text, before.end, items[first].start):
        return True  # 「A社は3億円、B社は2億円」
    if not (before.kind == "date" or (before.kind == "cue" and before.what in ("prior", "same", "adjusted", "both", "up", "down"))):
        return False
    return not clause.head_noun(text, before.end, items[first].start) and items[first].start - before.end <= 12


def _left(text: str, items: Sequence[Item], first: int, record: object) -> Item | None:
    """The metric word left of a value that reaches it: nothing between them takes the value for itself."""
    value, record_kind = items[first], items[first].what.kind
    between_values = False
    for index in range(first - 1, -1, -1):
        item = items[index]
        if item.kind == "value":
            # 「純利益は2.1倍の80億円」: a multiple or a growth on the way is no figure of its own
            between_values |= item.what.kind == value.what.kind and item.what.unit not in ("times", "ratio") and not _DIFFERENCE.match(text, item.end)
            continue
        if item.kind != "metric":
            continue
        if record_kind == "money" and index + 1 < first and items[index + 1].kind == "value" and items[index + 1].what.kind == "percent" and text[item.end : items[index + 1].start] in ("の", "的"):
            continue  # 「売上高の9%にあたる55億円」 is no revenue
        if not fits(item.what, record):
            if clause.has_break(text, item.end, value.start) or item.what.metric.unit == "percent":
                continue
            joined = index > 0 and items[index - 1].kind == "metric" and clause.names_join(text, items[index - 1], item)
            if item.what.metric.unit in ("money", "count") and not between_values and not joined and getattr(record, "kind", "") == "quantity":
                return None
            continue
        if between_values and not _continues(text, items, first):
            return None
        return item
    return None


def _continues(text: str, items: Sequence[Item], first: int) -> bool:
    """Whether a value after another value is one more of the same metric: its own date, or a change from … to …, stands before it."""
    if first == 0:
        return False
    before = items[first - 1]
    gap = text[before.end : items[first].start]
    said = previous_value(items, first).what
    if items[first].what.kind == "quantity" and said.unit != items[first].what.unit:
        return False
    if before.kind == "value":
        return _CHANGE.fullmatch(gap) is not None
    if before.kind in ("date", "cue", "company", "duration"):
        return not clause.head_noun(text, before.end, items[first].start)
    return False


def _percent(text: str, items: Sequence[Item], first: int, last: int, recent: Sequence[Fact], carried: Sequence[Item], previous: Link | None) -> Link:
    value, record = items[first], items[first].what
    if record.unit != "percent":
        return Link(noun=_noun(text, items, first))
    left, right = _cues(text, items, first, last)
    tail = text[items[last].end : items[last].end + 6]
    level = _LEVEL_BEFORE.search(text[max(value.start - 4, 0) : value.start]) is not None or _LEVEL_AFTER.match(tail) is not None
    ids = {i.what for i in left} | {i.what for i in right if i.what not in ("yoy", "qoq")}
    if "cagr" in ids:
        word = _any_left(items, first, ("money", "count"))
        return Link("cagr", [word] if word else list(carried[-1:]))
    holding = _holding(text, items, first, last)
    if holding is not None:
        return holding
    near = _right(text, items, last)
    if near is not None and near.what.metric.unit in ("money", "count"):
        return Link("share", [near])
    direction = _direction(text, items, first, last)
    if previous is not None and previous.relation == "share" and _continues(text, items, first) and not any(i.kind == "metric" for i in items[items.index(previous_value(items, first)) : first]):
        return Link("share", previous.words, whole=previous.whole)
    own = _left(text, items, first, record)
    growth = not level and (direction is not None or bool(ids & {"yoy", "qoq"}) or _SALES_CHANGE.match(text, items[last].end) is not None)
    if growth and "share" not in {i.what for i in left[-1:]}:
        return _growth(text, items, first, ids, direction, own, recent, carried)
    share = _share(text, items, first, last, left, right, recent, previous)
    if share is not None and (own is None or (left and left[-1].what == "share" and left[-1].start > own.start and own.what.metric.id != "market_share")):
        return share
    noun = _noun(text, items, first)
    if own is not None and (not noun or _segmentlike(noun)):
        return Link("direct", _run(text, items, items.index(own), record))
    if own is None and carried and fits(carried[-1].what, record) and _resumes(text, items, first):
        return Link("direct", list(carried[-1:]), carried=True)
    return Link(noun=noun)


def previous_value(items: Sequence[Item], first: int) -> Item:
    """The value left of items[first]; items[first] itself where there is none."""
    return next((i for i in reversed(items[:first]) if i.kind == "value"), items[first])


def _cues(text: str, items: Sequence[Item], first: int, last: int) -> tuple[list[Item], list[Item]]:
    """Cues between the value before and this one, and those right after it in its clause."""
    left: list[Item] = []
    for item in reversed(items[:first]):
        if item.kind == "value":
            break
        if item.kind == "cue":
            left.insert(0, item)
    right: list[Item] = []
    end = items[last].end
    for item in items[last + 1 :]:
        if item.kind == "value" or item.start - end > 14 or clause.has_break(text, end, item.start):
            break
        if item.kind == "cue":
            right.append(item)
    return left, right


def _direction(text: str, items: Sequence[Item], first: int, last: int) -> str | None:
    """up or down, where a word of growth stands right before or right after the value."""
    start, end = items[first].start, items[last].end
    for item in reversed(items[max(first - 3, 0) : first]):
        if item.kind == "value":
            break
        if item.kind == "cue" and item.what in ("up", "down") and start - item.end <= 10 and _GROWTH_BEFORE.fullmatch(text[item.end : start]):
            return str(item.what)
    for item in items[last + 1 : last + 3]:
        if item.kind == "cue" and item.what in ("up", "down") and item.start - end <= 8 and _GROWTH_AFTER.fullmatch(text[end : item.start]):
            following = next((i for i in items[last + 1 :] if i.kind == "value"), None)
            if text.startswith(("至", "到", "へ"), item.end) or (following is not None and following.start - item.end <= 3 and text[item.end] not in "の的"):
                return None
            return str(item.what)
    prior = next((i for i in reversed(items[max(first - 2, 0) : first]) if i.kind == "cue" and i.what in ("prior", "yoy")), None)
    if prior is not None and text[prior.end : start] == "を":
        return "up" if text.startswith("上回", end) else "down" if text.startswith("下回", end) else None
    # 年増 / 季減 hold the direction themselves
    for item in reversed(items[max(first - 2, 0) : first]):
        if item.kind == "cue" and item.what in ("yoy", "qoq") and start - item.end <= 6:
            word = text[item.start : item.end]
            return "down" if ("减" in word or "退" in word) else "up" if "增" in word else None
    return None


def _any_left(items: Sequence[Item], first: int, units: Sequence[str]) -> Item | None:
    return next((i for i in reversed(items[:first]) if i.kind == "metric" and i.what.metric.unit in units), None)


def _growth(text: str, items: Sequence[Item], first: int, ids: set[str], direction: str | None, own: Item | None, recent: Sequence[Fact], carried: Sequence[Item]) -> Link:
    if "mom" in ids or "daily_price" in ids:
        return Link(noun=_noun(text, items, first))
    word = _any_left(items, first, ("money", "count", "price"))
    if own is not None and (word is None or own.start > word.start):
        return Link(noun=_noun(text, items, first))
    if word is None and carried and carried[-1].what.metric.unit in ("money", "count"):
        word = carried[-1]
    named = _SALES_CHANGE.match(text, items[first].end)
    if named is not None and "revenue" not in (word.what.metric.id if word else ""):
        return Link("yoy", _default(items, "revenue"), down=named[1] == "减")
    if word is not None and word.what.metric.period == "stock" and word.what.metric.unit == "count" and not ids & {"yoy", "qoq"}:
        word = None
    if word is None or word.what.metric.period == "listing" or word.what.metric.id in ("ownership", "valuation"):
        return Link(noun=_noun(text, items, first))
    relation = "qoq" if "qoq" in ids else "yoy"
    found = Link(relation, [word], down=direction == "down")
    stated = list(dict.fromkeys(f.metric for f in recent))
    found.recent_words = [w for m in stated if (w := _word_of(items, m)) is not None]
    return found


def _word_of(items: Sequence[Item], metric: str) -> Item | None:
    return next((i for i in reversed(items) if i.kind == "metric" and i.what.metric.id == metric), None)


def _share(text: str, items: Sequence[Item], first: int, last: int, left: Sequence[Item], right: Sequence[Item], recent: Sequence[Fact], previous: Link | None) -> Link | None:
    cue = next((i for i in reversed(left) if i.what == "share"), None) or next((i for i in right if i.what == "share"), None)
    if cue is None:
        return None
    if cue.start < items[first].start and text[max(cue.start - 2, 0) : cue.start] == "市场":
        return None if _INDUSTRY.search(text[clause.clause_start(text, 0, cue.start) : cue.start]) else Link("direct", _default(items, "market_share"))
    of = next((i for i in items[:first] if i.kind == "metric" and i.what.metric.unit in ("money", "count") and text.startswith(("に占める", "における", "のうち", "中"), i.end)), None)
    if of is not None:
        return Link("share", [of])
    inside = [i for i in items[:first] if i.kind == "metric" and i.what.metric.unit in ("money", "count") and i.start > (items[0].start if cue.start > items[first].start else cue.start)]
    before = [i for i in items[:first] if i.kind == "metric" and i.what.metric.unit in ("money", "count") and i.end <= cue.start and cue.start - i.end <= 2]
    if inside and cue.start < items[first].start:
        return Link("share", inside[-1:])
    if before and not (before[-1].what.metric.id == "customers" and cue.end - cue.start == 1):
        return Link("share", before[-1:])
    if before:
        return Link("share", previous.words if previous is not None and previous.relation == "share" else _default(items, "revenue"))
    subject = clause.head_noun(text, clause.clause_start(text, 0, cue.start), cue.start) or text[max(cue.start - 8, 0) : cue.start]
    if cue.start > items[first].start:
        subject = clause.head_noun(text, clause.clause_start(text, 0, items[first].start), items[first].start)
    if _INDUSTRY.search(subject):
        return None
    if previous is not None and previous.relation == "share" and _segmentlike(subject):
        return Link("share", previous.words)
    ofs = [i for i in items[:first] if i.kind == "cue" and i.what == "of_which"]
    whole = recent[-1] if recent else None
    if _STAFF.search(subject.strip("の的はが ")):
        return Link("share", _default(items, "employees"), whole=next((f for f in reversed(recent) if f.metric == "employees"), None))
    same = _any_left(items, first, ("money", "count"))
    if same is not None and same.what.metric.period != "listing" and (ofs or _segmentlike(subject) or same.end <= cue.start):
        if same.what.metric.id in ("revenue", "customers", "users", "shipments", "orders", "employees", "rnd_expense", "total_assets", "stores"):
            return Link("share", [same])
    if ofs and whole is not None and whole.metric in ("revenue", "employees", "users", "customers"):
        return Link("share", _default(items, whole.metric), whole=whole)
    if _segmentlike(subject) or _segmentlike(text[max(cue.start - 12, 0) : cue.start]):
        return Link("share", _default(items, "revenue"))
    return None


def _holding(text: str, items: Sequence[Item], first: int, last: int) -> Link | None:
    """A percent of a firm's shares: held by whom, of which firm."""
    value, end = items[first], items[last].end
    start = clause.clause_start(text, 0, value.start)
    before = text[start : value.start]
    names = [i for i in items[:first] if i.kind == "company"]
    gap = text[(names[-1].end if names and names[-1].start >= start else start) : value.start]
    verb_left = _OWN_VERB_BEFORE.search(before) or (names and _OWN_VERB_BEFORE.search(text[start : names[-1].start].rstrip()) and names[-1].start >= start)
    noun_right = _OWNED_NOUN.match(text[end : end + 5])
    verb_right = _OWN_VERB_AFTER.match(text[end : end + 12])
    listed = _SHAREHOLDER.search(text[max(items[0].start - 30, 0) : value.start]) if items else None
    held_by = names and listed and _HELD_BY.fullmatch(text, names[-1].end, value.start) is not None
    if not (verb_left or verb_right or (noun_right and listed) or held_by):
        return None
    after = next((i for i in items[last + 1 :] if i.kind == "company" and i.start - end <= 12 and not clause.has_break(text, end, i.start)), None)
    found = Link("ownership")
    found.noun = gap
    holders = [n for n in names if n.start >= start]
    verb = _OWN_VERB.search(text, start, value.start)
    if verb:
        at = verb.start()
        owned = [n for n in holders if n.start >= at]
        holders = [n for n in names if n.end <= at]
        found.owned = owned[-1].what.entity_id if owned else None
    shares = [n for n in names if n.start >= start and _SHARES_OF.match(text, n.end)]
    if shares:
        found.owned = shares[-1].what.entity_id
        holders = [n for n in names if n is not shares[-1]]
    opened = text.rfind("(", start - 1 if start else 0, value.start)
    if opened > text.rfind(")", 0, value.start) and holders and holders[-1].start > opened:
        outside = [n for n in names if n.end == opened]
        found.owned = outside[-1].what.entity_id if outside else found.owned
    if after is not None:
        found.owned = after.what.entity_id
    if holders:
        found.segment = text[holders[-1].start : holders[-1].end]
        found.whole = None
    return found
