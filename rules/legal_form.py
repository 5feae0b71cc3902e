"""Legal forms and line-of-business words of firm names, compiled once."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import regex

from .fold import fold, fold_width
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
def _legal(side: str) -> tuple[frozenset[str], tuple[int, ...], frozenset[str]]:
    """Legal words (folded, lower case) of a side, their lengths, longest first, and the letters at their outer end."""
    found = frozenset(fold(w).casefold() for row in forms() if row.role == "legal" and row.side in (side, "both") for w in row.words)
    outer = frozenset(w[-1] if side == "after" else w[0] for w in found)
    return found, tuple(sorted({len(w) for w in found}, reverse=True)), outer


def strip_legal(name: str) -> str:
    """`name` (folded, lower case) without its legal forms; itself where nothing else would be left."""
    found, lengths, outer = _legal("before")
    while name[:1] in outer:
        length = next((n for n in lengths if n <= len(name) and name[:n] in found), 0)
        rest = name[length:].lstrip()
        if not length or not rest:
            break
        name = rest
    found, lengths, outer = _legal("after")
    while name[-1:] in outer:
        length = next((n for n in lengths if n <= len(name) and name[-n:] in found), 0)
        rest = name[: len(name) - length]
        if not length or not rest or name[-length].isalpha() and name[-length].isascii() and rest[-1].isalnum() and rest[-1].isascii():
            break  # nothing before it, or the tail of a longer Latin word
        rest = rest.rstrip(" ,")
        if not rest:
            break
        name = rest
    return name


@lru_cache(maxsize=1 << 16)
def key(name: str) -> str:
    """What two spellings of one name share: folded, lower case, without legal form and inner space; HD is ホールディングス."""
    return keys([name])[name]


@lru_cache(maxsize=1 << 14)
def written_key(name: str) -> str:
    """`key`, in the script in which the name is written."""
    text = fold_width(name).strip()
    lower = fold(text).casefold()
    if len(lower) != len(text):
        return key(name)
    bare = strip_legal(lower)
    at = lower.find(bare)
    return _holding(compact(text[at : at + len(bare)].casefold()))


def keys(names: Iterable[str]) -> dict[str, str]:
    """The keys of many names in one go."""
    names = list(dict.fromkeys(names))
    if not names:
        return {}
    folded = fold("\n".join(n.replace("\n", " ") for n in names)).casefold().split("\n")
    bare = compact("\n".join(strip_legal(n.strip()) for n in folded)).split("\n")
    return {name: _holding(k) for name, k in zip(names, bare, strict=True)}


def _holding(k: str) -> str:
    return k[:-2] + "ホールディングス" if k.endswith("hd") and len(k) > 3 and not k[-3].isascii() else k


def compact(folded: str) -> str:
    """`folded` without the separators that writers leave out at will."""
    return str(_SEPARATORS.sub("", folded))


_SEPARATORS = regex.compile(r"[^\S\n]+|[・･,.\-&'\"「」『』“”]+")


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
