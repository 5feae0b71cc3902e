"""Which of the proposed spans are names: each gets a probability from named features, and the best set without overlap wins."""

from __future__ import annotations

import math
import tomllib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

import ahocorasick_rs
import regex

from ...rules.company import listed_names
from ...rules.fold import fold
from ...rules.legal_form import form_words, words
from ...rules.pattern import trie
from ..text.dictionary import is_place
from ..text.document import Document
from ..text.search import longest
from . import grammar
from .candidates import Candidate, no_name
from .context import cut, is_finance, is_person, is_product
from .directory import Directory, Hit, bounded
from .firms import short_forms
from .likeness import core_of, likeness
from .lists import BEHIND, separator
from .ner.gate import is_institution
from .ner.marginals import Evidence, Marginals
from .records import free_word, stands_alone
from .span import source_of

FEATURES: dict[str, str] = {
    "bias": "any span",
    "table": "a name of the tables that is sure by itself",
    "table.weak": "a name of the tables that needs support",
    "code": "the code of a listed firm stands in brackets behind it",
    "listed": "a short name under which a firm is listed",
    "organization": "an organization of the tables",
    "organization.form": "the recognizer's organization has the form of an institution",
    "short.form": "a full name of the text without its place and line of business",
    "cuts": "a longer word or name holds this further place of a name",
    "trade": "a name of the tables with a line of business behind it: 京东金融",
    "trade.behind": "a name of the tables that a line of business follows",
    "bracket": "a proposed name with the bracket behind it: 信永中和会计师事务所（特殊普通合伙）",
    "home": "begins with a country: 韓国SKハイニックス",
    "legal.behind": "a legal form stands right behind it",
    "legal.before": "… right before it",
    "tail": "a proposed name with 公司, 股份 or 集团 behind it",
    "rules": "what tables and words alone would take",
    "rules.points": "points of the words around it, of four",
    "ner": "log-odds of the recognizer for exactly this span",
    "ner.mean": "the recognizer's probability that its characters belong to firms",
    "ner.before": "… that the name begins before it",
    "ner.behind": "… that the name goes on behind it",
    "ner.group": "… that it is another organization",
    "ner.person": "… a person",
    "ner.place": "… a place",
    "ner.product": "… a product",
    "ner.longer": "the recognizer's best probability of a longer span around it",
    "ner.shorter": "… of a shorter span within it",
    "ner.cross": "… of a span that overlaps it in part",
    "ner.sure": "the recognizer is sure of exactly this span",
    "ner.longer.sure": "… of a longer one",
    "ner.shorter.sure": "… of a shorter one",
    "ner.cross.sure": "… of one that overlaps it in part",
    "rules.unseen": "tables and words take it, the recognizer has not seen it",
    "table.unseen": "a sure name of the tables that the recognizer has not seen",
    "list": "how sure the name beside it in a list is",
    "again": "the recognizer's mean over all places of this string",
    "again.best": "the recognizer's best over the other places",
    "again.count": "how often the string stands in the text (log2)",
    "again.sure": "a table, a legal form, a ticker or a declaration speaks for the string elsewhere",
    "longer.table": "a longer name of the tables holds it",
    "longer.form": "a longer name with a legal form holds it",
    "like.common": "a common word without its line of business",
    "like.only": "can be nothing but a name",
    "no-name": "ends as organizations, things or persons do",
    "place": "nothing but places",
    "person": "a title or its verb says that it is a person",
    "finance": "begins with a metric",
    "heading": "alone in its line, and nowhere else",
    "capitals": "at most five capital letters",
    "latin": "Latin letters",
    "short": "two characters",
    "long": "more than twelve characters",
    "form": "ends with a line of business",
}
"""What each feature says; features of a kind of rule (rule.legal …) stand beside them."""


@dataclass(slots=True)
class Proposal:
    """A span, who proposed it, and what speaks for it."""

    start: int
    end: int
    kind: str = "company"
    rule: str = ""
    ident: str | None = None
    full: bool = False
    taken: bool = False
    """Whether tables and words alone would take it."""
    points: int = 0
    bare: int = 0
    """Where the name ends without a mark behind it; 0 where it has none."""
    kinds: set[str] = field(default_factory=set)
    shape: dict[str, float] | None = None
    """What the string itself and its place say, once they were asked."""
    features: dict[str, float] = field(default_factory=dict)


class Pool:
    """The proposals of one document, one for each span."""

    def __init__(self) -> None:
        self._by_span: dict[tuple[int, int], Proposal] = {}

    def __iter__(self) -> Iterator[Proposal]:
        return iter(self._by_span.values())

    def __contains__(self, span: tuple[int, int]) -> bool:
        return span in self._by_span

    def at(self, start: int, end: int) -> Proposal:
        """The proposal of a span, made where there is none yet."""
        found = self._by_span.get((start, end))
        if found is None:
            found = self._by_span[start, end] = Proposal(start, end)
        return found

    def extend(self, p: Proposal, end: int) -> None:
        """Propose a span that goes on to `end` with a mark that is part of the name: what speaks for the one speaks for the other."""
        made = self.at(p.start, end)
        made.rule, made.ident, made.full = made.rule or p.rule, made.ident or p.ident, made.full or p.full
        made.taken, made.points, made.bare = made.taken or p.taken, max(made.points, p.points), p.end
        made.kinds |= p.kinds

    def known(self, hit: Hit, kind: str, rule: str, ident: str) -> None:
        made = self.at(hit.start, hit.end)
        made.kind, made.rule, made.ident = kind, rule, ident
        made.kinds.add("organization" if kind == "organization" else "table" if hit.supported else "table.weak")

    def likely(self, c: Candidate) -> None:
        made = self.at(c.start, c.end)
        made.points = max(made.points, c.points)
        name = c.rule.removeprefix("form:") if c.rule.startswith("form:") else c.rule.partition(":")[0]
        made.kinds.add(f"rule.{name}")
        if name == "ticker" and c.points > 2:
            made.kinds.add("code")
        if not made.rule:
            made.rule = c.rule
        made.full = made.full or c.rule in ("form:legal", "column:")


_FULL = frozenset(["rule.legal", "rule.group", "rule.declared", "rule.ticker", "rule.column"])
_BRACKET_TAIL = regex.compile(r"\([^()\d\n,、。:]{1,10}\)")
_CERTAIN = 0.8
_UNSEEN = 0.15
_NAMED = frozenset(["table.weak", "listed"])
_SURE = frozenset(["table", "rule.legal", "code", "rule.declared", "rule.column"])
_CAPITALS = regex.compile(r"[A-Z]{1,5}")
_LINE_MARKS = " 　*#■◆●▼▲・【】〔〕[]<>|:："


def choose(document: Document, source: str, pool: Pool, marginals: Marginals, known: Directory) -> list[tuple[Proposal, float]]:
    """The proposals that are names, with their probabilities, sorted by start.

    First each stands for itself; then every place of a string that was chosen somewhere is proposed too, and all are weighed
    again with what the whole text says.
    """
    read(document, pool, marginals)
    weight = weights("ja" if document.lang == "ja" else "zh")
    first = best(weigh(document, source, pool, marginals, known), weight)
    if not repeat(document, pool, [p for p, _ in first]):
        return first
    return best(weigh(document, source, pool, marginals, known), weight)


def repeat(document: Document, pool: Pool, chosen: Sequence[Proposal]) -> bool:
    """Propose every place of the names, and of the short forms of those that are full ones; whether that is anything new."""
    new = False
    side = "ja" if document.lang == "ja" else "zh"
    names: dict[str, bool] = {}
    for p in chosen:
        if p.kind != "company":
            continue
        surface = document.folded[p.start : p.end]
        names[surface] = False
        if p.full or p.kinds & _FULL:
            names |= {short: True for short in short_forms(surface) if short not in names and stands_alone(short, side)}
    ordered = sorted(names)
    for index, start, end in longest(document.folded, ordered) if ordered else ():
        if bounded(document.folded, start, end):
            kinds = {"short.form"} if names[ordered[index]] else set()
            if not free_word(source_of(document), start, end, side):
                kinds.add("cuts")
            new = new or (start, end) not in pool or not kinds <= pool.at(start, end).kinds
            pool.at(start, end).kinds.update(kinds)
    return new


def read(document: Document, pool: Pool, marginals: Marginals) -> None:
    """Propose what a recognizer has seen, and names with the 公司 or 股份 behind them."""
    for start, end, _ in marginals.names():
        _add_trimmed(document, pool, start, end)
    for start, end, _ in marginals.groups():
        if (start, end) not in pool and is_institution(document.folded[start:end]):
            made = pool.at(start, end)
            made.kind, made.rule = "organization", "ner:"
            made.kinds.add("organization.form")
    for start, end in _listed_in(document.folded):
        pool.at(start, end).kinds.add("listed")
    side = "ja" if document.lang == "ja" else "zh"
    for p in list(pool):
        if "table" in p.kinds and (trade := _trade(side).match(document.folded, p.end)):
            p.kinds.add("trade.behind")
            pool.at(p.start, trade.end()).kinds.add("trade")
    if document.lang != "ja":
        for start, end, _ in marginals.names():
            at, stop = cut(document.folded, start, end)
            if stop - at > 1:
                pool.at(at, stop)
        tail = grammar.pattern("zh-name-tails", "zh")
        for p in list(pool):
            if p.kind == "company" and (match := tail.match(document.folded, p.end)):
                pool.at(p.start, match.end()).kinds.add("tail")
            if mark := grammar.pattern("ky", "zh").match(document.folded, p.end):
                pool.extend(p, mark.end())


@cache
def _listed() -> ahocorasick_rs.AhoCorasick:
    names = sorted({fold(name) for name in listed_names()})
    return ahocorasick_rs.AhoCorasick(names, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest, store_patterns=False)


def _listed_in(folded: str) -> Iterator[tuple[int, int]]:
    for _, start, end in _listed().find_matches_as_indexes(folded):
        if bounded(folded, start, end):
            yield start, end


_TRIM = " ,、。;:・|-'\"“”‘’「」『』《》[]【】*#!?\n◆■●▼▲◇□○▽△★☆※▪•–—"


def _add_trimmed(document: Document, pool: Pool, start: int, end: int) -> None:
    text = document.folded
    while start < end and text[start] in _TRIM:
        start += 1
    while end > start and text[end - 1] in _TRIM:
        end -= 1
    name = text[start:end]
    if len(name) < 2 or name.count("(") != name.count(")") or not any(c.isalpha() for c in name):
        return
    pool.at(start, end)
    begin = next((len(w) for w in _starts("ja" if document.lang == "ja" else "zh") if name.startswith(w)), 0)
    if 0 < begin < len(name) - 1:
        pool.at(start + begin, end)
    home = grammar.pattern("home-places", "zh").match(name)
    if home and len(name) - home.end() > 1:
        pool.at(start + home.end(), end)
    if tail := _BRACKET_TAIL.match(text, end):
        pool.at(start, tail.end()).kinds.add("bracket")


def weigh(document: Document, source: str, pool: Pool, marginals: Marginals, known: Directory) -> list[Proposal]:
    """The possible proposals with their features, sorted by start."""
    side = "ja" if document.lang == "ja" else "zh"
    possible = [p for p in pool if p.kinds & _SURE or p.kind != "company" or not impossible(document, source, side, p, known)]
    marked = {(p.start, p.bare) for p in possible if p.bare}
    proposals = sorted((p for p in possible if (p.start, p.end) not in marked), key=lambda p: (p.start, -p.end))
    if countries := {(p.start, p.end) for p in proposals if _of_country(p, source, side)}:
        proposals = [p for p in proposals if (p.start, p.end) not in countries or marginals.at(p.start, p.end).whole > _CERTAIN]
    evidence = {(p.start, p.end): marginals.at(p.start, p.bare or p.end) for p in proposals}
    places: dict[str, list[Proposal]] = defaultdict(list)
    for p in proposals:
        places[document.folded[p.start : p.end]].append(p)
    sure = {s for s, same in places.items() if any(q.kinds & _SURE for q in same)}
    around = _overlaps(proposals)
    beside = _beside(proposals, evidence, source, side)
    for index, p in enumerate(proposals):
        surface = document.folded[p.start : p.end]
        e = evidence[p.start, p.end]
        f = dict.fromkeys(p.kinds, 1.0)
        f |= {
            "bias": 1.0, "rules": float(p.taken), "rules.points": min(p.points, 4) / 4, "ner": _logit(e.whole), "ner.mean": e.mean,
            "ner.before": e.before, "ner.behind": e.behind, "ner.group": e.group, "ner.person": e.person, "ner.place": e.place,
            "ner.product": e.product,
        }  # fmt: skip
        same = places[surface]
        wholes = [evidence[q.start, q.end].whole for q in same]
        f["again"] = sum(wholes) / len(same)
        if len(same) > 1:
            f["again.best"] = max(evidence[q.start, q.end].whole for q in same if q is not p)
            f["again.count"] = min(math.log2(len(same)), 5) / 5
            f["again.sure"] = float(surface in sure and not p.kinds & _SURE)
        for q in around[index]:
            whole = evidence[q.start, q.end].whole
            longer = q.start <= p.start and q.end >= p.end
            shorter = q.start >= p.start and q.end <= p.end
            name = "ner.longer" if longer else "ner.shorter" if shorter else "ner.cross"
            f[name] = max(f.get(name, 0.0), whole)
            if longer and "table" in q.kinds:
                f["longer.table"] = 1.0
            if longer and "rule.legal" in q.kinds:
                f["longer.form"] = 1.0
        f["list"] = beside.get((p.start, p.end), 0.0)
        f["ner.sure"] = float(e.whole > _CERTAIN)
        f["ner.longer.sure"] = float(f.get("ner.longer", 0.0) > _CERTAIN)
        f["ner.shorter.sure"] = float(f.get("ner.shorter", 0.0) > _CERTAIN)
        f["ner.cross.sure"] = float(f.get("ner.cross", 0.0) > _CERTAIN)
        if e.mean < _UNSEEN:
            f["rules.unseen"] = float(p.taken)
            f["table.unseen"] = float("table" in p.kinds)
        if p.kind == "company":
            p.shape = _shape(source, side, p.start, p.end) if p.shape is None else p.shape
            f |= p.shape
        p.features = {name: value for name, value in f.items() if value}
    return proposals


def impossible(document: Document, source: str, side: str, p: Proposal, known: Directory) -> bool:
    """Whether no probability makes a firm of a span: a common word, an amount, a quoted product, part of another word."""
    surface = source[p.start : p.end]
    if surface in words("common", side) or surface in words("before", side) or surface in words("subject", side):
        return True
    if grammar.pattern(f"{side}-issuer-words", side).match(surface):
        return True
    if grammar.pattern("countries", side).fullmatch(surface) or surface.startswith(_starts(side)):
        return True
    if grammar.pattern("single-numerals", side).fullmatch(surface) or known.vetoes(document.folded, p.start, p.end):
        return True
    return is_product(source, p.start, p.end, side)


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


def _beside(
    proposals: Sequence[Proposal], evidence: Mapping[tuple[int, int], Evidence], source: str, side: str
) -> dict[tuple[int, int], float]:
    """How sure the name is that stands beside a span in a list: 上詮(3363-TW)、光聖."""
    sure: dict[int, float] = {}
    ends: dict[int, float] = {}
    stops = {}
    for p in proposals:
        strength = max(evidence[p.start, p.end].whole, 1.0 if p.kinds & _SURE else 0.7 if p.kinds & _NAMED else 0.0)
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
    p = min(max(p, 0.005), 0.995)
    return math.log(p / (1 - p)) / 5.3


def _shape(source: str, side: str, start: int, end: int) -> dict[str, float]:
    """What the string itself and its place say."""
    surface = source[start:end]
    core = core_of(surface, side)
    like = likeness(core, side)
    out = {
        "like.common": like == 0,
        "like.only": like == 2,
        "no-name": no_name(surface, side),
        "place": is_place(surface, side),
        "person": is_person(source, start, end, side),
        "finance": is_finance(surface, side),
        "heading": is_heading(source, start, end) and source.find(surface) == start and source.find(surface, end) < 0,
        "capitals": bool(_CAPITALS.fullmatch(surface)),
        "latin": surface.isascii(),
        "short": end - start == 2,
        "long": end - start > 12,
        "form": core != surface,
        "home": bool(grammar.pattern("home-places", side).match(surface)),
        "legal.behind": bool(_legal(side, "after").match(source, end)),
        "legal.before": bool(_legal(side, "before").match(source, start)),
    }
    return {name: float(value) for name, value in out.items() if value}


def _of_country(p: Proposal, source: str, side: str) -> bool:
    """Whether a stretch that no table has is a country and a line of business: 捷克工業."""
    surface = source[p.start : p.end]
    match = grammar.pattern("countries", side).match(surface)
    return match is not None and p.kinds.isdisjoint(_SURE | _NAMED) and core_of(surface, side) in (match.group(), surface[match.end() :])


@cache
def _starts(side: str) -> tuple[str, ...]:
    """Phrases that stand left of names and that no name begins with."""
    return tuple(sorted((w for w in words("starts", side) if len(w) > 2), key=len, reverse=True))


@cache
def _trade(side: str) -> regex.Pattern[str]:
    """Lines of business, one or two, over folded text."""
    found = {fold(w) for role in ("sector", "trade") for w in form_words(role, "after", side)} | {fold(w) for w in words("arm", side)}
    return regex.compile(rf"(?:{trie(sorted(found))}){{1,2}}+")


@cache
def _legal(side: str, place: str) -> regex.Pattern[str]:
    """A legal form behind a place of the source, or, read backwards, before it."""
    found = form_words("legal", place, side)
    forms = "|".join(sorted(map(regex.escape, found), key=len, reverse=True)) or "(?!)"
    return regex.compile(rf"\s?(?:{forms})" if place == "after" else rf"(?r)(?:{forms})\s?")


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


@cache
def weights(side: str) -> Mapping[str, float]:
    """The weights of choice.toml for "ja" or "zh"."""
    text = resources.files(__package__).joinpath("choice.toml").read_text(encoding="utf-8")
    found: Mapping[str, float] = tomllib.loads(text)[side]
    return found


def log_odds(features: Mapping[str, float], weight: Mapping[str, float]) -> float:
    return sum(value * weight.get(name, 0.0) for name, value in features.items())


def best(proposals: Sequence[Proposal], weight: Mapping[str, float]) -> list[tuple[Proposal, float]]:
    """The set of spans without overlap whose log-odds sum up highest, each with its probability, sorted by start."""
    scored = [(p, s) for p in proposals if (s := log_odds(p.features, weight)) > 0]
    scored.sort(key=lambda x: x[0].end)
    ends = [p.end for p, _ in scored]
    sums, step = [0.0], [0]
    for index, (p, score) in enumerate(scored):
        before = bisect_right(ends, p.start, 0, index)
        taken = sums[before] + score
        sums.append(max(taken, sums[-1]))
        step.append(before if taken > sums[-2] else -1)
    out, at = [], len(scored)
    while at:
        if step[at] < 0:
            at -= 1
            continue
        p, score = scored[at - 1]
        out.append((p, 1 / (1 + math.exp(-min(score, 30.0)))))
        at = step[at]
    return out[::-1]
