"""The metric table by itself: ids, forms, properties, XBRL concepts."""

import collections

import pytest

from mokuromi.rules.fold import fold
from mokuromi.rules.metric import blocks, metrics

LISTED = [
    "revenue",
    "cost_of_revenue",
    "gross_profit",
    "gross_margin",
    "operating_profit",
    "operating_margin",
    "ordinary_profit",
    "net_profit",
    "net_margin",
    "adjusted_net_profit",
    "ebitda",
    "adjusted_ebitda",
    "rnd_expense",
    "selling_expense",
    "admin_expense",
    "capital_expenditure",
    "total_assets",
    "total_liabilities",
    "net_assets",
    "cash",
    "operating_cash_flow",
    "receivables",
    "inventory",
    "debt",
    "dividend_per_share",
    "eps",
    "valuation",
    "market_cap",
    "offer_price",
    "opening_price",
    "closing_price",
    "offer_shares",
    "ipo_proceeds",
    "funding_raised",
    "ownership",
    "market_share",
    "employees",
    "users",
    "customers",
    "stores",
    "developers",
    "orders",
    "shipments",
    "token_consumption",
    "recurring_net_profit",
    "pretax_profit",
    "comprehensive_income",
    "sga_expense",
    "investing_cash_flow",
    "financing_cash_flow",
    "free_cash_flow",
    "equity",
    "equity_ratio",
    "book_value_per_share",
    "roe",
    "roa",
    "order_backlog",
    "gmv",
    "net_proceeds",
    "entry_fee",
    "lot_size",
    "oversubscription",
    "target_price",
]


def _forms(metric):
    return [form for table in (metric.forms, metric.loss) for forms in table.values() for form in forms]


def test_every_metric_of_the_guideline_is_there():
    assert set(LISTED) <= {m.id for m in metrics()}


def test_no_form_is_of_two_rows():
    rows = collections.defaultdict(set)
    for metric in metrics():
        for form in _forms(metric):
            rows[fold(form).lower()].add(metric.id)
    for block in blocks():
        for form in block.forms:
            rows[fold(form).lower()].add(block.id)
    assert {form: ids for form, ids in rows.items() if len(ids) > 1} == {}


@pytest.mark.parametrize("metric", metrics(), ids=lambda m: m.id)
def test_properties(metric):
    assert metric.unit in ("money", "percent", "count", "price", "times")
    assert metric.period in ("flow", "stock", "listing")
    assert bool(metric.counters) == (metric.unit in ("count", "times"))
    assert metric.planned in ("forecast", "target")
    assert metric.relation in ("level", "ownership")
    assert {metric.adjusted, metric.in_round} <= {"", *(m.id for m in metrics())}
    assert {f for forms in metric.generic.values() for f in forms} <= set(_forms(metric))
    assert not (metric.cost and metric.loss)
    assert not metric.variants or not metric.concepts


def test_one_concept_reports_one_metric_of_a_unit():
    units = collections.defaultdict(list)
    for metric in metrics():
        for taxonomy, concept, _ in metric.elements():
            units[taxonomy, concept, metric.unit].append(metric.id)
    assert [key for key, ids in units.items() if len(ids) > 1] == []


@pytest.mark.parametrize(
    ("form", "metric"),
    [
        ("完成工事高", "revenue"), ("正味収入保険料", "revenue"), ("母公司擁有人應佔溢利", "net_profit"), ("歸屬於上市公司股東的淨利潤", "net_profit"),
        ("本期淨利", "net_profit"), ("扣非净利润", "recurring_net_profit"), ("每股盈餘", "eps"), ("營益率", "operating_margin"),
        ("受注高", "orders"), ("受注残高", "order_backlog"), ("在手訂單", "order_backlog"), ("自己資本", "equity"), ("純資産", "net_assets"),
        ("税引前利益", "pretax_profit"), ("利潤總額", "pretax_profit"), ("1株当たり純資産", "book_value_per_share"), ("每股淨值", "book_value_per_share"),
        ("差引手取概算額", "net_proceeds"), ("所得款項總額", "ipo_proceeds"), ("包括利益", "comprehensive_income"), ("販管費", "sga_expense"),
        ("営業活動により使用した資金", "operating_cash_flow"), ("每手", "lot_size"), ("入場費", "entry_fee"), ("超額認購", "oversubscription"),
        ("その他の包括利益", None), ("流動資産合計", None), ("事業利益", None), ("現金增資", None), ("其他收入", None), ("配当性向", None),
    ],
)  # fmt: skip
def test_home_of_a_form(form, metric):
    found = [m.id for m in metrics() if fold(form) in map(fold, _forms(m))]
    assert found == ([metric] if metric else [])
    if metric is None:
        assert any(fold(form) in map(fold, block.forms) for block in blocks())
