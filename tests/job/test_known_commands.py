"""Filings as known figures and as articles, and saved facts, from the command line."""

import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mokuromi.job import cli

Run = Callable[..., tuple[int, str, str]]

COLUMNS = ("要素ID", "項目名", "コンテキストID", "相対年度", "連結・個別", "期間・時点", "ユニットID", "単位", "値")
NAME = "jpcrp030000-asr-001_E99999-000_2025-03-31_01_2025-06-26.csv"
DEI = {
    "EDINETCode": "E99999", "FilerNameInJapanese": "青空工機株式会社", "AccountingStandards": "Japan GAAP",
    "WhetherConsolidatedFinancialStatementsArePrepared": "true", "CurrentFiscalYearStartDate": "2024-04-01",
    "CurrentFiscalYearEndDate": "2025-03-31", "CurrentPeriodEndDate": "2025-03-31",
}  # fmt: skip
TEXT = "当連結会計年度（2024年4月1日～2025年3月31日）の売上高は527億18百万円、営業利益は91億23百万円となりました。"


@pytest.fixture(scope="module")
def run() -> Callable[..., tuple[int, str, str]]:
    cli._mount()

    def command(*args: object) -> tuple[int, str, str]:
        done = CliRunner().invoke(cli.app, [str(a) for a in args])
        return done.exit_code, done.stdout, done.stderr

    return command


def refused(*args: object) -> str:
    """What the real program says of a command line that it cannot carry out."""
    env = {k: v for k, v in os.environ.items() if k != "EDINET_API_KEY"}
    done = subprocess.run([sys.executable, "-m", "mokuromi.job.cli", *map(str, args)], capture_output=True, text=True, env=env, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    return done.stderr


@pytest.fixture
def filing(tmp_path: Path) -> Path:
    rows = [COLUMNS, *((f"jpdei_cor:{k}DEI", k, "FilingDateInstant", "", "", "", "－", "－", v) for k, v in DEI.items())]
    rows.append(("jpcrp_cor:DocumentTitleCoverPage", "表紙", "FilingDateInstant", "", "", "", "－", "－", "有価証券報告書"))
    rows.append(
        (
            "jpcrp_cor:OverviewOfBusinessResultsTextBlock",
            "業績等の概要 [テキストブロック]",
            "FilingDateInstant",
            "",
            "",
            "",
            "－",
            "－",
            TEXT,
        )
    )
    rows += [
        (e, "", "CurrentYearDuration", "", "", "", "JPY", "円", v)
        for e, v in (("jppfs_cor:NetSales", "52718456000"), ("jppfs_cor:OperatingIncome", "8123000000"))
    ]
    data = b"\xff\xfe" + "\r\n".join("\t".join(f'"{cell}"' for cell in row) for row in rows).encode("utf-16-le")
    (tmp_path / "cache").mkdir()
    with zipfile.ZipFile(tmp_path / "cache" / "S100AAAA.zip", "w") as archive:
        archive.writestr(f"XBRL_TO_CSV/{NAME}", data)
    return tmp_path / "cache" / "S100AAAA.zip"


def test_one_download_is_both_sides(run: Run, filing: Path, tmp_path: Path) -> None:
    sides = (filing, "--known", filing, "--no-ner", "--alarm-score", 0)
    code, out, _ = run("reconcile", *sides, "--out", tmp_path / "o", "--fail-on", "mismatch")
    assert (code, out) == (1, "")
    rows = [json.loads(line) for line in (tmp_path / "o" / "reconciliation.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {(r["metric"], r["period"], r["status"]) for r in rows if r["metric"] in ("revenue", "operating_profit")} == {
        ("revenue", "FY2025-03", "rounded"), ("operating_profit", "FY2025-03", "mismatch"),
    }  # fmt: skip


def test_figures_of_edinet_from_the_cache(run: Run, filing: Path, tmp_path: Path) -> None:
    code, out, err = run("known", "from-edinet", "S100AAAA", "--cache", filing.parent, "--offline")
    assert (code, err.splitlines()[0]) == (0, str(filing))
    assert [
        (r["metric"], r["period"], r["value"], r["rounding"], r["filed_at"], r["variant"]) for r in csv.DictReader(io.StringIO(out))
    ] == [
        ("revenue", "FY2025-03", "52718456000", "truncate", "2025-06-26", "sales"),
        ("operating_profit", "FY2025-03", "8123000000", "truncate", "2025-06-26", ""),
    ]
    written = tmp_path / "known.csv"
    assert run("known", "from-edinet", "S100AAAA", "--cache", filing.parent, "--offline", "--out", written)[:2] == (0, "")
    assert written.read_text(encoding="utf-8") == out


def test_figures_of_the_sec_from_the_cache(run: Run, tmp_path: Path) -> None:
    item = {"start": "2024-01-01", "end": "2024-12-31", "val": 5, "filed": "2025-02-20"}
    facts = {"cik": 12345, "entityName": "Aozora", "facts": {"us-gaap": {"Revenues": {"units": {"USD": [item]}}}}}
    (tmp_path / "CIK0000012345.json").write_text(json.dumps(facts), encoding="utf-8")
    code, out, _ = run("known", "from-sec", "12345", "--cache", tmp_path, "--offline")
    assert (code, out.splitlines()[1].split(",")[:7]) == (0, ["Aozora", "revenue", "2024", "", "actual", "5", "USD"])


def test_one_line_for_what_is_missing(tmp_path: Path) -> None:
    assert "EDINET_API_KEY" in refused("known", "from-edinet", "S100AAAA", "--cache", tmp_path)
    assert "--user-agent" in refused("known", "from-sec", "AAPL", "--cache", tmp_path)


@pytest.mark.parametrize("fmt", ["parquet", "jsonl", "csv"])
def test_saved_facts_against_new_figures(run: Run, tmp_path: Path, fmt: str) -> None:
    (tmp_path / "a.txt").write_text("メルカリは2024年の売上高が12億円だった。", encoding="utf-8")
    assert run("extract", tmp_path / "a.txt", "--no-ner", "--out", tmp_path / "found", "--format", fmt)[0] == 0
    for value, status in (("1200000000", "exact"), ("1300000000", "mismatch")):
        (tmp_path / "known.csv").write_text(f"company,metric,period,value,unit\nmercari,revenue,2024,{value},JPY\n", encoding="utf-8")
        for source in (tmp_path / "found", tmp_path / "found" / f"facts.{fmt}"):
            assert run("reconcile", source, "--known", tmp_path / "known.csv", "--out", tmp_path / "o")[0] == 0
            (row,) = [json.loads(line) for line in (tmp_path / "o" / "reconciliation.jsonl").read_text(encoding="utf-8").splitlines()]
            assert row["status"] == status
    assert sorted(p.name for p in (tmp_path / "o").iterdir()) == ["reconciliation.jsonl"]
