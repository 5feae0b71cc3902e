"""From spans to records: names joined into firms, every further occurrence found, ids given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from ...corpus.record import Record
from ...rules.fold import fold
from ...rules.legal_form import form_words, key, words
from ..text.dictionary import in_dictionary_zh, words_ja, words_zh
from ..text.document import Document
from ..text.search import longest
from . import grammar
from .directory import Directory, bounded
from .firms import Firms, Join, join_short_forms, short_forms
from .likeness import likeness
from .misprint import misprints
from .span import source_of


@dataclass(slots=True, eq=False)
class FirmSpan:
    """A mention that is certain, before it has a firm."""

    start: int
    end: int
    rule: str
    ident: str | None = None
    """The table's id."""
    full: bool = False
    """A registered or declared name: what an unlisted firm's id is made of."""
    score: float = 1.0
    kind: str = "company"


Pair = tuple[tuple[int, int], tuple[int, int]]


def assemble(
    document: Document,
    spans: Sequence[FirmSpan],
    known: Directory | None,
    pairs: Iterable[Pair] = (),
    tickers: Iterable[tuple[int, int, str]] = (),
    spread: bool = True,
    marked: Iterable[Pair] = (),
) -> list[Record]:
    """Records of kind company and organization, sorted by start.

    `pairs` are two mentions that the article declares to be of one firm, `tickers` mentions with the code behind them,
    `spread` looks for further places of the names, `marked` are names without and with a mark or a place that is part of them.
    """
    folded = document.folded
    side = "ja" if document.lang == "ja" else "zh"
    pairs, tickers, marked = list(pairs), list(tickers), list(marked)
    firms = _firms(folded, spans, known, pairs, tickers)
    for (start, stop), (first, last) in marked:
        firms.join(firms.add(folded[first:last], times=0), firms.add(folded[start:stop], times=0), "mark")
    spans = _spread(document, list(spans), firms, side) if spread else sorted(spans, key=lambda s: s.start)
    spans = _with_misprints(document, spans, firms, known)
    places = [(s.start, s.end) for s in spans] + [place for pair in (*pairs, *marked) for place in pair] + [(s, e) for s, e, _ in tickers]
    written: dict[str, str] = {}
    for start, end in sorted(places):
        written.setdefault(key(folded[start:end]), document.text[start:end])
    ids = firms.ids(written)
    out = []
    for span in spans:
        name = key(folded[span.start : span.end])
        kind = "organization" if known is not None and known.kind(ids[name]) == "organization" else span.kind
        rule = _rule(span, firms.joins.get(name))
        out.append(Record(kind, span.start, span.end, entity_id=ids[name], rule=rule, score=span.score))
    return out


def _rule(span: FirmSpan, join: Join | None) -> str:
    """What found a firm, or why it is the same as another."""
    if join is None or join.why == "mark" or (span.ident is not None and span.rule != "identity:"):
        return span.rule
    return f"identity:{join.why} of {join.of}"


def _firms(
    folded: str, spans: Sequence[FirmSpan], known: Directory | None, pairs: Sequence[Pair], tickers: Sequence[tuple[int, int, str]]
) -> Firms:
    """The firms that the names of an article are of: one that a declaration, a code or a short form says to be one."""
    firms = Firms()
    for span in spans:
        firms.add(folded[span.start : span.end], span.ident, span.full)
    for start, end, ticker in tickers:
        k = firms.add(folded[start:end], full=True, times=0)
        ident = known.by_ticker(ticker) if known is not None else None
        if ident is not None and firms.known(k) is None and _shares(folded[start:end], known.rows[ident].names):  # type: ignore[union-attr]
            firms.add(folded[start:end], ident, times=0)
    for a, b in pairs:
        left, right = folded[slice(*a)], folded[slice(*b)]
        firms.join(firms.add(right, times=0), firms.add(left, full=True, times=0), "declared")
    join_short_forms(firms)
    return firms


def _shares(name: str, names: Iterable[str]) -> bool:
    """Whether a name has two neighbouring characters in common with one of `names`: a code alone may be another market's."""
    own = _telling(name)
    parts = {own[i : i + 2] for i in range(len(own) - 1)}
    return any(p in _telling(fold(n)) for n in names for p in parts)


@lru_cache(maxsize=1 << 12)
def _telling(name: str) -> str:
    """What tells a folded name from others of its trade: 晨光 of 晨光生物科技."""
    return min(short_forms(name), key=len, default=name).lower()


def _spread(document: Document, spans: list[FirmSpan], firms: Firms, side: str) -> list[FirmSpan]:
    """Further occurrences of names that the article supports once, and of the short forms of its full names."""
    folded = document.folded
    patterns: dict[str, tuple[str, str]] = {}
    for span in spans:
        surface = folded[span.start : span.end]
        if span.ident is None or span.full:
            patterns.setdefault(surface, (span.rule, ""))
    for span in spans:
        surface = folded[span.start : span.end]
        k = key(surface)
        if span.ident is None and (span.full or firms.is_full(k)) or span.rule.startswith("form:"):
            for short in short_forms(surface):
                if short not in patterns and stands_alone(short, side):
                    patterns[short] = ("identity:", k)
    if not patterns:
        return sorted(spans, key=lambda s: s.start)
    taken = sorted(spans, key=lambda s: s.start)
    surfaces = list(patterns)
    source = source_of(document)
    out, at = [], 0
    for index, start, end in longest(folded, surfaces):
        while at < len(taken) and taken[at].end <= start:
            at += 1
        if at < len(taken) and taken[at].start < end:
            continue
        if not bounded(folded, start, end) or not free_word(source, start, end, side):
            continue
        rule, of = patterns[surfaces[index]]
        if of:
            firms.join(firms.add(surfaces[index]), of, "short form")
        else:
            firms.add(surfaces[index])
        out.append(FirmSpan(start, end, rule, score=0.9))
    return sorted([*taken, *out], key=lambda s: s.start)


def stands_alone(short: str, side: str) -> bool:
    """Whether a shortened name can be told from other words."""
    if len(short) < 2 or short in words("common", side) or grammar.pattern("countries", side).fullmatch(short):
        return False
    if short.isascii():
        return len(short) > 2
    if side == "zh":
        return likeness(short, side) > 0 and not (len(short) == 2 and in_dictionary_zh(short) and likeness(short, side) < 2)
    return len(short) > 2 or likeness(short, side) > 0


def free_word(source: str, start: int, end: int, side: str) -> bool:
    """Whether no longer word or name holds the stretch."""
    if end < len(source) and source.startswith(_others(side), end):
        return False
    behind = end < len(source) and _han(source[end])
    if side == "ja" and behind and "ァ" <= source[end - 1] <= "ー" and not source.startswith(_behind_names(), end):
        return False  # ルミナ is not the ルミナ of ルミナ創薬
    touching = (start and _han(source[start - 1]) and _han(source[start])) or (behind and _han(source[end - 1]))
    if not touching or end - start > 4:
        return True
    low, high = max(start - 3, 0), min(end + 3, len(source))
    while low < start and not _han(source[low]):
        low += 1
    part = source[low:high]
    at = low
    for word, in_dictionary in _pieces(part, side):
        at = source.find(word, at, high)
        if at < 0:
            return True
        stop = at + len(word)
        if in_dictionary and len(word) > 1 and (at < start < stop or at < end < stop):
            return False
        at = stop
    return True


@lru_cache(maxsize=1 << 16)
def _pieces(part: str, side: str) -> tuple[tuple[str, bool], ...]:
    """The words of a short stretch, and whether the dictionary has them."""
    if side == "ja":
        return tuple((w.text, not w.unknown) for w in words_ja(part.strip()))
    return tuple((w, in_dictionary_zh(w)) for w, _ in words_zh(part))


@cache
def _others(side: str) -> tuple[str, ...]:
    """Words that, right behind a name, make another firm or an organization of it."""
    return tuple(form_words("sector", "after", side) | form_words("group", "after", side) | words("organization", side))


@cache
def _behind_names() -> tuple[str, ...]:
    return tuple(words("ends", "ja") | words("after", "ja"))


def _han(char: str) -> bool:
    return "㐀" <= char <= "鿿" or char >= "\U00020000"


def _with_misprints(document: Document, spans: list[FirmSpan], firms: Firms, known: Directory | None) -> list[FirmSpan]:
    source = source_of(document)
    rights, weak = [], set()
    for span in spans:
        if known is None or span.ident is None or known.kind(span.ident) == "company":
            surface = source[span.start : span.end]
            rights.append(surface)
            if span.ident is None and not firms.is_full(key(fold(surface))):
                weak.add(surface)
    found = misprints(source, document.lang, rights, weak, document.sentence_at)
    if not found:
        return spans
    out = list(spans)
    taken = {at: s for s in spans for at in range(s.start, s.end)}
    issuer = grammar.pattern("holds-issuer", "zh")
    for wrong in found:
        if document.lang != "ja" and issuer.search(wrong.wrong):
            continue  # 於本公司 is no misprint of 日本公司
        over = [s for p in wrong.places if (s := taken.get(p)) is not None]
        if any(s.ident is not None or s.full for s in over) or firms.is_full(key(fold(wrong.wrong))):
            continue
        k = firms.add(fold(wrong.wrong), times=len(wrong.places))
        right = key(fold(wrong.right))
        if firms.together(k, right) or not firms.join(k, right, "misprint"):
            continue
        firms.joins[k] = Join(wrong.wrong, wrong.right, "misprint")
        for start in wrong.places:
            places = range(start, start + len(wrong.wrong))
            if not any(at in taken for at in places):
                out.append(span := FirmSpan(start, places.stop, "identity:", score=0.8))
                taken.update(dict.fromkeys(places, span))
    return sorted(out, key=lambda s: s.start)
