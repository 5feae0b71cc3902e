"""RSS and Atom files -> entries. The file is parsed as it is; nothing is fetched."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from ..errors import InputError, needed
from .decode import decode
from .html import _day
from .markup import visible_text

_DECLARED = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s{0,5}=\s{0,5}["']([A-Za-z0-9._-]{1,40})""")
_DECLARATION = re.compile(r"<\?xml[^>]{0,200}\?>")


def entries(data: bytes, name: str) -> Iterator[dict[str, Any]]:
    """Fields of each entry: id (its guid or link), text, title, url, published (its own day). Raises InputError."""
    with needed(InputError, name):
        import feedparser
        import lxml  # noqa: F401

    declared = _DECLARED.match(data[:200].lstrip())
    # decoded here, strictly: feedparser would replace what it cannot decode
    text = _DECLARATION.sub("", decode(data, name, declared[1].decode() if declared else None).lstrip(), count=1)
    # a stream, never a string: feedparser would open a string that looks like an address
    feed = feedparser.parse(io.BytesIO(text.encode()), sanitize_html=False, resolve_relative_uris=False)
    if not feed.entries:
        why = f" ({str(feed.bozo_exception).splitlines()[0][:120]})" if feed.bozo and str(feed.get("bozo_exception", "")) else ""
        raise InputError(f"{name}: no RSS or Atom entries found{why}; only feeds can be read from XML")
    for entry in feed.entries:
        contents = [c.get("value", "") for c in entry.get("content", [])]
        body = max([*contents, entry.get("summary", "")], key=len)
        title = visible_text(entry.get("title", ""))
        text = visible_text(body)
        yield {
            "id": entry.get("id") or entry.get("link") or "",
            "text": f"{title}\n\n{text}" if title and not text.startswith(title) else text,
            "title": title.replace("\n", " ")[:300],
            "url": entry.get("link", ""),
            "published": _day(entry.get("published", "") or entry.get("updated", "") or entry.get("created", "")),
        }
