"""What is proposed in Chinese text alone: names with the 公司, the place, the mark or the line of business behind or before them."""

from __future__ import annotations

import regex

from ..text.document import Document
from . import grammar
from .candidates import no_name
from .context import cut
from .likeness import core_of
from .ner.marginals import Marginals
from .pool import KNOWN, PERHAPS, Pool, Proposal
from .said import branch_behind, home_before, home_of, member_behind, subsidiary_behind
from .shapes import city_behind, mark_behind, place_before, place_behind, share_class
from .span import source_of

_WHOLE = frozenset(["held", "raises.round", "title.subject"])
_CLAUSE = " ,。;:!?、\n)"
"""What stands before the first word of a clause."""


def add_chinese(document: Document, pool: Pool, marginals: Marginals) -> None:
    """Propose what is left of a recognizer's names without the words around them, and names with the 公司 or 集团 behind them."""
    for start, end, _ in marginals.names():
        at, stop = cut(document.folded, start, end)
        if stop - at > 1:
            pool.at(at, stop)
    titled = document.article.title.strip()
    for p in pool.firms():
        surface = document.text[p.start : p.end]
        other = bool(titled) and surface.isascii() and surface.casefold() not in titled.casefold() and not p.kinds & KNOWN
        if other and grammar.pattern("brand-behind", "zh").match(document.folded, p.end):
            p.kinds.add("brand.latin")
    tail, forms = grammar.pattern("zh-name-tails", "zh"), grammar.forms("zh-firm-tails", "zh")
    kinds_of_firms = grammar.pattern("zh-kinds-of-firms", "zh")
    for p in pool.firms():
        match = tail.match(document.folded, p.end)
        if match is None:
            continue
        whole = pool.at(p.start, match.end()) if (p.start, match.end()) in pool else None
        own = not p.kinds & KNOWN and match.group() in forms and (whole is None or not whole.full)
        if own and not kinds_of_firms.search(document.folded, p.start, match.end()):
            pool.extend(p, p.start, match.end())
        else:
            _with_tail(pool, p, match.end())
            p.kinds.add("tail.behind")
    source = source_of(document)
    for p in pool.firms():
        if p.kinds & KNOWN and (end := place_behind(source, p.end)) > p.end:
            made = pool.at(p.start, end)
            made.kinds.add("of.place")
            made.full = True
            p.kinds.add("of.place.behind")
    _keep_joins(document, pool)
    _extend_chinese(document, pool, marginals)


def _keep_joins(document: Document, pool: Pool) -> None:
    """Where a place shows that a name begins with 和 or 与, it does so everywhere: 持有|和府捞面|12%股权."""
    for p in pool.firms():
        if p.kinds & _WHOLE and document.folded[p.start] in grammar.letters("zh-joins", "zh"):
            name = document.folded[p.start : p.end]
            for at in regex.finditer(regex.escape(name), document.folded):
                pool.at(*at.span()).kinds.add("joins")
                pool.cut.add((at.start() + 1, at.end()))


def _extend_chinese(document: Document, pool: Pool, marginals: Marginals) -> None:
    """Propose names with the place or the mark that is part of them instead of the names without."""
    source, traditional = source_of(document), document.lang == "zh-Hant"
    known = {(p.start, p.end) for p in pool if p.kinds & KNOWN}
    for p in pool.firms():
        if (p.kinds & KNOWN or "trade" in p.kinds) and _reports(source, p):
            p.kinds.add("reports")
        member = member_behind(source, p.end) if "table" in p.kinds else p.end
        if (end := max(member, subsidiary_behind(source, p.start, p.end) if p.kinds & KNOWN else p.end)) > p.end:
            pool.at(p.start, end).kinds.add("trade")
            p.kinds.add("trade.behind")
        if p.kinds & KNOWN and (start := home_before(source, p.start, p.end)) < p.start:
            pool.extend(p, start, p.end)
        elif p.kinds & KNOWN and (home := home_of(source, p.start)) < p.start and (home, p.end) not in known:
            p.bare = (home, p.end)
            pool.cut.add((home, p.end))
        if (end := branch_behind(source, p.end)) > p.end:
            pool.extend(p, p.start, end).kinds.add("bank.branch")
    for p in pool.firms():
        if p.kinds & KNOWN or traditional and marginals.at(p.start, p.end).whole > PERHAPS:
            if traditional and (end := city_behind(source, p.end)) > p.end:
                made = pool.extend(p, p.start, end)
                made.ident, made.rule = None, ""  # a firm of its own
            if research := p.kinds & KNOWN and grammar.pattern("research-behind", "zh").match(source, p.end):
                pool.extend(p, p.start, research.end())
    for p in pool.firms():
        if _has_trade(source[p.start : p.end]) and (start := place_before(source, p.start)) < p.start:
            pool.extend(p, start, p.end)
    starred = traditional and not grammar.pattern("footnote", "zh").search(source)
    for p in pool.firms():
        if traditional and (mark := grammar.pattern("zh-foreign-mark", "zh", "(?r)").match(source, max(p.start - 2, 0), p.start)):
            pool.extend(p, mark.start(), p.end)
            continue
        if starred and source[p.end - 1] == "*":
            p.bare = (p.start, p.end - 1)
            continue
        if end := mark_behind(source, p.start, p.end, starred):
            pool.extend(p, p.start, end)
        elif end := share_class(source, p.start, p.end, bool(p.kinds & KNOWN)):
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


def _with_tail(pool: Pool, p: Proposal, end: int) -> None:
    """Propose a name with 公司 or 集团 behind it: what tables say for the one they say for the other."""
    made = pool.at(p.start, end)
    made.kinds.add("tail")
    if "table" in p.kinds:
        made.kinds |= {"tail.table", "table"}
        made.taken, made.points, made.ident, made.rule = made.taken or p.taken, max(made.points, p.points), p.ident, p.rule
