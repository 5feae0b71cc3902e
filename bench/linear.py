"""Time per character on hostile input, beside that on news: python bench/linear.py

Every input should cost at most three times what news costs per character. News is the project's samples, repeated.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib import resources

from mokuromi.corpus.article import Article
from mokuromi.extract.amounts.extract import build
from mokuromi.extract.text.document import Document, Extractor

HOSTILE = {
    "digits": "1" * 100_000,
    "kanji digits": "三" * 100_000,
    "kanji ones": "一" * 100_000,
    "spaced kanji": "一 " * 50_000,
    "scales": "1亿2万3千" * 100_000,
    "commas": "1," * 100_000,
    "enumeration": "1、" * 100_000,
    "symbols": "$1-" * 100_000,
    "groups": "1,234" * 50_000,
    "points": "三点" * 50_000,
    "infixes": "十余" * 50_000,
    "list of yen": "1円、" * 50_000,
    "ranges": "1%-" * 50_000,
    "ordinals": "第1" * 50_000,
    "fractions": "1分の" * 50_000,
    "persons": "三人" * 50_000,
    "bare scales": "1億、" * 50_000,
    "dollar signs": "$" * 100_000,
    "minus signs": "-" * 100_000,
    "spaces": "1" + " " * 100_000 + "円",
    "table cells": "単位：円\n" + "a  1  2  3\n" * 20_000,
    "declarations": "人民币，下同" * 20_000,
    "addresses": "http://" * 20_000,
}


def news() -> str:
    """The texts of the sample articles, as one."""
    folder = resources.files("mokuromi.corpus").joinpath("samples", "articles")
    paths = sorted((p for p in folder.iterdir() if p.name.endswith((".txt", ".md"))), key=lambda p: p.name)
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def cost(extract: Extractor, text: str, lang: str) -> float:
    """Microseconds per character, the best of three."""
    best = float("inf")
    for _ in range(3):
        document = Document(Article("bench", text, lang))
        start = time.perf_counter()
        extract(document, [])
        best = min(best, time.perf_counter() - start)
    return best / len(text) * 1e6


def table(extract: Extractor, text: str, show: Callable[[str], None] = print) -> None:
    """Print the cost of news and, for each hostile input, its cost and how many times news that is."""
    for lang in ("ja", "zh-Hans"):
        extract(Document(Article("warm", "売上高は1億円", lang)), [])
        base = cost(extract, text * (200_000 // len(text) + 1), lang)
        show(f"{lang}: news {base:.3f} µs/character")
        for name, hostile in HOSTILE.items():
            one = cost(extract, hostile, lang)
            show(f"  {name:14s} {one:7.3f} µs/character  {one / base:5.1f}x")


if __name__ == "__main__":
    table(build(), news())
