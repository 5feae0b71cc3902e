"""Spans are chosen: the recognizer's sure ones are neither cut nor stretched, tables and cues alone count where something supports them."""

import tomllib
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mokuromi.corpus.article import Article
from mokuromi.extract.names import choose
from mokuromi.extract.names.choose import log_odds
from mokuromi.extract.names.directory import directory
from mokuromi.extract.names.evidence import FEATURES
from mokuromi.extract.names.extract import mentions
from mokuromi.extract.names.ner.marginals import LABELS, NONE, Marginals
from mokuromi.extract.names.pool import Pool, Proposal
from mokuromi.extract.text.document import Document


def marginals(text: str, names: dict[str, float]) -> Marginals:
    """What a recognizer says that has seen these names with these probabilities wherever they stand."""
    rows: list[tuple[float, ...] | None] = [None] * len(text)
    for name, p in names.items():
        for at in (at for at in range(len(text)) if text.startswith(name, at)):
            for i, label in zip(range(at, at + len(name)), "B" + "N" * (len(name) - 2) + "E", strict=True):
                rows[i] = tuple(p if label == each else 0.0 for each in LABELS)
    out = Marginals()
    out.add(range(len(text)), range(1, len(text) + 1), [len(text)], rows)
    return out


CASES = [
    ("a sure span is not stretched to the verb before it", "zh-Hant", "市場關注協助能率集團上市。", {"能率集團": 0.98}, ["能率集團"]),
    ("a sure span is not cut to the table's name in it", "zh-Hans", "京东金融去年扭亏。", {"京东金融": 0.98}, ["京东金融"]),
    ("nor in Japanese", "ja", "トヨタ紡織は増収だった。", {"トヨタ紡織": 0.98}, ["トヨタ紡織"]),
    ("the table's name alone", "ja", "トヨタは増収だった。", {"トヨタ": 0.9}, ["トヨタ"]),
    ("a cue without support", "zh-Hans", "客户较多，减持居前。", {}, []),
    ("a common word, whatever the recognizer says", "zh-Hans", "子公司表示认可。", {"子公司": 0.9}, []),
    ("an issuer's word", "zh-Hant", "貴集團收益上升。", {"貴集團": 0.9}, []),
    ("part of another word of the tables", "zh-Hans", "市场担忧高通胀持续。", {"高通": 0.6}, []),
    ("nor a sure one", "zh-Hans", "市场担忧高通胀持续。", {"高通": 0.97}, []),
    ("a firm of its own that holds a name of the tables", "zh-Hans", "收购方桑坦德银行减持。", {"桑坦德银行": 0.98}, ["桑坦德银行"]),
    ("a sure span is not stretched to what a legal form ends", "zh-Hans", "随后状告北京岚峰数码科技有限公司欠款。", {"北京岚峰数码科技有限公司": 0.97}, ["北京岚峰数码科技有限公司"]),
    ("the issuer's word with a preposition", "zh-Hant", "其有權於本公司股東大會投票，對本集團有利。", {"於本公司": 0.9, "對本集團": 0.9}, []),
    ("a firm whose name only looks like it", "zh-Hans", "岚峰资本集团增持。", {"岚峰资本集团": 0.95}, ["岚峰资本集团"]),
    ("a person by the title elsewhere", "zh-Hant", "葉岑先生持股10%。葉岑及其配偶為股東。", {"葉岑": 0.6}, []),
    ("a term of the glossary", "zh-Hant", "我們銷售QXDT。\n技術詞彙表\n「QXDT」  指\n「QYDT」  指\n功率器件", {"QXDT": 0.8}, []),
    ("a Latin name without a glossary", "zh-Hant", "客戶包括Qovadet。Qovadet表示認可。", {"Qovadet": 0.97}, ["Qovadet", "Qovadet"]),
    ("a ship", "zh-Hant", "「葉岑」號交付。「葉岑」號長213米。", {"葉岑": 0.6}, []),
    ("within a figure", "ja", "調達した$7.3Mは過去最高。", {"3M": 0.95}, []),
    ("a bare legal form", "ja", "株式会社 四半期報告書", {"株式会社": 0.95}, []),
    ("letters of a market", "zh-Hant", "上漲的有（QXD-US）等。", {"QXD": 0.9}, []),
    ("the code elsewhere", "zh-Hant", "曜石電(6999-TW)營收創高。曜石電看好後市。", {"曜石電": 0.2}, ["曜石電", "曜石電"]),
    ("the ticker behind it", "zh-Hant", "曜石電(6999-TW)營收創高。", {"曜石電": 0.6}, ["曜石電"]),
]


@pytest.mark.parametrize(("why", "lang", "text", "seen", "want"), CASES, ids=[c[0] for c in CASES])
def test_chosen(why: str, lang: str, text: str, seen: dict[str, float], want: list[str]) -> None:
    records = mentions(Document(Article("a", text, lang)), directory(), marginals(text, seen))
    assert [text[r.start : r.end] for r in records if r.kind == "company"] == want


def test_a_firm_beside_a_known_one_is_not_merged_into_it() -> None:
    text = "京东与京东金融分开核算，京东金融去年扭亏。"
    records = mentions(Document(Article("a", text, "zh-Hans")), directory(), marginals(text, {"京东": 0.95, "京东金融": 0.98}))
    assert {text[r.start : r.end]: r.entity_id for r in records} == {"京东": "jd", "京东金融": "name:京东金融"}


SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 8), st.floats(-3, 3)), max_size=12)


@settings(max_examples=150, deadline=None)
@given(SPANS)
def test_no_set_without_overlap_is_better(spans: list[tuple[int, int, float]]) -> None:
    proposals = [Proposal(s, s + n, features={"bias": v}) for s, n, v in spans]
    chosen = choose.best(proposals, {"bias": 1.0})
    assert all(a.end <= b.start for (a, _), (b, _) in zip(chosen, chosen[1:], strict=False))
    assert all(0.5 <= p <= 1 for _, p in chosen)

    def total(rest: list[Proposal], end: int) -> float:
        free = [p for p in rest if p.start >= end]
        return max((log_odds(p.features, {"bias": 1.0}) + total(free[i + 1 :], p.end) for i, p in enumerate(free)), default=0.0)

    ordered = sorted((p for p in proposals if p.features["bias"] > 0), key=lambda p: (p.start, p.end))
    assert sum(p.features["bias"] for p, _ in chosen) == pytest.approx(total(ordered, 0))


def test_every_weight_is_of_a_feature_that_is_explained() -> None:
    weights = tomllib.loads(resources.files(choose.__package__).joinpath("choice.toml").read_text(encoding="utf-8"))
    for side in ("ja", "zh"):
        assert {name for name in weights[side] if not name.startswith("rule.")} <= set(FEATURES)


def test_evidence_of_a_span() -> None:
    found = Marginals()
    nothing = (0.0,) * 4
    found.add([0, 1, 2], [1, 2, 3], [3], [(0.0, 0.9, 0.0, 0.0, *nothing), (0.0, 0.0, 0.8, 0.1, *nothing), None])
    whole = found.at(0, 2)
    assert whole.whole == 0.1 and whole.behind == 0.8 and whole.before == 0.0
    assert found.at(1, 2).before == pytest.approx(0.9)
    assert found.at(2, 3) == NONE and found.at(5, 9) == NONE
    assert found.names() == [(0, 2, 0.1)]


def test_a_pool_holds_one_proposal_for_each_span() -> None:
    pool = Pool()
    assert pool.at(0, 2) is pool.at(0, 2)
    assert (0, 2) in pool and (0, 3) not in pool


def test_what_goes_on_for_ever_is_no_name() -> None:
    text = "岚峰银行苏州" * 40
    seen = Marginals()
    inside = tuple({"B": 0.5, "N": 0.3, "E": 0.2}.get(label, 0.0) for label in LABELS)
    seen.add(range(len(text)), range(1, len(text) + 1), [len(text)], [inside] * len(text))
    names = list(seen.names())
    assert names
    assert max(end - start for start, end, _ in names) <= 40
