"""Which paragraph a sentence stands in, and under which headings."""

from __future__ import annotations

from dataclasses import dataclass

from ..text.page import Block, Page


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the block of a sentence begins (-1: none), the spans of the headings above it, outermost first, and its table, or -1."""

    paragraph: int
    headings: tuple[tuple[int, int], ...]
    table: int = -1


def where(page: Page, block: Block | None) -> Layout:
    """`block` is that of the page which a sentence begins in."""
    if block is None:
        return Layout(-1, ())
    headings = tuple((h.start, h.end) for h in page.headings(block.section) if h.start != block.start)
    table = block.table if block.kind == "table" and block.table is not None else -1
    return Layout(block.start, headings, table)
