"""Generated news text for the benchmarks: varied, seeded, the same on every machine.

Two kinds of articles alternate as in a real feed: results and listings, dense with figures, and ordinary prose with few.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path

WORDS = Path(__file__).parent / "words"
LANGS = ("ja", "zh-Hans", "zh-Hant")
DENSE_SHARE = 0.15
"""Share of articles that are dense with figures: the Japanese text then holds some 22 records in 1,000 characters, as a
real article on a listing does; the Chinese texts, whose sentences are shorter, hold 30 to 35."""
_SLOT = re.compile(r"\{(\w+)\}")
_KANJI = "零一二三四五六七八九"


def articles(lang: str, characters: int, seed: int = 7) -> list[str]:
    """Articles of together at least `characters` code points in `lang` ("ja", "zh-Hans" or "zh-Hant")."""
    writer = Writer(lang, seed)
    out, size = [], 0
    while size < characters:
        out.append(writer.article())
        size += len(out[-1])
    return out


class Writer:
    """Draws sentences of one language from the frames in words/*.toml."""

    def __init__(self, lang: str, seed: int) -> None:
        self.lang = lang
        self.random = random.Random(f"{lang}-{seed}")
        table = tomllib.loads((WORDS / ("ja.toml" if lang == "ja" else "zh.toml")).read_text(encoding="utf-8"))
        frames = table.pop("frames")
        self.prose: list[str] = frames["prose"]
        self.dense: list[str] = frames["hant_dense" if lang == "zh-Hant" else "dense"]
        self.words: dict[str, list[str]] = table
        self.makers: dict[str, Callable[[], str]] = {
            name.removeprefix("_make_"): getattr(self, name) for name in dir(self) if name.startswith("_make_")
        }

    def article(self) -> str:
        dense = 0.7 if self.random.random() < DENSE_SHARE else 0.05
        paragraphs = []
        for _ in range(self.random.randint(3, 9)):
            frames = [self.dense if self.random.random() < dense else self.prose for _ in range(self.random.randint(2, 5))]
            paragraphs.append("".join(self._fill(self.random.choice(frame)) for frame in frames))
        text = "\n".join(paragraphs) + "\n"
        return _traditional(text) if self.lang == "zh-Hant" else text

    def _fill(self, frame: str) -> str:
        return _SLOT.sub(self._slot, frame)

    def _slot(self, match: re.Match[str]) -> str:
        name = match.group(1)
        if name in self.makers:
            return self.makers[name]()
        return self._fill(self.random.choice(self.words[name]))

    def _int(self, low: int, high: int) -> int:
        """Small numbers are as frequent as large ones."""
        return int(low * (high / low) ** self.random.random())

    def _figure(self, high: int) -> str:
        value, form = self._int(1, high), self.random.random()
        if form < 0.35:
            return f"{value}.{self.random.randint(0, 99):02d}".rstrip("0").rstrip(".")
        return f"{value:,}" if form < 0.8 else str(value)

    def _make_n(self) -> str:
        return str(self.random.randint(2, 12))

    def _make_d2(self) -> str:
        return str(self.random.randint(30, 60))

    def _make_year(self) -> str:
        if self.lang == "ja" and self.random.random() < 0.1:
            return f"令和{self.random.randint(2, 8)}年"
        return f"{self.random.randint(2015, 2027)}年"

    def _make_month(self) -> str:
        return self.random.choice(["", self._make_year()]) + f"{self.random.randint(1, 12)}月"

    def _make_day(self) -> str:
        month = f"{self.random.randint(1, 12)}月"
        return self.random.choice(["", month, self._make_year() + month]) + f"{self.random.randint(1, 28)}日"

    def _make_monthend(self) -> str:
        return f"{self._make_year()}{self.random.choice(['3月31日', '6月30日', '9月30日', '12月31日'])}"

    def _make_quarter(self) -> str:
        return f"{self._make_year()}第{self.random.choice('一二三四')}季度"

    def _make_fy(self) -> str:
        return f"{self.random.randint(2020, 2027)}年{self.random.choice([3, 3, 3, 2, 6, 9, 12])}月期"

    def _make_pct(self) -> str:
        value = f"{self._int(1, 90)}.{self.random.randint(0, 9)}"
        return value + ("％" if self.random.random() < 0.1 else "%")

    def _make_wari(self) -> str:
        return f"{self.random.choice([*'123456789', *_KANJI[1:]])}割"

    def _make_cheng(self) -> str:
        return f"{self.random.choice(_KANJI[1:])}成" + self.random.choice(["", "", "半"])

    def _make_point(self) -> str:
        return f"{self._int(1, 9)}.{self.random.randint(0, 9)}" + ("ポイント" if self.lang == "ja" else "个百分点")

    def _make_yen(self) -> str:
        form = self.random.random()
        if form < 0.5:
            return f"{self._int(1, 9000):,}億円"
        if form < 0.75:
            return f"{self._int(1, 900)}億{self._int(1, 9) * 1000:,}万円"
        if form < 0.85:
            return f"{self._int(100, 90000):,}百万円"
        return f"{self._int(1, 20)}兆{self._int(10, 9000):,}億円" if form < 0.92 else f"{self._int(100, 9000):,}万円"

    def _make_smallyen(self) -> str:
        return f"{self._int(5, 9000):,}円"

    def _make_yuan(self) -> str:
        return self._figure(900) + self.random.choice(["亿元", "亿元", "亿元", "万元", "亿元人民币", "千万元"])

    def _make_price(self) -> str:
        return f"{self._int(1, 400)}.{self.random.randint(1, 99):02d}元"

    def _make_twd(self) -> str:
        return self.random.choice(["新台幣", "", ""]) + self._figure(900) + self.random.choice(["億元", "億元", "萬元"])

    def _make_hkd(self) -> str:
        return self._figure(900) + self.random.choice(["億港元", "億港元", "萬港元"])

    def _make_hkprice(self) -> str:
        return f"{self._int(1, 400)}.{self.random.randint(1, 99):02d}港元"

    def _make_hkrange(self) -> str:
        low = self._int(1, 300)
        return f"{low}.{self.random.randint(0, 9)}至{low + self._int(1, 30)}.{self.random.randint(0, 9)}港元"

    def _make_range(self) -> str:
        low = self._int(1, 300)
        return f"{low}亿元至{low + self._int(1, 60)}亿元"

    def _make_dollar(self) -> str:
        return self._figure(90) + ("億ドル" if self.lang == "ja" else "亿美元")

    def _make_shares(self) -> str:
        return f"{self._int(10, 9000):,}万株" if self.lang == "ja" else f"{self._figure(9000)}万股"

    def _make_people(self) -> str:
        return f"{self._int(20, 90000):,}" + ("人" if self.lang == "ja" else self.random.choice("人名"))

    def _make_firms(self) -> str:
        return f"{self._int(3, 9000):,}" + ("社" if self.lang == "ja" else "家")

    def _make_units(self) -> str:
        return f"{self._int(1, 900)}万{self._int(1, 9) * 1000:,}台" if self.lang == "ja" else f"{self._figure(900)}万台"


@cache
def _converter() -> Callable[[str], str]:
    import opencc

    converter = opencc.OpenCC("s2twp")
    return lambda text: str(converter.convert(text))


def _traditional(text: str) -> str:
    return _converter()(text).replace("“", "「").replace("”", "」")


if __name__ == "__main__":
    import argparse

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lang", choices=LANGS)
    parser.add_argument("characters", type=int, nargs="?", default=2000)
    arguments = parser.parse_args()
    print("\n".join(articles(arguments.lang, arguments.characters)), end="")
