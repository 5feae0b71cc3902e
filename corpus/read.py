"""Paths -> articles: files, folders, globs and standard input, one at a time.

What is stored as `Article.text` is what offsets refer to: the decoded text with every character kept (line ends stay
"\\r\\n" where the file has them, no normalisation), except that NUL and lone surrogates, which no store can hold,
become U+FFFD one for one. For HTML, PDF and feeds it is the extracted text.
"""

from __future__ import annotations

import fnmatch
import glob
import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO

from ..errors import InputError, InputFileError
from . import rows
from .article import Article
from .decode import decode
from .stream import DEFAULT, PACKED, Limits, printable, read_all, regular, unpacked

ROWS = {".jsonl": rows.from_jsonl, ".ndjson": rows.from_jsonl, ".csv": rows.from_csv}
PLAIN = (".txt", ".md")
PAGES = (".html", ".htm", ".xhtml", ".pdf", ".xml", ".rss", ".atom")
SUFFIXES = (*ROWS, *PLAIN, *PAGES, ".parquet", ".zip")
Failed = Callable[[InputError], None]
_log = logging.getLogger("mokuromi")


@dataclass(frozen=True, slots=True)
class Found:
    """One file to read. `path` is None for standard input."""

    path: Path | None
    id: str
    """The id of its article, or what the ids of its rows begin with."""
    name: str
    """How messages and `Article.source` call it: printable, on one line, valid UTF-8."""


def articles(
    paths: Iterable[str | os.PathLike[str]],
    *,
    published: date | None = None,
    issuer: str = "",
    on_error: Failed | None = None,
    limits: Limits = DEFAULT,
) -> Iterator[Article]:
    """The articles of `paths`, in order; folders recursively and sorted; "-" is standard input (JSONL or plain text).

    `published` and `issuer` are for articles that carry none. An input that cannot be used is one InputError, "FILE[:ROW]: what is
    wrong; what to do", handed to `on_error` (raised if there is none) while the others are still read. Rows are counted
    as the file's lines, in CSV with the header as row 1. Memory is bounded by `limits`, whatever the files' sizes.
    """
    for found in find(paths):
        items = [found] if isinstance(found, InputError) else read_file(found, published=published, issuer=issuer, limits=limits)
        for item in items:
            if isinstance(item, Article):
                yield item
            elif isinstance(item, InputError):
                if on_error is None:
                    raise item
                on_error(item)


def find(paths: Iterable[str | os.PathLike[str]]) -> Iterator[Found | InputError]:
    """The files that `paths` name. In folders only files of known endings, hidden ones left out."""
    for given in paths:
        text = os.fspath(given)
        path = Path(text)
        if text == "-":
            yield Found(None, "stdin", "-")
        elif not text:
            # as a Path it would be the current folder, with all that happens to lie there
            yield InputFileError("an empty path; name a file, a folder or a pattern (. is the current folder)")
        elif os.path.isdir(path):
            yield from _folder(path)
        elif os.path.lexists(path):
            yield Found(path, printable(stem(path)), printable(text))
        elif glob.has_magic(text):
            yield from _pattern(text)
        else:
            yield InputFileError(f"{printable(text)}: no such file or folder; check the path")


def _pattern(text: str) -> Iterator[Found | InputError]:
    """The files that a pattern names. ** goes into all folders, never through links: they may lead in circles."""
    failed: list[OSError] = []
    above = text
    while glob.has_magic(above):
        above = os.path.dirname(above)
    if not os.path.isdir(above or "."):
        yield InputFileError(f"{printable(text)}: no such folder: {printable(above)}; check the path")
        return
    try:
        os.scandir(above or ".").close()
    except OSError as error:
        failed.append(error)
    hits = [] if failed else _walked(text, above, failed) if "**" in text else glob.glob(text)
    for hit in sorted(hits):
        if os.path.isdir(hit):
            yield from _folder(Path(hit))
        else:
            yield Found(Path(hit), printable(stem(Path(hit))), printable(hit))
    yield from map(_unlistable, failed)
    if not hits and not failed:
        yield InputError(f"{printable(text)}: no file fits this pattern; check it, and quote it against the shell")


def _walked(text: str, above: str, failed: list[OSError]) -> list[str]:
    """Files under `above` that fit a pattern with **."""
    parts = os.path.relpath(text, above or ".").split(os.sep)
    hits = []
    for at, folders, files in os.walk(above or ".", onerror=failed.append):
        folders[:] = [f for f in folders if not f.startswith(".")]
        for file in files:
            inner = os.path.relpath(os.path.join(at, file), above or ".")
            if _fits(inner.split(os.sep), parts):
                hits.append(os.path.join(above, inner))
    return hits


def _fits(names: list[str], parts: list[str]) -> bool:
    """Whether the parts of a path fit those of a pattern; hidden ones only where the pattern says so."""
    if not parts or not names:
        return not names and all(part == "**" for part in parts)
    hidden = names[0].startswith(".") and not parts[0].startswith(".")
    if parts[0] == "**":
        return _fits(names, parts[1:]) or (not hidden and _fits(names[1:], parts))
    return not hidden and fnmatch.fnmatchcase(names[0], parts[0]) and _fits(names[1:], parts[1:])


def _unlistable(error: OSError) -> InputFileError:
    return InputFileError(f"{printable(str(error.filename))}: cannot be listed: {error.strerror}; check its permissions")


def read_file(found: Found, *, published: date | None = None, issuer: str = "", limits: Limits = DEFAULT) -> Iterator[Article | InputError]:
    """The articles of one file; what cannot be used comes as an InputError in its place, never raised, whatever the file holds.

    The errors are printable, on one line: what they quote from the file may hold anything.
    """
    for item in _read(found, published, issuer, limits):
        yield item if isinstance(item, Article) else type(item)(printable(str(item)))


def _read(found: Found, published: date | None, issuer: str, limits: Limits) -> Iterator[Article | InputError]:
    where = rows.Where(found.name, found.id, published, limits, issuer)
    try:
        if found.path is None:
            with unpacked(sys.stdin.buffer, "", found.name, limits) as stream:
                first = _first(stream)
                yield from _articles(stream, ".jsonl" if first == b"{" else ".txt", where)
            return
        suffixes = [s.lower() for s in found.path.suffixes[-2:]]
        packed = suffixes.pop() if suffixes and suffixes[-1] in PACKED else ""
        suffix = suffixes[-1] if suffixes else ""
        if suffix not in SUFFIXES:
            yield InputError(f"{found.name}: a file ending that is not known here; use one of {' '.join(SUFFIXES)}, also with .gz or .zst")
            return
        with regular(found.path) as raw, unpacked(raw, packed, found.name, limits) as stream:
            yield from _articles(stream, suffix, where)
    except InputError as error:
        yield error
    except OSError as error:
        yield InputFileError(f"{found.name}: cannot be read: {error.strerror or error}; check the file and its permissions")
    except MemoryError:
        yield InputError(
            f"{found.name}: takes more memory than there is, {limits.memory} bytes in a worker; split it, or raise limits.memory"
        )
    except Exception as error:
        _log.exception("%s: the reader failed", found.name)
        yield InputError(
            f"{found.name}: cannot be read: {type(error).__name__}: {' '.join(str(error).split())[:200]}; write it again, or leave it out"
        )


def stem(path: Path) -> str:
    """The file's name without its endings: "a.jsonl.gz" -> "a"."""
    name = path.name
    for endings in (PACKED, SUFFIXES):
        for ending in endings:
            if name.lower().endswith(ending) and len(name) > len(ending):
                name = name[: -len(ending)]
                break
    return name


def _folder(folder: Path) -> Iterator[Found | InputError]:
    empty = True
    failed: list[OSError] = []
    for at, folders, files in os.walk(folder, onerror=failed.append):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for file in sorted(files):
            path = Path(at, file)
            bare = path.with_suffix("") if path.suffix.lower() in PACKED else path
            if not file.startswith(".") and bare.suffix.lower() in SUFFIXES:
                empty = False
                yield Found(path, printable((path.parent.relative_to(folder) / stem(path)).as_posix()), printable(str(path)))
    yield from map(_unlistable, failed)
    if empty and not failed:
        yield InputError(f"{printable(str(folder))}: holds no article; files must end in one of {' '.join(SUFFIXES)}")


def _articles(stream: IO[bytes], suffix: str, where: rows.Where) -> Iterator[Article | InputError]:
    if suffix in ROWS:
        yield from ROWS[suffix](stream, where)
    elif suffix == ".parquet":
        yield from rows.from_parquet(stream, where)
    else:
        data = read_all(stream, where.name, where.limits)
        if not data.strip():
            raise InputError(f"{where.name}: is empty; remove it")
        if suffix == ".zip":
            yield from _filing(data, where)
        elif suffix in PLAIN:
            text = decode(data, where.name)
            yield rows.article({"text": text, "title": _title(text)}, where, where.name, where.id)
        else:
            from . import pages

            yield from pages.articles(data, suffix, where)


def _filing(data: bytes, where: rows.Where) -> Iterator[Article | InputError]:
    from . import edinet

    found = False
    for row in edinet.narratives(data, where.name):
        found = True
        yield rows.article(row, where, where.name, str(row["id"]))
    if not found:
        raise InputError(f"{where.name}: holds no document of EDINET's with text blocks; download type 5, or unpack it")


def _title(text: str) -> str:
    """The first line that is not empty, without Markdown's marks."""
    for line in text[:10_000].splitlines():
        if title := line.strip().lstrip("#").strip():
            return title[:300]
    return ""


def _first(stream: IO[bytes]) -> bytes:
    head: bytes = stream.peek(64)  # type: ignore[attr-defined]
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
