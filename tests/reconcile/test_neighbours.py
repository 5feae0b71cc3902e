# ruff: noqa: E501  (tables of cases: one line each)
"""Known figures whose key a fact has but for one part."""

from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from mokuromi import read_known, reconcile


def fact(value: str, metric: str = "revenue", period: str = "2024", **other: Any) -> dict[str, Any]:
    out = {"article_id": "a1", "company": "aozora", "metric": metric, "period": period, "segment": "", "basis": "actual", "value": value}
    return out | {"unit": "JPY", "precision": "0.5", "sentence": "", "metric_text": ""} | other


def figure(value: str, metric: str = "revenue", period: str = "2024", **other: Any) -> dict[str, Any]:
    return {"company": "aozora", "metric": metric, "period": period, "segment": "", "basis": "actual", "value": value, "unit": "JPY"} | other


def run(facts: list[dict[str, Any]], known: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return reconcile(pd.DataFrame(facts), read_known(pd.DataFrame(known))).to_dict("records")


CLOUD = figure("512", segment="クラウド事業")
PARTS = [  # stated, known, status, known value
    (fact("512", sentence="クラウド事業の売上高は512円"), [figure("900"), CLOUD], "exact", 512),
    (fact("512", sentence="クラウド事業の売上高は512円"), [CLOUD], "exact", 512),
    (fact("512", segment="事業別", sentence="クラウド事業は512円"), [CLOUD], "exact", 512),
    (fact("512", sentence="ク ラ ウ ド事業の売上高は512円"), [CLOUD], "exact", 512),
    (fact("512", sentence="全社の売上高は512円"), [figure("900"), CLOUD], "mismatch", 900),
    (fact("512", sentence="全社の売上高は512円"), [CLOUD], "unknown", None),
    (fact("514", sentence="クラウド事業の売上高は514円"), [CLOUD], "unknown", None),
    (fact("512", period="2023", sentence="クラウド事業の売上高は512円"), [CLOUD], "unknown", None),
    (fact("512", sentence="クラウド事業と広告は512円"), [CLOUD, figure("512", segment="広告")], "unknown", None),
    (fact("5", sentence="クラウド事業の売上高は5円", precision="5"), [figure("9", segment="クラウド")], "unknown", None),
    (fact("512", basis="forecast", sentence="クラウド事業の売上高は512円"), [CLOUD], "unknown", None),
    (fact("512", unit="USD", sentence="クラウド事業の売上高は512ドル"), [CLOUD], "unknown", None),
]


@pytest.mark.parametrize(("stated", "known", "status", "value"), PARTS)
def test_a_figure_of_a_part_that_its_sentence_names(stated: dict[str, Any], known: list[dict[str, Any]], status: str, value: int | None) -> None:
    row = run([stated], known)[0]
    assert (row["status"], row["known_value"]) == (status, value)
    assert ("Its sentence names クラウド" in row["explanation"]) == (status == "exact")


def test_a_figure_of_the_whole_to_many_digits() -> None:
    stated = {"segment": "申請中", "sentence": "売上高"}
    known = [figure("47042000"), figure("5200000", segment="海外")]
    rows = run([fact("47042000", **stated), fact("47042003", **stated), fact("47000000", **stated, precision="500000")], known)
    assert [row["status"] for row in rows] == ["exact", "unknown", "unknown"]
    assert "The known figure is that of the whole." in rows[0]["explanation"]


def test_one_listing_one_figure_whatever_its_day() -> None:
    known = [figure("1200", "offer_price", "2024-05-10")]
    rows = run([fact("1200", "offer_price", "2024-05-13"), fact("1300", "offer_price", "2024-05-13")], known)
    assert [row["status"] for row in rows] == ["exact", "unknown"]
    twice = [*known, figure("1200", "offer_price", "2021-01-05")]
    assert run([fact("1200", "offer_price", "2024-05-13")], twice)[0]["status"] == "unknown"


@pytest.mark.parametrize(
    ("stated", "status"),
    [
        (fact("72572", "employees", "", unit="persons"), "exact"),
        (fact("73000", "employees", "", unit="persons", precision="500"), "rounded"),
        (fact("73000", "employees", "", unit="persons", precision="500", modifier="approx"), "rounded"),
        (fact("74000", "employees", "", unit="persons", precision="500"), "unknown"),
        (fact("73000", "employees", "2019-03-31", unit="persons", precision="500"), "unknown"),
        (fact("100000", "employees", "", unit="persons", precision="50000", modifier="approx"), "unknown"),  # would fit too much
    ],
)
def test_a_figure_of_no_period(stated: dict[str, Any], status: str) -> None:
    known = [figure("72572", "employees", "2025-03-31", unit="persons"), figure("65000", "employees", "2024-03-31", unit="persons")]
    row = run([stated], known[:1] if stated.get("modifier") else known)[0]
    assert row["status"] == status
    assert ("gives no period; the known figure is that of 2025-03-31" in row["explanation"]) == (status != "unknown")


AOZORA = [figure("52718"), figure("6054", "net_profit"), figure("9123", "operating_profit"), figure("7000", "rnd_expense")]
MIDORI = [figure("41937", company="midori"), figure("2217", "net_profit", company="midori")]


def nobody(*figures: tuple[str, str], **other: Any) -> list[dict[str, Any]]:
    return [fact(value, metric, company="", **other) for value, metric in figures]


def test_figures_of_no_named_firm_are_those_of_the_firm_that_has_several_of_them() -> None:
    rows = run(nobody(("52718", "revenue"), ("6054", "net_profit"), ("9132", "operating_profit")), AOZORA + MIDORI)
    assert [row["status"] for row in rows] == ["exact", "exact", "mismatch"]
    assert rows[2]["known_value"] == Decimal(9123)
    assert "2 of its figures are those of aozora" in rows[2]["explanation"]


@pytest.mark.parametrize(
    "figures",
    [
        [("52718", "revenue"), ("7777", "net_profit")],  # one figure is no evidence
        [("52718", "revenue"), ("2217", "net_profit")],  # one of each of two firms
        [("1", "revenue"), ("2", "net_profit")],
    ],
)
def test_too_few_figures_of_one_firm_name_nobody(figures: list[tuple[str, str]]) -> None:
    assert {row["status"] for row in run(nobody(*figures), AOZORA + MIDORI)} == {"unknown"}


def test_figures_of_two_firms_are_told_apart_by_their_values() -> None:
    stated = nobody(("52718", "revenue"), ("6054", "net_profit"), ("41937", "revenue"), ("2217", "net_profit"), ("8000", "net_profit"))
    rows = run(stated, AOZORA + MIDORI)
    assert [row["known_value"] for row in rows] == [52718, 6054, 41937, 2217, None]


def test_a_named_firm_stays_the_firm() -> None:
    rows = run([fact("52718", company="midori"), fact("6054", "net_profit", company="midori")], AOZORA)
    assert {row["status"] for row in rows} == {"unknown"}
