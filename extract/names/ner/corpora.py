"""Annotated sentences for training: JSONL of {"text", "entities": [[start, end, label]], "source"}, code points, end exclusive.

The labels of the corpora become the recognizer's own types: C company, G other organization, P person, L place and
facility, M product, work and event. Corpora that do not tell companies from other organizations, or label only some
of the names, are repaired or left out sentence by sentence.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import ahocorasick_rs

from ....corpus.labelled import read_labelled
from ....rules.fold import fold
from ...text.dictionary import in_dictionary_zh, words_ja, words_zh
from ...text.document import split
from . import config
from .config import MODEL_OF

TYPES = {
    "COMPANY": "C", "ORG": "G", "NORP": "G", "PERSON": "P", "LOC": "L", "GPE": "L", "FAC": "L", "PRODUCT": "M", "EVENT": "M",
    "WORK_OF_ART": "M", "LAW": "M", "LANGUAGE": "M",
}  # fmt: skip


@cache
def _form(name: str) -> re.Pattern[str]:
    """A pattern of config.toml that tells what a labelled string is."""
    return re.compile(config.read()["forms"][name])


@dataclass(slots=True)
class Sentence:
    """Text and its typed, disjoint, ordered entities."""

    text: str
    entities: list[tuple[int, int, str]] = field(default_factory=list)
    source: str = ""


def digest(path: Path) -> str:
    """SHA-256 of a data file, for the model card."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read(path: Path) -> list[Sentence]:
    """The sentences of a file as they stand, types mapped; an institution labelled COMPANY becomes I (an institution)."""
    out = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            data = json.loads(line)
            text = data["text"]
            entities = []
            for start, end, label in data["entities"]:
                kind = TYPES.get(label)
                if kind and text[start:end].strip():
                    entities.append((start, end, "I" if kind == "C" and _form("institution").search(text[start:end]) else kind))
            out.append(Sentence(text, disjoint(entities), data["source"]))
    return out


def labelled(path: Path, model: str) -> list[Sentence]:
    """The sentences of labelled articles in the languages of a model."""
    out = []
    for item in read_labelled(path):
        if MODEL_OF.get(item.article.lang) != model:
            continue
        kinds = {"company": "C", "organization": "G"}
        spans = [(int(m["start"]), int(m["end"]), kinds[m["kind"]]) for m in item.mentions if m["kind"] in kinds]
        out += sentences(item.article.text, spans, "labelled")
    return out


def sentences(text: str, spans: Sequence[tuple[int, int, str]], source: str) -> list[Sentence]:
    """The sentences of an article with the typed spans in them."""
    out = []
    for start, end in split(text):
        inside = [(max(s - start, 0), min(e, end) - start, k) for s, e, k in spans if s < end and e > start]
        out.append(Sentence(text[start:end], disjoint(inside), source))
    return out


_PLAIN_ZH = frozenset(["n", "v", "vn", "a", "an", "l", "i", "b"])


def plain_words(sentences: Iterable[Sentence], lang: str) -> list[str]:
    """Words of the dictionary that stand at least thrice in the sentences and in no entity: what is no name."""
    count: Counter[str] = Counter()
    held: set[str] = set()
    for sentence in sentences:
        text = fold(sentence.text) if lang != "ja" else sentence.text
        held.update(text[s:e] for s, e, _ in sentence.entities)
        if lang == "ja":
            count.update(w.text for w in words_ja(text) if w.pos == "名詞" and not w.proper and not w.unknown)
        else:
            count.update(w for w, tag in words_zh(text) if tag in _PLAIN_ZH and in_dictionary_zh(w))
    return sorted(w for w, n in count.items() if n > 2 and 2 <= len(w) <= 8 and w not in held and w.isalpha())


def disjoint(entities: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Longest first, those that overlap a longer one left out; in order of their start."""
    out: list[tuple[int, int, str]] = []
    for start, end, kind in sorted(entities, key=lambda e: (e[0] - e[1], e[0])):
        if all(end <= s or start >= e for s, e, _ in out):
            out.append((start, end, kind))
    return sorted(out)


def complete(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Repair a corpus in which only arguments of events are labelled.

    A string that is labelled as a company at least twice is one wherever it stands; a person or place labelled as
    a company is relabelled; a sentence with a legal form outside every label is left out.
    """
    votes: dict[str, Counter[str]] = {}
    for sentence in sentences:
        for start, end, kind in sentence.entities:
            votes.setdefault(sentence.text[start:end], Counter())[kind] += 1
    best = {name: count.most_common(1)[0][0] for name, count in votes.items()}
    known = {name for name, kind in best.items() if kind == "C" and votes[name]["C"] >= 2 and len(name) > 1}
    known |= {name for name, kind in best.items() if kind == "C" and len(name) > 3}
    finder = _finder(known)
    seen = Counter(s.text[a:b] for s in sentences for a, b in finder(s.text))
    # a word that is labelled here and there by mistake is no name
    finder = _finder(name for name in known if votes[name]["C"] >= 0.25 * seen[name])
    out = []
    for sentence in sentences:
        text = sentence.text
        entities = []
        for start, end, kind in sentence.entities:
            name = text[start:end]
            kind = best[name] if kind == "C" and best[name] == "P" else kind
            entities.append((start, end, "L" if kind == "C" and _form("place").search(name) else kind))
        entities = disjoint(entities)
        added = [(s, e, "C") for s, e in finder(text) if all(e <= a or s >= b for a, b, _ in entities)]
        entities = sorted(entities + disjoint(added))
        if all(any(s <= m.start() < e for s, e, _ in entities) for m in _form("legal").finditer(text)):
            out.append(Sentence(text, entities, sentence.source))
    return out


def _finder(names: Iterable[str]) -> Callable[[str], list[tuple[int, int]]]:
    ordered = sorted(names)
    automaton = ahocorasick_rs.AhoCorasick(ordered, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    return lambda text: [(s, e) for _, s, e in automaton.find_matches_as_indexes(text)]


Judge = Callable[[Sentence, Sequence[tuple[int, int]]], list[str]]
"""Tells the organizations at the given places of a sentence apart: "C", "G", or "?" for one it cannot tell."""


def tell_apart(sentences: Sequence[Sentence], judged: Sequence[Sentence], judge: Judge | None = None) -> list[Sentence]:
    """Split the organizations of a corpus that has one label for all: by their form, by what `judged` calls them, then by `judge`.

    A sentence that holds one which none of these tells is left out.
    """
    votes: dict[str, Counter[str]] = {}
    for sentence in judged:
        for start, end, kind in sentence.entities:
            votes.setdefault(sentence.text[start:end], Counter())[kind] += 1
    out = []
    for sentence in sentences:
        entities, unsure = [], []
        for start, end, kind in sentence.entities:
            name = sentence.text[start:end]
            if kind == "G":
                count = votes.get(name)
                if _form("institution").search(name):
                    kind = "I"
                elif _form("firm").search(name):
                    kind = "C"
                elif count and count.most_common(1)[0][0] in "CG":
                    kind = count.most_common(1)[0][0]
                else:
                    unsure.append((start, end))
                    continue
            entities.append((start, end, kind))
        told = judge(sentence, unsure) if judge and unsure else ["?"] * len(unsure)
        if "?" not in told:
            entities += [(start, end, kind) for (start, end), kind in zip(unsure, told, strict=True)]
            out.append(Sentence(sentence.text, sorted(entities), sentence.source))
    return out
