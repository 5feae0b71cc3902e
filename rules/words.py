"""Tables of words and patterns by what they do in a text: rules/amount_words.toml, rules/date_words.toml, rules/name_words.toml.

A row holds `forms` (words, matched longest first) or a `pattern` (a regular expression in which {id} stands for the forms
or the pattern of another row of its table, in a group). All is folded when it is loaded: what is matched is folded text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..errors import RuleError
from .fold import fold, fold_pattern, fold_width
from .pattern import trie
from .table import Example, load

_REFERENCE = re.compile(r"\{([a-z][a-z0-9-]*)\}")


@dataclass(frozen=True)
class Words:
    """`role` says in a few words what the row decides."""

    id: str
    role: str
    examples: tuple[Example, ...]
    forms: tuple[str, ...] = ()
    pattern: str = ""


@cache
def _rows(table: str, overlay: Path | None) -> dict[str, Words]:
    return {row.id: row for row in load(table, "words", Words, overlay)}


def _row(table: str, ident: str, overlay: Path | None) -> Words:
    rows = _rows(table, overlay)
    if ident not in rows:
        raise RuleError(f"rules/{table}.toml: there is no [[words]] row {ident!r}; its rows are {', '.join(rows)}")
    return rows[ident]


@cache
def forms(table: str, ident: str, overlay: Path | None = None, han: bool = True) -> tuple[str, ...]:
    """The folded forms of a row, in the order of the table, each once.

    `han=False` narrows full-width forms and leaves Chinese characters as they are: for Japanese text in the forms that
    its dictionary knows.
    """
    return tuple(dict.fromkeys(fold(form) if han else fold_width(form) for form in _row(table, ident, overlay).forms))


@cache
def source(table: str, ident: str, overlay: Path | None = None, han: bool = True) -> str:
    """The regular expression of a row over folded text: its pattern, or any of its forms, the longest first.

    `han` is that of `forms`.
    """
    row = _row(table, ident, overlay)
    if not row.pattern:
        return trie(forms(table, ident, overlay, han))
    try:
        return _REFERENCE.sub(lambda found: f"(?:{source(table, found[1], overlay, han)})", fold_pattern(row.pattern, han))
    except RecursionError:
        raise RuleError(f"rules/{table}.toml: {ident}, key pattern: the rows that it names lead back to it") from None


@cache
def pattern(table: str, ident: str, overlay: Path | None = None) -> re.Pattern[str]:
    """`source`, compiled. Raises RuleError where it is no regular expression."""
    try:
        return re.compile(source(table, ident, overlay))
    except re.error as error:
        raise RuleError(f"rules/{table}.toml: {ident}, key pattern: {error}") from None


@cache
def raw(table: str, ident: str, overlay: Path | None = None) -> tuple[str, ...]:
    """The forms of a row as they are written, for what is not folded: the columns of files."""
    return _row(table, ident, overlay).forms
