"""What document, sections, paragraphs and lines set for the figures in them: firms, periods, the part spoken of.

A frame holds what its stretch has said; it ends with it. The document's frame starts with the issuer and the title.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from ...corpus.record import Record
from ...rules import period, words
from ...rules.fold import fold
from ...rules.legal_form import key
from ..dates.fiscal import FiscalYear
from ..names.issuer import FoundIssuer, issuer_words
from ..text.document import Document, Extractor
from .line.clause import PASSING, Line, cited, compared, line_of, pattern, roles, surveys
from .line.items import Date, Firm, Item, Value, Word
from .line.when import When, named, when_of, years_in

_CLOSING = {")": "(", "]": "[", ">": "<", "】": "【", "〕": "〔", "》": "《", "≫": "≪", "〉": "〈"}
LABEL = 14
"""How much longer than its metric a line may be that says what stands in the next one: 發售股份數目（超額配股權行使前）."""
SPOKEN = 2
"""A text in which its issuer speaks says 当社 or 本公司 at least so often."""


@dataclass(slots=True)
class Stated:
    """A fact that was decided, as later choices look back on it. `line` and `paragraph` number where it stands."""

    metric: str
    relation: str
    word: Word | None
    when: When | None
    firm: str
    part: str
    basis: str
    value: Value
    line: int
    paragraph: int
    sure: Mapping[str, float]
    """Slot -> how sure its choice is."""
    inferred: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    sign: int = 1
    baseline: bool = False
    """Whether it is only what another figure is compared with."""
    section: int = 0
    cell: bool = False
    """Whether it stands in a table."""


@dataclass(slots=True)
class Frame:
    """What a heading, a title or an inline heading sets: its name, and the items in it."""

    name: str
    marked: bool
    """Whether its name stood in brackets or behind a mark or a number."""
    start: int
    line: Line | None
    firms: list[str] = field(default_factory=list)
    whens: list[When] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)


def _name(document: Document, start: int, end: int) -> tuple[str, bool]:
    """The name of a heading, as written, without the marks and numbers around it, and whether it had any."""
    opening = pattern("heading-opening").match(document.folded, start, end)
    first = opening.end() if opening else start
    name = document.folded[first:end].rstrip(" :*")
    while name and _CLOSING.get(name[-1], name) not in name:
        name = name[:-1]
    if len(name) < 2:
        return document.text[start:end].strip(), False
    return document.text[first : first + len(name)].strip(), opening is not None


def frame_of(document: Document, start: int, end: int, items: Sequence[Item]) -> Frame:
    frame = Frame(*_name(document, start, end), start, line_of(document.folded, start, end, items))
    for item in items:
        if isinstance(item, Firm):
            frame.firms.append(item.entity)
        elif isinstance(item, Word):
            frame.words.append(item)
        elif isinstance(item, Date) and (when := item.when) is not None:
            frame.whens.append(when)
    return frame


@dataclass(slots=True)
class Scope:
    """What is known where the reading stands."""

    issuer: str
    """The firm whose document it is, or ""."""
    issuer_source: str
    """How that is known: told, titled or plain (names/issuer.py)."""
    speaks: bool
    """Whether the text speaks of its firm as 当社 or 公司, as filings, notices and notes on one firm do."""
    anonymous: bool
    """Whether the text speaks of its firm without naming it anywhere: whose its figures are is open."""
    titled: list[str]
    """Firms named in the title."""
    reporting: list[When]
    """The period that the document reports on, and that from the start of its year."""
    year_end: int
    """The last month of the fiscal year, where it is known; else 0."""
    headline: list[When] = field(default_factory=list)
    """The first period of the title of a document that is no report, and that from the start of its year."""
    headings: list[Frame] = field(default_factory=list)
    inline: Frame | None = None
    """The last heading inside the paragraph."""
    lead_in: Frame | None = None
    """The line that introduces the items of a list, as long as these go on: 公布第一財季業績：."""
    paragraph: int = -1
    line: int = -1
    section: int = 0
    """Counts the headings and the numbered sections passed."""
    first_firm: str = ""
    """The firm that the paragraph named first."""
    opened: str = ""
    """The firm that the paragraph's first sentence begins with."""
    presented: str = ""
    """The firm that a sentence of the paragraph ended with: 最後は、仲介大手のタイミーだ."""
    turned: str = ""
    """… to which the sentence turned, and no other was named since: 最も伸びたのは、ミナモだ."""
    item: str = ""
    """The firm that the last line consisted of which heads an item: ▲No.3　武蔵精密 <7220>."""
    asked: str = ""
    """The firm that the last question was about, in its paragraph and in the next one, which answers it: 問：鴻海呢？"""
    answered: bool = False
    """Whether that next paragraph has begun."""
    stated: list[Stated] = field(default_factory=list)
    others: list[Stated] = field(default_factory=list)
    """What is stated of measures that are no metric."""
    here: list[Stated] = field(default_factory=list)
    """Those of the line."""
    periods: list[tuple[When, int, int]] = field(default_factory=list)
    """Periods of a month or more that the text named, with line and paragraph, the last at the end."""
    firms: list[tuple[str, int, int]] = field(default_factory=list)
    """Firms that the text named, with line and paragraph, the last at the end."""
    roles: dict[str, str] = field(default_factory=dict)
    """What each firm was where it was named first in the paragraph, by the words around it."""
    words: list[tuple[Word, int, int]] = field(default_factory=list)
    label: Word | None = None
    """The metric that the line before consists of."""
    list_head: Word | None = None
    """The metric that a line named of which the lines below list figures, firm by firm."""
    list_line: int = -1
    """The last line of that list so far."""
    axis: Sequence[When] | None = None
    """The periods of the last list that ran over several."""
    axis_line: int = -1
    axis_paragraph: int = -1
    lead: When | None = None
    """The period of the first figure."""
    listing: dict[str, When] = field(default_factory=dict)
    brokers: frozenset[str] = frozenset()
    """Firms whose names say that they speak of others' figures."""
    acting: set[str] = field(default_factory=set)
    """Firms that stood somewhere so far otherwise than in passing."""
    sources: set[str] = field(default_factory=set)
    """Firms that the text said figures are from."""
    surveyed: int = -2
    """The paragraph that said last who counted figures of many firms together."""
    named: Mapping[str, float] = field(default_factory=dict)
    """How probable it is that what the text calls by a name is a firm: the surest of its mentions."""

    def enter(self, paragraph: int, headings: list[Frame]) -> None:
        """A paragraph begins."""
        if [h.start for h in headings] != [h.start for h in self.headings]:
            self.section += 1
            self.item = ""
        self.paragraph, self.headings = paragraph, headings
        self.inline, self.first_firm, self.opened, self.presented, self.turned = None, "", "", "", ""
        self.roles = {}
        if self.answered:
            self.asked = ""
        self.answered = True

    def read(self, line: Line) -> None:
        """A line has been read: what it named stays in reach."""
        for index, item in enumerate(line.items):
            if isinstance(item, Firm):
                self.firms.append((item.entity, self.line, self.paragraph))
                before, behind = roles(line, item)
                if item.entity not in self.roles:
                    self.roles[item.entity] = before or behind or "none"
                if cited(line, index):
                    self.sources.add(item.entity)
                elif before not in PASSING and behind not in PASSING:
                    self.acting.add(item.entity)
                if not self.first_firm:
                    self.first_firm = item.entity
                    if index == 0 and item.start - line.start <= 6:
                        self.opened = item.entity
            elif isinstance(item, Date) and (when := item.when) is not None and when.days > 20:
                if not compared(line, index) and not line.depth[index]:
                    self.periods.append((when, self.line, self.paragraph))
            elif isinstance(item, Word):
                self.words.append((item, self.line, self.paragraph))
        if surveys(line):
            self.surveyed = self.paragraph
        self.label = _label(line)
        self._list(line)
        last = line.items[-1]
        if isinstance(last, Firm) and pattern("presented-after").fullmatch(line.text, last.end, line.end):
            self.presented = last.entity
            cleft = pattern("turns-to").search(line.text, max(line.start, last.start - 60), last.start)
            self.turned = last.entity if cleft else ""
        elif any(isinstance(item, Firm) and item.entity != self.turned for item in line.items):
            self.turned = ""
        self._ask(line)
        heads = {item.entity for item in line.items if isinstance(item, Firm)}
        if len(heads) == 1 and pattern("item-head").fullmatch(line.text, line.start, line.end):
            self.item = heads.pop()
        runs = _runs(line)
        if runs:
            self.axis, self.axis_line, self.axis_paragraph = runs, self.line, self.paragraph
        self.stated.extend(self.here)
        self.here = []

    def _list(self, line: Line) -> None:
        """A list of figures goes on as long as its lines name no metric."""
        words = [item for item in line.items if isinstance(item, Word)]
        if not words:
            if self.line == self.list_line + 1:
                self.list_line = self.line
            return
        self.list_head = None
        counts = all(item.record.unit == "companies" for item in line.items if isinstance(item, Value))
        end = words[-1].end
        if counts and (end == line.end or pattern("opens-list").fullmatch(line.text[end : line.end])):
            self.list_head, self.list_line = words[-1], self.line

    def _ask(self, line: Line) -> None:
        """A question about one firm, in which no figure stands, is answered with that firm's."""
        if not pattern("question").search(line.text, max(line.end - 12, line.start), line.end):
            return
        firms = list(dict.fromkeys(item.entity for item in line.items if isinstance(item, Firm)))
        if firms and not any(isinstance(item, Value) for item in line.items):
            self.asked, self.answered = firms[0] if len(firms) == 1 else "", False


def _label(line: Line) -> Word | None:
    words = [item for item in line.items if isinstance(item, Word)]
    if not words or any(isinstance(item, Value) for item in line.items) or line.end - line.start > words[-1].end - words[0].start + LABEL:
        return None
    return words[-1]


def _runs(line: Line) -> list[When] | None:
    """The last list of three or more periods that a line names, though no value of it stands there."""
    best: list[When] = []
    run: list[When] = []
    last = -1
    for index, item in enumerate(line.items):
        if not isinstance(item, Date) or item.when is None:
            continue
        near = index == last + 1 and pattern("name-list").fullmatch(line.text, line.items[last].end, item.start) is not None
        run = [*(run if near else ()), *years_in(item.record)]
        last = index
        if len(run) >= 2:
            best = run
    return best or None


def opening(document: Document, records: Sequence[Record], issuer: FoundIssuer, year: FiscalYear, find_dates: Extractor) -> Scope:
    """The scope at the start of a document whose firm and fiscal year are known; `find_dates` reads its title."""
    spoken = issuer_words(document)
    speaks, titled_firms = len(spoken) >= SPOKEN, _in_title(document.article.title, records)
    scope = Scope(
        issuer.entity,
        issuer.source,
        speaks,
        speaks and not issuer.entity and not titled_firms and not _introduced(document, records, spoken[0][0]),
        titled_firms,
        [],
        year.month if year.said or year.japanese and document.lang == "ja" else 0,
    )
    scope.named = _named(records)
    broker = pattern("broker")
    scope.brokers = frozenset(
        r.entity_id for r in records if r.kind == "company" and r.entity_id and broker.search(document.folded[r.start : r.end])
    )
    if year.reporting is None and (titled := _titled_period(document, find_dates)) is not None:
        scope.headline = [titled]
        if titled.days < 300 and titled.start.month > 1:
            scope.headline.append(named(date(titled.start.year, 1, 1), titled.end))
    if year.reporting is not None:
        start, end = year.reporting.known
        whole = year.holding(start)
        scope.reporting = [When(year.reporting.timex or period.text(start, end), start, end)]
        if end - start < timedelta(days=300):
            scope.reporting.append(named(whole.known[0], end))
    return scope


def _named(records: Sequence[Record]) -> dict[str, float]:
    out: dict[str, float] = {}
    for record in records:
        if record.kind == "company" and record.entity_id:
            out[record.entity_id] = max(out.get(record.entity_id, 0.0), record.score)
    return out


def _introduced(document: Document, records: Sequence[Record], before: int) -> bool:
    """Whether a text introduces a firm by its full name, its short one in a bracket, before it first says 公司: that is the one meant."""
    opens = words.pattern("name_words", "alias-opening")
    return any(r.kind == "company" and opens.match(document.folded, r.end) for r in records if r.end <= before)


def _titled_period(document: Document, find_dates: Extractor) -> When | None:
    """The first month, quarter, half or year that the title names: 10月營收, 2025年11月份产销快报."""
    article = document.article
    if not article.title:
        return None
    head = Document(replace(article, text=article.title, title=""))
    for record in find_dates(head, []):
        when = when_of(record) if record.kind == "date" else None
        if when is not None and 20 < when.days < 400:
            return when
    return None


def _in_title(title: str, records: Sequence[Record]) -> list[str]:
    head = fold(title).lower()
    out: list[str] = []
    if not head:
        return out
    for record in records:
        if record.kind == "company" and record.entity_id and record.entity_id not in out:
            core = key(record.text)
            if core and (core in head or (len(core) >= 4 and core[: 4 if core[0].isascii() else 3] in head)):
                out.append(record.entity_id)
    return out


def leads_in(document: Document, start: int, end: int, items: Sequence[Item]) -> bool:
    """Whether a line introduces the items of a list below it, and states no figure itself."""
    if any(isinstance(item, Value) for item in items):
        return False
    return pattern("leads-in").search(document.folded, max(end - 12, start), end) is not None


def inline_heading(document: Document, start: int, end: int) -> tuple[int, int] | None:
    """The span of the name of a heading that a line begins with: ＜情報通信事業＞ 売上高は…"""
    found = pattern("inline-heading").match(document.folded, start, end)
    return found.span("name" if found["name"] is not None else "plain") if found else None
