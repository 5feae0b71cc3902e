"""PDF -> running text. Scanned pages hold no text and are refused: text recognition is another program's work."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from ..errors import InputError, needed
from .boxes import read
from .printed import Char, Paragraph, joined

_REPEATED = 3
"""Pages; a line at the edge of as many is a running head."""
_NUMBER = re.compile(
    r"[-–—－ ]{0,4}(?:第 ?)?(?:[0-9]{1,4}|[ivxlcIVXLC]{1,6}|[A-Z]{1,4}-[0-9]{1,3})(?: ?頁| ?页|ページ)?(?: ?/ ?[0-9]{1,4})?[-–—－ ]{0,4}"
)
_BLANK = frozenset((0xA0, 0x3000, 0xFEFF, 0xFFFE, 0xFFFF))
"""Spaces, and U+FFFE, pdfium's mark of a hyphen at a line's end."""
_FOOTNOTE = 0.9
"""Of the page's usual font size: smaller lines at the foot are footnotes."""


def document(data: bytes, name: str) -> dict[str, Any]:
    """Text and title of a PDF file: paragraphs a line each, rows of tables with tabs, footnotes behind their page's text.

    Running heads and page numbers are left out. Raises InputError.
    """
    with needed(InputError, name):
        import pypdfium2

    if b"%PDF-" not in data[:1024]:
        raise InputError(f"{name}: is no PDF; give it the ending of what it is")
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise InputError(f"{name}: cannot be read as PDF: {error}; remove its password, or write it again") from None
    try:
        pages = [_page(pdf, number, name) for number in range(len(pdf))]
        title = pdf.get_metadata_dict().get("Title", "").strip()
    finally:
        pdf.close()
    text = _text(pages)
    if not text:
        raise InputError(f"{name}: holds no text, only images; recognize its text first (OCR)")
    return {"text": text, "title": title[:300]}


def _page(pdf: Any, number: int, name: str) -> list[Paragraph]:
    import pypdfium2

    try:
        page = pdf[number]
        try:
            return read(_chars(page.get_textpage()), page.get_width())
        finally:
            page.close()
    except pypdfium2.PdfiumError as error:
        raise InputError(f"{name}: page {number + 1} cannot be read: {error}; write the file again") from None


def _chars(textpage: Any) -> list[Char]:
    """The printed characters of a page, with their boxes."""
    import pypdfium2.raw as raw

    handle = textpage.raw
    box = raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    out: list[Char] = []
    high = 0
    for index in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(handle, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code, high = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00), 0
        if code <= 32 or code in _BLANK or 0xD800 <= code < 0xE000 or raw.FPDFText_IsGenerated(handle, index) == 1:
            continue
        raw.FPDFText_GetLooseCharBox(handle, index, box)
        raw.FPDFText_GetCharOrigin(handle, index, x, y)
        size = abs(box.top - box.bottom) or raw.FPDFText_GetFontSize(handle, index) or 1.0
        out.append(Char(chr(code), box.left, box.right, y.value, size))
    return out


def _text(pages: Sequence[list[Paragraph]]) -> str:
    """All pages as one text; what a page break cut is joined."""
    heads = _running(pages)
    out: list[str] = []
    opened = False
    for page in pages:
        body, notes = _footnotes([p for i, p in enumerate(page) if not _frame(p, i, len(page), heads)])
        for number, paragraph in enumerate(body):
            if number == 0 and opened and out and not paragraph.table:
                out[-1] = joined(out[-1], paragraph.text)
            else:
                if number and body[number - 1].table and not paragraph.table:
                    out.append("")
                out.append(paragraph.text)
        if body:
            opened = body[-1].open and not body[-1].table and not notes
            out += [note.text for note in notes]
            if not opened:
                out.append("")
    return "\n".join(out).strip()


def _running(pages: Sequence[list[Paragraph]]) -> set[str]:
    """The lines at the head or foot of several pages, their figures left out."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_plain(p.text) for p in [*page[:2], *page[-2:]] if len(p.text) <= 60})
    return {text for text, count in seen.items() if count >= _REPEATED}


def _plain(text: str) -> str:
    return re.sub(r"[0-9０-９\s]+", "0", text)


def _frame(paragraph: Paragraph, index: int, count: int, heads: set[str]) -> bool:
    """Whether a line at the edge of a page is its running head or its number."""
    if 2 <= index < count - 2:
        return False
    return _NUMBER.fullmatch(paragraph.text.strip()) is not None or (count > 2 and _plain(paragraph.text) in heads)


def _footnotes(page: list[Paragraph]) -> tuple[list[Paragraph], list[Paragraph]]:
    """The body of a page, and the smaller lines at its foot."""
    sizes = Counter[float]()
    for paragraph in page:
        sizes[round(paragraph.size, 1)] += len(paragraph.text)
    usual = max(sizes, key=lambda size: sizes[size]) if sizes else 0.0
    last = len(page)
    while last > 0 and page[last - 1].size < _FOOTNOTE * usual and not page[last - 1].table:
        last -= 1
    return page[:last], page[last:]
