"""RSS and Atom files -> entries. The file is parsed as it is; nothing is fetched."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from ..errors import InputError
from .html import _day
from .markup import visible_text


def entries(data: bytes, name: str) -> Iterator[dict[str, Any]]:
    """Fields of each entry: id (its guid or link), text, title, url, published (its own day). Raises InputError."""
    import feedparser

    # a stream, never a string: feedparser would open a string that looks like an address
    feed = feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
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
