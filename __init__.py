"""mokuromi: figures and facts from Japanese and Chinese financial articles, reconciled with known figures.

    import mokuromi as mk
    records, facts = mk.extract("articles/")
    result = mk.reconcile(facts, mk.read_known("known.csv"))

Everything here is imported on first use, so that `import mokuromi` and `mokuromi --help` stay quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .version import __version__

if TYPE_CHECKING:
    from .corpus.article import Article
    from .corpus.record import Fact, Record
    from .errors import ConfigError, InputError, KnownFiguresError, MokuromiError, RuleError
    from .extract.api import explain, extract, extract_text
    from .extract.component import load
    from .extract.pipeline import Engine, extract_batches, rules_version
    from .reconcile.compare import reconcile
    from .reconcile.known import read_known
    from .reconcile.report import report
    from .rules.numeral import parse_number


_WHERE = {
    "Article": ".corpus.article",
    "Record": ".corpus.record",
    "Fact": ".corpus.record",
    "MokuromiError": ".errors",
    "InputError": ".errors",
    "RuleError": ".errors",
    "KnownFiguresError": ".errors",
    "ConfigError": ".errors",
    "extract": ".extract.api",
    "extract_text": ".extract.api",
    "explain": ".extract.api",
    "Engine": ".extract.pipeline",
    "extract_batches": ".extract.pipeline",
    "rules_version": ".extract.pipeline",
    "load": ".extract.component",
    "parse_number": ".rules.numeral",
    "read_known": ".reconcile.known",
    "reconcile": ".reconcile.compare",
    "report": ".reconcile.report",
}

__all__ = [*_WHERE, "__version__"]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'mokuromi' has no attribute {name!r}")
    if name in ("extract", "reconcile"):  # rooms of the same name, which are callable
        return import_module(f".{name}", __name__)
    return getattr(import_module(_WHERE[name], __name__), name)
