"""Whose figure it is: the firms of the line, of the paragraph, of headings and title, and the issuer."""

from __future__ import annotations

from collections.abc import Iterator

from ..line.clause import PASSING, Line, between, cited, letters, pattern, roles
from ..line.items import Firm, Sign, Value, Word
from ..line.place import Place
from ..scope import Scope
from .choose import NOTHING, Option, bucket
from .firm_limits import barred, held_issuer, passed_by, unnamed_party
from .metric_reading import MetricReading

COPIED = ("line fact", "carried paragraph", "carried text")
"""What an option is called first that takes the firm of the fact before."""
LITTLE = 0.08
"""A name that is no firm's with this probability or more is doubtful."""
PRONOUNS = ("firm", "that_firm", "its", "latter", "former", "both")


def options(place: Place, reading: MetricReading, scope: Scope) -> list[Option[str]]:
    """The firms in reach; for a holding these are candidates for the firm that is owned."""
    owned = reading.relation == "level" and reading.metric == "ownership"
    mark = "owned " if owned else ""
    out: list[Option[str]] = []
    ruled_out: dict[str, bool] = {}
    for firm, features in () if unnamed_party(place) else _candidates(place, reading, scope):
        if firm and firm not in ruled_out:
            ruled_out[firm] = barred(firm, place, reading, scope)
        if firm and not ruled_out[firm]:
            extra = _standing(firm, scope)
            out.append(Option(firm, [mark + f for f in (*features, *extra)], firm))
    if not owned or not out or not held_issuer(place, scope):
        out.append(Option(NOTHING, [mark + f for f in _nothing(place, scope, bool(out))], NOTHING))
    return out


def _standing(firm: str, scope: Scope) -> list[str]:
    out = []
    if scope.issuer:
        out.append(f"issuer {firm == scope.issuer}")
        out.append(f"issuer {firm == scope.issuer} speaks {scope.speaks}")
        out.append(f"issuer {firm == scope.issuer} {scope.issuer_source}")
    if (doubt := 1 - scope.named.get(firm, 1.0)) > LITTLE and firm != scope.issuer:
        out.append(f"doubtful name {bucket(int(10 * doubt), 1, 3)}")
        if scope.issuer:
            out.append(f"doubtful name beside issuer speaks {scope.speaks}")
    if firm in scope.titled:
        out.append(f"titled {'alone' if len(scope.titled) == 1 else 'among'}")
    return out


def _candidates(place: Place, reading: MetricReading, scope: Scope) -> Iterator[tuple[str, list[str]]]:
    pronoun = _pronoun(place)
    yield from _left_in_line(place, reading, pronoun)
    yield from _right_in_line(place)
    if scope.anonymous:
        # a text that only says 公司 leaves open whose figures it gives
        if scope.asked:
            yield _over(scope.asked, "no")
        if scope.opened:
            yield scope.opened, ["opens paragraph of anonymous text"]
        return
    named = "yes" if any(isinstance(i, Firm) for i in place.line.items[: place.at]) else "no"
    if (one := _of_two(pronoun, scope)) is not None:
        yield one, ["presented", f"presented here {named}"]
        return
    opener = _opener(place)
    if scope.turned and named == "no" and pronoun == "none":
        yield scope.turned, ["presented", "presented here no"]
        return
    yield from _of_facts(place, scope, named, pronoun, opener)
    yield from _of_lines(scope, named, pronoun)
    for firm, features in _of_frames(scope, named, pronoun):
        yield firm, [*features, f"{features[0]} opens other"] if opener not in ("", firm) else features


def _of_facts(place: Place, scope: Scope, named: str, pronoun: str, opener: str) -> Iterator[tuple[str, list[str]]]:
    """The firms of the facts before: of this line, of the paragraph and of the text."""
    if scope.here:
        last = scope.here[-1]
        since = any(isinstance(i, Firm) for i in place.line.items if last.value.end <= i.start < place.value.start)
        yield last.firm, ["line fact", f"line fact since {since}", f"line fact pronoun {pronoun}"]
    for stated in reversed(scope.stated[-2:]):
        where = "paragraph" if stated.paragraph == scope.paragraph else "text"
        opens = "none" if not opener else "own" if opener == stated.firm else "other"
        yield (
            stated.firm,
            [f"carried {where}", f"carried {where} named {named}", f"carried {where} pronoun {pronoun}", f"carried {where} opens {opens}"],
        )


def _of_lines(scope: Scope, named: str, pronoun: str) -> Iterator[tuple[str, list[str]]]:
    """The firms that lines before name."""
    for n, (firm, line, paragraph) in enumerate(reversed(scope.firms[-2:])):
        if passed_by(firm, pronoun, scope):
            continue
        said = scope.roles.get(firm, "none")
        if paragraph == scope.paragraph:
            yield (
                firm,
                [
                    f"named paragraph {n}",
                    f"named paragraph {bucket(scope.line - line, 1, 2)}",
                    f"named paragraph here {named}",
                    f"named pronoun {pronoun}",
                    f"named as {said}",
                    *((f"named alone before speaks {scope.speaks}",) if pronoun == "none" and _turned_to(firm, line, scope) else ()),
                ],
            )
        else:
            yield firm, [f"named before {n}", f"named before here {named}", f"named before as {said}"]


def _of_two(pronoun: str, scope: Scope) -> str | None:
    """Which of the two firms named last, in the line before, 前者 or 後者 is."""
    if pronoun not in ("latter", "former"):
        return None
    last = [firm for firm, line, _ in scope.firms[-2:] if line == scope.line - 1]
    return None if len(last) < 2 else last[-1] if pronoun == "latter" else last[0]


def _turned_to(firm: str, line: int, scope: Scope) -> bool:
    """Whether the line before named this firm, not in passing, and no other."""
    return scope.line - line == 1 and firm in scope.acting and {f for f, at, _ in scope.firms[-4:] if at == line} == {firm}


def _of_frames(scope: Scope, named: str, pronoun: str) -> Iterator[tuple[str, list[str]]]:
    """The firms that paragraph, headings and document set."""
    if scope.presented and not passed_by(scope.presented, pronoun, scope):
        yield scope.presented, ["presented", f"presented here {named}"]
    if scope.opened and not passed_by(scope.opened, pronoun, scope):
        said = scope.roles.get(scope.opened, "none")
        yield scope.opened, ["opens paragraph", f"opens paragraph here {named}", f"opens paragraph as {said}"]
    if scope.first_firm and not passed_by(scope.first_firm, pronoun, scope):
        said = scope.roles.get(scope.first_firm, "none")
        yield scope.first_firm, ["first of paragraph", f"first of paragraph here {named}", f"first of paragraph as {said}"]
    for firm in (scope.asked, scope.item):
        if firm:
            yield _over(firm, named)
    if scope.inline is not None:
        for firm in scope.inline.firms[:1]:
            yield firm, ["inline heading", f"inline heading here {named}"]
    for n, frame in enumerate([*([scope.lead_in] if scope.lead_in else []), *reversed(scope.headings)]):
        for firm in frame.firms[:1]:
            yield firm, [f"heading {bucket(n, 0, 1)}", f"heading here {named}", f"heading of {bucket(len(frame.firms), 1, 2)}"]
    if scope.issuer:
        yield scope.issuer, ["is issuer", f"is issuer here {named}", f"is issuer pronoun {pronoun}"]
    if len(scope.titled) == 1:
        yield scope.titled[0], ["in title", f"in title here {named}", f"in title pronoun {pronoun}"]


def _over(firm: str, named: str) -> tuple[str, list[str]]:
    """The firm of a question, which stands over its answer as a heading does, or of a line that heads an item."""
    return firm, ["inline heading", f"inline heading here {named}", "heading 0", f"heading here {named}", "heading of 1"]


def _opener(place: Place) -> str:
    """The firm that the line begins with, where it does not say of whom its figures are told or to whom things happen."""
    line = place.line
    first = line.items[0]
    if not isinstance(first, Firm) or place.at == 0 or first.start - line.start > 3 or cited(line, 0):
        return ""
    before, behind = roles(line, first)
    return "" if before in PASSING or behind in PASSING else first.entity


def _pronoun(place: Place) -> str:
    """The last word of the line before the value that stands for a firm, where no firm follows it."""
    if place.line.cues.isdisjoint(PRONOUNS):
        return "none"
    for item in reversed(place.line.items[: place.at]):
        if isinstance(item, Firm):
            return "none"
        if isinstance(item, Sign) and item.id in PRONOUNS:
            return "none" if item.id == "firm" and _announced(place.line) else item.id
    return "none"


def _announced(line: Line) -> bool:
    """Whether a line begins with a firm and its code, and names no other: 公司 in it is that firm."""
    firms = [item for item in line.items if isinstance(item, Firm)]
    if not firms:
        return False
    coded = pattern("code-after").match(line.text, firms[0].end, line.end)
    return coded is not None and firms[0].start - line.start <= 3 and {item.entity for item in firms} == {firms[0].entity}


def _left_in_line(place: Place, reading: MetricReading, pronoun: str) -> Iterator[tuple[str, list[str]]]:
    line = place.line
    rank = 0
    for index in range(place.at - 1, -1, -1):
        item = line.items[index]
        if not isinstance(item, Firm) or cited(line, index):
            continue
        if 0 <= reading.at < index and pattern("cause").search(line.text, item.end, place.value.start):
            continue  # 売上収益は、碧浜精機が堅調だったことにより
        space = between(line, index, place.at)
        features = [
            "left",
            f"left rank {bucket(rank, 0, 1)}",
            f"left values {bucket(space.values, 0, 1, 2)}",
            f"left stop {space.stop}",
            f"left pronoun {pronoun}",
            *_role(place, index),
        ]
        if reading.at >= 0:
            features.append(f"left {'before' if index < reading.at else 'after'} word")
            if index == reading.at - 1:
                features.append(f"left owns word {line.gaps[reading.at].residue == 0}")
            if index < reading.at:
                before_word = between(line, index, reading.at)
                features.append(f"left word stop {before_word.stop} residue {bucket(before_word.residue, 0, 3, 8)}")
        if line.depth[index] > line.depth[place.at]:
            features.append("left in bracket")
        elif 0 <= line.opened[place.at] - item.end <= 1:
            features.append("left explained by bracket")
        if not index:
            features.append("left opens line")
            if not rank and not space.values and space.residue and ":" in line.text[item.end : place.value.start]:
                features.append("left heads colon")
        yield item.entity, features
        rank += 1
        if rank >= 4:
            break


def _right_in_line(place: Place) -> Iterator[tuple[str, list[str]]]:
    line = place.line
    for index in range(place.last + 1, min(place.last + 4, len(line.items))):
        item = line.items[index]
        if isinstance(item, Value):
            break
        if isinstance(item, Firm):
            space = between(line, place.last, index)
            yield (
                item.entity,
                ["right", f"right stop {space.stop}", f"right residue {bucket(space.residue, 0, 2)}", *_role(place, index, "right ")],
            )
            break


def _role(place: Place, index: int, mark: str = "") -> list[str]:
    """What the words around a firm say it is."""
    line = place.line
    item = line.items[index]
    out = letters(line, item.start, item.end, f"{mark}name")
    before, behind = roles(line, item)
    if before:
        out.append(f"{mark}{before}")
    if behind:
        return [*out, f"{mark}{behind}"]
    following = line.items[index + 1] if index + 1 < len(line.items) else None
    return [*out, f"{mark}{'word' if isinstance(following, Word) and following.start == item.end else 'other'} after"]


def _nothing(place: Place, scope: Scope, any_option: bool) -> list[str]:
    out = ["nothing"]
    if not any_option:
        out.append("nothing else")
    if place.industry:
        out.append("nothing industry")
    if scope.here and not scope.here[-1].firm:
        out.append("nothing as before")
    return out
