"""`mokuromi spark`: extraction and reconciliation of many articles on a Spark cluster, or on this machine as Spark would do it.

Nothing is collected but counts. A run replaces what a run of the same name wrote: repeated, it leaves the same rows.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..corpus.record import MIN_SCORE
from ..errors import ConfigError, needed
from .exits import FINE, QUARANTINED, warn
from .options import CompaniesFile

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

COLUMNS = ("id", "text", "lang", "published", "title", "url", "issuer")
_JSON = (".jsonl", ".ndjson", ".json")
_ARROW_BATCH, _ARROW_ROWS = "spark.sql.execution.arrow.maxRecordsPerBatch", 256
"""Articles that Spark hands to Python at a time."""


@dataclass(frozen=True)
class SparkRun:
    """What one run reads and writes."""

    paths: Sequence[str]
    out: str
    """A folder of any file system that Spark knows."""
    run: str
    tables: Sequence[str] = ()
    known: Path | None = None
    companies: Path | None = None
    rules: Path | None = None
    fx: Path | None = None
    ner: bool = True
    published: str = ""
    issuer: str = ""
    lang: str = "en"
    min_score: float = MIN_SCORE
    partitions: int = 0
    """How many tasks the extraction has; 0: four for each core."""
    seconds: float = 60.0
    memory: int = 1024

    def arguments(self) -> list[str]:
        """The command line that says the same."""
        options: list[tuple[str, Any]] = [("--table", name) for name in self.tables]
        options += [("--out", self.out), ("--run", self.run)]
        for name in ("known", "companies", "rules", "fx", "published", "issuer", "partitions"):
            options.append((f"--{name}", getattr(self, name)))
        for name, usual in (("lang", "en"), ("min_score", MIN_SCORE), ("seconds", 60.0), ("memory", 1024)):
            if getattr(self, name) != usual:
                options.append((f"--{name.replace('_', '-')}", getattr(self, name)))
        given = [part for name, value in options if value for part in (name, str(value))]
        return [*self.paths, *given, *([] if self.ner else ["--no-ner"])]


@dataclass(frozen=True)
class SparkCounts:
    articles: int
    quarantined: int
    statuses: dict[str, int]
    """Facts by the status of their comparison."""


def register(app: typer.Typer) -> None:
    app.command("spark")(command)


def command(
    out: Annotated[str, typer.Option(help="Where the tables go: a folder, or an address that Spark can write to.")],
    run: Annotated[str, typer.Option(help="Name of the run; repeated, it replaces its own rows.")],
    paths: Annotated[list[str] | None, typer.Argument(help="JSON lines or Parquet of articles.", show_default=False)] = None,
    table: Annotated[list[str] | None, typer.Option(help="A table of Spark's catalog with articles.")] = None,
    known: Annotated[Path | None, typer.Option(help="Known figures, as `reconcile` takes them.")] = None,
    companies: CompaniesFile = None,
    rules: Annotated[Path | None, typer.Option(help="Folder of extra rule tables.")] = None,
    fx: Annotated[Path | None, typer.Option(help="CSV of exchange rates.")] = None,
    no_ner: Annotated[bool, typer.Option("--no-ner", help="Leave the statistical name recognizer out.")] = False,
    published: Annotated[str, typer.Option(help="Publication date (YYYY-MM-DD) of articles that carry none.")] = "",
    issuer: Annotated[str, typer.Option(help="Whose documents the articles are, where they do not say.")] = "",
    lang: Annotated[str, typer.Option(help="Language of explanations: en, ja, zh-Hans or zh-Hant.")] = "en",
    min_score: Annotated[float, typer.Option(min=0, max=1, help="Leave out facts that are less probable: 0 gives all.")] = MIN_SCORE,
    partitions: Annotated[int, typer.Option(min=0, help="Tasks of the extraction; 0: four for each core.")] = 0,
    seconds: Annotated[float, typer.Option(min=0.1, help="Time for extracting one article.")] = 60.0,
    memory: Annotated[int, typer.Option(min=256, help="Megabytes that one extracting process may take.")] = 1024,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only print the spark-submit line.")] = False,
) -> None:
    """Records, facts and comparisons of many articles with Spark: prints the spark-submit line, and runs it here."""
    job = SparkRun(
        paths or (), out, run, table or (), known, companies, rules, fx, not no_ner, published, issuer, lang, min_score, partitions,
        seconds, memory,
    )  # fmt: skip
    _check(job)
    if dry_run:
        typer.echo(submit_line(job))
        raise typer.Exit(FINE)
    if not _submitted():
        warn(submit_line(job))
    counts = run_job(session(), job)
    said = ", ".join(f"{number} {status}" for status, number in sorted(counts.statuses.items()))
    warn(f"{counts.articles} articles, {counts.quarantined} quarantined{f'; facts: {said}' if said else ''}")
    raise typer.Exit(QUARANTINED if counts.quarantined else FINE)


def _check(job: SparkRun) -> None:
    from ..reconcile.explain import language
    from .batch import day

    if not job.paths and not job.tables:
        raise ConfigError("no articles; give paths of JSON lines or Parquet, or --table")
    if not job.run or any(char in job.run for char in "/\\=") or job.run.startswith((".", "_")):
        raise ConfigError(f"--run {job.run}: a name without / and =, that begins with a letter or digit")
    if job.rules is not None and not job.rules.is_dir():
        raise ConfigError(f"--rules {job.rules}: no such folder")
    day(job.published)
    language(job.lang)


def submit_line(job: SparkRun) -> str:
    """The command that runs the job on a cluster, whose executors have mokuromi installed."""
    script = Path(__file__).with_name("submit.py")
    return shlex.join(["spark-submit", "--conf", f"{_ARROW_BATCH}={_ARROW_ROWS}", str(script), *job.arguments()])


def session() -> SparkSession:
    """The session that spark-submit configured; else one of this machine. Raises ConfigError without PySpark or Java."""
    with needed(ConfigError, "mokuromi spark"):
        from pyspark.sql import SparkSession
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java", path=f"{home}/bin" if home else None) is None:
        raise ConfigError("Spark needs Java 17 or later; install it (Debian: openjdk-17-jre-headless), or set JAVA_HOME")
    # all that goes to and fro is Arrow, whatever the version of pandas
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
    builder = SparkSession.builder.appName("mokuromi").config(_ARROW_BATCH, _ARROW_ROWS)
    if not _submitted():
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        builder = builder.config("spark.sql.shuffle.partitions", 2 * (os.cpu_count() or 1)).config("spark.ui.enabled", False)
        builder = builder.config("spark.ui.showConsoleProgress", sys.stderr.isatty())
    return builder.getOrCreate()


def _submitted() -> bool:
    """Whether spark-submit has started this process."""
    return "PYSPARK_GATEWAY_PORT" in os.environ


def run_job(spark: SparkSession, job: SparkRun) -> SparkCounts:
    """Read, extract, reconcile and write the tables `records`, `facts`, `quarantine`, `reconciliation` and, last, `runs`."""
    from pyspark import StorageLevel
    from pyspark.sql import functions as F

    from ..corpus.record import FACT_COLUMNS, RECORD_COLUMNS
    from . import executor

    found = _articles(spark, job).mapInArrow(executor.extract(_given(spark, job)), _types(executor.found_schema()))
    found = found.persist(StorageLevel.DISK_ONLY)
    try:
        for name, columns in (("records", RECORD_COLUMNS), ("facts", FACT_COLUMNS)):
            item = found.select("published", F.explode(name).alias("item"))
            _write(item.select("published", *(f"item.{column}" for column in columns)), job, name)
        failures = found.where(F.col("failure").isNotNull())
        _to(failures.select("article_id", "source", F.col("failure").alias("reason")), job, "quarantine")
        statuses = _reconciled(spark, found, job) if job.known is not None else {}
        counts = SparkCounts(found.count(), failures.count(), statuses)
    finally:
        found.unpersist()
    _to(_run_row(spark, counts), job, "runs")
    return counts


def _articles(spark: SparkSession, job: SparkRun) -> DataFrame:
    """The rows of all inputs with `COLUMNS`, `source` and the column of lines that are no JSON, evenly spread."""
    from pyspark.sql import functions as F

    from .executor import CORRUPT

    lines = [path for path in job.paths if path.removesuffix(".gz").removesuffix(".zst").endswith(_JSON)]
    schema = ", ".join(f"`{name}` string" for name in (*COLUMNS, CORRUPT))
    inputs = [spark.read.schema(schema).json(lines, columnNameOfCorruptRecord=CORRUPT)] if lines else []
    inputs += [spark.read.parquet(path) for path in job.paths if path not in lines]
    inputs += [spark.table(name) for name in job.tables]

    def plain(frame: DataFrame) -> DataFrame:
        if "id" not in frame.columns or "text" not in frame.columns:
            raise ConfigError(f"the articles have the columns {', '.join(frame.columns)}; they need id and text")
        cells = [F.col(name).cast("string") if name in frame.columns else F.lit(None).cast("string") for name in (*COLUMNS, CORRUPT)]
        named = [cell.alias(name) for cell, name in zip(cells, (*COLUMNS, CORRUPT), strict=True)]
        return frame.select(*named, F.input_file_name().alias("source"))

    together = reduce(lambda one, other: one.unionByName(other), map(plain, inputs))
    return together.repartition(job.partitions or 4 * spark.sparkContext.defaultParallelism)


def _given(spark: SparkSession, job: SparkRun) -> Any:
    from ..extract.stream import settings_of
    from . import batch, executor

    if job.rules is not None:
        spark.sparkContext.addFile(str(job.rules), recursive=True)
    settings = settings_of(batch.companies_of(job.companies), None, job.ner, job.min_score)
    folder = job.rules.name if job.rules is not None else ""
    return executor.ExtractionOrder(settings, batch.limits(job.seconds, job.memory), batch.day(job.published), job.issuer, folder)


def _reconciled(spark: SparkSession, found: DataFrame, job: SparkRun) -> dict[str, int]:
    """Write the comparisons; how many there are by status.

    Articles are compared by buckets: each gets the known figures of the firms that its articles name, by a join.
    """
    from pyspark.sql import functions as F

    from ..corpus.record import FACT_COLUMNS
    from ..reconcile.compare import RESULT_COLUMNS
    from ..reconcile.fx import read_fx
    from ..reconcile.reconciliation import Terms, parent_known
    from . import batch, executor

    assert job.known is not None
    figures, _ = batch.known(job.known, companies=job.companies, overlay=job.rules, warn=warn)
    terms = Terms(read_fx(job.fx) if job.fx is not None else None, parent_known=parent_known(figures))
    buckets = job.partitions or 4 * spark.sparkContext.defaultParallelism
    facts = found.select("published", F.posexplode("facts").alias("position", "item"))
    facts = facts.select("published", "position", *(f"item.{column}" for column in FACT_COLUMNS))
    facts = facts.withColumn("bucket", F.pmod(F.xxhash64("article_id"), F.lit(buckets)))
    firms = facts.select(F.col("bucket").alias("of_bucket"), "company").distinct()
    firms = firms.mapInArrow(executor.keyed, "of_bucket long, key string").distinct()
    theirs = firms.join(_known(spark, figures), "key").select("of_bucket", "number", "row")
    compared = facts.groupBy("bucket").cogroup(theirs.groupBy("of_bucket")).applyInArrow(
        executor.reconcile(tuple(figures.columns), terms, job.lang), _types(executor.result_schema())
    )  # fmt: skip
    _write(compared.select("published", *RESULT_COLUMNS), job, "reconciliation")
    written = spark.read.schema(_types(executor.result_schema())).parquet(_path(job, "reconciliation"))
    return {row["status"]: row["count"] for row in written.groupBy("status").count().collect()}


def _known(spark: SparkSession, figures: pd.DataFrame) -> DataFrame:
    """Known figures as rows of their firm's key, their number, and themselves."""
    import pyarrow as pa

    from ..reconcile.keys import company_key
    from .executor import packed

    keys = pa.array([company_key(str(company or "")) for company in figures["company"]], pa.string())
    rows = [keys, pa.array(range(len(figures)), pa.int64()), pa.array(packed(figures), pa.binary())]
    return spark.createDataFrame(pa.table(rows, names=["key", "number", "row"]))


def _run_row(spark: SparkSession, counts: SparkCounts) -> DataFrame:
    import pyarrow as pa

    from ..corpus.record import SCHEMA_VERSION
    from ..extract.pipeline import rules_version

    row = {"schema_version": SCHEMA_VERSION, "rules_version": rules_version()}
    return spark.createDataFrame(pa.Table.from_pylist([row | {"articles": counts.articles, "quarantined": counts.quarantined}]))


def _write(rows: DataFrame, job: SparkRun, name: str) -> None:
    """Rows with a column `published`, by its month; articles without a date are in `month=__HIVE_DEFAULT_PARTITION__`."""
    from pyspark.sql import functions as F

    by_month = rows.withColumn("month", F.date_format("published", "yyyy-MM")).drop("published")
    _to(by_month.hint("rebalance", "month"), job, name, "month")


def _to(rows: DataFrame, job: SparkRun, name: str, *partitions: str) -> None:
    """Replace what the run wrote to this table before."""
    writer = rows.write.mode("overwrite").option("partitionOverwriteMode", "static").option("compression", "zstd")
    writer.partitionBy(*partitions).parquet(_path(job, name))


def _path(job: SparkRun, name: str) -> str:
    return f"{job.out.rstrip('/')}/{name}/run={job.run}"


def _types(schema: pa.Schema) -> Any:
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(schema)
