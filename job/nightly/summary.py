"""What one run did: counts for schedulers, a line for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Summary:
    """What one run did; written as JSON to the store and to `out`/summary.json."""

    run: int = 0
    status: str = "running"
    started: str = ""
    finished: str = ""
    seconds: float = 0.0
    rules_version: str = ""
    known_version: str = ""
    files: dict[str, int] = field(default_factory=lambda: {"seen": 0, "read": 0, "unchanged": 0, "missing": 0, "failed": 0})
    documents: dict[str, int] = field(
        default_factory=lambda: {"new": 0, "replaced": 0, "extracted": 0, "repeats": 0, "reconciled": 0, "quarantined": 0}
    )
    records: int = 0
    facts: int = 0
    statuses: dict[str, int] = field(default_factory=dict)
    """All facts of the store by the status of their comparison."""
    new_findings: dict[str, int] = field(default_factory=dict)
    """Those to look at that no finished run has told of, by status."""
    known_errors: int = 0
    published: bool = False
    hook: str = ""
    """done or failed, where it ran."""
    inbox: list[str] = field(default_factory=list)
    """What is wrong with the inbox itself: missing, unmounted, unlistable."""

    @property
    def trouble(self) -> bool:
        return bool(self.documents["quarantined"] or self.files["failed"] or self.known_errors or self.inbox or self.hook == "failed")

    def failed(self, fail_on: Sequence[str]) -> list[str]:
        """Which of these there are: mismatch, doubtful (ambiguous ones too), quarantine, known."""
        found = {
            "mismatch": self.statuses.get("mismatch", 0),
            "doubtful": self._doubtful,
            "quarantine": self.documents["quarantined"] + self.files["failed"],
            "known": self.known_errors,
        }
        return [name for name in fail_on if found[name]]

    @property
    def _doubtful(self) -> int:
        return self.statuses.get("doubtful", 0) + self.statuses.get("ambiguous", 0)

    @property
    def line(self) -> str:
        """For people."""
        done, files = self.documents, self.files
        text = f"run {self.run}: {files['seen']} files ({files['unchanged']} unchanged), {done['new']} new articles, "
        text += f"{done['extracted']} extracted ({self.records} records, {self.facts} facts), {done['reconciled']} reconciled, "
        new = self.new_findings.get("mismatch", 0)
        text += f"{self.statuses.get('mismatch', 0)} mismatches ({new} new), {self._doubtful} doubtful, "
        text += f"{done['quarantined']} quarantined, {self.known_errors} unusable known figures, "
        return f"{text}{'published' if self.published else 'nothing to publish'}, {self.seconds:.1f} s"
