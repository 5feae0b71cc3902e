"""Mentions of firms and organizations: known names, legal forms, declared aliases, tickers and words of their role."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import regex

from ...corpus.record import Record
from ...rules.company import Company
from ...rules.legal_form import form_words, words
from ..text.dictionary import is_place
from ..text.document import Document
from . import grammar
from .candidates import ENOUGH, Candidate, after_role, candidates
from .choose import choose
from .context import arms, found, kept
from .declared import cover_names, declarations, listed_as
from .directory import Directory, Hit, directory
from .heads import named_cells
from .likeness import HAN, likeness
from .lists import in_lists, listed
from .ner.marginals import Marginals
from .pool import Pool, Proposal
from .records import FirmSpan, Pair, assemble
from .span import only_forms, source_of


class Recognizer(Protocol):
    """What reads a document for names: the CRF of `ner`, or a spaCy pipeline behind it."""

    def read(self, document: Document) -> Marginals: ...

    def read_all(self, documents: Sequence[Document]) -> list[Marginals]:
        """`read` of each of several documents of one language."""
        ...


@lru_cache(maxsize=8)
def build(
    overlay: Path | None = None,
    users: tuple[Company, ...] = (),
    table: bool = True,
    recognizer: Callable[[str], Recognizer] | None = None,
) -> NameFinder:
    """What finds the firms and organizations of a document, sorted by start, none overlapping; it runs before all other extractors.

    `overlay` is a folder of the user's rule tables, `users` the user's own firms; `table=False` leaves the built-in
    firms out. `recognizer` gives the recognizer of a language ("ja", "zh-Hans", "zh-Hant"); without it tables and words decide.
    """
    return NameFinder(directory(overlay, users, table), recognizer)


class NameFinder:
    """Document -> mentions. What the recognizer makes of several documents may be read ahead, and is handed back with each."""

    def __init__(self, known: Directory, recognizer: Callable[[str], Recognizer] | None) -> None:
        self._known = known
        self._recognizer = recognizer

    def __call__(self, document: Document, seen: Marginals | None = None) -> list[Record]:
        if seen is None and self._recognizer is not None:
            seen = self._recognizer(document.lang).read(document)
        return mentions(document, self._known, seen)

    def ahead(self, documents: Sequence[Document]) -> list[Marginals | None]:
        """What the recognizer makes of each of the documents; None where there is no recognizer."""
        seen: list[Marginals | None] = [None] * len(documents)
        if self._recognizer is not None:
            for lang in {document.lang for document in documents}:
                places = [place for place, document in enumerate(documents) if document.lang == lang]
                found = self._recognizer(lang).read_all([documents[place] for place in places])
                for place, marginals in zip(places, found, strict=True):
                    seen[place] = marginals
        return seen


@dataclass(slots=True)
class Proposed:
    """What tables and words propose for a document."""

    hits: list[Hit]
    """Known names, sure or not."""
    likely: list[Candidate]
    spans: list[FirmSpan]
    """What they would take, without overlap."""
    pairs: list[Pair]
    tickers: list[tuple[int, int, str]]
    aliases: list[tuple[tuple[int, int] | None, tuple[int, int]]]
    """Full names that begin with their legal form, and the short ones that the bracket behind a full name declares."""


def mentions(document: Document, known: Directory, marginals: Marginals | None = None) -> list[Record]:
    """Firms and organizations, sorted by start: by tables and words, and by what a recognizer makes of the document."""
    proposed = propose(document, known)
    if marginals is None:
        return assemble(document, proposed.spans, known, proposed.pairs, proposed.tickers)
    source = source_of(document)
    chosen = choose(document, source, pool_of(proposed, known), marginals, known)
    spans, marked = [], []
    for p, score in chosen:
        ident = p.ident or _ident(document, p, proposed.hits, known)
        if p.bare is not None and p.bare[0] == p.start and not _HAN.match(source, p.bare[1]):
            marked.append((p.bare, (p.start, p.end)))
        spans.append(FirmSpan(p.start, p.end, p.rule or "ner:", ident, p.full, round(score, 4), p.kind))
    return assemble(document, spans, known, proposed.pairs, proposed.tickers, spread=False, marked=marked)


def pool_of(proposed: Proposed, known: Directory) -> Pool:
    """The proposals of tables and words, ready to be chosen from."""
    pool = Pool()
    for hit in proposed.hits:
        kind = known.kind(hit.ids[0])
        pool.known(hit, kind, f"{_TABLES[kind]}:{hit.ids[0]}", hit.ids[0])
    for candidate in proposed.likely:
        pool.likely(candidate)
    for full, alias in proposed.aliases:
        if full is not None:
            pool.at(*full).kinds.add("declares")
        pool.at(*alias).kinds.add("declared.alias")
    for span in proposed.spans:
        made = pool.at(span.start, span.end)
        made.taken, made.full, made.rule = True, made.full or span.full, span.rule
        made.ident = made.ident or span.ident
    return pool


def _ident(document: Document, p: Proposal, hits: Sequence[Hit], known: Directory) -> str | None:
    """The table's id of a chosen span: that of its name, or that of the known name that it is with its place and legal form."""
    if p.kind != "company":
        return None
    side = "ja" if document.lang == "ja" else "zh"
    text = document.folded
    ids = {i for h in hits if h.start >= p.start and h.end == p.end and h.start == p.start for i in h.ids}
    ids = ids or {i for i in [known.resolve(document.text[p.start : p.end])] if i is not None}
    if not ids:
        for h in hits:
            inside = p.start <= h.start < h.end <= p.end and only_forms(text[h.end : p.end], side)
            if inside and (h.start == p.start or is_place(text[p.start : h.start], side)):
                ids |= set(h.ids)
    return ids.pop() if len(ids) == 1 and known.kind(next(iter(ids))) == "company" else None


def propose(document: Document, known: Directory) -> Proposed:
    """The names that tables and words suggest."""
    side = "ja" if document.lang == "ja" else "zh"
    source = source_of(document)
    hits = [_without_class(source, h, known) for h in known.scan(document.folded) if not _is_other(source, h, known)]
    likely = [
        c
        for c in candidates(source, document.lang)
        if c.points > 0 and (c.rule == "form:legal" or _may_name(source[c.start : c.end], side))
    ]
    likely += [Candidate(cell.start, cell.end, 3, "column:") for cell in named_cells(document, side) if cell.barred]
    likely += found(source, side, likely)
    likely += arms(source, side, [(h.start, h.end) for h in hits if known.kind(h.ids[0]) == "company"])
    likely = kept(source, side, likely)
    ends = {c.end: (c.start, c.end) for c in sorted(likely, key=lambda c: (c.points, c.end - c.start))}
    ends |= {h.end: (h.start, h.end) for h in hits}
    declared = [*declarations(source, side, ends), *listed_as(source, side, ends)]
    likely += [Candidate(d.start, d.end, d.points, d.how + ":") for d in declared]
    likely += [Candidate(*d.alias, d.points, "declared:") for d in declared if d.alias]
    names = _enough(source, side, likely)
    sure = _supported(source, side, hits, likely)
    spans = _resolve(source, sure, names, known, side)
    listed_too = in_lists(source, side, [(s.start, s.end) for s in spans])
    spans += _beside(spans, listed_too)
    pairs = [((d.start, d.end), d.alias) for d in declared if d.alias and not only_forms(source[d.start : d.end], side)]
    pairs += cover_names(source)
    tickers = [(d.start, d.end, d.ticker) for d in declared if d.ticker and d.points >= 2]
    before, after = (tuple(form_words("legal", place, side)) for place in ("before", "after"))
    aliases = []
    for d in declared:
        begins = source.startswith(before, d.start)
        if d.alias and d.points > 2 and (begins or source.endswith(after, d.start, d.end)):
            aliases.append(((d.start, d.end) if begins else None, d.alias))
    return Proposed(hits, likely + listed_too, sorted(spans, key=lambda s: s.start), pairs, tickers, aliases)


def _beside(spans: Sequence[FirmSpan], names: Iterable[Candidate]) -> list[FirmSpan]:
    """The names that overlap neither a span nor each other."""
    taken = sorted((s.start, s.end) for s in spans)
    out: list[FirmSpan] = []
    for c in sorted(names, key=lambda c: (c.start, -c.end)):
        at = bisect_left(taken, (c.end, 0))  # spans before it begin before the name ends
        if (at == 0 or taken[at - 1][1] <= c.start) and (not out or out[-1].end <= c.start):
            out.append(FirmSpan(c.start, c.end, c.rule))
    return out


_CODE = regex.compile(r"\s?:\s?[0-9A-Z][0-9A-Z.]{0,7}(?![0-9A-Za-z])")
_KATAKANA_BEFORE = regex.compile(r"(?r)(?<![ァ-ヺー])([ァ-ヺー]{2,})・")


def _is_other(source: str, hit: Hit, known: Directory) -> bool:
    """Whether a known name is the label of a ticker (NYSE: XYZ, XYZ-US) or the second part of another name (ジェーン・フォード)."""
    if known.kind(hit.ids[0]) == "organization" and source[hit.start - 1 : hit.start] in ("(", "、", ",") and _CODE.match(source, hit.end):
        return True
    latin = source[hit.start : hit.end].isascii() and source[hit.start - 1 : hit.start] == "("
    if latin and grammar.pattern("market-behind", "zh").match(source, hit.end):
        return True
    if hit.start < 3 or source[hit.start - 1] != "・" or not "ァ" <= source[hit.start] <= "ー":
        return False
    before = _KATAKANA_BEFORE.match(source, max(hit.start - 16, 0), hit.start)
    return before is not None and not known.scan(before.group(1))


_HAN = regex.compile(f"[{HAN}]")
_CLASS_OF_SHARES = regex.compile(rf"(?r)(?<=[{HAN}])[AB]")


def _without_class(source: str, hit: Hit, known: Directory) -> Hit:
    """A known name without the letter that begins a word behind it: 京东方|A股."""
    if not _CLASS_OF_SHARES.match(source, hit.start, hit.end) or grammar.pattern("share-class", "zh").match(source, hit.end - 1):
        return hit
    shorter = known.resolve(source[hit.start : hit.end - 1])
    return hit._replace(end=hit.end - 1) if shorter in hit.ids else hit


def _may_name(surface: str, side: str) -> bool:
    return surface not in words("common", side) and not surface.endswith(_organizations(side))


@lru_cache
def _organizations(side: str) -> tuple[str, ...]:
    return tuple(words("organization", side))


def _enough(source: str, side: str, likely: Iterable[Candidate]) -> list[Candidate]:
    """The candidates whose evidence in the whole article, kind by kind, adds up to a name."""
    points: dict[str, dict[str, int]] = defaultdict(dict)
    likely = list(likely)
    for c in likely:
        kinds = points[source[c.start : c.end]]
        kind = c.rule.partition(":")[0]
        kinds[kind] = max(kinds.get(kind, 0), c.points)
    totals = {surface: sum(kinds.values()) for surface, kinds in points.items()}
    forms = [c for c in likely if c.rule.startswith("form:")]
    starts, ends = {c.start for c in forms}, {c.end for c in forms}
    for c in forms:  # 海桐生物与睿远基因: two that may be names, side by side
        surface = source[c.start : c.end]
        if totals[surface] < ENOUGH and listed(source, side, c.start, c.end, starts, ends):
            totals[surface] += 1
    best: dict[tuple[int, int], Candidate] = {}
    for c in likely:
        total = totals[source[c.start : c.end]]
        if total >= ENOUGH:
            old = best.get((c.start, c.end))
            if old is None or _rank(c) > _rank(old):
                best[c.start, c.end] = c._replace(points=total)
    return list(best.values())


def _supported(source: str, side: str, hits: Sequence[Hit], likely: Iterable[Candidate]) -> list[Hit]:
    """The hits that count: certain names, and others where the article supports them."""
    if all(h.supported for h in hits):
        return list(hits)
    certain = {i for h in hits if h.supported for i in h.ids} | _several(source, side, hits)
    places = {(c.start, c.end) for c in likely}
    starts = {h.start for h in hits if h.supported}
    ends = {h.end for h in hits if h.supported}
    for _ in range(2):  # 百度、三星、阿里: a supported name supports its neighbour
        for h in hits:
            placed = (h.start, h.end) in places or after_role(source, h.start, side)
            if not h.supported and (placed or listed(source, side, h.start, h.end, starts, ends)):
                certain |= set(h.ids)
                starts.add(h.start)
                ends.add(h.end)
    out = []
    for hit in hits:
        ids = tuple(i for i in hit.ids if i in certain) or hit.ids
        if hit.supported or set(ids) & certain:
            out.append(hit._replace(ids=ids))
    return out


def _several(source: str, side: str, hits: Sequence[Hit]) -> set[str]:
    """The firms of three or more known names that follow one another in a list: they support each other."""
    out: set[str] = set()
    run: list[Hit] = []
    for hit in hits:
        if run and (hit.start - run[-1].end > 3 or not listed(source, side, hit.start, hit.end, (), {run[-1].end})):  # type: ignore[arg-type]
            run = []
        run.append(hit)
        if len(run) >= 3:
            out.update(i for h in run for i in h.ids)
    return out


_TABLES = {"organization": "organizations", "company": "companies"}


def _resolve(source: str, hits: Sequence[Hit], names: Sequence[Candidate], known: Directory, side: str) -> list[FirmSpan]:
    """Known and unknown names without overlap: the longer name wins where it has a reason to be longer."""
    spans = [FirmSpan(h.start, h.end, f"{_TABLES[known.kind(h.ids[0])]}:{h.ids[0]}", h.ids[0]) for h in hits]
    if not names:
        return spans
    inside: dict[int, FirmSpan] = {}
    for span in spans:
        for at in range(span.start, span.end):
            inside[at] = span
    made: list[FirmSpan] = []
    for c in sorted(names, key=lambda c: (-_rank(c), -(c.end - c.start), c.start)):
        over: list[FirmSpan] = []
        for at in range(c.start, c.end):
            if (there := inside.get(at)) and not (over and over[-1] is there):
                over.append(there)
        made_span = _against(source, c, over, side)
        if made_span is None:
            continue
        for old in over:
            for at in range(old.start, old.end):
                inside.pop(at, None)
            (spans if old in spans else made).remove(old)
        for at in range(made_span.start, made_span.end):
            inside[at] = made_span
        made.append(made_span)
    return sorted([*spans, *made], key=lambda s: s.start)


_BRACKET = 3
"""The least rank of a span whose end is sure."""


def _rank(c: Candidate) -> int:
    """What a span's edges are worth: a form fixes its end, a bracket or a column both."""
    return {"column": 5, "form": 4, "declared": 3, "ticker": 3, "role": 2, "after": 1}.get(c.rule.partition(":")[0], 0)


def _against(source: str, c: Candidate, over: list[FirmSpan], side: str) -> FirmSpan | None:
    """The span of a candidate where `over` stand already; None where they stay."""
    full = c.rule == "form:legal" or c.rule == "column:"
    span = FirmSpan(c.start, c.end, c.rule, full=full)
    if not over:
        return span
    if any(s.start < c.start or s.end > c.end for s in over) or _rank(c) < _BRACKET:
        return None
    if any(s.start == c.start and s.end == c.end for s in over):
        return None
    if any(s.ident is None for s in over):
        return None
    last = over[-1]
    if len(over) == 1 and last.start == c.start and only_forms(source[last.end : c.end], side):
        return FirmSpan(c.start, c.end, last.rule, last.ident)
    if over[0].start == c.start:
        # 港交所官网显示 is no name that begins with the exchange's
        return None if over[0].rule.startswith("organizations:") and c.rule in ("form:sector", "form:trade") else span
    # 晨辉光宝科技股份有限公司 is not 光宝科技; 北京青桐资本 is 青桐资本
    extra = source[c.start : over[0].start]
    if is_place(extra, side):
        return FirmSpan(c.start, c.end, last.rule, last.ident) if len(over) == 1 and only_forms(source[last.end : c.end], side) else span
    return span if c.rule.startswith("form:") and len(extra) > 1 and likeness(extra, side) else None
