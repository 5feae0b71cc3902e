"""A document and its records -> the items of its sentences, in order, none overlapping."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ....corpus.record import Record
from ....rules import words
from ....rules.gate import finditer
from ...dates.fiscal import FiscalYear
from ...text.document import Document
from .items import (
    ASCII,
    VALUES,
    Date,
    Firm,
    Item,
    Sign,
    Vocabulary,
    Word,
    WordMeasure,
    key_of,
    lower,
    metric_of,
    modified,
    of_record,
    start_of,
    vocabulary,
)
from .reports import reports

NO_LEVELS = ("pp", "times", "ratio")
"""Units of changes: what is compared by them is no level."""


def _parties(document: Document, records: Sequence[Record]) -> Iterator[Firm]:
    """Where a text speaks of a firm by its part in a deal, which a bracket behind its name declares: 标的公司, 対象会社."""
    folded = document.folded
    if '"' not in folded and "“" not in folded and "「" not in folded:
        return
    declared = words.pattern("fact_words", "party-declared")
    parties: dict[str, str] = {}
    for record in records:
        if record.kind == "company" and record.entity_id and (found := declared.match(folded, record.end)):
            parties.setdefault(found["term"], record.entity_id)
    for term, entity in parties.items():
        for place in re.finditer(re.escape(term), folded):
            yield Firm(place.start(), place.end(), entity)


def _same_profits(folded: str, found: Sequence[Item]) -> Iterator[Word]:
    """Words that stand for the profit named last: 経常利益は84億円。通期の同利益を172億円に."""
    places = list(words.pattern("fact_words", "same-profit").finditer(folded))
    profits = [i for i in found if isinstance(i, Word) and i.metric.loss and not i.generic and i.metric.unit == "money"] if places else []
    for place in places:
        last = next((i for i in reversed(profits) if i.end <= place.start()), None)
        if last is not None:
            yield Word(place.start(), place.end(), last.metric, place["loss"] is not None)


def _short_profits(document: Document, found: Sequence[Item]) -> Iterator[Word]:
    """今期最終は8%増益: profits that headlines call by their kind alone."""
    places = list(words.pattern("fact_words", "short-profit").finditer(document.folded)) if document.lang == "ja" else []
    taken = {at for item in found for at in range(item.start, item.end)} if places else set()
    for place in places:
        if taken.isdisjoint(range(*place.span())):
            yield Word(place.start(), place.end(), metric_of(place.lastgroup or ""))


_ELEMENT = re.compile("[^ /・、,和及与と]+")


def _shared_tails(folded: str, known: Vocabulary, found: Sequence[Item]) -> Iterator[Item]:
    """The words before the last of a list whose end is said once, the last too where a count parts it from its end:
    销售/管理/研发费用, 研发、销售、管理三项费用."""
    lists = list(finditer(words.pattern("fact_words", "shared-tail"), folded))
    taken = {at for item in found for at in range(item.start, item.end)} if lists else set()
    for listed in lists:
        tail = listed.lastindex or 0
        named = list(_ELEMENT.finditer(folded, listed.start(), listed.start(1) if listed[1] else listed.start(tail)))
        for word in named if listed[1] else named[:-1]:
            form = known.by_form.get(key_of(word[0] + listed[tail]))
            item = form.item(*word.span()) if form is not None else None
            if item is not None and taken.isdisjoint(range(*word.span())):
                yield item


def _of_all(folded: str) -> frozenset[str]:
    """The profits that are all holders' in a text, since it tells the owners' apart: 当期利益 beside 親会社の所有者に帰属する当期利益."""
    owned = words.forms("fact_words", "owned-before")
    return frozenset(f for f in words.forms("fact_words", "profit-of-all") if any(o + f in folded for o in owned))


def _earlier_period(folded: str, item: Item, levels: Mapping[int, Record], known: Vocabulary) -> Item:
    """The word for the earlier period in a comparison that a figure of it stands right behind: 较|去年同期|的7.5亿元; else the item."""
    if not isinstance(item, Sign) or item.down or item.id not in ("yoy", "qoq", "mom"):
        return item
    versus = words.pattern("fact_words", "versus-before").match(folded, item.start, item.end)
    earlier = known.by_form.get(folded[versus.end() : item.end]) if versus is not None else None
    if versus is None or earlier is None or earlier.cue is None or not earlier.cue.period:
        return item
    behind = words.pattern("fact_words", "level-behind").match(folded, item.end)
    level = levels.get(behind.end()) if behind is not None else None
    if behind is None or level is None or level.kind == "percent" and not behind["of"]:
        return item
    return Sign(versus.end(), item.end, earlier.cue)


def _by_occasion(document: Document, word: Word) -> Word:
    """Money raised is an offering's in a sentence on an offering, and a round's in one on a round: IPOで5億円を調達."""
    if not word.metric.in_round and not word.metric.in_offering:
        return word
    start, end = document.sentences[document.sentence_at(word.start)]
    if words.pattern("fact_words", "round-named").search(document.folded, start, end):
        other = word.metric.in_round
    else:
        offered = words.pattern("fact_words", "offering-named").search(document.folded, start, end)
        other = word.metric.in_offering if offered is not None else ""
    return replace(word, metric=metric_of(other)) if other else word


def _cumulate(folded: str, items: Sequence[Item]) -> None:
    """A quarter whose bracket tells all months of the year up to its end is of these: 第3四半期（25年1月-9月）連結決算."""
    for item, following in zip(items, items[1:], strict=False):
        if not isinstance(item, Date) or not isinstance(following, Date) or folded[item.end : following.start].strip(" ") != "(":
            continue
        quarter, told = item.when, following.when
        if quarter is not None and told is not None and told.end == quarter.end and told.start < quarter.start and told.days < 290:
            item.when = told


def _forms(document: Document, records: Sequence[Record], known: Vocabulary) -> tuple[list[Item], set[int]]:
    """The items that the forms of the tables name, and the records that stand within one of them."""
    text = lower(document.folded)
    starts, ends = [r.start for r in records], [r.end for r in records]
    out: list[Item] = []
    swallowed: set[int] = set()
    of_all = _of_all(document.folded)
    for index, start, end in known.automaton.find_matches_as_indexes(text):
        form = known.forms[index]
        if known.latin[index] and start and text[start - 1] in ASCII or form.chinese and document.lang == "ja":
            continue
        at = bisect_left(ends, start + 1)
        if at < len(starts) and starts[at] < end:
            period = form.cue is not None and form.cue.period
            inside = records[at].kind == "date" and start <= starts[at]
            if inside and (form.metric is not None and ends[at] < end or period and start < starts[at] and ends[at] == end):
                swallowed.add(at)  # 年内 of 年内亏损 is no period of its own, nor 中間期 of 前年同中間期
            elif start < ends[at] < end and text[ends[at] : end] in known.by_form:
                # 2023—2025年 takes the first character of 年复合增长率
                start = ends[at]
                form = known.by_form[text[start:end]]
            else:
                continue
        item = form.item(start, end)
        if isinstance(item, Word):
            if words.pattern("fact_words", "formula").match(document.folded, end):
                continue
            item = WordMeasure(start, end) if document.folded[start:end] in of_all else modified(document.folded, item)
        if item is not None and not _other_side(document.folded, out, item):
            out.append(item)
    return out, swallowed


def _other_side(folded: str, before: Sequence[Item], item: Item) -> bool:
    """Whether a word names in a bracket what its metric is called where it is below zero: 營業毛利(毛損)."""
    last = before[-1] if before else None
    if not (isinstance(item, Word) and isinstance(last, Word) and item.loss and not last.loss and item.metric is last.metric):
        return False
    return folded[last.end : item.start] == "(" and folded.startswith(")", item.end)


def scan(document: Document, records: Sequence[Record], year: FiscalYear, overlay: Path | None) -> list[Item]:
    """The items of a document whose firm has this fiscal year. Words inside a record's span are left out."""
    known = vocabulary(overlay)
    out, swallowed = _forms(document, records, known)
    levels = {r.start: r for r in records if r.kind in VALUES and r.unit not in NO_LEVELS}
    measures = [i for i in out if isinstance(i, Word)]
    named = [n for n in reports(document, records, year) if not any(i.start < n.end and n.start < i.end for i in measures)]
    out = [_earlier_period(document.folded, i, levels, known) for i in out if not any(n.start < i.end and i.start < n.end for n in named)]
    out += named
    out = [_by_occasion(document, i) if isinstance(i, Word) else i for i in out]
    out += _shared_tails(document.folded, known, out)
    out += _same_profits(document.folded, out)
    out += _short_profits(document, out)
    for at, record in enumerate(records):
        if at not in swallowed and (found := of_record(record)) is not None:
            out.append(found)
    out.extend(_parties(document, records))
    out.sort(key=start_of)
    _cumulate(document.folded, out)
    return out
