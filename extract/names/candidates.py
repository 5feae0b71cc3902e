"""Candidates for names of firms that stand in no table, each with the evidence for it.

Evidence is counted in points: a legal form, a ticker or a declaration makes a name alone (3); a role word (保荐人X), a
group word or an unfamiliar word before a line of business is worth 2, weaker signs 1. Two points make a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import ahocorasick_rs
import regex

from ...rules.legal_form import contexts, form_words, generic_words, longer_words, words, written
from ..text.dictionary import crosses_word_zh, is_person_zh, is_place, words_ja, words_zh
from . import grammar
from .directory import bounded
from .likeness import HAN, core_of, likeness, named
from .span import Name, before_form, behind_form, cannot_begin, left_of, right_of

ENOUGH = 2
"""Points that make a name."""


class Candidate(NamedTuple):
    """A stretch of the article that may name a firm."""

    start: int
    end: int
    points: int
    rule: str
    """"form:…", "role:…", "after:…", "ticker:…", "declared:…", "column:…", "list:…"; kinds of evidence add up."""


class _NameCue(NamedTuple):
    legal_before: bool = False
    form: str = ""
    """legal, group, sector or trade, where the word ends a name."""
    before: int = 0
    """Points as a word before a name."""
    after: int = 0
    column: bool = False


class _NameCues:
    """All words that names are found by in a language, as one automaton."""

    def __init__(self, lang: str) -> None:
        found: dict[str, _NameCue] = {}

        def put(word: str, **what: object) -> None:
            found[word] = found.get(word, _NameCue())._replace(**what)  # type: ignore[arg-type]

        for role in ("trade", "sector", "group", "legal"):
            for word in form_words(role, "after", lang):
                put(word, form=role)
        for word in form_words("legal", "before", lang):
            put(word, legal_before=True)
        for row in contexts():
            if row.lang in ("", lang) and row.place in ("before", "after"):
                for word in words(row.place, lang):
                    if word in _row_words(row.id, lang):
                        put(word, **{row.place: row.points})
        for word in longer_words(lang):
            found.setdefault(word, _NameCue())
        self.words = list(found)
        self.anchors = list(found.values())
        self._scan = ahocorasick_rs.AhoCorasick(self.words, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest, store_patterns=False)

    def find(self, source: str) -> Iterator[tuple[_NameCue, int, int]]:
        anchors = self.anchors
        for index, start, end in self._scan.find_matches_as_indexes(source):
            yield anchors[index], start, end


@cache
def _row_words(ident: str, lang: str) -> frozenset[str]:
    return frozenset(written(w, lang) for row in contexts() if row.id == ident for w in row.words)


@cache
def _anchors(lang: str) -> _NameCues:
    return _NameCues(lang)


def candidates(source: str, lang: str) -> list[Candidate]:
    """Candidates in a source text (see `name_span.source_of`), in no order; they may overlap and repeat."""
    side = "ja" if lang == "ja" else "zh"
    out: list[Candidate] = []
    hits = list(_anchors(side).find(source))
    adverbs = grammar.forms("adverbs", side)
    index = begin = chained = 0
    while index < len(hits):
        anchor, start, end = hits[index]
        if anchor.form and start >= chained:
            chain = _chain(source, hits, index)
            chained = hits[index + chain - 1][2]
            out += _by_form(source, hits[index : index + chain], side)
        if anchor.legal_before and not _closes(source, start, end) and not grammar.pattern("legal-kind", side).match(source, end):
            out += _behind_form(source, start, _skip(source, end), side)
        if anchor.before and bounded(source, start, end) and (found := _by_role(source, start, end, anchor.before, side)):
            out.append(found)
        if anchor.after:
            # X披露|招股书: the words behind the name are taken together
            begin = start if not (index and hits[index - 1][0].after and hits[index - 1][2] == start) else begin
            if source.endswith(adverbs, max(begin - 2, 0), begin):
                begin -= next(len(w) for w in adverbs if source.endswith(w, 0, begin))
            if (name := left_of(source, begin, side)) and _whole(source, name.start, name.end, side):
                out.append(Candidate(name.start, name.end, anchor.after - 1 + min(name.likeness, 1), "after:" + source[start:end]))
        index += 1
    if side == "ja":
        out += _of_country(source)
    return out


def _behind_form(source: str, start: int, at: int, side: str) -> Iterator[Candidate]:
    """Names behind the legal form at `start`: as names are made in general, and in Japanese up to the next particle."""
    name = right_of(source, at, side)
    whole = behind_form(source, at) if side == "ja" else None
    for found in {found.end for found in (name, whole) if found is not None}:
        yield Candidate(start, found, 3, "form:legal")


def _closes(source: str, start: int, end: int) -> bool:
    """Whether a form that may begin a name ends one here: ミナモ製菓株式会社 四半期報告書."""
    return source[end : end + 1] == " " and start > 0 and source[start - 1].isalnum()


def _skip(source: str, at: int) -> int:
    return at + 1 if source[at : at + 1] == " " else at


_GAP = regex.compile(rf"[^\S\n]?(?:\([{HAN}]{{2,4}}\))?(?:,(?=\s?[A-Z]))?[^\S\n]?")


def _chain(source: str, hits: Sequence[tuple[_NameCue, int, int]], index: int) -> int:
    """How many forms follow one another: 科技|股份有限公司, Group|Inc."""
    count, end = 1, hits[index][2]
    while index + count < len(hits):
        anchor, start, stop = hits[index + count]
        if not anchor.form or start - end > 6 or not _GAP.fullmatch(source, end, start):
            break
        end, count = stop, count + 1
    return count


_BASE = {"legal": 3, "group": 1, "sector": 1, "trade": 0}
_PLACE = regex.compile(rf"\([{HAN}]{{2,4}}\)$")
_PLACE_AND_TRADE = regex.compile(rf"\([{HAN}]{{2,4}}\)[{HAN}]{{2,12}}$")
_BEFORE_LATIN = regex.compile(rf"[A-Za-z0-9.,&)][ ]|[{HAN}ァ-ー][ ]?")
_WITHIN_LATIN = regex.compile(r"[A-Za-z0-9]{2}")


def _by_form(source: str, chain: Sequence[tuple[_NameCue, int, int]], side: str) -> list[Candidate]:
    """Names that end with a legal form, a group word or a line of business: the longest chain that holds."""
    first, last = chain[0][1], chain[-1][2]
    role = chain[0][0].form if len(chain) == 1 else max((a.form for a, _, _ in chain), key=lambda r: _BASE[r] * 10 + (r == "group"))
    latin = source[first].isascii() and source[first].isalpha()
    if latin and not _BEFORE_LATIN.match(source, max(first - 2, 0), first) or _WITHIN_LATIN.match(source, last - 1):
        return []
    if role != "legal" and grammar.pattern("share-sign", side).match(source, last):
        return []
    opening = _PLACE.search(source, max(first - 6, 0), first) if source.endswith(")", 0, first) else None
    if role == "legal" and side == "zh" and not opening:
        opening = _PLACE_AND_TRADE.search(source, max(first - 20, 0), first)
    if role == "legal" and side == "ja" and not opening and (whole := before_form(source, first)) is not None:
        return [Candidate(whole.start, last, 3, "form:legal"), *_of_form(source, chain, side, role, opening)]
    return _of_form(source, chain, side, role, opening)


def _of_form(
    source: str, chain: Sequence[tuple[_NameCue, int, int]], side: str, role: str, opening: regex.Match[str] | None
) -> list[Candidate]:
    """The name that ends with a chain of forms, as names are made in general."""
    first, last = chain[0][1], chain[-1][2]
    at = opening.start() if opening else first
    name = left_of(source, at, side, short=True) if opening or "(" in source[at:last] else left_of(source, last, side, last - at)
    if name is None or name.start >= at or side == "ja" and at - name.start == 1 and source[at] == "(":
        return []
    if role == "legal" and side == "zh" and at - name.start == 1:
        name = _with_head(source, name)
    core = source[name.start : at]
    if role != "legal" and (is_generic(core, side) or side == "zh" and role != "group" and _has_verb(core)):
        return []
    if role != "legal" and side == "zh" and _joins(core):
        return []
    if role == "legal":
        before = next(start for anchor, start, _ in chain if anchor.form == "legal")
        if source[name.start : before].rstrip() in words("common", side):
            return []
    if role in ("sector", "trade") and not _ends_here(source, last, side, chain[-1][2] - chain[-1][1]):
        return []
    if role == "group" and (core.strip().isupper() or side == "ja" and source.endswith(grammar.forms("ja-holding-tails", "ja"), 0, last)):
        name.likeness = max(name.likeness, 1)
    name.likeness = max(name.likeness, named(core, side))
    points = _BASE[role] + (name.likeness if role != "trade" else min(name.likeness, 1))
    return [Candidate(name.start, last, points, f"form:{role}")]


def _joins(core: str) -> bool:
    """Whether a common noun is joined to what stands before a line of business: 机器设备及微机电."""
    return any(at.start() > 1 and not likeness(core[: at.start()], "zh") for at in grammar.pattern("zh-joins", "zh").finditer(core))


def _with_head(source: str, name: Name) -> Name:
    """A name with what 与 joins to it: 晨曜|与海生物科技有限公司."""
    head = left_of(source, name.start - 1, "zh") if source[max(name.start - 1, 0)] in grammar.letters("zh-joins", "zh") else None
    if head is not None and head.likeness and not source.endswith(tuple(form_words("legal", "after", "zh")), head.start, head.end):
        name.start, name.likeness = head.start, head.likeness
    return name


@lru_cache(maxsize=1 << 14)
def _has_verb(core: str) -> bool:
    """Whether a telling verb stands between a name and a line of business: 三星电子|公布|存储."""
    tokens = words_zh(core)
    return any(len(word) > 1 and tag[0] == "v" and word in words("ends", "zh") for word, tag in tokens[1:])


@lru_cache(maxsize=1 << 16)
def is_generic(core: str, side: str) -> bool:
    """Whether the word before a line of business is one that makes a common noun: 人工智能|技术."""
    generic = generic_words(side)
    core = core.strip()
    if core in generic or core in words("common", side) or len(core) < 2 and not core.isupper():
        return True
    rest = next((core[:at] for at in range(1, len(core)) if core[at:] in generic), None)
    if rest is None:
        return False
    # a katakana word ends where its characters do: テック is no word of its own in ルミテック
    if len(core) - len(rest) == 1:
        return rest in generic or not likeness(core, side)  # 砺算光子 does not end with the 子 of 子公司
    glued = "ァ" <= core[len(rest)] <= "ー" and "ァ" <= rest[-1] <= "ー"
    return rest in generic or not glued and likeness(core, side) < 2


def _ends_here(source: str, end: int, side: str, length: int) -> bool:
    """Whether a word ends at `end`, so that 海岑证券 is a name in 海岑证券承销 and no part of one in 海岑证券报."""
    if end >= len(source):
        return True
    if side == "ja":
        return bool(grammar.pattern("ja-name-end", "ja").match(source, end))
    # one character ends a name only where a word begins behind it: 启屿微|发布, but not 凌波微步
    if not "㐀" <= source[end] <= "鿿":
        return True
    return not crosses_word_zh(source[end - 2 : end + 1], 2) if length > 1 else cannot_begin(source[end : end + 4])


@cache
def _links(side: str) -> regex.Pattern[str]:
    ordered = sorted(words("links", side), key=len, reverse=True)
    return regex.compile(rf"(?:{'|'.join(map(regex.escape, ordered))}|[:,]|[\"“「『《'‘]| ){{0,3}}")


def _by_role(source: str, start: int, end: int, points: int, side: str) -> Candidate | None:
    """The name right after a role word: 保荐人为X, ファンドのX."""
    match = _links(side).match(source, end)
    at = match.end() if match else end
    name = right_of(source, at, side)
    if name is None:
        return None
    if side == "zh" and crosses_word_zh(source[max(start - 2, 0) : end + 2], end - max(start - 2, 0)):
        return None
    name.likeness = max(name.likeness, likely(source[name.start : name.end], side))
    if not name.likeness:
        return None
    linked = at > end
    if side == "ja" and not linked and points < 2:
        linked = True  # を運営する|X
    surface = source[name.start : name.end]
    if (
        no_name(surface, side)
        or side == "ja"
        and (_person(source, name.start, name.end) or grammar.pattern("ja-verb-stem", "ja").match(source, name.end - 1))
    ):
        return None
    if side == "zh" and not linked and source[start:end] in words("subject", "zh") and _is_subject(source, start):
        return None
    if at > end and source[start:end] in words("product", side) and source[at - 1] in "\"“「『《'‘":
        return None  # 品牌“X” is a product
    total = points - 1 + name.likeness - (0 if linked or name.likeness == 2 else 1)
    return Candidate(name.start, name.end, total, "role:" + source[start:end])


@cache
def _roles(side: str) -> tuple[str, ...]:
    rows = [row for row in contexts() if row.place == "before" and row.lang in ("", side) and row.points > 1]
    links = grammar.forms("ja-role-links", "ja") if side == "ja" else ("",)
    return tuple(w + link for row in rows for w in _row_words(row.id, side) for link in links)


def after_role(source: str, start: int, side: str) -> bool:
    """Whether a role word that makes a name stands right before `start`: 保荐人为|X."""
    return source.endswith(_roles(side), max(start - 14, 0), start)


_MARKS = frozenset(" \t\n,。;:!?、|()[]{}【】《》「」『』“”\"'◆■●▼•▪★")


def _is_subject(source: str, start: int) -> bool:
    """Whether a word such as 公司 stands alone, so that it is the subject and no apposition: 公司营收, but 游戏公司X."""
    return start == 0 or source[start - 1] in _MARKS or source[start - 1] in grammar.letters("no-descriptor", "zh")


def _whole(source: str, start: int, end: int, side: str) -> bool:
    """Whether a stretch before a telling word holds a name and nothing behind it (宇澜|股价昨|收报), nor a person's."""
    name = right_of(source, start, side)
    return name is not None and name.end >= end and not (side == "ja" and _person(source, start, end))


def _person(source: str, start: int, end: int) -> bool:
    """Whether a Japanese stretch is a person's name: surname and given name, with a title behind them."""
    surface = source[start:end]
    tokens = words_ja(surface)
    return (
        len(tokens) > 1
        and all(t.person or len(t.text) == 1 and not t.unknown for t in tokens)
        and source.startswith(grammar.forms("ja-titles", "ja"), end)
    )


_COINED = re.compile(r"[ァ-ヺー]{4,}")


@cache
def _country() -> re.Pattern[str]:
    return re.compile(rf"{grammar.source('ja-countries', 'ja')}(?=[ァ-ヺA-Z])(?<![{HAN}].)")


def _of_country(source: str) -> Iterator[Candidate]:
    """Foreign firms behind the one-letter name of their country: 米X, 独X."""
    for match in _country().finditer(source):
        name = right_of(source, match.end(), "ja")
        if name is None or no_name(surface := source[name.start : name.end], "ja") or _person(source, name.start, name.end):
            continue
        points = max(name.likeness, 1 if core_of(surface, "ja") != surface else 0)
        if points == 1 and _COINED.fullmatch(surface) and not is_place(surface, "ja") and len(words_ja(surface)) > 1:
            points = 2  # 独シュタインベルク: no word of the dictionary, but made of parts that are
        if points:
            yield Candidate(name.start, name.end, points, "country:")


def likely(surface: str, side: str) -> int:
    """How much a name with its line of business looks like one."""
    core = core_of(surface, side)
    return named(core, side) if core != surface else 0


def no_name(surface: str, side: str) -> bool:
    """Whether a stretch is a common noun, a person or an organization."""
    if surface.endswith(_no_firms(side)) or side == "zh" and is_person_zh(surface):
        return True
    if surface in words("starts", side) or surface in words("ends", side):
        return True
    return is_generic(core_of(surface, side), side)


@cache
def _no_firms(side: str) -> tuple[str, ...]:
    return tuple(words("organization", side) | words("thing", side))
