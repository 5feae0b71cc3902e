"""Other extractors and tokenizers on given texts: run by speed.py in an environment of their own.

In: JSON {"lang", "texts", "repeat"} on standard input; out, on the last line: JSON {name: {"seconds", "results"}}, CPU seconds of the
best repeat, for what is installed; the others are named on standard error.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

Job = Callable[[str], int]


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


def main() -> None:
    warnings.simplefilter("ignore")
    asked = json.load(sys.stdin)
    lines = [line for text in asked["texts"] for line in text.splitlines() if line.strip()]
    out, answer = {}, sys.stdout
    sys.stdout = sys.stderr  # some print at import
    for name, make in PEERS[asked["lang"][:2]].items():
        try:
            job = make()
            job(lines[0])
            best, results = float("inf"), 0
            for _ in range(asked["repeat"]):
                start = time.process_time()
                results = sum(map(job, lines))
                best = min(best, time.process_time() - start)
            out[name] = {"seconds": best, "results": results}
        except Exception as error:
            print(f"{name}: {type(error).__name__}: {error}"[:300])
    print(json.dumps(out), file=answer)


if __name__ == "__main__":
    main()
