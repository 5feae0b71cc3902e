"""Names by where they stand: the head of an item (【X】, ■X(6627), X:), and the title or issuer that the text speaks of again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import regex

from ...corpus.article import Article
from ...rules import words
from ...rules.fold import fold
from ...rules.legal_form import strip_legal
from . import grammar
from .directory import bounded

_MARK = r"[◆■●▼▲▽△◇□○★☆※▶►•·・*\-–—丨|▌]|[0-9]{1,2}[.、)]|\([0-9]{1,2}\)|[①-⑳]"
_NAME = r"[^\s:,、。;()【】〔〕<>「」『』|=+%]{2,24}?"
_CODE = r"\s?[(<][0-9A-Z][0-9A-Z.\-:]{2,9}[)>]"
_HEAD = regex.compile(
    rf"^[ \t　]*(?:"
    rf"(?P<bracket>[【〔<])(?P<boxed>{_NAME})(?P<boxcode>{_CODE})?[】〕>]"
    rf"|(?P<mark>{_MARK})?[ 　]?(?P<name>{_NAME})(?P<tail>{_CODE}|[:　]|(?=[ \t]*$))"
    rf")",
    regex.MULTILINE,
)
_LEAST = 2
"""A name that is looked for again has so many characters at least."""
_TITLE_NAME = regex.compile(r"(?P<run>[^\s:,、。;|()<>「」【】]{2,24})\s?[(<](?:[A-Z]{2,6}:)?[0-9A-Z][0-9A-Z.\-]{2,9}[)>]")


class ItemHead(NamedTuple):
    """What an item of a list begins with; heads of one shape belong to one list."""

    start: int
    end: int
    shape: str


def item_heads(source: str) -> Iterator[ItemHead]:
    """Stretches at the beginning of lines that a bracket, a mark, a code or a colon sets off."""
    for match in _HEAD.finditer(source):
        if match["bracket"]:
            yield ItemHead(*match.span("boxed"), match["bracket"])
            continue
        mark, tail = match["mark"] or "", match["tail"]
        coded = tail[-1:] in (")", ">")
        if not mark and not coded and tail != ":":
            continue
        yield ItemHead(*match.span("name"), ("" if not mark else "1" if mark[-1].isascii() else mark) + ("code" if coded else tail))


_LABELLED = regex.compile(r"[^\s:,、。;()<>「」【】|]{2,30}(?=[\s()<>【】|,。;]|$)")


def labelled(folded: str) -> Iterator[tuple[int, int]]:
    """Names that a label says to be the issuer's: 证券简称：X, 【会社名】X."""
    for label in words.pattern(grammar.TABLE, "name-labels").finditer(folded):
        name = _LABELLED.match(folded, label.end())
        if name is not None and not name[0].isdigit():
            yield name.span()


def title_names(article: Article) -> Iterator[str]:
    """The issuer's name, and the stretches that the title gives a code, folded: with and without legal forms."""
    found = [fold(article.issuer.strip())]
    found += [match["run"] for match in _TITLE_NAME.finditer(fold(article.title))]
    for name in found:
        if len(name) >= _LEAST and not name.isdigit():
            yield name
            if len(bare := strip_legal(name)) >= _LEAST:
                yield bare


def named_again(folded: str, article: Article) -> Iterator[tuple[int, int]]:
    """Where the text names what the title or the issuer names: the longest end of it that stands in the text, 予X of which only X does."""
    for name in title_names(article):
        for cut in range(len(name) - _LEAST + 1):
            places = [at.span() for at in regex.finditer(regex.escape(name[cut:]), folded)]
            places = [span for span in places if bounded(folded, *span)]
            if places:
                yield from places
                break
            if name.isascii():
                break
