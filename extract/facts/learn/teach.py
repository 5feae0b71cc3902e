"""Labelled articles -> examples of choices: the reading is led along the labels, and every choice it is put to is kept."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from ....corpus.article import Article
from ....corpus.labelled import Labelled, LabelRow
from ....corpus.record import Record
from ....rules import period
from ....rules.cue import cues
from ....rules.metric import metrics
from ...names.directory import Directory
from ...names.issuer import issuer_of
from ...text import reading
from ...text.document import Document
from ..assemble import Assembler
from ..line.when import When
from ..slots.choose import NOTHING, Choice, Option, Weighted
from ..slots.lists import Axis
from ..slots.metric_reading import SUFFIX
from .fit import Decision

T = TypeVar("T")
MONTHLY = SUFFIX["mom"]
REPEATED = 3
"""A value of so many digits that stands twice in a text says the same thing twice."""
FIELDS = {"firm": "company", "period": "period", "part": "segment", "basis": "basis"}
"""The labelled field of a slot."""


def interval(name: str) -> tuple[date, date] | None:
    try:
        found = period.parse(name)
    except ValueError:
        return None
    return found.start, found.end


def base(metric: str) -> str:
    """A metric without the suffix that says how it is stated."""
    for suffix in SUFFIX.values():
        metric = metric.removesuffix(suffix) if suffix else metric
    return metric


def entities(records: Sequence[Record], mentions: Sequence[LabelRow]) -> dict[str, str]:
    """Firm of the records -> the labelled firm whose mentions it overlaps most."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    labelled = [m for m in mentions if m["kind"] == "company"]
    for record in records:
        if record.kind == "company":
            for mention in labelled:
                if record.start < int(mention["end"]) and int(mention["start"]) < record.end:
                    votes[record.entity_id or ""][mention.get("entity_id", "")] += 1
    return {firm: counter.most_common(1)[0][0] for firm, counter in votes.items()}


def as_read(gold: Labelled) -> Labelled:
    """A labelled article in the letters and offsets of its reading, which documents and their records have."""
    found = reading.read(gold.article.text)
    article = replace(gold.article, text=found.text)
    if found.starts is None or found.ends is None:
        return replace(gold, article=article)
    starts, ends = found.starts, found.ends

    def moved(row: LabelRow) -> LabelRow:
        return {**row, "start": str(bisect_left(starts, int(row["start"]))), "end": str(bisect_right(ends, int(row["end"])))}

    return replace(gold, article=article, mentions=[moved(m) for m in gold.mentions], facts=[moved(f) for f in gold.facts])


def _answers(metric: str, wanted: Collection[str]) -> bool:
    """Whether a metric is one of those wanted; growth against the period before (环比) is by the month where the period is one."""
    return metric in wanted or metric.endswith(SUFFIX["qoq"]) and metric.removesuffix(SUFFIX["qoq"]) + MONTHLY in wanted


def _repeats(facts: Sequence[LabelRow], records: Sequence[Record]) -> dict[int, list[LabelRow]]:
    """Offset of a value without a label -> the labels before it of the same value: a figure stated twice is labelled once."""
    stated: dict[tuple[Decimal, str], list[LabelRow]] = defaultdict(list)
    for fact in facts:
        if "unit" not in fact or fact["unit"] == "percent":
            continue
        if len(Decimal(fact["value"]).normalize().as_tuple().digits) >= REPEATED:
            stated[abs(Decimal(fact["value"])), fact["unit"]].append(fact)
    return {
        r.start: before
        for r in records
        if r.value is not None and (before := [f for f in stated.get((abs(r.value), r.unit or ""), ()) if int(f["end"]) <= r.start])
    }


class Teacher:
    """A chooser that takes the right option where there is one, and keeps the example. One for each article."""

    def __init__(self, gold: Labelled, records: Sequence[Record], issuer: str, fallback: Weighted, listed: Collection[str] = ()) -> None:
        self.article = gold.article.id
        self.gold = gold
        self.facts = sorted(gold.facts, key=lambda f: int(f["start"]))
        self.firms = entities(records, gold.mentions)
        unnamed = {f.get("company", "") for f in gold.facts} - {m.get("entity_id", "") for m in gold.mentions}
        if gold.mentions and len(unnamed) == 1 and issuer not in self.firms:
            self.firms[issuer] = unnamed.pop()
        self.ends = {r.start: r.end for r in records if r.value is not None}
        self.repeats = _repeats(self.facts, records)
        self.fallback = fallback
        self.listed = listed
        """Metrics that the labels are complete for; a value without a label may be one of the others. Empty: all."""
        self.examples: dict[str, list[Decision]] = defaultdict(list)
        self.lost: Counter[str] = Counter()
        """Choices for which no option is right, by slot."""
        self.partial = any("partial" in f for f in gold.facts)
        """Whether only some of the values are labelled."""

    def __call__(self, slot: str, options: Sequence[Option[T]], at: int) -> Choice[T]:
        facts = self._facts(at)
        if self.partial and not facts:
            return self.fallback(slot, options, at)
        if any("optional" in f or f["metric"] == "other" for f in facts):
            return self._led(slot, options, facts)
        right = self._right(slot, options, facts, at)
        if right is None:
            return self.fallback(slot, options, at)
        if not any(right):
            self.lost[slot] += 1
            if slot not in ("metric", "cell metric", "axis"):
                return self.fallback(slot, options, at)
            right = [o.answer == NOTHING for o in options]
        if len(options) > 1:
            self.examples[slot].append(Decision(self.article, tuple(tuple(o.features) for o in options), tuple(right)))
        good = [o for o, r in zip(options, right, strict=True) if r]
        if slot.endswith("metric") and not facts:
            good = [o for o in options if o.answer == NOTHING]
        return Choice(self.fallback(slot, good, at).option, 1.0)

    def _led(self, slot: str, options: Sequence[Option[T]], facts: Sequence[LabelRow]) -> Choice[T]:
        """Along a fact that counts neither way nothing is learned."""
        right = self._right(slot, options, facts, int(facts[0]["start"])) or []
        good = [o for o, r in zip(options, right, strict=False) if r]
        return self.fallback(slot, good or options, int(facts[0]["start"]))

    def _facts(self, at: int) -> list[LabelRow]:
        end = self.ends.get(at, at + 1)
        found = [f for f in self.facts if int(f["start"]) < end and at < int(f["end"])]
        return found or self.repeats.get(at, [])

    def _right(self, slot: str, options: Sequence[Option[T]], facts: Sequence[LabelRow], at: int) -> list[bool] | None:
        slot = slot.removeprefix("cell ")
        if slot == "metric":
            wanted = {f["metric"] for f in facts}
            if wanted:
                return [_answers(o.answer, wanted) for o in options]
            return [o.answer == NOTHING or (bool(self.listed) and not self._counted(o.answer)) for o in options]
        if slot == "axis":
            return [self._axis(o.what) for o in options if isinstance(o.what, Axis)]
        if not facts or any(FIELDS[slot] not in f for f in facts):
            return None
        if slot == "firm":
            firms = {f["company"] for f in facts}
            return [(self.firms.get(o.answer, o.answer) if o.answer else "") in firms for o in options]
        if slot == "period":
            whens = {interval(f["period"]) for f in facts}
            return [(None if not isinstance(o.what, When) else (o.what.start, o.what.end)) in whens for o in options]
        if slot == "part":
            return [any(self._part(o.answer, f.get("segment", "")) for f in facts) for o in options]
        return [any(o.answer == f["basis"] for f in facts) for o in options]

    def _counted(self, metric: str) -> bool:
        return base(metric) in self.listed and (not metric.endswith(MONTHLY) or MONTHLY in self.listed)

    def _part(self, answer: str, wanted: str) -> bool:
        if not answer or not wanted:
            return not answer and not wanted
        return answer in wanted or wanted in answer

    def _axis(self, axis: Axis) -> bool:
        labelled = [[f for f in self._facts(start) if "optional" not in f] for start in axis.starts]
        stated = [(n, facts) for n, facts in enumerate(labelled) if facts]
        if not stated:
            # the choice of a metric rejects what is none; an axis that brings its metrics leaves it nothing to reject
            return not axis.readings
        if axis.name == "none":
            return False
        for n, facts in stated:
            if axis.readings and not _answers(axis.readings[n].metric, {f["metric"] for f in facts}):
                return False
            if axis.whens and (axis.whens[n].start, axis.whens[n].end) not in {interval(f.get("period", "")) for f in facts}:
                return False
            when = axis.facts[n].when if axis.facts and not axis.undated else None
            if when is not None and (when.start, when.end) not in {interval(f.get("period", "")) for f in facts}:
                return False
            if axis.parts:
                name = self.gold.article.text[slice(*axis.parts[n])]
                if not any(f.get("segment") and self._part(name, f["segment"]) for f in facts):
                    return False
            if axis.firms and self.firms.get(axis.firms[n], axis.firms[n]) not in {f.get("company", "") for f in facts}:
                return False
        return True


def of_rules() -> Iterator[Labelled]:
    """The examples of metrics and cues as labelled articles: one value each, or none that is a fact."""
    of_metrics = [e for metric in metrics() for e in metric.examples]
    of_cues = [e for cue in cues() for e in cue.examples]
    for number, example in enumerate([*of_metrics, *of_cues]):
        want = example.want
        if want.get("metric", "other" if example.span else "") == "other":
            continue
        published = date.fromisoformat(want["published"]) if "published" in want else None
        article = Article(f"rules-{number}", example.plain, example.lang, published)
        facts: list[LabelRow] = []
        if example.span is not None:
            start, end = example.span
            facts = [{**want, "start": str(start), "end": str(end), "partial": "yes"}]
        yield Labelled(article, [], facts, "rules")


def listed(many: Iterable[Labelled]) -> frozenset[str]:
    """The metrics that labelled articles count, and MONTHLY where they count growth by the month."""
    stated = {f["metric"] for gold in many for f in gold.facts if "optional" not in f}
    return frozenset({*map(base, stated), *(MONTHLY for metric in stated if metric.endswith(MONTHLY))})


def examples(gold: Labelled, records: Sequence[Record], known: Directory, fallback: Weighted, counted: Collection[str] = ()) -> Teacher:
    """The choices of one article."""
    document = Document(gold.article)
    teacher = Teacher(gold, records, issuer_of(document, records, known).entity, fallback, counted)
    Assembler(known, None, teacher).read(document, records)
    return teacher
