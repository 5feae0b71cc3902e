"""Modifiers of figures: the words right before and right behind a mention that open its value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from ...rules.fold import fold
from ...rules.pattern import not_before, trie
from ...rules.table import listed, load
from ...rules.words import source
from .rows import Modifier

_REACH = 10
"""Modifiers before a mention are looked for in so many characters."""
_FAR = 40
"""Those that a noun phrase parts from it, in so many."""


class Modifiers:
    """Both directions of one language, compiled. All texts are folded."""

    def __init__(self, lang: str, overlay: Path | None) -> None:
        rows = load("modifiers", "modifier", Modifier, overlay)
        adverbs = trie(fold(word) for word in listed("modifiers", "adverbs", overlay))
        self._particles = tuple(fold(word) for word in listed("modifiers", "particles", overlay))
        self._compared = frozenset(fold(word) for word in listed("modifiers", "compared", overlay))
        self.before_of: dict[str, str] = {}
        self.after_of: dict[str, str] = {}
        self.inside: dict[str, str] = {fold(word): row.modifier for row in rows for word in row.inside}
        before, after, apart, guards = [], [], [], {}
        self.apart_of = {fold(word): row.modifier for row in rows for word in row.apart} if lang == "zh" else {}
        for row in rows:
            for word in row.before.get(lang, ()):
                name = fold(word)
                self.before_of[name] = row.modifier
                guard = "".join(f"(?<!{re.escape(fold(w))})" for w in row.not_after.get(word, ()))
                before.append(guard + re.escape(name))
                if name in self.apart_of:
                    apart.append(guard + re.escape(name))
            for word in row.after.get(lang, ()):
                name = fold(word)
                self.after_of[name] = row.modifier
                after.append(name)
                guards[name] = not_before(fold(w) for w in row.not_before.get(word, ()))
        self._before = re.compile(f"({'|'.join(before)}) ?\\Z")
        self._before_ends = frozenset(word[-1] for word in self.before_of) | {" "}
        self._after = re.compile(f" ?({_with_adverbs(after, guards, adverbs, self._particles)})")
        self._after_starts = frozenset(word[0] for word in after) | {" "}
        ways = [re.compile(f"({'|'.join(apart) or '(?!)'}){source('modifiers', ident, overlay)}") for ident in ("apart", "apart-verb")]
        self._apart, self._apart_verb = ways
        self._apart_words = re.compile(trie(self.apart_of) if self.apart_of else "(?!)")
        self._base = re.compile(source("modifiers", "base", overlay))

    def before(self, folded: str, start: int) -> str | None:
        """The modifier that ends at `start`."""
        if start == 0 or folded[start - 1] not in self._before_ends:
            return None
        found = self._before.search(folded, max(0, start - _REACH), start)
        return self.before_of[found[1]] if found else None

    def apart(self, folded: str, start: int, percent: bool) -> str | None:
        """The modifier that stands further before the mention at `start`: before a noun phrase, or before a verb."""
        if not self.apart_of:
            return None
        reach = max(0, start - (_FAR if percent else _REACH))
        if not self._apart_words.search(folded, reach, start):
            return None
        found = self._apart_verb.search(folded, max(0, start - _REACH), start)
        if found is None and percent:
            found = self._apart.search(folded, reach, start)
        return self.apart_of[found[1]] if found else None

    def after(self, folded: str, start: int, end: int) -> str | None:
        """The modifier that begins at `end` of the mention that begins at `start`."""
        if folded[end : end + 1] not in self._after_starts:
            return None
        found = self._after.match(folded, end)
        if not found:
            return None
        word = _bare(found[1], self.after_of)
        if word in self._compared and self._base.search(folded, max(0, start - _REACH), start):
            return None  # 予想の3億円を上回った: the figure is a base of comparison
        return self.after_of[word]


def _with_adverbs(words: Iterable[str], guards: Mapping[str, str], adverbs: str, particles: tuple[str, ...]) -> str:
    """を超 also matches を大きく超."""
    plain = [w for w in words if not w.startswith(particles)]
    longest = sorted(words, key=len, reverse=True)
    particled = [f"{w[0]}(?:{adverbs})?{re.escape(w[1:])}{guards[w]}" for w in longest if w.startswith(particles)]
    return "|".join([*particled, trie(plain, guards)])


def _bare(matched: str, known: Mapping[str, str]) -> str:
    if matched in known:
        return matched
    for word in known:
        if word[0] == matched[0] and matched.endswith(word[1:]):
            return word
    return matched


@lru_cache(maxsize=8)
def modifiers(lang: str, overlay: Path | None) -> Modifiers:
    """The compiled modifier table. `lang` is ja or zh."""
    return Modifiers(lang, overlay)
