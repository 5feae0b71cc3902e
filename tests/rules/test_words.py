from pathlib import Path

import pytest

from mokuromi.errors import RuleError
from mokuromi.rules import words
from mokuromi.rules.fold import fold

TABLE = """
[[words]]
id = "change"
role = "a change that a figure states"
forms = ["增長", "增", "减少"]
examples = [{ lang = "zh-Hans", text = "[增长]了" }, { lang = "zh-Hans", text = "不变" }]

[[words]]
id = "changed-by"
role = "the change that a figure is the size of"
pattern = '{change}(?:了|，)'
examples = [{ lang = "zh-Hans", text = "[增长了]三成" }]
"""


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    (tmp_path / "cues.toml").write_text(TABLE, encoding="utf-8")
    return tmp_path


def test_forms_are_folded(overlay: Path) -> None:
    assert words.forms("cues", "change", overlay) == ("增长", "增", "减少")


def test_a_pattern_names_other_rows(overlay: Path) -> None:
    found = words.pattern("cues", "changed-by", overlay)
    assert found.search(fold("營收增長了")) and found.search(fold("增，")) and not found.search(fold("营收增长"))


@pytest.mark.parametrize(
    ("row", "ident", "message"),
    [
        ("pattern = '{nothing}'", "x", "no .* row 'nothing'"),
        ("pattern = '('", "x", "x, key pattern"),
        ("pattern = '{x}'", "x", "lead back"),
        ("", "y", "no .* row 'y'"),
    ],
)
def test_errors_name_the_row(tmp_path: Path, row: str, ident: str, message: str) -> None:
    (tmp_path / "cues.toml").write_text(f'[[words]]\nid = "x"\nrole = "r"\nexamples = []\n{row}\n')
    with pytest.raises(RuleError, match=message):
        words.pattern("cues", ident, tmp_path)
