"""Whole documents -> articles: HTML pages, PDF files, RSS and Atom feeds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..errors import InputError
from . import rows
from .article import Article


def articles(data: bytes, suffix: str, where: rows.Where) -> Iterator[Article | InputError]:
    """The articles of a document whose file ends in `suffix`. A feed's entries may fail one by one."""
    parsed = _parse(data, suffix, where.name)
    if isinstance(parsed, dict):
        yield rows.article(parsed, where, where.name, where.id)
        return
    for number, row in enumerate(parsed, 1):
        place = f"{where.name}:{number}"
        try:
            yield rows.article(row, where, place, f"{where.id}:{number}")
        except InputError as error:
            yield error


def _parse(data: bytes, suffix: str, name: str) -> dict[str, Any] | list[dict[str, Any]]:
    """The fields of a document, or of each entry of a feed. Whatever a parser makes of a broken document is an InputError."""
    try:
        if suffix == ".pdf":
            from . import pdf

            return pdf.document(data, name)
        if suffix in (".xml", ".rss", ".atom"):
            from . import feed

            return list(feed.entries(data, name))
        from . import html

        return html.page(data, name)
    except (InputError, MemoryError):
        raise
    except Exception as error:
        what = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        raise InputError(f"{name}: cannot be parsed ({what}); save the page again, or give it as .txt") from None
