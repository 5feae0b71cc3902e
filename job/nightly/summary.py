"""What one run did: counts for schedulers, a line for people."""

from __future__ import annotations

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
    known_errors: int = 0
    published: bool = False
    inbox: list[str] = field(default_factory=list)
    """What is wrong with the inbox itself: missing, unmounted, unlistable."""

    @property
    def trouble(self) -> bool:
        return bool(self.documents["quarantined"] or self.files["failed"] or self.known_errors or self.inbox)

    @property
    def line(self) -> str:
        """For people."""
        done, files = self.documents, self.files
        text = f"run {self.run}: {files['seen']} files ({files['unchanged']} unchanged), {done['new']} new articles, "
        text += f"{done['extracted']} extracted ({self.records} records, {self.facts} facts), {done['reconciled']} reconciled, "
        text += f"{done['quarantined']} quarantined, "
        return f"{text}{'published' if self.published else 'nothing to publish'}, {self.seconds:.1f} s"
