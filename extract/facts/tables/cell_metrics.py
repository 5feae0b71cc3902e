"""Which metric the cell of a table states, and how: what its label, its heads, its captions and the text before it say."""

from __future__ import annotations

from collections.abc import Iterator

from ....rules.fold import fold
from ....rules.words import pattern as page_words
from ..line.clause import pattern
from ..line.items import Word, WordMeasure, metric_of
from ..scope import Scope
from ..slots.choose import NOTHING, Option, bucket
from ..slots.metric_reading import GROWTH, NO_METRIC, MetricReading, fits
from .cells import EDGES, IN_BRACKETS, CellSaid, ValueCell, names_metric, of_one_share

CHANGES = ("up", "down", "change")


def _other(said: CellSaid) -> bool:
    """Whether a label or head names a measure that is no metric: 产量."""
    return any(isinstance(item, WordMeasure) for item in said.items) and not names_metric(said)


def _relations(cell: ValueCell) -> list[tuple[str, str]]:
    """How a percentage may state an amount's row, by heads and labels, and what says so: yoy, qoq, mom, cagr, share; both
    growth and share where nothing does."""
    for said in cell.said:
        if said.where == "head" and pattern("against-last").search(fold(said.name)):
            return [({"month": "mom", "quarter": "qoq"}.get(cell.names.step, "yoy"), "head compares")]
        if said.where in ("head", "label") and page_words("page_words", "against-last-year").search(fold(said.name)):
            return [("yoy", f"{said.where} compares")]
    for where in (("own",), ("head",), ("label",), ("group", "caption")):
        changes = any(sign.id in CHANGES for _, sign in cell.signs(*where))
        for _, sign in cell.signs(*where):
            if sign.id in (*GROWTH, "cagr"):
                return [(sign.id, f"{_place(where)} compares{' changes' if changes else ''}")]
            if sign.id == "share":
                return [("share", f"{_place(where)} shares")]
            if sign.id in CHANGES:
                return [("yoy", f"{_place(where)} changes")]
    if any(page_words("page_words", "composition").search(fold(said.name)) for said in cell.said if said.where == "caption"):
        return [("share", "caption shares")]
    if cell.hundred != "none":
        return [("share", f"of {cell.hundred}")]
    return [("yoy", "unsaid"), ("share", "unsaid")]


def _place(where: tuple[str, ...]) -> str:
    """What a cell says itself counts as what its head says."""
    return "head" if where[0] == "own" else where[0]


def _readings(cell: ValueCell, word: Word) -> Iterator[tuple[MetricReading, str, str]]:
    """How a cell may state the metric of a word: the reading, whether it is a level, growth, share or margin, and what says so."""
    if fits(word.metric, cell.value):
        if of_one_share(cell.value) and word.metric.unit == "money":
            return  # 每股盈利 基本 －年內利潤 人民幣1.68元
        yield MetricReading(word, "level"), "level", ""
        return
    if cell.kind != "percent" or word.metric.unit not in ("money", "count", "price"):
        return
    changes = any(sign.id in CHANGES for _, sign in cell.signs("head", "label", "caption"))
    for relation, why in _relations(cell):
        if relation in GROWTH and not changes and cell.value.start in cell.names.of_hundred:
            continue
        if relation == "share" and word.metric.margin:
            # 毛利 48.1% in a column in which revenue is 100% is the gross margin
            margin = Word(word.start, word.end, metric_of(word.metric.margin), word.loss)
            yield MetricReading(margin, "level"), "margin", why
        yield MetricReading(word, relation), "share" if relation == "share" else "growth", why


def options(cell: ValueCell, scope: Scope) -> list[Option[MetricReading]]:
    changes = "changes" if any(sign.id in CHANGES for _, sign in cell.signs("head", "label")) else "level"
    out = _from_table(cell, changes) or (_from_text(cell, scope) if _of_its_own(cell) else [])
    out.append(Option(NOTHING, _no_metric(cell, changes, "after words" if out else "else"), NO_METRIC))
    return out


def _of_its_own(cell: ValueCell) -> bool:
    """Whether no label, group or head names a measure of another kind, so that captions may say the metric."""
    return not any(_other(said) for said in cell.said if said.where in ("label", "group", "head"))


def _from_table(cell: ValueCell, changes: str) -> list[Option[MetricReading]]:
    """The metrics that the label, the heads and the captions of a cell name."""
    out: list[Option[MetricReading]] = []
    beside = any(said.where == "left head" for said in cell.said)
    label = next((said for said in cell.said if said.where == "label"), None)
    # what a statement is called (綜合全面收益表) is no metric of its rows; nor does a caption name what the column to the left does
    titled = not beside and not (cell.names.labels == "metric" and label is not None and not names_metric(label))
    own = _of_its_own(cell)
    measure = min((said.rank for said in cell.said if said.where == "head" and _other(said)), default=len(cell.said))
    for said in cell.said:
        if said.where == "head" and said.rank > measure:
            continue  # 非控制權益 below 合併稅後
        near = said.where not in ("caption", "heading") or own and titled and not out
        words = [i for i in said.items if isinstance(i, Word)] if near and (own or said.where in ("label", "group", "head")) else []
        for n, word in enumerate(words[:3]):
            if cell.names.held and word.metric.relation == "ownership":
                continue
            rest = _beside(said, word)
            for reading, kind, why in _readings(cell, word):
                features = [
                    f"{said.where}",
                    f"{kind} {said.where} {bucket(said.rank, 0, 1)}",
                    f"{kind} {said.where} word {n} of {bucket(len(words), 1, 2)}",
                    f"{said.where} rest {bucket(rest, 0, 4, 10)}",
                    f"{kind} {said.where} labels {cell.names.labels}",
                    f"{kind} {said.where} heads {cell.names.heads}",
                    f"{kind} {changes}",
                    f"metric {reading.metric}",
                    f"kind {kind} {cell.kind}",
                ]
                if kind != "level":
                    features += [f"{kind} {why}", f"{kind} column {bucket(cell.column, 0, 1)}", f"{kind} of {cell.hundred}"]
                    features.append(f"{kind} of {cell.hundred} {'cost' if word.metric.cost else word.metric.period}")
                features.append("later" if out else "first")
                out.append(Option(reading.metric, features, reading))
    return out


def _no_metric(cell: ValueCell, changes: str, beside: str) -> list[str]:
    """What speaks for a cell that states no metric; `beside` says whether there are words that could be it."""
    features = ["nothing", f"nothing {cell.kind}", f"nothing {changes}", f"nothing {cell.kind} {changes}", f"nothing {beside}"]
    if _named_plainly(cell):
        features += ["nothing beside a plain name", f"nothing beside a plain name {cell.kind}"]
    label = next((s for s in cell.said if s.where == "label"), None)
    if label is not None and not any(isinstance(i, Word) for i in label.items):
        features += ["nothing in label", f"nothing in label of {cell.names.labels}", f"nothing in label {cell.names.parts}"]
    if cell.kind == "percent" and cell.value.record.value == 100:
        features.append("nothing 100")
    features.append(f"nothing {cell.kind} of {cell.hundred}")
    return features


def _named_plainly(cell: ValueCell) -> bool:
    """Whether the label or a head is nothing but the name of a metric that the cell may state as it is."""
    return any(
        not _beside(said, word) and any(kind == "level" for _, kind, _ in _readings(cell, word))
        for said in cell.said
        if said.where in ("label", "head")
        for word in [i for i in said.items if isinstance(i, Word)][:3]
    )


def _beside(said: CellSaid, word: Word) -> int:
    """How many letters a name has beside a metric's, units and notes in brackets left out: 1 of 总营业收入（亿元）."""
    name = pattern("whole-before").sub("", IN_BRACKETS.sub("", fold(said.name)).strip(EDGES))
    return max(len(name) - (word.end - word.start), 0)


def _from_text(cell: ValueCell, scope: Scope) -> list[Option[MetricReading]]:
    """The metrics that the text before a table spoke of last, where the table names none."""
    out = []
    words = [s.word for s in scope.stated[-2:] if s.word is not None] + [word for word, _, _ in scope.words[-1:]]
    for n, word in enumerate(reversed(words)):
        for reading, kind, _ in _readings(cell, word):
            features = ["from text", f"from text {n}", f"{kind} from text", f"{kind} from text of {cell.hundred}"]
            features.append(f"metric {reading.metric}")
            out.append(Option(reading.metric, features, reading))
    return out
