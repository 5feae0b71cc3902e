"""What a sentence is made of, for the assembly of facts: values, dates, companies, metric words and cues, in order."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from ...corpus.record import Record
from ...rules.cue import cues
from ...rules.fold import fold
from ...rules.metric import Metric, blocks, metrics
from ..text.document import Document

VALUES = ("money", "percent", "quantity")
NAMES = ("company", "organization")


@dataclass(frozen=True, slots=True)
class Word:
    """A metric form of the table: its metric, and -1 where the form states a loss."""

    metric: Metric
    sign: int


@dataclass(slots=True, eq=False)
class Item:
    """kind: value, date, duration, company, organization, metric or cue. `what`: the Record, the Word, or the cue's id."""

    kind: str
    start: int
    end: int
    what: Any
    period: Any = None
    """The period of a date, once it has been asked for."""


@lru_cache(maxsize=4)
def _vocabulary(overlay: Path | None) -> tuple[AhoCorasick, list[tuple[str, Any]], list[bool], dict[str, tuple[str, Any]]]:
    forms: dict[str, tuple[str, Any]] = {}
    for block in blocks(overlay):
        forms |= {_key(f): ("block", None) for f in block.forms}
    for cue in cues(overlay):
        forms |= {_key(f): ("cue", cue.id) for f in cue.forms}
    for metric in metrics(overlay):
        for sign, table in ((1, metric.forms), (-1, metric.loss)):
            for lang_forms in table.values():
                forms |= {_key(f): ("metric", Word(metric, sign)) for f in lang_forms}
    keys = list(forms)
    latin = [bool(re.match(r"[a-z0-9&]", k)) for k in keys]
    return AhoCorasick(keys, matchkind=MatchKind.LeftmostLongest), [forms[k] for k in keys], latin, forms


_ASCII = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


def _key(text: str) -> str:
    return _lower(fold(text))


def _lower(folded: str) -> str:
    lowered = folded.lower()
    return lowered if len(lowered) == len(folded) else folded


def _start(item: Item) -> int:
    return item.start


def metric_word(name: str, overlay: Path | None = None) -> Word | None:
    """The metric that a name is by itself, folded and without spaces."""
    kind, what = _vocabulary(overlay)[3].get(_key(name), ("", None))
    return what if kind == "metric" and isinstance(what, Word) else None


def scan(document: Document, records: Sequence[Record], overlay: Path | None) -> list[list[Item]]:
    """The items of every sentence, in order. Words inside a record's span are left out."""
    automaton, payloads, latin, forms = _vocabulary(overlay)
    text = _lower(document.folded)
    starts, ends = [r.start for r in records], [r.end for r in records]
    limits = [end for _, end in document.sentences] or [0]
    sentence = 0
    out: list[list[Item]] = [[] for _ in document.sentences] or [[]]
    for record in records:
        kind = "value" if record.kind in VALUES else record.kind if record.kind in ("date", "duration", *NAMES) else ""
        if kind:
            out[document.sentence_at(record.start)].append(Item(kind, record.start, record.end, record))
    for index, start, end in automaton.find_matches_as_indexes(text):
        kind, what = payloads[index]
        if kind == "block" or (latin[index] and start and text[start - 1] in _ASCII):
            continue
        at = bisect_left(ends, start + 1)
        while start >= limits[sentence] and sentence + 1 < len(limits):
            sentence += 1
        here = out[sentence]
        if at < len(starts) and starts[at] < end:
            # 年内 of 年内亏损 is no period of its own
            if kind == "metric" and records[at].kind == "date" and start <= starts[at] and ends[at] < end:
                here[:] = [i for i in here if i.what is not records[at]]
            elif start < ends[at] < end and text[ends[at] : end] in forms:
                # 2023—2025年 takes the first character of 年复合增长率
                start = ends[at]
                kind, what = forms[text[start:end]]
            else:
                continue
        here.append(Item(kind, start, end, what))
    for items in out:
        if len(items) > 1:
            items.sort(key=_start)
    return out
