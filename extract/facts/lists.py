"""Values that stand in one list, and whether they are only what later ones are compared with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from . import clause
from .items import Item

_FROM_BEFORE = re.compile(r"(?:由|从(?!业)|(?<![来各独亲])自(?!动|主)|较)(?:[^,、。;]{0,12})$")
_FROM_AFTER = re.compile(r"(?:から|より|に比べ|との比較)")


@dataclass
class Group:
    """Values of one list, in order: items[first] … items[last] of the sentence, conversions left out."""

    values: list[Item]
    first: int
    last: int


def groups(text: str, items: Sequence[Item]) -> list[Group]:
    """The values of a sentence by list; a bracketed conversion belongs to the value it restates."""
    out: list[Group] = []
    for index, item in enumerate(items):
        if item.kind != "value":
            continue
        if out:
            last = out[-1].values[-1]
            restated = item.what.kind == last.what.kind and clause.is_conversion(text, last, item)
            if restated and all(i.kind == "value" for i in items[out[-1].last : index]):
                out[-1].last = index
                continue
            between = items[out[-1].last + 1 : index]
            same = item.what.kind == last.what.kind and (item.what.unit == last.what.unit or item.what.kind == "money")
            if same and not between and clause.values_join(text, items[out[-1].last] if out[-1].last > out[-1].first else last, item):
                out[-1].values.append(item)
                out[-1].last = index
                continue
        out.append(Group([item], index, index))
    return out


def is_baseline(text: str, items: Sequence[Item], group: Group) -> bool:
    """Whether a value is only what a later one is compared with: 由98億元收窄至…, 前年同期の4億円から…."""
    before = items[group.first - 1] if group.first else None
    if before is not None and before.kind == "cue" and before.what == "prior":
        return True
    if (
        before is not None
        and before.kind == "date"
        and text[max(before.start - 1, 0) : before.start] in ("较", "比")
        and text[before.end : group.values[0].start] in ("的", "の")
    ):
        return True
    if _FROM_AFTER.match(text, group.values[-1].end):
        return True
    said = [i.end for i in items[: group.first] if i.kind == "value"]
    start = max(clause.clause_start(text, 0, group.values[0].start), *said[-1:], 0)
    return _FROM_BEFORE.search(text[start : group.values[0].start]) is not None


def dated(items: Sequence[Item], group: Group) -> bool:
    """Whether a date, or a word that stands for one, is right before a group."""
    before = items[group.first - 1] if group.first else None
    return before is not None and (before.kind == "date" or (before.kind == "cue" and before.what in ("prior", "now", "same")))
