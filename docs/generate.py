"""Writes docs/reference from the tables and the code: python docs/generate.py [--check]"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

import mokuromi
from mokuromi.corpus.record import BASES, FACT_COLUMNS, GRANULARITIES, KINDS, MODIFIERS, RECORD_COLUMNS, UNITS, arrow_type
from mokuromi.reconcile.compare import RESULT_COLUMNS
from mokuromi.reconcile.diagnose import DIAGNOSES
from mokuromi.reconcile.explain import LANGS, metric_name, names, words
from mokuromi.reconcile.interval import STATUSES
from mokuromi.reconcile.known.read import KNOWN_COLUMNS
from mokuromi.reconcile.reconciliation import ALARM_SCORE
from mokuromi.rules.metric import metrics

ROOT = Path(mokuromi.__file__).parent
OUT = Path(__file__).parent / "reference"
NOTE = "<!-- Made by docs/generate.py from the tables; change those. -->\n\n"
SAYS = {
    "companies": "Firms under all of their names, with tickers and what only looks like them",
    "organizations": "Exchanges, authorities, ministries, universities, institutes",
}
"""What tables hold whose heads speak of a key."""
MEANING = {
    "article_id": "the article's id",
    "kind": f"one of {', '.join(KINDS)}",
    "text": "the mention, as it stands",
    "start": "its first character, in code points of the article's text",
    "end": "the character after its last",
    "value": "base units (1億2,345万円 is 123450000), signed",
    "value_max": "upper end of a stated range",
    "unit": "ISO 4217, percent, pp, or a unit of quantities",
    "modifier": f"one of {', '.join(MODIFIERS)}",
    "precision": "half a unit of the last stated digit",
    "start_date": "first day",
    "end_date": "the day after the last",
    "granularity": f"one of {', '.join(GRANULARITIES)}",
    "timex": "TIMEX3 value of dates and durations",
    "entity_id": "which firm or organization",
    "sentence": "the sentence around it",
    "rule": "the table row or model that found it",
    "score": "probability that it is right",
    "company": "id of the firm that the figure is of",
    "metric": "id of the [metric](metrics.md), or other",
    "metric_text": "the words that name it",
    "segment": "the part of the firm that the figure is of, as written",
    "period": "2024, 2025-H1, 2025-Q3, 2025-11, 2025-09-30, FY2026-03, 2025-01..2025-09",
    "basis": f"one of {', '.join(BASES)}",
    "inferred": "which of company, period and unit came from context",
    "known_value": "the known figure compared with",
    "known_source": "where it comes from",
    "status": "see [statuses](statuses.md)",
    "diagnosis": "what a mismatch looks like",
    "difference": "stated minus known",
    "alarm": "mismatches of one article and one cause have one number",
    "explanation": "one sentence that a person can check",
    "rounding": "nearest, truncate or exact, with a unit as in truncate:1000000",
    "filed_at": "when the figure was filed",
    "variant": "which of several figures of one name it is",
    "source": "file and row, and what the row says",
}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def schema() -> str:
    parts = [f"# Columns\n\n{NOTE}The same in Parquet, JSONL (decimals as strings), CSV and frames.\n"]
    for title, columns in (
        ("records: one row per mention", RECORD_COLUMNS),
        ("facts: one row per company, metric, period and basis", FACT_COLUMNS),
        ("reconciliation: one row per fact, after its own columns", tuple(c for c in RESULT_COLUMNS if c not in FACT_COLUMNS)),
        ("known figures", KNOWN_COLUMNS),
    ):
        rows = [(f"`{c}`", f"`{arrow_type(c)}`", MEANING.get(c, "")) for c in columns]
        parts.append(f"\n## {title}\n\n" + table(("column", "Arrow type", "meaning"), rows))
    return "".join(parts)


def metric_page() -> str:
    rows = [(f"`{m.id}`", *(metric_name(m.id, lang) for lang in LANGS), m.unit, m.period) for m in metrics()]
    suffixes = [(f"`{s}`", *(names(lang, "suffixes").get(s, "").strip() for lang in LANGS)) for s in names("en", "suffixes")]
    return (
        f"# Metrics\n\n{NOTE}The words that name each stand in `rules/metrics.toml`.\n\n"
        + table(("id", *LANGS, "unit", "period"), rows)
        + "\n## Suffixes\n\n"
        + table(("suffix", *LANGS), suffixes)
    )


def unit_page() -> str:
    rows = [(f"`{u}`", *(names(lang, "units").get(u, "").strip() for lang in LANGS)) for u in ("percent", "pp", *UNITS)]
    currencies = tomllib.loads((ROOT / "rules" / "currencies.toml").read_text(encoding="utf-8"))["currency"]
    money = [(f"`{c['code']}`", *("、".join(c["names"].get(lang, [])[:4]) for lang in ("ja", "zh"))) for c in currencies]
    return f"# Units\n\n{NOTE}" + table(("unit", *LANGS), rows) + "\n## Currencies\n\n" + table(("code", "ja", "zh"), money)


def status_page() -> str:
    says = {s: words("en").get(s, "") for s in STATUSES}
    says |= {"unknown": words("en")["no_known"], "doubtful": "lies outside, but the figure was rather misread"}
    rows = [(f"`{s}`", *(names(lang, "statuses")[s] for lang in LANGS), says[s].partition(": ")[2] or says[s]) for s in STATUSES]
    table_of = tomllib.loads((ROOT / "reconcile" / "certainty.toml").read_text(encoding="utf-8"))
    traits = [(row["trait"], str(row["weight"]), row["meaning"]) for row in table_of["traits"]]
    kinds = [(f"`{d}`", *(names(lang, "diagnoses")[d] for lang in LANGS)) for d in DIAGNOSES]
    return (
        f"# Statuses\n\n{NOTE}The first that holds, by the interval that the article's words open.\n\n"
        + table(("status", *LANGS, "the known figure"), rows)
        + "\n## Diagnoses of a mismatch\n\n"
        + table(("diagnosis", *LANGS), kinds)
        + "\n## What makes a mismatch an error of the article\n\n"
        + f"A mismatch is an alarm from a probability of {ALARM_SCORE} on, else doubtful. Its log-odds are the sum of these weights:\n\n"
        + table(("trait", "weight", "holds for"), traits)
    )


def rule_page() -> str:
    rows = []
    for path in sorted((ROOT / "rules").glob("*.toml")):
        text = path.read_text(encoding="utf-8")
        arrays = {k: v for k, v in tomllib.loads(text).items() if isinstance(v, list) and v and isinstance(v[0], dict)}
        head = next((line.lstrip("# ").strip() for line in text.splitlines() if line.startswith("#")), "")
        shown = ", ".join(f"`[[{name}]]`" for name in arrays)
        rows.append((f"`{path.name}`", SAYS.get(path.stem) or head.partition(". ")[0].rstrip("."), shown))
    return (
        f"# Rule tables\n\n{NOTE}[Extending](../extending.md) says how to add rows.\n\n"
        + table(("table", "what it says", "rows"), rows)
    )


PAGES = {"schema.md": schema, "metrics.md": metric_page, "units.md": unit_page, "statuses.md": status_page, "rules.md": rule_page}


def main() -> None:
    stale = []
    for name, page in PAGES.items():
        path, text = OUT / name, page()
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if "--check" not in sys.argv:
                path.write_text(text, encoding="utf-8")
    print(f"{'stale' if '--check' in sys.argv else 'written'}: {', '.join(stale) or 'none'}")
    raise SystemExit(bool(stale) and "--check" in sys.argv)


if __name__ == "__main__":
    main()
