from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mokuromi.rules import period

CASES = [
    ("2024", "2024-01-01", "2025-01-01", "year"),
    ("2025-H1", "2025-01-01", "2025-07-01", "half"),
    ("2025-H2", "2025-07-01", "2026-01-01", "half"),
    ("2025-Q3", "2025-07-01", "2025-10-01", "quarter"),
    ("2025-11", "2025-11-01", "2025-12-01", "month"),
    ("2025-12", "2025-12-01", "2026-01-01", "month"),
    ("2024-02-29", "2024-02-29", "2024-03-01", "day"),
    ("2025-W01", "2024-12-30", "2025-01-06", "week"),
    ("2025-01..2025-09", "2025-01-01", "2025-10-01", "range"),
    ("2022..2024", "2022-01-01", "2025-01-01", "range"),
    ("FY2026-03", "2025-04-01", "2026-04-01", "year"),
    ("FY2024-02", "2023-03-01", "2024-03-01", "year"),
    ("FY2026-03-H1", "2025-04-01", "2025-10-01", "half"),
    ("FY2026-03-Q4", "2026-01-01", "2026-04-01", "quarter"),
    ("FY2024-03..FY2026-03", "2023-04-01", "2026-04-01", "range"),
    ("2025-01-05..2025-03-20", "2025-01-05", "2025-03-21", "range"),
]


@pytest.mark.parametrize(("text", "start", "end", "kind"), CASES)
def test_parse(text: str, start: str, end: str, kind: str) -> None:
    assert period.parse(text) == period.Period(date.fromisoformat(start), date.fromisoformat(end), kind)


@pytest.mark.parametrize("text", [c[0] for c in CASES if not c[0].startswith("FY2026-03-")])
def test_text_gives_the_string_back(text: str) -> None:
    assert str(period.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    ["", "24", "2025Q3", "2025-Q5", "2025-H3", "2025-13", "2025-02-30", "FY2026", "FY2026-13", "FY2026-03-31", "2025-03-H1", "2024..2022",
     "2025..", "..2025", "2025-W54", "2025-1", "2025-01-01 ", "20250101", "二〇二五"],
)  # fmt: skip
def test_bad_periods_say_so(text: str) -> None:
    with pytest.raises(ValueError, match=r"period|ends before"):
        period.parse(text)


def test_a_month_shift_keeps_to_the_month() -> None:
    assert period.month_shift(date(2024, 3, 31), -1) == date(2024, 2, 29)
    assert period.month_shift(date(2025, 1, 31), 1) == date(2025, 2, 28)


@settings(max_examples=100)
@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(1, 2000))
def test_every_span_of_days_has_a_string(start: date, days: int) -> None:
    end = start + timedelta(days=days)
    assert period.parse(period.text(start, end))[:2] == (start, end)
