"""Reason files: one for each quarantined input, in step with the store."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path

import sqlalchemy as sa

from ...corpus.write import replacing
from .store import document

LENGTH = 12
"""Characters of a key that name it for people."""
_OURS = re.compile(rf"[0-9a-f]{{{LENGTH}}}\.json")
_log = logging.getLogger("mokuromi.nightly")


def put(folder: Path, ident: str, source: str, article: str, reason: str, run: int, version: str) -> None:
    """Write one. Raises OSError."""
    row = {"document": ident, "source": source, "article_id": article, "reason": reason, "run": run, "rules_version": version}
    with replacing(folder / f"{ident}.json") as file:
        file.write((json.dumps(row, ensure_ascii=False, indent=1) + "\n").encode())


def sync(connection: sa.Connection, folder: Path, version: str) -> bool:
    """Write those that are missing and remove those of inputs that left the list; False where the folder does not allow it."""
    columns = (document.c.key, document.c.source, document.c.article_id, document.c.reason, document.c.run)
    rows = {r.key[:LENGTH]: r for r in connection.execute(sa.select(*columns).where(document.c.status == "quarantined"))}
    try:
        there = {path.name.removesuffix(".json") for path in folder.iterdir() if _OURS.fullmatch(path.name)} if folder.is_dir() else set()
        for ident in rows.keys() - there:
            row = rows[ident]
            put(folder, ident, row.source, row.article_id, row.reason or "", row.run or 0, version)
        for ident in there - rows.keys():
            (folder / f"{ident}.json").unlink(missing_ok=True)
    except OSError as error:
        _log.error("%s: reason files cannot be written: %s; the next run tries again", folder, error)
        return False
    return True
