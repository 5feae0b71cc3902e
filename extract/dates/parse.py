"""From written forms to expressions: 2026年3月期 + 第1四半期; 10月20日 to 23日."""

from dataclasses import dataclass

from ...rules import words
from .forms import DateForms, FormMatch

_GLUE, _TO = words.pattern("date_words", "narrowed-by"), words.pattern("date_words", "range-to")
_AND, _BETWEEN, _UNTIL = (words.pattern("date_words", ident) for ident in ("between-and", "between-end", "until"))
_UP_TO, _MOVED = words.pattern("date_words", "up-to"), words.pattern("date_words", "moved-to")
_MOST_WORDS = 6


@dataclass(slots=True)
class Expression:
    """Words from coarse to fine; `last` are those of the far end of a range, which may lack what the near end says."""

    start: int
    end: int
    words: list[FormMatch]
    last: list[FormMatch]

    @property
    def rule(self) -> str:
        return self.words[-1].rule

    @property
    def said_end(self) -> int:
        """Where the mention ends: before a weekday that stands beside its last day."""
        last = self.last or self.words
        return last[-2].end if len(last) > 1 and last[-1].op == "aside" else self.end


def expression(forms: DateForms, text: str, position: int) -> Expression | None:
    """The longest expression that starts at `position`."""
    near = _matches(forms, text, position)
    if not near:
        return None
    found = Expression(position, near[-1].end, near, [])
    to = _TO.match(text, found.end)
    if to and near[-1].gives != "window":
        last = _matches(forms, text, to.end())
        if len(last) > 1 and last[-1].op == "ended" and _UP_TO.match(text, last[-1].start):
            last.pop()  # 4月から9月までの1年間 says both ends
        if last and _MOVED.match(text, last[-1].end):
            last = []
        if last and last[-1].gives != "window" and (not _is_length(forms, text, last) or _UNTIL.match(text, last[-1].end)):
            found.last, found.end = last, last[-1].end
    elif near[-1].gives in ("day", "month", "year") and (also := _AND.match(text, found.end)):
        last = _matches(forms, text, also.end())
        if last and last[-1].gives == near[-1].gives and _BETWEEN.match(text, last[-1].end):
            found.last, found.end = last, last[-1].end
    return found


def _matches(forms: DateForms, text: str, position: int) -> list[FormMatch]:
    word = forms.at(text, position)
    found: list[FormMatch] = []
    while word is not None and len(found) < _MOST_WORDS:
        found.append(word)
        glue = _GLUE.match(text, word.end)
        at = glue.end() if glue else word.end
        level = "month" if word.gives == "part" else word.gives
        following = forms.at(text, word.end, level)
        if following is None and at > word.end:
            following = forms.at(text, at, level)
        word = following
    return found


def _is_length(forms: DateForms, text: str, found: list[FormMatch]) -> bool:
    """Whether what looks like a date is a length of time: 10月から3年間."""
    length = forms.durations.at(text, found[0].start)
    if length is None or length.end < found[-1].end:
        return False
    return length.sure or found[0].op == "day" and not text[found[0].start].isascii()
