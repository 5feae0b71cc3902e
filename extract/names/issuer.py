"""Whose document it is, and where its text speaks of that firm without its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import NamedTuple

from ...corpus.article import Article
from ...corpus.record import Record
from ...rules import words as table
from ...rules.fold import fold
from ...rules.gate import may_hold
from ...rules.legal_form import key, strip_legal
from ..text.document import Document
from . import grammar
from .declared import COVER, abbreviates
from .directory import Directory
from .extract import mentions
from .firms import PREFIX, name_id
from .heads import labelled

FindNames = Callable[[Document], Sequence[Record]]
"""Document -> the firms and organizations that it names."""
_HEAD = 60
"""A first line of no more characters may be the title of an article that has none."""
_LEAST = 2
"""A firm that a text is plainly about is named at least so often where others are named too."""
_EARLY = 200
"""The one firm that a text names, and names once, stands in so many first characters where the text is about it."""
_SHORT = 3
"""A part of an issuer's name that stands for it has so many characters at least."""
_MANY = 3
"""A text that names so many firms alike is about none of them alone."""
_SPOKEN = 3
"""A document in which its issuer speaks says so at least so often."""


class FoundIssuer(NamedTuple):
    """The entity id of the firm whose document it is, or ""; and how that is known: told (by the article, a declaration or a label),
    titled (by the title or a line above the text), or plain (the firm that the text is plainly about)."""

    entity: str
    source: str


def issuer_of(document: Document, records: Sequence[Record], known: Directory, names: FindNames | None = None) -> FoundIssuer:
    """The firm whose document this is: a filing's filer, the firm of a note or a notice.

    `records` are the document's, sorted by start; `names` finds the firms of its title (None: by tables and words alone).
    In this order: the article's own issuer, a name that the text declares to be 当社 or 本公司, the firm of the title,
    a line such as 【会社名】, the firm that heads the text with its code, the firm that the text is plainly about.
    """
    article = document.article
    firms = [r for r in records if r.kind == "company" and r.entity_id]
    if article.issuer.strip():
        return FoundIssuer(_as_written(_named(article.issuer.strip(), document, records, known), document, firms), "told")
    declared, label = _declared(document, firms), _labelled(document, firms)
    titled, filed = _of_title(document, records, known, names)
    found = _as_written(declared or _reported(titled, document, firms) or label, document, firms)
    if found:
        return FoundIssuer(found, "told" if declared or filed or label else "titled")
    if headed := _headed(document, firms):
        return FoundIssuer(headed, "titled")
    return FoundIssuer(_plainly(document, firms, known), "plain")


def _reported(titled: str, document: Document, firms: Sequence[Record]) -> str:
    """The firm that a report begins with and gives the code of, where the text never has the short name of the title: Jコミュ、増益."""
    if not titled.startswith(PREFIX) or not firms or any(r.entity_id == titled for r in firms):
        return titled
    first = firms[0]
    coded = table.pattern(grammar.TABLE, "code-right-behind").match(document.folded, first.end)
    return first.entity_id or titled if coded and not document.folded[: first.start].strip() else titled


def _as_written(issuer: str, document: Document, firms: Sequence[Record]) -> str:
    """The id of the short name that a text, which never has the full one, gives its issuer: by a label, or as a part of the full name."""
    if not issuer.startswith(PREFIX) or any(r.entity_id == issuer for r in firms):
        return issuer
    full = key(issuer.removeprefix(PREFIX))
    shorter = {r.entity_id: k for r in firms if r.entity_id and _SHORT <= len(k := key(document.text[r.start : r.end])) < len(full)}
    said = _labelled(document, firms)
    if said in shorter and abbreviates(shorter[said], full):
        return said
    parts = [ident for ident, k in shorter.items() if k in full]
    return parts[0] if len(parts) == 1 else issuer


def issuer_words(document: Document) -> Sequence[tuple[int, int]]:
    """Where a text speaks of its issuer without the name: 当社, 本集團, 我們, and 公司 where it is a subject of its own."""
    return _issuer_words(document.folded, document.lang == "ja")


@lru_cache(maxsize=2)
def _issuer_words(folded: str, japanese: bool) -> Sequence[tuple[int, int]]:
    if japanese:
        return [match.span() for match in table.pattern(grammar.TABLE, "ja-issuer-words").finditer(folded)]
    own = [m.span() for m in table.pattern(grammar.TABLE, "zh-issuer-words").finditer(folded)]
    taken = {at for start, end in own for at in range(start, end)}
    for match in table.pattern(grammar.TABLE, "zh-bare-issuer-words").finditer(folded):
        if match.start() not in taken and _alone(folded, match.start()):
            own.append(match.span())
    return sorted(own)


def _alone(folded: str, start: int) -> bool:
    """Whether no noun stands before the place, as 子 and 上市 do before 公司."""
    before = folded[start - 1 : start]
    if before in grammar.letters("determiners", "zh"):
        return False
    return not before or not before.isalnum() or before in grammar.letters("no-descriptor", "zh")


def _named(name: str, document: Document, records: Sequence[Record], known: Directory) -> str:
    """The id of a firm that is given by id, name, alias or ticker, as the text's own mentions have it where it is named there."""
    found = known.resolve(name)
    if found is not None:
        return found
    k = key(name)
    if any(r.entity_id == name for r in records):
        return name
    own = next((r.entity_id for r in records if r.entity_id and key(document.text[r.start : r.end]) == k), None)
    return own or name_id(name)


def _declared(document: Document, firms: Sequence[Record]) -> str:
    """X（以下「当社」という）, 当社グループ（X及び連結子会社33社）, X（於開曼群島註冊成立的有限公司） on the cover."""
    declared = table.pattern(grammar.TABLE, "self-declarations")
    incorporated = table.pattern(grammar.TABLE, "incorporated-behind")
    cover = COVER if may_hold(document.folded, incorporated) else 0
    opened = {end + 1 for _, end in issuer_words(document) if document.folded[end : end + 1] == "("}
    for record in firms:
        if record.entity_id and (record.start in opened or declared.search(document.folded[record.end : record.end + 70])):
            return record.entity_id
        if record.entity_id and record.end < cover and incorporated.match(document.folded, record.end, record.end + 240):
            return record.entity_id
    return ""


def _of_title(document: Document, records: Sequence[Record], known: Directory, names: FindNames | None) -> tuple[str, bool]:
    """The one firm of the title, or of several the one that it begins with or gives the code of, and whether it is that of a filing; no
    firm that speaks of others."""
    title = document.article.title.strip()
    if title:
        found = _in_title(title, document, records, partial(mentions, known=known))
        if not found and names is not None:
            found = _in_title(title, document, records, names)
    else:
        stop = document.text.find("\n")
        head = document.text[:stop] if 0 < stop <= _HEAD else ""
        title, found = head, [r for r in records if r.kind == "company" and r.end <= len(head)]
    ids = dict.fromkeys(r.entity_id for r in found if r.entity_id)
    folded = Document(Article("", title, document.lang)).folded
    filed = table.pattern(grammar.TABLE, "document-behind")
    for record in found:
        if record.entity_id and filed.search(folded[record.end : record.end + 80]):
            return record.entity_id, True
    if len(ids) == 1:
        alone = found[0]
        spoken = folded[alone.end : alone.end + 1] == ":" and _is_adviser(folded[alone.start : alone.end], alone, known)
        if spoken:
            return "", False
        reviewed = table.pattern(grammar.TABLE, "reviewed-behind").match(folded, alone.end)
        return next(iter(ids)) if reviewed or _rivals(alone, document, records) < _MANY else "", False
    subject = table.pattern(grammar.TABLE, "title-subject-end")
    for record in found:
        name, behind = folded[record.start : record.end], folded[record.end :]
        if record.entity_id and subject.search(behind) and not _speaks(name, folded, record, known):
            return "" if _rivals(record, document, records) else record.entity_id, False
    return "", False


def _rivals(record: Record, document: Document, records: Sequence[Record]) -> int:
    """How many other firms a text, which does not speak of 当社, names about as often as this one of its title."""
    count = Counter(r.entity_id for r in records if r.kind == "company" and r.entity_id != record.entity_id)
    own = sum(r.entity_id == record.entity_id for r in records)
    if len(issuer_words(document)) >= _SPOKEN:
        return 0
    return sum(other * 4 >= own * 3 for other in count.values())


def _in_title(title: str, document: Document, records: Sequence[Record], names: FindNames) -> list[Record]:
    """Firms that the title names, by the title alone and by the names of the text, under the ids that the text gives them."""
    head = Document(Article("", title, document.lang))
    ids = {document.folded[r.start : r.end]: r for r in records if r.kind == "company" and r.entity_id}
    found: list[Record] = []
    free = [True] * len(title)
    for surface in sorted(ids, key=len, reverse=True):
        at = head.folded.find(surface)
        if at >= 0 and len(surface) > 1 and all(free[at : at + len(surface)]):
            free[at : at + len(surface)] = [False] * len(surface)
            found.append(Record("company", at, at + len(surface), entity_id=ids[surface].entity_id))
    by_key = {key(surface): r.entity_id for surface, r in ids.items()}
    for record in names(head):
        if record.kind == "company" and all(free[record.start : record.end]):
            found.append(replace(record, entity_id=by_key.get(key(head.folded[record.start : record.end]), record.entity_id)))
    return sorted(found, key=lambda r: r.start)


def _speaks(name: str, folded: str, record: Record, known: Directory) -> bool:
    """Whether a firm is named as source, broker, auditor or publisher here, and not with results of its own."""
    before, behind = folded[max(record.start - 16, 0) : record.start], folded[record.end : record.end + 30]
    if table.pattern(grammar.TABLE, "results-behind").search(folded[record.end : record.end + 60]):
        return False
    return (
        _is_adviser(name, record, known)
        or bool(table.pattern(grammar.TABLE, "passing-before").search(before))
        or bool(table.pattern(grammar.TABLE, "passing-behind").search(behind))
    )


def _is_adviser(name: str, record: Record, known: Directory) -> bool:
    """Whether a name, or another name of a firm of the tables (路透, 路透社), is that of a broker, an auditor or a publisher."""
    row = known.rows.get(record.entity_id or "")
    names = [name, *(fold(other) for other in row.names)] if row is not None else [name]
    return any(table.pattern(grammar.TABLE, "advisers").search(strip_legal(other)) for other in names)


def _labelled(document: Document, firms: Sequence[Record]) -> str:
    named = {start for start, _ in labelled(document.folded)}
    for record in firms:
        if record.start in named and record.entity_id:
            return record.entity_id
    return ""


def _headed(document: Document, firms: Sequence[Record]) -> str:
    """The one firm that a line consists of, with its code, above a text that speaks of 公司: 碧浜科技(600754)."""
    coded = table.pattern(grammar.TABLE, "code-right-behind")
    heads: dict[str, None] = {}
    for record in firms:
        found = coded.match(document.folded, record.end)
        alone = record.start == 0 or document.folded[record.start - 1] == "\n"
        if record.entity_id and found is not None and alone and document.folded[found.end() : found.end() + 1] in ("", "\n"):
            heads[record.entity_id] = None
    return next(iter(heads)) if len(heads) == 1 and issuer_words(document) else ""


def _plainly(document: Document, firms: Sequence[Record], known: Directory) -> str:
    """The one firm that announces something of its own, or that is named first and far more often than any other.

    Mentions in passing do not count.
    """
    announces = table.pattern(grammar.TABLE, "announces-behind")
    heralds = {r.entity_id: None for r in firms if announces.search(document.folded[r.end : r.end + 60])}
    if len(heralds) == 1 and firms[0].entity_id in heralds:
        return firms[0].entity_id or ""
    count: Counter[str] = Counter()
    first = ""
    for record in firms:
        name = document.folded[record.start : record.end]
        if record.entity_id and not _speaks(name, document.folded, record, known):
            count[record.entity_id] += 1
            first = first or record.entity_id
    if not count:
        return ""
    (best, most), *rest = count.most_common(2)
    others = sum(count.values()) - most
    if others == 0:
        only = next(r for r in firms if r.entity_id == best)
        if most < _LEAST and _in_passing(document, only):
            return ""
        return best if only.start < _EARLY or most >= _LEAST else ""
    second = rest[0][1] if rest else 0
    return best if best == first and most >= _LEAST and most > 2 * second else ""


def _in_passing(document: Document, record: Record) -> bool:
    """Whether a text that speaks of 当社 names a firm as no subject, and not in full: ハルモアといった当社独自の機種."""
    if document.lang != "ja" or not issuer_words(document):
        return False
    name = document.folded[record.start : record.end].casefold()
    spoken_of = table.pattern(grammar.TABLE, "ja-spoken-of").match(document.folded, record.end)
    return record.start > 0 and strip_legal(name) == name and spoken_of is None
