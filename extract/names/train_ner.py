"""Train the recognizer: `python -m mokuromi.extract.names.train_ner --data DIR --out DIR [--labelled DIR] [--filings FILE] [--model ja]`.

DIR holds the JSONL files that ner/config.toml names. The same data, settings and seed give the same weights.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import numpy.typing as npt
import pycrfsuite

from ...corpus.rows import article_of
from ...rules.company import listed_names
from ...rules.fold import fold
from ..text.document import Document
from .directory import built_in
from .extract import mentions
from .ner import config, corpora, features, net, net_fit
from .ner.chain import Chain, arrays
from .ner.corpora import Sentence
from .ner.generate import Generator, NameParts, swap_names

_BATCH = 200
"""So many sentences are read at once."""
_SURE = ("companies:", "organizations:", "form:legal")


def labels(units: Sequence[features.NerUnit], entities: Iterable[tuple[int, int, str]]) -> list[str]:
    """One label per unit. A name that cuts through a unit takes the whole unit."""
    out = ["O"] * len(units)
    at = 0
    for start, end, kind in entities:
        while at < len(units) and units[at][1] <= start:
            at += 1
        last = at
        while last < len(units) and units[last][0] < end:
            last += 1
        if last == at:
            continue
        if kind != "C":
            out[at:last] = ["G" if kind == "I" else kind] * (last - at)
        elif last - at == 1:
            out[at] = "S"
        else:
            out[at:last] = ["B", *["N"] * (last - at - 2), "E"]
        at = last
    return out


def encode(sentences: Sequence[Sentence], lang: str) -> tuple[features.Rows, list[list[str]]]:
    """Features of the units of sentences, one behind the other, and the labels of each sentence."""
    folded = [fold(s.text) for s in sentences]
    ends = [*accumulate(len(text) + 1 for text in folded)]
    spans = [(end - 1 - len(text), end - 1) for text, end in zip(folded, ends, strict=True)]
    rows = features.read("\n".join(folded), spans, [features.words(s.text, lang) for s in sentences])
    out, at = [], 0
    for sentence, (start, _), size in zip(sentences, spans, rows.sizes.tolist(), strict=True):
        places = zip(rows.starts[at : at + size].tolist(), rows.ends[at : at + size].tolist(), strict=True)
        out.append(labels([(s - start, e - start) for s, e in places], sentence.entities))
        at += size
    return rows, out


@dataclass(frozen=True, slots=True)
class Sources:
    """What is read besides the settings: the folder of the corpora, labelled articles, filings without labels."""

    data: Path
    labelled: Sequence[Path] = ()
    """Paths that `read_labelled` reads."""
    filings: Sequence[Path] = ()
    """JSONL files of articles: their firms are those of the tables and those with a legal form."""


def gather(model: str, sources: Sources, seed: int) -> list[Sentence]:
    """All training sentences of a model: corpora, labelled articles, copies with invented names, and template sentences."""
    setting = config.training(model)
    judged, merged, partial = (
        [s for name in names for s in corpora.read(sources.data / name)] for names in (setting.judged, setting.merged, setting.partial)
    )
    out = judged + corpora.tell_apart(merged, judged, _judge(model, judged, setting) if merged else None) + corpora.complete(partial)
    articles = [s for path in sources.labelled for s in corpora.labelled(path, model)]
    plain = corpora.plain_words(out + articles, _lang(model))
    real = sorted({s.text[a:b] for s in out for a, b, k in s.entities if k == "C" and b - a < 9} | set(listed_names(model)))
    rng = random.Random(f"{model}:{seed}:swap")
    names = NameParts(model, rng, real)
    out += swap_names(out, names, setting.swapped, rng)
    out += articles * setting.repeated
    for _ in range(setting.repeated):
        out += swap_names(articles, names, 1.0, rng)
    out += Generator(model, seed, real, plain=plain).sentences(setting.generated)
    silver = [s for path in sources.filings for s in _silver(path, model)]
    out += rng.sample(silver, min(setting.silver, len(silver)))
    random.Random(seed).shuffle(out)
    return out


def _silver(path: Path, model: str) -> list[Sentence]:
    """Sentences of articles without labels: their firms are those that a table has or a legal form shows."""
    out = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            article = article_of(json.loads(line))
            if config.MODEL_OF.get(article.lang) != model:
                continue
            found = mentions(Document(article), built_in())
            spans = [(r.start, r.end, "C" if r.kind == "company" else "G") for r in found if r.rule.startswith(_SURE)]
            out += corpora.sentences(article.text, spans, "filings")
    return out


def _judge(model: str, judged: Sequence[Sentence], setting: config.Training) -> corpora.Judge:
    """A first model, trained where companies are told from other organizations, judges where they are not."""
    lang = _lang(model)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "first.npz"
        np.savez(path, **fit(judged, lang, setting))  # type: ignore[arg-type]
        chain = Chain.read(path)
    firms, others = [chain.labels.index(label) for label in "BNES"], chain.labels.index("G")

    def judge(sentence: Sentence, places: Sequence[tuple[int, int]]) -> list[str]:
        rows, _ = encode([sentence], lang)
        marginals = chain.marginals(rows.keys, rows.sizes)
        out = []
        for start, end in places:
            inside = marginals[(rows.starts < end) & (rows.ends > start)]
            firm, other = float(inside[:, firms].sum()), float(inside[:, others].sum())
            out.append("?" if max(firm, other) < 0.5 * len(inside) else "C" if firm > other else "G")
        return out

    return judge


def _lang(model: str) -> str:
    return "ja" if model == "ja" else "zh-Hans"


def fit(sentences: Sequence[Sentence], lang: str, setting: config.Training) -> dict[str, npt.NDArray[np.generic]]:
    """Fit one CRF; the arrays of its file. What crfsuite calls an attribute is the hash of a feature."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.select("lbfgs")
    trainer.set_params({"c1": setting.c1, "c2": setting.c2, "max_iterations": setting.iterations, "feature.minfreq": setting.minfreq})
    for rows, found in _encoded(sentences, lang):
        units = [[format(key, "x") for key in unit if key] for unit in rows.keys.T.tolist()]
        at = 0
        for tags in found:
            trainer.append(units[at : at + len(tags)], tags)
            at += len(tags)
    with TemporaryDirectory() as folder:
        made = str(Path(folder) / "crf")
        trainer.train(made)
        tagger = pycrfsuite.Tagger()
        tagger.open(made)
        fitted = tagger.info()
    return arrays(config.LABELS, ((int(key, 16), label, w) for (key, label), w in fitted.state_features.items()), fitted.transitions)


def _encoded(sentences: Sequence[Sentence], lang: str) -> Iterator[tuple[features.Rows, list[list[str]]]]:
    for first in range(0, len(sentences), _BATCH):
        yield encode(sentences[first : first + _BATCH], lang)


def net_data(sentences: Sequence[Sentence], lang: str) -> net_fit.NetData:
    """What a net learns from."""
    index = {label: number for number, label in enumerate(config.LABELS)}
    keys, sizes, labels = [], [], []
    for rows, found in _encoded(sentences, lang):
        keys.append(rows.keys[list(net.TEMPLATES)])
        sizes.append(rows.sizes)
        labels += [index[label] for tags in found for label in tags]
    return net_fit.NetData(np.concatenate(keys, axis=1), np.array(labels, np.int64), np.concatenate(sizes).astype(np.int64))


def train(model: str, sources: Sources, out: Path) -> Path:
    """Train the CRF of one model, and the net where it has one; returns the weight file."""
    setting = config.training(model)
    path = out / f"{model}.npz"
    sentences = gather(model, sources, config.read()["seed"])
    found = fit(sentences, _lang(model), setting)
    if setting.net:
        found |= net_fit.fit(net_data(sentences, _lang(model)), len(config.LABELS), config.net()).arrays()
    with path.open("wb") as file:
        np.savez_compressed(file, **found)  # type: ignore[arg-type]
    return path


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Train the company name recognizer.")
    parser.add_argument("--data", type=Path, required=True, help="folder of the annotated JSONL files")
    parser.add_argument("--out", type=Path, required=True, help="folder for the weights")
    parser.add_argument("--model", action="append", choices=("ja", "zh"), help="only this model")
    parser.add_argument("--labelled", type=Path, action="append", default=[], help="labelled articles (a .gold file, a folder); repeatable")
    parser.add_argument("--filings", type=Path, action="append", default=[], help="JSONL of filings without labels; repeatable")
    args = parser.parse_args(argv)
    sources = Sources(args.data, args.labelled, args.filings)
    args.out.mkdir(parents=True, exist_ok=True)
    for model in args.model or ("ja", "zh"):
        begun = time.process_time()
        path = train(model, sources, args.out)
        print(f"{path}: {path.stat().st_size / 1e6:.1f} MB, {time.process_time() - begun:.0f} CPU-seconds", file=sys.stderr)
        setting = config.training(model)
        for name in setting.judged + setting.merged + setting.partial:
            print(f"  {name} sha256 {corpora.digest(args.data / name)}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
