"""What callers hand in, checked before work begins: errors name the argument and say what it takes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from ..corpus.article import LANGS, Article
from ..errors import ConfigError, InputError


def source_of(source: Any) -> Any:
    """What articles are read from; a frame gets ids where it has none. Raises TypeError, or InputError for a frame without text."""
    import pandas as pd

    if isinstance(source, pd.DataFrame):
        return _rows(source)
    if isinstance(source, str | os.PathLike | Article) or (isinstance(source, Iterable) and not isinstance(source, bytes | Mapping)):
        return source
    raise TypeError(f"source must be a path, a DataFrame with a column text, Articles, or a list of these, not {type(source).__name__}")


def _rows(frame: Any) -> Any:
    if "text" not in frame.columns:
        raise InputError(f"source: the DataFrame has no column text; its columns are {', '.join(map(str, frame.columns)) or 'none'}")
    return frame if "id" in frame.columns else frame.assign(id=frame.index.astype(str))


def day(published: object) -> date | None:
    """A date, a datetime's day, an ISO 8601 string, or None."""
    if published is None or published == "":
        return None
    if isinstance(published, datetime):
        return published.date()
    if isinstance(published, date):
        return published
    if not isinstance(published, str):
        raise TypeError(f"published must be a date or an ISO 8601 string, not {type(published).__name__}")
    try:
        return date.fromisoformat(published[:10])
    except ValueError:
        raise ConfigError(f"published {published!r} is no date; write it as 2025-03-18") from None


def jobs_of(jobs: int) -> int:
    if not isinstance(jobs, int) or isinstance(jobs, bool):
        raise TypeError(f"jobs must be a number of processes, not {type(jobs).__name__}")
    if jobs < 1:
        raise ConfigError(f"jobs must be 1 or more, not {jobs}")
    return jobs


def recognizer_of(ner: Any) -> bool | Mapping[str, str]:
    if isinstance(ner, bool):
        return ner
    if not isinstance(ner, Mapping):
        raise TypeError(f'ner must be True, False or {{"ja": "ja_ginza"}}, not {type(ner).__name__}')
    wrong = [lang for lang in ner if lang not in ("ja", "zh")]
    if wrong:
        raise ConfigError(f'ner: {wrong[0]!r} is no language of the recognizers; the keys are "ja" and "zh"')
    return ner


def lang_of(lang: str) -> str:
    if not isinstance(lang, str):
        raise TypeError(f"lang must be text, not {type(lang).__name__}")
    if lang and lang.partition("-")[0] not in ("ja", "zh"):
        raise ConfigError(f"lang {lang!r} is not supported; use one of {', '.join(LANGS)}, or leave it out")
    return lang


def row_of(text: str, lang: str, published: object, issuer: str) -> dict[str, Any]:
    """An article row of one text. Raises TypeError or ConfigError, naming what is wrong."""
    if not isinstance(text, str):
        raise TypeError(f"text must be a string, not {type(text).__name__}")
    return {"id": "", "text": text, "lang": lang_of(lang), "published": day(published), "issuer": issuer}


def rows_wanted(what: str) -> str:
    if what not in ("records", "facts", "failures"):
        raise ConfigError(f"what is {what!r}; use one of records, facts, failures")
    return what
