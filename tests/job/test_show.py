"""What people see in a terminal and in a pipe."""

import io
import os
import re
import subprocess
import sys
from types import SimpleNamespace

import pytest
from rich.cells import cell_len

from mokuromi.corpus.record import Record
from mokuromi.job import progress, show

TEXT = "小米集团2024年营收3659.1亿元，同比增长35%。研发投入241亿元，约占营收的6.6%，员工43,688人，同比增长约32.6%，门店15,000家。"
KNOWN = "company,metric,period,value,unit\nxiaomi,revenue,2024,365906000000,CNY\nxiaomi,revenue_growth_yoy,2024,53,percent\n"


@pytest.fixture
def printed(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"id": "a", "title": "年报", "text": "' + TEXT + '"}\n', encoding="utf-8")
    (tmp_path / "known.csv").write_text(KNOWN, encoding="utf-8")

    def run(*more: str, **env: str) -> str:
        command = [sys.executable, "-m", "mokuromi.job.cli", "reconcile", "a.jsonl", "--known", "known.csv", "--no-ner", *more]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env={**os.environ, **env}, check=True).stdout

    return run


def test_what_differs_stands_last_with_its_article_and_sentence(printed):
    lines = printed().splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("mismatch"))
    assert "a  年报" in lines[at]
    assert "stated 35%" in lines[at + 1] and "[35%]" in lines[at + 2]
    assert lines[at + 3] == "agreeing: 1 rounded"
    assert lines[-1].startswith("1 facts agree, 1 differ")
    assert sum("xiaomi revenue 2024" in line for line in lines) == 0


def test_verbose_prints_the_others_before(printed):
    lines = printed("-v").splitlines()
    assert [line.split()[0] for line in lines if line and not line.startswith(" ")][-3:] == ["mismatch", "agreeing:", "1"]
    assert sum("xiaomi revenue 2024" in line for line in lines) == 1


def test_a_terminal_of_80_columns_is_kept(printed):
    out = printed("-v", FORCE_COLOR="1", COLUMNS="80")
    assert "\x1b[" in out
    plain = printed("-v", FORCE_COLOR="1", NO_COLOR="1", COLUMNS="80", TTY_COMPATIBLE="1")
    assert "\x1b[31m" not in plain and "\x1b[1;31m" not in plain
    assert max(cell_len(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in plain.splitlines()) <= 80


def test_records_are_underlined_in_cells():
    records = [Record("money", 4, 8), Record("date", 9, 12)]
    above, below = show._underlined("売上高は12億円、昨年度", records, 80)
    assert above.plain == "売上高は12億円、昨年度"
    assert below.plain == "        1─────  2─────"


@pytest.mark.parametrize("width", [10, 11, 40])
def test_underlined_lines_fit(width):
    records = [Record("money", 9, 17), Record("percent", 22, 25)]
    lines = show._underlined(TEXT + "\n\n" + TEXT, records, width)
    assert max(cell_len(line.plain) for line in lines) <= width
    assert "".join(line.plain for line in lines if "─" not in line.plain and line.plain.strip()).startswith(TEXT[:9])


def test_control_characters_do_not_reach_the_terminal(tmp_path):
    (tmp_path / "a.jsonl").write_text(
        '{"id": "a\\u001b[2J", "text": "小米集团2024年营收\\u001b]0;x\\u0007 3659.1亿元，同比增长35%。"}\n', encoding="utf-8"
    )
    (tmp_path / "known.csv").write_text(KNOWN, encoding="utf-8")
    command = [sys.executable, "-m", "mokuromi.job.cli", "reconcile", "a.jsonl", "--known", "known.csv", "--no-ner", "-v"]
    out = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert "\x1b[2J" not in out and "\x1b]" not in out


class Clock:
    def __init__(self, step: float) -> None:
        self.now, self.step = 0.0, step

    def __call__(self) -> float:
        self.now += self.step
        return self.now


def items(tmp_path, files: int):
    for n in range(files):
        (tmp_path / f"{n}.txt").write_text("x" * 100, encoding="utf-8")
    return [(SimpleNamespace(source=str(tmp_path / f"{n}.txt")), [], []) for n in range(files)]


def test_a_pipe_gets_a_line_now_and_then(tmp_path):
    out = io.StringIO()
    given = items(tmp_path, 9)
    assert list(progress.track(given, [str(tmp_path)], out, Clock(10))) == given
    lines = out.getvalue().splitlines()
    assert lines[0] == "progress: 3 articles, 0.1 a second, 1 min 45 s left"
    assert len(lines) == 3 and all(line.startswith("progress: ") for line in lines)


def test_short_work_says_nothing(tmp_path):
    out = io.StringIO()
    list(progress.track(items(tmp_path, 9), [str(tmp_path)], out, Clock(0.01)))
    assert out.getvalue() == ""


@pytest.mark.parametrize(
    ("args", "said"),
    [(("--lang", "fr"), "zh-Hant"), (("--report", "x.pdf"), ".xlsx"), (("--report", "x.json", "--template", "t.j2"), "template")],
)
def test_what_cannot_be_written_is_said_before_the_articles_are_read(tmp_path, args, said):
    (tmp_path / "known.csv").write_text(KNOWN, encoding="utf-8")
    command = [sys.executable, "-m", "mokuromi.job.cli", "reconcile", "no/such/article.txt", "--known", "known.csv", *args]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and said in done.stderr and "article.txt" not in done.stderr


def test_the_shell_completes():
    env = {
        **os.environ,
        "_CLI.PY_COMPLETE": "complete_bash",
        "COMP_WORDS": "mokuromi ext",
        "COMP_CWORD": "1",
        "_MOKUROMI_COMPLETE": "complete_bash",
    }
    code = "import sys; sys.argv = ['mokuromi']; from mokuromi.job.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=False)
    assert "extract" in done.stdout
