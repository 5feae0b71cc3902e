"""How long 1,000,000 comparisons take on one core: `python bench/reconcile.py [FACTS]`.

Known: 4,000 firms, 5 metrics, 12 years and 12 quarters, 100 million to 10 trillion. Facts: articles of 20 figures of 3 firms,
a tenth of them wrong, a fifth without a known figure. CPU seconds, the best of three runs, beside those of one plain merge of
the same two frames on company, metric, period and segment in pandas, since a busy machine slows both.
"""

import random
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from mokuromi import reconcile
from mokuromi.reconcile.known.read import KNOWN_COLUMNS
from mokuromi.rules import period

METRICS = ("revenue", "net_profit", "operating_profit", "total_assets", "rnd_expense")
PERIODS = [*(str(y) for y in range(2014, 2026)), *(f"{y}-Q{q}" for y in range(2023, 2026) for q in (1, 2, 3, 4))]


def known_figures(rng: random.Random, firms: int) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for firm in range(firms):
        for metric in METRICS:
            for name in PERIODS:
                start, end, _ = period.parse(name)
                row = {
                    "company": f"firm{firm}",
                    "metric": metric,
                    "period": name,
                    "start_date": start,
                    "end_date": end,
                    "segment": "",
                    "basis": "",
                }
                value = Decimal(int(10 ** rng.uniform(5, 10)) * 1000)
                rows.append(
                    row
                    | {"value": value, "unit": "JPY", "rounding": "", "filed_at": date(2026, 1, 1), "source": f"known.csv:{len(rows) + 2}"}
                )
    return pd.DataFrame(rows, columns=list(KNOWN_COLUMNS), dtype=object)


def stated_facts(rng: random.Random, known: pd.DataFrame, count: int) -> pd.DataFrame:
    given = known.to_dict("records")
    each = len(METRICS) * len(PERIODS)
    rows: list[dict[str, Any]] = []
    firms: list[int] = []
    for i in range(count):
        if i % 20 == 0:
            firms = [rng.randrange(len(given) // each) for _ in range(3)]
        figure = given[rng.choice(firms) * each + rng.randrange(each)]
        unit = Decimal(1).scaleb(max(figure["value"].adjusted() - rng.randrange(2, 6), 3))
        value = (figure["value"] / unit).to_integral_value() * unit
        kind = rng.random()
        if kind < 0.1:
            value *= rng.choice((10, Decimal("0.1"), Decimal("1.07")))
        row = {k: figure[k] for k in ("company", "metric", "period", "start_date", "end_date", "segment", "unit")}
        if kind > 0.8:
            row["company"] = "another firm"
        modifier = rng.choice((None, None, None, "approx", "more_than"))
        row |= {
            "article_id": f"a{i // 20}",
            "basis": "actual",
            "value": value,
            "value_max": None,
            "modifier": modifier,
            "precision": unit / 2,
        }
        rows.append(row | {"start": 0, "end": 5})
    return pd.DataFrame(rows)


def best(run: Callable[[], pd.DataFrame], runs: int = 3) -> tuple[float, pd.DataFrame]:
    """The CPU seconds of the fastest of so many runs, and what it gave."""
    seconds = []
    for _ in range(runs):
        cpu = time.process_time()
        result = run()
        seconds.append(time.process_time() - cpu)
    return min(seconds), result


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    rng = random.Random(7)
    known = known_figures(rng, 4000 if count >= 100_000 else 100)
    facts = stated_facts(rng, known, count)
    counted, result = best(lambda: reconcile(facts, known, explain=False))
    merged, _ = best(lambda: facts.merge(known, on=["company", "metric", "period", "segment"], how="left"))
    cpu = time.process_time()
    reconcile(facts, known)
    explained = time.process_time() - cpu
    statuses = ", ".join(f"{status} {n:,}" for status, n in result["status"].value_counts().items())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count:,} facts x {len(known):,} known figures, status and diagnosis: {counted:.2f} s CPU")
    print(f"a plain merge: {merged:.2f} s CPU; ratio {counted / merged:.1f}")
    print(f"with a sentence for each, run once: {explained:.2f} s CPU; {peak:,.0f} MB peak")
    print(statuses)


if __name__ == "__main__":
    main()
