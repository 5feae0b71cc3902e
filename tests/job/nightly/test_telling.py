"""Results where a scheduler looks: summary, exit code, report, metrics, hook."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import fake_extraction
import pytest

from mokuromi.errors import ConfigError
from mokuromi.job.nightly import config as configuration
from mokuromi.job.nightly import run as nightly
from mokuromi.job.nightly import tell
from mokuromi.job.nightly.config import Config, KnownSection
from mokuromi.job.nightly.summary import Summary

Go = Callable[..., Summary]
HEADER = "company,metric,period,value,unit,source\n"


@pytest.fixture
def config(tmp_path: Path, store_url: str) -> Config:
    (tmp_path / "inbox").mkdir()
    for n in (1, 2):
        (tmp_path / "inbox" / f"{n}.txt").write_text(f"第{n}報。売上高は{n}億円だった。", encoding="utf-8")
    (tmp_path / "known.csv").write_text(f"{HEADER}acme,revenue,2025,100000000,JPY,report\nacme,revenue,2025,bad,JPY,x\n")
    return Config(
        (f"{tmp_path}/inbox",), tmp_path / "out", store_url, tmp_path / "quarantine", known=KnownSection((tmp_path / "known.csv",))
    )


@pytest.fixture
def go(config: Config) -> Go:
    def run(version: str = "v1", **changes: Any) -> Summary:
        return nightly.run(replace(config, **changes), factory=fake_extraction.build, version=version)

    return run


def listed(config: Config) -> dict[str, list[str]]:
    data = json.loads((config.out / "report.json").read_text(encoding="utf-8"))
    return {part: [row["article_id"] for row in data[part]] for part in ("new", "open")}


def test_findings_are_counted_and_new_ones_come_first(config: Config, go: Go, tmp_path: Path) -> None:
    first = go()
    assert (first.statuses, first.new_findings["mismatch"], first.known_errors) == ({"exact": 1, "mismatch": 1}, 1, 1)
    assert "1 mismatches (1 new), 0 doubtful, 0 quarantined, 1 unusable known figures" in first.line
    assert listed(config) == {"new": ["2"], "open": []}
    assert "1 new of 1 findings" in (config.out / "report.html").read_text(encoding="utf-8")
    assert go().new_findings["mismatch"] == 0 and listed(config) == {"new": [], "open": ["2"]}
    (tmp_path / "inbox" / "3.txt").write_text("第3報。売上高は3億円だった。", encoding="utf-8")
    assert go().new_findings["mismatch"] == 1 and listed(config) == {"new": ["3"], "open": ["2"]}
    assert go("v2").new_findings["mismatch"] == 0  # extracted again with the same result
    (tmp_path / "known.csv").write_text(f"{HEADER}acme,revenue,2025,300000000,JPY,report\n")
    assert go().new_findings["mismatch"] == 1 and listed(config) == {"new": ["1"], "open": ["2"]}


def test_what_a_killed_run_found_is_new_to_the_next(config: Config, go: Go, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(nightly.publish, "publish", killed)
    with pytest.raises(KeyboardInterrupt):
        go()
    monkeypatch.undo()
    done = go()
    assert (done.documents["reconciled"], done.new_findings["mismatch"], done.known_errors) == (0, 1, 1)


@pytest.mark.parametrize(
    ("fail_on", "found"),
    [((), []), (("quarantine",), []), (("mismatch", "known"), ["mismatch", "known"]), (("doubtful",), [])],
)
def test_fail_on(fail_on: tuple[str, ...], found: list[str]) -> None:
    assert Summary(statuses={"mismatch": 2}, known_errors=1).failed(fail_on) == found


def test_fail_on_names_what_it_knows(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text('inbox = "i"\nout = "o"\nstore = "sqlite:///s"\n[run]\nfail_on = ["mismatches"]\n')
    with pytest.raises(ConfigError, match="run.fail_on: 'mismatches' is unknown; choose of mismatch, doubtful, quarantine, known"):
        configuration.load(path)


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_metrics_and_hook(config: Config, go: Go, tmp_path: Path) -> None:
    run = replace(config.run, metrics=tmp_path / "m.prom", hook=f"cat > {tmp_path}/said")
    assert go(run=run).hook == "done"
    assert json.loads((tmp_path / "said").read_text())["statuses"] == {"exact": 1, "mismatch": 1}
    lines = (tmp_path / "m.prom").read_text().splitlines()
    assert {'mokuromi_reconciliation{status="mismatch"} 1', "mokuromi_run_success 1", 'mokuromi_new_findings{status="mismatch"} 1'} <= set(
        lines
    )
    assert lines[-1] == "# EOF" and all(line.startswith(("# TYPE ", "# HELP ", "mokuromi_")) for line in lines[:-1])
    (tmp_path / "said").unlink()
    assert go(run=run).hook == "" and not (tmp_path / "said").exists()
    (tmp_path / "inbox" / "bad.txt").write_bytes(b"\0")
    done = go(run=replace(run, hook="exit 7"))
    assert done.hook == "failed" and done.trouble


def test_a_hook_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tell, "HOOK_SECONDS", 0.2)
    assert not tell.hook("sleep 60", Summary())


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_metrics_of_a_failed_run(config: Config, go: Go, tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    with pytest.raises(OSError):
        go(run=replace(config.run, metrics=tmp_path / "m.prom"))
    assert "mokuromi_run_success 0" in (tmp_path / "m.prom").read_text()
