"""Which unit a line declares for the figures below it."""

import pytest

from mokuromi.extract.text.units import declared_unit
from mokuromi.rules.fold import fold


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("（単位：百万円）", "百万円"),
        ("单位：元　币种：人民币", "元"),
        ("金額の単位は百万円である。", "百万円"),
        ("金額はすべて百万円である。", "百万円"),
        ("（数字は全て千円）", "千円"),
        ("金額は百万円単位で記載している", "百万円"),
        ("下列數據一律以千元計", "千元"),
        ("（金額除每股盈餘以元計外，均為新台幣億元）", "新台幣億元"),
        ("下表以人民币千元列报", "人民币千元"),
        ("数字はすべて前年同期との比較である", None),
        ("所属单位的员工均为正式员工", None),
        ("售价以成本计", None),
    ],
)
def test_declared(line, unit):
    folded = fold(line)
    span = declared_unit(folded, 0, len(folded))
    assert (span and line[slice(*span)]) == unit
