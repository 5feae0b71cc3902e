"""How far long work has come: a live line on a terminal, a plain one now and then elsewhere."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import IO, TypeVar

from ..corpus.article import Article
from ..corpus.read import find
from ..errors import InputError

ResultT = TypeVar("ResultT", bound="tuple[Article, object, object]")
EVERY_LIVE, EVERY_LINE = 0.2, 30.0
"""Seconds between two lines."""


def track(
    items: Iterable[ResultT], paths: Sequence[str], out: IO[str] | None = None, clock: Callable[[], float] = time.monotonic
) -> Iterator[ResultT]:
    """`items` as they come; on `out` (standard error) how many articles, how many a second, and how much time is left.

    What is left is told by the size of the files that are still to be read, where all inputs are files.
    """
    out = sys.stderr if out is None else out
    live = out.isatty()
    sizes = _sizes(paths)
    whole, passed, current = sum(sizes.values()), 0, ""
    start = last = clock()
    for count, item in enumerate(items, 1):
        if item[0].source != current:
            passed += sizes.get(current, 0)
            current = item[0].source
        now = clock()
        if now - last >= (EVERY_LIVE if live else EVERY_LINE):
            last = now
            text = _told(count, now - start, passed / whole if whole else 0)
            out.write(f"\r\x1b[2K{text}" if live else f"progress: {text}\n")
            out.flush()
        yield item
    if live and last != start:
        out.write("\r\x1b[2K")
        out.flush()


def _told(count: int, seconds: float, done: float) -> str:
    text = f"{count:,} articles, {count / seconds:,.1f} a second"
    return f"{text}, {_span(seconds * (1 - done) / done)} left" if 0 < done < 1 else text


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


def _sizes(paths: Sequence[str]) -> dict[str, int]:
    """Bytes by the name that articles give as their source; empty where one input has no size."""
    out: dict[str, int] = {}
    for found in find(paths):
        if isinstance(found, InputError):
            continue
        try:
            out[found.name] = os.stat(found.path).st_size if found.path is not None else 0
        except OSError:
            continue
        if found.path is None:
            return {}
    return out
