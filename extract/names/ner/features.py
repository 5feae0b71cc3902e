"""Sentences as rows of units (characters, Latin, digit and kana runs) and the features of each, as hashes.

Han characters are units of their own, since an unknown name seldom falls on word boundaries; runs of Latin letters,
digits, and the words of kana runs are one unit each. Everything is read from folded text, so Traditional Chinese
and Japanese forms share the features of Simplified ones. What a unit is and what stands around it are columns of strings,
computed for many sentences at once; a feature is a few of them joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import regex

from ....rules import words as table
from ....rules.fold import fold
from ...text.tokenize import _tagger, jieba
from . import marks
from .hashing import HashColumn, Hashes, Integers, Running, column, joined, literal, mixed, named

Mask = npt.NDArray[np.bool_]
NerUnit = tuple[int, int]
"""(start, end), offsets into the text."""

_TICKER = regex.compile(
    r"\s?[(<\[【]\s?(?:(?:[A-Za-z]{2,8}|[一-鿿]{2,8})[:.]\s?)?(?:\d{3,6}[A-Z]?(?:\.[A-Z]{1,2})?|[A-Z]{1,5}(?:\.[A-Z]{1,2})?)\s?[)>\]】]"
)
_BREAK = ",、。;:!?()[]<>「」『』“”\"'《》〈〉【】|・/ "
_OPENING = "(<[【"
_BUCKET = (0, 1, 2, 3, 4, 5, 5, 7, 7, 7, 10, 10, 10, 10)
_FAR = len(_BUCKET) - 1
_SPACE, _LATIN, _DIGIT, _KATAKANA, _HIRAGANA, _OTHER = range(6)
_LAST = 0xFFFF
_PAD = 2
"""Places before and behind each sentence, for what stands beyond its edges."""


@dataclass(frozen=True, slots=True)
class Codes:
    """What each code point of the basic plane is; the last one stands for all beyond."""

    kind: npt.NDArray[np.uint8]
    lower: npt.NDArray[np.uint32]
    digit: Mask
    breaks: Mask
    opens: Mask


@cache
def _codes() -> Codes:
    chars = [chr(c) for c in range(_LAST + 1)]
    kind = np.full(_LAST + 1, _OTHER, np.uint8)
    for name, ranges in (
        (_LATIN, ("AZ", "az", "Àɏ")), (_DIGIT, ("09",)), (_KATAKANA, ("ァヺ", "ーー")), (_HIRAGANA, ("ぁゟ",)),
    ):  # fmt: skip
        for edges in ranges:
            kind[ord(edges[0]) : ord(edges[1]) + 1] = name
    kind[[ord(c) for c in chars if c.isspace()]] = _SPACE
    lower = np.array([ord(low) if len(low := c.lower()) == 1 else ord(c) for c in chars], np.uint32)
    digit = np.array([c.isdigit() for c in chars])
    breaks, opens = np.zeros((2, _LAST + 1), bool)
    breaks[[ord(c) for c in _BREAK]] = True
    opens[[ord(c) for c in _OPENING]] = True
    return Codes(kind, lower, digit, breaks, opens)


@cache
def _pos(feature: str) -> str:
    """UniDic's fields to one value: proper nouns by kind, common nouns by their origin (Chinese, foreign, native)."""
    field = feature.split(",")
    if field[0] != "名詞":
        return field[0] + field[1][:2]
    if field[1] == "固有名詞":
        return "固" + field[2][:2] + field[3][:1]
    return "名" + field[1][:2] + field[2][:2] + (field[12] if len(field) > 12 else "?")


class NerWords(NamedTuple):
    """The words of a sentence: where each begins and ends in it, and its part of speech ("" for Chinese)."""

    starts: list[int]
    ends: list[int]
    pos: list[str]


def words(text: str, lang: str) -> NerWords:
    """The words of a sentence as the recognizer wants them: Japanese with the finer parts of speech, Chinese folded."""
    if lang != "ja":
        found = [(start, end) for word, start, end in jieba().tokenize(fold(text), "default", False) if not word.isspace()]
        return NerWords([s for s, _ in found], [e for _, e in found], [""] * len(found))
    out, at = NerWords([], [], []), 0
    for node in _tagger().parseToNodeList(text.replace("\0", " ")):
        surface = node.surface
        at = text.find(surface, at)
        out.starts.append(at)
        at += len(surface)
        out.ends.append(at)
        out.pos.append(_pos(node.feature_raw))
    return out


@dataclass(frozen=True, slots=True)
class Rows:
    """Several sentences of a text: their units, one behind the other, and the features of each."""

    starts: Integers
    ends: Integers
    sizes: Integers
    """How many units each sentence has."""
    keys: Hashes
    """(templates, units); 0 where a unit has no such feature."""


def read(text: str, sentences: Sequence[NerUnit], tokens: Sequence[NerWords]) -> Rows:
    """Units and features of sentences of the folded `text`; `tokens` are the words of each, with offsets into the sentence."""
    low = sentences[0][0]
    high = sentences[-1][1]
    page = _Stretch(text[low:high], [(s - low, e - low) for s, e in sentences], tokens)
    return Rows(page.starts + low, page.ends + low, page.sizes, page.keys())


@lru_cache(maxsize=1 << 16)
def _class(unit: str) -> str:
    """The class of a run of Latin letters, by its case."""
    first = unit[0]
    if not first.isalpha():
        return first
    if unit.isupper():
        return "U1" if len(unit) == 1 else "U"
    if unit.islower():
        return "l"
    return "T" if unit[1:].islower() else "X"


class _Stretch:
    """The sentences of a piece of text as columns over their units, with `_PAD` places before and behind each sentence."""

    def __init__(self, text: str, sentences: Sequence[NerUnit], tokens: Sequence[NerWords]) -> None:
        self.text = text
        self.codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        basic = np.minimum(self.codes, _LAST)
        self.kind = _codes().kind[basic]
        self.first, self.last = (np.array([s[i] for s in sentences], np.int64) for i in (0, 1))
        self.tokens = [t if t.starts else NerWords([0], [e - s], [""]) for t, (s, e) in zip(tokens, sentences, strict=True)]
        counts = np.array([len(t.starts) for t in self.tokens], np.int64)
        shift = np.repeat(self.first, counts)
        self.token_starts = np.array([start for t in self.tokens for start in t.starts], np.int64) + shift
        self.token_ends = np.array([end for t in self.tokens for end in t.ends], np.int64) + shift
        self.token_first = np.cumsum(counts) - counts
        self.token_last = self.token_first + counts - 1
        self._cut()
        self.running = Running(self.codes)
        self.lower = Running(np.where(basic < _LAST, _codes().lower[basic], self.codes))
        self.code = basic[self.starts]
        self.raw = self._raw()
        self.classes = self._classes()

    def _cut(self) -> None:
        """Find the units; kana runs are cut where words begin."""
        size = len(self.codes)
        inside = np.zeros(size + 1, np.int8)
        np.add.at(inside, self.first, 1)
        np.add.at(inside, self.last, -1)
        kind = np.where(np.cumsum(inside[:-1]) > 0, self.kind, _SPACE)
        word = np.zeros(size + 1, bool)
        word[self.token_starts] = True
        edge = np.zeros(size + 1, bool)
        edge[self.first] = True
        begins = np.empty(size, bool)
        begins[:1] = True
        np.not_equal(kind[1:], kind[:-1], out=begins[1:])
        begins |= (kind == _OTHER) | edge[:-1] | (word[:-1] & (kind >= _KATAKANA))
        begins &= kind != _SPACE
        self.starts = np.flatnonzero(begins)
        number = np.cumsum(begins)[kind != _SPACE]
        self.ends = self.starts + np.bincount(number, minlength=len(self.starts) + 1)[1:]
        self.sentence = np.searchsorted(self.first, self.starts, "right") - 1
        self.sizes = np.bincount(self.sentence, minlength=len(self.first))
        self.at = np.arange(len(self.starts)) + _PAD + 2 * _PAD * self.sentence
        self.total = len(self.starts) + 2 * _PAD * len(self.first)
        self.before = np.cumsum(self.sizes + 2 * _PAD) - self.sizes - 2 * _PAD
        self.behind = self.before + _PAD + self.sizes
        self.real = np.zeros(self.total, bool)
        self.real[self.at] = True

    def padded(self, found: HashColumn, pads: tuple[str, str, str, str] = ("", "", "", "")) -> HashColumn:
        """A column over the units with what stands two and one before, one and two behind each sentence."""
        value, power = np.zeros(self.total, np.uint64), np.ones(self.total, np.uint64)
        value[self.at], power[self.at] = found
        for place, text in zip((self.before, self.before + 1, self.behind, self.behind + 1), pads, strict=True):
            if text:
                value[place], power[place] = literal(text)
        return HashColumn(value, power)

    def _raw(self) -> HashColumn:
        return self.running.stretches(self.starts, self.ends)

    def _classes(self) -> HashColumn:
        kind, size = self.kind[self.starts], self.ends - self.starts
        out = HashColumn(self.codes[self.starts] + np.uint64(1), np.full(len(self.starts), literal("-")[1]))
        letter = (self.code >= ord("ァ")) & (self.code <= ord("ヺ"))
        han = ((self.code >= ord("㐀")) & (self.code <= ord("鿿"))) | (self.codes[self.starts] > 0x1FFFF)
        out = out.where(letter & (size > 1), "K").where(letter & (size == 1), "k").where(kind == _HIRAGANA, "H").where(han, "C")
        out = out.where(_codes().digit[self.code], "D")
        latin = np.flatnonzero(kind == _LATIN)
        named = column([_class(self.text[s:e]) for s, e in zip(self.starts[latin].tolist(), self.ends[latin].tolist(), strict=True)])
        out.value[latin], out.power[latin] = named
        return out

    def norms(self) -> HashColumn:
        """The units as features want them: digits by their count, Latin by lower case."""
        out = self.lower.stretches(self.starts, np.minimum(self.ends, self.starts + 20))
        digit = np.flatnonzero(_codes().digit[self.code])
        counts = column(["0" * n for n in range(7)])
        out.value[digit], out.power[digit] = counts.at(np.minimum(self.ends - self.starts, 6)[digit])
        return out

    def words(self) -> tuple[HashColumn, HashColumn, HashColumn, HashColumn, HashColumn]:
        """For each unit: its word, its place in it (B I E S), the words before and behind, and the part of speech."""
        k = np.searchsorted(self.token_ends, self.starts, "right")
        k = np.clip(k, self.token_first[self.sentence], self.token_last[self.sentence])
        names = self.running.stretches(self.token_starts, np.minimum(self.token_ends, self.token_starts + 8))
        behind = self.ends >= self.token_ends[k]
        place = np.where(self.starts <= self.token_starts[k], np.where(behind, 0, 1), np.where(behind, 2, 3))
        before = names.at(k - 1).where(k == self.token_first[self.sentence], "<")
        after = names.at(np.minimum(k + 1, len(self.token_ends) - 1)).where(k == self.token_last[self.sentence], ">")
        pos = column([pos for t in self.tokens for pos in t.pos])
        return names.at(k), column("SBEI").at(place), before, after, pos.at(k)

    def keys(self) -> Hashes:
        """(templates, units): the mixed hashes of all features; 0 where a unit has none."""
        return mixed(np.stack([*self._plain(), *self._known(), *self._inner(), *self._around()]))

    def _shifts(self, found: HashColumn) -> list[HashColumn]:
        """A padded column as it stands two and one before the units, at them, and one and two behind."""
        return [found.at(self.at + step) for step in (-2, -1, 0, 1, 2)]

    def _plain(self) -> list[Hashes]:
        w1, w2, w3, w4, w5 = self._shifts(self.padded(self.norms(), ("<2", "<1", ">1", ">2")))
        c1, c2, c3, c4, c5 = self._shifts(self.padded(self.classes, ("<", "<", ">", ">")))
        lexicon = marks.lexicon(self.text, self.starts, self.ends)
        l1, l2, l3, l4, l5 = self._shifts(self.padded(lexicon.texts, ("<", "<", ">", ">")))
        word, place, before, after, pos = self.words()
        _, p1, p2, p3, _ = self._shifts(self.padded(pos, ("", "<", ">", "")))
        ahead, since, gap = self._runs(lexicon.ends)
        return [
            named("w=", w3), named("v=", w2), named("x=", w4), named("u=", w1), named("y=", w5),
            named("vw=", w2, "|", w3), named("wx=", w3, "|", w4), named("uv=", w1, "|", w2), named("xy=", w4, "|", w5),
            named("vx=", w2, "|", w4), named("vwx=", w2, "|", w3, "|", w4),
            named("c=", c2, c3, c4), named("cc=", c1, c2, c3, c4, c5),
            named("W=", word, place), named("V=", before), named("X=", after), named("VW=", before, "|", word),
            named("WX=", word, "|", after), named("P=", p2), named("PP=", p1, "|", p2), named("PQ=", p2, "|", p3),
            named("l=", l3), named("ll=", l2, "|", l3), named("lm=", l3, "|", l4), named("lo=", l1, "|", l5),
            named("a=", ahead), named("ac=", ahead, "|", since), named("s=", since, "|", c3), named("g=", gap, place),
        ]  # fmt: skip

    def _known(self) -> list[Hashes]:
        """Known names at the unit and beside it, with the classes of its neighbours."""
        _, z1, z2, z3, _ = self._shifts(self.padded(marks.gazetteer(self.text, self.starts, self.ends)))
        _, c2, _, c4, _ = self._shifts(self.padded(self.classes, ("<", "<", ">", ">")))
        one = np.uint64(1)
        held = (z1.power != one) | (z2.power != one) | (z3.power != one)
        made = (
            named("z=", z2), named("zz=", z1, "|", z2), named("zy=", z2, "|", z3),
            named("zc=", z2, "|", c4), named("zd=", z2, "|", c2),
        )  # fmt: skip
        return [np.where(held, m, np.uint64(0)) for m in made]

    def _inner(self) -> list[Hashes]:
        """The first and last letters of units of three at least, and their length."""
        out = np.zeros((4, len(self.starts)), np.uint64)
        long = np.flatnonzero(self.ends - self.starts > 2)
        starts, ends = self.starts[long], self.ends[long]
        length = column([str(n) for n in range(11)]).at(np.minimum(ends - starts, 10))
        for row, made in zip(out, (
            named("p3=", self.lower.stretches(starts, starts + 3)), named("s3=", self.lower.stretches(ends - 3, ends)),
            named("s2=", self.lower.stretches(ends - 2, ends)), named("ln=", length),
        ), strict=True):  # fmt: skip
            row[long] = made
        return list(out)

    def _run_edges(self) -> None:
        """The runs of units: they end at punctuation, brackets and hiragana."""
        breaks = np.ones(self.total, bool)
        one = self.ends - self.starts == 1
        breaks[self.at] = (one & _codes().breaks[self.code]) | (self.kind[self.starts] == _HIRAGANA)
        index = np.arange(self.total)
        opens = np.zeros(self.total, bool)
        opens[1:] = ~breaks[1:] & breaks[:-1]
        self.run_start = np.maximum.accumulate(np.where(opens, index, 0))
        self.run_end = np.minimum.accumulate(np.where(breaks, index, self.total)[::-1])[::-1]
        self.breaks = breaks
        self.heads = np.flatnonzero(opens)
        self.run_of = np.cumsum(opens) - 1

    def _runs(self, ends: npt.NDArray[np.int64]) -> tuple[HashColumn, HashColumn, HashColumn]:
        """For each unit: what ends a name further on in its run and how far, its place in the run, and the run's neighbours.

        `ends` says which words of the lexicon end in a unit (0 none, else the number of its kind).
        """
        self._run_edges()
        mark = np.zeros(self.total, np.int64)
        mark[self.at] = ends
        index = np.arange(self.total)
        following = np.minimum.accumulate(np.where(mark > 0, index, self.total)[::-1])[::-1]
        within = following < self.run_end
        what = np.where(within, mark[np.minimum(following, self.total - 1)], self._behind_runs()[self.run_of])
        distance = np.minimum(np.where(within, following, self.run_end) - index, _FAR)
        ahead = _AHEAD.at((what * len(_BUCKET) + distance)[self.at]).where(self.breaks[self.at], ".")
        since = _SINCE.at(np.minimum(index - self.run_start, _FAR)[self.at]).where(self.breaks[self.at], ".")
        around = self.padded(self.raw, ("", "^", "$", ""))
        before, behind = around.at(self.run_start[self.at] - 1), around.at(self.run_end[self.at])
        size = _GAPS.at(np.minimum(self.run_end - self.run_start, 7)[self.at])
        return ahead, since, joined(before, behind, size).where(self.breaks[self.at], ".")

    def _behind_runs(self) -> Integers:
        """For each run what stands behind it: a ticker or the declaration of a short name, in brackets."""
        out = np.zeros(len(self.heads) + 1, np.int64)
        stops = self.run_end[self.heads]
        unit = np.cumsum(self.real) - 1
        alias = table.pattern("name_words", "alias-opening")
        held = self.real[stops]
        held[held] = _codes().opens[self.code[unit[stops[held]]]]
        for run in np.flatnonzero(held).tolist():
            end = int(self.ends[unit[stops[run]] - 1])
            limit = int(self.last[self.sentence[unit[stops[run]]]])
            if _TICKER.match(self.text, end, limit):
                out[run] = marks.TICKER
            elif alias.match(self.text, end, limit):
                out[run] = marks.ALIAS
        return out

    def _around(self) -> list[Hashes]:
        """The run as a whole, its ends, and the words before and behind it: the context that a long name hides from its inner units."""
        out = np.zeros((8, len(self.heads) + 1), np.uint64)
        stops = self.run_end[self.heads]
        unit = np.cumsum(self.real) - 1
        start, end = self.starts[unit[self.heads]], self.ends[unit[stops - 1]]
        limit = self.last[self.sentence[unit[self.heads]]]
        raw = self.padded(self.raw)
        bar = HashColumn(np.where(self.real, literal("|")[0], np.uint64(0)), np.where(self.real, literal("|")[1], np.uint64(1)))
        i, j = self.heads, stops
        far = np.minimum(j + 2, self.total - 1)
        parts = self.running.stretches
        made = [
            named("ra=", raw.at(j), bar.at(j + 1), raw.at(j + 1)),
            named("rb=", raw.at(i - 2), bar.at(i - 2), raw.at(i - 1)),
            named("rc=", raw.at(j), bar.at(j + 1), raw.at(j + 1), bar.at(far), raw.at(far)),
            named("rs=", parts(np.maximum(end - 2, start), end)), named("rt=", parts(np.maximum(end - 3, start), end)),
            named("r=", parts(start, end)), named("rp=", parts(start, np.minimum(start + 2, limit))),
            named("rl=", _SIZES.at(np.minimum(end - start, 14))),
        ]  # fmt: skip
        for row, found in zip(out, made, strict=True):
            row[:-1] = found
        out[5:, :-1][:, end - start > 14] = 0
        run = np.where(self.breaks, len(self.heads), self.run_of)[self.at]
        return list(out[:, run])


_AHEAD = column([what + str(far) if what else "" for what in marks.ENDS for far in _BUCKET])
_SINCE = column([str(far) for far in _BUCKET])
_GAPS = column([*map(str, range(7)), ""])
_SIZES = column([str(n) for n in range(15)])
