"""Each word of a row of rules does what the row is for in a sentence of tests/carriers, and the sentence without it does not."""

from collections import defaultdict
from decimal import Decimal
from functools import cache

import pytest
from carriers import PUBLISHED, Carrier, carriers, filled

import mokuromi
from mokuromi.corpus.rows import article_of
from mokuromi.rules.table import _examples

ROWS = defaultdict(list)
for _carrier in carriers():
    ROWS[_carrier.table, _carrier.row, _carrier.key].append(_carrier)


@cache
def _engine() -> mokuromi.Engine:
    return mokuromi.Engine(ner=False)


def _holds(example: dict, word: str) -> bool:
    """Whether an example with a word in its sentence says what it should."""
    (wanted,) = _examples([{**example, "text": filled(example, word)}], "tests/carriers")
    given = {"id": "x", "text": wanted.plain, "lang": wanted.lang, "published": PUBLISHED}
    given |= {key: example[key] for key in ("published", "title", "issuer") if key in example}
    records, facts = _engine().extract(article_of(given))
    found = facts if "metric" in example else records
    want = {key: value for key, value in wanted.want.items() if key not in (*given, "not")}
    hits = [f for f in found if wanted.span in (None, (f.start, f.end)) and all(_text(getattr(f, k)) == _text(v) for k, v in want.items())]
    return bool(hits) != bool(example.get("not"))


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
    assert not [filled(e, c.instead) for c, e in said if _holds(e, c.instead)], "the sentence says it without the word"
    assert [w for c in of_row for w in c.listed if not any(w in d.words and _holds(e, w) for d, e in said)] == []
