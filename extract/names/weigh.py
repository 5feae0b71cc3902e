"""What speaks for a proposed span: named features from tables, words, recognizer, the places of the same string, and its shape."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from functools import cache, lru_cache

import regex

from ...rules.legal_form import form_words
from ..text.dictionary import is_place
from ..text.document import Document
from . import grammar
from .candidates import no_name
from .context import is_finance, is_person
from .directory import Directory
from .heads import ItemHead
from .likeness import core_of, likeness
from .lists import BEHIND, separator
from .ner.marginals import Evidence, Marginals
from .pool import NAMED, SURE, Pool, Proposal
from .possible import possible
from .proposals import NAME_CHARS, legal_tail
from .said import persons
from .whole import WholeText

_FIRM = grammar.forms("zh-firm-word", "zh")[0]

_CERTAIN, _VERY_CERTAIN = 0.8, 0.97
_CODED = frozenset(["code", "code.likely"])
_UNSEEN, _LIKELY = 0.15, 0.5
_CAPITALS = regex.compile(r"[A-Z]{1,5}")
_CODES = frozenset(["code", "code.before"])
_LEGAL = frozenset(["rule.legal", "legal.tail"])
_OF_TABLES = frozenset(["table", "organization"])
_WHOLE = frozenset(["rule.legal", "legal.run"])
_OPENING, _CLOSING = frozenset('「『“"《‘'), frozenset('」』”"》’')
_LINE_MARKS = " 　*#■◆●▼▲・【】〔〕[]<>|:："


def weigh(
    document: Document, source: str, pool: Pool, marginals: Marginals, known: Directory, chosen: Set[tuple[int, int]] = frozenset()
) -> list[Proposal]:
    """The possible proposals with their features, sorted by start; `chosen` are the spans of a first choice."""
    side = "ja" if document.lang == "ja" else "zh"
    proposals = possible(document, source, side, pool, marginals, known)
    evidence = {(p.start, p.end): _evidence(marginals, p) for p in proposals}
    places: dict[str, list[Proposal]] = defaultdict(list)
    for p in proposals:
        places[document.folded[p.start : p.end]].append(p)
    around = _overlaps(proposals)
    beside = _beside(proposals, evidence, source, side)
    listed = beside_chosen(proposals, source, side, chosen)
    heads = _heads(pool.heads, {(p.start, p.end): p for p in proposals}, evidence)
    code_ends = {p.end for p in proposals if p.kinds & _CODED}
    whole_text = WholeText(document, source, side, places, evidence)
    read = {surface: _Places(same, evidence, chosen) for surface, same in places.items()}
    for index, p in enumerate(proposals):
        surface = document.folded[p.start : p.end]
        f = dict.fromkeys(p.kinds, 1.0)
        f["legal.whole"] = float(p.kinds >= _WHOLE)
        f |= _recognized(p, evidence[p.start, p.end])
        f |= _elsewhere(p, evidence[p.start, p.end], read[surface], (p.start, p.end) in chosen)
        f |= _overlapping(p, around[index], evidence, whole_text)
        f["role.latin"] = float("rule.role" in p.kinds and surface.isascii() and surface.istitle() and " " in surface)
        f["list"] = beside.get((p.start, p.end), 0.0)
        f["list.chosen"] = float((p.start, p.end) in listed)
        f["head.firms"] = heads.get((p.start, p.end), 0.0)
        f["code.behind"] = float(p.end in code_ends and not p.kinds & _CODED)
        if p.kind == "company":
            p.shape = _shape(source, side, p.start, p.end) if p.shape is None else p.shape
            f |= whole_text.says(surface, p) | p.shape
            if not p.kinds.isdisjoint(_LEGAL) and evidence[p.start, p.end].mean > _LIKELY:
                f.pop("heading", None)
        p.features = {name: value for name, value in f.items() if value}
    return proposals


def _evidence(marginals: Marginals, p: Proposal) -> Evidence:
    """What the recognizer says of a span; of one with a mark or a place, what it says for it with or without."""
    if p.evidence is None:
        whole = marginals.at(p.start, p.end)
        p.evidence = whole if p.bare is None else max(whole, marginals.at(*p.bare), key=lambda e: e.whole)
    return p.evidence


def _recognized(p: Proposal, e: Evidence) -> dict[str, float]:
    """What the recognizer says of a span, beside what tables and words say."""
    f = {
        "bias": 1.0, "rules": float(p.taken), "rules.points": min(p.points, 4) / 4, "ner": _logit(e.whole), "ner.mean": e.mean,
        "ner.before": e.before, "ner.behind": e.behind, "ner.group": e.group, "ner.person": e.person, "ner.place": e.place,
        "ner.product": e.product, "ner.sure": float(e.whole > _CERTAIN), "ner.very.sure": float(e.whole > _VERY_CERTAIN),
    }  # fmt: skip
    if e.mean < _UNSEEN:
        f |= {"rules.unseen": float(p.taken), "table.unseen": float("table" in p.kinds)}
    return f


class _Places:
    """What all places of the same letters say, read once for all of them."""

    def __init__(self, same: Sequence[Proposal], evidence: Mapping[tuple[int, int], Evidence], chosen: Set[tuple[int, int]]) -> None:
        found = [evidence[q.start, q.end].whole for q in same]
        self.count, self.mean, self.ordered = len(same), sum(found) / len(same), sorted(found)
        self.chosen = sum((q.start, q.end) in chosen for q in same)
        self.sure = any(q.kinds & SURE for q in same)
        self.coded = any(q.kinds & _CODES for q in same)

    def best_of_others(self, own: float) -> float:
        """What a quarter of the places but the one that has `own` reaches."""
        others = self.count - 1
        at = others - 1 - others // 4
        return self.ordered[at if at < bisect_left(self.ordered, own) else at + 1]


def _elsewhere(p: Proposal, own: Evidence, places: _Places, chosen: bool) -> dict[str, float]:
    """What the other places of the same letters say; `chosen`: a first choice took this one."""
    f = {"again": places.mean}
    if places.count > 1:
        others_chosen = places.chosen - chosen
        f |= {
            "again.best": places.best_of_others(own.whole),
            "again.chosen": others_chosen / (places.count - 1),
            "again.chosen.once": float(others_chosen > 0),
            "again.count": min(math.log2(places.count), 5) / 5,
            "again.sure": float(not p.kinds & SURE and places.sure),
            "again.code": float("cuts" not in p.kinds and places.coded),
        }
    return f


def _overlapping(
    p: Proposal, around: Sequence[Proposal], evidence: Mapping[tuple[int, int], Evidence], whole_text: WholeText
) -> dict[str, float]:
    """What the spans `around` one say, which overlap it."""
    f: dict[str, float] = {}
    for q in around:
        whole = evidence[q.start, q.end].whole
        longer = q.start <= p.start and q.end >= p.end
        shorter = q.start >= p.start and q.end <= p.end
        name = "ner.longer" if longer else "ner.shorter" if shorter else "ner.cross"
        f[name] = max(f.get(name, 0.0), whole)
        if longer and not q.kinds.isdisjoint(_OF_TABLES):
            f["longer.table"] = 1.0
        if longer and "rule.legal" in q.kinds and evidence[p.start, p.end].whole <= _CERTAIN:
            f["longer.form"] = 1.0
        if shorter and q.end == p.end and q.start > p.start and whole_text.is_full(q):
            f["holds.full"] = 1.0
    return f | {f"{name}.sure": float(f.get(name, 0.0) > _CERTAIN) for name in ("ner.longer", "ner.shorter", "ner.cross")}


def _overlaps(proposals: Sequence[Proposal]) -> list[list[Proposal]]:
    """For each of the proposals, sorted by start, those that overlap it."""
    out: list[list[Proposal]] = [[] for _ in proposals]
    open_: list[int] = []
    for index, p in enumerate(proposals):
        open_ = [i for i in open_ if proposals[i].end > p.start]
        for i in open_:
            out[i].append(p)
            out[index].append(proposals[i])
        open_.append(index)
    return out


def _heads(
    heads: Sequence[ItemHead], proposals: Mapping[tuple[int, int], Proposal], evidence: Mapping[tuple[int, int], Evidence]
) -> dict[tuple[int, int], float]:
    """For each head of an item how sure, on the mean, the other heads of its shape are: firms stand in lists of firms."""
    strengths: dict[str, list[tuple[tuple[int, int], float]]] = defaultdict(list)
    for head in heads:
        span = (head.start, head.end)
        p = proposals.get(span)
        strengths[head.shape].append((span, 0.0 if p is None else 1.0 if p.kinds & SURE else evidence[span].whole))
    out: dict[tuple[int, int], float] = {}
    for same in strengths.values():
        total = sum(strength for _, strength in same)
        if len(same) > 1:
            out |= {span: (total - strength) / (len(same) - 1) for span, strength in same}
    return out


def _beside(
    proposals: Sequence[Proposal], evidence: Mapping[tuple[int, int], Evidence], source: str, side: str
) -> dict[tuple[int, int], float]:
    """How sure the name is that stands beside a span in a list: 上詮(3363-TW)、光聖."""
    strength = [max(evidence[p.start, p.end].whole, 1.0 if p.kinds & SURE else 0.7 if p.kinds & NAMED else 0.0) for p in proposals]
    return _next_to(proposals, strength, source, side)


def beside_chosen(proposals: Sequence[Proposal], source: str, side: str, chosen: Set[tuple[int, int]]) -> Set[tuple[int, int]]:
    """The spans beside which, in a list, a chosen one stands, without those that are chosen themselves."""
    if not chosen:
        return frozenset()
    found = _next_to(proposals, [float((p.start, p.end) in chosen) for p in proposals], source, side)
    return found.keys() - chosen


def _next_to(proposals: Sequence[Proposal], strengths: Sequence[float], source: str, side: str) -> dict[tuple[int, int], float]:
    """For each of the spans the strength of the strongest that stands next to it in a list, where that is not 0."""
    sure: dict[int, float] = {}
    ends: dict[int, float] = {}
    stops = {}
    for p, strength in zip(proposals, strengths, strict=True):
        behind = BEHIND.match(source, p.end)
        stops[p.end] = behind.end() if behind else p.end
        sure[p.start] = max(sure.get(p.start, 0.0), strength)
        ends[stops[p.end]] = max(ends.get(stops[p.end], 0.0), strength)
    between, before = separator(side), grammar.pattern(f"{side}-list-separators", side, "(?r)")
    out: dict[tuple[int, int], float] = {}
    for p in proposals:
        gap, left = between.match(source, stops[p.end]), before.match(source, max(p.start - 3, 0), p.start)
        found = max(sure.get(gap.end(), 0.0) if gap else 0.0, ends.get(left.start(), 0.0) if left else 0.0)
        if found:
            out[p.start, p.end] = found
    return out


def _logit(p: float) -> float:
    p = min(max(p, 0.0005), 0.9995)
    return math.log(p / (1 - p)) / 5.3


def _shape(source: str, side: str, start: int, end: int) -> dict[str, float]:
    """What the string itself and its place say."""
    surface = source[start:end]
    out = {
        "person": is_person(source, start, end, side),
        "legal.shared": bool(_shared_form(side).match(source, start)),
        "quote": bool(grammar.pattern("quote-behind", side).match(source, end)),
        "thing.behind": bool(grammar.pattern("thing-behind", side).match(source, end)),
        "person.list": side == "zh" and (start, end) in persons(source),
        "quoted": source[start - 1 : start] in _OPENING and source[end : end + 1] in _CLOSING,
        "heading": is_heading(source, start, end) and source.find(surface) == start and source.find(surface, end) < 0,
        "legal.behind": bool(legal_tail(side).match(source, end)),
        "legal.before": bool(_legal_before(side).match(source, start)),
    }
    return _looks(surface, side) | {name: 1.0 for name, value in out.items() if value}


@lru_cache(maxsize=1 << 14)
def _looks(surface: str, side: str) -> dict[str, float]:
    """What the string itself says, wherever it stands."""
    core = core_of(surface, side)
    like = likeness(core, side)
    out = {
        "like.common": like == 0,
        "like.only": like == 2,
        "no-name": no_name(surface.removesuffix(_FIRM), side) and not surface.endswith(_legal_ends(side)),
        "place": is_place(surface, side),
        "finance": is_finance(surface, side),
        "capitals": bool(_CAPITALS.fullmatch(surface)),
        "latin": surface.isascii(),
        "short": len(surface) == 2,
        "long": len(surface) > 12,
        "form": core != surface,
        "home": bool(grammar.pattern("home-places", side).match(surface)),
    }
    return {name: 1.0 for name, value in out.items() if value}


@cache
def _legal_before(side: str) -> regex.Pattern[str]:
    """A legal form before a name, read backwards."""
    forms = "|".join(sorted(map(regex.escape, form_words("legal", "before", side)), key=len, reverse=True)) or "(?!)"
    return regex.compile(rf"(?r)(?:{forms})\s?")


@cache
def _legal_ends(side: str) -> tuple[str, ...]:
    return tuple(form_words("legal", "after", side))


@cache
def _shared_form(side: str) -> regex.Pattern[str]:
    """A legal form with letters of a name before it."""
    forms = "|".join(sorted(map(regex.escape, form_words("legal", "before", side)), key=len, reverse=True)) or "(?!)"
    return regex.compile(rf"(?<=[{NAME_CHARS}])(?:{forms})")


def is_heading(source: str, start: int, end: int) -> bool:
    """Whether a stretch is all that its line holds."""
    line = source.rfind("\n", max(start - 20, 0), start)
    if line < 0 and start > 20:
        return False
    stop = source.find("\n", end, end + 20)
    if stop < 0:
        if len(source) - end > 20:
            return False
        stop = len(source)
    return not source[line + 1 : start].strip(_LINE_MARKS) and not source[end:stop].strip(_LINE_MARKS)
