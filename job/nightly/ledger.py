"""What the store knows of files and documents: which are new, under way, done, quarantined."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from ...corpus.article import Article
from ...corpus.record import FACT_COLUMNS, RECORD_COLUMNS, Fact, Record
from . import duplicates, store
from .minhash import bands
from .store import document, file

_LONGEST = 1000
_ROWS = (store.record, store.fact, store.reconciliation, store.change)
INTERRUPTED = 20
"""Attempts after which a document that never came to an end is given up, killed runs included."""


def key(article: Article) -> str:
    """Hash of an article's content."""
    parts = [article.id, article.text, article.lang, str(article.published), article.title, article.url]
    if article.issuer:  # keys of articles without one stay as they were
        parts.append(article.issuer)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def bar(article_id: str, text: str) -> str:
    """What a withdrawn article is known by, whatever else is said of it: its date, title or issuer may be read otherwise later."""
    return hashlib.sha256(f"{article_id}\0{text}".encode()).hexdigest()


def reject_key(name: str, file_hash: str, reason: str) -> str:
    """Key of an input that gave no article."""
    return hashlib.sha256("\0".join(("rejected", name, file_hash, reason)).encode()).hexdigest()


def place(name: str) -> str:
    """What a file is called in the store: its name, or where that is too long for an index, its beginning and a hash."""
    if len(name.encode()) <= _LONGEST:
        return name
    return f"{name[: _LONGEST // 6]}…{hashlib.sha256(name.encode()).hexdigest()[:16]}"


def known_file(connection: sa.Connection, path: str) -> Any:
    return connection.execute(sa.select(file).where(file.c.path == path)).one_or_none()


def begin_file(connection: sa.Connection, path: str, hash: str, reading: str, old: Any) -> int:
    """Commit-before-work mark of a file, `old` being its row so far; its attempts, this one included."""
    if old is None:
        connection.execute(sa.insert(file).values(path=path, hash=hash, reading=reading, status="reading", attempts=1))
        return 1
    attempts = int(old.attempts) + 1 if (old.hash, old.reading, old.status) == (hash, reading, "reading") else 1
    values = {"hash": hash, "reading": reading, "status": "reading", "attempts": attempts}
    connection.execute(sa.update(file).where(file.c.path == path).values(values))
    discard_staged(connection, path)
    if old.reading != reading:
        # the same bytes give other articles (another date or issuer): none counts as read until this reading has met it
        read = (document.c.path == path) & (document.c.article_id != "")
        connection.execute(sa.update(document).where(read).values(file_hash=""))
    return attempts


def forget_reading(connection: sa.Connection, path: str) -> None:
    """Have a file read again, whatever it holds."""
    connection.execute(sa.update(file).where(file.c.path == path).values(hash="", status="reading", attempts=0))


def discard_staged(connection: sa.Connection, path: str) -> None:
    connection.execute(sa.delete(document).where(document.c.path == path, document.c.status == "staged"))


def stage(connection: sa.Connection, articles: Sequence[Article], path: str, file_hash: str, run: int) -> int:
    """Add those articles whose content is new, and was not withdrawn; their number."""
    bars = {key(a): bar(a.id, a.text) for a in articles}
    out = set(connection.scalars(sa.select(document.c.barred).where(document.c.barred.in_(bars.values()))))
    rows = {k: a for a in articles if bars[k := key(a)] not in out}
    old = {r.key: r for r in connection.execute(sa.select(document.c.key, document.c.seq).where(document.c.key.in_(rows)))}
    again = [old[k].seq for k in rows if k in old]
    if again:
        connection.execute(sa.update(document).where(document.c.seq.in_(again), document.c.path == path).values(file_hash=file_hash))
    new = [
        {"key": k, "path": path, "file_hash": file_hash, "status": "staged", "run": run, "article_id": a.id, "text": a.text, "lang": a.lang,
         "published": a.published, "title": a.title, "url": a.url, "source": a.source,
         "issuer": a.issuer}
        for k, a in rows.items() if k not in old
    ]  # fmt: skip
    if new:
        connection.execute(sa.insert(document), new)
    return len(new)


def finish_file(connection: sa.Connection, path: str, file_hash: str, articles: int, new_file: bool) -> int:
    """Release what was staged, remove what it replaces (the same id in an older state or reading of the file); how many were replaced."""
    old = () if new_file else _replaced(connection, path, file_hash)
    remove(connection, old)
    connection.execute(sa.update(document).where(document.c.path == path, document.c.status == "staged").values(status="pending"))
    connection.execute(sa.update(file).where(file.c.path == path).values(status="done", attempts=0, articles=articles))
    return len(old)


def _replaced(connection: sa.Connection, path: str, file_hash: str) -> Sequence[int]:
    new = sa.select(document.c.article_id).where(document.c.path == path, document.c.status == "staged")
    return connection.scalars(
        sa.select(document.c.seq).where(document.c.path == path, document.c.status != "staged", document.c.file_hash != file_hash,
                                        document.c.article_id != "", document.c.article_id.in_(new))
    ).all()  # fmt: skip


def remove(connection: sa.Connection, seqs: Sequence[int]) -> None:
    """Forget documents with all their rows; the earliest repeat of each takes its place as the original."""
    for seq in seqs:
        _promote(connection, seq)
        clear(connection, seq)
        connection.execute(sa.delete(document).where(document.c.seq == seq))


def withdraw(connection: sa.Connection, seq: int) -> None:
    """Forget an article but for what keeps it out; its earliest repeat takes its place."""
    _promote(connection, seq)
    clear(connection, seq)
    empty(connection, seq, "withdrawn")
    values = {"reason": None, "signature": None, "duplicate_of": None, "compared": None}
    connection.execute(sa.update(document).where(document.c.seq == seq).values(values))


def empty(connection: sa.Connection, seq: int, status: str) -> None:
    """Take the text out of a document that stays out from now on: withdrawn or dropped."""
    one = document.c.seq == seq
    row = connection.execute(sa.select(document.c.article_id, document.c.text).where(one)).one()
    barred = bar(row.article_id, row.text) if row.article_id else None
    connection.execute(sa.update(document).where(one).values(status=status, text="", title="", barred=barred))


def _promote(connection: sa.Connection, seq: int) -> None:
    """Take `seq` out of its cluster of repeats."""
    connection.execute(sa.delete(store.band).where(store.band.c.document == seq))
    columns = (document.c.seq, document.c.signature)
    heirs = connection.execute(sa.select(*columns).where(document.c.duplicate_of == seq).order_by(document.c.seq)).all()
    if heirs:
        first = heirs[0]
        connection.execute(sa.update(document).where(document.c.seq.in_([h.seq for h in heirs])).values(duplicate_of=first.seq))
        connection.execute(sa.update(document).where(document.c.seq == first.seq).values(duplicate_of=None))
        _add_bands(connection, first.seq, first.signature)


def _add_bands(connection: sa.Connection, seq: int, signature: bytes) -> None:
    if hashes := dict.fromkeys(bands(signature)):
        connection.execute(sa.insert(store.band), [{"hash": h, "document": seq} for h in hashes])


def clear(connection: sa.Connection, seq: int, tables: Sequence[sa.Table] = _ROWS) -> None:
    for table in tables:
        connection.execute(sa.delete(table).where(table.c.document == seq))


def reject(connection: sa.Connection, name: str, path: str, file_hash: str, reason: str, run: int) -> str | None:
    """Note an input that gave no article; its key, None where it was noted before."""
    ident = reject_key(name, file_hash, reason)
    if connection.scalar(sa.select(document.c.seq).where(document.c.key == ident)) is not None:
        return None
    connection.execute(
        sa.insert(document).values(key=ident, path=path, file_hash=file_hash, status="quarantined", reason=reason, run=run,
                                   article_id="", text="", lang="", title="", url="", source=name)
    )  # fmt: skip
    return ident


def forget_rejects(connection: sa.Connection, gone: Callable[[str, str], bool]) -> int:
    """Take inputs that gave no article off the list where `gone(path, file hash)`; their number."""
    columns = (document.c.seq, document.c.path, document.c.file_hash)
    rejects = connection.execute(sa.select(*columns).where(document.c.status == "quarantined", document.c.article_id == ""))
    seqs = [row.seq for row in rejects if gone(row.path, row.file_hash)]
    if seqs:
        connection.execute(sa.delete(document).where(document.c.seq.in_(seqs)))
    return len(seqs)


def waiting(connection: sa.Connection, version: str, redo: bool, after: int, limit: int) -> Sequence[Any]:
    """The next documents to extract, in order: new ones, interrupted ones and, with `redo`, those of other rules."""
    stale = (document.c.status == "done") & (document.c.extracted_with != version)
    todo = sa.or_(document.c.status.in_(("pending", "working")), stale if redo else sa.false())
    return connection.execute(sa.select(document).where(todo, document.c.seq > after).order_by(document.c.seq).limit(limit)).all()


def begin(connection: sa.Connection, seqs: Sequence[int], run: int) -> None:
    """Commit-before-work mark of documents."""
    connection.execute(
        sa.update(document).where(document.c.seq.in_(seqs)).values(status="working", attempts=document.c.attempts + 1, run=run)
    )


def release(connection: sa.Connection, run: int) -> None:
    """Take back the mark of documents that an orderly end of the run left undone."""
    values = {"status": "pending", "attempts": document.c.attempts - 1}
    connection.execute(sa.update(document).where(document.c.run == run, document.c.status == "working").values(values))


Result = tuple[list[Record], list[Fact], bytes]


def finish(connection: sa.Connection, done: Sequence[tuple[Any, Result]], version: str) -> int:
    """Replace the rows of documents and mark them done; how many of them repeat an earlier one."""
    for row, _ in done:
        if row.extracted_with is not None:
            # what was compared stays until it is compared anew: so it is known what changed
            clear(connection, row.seq, (store.record, store.fact))
    for table, columns, part in ((store.record, RECORD_COLUMNS, 0), (store.fact, FACT_COLUMNS, 1)):
        values = attrgetter(*columns)
        names = ("document", "number", *columns)
        rows = []
        for row, result in done:
            rows += [dict(zip(names, (row.seq, number, *values(item)), strict=True)) for number, item in enumerate(result[part])]
        if rows:
            connection.execute(sa.insert(table), rows)
    one = sa.update(document).where(document.c.seq == sa.bindparam("of"))
    signed = [{"of": row.seq, "made": signature} for row, (_, _, signature) in done if row.signature is None]
    if signed:
        connection.execute(one.values(signature=sa.bindparam("made")), signed)
    changes = []
    for row, (_, _, signature) in done:
        original = row.duplicate_of
        if row.signature is None:
            original = duplicates.original(connection, row.seq, row.text, signature)
            if original is None:
                _add_bands(connection, row.seq, signature)
        changes.append({"of": row.seq, "original": original})
    if changes:
        finished = {"status": "done", "attempts": 0, "reason": None, "extracted_with": version, "reconciled_with": None}
        connection.execute(one.values(**finished, duplicate_of=sa.bindparam("original")), changes)
    return sum(change["original"] is not None for change in changes)


def quarantine(connection: sa.Connection, seq: int, reason: str) -> None:
    _promote(connection, seq)
    clear(connection, seq)
    values = {"status": "quarantined", "reason": reason, "signature": None, "duplicate_of": None, "reported": None}
    connection.execute(sa.update(document).where(document.c.seq == seq).values(values))
