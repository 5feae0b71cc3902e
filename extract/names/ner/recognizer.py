"""Company names by taggers of the units of a sentence, with evidence pooled over the article.

A CRF reads every sentence. Where it is unsure of a name and the weights hold a small net, the net reads the sentence, too: they fail at
different names, so that the mean of their probabilities is better than either.

A name counts by the mean of its marginal probabilities over every place it stands in the article: a string that is
a product in nine sentences is not a company in the tenth, and a weak mention is carried by the strong ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import ahocorasick_rs
import numpy as np
import regex

from ....corpus.record import Record
from ....errors import ConfigError
from ....rules import words
from ....rules.fold import fold
from ...text.document import Document
from . import config, features, marks
from .chain import Chain, Scores
from .gate import Blocked, is_institution, open_sentences
from .marginals import LABELS, Marginals
from .net import Net, NetWeights

_MORE = regex.compile(r"[-_ ]?[A-Za-z0-9]")
_TRIM = " ,、。.;:・|-'\"“”‘’「」『』《》()（）[]【】*#!?"
_PAIRS = {")": "(", "）": "（", "]": "[", "】": "【", "」": "「"}


_FIRM = 4
"""So many of `LABELS`, the first ones, are those of firms."""
_NO_NAME = 0.97
"""From this probability on a unit is no part of any name."""
_SURE = 0.95
"""A sentence is read by the net where a unit that may be part of a firm has no label of this probability."""
_BATCH = 6000
"""So many characters are read at once: enough to share the work of a step, few enough for the caches."""


class _ScoredSpan(NamedTuple):
    start: int
    end: int
    score: float
    kind: str = "company"


@dataclass(slots=True)
class _TogetherRead:
    """Sentences of a document that are read at once, and where what is found goes."""

    document: Document
    sentences: Sequence[features.NerUnit]
    out: Marginals

    @property
    def start(self) -> int:
        return self.sentences[0][0]

    @property
    def end(self) -> int:
        return self.sentences[-1][1]

    def of(self, text: str) -> str:
        return text[self.start : self.end]


class EnsembleRecognizer:
    """The recognizer of one model. `threshold` is for a name that stands once, `pooled` for the mean over several."""

    def __init__(self, path: Path, name: str, threshold: float | None = None, pooled: float | None = None) -> None:
        try:
            chain = Chain.read(path)
            net = NetWeights.read(path)
        except (OSError, ValueError) as error:
            advice = "reinstall, train them, or leave the recognizer out (--no-ner)"
            raise ConfigError(f"{path}: no usable weights of the name recognizer ({error}); {advice}") from None
        self._chain, self._net = chain, None if net is None else Net(chain.labels, net)
        self._order = [chain.labels.index(label) for label in LABELS]
        self._nothing = chain.labels.index("O")
        settings = config.read()
        self.rule = f"ner:{name}"
        self.threshold = settings["threshold"][name] if threshold is None else threshold
        self.pooled = settings["pooled_threshold"][name] if pooled is None else pooled
        self._stop = {fold(word) for word in (*settings["stop"], *config.no_firms())}

    def find(self, document: Document, taken: Sequence[Record]) -> list[Record]:
        """Companies (and organizations of a plain form) that overlap nothing taken; `score` is the pooled marginal."""
        seen = self.read(document, taken)
        starts, ends = set(seen.starts), set(seen.ends)
        candidates = [_ScoredSpan(s, e, p) for s, e, p in _best(seen.names())]
        firms = Blocked([(c.start, c.end) for c in candidates])
        candidates += [_ScoredSpan(s, e, p, "organization") for s, e, p in seen.groups() if firms.free(s, e)]
        candidates.sort(key=lambda c: c.start)
        blocked = Blocked([(r.start, r.end) for r in taken])
        free = (self._plausible(document, c) for c in candidates if blocked.free(c.start, c.end))
        candidates = [c for c in free if c is not None]
        return self._pool(document, candidates, blocked, starts, ends)

    def read(self, document: Document, taken: Sequence[Record] = ()) -> Marginals:
        """What each unit of the document's open sentences may be; sentences that are wholly taken stay out."""
        out = Marginals()
        for sentences in _batches(open_sentences(document, taken)):
            self._read([_TogetherRead(document, sentences, out)])
        return out

    def read_all(self, documents: Sequence[Document]) -> list[Marginals]:
        """`read` of each of several documents of one language: short ones are read together, which takes less time."""
        out = []
        waiting: dict[str, list[_TogetherRead]] = defaultdict(list)
        for document in documents:
            found = Marginals()
            out.append(found)
            batches = list(_batches(open_sentences(document, ())))
            if len(batches) != 1:
                for sentences in batches:
                    self._read([_TogetherRead(document, sentences, found)])
                continue
            part = _TogetherRead(document, batches[0], found)
            together = waiting[marks.side(part.of(document.folded))]
            together.append(part)
            if sum(p.end - p.start for p in together) >= _BATCH:
                self._read(together)
                together.clear()
        for together in waiting.values():
            self._read(together)
        return out

    def _read(self, parts: Sequence[_TogetherRead]) -> None:
        """Read parts of documents of one language as if they were one text."""
        if not parts:
            return
        text = "\n".join(part.of(part.document.text) for part in parts)
        folded = "\n".join(part.of(part.document.folded) for part in parts)
        shifts, at = [], 0
        for part in parts:
            shifts.append(at - part.start)
            at += part.end - part.start + 1
        sentences = [(s + shift, e + shift) for part, shift in zip(parts, shifts, strict=True) for s, e in part.sentences]
        tokens = [features.words(text[s:e], parts[0].document.lang) for s, e in sentences]
        units = features.read(folded, sentences, tokens)
        marginals = self._marginals(units)
        named = np.flatnonzero(marginals[:, self._nothing] <= _NO_NAME)
        rows: list[tuple[float, ...] | None] = [None] * len(units.starts)
        for place, row in zip(named.tolist(), marginals[named][:, self._order].tolist(), strict=True):
            rows[place] = tuple(row)
        sizes = iter(units.sizes.tolist())
        first = 0
        for part, shift in zip(parts, shifts, strict=True):
            own = list(islice(sizes, len(part.sentences)))
            here = slice(first, first + sum(own))
            part.out.add((units.starts[here] - shift).tolist(), (units.ends[here] - shift).tolist(), own, rows[here])
            first = here.stop

    def _marginals(self, units: features.Rows) -> Scores:
        """(units, labels): by the CRF, and by the net where the CRF is unsure."""
        found = self._chain.marginals(units.keys, units.sizes)
        if self._net is None:
            return found
        unsure = (found.max(axis=1) < _SURE) & (found[:, self._order[:_FIRM]].sum(axis=1) > 1 - _SURE)
        sentence = np.repeat(np.arange(len(units.sizes)), units.sizes)
        asked = np.zeros(len(units.sizes), bool)
        asked[sentence[unsure]] = True
        read = np.flatnonzero(asked[sentence])
        if len(read):
            found[read] = (found[read] + self._net.marginals(units.keys[:, read], units.sizes[asked])) / 2
        return found

    def _plausible(self, document: Document, found: _ScoredSpan) -> _ScoredSpan | None:
        """A span without the marks around it, of its kind; None where it is no name."""
        text, start, end = document.text, found.start, found.end
        while start < end and text[start] in _TRIM and text[start] not in "(（【":
            start += 1
        while end > start and text[end - 1] in _TRIM:
            last = text[end - 1]
            if last == "." or (last in _PAIRS and _PAIRS[last] in text[start:end]):
                break
            end -= 1
        name = document.folded[start:end]
        institution = is_institution(name)
        if name.count("(") != name.count(")") or "\n" in name:
            return None
        if found.kind == "organization":
            named = bool(words.pattern("name_words", "institutions").search(name)) and len(name) > 2
        else:
            named = institution or self._may_name(name)
        kind = "organization" if institution else found.kind
        return found._replace(start=start, end=end, kind=kind) if named else None

    def _may_name(self, name: str) -> bool:
        return len(name) > 1 and name not in self._stop and any(c.isalpha() for c in name) and not (len(name) < 3 and name.isascii())

    def _pool(self, document: Document, candidates: list[_ScoredSpan], blocked: Blocked, starts: set[int], ends: set[int]) -> list[Record]:
        """Accept strings, not mentions: the mean over all places of a string decides, and then all of them are found."""
        by_place = {(c.start, c.end): c for c in candidates}
        names: dict[str, list[_ScoredSpan]] = defaultdict(list)
        for c in candidates:
            names[document.folded[c.start : c.end]].append(c)
        order = sorted(names)
        covered = sorted((c.start, c.end) for c in candidates if c.score >= self.pooled)
        inside = Blocked(covered)
        places: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for index, start, end in _find_all(tuple(order), document.folded):
            if start not in starts or end not in ends or not blocked.free(start, end):
                continue
            if (start, end) in by_place or (inside.free(start, end) and not _goes_on(document.folded, end)):
                places[order[index]].append((start, end))
        accepted: list[tuple[float, int, int, str]] = []
        for name in order:
            found = places[name]
            if not found:
                continue
            total = sum(by_place[p].score if p in by_place else 0.0 for p in found)
            score = total / len(found)
            if score >= (self.threshold if len(found) == 1 else self.pooled):
                kinds = [c.kind for c in names[name]]
                kind = max(set(kinds), key=kinds.count)
                accepted += [(score, s, e, kind) for s, e in found]
        return self._records(accepted)

    def _records(self, accepted: list[tuple[float, int, int, str]]) -> list[Record]:
        out: list[Record] = []
        end = -1
        for score, s, e, kind in sorted(accepted, key=lambda a: (a[1], -a[2])):
            if s >= end:
                out.append(Record(kind=kind, start=s, end=e, rule=self.rule, score=round(score, 4)))
                end = e
        return out


def _batches(sentences: Sequence[features.NerUnit]) -> Iterator[Sequence[features.NerUnit]]:
    """Sentences, in order, in batches of about `_BATCH` characters."""
    first, size = 0, 0
    for at, (start, end) in enumerate(sentences):
        size += end - start
        if size >= _BATCH:
            yield sentences[first : at + 1]
            first, size = at + 1, 0
    if first < len(sentences):
        yield sentences[first:]


def _best(names: list[tuple[int, int, float]]) -> list[tuple[int, int, float]]:
    """The names that are more probable than any that they overlap."""
    out: list[tuple[int, int, float]] = []
    for start, end, p in sorted(names, key=lambda n: (-n[2], n[0])):
        if all(end <= s or start >= e for s, e, _ in out):
            out.append((start, end, p))
    return sorted(out)


def _goes_on(text: str, end: int) -> bool:
    """Whether a Latin name goes on behind `end`: "Noviq Chat" is no mention of Noviq."""
    return text[end - 1].isascii() and bool(_MORE.match(text, end))


def _find_all(names: tuple[str, ...], text: str) -> list[tuple[int, int, int]]:
    if not names:
        return []
    automaton = ahocorasick_rs.AhoCorasick(names, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    found: list[tuple[int, int, int]] = automaton.find_matches_as_indexes(text)
    return found


@cache
def load(lang: str) -> EnsembleRecognizer:
    """The recognizer of "ja", "zh-Hans" or "zh-Hant". Raises ConfigError for another language or missing weights."""
    model = config.MODEL_OF.get(lang)
    if model is None:
        raise ConfigError(f"no name recognizer for language {lang!r}; there are {', '.join(config.MODEL_OF)}")
    with resources.as_file(resources.files(__package__).joinpath("weights", f"{model}.npz")) as path:
        return EnsembleRecognizer(path, model)
