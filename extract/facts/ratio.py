"""Percentages that are no metric of their own: growth, CAGR, shares of a whole."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from ...corpus.record import Fact
from ...rules.fold import fold_hanzi
from . import clause
from .items import Item
from .metric_link import (
    Link,
    any_left,
    continues,
    default_words,
    fits,
    noun_before,
    previous_value,
    resumes,
    segment_like,
    word_left,
    word_of,
    word_right,
    word_run,
)
from .ownership import holding

_LEVEL_BEFORE = regex.compile(r"(?:至|到|へ)(?:约|近|逾)?$")
_LEVEL_AFTER = regex.compile(
    r"(?:以上|超|程度|强|弱|近く)?(?:まで|へ|から|に(?:まで)?(?:急|やや|さらに|大幅に)*(?:上|下|低|高|改善|缩|拡|悪化|达|なっ|なる|落|引|迫|戻|伸|增|减|乗))"
)
_GROWTH_BEFORE = regex.compile(
    r"(?:了|约|近|逾|超过|超|达|达到|:|幅|率|分别|依次|为|は|が|で|それぞれ|各|度|幅度|\s|率は|率が|高达|至少|不足|不到|の|もの)*$"
)
_GROWTH_AFTER = regex.compile(r"(?:以上|超|ほど|程度|余り|强|弱|左右|も|の|と|大幅|\s|を超える)*$")
_SALES_CHANGE = regex.compile(r"(?:の)?(增|减|増|減)收(?!益)")
_STAFF = regex.compile(
    fold_hanzi(
        r"(?:人员|エンジニア|技術者|社員|員工|员工|研究者|女性|正社員|开发人员|工程师|程序员|博士|硕士|人才|従業員|销售团队|研发团队)$"
    )
)
_STAFF_AFTER = regex.compile(
    fold_hanzi(
        r"(?:以上|左右|多)?(?:从事|為|为|是|属|属于|がエンジニア|がエンジニア|が研究)[^,。]{0,6}(?:研发|技术|工程|研究|女性|博士|硕士|开发|エンジニア)"
    )
)
_COST = regex.compile(fold_hanzi(r"(?:成本|费用|开支|支出|费|投入|原価|経費|現金)$"))
"""What is paid out of revenue is no part of it: 食材成本占收入三成."""
_WHOLES = frozenset({"revenue", "customers", "users", "shipments", "orders", "employees", "rnd_expense", "total_assets", "stores"})
"""Metrics that articles state shares of."""
_INDUSTRY = regex.compile(fold_hanzi(r"(?:企业|厂商|品牌|玩家|大企業|メーカー|各社|業者|大厂)$"))


def percent_link(
    text: str, items: Sequence[Item], first: int, last: int, recent: Sequence[Fact], carried: Sequence[Item], previous: Link | None
) -> Link:
    value, record = items[first], items[first].what
    if record.unit != "percent":
        return Link(noun=noun_before(text, items, first))
    left, right = _cues(text, items, first, last)
    tail = text[items[last].end : items[last].end + 6]
    level = _LEVEL_BEFORE.search(text[max(value.start - 4, 0) : value.start]) is not None or _LEVEL_AFTER.match(tail) is not None
    ids = {i.what for i in left} | {i.what for i in right if i.what not in ("yoy", "qoq")}
    if "cagr" in ids:
        word = any_left(items, first, ("money", "count"))
        return Link("cagr", [word] if word else list(carried[-1:]))
    held = holding(text, items, first, last)
    if held is not None:
        return held
    near = word_right(text, items, last)
    if near is not None and near.what.metric.unit in ("money", "count"):
        return Link("share", [near])
    direction = _direction(text, items, first, last)
    if (
        previous is not None
        and previous.relation == "share"
        and continues(text, items, first)
        and not any(i.kind == "metric" for i in items[items.index(previous_value(items, first)) : first])
    ):
        return Link("share", previous.words, whole=previous.whole)
    own = word_left(text, items, first, record)
    growth = not level and (direction is not None or bool(ids & {"yoy", "qoq"}) or _SALES_CHANGE.match(text, items[last].end) is not None)
    if growth and "share" not in {i.what for i in left[-1:]}:
        return _growth(text, items, first, ids, direction, own, recent, carried)
    share = _share(text, items, first, last, left, right, recent, previous)
    if share is not None and (
        own is None or (left and left[-1].what == "share" and left[-1].start > own.start and own.what.metric.id != "market_share")
    ):
        return share
    noun = noun_before(text, items, first)
    if own is not None and (not noun or segment_like(noun)):
        return Link("direct", word_run(text, items, items.index(own), record))
    if own is None and carried and fits(carried[-1].what, record) and resumes(text, items, first):
        return Link("direct", list(carried[-1:]), carried=True)
    return Link(noun=noun)


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
        if text[max(item.start - 1, 0) : item.start] == "每":
            return None  # 每降一成 says what would be, not what was
        if (
            item.kind == "cue"
            and item.what in ("up", "down")
            and start - item.end <= 10
            and _GROWTH_BEFORE.fullmatch(text[item.end : start])
        ):
            return str(item.what)
    for item in items[last + 1 : last + 3]:
        if item.kind == "cue" and item.what in ("up", "down") and item.start - end <= 8 and _GROWTH_AFTER.fullmatch(text[end : item.start]):
            following = next((i for i in items[last + 1 :] if i.kind == "value"), None)
            if text.startswith(("至", "到", "へ"), item.end) or (
                following is not None and following.start - item.end <= 3 and text[item.end] not in "の的"
            ):
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


def _growth(
    text: str,
    items: Sequence[Item],
    first: int,
    ids: set[str],
    direction: str | None,
    own: Item | None,
    recent: Sequence[Fact],
    carried: Sequence[Item],
) -> Link:
    if "mom" in ids or "daily_price" in ids:
        return Link(noun=noun_before(text, items, first))
    word = any_left(items, first, ("money", "count", "price"))
    if own is not None and (word is None or own.start > word.start):
        return Link(noun=noun_before(text, items, first))
    if word is None and carried and carried[-1].what.metric.unit in ("money", "count"):
        word = carried[-1]
    named = _SALES_CHANGE.match(text, items[first].end)
    if named is not None and "revenue" not in (word.what.metric.id if word else ""):
        return Link("yoy", default_words(items, "revenue"), down=named[1] == "减")
    if word is not None and word.what.metric.period == "stock" and word.what.metric.unit == "count" and not ids & {"yoy", "qoq"}:
        word = None
    if word is None or word.what.metric.period == "listing" or word.what.metric.id in ("ownership", "valuation"):
        return Link(noun=noun_before(text, items, first))
    relation = "qoq" if "qoq" in ids else "yoy"
    found = Link(relation, [word], down=direction == "down")
    stated = list(dict.fromkeys(f.metric for f in recent))
    found.recent_words = [w for m in stated if (w := word_of(items, m)) is not None]
    return found


def _share(
    text: str,
    items: Sequence[Item],
    first: int,
    last: int,
    left: Sequence[Item],
    right: Sequence[Item],
    recent: Sequence[Fact],
    previous: Link | None,
) -> Link | None:
    if recent and recent[-1].metric == "employees" and _STAFF_AFTER.match(text, items[last].end):
        return Link("share", default_words(items, "employees"), whole=recent[-1])
    cue = next((i for i in reversed(left) if i.what == "share"), None) or next((i for i in right if i.what == "share"), None)
    if cue is None or _COST.search(text[max(cue.start - 8, 0) : cue.start]):
        return None
    if cue.start < items[first].start and text[max(cue.start - 2, 0) : cue.start] == "市场":
        return (
            None
            if _INDUSTRY.search(text[clause.clause_start(text, 0, cue.start) : cue.start])
            else Link("direct", default_words(items, "market_share"))
        )
    stated = _stated_whole(text, items, first, cue, previous)
    return stated if stated is not None else _understood_whole(text, items, first, cue, recent, previous)


def _stated_whole(text: str, items: Sequence[Item], first: int, cue: Item, previous: Link | None) -> Link | None:
    """The whole that a share names: 「売上高に占める割合」, 「占收入的30%」, 「海外收入占比」."""
    words = [i for i in items[:first] if i.kind == "metric" and i.what.metric.unit in ("money", "count")]
    of = next((i for i in words if text.startswith(("に占める", "における", "のうち", "中"), i.end)), None)
    if of is not None:
        return Link("share", [of])
    inside = [i for i in words if i.start > cue.start]
    if inside:
        return Link("share", inside[-1:])
    before = [i for i in words if i.end <= cue.start and text[i.end : cue.start] in ("", "的", "の", "总", "额", "数", "量")]
    if before and not (before[-1].what.metric.id == "customers" and cue.end - cue.start == 1):
        return Link("share", before[-1:])
    if before:
        return Link("share", previous.words if previous is not None and previous.relation == "share" else default_words(items, "revenue"))
    return None


def _understood_whole(
    text: str, items: Sequence[Item], first: int, cue: Item, recent: Sequence[Fact], previous: Link | None
) -> Link | None:
    """The whole that a share leaves unsaid: the staff of a head count, the metric of the sentence, revenue for a part of the business."""
    subject = clause.head_noun(text, clause.clause_start(text, 0, cue.start), cue.start) or text[max(cue.start - 8, 0) : cue.start]
    if cue.start > items[first].start:
        subject = clause.head_noun(text, clause.clause_start(text, 0, items[first].start), items[first].start)
    if _INDUSTRY.search(subject):
        return None
    if previous is not None and previous.relation == "share" and segment_like(subject):
        return Link("share", previous.words)
    ofs = [i for i in items[:first] if i.kind == "cue" and i.what == "of_which"]
    whole = recent[-1] if recent else None
    if _STAFF.search(subject.strip("の的はが ")):
        return Link("share", default_words(items, "employees"), whole=next((f for f in reversed(recent) if f.metric == "employees"), None))
    same = any_left(items, first, ("money", "count"))
    reaches = same is not None and (ofs or segment_like(subject) or same.end <= cue.start)
    if same is not None and reaches and same.what.metric.id in _WHOLES:
        return Link("share", [same])
    if ofs and whole is not None and whole.metric in ("revenue", "employees", "users", "customers"):
        return Link("share", default_words(items, whole.metric), whole=whole)
    if segment_like(subject) or segment_like(text[max(cue.start - 12, 0) : cue.start]):
        return Link("share", default_words(items, "revenue"))
    return None
