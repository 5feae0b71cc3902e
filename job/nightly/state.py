"""What the steps of one run share."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass

import sqlalchemy as sa

from ...corpus import write
from ...extract.worker import Worker
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
        """Count and log it, and leave a reason file; an unwritable folder is no reason to stop."""
        self.summary.documents["quarantined"] += 1
        said = {"run": self.summary.run, "document": ident[:12], "source": source, "article": article or None, "traceback": trace or None}
        _log.error("quarantined: %s", reason, extra=said)
        row = {"document": ident[:12], "source": source, "article_id": article, "reason": reason, "run": self.summary.run,
               "rules_version": self.version}  # fmt: skip
        try:
            with write.replacing(self.config.quarantine / f"{ident[:12]}.json") as file:
                file.write((json.dumps(row, ensure_ascii=False, indent=1) + "\n").encode())
        except OSError as error:
            _log.error("%s: no reason file can be written: %s", self.config.quarantine, error)
