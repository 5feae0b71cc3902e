"""HTML -> the article's text, title, address and publication date. Nothing is fetched."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from datetime import date, datetime
from html.parser import HTMLParser
from typing import Any

from ..errors import InputError
from .decode import decode
from .language import narrow

_SHORT = 200
"""Characters; a shorter result of the first extractor is compared with the second's."""
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_DATE_KEYS = ("datePublished", "dateCreated", "uploadDate")
_DATE_META = ("article:published_time", "og:published_time", "datepublished", "publishdate", "pubdate", "publish_date", "date", "dc.date",
              "dc.date.issued", "dcterms.created", "parsely-pub-date", "cxenseparse:recs:publishtime", "apub:time")  # fmt: skip
_DAY = re.compile(r"\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "li",
        "tr",
        "td",
        "th",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "ul",
        "ol",
        "section",
        "article",
        "header",
        "footer",
        "title",
        "blockquote",
        "dd",
        "dt",
        "hr",
        "pre",
    ]
)
_HIDDEN = frozenset(("script", "style", "noscript", "template", "head"))


def page(data: bytes, name: str) -> dict[str, Any]:
    """Fields of the article on a page: text, and title, url, published, lang where the page states them.

    Text by trafilatura, by readability where that finds little, else all visible text. The date is that of JSON-LD,
    meta tags or a <time> element, in this order. Raises InputError when the page has no text.
    """
    markup = decode(data, name, declared_charset(data))
    tree = _tree(markup)
    row = _metadata(tree) if tree is not None else {}
    row["text"] = _text(markup, tree)
    if not row["text"].strip():
        raise InputError(f"{name}: no text found in the page; give it as .txt")
    return row


def declared_charset(data: bytes) -> str | None:
    """What a meta element or an XML declaration near the beginning names."""
    match = _CHARSET.search(data[:4096])
    return match.group(1).decode("ascii") if match else None


def visible_text(markup: str) -> str:
    """All text of HTML outside scripts, one line a block. Linear and without recursion, whatever the nesting."""
    parser = _Visible()
    parser.feed(markup)
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.parts).splitlines())
    return "\n".join(line for line in lines if line)


class _Visible(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(self._hidden - 1, 0)
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def _tree(markup: str) -> Any:
    from trafilatura import load_html

    _quiet()
    # an encoding declaration in a str makes lxml refuse it
    tree: Any = load_html(re.sub(r"^\s*<\?xml[^>]*\?>", "", markup, count=1))
    return tree


def _text(markup: str, tree: Any) -> str:
    import copy

    import trafilatura

    best = ""
    if tree is not None:
        best = trafilatura.extract(copy.deepcopy(tree), include_comments=False, include_tables=True) or ""
        if len(best) < _SHORT:
            best = max(best, _readable(markup), key=len)
    return best or visible_text(markup)


def _readable(markup: str) -> str:
    from readability import Document
    from readability.readability import Unparseable

    try:
        return visible_text(Document(markup).summary(html_partial=True))
    except (Unparseable, ValueError):
        return ""


def _metadata(tree: Any) -> dict[str, Any]:
    meta: dict[str, str] = {}
    for node in tree.iter("meta"):
        key = (node.get("property") or node.get("name") or node.get("itemprop") or "").lower()
        if key and node.get("content"):
            meta.setdefault(key, node.get("content"))
    news = next((item for item in _json_ld(tree) if any(k in item for k in _DATE_KEYS)), {})
    heading = tree.find(".//title")
    title = _one(news.get("headline")) or meta.get("og:title") or (heading.text_content() if heading is not None else "")
    canonical = tree.find('.//link[@rel="canonical"]')
    url = (canonical.get("href") if canonical is not None else "") or meta.get("og:url") or _one(news.get("url"))
    dates = [_one(news.get(k)) for k in _DATE_KEYS] + [meta.get(k, "") for k in _DATE_META]
    dates += [node.get("datetime") or "" for node in tree.iter("time")][:1]
    published = next((day for text in dates if (day := _day(text))), None)
    return {"title": " ".join(title.split())[:300], "url": url or "", "published": published, "lang": _lang(tree)}


def _lang(tree: Any) -> str:
    """The page's own language where it is one of ours; a wrong or foreign one is left to detection."""
    tag = tree.get("lang") or tree.get("xml:lang") or ""
    try:
        narrow(tag, "")
    except InputError:
        return ""
    # pages in Simplified or Traditional Chinese often carry the template's tag: trust Chinese only with a script
    return tag if "-han" in tag.lower() else ""


def _json_ld(tree: Any) -> Iterator[dict[str, Any]]:
    for node in tree.iter("script"):
        if (node.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            waiting = [json.loads(node.text_content(), strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            item = waiting.pop(0)
            if isinstance(item, list):
                waiting.extend(item)
            elif isinstance(item, dict):
                yield item
                waiting.extend(v for k, v in item.items() if k in ("@graph", "mainEntity", "itemListElement"))


def _one(value: Any) -> str:
    if isinstance(value, list) and value:
        value = value[0]
    return value if isinstance(value, str) else ""


def _day(text: str) -> date | None:
    """The day a page names, in its own zone: ISO 8601, 2026/1/2, 2026年1月2日, RFC 2822."""
    from email.utils import parsedate_to_datetime

    try:
        return datetime.fromisoformat(text.strip()).date()
    except ValueError:
        pass
    try:
        if match := _DAY.match(text):
            return date(*map(int, match.groups()))
        return parsedate_to_datetime(text).date() if "," in text else None
    except (ValueError, TypeError, OverflowError):
        return None


def _quiet() -> None:
    """The libraries log each page that they find odd; what counts is said by InputError."""
    for name in ("trafilatura", "readability", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
