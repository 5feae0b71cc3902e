"""Byte streams with limits: unpacking, whole reads, lines."""

from __future__ import annotations

import codecs
import io
import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from ..errors import InputError, InputFileError
from .decode import UNKNOWN, decode, encoding_of, refuse_binary

PACKED = (".gz", ".zst")
_SAMPLE = 1 << 18


@dataclass(frozen=True, slots=True)
class Limits:
    """What one input may take; beyond it the input is refused, never cut."""

    bytes: int = 32 << 20
    """Of one text, HTML or PDF file, and of one row of a JSONL or CSV file, unpacked."""
    characters: int = 2_000_000
    """Of one article's text."""
    unpacked: int = 4 << 30
    """Of all that one .gz or .zst file unpacks to."""
    seconds: float = 60.0
    """For reading the next article of a file, and for extracting one."""
    memory: int = 1 << 30
    """Bytes that one worker process may allocate."""


DEFAULT = Limits()


@contextmanager
def regular(path: Path) -> Iterator[IO[bytes]]:
    """A regular file, open for reading. Raises OSError, InputFileError for pipes, devices and folders, which may never end."""
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    handle = os.open(path, flags) if stat.S_ISREG(os.stat(path).st_mode) else -1
    if handle < 0 or not stat.S_ISREG(os.fstat(handle).st_mode):
        if handle >= 0:
            os.close(handle)
        raise InputFileError(f"{printable(str(path))}: is no regular file; give a file that can be read")
    with open(handle, "rb") as file:
        yield file


def printable(text: str) -> str:
    """A path or message as one line of valid Unicode: undecodable bytes as \\xNN, control characters escaped."""
    return "".join(c if c.isprintable() else _escaped(c) for c in text)


def _escaped(char: str) -> str:
    byte = ord(char) - 0xDC00
    return f"\\x{byte:02x}" if 0x80 <= byte <= 0xFF else char.encode("unicode_escape").decode()


class _Bounded(io.RawIOBase):
    """Counts what comes through and refuses more than the limit; a broken archive is an InputError too."""

    def __init__(self, source: Any, limit: int, name: str) -> None:
        self._source, self._left, self._limit, self._name = source, limit, limit, name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._source.read(len(buffer))
        except (EOFError, zlib.error, OSError, ValueError) as error:
            raise InputError(f"{self._name}: cannot be unpacked: {error}; compress it again") from None
        self._left -= len(data)
        if self._left < 0:
            raise InputError(f"{self._name}: unpacks to more than {self._limit} bytes; split it, or raise limits.unpacked")
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def unpacked(raw: IO[bytes], packed: str, name: str, limits: Limits) -> Iterator[IO[bytes]]:
    """A buffered stream of the contents of `raw`, packed as "", ".gz" or ".zst"."""
    if not packed:
        yield raw
        return
    if packed == ".gz":
        import gzip

        source: Any = gzip.GzipFile(fileobj=raw)
    else:
        import pyarrow as pa

        source = pa.CompressedInputStream(pa.PythonFile(raw, mode="r"), "zstd")
    yield io.BufferedReader(_Bounded(source, limits.unpacked, name), _SAMPLE)


def read_all(stream: IO[bytes], name: str, limits: Limits) -> bytes:
    """Everything in `stream`; InputError when it is longer than `limits.bytes`."""
    data = stream.read(limits.bytes + 1)
    if len(data) > limits.bytes:
        raise InputError(f"{name}: is longer than {limits.bytes} bytes; split it, or raise limits.bytes")
    return data


def lines(stream: IO[bytes], name: str, limits: Limits) -> Iterator[tuple[int, str | InputError]]:
    """(number from 1, line with its end) of a text stream of any encoding, memory bounded by `limits.bytes`.

    The encoding is taken from the beginning. A line in none stands with its bad bytes as lone surrogates (U+DC80…); a
    line that is too long is skipped and comes as an InputError. The first line of binary data raises InputError.
    """
    head = stream.read(_SAMPLE)
    whole = len(head) < _SAMPLE
    encoding = _encoding(head, whole, name)
    if encoding.startswith(("utf-16", "utf-32")):
        yield from _wide_lines(_Rejoined(head, stream), encoding, name, limits)
        return
    joined = io.BufferedReader(_Rejoined(head.removeprefix(codecs.BOM_UTF8), stream), 1 << 20)
    number = 0
    while line := joined.readline(limits.bytes + 1):
        number += 1
        if len(line) <= limits.bytes:
            yield number, _line(line, encoding, name)
            continue
        while not line.endswith(b"\n") and (line := joined.readline(1 << 20)):
            pass
        yield number, InputError(f"{name}:{number}: the line is longer than {limits.bytes} bytes; split it, or raise limits.bytes")


def _line(line: bytes, encoding: str, name: str) -> str:
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        pass
    try:
        return decode(line, name)
    except InputError:
        return line.decode("utf-8", "surrogateescape")


def _encoding(head: bytes, whole: bool, name: str) -> str:
    """The encoding of the beginning, which may end within a letter."""
    if not whole and (end := head.rfind(b"\n")) > 0:
        return _tolerant(head[: end + 1], name)
    if whole:
        return _tolerant(head, name)
    for cut in range(4):
        try:
            return encoding_of(head[: len(head) - cut], name)
        except InputError as error:
            last = error
    raise last


def _tolerant(head: bytes, name: str) -> str:
    """One bad row must not condemn a file: where no encoding fits all lines, the one that fits most of them."""
    try:
        encoding = encoding_of(head, name)
    except InputError:
        refuse_binary(head, name)
        encoding = ""
    if encoding == "iso2022_jp" or encoding.startswith("utf-"):
        return encoding.removesuffix("-sig")
    parts = [line for line in head.split(b"\n") if not line.isascii()]
    fits = sum(_is_utf8(line) for line in parts)
    if fits * 2 > len(parts):
        return "utf-8"
    if encoding:
        return encoding
    for line in parts:
        try:
            return encoding_of(line, name)
        except InputError:
            continue
    raise InputError(f"{name}: {UNKNOWN}; save it as UTF-8")


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


class _Rejoined(io.RawIOBase):
    """A stream whose beginning was read already."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._head:
            data, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        else:
            data = self._rest.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _wide_lines(stream: io.RawIOBase, encoding: str, name: str, limits: Limits) -> Iterator[tuple[int, str | InputError]]:
    text = io.TextIOWrapper(io.BufferedReader(stream), encoding, newline="")
    number = 0
    try:
        while line := text.readline(limits.bytes):
            number += 1
            if len(line) < limits.bytes or line.endswith("\n"):
                yield number, line
                continue
            while not line.endswith("\n") and (line := text.readline(1 << 20)):
                pass
            yield number, InputError(f"{name}:{number}: the line is longer than {limits.bytes} characters; split it, or raise limits.bytes")
    except UnicodeError as error:
        yield number + 1, InputError(f"{name}:{number + 1}: is not {encoding} from here on: {error}; save it as UTF-8")
