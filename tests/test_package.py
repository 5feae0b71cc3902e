"""What is installed is what stands in the repository: packages, data files, quick imports."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOT_PACKAGED = {"tests", "bench", "build", "dist", "out", "docs", "node_modules"}
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]


def package_folders() -> dict[str, Path]:
    """Dotted name -> folder, of every folder that holds an __init__.py."""
    out = {}
    for init in ROOT.rglob("__init__.py"):
        parts = init.parent.relative_to(ROOT).parts
        if not any(p in NOT_PACKAGED or p.startswith(".") for p in parts):
            out[".".join(("mokuromi", *parts))] = init.parent
    return out


def data_files() -> dict[str, list[str]]:
    """Package -> its data files, relative to the package: tables, weights, templates, py.typed."""
    folders = package_folders()
    out: dict[str, list[str]] = {}
    for name, folder in folders.items():
        inner = {f for f in folders.values() if f != folder}
        files = [p for p in folder.rglob("*") if p.is_file()] if folder != ROOT else [ROOT / "py.typed"]
        for path in files:
            skip = (
                path.suffix in (".py", ".pyc", ".md")
                or {"samples", "gold"} & set(path.parts)
                or any(i in path.parents for i in inner if folder in i.parents)
            )
            if not skip:
                out.setdefault(name, []).append(path.relative_to(folder).as_posix())
    return out


def test_package_list_equals_the_folders() -> None:
    assert sorted(SETTINGS["packages"]) == sorted(package_folders())


def test_every_python_file_belongs_to_a_package() -> None:
    folders = set(package_folders().values())
    lost = [
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*.py")
        if not any(p in NOT_PACKAGED or p.startswith(".") for p in path.relative_to(ROOT).parts) and path.parent not in folders
    ]
    assert lost == []


def test_every_data_file_is_package_data() -> None:
    files = data_files()
    assert any(name.endswith(".toml") for name in files["mokuromi.rules"])
    folders = package_folders()
    shipped = {
        (name, path.relative_to(folders[name]).as_posix())
        for name, globs in SETTINGS["package-data"].items()
        for g in globs
        for path in folders[name].glob(g)
    }
    assert {(name, file) for name, found in files.items() for file in found} - shipped == set()


@pytest.mark.parametrize("module", ["mokuromi", "mokuromi.job.cli"])
def test_imports_stay_light(module: str) -> None:
    code = (
        f"import sys, {module}; print(*sorted({{'spacy', 'pandas', 'pyarrow', 'numpy', 'fugashi', 'opencc', 'jinja2'}} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy so that nothing is left in the working tree."""
    folder = tmp_path_factory.mktemp("wheel")
    leave = shutil.ignore_patterns(".*", "build", "dist", "out", "*.egg-info", "__pycache__", "tests", "bench")
    shutil.copytree(ROOT, folder / "src", ignore=leave)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(folder / "src")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = folder.glob("mokuromi-*.whl")
    return made


def test_wheel_holds_code_and_data(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    folders = package_folders()
    code = {f"{name.replace('.', '/')}/{path.name}" for name, folder in folders.items() for path in folder.glob("*.py")}
    data = {f"{name.replace('.', '/')}/{file}" for name, files in data_files().items() for file in files}
    assert code - names == set()
    assert data - names == set()


def test_wheel_holds_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    tops = {name.split("/")[0] for name in names}
    assert {t for t in tops if t != "mokuromi" and not t.endswith(".dist-info")} == set()
    assert [n for n in names if "/tests/" in n or "/bench/" in n or "/samples/" in n] == []


def test_wheel_declares_command_and_component(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (entry,) = [n for n in archive.namelist() if n.endswith("entry_points.txt")]
        text = archive.read(entry).decode()
    assert "mokuromi = mokuromi.job.cli:main" in text
    assert "[spacy_factories]" in text


def third_party_imports() -> dict[str, set[str]]:
    """Top-level module -> the files that import it."""
    out: dict[str, set[str]] = {}
    for folder in package_folders().values():
        for path in folder.glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                    names = [node.module]
                for name in {n.partition(".")[0] for n in names} - sys.stdlib_module_names - {"mokuromi"}:
                    out.setdefault(name, set()).add(path.relative_to(ROOT).as_posix())
    return out


def test_every_import_is_a_declared_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    declared = {re.split(r"[\[<>=!~ ;]", line)[0].lower().replace("_", "-") for line in lines}
    owners = packages_distributions()
    missing = {
        module: sorted(files)
        for module, files in third_party_imports().items()
        if not {owner.lower().replace("_", "-") for owner in owners.get(module, [module])} & declared
    }
    assert missing == {}


@pytest.mark.parametrize(
    ("blocked", "command", "said", "code"),
    [
        ("trafilatura", ("extract", "a.html"), "pip install 'mokuromi[web]'", 2),
        ("pypdfium2", ("extract", "a.pdf"), "pip install 'mokuromi[pdf]'", 2),
        ("feedparser", ("extract", "a.xml"), "pip install 'mokuromi[feeds]'", 2),
        ("openpyxl", ("reconcile", "a.txt", "--known", "k.csv", "--report", "r.xlsx"), "pip install 'mokuromi[excel]'", 2),
        ("sqlalchemy", ("status", "--config", "m.toml"), "pip install 'mokuromi[nightly]'", 2),
    ],
)
def test_what_an_extra_brings_is_asked_for_by_name(tmp_path: Path, blocked: str, command: tuple[str, ...], said: str, code: int) -> None:
    (tmp_path / f"{blocked}.py").write_text(f"raise ModuleNotFoundError('gone', name={blocked!r})", encoding="utf-8")
    (tmp_path / "a.html").write_text("<p>小米集团2024年营收3659.1亿元。</p>", encoding="utf-8")
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "a.xml").write_text("<rss><channel><item><title>x</title></item></channel></rss>", encoding="utf-8")
    (tmp_path / "a.txt").write_text("小米集团2024年营收3659.1亿元。", encoding="utf-8")
    (tmp_path / "k.csv").write_text("company,metric,period,value,unit\n", encoding="utf-8")
    (tmp_path / "in").mkdir()
    (tmp_path / "m.toml").write_text('inbox = ["in"]\n', encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": os.pathsep.join((str(tmp_path), os.environ.get("PYTHONPATH", "")))}
    done = subprocess.run([sys.executable, "-m", "mokuromi.job.cli", *command], cwd=tmp_path, capture_output=True, text=True, env=env)
    assert (done.returncode, said in done.stderr, "Traceback" in done.stderr) == (code, True, False), done.stderr


def test_the_dependencies_of_the_readme_command_suffice_for_the_samples(tmp_path: Path) -> None:
    """No module of an extra is imported on the way of the first README command."""
    from mokuromi.errors import EXTRAS

    samples = ROOT / "corpus" / "samples"
    code = (
        f"import sys; [sys.modules.__setitem__(m, None) for m in {list(EXTRAS)!r}]\n"
        "from mokuromi.job import cli\n"
        f"sys.argv = ['mokuromi', 'reconcile', {str(samples / 'articles')!r}, '--known', {str(samples / 'known.csv')!r}, '--no-ner', '--report', 'r.html']\n"
        "cli.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
