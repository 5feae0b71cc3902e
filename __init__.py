"""mokuromi: figures and facts from Japanese and Chinese financial articles, reconciled with known figures.

    import mokuromi as mk
    records, facts = mk.extract("articles/")
    result = mk.reconcile(facts, mk.read_known("known.csv"))

Functions import what they need when they are called and classes come on first use, so that `import mokuromi` and
`mokuromi --help` stay quick.
"""

import sys
from importlib import import_module
from typing import TYPE_CHECKING

from .errors import ArticleError, ConfigError, InputError, KnownFiguresError, MokuromiError, RuleError
from .extract.api import explain, extract, extract_batches, extract_text, load, parse_number, rules_version
from .reconcile.api import read_known, reconcile, report, show
from .version import __version__

if TYPE_CHECKING:
    from .corpus.article import Article
    from .corpus.record import Fact, Record
    from .extract.pipeline import Engine

_CLASSES = {"Article": ".corpus.article", "Record": ".corpus.record", "Fact": ".corpus.record", "Engine": ".extract.pipeline"}

__all__ = [
    "Article",
    "ArticleError",
    "ConfigError",
    "Engine",
    "Fact",
    "InputError",
    "KnownFiguresError",
    "MokuromiError",
    "Record",
    "RuleError",
    "__version__",
    "explain",
    "extract",
    "extract_batches",
    "extract_text",
    "load",
    "parse_number",
    "read_known",
    "reconcile",
    "report",
    "rules_version",
    "show",
]

# Two functions have the names of their rooms. What stands in a room is found through them, too: `import mokuromi.extract.pipeline as p`
# asks for one attribute after the other.
extract.__dict__ = sys.modules[f"{__name__}.extract"].__dict__
reconcile.__dict__ = sys.modules[f"{__name__}.reconcile"].__dict__


def __getattr__(name: str) -> object:
    if name not in _CLASSES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_CLASSES[name], __name__), name)


def __dir__() -> list[str]:
    return __all__
