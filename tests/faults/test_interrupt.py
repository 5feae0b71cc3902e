"""Ctrl-C at every stage: an interrupt at the first call of a function of the program, in whatever thread, for functions spread
over the whole of a command. MOKUROMI_INTERRUPTS sets how many of them (0: all; they are about 200)."""

import json
import multiprocessing
import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

import mokuromi
from mokuromi.job import cli
from mokuromi.job.nightly import run as nightly

sys.path.insert(0, str(Path(__file__).parents[1] / "job"))

import fake_extraction  # noqa: E402

ROOT = str(Path(mokuromi.__file__).parent)
STAGES = int(os.environ.get("MOKUROMI_INTERRUPTS", "5"))


class Watch:
    """Notes each function of the program when it is first called, and interrupts at the one of that number."""

    def __init__(self, at: int = -1) -> None:
        self.at, self.seen = at, {}

    def __call__(self, frame: FrameType, event: str, _: Any) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(ROOT) and "/tests/" not in code.co_filename and code not in self.seen:
            self.seen[code] = f"{Path(code.co_filename).stem}.{code.co_qualname}"
            if len(self.seen) - 1 == self.at:
                os.kill(os.getpid(), signal.SIGINT)


def main(monkeypatch: pytest.MonkeyPatch, watch: Watch, *arguments: object) -> object:
    """The exit code of the program."""
    monkeypatch.setattr(sys, "argv", ["mokuromi", *map(str, arguments)])
    threading.setprofile(watch)
    sys.setprofile(watch)
    try:
        cli.main()
    except SystemExit as end:
        return end.code
    except KeyboardInterrupt:
        # before the first line of the program: the interpreter ends with it
        return 130 if list(watch.seen.values()) == ["cli.main"] else "KeyboardInterrupt"
    finally:
        sys.setprofile(None)
        threading.setprofile(None)


def stages(count: int) -> list[int]:
    step = max(1, count // STAGES) if STAGES else 1
    return list(range(step // 2, count, step))


def check(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> None:
    whole = Watch()
    assert main(monkeypatch, whole, *arguments) == 0
    for at in stages(len(whole.seen)):
        watch = Watch(at)
        code = main(monkeypatch, watch, *arguments)
        where = list(watch.seen.values())[at] if len(watch.seen) > at else "never reached"
        assert code == 130 or where == "never reached", f"interrupted at {where}: {code}"
        assert multiprocessing.active_children() == [], where


def test_a_nightly_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = nightly.run
    monkeypatch.setattr(nightly, "run", lambda config, **more: real(config, **{**more, "factory": fake_extraction.build, "version": "v1"}))
    monkeypatch.chdir(tmp_path)
    Path("inbox").mkdir()
    for n in range(40):
        Path("inbox", f"{n}.txt").write_text(f"第{n}報。売上高は{n}億円だった。", encoding="utf-8")
    Path("inbox", "bad.txt").write_bytes(b"\0")
    Path("known.csv").write_text("company,metric,period,value,unit,source\nacme,revenue,2025,100000000,JPY,report\n")
    Path("mokuromi.toml").write_text(
        'inbox = "inbox"\nout = "out"\nformat = "jsonl"\nstore = "sqlite:///s.sqlite"\njobs = 2\n[known]\nfigures = "known.csv"\n[log]\nfile = "log"\n'
    )
    whole, at = Watch(), 0
    assert main(monkeypatch, whole, "run") == 3
    wanted = Path("out", "facts.jsonl").read_bytes()
    for at in stages(len(whole.seen)):
        # a new article each time, so that there is something to do at every stage
        Path("inbox", f"more{at:03}.txt").write_text(f"続報{at}。売上高は{at}億円だった。", encoding="utf-8")
        watch = Watch(at)
        code = main(monkeypatch, watch, "run", "--redo")
        where = list(watch.seen.values())[at] if len(watch.seen) > at else "never reached"
        assert code == 130 or where == "never reached", f"interrupted at {where}: {code}"
        assert multiprocessing.active_children() == [], where
    assert main(monkeypatch, Watch(), "run") in (0, 3)
    facts = [json.loads(line)["article_id"] for line in Path("out", "facts.jsonl").read_text(encoding="utf-8").splitlines()]
    assert Path("out", "facts.jsonl").read_bytes().startswith(wanted)
    assert sorted(facts) == sorted([*map(str, range(40)), *(f"more{n:03}" for n in stages(len(whole.seen)))])


def test_a_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("小米集团2024年营收3659.1亿元。", encoding="utf-8")
    (tmp_path / "b.txt").write_text("小米集团2023年营收2709.7亿元。", encoding="utf-8")
    (tmp_path / "known.csv").write_text("company,metric,period,value,unit\nxiaomi,revenue,2024,365906000000,CNY\n")
    more = ("--known", tmp_path / "known.csv", "--report", tmp_path / "r.html", "--out", tmp_path / "o")
    check(monkeypatch, "reconcile", tmp_path / "a.txt", tmp_path / "b.txt", "--no-ner", *more)
    assert not list((tmp_path / "o").glob(".*"))
