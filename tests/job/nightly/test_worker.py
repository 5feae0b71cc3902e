import os
import signal
from multiprocessing.context import SpawnProcess

import fake_extraction
import pytest

from mokuromi.corpus.article import Article
from mokuromi.job.nightly.worker import Crashed, Worker

ARTICLE = Article("a", "売上高は3億円", "ja")


def test_an_interrupt_while_the_process_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    start = SpawnProcess.start

    def interrupted(process: SpawnProcess) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        start(process)

    worker = Worker(fake_extraction.build)
    monkeypatch.setattr(SpawnProcess, "start", interrupted)
    with pytest.raises(KeyboardInterrupt):
        list(worker.extract([ARTICLE], 60))
    monkeypatch.undo()
    assert len(list(worker.extract([ARTICLE], 60))) == 1
    worker.close()


def test_killed_for_good_before_it_started() -> None:
    worker = Worker(fake_extraction.build)
    worker.kill()
    with pytest.raises(Crashed, match="was ended"):
        list(worker.extract([ARTICLE], 60))
