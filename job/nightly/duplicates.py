"""Near-duplicates: one text, posted again. MinHash over runs of 5 characters, candidates by bands kept in the store."""

from __future__ import annotations

import re
from collections import Counter

import sqlalchemy as sa

from . import store
from .minhash import bands, similarity

_SIMILAR = 0.8
_CANDIDATES = 200
"""Documents looked up for one new one: templates make thousands of texts alike, work per document stays bounded."""
_FIGURE = re.compile(r"\d[\d,.]*")


def original(connection: sa.Connection, seq: int, text: str, signature: bytes) -> int | None:
    """The `seq` of the earliest document that `text` repeats, None where it is the first of its kind.

    Only originals have bands in the store.

    A repeat has 80% of its character runs and nine tenths of its figures in common: two reports made of one template
    with other figures are two articles.
    """
    if not signature:
        return None
    query = (
        sa.select(store.band.c.document)
        .where(store.band.c.hash.in_(bands(signature)), store.band.c.document != seq)
        .order_by(store.band.c.hash, store.band.c.document)
        .limit(_CANDIDATES)
    )
    shared = Counter(connection.scalars(query))
    best = sorted(shared, key=lambda d: (-shared[d], d))[:10]
    if not best:
        return None
    columns = (store.document.c.seq, store.document.c.text, store.document.c.signature)
    for row in connection.execute(sa.select(*columns).where(store.document.c.seq.in_(best)).order_by(store.document.c.seq)):
        if similarity(signature, row.signature) >= _SIMILAR and _same_figures(text, row.text):
            return int(row.seq)
    return None


def _same_figures(a: str, b: str) -> bool:
    mine, theirs = set(_FIGURE.findall(a)), set(_FIGURE.findall(b))
    return len(mine & theirs) >= 0.9 * max(len(mine), len(theirs))
