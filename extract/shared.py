"""Imported by the process that workers are forked from: tables, patterns and models, loaded once for all of them."""

import gc
from contextlib import suppress
from datetime import date

from ..corpus.article import Article
from .pipeline import Engine

_SENTENCES = {
    "ja": "トヨタ自動車の2025年3月期の売上高は前期比6%増の48兆円だった。",
    "zh-Hans": "小米集团2024年营收3659.1亿元，同比增长35%。",
    "zh-Hant": "台積電2024年營收2.89兆元，年增34%。",
}
"""What loads the dictionaries and models of each language; Chinese and Japanese firms of the table, so that facts are stated."""

# a worker that cannot load them says what is wrong
with suppress(Exception):
    _engine = Engine()
    for _lang, _text in _SENTENCES.items():
        _engine.extract(Article("", _text, _lang, date(2026, 1, 1)))
# what the collector does not look at is not copied
gc.collect()
gc.freeze()
