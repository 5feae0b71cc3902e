"""Names by what is said right beside them: figures in a bracket, a legal form in front, the work that they do; and what makes a
firm of its own of a known name or of Latin letters."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

import regex

from ...rules.legal_form import words
from ..text.dictionary import is_place, words_zh
from . import grammar
from .candidates import is_generic, no_name
from .context import is_finance
from .likeness import HAN, core_of, likeness
from .shapes import Shape
from .span import left_of

_LATIN_BEFORE = regex.compile(r"(?r)(?<![A-Za-z0-9])[A-Z][A-Za-z0-9&'.\-]{1,24}(?: [A-Z][A-Za-z0-9&'.\-]{0,24}){0,4}")
_KATAKANA_TAIL = regex.compile(r"(?r)[ァ-ヺー・]{3,}")


def said(source: str, side: str) -> Iterator[Shape]:
    """Names that what stands beside them tells, in no order."""
    if side == "ja":
        yield from _beside_bracket(source, "ja-profile", "profile")
        yield from _beside_bracket(source, "ja-seat", "seat")
        yield from _of_shares(source, "ja-share-verbs", "share.moves")
        yield from _of_shares(source, "ja-share-of", "share.of")
        yield from (Shape(*match.span("name"), "reports.head") for match in grammar.quick("ja-reports-head", "ja").finditer(source))
        yield from (Shape(*match.span(1), "works.on") for match in grammar.pattern("ja-works-on", "ja").finditer(source))
        yield from (Shape(*match.span(), "form.latin") for match in grammar.pattern("ja-form-latin", "ja").finditer(source))
    else:
        yield from (Shape(*match.span(), "st") for match in grammar.pattern("zh-special-treatment", "zh").finditer(source))
        yield from _divided_by_quotes(source)
        subsidiaries = grammar.quick("zh-latin-subsidiary", "zh").finditer(source)
        yield from (Shape(*match.span(1), "latin.subsidiary") for match in subsidiaries)
        yield from _heading_results(source)
        yield from _moving_by(source)
    yield from _houses(source, side)
    yield from (Shape(*match.span(), "latin.form") for match in _latin_with_form().finditer(source))


@cache
def _latin_with_form() -> regex.Pattern[str]:
    """Latin words and the legal form of a country: Qovadet Nordic Oy."""
    form = grammar.source("latin-forms", "zh")
    word = rf"(?!{form})[A-Z][A-Za-z0-9&'\-]{{1,24}}"
    return regex.compile(rf"(?<![A-Za-z0-9&.]){word}(?: {word}){{0,4}},? {form}(?![A-Za-z0-9])")


_WORD_BEFORE = regex.compile(r"(?r)(?<![A-Za-z0-9.])[A-Z][A-Za-z]{1,24}")


def _houses(source: str, side: str) -> Iterator[Shape]:
    """A Latin word, no acronym of a thing, with the word for a house of business: Hana|銀行."""
    for house in grammar.pattern("houses", side).finditer(source):
        word = _WORD_BEFORE.match(source, max(house.start() - 25, 0), house.start())
        if word is None:
            continue
        short = word.group().isupper()
        if not short or house["any"] and len(word.group()) <= 4 and word.group() not in grammar.forms("thing-acronyms", side):
            yield Shape(word.start(), house.end(), "latin.house")


def _beside_bracket(source: str, row: str, kind: str) -> Iterator[Shape]:
    """The firm whose sales or seat a bracket behind it gives: 段ボール製造の|山辺紙業|（京都府宇治市。売上高8億円…）."""
    for opened in grammar.quick(row, "ja").finditer(source):
        if kind == "seat" and not grammar.pattern("ja-seat-behind", "ja").match(source, opened.end()):
            continue
        end = opened.start()
        if latin := _LATIN_BEFORE.match(source, max(end - 60, 0), end):
            yield Shape(*latin.span(), kind)
            continue
        name = left_of(source, end, "ja")
        if name is None:
            continue
        surface = source[name.start : end]
        core = core_of(surface, "ja")
        plain = not name.likeness and core == surface and not _KATAKANA_TAIL.match(surface)
        if not plain and not no_name(surface, "ja") and not is_place(surface, "ja"):
            yield Shape(name.start, end, kind)


_CLAUSE = " 　,、。;:!?\n|」』】)>◆■●▼▲・•▪★◎○"
"""What stands before the first word of a clause."""
_RUN = regex.compile(rf"(?r)[{HAN}々ァ-ヺーA-Za-z0-9・&]{{2,18}}")


def _opening_run(source: str, end: int) -> tuple[int, int] | None:
    """The letters, no hiragana among them, that stand before `end` and begin a clause."""
    run = _RUN.match(source, max(end - 18, 0), end)
    if run is None or run.start() and source[run.start() - 1] not in _CLAUSE:
        return None
    return run.span()


def _of_shares(source: str, row: str, kind: str) -> Iterator[Shape]:
    """What begins a clause on a share, and is no index, currency or sector: ミナモ|が大幅高, ミナモ|の初値は."""
    for verb in grammar.quick(row, "ja").finditer(source):
        span = _opening_run(source, verb.start())
        if span is None:
            continue
        surface = source[slice(*span)]
        bare = surface in words("common", "ja") or is_place(surface, "ja") or surface.isdigit()
        if not bare and not grammar.pattern("ja-no-share", "ja").search(surface) and not no_name(surface, "ja"):
            yield Shape(*span, kind)


def _divided_by_quotes(source: str) -> Iterator[Shape]:
    """A name that the quote of its share divides: 岚峰汽车(4.000,-0.07,-1.72%)集团有限公司. What follows is no name of its own."""
    for match in grammar.quick("zh-quote-inside", "zh").finditer(source):
        rest = match["rest"]
        of_place = rest.startswith(grammar.forms("zh-place-ends", "zh"))
        if not rest or of_place or is_generic(rest, "zh") or core_of(rest, "zh") == "" or not likeness(rest, "zh"):
            name = left_of(source, source.index("(", match.start()), "zh")
            if name is not None:
                yield Shape(max(name.start, match.start()), match.end(), "quote.inside")


_HEAD_RUN = regex.compile(
    rf"(?r)(?<![^\n])[ \t]{{0,4}}(?:[-*•·▪●]|[0-9]{{1,2}}[.、)])?[ \t]{{0,2}}(?P<name>[{HAN}A-Za-z][{HAN}A-Za-z0-9&.\- ]{{1,18}})"
)


def _heading_results(source: str) -> Iterator[Shape]:
    """What a line of results begins with: QV：Q1 2026 營收 $7B."""
    for behind in grammar.quick("zh-reports-head", "zh").finditer(source):
        head = _HEAD_RUN.match(source, max(behind.start() - 28, 0), behind.start())
        name = head["name"] if head is not None else ""
        if head is not None and not (is_finance(name, "zh") or no_name(name, "zh") or name in words("common", "zh")):
            yield Shape(*head.span("name"), "reports.head")


_NAMES = frozenset(["nt", "nz"])
"""Tags of the dictionary for names of firms, brands and the like."""
_MOVER = regex.compile(rf"(?r)(?<![{HAN}A-Za-z0-9])[{HAN}]{{2,6}}")


def _moving_by(source: str) -> Iterator[Shape]:
    """A member of a list of shares and how much they move: 重慶鋼鐵大跌2.3%，葉岑也跌1.3%."""
    for verb in grammar.quick("zh-share-moves-number", "zh").finditer(source):
        run = _MOVER.match(source, max(verb.start() - 7, 0), verb.start())
        if run is None or grammar.pattern("zh-no-share", "zh").search(run.group()):
            continue
        surface = run.group()
        named = likeness(surface, "zh") or all(tag in _NAMES for _, tag in words_zh(surface))
        if named and not no_name(surface, "zh") and not is_place(surface, "zh") and not is_finance(surface, "zh"):
            yield Shape(*run.span(), "share.moves")


@lru_cache(maxsize=1)
def persons(source: str) -> frozenset[tuple[int, int]]:
    """The spans of a Chinese text that a count or kinship behind a list, or the founding of a firm, shows to be persons."""
    found: set[tuple[int, int]] = set()
    for behind in grammar.quick("zh-persons-behind", "zh").finditer(source):
        if run := _PERSONS.match(source, max(behind.start() - 30, 0), behind.start()):
            found.update(_members(source, *run.span()))
    for founded in grammar.quick("zh-founders", "zh").finditer(source):
        if _PERSONS.fullmatch(founded[1]):
            found.update(_members(source, *founded.span(1)))
    return frozenset(found)


_PERSONS = regex.compile(rf"(?r)[{HAN}]{{2,4}}(?:[、和与及][{HAN}]{{2,4}}){{1,5}}")
_JOINT = regex.compile("[、和与及]")


def _members(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for joint in [*_JOINT.finditer(source, start, end), None]:
        yield start, joint.start() if joint else end
        start = joint.end() if joint else end


_DOTTED = regex.compile("・[ァ-ヺー]{2,}(?:・[ァ-ヺー]{2,}){0,3}")


def dotted_behind(source: str, end: int) -> int:
    """Where a Japanese name ends that goes on behind the dot: エクソン|・モービル; else `end`."""
    found = _DOTTED.match(source, end) if "ァ" <= source[end - 1] <= "ー" or source[end - 1].isascii() else None
    return found.end() if found else end


def form_before(source: str, start: int) -> int:
    """Where the short legal form begins that stands before a Japanese name, with no letters that it could belong to: (株)|ミナモ;
    else `start`."""
    form = grammar.pattern("ja-short-forms", "ja", "(?r)").match(source, max(start - 4, 0), start)
    return form.start() if form else start


def branch_behind(source: str, end: int) -> int:
    """Where the name of a bank with its branch ends: 岚峰银行|苏州分行; else `end`."""
    branch = grammar.pattern("zh-bank-branch", "zh").match(source, end)
    return branch.end() if branch else end


_LISTED = regex.compile(rf"(?r)[{HAN}ァ-ヺーA-Za-z0-9・&]{{2,16}}")
_FOREIGN = regex.compile(r"[ァ-ヺー・A-Za-z0-9&]+")
_MEMBERS = 12


def moving(source: str) -> Iterator[list[tuple[int, int]]]:
    """Lists of two or more, the last first, whose shares move or that invest: ステムリムやCANBAS、アプリックス|が下落."""
    gap = grammar.pattern("ja-list-separators", "ja", "(?r)")
    for verb in grammar.pattern("ja-shares-move", "ja").finditer(source):
        end, members = verb.start(), list[tuple[int, int]]()
        while len(members) < _MEMBERS and (member := _LISTED.match(source, max(end - 16, 0), end)):
            members.append(member.span())
            joint = gap.match(source, max(member.start() - 4, 0), member.start())
            if joint is None:
                break
            end = joint.start()
        if len(members) > 1:
            yield members


def is_foreign(source: str, start: int, end: int) -> bool:
    """Whether a stretch is of katakana or Latin letters alone."""
    return _FOREIGN.fullmatch(source, start, end) is not None


_OWN_HOMES = frozenset(grammar.forms("own-homes", "zh"))
"""Countries that names of firms begin with."""
_MEMBER = regex.compile(rf"[{HAN}]{{2,6}}")


def member_behind(source: str, end: int) -> int:
    """Where the name of a group's member ends that a round of funding is of: 滴滴|货运|完成…融资; else `end`."""
    rest = _MEMBER.match(source, end)
    if rest is None:
        return end
    verb = grammar.pattern("zh-raises-round", "zh").search(source, end, rest.end() + 12)
    funded = verb or grammar.pattern("zh-raises-money", "zh").search(source, end, rest.end() + 12)
    stop = funded.start() if funded else end
    plain = not 2 <= stop - end <= 6 or no_name(source[end:stop], "zh") or grammar.pattern("zh-no-member", "zh").search(source, end, stop)
    return end if plain else stop


def subsidiary_behind(source: str, start: int, end: int) -> int:
    """Where the name of a subsidiary ends that begins with its group's: 子公司|徐工|重型|2024年; else `end`."""
    if not grammar.pattern("zh-subsidiary-before", "zh", "(?r)").match(source, max(start - 5, 0), start):
        return end
    for stop in (end + 2, end + 3, end + 4):
        if not _MEMBER.fullmatch(source, end, stop):
            break
        if grammar.pattern("zh-member-does", "zh").match(source, stop):
            rest = source[end:stop]
            part = grammar.pattern("part-behind", "zh").search(rest) or grammar.pattern("zh-no-member", "zh").search(rest)
            return end if part or is_finance(rest, "zh") else stop
    return end


def home_before(source: str, start: int, end: int) -> int:
    """Where the name of a bank or an insurer begins that has its country in it: 中國|光大銀行; else `start`."""
    if not grammar.pattern("zh-national-ends", "zh").search(source[start:end]):
        return start
    home = grammar.pattern("zh-national", "zh", "(?r)").match(source, max(start - 2, 0), start)
    return home.start() if home else start


def home_of(source: str, start: int) -> int:
    """Where the foreign country or the region begins that stands before a known name and is no part of it: 台灣|中鋼; else `start`."""
    home = grammar.pattern("home-places", "zh", "(?r)").match(source, max(start - 4, 0), start)
    inside = home is None or home.group() in _OWN_HOMES or home.start() and source[home.start() - 1] not in _CLAUSE
    return start if inside or home is None else home.start()


def store_name(source: str, start: int, end: int) -> int:
    """Where the words for the place and the store begin that a Japanese stretch ends with: 松屋|銀座本店; -1 where it is no store's."""
    store = grammar.pattern("ja-store-end", "ja").search(source, start, end)
    if store is None or store.end() != end:
        return -1
    places = (at for at in range(start, store.start() - 1) if is_place(source[at : store.start()], "ja"))
    return next(places, -1 if store["bare"] else store.start())
