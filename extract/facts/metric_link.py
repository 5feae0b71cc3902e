"""How values are tied to metric words: the tie itself, and which word of its sentence reaches a value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import regex

from ...corpus.record import Fact
from ...rules.metric import metrics
from . import clause
from .items import Item, Word
from .segment import SEGMENT

GROWTH = {"yoy": "_growth_yoy", "qoq": "_growth_qoq", "cagr": "_cagr"}
_AS_FOR = regex.compile(r"(?:\([^()]{0,30}\))?(?:は|も|が|则?为|约|约为|则是|是)(?:约|同)?")
_OWN_TOPIC = regex.compile(r"[\p{Han}\p{Katakana}ー]{2,}(?:は|が|も)|[\p{Han}]{4,}")
_SAME_TOPIC = regex.compile(r"この|その|同|该|这一|这个|此")
_DIFFERENCE = regex.compile(r"(?:少ない|多い|高い|低い|安の|高の|安く|高く|上回る|下回る|增の|减の)")
_PARTICLE = regex.compile(r"[はがをにでも]")
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


def outer_end(text: str, end: int) -> int:
    """The end of a value, past the bracket that its conversion stands in."""
    return end + 1 if text[end : end + 1] == ")" else end


def noun_before(text: str, items: Sequence[Item], first: int) -> str:
    """The noun right before a value that no table knows, or ""."""
    if first and items[first - 1].end == items[first].start:
        return ""
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


def word_run(text: str, items: Sequence[Item], index: int, record: object) -> list[Item]:
    """The list of metric words that items[index] closes: 「资产总额、负债总额」."""
    run = [items[index]]
    for before in range(index - 1, -1, -1):
        item = items[before]
        if item.kind != "metric" or not clause.names_join(text, item, run[0]) or not fits(item.what, record):
            break
        run.insert(0, item)
    return run


def word_right(text: str, items: Sequence[Item], last: int) -> Item | None:
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


def word_left(text: str, items: Sequence[Item], first: int, record: object) -> Item | None:
    """The metric word left of a value that reaches it: nothing between them takes the value for itself."""
    value, record_kind = items[first], items[first].what.kind
    between_values = False
    for index in range(first - 1, -1, -1):
        item = items[index]
        if item.kind == "value":
            # 「純利益は2.1倍の80億円」: a multiple or a growth on the way is no figure of its own
            between_values |= (
                item.what.kind == value.what.kind and item.what.unit not in ("times", "ratio") and not _DIFFERENCE.match(text, item.end)
            )
            continue
        if item.kind != "metric":
            continue
        if (
            record_kind == "money"
            and index + 1 < first
            and items[index + 1].kind == "value"
            and items[index + 1].what.kind == "percent"
            and text[item.end : items[index + 1].start] in ("の", "的")
        ):
            continue  # 「売上高の9%にあたる55億円」 is no revenue
        if not fits(item.what, record):
            if clause.has_break(text, item.end, value.start) or item.what.metric.unit == "percent":
                continue
            joined = index > 0 and items[index - 1].kind == "metric" and clause.names_join(text, items[index - 1], item)
            if (
                item.what.metric.unit in ("money", "count")
                and not between_values
                and not joined
                and getattr(record, "kind", "") == "quantity"
            ):
                return None
            continue
        if between_values and not continues(text, items, first):
            return None
        return item
    return None


def continues(text: str, items: Sequence[Item], first: int) -> bool:
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


def previous_value(items: Sequence[Item], first: int) -> Item:
    """The value left of items[first]; items[first] itself where there is none."""
    return next((i for i in reversed(items[:first]) if i.kind == "value"), items[first])


def resumes(text: str, items: Sequence[Item], first: int) -> bool:
    """Whether a value without a metric word goes on with the last metric: its date, or an adjusting word, stands right before it."""
    if first == 0:
        return False
    before = items[first - 1]
    if before.kind == "company" and _AS_FOR.fullmatch(text, before.end, items[first].start):
        return True  # 「A社は3億円、B社は2億円」
    if not (before.kind == "date" or (before.kind == "cue" and before.what in ("prior", "same", "adjusted", "both", "up", "down"))):
        return False
    if before.kind == "date":
        start = clause.clause_start(text, 0, before.start)
        names = [(i.start, i.end) for i in items[:first] if i.kind in ("company", "date", "cue") and i.start >= start]
        rest = "".join(c for n, c in enumerate(text[start : before.start], start) if not any(a <= n < b for a, b in names))
        if _OWN_TOPIC.search(rest) and not _SAME_TOPIC.search(rest):
            return False  # the clause has a subject of its own
    return not clause.head_noun(text, before.end, items[first].start) and items[first].start - before.end <= 12


def any_left(items: Sequence[Item], first: int, units: Sequence[str]) -> Item | None:
    """The metric word of such units nearest to the left, whatever stands between."""
    return next((i for i in reversed(items[:first]) if i.kind == "metric" and i.what.metric.unit in units), None)


def default_words(items: Sequence[Item], ident: str) -> list[Item]:
    """A metric that no word states, as a word of no length at the start of the sentence."""
    metric = next(m for m in metrics() if m.id == ident)
    return [Item("metric", items[0].start, items[0].start, Word(metric, 1))]


def segment_like(noun: str) -> bool:
    """Whether a noun names a part of a company rather than another metric."""
    return SEGMENT.search(noun) is not None


def word_of(items: Sequence[Item], metric: str) -> Item | None:
    """The last word of a sentence that states a metric."""
    return next((i for i in reversed(items) if i.kind == "metric" and i.what.metric.id == metric), None)
