# ruff: noqa: E501  (tables of cases: one line each)
from datetime import date
from decimal import Decimal as D
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mokuromi import read_known, reconcile
from mokuromi.errors import ConfigError, KnownFiguresError
from mokuromi.reconcile import interval
from mokuromi.reconcile.compare import RESULT_COLUMNS
from mokuromi.reconcile.explain import ComparedRows, Explainer
from mokuromi.reconcile.fx import read_fx


def fact(value: str, metric: str = "revenue", period: str = "2024", unit: str = "JPY", **other: Any) -> dict[str, Any]:
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
    return out | {"precision": "0.5", "start": 0, "end": 3} | other


def figure(value: str, metric: str = "revenue", period: str = "2024", unit: str = "JPY", **other: Any) -> dict[str, Any]:
    return {"company": "aozora", "metric": metric, "period": period, "segment": "", "value": value, "unit": unit} | other


def run(facts: list[dict[str, Any]], known: list[dict[str, Any]], **options: Any) -> pd.DataFrame:
    return reconcile(pd.DataFrame(facts), read_known(pd.DataFrame(known)), **options)


def one(stated: dict[str, Any], *known: dict[str, Any], **options: Any) -> dict[str, Any]:
    row: dict[str, Any] = run([stated], list(known), **options).iloc[0].to_dict()
    return row


def test_columns_and_their_types() -> None:
    result = run([fact("100"), fact("7", period="1999")], [figure("100.4")])
    assert tuple(result.columns) == RESULT_COLUMNS
    first, second = result.to_dict("records")
    assert (first["status"], first["known_value"], first["difference"], first["known_source"]) == (
        "rounded",
        D("100.4"),
        D("-0.4"),
        "DataFrame:row 1",
    )
    assert (second["status"], second["known_value"], second["difference"], second["diagnosis"]) == ("unknown", None, None, "")


@pytest.mark.parametrize(
    ("stated", "known", "status"),
    [
        (fact("100", period="FY2024-12"), figure("100"), "exact"),
        (fact("100", period="2026-Q2"), figure("100", period="FY2027-03-Q1"), "exact"),
        (fact("100", period=""), figure("100", period=""), "exact"),
        (fact("100", period=""), figure("100"), "unknown"),
        (fact("100"), figure("100", period=""), "unknown"),
        (fact("100", period="sometime"), figure("100", period=""), "unknown"),
        (fact("100", company="AOZORA"), figure("100"), "exact"),
        (fact("100", company="other"), figure("100"), "unknown"),
        (fact("100", company="name:夕凪堂"), figure("100", company="株式会社夕凪堂"), "exact"),
        (fact("100", company="name:夕凪堂"), figure("100", company="夕凪屋"), "unknown"),
        (fact("100", segment="車載製品"), figure("100", segment="車載"), "exact"),
        (fact("100", segment="海外"), figure("100"), "unknown"),
        (fact("100"), figure("100", segment="海外"), "unknown"),
        (fact("100", segment="雲端業務"), figure("100", segment="云端"), "exact"),
        (fact("100", segment="オンライン事業"), figure("100", segment="オンライン"), "exact"),
        (fact("100", segment="国内"), figure("100", segment="海外"), "unknown"),
        (fact("100", basis="forecast"), figure("100"), "exact"),
        (fact("100", basis="forecast"), figure("100", basis="actual"), "unknown"),
        (fact("100", basis="forecast"), figure("100", basis="forecast"), "exact"),
        (fact("100", "customers", unit="persons"), figure("100", "customers", unit="companies"), "exact"),
        (fact("100", "customers", unit="times"), figure("100", "customers", unit="companies"), "unknown"),
        (fact("100", "gross_margin", unit="pp"), figure("100", "gross_margin", unit="percent"), "unknown"),
        (fact("100", "gross_margin", unit="JPY"), figure("100", "gross_margin", unit="percent"), "unknown"),
        (fact("100", unit="USD"), figure("100"), "mismatch"),
    ],
)
def test_what_is_compared_with_what(stated: dict[str, Any], known: dict[str, Any], status: str) -> None:
    assert one(stated, known)["status"] == status


@pytest.mark.parametrize(
    ("metric", "stated", "known", "status"),
    [
        ("cash", "2024", "2024-12-31", "exact"),
        ("cash", "2025-09-30", "2025-Q3", "exact"),
        ("employees", "FY2025-03", "2025-03-31", "exact"),
        ("cash", "2024", "2024-06-30", "unknown"),
        ("revenue", "2024", "2024-12-31", "unknown"),
        ("revenue", "2024-H2", "2024", "unknown"),
        ("closing_price", "2025-03", "2025-03-31", "unknown"),
    ],
)
def test_balances_are_known_by_their_last_day(metric: str, stated: str, known: str, status: str) -> None:
    unit = "persons" if metric == "employees" else "JPY"
    assert one(fact("100", metric, stated, unit), figure("100", metric, known, unit))["status"] == status


def test_figures_that_differ_are_ambiguous_and_named() -> None:
    row = one(fact("100"), figure("100"), figure("102"))
    assert (row["status"], row["known_value"]) == ("ambiguous", None)
    assert "100 JPY (DataFrame:row 1)" in row["explanation"] and "102 JPY (DataFrame:row 2)" in row["explanation"]
    assert one(fact("100"), figure("100"), figure("100"))["status"] == "exact"
    assert one(fact("100"), figure("100"), figure("7", unit="USD"))["status"] == "exact"


def test_the_same_figure_rounded_twice_is_one() -> None:
    row = one(fact("52718000", precision="500"), figure("52000000", rounding="truncate"), figure("52718000", rounding="truncate:1000"))
    assert (row["status"], row["known_value"]) == ("exact", D(52718000))


def test_restated_figures_as_they_stood_at_the_article() -> None:
    known = [figure("100", filed_at="2025-02-01"), figure("90", filed_at="2026-02-01"), figure("80", filed_at="2027-02-01")]
    for day, want in ((date(2024, 1, 1), 100), (date(2025, 6, 1), 100), (date(2026, 2, 1), 90), (date(2030, 1, 1), 80)):
        assert one(fact("100"), *known, published={"a1": day})["known_value"] == want
        assert one(fact("100", published=day), *known)["known_value"] == want
    assert one(fact("100"), *known)["status"] == "ambiguous"


def test_rounding_of_the_known_figure() -> None:
    stated = fact("5271800000", precision="50000")
    assert one(stated, figure("5271000000"))["status"] == "mismatch"
    assert one(stated, figure("5271000000", rounding="truncate"))["status"] == "rounded"
    assert one(stated, figure("5271000000", rounding="nearest"))["status"] == "mismatch"
    assert one(stated, figure("5272000000", rounding="nearest"))["status"] == "rounded"


SLIPS = [  # stated, known rows (the first has the fact's key), diagnosis
    (fact("1230"), [figure("123")], "scale"),
    (fact("12300"), [figure("123000000")], "scale"),
    (fact("124", precision="0.5"), [figure("1236")], "scale"),
    (fact("450", modifier="approx", precision="5"), [figure("4600")], "scale"),
    (fact("-13", "operating_profit"), [figure("13", "operating_profit")], "sign"),
    (fact("776", unit="USD"), [figure("776")], "currency"),
    (fact("512"), [figure("317"), figure("512", period="2023")], "period"),
    (fact("512"), [figure("317"), figure("-512", period="2023")], ""),
    (fact("512"), [figure("317"), figure("-512", "net_profit")], "metric"),
    (fact("512"), [figure("317"), figure("512", "net_profit", period="2023")], ""),
    (fact("512"), [figure("317"), figure("512", company="other")], ""),
    (fact("512", segment="海外"), [figure("317", segment="海外"), figure("512")], "segment"),
    (fact("512"), [figure("317", basis="actual"), figure("512", basis="target")], "basis"),
    (fact("5270", precision="0.5"), [figure("5274")], "truncated"),
    (fact("5000", precision="0.5"), [figure("5274")], ""),
    (fact("512"), [figure("521")], ""),
    (fact("1"), [figure("3"), figure("1", period="2023")], ""),
    (
        fact("5.5", precision="0.5", unit="percent"),
        [figure("9", unit="percent"), *(figure("5.3", period=str(y), unit="percent") for y in range(2010, 2024))],
        "",
    ),
]


@pytest.mark.parametrize(("stated", "known", "want"), SLIPS)
def test_diagnosis(stated: dict[str, Any], known: list[dict[str, Any]], want: str) -> None:
    row = one(stated, *known)
    assert (row["status"], row["diagnosis"]) == ("mismatch", want)
    assert (want in row["explanation"]) if want else ("Looks like" not in row["explanation"])


def test_another_firm_counts_only_where_the_article_names_it() -> None:
    known = [figure("317"), figure("512", company="umi")]
    other = fact("7", "employees", company="umi", unit="persons")
    assert run([fact("512"), other], known).iloc[0]["diagnosis"] == "company"
    assert run([fact("512"), other | {"article_id": "a2"}], known).iloc[0]["diagnosis"] == ""


def test_a_bound_a_power_of_ten_off_holds_with_a_note() -> None:
    row = one(fact("4500000", "developers", unit="persons", modifier="at_least"), figure("45000000", "developers", unit="persons"))
    assert (row["status"], row["diagnosis"]) == ("within_bound", "")
    assert "10 times the stated bound" in row["explanation"]
    assert "times" not in one(fact("4500000", modifier="at_least"), figure("46000000"))["explanation"]


def test_difference_of_a_range_is_to_its_nearer_end() -> None:
    for actual, want in (("14", 0), ("11", 1), ("20", -4)):
        assert one(fact("12", value_max="16"), figure(actual))["difference"] == want


FX = "base,quote,kind,period,rate\nUSD,JPY,average,2024,151.58\nUSD,JPY,closing,2024-12-31,158.18\n"


def test_currencies_only_by_the_rates_given(tmp_path: Path) -> None:
    path = tmp_path / "fx.csv"
    path.write_text(FX, encoding="utf-8")
    flow = one(fact("100", unit="USD"), figure("15158"), fx=path)
    assert (flow["status"], flow["known_value"], flow["known_source"]) == (
        "exact",
        D("100.00"),
        "DataFrame:row 1 via_fx USD/JPY 151.58 (average)",
    )
    stock = one(fact("15818", "cash", "2024-12-31"), figure("100", "cash", "2024-12-31", "USD"), fx=read_fx(path))
    assert stock["status"] == "exact" and "158.18 (closing)" in stock["explanation"]
    assert one(fact("100", unit="USD"), figure("20000"), fx=path)["status"] == "mismatch"
    no_rate = one(fact("100", unit="EUR"), figure("15158"), fx=path)
    assert (no_rate["status"], no_rate["known_value"]) == ("unknown", None)
    assert "15,158 JPY (DataFrame:row 1) is known" in no_rate["explanation"]
    assert one(fact("15158", unit="EUR"), figure("15158"), fx=path)["diagnosis"] == "currency"
    assert one(fact("100", unit="USD", period="2023"), figure("15158", period="2023"), fx=path)["status"] == "unknown"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("base,quote,rate\n", "column kind, period is missing"),
        (FX + "USD,JPY,spot,2024,1\n", ":4: kind 'spot'"),
        (FX + "USD,JPY,average,2024,0\n", ":4: rate '0'"),
        (FX + "USD,JPY,average,24,1\n", ":4: '24' is no period"),
    ],
)
def test_bad_rates(tmp_path: Path, text: str, wrong: str) -> None:
    (tmp_path / "fx.csv").write_text(text, encoding="utf-8")
    with pytest.raises(KnownFiguresError, match=wrong.replace(".", r"\.")):
        read_fx(tmp_path / "fx.csv")
    with pytest.raises(KnownFiguresError, match="no such file"):
        read_fx(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("lang", "want"),
    [
        ("en", "aozora revenue 2024: stated 100 JPY (99.5 to 100.5); known 100.4 JPY (DataFrame:row 1); rounded: equal at the last stated digit; stated - known = -0.4 (-0.40%)."),
        ("ja", "aozora 売上高 2024：記載は100円 (99.5〜100.5)、既知は100.4円（DataFrame:row 1）。rounded：記載の最後の桁で一致、記載－既知＝-0.4 (-0.40%)。"),
        ("zh", "aozora 收入 2024：文中为100日元 (99.5～100.5)，已知为100.4日元（DataFrame:row 1）。rounded：按文中最后一位四舍五入后一致，文中－已知＝-0.4 (-0.40%)。"),
    ],
)  # fmt: skip
def test_explanations(lang: str, want: str) -> None:
    assert one(fact("100"), figure("100.4"), lang=lang)["explanation"] == want


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ConfigError, match="en, ja, zh-Hans or zh-Hant"):
        one(fact("100"), figure("100"), lang="fr")


def test_a_missing_value_is_compared_with_nothing() -> None:
    raw = pd.DataFrame([figure("100"), figure("5", period="2023")]).assign(value=[None, "5"])
    facts = pd.DataFrame([fact("0"), fact("5", period="2023"), fact("5", period="2023") | {"value": None}])
    assert reconcile(facts, raw)["status"].tolist() == ["unknown", "exact", "unknown"]


def test_nothing_to_compare() -> None:
    empty = pd.DataFrame([fact("100")]).iloc[:0]
    known = read_known(pd.DataFrame([figure("1")]))
    assert tuple(reconcile(empty, known).columns) == RESULT_COLUMNS
    assert reconcile(pd.DataFrame([fact("100")]), known.iloc[:0])["status"].tolist() == ["unknown"]


amounts = st.decimals(-(10**4), 10**4, places=2) | st.integers(-(10**15), 10**15).map(D)
rows = st.fixed_dictionaries(
    {
        "value": amounts, "precision": st.sampled_from([None, D("0.05"), D("0.5"), D(5000)]), "unit": st.sampled_from(["JPY", "percent", "persons"]),
        "modifier": st.sampled_from(["", "approx", "nearly", "at_least", "less_than"]), "top": st.none() | amounts, "known": st.none() | amounts,
        "status": st.sampled_from(interval.STATUSES[:5]), "head": st.sampled_from(["a", "100%", "{b}"]),
    }
)  # fmt: skip


@settings(max_examples=60)
@given(st.lists(rows, min_size=1, max_size=12), st.sampled_from(["en", "ja", "zh"]))
def test_sentences_in_bulk_are_the_single_ones(items: list[dict[str, Any]], lang: str) -> None:
    def column(name: str) -> Any:
        out = np.empty(len(items), dtype=object)
        out[:] = [i[name] for i in items]
        return out

    known, value = column("known"), column("value")
    tops = [None if i["top"] is None else max(i["top"], i["value"]) for i in items]
    difference = [None if k is None else v - k for v, k in zip(value, known, strict=True)]
    status = np.where(known == None, "unknown", column("status"))  # noqa: E711
    heads = [column("head")] * 4
    bulk = ComparedRows(heads, interval.scaled(value), interval.scaled(tops).exact, column("unit"), column("modifier"), interval.scaled(column("precision")),
                known, column("unit"), column("head"), status.astype(object), interval.scaled(difference).exact)  # fmt: skip
    explain = Explainer(lang)
    assert explain.rows(bulk) == [explain.row(bulk.row(i)) for i in range(len(items))]


def test_frames_with_typed_columns_are_compared_alike() -> None:
    from mokuromi.corpus.frame import typed

    stated = [fact("1230"), fact("4.5", "gross_margin", unit="percent", precision="0.05"), fact("7", period="1999", modifier="approx")]
    plain, known = pd.DataFrame(stated), read_known(pd.DataFrame([figure("1230"), figure("4.52", "gross_margin", unit="percent")]))
    columns = ["status", "known_value", "explanation", "difference"]
    assert reconcile(typed(plain), known)[columns].values.tolist() == reconcile(plain, known)[columns].values.tolist()


@pytest.mark.parametrize(
    ("stated", "known_basis", "status"),
    [("forecast", "", "doubtful"), ("actual", "", "mismatch"), ("forecast", "forecast", "mismatch"), ("forecast", "actual", "unknown")],
)
def test_a_forecast_is_no_alarm_against_a_figure_that_may_be_the_outcome(stated: str, known_basis: str, status: str) -> None:
    known = read_known(pd.DataFrame([figure("200") | {"basis": known_basis}]))
    result = reconcile(pd.DataFrame([fact("100") | {"basis": stated, "score": 0.99}]), known)
    assert result["status"].tolist() == [status]
    assert ("forecast" in result["explanation"][0]) == (stated == "forecast" and known_basis != "forecast")


def test_an_amount_in_another_currency_that_is_another_firms() -> None:
    known = [figure("-2958007000", "net_profit", unit="CNY"), figure("-465238000", "net_profit", unit="USD", company="midori")]
    stated = [
        fact("-465000000", "net_profit", unit="USD", precision="500000"),
        fact("-2958000000", "net_profit", unit="CNY", precision="500000", company="midori"),
    ]
    assert run(stated, known)["diagnosis"].tolist() == ["company", "company"]
    lone = run([stated[0] | {"value": "-433000000"}], known)
    assert lone["status"].tolist() == ["unknown"]
