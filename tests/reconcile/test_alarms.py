"""Mismatches of one cause are one alarm."""

from typing import Any

import pandas as pd

from mokuromi import read_known, reconcile

METRICS = ("revenue", "gross_profit", "operating_profit", "net_profit", "total_assets")


def _facts(values: list[str], article: str = "a1", company: str = "aozora", period: str = "2024", **other: Any) -> list[dict[str, Any]]:
    row = {"article_id": article, "company": company, "period": period, "segment": "", "basis": "actual", "unit": "JPY"} | other
    return [row | {"metric": m, "value": v, "precision": "0.5"} for m, v in zip(METRICS, values, strict=False)]


def _known(values: list[str], company: str = "aozora", period: str = "2024") -> list[dict[str, Any]]:
    row = {"company": company, "period": period, "unit": "JPY"}
    return [row | {"metric": m, "value": v} for m, v in zip(METRICS, values, strict=False)]


def _run(facts: list[dict[str, Any]], known: list[dict[str, Any]]) -> pd.DataFrame:
    return reconcile(pd.DataFrame(facts), read_known(pd.DataFrame(known)))


OURS, THEIRS = ["52718", "23456", "9123", "6054", "81234"], ["41937", "17465", "3581", "2217", "64890"]


def test_figures_of_another_firm_are_one_alarm() -> None:
    stated = _facts(THEIRS) + _facts(["41937"], company="midori")
    result = _run(stated, _known(OURS) + _known(THEIRS, "midori"))
    assert result["status"].tolist() == ["mismatch"] * 5 + ["exact"]
    assert result["alarm"].tolist() == ["1"] * 5 + [""]
    assert "Alarm 1: 5 figures of this article differ, most likely because they are figures of midori." in result["explanation"][0]


def test_figures_of_another_period_are_one_alarm() -> None:
    result = _run(_facts(THEIRS) + _facts(OURS, period="2022"), _known(OURS) + _known(THEIRS, period="2023") + _known(OURS, period="2022"))
    assert result["status"].tolist() == ["mismatch"] * 5 + ["exact"] * 5
    assert set(result["alarm"][:5]) == {"1"}
    assert "most likely because they are figures of 2023" in result["explanation"][0]


def test_one_wrong_figure_among_right_ones_stays_one_alarm() -> None:
    result = _run(_facts(["52718", "23456", "9123", "7777", "88888"]), _known(OURS))
    assert result["status"].tolist() == ["exact"] * 3 + ["mismatch"] * 2
    assert result["alarm"].tolist() == ["", "", "", "1", "2"]
    assert "figures of this article" not in result["explanation"][3]


def test_one_slip_of_scale_is_one_alarm() -> None:
    result = _run(_facts(["527180", "234560", "9123", "6054", "81234"]), _known(OURS))
    assert result["diagnosis"].tolist() == ["scale", "scale", "", "", ""]
    assert result["alarm"].tolist() == ["1", "1", "", "", ""]
    assert "2 figures of this article differ by the same power of ten" in result["explanation"][1]


def test_articles_do_not_share_alarms() -> None:
    result = _run(_facts(["1", "2"]) + _facts(["1", "2"], article="a2"), _known(OURS))
    assert result["alarm"].tolist() == ["1", "2", "1", "2"]


def test_an_article_has_the_same_alarms_whatever_is_compared_with_it() -> None:
    first, second = _facts(THEIRS), _facts(["527180", "234560", "9123", "6054", "81234"], article="a2")
    known = _known(OURS) + _known(THEIRS, "midori")
    alone, together = _run(second, known), _run(first + second, known)
    columns = ["alarm", "status", "explanation"]
    assert alone["alarm"].tolist() == ["1", "1", "", "", ""]
    assert together[columns][5:].to_dict("list") == alone[columns].to_dict("list")


def test_doubtful_facts_are_no_alarm() -> None:
    result = _run(_facts(["1", "2", "3"], score=0.4), _known(OURS))
    assert result["status"].tolist() == ["doubtful"] * 3
    assert result["alarm"].tolist() == [""] * 3
