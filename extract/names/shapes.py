"""Names that the form of a stretch shows, whatever they are made of: a parent with its place, a Latin name with a bracket before its
legal form, the one a round of funding is of, a name that a code stands below; and marks behind a name that are part of it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import regex

from ...rules.gate import finditer
from ...rules.legal_form import form_words, generic_words, words
from ..text.dictionary import is_person_zh, is_place, words_ja, words_zh
from . import grammar
from .candidates import is_generic, no_name
from .context import is_finance
from .likeness import HAN, core_of, likeness
from .span import left_of, right_of

_CLAUSE = " ,。;!?、\n:|)】」”』◆■●▼•▪★\t"
"""What stands before the first word of a clause."""
_LONGEST = 20
_LIST = 120
"""A list of investors is read so many characters back, at most."""


class Shape(NamedTuple):
    """A stretch, and the kind of proposal that its form makes it."""

    start: int
    end: int
    kind: str


def shapes(folded: str, source: str, side: str) -> Iterator[Shape]:
    """Names that stand by their form alone, in no order."""
    yield from _latin(folded)
    yield from (s for s in _above_codes(folded) if not is_place(source[s.start : s.end], side))
    yield from _emphasized_names(folded)
    if side == "ja":
        yield from _with_hiragana(source)
        yield from _listed_itself(source)
    if side == "zh":
        yield from _raising(source)
        yield from _invested(source)
        yield from _announcing(source)
        yield from (Shape(*m.span(1), "held") for m in grammar.pattern("zh-held", "zh").finditer(source) if _may_name(m[1]))
        yield from _investing(source)
        yield from _themed(source)
        yield from (Shape(*match.span(1), "latin.does") for match in grammar.pattern("zh-latin-does", "zh").finditer(source))
        yield from _subjects(source)


@cache
def _latin_legal() -> regex.Pattern[str]:
    forms = sorted((w for w in form_words("legal", "after", "zh") if w.isascii() and w[0].isalpha()), key=len, reverse=True)
    legal = "|".join(regex.escape(w) for w in forms)
    word = r"[A-Z0-9][A-Za-z0-9&'.\-]{0,24}"
    return regex.compile(
        rf"(?<![A-Za-z0-9&]){word}(?: {word}){{0,5}}+ ?\([A-Z][A-Za-z. ]{{1,24}}\)"
        rf"(?:,? (?!(?:{legal})(?![A-Za-z])){word}){{0,3}},? ?(?:{legal})(?![A-Za-z0-9])"
    )


def _latin(folded: str) -> Iterator[Shape]:
    """Foxfield (Singapore) Pte. Ltd."""
    for match in _latin_legal().finditer(folded):
        yield Shape(*match.span(), "latin.whole")


def _invested(source: str) -> Iterator[Shape]:
    """What stands between the verb of an investor and the round: 领投|X|A轮融资."""
    for match in grammar.pattern("zh-invested", "zh").finditer(source):
        if _may_name(match[1]):
            yield Shape(*match.span(1), "raises.round")


_ABOVE_CODE = regex.compile(
    r"(?<![^\n])[ \t]{0,4}(?P<name>[^\s:,、。;()<>「」『』|=+%*#0-9][^:,、。;()<>「」『』|=+%\n]{1,23}?)[ \t]{0,4}\n"
    r"[ \t]{0,4}(?P<code>[1-9][0-9]{2}[0-9A-Z]|[036][0-9]{5})(?:[.\-](?:T|TW|SH|SZ))?[ \t]{0,4}(?![^\n])"
)
_EMPHASIZED = regex.compile(r"(?<![^\s\-・:、,])\*\*([^\s*()。、,:|][^*()。、,:|\n]{1,23})(?:\([^()\n]{1,20}\))?\*\*")


def _emphasized_names(folded: str) -> Iterator[Shape]:
    """What Markdown sets in bold, without its bracket: **X(Y)**."""
    for match in _EMPHASIZED.finditer(folded):
        yield Shape(*match.span(1), "emphasized")


_OF_ANY_LETTERS = regex.compile(rf"(?r)(?<![^。\n!?」』】 ])[{HAN}々ぁ-ゖァ-ヺーA-Za-z0-9]{{3,16}}")
_HIRAGANA = regex.compile("[ぁ-ゖ]")


def _with_hiragana(source: str) -> Iterator[Shape]:
    """A Japanese name with hiragana in it that begins a sentence: いえらぶテック（本社：）, おやつの碧は…調達した."""
    for behind in grammar.pattern("ja-firm-behind", "ja").finditer(source):
        run = _OF_ANY_LETTERS.match(source, max(behind.start() - 17, 0), behind.start())
        if run is None or not _HIRAGANA.search(run.group()) or no_name(run.group(), "ja") and not _MIXED.fullmatch(run.group()):
            continue
        # 締めくくり is a verb's noun; a name with such letters begins with them, or has a bracket behind it
        if (_HIRAGANA.match(run.group()) or "(" in behind.group()) and _is_nominal(run.group()):
            yield Shape(*run.span(), "hiragana")


def _listed_itself(source: str) -> Iterator[Shape]:
    """A Japanese name that begins a sentence which says where it is listed: Xは東証グロース上場の."""
    for behind in grammar.pattern("ja-listed-behind", "ja").finditer(source):
        run = _OF_ANY_LETTERS.match(source, max(behind.start() - 17, 0), behind.start())
        if (
            run
            and "の" not in run.group()
            and _is_nominal(run.group())
            and not no_name(run.group(), "ja")
            and run.group() not in words("before", "ja")
        ):
            yield Shape(*run.span(), "listed.itself")


_MIXED = regex.compile(r"[ぁ-ゖ]{2,6}[ァ-ヺー]{2,12}")


def _is_nominal(run: str) -> bool:
    """Whether a run is made of nouns and what may stand among them in a name, or of hiragana and katakana."""
    tokens = words_ja(run)
    if len(tokens) < 2 and not tokens[0].proper or tokens[0].pos not in _FIRST or any(t.text in words("common", "ja") for t in tokens):
        return False
    if _MIXED.fullmatch(run):
        return True
    return tokens[-1].pos in ("名詞", "記号") and all(t.pos in _WITHIN or t.text == "の" for t in tokens)


_FIRST = frozenset(["名詞", "動詞", "形容詞", "形状詞", "接頭辞", "感動詞"])
_WITHIN = _FIRST | {"記号", "接尾辞", "副詞"}
_YEAR = regex.compile(r"(?:19|20)[0-9]{2}")


def _above_codes(folded: str) -> Iterator[Shape]:
    """A name alone in its line, with its code alone in the next."""
    for match in finditer(_ABOVE_CODE, folded):
        if not _YEAR.fullmatch(match["code"]) and not grammar.pattern("label-ends", "zh").search(match["name"]):
            yield Shape(*match.span("name"), "code.below")


def _raising(source: str) -> Iterator[Shape]:
    """The firm that a round of funding is of: quoted, behind a word for a firm, or first in its clause."""
    for quoted in grammar.pattern("zh-quoted-raises", "zh").finditer(source):
        yield Shape(*quoted.span(1), "raises.quoted")
    for verb in finditer(grammar.quick("zh-raises-round", "zh"), source):
        name = left_of(source, verb.start(), "zh")
        start = _sounding(source, verb.start()) if name is None else name.start
        if head := grammar.pattern("zh-firm-nouns", "zh", "(?r)").search(source, max(verb.start() - _LONGEST, 0), verb.start()):
            start = max(start, head.end())
        if source[start - 1 : start] in grammar.letters("zh-joins", "zh") and (start == 1 or source[start - 2] in _CLAUSE):
            start -= 1  # nothing that 和 could join stands before it: 和府捞面完成
        if verb.start() - start >= 2 and _opens(source, start) and _may_name(source[start : verb.start()]):
            yield Shape(start, verb.start(), "raises.round")
            if grammar.pattern("zh-raises-money", "zh").match(source, verb.start()):
                yield Shape(start, verb.start(), "raises.money")


@cache
def _run() -> regex.Pattern[str]:
    return regex.compile(rf"(?r)(?:(?<={grammar.source('zh-date-ends', 'zh')})|(?<![{HAN}0-9A-Za-z]))[{HAN}]{{2,6}}")


def _sounding(source: str, end: int) -> int:
    """Where a clause begins that is a sound or letters of no word up to `end`, which the grammar takes for no name: 咕咚."""
    run = _run().match(source, max(end - 8, 0), end)
    return run.start() if run and all(tag[0] in "oexyz" for _, tag in words_zh(run.group())) else end


def _opens(source: str, start: int) -> bool:
    """Whether a clause, or what a word for a firm or a date leaves of it, begins at `start`."""
    if start == 0 or source[start - 1] in _CLAUSE:
        return True
    return bool(grammar.pattern("zh-before-raiser", "zh", "(?r)").match(source, max(start - 12, 0), start))


def _may_name(surface: str) -> bool:
    """Whether a stretch is no common noun, person, thing, figure or word of finance."""
    if no_name(surface, "zh") or is_finance(surface, "zh") or is_place(surface, "zh") or surface in words("common", "zh"):
        return False
    return not grammar.pattern("zh-no-firm-letters", "zh").search(surface) and not is_generic(core_of(surface, "zh"), "zh")


def _announcing(source: str) -> Iterator[Shape]:
    """The firm that a clause on an announcement begins with: 快讯，X公告，."""
    for verb in grammar.quick("zh-announces", "zh").finditer(source):
        name = left_of(source, verb.start(), "zh")
        if name is None or not name.likeness or not 2 <= verb.start() - name.start <= 8:
            continue
        if (name.start == 0 or source[name.start - 1] in _CLAUSE) and _may_name(source[name.start : verb.start()]):
            yield Shape(name.start, verb.start(), "announces")


_SUBJECT = regex.compile(rf"(?r)(?<![{HAN}A-Za-z0-9])[{HAN}]{{3,6}}")


def _subjects(source: str) -> Iterator[Shape]:
    """What begins a clause, ends with a line of business and does what firms do: X光学|预计."""
    for verb in grammar.quick("zh-firm-verbs", "zh").finditer(source):
        run = _SUBJECT.match(source, max(verb.start() - 7, 0), verb.start())
        core = core_of(run.group(), "zh") if run else ""
        if run is None or len(core) < 2 or core == run.group() or core in generic_words("zh") or core in words("common", "zh"):
            continue
        if not is_place(core, "zh") and not is_finance(core, "zh") and not grammar.pattern("zh-no-firm-letters", "zh").search(core):
            yield Shape(*run.span(), "does")


_MEMBER = regex.compile(rf"[{HAN}A-Za-z0-9][{HAN}A-Za-z0-9&'. \-]{{1,24}}")


def _investing(source: str) -> Iterator[Shape]:
    """The members of a list of investors: 由A、B领投, C、D跟投."""
    for verb in finditer(grammar.pattern("zh-invests-in-round", "zh"), source):
        far = max(verb.start() - _LIST, 0)
        low = max(far, *(source.rfind(mark, far, verb.start()) + 1 for mark in ",。;:\n("))
        members: list[tuple[int, int]] = []
        for member in grammar.pattern("zh-investor-gaps", "zh").splititer(source[low : verb.start()]):
            at = source.find(member, low, verb.start()) if member else -1
            if at < 0:
                continue
            lead = grammar.pattern("zh-investor-leads", "zh").match(member)
            start, low = at + (lead.end() if lead else 0), at + len(member)
            if _MEMBER.fullmatch(source, start, low) and not grammar.pattern("zh-no-investor", "zh").search(source, start, low):
                members.append((start, low))
        firms = any(not is_person_zh(source[start:end]) for start, end in members)
        for start, end in members:
            # two letters that may be a person's name, too, are a firm's among firms: 高榕
            if _may_name(source[start:end]) or firms and end - start == 2 and is_person_zh(source[start:end]):
                yield Shape(start, end, "investor")


def _themed(source: str) -> Iterator[Shape]:
    """The firm behind the theme that it is counted to: 锆概念X."""
    for theme in grammar.pattern("zh-theme", "zh").finditer(source):
        name = right_of(source, theme.end(), "zh")
        if name and name.likeness and _may_name(source[name.start : name.end]):
            yield Shape(name.start, name.end, "theme.before")


_TOUCHES = regex.compile(rf"[{HAN}A-Za-z0-9]")


def place_before(source: str, start: int) -> int:
    """Where the city or province begins that stands right before a name, with nothing before it (苏州|X科技); else `start`."""
    for at in (start - 3, start - 2):
        if at < 0 or not is_place(source[at:start], "zh"):
            continue
        if grammar.pattern("home-places", "zh").match(source, at) or grammar.pattern("countries", "zh").match(source, at):
            return start
        free = at == 0 or source[at - 1] in grammar.letters("zh-stops", "zh") or not _TOUCHES.match(source, at - 1)
        return at if free else start
    return start


@cache
def _branch() -> regex.Pattern[str]:
    return regex.compile(rf"(?P<place>[{HAN}]{{2,5}}?){grammar.source('zh-branch-end', 'zh')}")


def place_behind(source: str, end: int) -> int:
    """Where a name with its place, or a group's with its member, and 公司 ends, which begins with a known one (X|美国公司); else `end`."""
    match = _branch().match(source, end)
    if match is None:
        return end
    group = source.endswith(grammar.forms("zh-group-ends", "zh"), max(end - 4, 0), end)
    return match.end() if is_place(match["place"], "zh") or group and likeness(match["place"], "zh") == 2 else end


@cache
def _subsidiary() -> regex.Pattern[str]:
    return regex.compile(rf"(?P<place>[{HAN}]{{2}}){grammar.source('zh-subsidiary-end', 'zh')}")


def city_behind(source: str, end: int) -> int:
    """Where a name with its city ends, that its group reports of as of a firm: 葉岑|寧波|銷售; `end` where there is none."""
    match = _subsidiary().match(source, end)
    if match is None or not is_place(match["place"], "zh") or grammar.pattern("countries", "zh").match(match["place"]):
        return end
    return match.end("place")


def mark_behind(source: str, start: int, end: int, starred: bool) -> int:
    """Where a name ends with the mark that belongs to it: X*, X(股), X-KY; 0 where none follows. `starred`: a star may be one."""
    if mark := grammar.pattern("ky", "zh").match(source, end) or grammar.pattern("paper-form", "zh").match(source, end):
        return mark.end()
    if starred and grammar.pattern("star", "zh").match(source, end) and not _emphasized(source, start):
        return end + 1
    return 0


def _emphasized(source: str, start: int) -> bool:
    """Whether a star opens Markdown's emphasis in the line, before the name or at it."""
    line = source.rfind("\n", max(start - 200, 0), start) + 1
    return bool(grammar.pattern("opening-star", "zh").search(source[max(line, start - 200) : start]))


def share_class(source: str, start: int, end: int, known: bool) -> int:
    """Where a name ends with the letter of its class of shares: 岚峰A; 0 where none follows. Of a name that is not `known`,
    only where something is said of its share."""
    if not 2 <= end - start <= 5 or not "㐀" <= source[end - 1] <= "鿿":
        return 0
    letter = grammar.pattern("share-class", "zh").match(source, end)
    if letter is None or not (known or grammar.pattern("share-moves", "zh").match(source, letter.end())):
        return 0
    return letter.end()
