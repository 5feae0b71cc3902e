# ruff: noqa: E501  (tables of cases: one line each)
"""What makes a mismatch more or less probably an error of the article."""

import tomllib
from decimal import Decimal
from importlib import resources
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mokuromi import read_known
from mokuromi.reconcile.certainty import against, certainty, digit_slip, weights
from mokuromi.reconcile.explain import LANGS
from mokuromi.reconcile.notes import Notes
from mokuromi.reconcile.reconciliation import Reconciliation, Terms


def fact(value: str, metric: str = "revenue", period: str = "2024", **other: Any) -> dict[str, Any]:
    out = {"article_id": "a1", "company": "aozora", "metric": metric, "period": period, "segment": "", "basis": "actual", "value": value}
    return out | {"unit": "JPY", "precision": "0.5", "score": 0.9, "inferred": [], "sentence": "", "metric_text": ""} | other


def figure(value: str, metric: str = "revenue", period: str = "2024", **other: Any) -> dict[str, Any]:
    return {"company": "aozora", "metric": metric, "period": period, "segment": "", "basis": "actual", "value": value, "unit": "JPY"} | other


def compared(facts: list[dict[str, Any]], known: list[dict[str, Any]]) -> Reconciliation:
    return Reconciliation(pd.DataFrame(facts), read_known(pd.DataFrame(known)), Terms())


PLAIN = [fact("512")], [figure("600")]
CASES = [  # facts (the first differs), known figures, the trait that the first has
    ([fact("512", inferred=["company", "period"])], [figure("600")], "period inferred"),
    ([fact("512"), fact("600")], [figure("600")], "key agrees"),
    ([fact("512"), fact("523")], [figure("600")], "rival"),
    ([fact("512"), fact("600", "other")], [figure("600")], "known is stated"),
    ([fact("512"), fact("60", "other", precision="5")], [figure("62")], "known is stated"),
    ([fact("512")], [figure("600"), figure("512", segment="海外")], "like segment"),
    ([fact("512")], [figure("600"), figure("512", basis="forecast")], "like basis"),
    ([fact("512")], [figure("600"), figure("512", period="2023")], "like period"),
    ([fact("512", sentence="2024年の売上高は512円")], [figure("600"), figure("512", period="2023")], "own year alone is named"),
    ([fact("512"), fact("600", period="2023")], [figure("600"), figure("512", period="2023")], "exchanged"),
    ([fact("5120")], [figure("512")], "like scale"),
    ([fact("512")], [figure("521")], "digit slip"),
    ([fact("512", unit="USD")], [figure("512")], "like currency"),
    ([fact("5.2", "revenue_growth_yoy", unit="percent", precision="0.05")], [figure("-5.2", "revenue_growth_yoy", unit="percent")], "growth with the other sign"),
    ([fact("-5.2", "revenue_growth_yoy", unit="percent", precision="0.05")], [figure("5.2", "revenue_growth_yoy", unit="percent")], "fall with the other sign"),
    ([fact("512")], [figure("1999")], "far"),
    ([fact("512")], [figure("199")], "far"),
]
WITHOUT = [
    (*PLAIN, None),
    ([fact("512"), fact("600", article_id="a2")], [figure("600")], "key agrees"),
    ([fact("512"), fact("512", article_id="a2")], [figure("600")], "rival"),
    ([fact("512"), fact("600", "other", article_id="a2")], [figure("600")], "known is stated"),
    ([fact("512"), fact("602", "other")], [figure("600")], "known is stated"),
    ([fact("512", sentence="2023年の512円から2024年は")], [figure("600"), figure("512", period="2023")], "own year alone is named"),
    ([fact("512"), fact("590", period="2023")], [figure("600"), figure("512", period="2023")], "exchanged"),
    ([fact("5.2", "gross_margin", unit="percent", precision="0.05")], [figure("-5.2", "gross_margin", unit="percent")], "growth with the other sign"),
    ([fact("5.2", "revenue_growth_yoy", unit="percent", precision="0.05")], [figure("-5.2", "revenue_growth_yoy", unit="percent")], "fall with the other sign"),
    ([fact("512")], [figure("1000")], "far"),
    ([fact("5120")], [figure("512")], "far"),
]
TRAITS = [row["trait"] for row in tomllib.loads(resources.files("mokuromi.reconcile").joinpath("certainty.toml").read_text("utf-8"))["traits"]]


@pytest.mark.parametrize(("facts", "known", "trait"), CASES)
def test_trait(facts: list[dict[str, Any]], known: list[dict[str, Any]], trait: str) -> None:
    found = compared(facts, known)
    assert found.differing[0] == 0 and found.traits[trait][0] == 1
    without = {name: column for name, column in found.traits.items() if name != trait}
    assert (found.certainty[0] > certainty(without, weights())[0]) == (weights()[trait] > 0)


@pytest.mark.parametrize(("facts", "known", "trait"), WITHOUT)
def test_no_trait(facts: list[dict[str, Any]], known: list[dict[str, Any]], trait: str | None) -> None:
    found = compared(facts, known)
    assert found.differing[0] == 0
    here = {name for name, column in found.traits.items() if column[0]} - {"mismatch", "score", "period agrees"}
    assert here == set() if trait is None else trait not in here


def test_the_score_and_the_neighbours_weigh() -> None:
    sure, unsure = (compared([fact("512", score=score)], [figure("600")]).certainty[0] for score in (0.95, 0.5))
    assert sure > unsure
    agreeing = compared([fact("512"), fact("7", "net_profit")], [figure("600"), figure("7", "net_profit")]).certainty[0]
    differing = compared([fact("512"), fact("7", "net_profit")], [figure("600"), figure("8", "net_profit")]).certainty[0]
    assert agreeing > differing
    assert compared([fact("512", score=None)], [figure("600")]).certainty[0] == 1


@pytest.mark.parametrize(
    ("stated", "known", "slip"),
    [("1234", "1243", True), ("1234", "1934", True), ("1234", "1235", False), ("1234", "12435678", False), ("123", "1324567", False), ("13.2", "12.3", True),
     ("132", "123.4", True), ("12", "21", False), ("1234", "-1243", False), ("1234", "1423", False), ("1234", "1234", False), ("4321", "1234", False), ("120", "210", False)],
)  # fmt: skip
def test_digit_slip(stated: str, known: str, slip: bool) -> None:
    assert digit_slip(Decimal(stated), Decimal(known)) == slip


@given(st.integers(100, 10**9), st.integers(0, 5))
def test_two_neighbours_exchanged_are_a_slip_both_ways(value: int, at: int) -> None:
    digits = list(str(value * 10 + 7))
    at %= len(digits) - 2
    digits[at], digits[at + 1] = digits[at + 1], digits[at]
    one, two = Decimal(value * 10 + 7), Decimal("".join(digits))
    same_size = one.adjusted() == two.adjusted()
    assert digit_slip(one, two) == digit_slip(two, one) == (same_size and one != two)


def test_every_trait_has_a_weight_and_what_speaks_against_an_error_is_said_in_every_language() -> None:
    found = compared(*PLAIN).traits
    assert set(found) == set(TRAITS) == set(weights()) and len(TRAITS) == len(set(TRAITS))
    for lang in LANGS:
        for trait in [*(name for name, weight in weights().items() if weight < 0), "score"]:
            assert "0.12" in Notes(lang).doubtful(0.12, trait, 0.6)


def test_the_reason_is_what_weighs_most_against_an_error() -> None:
    found = {"mismatch": np.array([1.0, 1.0]), "far": np.array([1.0, 0.0]), "key agrees": np.array([1.0, 0.0])}
    by = {"mismatch": 1.0, "far": -1.0, "key agrees": -3.0}
    assert [against(found, by, row) for row in (0, 1)] == ["key agrees", "score"]
    assert certainty(found, by).round(3).tolist() == [0.047, 0.731]
