import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fake_extraction
import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from mokuromi.errors import ConfigError
from mokuromi.job.nightly import commands, opening, store
from mokuromi.job.nightly import run as nightly

Call = Callable[..., Result]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """A command on a configuration in an empty folder, with the fake extraction."""
    real = nightly.run
    monkeypatch.setattr(nightly, "run", lambda config, **more: real(config, **{"factory": fake_extraction.build, "version": "v1", **more}))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "inbox").mkdir()
    (tmp_path / "mokuromi.toml").write_text('inbox = "inbox"\nout = "out"\nstore = "sqlite:///s.sqlite"\n[log]\nfile = "log.jsonl"\n')
    app = typer.Typer()
    commands.register(app)
    commands.register_known(app)

    def go(*arguments: str) -> Any:
        return CliRunner().invoke(app, arguments, catch_exceptions=False)

    return go


def test_run_status_and_logs(call: Call, tmp_path: Path) -> None:
    (tmp_path / "inbox" / "a.txt").write_text("売上高は3億円", encoding="utf-8")
    first = call("run")
    assert first.exit_code == 0 and first.stdout == ""
    assert "run 1: 1 files (0 unchanged), 1 new articles, 1 extracted (1 records, 1 facts)" in first.stderr
    second = call("run", "--json")
    assert json.loads(second.stdout)["documents"]["extracted"] == 0
    assert call("run", "--redo").exit_code == 0
    status = json.loads(call("status", "--json").stdout)
    assert (status["documents"], status["rows"]["fact"], status["last run"]["status"]) == ({"done": 1}, 1, "finished")
    assert "documents: done 1" in call("status").stdout
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert lines[0]["level"] == "info" and lines[0]["run"] == 1 and lines[0]["message"].startswith("run 1: ")


def test_quarantine(call: Call, tmp_path: Path) -> None:
    (tmp_path / "inbox" / "a.txt").write_text("毒", encoding="utf-8")
    assert call("run").exit_code == 3
    assert call("run").exit_code == 0
    listed = call("quarantine", "ls").stdout
    assert "a.txt  ValueError: poisoned" in listed
    (row,) = map(json.loads, call("quarantine", "ls", "--json").stdout.splitlines())
    assert json.loads(call("quarantine", "show", row["id"]).stdout)["text"] == "毒"
    assert call("retry").exit_code == 0
    assert call("run").exit_code == 3
    assert call("quarantine", "drop", row["id"]).exit_code == 0
    assert call("quarantine", "ls").stdout == ""
    with pytest.raises(ConfigError, match="fits 0 quarantined inputs"):
        call("quarantine", "show", "zz")


def test_changes_and_known_figures_over_time(call: Call, tmp_path: Path) -> None:
    (tmp_path / "inbox" / "a.txt").write_text("売上高は3億円", encoding="utf-8")
    with (tmp_path / "mokuromi.toml").open("a") as file:
        file.write('[known]\nfigures = "known.csv"\n')
    for value in (3, 4):
        (tmp_path / "known.csv").write_text(f"company,metric,period,value,unit,source\nacme,revenue,2025,{value}00000000,JPY,report\n")
        assert call("run").exit_code == 0
    assert call("changes").stdout == "run 2  a  acme revenue 2025: exact (known 300,000,000) -> mismatch (known 400,000,000)\n"
    (row,) = map(json.loads, call("changes", "--json").stdout.splitlines())
    assert (row["metric"], row["was_known"], row["now_known"], row["value"]) == ("revenue", "300000000", "400000000", "300000000")
    assert call("changes", "--since", "2").stdout == ""
    old, new = call("history").stdout.splitlines()
    assert re.fullmatch(r"acme revenue 2025: 300,000,000 JPY \(known.csv:2 report\), from run 1 \(2\S+\) to run 2 \(2\S+\)", old)
    assert re.fullmatch(r"acme revenue 2025: 400,000,000 JPY \(known.csv:2 report\), from run 2 \(2\S+\) to now", new)
    assert [json.loads(line)["until"] for line in call("history", "--json").stdout.splitlines()] == [2, None]


def test_locked_store(call: Call, tmp_path: Path) -> None:
    engine = opening.connect(f"sqlite:///{tmp_path}/s.sqlite")
    with store.lock(engine):
        for command in ("run", "retry"):
            result = call(command)
            assert result.exit_code == 75 and "another run holds" in result.stderr
        assert call("status").exit_code == 0
    engine.dispose()


def test_unwritable_output(call: Call, tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    (tmp_path / "inbox" / "a.txt").write_text("売上高は3億円", encoding="utf-8")
    with pytest.raises(ConfigError, match="out.*run again: nothing is lost"):
        call("run")


def test_init(call: Call, tmp_path: Path) -> None:
    assert call("init", "new.toml").exit_code == 0
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == {"inbox", "out", "quarantine"}
    assert call("run", "--config", "new.toml").exit_code == 0
    with pytest.raises(ConfigError, match="exists already"):
        call("init", "new.toml")


def test_doctor(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mokuromi.job.nightly.doctor._extracts", lambda lang, ner: None)
    monkeypatch.setattr("mokuromi.job.nightly.doctor._rules", lambda: None)
    result = call("doctor", "--config", "none.toml")
    assert (
        result.exit_code == 2 and "ok   library spacy" in result.stdout and "FAIL configuration: none.toml: no such file" in result.stdout
    )
    assert "FAIL inbox: " in call("doctor", "-c", "mokuromi.toml").stdout


GUARD = """
import sys

def guard(event, arguments):
    if event == "socket.getaddrinfo" or (event == "socket.connect" and not isinstance(arguments[1], (str, bytes))):
        with open({path!r}, "a") as file:
            file.write(f"{{event}} {{arguments[1:]}}\\n")
        raise OSError("no network for tests")

sys.addaudithook(guard)
"""
PAGE = """<html><head><title>決算</title><link rel="stylesheet" href="http://news.invalid/a.css"><base href="http://news.invalid/"></head>
<body><img src="http://news.invalid/i.png"><p>BYD 2025年の売上高は7億円だった。</p></body></html>"""
FEED = """<!DOCTYPE rss SYSTEM "http://news.invalid/rss.dtd" [<!ENTITY x SYSTEM "http://news.invalid/x">]>
<rss version="2.0" xml:base="http://news.invalid/"><channel><item><title>決算</title><link>http://news.invalid/1</link>
<description>売上高は8億円だった。&x;</description></item></channel></rss>"""


def test_the_program_with_its_own_extraction(tmp_path: Path) -> None:
    """The installed command, its own extraction in its own worker process; no process opens a connection."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.txt").write_text("トヨタ自動車の2024年の売上高は3億円だった。", encoding="utf-8")
    (inbox / "b.txt").write_text("比亚迪2024年营收为5亿元。", encoding="gb18030")
    (inbox / "c.html").write_text(PAGE, encoding="utf-8")
    (inbox / "d.xml").write_text(FEED, encoding="utf-8")
    (tmp_path / "mokuromi.toml").write_text(
        'inbox = "inbox"\nout = "out"\nformat = "jsonl"\nstore = "sqlite:///s.sqlite"\n[rules]\nner = false\n'
    )
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(GUARD.format(path=str(tmp_path / "connections")))
    path = os.pathsep.join((str(tmp_path / "guard"), os.environ.get("PYTHONPATH", "")))
    environment = {**os.environ, "PYTHONPATH": path}
    proof = "import socket; socket.getaddrinfo('news.invalid', 80)"
    assert (
        "no network for tests"
        in subprocess.run([sys.executable, "-c", proof], capture_output=True, text=True, check=False, env=environment).stderr
    )
    (tmp_path / "connections").unlink()
    command = [sys.executable, "-m", "mokuromi.job.cli", "run"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "connections").exists(), (tmp_path / "connections").read_text()
    rows = [json.loads(line) for line in (tmp_path / "out" / "records.jsonl").read_text(encoding="utf-8").splitlines()]
    money = [(r["text"], r["value"], r["unit"]) for r in rows if r["kind"] == "money"]
    assert money == [
        ("3億円", "300000000", "JPY"),
        ("5亿元", "500000000", "CNY"),
        ("7億円", "700000000", "JPY"),
        ("8億円", "800000000", "JPY"),
    ]


def test_interrupted(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    for number in range(300):
        (tmp_path / "inbox" / f"{number}.txt").write_text(f"第{number}社の売上高は3億円だった。" * 20, encoding="utf-8")
    (tmp_path / "mokuromi.toml").write_text('inbox = "inbox"\nout = "out"\nstore = "sqlite:///s.sqlite"\n[rules]\nner = false\n')
    command = [sys.executable, "-m", "mokuromi.job.cli", "run"]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)
    while not (tmp_path / "s.sqlite").exists() and process.poll() is None:
        time.sleep(0.05)
    time.sleep(0.3)
    os.killpg(process.pid, signal.SIGINT)
    _, stderr = process.communicate(timeout=300)
    # Python ends itself by the signal where that came inside of `exec`, as in the making of a dataclass: shells say 130 of it, too
    assert process.returncode in (130, -signal.SIGINT), stderr
    assert [line for line in stderr.splitlines() if not line.startswith("{")] == ["mokuromi: interrupted"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    status = subprocess.run([*command[:-1], "status", "--json"], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    counts = json.loads(status)["documents"]
    assert set(counts) <= {"done", "repeats"} and sum(counts.values()) == 300
