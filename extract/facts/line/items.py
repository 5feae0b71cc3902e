"""What a sentence is made of, for facts: values, dates, firms, metric words and cues, in order of their offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from ahocorasick_rs import AhoCorasick, MatchKind

from ....corpus.record import Record
from ....rules import words
from ....rules.cue import Cue, cues
from ....rules.fold import fold
from ....rules.metric import Metric, blocks, metrics
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


ASCII = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    automaton: AhoCorasick
    forms: tuple[WordForm, ...]
    latin: tuple[bool, ...]
    by_form: dict[str, WordForm]


@lru_cache(maxsize=4)
def vocabulary(overlay: Path | None) -> Vocabulary:
    forms: dict[str, WordForm] = {}
    for block in blocks(overlay):
        forms |= dict.fromkeys(map(key_of, block.forms), WordForm(measure=block.measure))
    for cue in cues(overlay):
        forms |= dict.fromkeys(map(key_of, cue.forms), WordForm(cue=cue))
        forms |= dict.fromkeys(map(key_of, cue.chinese), WordForm(cue=cue, chinese=True))
        forms |= dict.fromkeys(map(key_of, cue.down), WordForm(cue=cue, down=True))
    for metric in metrics(overlay):
        generic = {key_of(form) for table in metric.generic.values() for form in table}
        for loss, table in ((False, metric.forms), (True, metric.loss)):
            for key in (key_of(form) for of_language in table.values() for form in of_language):
                forms[key] = WordForm(metric, loss=loss, generic=key in generic)
    keys = list(forms)
    latin = tuple(bool(re.match(r"[a-z0-9&]", key)) for key in keys)
    return Vocabulary(AhoCorasick(keys, matchkind=MatchKind.LeftmostLongest), tuple(forms.values()), latin, forms)


def key_of(text: str) -> str:
    return lower(fold(text))


def lower(folded: str) -> str:
    lowered = folded.lower()
    return lowered if len(lowered) == len(folded) else folded


def of_record(record: Record) -> Item | None:
    if record.kind in VALUES:
        return Value(record.start, record.end, record) if record.value is not None else None
    if record.kind in ("date", "duration"):
        return Date(record.start, record.end, record)
    if record.kind == "company":
        return Firm(record.start, record.end, record.entity_id or "")
    return Organization(record.start, record.end) if record.kind == "organization" else None


RULES = 50
"""So many characters before a metric it may be said by which rules it is counted."""


def modified(folded: str, word: Word) -> Item:
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


def words_in(folded: str, overlay: Path | None) -> Iterator[Item]:
    """The words of the tables in a name, by their places in it."""
    known = vocabulary(overlay)
    text = lower(folded)
    for index, start, end in known.automaton.find_matches_as_indexes(text):
        item = known.forms[index].item(start, end) if not (known.latin[index] and start and text[start - 1] in ASCII) else None
        if item is not None:
            yield modified(folded, item) if isinstance(item, Word) else item


def start_of(item: Item) -> int:
    return item.start
