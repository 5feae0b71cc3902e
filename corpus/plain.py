"""Text of articles, ids and file names on its way to people: what could steer a terminal is shown, not sent."""

from __future__ import annotations

import re

# C0 and C1 controls but line feed and tab, marks that turn the direction of text, separators of lines and paragraphs, lone surrogates
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def plain(text: str) -> str:
    """`text` with each character that could steer a terminal escaped, as JSON writes it: \\u001b. In JSON it stays the same value."""
    return _STEERING.sub(lambda m: f"\\u{ord(m[0]):04x}", text)
