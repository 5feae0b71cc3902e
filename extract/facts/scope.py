"""What is remembered of the discourse, and whose figure a value is: the firm named, referred to, or carried over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ...corpus.record import Fact
from ..text.document import Document
from . import clause
from .items import Item
from .lists import Group
from .metric_link import Link
from .period import When, baseline, flows
from .subject import is_minor

_HEADING = re.compile(r"[ \t]*(?:[■▼◆●▲▶◇□◎★【〈#*①-⑳]|\d{1,2}[.、)]|[一二三四五六七八九十]+、)")
_MARK = re.compile(r"[-·‧•・●◆■▼◇□◎★※*#>①-⑳]|\d{1,2}[.、)]")
_ROLE = re.compile(
    r"(?:干事|监査|会计师|会计士|保荐|承销|律师|顾问|股东|株主|引受|券商|证券会社|投资方|投资者|审计|受托|评级|同业|客户|取引先|供应商)[^,。]{0,8}$"
)
_LEAD = re.compile(r"^[\s#*▼■●◆◇□◎★※①-⑳“「【「〈\-·‧•・0-9.、()]*(?:[^\s,、。:]{1,8}:)?")
_MARKET = re.compile(r"(?:国内|全国|全球|世界|业界|行业|市场)(?:の|的)?$")
_MARKET_METRICS = ("funding_raised", "shipments", "orders")
_INDUSTRY = re.compile(r"(?:全球|行业|业界|业内|世界|全国|全行业|全市场|市场|国内市场)(?=[\d今去昨约逾]|の|的|出货|销量|收入|规模)")


@dataclass
class State:
    """What carries over from sentence to sentence."""

    main: str | None
    """The firm the article is about, if one is."""
    listing: dict[str, When]
    topic: str | None = None
    topic_line: int = -1
    flow: When | None = None
    flow_line: int = -1
    lead: When | None = None
    """The period of the first figures."""
    flow_fresh: bool = False
    """Whether no other date was named since."""
    words: list[Item] = field(default_factory=list)
    words_line: int = -1
    topic_firm: bool = False
    """Whether the topic was set by a heading or bullet: it then holds for the lines below it."""
    topic_marker: str = ""
    """The bullet of the line that set the topic."""
    firms: list[str] = field(default_factory=list)
    firms_line: int = -1
    last_subject: str | None = None
    line_firm: tuple[int, str] | None = None
    """The firm that a paragraph names first, whatever its role: what it is about where nothing says better."""
    named: list[str] = field(default_factory=list)
    """The firms last named, in order: what 前者 and 后者 stand for."""
    named_line: int = -1
    pair: list[str] = field(default_factory=list)
    """The two firms that the article names most, in the order of their first mention."""
    facts: list[Fact] = field(default_factory=list)
    fact_line: int = -1


class Discourse:
    """Reads along with the assembly of facts, sentence by sentence."""

    def __init__(self, document: Document, subjects: Sequence[Sequence[Item]], state: State) -> None:
        self.document = document
        self.text = document.folded
        self.state = state
        self.baselines: set[int] = set()
        """id() of the facts that are only what later ones are compared with."""
        self.last_owned: tuple[int, str] | None = None
        self._subjects = subjects

    def open_line(self, items: Sequence[Item], subjects: Sequence[Item], line: int, start: int, end: int) -> None:
        """A line that begins with a firm is about it; a heading or bullet also rules the lines below it."""
        first = start == 0 or self.document.text[start - 1] == "\n"
        if not first:
            return
        heading = _HEADING.match(self.text, start, end) is not None or (end - start <= 30 and self.text[end - 1] not in "。!?")
        mark = _MARK.match(self.text, start, end)
        marker = ("1" if mark[0][0].isnumeric() else mark[0][0]) if mark else ""
        opening = items[0] if items else None
        goes_on = opening is not None and opening.kind != "company" and opening.start - start <= len(mark[0]) + 2 if mark else False
        if marker and marker == self.state.topic_marker and self.state.topic_line != line and not goes_on:
            # one item of a list says nothing of the next
            self.state.topic, self.state.topic_firm, self.state.topic_marker = None, False, ""
        firms = list(dict.fromkeys(i.what.entity_id for i in items if i.kind == "company"))
        if heading and len(firms) > 1 and not any(i.kind in ("value", "metric") for i in items):
            self.state.firms = firms
        lead = (
            bool(subjects)
            and not _LEAD.sub("", self.text[start : subjects[0].start])
            and not _ROLE.search(self.text, start, subjects[0].start)
        )
        if self.state.main is not None and not heading and lead and subjects[0].what.entity_id != self.state.main:
            lead = False
        if lead or (heading and subjects and len(firms) == 1 and not _ROLE.search(self.text, start, subjects[0].start)):
            self._set_topic(subjects[0].what.entity_id, line)
            self.state.topic_firm = heading
            self.state.topic_marker = marker
        elif heading and not subjects and not any(i.kind in ("value", "metric") for i in items) and self.text[start] not in "-‧•・":
            self.state.topic, self.state.topic_firm = None, False

    def _set_topic(self, company: str | None, line: int) -> None:
        self.state.topic, self.state.topic_line = company, line

    def company(self, items: Sequence[Item], subjects: Sequence[Item], group: Group, found: Link, line: int) -> tuple[str | None, bool]:
        if found.relation == "ownership":
            return self._owned(found, items, group, line)
        value = group.values[0]
        if _INDUSTRY.match(
            self.text,
            clause.clause_start(self.text, 0, found.words[0].start if found.words and found.words[0].start < value.start else value.start),
        ):
            return None, False
        word = found.words[0] if found.words and found.words[0].start < value.start else None
        if word is not None and _MARKET.search(self.text, max(word.start - 6, 0), word.start) and word.what.metric.id in _MARKET_METRICS:
            return None, False
        left = [s for s in subjects if s.start < value.start]
        if found.relation == "share" and left and self.state.main and self._contributes(left[-1], items):
            return self.state.main, True
        cues = [i for i in items if i.kind == "cue" and i.start < value.start]
        pronoun = [i for i in cues if i.what == "firm"]
        other = next((i for i in reversed(cues) if i.what in ("its", "latter", "former", "that_firm")), None)
        if other is not None and (not left or other.start > left[-1].start):
            firm = self._referred(other, items, line)
            if firm:
                return firm, False
        if left and not (pronoun and pronoun[-1].start > left[-1].end + 1 and self.state.main):
            return left[-1].what.entity_id, False
        if pronoun and self.state.main and (self.state.topic_line != line or self.state.topic is None):
            return self.state.main, True
        if left:
            return left[-1].what.entity_id, False
        if self.state.topic and (self.state.topic_line == line or self.state.topic_firm):
            return self.state.topic, True
        if self.state.main is None and self.state.line_firm is not None and self.state.line_firm[0] == line:
            return self.state.line_firm[1], True
        return self.state.main or self.state.topic, True

    def _referred(self, cue: Item, items: Sequence[Item], line: int) -> str | None:
        """其: the firm named last; 后者 and 前者: the last and the first of the two named last; 同社: the subject before."""
        if cue.what == "that_firm":
            return self.state.last_subject or self.state.main
        named = list(dict.fromkeys(i.what.entity_id for i in items if i.kind == "company" and i.end <= cue.start))
        if cue.what == "its":
            named = named or self.state.named
        elif len(named) < 2:
            named = (
                self.state.named if self.state.named_line == line and len(self.state.named) == 2 else self.state.pair or self.state.named
            )
        named = named[-2:]
        if not named:
            return None
        return str(named[0] if cue.what == "former" else named[-1])

    def _contributes(self, firm: Item, items: Sequence[Item]) -> bool:
        """Whether a firm is a part of another's figure: 「其中X贡献23%」, where X is a customer."""
        return firm.what.entity_id != self.state.main and any(i.what == "share" and i.start == firm.end for i in items if i.kind == "cue")

    def _two(self, items: Sequence[Item]) -> list[str]:
        """The two firms of a sentence that 前者 and 后者 would mean: its last pair 「X和Y」, else the first two."""
        firms = [i for i in items if i.kind == "company"]
        pairs = [(a, b) for a, b in zip(firms, firms[1:], strict=False) if clause.names_join(self.text, a, b)]
        chosen = list(pairs[-1]) if pairs else firms
        return list(dict.fromkeys(i.what.entity_id for i in chosen))[:2]

    def _owned(self, found: Link, items: Sequence[Item], group: Group, line: int) -> tuple[str | None, bool]:
        """The firm whose shares are held: named by the clause, by the holding stated before, or the topic."""
        if found.owned is not None:
            return found.owned, False
        if self.last_owned is not None and self.last_owned[0] == line and any(i.kind == "value" for i in items[: group.first]):
            return self.last_owned[1], True
        holders = {i.what.entity_id for i in items if i.kind == "company" and i.end <= group.values[0].start}
        named = [i.what.entity_id for i in items[: group.first] if i.kind == "company"]
        topic = self.state.topic if self.state.topic not in (named[-1:] or [None]) else None
        if topic and (self.state.topic_line == line or self.state.topic_firm) and topic not in holders:
            return topic, True
        first = self.state.line_firm
        if first is not None and first[0] == line and first[1] not in holders:
            return first[1], True
        return self.state.main if self.state.main not in named[-1:] else None, True

    def _last_firms(self, items: Sequence[Item], group: Group) -> list[Item]:
        """The last list of firms left of the group; of as many as the group has values, if there is one."""
        runs: list[list[Item]] = [[]]
        for item in items[: group.first]:
            if item.kind == "company":
                if runs[-1] and not clause.names_join(self.text, runs[-1][-1], item):
                    runs.append([])
                runs[-1].append(item)
        fitting = [run for run in runs if len(run) == len(group.values) > 1]
        return (fitting or runs)[-1]

    def holders(self, items: Sequence[Item], group: Group) -> list[str]:
        """The holders of a list of holdings, as written."""
        return [self.document.text[i.start : i.end] for i in self._last_firms(items, group)]

    def firm_list(self, items: Sequence[Item], group: Group) -> list[str]:
        """The ids of the last list of firms left of the group, or of the list that 両社 / 两家 stands for."""
        ids = list(dict.fromkeys(i.what.entity_id for i in self._last_firms(items, group)))
        if len(ids) >= 2:
            return ids
        both = any(i.kind == "cue" and i.what == "both" for i in items[: group.first]) or (not ids)
        return self.state.firms if both and len(self.state.firms) >= 2 else ids

    def remember(self, items: Sequence[Item], subjects: Sequence[Item], line: int, made: Sequence[Fact]) -> None:
        state = self.state
        if not items:
            return
        major = [s for s in subjects if not is_minor(self.text, s)]
        if major and state.main is None and not state.topic_firm and state.topic_line != line:
            self._set_topic(major[0].what.entity_id, line)
        if subjects:
            state.last_subject = subjects[-1].what.entity_id
        words = [i for i in items if i.kind == "metric"]
        if words:
            state.words, state.words_line = words[-1:], line
        dates = [n for n, i in enumerate(items) if i.kind == "date"]
        period = next((w for n in reversed(dates) if (w := flows(items[n])) is not None and not baseline(self.text, items, n)), None)
        flowing = [
            f
            for f in made
            if f.start_date
            and f.end_date
            and (f.end_date - f.start_date).days > 7
            and id(f) not in self.baselines
            and f.metric != "other"
            and not f.metric.endswith("_cagr")
        ]
        if flowing:
            period = When.of_fact(flowing[-1])
        if period is not None:
            state.flow, state.flow_line = period, line
            if state.lead is None and flowing:
                state.lead = When.of_fact(flowing[0])
            state.flow_fresh = True
        elif dates:
            state.flow_fresh = False
        minor = {s.what.entity_id for s in subjects if s not in major}
        stated = [f for f in made if "company" not in f.inferred and f.metric != "ownership" and f.company not in minor]
        if stated and not state.topic_firm and not any(i.kind == "cue" and i.what == "compare" for i in items):
            self._set_topic(stated[-1].company, line)
            before = state.firms if state.firms_line == line else []
            state.firms, state.firms_line = list(dict.fromkeys([*before, *(f.company for f in stated)])), line
        named = [i.what.entity_id for i in items if i.kind == "company"]
        if state.main is not None and not state.topic_firm and any(f.company == state.main for f in made):
            self._set_topic(state.main, line)
        if named and (state.line_firm is None or state.line_firm[0] != line):
            state.line_firm = (line, named[0])
        if named:
            state.named, state.named_line = self._two(items), line
        if made:
            state.facts, state.fact_line = [f for f in made if f.metric != "other"] or state.facts, line

    # one group
