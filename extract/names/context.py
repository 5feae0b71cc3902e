"""Names of firms by where they stand: key and value lines, funding sentences, holders of shares; and persons, who stand there too.

Everything here is evidence for `mention.Candidate`; names are cut by `name_span`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

import regex

from ...rules.cue import cues
from ...rules.legal_form import form_words, words, written
from ...rules.metric import blocks, metrics
from ...rules.pattern import trie
from ..text.dictionary import in_dictionary_zh, is_person_zh, is_place, is_surname, words_ja, words_zh
from . import grammar
from .candidates import Candidate, is_generic, no_name
from .likeness import HAN, core_of, likeness, named
from .span import left_of


def found(source: str, side: str, likely: Sequence[Candidate]) -> list[Candidate]:
    """Candidates by their place in a line or sentence, without those of `likely`."""
    out = list(_values(source, side))
    if side == "ja":
        out += _raisers_ja(source)
        out += _makers_ja(source)
    else:
        out += _raisers_zh(source)
        out += _through(source)
        out += _holders(source, likely)
        out += _stating(source, likely)
        out += _with_shares(source, likely)
    return out


def kept(source: str, side: str, likely: Iterable[Candidate]) -> list[Candidate]:
    """`likely` without persons and words of finance: 创始人李明, 公司营收."""
    likely = list(likely)
    people = {source[c.start : c.end] for c in likely if not c.rule.startswith(_REGISTERED) and is_person(source, c.start, c.end, side)}
    return [
        c
        for c in likely
        if c.rule.startswith(_REGISTERED) or (source[c.start : c.end] not in people and not is_finance(source[c.start : c.end], side))
    ]


_REGISTERED = ("form:legal", "form:group", "column:", "declared:", "ticker:")


@cache
def _people(side: str) -> tuple[str, ...]:
    found = words("person", side)
    return tuple(w + link for w in found for link in ("", *(grammar.forms("ja-person-links", "ja") if side == "ja" else ())))


def is_person(source: str, start: int, end: int, side: str) -> bool:
    """Whether a stretch is named as a person by the title before it, or holds shares under a surname."""
    surface = source[start:end]
    if core_of(surface, side) != surface:
        return False
    if surface.startswith(tuple(words("person", side))):
        return True
    if side == "zh" and len(surface) < 5 and grammar.pattern("zh-person-before", "zh", "(?r)").match(source, max(start - 8, 0), start):
        return True
    if source.endswith(_people(side), max(start - 12, 0), start):
        return side == "ja" or len(surface) <= 4 or surface.isascii()
    if side != "zh" or not 2 <= len(surface) <= 3 or not is_surname(surface[0]):
        return False
    return bool(grammar.pattern("zh-holds", "zh").match(source, end))


@cache
def _finance(side: str) -> frozenset[str]:
    lang = "ja" if side == "ja" else "zh"
    forms = {f for m in metrics() for table in (m.forms, m.loss) for f in table.get(lang, ())}
    forms |= {f for block in blocks() for f in block.forms} | {f for cue in cues() for f in (*cue.forms, *cue.chinese)}
    return frozenset(written(f, side) for f in forms if len(f) > 1) - words("before", side)


@lru_cache(maxsize=1 << 14)
def is_finance(surface: str, side: str) -> bool:
    """Whether a stretch begins with the name of a metric or a word that tells how a figure is meant: 营收目标, 同比."""
    forms = _finance(side)
    return any(surface[:n] in forms for n in range(2, min(len(surface), 8) + 1))


# --- key: value lines

_LINE = regex.compile(
    r"^[ \t]*(?:[-*•●■◆・○◇▪★]|[0-9]{1,2}[.、)])?[ \t]*([^\s:|。、,][^\n:|。]{1,12}?)[ \t]*:[ \t]*([^\n|]{2,120})$",
    regex.MULTILINE,
)
_VALUE_END = regex.compile(r"[ \t]{2,}|[。;]|\s(?=[^\s:]{2,8}:)")
_BRACKETED = regex.compile(r"\([^()\n]*\)?")
_VALUE = regex.compile(r"[、;/]|,(?!\s?(?:Inc|Ltd|LLC|Co|Corp|L\.P))")
_LETTERS = regex.compile(rf"[A-Za-z{HAN}ァ-ー]{{2}}")


def _values(source: str, side: str) -> Iterator[Candidate]:
    """Firms in lines such as 会社名：X and 保荐机构：X、Y."""
    named_keys, role_keys = words("key", side), words("before", side) | words("column", side)
    for line in _LINE.finditer(source):
        label = line.group(1).strip("【】[]「」 ")
        is_name = label in named_keys
        if not is_name and label not in role_keys:
            continue
        begin, stop = line.span(2)
        if cut := _VALUE_END.search(source, begin, stop):
            stop = cut.start()
        at = begin
        value = _BRACKETED.sub(lambda m: ";" * len(m.group()), source[begin:stop])
        for part in _VALUE.split(value):
            text = part.strip('「」『』“”" ')
            start = source.find(text, at, stop) if text else -1
            at += len(part) + 1
            if start >= 0 and _may_be_value(source, start, text, side, is_name):
                yield Candidate(start, start + len(text), 3, "column:" if is_name else "role:key")


def _may_be_value(source: str, start: int, text: str, side: str, is_name: bool) -> bool:
    if not 2 <= len(text) <= 40 or not _LETTERS.search(text) or text in words("common", side):
        return False
    if is_name:
        return True
    if side == "zh" and (is_person_zh(text) or 2 <= len(text) <= 3 and is_surname(text[0])) or side == "ja" and _person_ja(text):
        return False
    core = core_of(text, side)
    if core != text and len(core) > 1 and not is_generic(core, side):
        return True
    return not no_name(text, side) and likeness(text, side) > 0


def _person_ja(text: str) -> bool:
    tokens = [t for t in words_ja(text) if t.text.strip(" ・")]
    return bool(tokens) and all(t.person for t in tokens) and (len(tokens) > 1 or bool(regex.match(rf"[{HAN}]", text)))


# --- funding rounds

_CLAUSE_START = ",。;!?、\n:|)】」”◆■●▼•▪★ \t"


def _raisers_zh(source: str) -> Iterator[Candidate]:
    """The firm that a clause on a funding round begins with: X完成2亿元A轮融资."""
    for funding in grammar.pattern("zh-round", "zh").finditer(source):
        at = funding.start()
        low = max(at - 45, 0)
        verb = grammar.pattern("zh-raising-verbs", "zh", "(?r)").search(source, low, at)
        if verb and not set(source[verb.end() : at]) & set(",。;\n"):
            head = grammar.pattern("zh-raises", "zh").search(source, max(verb.start() - 24, 0), verb.end())
            begin = head.start() if head else verb.start()
            name = left_of(source, begin, "zh")
            if name and name.likeness and _at_clause_start(source, name.start) and not no_name(source[name.start : name.end], "zh"):
                yield Candidate(name.start, name.end, 2, "raises:")


def _at_clause_start(source: str, start: int) -> bool:
    return start == 0 or source[start - 1] in _CLAUSE_START


_RUN = rf"[{HAN}々〇ァ-ヺーA-Za-z0-9・&'.\-]"


@cache
def _subject_of_ja() -> regex.Pattern[str]:
    name = rf"(?<!{_RUN})({_RUN}[{HAN}々〇ァ-ヺーA-Za-z0-9・&'.\- ]{{1,29}})"
    return regex.compile(name + r"(?:\([^()\n]{1,30}\))?[」』]?" + grammar.source("ja-subject-mark", "ja"))


_KATAKANA = regex.compile(r"[ァ-ヺー・]{4,}")


def _raisers_ja(source: str) -> Iterator[Candidate]:
    """The subject of a sentence on money raised, a takeover or an announcement: X（東京・港）がシリーズBで32億円を調達."""
    seen = -1
    for points, pattern in ((2, grammar.pattern("ja-raises", "ja")), (1, grammar.pattern("ja-acts", "ja"))):
        for verb in pattern.finditer(source):
            far = max(verb.start() - 120, 0)
            low = max(far, *(source.rfind(mark, far, verb.start()) + 1 for mark in "。\n"))
            for subject in _subject_of_ja().finditer(source, low, verb.start()):
                if (made := _subject_ja(source, *subject.span(1), points)) and made.start != seen:
                    yield made
                    break


def _subject_ja(source: str, start: int, end: int, points: int) -> Candidate | None:
    name = left_of(source, end, "ja")
    if name is None or name.start > start + 12:
        return None
    surface = source[name.start : name.end]
    if surface in words("common", "ja") or no_name(surface, "ja") or _person_ja(surface) or is_place(surface, "ja"):
        return None
    like = max(name.likeness, named(core_of(surface, "ja"), "ja") if core_of(surface, "ja") != surface else 0)
    compound = bool(_KATAKANA.fullmatch(surface)) and len(words_ja(surface)) > 1
    if points == 2:
        return Candidate(name.start, name.end, 2, "raises:") if like > 1 or compound or like and surface.isascii() else None
    return Candidate(name.start, name.end, 1, "acts:") if like else None


@cache
def _maker() -> regex.Pattern[str]:
    return regex.compile(rf"{grammar.source('ja-maker-link', 'ja')}({_RUN}{{2,30}})(?={grammar.source('ja-maker-end', 'ja')})")


def _makers_ja(source: str) -> Iterator[Candidate]:
    """The firm behind a product in brackets: 「X」のY, 「X」を運営するY."""
    for match in _maker().finditer(source):
        start, end = match.span(1)
        surface = source[start:end]
        like = likeness(surface, "ja")
        compound = bool(_KATAKANA.fullmatch(surface)) and len(words_ja(surface)) > 1
        if not (like or compound) or surface in words("common", "ja") or no_name(surface, "ja") or _person_ja(surface):
            continue
        yield Candidate(start, end, 1, "maker:")


_OPENING = ("「", "『", "“", "《", '"')


def is_product(source: str, start: int, end: int, side: str) -> bool:
    """Whether a quoted stretch is said to be a product: アプリ「X」, 「X」を運営するY."""
    if not start or source[start - 1] not in _OPENING:
        return False
    if source.endswith(tuple(words("product", side)), max(start - 14, 0), start - 1):
        return True
    return side == "ja" and _maker().match(source, end) is not None


# --- holders of shares


@cache
def _vehicle() -> regex.Pattern[str]:
    name = rf"([{HAN}A-Za-z][{HAN}A-Za-z0-9 ]{{1,13}}?)"
    return regex.compile(grammar.source("zh-through", "zh") + name + grammar.source("zh-through-end", "zh"))


def _through(source: str) -> Iterator[Candidate]:
    """The vehicle of a holder: 通过X投资持有."""
    for match in _vehicle().finditer(source):
        start, end = match.span(1)
        name = left_of(source, end, "zh")
        if name is None or name.start < start:
            continue
        surface = source[name.start : end]
        core = core_of(surface, "zh")
        if core != surface:
            plausible = not is_generic(core, "zh") and len(core) > 1
        else:
            plausible = name.likeness > 1 and not is_surname(surface[0])
        if plausible and not no_name(surface, "zh"):
            yield Candidate(name.start, end, 2, "through:")


def _holders(source: str, likely: Sequence[Candidate]) -> Iterator[Candidate]:
    """Names in a list whose last one holds, leads or joins: A、B分别持有."""
    for c in likely:
        if not c.rule.startswith("after:") or not grammar.pattern("zh-holding-verbs", "zh").match(c.rule, len("after:")):
            continue
        at, members = c.start, [(c.start, c.end)]
        for _ in range(8):
            gap = grammar.pattern("zh-list-separators", "zh", "(?r)").match(source, max(at - 2, 0), at)
            name = left_of(source, gap.start(), "zh") if gap else None
            if name is None or not name.likeness or name.end - name.start < 3 or no_name(source[name.start : name.end], "zh"):
                break
            members.append((name.start, name.end))
            at = name.start
        if len(members) > 1 and (at == 0 or source[at - 1] in _CLAUSE_START):
            for start, end in members:
                surface = source[start:end]
                person = is_person(source, start, end, "zh") or len(surface) < 4 and is_surname(surface[0])
                if not person and not is_person_zh(surface):
                    yield Candidate(start, end, 2 if start != c.start else 1, "list:holders")


@cache
def _arm_at(side: str) -> re.Pattern[str]:
    return re.compile(trie(sorted(words("arm", side) & form_words("sector", "after", side))))


def arms(source: str, side: str, hits: Sequence[tuple[int, int]]) -> Iterator[Candidate]:
    """Firms whose name goes on behind a known one: 三菱UFJ|キャピタル, and in a list of investors 美团|龙珠."""
    own = _arm_at(side)
    for start, end in hits:
        if arm := own.match(source, end):
            if grammar.pattern("arm-end", side).match(source, arm.end()):
                yield Candidate(start, arm.end(), 2, "form:sector")
        elif (
            side == "zh"
            and (start == 0 or source[start - 1] in grammar.letters("zh-before-investor", "zh"))
            and (match := _second().match(source, end))
        ):
            second = match.group(1)
            if not grammar.pattern("zh-invests", "zh").match(source, end):
                continue
            person = len(second) > 2 and is_person_zh(second)
            plain = second in words("after", side) or second in words("ends", side) or is_finance(second, side) or is_place(second, side)
            phrase = any(tag[0] in "vpdcurmf" and (len(word) < 2 or in_dictionary_zh(word)) for word, tag in words_zh(second))
            if likeness(second, side) and not (plain or person or phrase) and not is_generic(second, side):
                yield Candidate(start, match.end(1), 2, "form:sector")


@cache
def _second() -> re.Pattern[str]:
    return re.compile(rf"([{HAN}]{{2,3}}?)(?={grammar.source('zh-second-end', 'zh')})")


# --- statements

_PLAIN = ("n", "nz", "nr", "ns", "nt", "nrt", "i", "l", "j", "vn")


def _stating(source: str, likely: Sequence[Candidate]) -> Iterator[Candidate]:
    """A line of business behind a plain noun that begins a clause and reports figures: 星河银行实现营业收入."""
    for c in likely:
        if c.rule not in ("form:sector", "form:trade") or c.points >= 2 or not _at_clause_start(source, c.start):
            continue
        if not grammar.pattern("zh-states", "zh").match(source, c.end):
            continue
        core = core_of(source[c.start : c.end], "zh")
        tokens = words_zh(core)
        plain = len(core) > 1 and (len(tokens) == 1 and tokens[0][1] in _PLAIN or likeness(core, "zh") > 0)
        if plain and not is_generic(core, "zh") and not (c.rule == "form:trade" and is_place(core, "zh")):
            yield Candidate(c.start, c.end, 1, "states:")


def _with_shares(source: str, likely: Sequence[Candidate]) -> Iterator[Candidate]:
    """A short name that ends with 股份, where it begins a clause: X股份净利润, but not 收购X股份."""
    for c in likely:
        ends = (
            c.rule.startswith("after:")
            and _at_clause_start(source, c.start)
            and grammar.pattern("zh-shares-end", "zh").match(source, c.end)
        )
        if ends and likeness(source[c.start : c.end], "zh"):
            yield Candidate(c.start, ends.end(), 3, "declared:")


def cut(folded: str, start: int, end: int) -> tuple[int, int]:
    """A guessed Chinese stretch without a word that goes on behind it (卓禾早|前) or ends no name (智谱每股)."""
    low = start
    at = low
    for word, _ in words_zh(folded[low : end + 3]):
        stop = at + len(word)
        if at < end < stop and at - start >= 2 and in_dictionary_zh(word):
            return start, at
        at = stop
    tail = next((n for n in range(2, min(4, end - start - 2) + 1) if folded[end - n : end] in words("ends", "zh")), 0)
    return start, end - tail
