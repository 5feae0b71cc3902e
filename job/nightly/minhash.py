"""MinHash signatures of texts. Light to import: worker processes need nothing else of the store."""

from __future__ import annotations

import hashlib
import re
import struct

_PERMUTATIONS = 128
_ROWS = 8
_WIDTH = 5
_NOISE = re.compile(r"\W+")


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


def similarity(a: bytes, b: bytes) -> float:
    """Estimated Jaccard similarity of two signatures."""
    pairs = zip(struct.iter_unpack("<I", a), struct.iter_unpack("<I", b), strict=True)
    return sum(x == y for x, y in pairs) / _PERMUTATIONS
