"""Labelled articles: text with every mention marked, and the facts it states (corpus/gold, corpus/samples/gold).

A .gold file has three parts, divided by lines of `---`: `key: value` lines (id, lang, published, title, issuer), the text
with marks, and a fact a line.

    [[KIND#NAME:SURFACE|field=value|...]]        a mention; #NAME lets a fact point at it; `optional` counts neither way
    company | metric | period | NAME | field=value ...     a fact; `sign=-` turns the value negative, `segment=?` leaves it open

Several articles in one file are divided by lines of `====`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from ..errors import InputError
from .article import Article
from .record import KINDS

LabelRow = Mapping[str, str]

_MARK = re.compile(r"\[\[(\w+)(?:#(\w+))?:(.{1,400}?)((?:\|[^|\]]{0,400}){0,20})\]\]", re.S)
_ARTICLE = re.compile(r"^====\s*$\n?", re.M)
_PART = re.compile(r"^---\s*$\n?", re.M)
OPEN = "?"
"""In place of a field of a fact: the labels do not say."""
_VALUES = ("value", "value_max", "unit", "modifier", "precision", "start", "end")


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article, its mentions (kind, text, start, end and the record's fields) and its facts (the fact's fields), all as strings."""

    article: Article
    mentions: list[LabelRow] = field(default_factory=list)
    facts: list[LabelRow] = field(default_factory=list)
    genre: str = ""
    """The folder that the file stands in."""


def read_labelled(path: Path) -> Iterator[Labelled]:
    """All labelled articles below `path`: a .gold file, a folder of these, or one with articles, mentions and facts as JSONL.

    Raises InputError naming file and place.
    """
    if path.is_file():
        yield from compile_gold(path)
    elif (path / "articles.jsonl").is_file():
        yield from _from_jsonl(path)
    else:
        for file in sorted(path.rglob("*.gold")):
            yield from compile_gold(file)


def compile_gold(path: Path) -> Iterator[Labelled]:
    """The articles of one .gold file."""
    for article in _ARTICLE.split(path.read_text(encoding="utf-8")):
        yield _compiled(article, path)


def _compiled(article: str, path: Path) -> Labelled:
    parts = _PART.split(article)
    if len(parts) != 3:
        raise InputError(f"{path}: has {len(parts)} parts; write head, text and facts, divided by lines of ---")
    head = {k.strip(): v.strip() for k, v in (line.split(":", 1) for line in parts[0].strip().splitlines())}
    text, mentions, named = _marked(parts[1].strip("\n") + "\n", path)
    facts = [_fact(line, named, path) for line in parts[2].splitlines() if line.strip() and not line.startswith("#")]
    return Labelled(_article(head | {"text": text}, path), mentions, facts, path.parent.name)


def _marked(body: str, path: Path) -> tuple[str, list[LabelRow], dict[str, LabelRow]]:
    text, at = "", 0
    mentions: list[LabelRow] = []
    named: dict[str, LabelRow] = {}
    for mark in _MARK.finditer(body):
        kind, name, surface, extra = mark.groups()
        if kind not in KINDS or (name and name in named):
            raise InputError(f"{path}: {mark[0][:60]}: {'the name stands twice' if name in named else 'no kind of mention'}")
        text += body[at : mark.start()]
        mention = {"kind": kind, "text": surface, "start": str(len(text)), "end": str(len(text) + len(surface)), **_pairs(extra)}
        text, at = text + surface, mark.end()
        mentions.append(mention)
        if name:
            named[name] = mention
    text += body[at:]
    if "[[" in text or "]]" in text:
        raise InputError(f"{path}: a mark cannot be read near {text[max(text.find('[['), text.find(']]'), 20) - 20 :][:60]!r}")
    return text, mentions, named


def _fact(line: str, named: Mapping[str, LabelRow], path: Path) -> LabelRow:
    cells = [cell.strip() for cell in line.split("|")]
    if len(cells) < 4 or cells[3] not in named:
        raise InputError(f"{path}: fact {line!r}: write company | metric | period | NAME of a mention | field=value ...")
    company, metric, period, name = cells[:4]
    extra = _pairs("|".join(cells[4:]))
    fact = {"company": company, "metric": metric, "period": period, "basis": "actual", "segment": ""}
    fact |= {k: named[name][k] for k in _VALUES if k in named[name]}
    try:
        if extra.pop("sign", ""):
            fact["value"] = str(-Decimal(fact["value"]))
    except (InvalidOperation, KeyError):
        raise InputError(f"{path}: fact {line!r}: its mention has no value") from None
    return {k: v for k, v in (fact | extra).items() if v != OPEN}


def _pairs(text: str) -> dict[str, str]:
    return {k.strip(): v.strip() if sep else "yes" for k, sep, v in (part.partition("=") for part in text.split("|") if part.strip())}


def _article(head: Mapping[str, object], path: Path) -> Article:
    def text(key: str) -> str:
        return str(head.get(key) or "")

    published = date.fromisoformat(text("published")[:10]) if text("published") else None
    return Article(text("id") or path.stem, text("text"), text("lang"), published, text("title"), text("url"), str(path), text("issuer"))


def _from_jsonl(folder: Path) -> Iterator[Labelled]:
    rows: dict[str, dict[str, list[LabelRow]]] = {"mentions": {}, "facts": {}}
    for kind, found in rows.items():
        for row in _lines(folder / f"{kind}.jsonl"):
            texts = {k: "yes" if v is True else str(v) for k, v in row.items() if v is not None}
            found.setdefault(str(row["article_id"]), []).append(texts)
    for head in _lines(folder / "articles.jsonl"):
        ident = str(head["id"])
        article = _article(head, folder / "articles.jsonl")
        yield Labelled(article, rows["mentions"].get(ident, []), rows["facts"].get(ident, []), folder.name)


def _lines(path: Path) -> Iterator[dict[str, object]]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                try:
                    yield json.loads(line)
                except ValueError as error:
                    raise InputError(f"{path}:{number}: is no JSON: {error}") from None
