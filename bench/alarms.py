"""How many alarms are true, by how probable an alarm must be.

    python bench/alarms.py [FOLDER ...] [--left-out N] [--share X] [--seeds N]

FOLDER holds labelled articles, corpus/gold/check by default. Their labels are the known figures, one of ten altered as figures
really go wrong: a slip of scale, sign or digits, the figure of another period, metric or firm, another number. An alarm is true
where the fact was read as labelled and the known figure was altered, false where the fact was misread. Beside each known figure
stand those of the period before and after, which no article states. --left-out: weights made without the article, in so many
folds. A diagnosis is right where it names what the figure was altered to look like. Prints totals only.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

import mokuromi as mk
from mokuromi.corpus.labelled import Labelled, read_labelled
from mokuromi.corpus.record import Fact, Record
from mokuromi.extract.facts.learn.fit import logistic
from mokuromi.extract.facts.learn.teach import entities
from mokuromi.extract.pipeline import rows
from mokuromi.reconcile.diagnose import DIAGNOSES
from mokuromi.reconcile.keys import dimension
from mokuromi.reconcile.reconciliation import ALARM_SCORE, Reconciliation, Terms
from mokuromi.rules import period as periods

CHECK = Path(__file__).parents[1] / "corpus" / "gold" / "check"
SHARE = 0.1
LEASTS = (0.0, 0.3, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
PENALTY = 0.1
SLIPS = ("scale", "sign", "digits", "digit", "currency", "period", "metric", "company", "exchange", "other")
Row = dict[str, Any]


@dataclass(frozen=True)
class ReadArticle:
    """A labelled article and the facts read in it, under the labels' names of firms."""

    gold: Labelled
    facts: list[Row]

    def labels(self) -> list[Mapping[str, str]]:
        return [f for f in self.gold.facts if f["metric"] != "other" and "optional" not in f and f["company"] and f.get("value")]


def as_labelled(gold: Labelled, records: Sequence[Record], facts: Iterable[Fact]) -> ReadArticle:
    firms = entities(records, gold.mentions)
    kept = []
    for fact in facts:
        row = dict(next(iter(rows([fact]))))
        firm = firms.get(fact.company, fact.company)
        kept.append(row | {"company": f"{gold.article.id}/{firm}" if fact.company else "", "article_id": gold.article.id})
    return ReadArticle(gold, kept)


def _free(gold: Labelled) -> set[int]:
    """Where figures start that the labels leave open."""
    return {int(f["start"]) for f in gold.facts if f["metric"] == "other" or "optional" in f}


def _stands(fact: Mapping[str, Any], label: Mapping[str, str]) -> bool:
    """Whether a fact is read from the figure that is labelled, as its value."""
    units = (fact["unit"], label["unit"])
    alike = units[0] == units[1] or dimension(units[0]) == dimension(units[1]) != "money"
    return int(label["start"]) < fact["end"] and fact["start"] < int(label["end"]) and fact["value"] == Decimal(label["value"]) and alike


def days(period: str) -> object:
    try:
        return periods.parse(period)[:2] if period else ""
    except ValueError:
        return period


def read(folders: Sequence[Path]) -> Iterator[ReadArticle]:
    engine = mk.Engine(min_score=0.0)
    for folder in folders:
        for gold in read_labelled(folder):
            records, facts = engine.extract(gold.article)
            yield as_labelled(gold, records, facts)


def read_left_out(folders: Sequence[Path], folds: int) -> Iterator[ReadArticle]:
    """Facts by weights that were made without the article."""
    from mokuromi.extract import train_facts
    from mokuromi.extract.facts.assemble import Assembler
    from mokuromi.extract.facts.slots.choose import Weighted
    from mokuromi.extract.facts.weights import Weights
    from mokuromi.extract.facts.weights import read as weights_in_use
    from mokuromi.extract.facts.write import facts_of
    from mokuromi.extract.names.directory import directory
    from mokuromi.extract.text.document import Document

    engine, known, score = mk.Engine(), directory(None, (), True), weights_in_use().score
    articles = train_facts.read_articles(folders, engine, known)
    more = train_facts.read_rules(engine, known)
    for fold in range(folds):
        made = train_facts.fitted(train_facts.pooled([a for n, a in enumerate(articles) if n % folds != fold], more))
        weights = Weights(made.slots, score)
        assemble = Assembler(known, None, Weighted(weights.slots), weights, 0.0)
        for one in articles[fold::folds]:
            document = Document(one.gold.article)
            yield as_labelled(one.gold, one.records, facts_of(document, assemble.read(document, one.records), weights, 0.0))


@dataclass
class KnownFigure:
    """A row of known figures, the label that states it (None: no article does), and whether it was altered."""

    row: Row
    label: Mapping[str, str] | None = None
    altered: bool = False
    kind: str = ""
    """What the stated figure looks like beside the altered one, as diagnoses have it; "" where it looks like nothing."""


def known_figures(article: ReadArticle, rng: random.Random, share: float) -> list[KnownFigure]:
    given = [KnownFigure(_known(article, label, rng), label) for label in article.labels()]
    taken = {_key(one.row) for one in given}
    firms = sorted({one.row["company"] for one in given})
    more: list[Row] = []
    for one in given:
        if rng.random() < share and not one.altered:
            one.altered = True
            kind = rng.choice(SLIPS)
            if kind == "exchange" and _exchange(one, given, rng):
                continue
            one.kind, twin = _alter(one.row, kind, firms, rng)
            if twin is not None and _key(twin) not in taken:
                one.kind = kind
                taken.add(_key(twin))
                more.append(twin)
    for row in [one.row for one in given] + more:
        for step in (-12, 12):
            near = _shifted(row, step)
            if near is not None and _key(near) not in taken:
                taken.add(_key(near))
                more.append(near | {"value": _beside(row["value"], row["unit"], rng)})
    return given + [KnownFigure(row) for row in more]


def _known(article: ReadArticle, label: Mapping[str, str], rng: random.Random) -> Row:
    """A figure as a filing has it: with more digits than the article's, inside of what the article's modifier opens."""
    value, top = Decimal(label["value"]), label.get("value_max")
    margin, modifier = Decimal(label.get("precision") or 0), label.get("modifier") or ""
    if top:
        value = (value + Decimal(top)) / 2
    elif margin and rng.random() < 0.5:
        value += margin * Decimal(rng.randrange(-8, 9)) / 10
    if modifier in ("more_than", "at_least", "at_most", "less_than"):
        more = abs(value) * Decimal(rng.randrange(1, 40)) / 1000
        value = Decimal(label["value"]) + (more if modifier in ("more_than", "at_least") else -more)
    return {
        "company": f"{article.gold.article.id}/{label['company']}",
        "metric": label["metric"],
        "period": label["period"],
        "segment": label.get("segment", ""),
        "basis": label.get("basis") or "actual",
        "value": value,
        "unit": label["unit"],
    }


def _key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row["company"], row["metric"], days(row["period"]), row["segment"], row["basis"]


def _shifted(row: Mapping[str, Any], months: int) -> Row | None:
    try:
        start, end = (periods.month_shift(day, months) for day in periods.parse(row["period"])[:2])
        return {**row, "period": periods.text(start, end)}
    except ValueError:
        return None


def _beside(value: Decimal, unit: str, rng: random.Random) -> Decimal:
    """The figure of another year."""
    return _rounded(value * rng.choice((rng.randrange(550, 960), rng.randrange(1040, 1700))) / 1000, unit) or value + 1


def _other(value: Decimal, unit: str, rng: random.Random) -> Decimal:
    """Another figure: half of them like that of another year, the others up to ten times as large or as small."""
    far = rng.random() < 0.5
    return _rounded(value * Decimal(10 ** rng.uniform(-1, 1)), unit) or value + 1 if far else _beside(value, unit, rng)


def _rounded(value: Decimal, unit: str) -> Decimal:
    return round(value, 1 if unit == "percent" else min(max(2 - value.adjusted(), -9), 9))


def _exchange(one: KnownFigure, given: Sequence[KnownFigure], rng: random.Random) -> bool:
    """Exchange a figure with another of its firm that differs in the period or in the metric alone, where there is one."""
    alike = [o for o in given if not o.altered and all(o.row[c] == one.row[c] for c in ("company", "unit", "segment", "basis"))]
    near = [o for o in alike if (o.row["metric"] == one.row["metric"]) != (o.row["period"] == one.row["period"])]
    if not near:
        return False
    other = rng.choice(near)
    one.row["value"], other.row["value"], other.altered = other.row["value"], one.row["value"], True
    one.kind = other.kind = "period" if other.row["metric"] == one.row["metric"] else "metric"
    return True


def _alter(row: Row, kind: str, firms: Sequence[str], rng: random.Random) -> tuple[str, Row | None]:
    """Make a known figure another than the article states; gives what that looks like, and the figure of another key that has the
    stated value, if any."""
    value = row["value"]
    if kind == "scale":
        row["value"] = value.scaleb(rng.choice((-4, -3, -2, -1, 1, 2, 3, 4)))
    elif kind == "sign" and value:
        row["value"] = -value
    elif kind == "currency" and dimension(row["unit"]) == "money":
        row["unit"] = rng.choice([unit for unit in ("CNY", "HKD", "JPY", "TWD", "USD") if unit != row["unit"]])
    elif kind in ("digits", "digit") and (slipped := _slipped(value, kind, rng)) is not None:
        row["value"] = slipped
    else:
        row["value"] = _other(value, row["unit"], rng)
        twin = _twin(row, kind, firms, rng)
        return "", None if twin is None else twin | {"value": value}
    return kind if kind in DIAGNOSES else "", None


def _twin(row: Mapping[str, Any], kind: str, firms: Sequence[str], rng: random.Random) -> Row | None:
    if kind == "period":
        return _shifted(row, rng.choice((-12, 12)))
    if kind == "metric":
        alike = {"percent": ("revenue_growth_yoy", "net_profit_growth_yoy", "gross_margin"), "money": ("revenue", "net_profit", "cash")}
        kinds = alike.get(dimension(row["unit"]))
        return {**row, "metric": rng.choice(kinds)} if kinds else None
    others = [firm for firm in firms if firm != row["company"]]
    return {**row, "company": rng.choice(others)} if kind == "company" and others else None


def _slipped(value: Decimal, kind: str, rng: random.Random) -> Decimal | None:
    """Two neighbouring digits exchanged, or one digit another, among the first three; None where that changes nothing."""
    sign, digits, exponent = value.normalize().as_tuple()
    if len(digits) < 2 or not isinstance(exponent, int):
        return None
    at, changed = rng.randrange(min(len(digits) - 1, 3)), list(digits)
    if kind == "digits":
        changed[at], changed[at + 1] = changed[at + 1], changed[at]
    else:
        changed[at] = (changed[at] + rng.randrange(1, 10)) % 10
    made = Decimal((sign, tuple(changed), exponent))
    return None if made == value or not changed[0] else made


def compared(articles: Sequence[ReadArticle], share: float, seed: int) -> tuple[pd.DataFrame, int]:
    """The facts that differ, with `true`: whether the figure was read right and its known figure altered; and how many were altered."""
    rng = random.Random(seed)
    known = [one for article in articles for one in known_figures(article, rng, share)]
    facts = pd.DataFrame([row for article in articles for row in article.facts])
    done = Reconciliation(facts, mk.read_known(pd.DataFrame([one.row for one in known])), Terms())
    off = facts.iloc[done.differing].assign(certainty=done.certainty[done.differing])
    off["diagnosis"] = [done.diagnosis[i].kind if i in done.diagnosis else "" for i in done.differing.tolist()]
    off = off.join(pd.DataFrame(done.traits, index=off.index).add_prefix("trait "))
    free = {(article.gold.article.id, start) for article in articles for start in _free(article.gold)}
    true: list[bool | None] = []
    wanted: list[str] = []
    for fact, at in zip(off.to_dict("records"), done.joined.position[done.differing].tolist(), strict=True):
        one = known[at]
        right = one.label is not None and _stands(fact, one.label)
        wanted.append(one.kind)
        true.append(None if not right and (fact["article_id"], fact["start"]) in free else right and one.altered)
    off["true"] = pd.Series(true, index=off.index, dtype=object)
    off["looks right"] = off["diagnosis"] == pd.Series(wanted, index=off.index, dtype=object)
    return off[off["true"].notna()], sum(one.altered for one in known)


def alarms(articles: Sequence[ReadArticle], share: float, seeds: int) -> tuple[pd.DataFrame, int]:
    """`compared` of so many draws."""
    draws = [compared(articles, share, seed) for seed in range(seeds)]
    return pd.concat([off for off, _ in draws], ignore_index=True), sum(count for _, count in draws)


def table(off: pd.DataFrame, altered: int) -> None:
    print("least  by the score alone: alarms, share true, found     by certainty: alarms, share true, found")
    for least in LEASTS:
        line = f"{least:5.2f}"
        for column in ("score", "certainty"):
            here = off[off[column] >= least]
            true = int(here["true"].astype(bool).sum())
            line += f"  {len(here):24}       {true / max(len(here), 1):.3f}  {true / max(altered, 1):.3f}"
        print(line)


def diagnoses(off: pd.DataFrame) -> None:
    """How many of the true alarms say what their figure was altered to look like."""
    alarms_ = off[(off["certainty"] >= ALARM_SCORE) & off["true"].astype(bool)]
    print(f"diagnosis right: {int(alarms_['looks right'].sum())} of {len(alarms_)} true alarms, {alarms_['looks right'].mean():.3f}")


def fitted(off: pd.DataFrame) -> dict[str, float]:
    names = [c for c in off.columns if c.startswith("trait ")]
    rows_of = [{name.removeprefix("trait "): value for name, value in row.items()} for row in off[names].to_dict("records")]
    return logistic(rows_of, off["true"].astype(bool).tolist(), penalty=PENALTY, free="mismatch")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, default=[CHECK])
    parser.add_argument("--left-out", type=int, default=0, metavar="N", help="weights made without the article, in N folds")
    parser.add_argument("--share", type=float, default=SHARE, help="of the known figures that are altered")
    parser.add_argument("--seeds", type=int, default=5, help="draws")
    parser.add_argument("--fit", action="store_true", help="print the weights of certainty.toml that these articles give")
    given = parser.parse_args()
    articles = list(read_left_out(given.folders, given.left_out) if given.left_out else read(given.folders))
    off, altered = alarms(articles, given.share, given.seeds)
    labels = sum(len(article.labels()) for article in articles)
    print(f"{len(articles)} articles with {labels} labelled figures; {altered} altered in {given.seeds} draws")
    table(off, altered)
    diagnoses(off)
    if given.fit:
        for name, weight in fitted(off).items():
            print(f"{name!r}: {weight:.2f}")


if __name__ == "__main__":
    main()
