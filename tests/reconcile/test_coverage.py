"""Known figures that were matched with no fact: where such a value stands, and what it was read as."""

from typing import Any

import pandas as pd

from mokuromi import extract, read_known
from mokuromi.reconcile.coverage import coverage
from mokuromi.reconcile.places import ValuePlace


def _fact(value: str, metric: str, start: int, **other: Any) -> dict[str, Any]:
    row = {"article_id": "a1", "company": "aozora", "metric": metric, "period": "2024", "segment": "", "basis": "actual"}
    return row | {"value": value, "unit": "JPY", "precision": "0.5", "start": start, "end": start + 3} | other


def _record(value: str, start: int, kind: str = "money", **other: Any) -> dict[str, Any]:
    return {"article_id": "a1", "kind": kind, "value": value, "unit": "JPY", "precision": "0.5", "start": start, "end": start + 3} | other


def _known(value: str, metric: str = "net_profit", **other: Any) -> dict[str, Any]:
    return {"company": "aozora", "metric": metric, "period": "2024", "value": value, "unit": "JPY"} | other


def _unmatched(facts: list[dict[str, Any]], records: list[dict[str, Any]] | None, *known: dict[str, Any]) -> list[tuple[ValuePlace, ...]]:
    frame = None if records is None else pd.DataFrame(records)
    return list(coverage(pd.DataFrame(facts), read_known(pd.DataFrame(list(known))), frame).places)


def test_a_value_read_as_another_metric() -> None:
    facts = [_fact("100", "revenue", 0), _fact("77.2", "operating_profit", 10)]
    assert _unmatched(facts, None, _known("100", "revenue"), _known("77.4")) == [
        (ValuePlace("a1", 10, 13, False, "aozora", "operating_profit", "2024", ""),)
    ]


def test_a_value_that_no_fact_was_made_of() -> None:
    records = [_record("77", 10), _record("77", 20, "percent", unit="percent"), _record("77", 30, unit="USD"), _record("-77", 40)]
    records += [_record("77", 50) | {"article_id": "a2"}, _record("77.1", 60)]
    (found,) = _unmatched([_fact("100", "revenue", 0)], records, _known("77"))
    assert [(p.start, p.literal, p.metric) for p in found] == [(10, True, ""), (40, True, ""), (60, False, "")]


def test_a_firm_that_is_only_named() -> None:
    records = [_record("77", 10), {"article_id": "a1", "kind": "company", "entity_id": "midori", "start": 0, "end": 3}]
    assert _unmatched([_fact("1", "revenue", 0)], records, _known("77") | {"company": "midori"})[0][0].start == 10
    assert _unmatched([_fact("1", "revenue", 0)], records, _known("77") | {"company": "akane"}) == [()]


def test_the_text_of_places_and_of_none() -> None:
    facts = pd.DataFrame([_fact("77", "operating_profit", 10)])
    found = coverage(facts, read_known(pd.DataFrame([_known("77"), _known("5", "revenue")])))
    assert found.unstated["places"].tolist() == ["a1 10–13 literally, read as aozora operating_profit 2024", ""]
    assert (found.known, found.facts, len(found.unchecked)) == (2, 1, 1)


def test_a_part_taken_for_something_else_is_found_in_the_text() -> None:
    article = {"id": "n", "text": "メルカリは2024年の営業利益が34億5,600万円だった。", "lang": "ja"}
    records, facts = extract(pd.DataFrame([article]), ner=False)
    firm = facts["company"].iloc[0]
    known = read_known(pd.DataFrame([{"company": firm, "metric": "net_profit", "period": "2024", "value": "3456123000", "unit": "JPY"}]))
    ((place,),) = coverage(facts, known, records).places
    assert article["text"][place.start : place.end] == "34億5,600万円"
    assert (place.literal, place.metric) == (False, "operating_profit")
