"""Supervised processes that read files and extract: a crash, a hang or too much memory costs one article, never the batch."""

from __future__ import annotations

import contextlib
import hashlib
import multiprocessing
import signal
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, SpawnContext
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Protocol, runtime_checkable

from ..corpus.article import Article
from ..corpus.read import Found, read_file
from ..corpus.stream import DEFAULT, Limits, regular
from ..errors import ArticleError, ConfigError, InputError, MokuromiError
from .door import failure, overdue, through

Work = Callable[[Article], Any]
"""What is wanted of one article."""
WorkFactory = Callable[[], Work]
"""Builds the extraction inside the worker; must pickle."""


@runtime_checkable
class ReadsAhead(Protocol):
    """Work that is told which articles come next."""

    def ahead(self, articles: Sequence[Article]) -> None:
        """Never raises for what is wrong with an article."""
        ...


START_SECONDS = 300.0
FIRST_SECONDS = 30.0
"""What the first piece of work of each kind may take longer: tables and models are loaded with it."""
CRASH_ATTEMPTS = 2
_HASHED = 64 << 20


class Crashed(Exception):
    """The process ended, or was ended because time ran out (`timed_out`)."""

    def __init__(self, reason: str, timed_out: bool = False) -> None:
        super().__init__(reason)
        self.timed_out = timed_out


class Worker:
    """One process, started when needed and again after each crash. Not for several threads at once.

    `shared`: it is one of several that extract, and is forked from a process that has loaded what they share.
    """

    def __init__(self, factory: WorkFactory, limits: Limits = DEFAULT, shared: bool = False) -> None:
        self._factory, self._limits, self._shared = factory, limits, shared
        self._process: Any = None
        self._pipe: Connection | None = None
        self._ended = False
        self._warm: set[str] = set()

    def hash(self, path: Path) -> str:
        """SHA-256 of a file. Raises OSError, InputFileError for what is no regular file, Crashed."""
        self._send(("hash", path))
        while (answer := self._work("hash")) is None:
            pass  # each part of a large file has its own time
        if isinstance(answer, Exception):
            raise answer
        return str(answer)

    def read(self, found: Found, published: date | None, issuer: str = "") -> Iterator[Article | InputError]:
        """The articles of a file; an error stands for a row, or a file, that could not be used. Raises Crashed."""
        self._send(("read", found, published, issuer, self._limits))
        while (item := self._work("read")) is not None:
            yield item

    def extract(self, articles: Sequence[Article]) -> Iterator[Any]:
        """What the extraction makes of each article in order; an ArticleError where it raised.

        Raises Crashed, and what the extraction says of itself rather than of an article: ConfigError, RuleError.
        """
        try:
            self._begin(articles, ahead=len(articles) > 1)
        except Crashed:
            # which of the articles ended it is found out one by one
            self._begin(articles, ahead=False)
        for _ in articles:
            yield self._work("extract")

    def _begin(self, articles: Sequence[Article], ahead: bool) -> None:
        self._send(("extract", list(articles), ahead))
        self._receive(START_SECONDS)

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
            if not self._ended:
                self._receive(START_SECONDS)
        if self._ended:
            self.close()
            raise Crashed("the worker process was ended")
        assert self._pipe is not None
        try:
            self._pipe.send(message)
        except OSError:
            raise self._crash() from None

    def _start(self) -> None:
        self._warm.clear()
        context = _context(self._shared)
        self._pipe, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self._factory, self._limits.memory), daemon=True)
        resource_tracker.ensure_running()  # starting it takes SIGINT out of the mask
        # An interrupt waits until the process can be ended; the process inherits the mask, so that none ends it half-started.
        masked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            process.start()
            self._process = process
        finally:
            theirs.close()
            signal.pthread_sigmask(signal.SIG_SETMASK, masked)

    def _work(self, kind: str) -> Any:
        answer = self._receive(self._limits.seconds, 0.0 if kind in self._warm else FIRST_SECONDS)
        self._warm.add(kind)
        return answer

    def _receive(self, seconds: float, more: float = 0.0) -> Any:
        assert self._pipe is not None
        try:
            if not self._pipe.poll(seconds + more):
                self.close()
                raise Crashed(overdue(seconds), timed_out=True)
            broken, answer = self._pipe.recv()
        except (EOFError, OSError):
            raise self._crash() from None
        if broken:
            raise answer
        return answer

    def _crash(self) -> Crashed:
        self._process.join(5)
        code = self._process.exitcode
        self.close()
        what = f"by signal {signal.Signals(-code).name}" if code is not None and code < 0 else f"with exit code {code}"
        return Crashed(f"the worker process ended {what}")


def _context(shared: bool) -> SpawnContext | ForkServerContext:
    """How a process is started. Where the system cannot fork safely, each loads all for itself."""
    if shared and sys.platform == "linux":
        forking = multiprocessing.get_context("forkserver")
        forking.set_forkserver_preload([f"{__package__}.shared"])
        return forking
    return multiprocessing.get_context("spawn")


def in_order(workers: Sequence[Worker], batches: Iterable[Sequence[Article]], attempts: int = 1) -> Generator[list[Any], None, None]:
    """What `Worker.extract` makes of each batch, in order, with an ArticleError for each article that ended its process as well.

    A failing article is tried `attempts` times, alone after the first; one that ended its process at least twice, unless its
    time ran out: the process may have been ended for another's memory. At most one batch more than workers is under way.
    Whatever ends the iteration early ends the workers for good.
    """
    idle: SimpleQueue[Worker] = SimpleQueue()
    for worker in workers:
        idle.put(worker)
    stopped = False

    def work(batch: Sequence[Article]) -> list[Any]:
        worker = idle.get()
        try:
            results = _tried(worker, batch, lambda: stopped)
            return [_again(worker, a, r, attempts, lambda: stopped) if isinstance(r, ArticleError | Crashed) else r
                    for a, r in zip(batch, results, strict=True)]  # fmt: skip
        finally:
            idle.put(worker)

    with ThreadPoolExecutor(len(workers)) as pool:
        under_way: list[Future[list[Any]]] = []
        try:
            for batch in batches:
                under_way.append(pool.submit(work, batch))
                if len(under_way) > len(workers):
                    yield under_way.pop(0).result()
            while under_way:
                yield under_way.pop(0).result()
        except BaseException:
            # do not wait for work that nobody will take
            stopped = True
            for future in under_way:
                future.cancel()
            for worker in workers:
                worker.kill()
            raise


def _tried(worker: Worker, batch: Sequence[Article], stopped: Callable[[], bool]) -> list[Any]:
    results: list[Any] = []
    while len(results) < len(batch):
        try:
            for result in worker.extract(batch[len(results) :]):
                results.append(result)  # one by one: what came before a crash stays
        except Crashed as crash:
            if stopped():
                raise
            results.append(crash)
    return results


def _again(worker: Worker, article: Article, first: ArticleError | Crashed, attempts: int, stopped: Callable[[], bool]) -> Any:
    """Further attempts at one article, alone; its result, or the last failure."""
    last = first
    if isinstance(first, Crashed):
        attempts = max(attempts, CRASH_ATTEMPTS)
    for _ in range(attempts - 1):
        if isinstance(last, Crashed) and last.timed_out:
            return failure(article, str(last))
        (result,) = _tried(worker, [article], stopped)
        if not isinstance(result, ArticleError | Crashed):
            return result
        last = result
    reason, trace = (str(last), "") if isinstance(last, Crashed) else (last.reason, last.trace)
    return failure(article, f"{reason} (after {attempts} attempts)" if attempts > 1 else reason, trace)


def _serve(pipe: Connection, factory: WorkFactory, memory: int) -> None:
    """The worker's loop. It ends when the run does, even one that was killed: then the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _bound(memory)
    extract: Work | None = None
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        pipe.send((False, "started"))
        while True:
            what, *arguments = pipe.recv()
            if what == "hash":
                for answer in _hashed(*arguments):
                    pipe.send((False, answer))
            elif what == "read":
                found, published, issuer, limits = arguments
                for item in read_file(found, published=published, issuer=issuer, limits=limits):
                    pipe.send((False, item))
                pipe.send((False, None))
            else:
                try:
                    extract = extract or factory()
                except Exception as error:
                    said = f"the extraction cannot start: {type(error).__name__}: {error}"
                    pipe.send((True, error if isinstance(error, MokuromiError) else ConfigError(said)))
                    continue
                articles, ahead = arguments
                if ahead and isinstance(extract, ReadsAhead):
                    extract.ahead(articles)
                pipe.send((False, "ready"))
                for article in articles:
                    pipe.send(_extracted(extract, article))


def _extracted(extract: Work, article: Article) -> tuple[bool, Any]:
    try:
        return False, through(extract, article)
    except MokuromiError as error:
        return True, error


def _hashed(path: Path) -> Iterator[str | Exception | None]:
    digest = hashlib.sha256()
    try:
        with regular(path) as file:
            while part := file.read(_HASHED):
                digest.update(part)
                yield None
    except (OSError, InputError) as error:
        yield error
    else:
        yield digest.hexdigest()


def _bound(memory: int) -> None:
    """What the process may allocate, where the system can limit it."""
    if memory > 0:
        with contextlib.suppress(ImportError, ValueError, OSError):
            import resource

            _, most = resource.getrlimit(resource.RLIMIT_DATA)
            wanted = memory if most == resource.RLIM_INFINITY else min(memory, most)
            resource.setrlimit(resource.RLIMIT_DATA, (wanted, most))
