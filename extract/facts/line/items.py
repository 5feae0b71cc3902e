"""What a sentence is made of, for facts: values, dates, firms, metric words and cues, in order of their offsets."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from ahocorasick_rs import AhoCorasick, MatchKind

from ....corpus.record import Record
from ....rules import words
from ....rules.cue import Cue, cues
from ....rules.fold import fold
from ....rules.gate import finditer
from ....rules.metric import Metric, blocks, metrics
from ...text.document import Document
from .when import When, when_of

VALUES = frozenset(("money", "percent", "quantity"))


@dataclass(slots=True, eq=False)
class Value:
    start: int
    end: int
    record: Record


@dataclass(slots=True, eq=False)
class Date:
    """A date, period or duration of the text; durations have no dates."""

    start: int
    end: int
    record: Record
    when: When | None = field(init=False)

    def __post_init__(self) -> None:
        self.when = when_of(self.record)


@dataclass(slots=True, eq=False)
class Firm:
    start: int
    end: int
    entity: str


@dataclass(slots=True, eq=False)
class Organization:
    start: int
    end: int


@dataclass(slots=True, eq=False)
class Word:
    """A form of a metric; `loss` where the form states it as a loss."""

    start: int
    end: int
    metric: Metric
    loss: bool = False
    generic: bool = False
    """Whether it stands for whatever profit was named before: 赤字."""


@dataclass(slots=True, eq=False)
class WordMeasure:
    """A measure that is no metric of the table: its values are no metric's."""

    start: int
    end: int


@dataclass(slots=True, eq=False)
class Sign:
    """A form of a cue."""

    start: int
    end: int
    cue: Cue
    down: bool = False
    """Whether this form of a comparison says that the figure fell: 年減."""
    id: str = field(init=False)

    def __post_init__(self) -> None:
        self.id = self.cue.id


Item: TypeAlias = Value | Date | Firm | Organization | Word | WordMeasure | Sign


@dataclass(frozen=True, slots=True)
class WordForm:
    """What a form of the tables stands for: a metric, a cue, another measure, or nothing."""

    metric: Metric | None = None
    cue: Cue | None = None
    measure: bool = False
    loss: bool = False
    generic: bool = False
    down: bool = False
    chinese: bool = False
    """Whether the form is one of Chinese texts only."""

    def item(self, start: int, end: int) -> Item | None:
        if self.metric is not None:
            return Word(start, end, self.metric, self.loss, self.generic)
        if self.cue is not None:
            return Sign(start, end, self.cue, self.down)
        return WordMeasure(start, end) if self.measure else None


_ASCII = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    automaton: AhoCorasick
    forms: tuple[WordForm, ...]
    latin: tuple[bool, ...]
    by_form: dict[str, WordForm]


@lru_cache(maxsize=4)
def _vocabulary(overlay: Path | None) -> _Vocabulary:
    forms: dict[str, WordForm] = {}
    for block in blocks(overlay):
        forms |= dict.fromkeys(map(_key, block.forms), WordForm(measure=block.measure))
    for cue in cues(overlay):
        forms |= dict.fromkeys(map(_key, cue.forms), WordForm(cue=cue))
        forms |= dict.fromkeys(map(_key, cue.chinese), WordForm(cue=cue, chinese=True))
        forms |= dict.fromkeys(map(_key, cue.down), WordForm(cue=cue, down=True))
    for metric in metrics(overlay):
        generic = {_key(form) for table in metric.generic.values() for form in table}
        for loss, table in ((False, metric.forms), (True, metric.loss)):
            for key in (_key(form) for of_language in table.values() for form in of_language):
                forms[key] = WordForm(metric, loss=loss, generic=key in generic)
    keys = list(forms)
    latin = tuple(bool(re.match(r"[a-z0-9&]", key)) for key in keys)
    return _Vocabulary(AhoCorasick(keys, matchkind=MatchKind.LeftmostLongest), tuple(forms.values()), latin, forms)


def _key(text: str) -> str:
    return _lower(fold(text))


def _lower(folded: str) -> str:
    lowered = folded.lower()
    return lowered if len(lowered) == len(folded) else folded


def _of_record(record: Record) -> Item | None:
    if record.kind in VALUES:
        return Value(record.start, record.end, record) if record.value is not None else None
    if record.kind in ("date", "duration"):
        return Date(record.start, record.end, record)
    if record.kind == "company":
        return Firm(record.start, record.end, record.entity_id or "")
    return Organization(record.start, record.end) if record.kind == "organization" else None


RULES = 50
"""So many characters before a metric it may be said by which rules it is counted."""


def _modified(folded: str, word: Word) -> Item:
    """A metric word with what stands right before it: 調整後 makes the adjusted figure of it, 非支配持分に帰属する another measure."""
    if word.metric.adjusted and words.pattern("fact_words", "rules-before").search(folded, max(word.start - RULES, 0), word.start):
        return Word(word.start, word.end, metric_of(word.metric.adjusted), word.loss)
    before = folded[max(word.start - 14, 0) : word.start]
    if not before or before[-1] in "、。,は\n ":
        return word
    if words.pattern("fact_words", "compound").fullmatch(folded, max(word.start - 1, 0), word.end):
        return WordMeasure(word.start, word.end)
    if words.pattern("fact_words", "adjusted-before").search(before):
        if not word.metric.adjusted:
            return WordMeasure(word.start, word.end)
        return Word(word.start, word.end, metric_of(word.metric.adjusted), word.loss)
    if word.metric.id == "revenue" and words.pattern("fact_words", "inflow-before").search(before):
        return WordMeasure(word.start, word.end)
    return WordMeasure(word.start, word.end) if words.pattern("fact_words", "other-before").search(before) else word


@lru_cache(maxsize=256)
def metric_of(ident: str) -> Metric:
    """The row of a metric."""
    return next(metric for metric in metrics() if metric.id == ident)


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


_ELEMENT = re.compile("[^ /・、,和及与と]+")


def _shared_tails(folded: str, known: _Vocabulary, found: Sequence[Item]) -> Iterator[Item]:
    """The words before the last of a list whose end is said once, the last too where a count parts it from its end:
    销售/管理/研发费用, 研发、销售、管理三项费用."""
    lists = list(finditer(words.pattern("fact_words", "shared-tail"), folded))
    taken = {at for item in found for at in range(item.start, item.end)} if lists else set()
    for listed in lists:
        tail = listed.lastindex or 0
        named = list(_ELEMENT.finditer(folded, listed.start(), listed.start(1) if listed[1] else listed.start(tail)))
        for word in named if listed[1] else named[:-1]:
            form = known.by_form.get(_key(word[0] + listed[tail]))
            item = form.item(*word.span()) if form is not None else None
            if item is not None and taken.isdisjoint(range(*word.span())):
                yield item


def words_in(folded: str, overlay: Path | None) -> Iterator[Item]:
    """The words of the tables in a name, by their places in it."""
    known = _vocabulary(overlay)
    text = _lower(folded)
    for index, start, end in known.automaton.find_matches_as_indexes(text):
        item = known.forms[index].item(start, end) if not (known.latin[index] and start and text[start - 1] in _ASCII) else None
        if item is not None:
            yield _modified(folded, item) if isinstance(item, Word) else item


def start_of(item: Item) -> int:
    return item.start


def scan(document: Document, records: Sequence[Record], overlay: Path | None) -> list[Item]:
    """The items of a document, in order, none overlapping. Words inside a record's span are left out."""
    known = _vocabulary(overlay)
    text = _lower(document.folded)
    starts, ends = [r.start for r in records], [r.end for r in records]
    out: list[Item] = []
    swallowed: set[int] = set()
    for index, start, end in known.automaton.find_matches_as_indexes(text):
        form = known.forms[index]
        if known.latin[index] and start and text[start - 1] in _ASCII or form.chinese and document.lang == "ja":
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
            item = _modified(document.folded, item)
        if item is not None:
            out.append(item)
    out += _shared_tails(document.folded, known, out)
    out += _same_profits(document.folded, out)
    for at, record in enumerate(records):
        if at not in swallowed and (found := _of_record(record)) is not None:
            out.append(found)
    out.extend(_parties(document, records))
    out.sort(key=start_of)
    return out
