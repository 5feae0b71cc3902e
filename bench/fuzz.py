"""Damaged inputs of every format, and damaged texts, in processes that are watched: what crashes, hangs or is no declared error.

python bench/fuzz.py readers|extraction [--seconds 300] [--seed 1] [--keep DIR]

Readers are given files made from good ones by chance; extraction is given texts made from the samples. The same seed makes the same
inputs. Exit 1 where something was found; with --keep what led to it is written there.
"""

from __future__ import annotations

import argparse
import gzip
import io
import random
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path

from sound_files import SAMPLES, articles_files, tables

from mokuromi.corpus.article import LANGS, Article
from mokuromi.corpus.labelled import read_labelled
from mokuromi.corpus.read import Found, articles
from mokuromi.corpus.stream import Limits
from mokuromi.errors import ArticleError, ConfigError, InputError, KnownFiguresError
from mokuromi.extract.worker import Crashed, Worker

LIMITS = Limits(bytes=1 << 22, characters=200_000, unpacked=1 << 26, seconds=20.0)
BATCH = 8
INTERESTING = (
    *(b"\0", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\x1b$B", b"\r", b"\n", b"9" * 40, "億".encode(), "\u202e".encode()),
    *rb"""" , < > & % -1 1e999 ]]> <!-- <table> </td> obj stream /Length@99999999 PAR1 PK""".replace(b"@", b" ").split(b" "),
)
TEXTS = (
    *"億万円元％%年月日期第▲-（）「」、。|0½㈱⼀〜…",
    *("同比", "前年同期比", "株式会社", "有限公司", "それぞれ", "分别", "同社", "1/0", "か\u3099", "ﾊﾞ"),
    *("\t", "\n", "　", "9" * 16, "\u202e", "\u200b", "\ufeff", "\U0001f600"),
)


@dataclass
class Findings:
    """What went wrong, and how often what was said."""

    inputs: int = 0
    articles: int = 0
    said: Counter[str] = field(default_factory=Counter)
    faults: list[tuple[str, bytes, str]] = field(default_factory=list)
    """(name, input, what happened)."""


def damaged(rng: random.Random, data: bytes, others: list[bytes]) -> bytes:
    """`data` with some of its bytes changed, cut out, doubled, moved or mixed with those of another."""
    out = bytearray(data)
    for _ in range(rng.choice((0, 1, 1, 2, 4, 16))):
        at, length = rng.randrange(len(out) + 1), rng.choice((1, 2, 4, 32, 512))
        what = rng.randrange(7)
        if what == 0 and out:
            out[at % len(out)] ^= 1 << rng.randrange(8)
        elif what == 1:
            del out[at : at + length]
        elif what == 2:
            out[at:at] = out[at : at + length] * rng.choice((1, 2, 50))
        elif what == 3:
            out[at : at + length] = rng.choice(INTERESTING)
        elif what == 4:
            out[at:at] = rng.randbytes(min(length, 32))
        elif what == 5:
            other = rng.choice(others)
            begin = rng.randrange(len(other) + 1)
            out[at : at + length] = other[begin : begin + length * 4]
        else:
            del out[at:]
    return bytes(out[: LIMITS.bytes])


def packed_again(rng: random.Random, name: str, data: bytes, others: list[bytes]) -> bytes:
    """Damage inside of what is packed, so that more than the first checksum is met."""
    if name.endswith(".gz"):
        return gzip.compress(damaged(rng, gzip.decompress(data), others), 1)
    if name.endswith(".zip"):
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for member in old.namelist():
                new.writestr(member, damaged(rng, old.read(member), others))
        return out.getvalue()
    return damaged(rng, data, others)


def table_reader() -> Callable[[Article], int]:
    """Reads the table that an article names; what it says is an InputError or KnownFiguresError, or a fault."""
    from mokuromi import read_known
    from mokuromi.extract.names.directory import read_companies
    from mokuromi.job.batch import companies_of
    from mokuromi.reconcile.fx import read_fx

    def read(article: Article) -> int:
        path = Path(article.text)
        try:
            if path.name.startswith("known"):
                read_known(path)
            elif path.name.startswith("companies"):
                companies_of(path) if path.suffix == ".xlsx" else read_companies(path)
            else:
                read_fx(path)
        except (InputError, KnownFiguresError, ConfigError) as error:
            if "\n" in str(error):
                raise AssertionError(f"more than one line: {error!r}") from None
            return 0
        return 1

    return read


def extraction() -> Callable[[Article], int]:
    """The program's own extraction without the recognizer; what it gives must fit the text."""
    from mokuromi.extract.pipeline import Engine

    engine = Engine(ner=False)

    def extract(article: Article) -> int:
        records, facts = engine.extract(article)
        end = 0
        for record in records:
            assert end <= record.start < record.end <= len(article.text), record
            assert record.text == article.text[record.start : record.end], record
            end = record.end
        assert all(0 <= fact.start < fact.end <= len(article.text) for fact in facts), facts
        return len(records)

    return extract


def readers(seed: int, until: Callable[[int], bool]) -> Findings:
    """Damaged files of every format, read as articles or tables, until `until(inputs)`."""
    rng, found = random.Random(seed), Findings()
    users = tables()
    good = articles_files() | users
    others = list(good.values())
    worker = Worker(table_reader, LIMITS)
    try:
        with tempfile.TemporaryDirectory() as folder:
            for number in count():
                if until(number):
                    return found
                name = rng.choice(sorted(good))
                make = packed_again if rng.random() < 0.5 else lambda rng, _, data, others: damaged(rng, data, others)
                data = make(rng, name, good[name], others)
                path = Path(folder, name)
                path.write_bytes(data)
                found.inputs += 1
                with watched(worker, found, name, data):
                    if name in users:
                        read_table(worker, path, found)
                    else:
                        read_articles(worker, path, found)
    finally:
        worker.close()
    return found


def read_table(worker: Worker, path: Path, found: Findings) -> None:
    (result,) = worker.extract([Article("a", str(path), "ja")])
    if isinstance(result, ArticleError):
        raise AssertionError(f"{result.reason}\n{result.trace}")
    found.articles += result


def read_articles(worker: Worker, path: Path, found: Findings) -> None:
    for item in worker.read(Found(path, "a", path.name), date(2026, 1, 1)):
        if isinstance(item, Article):
            found.articles += 1
            "".join((item.id, item.text, item.title, item.url, item.source)).encode()
            assert item.lang in LANGS and "\0" not in item.text, item
        else:
            assert "\n" not in str(item) and str(item).startswith(path.name), item
            found.said[str(item).partition(": ")[2][:40]] += 1


class watched:
    """Notes what is raised in the block, and goes on."""

    def __init__(self, worker: Worker, found: Findings, name: str, data: bytes) -> None:
        self.worker, self.found, self.name, self.data = worker, found, name, data

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> bool:
        if isinstance(error, Crashed | AssertionError | UnicodeError):
            self.found.faults.append((self.name, self.data, f"{type(error).__name__}: {error}"))
            self.worker.close()  # what it had still to say is nobody's answer
            return True
        return False


def texts(seed: int) -> Iterator[str]:
    """Texts of the samples with pieces changed, cut out, doubled, moved or mixed, without end."""
    rng = random.Random(seed)
    good = [article.text for article in articles([SAMPLES / "articles"])]
    good += [labelled.article.text for labelled in read_labelled(SAMPLES.parent / "gold" / "train")]
    while True:
        text = rng.choice(good)
        at = rng.randrange(max(1, len(text) - 600))
        out = list(text[at : at + rng.choice((80, 300, 600))])
        for _ in range(rng.choice((1, 3, 10, 40))):
            place, length = rng.randrange(len(out) + 1), rng.choice((1, 1, 3, 10))
            what = rng.randrange(6)
            if what == 0:
                out[place:place] = rng.choice(TEXTS)
            elif what == 1:
                del out[place : place + length]
            elif what == 2:
                out[place:place] = out[place : place + length] * rng.choice((1, 2, 30))
            elif what == 3:
                other = rng.choice(good)
                begin = rng.randrange(len(other))
                out[place : place + length] = other[begin : begin + length * 3]
            elif what == 4:
                out[place : place + length] = [
                    chr(rng.choice((rng.randrange(32, 0x250), rng.randrange(0x3000, 0xA000), rng.randrange(0xF900, 0x10000))))
                    for _ in range(length)
                ]
            else:
                moved = out[place : place + length * 3]
                del out[place : place + length * 3]
                to = rng.randrange(len(out) + 1)
                out[to:to] = moved
        yield "".join(out).encode("utf-8", "replace").decode().replace("\0", "")


def _named(article: Article) -> tuple[str, bytes]:
    return f"{article.lang}.txt", article.text.encode()


def extractions(seed: int, until: Callable[[int], bool]) -> Findings:
    """Damaged texts through the program's own extraction, until `until(inputs)`."""
    rng, found, made = random.Random(seed), Findings(), texts(seed)
    worker = Worker(extraction, LIMITS)
    try:
        while not until(found.inputs):
            batch = [
                Article(f"{found.inputs + n}", next(made), rng.choice(LANGS), rng.choice((None, date(2025, 5, 9)))) for n in range(BATCH)
            ]
            done = 0
            while done < len(batch):
                try:
                    for result in worker.extract(batch[done:]):
                        if isinstance(result, ArticleError):
                            found.faults.append((*_named(batch[done]), f"{result.reason}\n{result.trace}"))
                        else:
                            found.articles += bool(result)
                        done += 1
                except Crashed as crash:
                    found.faults.append((*_named(batch[done]), f"Crashed: {crash}"))
                    done += 1
            found.inputs += len(batch)
    finally:
        worker.close()
    return found


KINDS = {"readers": readers, "extraction": extractions}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder for inputs that led to a fault")
    options = parser.parse_args()
    begun = time.monotonic()
    found = KINDS[options.kind](options.seed, lambda _: time.monotonic() - begun > options.seconds)
    print(
        f"{options.kind}: {found.inputs} inputs in {time.monotonic() - begun:.0f} s, seed {options.seed}; "
        f"{found.articles} with a result; {len(found.faults)} faults"
    )
    for said, number in found.said.most_common(12):
        print(f"  {number:6} {said}")
    for number, (name, data, what) in enumerate(found.faults[:20]):
        print(f"fault {number}: {name}, {len(data)} bytes: {what}")
        if options.keep is not None:
            options.keep.mkdir(parents=True, exist_ok=True)
            (options.keep / f"{number}-{name}").write_bytes(data)
    sys.exit(bool(found.faults))


if __name__ == "__main__":
    main()
