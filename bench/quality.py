"""How right the program is on labelled articles: mentions and facts, by genre.

    python bench/quality.py [FOLDER ...] [--no-ner] [--min-score X] [--errors N]

FOLDER holds .gold files, or articles, mentions and facts as JSONL; corpus/gold/check by default, whose articles the rules
were not written on. A mention is right when its span and its normalized fields are; a fact when company, metric, period
and value are. A firm counts by which labelled firm its mentions overlap. What is marked optional counts neither way.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import mokuromi as mk
from mokuromi.corpus.labelled import Labelled, LabelRow, read_labelled
from mokuromi.corpus.record import Fact, Record
from mokuromi.rules import period as periods

CHECK = Path(__file__).parents[1] / "corpus" / "gold" / "check"
KINDS = ("money", "percent", "quantity", "ordinal", "date", "duration", "company", "organization")


@dataclass
class Tally:
    """What was right, found and wanted, and the errors in words."""

    right: int = 0
    found: int = 0
    wanted: int = 0
    errors: list[str] = field(default_factory=list)

    def __iadd__(self, other: Tally) -> Tally:
        self.right, self.found, self.wanted = self.right + other.right, self.found + other.found, self.wanted + other.wanted
        self.errors += other.errors
        return self

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.found + self.wanted) if self.found + self.wanted else 1.0


def score(gold: Labelled, records: Iterable[Record], facts: Iterable[Fact]) -> dict[str, Tally]:
    """A tally for each kind of mention, and for "facts"."""
    found = list(records)
    out = {kind: _mentions(gold, kind, found) for kind in KINDS}
    out["facts"] = _facts(gold, found, facts)
    return out


def normalized(kind: str, row: Record | LabelRow) -> tuple[object, ...]:
    """What must be equal besides the span."""

    def get(name: str) -> str:
        value = row.get(name) if isinstance(row, Mapping) else getattr(row, name)
        return "" if value is None else str(value)

    def number(name: str) -> Decimal | None:
        return Decimal(get(name)) if get(name) else None

    if kind in ("money", "percent", "quantity"):
        return number("value"), number("value_max"), get("unit"), get("modifier")
    if kind == "ordinal":
        return (number("value"),)
    if kind == "duration":
        return (get("value") if isinstance(row, Mapping) else get("timex"),)
    return (get("start_date"), get("end_date")) if kind == "date" else ()


def _span(row: LabelRow) -> tuple[int, int]:
    return int(row["start"]), int(row["end"])


def _overlap(start: int, end: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start < e and s < end for s, e in spans)


def _mentions(gold: Labelled, kind: str, records: list[Record]) -> Tally:
    name = gold.article.id
    wanted = {_span(m): m for m in gold.mentions if m["kind"] == kind and "optional" not in m}
    free = [_span(m) for m in gold.mentions if "optional" in m]
    got = [r for r in records if r.kind == kind and not _overlap(r.start, r.end, free)]
    right = {(r.start, r.end) for r in got if (m := wanted.get((r.start, r.end))) and normalized(kind, r) == normalized(kind, m)}
    errors = [f"{name}: found {r.text!r} {normalized(kind, r)}" for r in got if (r.start, r.end) not in right]
    errors += [f"{name}: missed {m['text']!r} {normalized(kind, m)}" for span, m in wanted.items() if span not in right]
    return Tally(len(right), len(got), len(wanted), errors)


def _firms(gold: Labelled, records: list[Record]) -> dict[str, str]:
    """The program's firm -> the labelled firm that its mentions overlap most."""
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    labelled = [m for m in gold.mentions if m["kind"] == "company"]
    for record in records:
        if record.kind == "company":
            for mention in labelled:
                if _overlap(record.start, record.end, [_span(mention)]):
                    votes[record.entity_id or ""][mention["entity_id"]] += 1
    return {firm: count.most_common(1)[0][0] for firm, count in votes.items()}


def _key(company: str, metric: str, period: str, value: object, unit: str) -> tuple[object, ...]:
    try:
        days: object = periods.parse(period)[:2] if period else ""
    except ValueError:
        days = period
    return company, metric, days, Decimal(str(value)), unit


def _facts(gold: Labelled, records: list[Record], facts: Iterable[Fact]) -> Tally:
    firms = _firms(gold, records)
    wanted = [(_span(f), _key(f["company"], f["metric"], f["period"], f["value"], f.get("unit", ""))) for f in _counted(gold.facts)]
    free = {int(f["start"]) for f in gold.facts if f["metric"] == "other" or "optional" in f}
    left, tally = list(wanted), Tally(wanted=len(wanted))
    for fact in facts:
        if fact.metric == "other" or not fact.company:
            continue
        key = _key(firms.get(fact.company, fact.company), fact.metric, fact.period, fact.value, fact.unit)
        here = [item for item in left if _overlap(fact.start, fact.end, [item[0]])]
        if hit := next((item for item in here if item[1] == key), None):
            left.remove(hit)
            tally.right += 1
        elif not here and fact.start in free:
            continue
        else:
            tally.errors.append(f"{gold.article.id}: found {key} want {[k for _, k in here]}")
        tally.found += 1
    tally.errors += [f"{gold.article.id}: missed {key}" for _, key in left]
    return tally


def _counted(facts: Iterable[LabelRow]) -> Iterator[LabelRow]:
    return (f for f in facts if f["metric"] != "other" and "optional" not in f)


def measure(folders: Iterable[Path], *, ner: bool = True, least: float = 0.0) -> dict[str, dict[str, Tally]]:
    """Genre -> kind -> tally of all labelled articles; "all" for all together."""
    engine = mk.Engine(ner=ner)
    out: dict[str, dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
    for folder in folders:
        for gold in read_labelled(folder):
            records, facts = engine.extract(gold.article)
            kept = [f for f in facts if getattr(f, "score", 1.0) >= least]
            for kind, tally in score(gold, records, kept).items():
                for genre in (gold.genre, "all"):
                    out[genre][kind] += tally
                    out[genre]["articles"].wanted += kind == "facts"
    return out


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, default=[CHECK])
    parser.add_argument("--no-ner", action="store_true")
    parser.add_argument("--min-score", type=float, default=0.0, help="leave out facts that are less probable")
    parser.add_argument("--errors", type=int, default=0, help="print so many errors of each kind")
    given = parser.parse_args()
    found = measure(given.folders, ner=not given.no_ner, least=given.min_score)
    print(f"{'genre':16} {'n':>3}  " + " ".join(f"{kind[:8]:>8}" for kind in KINDS) + "   facts: P     R     F1")
    for genre, tallies in sorted(found.items(), key=lambda item: (item[0] == "all", item[0])):
        facts = tallies["facts"]
        cells = " ".join(f"{tallies[kind].f1:8.3f}" for kind in KINDS)
        print(f"{genre:16} {tallies['articles'].wanted:3}  {cells}     {facts.precision:.3f} {facts.recall:.3f} {facts.f1:.3f}")
    for kind in (*KINDS, "facts"):
        for error in found["all"][kind].errors[: given.errors]:
            print(f"{kind}: {error}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
