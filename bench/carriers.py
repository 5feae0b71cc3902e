"""Carrier sentences (tests/carriers/*.toml): each word of a row of rules, put into a sentence, does there what the row is for.

    [[carrier]]
    row = "down"                  the row of the table that has the name of the file
    key = "forms"                 the list of its words, `forms` where none is named
    words = ["减", "下降"]         instead of the list, or of what the row's pattern matches (rule_parts.instances)
    instead = ""                  what stands in place of the word in the sentence that shows nothing
    others = ["腰斩"]              words for which this is no sentence
    examples = [{ lang = "zh-Hans", text = "寒武纪2024年营收3亿元，同比{}[5%]。", metric = "revenue_growth_yoy", value = "-5" }]

An example is one of a table of rules, with `{}` for the word; with `not = true` what it says holds without the word only, with
`surer = true` the fact is surer with the word than with what stands in its place, with `surer = false` less sure.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rule_parts import instances

ROOT = Path(__file__).parents[1]
PUBLISHED = "2025-03-01"
"""The day of examples that tell none."""
ARTICLE = ("lang", "published", "title", "issuer")


@dataclass(frozen=True)
class Carrier:
    table: str
    row: str
    key: str
    words: tuple[str, ...]
    instead: str
    examples: tuple[Mapping[str, Any], ...]
    listed: tuple[str, ...]
    """The words of the row that a sentence must be found for, in this carrier or another of the row."""

    def texts(self) -> Iterator[dict[str, str]]:
        """Its sentences as rows of articles, each with each word, with the table and the row."""
        for example in self.examples:
            for word in self.words:
                row = {key: str(example[key]) for key in ARTICLE if key in example}
                text = filled(example, word).replace("[", "").replace("]", "")
                yield {"published": PUBLISHED, **row, "text": text, "table": self.table, "row": self.row}


def carriers() -> Iterator[Carrier]:
    """All carriers of the tests."""
    for path in sorted((ROOT / "tests" / "carriers").glob("*.toml")):
        table = tomllib.loads((ROOT / "rules" / path.name).read_text(encoding="utf-8"))
        rows = {str(row["id"]): row for found in table.values() if isinstance(found, list) for row in found if "id" in row}
        for given in tomllib.loads(path.read_text(encoding="utf-8"))["carrier"]:
            key = given.get("key", "forms")
            others = (given.get("instead", ""), *given.get("others", ()))
            listed = [] if "words" in given else [w for w in _words(rows, given["row"], key) if w not in others]
            words = given.get("words") or listed
            yield Carrier(
                path.stem, given["row"], key, tuple(words), given.get("instead", ""), tuple(given["examples"]), tuple(listed or words)
            )


def _words(rows: Mapping[str, Any], ident: str, key: str) -> list[str]:
    row = rows[ident]
    return list(row[key]) if key in row else instances(_pattern(rows, ident))


def _pattern(rows: Mapping[str, Any], ident: str) -> str:
    """The pattern of a row as it is written, what it names put in."""
    row = rows[ident]
    if "pattern" not in row:
        return "|".join(map(re.escape, row["forms"]))
    return re.sub(r"\{([a-z][a-z_-]*)\}", lambda found: f"(?:{_pattern(rows, found[1])})", row["pattern"])


def filled(example: Mapping[str, Any], word: str) -> str:
    """The text of an example with a word put into its sentence, its span in brackets."""
    return str(example["text"]).replace("{}", word)
