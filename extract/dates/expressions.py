"""The expressions of dates and the durations of a text."""

from collections.abc import Sequence

from ...corpus.record import Record
from ..text.document import Document
from . import date_or_duration
from .duration import Duration
from .forms import DateForms
from .parse import Expression


def expressions(forms: DateForms, document: Document, taken: Sequence[Record]) -> list[Expression | Duration]:
    """Every expression and duration outside of what is taken, left to right."""
    text, at, next_taken = document.folded, 0, 0
    out: list[Expression | Duration] = []
    search = forms.starts.search
    while match := search(text, at):
        at = match.start()
        while next_taken < len(taken) and taken[next_taken].end <= at:
            next_taken += 1
        if next_taken < len(taken) and taken[next_taken].start <= at:
            at = taken[next_taken].end
            continue
        saying = forms.durations.saying(text, at)
        if saying is not None:
            at = saying
            continue
        item = date_or_duration.at(forms, text, at, document)
        if item is not None and next_taken < len(taken) and item.end > taken[next_taken].start:
            item = None
        if item is not None:
            out.append(item)
            at = item.end
        else:
            at += 1
    return out
