"""Words that are known only with the article: both ways to find them agree."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mokuromi.extract.text import search


def test_occurrences_may_overlap() -> None:
    assert list(search.occurrences("東東東", "東東")) == [0, 1]
    assert list(search.occurrences("東東東", "西")) == []


def test_the_leftmost_and_longest_word_wins() -> None:
    words = ["青葉", "青葉銀行", "銀行", "行"]
    assert search.longest("青葉銀行と銀行", words) == [(1, 0, 4), (2, 5, 7)]


@given(st.text("甲乙丙", max_size=40), st.lists(st.text("甲乙丙", min_size=1, max_size=4), min_size=1, max_size=6, unique=True))
@settings(max_examples=100, deadline=None)
def test_long_texts_are_searched_like_short_ones(text: str, words: list[str]) -> None:
    short = search.longest(text, words)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "_SHORT", -1)
        assert search.longest(text, words) == short
