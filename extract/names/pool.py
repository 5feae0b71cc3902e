"""The spans of a document that may be names, and who proposes each: tables and words, the recognizer, names elsewhere in the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

import ahocorasick_rs
import regex

from ...rules.company import listed_names
from ...rules.fold import fold
from ...rules.legal_form import form_words, words
from ...rules.pattern import trie
from ..text.document import Document
from ..text.search import longest
from . import grammar
from .candidates import Candidate, no_name
from .context import cut
from .directory import Hit, bounded
from .firms import short_forms
from .heads import CODED, ItemHead, item_heads, labelled, named_again, named_cells, title_subject
from .likeness import HAN, core_of
from .ner.gate import is_institution
from .ner.marginals import Evidence, Marginals
from .records import free_word, stands_alone
from .said import (
    branch_behind,
    dotted_behind,
    form_before,
    home_before,
    home_of,
    is_foreign,
    member_behind,
    moving,
    said,
    store_name,
    subsidiary_behind,
)
from .shapes import city_behind, mark_behind, place_before, place_behind, shapes, share_class
from .span import left_of, source_of


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
    bare: tuple[int, int] | None = None
    """The name without its mark or its place, where it is that which the recognizer is asked about."""
    kinds: set[str] = field(default_factory=set)
    shape: dict[str, float] | None = None
    """What the string itself and its place say, once they were asked."""
    impossible: bool | None = None
    """Whether no probability makes a firm of it, once that was asked."""
    evidence: Evidence | None = None
    """What the recognizer says of it, once it was asked."""
    features: dict[str, float] = field(default_factory=dict)


class Pool:
    """The proposals of one document, one for each span."""

    def __init__(self) -> None:
        self._by_span: dict[tuple[int, int], Proposal] = {}
        self.heads: list[ItemHead] = []
        """What items of lists begin with."""
        self.cut: set[tuple[int, int]] = set()
        """Spans that are no names, for a longer one says all that they say."""

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

    def extend(self, p: Proposal, start: int, end: int) -> Proposal:
        """Propose the longer span instead, whose mark or place is part of the name: what speaks for the one speaks for the other."""
        made = self.at(start, end)
        made.rule, made.ident, made.full = made.rule or p.rule, made.ident or p.ident, made.full or p.full
        made.taken, made.points, made.bare = made.taken or p.taken, max(made.points, p.points), p.bare or (p.start, p.end)
        made.kinds |= p.kinds
        self.cut.add((p.start, p.end))
        return made

    def known(self, hit: Hit, kind: str, rule: str, ident: str) -> None:
        made = self.at(hit.start, hit.end)
        made.kind, made.rule, made.ident = kind, rule, ident
        made.kinds.add("organization" if kind == "organization" else "table" if hit.supported else "table.weak")

    def likely(self, c: Candidate) -> None:
        made = self.at(c.start, c.end)
        made.points = max(made.points, c.points)
        name = c.rule.removeprefix("form:") if c.rule.startswith("form:") else c.rule.partition(":")[0]
        made.kinds.add(f"rule.{name}")
        if name == "ticker":
            made.kinds.add("code" if c.points > 2 else "code.likely")
        if not made.rule:
            made.rule = c.rule
        made.full = made.full or c.rule in ("form:legal", "column:")


SURE = frozenset(
    ["table", "rule.legal", "code", "rule.declared", "rule.column", "of.title", "labelled", "latin.whole", "raises.quoted", "quote.inside"]
)
"""Kinds of proposals that need no support."""
NAMED = frozenset(["table.weak", "listed"])
_SURE = 0.8
_PERHAPS = 0.3
"""From this probability on the recognizer has seen a name."""
_KNOWN = NAMED | {"table"}
_FULL = frozenset(["rule.legal", "rule.group", "rule.declared", "rule.ticker", "rule.column"])
NAME_CHARS = rf"{HAN}ァ-ヺーA-Za-z0-9・&"
_NAME_CHAR = regex.compile(rf"[{NAME_CHARS}]")
_TITLE_NAME = regex.compile(rf"[{NAME_CHARS}]{{2,16}}(?:-[A-Z]{{1,2}})?(?=[ \t\n])")
_BRACKET_TAIL = regex.compile(r"\([^()\d\n,、。:]{1,10}\)")
_CLAUSE = " ,。;:!?、\n)"
"""What stands before the first word of a clause."""
_TRIM = " ,、。;:・|-'\"“”‘’「」『』《》[]【】*#!?\n◆■●▼▲◇□○▽△★☆※▪•–—"


def read(document: Document, pool: Pool, marginals: Marginals) -> None:
    """Propose what a recognizer has seen, listed short names, what the place it stands at or its shape says, and names with what
    stands behind them: 公司, a legal form, a line of business."""
    side = "ja" if document.lang == "ja" else "zh"
    _add_seen(document, pool, marginals)
    _add_listed(document, pool, side)
    _add_placed(document, pool)
    for p in list(pool):
        if p.kind == "company" and (form := legal_tail(side).match(source_of(document), p.end)):
            _with_form(pool, p, form.end())
            seen = p.kinds & _KNOWN or marginals.at(p.start, p.end).whole > _PERHAPS
            if side == "zh" and seen and form.group().startswith("("):
                pool.extend(p, p.start, form.end())
            if side == "ja" and seen and not _NAME_CHAR.match(document.folded, form.end()):
                pool.extend(p, p.start, form.end())
        if "table" in p.kinds:
            _with_trade(document, pool, p, side)
        start = form_before(source_of(document), p.start) if side == "ja" else p.start
        if start < p.start and (p.kinds & _KNOWN or marginals.at(p.start, p.end).whole > _PERHAPS):
            pool.extend(p, start, p.end).full = True
    _add_shaped(document, pool, side)
    if side == "ja":
        _add_moving(document, pool, marginals)
        _add_dotted(document, pool)
        _cut_stores(document, pool)
    else:
        _add_chinese(document, pool, marginals)


def _add_seen(document: Document, pool: Pool, marginals: Marginals) -> None:
    """Propose the recognizer's names, and of its other organizations the institutions."""
    for start, end, _ in marginals.names():
        _add_trimmed(document, pool, start, end)
    for start, end, _ in marginals.groups():
        if (start, end) not in pool and is_institution(document.folded[start:end]):
            made = pool.at(start, end)
            made.kind, made.rule = "organization", "ner:"
            made.kinds.add("organization.form")


def _add_listed(document: Document, pool: Pool, side: str) -> None:
    """Propose the short names of listed firms."""
    for start, end in _listed_in(document.folded, side):
        found = pool.at(start, end).kinds
        found.add("listed")
        if side == "zh" and end - start > 2:
            if grammar.pattern("zh-dated-before", "zh").search(document.folded[max(start - 6, 0) : start]):
                found.add("listed.dated")
            if grammar.pattern("brand-behind", "zh").match(document.folded, end):
                found.add("listed.brand")


def _add_shaped(document: Document, pool: Pool, side: str) -> None:
    """Propose names by their shape, and by a code or a quote beside them."""
    source = source_of(document)
    for run in _run_with_form(side).finditer(source):
        made = pool.at(*run.span())
        made.kinds.add("legal.run")
        made.full = True
    for code in grammar.pattern("code-before", side).finditer(document.folded):
        if title := _TITLE_NAME.match(document.folded, code.end()):
            pool.at(*title.span()).kinds.add("code.before")
    for quote in grammar.pattern("quote-behind", side).finditer(document.folded):
        if name := left_of(source, quote.start(), side):
            pool.at(name.start, name.end)
    for shape in (*shapes(document.folded, source, side), *said(source, side)):
        made = pool.at(shape.start, shape.end)
        made.kinds.add(shape.kind)
        made.full = made.full or shape.kind == "latin.whole"
        if shape.kind in ("latin.house", "quote.inside"):
            for p in [p for p in pool if p.start == shape.start and p.end < shape.end]:
                pool.extend(p, shape.start, shape.end)
                made.ident, made.rule = None, ""  # a firm of its own


_NEAR = 60
"""So many characters lie between two lists of shares that tell of one another, at most."""


def _add_moving(document: Document, pool: Pool, marginals: Marginals) -> None:
    """Propose the members of a list of shares that move, or of investors, of which one is a known firm; and those of the list beside
    it, of shares that move otherwise."""
    source = source_of(document)
    other, last = grammar.pattern("ja-on-the-other-side", "ja"), -_NEAR
    for members in moving(source):
        first = members[-1][0]
        known = any(s in pool and pool.at(*s).kinds & (SURE | NAMED) or marginals.at(*s).whole > _SURE for s in members)
        if not known and not (first - last <= _NEAR and other.search(source, max(last, 0), members[-1][1])):
            continue
        last = members[0][1]
        for start, end in members:
            if is_foreign(source, start, end) and source[start:end] not in words("common", "ja"):
                pool.at(start, end).kinds.add("moves")


def _add_dotted(document: Document, pool: Pool) -> None:
    """Propose known names with what follows behind the dot, unless that is a known name, too: エクソン・モービル."""
    source = source_of(document)
    known = {p.start for p in pool if p.kinds & _KNOWN}
    for p in _firms(pool):
        if p.kinds & _KNOWN and (end := dotted_behind(source, p.end)) > p.end and p.end + 1 not in known:
            pool.at(p.start, end).kinds.add("dotted")
            p.kinds.add("dotted.behind")


def _cut_stores(document: Document, pool: Pool) -> None:
    """Take a firm's store for a part of it: of 松屋銀座本店 the name is 松屋, and 浅草店 names no firm."""
    source = source_of(document)
    for p in _firms(pool):
        at = store_name(source, p.start, p.end)
        if at < 0 or p.kinds & _FULL or p.kinds & _KNOWN:
            continue
        pool.cut.add((p.start, p.end))
        if at - p.start > 1:
            pool.at(p.start, at).kinds.add("branch")


def _add_chinese(document: Document, pool: Pool, marginals: Marginals) -> None:
    """Propose what is left of a recognizer's names without the words around them, and names with the 公司 or 集团 behind them."""
    for start, end, _ in marginals.names():
        at, stop = cut(document.folded, start, end)
        if stop - at > 1:
            pool.at(at, stop)
    titled = document.article.title.strip()
    for p in _firms(pool):
        surface = document.text[p.start : p.end]
        other = bool(titled) and surface.isascii() and surface.casefold() not in titled.casefold() and not p.kinds & _KNOWN
        if other and grammar.pattern("brand-behind", "zh").match(document.folded, p.end):
            p.kinds.add("brand.latin")
    tail, forms = grammar.pattern("zh-name-tails", "zh"), grammar.forms("zh-firm-tails", "zh")
    kinds_of_firms = grammar.pattern("zh-kinds-of-firms", "zh")
    for p in _firms(pool):
        match = tail.match(document.folded, p.end)
        if match is None:
            continue
        whole = pool.at(p.start, match.end()) if (p.start, match.end()) in pool else None
        own = not p.kinds & _KNOWN and match.group() in forms and (whole is None or not whole.full)
        if own and not kinds_of_firms.search(document.folded, p.start, match.end()):
            pool.extend(p, p.start, match.end())
        else:
            _with_tail(pool, p, match.end())
            p.kinds.add("tail.behind")
    source = source_of(document)
    for p in _firms(pool):
        if p.kinds & _KNOWN and (end := place_behind(source, p.end)) > p.end:
            made = pool.at(p.start, end)
            made.kinds.add("of.place")
            made.full = True
            p.kinds.add("of.place.behind")
    _keep_joins(document, pool)
    _extend_chinese(document, pool, marginals)


_WHOLE = frozenset(["held", "raises.round", "title.subject"])


def _keep_joins(document: Document, pool: Pool) -> None:
    """Where a place shows that a name begins with 和 or 与, it does so everywhere: 持有|和府捞面|12%股权."""
    for p in _firms(pool):
        if p.kinds & _WHOLE and document.folded[p.start] in grammar.letters("zh-joins", "zh"):
            name = document.folded[p.start : p.end]
            for at in regex.finditer(regex.escape(name), document.folded):
                pool.at(*at.span()).kinds.add("joins")
                pool.cut.add((at.start() + 1, at.end()))


def _firms(pool: Pool) -> list[Proposal]:
    return [p for p in pool if p.kind == "company" and (p.start, p.end) not in pool.cut]


def _extend_chinese(document: Document, pool: Pool, marginals: Marginals) -> None:
    """Propose names with the place or the mark that is part of them instead of the names without."""
    source, traditional = source_of(document), document.lang == "zh-Hant"
    known = {(p.start, p.end) for p in pool if p.kinds & _KNOWN}
    for p in _firms(pool):
        if (p.kinds & _KNOWN or "trade" in p.kinds) and _reports(source, p):
            p.kinds.add("reports")
        member = member_behind(source, p.end) if "table" in p.kinds else p.end
        if (end := max(member, subsidiary_behind(source, p.start, p.end) if p.kinds & _KNOWN else p.end)) > p.end:
            pool.at(p.start, end).kinds.add("trade")
            p.kinds.add("trade.behind")
        if p.kinds & _KNOWN and (start := home_before(source, p.start, p.end)) < p.start:
            pool.extend(p, start, p.end)
        elif p.kinds & _KNOWN and (home := home_of(source, p.start)) < p.start and (home, p.end) not in known:
            p.bare = (home, p.end)
            pool.cut.add((home, p.end))
        if (end := branch_behind(source, p.end)) > p.end:
            pool.extend(p, p.start, end).kinds.add("bank.branch")
    for p in _firms(pool):
        if p.kinds & _KNOWN or traditional and marginals.at(p.start, p.end).whole > _PERHAPS:
            if traditional and (end := city_behind(source, p.end)) > p.end:
                made = pool.extend(p, p.start, end)
                made.ident, made.rule = None, ""  # a firm of its own
            if research := p.kinds & _KNOWN and grammar.pattern("research-behind", "zh").match(source, p.end):
                pool.extend(p, p.start, research.end())
    for p in _firms(pool):
        if _has_trade(source[p.start : p.end]) and (start := place_before(source, p.start)) < p.start:
            pool.extend(p, start, p.end)
    starred = traditional and not grammar.pattern("footnote", "zh").search(source)
    for p in _firms(pool):
        if traditional and (mark := grammar.pattern("zh-foreign-mark", "zh", "(?r)").match(source, max(p.start - 2, 0), p.start)):
            pool.extend(p, mark.start(), p.end)
            continue
        if starred and source[p.end - 1] == "*":
            p.bare = (p.start, p.end - 1)
            continue
        if end := mark_behind(source, p.start, p.end, starred):
            pool.extend(p, p.start, end)
        elif end := share_class(source, p.start, p.end, bool(p.kinds & _KNOWN)):
            pool.extend(p, p.start, end).kinds.add("share.class")


def _reports(source: str, p: Proposal) -> bool:
    """Whether a name begins a clause and figures of its own follow: ；平安|營運利潤700億元."""
    before = source[p.start - 1 : p.start]
    told = any(grammar.pattern(row, "zh").match(source, p.end) for row in ("zh-reports", "zh-announces"))
    return (not before or before in _CLAUSE) and told


def _has_trade(surface: str) -> bool:
    """Whether a name ends with its line of business."""
    core = core_of(surface, "zh")
    return len(core) > 1 and core != surface and not no_name(surface, "zh")


def _add_placed(document: Document, pool: Pool) -> None:
    """Propose names for the place they stand at: what the title names, what a label names, the heads of items."""
    for start, end in named_again(document.folded, document.article):
        pool.at(start, end).kinds.add("of.title")
    for start, end in title_subject(document.folded, document.article):
        pool.at(start, end).kinds.add("title.subject")
    for start, end in labelled(document.folded):
        pool.at(start, end).kinds.add("labelled")
    for cell in named_cells(document, "ja" if document.lang == "ja" else "zh"):
        pool.at(cell.start, cell.end).kinds.add("column.cell")
    pool.heads = list(item_heads(document))
    for head in pool.heads:
        pool.at(head.start, head.end).kinds.add("head.code" if head.shape.endswith(CODED) else "head")


def _add_trimmed(document: Document, pool: Pool, start: int, end: int) -> None:
    text = document.folded
    while start < end and not text[start].isalnum() and text[start] != "(":
        start += 1
    while end > start and text[end - 1] in _TRIM:
        end -= 1
    name = text[start:end]
    if len(name) < 2 or name.count("(") != name.count(")") or not any(c.isalpha() for c in name):
        return
    pool.at(start, end)
    phrases = openings("ja" if document.lang == "ja" else "zh")
    begin = next(len(w) for w in phrases if name.startswith(w)) if name.startswith(phrases) else 0
    if 0 < begin < len(name) - 1:
        pool.at(start + begin, end)
    home = grammar.pattern("home-places", "zh").match(name)
    if home and len(name) - home.end() > 1:
        pool.at(start + home.end(), end)
    if tail := _BRACKET_TAIL.match(text, end):
        pool.at(start, tail.end()).kinds.add("bracket")


@cache
def legal_tail(side: str) -> regex.Pattern[str]:
    """A legal form behind a name, in the source."""
    return regex.compile(rf"[^\S\n]?{_forms_behind(side)}")


@cache
def _run_with_form(side: str) -> regex.Pattern[str]:
    """A whole run of letters that ends with a legal form, read backwards."""
    return regex.compile(rf"(?r)(?<![{NAME_CHARS}])[{NAME_CHARS}]{{2,18}}{_forms_behind(side)}")


@cache
def _forms_behind(side: str) -> str:
    found = sorted(form_words("legal", "after", side), key=len, reverse=True)
    return "(?:" + "|".join(regex.escape(w) + ("(?![A-Za-z0-9])" if w[-1].isascii() and w[-1].isalpha() else "") for w in found) + ")"


def _with_tail(pool: Pool, p: Proposal, end: int) -> None:
    """Propose a name with 公司 or 集团 behind it: what tables say for the one they say for the other."""
    made = pool.at(p.start, end)
    made.kinds.add("tail")
    if "table" in p.kinds:
        made.kinds |= {"tail.table", "table"}
        made.taken, made.points, made.ident, made.rule = made.taken or p.taken, max(made.points, p.points), p.ident, p.rule


def _with_form(pool: Pool, p: Proposal, end: int) -> None:
    """Propose a name with the legal form behind it."""
    made = pool.at(p.start, end)
    made.kinds |= {"legal.tail"} | (p.kinds & {"table"})
    made.full, made.ident, made.rule = True, made.ident or p.ident, made.rule or p.rule
    made.taken = made.taken or p.taken


def _with_trade(document: Document, pool: Pool, p: Proposal, side: str) -> None:
    """Propose a name of the tables with the line of business behind it."""
    trade = _trade(side).match(document.folded, p.end)
    if trade is None or grammar.pattern("source-behind", side).match(document.folded, trade.end()):
        return
    if side == "zh" and document.folded[p.end - 1] in grammar.letters("zh-holding-ends", "zh"):
        return  # 富邦金|保險
    if side == "zh" and grammar.pattern("part-behind", "zh").match(document.folded, trade.end()):
        pool.at(p.start, trade.end()).kinds.add("part")
        return
    p.kinds.add("trade.behind")
    pool.at(p.start, trade.end()).kinds.add("trade")


@cache
def _listed(side: str) -> ahocorasick_rs.AhoCorasick:
    names = sorted({fold(name) for name in listed_names(side)})
    return ahocorasick_rs.AhoCorasick(names, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest, store_patterns=False)


def _listed_in(folded: str, side: str) -> Iterator[tuple[int, int]]:
    for _, start, end in _listed(side).find_matches_as_indexes(folded):
        if bounded(folded, start, end):
            yield start, end


@cache
def openings(side: str) -> tuple[str, ...]:
    """Phrases that stand left of names and that no name begins with."""
    return tuple(sorted((w for w in words("starts", side) if len(w) > 2), key=len, reverse=True))


@cache
def _trade(side: str) -> regex.Pattern[str]:
    """Lines of business, one or two, over folded text."""
    found = {fold(w) for role in ("sector", "trade") for w in form_words(role, "after", side)} | {fold(w) for w in words("arm", side)}
    return regex.compile(rf"(?:{trie(sorted(found))}){{1,2}}+")


def repeat(document: Document, pool: Pool, chosen: Sequence[Proposal]) -> bool:
    """Propose every place of the names, and of the short forms of those that are full ones; whether that is anything new."""
    new = False
    side = "ja" if document.lang == "ja" else "zh"
    names: dict[str, bool] = {}
    dotted: set[str] = set()
    for p in chosen:
        if p.kind != "company":
            continue
        surface = document.folded[p.start : p.end]
        names[surface] = False
        parts = surface.split("・")
        dotted |= {"・".join(parts[:count]) for count in range(2, len(parts))}  # アンハイザー・ブッシュ|・インベブ
        if p.full or p.kinds & _FULL:
            names |= {short: True for short in short_forms(surface) if short not in names and stands_alone(short, side)}
    names |= {short: True for short in dotted if short not in names}
    ordered = sorted(names)
    for index, start, end in longest(document.folded, ordered) if ordered else ():
        if bounded(document.folded, start, end):
            kinds = {"short.form"} if names[ordered[index]] else set()
            if ordered[index] in dotted:
                kinds.add("dotted.short")
            if not free_word(source_of(document), start, end, side):
                kinds.add("cuts")
            new = new or (start, end) not in pool or not kinds <= pool.at(start, end).kinds
            pool.at(start, end).kinds.update(kinds)
    return new
