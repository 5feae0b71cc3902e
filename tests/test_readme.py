"""What the README shows works: its Python, its commands, its files and its tables."""

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.M | re.S)


def commands() -> list[list[str]]:
    """Every `mokuromi ...` of the shell blocks, split into words."""
    parts = [part.strip() for block in blocks("sh") for line in block.splitlines() for part in line.split(" && ")]
    return [shlex.split(part) for part in parts if re.match(r"(\S*/)?mokuromi ", part)]


def subcommands() -> dict[str, set[str]]:
    """Each command ("extract", "known template") -> its options, and their short names."""
    import typer

    from mokuromi.job import cli

    cli._mount()
    out: dict[str, set[str]] = {}

    def walk(command: Any, name: str) -> None:
        if nested := getattr(command, "commands", None):
            for word, inner in nested.items():
                walk(inner, f"{name} {word}".strip())
        else:
            out[name] = {option for parameter in command.params for option in parameter.opts}

    walk(typer.main.get_command(cli.app), "")
    return out


def test_python_example_runs(tmp_path: Path) -> None:
    (tmp_path / "corpus").symlink_to(ROOT / "corpus")
    (tmp_path / "example.py").write_text("\n".join(blocks("python")), encoding="utf-8")
    done = subprocess.run([sys.executable, "-X", "utf8", "example.py"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "320000000" in done.stdout
    assert "money 1億2,345万円 123450000" in done.stdout
    assert (tmp_path / "report.html").stat().st_size > 1000


def test_commands_exist() -> None:
    known = subcommands()
    assert len(commands()) >= 4
    for _, *words in commands():
        name = next((n for n in (" ".join(words[:2]), words[0]) if n in known), None)
        assert name, words
        assert {w for w in words if w.startswith("--")} <= known[name], words


def test_options_table_names_real_options() -> None:
    table = README.split("| option | meaning |")[1].split("\n\n")[0]
    assert set(re.findall(r"--[a-z][a-z-]*", table)) <= set().union(*subcommands().values())


@pytest.mark.parametrize("title", ["Reconcile the sample articles", "Pass the tests"])
def test_set_up_command_is_one_line_below_its_title(title: str) -> None:
    """.ci/run takes it from there."""
    lines = README.splitlines()
    command = lines[lines.index(f"# {title}") + 1]
    assert command.startswith("python3 -m venv .venv && .venv/bin/pip install ")
    for path in re.findall(r"corpus/\S+", command):
        assert (ROOT / path).exists()
    for extra in re.findall(r"\.\[(\w+)\]", command):
        assert extra in PROJECT["optional-dependencies"]


def test_column_tables_are_complete() -> None:
    from mokuromi.corpus.record import FACT_COLUMNS, KINDS, MODIFIERS, RECORD_COLUMNS

    for name, columns in (("records", RECORD_COLUMNS), ("facts", FACT_COLUMNS)):
        (row,) = re.findall(rf"^\| `{name}` \|.*$", README, re.M)
        assert re.findall(r"`(\w+)`", row)[1:] == list(columns)
    for word in (*KINDS, *MODIFIERS):
        assert f"`{word}`" in README


def test_files_named_exist() -> None:
    for path in re.findall(r"`((?:bench|rules|corpus|\.ci)/[\w./]*)`", README):
        assert (ROOT / path).exists(), path


def test_rule_example_is_a_row_of_the_table() -> None:
    (example,) = blocks("toml")
    (row,) = tomllib.loads(example)["currency"]
    table = tomllib.loads((ROOT / "rules" / "currencies.toml").read_text(encoding="utf-8"))["currency"]
    assert row.keys() <= next(r for r in table if r["code"] == row["code"]).keys()
