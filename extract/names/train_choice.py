"""Fit the weights of the choice: `python -m mokuromi.extract.names.train_choice --held-out WEIGHTS ARTICLES … --out FILE`.

Logistic regression on every proposal of the labelled articles (right: exactly a marked firm or organization), by Newton steps
with a penalty on the weights; deterministic. A recognizer is far surer of articles that it was trained on, so each --held-out
names articles and the folder of a recognizer's weights that has not read them.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np

from ...corpus.article import Article
from ...corpus.labelled import read_labelled
from ..text.document import Document
from .choose import best
from .choose import weights as weights_of
from .directory import built_in
from .extract import pool_of, propose
from .ner import config, corpora, recognizer
from .ner.marginals import Marginals
from .pool import Pool, Proposal
from .proposals import read, repeat
from .span import source_of
from .weigh import weigh

_PENALTY = 1.0
PRIOR = {
    "organization": 4.0,
    "code": 3.0,
    "code.behind": 2.0,
    "of.title": 3.0,
    "labelled": 3.0,
    "head.code": 3.0,
    "column.cell": 3.0,
    "code.likely": 1.5,
    "head.firms": 3.0,
    "listed": 1.5,
    "again.sure": 2.5,
    "rule.legal": 3.0,
    "legal.tail": 2.5,
    "legal.whole": 3.5,
    "longer.table": -3.0,
    "rules.points": 0.5,
    "again.code": 2.5,
    "table": 2.0,
    "trade": 5.0,
    "trade.behind": -4.0,
    "rule.ticker": 0.0,
    "code.before": 4.0,
    "ner.very.sure": 1.0,
    "quote": 5.0,
    "thing.behind": -1.5,
    "titled": -3.0,
    "term": -3.0,
    "capitals.bare": -0.5,
    "holds.full": -2.0,
    "code.below": 5.0,
    "latin.whole": 10.0,
    "theme.before": 1.5,
    "latin.does": 3.0,
    "part": -5.0,
    "role.latin": 1.0,
    "does": 1.0,
    "share.class": 2.0,
    "emphasized": 0.5,
    "hiragana": 3.0,
    "listed.itself": 2.5,
    "listed.dated": 1.0,
    "listed.brand": 2.0,
    "of.place": 7.0,
    "of.place.behind": -4.0,
    "raises.quoted": 5.0,
    "raises.round": 2.0,
    "announces": 2.0,
    "investor": 2.5,
    "branch": 4.0,
    "profile": 4.0,
    "works.on": 2.5,
    "form.latin": 4.0,
    "latin.house": 2.0,
    "brand.latin": -2.5,
    "title.subject": 1.5,
    "st": 4.0,
    "reports": 2.5,
    "raises.money": 3.0,
    "moves": 3.0,
    "held": 2.5,
    "joins": 1.0,
    "share.moves": 3.0,
    "share.of": 2.5,
    "seat": 2.5,
    "quote.inside": 6.0,
    "latin.subsidiary": 2.5,
    "latin.form": 4.0,
    "reports.head": 2.5,
    "declared.alias": 3.5,
    "declares": 3.0,
    "dotted": 2.0,
    "dotted.behind": -2.0,
    "dotted.short": 3.5,
    "person.list": -4.0,
    "bank.branch": 4.0,
}
"""Weights that are known before any data, which hold few names with codes: a penalty holds the fitted ones near them."""
PRIOR_JA = {
    "ner.person": -1.0,
    "ner.group": -0.5,
    "again.person": -0.5,
    "again.count": 0.5,
    "component": 2.0,
    "legal.tail": 2.0,
    "legal.run": 0.7,
    "legal.behind": -1.0,
    "legal.shared": -2.0,
    "short.form": 1.5,
}
"""Likewise, of the Japanese side, whose articles hold few such names, and hardly any person's: a person is no firm."""
_PRIOR_PENALTY = 10.0
_NAMES_COUNT = 1.5
"""What a right span counts against a wrong one: F1 is highest where spans are taken from a probability of F1 / 2, below a half."""
_ROUNDS = 60
_STRIDE = 1.0


@dataclass(slots=True)
class SpanExample:
    """A document, its marked spans by kind, and those that count neither way."""

    document: Document
    wanted: set[tuple[int, int, str]]
    optional: list[tuple[int, int]]
    weight: float = 1.0
    recognizer: Path = Path()
    """The folder of the weights that have not read it."""


def labelled(pairs: Sequence[tuple[Path, Path]]) -> Iterator[SpanExample]:
    """The articles below the second path of each pair; the first is the folder of weights that have not read them."""
    for weights, path in pairs:
        for item in read_labelled(path):
            names = [m for m in item.mentions if m["kind"] in ("company", "organization")]
            spans = {(int(m["start"]), int(m["end"]), m["kind"]) for m in names if not m.get("optional")}
            free = [(int(m["start"]), int(m["end"])) for m in names if m.get("optional")]
            yield SpanExample(Document(item.article), spans, free, recognizer=weights)


def sentences(weights: Path, paths: Sequence[Path], limit: int, weight: float) -> Iterator[SpanExample]:
    """Sentences of a corpus as documents of their own; FILE's name tells the language."""
    for path in paths:
        lang = "zh-Hans" if path.name.startswith("fewfc") else "ja"
        found = corpora.read(path)
        found = corpora.complete(found) if lang != "ja" else found
        for sentence in found[:limit]:
            spans = {(s, e, "company") for s, e, k in sentence.entities if k == "C"}
            free = [(s, e) for s, e, k in sentence.entities if k in "GI"]
            yield SpanExample(Document(Article("", sentence.text, lang)), spans, free, weight, weights)


_MARK = re.compile(r"\[([^\[\]]+)\]|<([^<>]+)>")


def written(folders: Sequence[Path]) -> Iterator[SpanExample]:
    """The texts of choice_sentences.toml, read by each of the recognizers of `folders`, which together count once."""
    rows = tomllib.loads(resources.files(__package__).joinpath("choice_sentences.toml").read_text(encoding="utf-8"))["sentences"]
    for row in rows:
        for marked in row["texts"]:
            text, spans = unmarked(marked)
            for folder in folders:
                yield SpanExample(Document(Article("", text, row["lang"])), spans, [], 1 / len(folders), folder)


def unmarked(marked: str) -> tuple[str, set[tuple[int, int, str]]]:
    """A text without its marks, and what they mark: [firm], <other organization>."""
    text, spans, at = "", set(), 0
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        name = match[1] or match[2]
        spans.add((len(text), len(text) + len(name), "company" if match[1] else "organization"))
        text, at = text + name, match.end()
    return text + marked[at:], spans


@cache
def _finder(folder: Path, side: str) -> recognizer.EnsembleRecognizer:
    return recognizer.EnsembleRecognizer(folder / f"{side}.npz", side)


def pooled(example: SpanExample, side: str) -> tuple[str, Pool, Marginals]:
    marginals = _finder(example.recognizer, side).read(example.document)
    pool = pool_of(propose(example.document, built_in()), built_in())
    read(example.document, pool, marginals)
    return source_of(example.document), pool, marginals


def rows(example: SpanExample, proposals: Sequence[Proposal]) -> Iterator[tuple[dict[str, float], float, float]]:
    """(features, right or wrong, weight) of each proposal that counts."""
    for p in proposals:
        start, end = example.document.reading.span(p.start, p.end)
        right = (start, end, p.kind) in example.wanted
        if right or not any(s < end and start < e for s, e in example.optional):
            yield p.features, float(right), example.weight * (_NAMES_COUNT if right else 1.0)


def fit(data: Sequence[tuple[dict[str, float], float, float]], known: Mapping[str, float] = PRIOR) -> dict[str, float]:
    """The weights that make the data most probable, small ones and those near `known` preferred."""
    names = sorted({name for features, _, _ in data for name in features} | set(known))
    index = {name: i for i, name in enumerate(names)}
    x = np.zeros((len(data), len(names)))
    for row, (features, _, _) in enumerate(data):
        for name, value in features.items():
            x[row, index[name]] = value
    y, w = np.array([r for _, r, _ in data]), np.array([w for _, _, w in data])
    prior = np.array([known.get(name, 0.0) for name in names])
    beta = prior.copy()
    penalty = np.array([_PRIOR_PENALTY if name in known else _PENALTY for name in names])
    penalty[index["bias"]] = 0.01
    for _ in range(_ROUNDS):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (w * (y - p)) - penalty * (beta - prior)
        curvature = (x * (w * p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(curvature, gradient)
        beta += step * min(1.0, _STRIDE / np.abs(step).max())  # a full step may overshoot far from the best weights
        if np.abs(step).max() < 1e-6:
            break
    return {name: round(float(b), 3) for name, b in zip(names, beta, strict=True) if abs(b) >= 0.0005}


def train(side: str, examples: Sequence[SpanExample]) -> dict[str, float]:
    """Weights of a side: first without, then with what the first ones chose and its further places."""
    pools = [pooled(e, side) for e in examples]
    prior = PRIOR | PRIOR_JA if side == "ja" else PRIOR
    known = built_in()

    def data(chosen: Sequence[set[tuple[int, int]]]) -> list[tuple[dict[str, float], float, float]]:
        return [
            row
            for example, (source, pool, marginals), taken in zip(examples, pools, chosen, strict=True)
            for row in rows(example, weigh(example.document, source, pool, marginals, known, taken))
        ]

    first = fit(data([set()] * len(examples)), prior)
    chosen = []
    for example, (_, pool, _) in zip(examples, pools, strict=True):
        taken = [p for p, _ in best([p for p in sorted(pool, key=lambda p: p.start) if p.features], first)]
        repeat(example.document, pool, taken)
        chosen.append({(p.start, p.end) for p in taken})
    return fit(data(chosen), prior)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Fit the weights of the choice among names.")
    names = ("WEIGHTS", "PATH")
    about = "labelled articles, and a recognizer's weights that have not read them; repeatable"
    parser.add_argument("--held-out", type=Path, nargs=2, action="append", default=[], metavar=names, help=about)
    about = "fewfc or stockmark sentences, likewise; repeatable"
    parser.add_argument("--corpus", type=Path, nargs=2, action="append", default=[], metavar=names, help=about)
    parser.add_argument("--sentences", type=int, default=800, help="how many of each corpus")
    parser.add_argument("--side", choices=("ja", "zh"), action="append", help="only this side; the others stay as they are")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args(argv)
    examples = list(labelled(args.held_out))
    examples += written(sorted({weights for weights, _ in args.held_out}))
    for weights, path in args.corpus:
        examples += sentences(weights, [path], args.sentences, 0.5)
    out = ["# What each feature of a proposed span adds to its log-odds of being a name; made by train_choice.py.\n"]
    for side in ("ja", "zh"):
        mine = [e for e in examples if config.MODEL_OF[e.document.lang] == side]
        found = train(side, mine) if not args.side or side in args.side else weights_of(side)
        out.append(f"[{side}]\n" + "".join(f"{json.dumps(k)} = {v}\n" for k, v in sorted(found.items(), key=lambda x: -abs(x[1]))))
    args.out.write_text("\n".join(out), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
