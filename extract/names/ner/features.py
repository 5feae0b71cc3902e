"""A sentence as a row of units (characters, Latin, digit and kana runs) and the features of each.

Han characters are units of their own, since an unknown name seldom falls on word boundaries; runs of Latin letters,
digits, and the words of kana runs are one unit each. Everything is read from folded text, so Traditional Chinese
and Japanese forms share the features of Simplified ones.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

import ahocorasick_rs
import regex

from ....rules import words as table
from ....rules.company import companies, listed_names, organizations
from ....rules.fold import fold
from ...text.tokenize import Token, _tagger, cut
from ..directory import bounded

NerUnit = tuple[int, int]
"""(start, end), offsets into the sentence."""

_UNIT = regex.compile(r"[A-Za-zÀ-ɏ]+|[0-9]+|[ァ-ヺー]+|[ぁ-ゟ]+|\S")
_TICKER = regex.compile(
    r"\s?[(<\[【]\s?(?:(?:[A-Za-z]{2,8}|[一-鿿]{2,8})[:.]\s?)?(?:\d{3,6}[A-Z]?(?:\.[A-Z]{1,2})?|[A-Z]{1,5}(?:\.[A-Z]{1,2})?)\s?[)>\]】]"
)
_LATIN = regex.compile(r"[A-Za-z]")
_BREAK = frozenset(",、。;:!?()[]<>「」『』“”\"'《》〈〉【】|・/ ")
_BUCKET = (0, 1, 2, 3, 4, 5, 5, 7, 7, 7, 10, 10, 10, 10)


@cache
def _lexicon() -> tuple[ahocorasick_rs.AhoCorasick, tuple[str, ...]]:
    data = tomllib.loads(resources.files(__package__).joinpath("lexicon.toml").read_text(encoding="utf-8"))
    classes: dict[str, str] = {}
    for number, words in enumerate(data.values()):
        for word in words:
            word = fold(word)
            mark = "LISPFYMGK"[number]
            if mark not in classes.get(word, ""):
                classes[word] = classes.get(word, "") + mark
    words = tuple(classes)
    automaton = ahocorasick_rs.AhoCorasick(words, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    return automaton, tuple(classes[w] for w in words)


@cache
def _gazetteer() -> tuple[ahocorasick_rs.AhoCorasick, tuple[str, ...]]:
    """Names of the tables: sure (T), in need of support or only listed (W), of organizations (O), longer words that are none (N)."""
    marks: dict[str, str] = {}
    for row in companies():
        for mark, names in (("N", row.not_), ("W", row.needs_support), ("T", (row.name, *row.aliases))):
            marks |= dict.fromkeys(map(fold, names), mark)
    for row in organizations():
        marks |= dict.fromkeys(map(fold, row.names), "O")
    marks = dict.fromkeys(map(fold, listed_names()), "W") | marks
    marks.pop("", None)
    automaton = ahocorasick_rs.AhoCorasick(list(marks), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    return automaton, tuple(marks.values())


def _known_marks(text: str, spans: Sequence[NerUnit]) -> list[str]:
    """For each unit the kind of known name it lies in, with B, I, E or S for its place in it."""
    automaton, kinds = _gazetteer()
    marks = [""] * len(text)
    for index, start, end in automaton.find_matches_as_indexes(text):
        if bounded(text, start, end):
            kind = kinds[index]
            marks[start:end] = [kind + "i"] * (end - start)
            marks[start] = kind + "b"
            marks[end - 1] += "e"
    return [marks[s] + ("" if e - s == 1 else "/" + marks[e - 1]) for s, e in spans]


@cache
def _pos(feature: str) -> str:
    """UniDic's fields to one value: proper nouns by kind, common nouns by their origin (Chinese, foreign, native)."""
    field = feature.split(",")
    if field[0] != "名詞":
        return field[0] + field[1][:2]
    if field[1] == "固有名詞":
        return "固" + field[2][:2] + field[3][:1]
    return "名" + field[1][:2] + field[2][:2] + (field[12] if len(field) > 12 else "?")


def words(text: str, lang: str) -> list[Token]:
    """The words of a sentence as the recognizer wants them: Japanese with the finer parts of speech, Chinese folded."""
    if lang != "ja":
        return cut(fold(text), lang)
    out, at = [], 0
    for node in _tagger().parseToNodeList(text.replace("\0", " ")):
        surface = node.surface
        at = text.find(surface, at)
        out.append(Token(at, at + len(surface), _pos(node.feature_raw)))
        at += len(surface)
    return out


def units(text: str, words: Sequence[Token]) -> list[NerUnit]:
    """The units of folded `text`; kana runs are cut where `words` begin."""
    starts = {w.start for w in words}
    out: list[NerUnit] = []
    for match in _UNIT.finditer(text):
        start, end = match.span()
        if end - start > 1 and text[start] >= "぀":
            for cut in range(start + 1, end):
                if cut in starts:
                    out.append((start, cut))
                    start = cut
        out.append((start, end))
    return out


@lru_cache(maxsize=65536)
def _norm(unit: str) -> str:
    """The unit as a feature value: digits by their count, Latin by lower case."""
    if unit[0].isdigit():
        return "0" * min(len(unit), 6)
    return unit.lower()[:20]


@lru_cache(maxsize=65536)
def _class(unit: str) -> str:
    first = unit[0]
    if first.isdigit():
        return "D"
    if "A" <= first <= "ɏ" and first.isalpha():
        if unit.isupper():
            return "U1" if len(unit) == 1 else "U"
        if unit.islower():
            return "l"
        return "T" if unit[1:].islower() else "X"
    if "ァ" <= first <= "ヺ":
        return "K" if len(unit) > 1 else "k"
    if "ぁ" <= first <= "ゟ":
        return "H"
    if "㐀" <= first <= "鿿" or first > "\U0001ffff":
        return "C"
    return first


@lru_cache(maxsize=65536)
def _inner(unit: str) -> tuple[str, ...]:
    """Features of the unit's own letters."""
    if len(unit) < 3:
        return ()
    lower = unit.lower()
    return (f"p3={lower[:3]}", f"s3={lower[-3:]}", f"s2={lower[-2:]}", f"ln={min(len(unit), 10)}")


def features(text: str, spans: Sequence[NerUnit], words: Sequence[Token]) -> list[list[str]]:
    """One list of feature strings per unit of folded `text`."""
    n = len(spans)
    raw = [text[s:e] for s, e in spans]
    w = [_norm(u) for u in raw]
    c = [_class(u) for u in raw]
    lex = _lex_marks(text, spans)
    gaz = ["", *_known_marks(text, spans), ""]
    word, word_place, before, after, pos = _word_columns(text, spans, words)
    runs = _runs(text, spans, raw, c, lex)
    ahead, since, gap, around = runs.ahead, runs.since, runs.gap, runs.around
    w = ["<2", "<1", *w, ">1", ">2"]
    c = ["<", "<", *c, ">", ">"]
    lex = ["<", "<", *lex, ">", ">"]
    pos = ["<", *pos, ">"]
    out = []
    for i in range(n):
        w1, w2, w3, w4, w5 = w[i : i + 5]
        c1, c2, c3, c4, c5 = c[i : i + 5]
        l1, l2, l3, l4, l5 = lex[i : i + 5]
        p1, p2, p3 = pos[i : i + 3]
        row = [
            "w=" + w3, "v=" + w2, "x=" + w4, "u=" + w1, "y=" + w5,
            f"vw={w2}|{w3}", f"wx={w3}|{w4}", f"uv={w1}|{w2}", f"xy={w4}|{w5}", f"vx={w2}|{w4}", f"vwx={w2}|{w3}|{w4}",
            f"c={c2}{c3}{c4}", f"cc={c1}{c2}{c3}{c4}{c5}",
            f"W={word[i]}{word_place[i]}", f"V={before[i]}", f"X={after[i]}",
            f"VW={before[i]}|{word[i]}", f"WX={word[i]}|{after[i]}", f"P={p2}", f"PP={p1}|{p2}", f"PQ={p2}|{p3}",
            f"l={l3}", f"ll={l2}|{l3}", f"lm={l3}|{l4}", f"lo={l1}|{l5}",
            f"a={ahead[i]}", f"ac={ahead[i]}|{since[i]}", f"s={since[i]}|{c3}", f"g={gap[i]}{word_place[i]}",
        ]  # fmt: skip
        z1, z2, z3 = gaz[i : i + 3]
        if z1 or z2 or z3:
            row += ["z=" + z2, f"zz={z1}|{z2}", f"zy={z2}|{z3}", f"zc={z2}|{c4}", f"zd={z2}|{c2}"]
        row += _inner(raw[i])
        row += around[i]
        out.append(row)
    return out


def _lex_marks(text: str, spans: Sequence[NerUnit]) -> list[str]:
    """For each unit the lexicon classes it lies in, with B or I and whether the entry ends here."""
    automaton, classes = _lexicon()
    marks = [""] * (len(text) + 1)
    for index, start, end in automaton.find_matches_as_indexes(text):
        if _LATIN.match(text[start]) and (_LATIN.match(text[max(start - 1, 0) : start]) or text[end : end + 1].islower()):
            continue  # "Co" in "Cohere" says nothing
        for at in range(start, end):
            marks[at] = classes[index] + ("b" if at == start else "i")
        marks[end - 1] += "e"
    return [marks[s] if e - s == 1 else marks[s] + "/" + marks[e - 1] for s, e in spans]


def _word_columns(
    text: str, spans: Sequence[NerUnit], words: Sequence[Token]
) -> tuple[list[str], list[str], list[str], list[str], list[str]]:
    """For each unit: its word, its place in it (B I E S), the words before and after, and the part of speech."""
    names = ["<", *(text[w.start : w.end][:8] for w in words), ">"]
    word, place, before, after, pos = [], [], [], [], []
    if not words:
        n = len(spans)
        return [""] * n, ["?"] * n, ["<"] * n, [">"] * n, [""] * n
    k, last = 0, len(words) - 1
    for s, e in spans:
        while k < last and words[k].end <= s:
            k += 1
        token = words[k]
        word.append(names[k + 1])
        place.append(("S" if e >= token.end else "B") if s <= token.start else ("E" if e >= token.end else "I"))
        before.append(names[k])
        after.append(names[k + 2])
        pos.append(token.pos)
    return word, place, before, after, pos


@dataclass(slots=True)
class _Runs:
    """For each unit: what ends a name further on in its run and how far, its place in the run, and what stands around the run."""

    ahead: list[str]
    since: list[str]
    gap: list[str]
    around: list[tuple[str, ...]]


def _runs(text: str, spans: Sequence[NerUnit], raw: Sequence[str], classes: Sequence[str], lex: Sequence[str]) -> _Runs:
    """A run ends at punctuation, brackets and hiragana; a ticker or a declared short name in brackets behind it ends a name."""
    n = len(spans)
    out = _Runs([""] * n, [""] * n, [""] * n, [()] * n)
    i = 0
    while i < n:
        if raw[i] in _BREAK or classes[i] == "H":
            out.ahead[i] = out.since[i] = out.gap[i] = "."
            i += 1
            continue
        j = i
        while j < n and raw[j] not in _BREAK and classes[j] != "H":
            j += 1
        _one_run(text, spans, raw, lex, (i, j), out)
        i = j
    return out


def _one_run(text: str, spans: Sequence[NerUnit], raw: Sequence[str], lex: Sequence[str], run: NerUnit, out: _Runs) -> None:
    i, j = run
    end = spans[j - 1][1]
    what, at = "", j
    if j < len(raw) and raw[j] in "(<[【":
        if _TICKER.match(text, end):
            what = "T"
        elif table.pattern("name_words", "alias-opening").match(text, end):
            what = "A"
    edges = f"{raw[i - 1] if i else '^'}{raw[j] if j < len(raw) else '$'}"
    size = min(j - i, 9)
    around = _around(text, spans, raw, run)
    for k in range(j - 1, i - 1, -1):
        mark = lex[k]
        if mark and ("L" in mark or "I" in mark or "S" in mark) and "e" in mark:
            what, at = ("L" if "L" in mark else "I" if "I" in mark else "S"), k
        distance = min(at - k, 13)
        out.ahead[k] = what + str(_BUCKET[distance]) if what else ""
        out.since[k] = str(_BUCKET[min(k - i, 13)])
        out.gap[k] = f"{edges}{size}" if size < 7 else edges
        out.around[k] = around


def _around(text: str, spans: Sequence[NerUnit], raw: Sequence[str], run: NerUnit) -> tuple[str, ...]:
    """The run as a whole, its ends, and the words before and behind it: the context that a long name hides from its inner units."""
    i, j = run
    start, end = spans[i][0], spans[j - 1][1]
    behind, before = "|".join(raw[j : j + 2]), "|".join(raw[max(i - 2, 0) : i])
    last2, last3 = text[max(end - 2, start) : end], text[max(end - 3, start) : end]
    out = ("ra=" + behind, "rb=" + before, "rc=" + "|".join(raw[j : j + 3]), "rs=" + last2, "rt=" + last3)
    if end - start > 14:
        return out
    return (*out, "r=" + text[start:end], "rp=" + text[start : start + 2], f"rl={end - start}")
