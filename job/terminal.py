"""Log lines on their way to a terminal: what could steer it is shown, not sent."""

from __future__ import annotations

import logging

from ..corpus.plain import plain


class Plain(logging.Formatter):
    """Log lines for people."""

    def format(self, record: logging.LogRecord) -> str:
        return plain(super().format(record))
