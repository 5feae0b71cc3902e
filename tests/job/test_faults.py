"""The command line and faults: one article, or one input, never costs another."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

POISON = str(Path(__file__).parent / "poison")
TEXT = "小米集团2024年营收{}亿元。"
KNOWN = "company,metric,period,value,unit\nxiaomi,revenue,2024,100000000,CNY\n"


def run(*args: object, **more: str) -> tuple[int, str, str]:
    """(exit code, stdout, stderr) of the real program, whose extraction fails at certain texts."""
    path = os.pathsep.join((POISON, os.environ.get("PYTHONPATH", "")))
    done = subprocess.run([sys.executable, "-m", "mokuromi.job.cli", *map(str, args)], capture_output=True, text=True, check=False,
                          env={**os.environ, "NO_COLOR": "1", "PYTHONPATH": path, **more})  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def articles(folder: Path, *texts: str) -> Path:
    path = folder / "a.jsonl"
    path.write_text("".join(json.dumps({"id": f"n{n}", "text": text}) + "\n" for n, text in enumerate(texts)), encoding="utf-8")
    return path


def values(path: Path) -> list[str]:
    return [json.loads(line)["value"] for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("command", ["extract", "reconcile"])
def test_one_article_never_costs_another(tmp_path: Path, command: str) -> None:
    path = articles(tmp_path, TEXT.format(1), "毒", TEXT.format(2), "殺", TEXT.format(3), "眠", TEXT.format(4))
    (tmp_path / "known.csv").write_text(KNOWN)
    known = ("--known", tmp_path / "known.csv") if command == "reconcile" else ()
    code, _, err = run(command, path, *known, "--no-ner", "--seconds", "5", "--out", tmp_path / "o")
    assert code == 3, err
    assert values(tmp_path / "o" / "facts.jsonl") == ["100000000", "200000000", "300000000", "400000000"]
    lines = [line for line in err.splitlines() if line.startswith("mokuromi: ") and " a second" not in line]
    said = ["'n1' cannot be extracted: ZeroDivisionError: poisoned", "'n3' cannot be extracted: the worker process ended by signal SIGKILL",
            "'n5' cannot be extracted: took longer than 5 seconds"]  # fmt: skip
    assert len(lines) == len(said) and all(part in line for part, line in zip(said, lines, strict=True)), err
    assert 'raise ZeroDivisionError("poisoned")' in err


def test_when_no_article_can_be_done(tmp_path: Path) -> None:
    code, out, _ = run("extract", articles(tmp_path, "毒"), "--no-ner")
    assert (code, "0 facts" in out) == (3, True)


@pytest.mark.parametrize("out", ["/dev/full", "/proc/mokuromi", "file"])
def test_what_cannot_be_written_is_one_line(tmp_path: Path, out: str) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full and /proc")
    (tmp_path / "file").touch()
    path = articles(tmp_path, TEXT.format(1))
    command = [sys.executable, "-m", "mokuromi.job.cli", "extract", str(path), "--no-ner"]
    if out == "/dev/full":
        with open(out, "w") as full:
            done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    else:
        done = subprocess.run([*command, "--out", str(tmp_path / out)], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    (line,) = [line for line in done.stderr.splitlines() if " a second" not in line]
    assert line.startswith("mokuromi: ") and line.endswith("and try again")


def test_nothing_steers_the_terminal(tmp_path: Path) -> None:
    ident = "x\x1b]0;owned\x07\x9b31m\u202e"
    path = tmp_path / "a\x1b[31m.jsonl"
    path.write_text("".join(json.dumps({"id": ident, "text": text}) + "\n" for text in ("毒", "毒")), encoding="utf-8")
    code, out, err = run("extract", path, tmp_path / "none\x1b.txt", "--no-ner")
    assert code == 3
    assert not [c for c in out + err if not c.isprintable() and c not in "\n\u3000"]
