"""Who proposes the spans that may be names: tables and words, the recognizer, names elsewhere in the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from .chinese import add_chinese
from .directory import bounded
from .firms import short_forms
from .heads import CODED, item_heads, labelled, named_again, named_cells, title_subject
from .likeness import HAN
from .ner.gate import is_institution
from .ner.marginals import Marginals
from .pool import KNOWN, NAMED, PERHAPS, SURE, Pool, Proposal
from .records import free_word, stands_alone
from .said import dotted_behind, form_before, is_foreign, moving, said, store_name
from .shapes import shapes
from .span import left_of, source_of

_SURE = 0.8
_FULL = frozenset(["rule.legal", "rule.group", "rule.declared", "rule.ticker", "rule.column"])
NAME_CHARS = rf"{HAN}ァ-ヺーA-Za-z0-9・&"
_NAME_CHAR = regex.compile(rf"[{NAME_CHARS}]")
_TITLE_NAME = regex.compile(rf"[{NAME_CHARS}]{{2,16}}(?:-[A-Z]{{1,2}})?(?=[ \t\n])")
_BRACKET_TAIL = regex.compile(r"\([^()\d\n,、。:]{1,10}\)")
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
            seen = p.kinds & KNOWN or marginals.at(p.start, p.end).whole > PERHAPS
            if side == "zh" and seen and form.group().startswith("("):
                pool.extend(p, p.start, form.end())
            if side == "ja" and seen and not _NAME_CHAR.match(document.folded, form.end()):
                pool.extend(p, p.start, form.end())
        if "table" in p.kinds:
            _with_trade(document, pool, p, side)
        start = form_before(source_of(document), p.start) if side == "ja" else p.start
        if start < p.start and (p.kinds & KNOWN or marginals.at(p.start, p.end).whole > PERHAPS):
            pool.extend(p, start, p.end).full = True
    _add_shaped(document, pool, side)
    if side == "ja":
        _add_moving(document, pool, marginals)
        _add_dotted(document, pool)
        _cut_stores(document, pool)
    else:
        add_chinese(document, pool, marginals)


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
    known = {p.start for p in pool if p.kinds & KNOWN}
    for p in pool.firms():
        if p.kinds & KNOWN and (end := dotted_behind(source, p.end)) > p.end and p.end + 1 not in known:
            pool.at(p.start, end).kinds.add("dotted")
            p.kinds.add("dotted.behind")


def _cut_stores(document: Document, pool: Pool) -> None:
    """Take a firm's store for a part of it: of 松屋銀座本店 the name is 松屋, and 浅草店 names no firm."""
    source = source_of(document)
    for p in pool.firms():
        at = store_name(source, p.start, p.end)
        if at < 0 or p.kinds & _FULL or p.kinds & KNOWN:
            continue
        pool.cut.add((p.start, p.end))
        if at - p.start > 1:
            pool.at(p.start, at).kinds.add("branch")


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
