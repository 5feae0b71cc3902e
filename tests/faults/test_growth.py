"""Work grows with the length of a hostile text, not faster: calls of functions are counted, so that a busy machine changes nothing."""

import random
import sys
from collections.abc import Callable
from functools import cache

import pytest

from mokuromi.corpus.article import Article
from mokuromi.extract.pipeline import Engine

RNG = random.Random(1)
TIMES = 2


def word(length: int) -> str:
    return "".join(chr(RNG.randrange(0x4E00, 0x7000)) for _ in range(length))


HOSTILE: dict[str, tuple[str, Callable[[], str]]] = {
    "firms": ("ja", lambda: f"{word(3)}株式会社（以下「{word(2)}」）、"),
    "firms, zh": ("zh-Hans", lambda: f"{word(3)}股份有限公司（以下简称“{word(2)}”）、"),
    "facts of firms": ("ja", lambda: f"{word(3)}株式会社の売上高は{RNG.randrange(1, 9)}億円、"),
    "amounts": ("zh-Hans", lambda: "1亿2万3千"),
    "dates": ("ja", lambda: f"{RNG.randrange(1, 28)}日、"),
    "digits": ("ja", lambda: "9" * 20),
    "brackets": ("zh-Hant", lambda: "（「"),
    "cells": ("zh-Hans", lambda: f"| {RNG.randrange(99)} | 营收 |\n"),
}


@cache
def engine() -> Engine:
    return Engine(ner=False)


def calls(article: Article) -> int:
    count = 0

    def hook(_: object, event: str, __: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    extract = engine().extract
    sys.setprofile(hook)
    try:
        extract(article)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("name", HOSTILE)
def test_work_grows_with_the_text(name: str) -> None:
    lang, make = HOSTILE[name]
    # some work is bounded by a number of names, and grows with them until there
    base = 400 if "firms" in name else 100
    parts = [make() for _ in range(base * TIMES)]
    engine().extract(Article("warm", "".join(parts[:10]), lang))
    small, large = (calls(Article("a", "".join(parts[:count]), lang)) for count in (base, base * TIMES))
    assert large < small * TIMES * 1.4, (small, large)
