"""From written forms to expressions: 2026年3月期 + 第1四半期; 10月20日 to 23日."""

import re
from dataclasses import dataclass

from .forms import Lexicon, Word

_GLUE = re.compile(r" {0,2}(?:の|的)? {0,2}")
_TO = re.compile(r" {0,2}(?:から|起?至|起?到|[-~]{1,2}) {0,2}")
_MOST_WORDS = 6


@dataclass(slots=True)
class Expression:
    """Words from coarse to fine; `last` are those of the far end of a range, which may lack what the near end says."""

    start: int
    end: int
    words: list[Word]
    last: list[Word]

    @property
    def rule(self) -> str:
        return self.words[-1].rule


def expression(lexicon: Lexicon, text: str, position: int) -> Expression | None:
    """The longest expression that starts at `position`."""
    words = _words(lexicon, text, position)
    if not words:
        return None
    found = Expression(position, words[-1].end, words, [])
    to = _TO.match(text, found.end)
    if to and words[-1].gives != "window":
        last = _words(lexicon, text, to.end())
        if last and last[-1].gives != "window" and not _is_length(lexicon, text, last):
            found.last, found.end = last, last[-1].end
    return found


def _words(lexicon: Lexicon, text: str, position: int) -> list[Word]:
    word = lexicon.at(text, position)
    words: list[Word] = []
    while word is not None and len(words) < _MOST_WORDS:
        words.append(word)
        glue = _GLUE.match(text, word.end)
        at = glue.end() if glue else word.end
        level = "month" if word.gives == "part" else word.gives
        following = lexicon.at(text, word.end, level)
        if following is None and at > word.end:
            following = lexicon.at(text, at, level)
        word = following
    return words


def _is_length(lexicon: Lexicon, text: str, words: list[Word]) -> bool:
    """Whether what looks like a date is a length of time: 10月から3年間."""
    length = lexicon.durations.at(text, words[0].start)
    if length is None or length.end < words[-1].end:
        return False
    return length.sure or words[0].op == "day" and not text[words[0].start].isascii()
