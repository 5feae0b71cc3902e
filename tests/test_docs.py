"""What the documentation shows works: its Python, its commands, its links, its generated pages, its site."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mokuromi.job import cli

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
SAMPLES = ROOT / "corpus" / "samples"
PAGES = sorted(p.relative_to(ROOT).as_posix() for p in DOCS.rglob("*.md"))
NEIGHBOURS = ("duckdb", "polars", "tqdm")
ELSEWHERE = {f"docs/{name}.md" for name in ("scheduling", "deployment", "scale", "backup", "upgrade")}
"""Commands of other machines; the tests of the nightly job run them."""


def blocks(page: str, *languages: str) -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(rf"^```(?:{'|'.join(languages)})\n(.*?)^```$", text, re.M | re.S)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder as the pages assume it: articles, known figures, companies."""
    shutil.copytree(SAMPLES / "articles", tmp_path / "articles")
    for name in ("known.csv", "companies.csv"):
        shutil.copy(SAMPLES / name, tmp_path)
    (tmp_path / "my_rules").mkdir()
    for name, text in re.findall(r"^```toml\n# my_rules/(\w+\.toml)\n(.*?)^```$", (DOCS / "extending.md").read_text(encoding="utf-8"), re.M | re.S):
        (tmp_path / "my_rules" / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("page", [p for p in PAGES if p not in ELSEWHERE and blocks(p, "python")])
def test_python_of_the_page_runs(page: str, desk: Path) -> None:
    code = "\n".join(blocks(page, "python"))
    for module in NEIGHBOURS:
        if f"import {module}" in code or f"from {module}" in code:
            __import__(module) if os.environ.get("CI") else pytest.importorskip(module)
    (desk / "page.py").write_text(code, encoding="utf-8")
    done = subprocess.run([sys.executable, "-X", "utf8", "page.py"], cwd=desk, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", [p for p in PAGES if p not in ELSEWHERE and blocks(p, "sh")])
def test_commands_of_the_page_run(page: str, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk)
    for line in "".join(blocks(page, "sh")).splitlines():
        words = shlex.split(line, comments=True)
        if not words:
            continue
        assert words[0] == "mokuromi", line
        done = CliRunner().invoke(cli.app, words[1:])
        assert done.exit_code == 0, (line, done.output)


def test_the_template_of_the_page_makes_a_report(desk: Path) -> None:
    (template,) = blocks("docs/report.md", "html")
    (desk / "mine.j2").write_text(template, encoding="utf-8")
    command = ["reconcile", "articles", "--known", "known.csv", "--no-ner", "--report", "r.html", "--template", "mine.j2"]
    subprocess.run([sys.executable, "-m", "mokuromi.job.cli", *command], cwd=desk, check=True, capture_output=True)
    text = (desk / "r.html").read_text(encoding="utf-8")
    assert "Desk 7" in text and "<svg" not in text


@pytest.mark.parametrize("page", PAGES)
def test_programs_and_files_that_a_page_names_exist(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for path in re.findall(r"(?:python |`)((?:bench|rules|corpus|extract|reconcile|docs)/[\w./-]+\w)", text):
        assert (ROOT / path).exists(), path
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert ((ROOT / page).parent / link).exists(), link


@pytest.mark.parametrize("page", [*PAGES, "README.md"])
def test_pages_are_reached_and_name_no_place_of_ours(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert not re.search(r"/work/|/root/|/tmp/", text)
    if page.startswith("docs/"):
        assert page.removeprefix("docs/") in (ROOT / "mkdocs.yml").read_text(encoding="utf-8")


def test_links_of_the_readme_exist() -> None:
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / "README.md").read_text(encoding="utf-8")):
        assert (ROOT / link).exists(), link


def test_reference_is_what_the_tables_say() -> None:
    done = subprocess.run([sys.executable, DOCS / "generate.py", "--check"], capture_output=True, text=True)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}: run python docs/generate.py"


def test_the_site_builds(tmp_path: Path) -> None:
    if not os.environ.get("CI"):
        pytest.importorskip("mkdocs", reason="the site is built by mkdocs: pip install mokuromi[docs]")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "site" / "reference" / "metrics" / "index.html").is_file()
