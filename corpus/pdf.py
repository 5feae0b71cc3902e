"""PDF -> running text. Scanned pages hold no text and are refused: text recognition is another program's work."""

from __future__ import annotations

import re
from typing import Any

from ..errors import InputError

_FULL = 0.8
"""A line of this share of the page's usual longest lines goes on in the next one."""
_END = tuple("。！？!?：:；;」』）】")
_WORD = re.compile(r"[A-Za-z0-9,.%)]$")


def document(data: bytes, name: str) -> dict[str, Any]:
    """Text and title of a PDF file. Lines that the page's width broke are joined. Raises InputError."""
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
    text = "\n\n".join(page for page in pages if page)
    if not text:
        raise InputError(f"{name}: holds no text, only images; recognize its text first (OCR)")
    return {"text": text, "title": title[:300]}


def _page(pdf: Any, number: int, name: str) -> str:
    import pypdfium2

    try:
        page = pdf[number]
        try:
            text = page.get_textpage().get_text_bounded()
        finally:
            page.close()
    except pypdfium2.PdfiumError as error:
        raise InputError(f"{name}: page {number + 1} cannot be read: {error}; write the file again") from None
    return reflow(text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))


def reflow(text: str) -> str:
    """Join the lines of a page that only its width broke: a sentence, a figure with its unit."""
    # U+FFFE and U+0002 are pdfium's marks of a hyphenated line end
    lines = [line.strip() for line in re.sub("[\ufffe\x02]\r?\n?", "", text).splitlines()]
    widths = sorted((_width(line) for line in lines if line), reverse=True)
    full = _FULL * widths[len(widths) // 10] if widths else 0
    out: list[str] = []
    joins = False
    for line in lines:
        if joins and line:
            between = " " if _WORD.search(out[-1]) and line[0].isascii() and line[0].isalpha() else ""
            out[-1] += between + line
        elif line or (out and out[-1]):
            out.append(line)
        joins = bool(line) and _width(line) >= full and not line.endswith(_END)
    return "\n".join(out).strip()


def _width(line: str) -> int:
    return sum(1 if c < "\u0300" else 2 for c in line)
