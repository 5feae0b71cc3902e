"""Records -> facts: whose figure, which metric, which period.

A sentence is read from left to right. Values that stand in one list are one group; a group takes its metric from the
words around it, then its periods, subjects, segments and sign. What a sentence leaves unsaid comes from `Discourse`,
the little that is remembered, and is named in `Fact.inferred`. Where a list of values meets no list of the same
length, nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from ...corpus.record import Fact, Record
from ..text.document import Document
from . import basis, listing_day, tables
from .items import Item, scan
from .lists import Group, dated, groups, is_baseline
from .metric import link
from .metric_link import Link, fits, word_of
from .period import When, date_run, expand, nearest
from .scope import Discourse, State
from .segment import segment_of, segments_before
from .subject import main_company, protagonists, subject_candidates

Chain = list[str]
Axes = list[tuple[Item | None, When | None, str | None, str, tuple[str, ...]]]
"""(metric word, period, company, segment, inferred) of each value of a group."""

_IN_BRACKETS = re.compile(r"\s*\((?:截至|于)?")
_EACH = re.compile(r"各(?:自)?(?:持有?|占|持股)(?:约)?$")
_CUMULATIVE = re.compile(r"累计|累計")
_AFTER_ROUND = re.compile(r"投后|投前|调达后|融资后")


@lru_cache(maxsize=4)
def build(overlay: Path | None = None) -> Assembler:
    return Assembler(overlay)


class Assembler:
    """(document, records) -> facts, ordered by their value's offset. `chains`, if given, receives each fact's reasons."""

    def __init__(self, overlay: Path | None = None) -> None:
        self._overlay = overlay

    def __call__(self, document: Document, records: Sequence[Record], chains: list[Chain] | None = None) -> list[Fact]:
        items = scan(document, records, self._overlay)
        main = main_company(records, document.article.title)
        subjects = [subject_candidates(document, row, main) for row in items]
        days = listing_day.days(document, items, subjects, main)
        reader = Reader(document, items, subjects, State(main, days, pair=protagonists(records)), explain=chains is not None)
        covered = tables.read(document, items, reader)
        for index in range(len(document.sentences)):
            if index not in covered:
                reader.sentence(index)
        order = sorted(range(len(reader.facts)), key=lambda i: reader.facts[i].start)
        order = _first_statements(reader.facts, order)
        if chains is not None:
            chains.extend(reader.chains[i] for i in order)
        return [reader.facts[i] for i in order]


def _long(when: When | None) -> bool:
    """Whether a period is a quarter or more: such a one may be what a whole article is about."""
    return when is not None and when.start is not None and when.end is not None and (when.end - when.start).days > 80


def _first_statements(facts: Sequence[Fact], order: Sequence[int]) -> list[int]:
    """A figure stated twice is one fact, at its first mention."""
    seen: set[tuple[Any, ...]] = set()
    out = []
    for index in order:
        fact = facts[index]
        key = (
            fact.company,
            fact.metric,
            fact.metric_text if fact.metric == "other" else "",
            fact.period,
            fact.segment,
            fact.basis,
            fact.value,
            fact.value_max,
            fact.unit,
        )
        if fact.metric == "other" or key not in seen:
            seen.add(key)
            out.append(index)
    return out


class Reader:
    """Makes the facts of one document; `chains` keeps why, where `explain` asks for it."""

    def __init__(self, document: Document, items: list[list[Item]], subjects: list[list[Item]], state: State, *, explain: bool) -> None:
        self.document = document
        self.text = document.folded
        self.items = items
        self.subjects = subjects
        self.explain = explain
        self.state = state
        self.discourse = Discourse(document, subjects, state)
        self.facts: list[Fact] = []
        self.chains: list[Chain] = []
        self._lines = _line_numbers(document)
        self._last: Link | None = None
        self._segments: list[str] = []

    def sentence(self, index: int) -> None:
        items, line = self.items[index], self._lines[index]
        start, end = self.document.sentences[index]
        subjects = self.subjects[index]
        self.discourse.open_line(items, subjects, line, start, end)
        sentence_facts: list[Fact] = []
        self._last, self._segments = None, []
        if not items:
            return
        for group in groups(self.text, items):
            sentence_facts += self._assemble(group, items, subjects, sentence_facts, index)
        self.discourse.remember(items, subjects, line, sentence_facts)

    def _assemble(self, group: Group, items: Sequence[Item], subjects: Sequence[Item], before: Sequence[Fact], index: int) -> list[Fact]:
        line = self._lines[index]
        carried = self.state.words if self.state.words_line >= line - 1 else []
        recent = list(before) or (self.state.facts if self.state.fact_line >= line - 1 else [])
        found = link(self.text, items, group.first, group.last, carried, recent, self._last)
        self._last = found if found.relation != "other" else self._last
        axes = self._axes(group, items, subjects, found, before, line)
        baseline = found.relation not in ("yoy", "qoq", "cagr") and is_baseline(self.text, items, group)
        if baseline and not dated(items, group):
            return []
        if axes is None or (found.relation == "yoy" and self._over_years(found, before, axes[0][1])):
            return []
        out = []
        for value, (word, when, company, segment, inferred) in zip(group.values, axes, strict=True):
            if found.metric_id(word) == "" or company is None:
                continue
            out.append(self.fact(value, found, word, when, company, segment, inferred, index))
        if out and found.relation == "ownership":
            self.discourse.last_owned = (line, out[-1].company)
        if baseline:
            self.discourse.baselines.update(map(id, out))
        return out

    def _over_years(self, found: Link, before: Sequence[Fact], when: When | None) -> bool:
        """Whether a growth is against a figure of more than a year before: no year-on-year growth then."""
        same = [f for f in before if f.metric in found.ids and f.start_date]
        if not same or id(same[-1]) not in self.discourse.baselines or when is None or when.start is None:
            return False
        against = same[-1].start_date
        return against is not None and (when.start - against).days > 400

    def _each(self, group: Group) -> bool:
        """Whether every holder of a list holds as much: 「AとBは7.54%ずつ」, 「A與B各持8.8%」."""
        value = group.values[0]
        return self.text.startswith("ずつ", value.end) or _EACH.search(self.text, max(value.start - 4, 0), value.start) is not None

    def _axes(
        self, group: Group, items: Sequence[Item], subjects: Sequence[Item], found: Link, before: Sequence[Fact], line: int
    ) -> Axes | None:
        """(metric word, period, company, segment, inferred) of each value of the group; None where lengths do not match."""
        count = len(group.values)
        company, inferred_company = self.discourse.company(items, subjects, group, found, line)
        words = found.words
        when, inferred_when = self._when(group, items, found, before, line, company)
        inferred = (("company",) if inferred_company else ()) + (("period",) if inferred_when else ())
        word = words[-1] if words else None
        segment = segment_of(self.document, items, group.first, found)
        if count == 1 and not (found.relation == "ownership" and self._each(group)):
            return [(word, when, company, segment, inferred)]
        if found.relation == "ownership":
            holders = self.discourse.holders(items, group)
            if count == 1:
                group.values = group.values * max(len(holders), 1)
            return [(word, when, company, h, inferred) for h in holders or [segment]] if len(group.values) == max(len(holders), 1) else None
        firms = self.discourse.firm_list(items, group)
        periods = [] if found.relation == "cagr" else expand(date_run(self.text, items, group.first))
        if len(words) == count:
            return [(w, when, company, segment, inferred) for w in words]
        if found.relation in ("yoy", "qoq") and len(found.recent_words) == count:
            return [(w, when, company, segment, inferred) for w in found.recent_words]
        if len(periods) == count:
            return [(word, p, company, segment, inferred[:1] if inferred_company else ()) for p in periods]
        if len(firms) == count:
            return [(word, when, f, segment, inferred[1:] if inferred_company else inferred) for f in firms]
        if len(periods) * len(firms) == count:
            return [(word, p, f, segment, ()) for f in firms for p in periods]
        if len(words) * len(periods) == count:
            return [(w, p, company, segment, ()) for w in words for p in periods]
        stated = list(dict.fromkeys(f.metric for f in before))
        if found.relation == "direct" and len(stated) == count and not found.carried and len(words) < count:
            said = [w for m in stated if (w := word_of(items, m)) is not None]
            if len(said) == count and all(fits(w.what, v.what) for w, v in zip(said, group.values, strict=True)):
                return [(w, when, company, segment, inferred) for w in said]
        segments = segments_before(self.document, items, group.first, found, count) or self._segments
        self._segments = segments
        if len(segments) == count:
            return [(word, when, company, s, inferred) for s in segments]
        if len(segments) * len(periods) == count:
            return [(word, p, company, s, ()) for s in segments for p in periods]
        if len(firms) * len(words) == count:
            return [(w, when, f, segment, inferred) for f in firms for w in words]
        return None

    def _when(
        self, group: Group, items: Sequence[Item], found: Link, before: Sequence[Fact], line: int, company: str | None
    ) -> tuple[When | None, bool]:
        """The period of a group that stands for one period, and whether it came from outside the sentence."""
        state, value = self.state, group.values[0]
        if found.relation == "cagr":
            return nearest.span(items, group.first) or (state.flow if state.flow and state.flow.years > 1 else None), False
        if found.relation in ("yoy", "qoq"):
            same = [f for f in before if f.metric in found.ids and f.period and id(f) not in self.discourse.baselines]
            if same and not any(i.kind == "date" and i.start > same[-1].end for i in items[: group.first]):
                return When.of_fact(same[-1]), False
        bracketed = self._bracketed(group, items)
        if bracketed is not None:
            return bracketed, False
        kind = found.period
        if kind == "listing":
            own = self._first_day(group, items, found)
            firm, _ = self.discourse.company(items, [i for i in items if i.kind == "company"], group, found, line)
            return own or state.listing.get(firm or ""), own is None
        raised = bool(found.ids & {"valuation", "funding_raised"})
        if raised and _CUMULATIVE.search(self.text, max(value.start - 12, 0), value.start):
            return None, False
        # 期内 of a new paragraph is the period that the article reports on
        context = state.flow if state.flow_line == line else state.lead or state.flow
        own = nearest.left(self.text, items, group.first, kind, context, loose=raised)
        if own is not None:
            return own, False
        if found.relation == "share":
            shares = [f for f in before if f.metric in (found.metric_id(w) for w in found.words)]
            if found.whole is not None or shares:
                return When.of_fact(found.whole or shares[-1]), True
        if any(i.kind == "cue" and i.what == "compare" for i in items):
            return None, False
        if raised and found.words and _AFTER_ROUND.search(self.text, found.words[0].start - 4, found.words[0].end):
            rounds = [f for f in self.facts[-3:] if f.metric == "funding_raised" and f.period and state.fact_line == line]
            return (When.of_fact(rounds[-1]) if rounds else None), True
        onward = (
            company is not None and company == state.main and 0 <= line - state.flow_line <= 2 and state.flow_fresh and _long(state.flow)
        )
        near = state.flow_line == line or onward or any(i.kind == "cue" and i.what == "of_which" and i.start < value.start for i in items)
        if (
            kind == "flow"
            and state.flow is not None
            and near
            and (state.flow_fresh if basis.ahead(state.flow, self.document.published) else found.basis == "actual" or basis.dividend(found))
        ):
            return state.flow, True
        return None, False

    def _bracketed(self, group: Group, items: Sequence[Item]) -> When | None:
        """The date in brackets right after a value: 「163名（2026年4月末現在）」."""
        after = items[group.last + 1] if group.last + 1 < len(items) else None
        if after is None or after.kind != "date" or not after.what.start_date:
            return None
        opened = _IN_BRACKETS.fullmatch(self.text[group.values[-1].end : after.start])
        return When.of(after) if opened and self.text.find(")", after.end, after.end + 6) >= 0 else None

    def _first_day(self, group: Group, items: Sequence[Item], found: Link) -> When | None:
        """The day that the sentence itself gives a figure of a listing."""
        metrics = {i.what.metric.id for i in items if i.kind == "metric"} | {w.what.metric.id for w in found.words}
        listed = "opening_price" in metrics or any(i.kind == "cue" and i.what == "listing" for i in items)
        offered = not listing_day.earlier(self.text, items) and any(i.kind == "organization" for i in items)
        return nearest.day(items, group.first) if listed or offered or "closing_price" in metrics else None

    def fact(
        self,
        value: Item,
        found: Link,
        word: Item | None,
        when: When | None,
        company: str,
        segment: str,
        inferred: tuple[str, ...],
        index: int,
    ) -> Fact:
        record: Record = value.what
        sign = found.sign(value, word)
        assert record.value is not None
        low, high = record.value, record.value_max
        if sign < 0 and low > 0:
            low, high = (-low, None) if high is None else (-high, -low)
        start, end = self.document.sentences[index]
        fact = Fact(
            company=company,
            metric=found.metric_id(word),
            value=low,
            value_max=high,
            start=value.start,
            end=value.end,
            metric_text=found.metric_text(self.document.text, word),
            segment=segment,
            period=when.text if when else "",
            start_date=when.start if when else None,
            end_date=when.end if when else None,
            basis=basis.settle(self.text, found, word, when, self.document.published, self.facts),
            unit=record.unit or "",
            modifier=record.modifier,
            precision=record.precision,
            inferred=inferred,
            article_id=self.document.article.id,
            sentence=self.document.text[start:end],
        )
        self.facts.append(fact)
        if self.explain:
            self.chains.append(self._chain(fact, word, when))
        return fact

    def _chain(self, fact: Fact, word: Item | None, when: When | None) -> Chain:
        text = self.document.text
        chain = [f"value   {text[fact.start : fact.end]!r} at {fact.start}–{fact.end}"]
        if word is not None:
            chain.append(f"metric  {text[word.start : word.end]!r} at {word.start}–{word.end} → {fact.metric}")
        else:
            chain.append(f"metric  {fact.metric_text!r} → {fact.metric}")
        if when is not None and when.item is not None:
            stated, origin = when.item, " (from context)" if "period" in fact.inferred else ""
            chain.append(f"period  {text[stated.start : stated.end]!r} at {stated.start}–{stated.end} → {when.text}{origin}")
        else:
            chain.append(f"period  {fact.period or 'none stated'}")
        chain.append(f"company {fact.company}{' (from context)' if 'company' in fact.inferred else ' (named in the sentence)'}")
        return chain


def _line_numbers(document: Document) -> list[int]:
    """The line of each sentence: paragraphs, headings and bullets are lines."""
    out, line, at = [], 0, 0
    for start, _ in document.sentences:
        line += document.text.count("\n", at, start)
        at = start
        out.append(line)
    return out
