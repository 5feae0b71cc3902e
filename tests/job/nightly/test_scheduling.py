"""The examples of docs/scheduling.md, as far as one machine can try them."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TEXT = (Path(__file__).parents[3] / "docs" / "scheduling.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def test_systemd_units(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("needs systemd-analyze (Debian: systemd)")
    service, timer = blocks("ini")
    (tmp_path / "mokuromi.service").write_text(service)
    (tmp_path / "mokuromi.timer").write_text(timer)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / "mokuromi.service"), str(tmp_path / "mokuromi.timer")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0 and str(tmp_path) not in done.stderr, done.stderr


@pytest.mark.parametrize(("code", "printed"), [(0, ""), (3, ""), (75, "mokuromi failed")])
def test_crontab(tmp_path: Path, code: int, printed: str) -> None:
    (line,) = blocks("crontab")
    command = line.split(maxsplit=5)[5].replace("/srv/mokuromi", str(tmp_path))
    program = tmp_path / "venv" / "bin" / "mokuromi"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\nexit {code}\n")
    program.chmod(0o755)
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert done.stdout.startswith(printed) if printed else done.stdout == ""


@pytest.mark.parametrize(("package", "number"), [("airflow", 0), ("dagster", 1)])
def test_python_examples(tmp_path: Path, package: str, number: int) -> None:
    """Imported with the real package where it is installed (MOKUROMI_TEST_AIRFLOW, MOKUROMI_TEST_DAGSTER: its python)."""
    source = blocks("python")[number]
    compile(source, f"{package}.py", "exec")
    python = os.environ.get(f"MOKUROMI_TEST_{package.upper()}") or (sys.executable if importlib.util.find_spec(package) else "")
    if not python:
        pytest.skip(f"{package} is not installed; it wants an environment of its own, whose python MOKUROMI_TEST_{package.upper()} names")
    path = tmp_path / "example.py"
    check = {
        "airflow": "from example import run; assert run.upstream_task_ids == {'doctor'}, run",
        "dagster": "from example import defs; assert defs.get_repository_def().get_schedule_def('nightly').cron_schedule == '30 2 * * *'",
    }
    path.write_text(source)
    done = subprocess.run(
        [python, "-c", check[package]],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "AIRFLOW_HOME": str(tmp_path / "home")},
    )
    assert done.returncode == 0, done.stderr


def test_exit_codes_are_those_of_the_program() -> None:
    from mokuromi.job import exits

    table = {int(code) for code in re.findall(r"^\| (\d+) \|", TEXT, re.MULTILINE)}
    assert table == {exits.FINE, exits.FAILED, exits.USAGE, exits.QUARANTINED, exits.BUG, exits.LOCKED, exits.INTERRUPTED}


def test_commands_and_keys_that_the_pages_name_exist() -> None:
    import typer.main

    from mokuromi.job import cli, spark
    from mokuromi.job.nightly import commands, config

    spark.register(cli.app)
    commands.register(cli.app)
    known = set(typer.main.get_command(cli.app).commands)  # type: ignore[attr-defined]
    text = "".join(path.read_text(encoding="utf-8") for path in (Path(__file__).parents[3] / "docs").glob("*.md"))
    fenced = "".join(re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
    named = {*re.findall(r"(?:`|/bin/)mokuromi ([a-z]+)", text), *re.findall(r"^mokuromi ([a-z]+)", fenced, re.MULTILINE)}
    assert {"run", "backup", "withdraw", "prune", "changes", "doctor"} <= named <= known
    assert {f"run.{key}" for key in re.findall(r"`run\.([a-z_]+)", text)} <= {
        f"run.{key}" for key in config.RunSection.__dataclass_fields__
    }
