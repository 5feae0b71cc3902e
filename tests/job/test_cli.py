"""The command line as a user meets it: files, exit codes, one clear line for each bad input."""

import json
import os
import subprocess
import sys

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from mokuromi.job import cli

TEXT = "小米集团2024年营收3659.1亿元，同比增长35%。"
KNOWN = "company,metric,period,value,unit\nxiaomi,revenue,2024,365906000000,CNY\nxiaomi,revenue_growth_yoy,2024,53,percent\n"


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def known(tmp_path):
    path = tmp_path / "known.csv"
    path.write_text(KNOWN, encoding="utf-8")
    return path


def run(*args, stdin=None):
    """(exit code, stdout, stderr) of the real program."""
    command = [sys.executable, "-m", "mokuromi.job.cli", *map(str, args)]
    done = subprocess.run(command, capture_output=True, text=True, input=stdin, env={**os.environ, "NO_COLOR": "1"}, check=False)
    return done.returncode, done.stdout, done.stderr


def rows(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_extract_writes_jsonl(article, tmp_path):
    code, out, err = run("extract", article, "--no-ner", "--out", tmp_path / "o")
    assert (code, out, err) == (0, "", "")
    assert {r["kind"] for r in rows(tmp_path / "o" / "records.jsonl")} == {"company", "date", "money", "percent"}
    assert [f["value"] for f in rows(tmp_path / "o" / "facts.jsonl")] == ["365910000000", "35"]


@pytest.mark.parametrize("fmt", ["parquet", "csv"])
def test_formats(article, tmp_path, fmt):
    runner = CliRunner()
    assert runner.invoke(cli.app, ["extract", str(article), "--no-ner", "--out", str(tmp_path / "o"), "--format", fmt]).exit_code == 0
    path = tmp_path / "o" / f"facts.{fmt}"
    if fmt == "parquet":
        table = pq.read_table(path)
        assert table.num_rows == 2
        assert {b"schema_version", b"rules_version"} <= table.schema.metadata.keys()
    else:
        assert path.read_text(encoding="utf-8").count("\n") == 3


def test_table_on_standard_output_and_text_from_standard_input():
    code, out, err = run("extract", "-", "--no-ner", stdin=TEXT)
    assert code == 0
    assert "365,910,000,000 CNY" in out
    assert "records: company 1, date 1, money 1, percent 1" in out
    assert err == ""


def test_metrics_of_known_figures_are_listed():
    done = CliRunner().invoke(cli.app, ["known", "metrics"])
    lines = {line.split()[0]: line for line in done.stdout.splitlines()}
    assert done.exit_code == 0 and "売上" in lines["revenue"] and "净利" in lines["net_profit"]
    assert "_growth_yoy" in done.stderr


def test_published_resolves_what_is_relative():
    code, out, _ = run("extract", "-", "--no-ner", "--published", "2025-03-18", stdin="小米集团去年营收3659.1亿元。")
    assert code == 0
    assert "2024" in out


def test_reconcile_and_fail_on(article, known, tmp_path):
    base = ("reconcile", article, "--known", known, "--no-ner", "--out", tmp_path / "o", "--report", tmp_path / "r.html")
    assert run(*base)[0] == 0
    assert {r["metric"]: r["status"] for r in rows(tmp_path / "o" / "reconciliation.jsonl")} == {
        "revenue": "rounded",
        "revenue_growth_yoy": "mismatch",
    }
    assert "<html" in (tmp_path / "r.html").read_text(encoding="utf-8")
    assert run(*base, "--fail-on", "mismatch")[0] == 1


def test_one_bad_input_does_not_stop_the_others(article, tmp_path):
    (tmp_path / "b.csv").write_text("id,body\n1,x\n", encoding="utf-8")
    (tmp_path / "c.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)))
    (tmp_path / "d.txt").write_bytes(b"")
    code, _, err = run("extract", article, tmp_path / "b.csv", tmp_path / "c.txt", tmp_path / "d.txt", "--no-ner", "--out", tmp_path / "o")
    assert code == 3
    assert len(rows(tmp_path / "o" / "facts.jsonl")) == 2
    lines = err.strip().splitlines()
    assert [name for name in ("b.csv", "c.txt", "d.txt") if sum(name in line for line in lines) != 1] == []
    assert "text" in next(line for line in lines if "b.csv" in line)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("extract", "nowhere.txt"), "nowhere.txt"),
        (("extract", "-", "--published", "yesterday"), "YYYY-MM-DD"),
        (("extract", "-", "--companies", "nowhere.csv"), "nowhere.csv"),
        (("extract", "-", "--rules", "nowhere"), "nowhere"),
        (("extract", "-", "--ner", "en"), "LANG=NAME"),
        (("reconcile", "-", "--known", "nowhere.csv"), "nowhere.csv"),
        (("extract", "-", "--out", __file__), "File exists; name another path"),
        (("extract", "-", "--companies", os.path.dirname(__file__)), "Is a directory; name another path"),
        (("frobnicate",), "frobnicate"),
    ],
)
def test_usage_errors_are_one_clear_line_and_exit_2(args, said):
    code, out, err = run(*args, stdin=TEXT)
    assert code == 2
    assert said in err
    assert out == ""
    assert "Traceback" not in err


def test_a_reader_that_stops_reading_is_no_finding(tmp_path):
    many = tmp_path / "many.jsonl"
    many.write_text("".join(json.dumps({"id": f"n{n}", "text": TEXT}) + "\n" for n in range(1000)), encoding="utf-8")
    command = [sys.executable, "-m", "mokuromi.job.cli", "extract", many, "--no-ner"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        process.stdout.readline()
        process.stdout.close()
        assert (process.wait(), process.stderr.read()) == (0, "")


def test_bad_known_figures_are_named_by_row(article, tmp_path):
    bad = tmp_path / "known.csv"
    bad.write_text(KNOWN + "xiaomi,revenue,2024-13,1,CNY\nxiaomi,revenue,2023,lots,CNY\n", encoding="utf-8")
    code, out, err = run("reconcile", article, "--known", bad, "--no-ner")
    assert code == 3
    assert "known.csv:4" in err
    assert "known.csv:5" in err
    assert "1 facts agree, 1 differ" in out


def test_explain_shows_the_chain():
    code, out, _ = run("explain", TEXT, "--no-ner")
    assert code == 0
    for part in ("currencies:", "metric   revenue (", "period   2024 (", "firm     xiaomi (", "level adjacent +"):
        assert part in out


def test_known_template_is_read_back(tmp_path, article):
    code, out, _ = run("known", "template")
    (tmp_path / "t.csv").write_text(out, encoding="utf-8")
    assert code == 0
    assert run("reconcile", article, "--known", tmp_path / "t.csv", "--no-ner")[0] == 0


def test_version_and_help():
    runner = CliRunner()
    assert runner.invoke(cli.app, ["--version"]).exit_code == 0
    assert runner.invoke(cli.app, ["--help"]).exit_code == 0
