"""Where an unknown name begins and ends.

That is asked of short strings (at most `REACH` characters) next to an anchor: a legal form, a bracket, a
role word. Answers are cached, for news repeats itself. The source is the folded text for Chinese; for Japanese, whose
dictionary knows Japanese forms only, the text with nothing but its width folded (see `source_of`).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

import regex

from ...rules.fold import fold_width
from ...rules.legal_form import form_words, words
from ...rules.pattern import trie
from ..text.dictionary import in_dictionary_zh, words_ja, words_zh
from ..text.document import Document
from . import grammar
from .likeness import HAN_ONLY, HAN_OR_MARK, KATAKANA, LETTER, core_of, likeness, longest_sector, sectors, side_of

REACH = 30
"""No name is looked for further from its anchor than this many characters."""

_CHARS = rf"{HAN_OR_MARK}{KATAKANA}A-Za-z0-9・&'.\-"
_LATIN_WORD = r"[A-Za-z0-9][A-Za-z0-9&'.\-]*"
_LEFT = regex.compile(rf"(?r)(?:[{_CHARS}]++|(?<=[A-Za-z0-9.,&]) (?=[A-Za-z0-9&])|(?<=[A-Za-z]), (?=(?:Inc|Ltd|LLC|Co|Corp)\b))++")
_RIGHT = regex.compile(rf"(?:[{_CHARS}]++|(?<=[A-Za-z0-9.&]) (?=[A-Z0-9&]))++")
_BARE_NUMBER = regex.compile(r"[0-9]+(?:$|[~/.-])")
_LATIN_ONLY = regex.compile(r"[\x20-\x7e]+")

_FUNCTION_TAGS = frozenset(["p", "c", "uj", "ul", "ud", "uv", "uz", "ug", "d", "r", "y", "e", "o", "t"])


class Name:
    """A stretch that may be a name: offsets, and how much it looks like one (0 common word … 2 nothing but a name)."""

    __slots__ = ("start", "end", "likeness")

    def __init__(self, start: int, end: int, likeness: int) -> None:
        self.start, self.end, self.likeness = start, end, likeness


def source_of(document: Document) -> str:
    """The text in the forms that the dictionary of its language knows, offsets unchanged."""
    return _narrow(document.text) if document.lang == "ja" else document.folded


_narrow = lru_cache(maxsize=1)(fold_width)
"""Every step on the way to a document's names asks for its source."""


def left_of(source: str, end: int, lang: str, tail: int = 0, short: bool = False) -> Name | None:
    """The name that ends at `end`; its last `tail` characters (a legal form or sector word) are known to belong to it.

    `short` allows a name of one letter, where a form in brackets follows.
    """
    match = _LEFT.match(source, max(end - REACH, 0), end)
    if match is None or not match.group():
        return None
    run = match.group()
    found = _left(run, lang, tail)
    if found is None:
        return Name(end - 1, end, 1) if short and len(run) == 1 else None
    offset = end - len(run)
    return Name(offset + found[0], offset + found[1], found[2])


_HIRAGANA_TOO = regex.compile(rf"[{_CHARS}ぁ-ゟ]+")
_NAME_POS = frozenset(["名詞", "接頭辞", "接尾辞", "形状詞", "記号", "副詞", "感動詞"])
_BEHIND_POS = _NAME_POS | {"動詞", "形容詞"}


def behind_form(source: str, start: int) -> Name | None:
    """The Japanese name right behind a legal form: all words up to a particle, whatever their letters: 株式会社|いなげや|は."""
    match = _HIRAGANA_TOO.match(source, start, start + REACH)
    if match is None:
        return None
    found = _behind_form(match.group())
    return Name(start, start + found, likeness(match.group()[:found], "ja")) if found else None


@lru_cache(maxsize=1 << 14)
def _behind_form(run: str) -> int:
    """Where the name ends that begins `run`; 0 where there is none."""
    end = 0
    ends = tuple(words("ends", "ja"))
    tokens = words_ja(run)
    for token, behind in zip(tokens, [*tokens[1:], None], strict=True):
        shop = token.text == "や" and end > 0 and (behind is None or behind.pos == "助詞")
        if token.pos not in _BEHIND_POS and not shop and not (token.text.isascii() or token.unknown):
            break
        if end and (run.startswith(ends, token.start) or token.text in words("common", "ja") and token.pos != "名詞"):
            break
        end = token.start + len(token.text)
    return end if end > 1 and not _BARE_NUMBER.match(run, 0, end) else 0


_HIRAGANA = regex.compile("[ぁ-ゟ]")
_HIRAGANA_LEFT = regex.compile(rf"(?r)[{_CHARS}ぁ-ゟ]+")


def before_form(source: str, end: int) -> Name | None:
    """The Japanese name with hiragana in it right before a legal form: all words from the last particle on: の|きらら商会|(株)."""
    match = _HIRAGANA_LEFT.match(source, max(end - REACH, 0), end)
    if match is None:
        return None
    start = len(match.group())
    for token in reversed(words_ja(match.group())):
        if token.pos not in _NAME_POS and not (token.text.isascii() or token.unknown):
            break
        start = token.start
    name = match.group()[start:]
    return Name(end - len(name), end, 1) if len(name) > 1 and _HIRAGANA.search(name) else None


def right_of(source: str, start: int, lang: str) -> Name | None:
    """The name that begins at `start`."""
    match = _RIGHT.match(source, start, start + REACH)
    if match is None:
        return None
    found = _right(match.group(), lang)
    return Name(start + found[0], start + found[1], found[2]) if found else None


_Part = tuple[int, int, int]
"""(start, end, likeness) of a name in a run of characters."""


def _named_part(run: str, side: str, part: _Part) -> _Part | None:
    """A part of a run, unless it is no name at all: a number, or a single character."""
    start, end, _ = part
    if start < 0 or end - start < 2 or not LETTER.search(run, start, end):
        return None
    if _BARE_NUMBER.match(run, start, end) or grammar.pattern("counted", side).match(run, start, end):
        return None
    return part


@cache
def _alternation(pattern: str, lang: str) -> re.Pattern[str]:
    """The words of the places named in `pattern` ("starts before"), longest first, and counted numbers."""
    found = {w for place in pattern.split() for w in words(place, lang)}
    return re.compile(f"{grammar.source('counted', lang)}|{trie(w for w in sorted(found) if len(w) > 1)}")


@lru_cache(maxsize=1 << 16)
def _left(run: str, lang: str, tail: int) -> _Part | None:
    """The name that ends `run`."""
    return _named_part(run, side_of(lang), _left_part(run, lang, tail))


def _left_part(run: str, lang: str, tail: int) -> _Part:
    side = side_of(lang)
    core_end = len(run) - tail
    fund = grammar.pattern("numbered-fund", side).match(run, core_end - 1, core_end)
    if not fund and (number := grammar.pattern("ends-number", side).search(run, 0, core_end)) and number.end() == core_end:
        return -1, len(run), 0
    dates = [m.end() for m in grammar.pattern("dated", side).finditer(run, 0, core_end)]
    floor = dates[-1] if dates and dates[-1] < core_end else 0  # 昭和11年|碧浜製薬株式会社
    cuts = [floor, *(m.end() for m in _alternation("starts before", side).finditer(run, floor, core_end))]
    best = (-1, len(run), 0)
    for cut in reversed([c for c in cuts if c < core_end and not _within_katakana(run, c)]):
        start = (_walk_ja if side == "ja" else _walk_zh)(run, cut, core_end)
        while start < core_end and run[start] in "・-.&' ":
            start += 1
        like = likeness(core_of(run[start:core_end], side), side)
        if core_end - start >= 2 or (tail and core_end > start):
            if like:
                return start, len(run), like
            if best[0] < 0:
                best = (start, len(run), 0)
    return best


def _within_katakana(run: str, at: int) -> bool:
    """Whether a place is inside of a katakana word: メディア is no word of its own in メディアーム."""
    return at > 0 and "ァ" <= run[at - 1] <= "ー" and "ァ" <= run[at] <= "ー" and "・" not in run[at - 1 : at + 1]


@cache
def _sector_at(side: str) -> re.Pattern[str]:
    return re.compile(trie(sorted(sectors(side))))


def _walk_zh(run: str, cut: int, core_end: int) -> int:
    """The start of the name's first word, walking left from `core_end` to a function word, at most to `cut`."""
    if run[core_end - 1].isascii() and (latin := _latin_tail(run, cut, core_end)) is not None:
        return latin
    tokens, at = [], cut
    for word, tag in words_zh(run[cut:]):
        if at >= core_end:
            break
        tokens.append((at, word, tag))
        at += len(word)
    start = core_end
    place = False
    for at, word, tag in reversed(tokens):
        known = in_dictionary_zh(word)
        if len(word) == 1 and word in grammar.letters("zh-stops", "zh") or _function(word, tag):
            break
        if word.isspace() or word in "-・":
            break
        core = run[start:core_end]
        settled = len(core) >= 2 and likeness(core, "zh") > 0
        if place and tag != "ns":
            break
        if settled and known and len(word) > 1 and (tag[0] == "v" or tag == "n" and likeness(core, "zh") == 2):
            break
        if settled and word[-1] in grammar.letters("zh-shop-ends", "zh") and not (known and tag in ("nz", "nt")):
            break  # 药妆店朗悦
        glued = word[0] in grammar.letters("zh-glued-always", "zh") and at
        glued = glued or word[0] in grammar.letters("zh-glued", "zh") and _described(tokens, at)
        if not known and len(word) > 1 and (word[0] in grammar.letters("zh-stops", "zh") or glued) and core_end - at > 2:
            return at + 1
        start = at
        place = settled and tag == "ns" and known
    return start


def _described(tokens: list[tuple[int, str, str]], at: int) -> bool:
    """Whether a common word of the dictionary stands before `at`: 设备|商拓岭, 一致行动|人嘉屿."""
    before = next((t for t in tokens if t[0] + len(t[1]) == at), None)
    return before is not None and len(before[1]) > 1 and before[2] in ("n", "v", "vn", "l", "i", "b") and in_dictionary_zh(before[1])


def _function(word: str, tag: str) -> bool:
    """Whether a word of several characters has grammatical function only; of single ones only those of "zh-stops" have."""
    return len(word) > 1 and tag in _FUNCTION_TAGS and word not in sectors("zh") and in_dictionary_zh(word)


_LATIN_TAIL = regex.compile(r"[\x20-\x7e]+$")


def _latin_tail(run: str, cut: int, core_end: int) -> int | None:
    """The start of the Latin words before `core_end`; None where a short one ends a name of another script (ミナモAI)."""
    match = _LATIN_TAIL.search(run, cut, core_end)
    if match is None:
        return None
    if match.start() > cut and len(match.group()) <= 3 and match.group().isupper() and len(run) == core_end:
        return None
    return _walk_latin(run, match.start(), core_end)


def _walk_latin(run: str, cut: int, core_end: int) -> int:
    """The first of the capitalized words that end at `core_end`."""
    start = core_end
    for match in reversed(list(regex.finditer(r"\S+", run[cut:core_end]))):
        word = match.group()
        if not (word[0].isupper() or word[0].isdigit() or word in ("of", "and", "&", "de", "the") or any(c.isupper() for c in word)):
            break
        start = cut + match.start()
    return start


def _walk_ja(run: str, cut: int, core_end: int) -> int:
    core = run[cut:core_end]
    if core[-1].isascii() and (latin := _latin_tail(run, cut, core_end)) is not None:
        return latin
    if len(core) > 2 and core[0] in grammar.letters("ja-countries", "ja") and not HAN_ONLY.match(core[1]):
        return cut + 1  # 米アルファベット, 独シーメンス
    # a common word before an unknown one is no part of the name: 建機ヒノデ工業
    for _ in range(4):
        tokens = words_ja(run[cut:core_end])
        if len(tokens) < 2:
            break
        first = tokens[0]
        rest = run[cut + len(first.text) : core_end]
        if first.proper or first.unknown or len(first.text) < 2 or len(rest) < 2 or likeness(rest, "ja") < 2:
            break
        cut += len(first.text)
    return cut


@lru_cache(maxsize=1 << 16)
def _right(run: str, lang: str) -> _Part | None:
    """The name that begins `run`."""
    return _named_part(run, side_of(lang), _right_part(run, lang))


def _right_part(run: str, lang: str) -> _Part:
    side = side_of(lang)
    if (skipped := _alternation("starts", side).match(run)) and len(run) > skipped.end():
        return 0, 0, 0
    end = len(run)
    for match in _alternation("ends after", side).finditer(run, 2):
        sector = _sector_at(side).match(run, match.start())
        if sector is None or sector.end() < match.end():
            end = match.start()
            break
    if run[:end].isascii():
        end = _latin_end(run[:end])
    elif side == "zh":
        end = _words_end_zh(run[:end])
    else:
        end = _words_end_ja(run[:end])
    end = len(run[:end].rstrip(" ・-.&'"))
    return 0, end, likeness(core_of(run[:end], side), side)


def _latin_end(run: str) -> int:
    """The last of the capitalized words that begin `run`."""
    end = 0
    for match in regex.finditer(r"\S+", run):
        word = match.group()
        if end and not (word[0].isupper() or word in ("of", "and", "&", "de")):
            break
        end = match.end()
    return end


def _cannot_begin(word: str, tag: str, known: bool) -> bool:
    """Whether a word is no first word of a name: a function word, a verb, or jieba's guess that swallowed a function word."""
    if word in grammar.letters("zh-stops", "zh") or word in words("ends", "zh") or word in words("after", "zh") or _function(word, tag):
        return True
    return len(word) > 1 and (
        tag == "v" if known else word[0] in grammar.letters("zh-stops", "zh") or word[0] in grammar.letters("zh-negations", "zh")
    )


def cannot_begin(folded: str) -> bool:
    """Whether a folded Chinese stretch begins with a word that begins no name, or with a word of the dictionary."""
    word, tag = words_zh(folded)[0]
    known = in_dictionary_zh(word)
    return _cannot_begin(word, tag, known) or known and len(word) > 1


def _words_end_zh(run: str) -> int:
    end, sector = 0, False
    for word, tag in words_zh(run):
        known = in_dictionary_zh(word)
        if not end and _cannot_begin(word, tag, known):
            break
        if not end and not known and (swallowed := grammar.pattern("zh-swallowed", "zh").search(word, 2)):
            return swallowed.start()
        is_sector = word in sectors("zh")
        if end:
            if len(word) == 1 and word in grammar.letters("zh-stops", "zh") or _function(word, tag) or word[0].isdigit():
                break
            if sector and not is_sector:
                break
            if not known and (swallowed := grammar.pattern("zh-swallowed", "zh").search(word, 1)) and end + swallowed.start() >= 2:
                return end + swallowed.start()
            if word in words("ends", "zh") or known and len(word) > 1 and tag[0] == "v" and not is_sector and likeness(run[:end], "zh"):
                break
        sector = sector or is_sector and end > 0
        end += len(word)
    return end


_SCRIPT_CHANGE = regex.compile(rf"(?<=[{KATAKANA}][{KATAKANA}])([{HAN_OR_MARK}]+)$")


def _words_end_ja(run: str) -> int:
    """Cut common words off behind an unknown one: タイミー従業員."""
    for word in sorted((w for w in words("ends", "ja") if len(w) == 1), key=len, reverse=True):
        if run.endswith(word) and len(run) > 3 and not _ends_sector(run):
            run = run[: -len(word)]
    change = _SCRIPT_CHANGE.search(run)
    if change and not _ends_sector(run) and likeness(change.group(1), "ja") == 0:
        run = run[: change.start(1)]
    end = len(run)
    for _ in range(3):
        tokens = words_ja(run[:end])
        last = tokens[-1] if tokens else None
        if last is None or len(tokens) < 2 or last.proper or last.unknown or len(last.text) < 2 or _ends_sector(run[:end]):
            break
        if likeness(run[: last.start], "ja") < 2:
            break
        end = last.start
    return end


def _ends_sector(name: str) -> bool:
    return any(name[-n:] in sectors("ja") for n in range(1, longest_sector("ja") + 1))


@lru_cache(maxsize=1 << 12)
def only_forms(rest: str, side: str) -> bool:
    """Whether a tail holds nothing but legal and group words, so that the name before it is the same firm's."""
    legal = form_words("legal", "after", side)
    group = {t for t in form_words("group", "after", side) if not t[0].isascii() or t in ("Group", "Holdings", "Holding", "HD")}
    tails = legal | group
    rest = rest.strip(" ,")
    for _ in range(4):
        tail = next((t for t in sorted(tails, key=len, reverse=True) if rest.endswith(t)), None)
        if tail is None:
            break
        rest = rest[: -len(tail)].rstrip(" ,")
    return not rest
