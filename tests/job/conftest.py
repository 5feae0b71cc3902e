import sys
from pathlib import Path

import pytest

# worker processes import what stands here by its plain name
sys.path.insert(0, str(Path(__file__).parent))

from databases import postgres, store_url  # noqa: E402, F401


@pytest.fixture(autouse=True)
def short_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fake extraction needs no half minute for its first article."""
    monkeypatch.setattr("mokuromi.extract.worker.FIRST_SECONDS", 2.0)
