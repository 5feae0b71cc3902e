"""Where schedulers and monitors look: an OpenMetrics file, and a command of the user's on findings."""

from __future__ import annotations

import json
import logging
import subprocess
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from ...corpus.write import replacing
from .summary import Summary

HOOK_SECONDS = 60.0
_log = logging.getLogger("mokuromi.nightly")


def metrics(path: Path, summary: Summary) -> None:
    """Write what the last run did in the OpenMetrics text format. Raises OSError."""
    samples: dict[str, tuple[str, Mapping[str, float]]] = {
        "mokuromi_run_success": ("1 where the last run came to its end", {"": int(summary.status == "finished")}),
        "mokuromi_run_end_timestamp_seconds": ("When the last run ended", {"": int(datetime.fromisoformat(summary.finished).timestamp())}),
        "mokuromi_run_duration_seconds": ("How long it took", {"": summary.seconds}),
        "mokuromi_files": ("Files of the inbox", _labelled("state", summary.files)),
        "mokuromi_documents": ("Documents that the last run worked on", _labelled("state", summary.documents)),
        "mokuromi_reconciliation": ("Facts by the status of their comparison", _labelled("status", summary.statuses)),
        "mokuromi_new_findings": ("Findings that are new since the run before", _labelled("status", summary.new_findings)),
        "mokuromi_known_errors": ("Known figures that could not be read", {"": summary.known_errors}),
        "mokuromi_inbox_errors": ("Parts of the inbox that are missing or cannot be listed", {"": len(summary.inbox)}),
    }
    lines = []
    for name, (text, values) in samples.items():
        lines += [f"# TYPE {name} gauge", f"# HELP {name} {text}."]
        lines += [f"{name}{label} {value}" for label, value in values.items()]
    with replacing(path) as file:
        file.write("\n".join([*lines, "# EOF", ""]).encode())


def _labelled(label: str, counts: dict[str, int]) -> dict[str, int]:
    return {f'{{{label}="{name}"}}': number for name, number in sorted(counts.items())}


def hook(command: str, summary: Summary) -> bool:
    """Run the user's command in a shell, the summary as JSON on its standard input; False where it fails or takes too long."""
    given = json.dumps(asdict(summary)).encode()
    try:
        done = subprocess.run(command, shell=True, input=given, capture_output=True, timeout=HOOK_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        _log.error("hook: took longer than %g seconds and was ended", HOOK_SECONDS)
        return False
    if done.returncode:
        _log.error("hook: ended with exit code %d: %s", done.returncode, done.stderr.decode("utf-8", "replace").strip()[-500:])
    return done.returncode == 0
