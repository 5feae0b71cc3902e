import csv
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mokuromi.corpus import write
from mokuromi.corpus.record import Fact, Record, fact_schema, record_schema
from mokuromi.errors import ConfigError

RECORDS = [
    Record(
        "money",
        0,
        4,
        Decimal("3.2E+8"),
        None,
        "CNY",
        "approx",
        Decimal("0.050"),
        rule="currencies:CNY",
        article_id="a",
        text="-3億",
        sentence="=1+1",
    ),
    Record(
        "date",
        5,
        9,
        start_date=date(2025, 1, 1),
        end_date=date(2026, 1, 1),
        granularity="year",
        article_id="a",
        text="2025年",
        sentence='あ\n"い"',
    ),
]


def test_table_columns_and_types() -> None:
    made = write.table(RECORDS, record_schema())
    assert made.schema == record_schema()
    assert made["value"].to_pylist() == [Decimal("320000000"), None]
    assert made["start_date"].to_pylist() == [None, date(2025, 1, 1)]
    assert write.table([], fact_schema()).num_rows == 0


def test_table_of_mappings() -> None:
    assert write.table([{"a": "x", "b": 1}], pa.schema([("a", pa.string())])).to_pylist() == [{"a": "x"}]


def test_what_a_decimal_column_cannot_hold() -> None:
    values = [Decimal("1E-12"), Decimal(10) ** 40, Decimal("12345678901234567890123456789.1234567891"), Decimal("NaN"), None]
    rows = [Fact("c", "revenue", v, 0, 1) for v in values]  # type: ignore[arg-type]
    assert write.table(rows, fact_schema())["value"].to_pylist() == [
        Decimal("0E-9"), None, Decimal("12345678901234567890123456789.123456789"), None, None]  # fmt: skip


def test_lone_surrogates_become_replacement_characters() -> None:
    assert write.table([{"a": "x\ud800y"}], pa.schema([("a", pa.string())]))["a"].to_pylist() == ["x\ufffdy"]


def test_parquet_round_trip_and_metadata(tmp_path: Path) -> None:
    write.write(tmp_path / "new" / "records.parquet", RECORDS, "parquet", rules_version="abc")
    got = pq.read_table(tmp_path / "new" / "records.parquet")
    assert got.equals(write.table(RECORDS, record_schema()))
    assert got.schema.metadata == {b"schema_version": b"1", b"rules_version": b"abc"}


def test_parquet_is_the_same_every_time(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write.write(tmp_path / name, RECORDS, "parquet", rules_version="abc")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_jsonl(tmp_path: Path) -> None:
    write.write(tmp_path / "r.jsonl", RECORDS)
    rows = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text(encoding="utf-8").splitlines()]
    assert rows[0]["value"] == "320000000" and rows[0]["precision"] == "0.05"
    assert rows[0]["value_max"] is None and rows[1]["start_date"] == "2025-01-01"
    assert list(rows[0]) == record_schema().names
    assert "3億" in (tmp_path / "r.jsonl").read_text(encoding="utf-8")


def test_csv(tmp_path: Path) -> None:
    fact = Fact("=HYPERLINK()", "net_profit", Decimal("-29.5"), 0, 1, inferred=("company", "period"), segment="＋α")
    write.write(tmp_path / "f.csv", [fact])
    (row,) = csv.DictReader((tmp_path / "f.csv").open(encoding="utf-8", newline=""))
    assert row["company"] == "'=HYPERLINK()" and row["segment"] == "'＋α"
    assert row["value"] == "-29.5" and row["inferred"] == "company|period" and row["value_max"] == ""


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\ta", "\ra", "＝1", "＋1", "－1", "＠a"])
def test_formulas_are_escaped(text: str) -> None:
    assert write.escape_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["1-2", "売上=高", "'x", "", "▲3億円"])
def test_harmless_cells_are_not(text: str) -> None:
    assert write.escape_cell(text) == text


@pytest.mark.parametrize(
    ("value", "text"), [("3.2E+8", "320000000"), ("-0.0500", "-0.05"), ("0E-9", "0"), ("-0", "0"), ("100", "100"), ("1E-9", "0.000000001")]
)
def test_plain_number(value: str, text: str) -> None:
    assert write.plain_number(Decimal(value)) == text


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text("old")
    with pytest.raises(RuntimeError), write.Writer(path, record_schema(), "jsonl") as out:
        out.add(write.table(RECORDS, record_schema()))
        raise RuntimeError
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["r.jsonl"]


@pytest.mark.parametrize("fmt", write.FORMATS)
def test_pieces_make_one_file(tmp_path: Path, fmt: str) -> None:
    with write.Writer(tmp_path / "pieces", record_schema(), fmt, rules_version="v") as out:
        for record in RECORDS:
            out.add(write.table([record], record_schema()))
    write.write(tmp_path / "whole", RECORDS, fmt, rules_version="v")
    if fmt == "parquet":
        assert pq.read_table(tmp_path / "pieces").equals(pq.read_table(tmp_path / "whole"))
    else:
        assert (tmp_path / "pieces").read_bytes() == (tmp_path / "whole").read_bytes()


def test_unknown_format(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="xls"):
        write.write(tmp_path / "r.xls", RECORDS)
