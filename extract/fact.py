"""Records -> facts: whose figure, which metric, which period.

A sentence is read from left to right. Values that stand in one list are one group; a group takes its metric from the
words around it, then its periods, subjects, segments and sign. What a sentence leaves unsaid comes from `State`, the
little that is remembered of the discourse, and is named in `Fact.inferred`. Where a list of values meets no list of
the same length, nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..corpus.record import Fact, Record
from . import clause, grid, listing
from .document import Document
from .item import Item, Word, scan
from .metric import Link, link
from .segment import segment_of, segments_before
from .subject import is_minor, main_company, subject_candidates
from .when import When, attributive, date_run, expand, flows, nearest, shifted

Chain = list[str]


@dataclass
class State:
    """What carries over from sentence to sentence."""

    main: str | None
    """The firm the article is about, if one is."""
    listing: dict[str, When]
    topic: str | None = None
    topic_line: int = -1
    flow: When | None = None
    flow_line: int = -1
    flow_fresh: bool = False
    """Whether no other date was named since."""
    words: list[Item] = field(default_factory=list)
    words_line: int = -1
    topic_firm: bool = False
    """Whether the topic was set by a heading or bullet: it then holds for the lines below it."""
    topic_marker: str = ""
    """The bullet of the line that set the topic."""
    firms: list[str] = field(default_factory=list)
    last_subject: str | None = None
    line_firm: tuple[int, str] | None = None
    """The firm that a paragraph names first, whatever its role: what it is about where nothing says better."""
    named: list[str] = field(default_factory=list)
    """The firms last named, in order: what 前者 and 后者 stand for."""
    facts: list[Fact] = field(default_factory=list)
    fact_line: int = -1


@dataclass
class Group:
    """Values of one list, in order: items[first] … items[last] of the sentence, conversions left out."""

    values: list[Item]
    first: int
    last: int


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
        days = listing.days(document, items, subjects)
        reader = _Reader(document, items, subjects, State(main, days), explain=chains is not None)
        covered = grid.read(document, items, reader)
        for index in range(len(document.sentences)):
            if index not in covered:
                reader.sentence(index)
        order = sorted(range(len(reader.facts)), key=lambda i: reader.facts[i].start)
        order = _first_statements(reader.facts, order)
        if chains is not None:
            chains.extend(reader.chains[i] for i in order)
        return [reader.facts[i] for i in order]


def _first_statements(facts: Sequence[Fact], order: Sequence[int]) -> list[int]:
    """A figure stated twice is one fact, at its first mention."""
    seen: set[tuple[Any, ...]] = set()
    out = []
    for index in order:
        fact = facts[index]
        key = (fact.company, fact.metric, fact.metric_text if fact.metric == "other" else "", fact.period, fact.segment, fact.basis, fact.value, fact.value_max, fact.unit)
        if fact.metric == "other" or key not in seen:
            seen.add(key)
            out.append(index)
    return out


class _Reader:
    def __init__(self, document: Document, items: list[list[Item]], subjects: list[list[Item]], state: State, *, explain: bool) -> None:
        self.document = document
        self.text = document.folded
        self.items = items
        self.subjects = subjects
        self.explain = explain
        self.state = state
        self.facts: list[Fact] = []
        self.chains: list[Chain] = []
        self._lines = _line_numbers(document)
        self._last_owned: tuple[int, str] | None = None
        self._baselines: list[Fact] = []
        self._last: Link | None = None
        self._segments: list[str] = []

    def sentence(self, index: int) -> None:
        items, line = self.items[index], self._lines[index]
        start, end = self.document.sentences[index]
        subjects = self.subjects[index]
        self._open_line(items, subjects, line, start, end)
        sentence_facts: list[Fact] = []
        self._last, self._segments = None, []
        if not items:
            return
        for group in _groups(self.text, items):
            sentence_facts += self._assemble(group, items, subjects, sentence_facts, index)
        self._remember(items, subjects, line, sentence_facts)

    def _open_line(self, items: Sequence[Item], subjects: Sequence[Item], line: int, start: int, end: int) -> None:
        """A line that begins with a firm is about it; a heading or bullet also rules the lines below it."""
        first = start == 0 or self.document.text[start - 1] == "\n"
        if not first:
            return
        heading = _HEADING.match(self.text, start, end) is not None or (end - start <= 30 and self.text[end - 1] not in "。!?")
        mark = _MARK.match(self.text, start, end)
        marker = ("1" if mark[0][0].isdigit() else mark[0][0]) if mark else ""
        if marker and marker == self.state.topic_marker and self.state.topic_line != line:
            # one item of a list says nothing of the next
            self.state.topic, self.state.topic_firm, self.state.topic_marker = None, False, ""
        firms = list(dict.fromkeys(i.what.entity_id for i in items if i.kind == "company"))
        if heading and len(firms) > 1 and not any(i.kind in ("value", "metric") for i in items):
            self.state.firms = firms
        lead = bool(subjects) and not _LEAD.sub("", self.text[start : subjects[0].start]) and not _ROLE.search(self.text, start, subjects[0].start)
        if lead or (heading and subjects and len(firms) == 1 and not _ROLE.search(self.text, start, subjects[0].start)):
            self._set_topic(subjects[0].what.entity_id, line)
            self.state.topic_firm = heading
            self.state.topic_marker = marker
        elif heading and not subjects and not any(i.kind in ("value", "metric") for i in items) and self.text[start] not in "-‧•・":
            self.state.topic, self.state.topic_firm = None, False

    def _set_topic(self, company: str | None, line: int) -> None:
        self.state.topic, self.state.topic_line = company, line

    def _remember(self, items: Sequence[Item], subjects: Sequence[Item], line: int, made: Sequence[Fact]) -> None:
        state = self.state
        major = [s for s in subjects if not is_minor(self.text, s)]
        if major and state.main is None and not state.topic_firm and state.topic_line != line:
            self._set_topic(major[0].what.entity_id, line)
        if subjects:
            state.last_subject = subjects[-1].what.entity_id
        words = [i for i in items if i.kind == "metric"]
        if words:
            state.words, state.words_line = words[-1:], line
        period = next((w for n, i in reversed(list(enumerate(items))) if (w := flows(i)) is not None and not _baseline(self.text, items, n)), None)
        flowing = [f for f in made if f.start_date and f.end_date and (f.end_date - f.start_date).days > 7 and f not in self._baselines and f.metric != "other" and not f.metric.endswith("_cagr")]
        if flowing:
            period = When.of_fact(flowing[-1])
        if period is not None:
            state.flow, state.flow_line = period, line
            state.flow_fresh = True
        elif any(i.kind == "date" for i in items):
            state.flow_fresh = False
        minor = {s.what.entity_id for s in subjects if s not in major}
        stated = [f for f in made if "company" not in f.inferred and f.metric != "ownership" and f.company not in minor]
        if stated and not state.topic_firm and not any(i.kind == "cue" and i.what == "compare" for i in items):
            self._set_topic(stated[-1].company, line)
            state.firms = list(dict.fromkeys(f.company for f in stated))
        named = [i.what.entity_id for i in items if i.kind == "company"]
        if named and (state.line_firm is None or state.line_firm[0] != line):
            state.line_firm = (line, named[0])
        if named:
            state.named = named[-2:]
        if made:
            state.facts, state.fact_line = [f for f in made if f.metric != "other"] or state.facts, line

    # one group

    def _assemble(self, group: Group, items: Sequence[Item], subjects: Sequence[Item], before: Sequence[Fact], index: int) -> list[Fact]:
        line = self._lines[index]
        carried = self.state.words if self.state.words_line >= line - 1 else []
        recent = list(before) or (self.state.facts if self.state.fact_line >= line - 1 else [])
        found = link(self.text, items, group.first, group.last, carried, recent, self._last)
        self._last = found if found.relation != "other" else self._last
        axes = self._axes(group, items, subjects, found, before, line)
        baseline = found.relation not in ("yoy", "qoq", "cagr") and _is_baseline(self.text, items, group)
        if baseline and not _dated(items, group):
            return []
        if axes is None or (found.relation == "yoy" and self._over_years(found, before, axes[0][1])):
            return []
        out = []
        for value, (word, when, company, segment, inferred) in zip(group.values, axes, strict=True):
            if found.metric_id(word) == "" or company is None:
                continue
            out.append(self._fact(value, found, word, when, company, segment, inferred, index))
        if out and found.relation == "ownership":
            self._last_owned = (line, out[-1].company)
        if baseline:
            self._baselines += out
        return out

    def _over_years(self, found: Link, before: Sequence[Fact], when: When | None) -> bool:
        """Whether a growth is against a figure of more than a year before: no year-on-year growth then."""
        base = [f for f in before if f in self._baselines and f.metric in found.ids and f.start_date]
        return bool(base and when and when.start and base[-1].start_date and (when.start - base[-1].start_date).days > 400)

    def _axes(self, group: Group, items: Sequence[Item], subjects: Sequence[Item], found: Link, before: Sequence[Fact], line: int) -> list[tuple[Item | None, When | None, str | None, str, tuple[str, ...]]] | None:
        """(metric word, period, company, segment, inferred) of each value of the group; None where lengths do not match."""
        count = len(group.values)
        company, inferred_company = self._company(items, subjects, group, found, line)
        words = found.words
        when, inferred_when = self._when(group, items, found, before, line)
        inferred = (("company",) if inferred_company else ()) + (("period",) if inferred_when else ())
        word = words[-1] if words else None
        segment = segment_of(self.document, items, group.first, found)
        if count == 1 and not (found.relation == "ownership" and self.text.startswith(("ずつ", "的", "各"), group.values[0].end)):
            return [(word, when, company, segment, inferred)]
        if found.relation == "ownership":
            holders = self._holders(items, group)
            if count == 1:
                group.values = group.values * max(len(holders), 1)
            return [(word, when, company, h, inferred) for h in holders or [segment]] if len(group.values) == max(len(holders), 1) else None
        firms = self._firm_list(items, group)
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
        segments = segments_before(self.document, items, group.first, found, count) or self._segments
        self._segments = segments
        if len(segments) == count:
            return [(word, when, company, s, inferred) for s in segments]
        if len(segments) * len(periods) == count:
            return [(word, p, company, s, ()) for s in segments for p in periods]
        if len(firms) * len(words) == count:
            return [(w, when, f, segment, inferred) for f in firms for w in words]
        return None

    def _company(self, items: Sequence[Item], subjects: Sequence[Item], group: Group, found: Link, line: int) -> tuple[str | None, bool]:
        if found.relation == "ownership":
            return self._owned(found, items, group, line)
        value = group.values[0]
        if _INDUSTRY.match(self.text, clause.clause_start(self.text, 0, found.words[0].start if found.words and found.words[0].start < value.start else value.start)):
            return None, False
        left = [s for s in subjects if s.start < value.start]
        cues = [i for i in items if i.kind == "cue" and i.start < value.start]
        pronoun = [i for i in cues if i.what == "firm"]
        other = next((i for i in reversed(cues) if i.what in ("its", "latter", "former", "that_firm")), None)
        if other is not None and (not left or other.start > left[-1].start):
            firm = self._referred(other, items)
            if firm:
                return firm, False
        if left and not (pronoun and pronoun[-1].start > left[-1].end + 1 and self.state.main):
            return left[-1].what.entity_id, False
        if pronoun and self.state.main and (self.state.topic_line != line or self.state.topic is None):
            return self.state.main, True
        if left:
            return left[-1].what.entity_id, False
        if self.state.topic and (self.state.topic_line == line or self.state.topic_firm):
            return self.state.topic, True
        if self.state.main is None and self.state.line_firm is not None and self.state.line_firm[0] == line:
            return self.state.line_firm[1], True
        return self.state.main or self.state.topic, True

    def _referred(self, cue: Item, items: Sequence[Item]) -> str | None:
        """其: the firm named last; 后者 and 前者: the last and the first of the two named last; 同社: the subject before."""
        if cue.what == "that_firm":
            return self.state.last_subject or self.state.main
        named = [i.what.entity_id for i in items if i.kind == "company" and i.end <= cue.start] or self.state.named
        named = named[-2:]
        if not named:
            return None
        return str(named[0] if cue.what == "former" else named[-1])

    def _owned(self, found: Link, items: Sequence[Item], group: Group, line: int) -> tuple[str | None, bool]:
        """The firm whose shares are held: named by the clause, by the holding stated before, or the topic."""
        if found.owned is not None:
            return found.owned, False
        if self._last_owned is not None and self._last_owned[0] == line and any(i.kind == "value" for i in items[: group.first]):
            return self._last_owned[1], True
        holders = {i.what.entity_id for i in items if i.kind == "company" and i.end <= group.values[0].start}
        named = [i.what.entity_id for i in items[: group.first] if i.kind == "company"]
        topic = self.state.topic if self.state.topic not in (named[-1:] or [None]) else None
        if topic and (self.state.topic_line == line or self.state.topic_firm) and topic not in holders:
            return topic, True
        first = self.state.line_firm
        if first is not None and first[0] == line and first[1] not in holders:
            return first[1], True
        return self.state.main if self.state.main not in named[-1:] else None, True

    def _last_firms(self, items: Sequence[Item], group: Group) -> list[Item]:
        """The last list of firms left of the group; of as many as the group has values, if there is one."""
        runs: list[list[Item]] = [[]]
        for item in items[: group.first]:
            if item.kind == "company":
                if runs[-1] and not clause.names_join(self.text, runs[-1][-1], item):
                    runs.append([])
                runs[-1].append(item)
        fitting = [run for run in runs if len(run) == len(group.values) > 1]
        return (fitting or runs)[-1]

    def _holders(self, items: Sequence[Item], group: Group) -> list[str]:
        """The holders of a list of holdings, as written."""
        return [self.document.text[i.start : i.end] for i in self._last_firms(items, group)]

    def _firm_list(self, items: Sequence[Item], group: Group) -> list[str]:
        """The ids of the last list of firms left of the group, or of the list that 両社 / 两家 stands for."""
        ids = list(dict.fromkeys(i.what.entity_id for i in self._last_firms(items, group)))
        if len(ids) >= 2:
            return ids
        both = any(i.kind == "cue" and i.what == "both" for i in items[: group.first]) or (not ids)
        return self.state.firms if both and len(self.state.firms) >= 2 else ids

    def _when(self, group: Group, items: Sequence[Item], found: Link, before: Sequence[Fact], line: int) -> tuple[When | None, bool]:
        """The period of a group that stands for one period, and whether it came from outside the sentence."""
        state, value = self.state, group.values[0]
        if found.relation == "cagr":
            return nearest.span(items, group.first) or (state.flow if state.flow and state.flow.years > 1 else None), False
        if found.relation in ("yoy", "qoq"):
            same = [f for f in before if f.metric in found.ids and f.period and f not in self._baselines]
            if same and not any(i.kind == "date" and i.start > same[-1].end for i in items[: group.first]):
                return When.of_fact(same[-1]), False
        bracket = items[group.last + 1] if group.last + 1 < len(items) else None
        if bracket is not None and bracket.kind == "date" and bracket.what.start_date and _IN_BRACKETS.fullmatch(self.text[group.values[-1].end : bracket.start]) and self.text.find(")", bracket.end, bracket.end + 6) >= 0:
            return When.of(bracket), False
        kind = found.period
        if kind == "listing":
            near_listing = any((i.kind == "cue" and i.what == "listing") or (i.kind == "metric" and i.what.metric.id == "opening_price") for i in items) or (not listing.earlier(self.text, items) and any(i.kind == "organization" for i in items))
            price = bool(found.words) and found.words[-1].what.metric.id in ("closing_price", "opening_price")
            own = nearest.day(items, group.first) if near_listing or price else None
            firm, _ = self._company(items, [i for i in items if i.kind == "company"], group, found, line)
            return own or state.listing.get(firm or ""), own is None
        raised = bool(found.ids & {"valuation", "funding_raised"})
        if raised and _CUMULATIVE.search(self.text, max(value.start - 12, 0), value.start):
            return None, False
        own = nearest.left(self.text, items, group.first, kind, state.flow, loose=raised)
        if own is not None:
            return own, False
        if found.relation == "share" and found.whole is not None:
            return When.of_fact(found.whole), True
        if any(i.kind == "cue" and i.what == "compare" for i in items):
            return None, False
        if raised and found.words and _AFTER_ROUND.search(self.text, found.words[0].start - 4, found.words[0].end):
            rounds = [f for f in self.facts[-3:] if f.metric == "funding_raised" and f.period and state.fact_line == line]
            return (When.of_fact(rounds[-1]) if rounds else None), True
        near = state.flow_line == line or any(i.kind == "cue" and i.what == "of_which" and i.start < value.start for i in items)
        if kind == "flow" and state.flow is not None and near and (state.flow_fresh if self._ahead(state.flow) else found.basis == "actual" or _dividend(found)):
            return state.flow, True
        return None, False

    def _ahead(self, when: When) -> bool:
        """Whether a period has not ended when the article appears: a forecast can be of it."""
        published = self.document.published
        return published is not None and when.end is not None and when.end > published

    def _fact(self, value: Item, found: Link, word: Item | None, when: When | None, company: str, segment: str, inferred: tuple[str, ...], index: int) -> Fact:
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
            basis=self._basis(found, word, when, value),
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

    def _basis(self, found: Link, word: Item | None, when: When | None, value: Item) -> str:
        """actual, forecast or target: by the words around the value, and by whether its period is over when the article appears."""
        metric = word.what.metric if word is not None else None
        stated = self.text[word.start : word.end] if word is not None else ""
        if metric is not None and metric.period == "listing" and found.relation == "direct":
            planned = "target" if metric.id in ("offer_shares", "ipo_proceeds") else "forecast"
            if _PLANNED.search(stated) or _PLANNED.search(self.text[max(word.start - 2, 0) : word.start] if word else ""):
                return planned
            if when is not None and self._ahead(when):
                return planned
            return planned if found.basis != "actual" and when is None else "actual"
        if self.document.published is None:
            return found.basis
        if when is None or when.end is None:
            return found.basis if found.cue_near and not _dividend(found) else "actual"
        if not self._ahead(when):
            return "actual"
        if metric is not None and metric.id == "dividend_per_share" and found.basis == "target":
            return "actual"
        if found.basis != "actual":
            return found.basis
        before = next((f for f in reversed(self.facts) if f.period == when.text and f.basis != "actual"), None)
        return before.basis if before is not None else "forecast"

    def _chain(self, fact: Fact, word: Item | None, when: When | None) -> Chain:
        text = self.document.text
        chain = [f"value   {text[fact.start:fact.end]!r} at {fact.start}–{fact.end}"]
        if word is not None:
            chain.append(f"metric  {text[word.start:word.end]!r} at {word.start}–{word.end} → {fact.metric}")
        else:
            chain.append(f"metric  {fact.metric_text!r} → {fact.metric}")
        if when is not None and when.item is not None:
            chain.append(f"period  {text[when.item.start:when.item.end]!r} at {when.item.start}–{when.item.end} → {when.text}{' (from context)' if 'period' in fact.inferred else ''}")
        else:
            chain.append(f"period  {fact.period or 'none stated'}")
        chain.append(f"company {fact.company}{' (from context)' if 'company' in fact.inferred else ' (named in the sentence)'}")
        return chain


_IN_BRACKETS = re.compile(r"\s*\((?:截至|于)?")
_CUMULATIVE = re.compile(r"累计|累計")
_AFTER_ROUND = re.compile(r"投后|投前|调达后|融资后")
_PLANNED = re.compile(r"拟|目标|想定|预计|预期|仮条件|计划|见込")
_HEADING = re.compile(r"[ \t]*(?:[■▼◆●▲▶【〈#*]|\d{1,2}[.、)]|[一二三四五六七八九十]+、)")
_MARK = re.compile(r"[-·‧•・●◆■▼*#>]|\d{1,2}[.、)]")
_ROLE = re.compile(r"(?:干事|监査|会计师|会计士|保荐|承销|律师|顾问|股东|株主|引受|券商|证券会社|投资方|投资者|审计|受托|评级|同业|客户|取引先|供应商)[^,。]{0,8}$")
_LEAD = re.compile(r"^[\s#*▼■●◆【「〈\-·‧•・0-9.、()]*(?:[^\s,、。:]{1,8}:)?")
_INDUSTRY = re.compile(r"(?:全球|行业|业界|业内|世界|全国|全行业|全市场|市场|国内市场)(?=[\d今去昨约逾]|の|的|出货|销量|收入|规模)")
_FROM_BEFORE = re.compile(r"(?:由|从(?!业)|自(?!动|主)|较)(?:[^,、。;]{0,12})$")
_FROM_AFTER = re.compile(r"(?:から|より|に比べ|との比較)")


def _is_baseline(text: str, items: Sequence[Item], group: Group) -> bool:
    """Whether a value is only what a later one is compared with: 由98億元收窄至…, 前年同期の4億円から…."""
    before = items[group.first - 1] if group.first else None
    if before is not None and before.kind == "cue" and before.what == "prior":
        return True
    if before is not None and before.kind == "date" and text[max(before.start - 1, 0) : before.start] in ("较", "比") and text[before.end : group.values[0].start] in ("的", "の"):
        return True
    if _FROM_AFTER.match(text, group.values[-1].end):
        return True
    said = [i.end for i in items[: group.first] if i.kind == "value"]
    start = max(clause.clause_start(text, 0, group.values[0].start), *said[-1:], 0)
    return _FROM_BEFORE.search(text[start : group.values[0].start]) is not None


def _dividend(found: Link) -> bool:
    """A dividend that is yet to be paid is still of the year that earned it."""
    return "dividend_per_share" in found.ids


def _dated(items: Sequence[Item], group: Group) -> bool:
    """Whether a date, or a word that stands for one, is right before a group."""
    before = items[group.first - 1] if group.first else None
    return before is not None and (before.kind == "date" or (before.kind == "cue" and before.what in ("prior", "now", "same")))


def _baseline(text: str, items: Sequence[Item], index: int) -> bool:
    """Whether a period is only what another is compared with: 由2022年的…, 令和5年度の39億円から…."""
    date = items[index]
    return attributive(text, items, index, len(items)) or (text[max(date.start - 1, 0) : date.start] in "由从较比自" and date.start > 0)


def _line_numbers(document: Document) -> list[int]:
    """The line of each sentence: paragraphs, headings and bullets are lines."""
    out, line, at = [], 0, 0
    for start, _ in document.sentences:
        line += document.text.count("\n", at, start)
        at = start
        out.append(line)
    return out


def _groups(text: str, items: Sequence[Item]) -> list[Group]:
    out: list[Group] = []
    for index, item in enumerate(items):
        if item.kind != "value":
            continue
        if out:
            last = out[-1].values[-1]
            if item.what.kind == last.what.kind and clause.is_conversion(text, last, item):
                if all(i.kind == "value" for i in items[out[-1].last : index]):
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


__all__ = ["Assembler", "Group", "State", "Word", "build", "shifted"]
