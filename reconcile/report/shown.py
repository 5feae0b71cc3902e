"""One article with what was found in it, for notebooks."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from ...corpus.article import Article
from .data import Given, build
from .page import article_html

if TYPE_CHECKING:
    import pandas as pd

_HEIGHT = 520


@dataclass(frozen=True, eq=False)
class Shown:
    """`records` and `facts` are frames as `mokuromi.extract` gives them, `html` a whole page."""

    article: Article
    records: pd.DataFrame
    facts: pd.DataFrame
    html: str

    def __repr__(self) -> str:
        return f"Shown({self.article!r}: {len(self.records)} records, {len(self.facts)} facts)"

    def __str__(self) -> str:
        records = self.records[["kind", "text", "start", "end", "value", "unit", "rule"]].to_string(index=False)
        facts = self.facts[["company", "metric", "segment", "period", "basis", "value", "unit"]].to_string(index=False)
        return f"{self.article!r}\n\n{records}\n\n{facts}"

    def _repr_html_(self) -> str:
        """A frame of its own: the page's style stays inside, and nothing of the article can run."""
        return f'<iframe sandbox="allow-scripts" srcdoc="{escape(self.html)}" width="100%" height="{_HEIGHT}" style="border:0"></iframe>'


def shown(article: Article, records: pd.DataFrame, facts: pd.DataFrame, lang: str) -> Shown:
    """Facts stand as they are: nothing is compared."""
    result = facts.assign(status="unknown", diagnosis="", alarm="", known_value=None, known_source="", difference=None, explanation="")
    report = build(result, Given(articles=[article], records=records, lang=lang, title=article.title or article.id))
    return Shown(article, records, facts, article_html(report))
