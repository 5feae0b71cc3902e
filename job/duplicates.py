"""Near-duplicates: one text, posted again. MinHash over runs of 5 characters, candidates by bands kept in the store."""

from __future__ import annotations

import hashlib
import re
import struct
from collections import Counter

import sqlalchemy as sa

from . import store

_PERMUTATIONS = 128
_ROWS = 8
_SIMILAR = 0.8
_WIDTH = 5
_CANDIDATES = 200
"""Documents looked up for one new one: templates make thousands of texts alike, work per document stays bounded."""
_NOISE = re.compile(r"\W+")
_FIGURE = re.compile(r"\d[\d,.]*")


def signature(text: str) -> bytes:
    """MinHash of `text`, 128 little-endian unsigned 32-bit numbers; empty for a text too short to compare."""
    from rensa import RMinHash

    plain = _NOISE.sub("", text)
    if len(plain) < 4 * _WIDTH:
        return b""
    hashes = RMinHash(num_perm=_PERMUTATIONS, seed=42)
    hashes.update({plain[i : i + _WIDTH] for i in range(len(plain) - _WIDTH + 1)})
    return struct.pack(f"<{_PERMUTATIONS}I", *hashes.digest())


def bands(signature: bytes) -> list[int]:
    """Hashes of the signature's bands, as 64-bit signed integers: two texts that share one may be alike."""
    step = 4 * _ROWS
    return [
        int.from_bytes(hashlib.blake2b(signature[i : i + step], digest_size=8, salt=i.to_bytes(4)).digest(), signed=True)
        for i in range(0, len(signature), step)
    ]


def original(connection: sa.Connection, seq: int, text: str, signature: bytes) -> int | None:
    """The `seq` of the earliest document that `text` repeats, None where it is the first of its kind.

    A repeat has 80% of its character runs and nine tenths of its figures in common: two reports made of one template
    with other figures are two articles.
    """
    if not signature:
        return None
    query = (
        sa.select(store.band.c.document)
        .join(store.document, store.document.c.seq == store.band.c.document)
        .where(store.band.c.hash.in_(bands(signature)), store.document.c.duplicate_of.is_(None), store.document.c.status == "done")
        .where(store.band.c.document != seq)
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


def similarity(a: bytes, b: bytes) -> float:
    """Estimated Jaccard similarity of two signatures."""
    pairs = zip(struct.iter_unpack("<I", a), struct.iter_unpack("<I", b), strict=True)
    return sum(x == y for x, y in pairs) / _PERMUTATIONS


def _same_figures(a: str, b: str) -> bool:
    mine, theirs = set(_FIGURE.findall(a)), set(_FIGURE.findall(b))
    return len(mine & theirs) >= 0.9 * max(len(mine), len(theirs))
