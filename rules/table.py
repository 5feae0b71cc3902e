"""TOML tables of rules -> frozen rows.

A table file holds arrays of tables (`[[currency]]`); a row type is a frozen dataclass whose fields are the
columns. Every row carries `examples`: texts in which the mention stands in square brackets, with the fields it
normalizes to; a text without brackets holds nothing of the table's kind.
"""

import tomllib
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from ..errors import RuleError

RowT = TypeVar("RowT")


@dataclass(frozen=True, slots=True)
class Example:
    """`text` with at most one [bracketed] mention, and the record fields wanted of it."""

    lang: str
    text: str
    want: Mapping[str, str]

    @property
    def plain(self) -> str:
        return self.text.replace("[", "").replace("]", "")

    @property
    def span(self) -> tuple[int, int] | None:
        start = self.text.find("[")
        return None if start < 0 else (start, self.text.find("]") - 1)


@cache
def _tables_of(overlay: Path) -> frozenset[str]:
    """The table files in a folder of the user's. Raises RuleError for what would be passed over in silence."""
    if not overlay.is_dir():
        raise RuleError(f"{overlay}: no such folder; name the folder that holds the tables")
    found = frozenset(path.name for path in overlay.glob("*.toml"))
    known = sorted(path.name for path in resources.files(__package__).iterdir() if path.name.endswith(".toml"))
    for name in sorted(found.difference(known)):
        raise RuleError(f"{overlay / name}: no table is called so; the tables are {', '.join(known)}")
    return found


@cache
def _document(name: str, overlay: Path | None) -> tuple[tuple[str, dict[str, Any]], ...]:
    sources = [(f"rules/{name}.toml", resources.files(__package__).joinpath(f"{name}.toml").read_bytes())]
    if overlay is not None and f"{name}.toml" in _tables_of(overlay):
        sources.append((str(overlay / f"{name}.toml"), (overlay / f"{name}.toml").read_bytes()))
    out = []
    for where, data in sources:
        try:
            out.append((where, tomllib.loads(data.decode())))
        except UnicodeDecodeError as error:
            raise RuleError(f"{where}: is not UTF-8 at byte {error.start}; save it as UTF-8") from None
        except tomllib.TOMLDecodeError as error:
            raise RuleError(f"{where}: not valid TOML: {error}") from None
    return tuple(out)


def load(name: str, array: str, row: type[RowT], overlay: Path | None = None) -> tuple[RowT, ...]:
    """The rows of `[[array]]` in rules/NAME.toml, then those of OVERLAY/NAME.toml.

    An overlay row whose first column equals a built-in one replaces it. Raises RuleError naming file, row and key.
    """
    key = fields(row)[0].name  # type: ignore[arg-type]
    out: dict[Any, RowT] = {}
    for where, document in _document(name, overlay):
        rows = document.get(array, [])
        if not isinstance(rows, list):
            raise RuleError(f"{where}: {array!r} must be an array of tables: write [[{array}]]")
        seen: set[Any] = set()
        for number, data in enumerate(rows, 1):
            made = _row(row, data, f"{where}: [[{array}]] row {number}", key)
            ident = getattr(made, key)
            if ident in seen:
                raise RuleError(f"{where}: [[{array}]] row {number}, key {key}: {ident!r} stands twice")
            seen.add(ident)
            out[ident] = made
    return tuple(out.values())


def setting(name: str, key: str, overlay: Path | None = None) -> Any:
    """A top-level value of a table file (not an array of rows); the overlay's wins."""
    for _, document in reversed(_document(name, overlay)):
        if key in document:
            return document[key]
    raise RuleError(f"rules/{name}.toml: key {key} is missing")


def listed(name: str, key: str, overlay: Path | None = None) -> tuple[str, ...]:
    """A top-level list of words, as `setting`."""
    return _value(setting(name, key, overlay), tuple[str, ...], f"rules/{name}.toml: key {key}")  # type: ignore[no-any-return]


@cache
def _columns(row: type[Any]) -> tuple[dict[str, Any], dict[str, Field[Any]]]:
    return typing.get_type_hints(row), {f.name: f for f in fields(row)}


def _row(row: type[RowT], data: Any, where: str, key: str) -> RowT:
    if not isinstance(data, dict):
        raise RuleError(f"{where}: must be a table")
    where = f"{where} ({data.get(key, '?')})"
    hints, columns = _columns(row)  # type: ignore[arg-type]
    for name in data:
        if name not in columns:
            raise RuleError(f"{where}, key {name}: unknown; the keys are {', '.join(columns)}")
    made = {}
    for name, column in columns.items():
        if name in data:
            made[name] = _examples(data[name], where) if name == "examples" else _value(data[name], hints[name], f"{where}, key {name}")
        elif column.default is MISSING and column.default_factory is MISSING:
            raise RuleError(f"{where}, key {name}: missing")
    return row(**made)


def _examples(data: Any, where: str) -> tuple[Example, ...]:
    out = []
    for number, item in enumerate(data, 1):
        if not isinstance(item, dict) or not {"lang", "text"} <= item.keys():
            raise RuleError(f"{where}, key examples: example {number} needs lang and text")
        text = item["text"]
        if text.count("[") != text.count("]") or text.count("[") > 1:
            raise RuleError(f"{where}, key examples: example {number}: at most one [mention] per text")
        out.append(Example(item["lang"], text, {k: str(v) for k, v in item.items() if k not in ("lang", "text")}))
    return tuple(out)


def _value(value: Any, hint: Any, where: str) -> Any:
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        able = [a for a in typing.get_args(hint) if a is not type(None)]
        return _value(value, next((a for a in able if isinstance(a, type) and isinstance(value, a)), able[0]), where)
    if origin is tuple:
        if not isinstance(value, list):
            raise RuleError(f"{where}: must be a list")
        item = typing.get_args(hint)[0]
        return tuple(_value(v, item, where) for v in value)
    if origin in (dict, Mapping):
        if not isinstance(value, dict):
            raise RuleError(f"{where}: must be a table")
        item = typing.get_args(hint)[1]
        return types.MappingProxyType({k: _value(v, item, f"{where}.{k}") for k, v in value.items()})
    if hint is Any:
        return value
    if isinstance(hint, type) and is_dataclass(hint):
        return _row(hint, value, where, fields(hint)[0].name)
    if origin is None and isinstance(hint, type) and (not isinstance(value, hint) or (hint is int and isinstance(value, bool))):
        raise RuleError(f"{where}: must be {hint.__name__}, is {type(value).__name__}")
    return value
