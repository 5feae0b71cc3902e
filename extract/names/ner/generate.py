"""Sentences made from templates and names made from parts: deterministic for a given seed."""

import random
from collections.abc import Callable, Sequence
from functools import cache

import opencc
import regex

from .config import toml
from .corpora import Sentence

_SLOT = regex.compile(r"\{([A-Z]0?)\}")
_TYPE = {"C": "C", "F": "C", "S": "C", "S0": "C", "G": "G", "P": "P", "U": "P", "L": "L", "X": "M", "H": "M"}


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


class NameParts:
    """Invented names of one language ("ja" or "zh"); `real` are names of the training corpora to mix in."""

    def __init__(self, lang: str, rng: random.Random, real: Sequence[str] = (), real_share: float = 0.3) -> None:
        data = toml("names.toml")
        self.lang, self.rng = lang, rng
        self.part, self.latin = data[lang], data["latin"]
        self.zh = data["zh"]
        self.real, self.real_share = real, real_share if real else 0.0

    def company(self) -> str:
        """Any form: full, short, Latin, or one of the real names."""
        if self.rng.random() < self.real_share:
            return self.rng.choice(self.real)
        full, short = self.full()
        return short if self.rng.random() < 0.8 else full

    def full(self) -> tuple[str, str]:
        """(full name, short form)."""
        roll = self.rng.random()
        if roll < 0.22:
            return self._latin()
        return self._zh() if self.lang == "zh" or roll < 0.36 else self._ja()

    def _latin(self) -> tuple[str, str]:
        rng = self.rng
        roll = rng.random()
        if roll < 0.35:
            stem = "".join(rng.sample(self.latin["word"], 2))
        elif roll < 0.5:
            stem = rng.choice(self.latin["word"]) + rng.choice([" ", ""]) + rng.choice(self.latin["tail"][:3])
        elif roll < 0.9:
            stem = "".join(rng.choice(self.latin["syllable"]) for _ in range(rng.choice([2, 2, 3, 3, 4]))).capitalize()
        else:
            stem = "".join(rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(rng.choice([2, 3, 3, 4])))
        if rng.random() < 0.04:
            stem = rng.choice("1234679") + stem
        if rng.random() < 0.05:
            stem = stem.lower()
        return f"{stem} {rng.choice(self.latin['tail'])}", stem

    def _stem_zh(self) -> str:
        rng, part = self.rng, self.zh
        stem: str = part["stem"]
        rare: str = part["rare"]
        roll = rng.random()
        if roll < 0.25:
            return rng.choice(stem) + rng.choice(stem)
        if roll < 0.5:
            return "".join(rng.sample(stem + rare, 2))
        if roll < 0.62:
            return rng.choice(stem) + rng.choice(rare) + rng.choice(stem)
        if roll < 0.8:
            return "".join(rng.choice(part["foreign"]) for _ in range(rng.choice([2, 3, 3, 4])))
        word: str = rng.choice(part["word"])
        return word

    def _zh(self) -> tuple[str, str]:
        full, short = self._simplified()
        if self.lang == "ja":  # articles in Japanese write such names in Japanese or Traditional forms
            return str(_converter().convert(full)), str(_converter().convert(short))
        return full, short

    def _simplified(self) -> tuple[str, str]:
        rng, part = self.rng, self.zh
        stem, ind = self._stem_zh(), rng.choice(part["ind"])
        place = rng.choice(part["place"]) if rng.random() < 0.4 else ""
        form = rng.choice(part["form"])
        roll = rng.random()
        if roll < 0.35:
            short = stem
        elif roll < 0.9:
            short = stem + ind
        else:
            short = (place or rng.choice(part["place"])) + stem
        middle = ind if rng.random() < 0.85 else ""
        if rng.random() < 0.06:  # 华与锐科技有限公司; the short form has no 与, which would divide a list
            stem += rng.choice("与和及") + rng.choice(part["stem"])
        if rng.random() < 0.08:
            middle += f"({rng.choice([*part['place'], '集团', '控股'])})"
            form = rng.choice(part["form"][:4])
        return place + stem + middle + form, short

    def _ja(self) -> tuple[str, str]:
        rng, part = self.rng, self.part
        roll = rng.random()
        if roll < 0.5:
            stem = "".join(rng.choice(part["kana"]) for _ in range(rng.choice([2, 2, 2, 3]))).lstrip("ー")
            stem = stem if len(stem) > 2 and not stem.startswith(("ッ", "ィ", "ン")) else "ネオ" + stem.lstrip("ッィン")
            roll = rng.random()
            if roll < 0.45:
                stem += rng.choice(part["tail"])
            elif roll < 0.6:
                stem += rng.choice(["", "・"]) + rng.choice(part["ind"])
            elif roll < 0.66:
                stem += rng.choice(["&", "・アンド・", "・"]) + "".join(rng.choice(part["kana"][:40]) for _ in range(2))
        elif roll < 0.7:
            stem = rng.choice(part["word"]) + rng.choice(part["ind"] + part["tail"])
        elif roll < 0.9:
            stem = "".join(rng.sample(part["kanji"], 2)) + rng.choice(part["ind"])
        else:
            stem = "".join(rng.sample(part["kanji"], 2)) + rng.choice(part["tail"])
        roll = rng.random()
        if roll < 0.4:
            return rng.choice(part["form_before"]) + stem, stem
        return stem + rng.choice(part["form_after"]), stem

    def person(self) -> str:
        rng, part = self.rng, self.part
        if self.lang == "zh":
            return str(rng.choice(part["surname"])) + "".join(rng.sample(part["given"], rng.choice([1, 2, 2])))
        surname: str = rng.choice(part["surname"])
        return surname if len(surname) > 3 or rng.random() < 0.3 else surname + rng.choice(part["given"])

    def person_latin(self) -> str:
        """A person in Latin letters: Anna Weber, J. Scott, or the family name alone."""
        rng, part = self.rng, toml("names.toml")["person"]
        given, family = rng.choice(part["given"]), rng.choice(part["family"])
        return str(
            rng.choice(
                [
                    f"{given} {family}",
                    f"{given} {family}",
                    f"{given[0]}. {family}",
                    f"{given} {rng.choice('ABCDEFGJKLMRST')}. {family}",
                    family,
                ]
            )
        )

    def drug(self) -> str:
        """A word that is built like the name of a drug."""
        rng, part = self.rng, toml("names.toml")["drug"]
        if self.lang == "ja":
            return "".join(rng.choice(self.part["kana"]) for _ in range(rng.choice([1, 2]))) + str(rng.choice(part["ja"]))
        return "".join(rng.choice(part["head"]) for _ in range(rng.choice([2, 3, 3, 4]))) + str(rng.choice(part["zh"]))

    def place(self) -> str:
        """A place, sometimes with the word for what kind of place it is."""
        rng = self.rng
        place: str = rng.choice(self.part["place"] + self.part.get("region", []))
        return place + (str(rng.choice(toml("names.toml")["area"][self.lang])) if rng.random() < 0.25 else "")

    def common(self) -> str:
        """A common noun that is built like a name."""
        part = self.part["common"]
        head, tail = self.rng.choice(part["head"]), self.rng.choice(part["tail"])
        return f"{head}{tail}"

    def product(self) -> str:
        rng, part = self.rng, self.part
        roll = rng.random()
        if roll < 0.3:
            chosen: str = rng.choice(part["real_product"])
            return chosen
        if roll < 0.6:
            letters = "".join(rng.choice("ABCDEFGHKLMNPRSTVXYZ") for _ in range(rng.choice([1, 2, 3])))
            number = rng.choice(["-{}", "{}", "-{}.5", " {}", "{}.1", "-{}00"]).format(rng.randint(1, 9))
            return letters + number + rng.choice(["", "", "", "V", " Pro", "系列" if self.lang == "zh" else "シリーズ"])
        tail: str
        if self.lang == "zh":
            stem = self._latin()[1] if roll < 0.7 else self._stem_zh()
            tail = rng.choice(part["product"])
            return stem + tail
        if roll < 0.7:
            return self._latin()[1]
        stem = self._ja()[1][:5]
        tail = rng.choice(part["product"])
        return f"「{stem}{tail}」"


class Values:
    """Amounts, dates, counts: the figures that names stand next to."""

    def __init__(self, lang: str, rng: random.Random) -> None:
        self.rng = rng
        self.part = toml("names.toml")[lang]["value"]

    def _number(self) -> str:
        rng = self.rng
        small = str(rng.randint(1, 99))
        decimal, grouped = f"{rng.randint(1, 999)}.{rng.randint(1, 99)}", f"{rng.randint(1, 99)},{rng.randint(100, 999)}"
        return rng.choice([small, decimal, grouped, str(rng.randint(100, 9999))])

    def money(self) -> str:
        unit: str = self.rng.choice(self.part["money"])
        return str(self.rng.choice(self.part["before"])) + self._number() + unit

    def percent(self) -> str:
        number = f"{self.rng.randint(1, 200)}{self.rng.choice(['', '.' + str(self.rng.randint(1, 9))])}"
        return number + "%" if self.rng.random() < 0.9 else str(self.rng.choice(self.part["tenths"]))

    def count(self) -> str:
        if self.rng.random() < 0.1:
            return str(self.rng.choice(self.part["kanji"]))
        return self._number() + str(self.rng.choice(self.part["scale"]))

    def date(self) -> str:
        rng = self.rng
        y, m, d = rng.randint(2015, 2028), rng.randint(1, 12), rng.randint(1, 28)
        shape: str = rng.choice(self.part["date"])
        return shape.format(y=y, m=m, d=d, next=m % 12 + 1, quarter=m % 4 + 1)


class Generator:
    """Draws sentences from the templates of one language."""

    def __init__(self, lang: str, seed: int, real: Sequence[str] = (), real_share: float = 0.3, plain: Sequence[str] = ()) -> None:
        """`plain` are words of the training corpora that no name holds."""
        self.lang = lang
        self.rng = random.Random(f"{lang}:{seed}")
        data = toml(f"templates_{lang}.toml")
        self.bodies: list[str] = data.pop("bodies")
        self.negatives: list[str] = data.pop("negative") + data.pop("plain") * 2
        self.plain = plain or [""]
        self.positives: list[str] = [t for group in data.values() for t in group]
        self.names = NameParts(lang, self.rng, real, real_share)
        self.values = Values(lang, self.rng)
        part = self.names.part
        self._fill: dict[str, Callable[[], str]] = {
            "G": lambda: self.rng.choice(part["institution"]), "P": self.names.person, "X": self.names.product, "T": self._ticker,
            "L": self.names.place, "U": self.names.person_latin, "H": self.names.drug, "W": self._words,
            "I": lambda: self.rng.choice(part["industry"]),
            "A": lambda: self.rng.choice(self.names.latin["abbreviation"]), "B": lambda: self.rng.choice(self.bodies),
            "K": self.names.common, "E": lambda: self.rng.choice(self.names.latin["term"]),
            "M": self.values.money, "R": self.values.percent, "N": self.values.count, "D": self.values.date,
        }  # fmt: skip

    def _words(self) -> str:
        """One plain word, or two that make a compound."""
        count = 2 if self.rng.random() < 0.4 else 1
        return "".join(self.rng.choice(self.plain) for _ in range(count))

    def _ticker(self) -> str:
        shape: str = self.rng.choice(self.names.part["ticker"])
        digits = str(self.rng.randint(100000, 999999))
        letters = "".join(self.rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(4))
        return shape.format(d6=digits, d5=digits[:5], d4=digits[:4], d3=digits[:3], l4=letters[: self.rng.randint(2, 4)])

    def sentences(self, count: int, negative_share: float = 0.3) -> list[Sentence]:
        """`count` different draws, folded."""
        out = []
        for _ in range(count):
            pool = self.negatives if self.rng.random() < negative_share else self.positives
            sentence = self._one(self.rng.choice(pool))
            if self.rng.random() < 0.3:
                sentence = _join(sentence, self._one(self.rng.choice(pool)))
            out.append(sentence)
        return out

    def _one(self, template: str) -> Sentence:
        text, entities, at, short = "", [], 0, ""
        for match in _SLOT.finditer(template):
            text += template[at : match.start()]
            slot, at = match[1], match.end()
            if slot == "C":
                value = self.names.company()
            elif slot == "F":
                value, short = self.names.full()
            elif slot == "S":
                value = short
            elif slot == "S0":
                value = self.names.full()[1]
            else:
                value = self._fill[slot]()
            kind = _TYPE.get(slot)
            if kind:
                inner = value.strip("「」")
                start = len(text) + value.find(inner)
                entities.append((start, start + len(inner), kind))
            text += value
        return Sentence(text + template[at:], entities, "templates")


def _join(a: Sentence, b: Sentence) -> Sentence:
    shift = len(a.text)
    return Sentence(a.text + b.text, a.entities + [(s + shift, e + shift, k) for s, e, k in b.entities], a.source)


def swap_names(sentences: Sequence[Sentence], names: NameParts, share: float, rng: random.Random) -> list[Sentence]:
    """Copies of a `share` of the sentences that name companies, each company replaced by an invented one (the same for the same name)."""
    out = []
    for sentence in sentences:
        if not any(k == "C" for *_, k in sentence.entities) or rng.random() >= share:
            continue
        text, entities, at = "", [], 0
        chosen: dict[str, str] = {}
        for start, end, kind in sentence.entities:
            text += sentence.text[at:start]
            surface = sentence.text[start:end]
            if kind == "C":
                long = len(surface) > 7
                surface = chosen.setdefault(surface, names.full()[0] if long else names.company())
            entities.append((len(text), len(text) + len(surface), kind))
            text += surface
            at = end
        out.append(Sentence(text + sentence.text[at:], entities, sentence.source + "+names"))
    return out
