"""A small report of everything: what agrees, what differs, and text that would like to run."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from mokuromi import Article, read_known, reconcile, report
from mokuromi.reconcile.report.data import Report

EVIL = '<script>alert("x")</script>&{{ 7 * 7 }}<!-- =1+1'
TEXT = "青空工機の売上高は12億円、純利益は3,400万円だった。前の期の売上高は10億円。"
ARTICLE = Article("a1", TEXT, "ja", title="青空工機の決算", url="https://news.example/aozora")


def facts() -> list[dict[str, Any]]:
    first, second, third = TEXT.index("12億円"), TEXT.index("3,400万円"), TEXT.index("10億円")
    end = TEXT.index("前")
    base = {
        "article_id": "a1",
        "company": "aozora",
        "period": "FY2025-03",
        "segment": "",
        "basis": "actual",
        "unit": "JPY",
        "sentence": TEXT[:end],
    }
    days = {"start_date": "2024-04-01", "end_date": "2025-04-01"}
    before = {"period": "FY2024-03", "start_date": "2023-04-01", "end_date": "2024-04-01", "sentence": TEXT[end:]}
    return [
        base | days | {"metric": "revenue", "value": "1200000000", "precision": "50000000", "start": first, "end": first + 4},
        base | days | {"metric": "net_profit", "value": "34000000", "precision": "500000", "start": second, "end": second + 7},
        base | before | {"metric": "revenue", "value": "1000000000", "precision": "50000000", "start": third, "end": third + 4},
        base
        | {"article_id": EVIL, "metric": "revenue", "company": EVIL, "value": "1", "start": 0, "end": 1, "sentence": EVIL, "segment": EVIL},
    ]


def known() -> pd.DataFrame:
    row = {"company": "aozora", "period": "FY2025-03", "unit": "JPY"}
    rows = [
        {"metric": "revenue", "value": 1210000000},
        {"metric": "net_profit", "value": 340000000},
        {"metric": "revenue", "period": "FY2024-03", "value": 1000000000},
        {"metric": "cash", "value": 5, "source": EVIL},
    ]
    return read_known(pd.DataFrame([row | r for r in rows]))


def records() -> pd.DataFrame:
    rows = [
        {"kind": "company", "text": "青空工機", "start": 0, "end": 4, "entity_id": "aozora", "rule": "ner", "score": 0.9},
        {
            "kind": "money",
            "text": "12億円",
            "start": TEXT.index("12億円"),
            "end": TEXT.index("12億円") + 4,
            "value": Decimal(1200000000),
            "unit": "JPY",
            "rule": "currencies:JPY",
            "score": 1.0,
        },
    ]
    columns = (
        "article_id",
        "kind",
        "text",
        "start",
        "end",
        "value",
        "value_max",
        "unit",
        "modifier",
        "start_date",
        "end_date",
        "timex",
        "entity_id",
        "rule",
        "score",
    )
    return pd.DataFrame([{"article_id": "a1"} | r for r in rows], columns=list(columns))


def evil_article() -> Article:
    return Article(EVIL, f"1円。{EVIL}", "ja", title=EVIL, url=f"javascript:{EVIL}", source=EVIL)


def written(path: Path, lang: str = "en", **options: Any) -> tuple[Report, str]:
    result = reconcile(pd.DataFrame(facts()), known(), lang=lang)
    given: dict[str, Any] = {"known": known(), "articles": [ARTICLE, evil_article()], "records": records(), "lang": lang}
    made = report(result, path, **given | options)
    return made, path.read_text(encoding="utf-8") if path.is_file() and path.suffix != ".xlsx" else ""
