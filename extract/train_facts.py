"""Labelled articles -> facts/weights.toml.

    python -m mokuromi.extract.train_facts [FOLDER ...] [--filings FOLDER ...] [--folds N] [--write]

FOLDER holds .gold files, or articles, mentions and facts as JSONL; corpus/gold/train and
corpus/samples/gold by default. --filings: folders of
filings with the figures tagged in them. The examples of rules/metrics.toml and rules/cues.toml
are learned from, too. Prints precision and recall on articles left out of training, by genre, beside the
weights in use; the calibration; the learning curve; and what each feature is worth. --folds 0 leaves out one article at a
time. Deterministic: the same folders give the same weights. --write replaces weights.toml.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from ..corpus.labelled import Labelled, read_labelled
from ..corpus.record import Fact, Record
from .facts.assemble import Assembler
from .facts.learn.fit import Decision, fit, likelihood, logistic
from .facts.learn.tagged import Tagger, read_filings
from .facts.learn.teach import as_read, entities, examples, interval, listed, of_rules
from .facts.score import probability, traits
from .facts.slots.choose import Weighted
from .facts.weights import Weights, by_hand, read, write
from .facts.write import facts_of
from .names.directory import Directory, directory
from .names.issuer import issuer_of
from .pipeline import Engine
from .text.document import Document

SLOTS = ("metric", "axis", "firm", "period", "part", "basis", "cell metric", "cell firm", "cell period", "cell part")
PENALTY = 1.0
TRAITS = 8.0
"""The penalty of the weights that make a fact probable."""
RULES = 4.0
"""How much an example of the tables counts: it is what the row must mean, whatever articles do more often."""
CORPUS = Path(__file__).parents[1] / "corpus"
GOLD = (CORPUS / "gold" / "train", CORPUS / "samples" / "gold")
FORMS = "forms"
"""The folder of single sentences: they tell nothing of how sure the figures of an article are."""
SHARES = (0.25, 0.5, 1.0)
Examples = dict[str, list[Decision]]


@dataclass(slots=True)
class LearnedArticle:
    gold: Labelled
    records: list[Record]
    examples: Mapping[str, Sequence[Decision]]


@dataclass(slots=True)
class Tally:
    right: int = 0
    found: int = 0
    wanted: int = 0
    scores: list[tuple[float, bool]] = field(default_factory=list)
    traits: list[tuple[Mapping[str, float], bool]] = field(default_factory=list)

    def line(self) -> str:
        p, r = self.right / max(self.found, 1), self.right / max(self.wanted, 1)
        return (
            f"P {p:.3f}  R {r:.3f}  F1 {2 * p * r / max(p + r, 1e-9):.3f}  ({self.right} right, {self.found} found, {self.wanted} labelled)"
        )


def fitted(many: Examples) -> Weights:
    return Weights({slot: fit(many[slot], by_hand().get(slot, {}), penalty=PENALTY) for slot in SLOTS if many.get(slot)})


def pooled(articles: Sequence[LearnedArticle], more: Mapping[str, Sequence[Decision]]) -> Examples:
    out: Examples = {slot: list(more.get(slot, ())) for slot in SLOTS}
    for article in articles:
        for slot in SLOTS:
            out[slot].extend(article.examples.get(slot, ()))
    return out


def tally(article: LearnedArticle, facts: Sequence[Fact], found: Mapping[tuple[int, str], Mapping[str, float]], out: Tally) -> None:
    """A fact is right when firm, metric, period and value are; what is optional counts neither way, other metrics do not count."""
    gold = article.gold
    names = entities(article.records, gold.mentions)
    left = [f for f in gold.facts if f["metric"] != "other" and "optional" not in f]
    free = {int(f["start"]) for f in gold.facts if f["metric"] == "other" or "optional" in f}
    listed = {f["metric"] for f in gold.facts}
    out.wanted += len(left)
    for fact in facts:
        if fact.metric == "other" or not fact.company:
            continue
        here = [f for f in left if int(f["start"]) < fact.end and fact.start < int(f["end"])]
        right = [f for f in here if _same(fact, names.get(fact.company, fact.company), f)]
        if not here and (fact.start in free or fact.metric not in listed):
            continue
        out.found += 1
        out.right += bool(right)
        out.scores.append((fact.score, bool(right)))
        out.traits.append((found[fact.start, fact.metric], bool(right)))
        if right:
            left.remove(right[0])


def _same(fact: Fact, firm: str, gold: Mapping[str, str]) -> bool:
    period = interval(fact.period) if fact.period else None
    wanted = interval(gold["period"]) if gold["period"] else None
    return firm == gold["company"] and fact.metric == gold["metric"] and period == wanted and fact.value == Decimal(gold["value"])


def measured(articles: Sequence[LearnedArticle], weights: Weights, known: Directory, by_genre: dict[str, Tally]) -> None:
    assemble = Assembler(known, None, Weighted(weights.slots), weights, 0.0)
    for article in articles:
        document = Document(article.gold.article)
        scope = assemble.read(document, article.records)
        found = {(one.value.start, one.metric): traits(one, scope.issuer) for one in scope.stated}
        tally(article, facts_of(document, scope, weights, 0.0), found, by_genre[article.gold.genre])


def left_out(
    articles: Sequence[LearnedArticle], more: Mapping[str, Sequence[Decision]], known: Directory, folds: int
) -> tuple[dict[str, Tally], list[Weights]]:
    """Every article measured with weights made without it."""
    out: dict[str, Tally] = defaultdict(Tally)
    made = []
    for fold in range(folds):
        kept = [a for n, a in enumerate(articles) if n % folds != fold]
        weights = fitted(pooled(kept, more))
        made.append(weights)
        measured([a for n, a in enumerate(articles) if n % folds == fold], weights, known, out)
    return out, made


def scored(by_genre: Mapping[str, Tally]) -> dict[str, float]:
    """What makes a fact probable, as facts were right on articles left out."""
    pairs = [pair for one in by_genre.values() for pair in one.traits]
    return logistic([found for found, _ in pairs], [right for _, right in pairs], penalty=TRAITS, free="fact")


def reliability(pairs: Sequence[tuple[float, bool]], wanted: int) -> None:
    """Print the share that is right by score, and precision and recall from each score on."""
    print("score: share right (facts); from it on precision, recall")
    for low in range(10):
        inside = [right for score, right in pairs if low <= score * 10 < low + 1 or (low == 9 and score == 1)]
        onward = [right for score, right in pairs if score * 10 >= low]
        if inside:
            print(
                f"  {low / 10:.1f}-{low / 10 + 0.1:.1f}: {sum(inside) / len(inside):.2f} ({len(inside)});"
                f" {sum(onward) / len(onward):.3f}, {sum(onward) / max(wanted, 1):.3f}"
            )


def worth(articles: Sequence[LearnedArticle], made: Sequence[Weights], slot: str) -> list[tuple[float, str]]:
    """What each kind of feature of a slot is worth: the likelihood that is lost on articles left out where it weighs nothing."""
    held = [[e for n, a in enumerate(articles) if n % len(made) == fold for e in a.examples.get(slot, ())] for fold in range(len(made))]
    names = Counter(" ".join(f.split()[:2]) for rows in held for e in rows for o in e.options for f in o)
    base = sum(likelihood(rows, w.slots.get(slot, {})) for rows, w in zip(held, made, strict=True))
    out = []
    for name, _ in names.most_common(40):
        without = [{f: v for f, v in w.slots.get(slot, {}).items() if " ".join(f.split()[:2]) != name} for w in made]
        out.append((base - sum(likelihood(rows, w) for rows, w in zip(held, without, strict=True)), name))
    return sorted(out, reverse=True)


def report(articles: Sequence[LearnedArticle], more: Mapping[str, Sequence[Decision]], known: Directory, folds: int) -> dict[str, float]:
    """Print how good weights are that were made without the article; the weights of what makes a fact probable."""
    found, made = left_out(articles, more, known, folds)
    used: dict[str, Tally] = defaultdict(Tally)
    measured(articles, read(), known, used)
    by: dict[str, Tally] = defaultdict(Tally)
    measured(articles, Weights(by_hand()), known, by)
    print("learned, on articles left out; the weights set by hand alone; the weights in use:")
    for genre in sorted(found):
        print(f"  {genre:16} {found[genre].line()}\n  {'':16} {by[genre].line()}\n  {'':16} {used[genre].line()}")
    whole = {genre: one for genre, one in found.items() if genre != FORMS}
    score = scored(whole)
    wanted = sum(one.wanted for one in whole.values())
    # the curve is that of other articles than the weights of its scores were made on
    halves = [{genre: one for n, (genre, one) in enumerate(sorted(whole.items())) if n % 2 == side} for side in (0, 1)]
    made_on = [scored(half) for half in halves]
    pairs = [
        (probability(said, made_on[1 - side]), right) for side in (0, 1) for one in halves[side].values() for said, right in one.traits
    ]
    reliability(pairs, wanted)
    print("learning curve (share of the articles: choices right on articles left out):")
    for share in SHARES:
        print(f"  {share:.0%}: {_curve(articles, more, folds, share)}")
    print("worth of features (log-likelihood lost without them):")
    for slot in SLOTS[:5]:
        print(f"  {slot}: " + ", ".join(f"{name} {value:.0f}" for value, name in worth(articles, made, slot)[:14]))
    return score


def _curve(articles: Sequence[LearnedArticle], more: Mapping[str, Sequence[Decision]], folds: int, share: float) -> str:
    loss: dict[str, float] = defaultdict(float)
    count: Counter[str] = Counter()
    for fold in range(folds):
        kept = [a for n, a in enumerate(articles) if n % folds != fold]
        weights = fitted(pooled(kept[: int(len(kept) * share)], more))
        for n, article in enumerate(articles):
            if n % folds == fold:
                for slot in SLOTS[:5]:
                    loss[slot] -= likelihood(article.examples.get(slot, ()), weights.slots.get(slot, {}))
                    count[slot] += len(article.examples.get(slot, ()))
    return ", ".join(f"{slot} {math.exp(-loss[slot] / max(count[slot], 1)):.3f}" for slot in SLOTS[:5])


def read_articles(folders: Sequence[Path], engine: Engine, known: Directory) -> list[LearnedArticle]:
    out = []
    for folder in folders:
        golds = [as_read(gold) for gold in read_labelled(folder)]
        counted = listed(golds)
        for gold in golds:
            records = engine.records(Document(gold.article))
            out.append(LearnedArticle(gold, records, examples(gold, records, known, Weighted({}), counted).examples))
    return out


def read_rules(engine: Engine, known: Directory) -> Examples:
    """The choices of the examples of metrics and cues."""
    out: Examples = {slot: [] for slot in SLOTS}
    for gold in of_rules():
        made = examples(gold, engine.records(Document(gold.article)), known, Weighted({})).examples
        for slot in SLOTS:
            out[slot].extend(replace(decision, weight=RULES) for decision in made.get(slot, ()))
    return out


def read_tagged(folders: Sequence[Path], weights: Weights, engine: Engine, known: Directory) -> Examples:
    out: Examples = {slot: [] for slot in SLOTS}
    for folder in folders:
        for filing in read_filings(folder):
            document = Document(filing.article)
            records = engine.records(document)
            tagger = Tagger(filing, records, issuer_of(document, records, known).entity, Weighted(weights.slots))
            Assembler(known, None, tagger).read(document, records)
            for slot in SLOTS:
                out[slot].extend(tagger.examples.get(slot, ()))
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description="Labelled articles -> weights.toml.")
    parser.add_argument("folders", type=Path, nargs="*", default=[*GOLD])
    parser.add_argument("--filings", type=Path, nargs="*", default=[])
    parser.add_argument("--folds", type=int, default=8, help="0: leave out one article at a time")
    parser.add_argument("--write", action="store_true", help="replace weights.toml")
    given = parser.parse_args()
    engine, known = Engine(), directory(None, (), True)
    articles = read_articles(given.folders, engine, known)
    more = read_rules(engine, known)
    if given.filings:
        tagged = read_tagged(given.filings, fitted(pooled(articles, more)), engine, known)
        more = {slot: [*more[slot], *tagged[slot]] for slot in SLOTS}
    score = report(articles, more, known, given.folds or len(articles))
    if given.write:
        weights = fitted(pooled(articles, more))
        (Path(__file__).parent / "facts" / "weights.toml").write_text(write(Weights(weights.slots, score)), encoding="utf-8")


if __name__ == "__main__":
    main()
