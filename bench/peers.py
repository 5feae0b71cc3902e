"""Other extractors and tokenizers on given texts: run by speed.py in an environment of their own.

In: JSON {"lang", "texts", "repeat"} on standard input; out, on the last line: JSON {name: {"seconds", "results", "characters"}}, CPU
seconds of the best repeat, for what is installed; the others are named on standard error. Slow ones read the first part only.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable
from itertools import accumulate
from typing import Any

Job = Callable[[str], int]
MOST, SLOW = 50_000, 5_000
"""Characters that are read at most, and by what takes more than a millisecond for ten."""


def ja_timex() -> Job:
    from ja_timex import TimexParser

    parser = TimexParser()
    return lambda line: len(parser.parse(line))


def jionlp_money_and_time() -> Job:
    from jionlp.algorithm.ner import MoneyExtractor, TimeExtractor

    money, when = MoneyExtractor(), TimeExtractor()
    return lambda line: len(money(line)) + len(when(line))


def ginza() -> Job:
    import spacy

    nlp = spacy.load("ja_ginza")
    return lambda line: len(nlp(line).ents)


def spacy_blank(lang: str, **config: Any) -> Callable[[], Job]:
    def made() -> Job:
        import spacy

        nlp = spacy.blank(lang, config={"nlp": {"tokenizer": config}} if config else {})
        return lambda line: len(nlp.make_doc(line))

    return made


PEERS: dict[str, dict[str, Callable[[], Job]]] = {
    "ja": {"ja-timex": ja_timex, "GiNZA, whole pipeline": ginza, "spaCy ja tokenizer": spacy_blank("ja")},
    "zh": {
        "jionlp money + time": jionlp_money_and_time,
        "spaCy zh, jieba": spacy_blank("zh", segmenter="jieba"),
        "spaCy zh, characters": spacy_blank("zh", segmenter="char"),
    },
}


def first(lines: list[str], most: int) -> list[str]:
    """The lines up to so many characters, one at least."""
    ends = list(accumulate(map(len, lines)))
    return [line for line, end in zip(lines, ends, strict=True) if end <= max(most, ends[0])]


def main() -> None:
    warnings.simplefilter("ignore")
    asked = json.load(sys.stdin)
    given = [line for text in asked["texts"] for line in text.splitlines() if line.strip()]
    out, answer = {}, sys.stdout
    sys.stdout = sys.stderr  # some print at import
    for name, make in PEERS[asked["lang"][:2]].items():
        try:
            job = make()
            job(given[0])
            start = time.process_time()
            job(given[0])
            slow = (time.process_time() - start) * 10_000 > len(given[0])
            lines = first(given, SLOW if slow else MOST)
            best, results = float("inf"), 0
            for _ in range(asked["repeat"]):
                start = time.process_time()
                results = sum(map(job, lines))
                best = min(best, time.process_time() - start)
            out[name] = {"seconds": best, "results": results, "characters": sum(map(len, lines)) + len(lines)}
        except Exception as error:
            print(f"{name}: {type(error).__name__}: {error}"[:300])
    print(json.dumps(out), file=answer)


if __name__ == "__main__":
    main()
