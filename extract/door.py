"""The door of one article: what goes wrong behind it costs that article, never another."""

from __future__ import annotations

import logging
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from ..corpus.article import Article
from ..errors import ArticleError, InputError, MokuromiError

T = TypeVar("T")
_log = logging.getLogger("mokuromi")


class _Overdue(BaseException):
    """Time ran out. No Exception: nothing on the way may take it for one of its own."""


def through(extract: Callable[[Article], T], article: Article, seconds: float = 0.0) -> T | ArticleError:
    """`extract(article)`, or what went wrong with it. 0 seconds: no limit.

    Raises what is no article's fault: ConfigError and RuleError.
    """
    try:
        with _deadline(seconds):
            return extract(article)
    except _Overdue:
        return failure(article, overdue(seconds))
    except InputError as error:
        return failure(article, str(error))
    except MokuromiError:
        raise
    except Exception as error:
        return failure(article, f"{type(error).__name__}: {error}", traceback.format_exc())


def failure(article: Article, reason: str, trace: str = "") -> ArticleError:
    where = f"{article.source}: " if article.source else ""
    error = ArticleError(f"{where}article {article.id!r} cannot be extracted: {' '.join(reason.split())}")
    error.article, error.reason, error.trace = article.id, reason, trace
    return error


def overdue(seconds: float) -> str:
    return f"took longer than {seconds:g} seconds; raise limits.seconds, or leave it out"


def log(error: InputError) -> None:
    trace = error.trace if isinstance(error, ArticleError) else ""
    _log.error("%s%s", error, f"\n{trace}" if trace else "")


@contextmanager
def _deadline(seconds: float) -> Iterator[None]:
    """Raise _Overdue in the block after `seconds`: in the main thread, where nobody else uses the alarm; elsewhere nothing is limited."""
    if (
        seconds <= 0
        or threading.current_thread() is not threading.main_thread()
        or not hasattr(signal, "setitimer")
        or signal.getsignal(signal.SIGALRM) is not signal.SIG_DFL
    ):
        yield
        return

    def ring(*_: object) -> None:
        raise _Overdue

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
