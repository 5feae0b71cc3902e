"""The parts of a table of rules (rows, words, patterns, their alternatives), and the table without some of them."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NOTHING = "(?!)"
UNWRITTEN = "\ue000\ue001"
"""A word that no text holds."""
TEXT_KEYS = ("id", "role", "examples", "langs", "lang", "op", "gives", "of")
"""Keys of rows whose parts are no words."""
PATTERNS = ("pattern", "patterns", "before", "after")
LANGS = ("ja", "zh", "en")
_GROUP = re.compile(r"\((?:\?(?:P<\w+>|[:=!]|<[=!]))?")


@dataclass(frozen=True)
class Part:
    """What is switched off: a row, or of one value of it (`path`, from the row on) an element, or the characters `span`."""

    array: str
    row: str
    path: tuple[str | int, ...] = ()
    span: tuple[int, int] | None = None
    text: str = ""
    alone: str = ""
    """Of an alternative: its pattern without the others."""

    def __str__(self) -> str:
        return " ".join(
            [
                f"{self.array}:{self.row}",
                *(str(p) for p in self.path),
                *([repr(self.text)] if self.text and (self.span or self.path[-1] != self.text) else []),
            ]
        )


def alternatives(pattern: str) -> Iterator[tuple[int, int, str]]:
    """For each alternative of each group of a regular expression: the span to cut, one of its bars included, and the
    pattern without the others of its group, which is what a text holds in which it matters."""
    opened: list[tuple[int, list[int]]] = [(0, [0])]
    at, in_class = 0, False
    while at <= len(pattern):
        char = pattern[at : at + 1]
        if char == "\\":
            at += 2
            continue
        if in_class:
            in_class = char != "]"
        elif char == "[":
            in_class = True
            at += pattern.startswith("^", at + 1)
            at += pattern.startswith("]", at + 1)
        elif char == "(":
            begun = _GROUP.match(pattern, at)
            assert begun is not None
            opened.append((at, [begun.end()]))
            at = begun.end()
            continue
        elif char == "|":
            opened[-1][1].append(at + 1)
        elif char in (")", "") and opened:
            group, starts = opened.pop()
            ends = [*(start - 1 for start in starts[1:]), at]
            before = pattern[: starts[0]]
            if before.endswith(("(?!", "(?<!")) and len(opened):
                before = before[:-1] + "="
            for n, (start, end) in enumerate(zip(starts, ends, strict=True) if len(starts) > 1 else ()):
                yield (start - (n > 0), end + (n == 0), before + pattern[start:end] + pattern[at:])
        at += 1


def parts(table: Mapping[str, Any], deep: bool) -> Iterator[Part]:
    """The rows of a table, and with `deep` their parts."""
    for array, rows in table.items():
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            continue
        for row in rows:
            ident = str(next(iter(row.values())))
            yield Part(array, ident)
            for key, value in row.items() if deep else ():
                if key not in TEXT_KEYS:
                    yield from _within(Part(array, ident, (key,)), value)


def _within(part: Part, value: Any) -> Iterator[Part]:
    items = list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    for key, inner in items:
        word = key if isinstance(key, str) and key not in LANGS else inner if isinstance(inner, str) else ""
        below = Part(part.array, part.row, (*part.path, key), text=word)
        if len(items) > 1 or part.path[0] == "names":
            yield below
        yield from _within(below, inner)
        if word is key:
            yield from _cut(below, word)
    if isinstance(value, str) and part.path[0] in PATTERNS:
        yield from _cut(part, value)


def _cut(part: Part, pattern: str) -> Iterator[Part]:
    for start, end, alone in alternatives(pattern):
        yield Part(part.array, part.row, part.path, (start, end), pattern[start:end], alone)


def without(table: Mapping[str, Any], off: Sequence[Part]) -> dict[str, Any]:
    """The table with some parts switched off."""
    out = copy.deepcopy(dict(table))
    drops: list[tuple[Any, Any]] = []
    cuts: dict[tuple[int, Any], tuple[Any, list[tuple[int, int]]]] = {}
    rows_off = {(part.array, part.row) for part in off if not part.path}
    for part in off:
        if part.path and (part.array, part.row) in rows_off:
            continue
        rows = out[part.array]
        at, row = next((i, row) for i, row in enumerate(rows) if str(next(iter(row.values()))) == part.row)
        if not part.path:
            if part.array == "words":
                row.update({"pattern": NOTHING} if row.get("pattern") else {"forms": [UNWRITTEN]})
            else:
                drops.append((rows, at))
            continue
        holder = row
        for key in part.path[:-1]:
            holder = holder[key]
        if part.span is None:
            drops.append((holder, part.path[-1]))
        else:
            cuts.setdefault((id(holder), part.path[-1]), (holder, []))[1].append(part.span)
    for (_, key), (holder, spans) in cuts.items():
        named = isinstance(holder, dict) and key not in ("pattern", "before", "after")
        text = key if named else holder[key]
        for start, end in sorted(set(spans), reverse=True):
            text = text[:start] + text[end:]
        if named:
            renamed = {(text if k == key else k): v for k, v in holder.items()}
            holder.clear()
            holder.update(renamed)
        else:
            holder[key] = text
    for holder, key in sorted(drops, key=lambda d: d[1] if isinstance(d[1], int) else 0, reverse=True):
        holder.pop(key, None) if isinstance(holder, dict) else holder.pop(key)
    return out


def instances(pattern: str) -> list[str]:
    """Strings that a pattern matches, each alternative of each group in one of them at least, looking around left out."""
    from re import _parser as parser  # type: ignore[attr-defined]

    return list(dict.fromkeys(_strings(parser.parse(pattern))))


def _strings(tree: Any) -> list[str]:
    """Of a sequence of nodes: the first string of each, and each further one of a node beside the first of the others."""
    parts = [_of_node(str(kind), value) for kind, value in tree]
    first = [part[0] for part in parts]
    out = ["".join(first)]
    for at, part in enumerate(parts):
        out += ["".join([*first[:at], other, *first[at + 1 :]]) for other in part[1:]]
    return out


def _of_node(kind: str, value: Any) -> list[str]:
    if kind == "LITERAL":
        return [chr(value)]
    if kind == "BRANCH":
        return [text for branch in value[1] for text in _strings(branch)]
    if kind == "SUBPATTERN":
        return _strings(value[-1])
    if kind in ("MAX_REPEAT", "MIN_REPEAT"):
        least, _, inner = value
        found = _strings(inner)
        return [found[0] * least, *(text * max(least, 1) for text in found)]
    if kind == "IN":
        return _of_class(value)
    return [""]


def _of_class(items: Any) -> list[str]:
    """The characters that a class names, the first of its ranges; of what it leaves out, nothing."""
    out = [chr(value) if str(kind) == "LITERAL" else chr(value[0]) for kind, value in items if str(kind) in ("LITERAL", "RANGE")]
    left_out = any(str(kind) == "NEGATE" for kind, _ in items)
    return [""] if left_out or not out else out
