"""Each word of a row of rules does what the row is for in a sentence of tests/carriers, and the sentence without it does not."""

from collections import defaultdict
from decimal import Decimal
from functools import cache

import pytest
from carriers import PUBLISHED, Carrier, carriers, filled

import mokuromi
from mokuromi.corpus.rows import article_of
from mokuromi.rules.table import _examples

LEAST = 0.01
"""A word that makes a fact surer or less sure moves its score by more."""
ROWS = defaultdict(list)
for _carrier in carriers():
    ROWS[_carrier.table, _carrier.row, _carrier.key].append(_carrier)


@cache
def _engine() -> mokuromi.Engine:
    return mokuromi.Engine(ner=False)


def _shows(example: dict, word: str, instead: str) -> bool:
    """Whether an example with a word in its sentence says what it should, or is so much surer of it, or less sure, than without."""
    if "surer" not in example:
        return bool(_scores(example, word)) != bool(example.get("not"))
    moved = max(_scores(example, word), default=0.0) - max(_scores(example, instead), default=0.0)
    return moved > LEAST if example["surer"] else moved < -LEAST


def _scores(example: dict, word: str) -> list[float]:
    """How sure the records or facts are that an example with a word in its sentence tells of."""
    (wanted,) = _examples([{**example, "text": filled(example, word)}], "tests/carriers")
    told = {key: example[key] for key in ("title", "issuer") if key in example}
    records, facts = _found(wanted.plain, wanted.lang, example.get("published", PUBLISHED), **told)
    found = facts if "metric" in example else records
    want = {key: value for key, value in wanted.want.items() if key not in ("published", "title", "issuer", "not", "surer")}
    placed = [f for f in found if wanted.span in (None, (f.start, f.end))]
    return [f.score for f in placed if all(_text(getattr(f, k)) == _text(v) for k, v in want.items())]


@cache
def _found(text: str, lang: str, published: str, title: str = "", issuer: str = "") -> tuple[list, list]:
    return _engine().extract(article_of({"id": "x", "text": text, "lang": lang, "published": published, "title": title, "issuer": issuer}))


def _text(value: object) -> str:
    if value is None or value == "None":
        return ""
    try:
        return f"{Decimal(str(value)).normalize():f}"
    except ArithmeticError:
        return str(value)


@pytest.mark.parametrize("row", ROWS, ids="-".join)
def test_words(row: tuple[str, str, str]) -> None:
    of_row: list[Carrier] = ROWS[row]
    said = [(c, e) for c in of_row for e in c.examples]
    assert not [filled(e, c.instead) for c, e in said if _shows(e, c.instead, c.instead)], "the sentence says it without the word"
    assert [w for c in of_row for w in c.listed if not any(w in d.words and _shows(e, w, d.instead) for d, e in said)] == []
