"""Overlays and errors of the date tables; the examples of every row are run with those of all tables."""

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import mokuromi
from mokuromi.corpus.article import Article
from mokuromi.errors import RuleError
from mokuromi.extract.dates.extract import build
from mokuromi.extract.dates.lunar import solar
from mokuromi.extract.text.document import Document
from mokuromi.rules.fold import fold, fold_pattern

RULES = Path(mokuromi.__file__).parent / "rules"

PATTERNS = {"pattern", "patterns", "names", "forms", "before", "after", "past", "present", "label", "sure", "unsure"}
TABLES = ("dates", "durations", "eras", "holidays", "date_words")


def patterns(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for item in value:
            yield from patterns(item)


@pytest.mark.parametrize("table", TABLES)
def test_every_alternative_can_match_folded_text(table: str) -> None:
    rows = [row for rows in tomllib.loads((RULES / f"{table}.toml").read_text(encoding="utf-8")).values() if isinstance(rows, list)
            for row in rows if isinstance(row, dict)]  # fmt: skip
    sources = [source for row in rows for key in PATTERNS & row.keys() for source in patterns(row[key])]
    assert sources
    assert {source for source in sources if fold(fold_pattern(source)) != fold_pattern(source)} == set()


ROW = """
[[form]]
id = "festival-of-the-house"
op = "{op}"
gives = "day"
of = ["year"]
patterns = ['{pattern}']
examples = [{{ lang = "ja", text = "[創業記念日]", published = "2026-06-01", start_date = "2026-03-01" }}]
"""


def test_overlay_adds_a_holiday(tmp_path: Path) -> None:
    row = '[[holiday]]\nid = "founders"\nnames = ["創業記念日"]\nmonth = 3\nday = 1\nexamples = []\n'
    (tmp_path / "holidays.toml").write_text(row, encoding="utf-8")
    document = Document(Article("a", "同社の創業記念日に合わせ", "ja", date(2026, 6, 1)))
    assert [(r.start_date, r.rule) for r in build(tmp_path)(document, [])] == [(date(2026, 3, 1), "dates:founders")]
    assert build()(document, []) == []


@pytest.mark.parametrize(("pattern", "told"), [("{nowhere}の日", "nowhere"), ("(の日", "festival-of-the-house")])
def test_a_bad_pattern_names_its_row(tmp_path: Path, pattern: str, told: str) -> None:
    (tmp_path / "dates.toml").write_text(ROW.format(op="md", pattern=pattern), encoding="utf-8")
    with pytest.raises(RuleError, match=told):
        build(tmp_path)(Document(Article("a", "同社の日", "ja")), [])


def test_an_unknown_operation_names_its_row(tmp_path: Path) -> None:
    (tmp_path / "dates.toml").write_text(ROW.format(op="guess", pattern="創業記念日"), encoding="utf-8")
    with pytest.raises(RuleError, match="festival-of-the-house.*guess"):
        build(tmp_path)(Document(Article("a", "同社の日", "ja")), [])


@pytest.mark.parametrize(
    ("day", "want"), [((2025, 1, 1), date(2025, 1, 29)), ((2023, 3, 1), date(2023, 4, 20)), ((2024, 12, 30), date(2025, 1, 28))]
)
def test_chinese_calendar(day: tuple[int, int, int], want: date) -> None:
    assert solar(*day) == want


def test_chinese_calendar_beyond_its_table() -> None:
    with pytest.raises(ValueError, match="1726"):
        solar(1726, 1, 1)
