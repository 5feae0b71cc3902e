"""The company and organization tables as data: complete, consistent, free of names that two rows claim."""

import re
from collections import Counter
from dataclasses import dataclass

import pytest

from mokuromi.rules.fold import fold
from mokuromi.rules.table import Example, load


@dataclass(frozen=True)
class Row:
    id: str
    name: str
    aliases: tuple[str, ...] = ()
    tickers: tuple[str, ...] = ()
    not_: tuple[str, ...] = ()
    needs_support: tuple[str, ...] = ()
    fiscal_year_end: int = 0
    examples: tuple[Example, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.aliases, *self.needs_support)


COMPANIES = load("companies", "company", Row)
ORGANIZATIONS = load("organizations", "organization", Row)
ROWS = (*COMPANIES, *ORGANIZATIONS)

# Words of the language that no row may claim outright.
PLAIN = frozenset(
    map(
        fold,
        """
会社 企業 企业 公司 集団 集团 日本 中国 中國 美国 米国 韓国 香港 台湾 東京 北京 上海 大阪 銀行 银行 証券 证券 保険
保险 大学 政府 市場 市场 市值 資本 资本 投資 投资 電子 科技 汽车 自動車 医療 医疗 第一 理想 小米 苹果 平安 荣耀 长城
长安 东风 统一 联想 完美 美的 地平线 贝壳 蚂蚁 字节 好未来 アップル メタ イオン シャープ ディスコ ローム ライオン カバー
ベース ノート フリー パイオニア トス ハイブ アンカー ストライプ サークル ディズニー Apple Inc Group
Holdings Target Square Visa LINE Gap Shell Meta AI Go Block Snap Box
Wise Zoom Unity Orange note BASE QUICK
""".split(),  # noqa: SIM905
    )
)

_TICKER = re.compile(
    r"[0-9]{6}\.(?:SH|SZ|BJ|KS|KQ)|[0-9]{5}\.HK|[0-9]{4}\.(?:TWO|TW|SR)|[0-9]{3}[0-9A-Z]\.T|[A-Z]{1,5}(?:\.[A-Z])?|[A-Z0-9]{1,10}\.(?:L|PA|DE|SW|AS|MC|MI|BR|CO|HE|SI|AX|JK|NS|N)"
)


def test_size() -> None:
    assert len(COMPANIES) >= 600
    assert len(ORGANIZATIONS) >= 150


def test_ids_are_unique_short_and_ascii() -> None:
    counts = Counter(row.id for row in ROWS)
    assert [i for i, n in counts.items() if n > 1] == []
    assert [i for i in counts if not re.fullmatch(r"[a-z0-9][a-z0-9_]{0,31}", i)] == []


def test_no_name_is_claimed_by_two_rows() -> None:
    owners: dict[str, set[str]] = {}
    for row in ROWS:
        for name in row.names:
            owners.setdefault(fold(name), set()).add(row.id)
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


@pytest.mark.parametrize("rows", [COMPANIES, ORGANIZATIONS], ids=["companies", "organizations"])
def test_names_of_a_row_differ_after_folding(rows: tuple[Row, ...]) -> None:
    """Script variants are one name; a name that needs support is not also an alias that needs none."""
    twice = {row.id: name for row in rows for name, n in Counter(map(fold, row.names)).items() if n > 1}
    assert twice == {}


def test_names_have_no_stray_marks_or_spaces() -> None:
    stray = [(row.id, n) for row in ROWS for n in (*row.names, *row.not_) if not n or n != n.strip() or any(c in n for c in ";|[]\n\t")]
    assert stray == []


def test_one_letter_is_no_name() -> None:
    assert [(row.id, n) for row in ROWS for n in row.names if len(n) < 2] == []


def test_longer_words_contain_a_name_and_are_none() -> None:
    names = {fold(n) for row in ROWS for n in row.names}
    wrong = []
    for row in ROWS:
        mine = [fold(n) for n in row.names]
        for word in map(fold, row.not_):
            if word in names or not any(n in word for n in mine):
                wrong.append((row.id, word))
    assert wrong == []


def test_plain_words_are_not_names_by_themselves() -> None:
    plain = PLAIN - {"Apple", "Meta"}  # in Japanese and Chinese text nothing else is written so
    assert [(row.id, n) for row in ROWS for n in (row.name, *row.aliases) if fold(n) in plain] == []


def test_tickers_have_a_known_form_and_one_owner() -> None:
    tickers = [(t, row.id) for row in ROWS for t in row.tickers]
    assert [t for t in tickers if not _TICKER.fullmatch(t[0])] == []
    assert [t for t, n in Counter(t for t, _ in tickers).items() if n > 1] == []


def test_ambiguous_names_carry_both_kinds_of_examples() -> None:
    shown = [row for row in ROWS if row.examples]
    assert len(shown) >= 60
    for row in shown:
        for example in row.examples:
            if example.span is not None:
                mention = fold(example.plain[slice(*example.span)])
                assert any(fold(n) in mention or mention in fold(n) for n in row.names), (row.id, example.text)
                assert example.want["entity_id"] == row.id
    negatives = [row.id for row in shown if any(e.span is None for e in row.examples)]
    assert len(negatives) >= 50


def test_a_fiscal_year_ends_with_a_month() -> None:
    assert {row.id: row.fiscal_year_end for row in ROWS if not 0 <= row.fiscal_year_end <= 12} == {}
