"""Which period a figure of a table is of: the options that heads, labels, captions and the figures beside it give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain
from typing import NamedTuple

from ....rules.fold import fold
from ....rules.period import month_shift
from ....rules.words import pattern
from ..line.items import Date, Sign
from ..line.when import When, last_day, length, named, shifted, stand_in, whole_year
from ..scope import Scope, Stated
from ..slots.choose import NOTHING, Option, bucket
from ..slots.metric_reading import GROWTH, MetricReading
from ..slots.period_sort import impossible, sort_of
from .cells import CellSaid, ValueCell, of_row
from .heads import cumulative

_TOLD = ("label", "head", "group", "caption", "year")
"""How the first feature of a period begins that the table itself says."""


class _Offer(NamedTuple):
    """A period in reach, and what speaks for it. `stands` says that a word stands for it, or the column above."""

    when: When
    features: Sequence[str]
    stands: bool = False


def options(cell: ValueCell, reading: MetricReading, scope: Scope, firm: str) -> list[Option[When | None]]:
    sort = sort_of(reading)
    stood = [(said, list(_stand_ins(cell, said, scope))) for said in cell.said if said.where in ("head", "label", "group")]
    beside = ["beside stand-in"] if any(found for _, found in stood) else []
    # two columns of one row give one metric for two periods, but where they stand under one date
    own = cell.under.get(cell.value.start)
    before = (s for s in of_row(cell, scope) if s.metric == reading.metric and s.firm == firm)
    taken = {s.when.text for s in before if s.when is not None and (own is None or cell.under.get(s.value.start) != own)}
    out: list[Option[When | None]] = []
    words, figures = _stood_for(cell, stood, sort), _of_figures(cell, reading, sort, scope)
    offers = [words, _said(cell, sort, scope), figures, _of_text(cell, sort, scope, firm)]
    dated = any(isinstance(item, Date) for said in cell.said if said.where in ("label", "head") for item in said.items)
    if not dated and any(found and (_is_time(said) or sort == "stock" and _at_end(said)) for said, found in stood):
        offers = [words, figures] if of_row(cell, scope) else [words]
    elif _undated(cell) and of_row(cell, scope):
        offers = [figures]
    elif _day_above(cell):
        offers = offers[:2]
    for when, features, stands in chain(*offers):
        if not impossible(sort, when):
            when = named(when.start, when.end) if "-12" in when.text and when.text.startswith("FY") else when
            more = [] if stands else list(beside)
            if when.text in taken:
                more += ["taken in row", f"taken in row heads {cell.names.heads}"]
            more.append(f"{features[0].partition(' ')[0]} {reading.metric}")
            out.append(Option(when.text, [*features, f"{sort} {length(when)}", *more], when))
    out.append(Option(NOTHING, ["nothing", f"nothing {sort}", f"nothing {'after dates' if out else 'else'}"], None))
    return out


def _stood_for(cell: ValueCell, stood: Sequence[tuple[CellSaid, Sequence[tuple[When, str]]]], sort: str) -> Iterator[_Offer]:
    """What words of heads, labels and groups stand for."""
    for said, found in stood:
        for when, origin in found:
            features = [f"{said.where} stand-in", f"{said.where} {origin}", f"stand-in {sort}"]
            features += [f"stand-in labels {cell.names.labels}", f"stand-in heads {cell.names.heads}"]
            yield _Offer(when, features, stands=True)
            if _has_last_day(sort, when):
                yield _Offer(last_day(when), [*features, "stand-in last day"], stands=True)


def _said(cell: ValueCell, sort: str, scope: Scope) -> Iterator[_Offer]:
    """The dates that heads, labels, groups and captions name, and what a month or a year of theirs may be short for."""
    so_far = any(said.where == "head" and cumulative(fold(said.name)) for said in cell.said)
    so_far = so_far and not _times(cell, "head")
    heads = [(s.rank, w) for s in cell.said if s.where == "head" for i in s.items if isinstance(i, Date) and (w := i.when)]
    for said in cell.said:
        dates = [(i, w) for i in said.items if isinstance(i, Date) and (w := i.when) is not None]
        for n, (item, when) in enumerate(dates[:3]):
            if _day_above(cell) and said.where != "head":
                continue
            if said.where == "head" and any(_holds(when, inner) for rank, inner in heads if rank < said.rank):
                continue  # 2025年3月期 above 1Q
            when = _so_far(when, scope.year_end) if so_far else when
            base = [
                f"{said.where} {bucket(said.rank, 0, 1)}",
                f"{said.where} date {n} of {bucket(len(dates), 1, 2)}",
                f"{sort} {said.where}",
                f"{said.where} labels {cell.names.labels}",
                f"{said.where} heads {cell.names.heads}",
            ]
            if scope.headline and not any(c.isdecimal() for c in item.record.text):
                base.append("deictic under headline")
            yield _Offer(when, base)
            if _has_last_day(sort, when):
                yield _Offer(last_day(when), [*base, "last day"])
            if length(when) == "month" and said.where == "head" and sort != "listing":
                for full, name in _accounts(when, scope.year_end):
                    yield _Offer(full, [f"{name}", f"{sort} {name}", f"{name} head {bucket(said.rank, 0, 1)}"])
            elif length(when) == "year" and said.where in ("head", "label"):
                for shape in _shapes(cell, scope):
                    same_part = shifted(shape, 12 * (when.start.year - shape.start.year))
                    yield _Offer(same_part, ["year with shape", f"year with shape {length(shape)}"])


def _of_figures(cell: ValueCell, reading: MetricReading, sort: str, scope: Scope) -> Iterator[_Offer]:
    """The periods of the figures above and beside the cell, and of the last one before the table."""
    over = cell.above.get(cell.column)
    if over is not None and _times(cell, "label"):
        yield _Offer(over, ["column above a dated row"], stands=True)
    elif over is not None:
        yield _Offer(over, ["column above", f"column above {sort}"], stands=True)
    row = _compared(of_row(cell, scope), reading)
    row = row[-1:] if _undated(cell) and reading.relation == "level" else row
    latest = max((s.when.end for s in row if s.when is not None), default=None)
    for n, stated in enumerate(reversed(row[-3:])):
        if stated.when is not None:
            same = "same" if stated.word is reading.word else "other"
            growth = reading.relation in GROWTH
            last = "latest" if stated.when.end == latest else "earlier"
            yield _Offer(stated.when, [f"row fact {n}", f"row fact {same} {growth}", f"row fact {last} {growth}"])
    for stated in scope.stated[-1:]:
        if stated.when is not None:
            yield _Offer(stated.when, ["carried"])


def _undated(cell: ValueCell) -> bool:
    """Whether a cell stands in a column without a date, beside columns that have one."""
    if not cell.names.step or cell.names.labels == "date" or _times(cell, "head") or _times(cell, "label"):
        return False
    return not any(cumulative(fold(said.name)) for said in cell.said if said.where in ("head", "label"))


def _day_above(cell: ValueCell) -> bool:
    """Whether a price stands below the day that it is of, whatever day its row is of: 7/1終値 beside 上場日."""
    head = next((said for said in cell.said if said.where == "head"), None)
    return head is not None and pattern("page_words", "day-before-price").match(fold(head.name)) is not None


def _compared(row: Sequence[Stated], reading: MetricReading) -> Sequence[Stated]:
    """What a change or a share in a row may be of: what stands behind the last of its kind, where anything does."""
    last = max((n for n, s in enumerate(row) if s.relation == reading.relation != "level"), default=-1)
    return row[last + 1 :] or row


def _at_end(said: CellSaid) -> bool:
    """Whether a label or a head says that its figures are of the last day: 期末總資產."""
    return any(isinstance(item, Sign) and item.cue.period and item.cue.span == "end" for item in said.items)


def _is_time(said: CellSaid) -> bool:
    """Whether a label or a head is nothing but a word that stands for a period: 去年同期."""
    words = [item for item in said.items if isinstance(item, Sign) and item.cue.period]
    return said.where != "group" and bool(words) and sum(word.end - word.start for word in words) >= len(said.name.strip(" *:：")) - 1


def _of_text(cell: ValueCell, sort: str, scope: Scope, firm: str) -> Iterator[_Offer]:
    """The periods that the text around the table, its title and the report set."""
    for when, _, _ in scope.periods[-1:]:
        yield _Offer(when, ["named last"])
    if scope.lead is not None:
        yield _Offer(scope.lead, ["lead"])
    if firm in scope.listing:
        yield _Offer(scope.listing[firm], ["listing day"])
    for when in scope.reporting:
        yield _Offer(when, ["reporting"])
    kind = _head_kind(cell, scope) if scope.headline else ""
    for n, when in enumerate(scope.headline):
        for back in (0, 12):
            yield _Offer(shifted(when, -back), [f"headline {n} back {back}", f"headline {n} back {back} {kind}"])
        if sort in ("stock", "holding"):
            yield _Offer(last_day(when), ["reporting end"])


def _has_last_day(sort: str, when: When) -> bool:
    """Whether the figure may be as of the period's last day."""
    return sort in ("stock", "holding") and when.days > 20


def _times(cell: ValueCell, where: str) -> bool:
    """Whether labels or heads say a time."""
    said = [item for said in cell.said if said.where == where for item in said.items]
    return any(isinstance(item, Date) or isinstance(item, Sign) and item.cue.period for item in said)


def _holds(whole: When, part: When) -> bool:
    return whole.days > part.days > 20 and whole.start <= part.start and part.end <= whole.end


def _so_far(when: When, year_end: int) -> When:
    """What has passed of the year at the end of a month or a quarter: 2025年10月 in a column 累計營收."""
    return named(whole_year(when, year_end).start, when.end) if length(when) in ("month", "quarter") else when


def tells(cell: ValueCell, when: When | None, options: Sequence[Option[When | None]], scope: Scope) -> bool:
    """Whether labels, heads or captions, or the cells beside it, say the period of a cell."""
    if when is None or any(s.when == when and "period" not in s.inferred for s in of_row(cell, scope)):
        return True
    return any(option.what == when and option.features[0].startswith(_TOLD) for option in options)


def _head_kind(cell: ValueCell, scope: Scope) -> str:
    """What heads say of a period without naming one: 本月, 上年同期, 本年累计, 上年累计."""
    items = [item for said in cell.said if said.where in ("head", "group") for item in said.items]
    signs = [item for item in items if isinstance(item, Sign)]
    deictic = [i.record for i in items if isinstance(i, Date) and not any(c.isdecimal() for c in i.record.text)]
    named_ones = any(isinstance(i, Date) for i in items) and not deictic
    back = any(s.cue.period and s.cue.shift < 0 for s in signs)
    if scope.headline and not back:
        back = any(r.end_date is not None and r.end_date <= scope.headline[-1].start for r in deictic)
    so_far = any(s.id == "cumulative" for s in signs)
    manner = "named" if named_ones else "deictic" if deictic or signs else "silent"
    return f"{manner} {'back' if back else 'now'} {'so far' if so_far else 'alone'}"


def _stand_ins(cell: ValueCell, said: CellSaid, scope: Scope) -> Iterator[tuple[When, str]]:
    """What words for periods stand for: 前期, 本報告期, 期末, by each period that may be the one spoken of."""
    for item in said.items:
        if isinstance(item, Sign) and item.cue.period:
            shift, span, name = item.cue.shift, item.cue.span, item.id
        elif isinstance(item, Date) and item.record.start_date is None and (item.record.timex or "").startswith("UNDEF"):
            shift, span, name = 0, "", "undefined"
        else:
            continue
        seen: set[str] = set()
        for base, origin in _spoken(cell, said, scope):
            when = stand_in(base, shift, span, scope.year_end)
            if when is not None and when.text not in seen:
                seen.add(when.text)
                yield when, f"{name} of {origin}"


def _spoken(cell: ValueCell, said: CellSaid, scope: Scope) -> Iterator[tuple[When, str]]:
    """The periods of a month or more that heads, captions, headings and the report speak of, the nearest first."""
    for other in cell.said:
        if other is not said:
            for item in other.items:
                if isinstance(item, Date) and (when := item.when) is not None and when.days > 20:
                    yield when, other.where
    for stated in reversed(of_row(cell, scope)[-3:]):
        if stated.when is not None and stated.when.days > 20:
            yield stated.when, "row fact"
    for when in scope.reporting:
        yield when, "reporting"
    for when, _, _ in scope.periods[-1:]:
        yield when, "named"
    if scope.lead is not None:
        yield scope.lead, "lead"


def _accounts(month: When, year_end: int) -> Iterator[tuple[When, str]]:
    """The year of account that ends with a month, and what has passed of one: 決算年月 2024年3月."""
    last = month.end
    yield (
        named(month_shift(last, -12), last),
        f"year to month {'ends it' if year_end == month.start.month else 'unsaid' if not year_end else 'other'}",
    )
    if year_end and month.start.month != year_end:
        start = month_shift(date(month.start.year, year_end, 1), 1)
        start = start if start <= month.start else month_shift(start, -12)
        yield named(start, last), "year so far"


def _shapes(cell: ValueCell, scope: Scope) -> list[When]:
    """Parts of a year that the table's heads, captions and headings, or the report, speak of."""
    spoken = [i for s in cell.said if s.where != "label" for i in s.items if isinstance(i, Date)]
    found = [w for i in spoken if (w := i.when) is not None] + scope.reporting
    return list({w: None for w in found if length(w) in ("quarter", "half", "part")})[:3]
