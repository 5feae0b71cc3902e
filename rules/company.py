"""Firms and organizations: who they are, what they are called, and what only looks like them."""

from dataclasses import dataclass
from pathlib import Path

from .table import Example, load


@dataclass(frozen=True)
class Company:
    """One firm (or organization) under all of its names.

    `not_` are longer words that contain a name and are not this firm; `needs_support` those names that count only
    where the article supports them (the full name, a ticker, another alias, a legal form or a word right by them
    that only a firm can have). `fiscal_year_end` is the last month of the firm's fiscal year; 0 where it is not known.
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    tickers: tuple[str, ...] = ()
    not_: tuple[str, ...] = ()
    needs_support: tuple[str, ...] = ()
    fiscal_year_end: int = 0
    examples: tuple[Example, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Official name first, then aliases and names that need support, each once."""
        return tuple(dict.fromkeys((self.name, *self.aliases, *self.needs_support)))


def companies(overlay: Path | None = None) -> tuple[Company, ...]:
    """The rows of rules/companies.toml, then those of the user's overlay."""
    return load("companies", "company", Company, overlay)


def organizations(overlay: Path | None = None) -> tuple[Company, ...]:
    """Exchanges, regulators, ministries, universities: rules/organizations.toml, then the user's overlay."""
    return load("organizations", "organization", Company, overlay)


@dataclass(frozen=True)
class Listed:
    """The short names under which firms are listed in a market, separated by white space."""

    market: str
    names: str
    examples: tuple[Example, ...] = ()


def listed_names(model: str = "zh", market: str = "") -> tuple[str, ...]:
    """The names of rules/listed_names.toml for a language ("ja" or "zh"), or a market, each once. They are of no known firm."""
    rows = [row for row in load("listed_names", "listed", Listed) if (row.market == "JP") == (model == "ja") and market in ("", row.market)]
    return tuple(dict.fromkeys(name for row in rows for name in row.names.split()))
