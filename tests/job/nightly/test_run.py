import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import fake_extraction
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa

from mokuromi.corpus.stream import Limits
from mokuromi.errors import ConfigError
from mokuromi.job.nightly import opening, overview, publish, store
from mokuromi.job.nightly import run as nightly
from mokuromi.job.nightly.config import Config, KnownSection
from mokuromi.job.nightly.run import Summary

on_sqlite = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
Run = Callable[..., Summary]


@pytest.fixture
def config(tmp_path: Path, store_url: str) -> Config:
    (tmp_path / "inbox").mkdir()
    return Config((f"{tmp_path}/inbox",), tmp_path / "out", store_url, tmp_path / "quarantine", limits=Limits(seconds=20))


@pytest.fixture
def run(config: Config) -> Run:
    def go(version: str = "v1", redo: bool = False, factory: Any = fake_extraction.build, **changes: Any) -> Summary:
        return nightly.run(replace(config, **changes), factory=factory, version=version, redo=redo)

    return go


def put(config: Config, name: str, text: str) -> Path:
    path = Path(config.inbox[0], name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def rows(config: Config, name: str) -> list[dict[str, Any]]:
    return list(pq.read_table(config.out / f"{name}.parquet").to_pylist())


def text(n: int) -> str:
    who, what = chr(0x4E00 + 37 * n), chr(0x5E00 + 91 * n)
    return f"第{n}社の発表。売上高は{n}億円だった。担当の{who}氏は{what}の増産を述べた。"


def test_a_run_and_its_repetition(config: Config, run: Run) -> None:
    for n in range(20):
        put(config, f"{n:02}.txt", text(n))
    done = run()
    assert (done.documents["new"], done.documents["extracted"], done.records, done.facts) == (20, 20, 20, 20)
    assert done.published and not done.trouble and done.status == "finished"
    assert [r["article_id"] for r in rows(config, "documents")] == [f"{n:02}" for n in range(20)]
    assert [int(r["value"]) for r in rows(config, "facts")] == [n * 10**8 for n in range(20)]
    assert rows(config, "facts")[0]["inferred"] == ["period"]
    manifest = json.loads((config.out / "manifest.json").read_text())
    assert manifest["rules_version"] == "v1" and manifest["files"]["facts.parquet"]["rows"] == 20
    assert json.loads((config.out / "summary.json").read_text())["run"] == done.run
    told = ("summary.json", "report.json")
    before = {p.name: p.stat().st_mtime_ns for p in config.out.iterdir() if p.name not in told}
    again = run()
    assert (again.files["unchanged"], again.documents["new"], again.documents["extracted"], again.published) == (20, 0, 0, False)
    assert before == {p.name: p.stat().st_mtime_ns for p in config.out.iterdir() if p.name not in told}


def test_what_cannot_be_used_is_quarantined_and_the_rest_goes_on(config: Config, run: Run) -> None:
    for name, body in {"a": "毒", "b": "殺", "c": "眠", "d": "売上高は3億円"}.items():
        put(config, f"{name}.txt", body)
    put(config, "e.jsonl", '{"text": "売上高は4億円"}\nbad\n')
    Path(config.inbox[0], "f.txt").write_bytes(b"\x89PNG\0")
    done = run(limits=Limits(seconds=4))
    assert done.documents["quarantined"] == 5 and done.documents["extracted"] == 2 and done.trouble
    reasons = sorted(json.loads(p.read_text())["reason"] for p in config.quarantine.iterdir())
    parts = [
        "e.jsonl:2: is no JSON",
        "f.txt: is a PNG image",
        "ValueError: poisoned (after 3",
        "by signal SIGKILL (after 3",
        "longer than 4 seconds",
    ]
    for reason, part in zip(reasons, parts, strict=True):
        assert part in reason
    assert [int(r["value"]) // 10**8 for r in rows(config, "facts")] == [3, 4]
    assert not run().trouble


@on_sqlite
def test_retry_and_drop(config: Config, run: Run) -> None:
    put(config, "a.txt", "毒")
    put(config, "e.jsonl", '{"text": "売上高は4億円"}\nbad\n')
    run()
    engine = opening.connect(config.store)
    listed = overview.quarantined(engine, config)
    assert [row["article_id"] for row in listed] == ["a", ""]
    assert overview.show(engine, config, listed[0]["id"])["text"] == "毒"
    with pytest.raises(ConfigError, match="'zz' fits 0"):
        overview.drop(engine, config, ["zz"])
    assert overview.retry(engine, config, None) == 2
    assert list(config.quarantine.iterdir()) == []
    put(config, "e.jsonl", '{"text": "売上高は4億円"}\n{"text": "売上高は5億円"}\n')
    assert run().documents["quarantined"] == 1
    (left,) = overview.quarantined(engine, config)
    assert overview.drop(engine, config, [left["id"]]) == 1
    assert overview.quarantined(engine, config) == [] and overview.status(engine, config)["documents"]["dropped"] == 1
    assert run(redo=True).documents["quarantined"] == 0
    engine.dispose()


def test_a_changed_article_replaces_its_old_state(config: Config, run: Run) -> None:
    put(config, "a.jsonl", '{"id": "x", "text": "売上高は1億円"}\n{"id": "y", "text": "売上高は2億円"}\n')
    run()
    put(config, "a.jsonl", '{"id": "x", "text": "売上高は7億円"}\n')
    done = run()
    assert (done.documents["new"], done.documents["replaced"], done.documents["extracted"]) == (1, 1, 1)
    assert {r["article_id"]: int(r["value"]) // 10**8 for r in rows(config, "facts")} == {"x": 7, "y": 2}


def test_an_article_read_with_another_date_replaces_its_old_state(config: Config, run: Run) -> None:
    put(config, "a.jsonl", '{"id": "x", "text": "売上高は1億円"}\n{"id": "y", "text": "売上高は2億円", "published": "2026-05-01"}\n')
    run()
    done = run(published=date(2026, 5, 2))
    assert (done.documents["new"], done.documents["replaced"], done.documents["repeats"]) == (1, 1, 0)
    assert {r["article_id"]: str(r["published"]) for r in rows(config, "documents")} == {"x": "2026-05-02", "y": "2026-05-01"}
    assert sorted(r["article_id"] for r in rows(config, "facts")) == ["x", "y"]


@on_sqlite
def test_the_same_article_elsewhere_is_one_document(config: Config, run: Run) -> None:
    for name in ("a.jsonl", "b.jsonl"):
        put(config, name, '{"id": "x", "text": "売上高は1億円"}\n')
    assert run().documents["new"] == 1


@on_sqlite
def test_a_removed_file_stays_known(config: Config, run: Run) -> None:
    path = put(config, "a.txt", "売上高は1億円")
    run()
    path.unlink()
    put(config, "b.txt", "売上高は2億円")
    run()
    assert len(rows(config, "facts")) == 2


@on_sqlite
@pytest.mark.parametrize(("policy", "extracted"), [("redo", 2), ("skip", 0)])
def test_changed_rules(config: Config, run: Run, policy: str, extracted: int) -> None:
    put(config, "a.txt", "売上高は1億円")
    put(config, "b.txt", "売上高は2億円")
    run("v1")
    assert run("v2", if_rules_changed=policy).documents["extracted"] == extracted
    assert len(rows(config, "facts")) == 2


def test_known_figures_change_without_extraction(config: Config, run: Run, tmp_path: Path) -> None:
    put(config, "a.txt", "売上高は1億円")
    figures = tmp_path / "known.csv"
    header = "company,metric,period,value,unit,source\n"
    figures.write_text(f"{header}acme,revenue,2025,100000000,JPY,report\n")
    known = KnownSection(figures=(figures,))
    assert run(known=known).documents["reconciled"] == 1
    assert [r["status"] for r in rows(config, "reconciliation")] == ["exact"]
    assert run(known=known).documents["reconciled"] == 0
    figures.write_text(f"{header}acme,revenue,2025,700000000,JPY,report\nacme,revenue,2025,bad,JPY,x\n")
    done = run(known=known)
    assert (done.documents["extracted"], done.documents["reconciled"], done.known_errors) == (0, 1, 1)
    (row,) = rows(config, "reconciliation")
    assert (row["status"], int(row["known_value"])) == ("mismatch", 700000000) and row["explanation"]
    run()
    assert rows(config, "reconciliation") == []


LONG = "大手の{}は十四日、今期の連結売上高が{}億円になる見通しを示した。主力の半導体装置が伸び、海外の工場の増設も進む。" * 2


def test_repeats_are_linked_and_counted_once(config: Config, run: Run) -> None:
    put(config, "1.txt", LONG.format("日立", 31, "日立", 31))
    put(config, "2.txt", LONG.format("日立", 31, "日立", 31) + "（再掲）")
    put(config, "3.txt", LONG.format("日立", 55, "日立", 56))
    done = run()
    assert done.documents["repeats"] == 1
    engine = opening.connect(config.store)
    told = overview.status(engine, config)
    engine.dispose()
    assert (told["documents"], told["rows"]) == ({"done": 2, "repeats": 1}, {"record": 4, "fact": 4, "known": 0})
    first, second, third = rows(config, "documents")
    assert (first["duplicate_of"], second["duplicate_of"], third["duplicate_of"]) == (None, first["key"], None)
    assert [int(r["value"]) // 10**8 for r in rows(config, "facts")] == [31, 31, 55, 56]
    put(config, "1.txt", "撤回した。")
    run()
    assert [r["duplicate_of"] for r in rows(config, "documents")] == [None, None, None]
    assert [int(r["value"]) // 10**8 for r in rows(config, "facts")] == [31, 31, 55, 56]
    put(config, "4.txt", LONG.format("日立", 31, "日立", 31) + "【再掲】")
    run()
    found = {r["article_id"]: r for r in rows(config, "documents")}
    assert found["4"]["duplicate_of"] == found["2"]["key"]


def test_a_broken_extraction_stops_the_run_and_blames_no_article(config: Config, run: Run) -> None:
    put(config, "a.txt", "壊")
    for _ in range(2):
        with pytest.raises(ConfigError, match="the tables are broken"):
            run()
    with pytest.raises(ConfigError, match="the extraction cannot start: ImportError: no weights"):
        run(factory=fake_extraction.broken)
    engine = opening.connect(config.store)
    with engine.connect() as connection:
        assert connection.execute(sa.select(store.document.c.status, store.document.c.attempts)).all() == [("pending", 0)]
        assert connection.scalars(sa.select(store.run.c.status)).all() == ["failed"] * 3
    engine.dispose()


@on_sqlite
def test_a_document_that_always_ends_the_program_is_given_up(config: Config, run: Run) -> None:
    put(config, "a.txt", "売上高は1億円")
    put(config, "b.txt", "売上高は2億円")
    with pytest.raises(ConfigError):
        run(factory=fake_extraction.broken)
    engine = opening.connect(config.store)
    with engine.begin() as connection:
        connection.execute(sa.update(store.document).where(store.document.c.article_id == "a").values(status="working", attempts=20))
    engine.dispose()
    done = run()
    assert (done.documents["quarantined"], done.documents["extracted"]) == (1, 1)


def test_several_workers_give_the_same_files(config: Config, run: Run, tmp_path: Path) -> None:
    for n in range(60):
        put(config, f"{n:02}.txt", text(n))
    run()
    other = f"sqlite:///{tmp_path}/other.sqlite"
    nightly.run(replace(config, store=other, out=tmp_path / "out2", jobs=2), factory=fake_extraction.build, version="v1")
    for path in publish_files(config.out):
        assert path.read_bytes() == (tmp_path / "out2" / path.name).read_bytes(), path.name


def publish_files(out: Path) -> list[Path]:
    return [out / publish.MANIFEST, *sorted(out.glob("*.parquet"))]


@on_sqlite
def test_an_incomplete_publication_is_done_again(config: Config, run: Run) -> None:
    put(config, "a.txt", "売上高は1億円")
    run()
    wanted = {p.name: p.read_bytes() for p in publish_files(config.out)}
    (config.out / "facts.parquet").write_bytes(b"half")
    (config.out / ".records.parquet.abc.tmp").write_bytes(b"left by a killed run")
    assert run().published
    assert {p.name: p.read_bytes() for p in publish_files(config.out)} == wanted
    assert not list(config.out.glob(".*"))


@on_sqlite
def test_files_of_odd_names(config: Config, run: Run) -> None:
    folder = os.fsencode(config.inbox[0])
    for number, name in enumerate([b"a\nb.txt", b"'; drop table document; --.txt", b"\xff\xfe.txt", b'"x".txt']):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(f"売上高は{number}億円".encode())
    assert run().documents["extracted"] == 4
    assert {r["article_id"] for r in rows(config, "documents")} == {"a\\nb", "'; drop table document; --", "\\xff\\xfe", '"x"'}
    assert run().files["unchanged"] == 4


@on_sqlite
def test_odd_characters(config: Config, run: Run) -> None:
    body = "売\\u0000上\\ud800高\\u202e\\u200bは\\ufeff1億円"
    put(config, "a.jsonl", f'{{"text": "{body}"}}\n')
    run()
    (record,) = rows(config, "records")
    assert record["sentence"] == "売\ufffd上\ufffd高\u202e\u200bは\ufeff1億円"
    assert record["sentence"][record["start"] : record["end"]] == "1億円"


@on_sqlite
@pytest.mark.parametrize("fmt", ["jsonl", "csv"])
def test_other_formats(config: Config, run: Run, fmt: str) -> None:
    put(config, "a.jsonl", '{"id": "=1+1", "text": "売上高は1億円"}\n')
    run(format=fmt)
    content = (config.out / f"facts.{fmt}").read_text(encoding="utf-8")
    assert ('"value":"100000000"' in content and '"article_id":"=1+1"' in content) if fmt == "jsonl" else "'=1+1,acme" in content
