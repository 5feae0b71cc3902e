"""A class name, or the name of a type, means one thing in the whole package, private ones included."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("rules", "corpus", "extract", "reconcile", "job")


def types_of(source: str) -> Iterator[str]:
    """Classes, and module-level names of the form `Name = …`, which are aliases of types and type variables."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield node.name
    bodies = [tree.body, *(node.body for node in tree.body if isinstance(node, ast.If))]
    for node in (n for body in bodies for n in body):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        for target in targets:
            if isinstance(target, ast.Name) and target.id.lstrip("_")[:1].isupper() and not target.id.isupper():
                yield target.id


def shared(sources: dict[str, str]) -> dict[str, list[str]]:
    """Name without leading underscores -> the files that define it, where there are several."""
    found = defaultdict(list)
    for file, source in sources.items():
        for name in types_of(source):
            found[name.lstrip("_")].append(file)
    return {name: files for name, files in found.items() if len(files) > 1 and len(name) > 1}


def test_what_counts_as_one_name():
    one = "class _Row: ...\nif TYPE_CHECKING:\n    Look = str\nT = TypeVar('T')\nMOST = 3"
    two = "Row = dict\nclass Cell:\n    class Look: ...\nT = TypeVar('T')\nMOST = 4"
    assert shared({"a": one, "b": two}) == {"Row": ["a", "b"], "Look": ["a", "b"]}


def test_one_class_name_one_thing():
    files = [ROOT / "errors.py", *(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))]
    assert shared({path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in files}) == {}
