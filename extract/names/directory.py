"""The firms that are known by name: the built-in table and the user's own list, one scan for all their names."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import ahocorasick_rs
import regex

from ...errors import KnownFiguresError, KnownFileError
from ...rules import company as table
from ...rules.company import Company
from ...rules.fold import fold
from ...rules.legal_form import key, keys
from . import grammar

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("id", "name", "aliases", "ticker", "fiscal_year_end")


def read_companies(source: str | Path | pd.DataFrame) -> tuple[Company, ...]:
    """The user's firms: a CSV file, or a frame, with columns id, name, aliases, ticker, fiscal_year_end (its last month).

    Several aliases or tickers are separated by `|`; all but id and name may be empty or missing, other columns are
    ignored. Raises KnownFiguresError naming file, row and column.
    """
    if isinstance(source, str | Path):
        where, columns, rows = _read_csv(Path(source))
    else:
        where, columns = "companies", [str(c) for c in source.columns]
        rows = [[_text(v) for v in row] for row in source.itertuples(index=False, name=None)]
    for column in ("id", "name"):
        if column not in columns:
            raise KnownFiguresError(f"{where}: column {column!r} is missing; the columns are {', '.join(COLUMNS)}")
    at = {c: columns.index(c) for c in COLUMNS if c in columns}
    out: list[Company] = []
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, 2):
        cell = {c: " ".join(row[i].split()) if i < len(row) else "" for c, i in at.items()}
        if not any(cell.values()):
            continue
        for column in ("id", "name"):
            if not cell[column]:
                raise KnownFiguresError(f"{where}:{number}: {column} is empty; every firm needs an id and a name")
        if cell["id"] in seen:
            before = f"id {cell['id']!r} stands in row {seen[cell['id']]} already"
            raise KnownFiguresError(f"{where}:{number}: {before}; one row per firm, aliases separated by |")
        seen[cell["id"]] = number
        month = cell.get("fiscal_year_end", "").removesuffix(".0")
        if month and not (month.isascii() and month.isdigit() and 1 <= int(month) <= 12):
            raise KnownFiguresError(f"{where}:{number}: fiscal_year_end {month!r} is no month; write 3 for a year that ends in March")
        aliases, tickers = _split(cell.get("aliases", "")), _split(cell.get("ticker", ""))
        out.append(Company(cell["id"], cell["name"], aliases, tickers, fiscal_year_end=int(month or 0)))
    return tuple(out)


def _read_csv(path: Path) -> tuple[str, list[str], list[list[str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
    except OSError as error:
        raise KnownFileError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise KnownFiguresError(f"{path}: not UTF-8 at byte {error.start}; save the file as UTF-8") from None
    except csv.Error as error:
        raise KnownFiguresError(f"{path}: not a CSV file: {error}") from None
    if not rows:
        raise KnownFiguresError(f"{path}: empty; the first row must name the columns {', '.join(COLUMNS)}")
    return str(path), [c.strip() for c in rows[0]], rows[1:]


def _text(value: Any) -> str:
    return "" if value is None or value != value else str(value)  # NaN is not itself


def _split(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in cell.split("|") if part.strip()))


class Hit(NamedTuple):
    """A known name in a text."""

    start: int
    end: int
    ids: tuple[str, ...]
    """Several where firms share the name."""
    supported: bool
    """False for a name that counts only where the article supports it."""


@cache
def _ticker() -> regex.Pattern[str]:
    market = r"(?:[.\-](?:HK|T|TW|TWO|SS|SH|SZ|BJ|KS|KQ|N|O|US|TYO))?"
    return regex.compile(rf"^(?:{grammar.source('exchange-letters', 'zh')}[:\s]+)?([0-9A-Z]{{1,6}}?){market}$")


_HK_DIGITS = 5


def _ticker_keys(ticker: str) -> list[str]:
    """A ticker as given, then its bare code: 02513.HK -> 02513.HK, 02513; Hong Kong's codes have five digits: 0700.HK is 00700."""
    folded = fold(ticker).upper().strip()
    match = _ticker().match(folded)
    code = match[1] if match else folded
    return list(dict.fromkeys([folded, code, code.zfill(_HK_DIGITS)] if code.isdigit() and "HK" in folded else [folded, code]))


class Directory:
    """Known firms and organizations.

    A user's row that shares a name, an alias or a ticker with a built-in row is the same firm: the user's id stands
    and the names are united. Pickles as its rows; the automaton is built again where it is first used.
    """

    def __init__(self, rows: Iterable[Company], organizations: Iterable[Company] = (), users: Sequence[Company] = ()) -> None:
        self.organizations = tuple(organizations)
        self.users = frozenset(u.id for u in users)
        self.companies = _merge(tuple(rows), tuple(users)) if users else tuple(rows)
        self.rows = {row.id: row for row in (*self.organizations, *self.companies)}

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self.companies, self.organizations, tuple(self.users))

    def __len__(self) -> int:
        return len(self.rows)

    def kind(self, entity_id: str) -> str:
        """`organization` or `company`."""
        return "organization" if entity_id in self._organization_ids else "company"

    def resolve(self, text: str) -> str | None:
        """The id of the firm with this id, name, alias or ticker; None where there is none, or several.

        Script variants, Latin case, legal forms and inner spaces make no difference.
        """
        text = text.strip()
        if text in self.rows:
            return text
        # spreadsheets drop the zeros before a code
        tickers = [*_ticker_keys(text), *([text.zfill(_HK_DIGITS)] if text.isdigit() else [])]
        by_ticker = [self._by_ticker[k] for k in tickers if k in self._by_ticker]
        for ids in (*by_ticker, self._by_name.get(key(text), ()), self._by_alias.get(key(text), ())):
            if len(ids) == 1:
                return ids[0]
            if ids:
                return None
        return None

    def by_ticker(self, ticker: str) -> str | None:
        """The id of the one firm that is listed under this code."""
        for k in _ticker_keys(ticker):
            if len(ids := self._by_ticker.get(k, ())) == 1:
                return ids[0]
        return None

    def scan(self, folded: str) -> list[Hit]:
        """Known names in a folded text, leftmost and longest first, none overlapping."""
        out = self._scan(self._exact, folded)
        if self._loose is None:
            return out
        # a user's own full names are found in any case: MINIMAX GROUP, Minimax Group
        loose = self._scan(self._loose, folded.translate(_LOWER))
        return _longest([*out, *loose]) if loose else out

    def vetoes(self, folded: str, start: int, end: int, within: bool = True) -> bool:
        """Whether a guessed name overlaps a longer word of the tables that is no firm: 高通 in 高通胀.

        `within=False` leaves such words out that lie inside of the name: 中国巨 in 中国巨石, 诺华 in 美诺华.
        """
        if self._exact is None:
            return False
        low = max(start - _WINDOW, 0)
        for index, at, stop in self._exact.find(folded[low : end + _WINDOW]):
            at, stop = at + low, stop + low
            if at < end and stop > start and not self._exact.names[index][0] and (within or at < start or stop > end):
                return True
        return False

    def _scan(self, automaton: _Automaton | None, folded: str) -> list[Hit]:
        if automaton is None:
            return []
        out = []
        names = automaton.names
        for index, start, end in automaton.find(folded):
            ids, supported = names[index]
            if ids and bounded(folded, start, end):
                out.append(Hit(start, end, ids, supported))
            elif ids and end - start > 2:
                # 京东方A is no name in 京东方AI芯片, but 京东方 is
                ids, supported = automaton.by_name.get(folded[start : end - 1], ((), True))
                if ids and bounded(folded, start, end - 1):
                    out.append(Hit(start, end - 1, ids, supported))
        return out

    @cached_property
    def _organization_ids(self) -> frozenset[str]:
        return frozenset(o.id for o in self.organizations)

    @cached_property
    def _by_ticker(self) -> dict[str, tuple[str, ...]]:
        return _index((k, row.id) for row in self.rows.values() for ticker in row.tickers for k in _ticker_keys(ticker))

    @cached_property
    def _by_name(self) -> dict[str, tuple[str, ...]]:
        made = keys(row.name for row in self.rows.values())
        return _index((made[row.name], row.id) for row in self.rows.values())

    @cached_property
    def _by_alias(self) -> dict[str, tuple[str, ...]]:
        made = keys(name for row in self.rows.values() for name in row.names)
        return _index((made[name], row.id) for row in self.rows.values() for name in row.names)

    @cached_property
    def _exact(self) -> _Automaton | None:
        sure: dict[str, tuple[str, ...]] = {}
        weak: dict[str, tuple[str, ...]] = {}
        rows = self.rows.values()
        names = list(dict.fromkeys(n for row in rows for n in (*row.names, *row.not_)))
        if not names:
            return None
        folded = dict(zip(names, fold("\n".join(n.replace("\n", " ") for n in names)).split("\n"), strict=True))
        for row in rows:
            for name in (row.name, *row.aliases):
                _put(sure, folded[name], row.id)
            for name in row.needs_support:
                _put(weak, folded[name], row.id)
        return _automaton(sure, weak, {folded[word] for row in rows for word in row.not_})

    @cached_property
    def _loose(self) -> _Automaton | None:
        sure: dict[str, tuple[str, ...]] = {}
        for ident in sorted(self.users):
            name = self.rows[ident].name
            if not _LATIN.search(name):
                continue
            name = fold(name)
            # a word in any case is a name only where it is long enough not to be another word
            if len(name) > 3 and (lower := name.translate(_LOWER)) != name.translate(_UPPER):
                _put(sure, lower, ident)
        return _automaton(sure, {}, set())


_WINDOW = 12
"""How far around a guessed name the tables are asked."""
_LATIN = regex.compile(r"[A-Za-zＡ-Ｚａ-ｚ]")
_LOWER = {c: c + 32 for c in range(65, 91)}
_UPPER = {c + 32: c for c in range(65, 91)}


class _Automaton(NamedTuple):
    find: Any
    names: list[tuple[tuple[str, ...], bool]]
    by_name: dict[str, tuple[tuple[str, ...], bool]]


def _put(names: dict[str, tuple[str, ...]], name: str, ident: str) -> None:
    old = names.get(name)
    names[name] = (ident,) if old is None else old if ident in old else (*old, ident)


def _automaton(sure: dict[str, tuple[str, ...]], weak: dict[str, tuple[str, ...]], blocked: set[str]) -> _Automaton | None:
    found: dict[str, tuple[tuple[str, ...], bool]] = dict.fromkeys(sorted(blocked), ((), True))
    found |= {w: (ids, False) for w, ids in weak.items()} | {w: (ids, True) for w, ids in sure.items()}
    found.pop("", None)
    if not found:
        return None
    scan = ahocorasick_rs.AhoCorasick(list(found), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest, store_patterns=False)
    return _Automaton(scan.find_matches_as_indexes, list(found.values()), found)


def _rebuild(companies: tuple[Company, ...], organizations: tuple[Company, ...], users: tuple[str, ...]) -> Directory:
    made = Directory(companies, organizations)
    made.users = frozenset(users)
    return made


def _index(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    out: dict[str, tuple[str, ...]] = {}
    for k, ident in pairs:
        if k and ident not in (ids := out.get(k, ())):
            out[k] = (*ids, ident)
    return out


def _longest(hits: list[Hit]) -> list[Hit]:
    out: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start, -h.end)):
        if not out or hit.start >= out[-1].end:
            out.append(hit)
    return out


def _merge(rows: tuple[Company, ...], users: tuple[Company, ...]) -> tuple[Company, ...]:
    """Built-in rows, those that a user's row names too replaced by the two united."""
    name_keys = keys(n for row in (*rows, *users) for n in row.names)
    owners: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        for k in _identity(row, name_keys):
            owners[k].append(number)
    claimed: dict[int, int] = {}
    theirs: dict[str, int] = {}
    for number, user in enumerate(users):
        votes: dict[int, int] = {}
        for k in _identity(user, name_keys):
            for owner in owners.get(k, ()):
                theirs.setdefault(k, number)
                votes[owner] = votes.get(owner, 0) + 1
        free = [o for o in votes if o not in claimed]
        if free:
            claimed[max(free, key=lambda o, votes=votes: (votes[o], -o))] = number  # type: ignore[misc]
    mine = {number: rows[owner] for owner, number in claimed.items()}
    out = [_without(row, theirs, -1) for number, row in enumerate(rows) if number not in claimed]
    out += [_united(_without(mine[n], theirs, n), user) if n in mine else user for n, user in enumerate(users)]
    return tuple(out)


def _united(row: Company, user: Company) -> Company:
    """The user's row with the built-in one's names and tickers."""
    names = tuple(n for n in dict.fromkeys((row.name, *row.aliases, *user.aliases)) if n and n != user.name)
    weak = tuple(n for n in row.needs_support if n != user.name and n not in user.aliases)
    return replace(user, aliases=names, tickers=tuple(dict.fromkeys((*user.tickers, *row.tickers))), not_=row.not_, needs_support=weak)


def _identity(row: Company, name_keys: dict[str, str]) -> set[str]:
    return {"n:" + name_keys[n] for n in row.names} | {"t:" + _ticker_keys(t)[0] for t in row.tickers}


def _without(row: Company, theirs: dict[str, int], owner: int) -> Company:
    """`row` without the names that belong to another row of the user's."""

    def kept(name: str) -> bool:
        return theirs.get("n:" + key(name), owner) == owner

    if all(kept(n) for n in row.names):
        return row
    name = row.name if kept(row.name) else ""
    return replace(row, name=name, aliases=tuple(filter(kept, row.aliases)), needs_support=tuple(filter(kept, row.needs_support)))


def bounded(folded: str, start: int, end: int) -> bool:
    """Whether a Latin or katakana name is a word of its own: no letter of the same script touches it; and one in Chinese characters
    does not take the unit of a figure or half of another word."""
    if cuts(folded, start, end):
        return False
    if folded[start] > "ー" < folded[end - 1]:
        return True  # Chinese characters at both ends
    if start and _same_script(folded[start - 1], folded[start]):
        return False
    if end >= len(folded) or not _same_script(folded[end - 1], folded[end]):
        return True
    return folded[end].isdigit() and not folded[end - 1].isdigit() and bool(grammar.pattern("dated", "zh").match(folded, end))


def cuts(folded: str, start: int, end: int) -> bool:
    """Whether a name would begin inside of a figure (1,495|元大涨), or end inside of a word (新|韩银|行) or a bond's name (双鸿|五转债)."""
    before = folded[start - 1 : start]
    if before.isdigit() and folded[start] in grammar.letters("unit-letters", "zh"):
        return True
    telling = grammar.letters("half-letters", "zh")
    if folded[end : end + 1] not in telling and folded[end - 1] not in telling:
        return False
    bond = grammar.pattern("bond-behind", "zh")
    return any(found.match(folded, at) for found, at in ((grammar.pattern("half-words", "zh"), end), (bond, end), (bond, end - 1)))


def _same_script(left: str, right: str) -> bool:
    if left.isascii():
        return left.isalnum() and right.isascii() and right.isalnum()
    return "ァ" <= left <= "ー" and "ァ" <= right <= "ー" and left != "・" != right


@lru_cache(maxsize=8)
def built_in(overlay: Path | None = None) -> Directory:
    """The directory of the tables alone."""
    return Directory(table.companies(overlay), table.organizations(overlay))


@lru_cache(maxsize=8)
def directory(overlay: Path | None = None, users: tuple[Company, ...] = (), companies: bool = True) -> Directory:
    """Tables and the user's rows in one; `companies=False` leaves the built-in firms out."""
    return Directory(table.companies(overlay) if companies else (), table.organizations(overlay), users)
