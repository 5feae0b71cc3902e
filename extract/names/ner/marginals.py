"""What a recognizer makes of a document: its units, what each may be, and the probability of any span as a firm."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import NamedTuple

LABELS = ("S", "B", "N", "E", "G", "P", "L", "M")
"""The order of a unit's probabilities; see `config.LABELS`."""
_NOTHING = (0.0,) * len(LABELS)
_LEAST, _LEAST_WHOLE = 0.1, 0.05
_LONGEST = 40
"""So many units a name holds at most: what seems to go on for ever is no name, and would make the work quadratic."""
_GROUP = 0.4


class Evidence(NamedTuple):
    """What the recognizer says of one span; all are probabilities."""

    whole: float
    """That exactly the span is a firm: the weakest marginal on the way."""
    mean: float
    """That its units belong to firms, on the average."""
    before: float
    """That a firm's name begins before the span and goes on in it."""
    behind: float
    """That the name goes on behind the span."""
    group: float
    person: float
    place: float
    product: float


NONE = Evidence(*(0.0,) * 8)


class Marginals:
    """Units of a document's open sentences, in order, with the probabilities of `LABELS`; None for a unit that is no name's."""

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.rows: list[tuple[float, ...] | None] = []
        self.sentences: list[tuple[int, int]] = []
        """The first unit of each sentence and the one behind its last."""
        self._named: list[int] = []
        """The units that may be part of a name."""

    def add(self, starts: Sequence[int], ends: Sequence[int], sizes: Iterable[int], rows: Sequence[tuple[float, ...] | None]) -> None:
        """The units of several sentences, one behind the other; `sizes` says how many each has."""
        first = len(self.starts)
        self._named += [first + i for i, row in enumerate(rows) if row is not None]
        self.starts += starts
        self.ends += ends
        self.rows += rows
        for size in sizes:
            self.sentences.append((first, first + size))
            first += size

    def at(self, start: int, end: int) -> Evidence:
        """The evidence for a span. One that cuts through a unit is no name as a whole; the rest of the unit lies before or behind it."""
        first = bisect_right(self.ends, start)
        last = bisect_left(self.starts, end)
        count = last - first
        if count <= 0:
            return NONE
        rows = [self.rows[i] or _NOTHING for i in range(first, last)]
        head, tail = rows[0], rows[-1]
        whole = head[0] if count == 1 else min(head[1], tail[3], *(row[2] for row in rows[1:-1]))
        mean = sum(row[0] + row[1] + row[2] + row[3] for row in rows) / count
        others = (sum(row[i] for row in rows) / count for i in range(4, 8))
        before, behind = head[2] + head[3], tail[1] + tail[2]
        if self.starts[first] < start:
            whole, before = 0.0, sum(head[:4])
        if self.ends[last - 1] > end:
            whole, behind = 0.0, sum(tail[:4])
        return Evidence(whole, mean, before, behind, *others)

    def names(self) -> list[tuple[int, int, float]]:
        """(start, end, probability) of every stretch that may be a firm; they may overlap."""
        out: list[tuple[int, int, float]] = []
        for i in self._named:
            row = self.rows[i]
            if row is None:
                continue
            if row[0] >= _LEAST:
                out.append((self.starts[i], self.ends[i], row[0]))
            if row[1] >= _LEAST:
                out += self._from(i, self._stop(i), row[1])
        return out

    def _stop(self, unit: int) -> int:
        """The unit behind the last of a unit's sentence."""
        return self.sentences[bisect_right(self.sentences, unit, key=itemgetter(0)) - 1][1]

    def _from(self, first: int, last: int, inside: float) -> list[tuple[int, int, float]]:
        """The names of several units that begin at unit `first`."""
        out = []
        for j in range(first + 1, min(last, first + _LONGEST)):
            row = self.rows[j]
            if row is None:
                break
            if (whole := min(inside, row[3])) >= _LEAST_WHOLE:
                out.append((self.starts[first], self.ends[j], whole))
            inside = min(inside, row[2])
            if inside < _LEAST_WHOLE:
                break
        return out

    def groups(self) -> list[tuple[int, int, float]]:
        """(start, end, probability) of stretches that are other organizations."""
        out: list[tuple[int, int, float]] = []
        stop = last = -1
        for i in self._named:
            row = self.rows[i]
            if row is None or row[4] <= _GROUP:
                continue
            if i == last + 1 and i < stop:
                start, _, score = out[-1]
                out[-1] = (start, self.ends[i], min(score, row[4]))
            else:
                out.append((self.starts[i], self.ends[i], row[4]))
                stop = self._stop(i)
            last = i
        return out
