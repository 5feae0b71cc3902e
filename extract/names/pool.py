"""The spans of a document that may be names: one proposal each, with who proposed it and what speaks for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from .candidates import Candidate
from .directory import Hit
from .heads import ItemHead
from .ner.marginals import Evidence

SURE = frozenset(
    ["table", "rule.legal", "code", "rule.declared", "rule.column", "of.title", "labelled", "latin.whole", "raises.quoted", "quote.inside"]
)
"""Kinds of proposals that need no support."""
NAMED = frozenset(["table.weak", "listed"])
KNOWN = NAMED | {"table"}
PERHAPS = 0.3
"""From this probability on the recognizer has seen a name."""


@dataclass(slots=True)
class Proposal:
    """A span, who proposed it, and what speaks for it."""

    start: int
    end: int
    kind: str = "company"
    rule: str = ""
    ident: str | None = None
    full: bool = False
    taken: bool = False
    """Whether tables and words alone would take it."""
    points: int = 0
    bare: tuple[int, int] | None = None
    """The name without its mark or its place, where it is that which the recognizer is asked about."""
    kinds: set[str] = field(default_factory=set)
    shape: dict[str, float] | None = None
    """What the string itself and its place say, once they were asked."""
    impossible: bool | None = None
    """Whether no probability makes a firm of it, once that was asked."""
    evidence: Evidence | None = None
    """What the recognizer says of it, once it was asked."""
    features: dict[str, float] = field(default_factory=dict)


class Pool:
    """The proposals of one document, one for each span."""

    def __init__(self) -> None:
        self._by_span: dict[tuple[int, int], Proposal] = {}
        self.heads: list[ItemHead] = []
        """What items of lists begin with."""
        self.cut: set[tuple[int, int]] = set()
        """Spans that are no names, for a longer one says all that they say."""

    def __iter__(self) -> Iterator[Proposal]:
        return iter(self._by_span.values())

    def __contains__(self, span: tuple[int, int]) -> bool:
        return span in self._by_span

    def at(self, start: int, end: int) -> Proposal:
        """The proposal of a span, made where there is none yet."""
        found = self._by_span.get((start, end))
        if found is None:
            found = self._by_span[start, end] = Proposal(start, end)
        return found

    def extend(self, p: Proposal, start: int, end: int) -> Proposal:
        """Propose the longer span instead, whose mark or place is part of the name: what speaks for the one speaks for the other."""
        made = self.at(start, end)
        made.rule, made.ident, made.full = made.rule or p.rule, made.ident or p.ident, made.full or p.full
        made.taken, made.points, made.bare = made.taken or p.taken, max(made.points, p.points), p.bare or (p.start, p.end)
        made.kinds |= p.kinds
        self.cut.add((p.start, p.end))
        return made

    def known(self, hit: Hit, kind: str, rule: str, ident: str) -> None:
        made = self.at(hit.start, hit.end)
        made.kind, made.rule, made.ident = kind, rule, ident
        made.kinds.add("organization" if kind == "organization" else "table" if hit.supported else "table.weak")

    def likely(self, c: Candidate) -> None:
        made = self.at(c.start, c.end)
        made.points = max(made.points, c.points)
        name = c.rule.removeprefix("form:") if c.rule.startswith("form:") else c.rule.partition(":")[0]
        made.kinds.add(f"rule.{name}")
        if name == "ticker":
            made.kinds.add("code" if c.points > 2 else "code.likely")
        if not made.rule:
            made.rule = c.rule
        made.full = made.full or c.rule in ("form:legal", "column:")

    def firms(self) -> list[Proposal]:
        """The proposals of firms that no longer name stands for."""
        return [p for p in self if p.kind == "company" and (p.start, p.end) not in self.cut]
