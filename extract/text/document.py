"""An article made ready for the extractors: folded once, cut into sentences, tokenized where asked."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from ...corpus.article import Article
from ...corpus.record import Record
from ...rules.fold import fold
from . import blocks
from .page import Page
from .reading import read
from .tokenize import ends

MAX_SENTENCE = 1000
"""A longer sentence is cut at its last comma, space or, failing these, anywhere: work per sentence stays bounded."""

# The set of first characters stands alone in front, by which re finds them fast.
_END = re.compile(r"[。！？!?\n.](?:(?<=\n)\n*|(?<=[。！？!?])[。！？!?]*[」』”’）)]*|(?<=[a-z0-9)]\.) (?=[A-Z]))")
_BRACKET = 80
"""Characters; a longer bracket holds sentences of its own."""
_CLOSES = re.compile(r"[^（(\n]*[）)](?!$)")
_SOFT = re.compile(r"[,，、\s|]")


@dataclass(frozen=True, slots=True)
class WordEdges:
    """Where the words of a sentence begin and end."""

    starts: dict[int, int]
    """Where the word that begins at an offset ends."""
    ends: frozenset[int]
    order: list[int]

    def around(self, start: int, end: int) -> bool:
        """Whether one word holds a span, and is longer than it."""
        at = bisect_right(self.order, start) - 1
        if at < 0:
            return False
        first, last = self.order[at], self.starts[self.order[at]]
        return last >= end and (first, last) != (start, end)


class Document:
    """What every extractor reads.

    `text` is the article's text as it is read (reading.py), `folded` has its length: match on it, cut words from `text`.
    Offsets count in `text` until the pipeline is through; `reading.span` gives the article's. `sentences` are disjoint (start, end)
    in order; `sentence_at(offset)` is the index of the one that holds an offset.
    """

    __slots__ = ("article", "reading", "text", "folded", "lang", "published", "sentences", "_starts", "_words", "_page")

    def __init__(self, article: Article) -> None:
        self.article = article
        self.reading = read(article.text)
        self.text = self.reading.text
        self.folded = fold(self.text)
        self.lang = article.lang
        self.published: date | None = article.published
        self.sentences = split(self.text)
        self._starts = [s for s, _ in self.sentences]
        self._words: dict[int, WordEdges] = {}
        self._page: Page | None = None

    @property
    def page(self) -> Page:
        """Blocks and tables, read on first use."""
        if self._page is None:
            self._page = blocks.read(self.text, self.folded)
        return self._page

    def sentence_at(self, offset: int) -> int:
        return max(bisect_right(self._starts, offset) - 1, 0)

    def words(self, sentence: int) -> WordEdges:
        """Where the words of a sentence begin and end. Cut on first use: most sentences never are."""
        if sentence not in self._words:
            start, end = self.sentences[sentence]
            # jieba's dictionary is mostly Simplified; UniDic knows Japanese forms only
            source = self.text if self.lang == "ja" else self.folded
            spans = ends(source[start:end], self.lang, start)
            self._words[sentence] = WordEdges(spans, frozenset(spans.values()), list(spans))
        return self._words[sentence]


Extractor = Callable[[Document, Sequence[Record]], list[Record]]
"""(document, records already taken, sorted by start) -> new records that overlap none of those, sorted by start."""


def split(text: str) -> list[tuple[int, int]]:
    """Sentences as disjoint, ordered spans, edge spaces left out."""
    out: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if match[0][0] == "。" and _bracketed(text, start, match.start()):
            continue
        _add(text, start, match.end(), out)
        start = match.end()
    _add(text, start, len(text), out)
    return out


def _bracketed(text: str, start: int, at: int) -> bool:
    """Whether a place stands in a short bracket of the sentence from `start`: 北斗冷熱（札幌市。売上高18億円）を買収した。"""
    low = max(start, at - _BRACKET)
    opened = max(text.rfind("（", low, at), text.rfind("(", low, at))
    if opened <= start or opened < max(text.rfind("）", low, at), text.rfind(")", low, at)):
        return False
    return _CLOSES.match(text, at + 1, at + _BRACKET) is not None


def _add(text: str, start: int, end: int, out: list[tuple[int, int]]) -> None:
    while end - start > MAX_SENTENCE:
        cuts = [m.end() for m in _SOFT.finditer(text, start + MAX_SENTENCE // 2, start + MAX_SENTENCE)]
        middle = cuts[-1] if cuts else start + MAX_SENTENCE
        _add(text, start, middle, out)
        start = middle
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        out.append((start, end))
