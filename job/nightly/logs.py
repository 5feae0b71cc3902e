"""Logs of the nightly job: one JSON object a line in files and pipes, plain lines on a terminal."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import TextIO

from ...corpus.plain import plain
from ...errors import ConfigError
from ..terminal import Plain
from .config import LogSection

_EXTRA = ("run", "document", "source", "article", "traceback", "counts")


class JsonLines(logging.Formatter):
    """time, level, message; run, document, source, article and counts where the record carries them; the traceback of an error."""

    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        row = {"time": time, "level": record.levelname.lower(), "message": record.getMessage()}
        row |= {name: value for name in _EXTRA if (value := getattr(record, name, None)) is not None}
        if record.exc_info:
            row["traceback"] = self.formatException(record.exc_info)
        return plain(json.dumps(row, ensure_ascii=False, default=str))


def configure(log: LogSection, stream: TextIO | None = None) -> None:
    """Send the program's logs where the configuration says. Raises ConfigError for a file that cannot be written."""
    stream = stream or sys.stderr
    logger = logging.getLogger("mokuromi")
    for old in logger.handlers[:]:
        logger.removeHandler(old)
        old.close()
    handler: logging.Handler
    if log.file is not None:
        try:
            log.file.parent.mkdir(parents=True, exist_ok=True)
            handler = logging.FileHandler(log.file, encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            raise ConfigError(f"log.file {log.file}: cannot be written: {error.strerror}") from None
    else:
        handler = logging.StreamHandler(stream)
    people = log.file is None and stream.isatty()
    handler.setFormatter(Plain("%(levelname)s %(message)s") if people else JsonLines())
    logger.addHandler(handler)
    logger.setLevel(log.level.upper())
    logger.propagate = False
