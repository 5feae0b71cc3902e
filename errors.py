"""Every error that mokuromi raises on purpose. Each message says what is wrong, where, and what to do.

Each kind also is the built-in error that a caller without mokuromi in mind would catch.
"""


from collections.abc import Iterator
from contextlib import contextmanager


class MokuromiError(Exception):
    """Base of all declared errors. Errors carry one message only, so they pickle between processes."""


class InputError(MokuromiError, ValueError):
    """An article that cannot be decoded or parsed: "FILE[:ROW]: what is wrong; what to do"."""


class InputFileError(InputError, OSError):
    """An article file or folder that is missing or cannot be opened."""


class ArticleError(InputError):
    """An article that the extraction cannot do, by a fault of its own: "SOURCE: article ID: reason". The others are done."""

    article: str = ""
    """Its id."""
    reason: str = ""
    trace: str = ""
    """The traceback, where the extraction raised."""


class RuleError(MokuromiError, ValueError):
    """A rule table that does not hold what it must: "FILE: row N (id), key: what is wrong"."""


class KnownFiguresError(MokuromiError, ValueError):
    """A file of known figures, companies or exchange rates that cannot be used."""


class KnownFileError(KnownFiguresError, OSError):
    """A file of known figures, companies or exchange rates that is missing or cannot be opened."""


class ConfigError(MokuromiError, ValueError):
    """A configuration or command line that cannot be carried out."""


EXTRAS = {
    "trafilatura": "web", "readability": "web", "lxml": "web", "pypdfium2": "pdf", "feedparser": "feeds",
    "openpyxl": "excel", "xlrd": "excel", "sqlalchemy": "nightly", "filelock": "nightly", "rensa": "nightly", "pyspark": "spark",
}  # fmt: skip
"""What is installed only with an extra, by its top-level module."""


def advice(error: ModuleNotFoundError) -> str:
    """What to install; empty for a module of no extra."""
    module = (error.name or "").partition(".")[0]
    return f"{module} is missing; install it with: pip install 'mokuromi[{EXTRAS[module]}]'" if module in EXTRAS else ""


@contextmanager
def needed(kind: type[MokuromiError], what: str) -> Iterator[None]:
    """An import of an extra's module that fails becomes an error of this kind, saying what needs it and how to install it."""
    try:
        yield
    except ModuleNotFoundError as error:
        if not advice(error):
            raise
        raise kind(f"{what}: {advice(error)}") from None
