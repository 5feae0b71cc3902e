"""Every row of docs/extending.md, as an overlay folder: its examples fail without it and hold with it."""

import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import mokuromi as mk
from mokuromi.rules.cue import cues
from mokuromi.rules.table import Example, _examples

PAGE = (Path(__file__).parents[1] / "docs" / "extending.md").read_text(encoding="utf-8")
TABLES = dict(re.findall(r"^```toml\n# my_rules/(\w+\.toml)\n(.*?)^```$", PAGE, re.M | re.S))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("my_rules")
    for name, text in TABLES.items():
        (made / name).write_text(text, encoding="utf-8")
    return made


def cases() -> list[Any]:
    out = []
    for name, text in TABLES.items():
        kind = {"currencies.toml": "money", "dates.toml": "date", "companies.toml": "company"}.get(name, "fact")
        for rows in tomllib.loads(text).values():
            for number, example in enumerate(_examples(rows[0]["examples"], name)):
                out.append(pytest.param(kind, example, id=f"{name}-{number}"))
    return out


def shown(value: object) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def found(kind: str, example: Example, overlay: Path | None) -> list[tuple[tuple[int, int], dict[str, str]]]:
    """Place and fields of every mention of the example's kind."""
    records, facts = mk.extract_text(example.plain, example.lang, overlay=overlay, ner=False)
    items: list[Any] = [f for f in facts if f.metric != "other"] if kind == "fact" else [r for r in records if r.kind == kind]
    return [((i.start, i.end), {key: shown(getattr(i, key)) for key in example.want}) for i in items]


def test_the_page_has_a_table_of_each_kind() -> None:
    assert set(TABLES) == {"currencies.toml", "dates.toml", "metrics.toml", "cues.toml", "companies.toml"}


def test_the_row_of_a_cue_is_a_copy_with_more_words(folder: Path) -> None:
    built_in = {cue.id: cue for cue in cues()}
    (row,) = [cue for cue in cues(folder) if cue != built_in[cue.id]]
    old = built_in[row.id]
    assert set(row.forms) > set(old.forms) and set(row.down) >= set(old.down) and (row.period, row.shift) == (old.period, old.shift)


@pytest.mark.parametrize(("kind", "example"), cases())
def test_example_of_the_page(kind: str, example: Example, folder: Path) -> None:
    after = found(kind, example, folder)
    if example.span is None:
        assert after == []
    else:
        assert (example.span, dict(example.want)) in after
        assert (example.span, dict(example.want)) not in found(kind, example, None)


def test_the_companies_of_the_page(tmp_path: Path) -> None:
    (text,) = re.findall(r"^```csv\n(.*?)^```$", PAGE, re.M | re.S)
    (tmp_path / "firms.csv").write_text(text, encoding="utf-8")
    sentence = "朝霧精密の2024年の売上高は12億円だった。"
    without, given = (mk.extract_text(sentence, "ja", companies=c, ner=False)[1] for c in ((), tmp_path / "firms.csv"))
    assert [f.company for f in given] == ["asagiri"]
    assert "asagiri" not in {f.company for f in without}


def test_a_metric_of_the_page_is_reconciled(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "known.csv").write_text("company,metric,period,value,unit\nmercari,load_factor,2024,81,percent\n", encoding="utf-8")
    _, facts = mk.extract([mk.Article("a", "メルカリの2024年の座席利用率は82.5%だった。", "ja")], overlay=folder, ner=False)
    with pytest.raises(mk.KnownFiguresError, match="load_factor"):
        mk.read_known(tmp_path / "known.csv")
    assert mk.reconcile(facts, mk.read_known(tmp_path / "known.csv", overlay=folder))["status"].tolist() == ["mismatch"]


def test_a_mistake_names_file_row_and_key(tmp_path: Path) -> None:
    (tmp_path / "currencies.toml").write_text('[[currency]]\ncode = "XDR"\nname = "SDR"\n', encoding="utf-8")
    with pytest.raises(mk.RuleError, match=r"currencies\.toml: \[\[currency\]\] row 1 \(XDR\), key name"):
        mk.extract_text("300億SDR", "ja", overlay=tmp_path, ner=False)


def test_a_folder_or_table_that_would_be_passed_over_is_told(tmp_path: Path) -> None:
    with pytest.raises(mk.RuleError, match="none: no such folder"):
        mk.extract_text("売上高は3億円だった。", "ja", overlay=tmp_path / "none", ner=False)
    (tmp_path / "currency.toml").write_text(TABLES["currencies.toml"], encoding="utf-8")
    with pytest.raises(mk.RuleError, match=r"currency\.toml: no table is called so; the tables are .*currencies\.toml"):
        mk.extract_text("売上高は3億円だった。", "ja", overlay=tmp_path, ner=False)
