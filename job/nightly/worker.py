"""A supervised process that reads files and extracts: a crash or a hang costs one article, never the run."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from ...corpus.article import Article
from ...corpus.read import Found, read_file
from ...corpus.record import Fact, Record
from ...corpus.stream import Limits
from ...errors import ConfigError, InputError, MokuromiError
from ..batch import companies_of
from .minhash import signature

Extract = Callable[[Article], tuple[list[Record], list[Fact]]]
Factory = Callable[[], Extract]
"""Builds the extraction inside the worker; must pickle."""
START_SECONDS = 300.0


class Crashed(Exception):
    """The process ended, or was ended because time ran out (`timed_out`)."""

    def __init__(self, reason: str, timed_out: bool = False) -> None:
        super().__init__(reason)
        self.timed_out = timed_out


class Worker:
    """One process, started when needed and again after each crash. Not for several threads at once."""

    def __init__(self, factory: Factory) -> None:
        self._factory = factory
        self._process: Any = None
        self._pipe: Connection | None = None
        self._ended = False

    def read(self, found: Found, published: date | None, limits: Limits) -> Iterator[Article | str]:
        """The articles of a file; a string is the reason why a row could not be used. Raises Crashed."""
        self._send(("read", found, published, limits))
        while (message := self._receive(limits.seconds)) is not None:
            yield message

    def extract(self, articles: Sequence[Article], seconds: float) -> Iterator[tuple[list[Record], list[Fact], bytes] | str]:
        """(records, facts, signature) of each article in order; a string where the extraction raised.

        Raises Crashed, and what the extraction says of itself rather than of an article: ConfigError, RuleError.
        """
        self._send(("extract", list(articles)))
        self._receive(START_SECONDS)
        for _ in articles:
            yield self._receive(seconds)

    def close(self) -> None:
        """End the process; it is started again by the next call."""
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None

    def kill(self) -> None:
        """End the process from another thread, for good: the call under way there raises Crashed, and so does every later one."""
        self._ended = True
        if (process := self._process) is not None:
            process.kill()

    def _send(self, message: Any) -> None:
        if self._process is None or not self._process.is_alive():
            self.close()
            self._start()
        if self._ended:
            self.close()
            raise Crashed("the worker process was ended")
        assert self._pipe is not None
        try:
            self._pipe.send(message)
        except OSError:
            raise self._crash() from None

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self._factory), daemon=True)
        # An interrupt waits until the process can be ended; the process inherits the mask, so that none ends it half-started.
        masked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            process.start()
            self._process = process
        finally:
            theirs.close()
            signal.pthread_sigmask(signal.SIG_SETMASK, masked)

    def _receive(self, seconds: float) -> Any:
        assert self._pipe is not None
        try:
            if not self._pipe.poll(seconds):
                self.close()
                raise Crashed(f"took longer than {seconds:g} seconds; raise limits.seconds, or leave it out", timed_out=True)
            message = self._pipe.recv()
        except (EOFError, OSError):
            raise self._crash() from None
        if isinstance(message, MokuromiError):
            raise message
        return message

    def _crash(self) -> Crashed:
        self._process.join(5)
        code = self._process.exitcode
        self.close()
        what = f"by signal {signal.Signals(-code).name}" if code is not None and code < 0 else f"with exit code {code}"
        return Crashed(f"the worker process ended {what}")


def build_extract(companies: Path | None, overlay: Path | None, ner: bool) -> Extract:
    """The program's own extraction; a `Factory` once its arguments are bound."""
    from ...extract.pipeline import Engine

    return Engine(companies=companies_of(companies), overlay=overlay, ner=ner).extract


def _serve(pipe: Connection, factory: Factory) -> None:
    """The worker's loop. It ends when the run does, even one that was killed: then the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    extract: Extract | None = None
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            what, *arguments = pipe.recv()
            if what == "read":
                found, published, limits = arguments
                for item in read_file(found, published=published, limits=limits):
                    pipe.send(item if isinstance(item, Article) else str(item))
                pipe.send(None)
                continue
            try:
                extract = extract or factory()
            except Exception as error:
                pipe.send(
                    error
                    if isinstance(error, MokuromiError)
                    else ConfigError(f"the extraction cannot start: {type(error).__name__}: {error}")
                )
                continue
            pipe.send("ready")
            for article in arguments[0]:
                pipe.send(_extracted(extract, article))


def _extracted(extract: Extract, article: Article) -> Any:
    try:
        records, facts = extract(article)
    except MemoryError:
        raise
    except MokuromiError as error:
        # not this article's fault: rules or models are broken
        return str(error) if isinstance(error, InputError) else error
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return records, facts, signature(article.text)
