"""Legal forms and line-of-business words of firm names, compiled once."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import regex

from .fold import fold
from .table import Example, load


@dataclass(frozen=True)
class NameForm:
    """Words that begin or end a firm's name; `not_` are longer words in which they do not."""

    id: str
    role: str
    side: str
    words: tuple[str, ...]
    generic: tuple[str, ...] = ()
    not_: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()


@lru_cache
def forms(overlay: Path | None = None) -> tuple[NameForm, ...]:
    """The rows of rules/legal_forms.toml."""
    return load("legal_forms", "form", NameForm, overlay)


@lru_cache
def _legal() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Words (folded, lower case, longest first) before and after a name."""
    before: set[str] = set()
    after: set[str] = set()
    for row in forms():
        if row.role == "legal":
            words = {fold(w).casefold() for w in row.words}
            before |= words if row.side != "after" else set()
            after |= words if row.side != "before" else set()
    return tuple(sorted(before, key=len, reverse=True)), tuple(sorted(after, key=len, reverse=True))


def strip_legal(name: str) -> str:
    """`name` (folded, lower case) without its legal forms; itself where nothing else would be left."""
    before, after = _legal()
    while name.startswith(before):
        rest = name[len(next(w for w in before if name.startswith(w))) :].lstrip()
        if not rest:
            return name
        name = rest
    while name.endswith(after):
        word = next(w for w in after if name.endswith(w))
        rest = name[: -len(word)]
        if word[0].isascii() and word[0].isalpha() and rest[-1:].isalnum() and rest[-1:].isascii():
            return name  # the tail of a longer Latin word
        rest = rest.rstrip(" ,")
        if not rest:
            return name
        name = rest
    return name


@lru_cache(maxsize=1 << 16)
def key(name: str) -> str:
    """What two spellings of one name share: folded, lower case, without legal form and inner space."""
    made = compact(strip_legal(fold(name).casefold().strip()))
    if made.endswith("hd") and len(made) > 3 and not made[-3].isascii():
        made = made[:-2] + "ホールディングス"
    return made


def compact(folded: str) -> str:
    """`folded` without the separators that writers leave out at will."""
    return str(_SEPARATORS.sub("", folded))


_SEPARATORS = regex.compile(r"[\s・･,.\-&'\"「」『』“”]+")


@dataclass(frozen=True)
class Context:
    """Words that stand around names; `place` and `lang` are explained at the top of rules/company_context.toml."""

    id: str
    place: str
    lang: str
    words: tuple[str, ...]
    points: int = 1
    examples: tuple[Example, ...] = ()


@lru_cache
def contexts(overlay: Path | None = None) -> tuple[Context, ...]:
    """The rows of rules/company_context.toml."""
    return load("company_context", "context", Context, overlay)


_WIDE = regex.compile(r"[！-～　\u00a0]")


def fold_width(text: str) -> str:
    """`text` with full-width ASCII narrowed and no letter changed, one character to one."""
    return str(_WIDE.sub(lambda m: chr(ord(c) - 0xFEE0) if (c := m.group()) >= "！" else " ", text))


def written(word: str, lang: str) -> str:
    """A word as the source of a language shows it: Japanese forms stay, Chinese is folded."""
    return fold_width(word) if lang == "ja" else fold(word)


@lru_cache
def words(place: str, lang: str) -> frozenset[str]:
    """All words of a place for a language ("ja" or "zh"), written as its source shows them."""
    return frozenset(written(w, lang) for row in contexts() if row.place == place and row.lang in ("", lang) for w in row.words)


@lru_cache
def form_words(role: str, side: str, lang: str) -> frozenset[str]:
    """All words of forms with a role ("legal", "group", "sector") on a side ("before", "after") in a language."""
    other = {"ja": "zh", "zh": "ja"}[lang]
    rows = (f for f in forms() if f.role == role and f.side in (side, "both") and not f.id.startswith(other))
    return frozenset(written(w, lang) for f in rows for w in f.words)


@lru_cache
def generic_words(lang: str) -> frozenset[str]:
    """Words that make a common noun with a group or sector word behind them."""
    other = {"ja": "zh", "zh": "ja"}[lang]
    return frozenset(written(w, lang) for f in forms() if not f.id.startswith(other) for w in f.generic)


@lru_cache
def longer_words(lang: str) -> frozenset[str]:
    """Longer words in which a form does not end a name."""
    other = {"ja": "zh", "zh": "ja"}[lang]
    return frozenset(written(w, lang) for f in forms() if not f.id.startswith(other) for w in f.not_)
