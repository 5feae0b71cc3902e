"""A user's list of 50,000 names: CPU seconds to read, to load and to scan with, against the built-in table alone.

python bench/companies.py [COUNT]
"""

import csv
import random
import sys
import tempfile
import time
from pathlib import Path

from mokuromi.corpus.article import Article
from mokuromi.extract.names.directory import Directory, directory, read_companies
from mokuromi.extract.names.extract import build
from mokuromi.extract.text.document import Document

_HAN = "青白赤黒東西南北山川海空森林石金銀星光明和平成大小高低新古長江河湖泉岩風雨雪雲花鳥月日火水木土天地人"
_LINES = ("電機", "製薬", "食品", "物産", "建設", "科技", "生物", "重工", "証券", "银行")


def firms(count: int) -> list[tuple[str, str, str, str]]:
    """Rows (id, name, aliases, ticker) of invented firms with `count` names together, the same on every run."""
    draw = random.Random(7)
    rows = []
    for number in range(count // 2):
        stem = "".join(draw.choices(_HAN, k=3))
        full = f"{stem}{draw.choice(_LINES)}"
        rows.append((f"firm{number}", f"{full}株式会社", f"Firm {number} {stem}", f"{number:05d}"))
    return rows


def _timed(what: str, work: object) -> object:
    start = time.process_time()
    made = work()  # type: ignore[operator]
    print(f"{what:46s} {time.process_time() - start:7.3f} s")
    return made


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    text = "東京証券取引所は12日、青山電機株式会社の上場を承認した。収入は12億元で、客户包括蓝海科技。" * 20_000
    text = text[:1_000_000]
    document = Document(Article("bench", text, "ja"))
    built_in = directory()
    _timed("built-in table: first scan", lambda: built_in.scan("あ"))
    _timed("built-in table: scan of 1,000,000 characters", lambda: built_in.scan(document.folded))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "firms.csv")
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("id", "name", "aliases", "ticker"), *firms(count)])
        users = _timed(f"{count:,} names: read", lambda: read_companies(path))
    assert isinstance(users, tuple)
    known = _timed(f"{count:,} names: merge with the table", lambda: Directory(built_in.companies, built_in.organizations, users))
    assert isinstance(known, Directory)
    _timed(f"{count:,} names: first scan (build)", lambda: known.scan("あ"))
    _timed(f"{count:,} names: scan of 1,000,000 characters", lambda: known.scan(document.folded))
    _timed(f"{count:,} names: first resolve", lambda: known.resolve("firm7"))
    for what, given in (("built-in table", ()), (f"{count:,} names", users)):
        extract = build(None, given)
        extract(Document(Article("warm", "あ", "ja")), ())
        _timed(f"{what}: extraction of 1,000,000 characters", lambda extract=extract: extract(document, ()))


if __name__ == "__main__":
    main()
