"""Time per character on hostile input, beside that on news: python bench/linear.py

Every input should cost at most three times what news costs per character. News is the project's samples, repeated; they are
read from beside this file, so that what is measured may be an installed package.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from mokuromi.corpus.article import Article
from mokuromi.corpus.markup import visible_text
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
    "table of 5,000": "単位：円\n" + "".join(f"項目{n}  {n},234  {n},567  (89)\n" for n in range(5_000)),
    "bars of 5,000": "| 項目 | 2023年 |\n|---|---|\n" + "".join(f"| 項目{n}（百万円） | {n},234 |\n" for n in range(5_000)),
    "ragged rows": "　　2023年　2024年　2025年\n" + "".join(f"項目{n}　　1　　2\n項目{n}　1　2　3\n" for n in range(3_000)),
    "a cell a line": "2023年\n2024年\n" + "営業収入合計\n223,199\n229,968\n" * 10_000,
    "heads only": "2023年  2024年  2025年\n" * 10_000,
    "captions": "単位：百万円\n" * 20_000,
    "1 MB, one line": "売上高は前年同期を上回る水準で推移した" * 55_000,
    "1 MB of spaces": "1  " * 350_000,
    "declarations": "人民币，下同" * 20_000,
    "addresses": "http://" * 20_000,
}


def news() -> str:
    """The texts of the sample articles, as one."""
    folder = Path(__file__).resolve().parents[1] / "corpus" / "samples" / "articles"
    paths = sorted(p for p in folder.iterdir() if p.suffix in (".txt", ".md"))
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def cost(extract: Extractor, text: str, lang: str) -> float:
    """Microseconds of CPU time per character, the best of three."""
    best = float("inf")
    for _ in range(3):
        document = Document(Article("bench", text, lang))
        start = time.process_time()  # of this process: what else the machine does makes less difference
        extract(document, [])
        best = min(best, time.process_time() - start)
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


MARKUP = {
    "open tags": "<a " * 100_000,
    "angle brackets": "<" * 100_000,
    "cells": "<table><tr>" + "<td>1" * 50_000,
    "nested tables": "<table><tr><td>文" * 20_000,
    "wide spans": "<table>" + "<tr><td colspan=999 rowspan=999>x" * 10_000,
}


def pages(show: Callable[[str], None] = print) -> None:
    """Print what reading hostile markup costs."""
    for name, markup in MARKUP.items():
        start = time.process_time()
        visible_text(markup)
        show(f"  {name:14s} {(time.process_time() - start) / len(markup) * 1e6:7.3f} µs/character of markup")


if __name__ == "__main__":
    table(build(), news())
    pages()
