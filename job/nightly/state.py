"""What the steps of one run share."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import sqlalchemy as sa

from ...extract.worker import Worker
from . import reasons
from .config import Config
from .summary import Summary

_log = logging.getLogger("mokuromi.nightly")


@dataclass
class State:
    """`version` names the extraction; `redo` has all documents extracted again."""

    engine: sa.Engine
    config: Config
    version: str
    redo: bool
    workers: list[Worker]
    summary: Summary

    def quarantined(self, ident: str, reason: str, source: str, article: str = "", trace: str = "") -> None:
        """Log it, and leave a reason file; an unwritable folder is no reason to stop. They are counted when the run ends."""
        short = ident[: reasons.LENGTH]
        said = {"run": self.summary.run, "document": short, "source": source, "article": article or None, "traceback": trace or None}
        _log.error("quarantined: %s", reason, extra=said)
        try:
            reasons.put(self.config.quarantine, short, source, article, reason, self.summary.run, self.version)
        except OSError as error:
            _log.error("%s: no reason file can be written now: %s", self.config.quarantine, error)
