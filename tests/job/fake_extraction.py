"""An extraction with known results and faults, importable in worker processes."""

import os
import re
import sys
import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path

from mokuromi.corpus.article import Article
from mokuromi.corpus.record import Fact, Record
from mokuromi.errors import ConfigError
from mokuromi.job.nightly.signed import Extract, Factory

AMOUNT = re.compile(r"(\d+)億円")


def extract(article: Article) -> tuple[list[Record], list[Fact]]:
    if "毒" in article.text:
        raise ValueError("poisoned")
    if "殺" in article.text:
        os.kill(os.getpid(), 9)
    if "眠" in article.text:
        time.sleep(60)
    if "膨" in article.text:
        "膨" * (1 << 32)
    if "壊" in article.text:
        raise ConfigError("the tables are broken")
    if "巨" in article.text:
        # an offset that no database's integer holds
        return [Record("money", 0, 1 << 70, Decimal(1), None, "JPY", article_id=article.id, text="", sentence="")], []
    hits = list(AMOUNT.finditer(article.text))
    records = [
        Record("money", m.start(), m.end(), Decimal(m[1]) * 10**8, None, "JPY", precision=Decimal("0.5E+8"), rule="fake",
               article_id=article.id, text=m[0], sentence=article.text[:200])
        for m in hits
    ]  # fmt: skip
    facts = [
        Fact("acme", "revenue", r.value, r.start, r.end, period="2025", unit="JPY", precision=r.precision, inferred=("period",),
             article_id=article.id, sentence=article.text[:200])
        for r in records if r.value is not None
    ]  # fmt: skip
    return records, facts


def build(slowly: float = 0.0) -> Extract:
    if not slowly:
        return extract

    def slow(article: Article) -> tuple[list[Record], list[Fact]]:
        time.sleep(slowly)
        return extract(article)

    return slow


def factory(slowly: float = 0.0) -> Factory:
    return partial(build, slowly)


def preceded() -> Extract:
    """As other rules would: the same facts, with one of no known figure before them."""

    def more(article: Article) -> tuple[list[Record], list[Fact]]:
        records, facts = extract(article)
        return records, [Fact("acme", "total_assets", Decimal(1), 0, 1, period="2025", unit="JPY", article_id=article.id), *facts]

    return more


def nothing() -> Extract:
    return lambda article: ([], [])


def broken() -> Extract:
    raise ImportError("no weights")


class Hasty:
    """Ends the process over articles with 先 where it is told of them ahead."""

    def ahead(self, articles: Sequence[Article]) -> None:
        if any("先" in article.text for article in articles):
            os.kill(os.getpid(), 9)

    def __call__(self, article: Article) -> tuple[list[Record], list[Fact]]:
        return extract(article)


def unlucky(seen: Path) -> Extract:
    """Ends the process over the first article with 殺, and over each with two of them."""

    def once(article: Article) -> tuple[list[Record], list[Fact]]:
        if "殺" in article.text and (not seen.exists() or "殺殺" in article.text):
            seen.touch()
            os.kill(os.getpid(), 9)
        return ([], []) if "殺" in article.text else extract(article)

    return once


def hasty() -> Extract:
    return Hasty()


def loaded() -> Callable[[Article], bool]:
    """Whether the process was born with the program's tables."""
    born_with = "mokuromi.extract.shared" in sys.modules
    return lambda article: born_with
