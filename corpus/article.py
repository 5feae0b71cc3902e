"""What comes in: one article."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from ..errors import InputError

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

    def __post_init__(self) -> None:
        """`published` may be given as ISO 8601 or as a datetime. Raises InputError where it is no date."""
        given: object = self.published
        if given is None or (isinstance(given, date) and not isinstance(given, datetime)):
            return
        day = given.date() if isinstance(given, datetime) else None
        if isinstance(given, str) and given:
            with suppress(ValueError):
                day = date.fromisoformat(given[:10])
        if day is None and given != "":
            raise InputError(f"article {self.id!r}: published {given!r:.60} is no date; give a date, or ISO 8601 as 2025-03-18")
        object.__setattr__(self, "published", day)

    def __repr__(self) -> str:
        return f"Article({self.id!r}, {self.title or self.text[:20]!r}, {self.lang}, {len(self.text)} characters)"
