"""Which mentions are of one firm, and why.

Names of one article are joined into firms by what the article says: a declaration (以下「B」), a bracket, one name
being the other without its legal form, place or line of business, or a misprint that stands in the other's place.
A firm that a table knows has the table's id; any other has an id made of its full name, the same in every article.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from ...rules.fold import fold
from ...rules.legal_form import form_words, key, strip_legal, words, written_key
from ..text.dictionary import in_dictionary_zh, is_place, words_zh
from . import grammar
from .span import only_forms

if TYPE_CHECKING:
    from ...corpus.record import Record

PREFIX = "name:"


def name_id(name: str) -> str:
    """The id of a firm that stands in no table: the same for one full name, in one script, in every article."""
    return PREFIX + written_key(name)


def joins(records: Iterable[Record]) -> list[tuple[str, str, str]]:
    """(name, other name, why) for every name that was joined to another by evidence in the article, each once."""
    out: dict[tuple[str, str, str], None] = {}
    for record in records:
        if record.rule.startswith("identity:"):
            why, _, of = record.rule.removeprefix("identity:").partition(" of ")
            out[record.text, of, why] = None
    return list(out)


class Join(NamedTuple):
    """Why two names of an article are of one firm."""

    name: str
    of: str
    why: str
    """declared, short form, spelling, misprint, ticker."""


class Firms:
    """The names of one article, joined into firms."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}
        self._known: dict[str, str] = {}
        self._surface: dict[str, str] = {}
        self._count: Counter[str] = Counter()
        self._full: set[str] = set()
        self.joins: dict[str, Join] = {}
        """By the key of the joined name."""

    def add(self, surface: str, known: str | None = None, full: bool = False, times: int = 1) -> str:
        """Enter a name as it is written; returns its key. `known` is the table's id, `full` a declared or registered name."""
        k = key(surface)
        if k not in self._parent:
            self._parent[k] = k
            self._surface[k] = surface
        self._count[k] += times
        if full:
            self._full.add(k)
        if known is not None and self._id(self.root(k)) is None:
            self._known[self.root(k)] = known
        return k

    def is_full(self, k: str) -> bool:
        return k in self._full

    def __contains__(self, k: str) -> bool:
        return k in self._parent

    def root(self, k: str) -> str:
        while self._parent[k] != k:
            self._parent[k] = self._parent[self._parent[k]]
            k = self._parent[k]
        return k

    def _id(self, root: str) -> str | None:
        return self._known.get(root)

    def known(self, k: str) -> str | None:
        """The table's id of the firm that a name is of."""
        return self._id(self.root(k))

    def together(self, a: str, b: str) -> bool:
        return self.root(a) == self.root(b)

    def join(self, a: str, b: str, why: str) -> bool:
        """Make the name `a` another name of `b`'s firm; refused where tables know them as two firms."""
        left, right = self.root(a), self.root(b)
        if left == right:
            return True
        ids = {i for i in (self._id(left), self._id(right)) if i is not None}
        if len(ids) > 1:
            return False
        self._parent[left] = right
        self._known.pop(left, None)
        if ids:
            self._known[right] = ids.pop()
        self.joins[a] = Join(self._surface[a], self._surface[b], why)
        return True

    def names(self) -> list[str]:
        return list(self._parent)

    def surface(self, k: str) -> str:
        return self._surface[k]

    def count(self, k: str) -> int:
        return self._count[k]

    def ids(self, written: Mapping[str, str]) -> dict[str, str]:
        """The entity id of every name; `written` are names as the article writes them, by their keys."""
        members: dict[str, list[str]] = defaultdict(list)
        for k in self._parent:
            members[self.root(k)].append(k)
        out = {}
        for root, keys in members.items():
            best = max(keys, key=lambda k: (k in self._full, len(k), self._count[k], k))
            ident = self._id(root) or name_id(written.get(best, best))
            out.update(dict.fromkeys(keys, ident))
        return out


@lru_cache(maxsize=1 << 14)
def short_forms(name: str) -> tuple[str, ...]:
    """What a folded full name is shortened to, longest first: without legal form, place and last lines of business.

    A line of business that arms of a group are told apart by (銀行, 証券, 创投) stays.
    """
    lower = name.lower()
    if len(lower) != len(name):
        return ()
    bare = strip_legal(lower)
    at = lower.find(bare)
    core = name[at : at + len(bare)]
    found = dict.fromkeys([core, core[_place(core) :]])
    queue = list(found)
    while queue and len(found) < 12:
        rest = queue.pop(0)
        for length in range(min(_longest_tail(), len(rest) - 1), 0, -1):
            short = rest[:-length].rstrip(" ・-&") if rest[-length:] in _tails() else ""
            if len(short) > 1 and short not in found and short not in _tails():
                found[short] = None
                queue.append(short)
    found.pop(name, None)
    return tuple(sorted((o for o in found if len(o) > 1), key=lambda o: (-len(o), o)))


@cache
def _tails() -> frozenset[str]:
    arms = {fold(w) for lang in ("ja", "zh") for w in words("arm", lang)}
    found = {fold(w) for role in ("sector", "trade", "group") for lang in ("ja", "zh") for w in form_words(role, "after", lang)} - arms
    found.add("AI")
    return frozenset(f" {w}" if w[0].isascii() and w[-1].islower() else w for w in found)


@cache
def _longest_tail() -> int:
    return max(map(len, _tails()))


@lru_cache(maxsize=1 << 14)
def _place(name: str) -> int:
    """How much of the beginning of a name is the place it is registered in."""
    at = 0
    for word, tag in words_zh(name)[:-1]:
        if tag != "ns" or len(word) < 2 or not in_dictionary_zh(word):
            break
        at += len(word)
    rest = name[at:]
    for _ in range(4):
        rest = next((rest[:-n] for n in range(min(_longest_tail(), len(rest)), 0, -1) if rest[-n:] in _tails()), rest)
    return at if len(rest) >= 2 else 0


def join_short_forms(firms: Firms) -> None:
    """Join every name that is a longer name of the article without place or line of business.

    Where several longer names fit, the most frequent firm of them counts only if it alone is declared or registered.
    """
    longer: dict[str, set[str]] = defaultdict(set)
    names = firms.names()
    for k in names:
        for short in short_forms(fold(firms.surface(k))):
            longer[key(short)].add(k)
    for k in names:
        of = [f for f in longer.get(k, ()) if not firms.together(f, k)]
        if firms.known(k) is not None:
            of = [f for f in of if firms.known(f) is not None or _one_name(firms.surface(k), firms.surface(f))]
        if not of:
            continue
        roots = {firms.root(f) for f in of}
        if len(roots) > 1:
            of = [f for f in of if firms.is_full(f)]
        if len({firms.root(f) for f in of}) == 1:
            firms.join(k, max(of, key=lambda f: (len(f), f)), "short form")
    _join_called_firms(firms)
    _join_beginnings(firms)
    _join_ends(firms)


def _join_called_firms(firms: Firms) -> None:
    """Join a name with 公司 behind it to the one firm that the article calls by the name without it: 澄岭公司 and 澄岭科技股份有限公司."""
    called = {k: key(stem) for k in firms.names() if k not in firms.joins and (stem := called_firm(firms.surface(k)))}
    for k, stem in called.items():
        shares = grammar.pattern("zh-of-shares", "zh")
        listed = shares.search(fold(firms.surface(k))) is not None
        full = {f: fold(firms.surface(f)) for f in firms.names() if firms.is_full(f)}
        of = [stem] if stem in firms else [f for f, name in full.items() if _begins(stem, name, listed and bool(shares.search(name)))]
        if len({firms.root(f) for f in of}) == 1 and firms.known(k) is None:
            firms.join(k, max(of, key=len), "short form")


def called_firm(name: str) -> str:
    """A name without the bare 公司 behind it; "" where none stands there, or one of a legal form."""
    folded = fold(name)
    called = grammar.pattern("zh-called-firm", "zh").fullmatch(folded)
    return called[1] if called and strip_legal(folded) == folded else ""


def _begins(stem: str, full: str, listed: bool) -> bool:
    """Whether a full name begins with `stem`, or with a place before it; and, unless both are `listed`, is not a group's arm by it."""
    at = full.find(stem)
    return (at == 0 or at > 0 and is_place(full[:at], "zh")) and (listed or not _arm(key(full[at + len(stem) :])))


def _one_name(short: str, full: str) -> bool:
    """Whether a name is a known one with its place and legal form: 京东金融 is a firm of its own, 京东集团股份有限公司 is not."""
    short, full = fold(short), fold(full)
    at = full.find(short)
    if at < 0 or at and not (is_place(full[:at], "zh") or is_place(full[:at], "ja") or key(full[:at]) == ""):
        return False
    rest = full[at + len(short) :]
    return only_forms(rest, "zh") or only_forms(rest, "ja")


_ENDS = 4
"""What the two ends of a full name are shortened to has so many characters at least."""


def _join_ends(firms: Firms) -> None:
    """Join a name that is the first and the last word of the one registered name of the article: 瑞灣服務 and 瑞灣生活服務集團有限公司."""
    full = {f: strip_legal(fold(firms.surface(f))) for f in firms.names() if firms.is_full(f) and firms.known(f) is None}
    for k in firms.names():
        short = fold(firms.surface(k))
        if k in firms.joins or firms.known(k) is not None or k in full or len(short) != _ENDS:
            continue
        if _arm(key(short[2:])) or is_place(short[:2], "zh"):
            continue
        of = [f for f, name in full.items() if name.startswith(short[:2]) and short[2:] in name[3:] and not firms.together(f, k)]
        if len({firms.root(f) for f in of}) == 1:
            firms.join(k, max(of, key=len), "short form")


def _member(short: str, full: str) -> bool:
    """Whether a registered name is that of a known firm's member: a place before the known name, or the Japanese form that is no part of
    it, and more than a form behind it: 深圳市腾讯信息技术有限公司, 株式会社トヨタシステムズ."""
    japanese = any(form in full for form in form_words("legal", "before", "ja"))
    short, full = fold(short), fold(full)
    at = full.find(short)
    return (japanese or at > 0 and is_place(full[:at], "zh")) and not _one_name(short, full)


def _join_beginnings(firms: Firms) -> None:
    """Join a name that begins the one registered name of the article: 智谱 and 北京智谱华章科技股份有限公司."""
    beginnings: dict[str, list[str]] = {k: [] for k in firms.names() if not firms.is_full(k) and len(k) > 1 and k not in firms.joins}
    for full in filter(firms.is_full, firms.names()):
        for short in {key(s) for s in short_forms(fold(firms.surface(full)))}:
            for end in range(2, len(short) + 1):
                of = beginnings.get(short[:end])
                if of is not None and full not in of and not _arm(short[end:]):
                    of.append(full)
    for k, of in beginnings.items():
        if firms.known(k) is not None:
            of = [f for f in of if firms.known(f) is not None or not _member(firms.surface(k), firms.surface(f))]
        if len({firms.root(f) for f in of}) == 1 and not any(firms.together(k, f) for f in of):
            firms.join(k, max(of, key=len), "short form")


@lru_cache(maxsize=1 << 12)
def _arm(rest: str) -> bool:
    return any(rest.startswith(key(w)) for lang in ("ja", "zh") for w in words("arm", lang))
