"""The part of the firm that a figure is of: a business, product, region or subset, as written; the holder of a holding."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from ....rules.fold import fold
from ...text.dictionary import edge_classes
from ...text.document import Document
from ..line.clause import STOP, Line, pattern
from ..line.items import Date, Firm, Item, Sign, Value, Word
from ..line.place import Place
from ..scope import Frame, Scope
from .choose import NOTHING, Option, bucket
from .metric_reading import MetricReading

WINDOW = 30


def options(place: Place, reading: MetricReading, scope: Scope, firm: str, document: Document) -> list[Option[str]]:
    """The parts of `firm`; the option of none comes last."""
    mark = "share " if reading.relation == "share" else ""
    out: list[Option[str]] = []
    if reading.relation != "share" and (headed := _headed(place, scope)):
        return [Option(headed, ["inline heading", "inline heading set apart"], headed)]
    for name, features in _candidates(place, reading, scope, firm, document.text):
        origin = features[0].split()[0]
        first, last = edge_classes(fold(name), document.lang)
        words = (f"opens with {first}", f"closes with {last}", f"{origin} of {first} to {last}")
        said = (*features, *looks(name, features[0]), *words, f"{origin} of {reading.metric}")
        out.append(Option(name, [mark + f for f in said], name))
    out.append(Option(NOTHING, [mark + f for f in _nothing(place, reading, scope)], NOTHING))
    return out


def _set_apart(frame: Frame, line: Line) -> bool:
    """Whether white space stands behind the bracket that closes an inline heading."""
    return frame.line is not None and line.text[frame.line.end + 1 : frame.line.end + 2].isspace()


def _headed(place: Place, scope: Scope) -> str:
    """The part that a heading in brackets names, set apart at the start of the value's line: （エネルギー）　売上収益は…; or ""."""
    frame, line = scope.inline, place.line
    if frame is None or frame.line is None or frame.start - line.start > 2:
        return ""
    if not _set_apart(frame, line):
        return ""
    folded = fold(frame.name)
    said = frame.whens or frame.words or frame.firms or len(folded) < 2
    other = pattern("section").search(folded) or pattern("whole").fullmatch(folded) or pattern("aside").search(folded)
    return "" if said or other else frame.name


@lru_cache(maxsize=1 << 13)
def looks(name: str, origin: str) -> list[str]:
    """What a name looks like."""
    folded = fold(name)
    out = [f"long {bucket(len(name), 2, 4, 8, 14)}"]
    parts = list(pattern("part").finditer(folded))
    if parts:
        at_end = parts[-1].end() == len(folded)
        out.append("like a part at its end" if at_end else "like a part")
        if at_end:
            out.append(f"{origin} part at its end")
    else:
        out.append("unlike a part")
    out.append(f"{origin} {'part' if parts else 'unlike'}")
    if pattern("whole").fullmatch(folded):
        out.append("names the whole")
    if pattern("section").search(folded):
        out.append(f"{origin} names a section")
    return out


def _candidates(place: Place, reading: MetricReading, scope: Scope, firm: str, surface: str) -> Iterator[tuple[str, list[str]]]:
    line = place.line
    stops = [(reading.at, "word")] if 0 <= reading.at < place.at else []
    stops.append((place.at, "value"))
    for index, where in stops:
        found = _noun(place, index, surface)
        if found is not None:
            name, tie, bound = found
            features = [f"before {where}", f"before {where} {tie}", f"before {where} values {len(scope.here) > 0}"]
            like = "part" if pattern("part").search(fold(name)) else "unlike"
            yield name, [*features, f"before {where} behind {bound}", f"before {where} {like} behind {bound}"]
    behind = pattern("share-behind").match(line.text, line.items[place.last].end, line.end) if reading.relation == "share" else None
    if behind is not None:
        # 売上高の31%を日本通運向けが占めた
        yield surface[slice(*behind.span("noun"))], ["before word", "before word tied", "share behind"]
    topic = _topic(place, surface)
    if topic is not None:
        over = any(line.items[i] is reading.word for i in place.topics)
        yield topic, ["topic", f"topic after facts {len(scope.here) > 0}", f"topic over metric {over}"]
    yield from _of_facts(place, reading, scope, firm)
    if scope.inline is not None:
        bracket = place.line.text[place.line.start : place.line.start + 1]
        features = ["inline heading", f"inline heading firms {len(scope.inline.firms) > 0}", f"inline heading in {bracket}"]
        if _set_apart(scope.inline, line):
            features.append("inline heading set apart")
        yield scope.inline.name, features
    pronoun = pattern("part-pronoun").search(line.text, line.start, place.value.start) is not None
    for n, frame in enumerate(reversed(scope.headings[-2:])):
        if not frame.whens and not frame.words and len(frame.name) <= 24:
            shape = "marked" if frame.marked else "bare"
            features = [f"heading {n}", f"heading firms {len(frame.firms) > 0}", f"heading {n} {shape}", f"heading {n} pronoun {pronoun}"]
            yield frame.name, features


def _of_facts(place: Place, reading: MetricReading, scope: Scope, firm: str) -> Iterator[tuple[str, list[str]]]:
    """The parts of the fact before in the line, and of the last one of the text, where they are of the same firm."""
    if scope.here:
        last = scope.here[-1]
        if last.part and last.firm == firm:
            since = any(isinstance(i, (Firm, Date)) for i in place.line.items if last.value.end <= i.start < place.value.start)
            yield last.part, ["line fact", f"line fact same word {last.word is reading.word}", f"line fact since {since}"]
    for stated in reversed(scope.stated[-1:]):
        if stated.part and stated.firm == firm:
            where = "text"
            if stated.paragraph == scope.paragraph:
                where = "previous line" if stated.line == scope.line - 1 else "paragraph"
            section = "same" if stated.section == scope.section else "other"
            yield (
                stated.part,
                [
                    f"carried {where}",
                    f"carried {where} line has {len(scope.here) > 0}",
                    f"carried {section} section",
                    f"carried {where} {section} section",
                ],
            )


def _noun(place: Place, index: int, surface: str) -> tuple[str, str, str] | None:
    """The noun that stands before items[index], as written, what ties it, and what stands before it."""
    line = place.line
    end = line.items[index].start
    while index and isinstance(line.items[index - 1], (Date, Sign)) and _runs_on(line, index, end):
        index -= 1
        end = line.items[index].start
    edge = line.items[index - 1].end if index else line.start
    start = max(edge, end - WINDOW)
    found = pattern("noun-before").search(line.text[start:end])
    if found is None:
        return None
    low, high = found.span("noun")
    bound = _bound(line.items[index - 1] if index else None) if start + low == edge else "text"
    if (led := pattern("part-led").match(line.text, start + low, start + high)) is not None:
        low = led.end() - start
    name = _tidy(surface[start + low : start + high].strip("「」『』“”・- "))
    if len(name) < 2 or pattern("part-pronoun").fullmatch(fold(name)):
        return None
    tie = line.text[start + high : end]
    return name, "comma" if any(c in tie for c in ",、:") else "tied" if tie else "joined", bound


def _runs_on(line: Line, index: int, end: int) -> bool:
    """Whether nothing that says what a figure is of stands between a date or a cue and what follows it: 佔比|已逾|35%."""
    gap = line.gaps[index]
    return end - line.items[index - 1].end <= 1 or (gap.stop == 0 and gap.residue == 0)


def _bound(item: Item | None) -> str:
    """What a noun follows right behind: a date, a firm, a word for one, another item, or the start of the line."""
    if item is None:
        return "start"
    if isinstance(item, Sign):
        return "firm" if item.id in ("firm", "that_firm", "its") else "period" if item.cue.period else "cue"
    return {Date: "period", Firm: "firm"}.get(type(item), "item")


@lru_cache(maxsize=1 << 12)
def _tidy(name: str) -> str:
    """A part's name without the particles around it."""
    folded = fold(name)
    first, last = pattern("part-opening").match(folded), pattern("part-closing").search(folded)
    return name[first.end() if first else 0 : last.start() if last else len(name)]


def _topic(place: Place, surface: str) -> str | None:
    """The noun that the line opens with: 海外事業は、…"""
    line = place.line
    found = pattern("line-topic").match(line.text, line.start, min(line.start + 80, place.value.start))
    if found is None:
        return None
    start, end = found.span("noun")
    if any(isinstance(i, (Word, Value)) and start < i.end and i.start < end for i in line.items):
        return None
    name = surface[start:end].strip("「」『』“”・- 　")
    return name if len(name) >= 2 else None


def _nothing(place: Place, reading: MetricReading, scope: Scope) -> list[str]:
    line = place.line
    out = ["nothing", f"nothing {reading.metric}"]
    if scope.here:
        last = scope.here[-1]
        out.append(f"nothing as before {not last.part}")
        if last.word is reading.word:
            out.append(f"nothing same word {not last.part}")
    elif scope.stated:
        last = scope.stated[-1]
        if last.paragraph == scope.paragraph:
            out.append(f"nothing paragraph {not last.part}")
        if last.section != scope.section:
            out.append("nothing new section")
    if "of_which" in line.cues and any(isinstance(i, Sign) and i.id == "of_which" for i in line.items[: place.at]):
        out.append("nothing of which")
    if reading.word is not None and reading.at >= 0 and reading.at and isinstance(line.items[reading.at - 1], Firm):
        out.append("nothing firm owns word")
    if "firm" in line.cues and any(isinstance(i, Sign) and i.id == "firm" for i in line.items[: place.at]):
        out.append("nothing firm spoken of")
    if reading.at < 0:
        out.append("nothing far word")
    return out


def holder(place: Place, owned: str, surface: str) -> str:
    """The holder of shares in the firm `owned`: the firm or the noun right before the value, or ""."""
    line = place.line
    for index in range(place.at - 1, -1, -1):
        item = line.items[index]
        if isinstance(item, Firm) and item.entity != owned:
            return surface[item.start : item.end]
        if isinstance(item, Value) or line.gaps[index + 1].stop >= STOP:
            break
    start = max(line.items[place.at - 1].end if place.at else line.start, place.value.start - WINDOW)
    found = pattern("holder").search(line.text[start : place.value.start])
    return _tidy(surface[start + found.start("noun") : start + found.end("noun")].strip()) if found else ""
