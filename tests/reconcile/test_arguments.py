"""What the Python face refuses: each error names the argument and says what to do."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mokuromi import read_facts, read_known, reconcile
from mokuromi.corpus.record import RECORD_COLUMNS
from mokuromi.errors import InputError, KnownFiguresError, MokuromiError

FACTS = pd.DataFrame([{"article_id": "a", "company": "x", "metric": "revenue", "period": "2024", "value": "1", "unit": "JPY"}])
KNOWN = read_known(pd.DataFrame([{"company": "x", "metric": "revenue", "period": "2024", "value": "1", "unit": "JPY"}]))
RECORDS = pd.DataFrame(columns=list(RECORD_COLUMNS))


@pytest.mark.parametrize(
    ("facts", "known", "error", "said"),
    [
        (RECORDS, KNOWN, InputError, "facts: these are records"),
        (KNOWN, FACTS, InputError, "facts: these are known figures; the order is"),
        (FACTS, FACTS, KnownFiguresError, "known: these are facts"),
        (FACTS, RECORDS, KnownFiguresError, "known: these are records"),
        ("found/facts.parquet", KNOWN, InputError, "facts: must be a DataFrame, is a str; use extract.*read_facts"),
        ((RECORDS, FACTS), KNOWN, InputError, "facts: must be a DataFrame, is a pair"),
        (FACTS, Path("no-such.csv"), KnownFiguresError, "no-such.csv: there is no such file"),
        (FACTS, None, KnownFiguresError, "known: must be a DataFrame, is a NoneType"),
        (FACTS.drop(columns="unit"), KNOWN, InputError, "facts: column unit is missing"),
        (FACTS, KNOWN.drop(columns="value"), KnownFiguresError, "known: column value is missing"),
    ],
)
def test_wrong_frames(facts: Any, known: Any, error: type[MokuromiError], said: str) -> None:
    with pytest.raises(error, match=said):
        reconcile(facts, known)


def test_right_frames() -> None:
    assert reconcile(FACTS, KNOWN)["status"].tolist() == ["exact"]
    assert reconcile(FACTS.iloc[:0], KNOWN)["status"].tolist() == []
    assert reconcile(FACTS, KNOWN.iloc[:0])["status"].tolist() == ["unknown"]


def test_parquet_of_too_many_rows_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mokuromi.reconcile.known.read.MOST_ROWS", 10)
    KNOWN.sample(11, replace=True).to_parquet(tmp_path / "known.parquet")
    with pytest.raises(KnownFiguresError, match="known.parquet: has 11 rows, 10 are read at most"):
        read_known(tmp_path / "known.parquet")


@pytest.mark.parametrize("days", [2**31 - 1, -(2**31)])
def test_far_dates_in_parquet(tmp_path: Path, days: int) -> None:
    table = pa.table(
        {
            "company": ["x"], "metric": ["revenue"], "value": pa.array([Decimal(1)]), "unit": ["JPY"],
            "start_date": pa.array([days], pa.int32()).cast(pa.date32()), "end_date": pa.array([days], pa.int32()).cast(pa.date32()),
        }
    )  # fmt: skip
    pq.write_table(table, tmp_path / "known.parquet")
    with pytest.raises(KnownFiguresError, match=r"known\.parquet.*") as caught:
        read_known(tmp_path / "known.parquet")
    assert "\n" not in str(caught.value)


def test_saved_facts(tmp_path: Path) -> None:
    FACTS.to_json(tmp_path / "facts.jsonl", orient="records", lines=True)
    found = read_facts(tmp_path)
    assert found["value"].tolist() == [Decimal(1)]
    assert reconcile(found, KNOWN)["status"].tolist() == ["exact"]
    for name, content in (("facts.csv", "a,b\n1,2\n"), ("facts.parquet", "PAR1"), ("facts.jsonl", "[1]\n")):
        (tmp_path / name).write_text(content, encoding="utf-8")
        with pytest.raises(InputError, match=name):
            read_facts(tmp_path / name)
    with pytest.raises(InputError, match="holds no saved facts"):
        read_facts(tmp_path / "none")


def test_saved_facts_by_month(tmp_path: Path) -> None:
    for month, ident in (("2026-01", "a"), ("2026-02", "b"), ("__HIVE_DEFAULT_PARTITION__", "c")):
        folder = tmp_path / "facts" / f"month={month}"
        folder.mkdir(parents=True)
        FACTS.assign(article_id=ident).to_parquet(folder / "facts.parquet")
    for path in (tmp_path, tmp_path / "facts"):
        found = read_facts(path)
        assert found["article_id"].tolist() == ["a", "b", "c"] and "month" not in found
    assert reconcile(found, KNOWN)["status"].tolist() == ["exact"] * 3
