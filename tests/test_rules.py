"""Every example of every rule table, through the public API."""

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

import mokuromi
from mokuromi.rules import words
from mokuromi.rules.fold import fold
from mokuromi.rules.table import Example, _examples

RULES = Path(mokuromi.__file__).parent / "rules"
FACT_KEYS = {"metric", "period", "segment", "basis", "company", "inferred"}


def _cases():
    for path in sorted(RULES.glob("*.toml")):
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        kind = document.get("kind", "")
        for array, rows in document.items():
            if not isinstance(rows, list) or array == "words":
                continue
            for row in rows:
                if not isinstance(row, dict):
                    continue
                name = next(iter(row.values()), "")
                for number, example in enumerate(_examples(row.get("examples", []), str(path))):
                    yield pytest.param(example.want.get("kind", kind), example, id=f"{path.stem}-{array}-{name}-{number}")


def _word_cases():
    for path in sorted(RULES.glob("*.toml")):
        for row in tomllib.loads(path.read_text(encoding="utf-8")).get("words", []):
            for number, example in enumerate(_examples(row["examples"], str(path))):
                yield pytest.param(path.stem, row["id"], example, id=f"{path.stem}-{row['id']}-{number}")


CASES = list(_cases())


@pytest.fixture(scope="module")
def engine():
    return mokuromi.Engine(ner=False)


def _extract(engine, example: Example):
    from mokuromi.corpus.rows import article_of

    return engine.extract(
        article_of({"id": "x", "text": example.plain, "lang": example.lang, "published": example.want.get("published", "")})
    )


def _text(value) -> str:
    if value is None:
        return ""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _wanted(value: str) -> str:
    if value == "None":
        return ""
    try:
        return f"{Decimal(value).normalize():f}"
    except ArithmeticError:
        return value


@pytest.mark.parametrize(("kind", "example"), CASES)
def test_example(engine, kind, example):
    records, facts = _extract(engine, example)
    if kind == "fact":
        found = [f for f in facts if f.metric != "other"]
        assert (example.span in [(f.start, f.end) for f in found]) if example.span else not found, [
            (f.metric, f.period, f.value) for f in found
        ]
    else:
        found = [r for r in records if r.kind == kind]
        assert (example.span in [(r.start, r.end) for r in found]) if example.span else not found, [(r.kind, r.text) for r in records]
    if example.span:
        hit = next(f for f in found if (f.start, f.end) == example.span)
        got = {k: _text(getattr(hit, k)) for k in example.want if k not in ("kind", "published", "why")}
        assert got == {k: _wanted(example.want[k]) for k in got}


@pytest.mark.parametrize(("table", "ident", "example"), list(_word_cases()))
def test_example_of_words(table, ident, example):
    """What words and patterns match by themselves; what follows from it is shown by the other tables' examples."""
    found = words.pattern(table, ident).search(fold(example.plain))
    assert (found.span() if found else None) == example.span


def test_every_row_has_examples_and_every_table_a_negative():
    for path in sorted(RULES.glob("*.toml")):
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        rows = [row for rows in document.values() if isinstance(rows, list) for row in rows if isinstance(row, dict)]
        examples = [e for row in rows for e in row.get("examples", [])]
        if document.get("kind") not in ("company", "organization"):
            assert all(row.get("examples") for row in rows), path.name
        assert any("[" not in e["text"] for e in examples), path.name
