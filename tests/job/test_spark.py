"""`mokuromi spark` on a real session of this machine: the rows are those of one process."""

import json
import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

import mokuromi as mk
from mokuromi.corpus.read import articles
from mokuromi.corpus.record import FACT_COLUMNS, RECORD_COLUMNS, fact_schema, record_schema
from mokuromi.corpus.stream import DEFAULT
from mokuromi.corpus.write import table
from mokuromi.errors import ConfigError
from mokuromi.extract.stream import settings_of
from mokuromi.job import cli, executor, spark
from mokuromi.reconcile.api import compared
from mokuromi.reconcile.compare import RESULT_COLUMNS

sys.path.insert(0, str(Path(__file__).parent))

import fake_extraction  # noqa: E402

SAMPLES = Path(__file__).parents[2] / "corpus" / "samples"
KNOWN, COMPANIES = SAMPLES / "known.csv", SAMPLES / "companies.csv"
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    try:
        import pyspark  # noqa: F401

        if shutil.which("java") is None:
            raise ImportError("no Java; apt-get install openjdk-17-jre-headless")
    except ImportError as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))
    # as many cores and shuffles as the test needs, whatever the machine has
    os.environ["PYSPARK_SUBMIT_ARGS"] = "--master local[2] --conf spark.sql.shuffle.partitions=2 --conf spark.ui.enabled=false pyspark-shell"
    found = spark.session()
    found.conf.set("spark.sql.shuffle.partitions", 2)
    yield found
    found.stop()
    del os.environ["PYSPARK_SUBMIT_ARGS"]


@pytest.fixture(scope="module")
def samples() -> list[mk.Article]:
    return list(articles([SAMPLES / "articles"]))


@pytest.fixture(scope="module")
def inputs(samples: list[mk.Article], tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The samples, some as JSON lines and some as Parquet; with a line that is no JSON, a row without text and one without id."""
    folder = tmp_path_factory.mktemp("in")
    rows = [asdict(article) for article in samples]
    lines = [json.dumps(row, ensure_ascii=False, default=str) for row in rows[:8]]
    (folder / "a.jsonl").write_text("\n".join([*lines[:4], '{"id": "bro', '{"id": "empty", "text": " "}', '{"text": "無名"}', *lines[4:]]))
    pq.write_table(pa.Table.from_pylist(rows[8:]), folder / "b.parquet")
    return [str(folder / "a.jsonl"), str(folder / "b.parquet")]


def plain(rows: Rows) -> Rows:
    return sorted(({k: v for k, v in row.items() if k not in ("month", "run", "published")} for row in rows), key=repr)


def stored(out: Path, name: str, run: str = "r1") -> Rows:
    return plain(pq.read_table(out / name / f"run={run}", partitioning="hive").to_pylist())


def of_one_process(samples: list[mk.Article]) -> dict[str, Rows]:
    records, facts = mk.extract(samples, companies=COMPANIES, ner=False)
    given = facts.astype(object).where(facts.notna(), None)
    result = compared(given, mk.read_known(KNOWN), published={a.id: a.published for a in samples if a.published})
    frames = {"records": (records, record_schema()), "facts": (facts, fact_schema()), "reconciliation": (result, executor.result_schema())}

    def rows(frame: pd.DataFrame) -> Rows:
        return frame.astype(object).where(frame.notna(), None).to_dict("records")

    return {name: plain(table([{"published": None} | r for r in rows(f)], s).to_pylist()) for name, (f, s) in frames.items()}


def test_rows_are_those_of_one_process(session: Any, samples: list[mk.Article], inputs: list[str], tmp_path: Path) -> None:
    job = spark.SparkRun(inputs, str(tmp_path), "r1", known=KNOWN, companies=COMPANIES, ner=False, partitions=2)
    counts = spark.run_job(session, job)
    assert counts.articles == len(samples) + 3 and counts.quarantined == 3
    expected = of_one_process(samples)
    for name, columns in (("records", RECORD_COLUMNS), ("facts", FACT_COLUMNS), ("reconciliation", RESULT_COLUMNS)):
        rows = stored(tmp_path, name)
        assert set(rows[0]) == set(columns)
        assert rows == expected[name], name
    assert counts.statuses == pd.Series([r["status"] for r in expected["reconciliation"]]).value_counts().to_dict()
    reasons = [r["reason"] for r in stored(tmp_path, "quarantine")]
    assert sorted(word for reason in reasons for word in ("no JSON", "text is empty", "no id") if word in reason) == [
        "no JSON", "no id", "text is empty",
    ]  # fmt: skip
    months = {path.name for path in (tmp_path / "facts" / "run=r1").glob("month=*")}
    assert months == {f"month={a.published:%Y-%m}" if a.published else "month=__HIVE_DEFAULT_PARTITION__" for a in samples}

    # another run, of other articles and without known figures, and the first one again: neither doubles nor loses a row
    spark.run_job(session, replace(job, paths=inputs[1:], run="r2", known=None))
    assert stored(tmp_path, "facts") == expected["facts"] and stored(tmp_path, "quarantine", "r2") == []
    spark.run_job(session, job)
    assert stored(tmp_path, "facts") == expected["facts"] and stored(tmp_path, "reconciliation") == expected["reconciliation"]
    (told,) = stored(tmp_path, "runs")
    assert told == {"schema_version": 1, "rules_version": told["rules_version"], "articles": counts.articles, "quarantined": 3}


def test_one_article_never_costs_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executor, "extraction", lambda settings: None)
    monkeypatch.setattr(executor, "partial", lambda function, settings: partial(fake_extraction.build))
    given = executor.ExtractionOrder(settings_of((), None, False), DEFAULT)
    rows = [{"id": str(n), "text": text, "source": "s"} for n, text in enumerate(["売上高は1億円", "毒", "殺", "", "売上高は2億円"])]
    found = [row for batch in executor.extract(given)(iter([pa.RecordBatch.from_pylist(rows)])) for row in batch.to_pylist()]
    for worker in executor._workers.values():
        worker.close()
    executor._workers.clear()
    said = {row["article_id"]: row["failure"] or row["records"][0]["text"] for row in found}
    assert said["0"] == "1億円" and said["4"] == "2億円"
    assert "poisoned" in said["1"] and "SIGKILL" in said["2"] and "text is empty" in said["3"]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--out", "o", "--run", "r"], "no articles"),
        (["a.jsonl", "--out", "o", "--run", "a/b"], "--run a/b"),
        (["a.jsonl", "--out", "o", "--run", "r", "--rules", "nowhere"], "no such folder"),
        (["a.jsonl", "--out", "o", "--run", "r", "--published", "soon"], "not a date"),
    ],
)
def test_what_cannot_be_run(arguments: list[str], complaint: str) -> None:
    result = CliRunner().invoke(app(), ["spark", *arguments])
    assert isinstance(result.exception, ConfigError) and complaint in str(result.exception)


def app() -> Any:
    if not any(command.name == "spark" for command in cli.app.registered_commands):
        cli._mount()
    return cli.app


def test_the_line_for_a_cluster_says_the_same() -> None:
    given = ["s3a://news/2026 05", "--table", "db.t", "--out", "s3a://out", "--run", "n1", "--known", "k.csv", "--min-score", "0.5", "--no-ner"]
    result = CliRunner().invoke(app(), ["spark", *given, "--dry-run"])
    line = shlex.split(result.stdout)
    assert line[0] == "spark-submit" and line[3].endswith("submit.py")
    again = CliRunner().invoke(app(), ["spark", *line[4:], "--dry-run"])
    assert again.stdout == result.stdout and "'s3a://news/2026 05'" in result.stdout
