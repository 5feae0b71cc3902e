"""What the choice is fitted on, and the fit."""

import tomllib
from importlib import resources
from pathlib import Path

import pytest

from mokuromi.corpus.article import Article
from mokuromi.extract.names import choose, train_choice
from mokuromi.extract.names.directory import built_in
from mokuromi.extract.names.evidence import FEATURES
from mokuromi.extract.names.ner import recognizer
from mokuromi.extract.names.train_choice import SpanExample, fit, unmarked
from mokuromi.extract.names.weigh import weigh
from mokuromi.extract.text.document import Document

ROWS = tomllib.loads(resources.files(choose.__package__).joinpath("choice_sentences.toml").read_text(encoding="utf-8"))["sentences"]
WEIGHTS = Path(recognizer.__file__).parent / "weights"


@pytest.mark.parametrize(
    ("marked", "text", "names"),
    [
        ("[澄屿]与<央行>", "澄屿与央行", [("澄屿", "company"), ("央行", "organization")]),
        ("[A B (C) Ltd.]。", "A B (C) Ltd.。", [("A B (C) Ltd.", "company")]),
        ("没有名字。", "没有名字。", []),
    ],
)
def test_marks(marked: str, text: str, names: list[tuple[str, str]]) -> None:
    found, spans = unmarked(marked)
    assert found == text
    assert [(text[s:e], kind) for s, e, kind in sorted(spans)] == names


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['shape']}-{row['lang']}" for row in ROWS])
def test_the_sentences_of_a_shape_hold_it(row: dict[str, str]) -> None:
    assert row["shape"] in FEATURES or row["shape"].startswith("rule.")
    side = "ja" if row["lang"] == "ja" else "zh"
    seen = 0
    for marked in row["texts"]:
        text, spans = unmarked(marked)
        example = SpanExample(Document(Article("", text, row["lang"])), spans, [], 1.0, WEIGHTS)
        source, pool, marginals = train_choice.pooled(example, side)
        proposals = weigh(example.document, source, pool, marginals, built_in())
        seen += sum(row["shape"] in p.features for p in proposals)
    assert seen


def test_a_weight_is_held_near_what_is_known_and_follows_data() -> None:
    data = [({"bias": 1.0, "a": 1.0, "b": 1.0}, 1.0, 1.0)] * 40 + [({"bias": 1.0, "b": 1.0}, 0.0, 1.0)] * 40
    found = fit(data, {"a": 0.0, "c": 2.0})
    assert found["c"] == 2.0
    assert 0 < found["a"] < fit(data, {})["a"]
    assert fit(data, {"a": 3.0})["a"] > 3.0
