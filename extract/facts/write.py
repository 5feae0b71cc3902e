"""Decided facts -> rows: sign, names of periods, one row for a figure stated twice."""

from __future__ import annotations

from ...corpus.record import MIN_SCORE, Fact
from ..text.document import Document
from .scope import Scope, Stated
from .score import probability, traits
from .weights import Weights


def facts_of(document: Document, scope: Scope, weights: Weights, least: float = MIN_SCORE) -> list[Fact]:
    """The facts in the order of their values; `score` is the probability that one is right; none below `least`."""
    seen: set[tuple[object, ...]] = set()
    out = []
    for one in sorted([*scope.stated, *scope.others], key=lambda s: s.value.start):
        fact = _fact(document, one, probability(traits(one, scope.issuer), weights.score))
        key = (fact.company, fact.metric, fact.period, fact.segment, fact.basis, fact.value, fact.value_max, fact.unit)
        if key in seen or fact.score < least:
            continue
        seen.add(key)
        out.append(fact)
    return out


def _fact(document: Document, one: Stated, score: float) -> Fact:
    record = one.value.record
    assert record.value is not None
    low, high = record.value, record.value_max
    if one.sign < 0 and low > 0:
        low, high = (-low, None) if high is None else (-high, -low)
    if low < 0 and one.word is not None and one.word.metric.cost and one.metric in (one.word.metric.id, f"{one.word.metric.id}_share"):
        low = -low  # a cost is a positive amount, also where its table brackets it
    start, end = document.sentences[document.sentence_at(one.value.start)]
    when = one.when
    return Fact(
        company=one.firm,
        metric=one.metric,
        value=low,
        value_max=high,
        start=one.value.start,
        end=one.value.end,
        metric_text=document.text[one.word.start : one.word.end] if one.word is not None else "",
        segment=one.part,
        period=when.text if when is not None else "",
        start_date=when.start if when is not None else None,
        end_date=when.end if when is not None else None,
        basis=one.basis,
        unit=record.unit or "",
        modifier=record.modifier,
        precision=record.precision,
        inferred=one.inferred,
        score=score,
        article_id=document.article.id,
        sentence=document.text[start:end],
    )
