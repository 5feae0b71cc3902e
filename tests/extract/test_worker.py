import os
import signal
import subprocess
import sys
from functools import partial
from multiprocessing.context import SpawnProcess
from pathlib import Path

import pytest

from mokuromi.corpus.article import Article
from mokuromi.corpus.stream import Limits
from mokuromi.errors import ArticleError
from mokuromi.extract.worker import Crashed, Worker, in_order

sys.path.insert(0, str(Path(__file__).parents[1] / "job"))

import fake_extraction  # noqa: E402

ARTICLE = Article("a", "売上高は3億円", "ja")


def test_an_interrupt_while_the_process_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    start = SpawnProcess.start

    def interrupted(process: SpawnProcess) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        start(process)

    worker = Worker(fake_extraction.build)
    monkeypatch.setattr(SpawnProcess, "start", interrupted)
    with pytest.raises(KeyboardInterrupt):
        list(worker.extract([ARTICLE]))
    monkeypatch.undo()
    assert len(list(worker.extract([ARTICLE]))) == 1
    worker.close()


MASK = """
import sys
sys.path.insert(0, sys.argv[1])
import fake_extraction
from mokuromi.corpus.article import Article
from mokuromi.extract.worker import Worker
if __name__ == "__main__":
    worker = Worker(fake_extraction.build)
    list(worker.extract([Article("a", "売上高は3億円", "ja")]))
    print(next(line.split()[1] for line in open(f"/proc/{worker._process.pid}/status") if line.startswith("SigBlk")))
    worker.close()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_first_process_starts_with_the_interrupt_masked(tmp_path: Path) -> None:
    (tmp_path / "mask.py").write_text(MASK, encoding="utf-8")
    command = [sys.executable, str(tmp_path / "mask.py"), str(Path(fake_extraction.__file__).parent)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(done.stdout, 16) >> (signal.SIGINT - 1) & 1


def test_killed_for_good_before_it_started() -> None:
    worker = Worker(fake_extraction.build)
    worker.kill()
    with pytest.raises(Crashed, match="was ended"):
        list(worker.extract([ARTICLE]))


@pytest.mark.parametrize(("jobs", "shared"), [(1, False), (2, False), (2, True)])
def test_one_article_never_costs_another(jobs: int, shared: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception, a crash, a hang and a hunger for memory, each between good articles; order is kept."""
    monkeypatch.setattr("mokuromi.extract.worker.FIRST_SECONDS", 1.0)
    texts = ["売上高は1億円", "毒", "売上高は2億円", "殺", "眠", "膨", "売上高は3億円", "毒"]
    workers = [Worker(fake_extraction.build, Limits(seconds=4, memory=300 << 20), shared) for _ in range(jobs)]
    batches = [[Article(str(n), text, "ja") for n, text in enumerate(texts)][at : at + 4] for at in (0, 4)]
    results = [result for batch in in_order(workers, batches) for result in batch]
    for worker in workers:
        worker.close()
    said = [r.reason if isinstance(r, ArticleError) else r[0][0].text for r in results]
    expected = [
        "1億円",
        "ValueError: poisoned",
        "2億円",
        "by signal SIGKILL",
        "longer than 4 seconds",
        "MemoryError",
        "3億円",
        "ValueError: poisoned",
    ]
    assert [part in text for part, text in zip(expected, said, strict=True)] == [True] * len(expected), said
    assert results[1].article == "1" and "raise ValueError" in results[1].trace


def test_an_article_that_ended_its_process_is_tried_again(tmp_path: Path) -> None:
    """Once, by a process of its own: what the machine was short of may be there then."""
    worker = Worker(partial(fake_extraction.unlucky, tmp_path / "once"))
    articles = [Article("a", "売上高は1億円", "ja"), Article("b", "殺", "ja"), Article("c", "売上高は2億円", "ja")]
    (results,) = in_order([worker], [articles])
    assert [[r.text for r in records] for records, _ in results] == [["1億円"], [], ["2億円"]]
    ((error,),) = in_order([worker], [[Article("d", "殺殺", "ja")]])
    assert "by signal SIGKILL (after 2 attempts)" in error.reason
    worker.close()


def test_further_attempts_are_counted() -> None:
    worker = Worker(fake_extraction.build)
    ((error,),) = in_order([worker], [[Article("a", "毒", "ja")]], attempts=3)
    worker.close()
    assert error.reason == "ValueError: poisoned (after 3 attempts)"


def test_what_is_left_of_an_iteration_ends_at_once() -> None:
    workers = [Worker(fake_extraction.build) for _ in range(2)]
    batches = ([Article("a", text, "ja")] for text in ("売上高は1億円", "眠", "眠", "眠"))
    done = in_order(workers, batches)
    assert len(next(done)) == 1
    done.close()
    for worker in workers:
        worker.close()


def test_hash(tmp_path: Path) -> None:
    worker = Worker(fake_extraction.build, Limits(seconds=20))
    (tmp_path / "a").write_bytes(b"abc")
    os.mkfifo(tmp_path / "pipe")
    assert worker.hash(tmp_path / "a").startswith("ba7816bf8f01cfea")
    with pytest.raises(OSError, match="no regular file"):
        worker.hash(tmp_path / "pipe")
    with pytest.raises(FileNotFoundError):
        worker.hash(tmp_path / "none")
    worker.close()


def test_a_crash_while_reading_ahead_is_no_article_s() -> None:
    worker = Worker(fake_extraction.hasty)
    results = list(worker.extract([ARTICLE, Article("b", "先", "ja"), Article("c", "売上高は2億円", "ja")]))
    worker.close()
    assert [[r.text for r in records] for records, _ in results] == [["3億円"], [], ["2億円"]]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks workers")
def test_workers_share_what_is_loaded() -> None:
    """All have it before they are given anything, and each extracts what one process does."""
    workers = [Worker(fake_extraction.loaded, shared=True) for _ in range(2)]
    results = [result for batch in in_order(workers, [[ARTICLE], [ARTICLE]]) for result in batch]
    for worker in workers:
        worker.close()
    assert results == [True, True]
