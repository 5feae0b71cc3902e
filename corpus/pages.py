"""Whole documents -> articles: HTML pages, PDF files, RSS and Atom feeds."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import InputError
from . import rows
from .article import Article


def articles(data: bytes, suffix: str, where: rows.Where) -> Iterator[Article | InputError]:
    """The articles of a document whose file ends in `suffix`. A feed's entries may fail one by one."""
    if suffix == ".pdf":
        from . import pdf

        yield rows.article(pdf.document(data, where.name), where, where.name, where.id)
    elif suffix in (".xml", ".rss", ".atom"):
        from . import feed

        for number, row in enumerate(feed.entries(data, where.name), 1):
            place = f"{where.name}:{number}"
            try:
                yield rows.article(row, where, place, f"{where.id}:{number}")
            except InputError as error:
                yield error
    else:
        from . import html

        yield rows.article(html.page(data, where.name), where, where.name, where.id)
