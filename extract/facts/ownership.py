"""Holdings: a percentage of a firm's shares, held by whom, of which firm."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from ...rules.fold import fold_hanzi
from . import clause
from .items import Item
from .metric_link import Link

_OWNED_NOUN = regex.compile(fold_hanzi(r"(?:的|の)?(?:股份|股权|股權|股票|表決權|表决权|議決権|株式|持分|权益|出資|株|股本)"))
_OWN_VERB_AFTER = regex.compile(fold_hanzi(r"(?:以上|超|強|弱|ずつ|程度)?(?:を|直接|間接|ずつ)*(?:保有|握る|握り|持つ|持ち|所有|出資)"))
_OWN_VERB_BEFORE = regex.compile(
    fold_hanzi(
        r"(?:控制|持股比率|持股比率为|持股|持有|握有|持|控股|拥有|持股比例|持股比例为|出資比率は|持ち株比率は|持株比率は|出資比率|の出資比率は|の持ち株比率は|合计持有|合計持有|直接持有|间接持有|各持|分别持有|分别持股)(?:约|為|为|分别为|股比例为)*$"
    )
)
_SHAREHOLDER = regex.compile(fold_hanzi(r"(?:大株主|株主|股东|持股|持有|出資比率|持ち株|保有|議決権|股权|控股)"))
_OWN_VERB = regex.compile(fold_hanzi(r"持有|握有|持股|持|控股(?!股东)|拥有"))
_SHARES_OF = regex.compile(fold_hanzi(r"(?:の|的)?(?:株|株式|議決権|股份|股权|股票)"))
_HELD_BY = regex.compile(r"(?:が|は|:|约|各|\s|、)*")


def holding(text: str, items: Sequence[Item], first: int, last: int) -> Link | None:
    """A percent of a firm's shares: held by whom, of which firm."""
    value, end = items[first], items[last].end
    start = clause.clause_start(text, 0, value.start)
    before = text[start : value.start]
    names = [i for i in items[:first] if i.kind == "company"]
    gap = text[(names[-1].end if names and names[-1].start >= start else start) : value.start]
    verb_left = _OWN_VERB_BEFORE.search(before) or (
        names and _OWN_VERB_BEFORE.search(text[start : names[-1].start].rstrip()) and names[-1].start >= start
    )
    noun_right = _OWNED_NOUN.match(text[end : end + 5])
    verb_right = _OWN_VERB_AFTER.match(text[end : end + 12])
    listed = _SHAREHOLDER.search(text[max(items[0].start - 30, 0) : value.start]) if items else None
    held_by = names and listed and _HELD_BY.fullmatch(text, names[-1].end, value.start) is not None
    if not (verb_left or verb_right or (noun_right and listed) or held_by):
        return None
    after = next(
        (i for i in items[last + 1 :] if i.kind == "company" and i.start - end <= 12 and not clause.has_break(text, end, i.start)), None
    )
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
