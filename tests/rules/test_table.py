"""Tables of the user's that cannot be used: one line that names file and place."""

from pathlib import Path

import pytest

from mokuromi.errors import RuleError
from mokuromi.rules.metric import Metric, metrics

ROW = """[[metric]]
id = "orders_taken"
unit = "money"
period = "flow"
forms = {{ ja = ["{0}"] }}
examples = [{{ lang = "ja", text = "{0}は[1億円]だった", value = "100000000" }}]
"""


def overlay(folder: Path, data: bytes, name: str = "metrics.toml") -> Path:
    (folder / name).write_bytes(data)
    return folder


def test_a_table_in_utf_8_is_read(tmp_path: Path) -> None:
    rows: dict[str, Metric] = {row.id: row for row in metrics(overlay(tmp_path, ROW.format("受注額").encode()))}
    assert rows["orders_taken"].forms["ja"] == ("受注額",)


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (ROW.format("受注額").encode("cp932"), "metrics.toml", r"metrics\.toml: is not UTF-8 at byte \d+; save it as UTF-8"),
        (ROW.format("受注額").encode("utf-16"), "metrics.toml", r"metrics\.toml: is not UTF-8 at byte 0; save it as UTF-8"),
        (ROW.format("订单额").encode("gb18030"), "metrics.toml", "metrics.toml: is not UTF-8"),
        (b"[[metric]\n", "metrics.toml", "metrics.toml: not valid TOML"),
        (b"metric = 1\n", "metrics.toml", r"must be an array of tables: write \[\[metric\]\]"),
        (b'[[metric]]\nid = "x"\nnam = 1\n', "metrics.toml", r"row 1 \(x\), key nam: unknown; the keys are id, unit"),
        (ROW.format("受注額").encode(), "metric.toml", "metric.toml: no table is called so; the tables are "),
    ],
    ids=["Shift JIS", "UTF-16", "GB 18030", "no TOML", "no rows", "unknown key", "unknown table"],
)
def test_a_table_that_cannot_be_used_is_named(tmp_path: Path, data: bytes, name: str, message: str) -> None:
    with pytest.raises(RuleError, match=message) as error:
        metrics(overlay(tmp_path, data, name))
    assert "\n" not in str(error.value)
