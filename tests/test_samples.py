"""The sample articles: what is found in them must stay as good as it is, and their planted errors must come out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

import mokuromi as mk
from mokuromi.corpus.read import articles as read_articles
from mokuromi.corpus.record import Fact, Record

SAMPLES = Path(__file__).parents[1] / "corpus" / "samples"
MARK = re.compile(r"\[\[(\w+)(?:#(\w+))?:(.+?)((?:\|[^|\]]*)*)\]\]", re.S)
# Measured, with a little room below: raise them when the program gets better, never lower them to make a change pass.
MENTION_F1 = {"money": 0.97, "percent": 0.96, "quantity": 0.95, "date": 0.95, "duration": 0.85, "company": 0.93, "organization": 0.95}
FACT_F1 = 0.92
STATUSES = 0.90
WRONG_ALARMS = 0


@dataclass
class Gold:
    """One compiled .gold file: its text, mentions and facts as rows of strings."""

    head: dict[str, str]
    text: str
    mentions: list[dict[str, str]] = field(default_factory=list)
    facts: list[dict[str, str]] = field(default_factory=list)


def pairs(text: str) -> dict[str, str]:
    return {k.strip(): v.strip() or "yes" for k, _, v in (part.partition("=") for part in text.split("|") if part.strip())}


def compile_gold(path: Path) -> Gold:
    head, body, lines = re.split(r"^---\s*$\n?", path.read_text(encoding="utf-8"), flags=re.M)
    gold = Gold(dict(line.split(": ", 1) for line in head.strip().splitlines()), "")
    named, at = {}, 0
    body = body.strip("\n") + "\n"
    for mark in MARK.finditer(body):
        kind, name, surface, extra = mark.groups()
        gold.text += body[at : mark.start()]
        start = len(gold.text)
        gold.text, at = gold.text + surface, mark.end()
        mention = {"kind": kind, "text": surface, "start": str(start), "end": str(len(gold.text)), **pairs(extra)}
        gold.mentions.append(mention)
        if name:
            assert name not in named, f"{path.name}: #{name} stands twice"
            named[name] = mention
    gold.text += body[at:]
    for line in filter(str.strip, lines.splitlines()):
        company, metric, period, name, *rest = (cell.strip() for cell in line.split("|"))
        fact = {"company": company, "metric": metric, "period": period, "basis": "actual", "segment": ""}
        fact |= {k: named[name][k] for k in ("value", "value_max", "unit", "modifier", "start", "end") if k in named[name]}
        extra_pairs = pairs("|".join(rest))
        if extra_pairs.pop("sign", None):
            fact["value"] = str(-Decimal(fact["value"]))
        gold.facts.append(fact | extra_pairs)
    return gold


@cache
def golds() -> dict[str, Gold]:
    return {path.stem: compile_gold(path) for path in sorted((SAMPLES / "gold").glob("*.gold"))}


@cache
def found() -> dict[str, tuple[list[Record], list[Fact]]]:
    from mokuromi.extract.names.directory import read_companies

    engine = mk.Engine(companies=tuple(read_companies(SAMPLES / "companies.csv")))
    return {article.id: engine.extract(article) for article in read_articles([SAMPLES / "articles"])}


def f1(hits: int, got: int, want: int) -> float:
    return 2 * hits / (got + want) if got + want else 1.0


def normalized(kind: str, row: object) -> tuple[object, ...]:
    """What must be equal besides the span. `row` is a Record or a gold row."""

    def get(name: str) -> str:
        value = row.get(name) if isinstance(row, dict) else getattr(row, name)
        return "" if value is None else str(value)

    def number(name: str) -> Decimal | None:
        return Decimal(get(name)) if get(name) else None

    if kind in ("money", "percent", "quantity"):
        return number("value"), number("value_max"), get("unit"), get("modifier")
    if kind == "ordinal":
        return (number("value"),)
    if kind == "duration":
        return (get("value") if isinstance(row, dict) else get("timex"),)
    if kind == "date":
        return get("start_date"), get("end_date")
    return ()


def overlap(start: int, end: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start < e and s < end for s, e in spans)


def score_mentions(kind: str) -> tuple[float, list[str]]:
    hits = got = want = 0
    errors = []
    for name, gold in golds().items():
        expected = {(int(m["start"]), int(m["end"])): m for m in gold.mentions if m["kind"] == kind and "optional" not in m}
        free = [(int(m["start"]), int(m["end"])) for m in gold.mentions if "optional" in m]
        records = [r for r in found()[name][0] if r.kind == kind and not overlap(r.start, r.end, free)]
        right = {(r.start, r.end) for r in records if (m := expected.get((r.start, r.end))) and normalized(kind, r) == normalized(kind, m)}
        hits, got, want = hits + len(right), got + len(records), want + len(expected)
        errors += [f"{name}: found {r.text!r} {normalized(kind, r)}" for r in records if (r.start, r.end) not in right]
        errors += [f"{name}: missed {m['text']!r} {normalized(kind, m)}" for span, m in expected.items() if span not in right]
    return f1(hits, got, want), errors


@pytest.mark.parametrize("name", golds())
def test_gold_is_the_article(name: str) -> None:
    articles = {article.id: article for article in read_articles([SAMPLES / "articles"])}
    assert articles.keys() == golds().keys()
    gold = golds()[name]
    assert articles[name].text == gold.text
    assert articles[name].lang == gold.head["lang"]
    assert str(articles[name].published or "") == gold.head.get("published", "")
    for mention in gold.mentions:
        assert gold.text[int(mention["start"]) : int(mention["end"])] == mention["text"]


@pytest.mark.parametrize("kind", MENTION_F1)
def test_mentions(kind: str) -> None:
    score, errors = score_mentions(kind)
    assert score >= MENTION_F1[kind], "\n".join([f"{kind}: F1 {score:.3f}", *errors])


def test_records_are_well_formed() -> None:
    for name, (records, facts) in found().items():
        text, last = golds()[name].text, 0
        for record in records:
            assert text[record.start : record.end] == record.text
            assert record.start >= last
            last = record.end
        assert {(f.start, f.end) for f in facts} <= {(r.start, r.end) for r in records}


def test_facts() -> None:
    hits = got = want = 0
    errors = []
    for name, gold in golds().items():
        expected = {(int(f["start"]), f["company"], f["metric"], f["period"], f["basis"], Decimal(f["value"])): f for f in gold.facts}
        free = {key for key, f in expected.items() if "optional" in f}
        spans = [(int(f["start"]), int(f["end"])) for f in gold.facts if "optional" in f]
        facts = [f for f in found()[name][1] if f.metric != "other" and not overlap(f.start, f.end, spans)]
        keys = {(f.start, f.company, f.metric, f.period, f.basis, f.value) for f in facts}
        right = keys & (expected.keys() - free)
        hits, got, want = hits + len(right), got + len(keys), want + len(expected.keys() - free)
        errors += [f"{name}: found {key}" for key in sorted(keys - right)] + [
            f"{name}: missed {key}" for key in expected.keys() - free - right
        ]
    score = f1(hits, got, want)
    assert score >= FACT_F1, "\n".join([f"facts: F1 {score:.3f}", *errors])


@cache
def statuses() -> dict[tuple[str, int, str], tuple[str, str]]:
    _, facts = mk.extract(SAMPLES / "articles", companies=SAMPLES / "companies.csv")
    result = mk.reconcile(facts, mk.read_known(SAMPLES / "known.csv"))
    return {(row.article_id, int(row.start), row.metric): (row.status, row.diagnosis or "") for row in result.itertuples()}


def planted() -> list[tuple[str, dict[str, str]]]:
    return [(name, fact) for name, gold in golds().items() for fact in gold.facts if fact.get("status") == "mismatch"]


@pytest.mark.parametrize(("name", "fact"), planted(), ids=lambda v: v if isinstance(v, str) else v["metric"])
def test_planted_errors_are_found(name: str, fact: dict[str, str]) -> None:
    assert statuses().get((name, int(fact["start"]), fact["metric"])) == ("mismatch", fact.get("diagnosis", ""))


def test_wrong_alarms() -> None:
    """What the articles state rightly is not called wrong."""
    guilty = {(name, int(fact["start"]), fact["metric"]) for name, fact in planted()}
    alarms = [key for key, (status, _) in statuses().items() if status == "mismatch" and key not in guilty]
    assert len(alarms) <= WRONG_ALARMS, alarms


def test_statuses() -> None:
    wrong, right = [], 0
    for name, gold in golds().items():
        for fact in gold.facts:
            if "status" in fact:
                got = statuses().get((name, int(fact["start"]), fact["metric"]), ("no fact", ""))[0]
                right += got == fact["status"]
                wrong += [] if got == fact["status"] else [f"{name} {fact}: {got}"]
    assert right / (right + len(wrong)) >= STATUSES, "\n".join(wrong)
