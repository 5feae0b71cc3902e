from decimal import Decimal as D
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mokuromi.reconcile import interval
from mokuromi.reconcile.interval import Interval

CASES = [  # value, value_max, modifier, precision, known, status
    ("312000000", None, None, "500000", "312000000", "exact"),
    ("312000000", None, None, "500000", "312414000", "rounded"),
    ("312000000", None, None, "500000", "311500000", "rounded"),
    ("312000000", None, None, "500000", "312900000", "truncated"),
    ("312000000", None, None, "500000", "313000000", "mismatch"),
    ("312000000", None, None, None, "312000001", "mismatch"),
    ("-143000000", None, None, "500000", "-143650000", "truncated"),
    ("-143000000", None, None, "500000", "143000000", "mismatch"),
    ("0", None, None, "0.5", "-0.4", "rounded"),
    ("10", None, "approx", "0.5", "10.5", "rounded"),
    ("100", None, "approx", "0.5", "105", "within_bound"),
    ("100", None, "approx", "0.5", "105.1", "mismatch"),
    ("100", None, "nearly", "0.5", "90", "within_bound"),
    ("100", None, "nearly", "0.5", "100.6", "truncated"),
    ("100", None, "nearly", None, "100.6", "mismatch"),
    ("100", None, "more_than", "5", "4000", "within_bound"),
    ("100", None, "at_least", "5", "94", "mismatch"),
    ("100", None, "at_most", "5", "1", "within_bound"),
    ("100", None, "less_than", "5", "110", "mismatch"),
    ("-2", None, "more_than", "0.5", "-7", "within_bound"),
    ("-2", None, "more_than", "0.5", "-1", "mismatch"),
    ("12.8", "15.6", None, "0.05", "14.2", "within_bound"),
    ("12.8", "15.6", None, "0.05", "12.8", "within_bound"),
    ("12.8", "15.6", None, "0.05", "15.66", "mismatch"),
    ("-3", "-5", None, "0.5", "-4", "within_bound"),
    ("90000000000000000", None, None, "500000", "90000000000400000", "rounded"),
    ("0.1234", None, None, "0.00005", "0.12344", "rounded"),
]


def _d(x: str | None) -> D | None:
    return None if x is None else D(x)


@pytest.mark.parametrize(("value", "top", "modifier", "precision", "known", "want"), CASES)
def test_status(value: str, top: str | None, modifier: str | None, precision: str | None, known: str, want: str) -> None:
    assert interval.status(D(value), _d(top), modifier, _d(precision), D(known)) == want


def _many(value: list[Any], top: list[Any], codes: Any, precision: list[Any], actual: list[Any]) -> list[str]:
    tops = interval.scaled(top).exact
    return list(interval.statuses(interval.scaled(value), tops, codes, interval.scaled(precision), interval.scaled(actual)))


def test_many_at_once_are_the_same() -> None:
    columns = [[_d(c[i]) for c in CASES] for i in (0, 1, 3, 4)]
    codes = np.array([interval.MODIFIER_CODES[c[2]] for c in CASES])
    assert _many(columns[0], columns[1], codes, columns[2], columns[3]) == [c[5] for c in CASES]


figures = st.decimals(-(10**6), 10**6, places=2) | st.decimals(-(10**18), 10**18, places=0) | st.decimals(-5, 5, places=6)
margins = st.none() | st.sampled_from([D("0.05"), D("0.5"), D(5), D(5000), D("0.0005")])


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(figures, st.none() | figures, st.sampled_from(list(interval.MODIFIER_CODES)), margins, figures | margins),
        min_size=1,
        max_size=20,
    )
)
def test_integers_decide_as_decimals_do(rows: list[tuple[D, D | None, str | None, D | None, D | None]]) -> None:
    rows = [(v, None if m is None else max(m, v), mod, p, k if k is not None else v) for v, m, mod, p, k in rows]
    codes = np.array([interval.MODIFIER_CODES[r[2]] for r in rows])
    many = _many([r[0] for r in rows], [r[1] for r in rows], codes, [r[3] for r in rows], [r[4] for r in rows])
    assert many == [interval.status(*r) for r in rows]


@pytest.mark.parametrize(
    ("args", "want"),
    [
        (("60", None, None, "5"), ("55", "65")),
        (("100", None, "approx", "0.5"), ("95", "105")),
        (("100", None, "nearly", "0.5"), ("90", "100.5")),
        (("100", None, "at_least", "0.5"), ("99.5", None)),
        (("-100", None, "at_least", "0.5"), (None, "-99.5")),
        (("-100", None, "approx", "0.5"), ("-105", "-95")),
        (("3", "5", None, "0.5"), ("2.5", "5.5")),
    ],
)
def test_stated(args: tuple[str, str | None, str | None, str], want: tuple[str | None, str | None]) -> None:
    value, top, modifier, precision = args
    assert interval.stated(D(value), _d(top), modifier, D(precision)) == Interval(_d(want[0]), _d(want[1]))


@pytest.mark.parametrize(
    ("value", "rounding", "want"),
    [
        ("5271000000", "truncate", ("5271000000", "5272000000")),
        ("-5271000000", "truncate", ("-5272000000", "-5271000000")),
        ("5000000000", "truncate", ("5000000000", "5001000000")),
        ("5271", "nearest", ("5270.5", "5271.5")),
        ("5271000", "nearest:1000", ("5270500", "5271500")),
        ("5271000", "exact", ("5271000", "5271000")),
        ("5271000", "", ("5271000", "5271000")),
    ],
)
def test_known(value: str, rounding: str, want: tuple[str, str]) -> None:
    assert interval.known(D(value), rounding) == Interval(D(want[0]), D(want[1]))


def test_intervals_meet_at_their_ends() -> None:
    assert Interval(D(1), D(2)).meets(Interval(D(2), None))
    assert not Interval(D(1), D(2)).meets(Interval(D("2.01"), None))
    assert Interval(None, None).holds(D(0))
