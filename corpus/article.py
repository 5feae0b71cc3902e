"""What comes in: one article."""

from dataclasses import dataclass
from datetime import date

LANGS = ("ja", "zh-Hans", "zh-Hant")


@dataclass(frozen=True, slots=True)
class Article:
    """One article. Offsets of every record are code points into `text` exactly as it stands here."""

    id: str
    text: str
    lang: str
    """BCP 47: "ja", "zh-Hans" or "zh-Hant"."""
    published: date | None = None
    """Relative dates are resolved against it; without it they stay unresolved."""
    title: str = ""
    url: str = ""
    source: str = ""
    """The file (or "-") it was read from."""
    issuer: str = ""
    """Whose document it is: id, name, alias or ticker; empty where nobody said."""

    def __repr__(self) -> str:
        return f"Article({self.id!r}, {self.title or self.text[:20]!r}, {self.lang}, {len(self.text)} characters)"
