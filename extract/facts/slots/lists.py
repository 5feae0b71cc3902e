"""Values that stand in one list, and what runs along them: metrics, periods, firms, parts, or the facts just stated.

Where the values of a list meet no run of as many members, nothing is made of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..line.clause import Line, pattern
from ..line.items import Date, Firm, Item, Sign, Value, Word
from ..line.place import Place
from ..line.when import When, years_in
from ..scope import Scope, Stated
from .choose import NOTHING, Option, bucket
from .metric_reading import GROWTH, MetricReading, relations

REACH = 80
MOVES = ("up", "down", *GROWTH)


@dataclass(slots=True)
class Group:
    """Values of one list: `at` are their indices in the line, conversions in brackets left out; `last` is past these."""

    at: list[int]
    last: int
    moved: bool = False
    """Whether each member has a word of rise or fall for itself: 年增3%、年減2%."""


def groups(line: Line) -> list[Group]:
    """The values of a line by list; a bracketed conversion belongs to the value that it restates."""
    out: list[Group] = []
    for index, item in enumerate(line.items):
        if not isinstance(item, Value):
            continue
        if out and out[-1].last == index - 1:
            last = line.items[out[-1].at[-1]]
            assert isinstance(last, Value)
            if _restates(line, last, item):
                out[-1].last = index
                continue
            if _alike(last, item) and _joined(line, "value-list", line.items[index - 1], item):
                out[-1].at.append(index)
                out[-1].last = index
                continue
        if out and _moves(line, out[-1], index):
            out[-1] = Group([*out[-1].at, index], index, True)
            continue
        out.append(Group([index], index))
    return [part for group in out for part in ([Group([at], at) for at in group.at] if _changes(line, group) else [group])]


def _moves(line: Line, group: Group, index: int) -> bool:
    """Whether a percentage goes on a list whose members each have a word of rise or fall for themselves: 年增3%、年減2%, 3%増、2%減."""
    last, item = line.items[group.last], line.items[index]
    signs = line.items[group.last + 1 : index]
    if not isinstance(last, Value) or not isinstance(item, Value) or item.record.kind != "percent" or not _alike(last, item):
        return False
    if not 0 < len(signs) <= 2 or not all(isinstance(i, Sign) and i.id in MOVES for i in signs):
        return False
    first = line.items[max(group.at[0] - 2, 0) : group.at[0]]
    told, own = ({i.id for i in side if isinstance(i, Sign) and i.id in GROWTH} for side in (first, signs))
    if len(told | own) > 1 or own - told or line.depth[group.last] != line.depth[index]:
        return False  # 同比收窄31.2%,环比收窄30.3%; 跌7%,按季跌1%
    gaps = "".join(line.text[a.end : b.start] for a, b in zip((last, *signs), (*signs, item), strict=True))
    return pattern("value-list").fullmatch(gaps) is not None and any(mark in gaps for mark in "、,/")


def _changes(line: Line, group: Group) -> bool:
    """Whether two values are one before and after a change, and no list: 150億円→172億円."""
    if len(group.at) != 2 or group.last != group.at[1]:
        return False
    left, right = (line.items[at] for at in group.at)
    following = line.items[group.last + 1] if group.last + 1 < len(line.items) else None
    return "→" in line.text[left.end : right.start] and not (isinstance(following, Date) and len(years_in(following.record)) == 2)


def _alike(left: Value, right: Value) -> bool:
    a, b = left.record, right.record
    return a.kind == b.kind and (a.unit == b.unit or a.kind == "money")


def _restates(line: Line, left: Value, right: Value) -> bool:
    gap = right.start - left.end
    if left.record.kind != right.record.kind or gap > 12 or line.text.find(")", right.end, right.end + 6) < 0:
        return False
    if left.record.unit == right.record.unit and left.record.kind == "money":
        return False
    return pattern("conversion").fullmatch(line.text, left.end, right.start) is not None


def _joined(line: Line, how: str, left: Item, right: Item) -> bool:
    return 0 < right.start - left.end <= REACH and pattern(how).fullmatch(line.text, left.end, right.start) is not None


@dataclass(slots=True)
class Axis:
    """What runs along a list: one reading, period, firm, or fact for each value. Empty lists are what does not vary."""

    name: str
    readings: Sequence[MetricReading] = ()
    whens: Sequence[When] = ()
    firms: Sequence[str] = ()
    facts: Sequence[Stated] = ()
    undated: bool = False
    """Whether the values have a period of their own, not that of the facts."""
    parts: Sequence[tuple[int, int]] = ()
    """The spans of parts, or of holders."""
    starts: Sequence[int] = ()
    """The offsets of the values."""


def axes(place: Place, group: Group, scope: Scope) -> list[Option[Axis]]:
    """What may run along the values of a group."""
    count = len(group.at)
    line = place.line
    runs = list(_runs(line, group.at[0]))
    out: list[Option[Axis]] = []
    each = any(isinstance(i, Sign) and i.id == "each" for i in line.items[max(group.at[0] - 3, 0) : group.at[0]])
    for rank, run in enumerate(runs):
        axis = _axis(place, run)
        if axis is not None and _size(axis) == count and not _hold(place, run):
            out.append(_option(axis, rank, each, run, group))
    for first in runs:
        for second in runs:
            product = _product(place, first, second, count)
            if product is not None:
                out.append(_option(product, 0, each, first, group))
    out += _other_axes(place, group, scope, runs, each)
    out.append(Option(NOTHING, ["nothing", f"nothing each {each}", f"nothing {bucket(count, 2, 3)}"], Axis("none")))
    starts = [line.items[at].start for at in group.at]
    for option in out:
        option.what.starts = starts
    return out


def _other_axes(place: Place, group: Group, scope: Scope, runs: Sequence[list[int]], each: bool) -> Iterator[Option[Axis]]:
    """What runs along the values and is no run of names or dates before them: parts, holders, facts, the periods of a list before."""
    count, line = len(group.at), place.line
    behind = line.items[group.last + 1] if group.last + 1 < len(line.items) else None
    if isinstance(behind, Date) and line.depth[group.last + 1] > line.depth[group.last]:
        # 毛利率：38.9%→33.5%→31.2%（2023-2025年）
        years = years_in(behind.record)
        if len(years) == count:
            yield Option("years behind", ["years behind", f"years behind {bucket(count, 2, 3)}"], Axis("years", whens=years))
    spoken_of = _spoken_of(line, group, scope)
    if spoken_of is not None:
        at, firms = spoken_of
        yield _option(firms, 0, each, [at] * count, group)
    parts = _parts(line, group)
    if parts is not None:
        yield Option("parts", ["parts", f"parts each {each}"], parts)
    for rank, run in enumerate(runs):
        if place.kind == "percent" and not group.moved and len(run) == count and isinstance(line.items[run[0]], Firm):
            spans = [(line.items[i].start, line.items[i].end) for i in run]
            held = "hold" if _hold(place, run) else "named"
            features = ["holders", f"holders each {each}", f"holders rank {bucket(rank, 0, 1)}", f"holders {held}"]
            yield Option(f"holders {run[0]}", features, Axis("holders", parts=spans))
    yield from _of_stated(place, group, scope, each)
    if scope.axis is not None and len(scope.axis) == count:
        where = "line" if scope.axis_line == scope.line else "paragraph" if scope.axis_paragraph == scope.paragraph else "text"
        own = "dated" if any(isinstance(i, Date) for i in line.items[: group.at[0]]) else "undated"
        features = ["carried", f"carried {where}", f"carried each {each}", f"carried {where} {own}"]
        yield Option("carried", features, Axis("dates", whens=scope.axis))


def _hold(place: Place, run: Sequence[int]) -> bool:
    """Whether the firms of a run are said to hold shares, which are another firm's: 高瓴、腾讯分别持有元气森林3.1%、2.2%股权."""
    last = place.line.items[run[-1]]
    if place.kind != "percent" or not isinstance(last, Firm):
        return False
    return pattern("holder-after").match(place.line.text, last.end, place.line.end) is not None


def _of_stated(place: Place, group: Group, scope: Scope, each: bool) -> Iterator[Option[Axis]]:
    """Facts of the line, or of the one before it, that run along the values: what was stated before, once more, of each."""
    count, line = len(group.at), place.line
    levels = [s for s in scope.here if s.relation == "level" and s.word is not None]
    where = "" if levels else "previous "
    own = any(isinstance(i, Value) for i in line.items[: group.at[0]])
    levels = levels or ([] if own else _of_previous(scope))
    since = [i for i in line.items[: group.at[0]] if not scope.here or i.start > scope.here[-1].value.end]
    dated = any(isinstance(i, Date) or isinstance(i, Sign) and i.cue.period for i in since)
    worded = any(isinstance(i, Word) for i in since)
    stated = list({s.metric: s for s in levels}.values())
    if len(stated) >= count > 1 and (not where or len(stated) == count):
        facts = _of_facts(place, stated[-count:], dated or bool(where))
        if facts is not None:
            name = f"{where}facts"
            some = "exactly" if len(stated) == count else "last"
            features = [name, f"{name} {some}", f"{name} each {each}", f"{name} dated {dated}", f"{name} worded {worded}"]
            yield Option(name, features, facts)
    listed = levels[-count:]
    if len(listed) == count > 1 and len({s.metric for s in listed}) == 1 and len({(s.firm, s.when, s.part) for s in listed}) == count:
        name = f"{where}list facts"
        features = [name, f"{name} each {each}", f"{name} {place.kind}", f"{name} worded {worded}", f"{name} dated {dated}"]
        # 三类产品收入3亿元、2亿元、1亿元，增长3%、2%、1%
        facts = _of_facts(place, listed)
        if facts is not None:
            yield Option(name, features, facts)
        if worded:
            # 純利益はA社が3億円、B社が2億円。売上高はそれぞれ9億円、8億円
            name = f"{where}list again"
            features = [name, f"{name} each {each}", f"{name} {place.kind}", f"{name} dated {dated}"]
            yield Option(name, features, Axis("facts", facts=listed, undated=dated))
    compared = _comparisons(line, group.at[0])
    if stated and len(compared) == count > 1 and place.kind == "percent":
        last = stated[-1]
        readings = [MetricReading(last.word, relation) for relation in compared]
        yield Option("comparisons", ["comparisons", f"comparisons each {each}"], Axis("facts", readings=readings, facts=[last] * count))


def _of_previous(scope: Scope) -> list[Stated]:
    """The levels that the line before states, in the same paragraph."""
    out: list[Stated] = []
    for stated in reversed(scope.stated):
        if stated.line != scope.line - 1 or stated.paragraph != scope.paragraph or stated.cell:
            break
        if stated.relation == "level" and stated.word is not None:
            out.insert(0, stated)
    return out


def _spoken_of(line: Line, group: Group, scope: Scope) -> tuple[int, Axis] | None:
    """The firms that a word before the values stands for (两家, 3社, 両社), where as many were named in the paragraph, and where it
    stands."""
    count = len(group.at)
    for index in range(group.at[0] - 1, -1, -1):
        item = line.items[index]
        if isinstance(item, Firm):
            return None
        if _all_of(item, count):
            firms = list(dict.fromkeys(firm for firm, _, paragraph in scope.firms if paragraph == scope.paragraph))
            return (index, Axis("firms", firms=firms)) if len(firms) == count > 1 else None
    return None


def _all_of(item: Item, count: int) -> bool:
    """Whether an item speaks of so many firms together."""
    if isinstance(item, Value):
        return item.record.unit == "companies" and item.record.value == count and not item.record.modifier
    return isinstance(item, Sign) and item.id == "both"


def _comparisons(line: Line, before: int) -> list[str]:
    """The comparisons named together right before a list of changes: 同/环比分别+26%/+18%."""
    out: list[str] = []
    for item in reversed(line.items[max(before - 4, 0) : before]):
        if isinstance(item, Sign) and item.id == "each":
            continue
        if not isinstance(item, Sign) or item.id not in GROWTH:
            break
        out.insert(0, item.id)
    return out


def _parts(line: Line, group: Group) -> Axis | None:
    """Parts named together before the metric or the values: オンプレミスおよびクラウドの顧客数はそれぞれ…"""
    before = line.items[: group.at[0]]
    for stop in (line.items[group.at[0]].start, *(i.start for i in reversed(before) if isinstance(i, (Word, Sign)))):
        known = [i.end for i in before if i.end <= stop and (not isinstance(i, Sign) or i.id in ("firm", "that_firm", "each"))]
        found = pattern("part-list").search(line.text, max(line.start, stop - REACH, *known), stop)
        spans = _members(line, *found.span("list"), len(group.at)) if found is not None else []
        if len(spans) == len(group.at):
            return Axis("parts", parts=spans)
    return None


def _members(line: Line, start: int, end: int, count: int) -> list[tuple[int, int]]:
    """The spans of a list's members: what commas part, and the last of them where another word joins it."""
    cuts = [m.span() for m in re.finditer("[、,/]", line.text[start:end])]
    if len(cuts) < count - 1:
        last = start + (cuts[-1][1] if cuts else 0)
        joint = next(pattern("part-join").finditer(line.text, last + 2, end - 1), None)
        cuts += [(joint.start() - start, joint.end() - start)] if joint is not None else []
    edges = [0, *(edge for cut in cuts for edge in cut), end - start]
    return [(start + a, start + b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a > 1]


def _of_facts(place: Place, known: Sequence[Stated], undated: bool = False) -> Axis | None:
    readings = []
    for stated in known:
        assert stated.word is not None
        found = relations(place, stated.word.metric)
        if not found:
            return None
        readings.append(MetricReading(stated.word, found[0], -1))
    return Axis("facts", readings=readings, facts=known, undated=undated)


def _runs(line: Line, before: int) -> Iterator[list[int]]:
    """Runs of metrics, dates or firms left of a value, the nearest first; single ones too."""
    run: list[int] = []
    kept = 0
    for index in range(before - 1, -1, -1):
        item = line.items[index]
        if not isinstance(item, (Word, Date, Firm)):
            if isinstance(item, Value) and run:
                yield run
                run = []
            continue
        if run:
            following = line.items[run[0]]
            same = type(item) is type(following) and run[0] == index + 1 and _joined(line, "name-list", item, following)
            if same:
                run.insert(0, index)
                continue
            yield run
            kept += 1
            if kept >= 8:
                return
        run = [index]
    if run:
        yield run


def _axis(place: Place, run: Sequence[int]) -> Axis | None:
    items = [place.line.items[i] for i in run]
    if isinstance(items[0], Word):
        readings = []
        for index, item in zip(run, items, strict=True):
            assert isinstance(item, Word)
            found = relations(place, item.metric)
            if not found:
                return None
            readings.append(MetricReading(item, found[0], index))
        return Axis("words", readings=readings)
    if isinstance(items[0], Date):
        whens: list[When] = []
        for item in items:
            assert isinstance(item, Date)
            whens.extend(years_in(item.record))
        return Axis("dates", whens=whens)
    return Axis("firms", firms=list(dict.fromkeys(i.entity for i in items if isinstance(i, Firm))))


def _size(axis: Axis) -> int:
    return len(axis.readings or axis.whens or axis.firms)


def _product(place: Place, first: Sequence[int], second: Sequence[int], count: int) -> Axis | None:
    """Two runs, one inside the other: 2024年和2025年，营收和费用分别为A、B和C、D."""
    outer, inner = _axis(place, first), _axis(place, second)
    if outer is None or inner is None or inner.name != "dates" or outer.name == "dates":
        return None
    m, n = _size(outer), _size(inner)
    if m < 2 or n < 2 or m * n != count:
        return None
    whens = list(inner.whens) * m
    if outer.name == "words":
        return Axis("words and dates", readings=[r for r in outer.readings for _ in range(n)], whens=whens)
    return Axis("firms and dates", firms=[f for f in outer.firms for _ in range(n)], whens=whens)


def shared(place: Place, reading: MetricReading) -> list[MetricReading]:
    """How the value states the metrics named together with the one it was found to state, where all moved alike: 营收和净利均下降约9.9%."""
    line, last = place.line, reading.at
    if last < 1 or reading.relation not in GROWTH:
        return []
    end = line.items[last].end
    if not pattern("shared-by-all").fullmatch(line.text, end, place.value.start):
        return []
    out: list[MetricReading] = []
    for index in range(last - 1, -1, -1):
        item, following = line.items[index], line.items[index + 1]
        if not isinstance(item, Word) or not _joined(line, "name-list", item, following):
            break
        if reading.relation in relations(place, item.metric):
            out.append(MetricReading(item, reading.relation, index))
    return out


def _option(axis: Axis, rank: int, each: bool, run: Sequence[int], group: Group) -> Option[Axis]:
    name = axis.name
    gap = group.at[0] - run[-1]
    return Option(
        f"{name} {run[0]}",
        [
            "run",
            f"run each {each}",
            f"run rank {bucket(rank, 0, 1, 2)}",
            f"run of {bucket(len(run), 1, 2)}",
            name,
            f"{name} rank {bucket(rank, 0, 1, 2)}",
            f"{name} each {each}",
            f"{name} apart {bucket(gap, 1, 2, 4)}",
            f"{name} run {bucket(len(run), 1, 2)}",
        ],
        axis,
    )
