"""Names by where they stand: the head of an item (【X】, ■X(6627), X:), and the title or issuer that the text speaks of again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple

import regex

from ...corpus.article import Article
from ...rules import words
from ...rules.fold import fold
from ...rules.legal_form import form_words, strip_legal
from ...rules.legal_form import words as legal_words
from ..text.document import Document
from ..text.page import Column, Table
from . import grammar
from .directory import bounded
from .likeness import HAN
from .span import source_of

_MARK = r"\*{1,3}|[-*•] \*\*|[◆■●▼▲▽△◇□○★☆※▶►•·・*\-丨|▌]|[0-9]{1,2}[.、)]|\([0-9]{1,2}\)|[①-⑳]"
_NAME = r"[^\s:,、。;()【】〔〕<>「」『』|=+%*][^\s:,、。;()【】〔〕<>「」『』|=+%]{1,23}?"
_CODE = r"\s?[(<][0-9A-Z][0-9A-Z.\-:]{2,9}[)>]"
_HEAD = regex.compile(
    rf"^[ \t]*(?:"
    rf"(?P<bracket>[【〔<])(?P<boxed>{_NAME})(?P<boxcode>{_CODE})?[】〕>]"
    rf"|(?P<mark>{_MARK})?[ ]?(?P<name>{_NAME})(?P<tail>{_CODE}|:| {1, 2}|(?=[ \t]*$))"
    rf")",
    regex.MULTILINE,
)
_LONGEST = 30
_TITLED = 4
"""So many names of a title, at most, are looked for in the text."""
CODED = "code"
"""The shape of a head that has a code behind it ends with this."""
_LEAST = 2
"""A name that is looked for again has so many characters at least."""
_BRACKET = regex.compile(r"\s?(?P<form>\([^()]*\))$")
_TRADE = regex.compile(rf"-[{HAN}]{{2,8}}业$")
_LETTERS = regex.compile(rf"[A-Za-z{HAN}ァ-ー]{{2}}")
_TITLE_NAME = regex.compile(
    r"(?P<run>[^\s:,、。;|()<>「」【】]{2,24})\s?[(<](?:[A-Z]{2,6}:)?[0-9A-Z][0-9A-Z.\-]{2,9}[)>]"
    r"|^\s?(?P<run>[^\s:,、。;|()<>「」【】0-9]{2,12})\s(?!(?:19|20)[0-9]{2}\s*$)[1-9][0-9]{3}\s*$"
)


class ItemHead(NamedTuple):
    """What an item of a list begins with; heads of one shape belong to one list."""

    start: int
    end: int
    shape: str


def item_heads(document: Document) -> Iterator[ItemHead]:
    """What items begin with: stretches at the beginning of lines that a bracket, a mark, a code or a colon sets off, and labels of
    the rows of tables."""
    yield from _lines(document.folded)
    for number, table in enumerate(document.page.tables):
        for column in table.columns:
            if column.kind == "label":
                for start, end in _cells(document, table, column):
                    yield ItemHead(start, end, f"table {number} {column.index}")


class NamedCell(NamedTuple):
    """A cell under a head that says that it holds a firm; `barred` where it stands between bars, as its author cut it."""

    start: int
    end: int
    barred: bool


def named_cells(document: Document, side: str) -> Iterator[NamedCell]:
    """The cells of tables under a head that says that they hold firms: 社名, 公司; without what stands at
    their end: a bracket that is no legal form, a line of business (明泰-通信網路業)."""
    source = source_of(document)
    for table in document.page.tables:
        for column in table.columns:
            if any("".join(source[h.start : h.end].split()) in legal_words("column", side) for h in column.heads):
                for start, end in _cells(document, table, column):
                    bracket = _BRACKET.search(source, start, end)
                    if bracket and bracket["form"] not in form_words("legal", "after", side):
                        end = bracket.start()
                    if trade := _TRADE.search(source, start, end):
                        end = trade.start()
                    name = source[start:end]
                    if len(name) > 1 and name not in legal_words("common", side) and _LETTERS.search(name):
                        yield NamedCell(start, end, table.form == "bars")


def _cells(document: Document, table: Table, column: Column) -> Iterator[tuple[int, int]]:
    """The cells of a column that may be names, without the marks of footnotes."""
    for row in table.rows:
        cell = row.cells[column.index] if row.kind == "body" else None
        if cell is not None:
            text = document.folded[cell.start : cell.end].rstrip("*†‡※ ")
            if len(text) > 1 and len(text) <= _LONGEST and not text[0].isdigit() and any(c.isalpha() for c in text):
                yield cell.start, cell.start + len(text)


def _lines(source: str) -> Iterator[ItemHead]:
    for match in _HEAD.finditer(source):
        if match["bracket"]:
            yield ItemHead(*match.span("boxed"), match["bracket"] + (CODED if match["boxcode"] else ""))
            continue
        mark, tail = match["mark"] or "", match["tail"]
        coded = tail[-1:] in (")", ">")
        if not mark and not coded and tail != ":":
            continue
        yield ItemHead(*match.span("name"), ("" if not mark else "1" if mark[-1].isascii() else mark) + (CODED if coded else tail))


@cache
def _labelled() -> regex.Pattern[str]:
    form = grammar.source("paper-company", "zh")
    return regex.compile(rf"[^\s:,、。;()<>「」【】|]{{2,30}}(?:{form})?(?=[\s()<>【】|,。;]|$)")


@lru_cache(maxsize=2)
def labelled(folded: str) -> Sequence[tuple[int, int]]:
    """Names that a label says to be the issuer's: 证券简称：X, 【会社名】X. Names and facts ask this of the same text."""
    out = []
    for label in words.pattern(grammar.TABLE, "name-labels").finditer(folded):
        name = _labelled().match(folded, label.end())
        if name is not None and not name[0].isdigit() and words.pattern(grammar.TABLE, "filing-labels").fullmatch(name[0]) is None:
            out.append(name.span())
    return out


def _issuer_names(article: Article) -> Iterator[str]:
    """The issuer's name, folded, with and without its legal form."""
    name = fold(article.issuer.strip())
    for form in dict.fromkeys((name, strip_legal(name))):
        if len(form) >= _LEAST and not form.isdigit():
            yield form


def _title_names(article: Article) -> Iterator[str]:
    """The stretches that the title gives a code, folded."""
    for match in islice(_TITLE_NAME.finditer(fold(article.title)), _TITLED):
        yield match["run"]


def named_again(folded: str, article: Article) -> Iterator[tuple[int, int]]:
    """Where the text names its issuer, or what the title names: the longest end of it that stands in the text, 予X of which only X does."""
    for name in _issuer_names(article):
        yield from _places(folded, name)
    for name in _title_names(article):
        for cut in range(1 if name.isascii() else len(name) - _LEAST + 1):
            if places := list(_places(folded, name[cut:])):
                yield from places
                break


def _places(folded: str, name: str) -> Iterator[tuple[int, int]]:
    for at in regex.finditer(regex.escape(name), folded):
        if bounded(folded, *at.span()):
            yield at.span()


_SUBJECT = regex.compile(rf"[{HAN}ァ-ーA-Za-z][{HAN}ァ-ーA-Za-z0-9&.\-]{{1,15}}")


def title_subject(folded: str, article: Article) -> Iterator[tuple[int, int]]:
    """Where the text names what its title begins with and says something of: X冲刺IPO, X、今期は増益."""
    title = fold(article.title.strip())
    head = _SUBJECT.match(title)
    subject = words.pattern(grammar.TABLE, "title-predicate")
    for end in range(head.end(), 1, -1) if head else ():
        if subject.match(title, end) and (places := list(_places(folded, title[:end]))):
            trade = words.pattern(grammar.TABLE, "trade-behind")
            if not any(trade.match(folded, stop) for _, stop in places):
                yield from places
            return
