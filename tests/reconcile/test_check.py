# ruff: noqa: E501  (tables of cases: one line each)
from datetime import date
from decimal import Decimal as D
from typing import Any

import pandas as pd
import pytest

from mokuromi import read_known, reconcile
from mokuromi.reconcile.check import CHECK_COLUMNS, checks
from mokuromi.reconcile.coverage import STATEMENT_COLUMNS, coverage, statements


def fact(metric: str, period: str, value: str, unit: str = "JPY", **other: Any) -> dict[str, Any]:
    out = {
        "article_id": "a1",
        "company": "aozora",
        "metric": metric,
        "period": period,
        "segment": "",
        "basis": "actual",
        "value": value,
        "unit": unit,
    }
    return out | {"precision": "0.5", "start": 10, "end": 13} | other


def percent(metric: str, period: str, value: str, **other: Any) -> dict[str, Any]:
    return fact(metric, period, value, "percent", **({"precision": "0.05"} | other))


def found(*facts: dict[str, Any]) -> list[tuple[str, str]]:
    frame = checks(pd.DataFrame(list(facts)))
    assert tuple(frame.columns) == CHECK_COLUMNS
    return list(frame[["check", "status"]].itertuples(index=False, name=None))


CASES = [
    ([percent("revenue_growth_yoy", "2024", "25.0"), fact("revenue", "2024", "500"), fact("revenue", "2023", "400")], [("growth", "holds")]),
    ([percent("revenue_growth_yoy", "2024", "26.0"), fact("revenue", "2024", "500"), fact("revenue", "2023", "400")], [("growth", "fails")]),
    ([percent("revenue_growth_yoy", "2024", "26.0"), fact("revenue", "2024", "500")], [("growth", "blocked")]),
    ([percent("revenue_growth_yoy", "", "26.0"), fact("revenue", "", "500")], [("growth", "blocked")]),
    (
        [percent("revenue_growth_yoy", "2024", "25"), fact("revenue", "2024", "500"), fact("revenue", "2023", "400"), fact("revenue", "2023", "390")],
        [("growth", "blocked")],
    ),
    (
        [percent("revenue_growth_yoy", "2024", "25"), fact("revenue", "2024", "500"), fact("revenue", "2023", "400", article_id="a2")],
        [("growth", "blocked")],
    ),
    (
        [percent("net_profit_growth_yoy", "2024", "50.0"), fact("net_profit", "2024", "-50"), fact("net_profit", "2023", "-100")],
        [("growth", "holds")],
    ),
    (
        [percent("net_profit_growth_yoy", "2024", "50.0"), fact("net_profit", "2024", "50"), fact("net_profit", "2023", "-100")],
        [("growth", "blocked")],
    ),
    ([percent("revenue_growth_qoq", "2025-Q1", "-10"), fact("revenue", "2025-Q1", "90"), fact("revenue", "2024-Q4", "100")], [("growth", "holds")]),
    ([percent("cash_growth_yoy", "2025-06-30", "10"), fact("cash", "2025-06-30", "110"), fact("cash", "2024-06-30", "100")], [("growth", "holds")]),
    (
        [percent("revenue_growth_yoy", "2024", "300", modifier="at_least"), fact("revenue", "2024", "19"), fact("revenue", "2023", "4")],
        [("growth", "holds")],
    ),
    (
        [percent("revenue_growth_yoy", "2024", "900", modifier="at_least"), fact("revenue", "2024", "19"), fact("revenue", "2023", "4")],
        [("growth", "fails")],
    ),
    (
        [
            fact("gross_margin_growth_yoy", "2024", "2.0", "pp", precision="0.05"),
            percent("gross_margin", "2024", "42.0"), percent("gross_margin", "2023", "40.0"),
        ],
        [("growth", "holds"), ("margin", "blocked"), ("margin", "blocked")],
    ),
    ([percent("revenue_cagr", "2022..2024", "50"), fact("revenue", "2022", "400"), fact("revenue", "2024", "900")], [("cagr", "holds")]),
    ([percent("revenue_cagr", "2022..2024", "49"), fact("revenue", "2022", "400"), fact("revenue", "2024", "900")], [("cagr", "fails")]),
    ([percent("revenue_cagr", "FY2022-03..FY2024-03", "50"), fact("revenue", "FY2022-03", "400"), fact("revenue", "FY2024-03", "900")], [("cagr", "holds")]),
    ([percent("revenue_cagr", "2024", "50"), fact("revenue", "2024", "900")], [("cagr", "blocked")]),
    ([percent("gross_margin", "2024", "42.0"), fact("gross_profit", "2024", "420"), fact("revenue", "2024", "1000")], [("margin", "holds")]),
    ([percent("net_margin", "2024", "-4.2"), fact("net_profit", "2024", "42"), fact("revenue", "2024", "1000")], [("margin", "fails")]),
    (
        [percent("revenue_share", "2024", "30", segment="海外"), fact("revenue", "2024", "300", segment="海外"), fact("revenue", "2024", "1000")],
        [("share", "holds")],
    ),
    ([percent("revenue_share", "2024", "30", segment="海外"), fact("revenue", "2024", "300", "USD", segment="海外"), fact("revenue", "2024", "1000")], [("share", "blocked")]),
    ([percent("revenue_share", "2024", "30"), fact("revenue", "2024", "1000")], [("share", "blocked")]),
    ([fact("revenue", "2024", "100"), fact("revenue", "2024-H1", "40"), fact("revenue", "2024-H2", "60")], [("sum", "holds")]),
    ([fact("revenue", "2024", "130"), fact("revenue", "2024-H1", "40"), fact("revenue", "2024-H2", "60")], [("sum", "fails")]),
    ([fact("revenue", "2024", "100"), fact("revenue", "2024-H1", "40"), fact("revenue", "2024-Q4", "60")], []),
    ([fact("cash", "2024", "100"), fact("cash", "2024-H1", "40"), fact("cash", "2024-H2", "60")], []),
    ([fact("eps", "2024", "100"), fact("eps", "2024-H1", "40"), fact("eps", "2024-H2", "60")], []),
    ([fact("gross_profit", "2024", "4"), fact("revenue", "2024", "10"), fact("cost_of_revenue", "2024", "6")], [("difference", "holds")]),
    ([fact("gross_profit", "2024", "6"), fact("revenue", "2024", "10"), fact("cost_of_revenue", "2024", "6")], [("difference", "fails")]),
    ([fact("gross_profit", "2024", "4"), fact("revenue", "2024", "10")], []),
    ([percent("ownership", "2024", "130", segment="親会社")], [("range", "fails")]),
    ([percent("market_share", "2024", "30")], []),
    ([percent("gross_margin", "2024", "-30")], [("margin", "blocked")]),
    ([fact("revenue", "2024", "9", value_max="5")], [("range", "fails")]),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "want"), CASES)
def test_checks(facts: list[dict[str, Any]], want: list[tuple[str, str]]) -> None:
    assert found(*facts) == want


def test_a_forecast_grows_from_what_was_actual() -> None:
    growth = percent("revenue_growth_yoy", "FY2026-03", "25", basis="forecast")
    now, then = fact("revenue", "FY2026-03", "500", basis="forecast"), fact("revenue", "FY2025-03", "400")
    assert found(growth, now, then) == [("growth", "holds")]


def test_the_arithmetic_stands_in_words() -> None:
    facts = [percent("revenue_cagr", "2022..2024", "130", precision="0.5")]
    facts += [fact("revenue", "2022", "60000000", precision="5000000"), fact("revenue", "2024", "310000000", precision="5000000")]
    (row,) = checks(pd.DataFrame(facts)).to_dict("records")
    assert row["explanation"] == (
        "aozora revenue CAGR 2022..2024: (revenue 2024 305,000,000 to 315,000,000 JPY ÷ revenue 2022 55,000,000 to 65,000,000 JPY)^(1/2) - 1"
        " = 116.62 to 139.32%; stated 129.5 to 130.5%: holds."
    )
    assert (row["start"], row["end"], row["article_id"]) == (10, 13, "a1")
    for lang, word in (("ja", "成立"), ("zh", "成立")):
        assert word in checks(pd.DataFrame(facts), lang=lang).iloc[0]["explanation"]
    blocked = checks(pd.DataFrame(facts[:2])).iloc[0]["explanation"]
    assert "needs revenue 2024, which the article does not state" in blocked


def test_statements_across_articles() -> None:
    facts = [
        fact("revenue", "2024", "300", precision="50", published=date(2025, 1, 1)),
        fact("revenue", "2024", "312", article_id="a2", published=date(2025, 3, 1)),
        fact("revenue", "FY2024-12", "420", article_id="a3", published=date(2025, 2, 1)),
        fact("revenue", "2023", "5"),
        fact("revenue", "2023", "5", article_id="a2"),
        fact("revenue", "2022", "5"),
        fact("revenue", "2022", "50"),
        fact("revenue", "2026", "5", basis="forecast"),
        fact("revenue", "2026", "9", basis="forecast", article_id="a2"),
        fact("customers", "", "5", "companies"),
        fact("customers", "", "9", "companies", article_id="a2"),
    ]
    frame = statements(pd.DataFrame(facts))
    assert tuple(frame.columns) == STATEMENT_COLUMNS
    rows = {r["period"]: r for r in frame.to_dict("records")}
    assert set(rows) == {"2024", "2023", "2026"}
    first = rows["2024"]
    assert (first["conflict"], first["articles"]) == (True, 3)
    assert (first["latest_article"], first["latest_value"]) == ("a2", D(312))
    assert (first["precise_article"], first["precise_value"]) == ("a2", D(312))
    assert first["explanation"] == "aozora revenue 2024: a2 says 311.5 to 312.5 JPY, a3 says 419.5 to 420.5 JPY: conflict."
    assert not rows["2023"]["conflict"] and not rows["2026"]["conflict"]


def test_coverage_says_what_is_left_on_either_side() -> None:
    known = read_known(pd.DataFrame([{k: f[k] for k in ("company", "metric", "period", "value", "unit")} for f in (
        fact("revenue", "2024", "1"), fact("revenue", "2023", "1"), fact("cash", "2024-12-31", "1"), fact("revenue", "2024", "2"),
    )]))  # fmt: skip
    facts = pd.DataFrame([fact("revenue", "2024", "1"), fact("cash", "2024", "1"), fact("revenue", "2021", "1")])
    for given in (facts, reconcile(facts, known)):
        covered = coverage(given, known)
        assert covered.unstated["period"].tolist() == ["2023"]
        assert covered.unchecked["period"].tolist() == ["2021"]
        assert (covered.known, covered.facts) == (4, 3)


def test_no_facts() -> None:
    empty = pd.DataFrame([fact("revenue", "2024", "1")]).iloc[:0]
    assert checks(empty).empty and statements(empty).empty
