# ruff: noqa: E501  (tables of cases: one line each)
"""Several known figures of one name, keys that are written differently, bases, and what was filed when."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from mokuromi import read_known, reconcile


def fact(value: str, metric: str = "net_profit", period: str = "2024", **other: Any) -> dict[str, Any]:
    out = {"article_id": "a1", "company": "aozora", "metric": metric, "period": period, "segment": "", "basis": "actual"}
    return out | {"value": value, "unit": "JPY", "precision": "0.5", "start": 0, "end": 3, "metric_text": "", "sentence": ""} | other


def figure(value: str, metric: str = "net_profit", period: str = "2024", **other: Any) -> dict[str, Any]:
    return {"company": "aozora", "metric": metric, "period": period, "segment": "", "value": value, "unit": "JPY"} | other


def one(stated: dict[str, Any], *known: dict[str, Any], **options: Any) -> dict[str, Any]:
    row: dict[str, Any] = reconcile(pd.DataFrame([stated]), read_known(pd.DataFrame(list(known))), **options).iloc[0].to_dict()
    return row


BOTH = [figure("100", variant="total"), figure("90", variant="owners")]
LINES = [
    figure("800", "revenue", variant="sales"),
    figure("900", "revenue", variant="operating_revenue"),
    figure("100", "revenue", variant="other_operating_revenue"),
]
CASES = [  # stated, known, status, known value, part of the explanation
    (fact("90", metric_text="親会社株主に帰属する当期純利益"), BOTH, "exact", 90, ""),
    (fact("100", metric_text="親会社株主に帰属する当期純利益"), BOTH, "mismatch", 90, ""),
    (fact("90", metric_text="归母净利润"), BOTH, "exact", 90, ""),
    (fact("90", metric_text="母公司擁有人應佔溢利"), BOTH, "exact", 90, ""),
    (fact("90", metric_text="純利益"), BOTH, "exact", 90, "by convention this is the owners of the parent"),
    (fact("100", metric_text="当期利益"), BOTH, "exact", 100, "stated one is the whole with minority interests"),
    (fact("95", metric_text="純利益"), BOTH, "mismatch", 90, "by convention this is the owners of the parent"),
    (fact("100", metric_text="当期純利益"), BOTH[:1], "exact", 100, ""),
    (fact("90", metric_text="归属于上市公司股东的净利润"), BOTH[:1], "unknown", None, "neither confirms nor refutes"),
    (fact("100", metric_text="归属于上市公司股东的净利润"), BOTH[:1], "exact", 100, ""),
    (fact("800", "revenue", metric_text="売上高"), LINES, "exact", 800, ""),
    (fact("900", "revenue", metric_text="営業収益"), LINES, "exact", 900, ""),
    (fact("900", "revenue", metric_text="売上高"), LINES, "mismatch", 800, ""),
    (fact("900", "revenue", metric_text="营收"), LINES, "exact", 900, "stated one is operating revenue"),
    (fact("50", "cash", "2024-12-31", metric_text="現預金"), [figure("40", "cash", "2024-12-31", variant="equivalents"), figure("50", "cash", "2024-12-31", variant="deposits")], "exact", 50, ""),
    (fact("3", "eps", metric_text="EPS"), [figure("2.9", "eps", variant="diluted"), figure("3", "eps", variant="basic")], "exact", 3, "basic"),
    # the parent alone, the whole group
    (fact("70", segment="単体"), [figure("90"), figure("70", segment="個別")], "exact", 70, ""),
    (fact("90", segment="連結"), [figure("90"), figure("70", segment="単体")], "exact", 90, ""),
    (fact("70"), [figure("70", segment="単体")], "unknown", None, ""),
    (fact("70", metric_text="単体純利益"), [figure("90"), figure("70", segment="単体")], "exact", 70, ""),
    (fact("70", metric_text="純利益", sentence="単体の純利益は70円だった。"), [figure("90"), figure("70", segment="単体")], "exact", 70, ""),
    (fact("90", metric_text="純利益", sentence="連結純利益は90円で、単体は70円だった。"), [figure("90"), figure("70", segment="単体")], "exact", 90, ""),
    (fact("70", metric_text="純利益", sentence="単体の純利益は70円だった。"), [figure("90")], "unknown", None, "90 JPY (DataFrame:row 1) is known of the group; the article speaks of the parent alone"),
    # bases
    (fact("90", basis="forecast"), [figure("90", basis="actual")], "unknown", None, "The known figure is an actual figure, the stated one a forecast"),
    (fact("90", basis="forecast"), [figure("80", basis="actual"), figure("90", basis="forecast")], "exact", 90, ""),
    (fact("90"), [figure("90", basis="forecast")], "unknown", None, "The known figure is a forecast, the stated one an actual figure"),
    (fact("90", basis="forecast"), [figure("90")], "exact", 90, ""),
    # one period under two names; a balance by its day
    (fact("90", period="FY2024-12"), [figure("90", period="2024")], "exact", 90, ""),
    (fact("90", period="FY2025-03-H1"), [figure("90", period="2024-04..2024-09")], "exact", 90, ""),
    (fact("90", "total_assets", "2021-12"), [figure("90", "total_assets", "2021-12-31")], "exact", 90, ""),
    (fact("90", "total_assets", "FY2022-03"), [figure("90", "total_assets", "2022-03-31")], "exact", 90, ""),
    (fact("90", period="2021-12"), [figure("90", period="2021-12-31")], "unknown", None, ""),
    # a listing has one offer price, whether its day is said or not; a closing price is of a day
    (fact("1200", "offer_price", ""), [figure("1200", "offer_price", "2024-05-10")], "exact", 1200, ""),
    (fact("1200", "offer_price", "2024-05-10"), [figure("1200", "offer_price", "")], "exact", 1200, ""),
    (fact("1200", "offer_price", "2024-05-11"), [figure("1200", "offer_price", "2024-05-10")], "exact", 1200, "The known figure is that of 2024-05-10"),
    (fact("1300", "offer_price", "2024-05-11"), [figure("1200", "offer_price", "2024-05-10")], "unknown", None, ""),
    (fact("1200", "closing_price", "2024-05-11"), [figure("1200", "closing_price", "2024-05-10")], "unknown", None, ""),
    (fact("1200", "closing_price", ""), [figure("1200", "closing_price", "2024-05-10")], "exact", 1200, "gives no period; the known figure is that of 2024-05-10"),
    (fact("1300", "closing_price", ""), [figure("1200", "closing_price", "2024-05-10")], "unknown", None, ""),
]  # fmt: skip


@pytest.mark.parametrize(("stated", "known", "status", "value", "said"), CASES)
def test_choice(stated: dict[str, Any], known: list[dict[str, Any]], status: str, value: int | None, said: str) -> None:
    row = one(stated, *known)
    assert (row["status"], row["known_value"]) == (status, value)
    assert said in row["explanation"]
    assert said or not any(word in row["explanation"] for word in ("convention", "neither", "not compared"))


@pytest.mark.parametrize("lang", ["en", "ja", "zh"])
def test_remarks_in_every_language(lang: str) -> None:
    plain = one(fact("90"), figure("90"), lang=lang)["explanation"]
    for stated, known in (
        (fact("90"), BOTH),
        (fact("90", basis="forecast"), [figure("90", basis="actual")]),
        (fact("1", score=0.1), [figure("90")]),
    ):
        assert len(one(stated, *known, lang=lang)["explanation"]) > len(plain)


def test_each_variant_as_it_was_filed_by_the_article() -> None:
    known = [
        figure("100", variant="total", filed_at="2025-02-01"), figure("90", variant="owners", filed_at="2025-02-01"),
        figure("80", variant="owners", filed_at="2026-02-01"),
    ]  # fmt: skip
    stated = fact("80", metric_text="归母净利润")
    assert one(stated, *known, published={"a1": date(2025, 6, 1)})["known_value"] == 90
    assert one(stated, *known, published={"a1": date(2026, 6, 1)})["status"] == "exact"


def test_dates_travel_with_the_facts() -> None:
    facts = pd.DataFrame([fact("90")])
    facts.attrs["published"] = {"a1": date(2025, 6, 1)}
    known = read_known(pd.DataFrame([figure("90", filed_at="2025-02-01"), figure("80", filed_at="2026-02-01")]))
    assert reconcile(facts, known)["status"].tolist() == ["exact"]


@pytest.mark.parametrize(
    ("score", "least", "status"),
    [(0.4, None, "doubtful"), (0.8, None, "mismatch"), (None, None, "mismatch"), (0.3, 0.2, "mismatch"), (0.9, 0.95, "doubtful")],
)
def test_an_alarm_needs_a_mismatch_that_is_probably_the_articles_error(score: float | None, least: float | None, status: str) -> None:
    row = one(fact("80", score=score), figure("90"), alarm_score=least)
    assert row["status"] == status
    assert ("errs here with a probability of" in row["explanation"]) == (status == "doubtful")
    assert one(fact("90", score=score), figure("90"), alarm_score=least)["status"] == "exact"
