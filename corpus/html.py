"""HTML -> the article's text, title, address and publication date. Nothing is fetched."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from ..errors import InputError, needed
from .decode import decode
from .language import narrow
from .markup import visible_text

_TOKEN = "mokuromitable"
"""Stands for a table while the main text is found; letters and digits only, so that no extractor changes it."""
_FIGURES = 4
"""Digits that a table of figures has at least."""
_SHORT = 200
"""Characters; a shorter result of the first extractor is compared with the second's."""
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_DATE_KEYS = ("datePublished", "dateCreated", "uploadDate")
_DATE_META = ("article:published_time", "og:published_time", "datepublished", "publishdate", "pubdate", "publish_date", "date", "dc.date",
              "dc.date.issued", "dcterms.created", "parsely-pub-date", "cxenseparse:recs:publishtime", "apub:time")  # fmt: skip
_DAY = re.compile(r"\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
def page(data: bytes, name: str) -> dict[str, Any]:
    """Fields of the article on a page: text, and title, url, published, lang, issuer where the page states them.

    Text by trafilatura, by readability where that finds little, else all visible text. The date is that of JSON-LD,
    meta tags or a <time> element, in this order; the issuer is a
    Corporation that JSON-LD says the page is about. Raises InputError when the page has no text.
    """
    markup = decode(data, name, declared_charset(data))
    with needed(InputError, name):
        import readability  # noqa: F401
        import trafilatura  # noqa: F401
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


def _tree(markup: str) -> Any:
    from trafilatura import load_html

    _quiet()
    # an encoding declaration in a str makes lxml refuse it
    tree: Any = load_html(re.sub(r"^\s*<\?xml[^>]*\?>", "", markup, count=1))
    return tree


def _text(markup: str, tree: Any) -> str:
    """The main text, tables as rows with bars; of a short page all that is visible."""
    import copy

    import trafilatura

    best = ""
    if tree is not None:
        body = copy.deepcopy(tree)
        tables = _lift_tables(body)
        best = _with_tables(trafilatura.extract(body, include_comments=False, include_tables=True) or "", tables)
        if len(best) < _SHORT:
            best = max(best, _readable(markup), key=len)
    everything = visible_text(markup) if len(best) < _SHORT else ""
    return everything if len(everything) <= 2 * _SHORT and len(everything) > len(best) else best or everything


def _lift_tables(tree: Any) -> dict[str, str]:
    """Put a paragraph with a token in the place of every table of figures; the tables' rows by token."""
    from lxml import etree

    out: dict[str, str] = {}
    for table in list(tree.iter("table")):
        if table.getparent() is None or next(table.iterancestors("table"), None) is not None:
            continue
        rows = visible_text(etree.tostring(table, encoding="unicode", with_tail=False))
        if rows.count("\n|") + rows.startswith("|") < 2 or sum(char.isdigit() for char in rows) < _FIGURES:
            continue
        token = f"{_TOKEN}{len(out)}."
        out[token] = rows
        paragraph = etree.Element("p")
        paragraph.text, paragraph.tail = token, table.tail
        table.getparent().replace(table, paragraph)
    return out


def _with_tables(text: str, tables: dict[str, str]) -> str:
    """The tables in the places of their tokens; those whose token an extractor dropped stay out with what was around them."""
    return re.sub(rf"{_TOKEN}\d+\.", lambda found: f"\n{tables.get(found[0], '')}\n", text).strip() if tables else text


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
    issuer = next((_one(item.get("name")) for item in _json_ld(tree) if item.get("@type") == "Corporation"), "")
    row = {"title": " ".join(title.split())[:300], "url": url or "", "published": published, "lang": _lang(tree)}
    return row | ({"issuer": issuer} if issuer else {})


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
                waiting.extend(v for k, v in item.items() if k in ("@graph", "mainEntity", "itemListElement", "about"))


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
