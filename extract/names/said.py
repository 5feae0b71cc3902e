"""Names by what is said right beside them: figures in a bracket, a legal form in front, the work that they do; and what makes a
firm of its own of a known name or of Latin letters."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from ..text.dictionary import is_place
from . import grammar
from .candidates import no_name
from .context import is_finance
from .likeness import HAN, core_of
from .shapes import Shape
from .span import left_of

_LATIN_BEFORE = regex.compile(r"(?r)(?<![A-Za-z0-9])[A-Z][A-Za-z0-9&'.\-]{1,24}(?: [A-Z][A-Za-z0-9&'.\-]{0,24}){0,4}")
_KATAKANA_TAIL = regex.compile(r"(?r)[ァ-ヺー・]{3,}")


def said(source: str, side: str) -> Iterator[Shape]:
    """Names that what stands beside them tells, in no order."""
    if side == "ja":
        yield from _profiled(source)
        yield from (Shape(*match.span(1), "works.on") for match in grammar.pattern("ja-works-on", "ja").finditer(source))
        yield from (Shape(*match.span(), "form.latin") for match in grammar.pattern("ja-form-latin", "ja").finditer(source))
    else:
        yield from (Shape(*match.span(), "st") for match in grammar.pattern("zh-special-treatment", "zh").finditer(source))
    yield from _houses(source, side)


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


def _profiled(source: str) -> Iterator[Shape]:
    """The firm whose sales a bracket behind it gives: 段ボール製造の|山辺紙業|（京都府宇治市。売上高8億円…）."""
    for opened in grammar.pattern("ja-profile", "ja").finditer(source):
        end = opened.start()
        if latin := _LATIN_BEFORE.match(source, max(end - 60, 0), end):
            yield Shape(*latin.span(), "profile")
            continue
        name = left_of(source, end, "ja")
        if name is None:
            continue
        surface = source[name.start : end]
        core = core_of(surface, "ja")
        plain = not name.likeness and core == surface and not _KATAKANA_TAIL.match(surface)
        if not plain and not no_name(surface, "ja") and not is_place(surface, "ja"):
            yield Shape(name.start, end, "profile")


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


def store_name(source: str, start: int, end: int) -> int:
    """Where the words for the place and the store begin that a Japanese stretch ends with: 松屋|銀座本店; -1 where it is no store's."""
    store = grammar.pattern("ja-store-end", "ja").search(source, start, end)
    if store is None or store.end() != end:
        return -1
    places = (at for at in range(start, store.start() - 1) if is_place(source[at : store.start()], "ja"))
    return next(places, -1 if store["bare"] else store.start())
