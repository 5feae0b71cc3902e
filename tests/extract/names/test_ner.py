"""The statistical recognizer: names that no table knows, what is no name, pooling, training, other spaCy pipelines."""

import json
import random
from itertools import accumulate, pairwise, product
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from mokuromi.corpus.article import Article
from mokuromi.corpus.record import Record
from mokuromi.errors import ConfigError
from mokuromi.extract.names import train_ner
from mokuromi.extract.names.ner import config, corpora, features, net_fit, plugin, recognizer
from mokuromi.extract.names.ner.chain import Chain
from mokuromi.extract.names.ner.corpora import Sentence
from mokuromi.extract.names.ner.generate import Generator, NameParts, swap_names
from mokuromi.extract.names.ner.hashing import mixed
from mokuromi.extract.names.ner.net import STEPS, TEMPLATES, Net, NetWeights
from mokuromi.extract.text.document import Document
from mokuromi.rules.fold import fold


def found(text: str, lang: str, taken: tuple[Record, ...] = (), kind: str = "company") -> list[str]:
    records = recognizer.load(lang).find(Document(Article("a", text, lang)), taken)
    return [text[r.start : r.end] for r in records if r.kind == kind]


NAMES = [
    ("ja", "ソフト開発の株式会社ミナトリンクは5日、東証グロース市場に上場した。", ["株式会社ミナトリンク"]),
    ("ja", "保管大手の奥浜倉庫は2025年3月期の売上高が312億円になったと発表した。", ["奥浜倉庫"]),
    ("ja", "AIスタートアップのVelunoは12億円を調達した。", ["Veluno"]),
    ("zh-Hans", "澜栖科技有限公司于3月2日向港交所递交招股书。", ["澜栖科技有限公司"]),
    ("zh-Hans", "本轮融资由曜石创投领投，珂润资本跟投。", ["曜石创投", "珂润资本"]),
    ("zh-Hans", "人形机器人公司Dorvex宣布完成2亿元B轮融资。", ["Dorvex"]),
    ("zh-Hant", "保薦人為翠屏證券，核數師為和嶺會計師事務所。", ["翠屏證券", "和嶺會計師事務所"]),
    ("zh-Hant", "瀚嶼電子股份有限公司去年營收12億元，年增8%。", ["瀚嶼電子股份有限公司"]),
]


@pytest.mark.parametrize(("lang", "text", "names"), NAMES)
def test_invented_names(lang: str, text: str, names: list[str]) -> None:
    assert found(text, lang) == names


NO_NAMES = [
    ("ja", "AGIの実現とMaaSの値下げが、ChatGPTやGLMの普及を後押しした。"),
    ("ja", "売上高は前年同期比3割増の120億円、営業利益率は8.5%だった。"),
    ("ja", "創業者の高橋健一氏は京都大学を卒業した。"),
    ("ja", "同社の研究開発費は2億円だった。"),
    ("zh-Hans", "豆包和ChatGPT的月活用户均超过1亿。"),
    ("zh-Hans", "董事长张鹏表示，AGI尚需时日。"),
    ("zh-Hans", "公司2024年营业收入为3.2亿元，毛利率41%。"),
    ("zh-Hant", "恒指全日升0.8%，大市成交1,900億元。"),
    ("ja", ""),
    ("zh-Hans", "，。、 \n\n 123 %"),
]


@pytest.mark.parametrize(("lang", "text"), NO_NAMES)
def test_no_names(lang: str, text: str) -> None:
    assert found(text, lang) == []


def test_exchange_is_an_organization() -> None:
    text = "株式会社ミナトリンクは5日、東京証券取引所に上場した。"
    assert "東京証券取引所" in found(text, "ja", kind="organization")


def test_every_mention_of_an_accepted_name_is_found() -> None:
    text = "物流大手の奥浜倉庫は売上高が312億円だったと発表した。奥浜倉庫は増益。株主は奥浜倉庫を見直した。"
    assert found(text, "ja") == ["奥浜倉庫"] * 3


def test_nothing_overlaps_what_is_taken() -> None:
    text = "本轮融资由曜石创投领投，珂润资本跟投。"
    start = text.index("曜石创投")
    assert found(text, "zh-Hans", (Record("company", start, start + 4),)) == ["珂润资本"]
    assert found(text, "zh-Hans", (Record("company", start + 2, start + 4),)) == ["珂润资本"]
    assert found(text, "zh-Hans", (Record("company", 0, len(text)),)) == []


def test_unknown_language() -> None:
    with pytest.raises(ConfigError, match="'ko'"):
        recognizer.load("ko")


def test_missing_weights(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ConfigError, match="--no-ner"):
        recognizer.EnsembleRecognizer(tmp_path / "none.npz", "ja")


ALPHABET = "智譜株式会社はの、。()（）「」[]・AiＡ1３ ー-&.\n\0ロトとﾛ㈱𠮷é集团有限公司的和%億元"


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=ALPHABET, max_size=60), st.sampled_from(["ja", "zh-Hans", "zh-Hant"]))
def test_records_are_in_order_disjoint_and_inside(text: str, lang: str) -> None:
    at = 0
    for record in recognizer.load(lang).find(Document(Article("a", text, lang)), ()):
        assert at <= record.start < record.end <= len(text)
        assert 0 < record.score <= 1
        at = record.end


def read(texts: list[str], lang: str) -> features.Rows:
    folded = [fold(text) for text in texts]
    ends = [*accumulate(len(text) + 1 for text in folded)]
    spans = [(end - 1 - len(text), end - 1) for text, end in zip(folded, ends, strict=True)]
    return features.read("\n".join(folded), spans, [features.words(text, lang) for text in texts])


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=ALPHABET, max_size=60), st.sampled_from(["ja", "zh-Hans"]))
def test_units_hold_every_visible_character_once(text: str, lang: str) -> None:
    rows = read([text], lang)
    covered = [i for s, e in zip(rows.starts.tolist(), rows.ends.tolist(), strict=True) for i in range(s, e)]
    assert covered == [i for i, c in enumerate(fold(text)) if not c.isspace()]
    assert rows.keys.shape[1] == len(rows.starts) == rows.sizes.sum()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(alphabet=ALPHABET.replace("\n", ""), max_size=30), min_size=2, max_size=5), st.sampled_from(["ja", "zh-Hans"]))
def test_sentences_read_together_are_read_as_they_are_alone(texts: list[str], lang: str) -> None:
    together = read(texts, lang).keys
    assert np.array_equal(together, np.concatenate([read([text], lang).keys for text in texts], axis=1))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(alphabet=ALPHABET, max_size=60), min_size=2, max_size=6), st.sampled_from(["ja", "zh-Hans", "zh-Hant"]))
def test_documents_read_together_are_read_as_they_are_alone(texts: list[str], lang: str) -> None:
    documents = [Document(Article("a", text, lang)) for text in [*texts, "東京 " * 1500]]
    crf = recognizer.load(lang)
    for alone, together in zip(map(crf.read, documents), crf.read_all(documents), strict=True):
        assert (alone.starts, alone.ends, alone.sentences) == (together.starts, together.ends, together.sentences)
        for one, other in zip(alone.rows, together.rows, strict=True):
            assert one == (other and pytest.approx(other, abs=1e-5))


def named(name: str, *parts: str) -> int:
    """The hash of a feature, character by character."""
    value, base = 0, 0x9E3779B97F4A7C15
    for char in name + "|".join(parts):
        value = (value * base + ord(char) + 1) % (1 << 64)
    return int(mixed(np.array([value], np.uint64))[0])


@pytest.mark.parametrize(
    ("text", "unit", "held", "not_held"),
    [
        ("A社は300円", 2, [("w=", "は"), ("vw=", "社", "は"), ("wx=", "は", "000"), ("c=CHD",)], [("w=", "社"), ("wx=", "は", "300")]),
        ("ABC社", 0, [("w=", "abc"), ("v=", "<1"), ("p3=", "abc"), ("ln=", "3"), ("r=", "ABC社")], [("w=", "ABC"), ("ln=", "4")]),
        ("佐渡（6701）は", 0, [("rb=",), ("ra=", "(", "6701"), ("a=T2",), ("rl=", "2"), ("rs=", "佐渡")], [("a=T1",), ("rl=", "3")]),
        ("佐渡（以下「佐」）は", 0, [("a=A2",)], [("a=T2",)]),
        ("佐渡電気と", 0, [("a=I3",), ("rt=", "渡电气"), ("r=", "佐渡电气")], [("a=",)]),
        ("佐渡と", 1, [("a=",), ("ra=", "と"), ("x=", "と"), ("y=", ">1")], [("ra=", "と", "")]),
    ],
)  # fmt: skip
def test_features_are_hashes_of_their_names(text: str, unit: int, held: list[tuple[str, ...]], not_held: list[tuple[str, ...]]) -> None:
    keys = set(read([text], "ja").keys[:, unit].tolist())
    assert [h for h in held if named(h[0], *h[1:]) not in keys] == []
    assert [h for h in not_held if named(h[0], *h[1:]) in keys] == []


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.integers(0, 2**32))
def test_marginals_are_those_of_all_paths(sizes: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    labels, keys = ("O", "B", "E"), np.sort(rng.integers(1, 2**63, 5, np.uint64))
    weights = np.vstack([rng.normal(size=(5, 3)), np.zeros(3)]).astype(np.float32)
    moves = rng.normal(size=(3, 3))
    asked = np.append(keys, np.uint64(7))[rng.integers(0, 6, (2, sum(sizes)))]
    found = Chain(labels, keys, weights, moves).marginals(asked, np.array(sizes))
    scores = weights[[[[*keys, 7].index(k) for k in row] for row in asked]].sum(axis=0)
    at = 0
    for size in sizes:
        want = np.zeros((size, 3))
        for path in product(range(3), repeat=size):
            score = sum(scores[at + i, x] for i, x in enumerate(path)) + sum(moves[a, b] for a, b in pairwise(path))
            for i, x in enumerate(path):
                want[i, x] += np.exp(score)
        assert np.allclose(found[at : at + size], want / want.sum(axis=1, keepdims=True), atol=1e-5)
        at += size


SETTING = config.NetTraining(7, 6, 3, 30, 0.02, 0.0, 0.0, 0.0, 1, 20)


def some_net(seed: int, keys: int = 9, labels: int = 3) -> NetWeights:
    rng = np.random.default_rng(seed)
    weights = net_fit.start(np.arange(1, keys + 1, dtype=np.uint64), labels, SETTING, rng)
    for array in (weights.table[:-1], weights.bias, weights.biases, weights.out_bias, weights.moves):
        array += rng.normal(size=array.shape).astype(np.float32)
    return weights


@pytest.mark.parametrize("array", ["units", "bias", "layers", "biases", "out", "out_bias", "moves"])
def test_gradients_are_those_of_the_loss(array: str) -> None:
    rng = np.random.default_rng(5)
    weights, sizes = some_net(1), np.array([4, 1, 0, 9])
    labels, summed = rng.integers(0, 3, 14), rng.normal(size=(14, 6)).astype(np.float32)
    _, found = net_fit.loss(weights, summed, labels, sizes)
    changed = summed if array == "units" else getattr(weights, array)
    way = rng.normal(size=changed.shape).astype(np.float32)
    there = []
    for step in (1e-3, -2e-3):
        changed += np.float32(step) * way
        there.append(net_fit.loss(weights, summed, labels, sizes)[0])
    slope = (there[0] - there[1]) / 2e-3
    assert slope == pytest.approx(float((getattr(found, array) * way).sum()), rel=0.05, abs=2e-3)
    assert abs(slope) > 1e-3


def test_the_loss_is_that_of_the_stated_path() -> None:
    weights = some_net(2)
    summed = np.random.default_rng(3).normal(size=(2, 6)).astype(np.float32)
    paths = [net_fit.loss(weights, summed, np.array(path), np.array([2]))[0] for path in product(range(3), repeat=2)]
    assert sum(np.exp(-2 * value) for value in paths) == pytest.approx(1, abs=1e-5)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=5), st.integers(0, 2**32))
def test_a_net_reads_each_sentence_for_itself(sizes: list[int], seed: int) -> None:
    net = Net(("O", "B", "E"), some_net(4))
    keys = np.random.default_rng(seed).integers(0, 14, (max(TEMPLATES) + 1, sum(sizes))).astype(np.uint64)
    together, at = net.marginals(keys, np.array(sizes)), 0
    assert np.allclose(together.sum(axis=1), 1)
    for size in sizes:
        assert np.allclose(net.marginals(keys[:, at : at + size], np.array([size])), together[at : at + size], atol=1e-5)
        at += size


@pytest.mark.parametrize(
    ("rows", "read"),
    [
        ([[0.99, 0.01], [0.02, 0.98]], []),
        ([[0.99, 0.01], [0.6, 0.4]], [1]),
        ([[0.06, 0.94], [0.97, 0.03]], [0]),
        ([[0.5, 0.5], [0.4, 0.6]], [0, 1]),
    ],
)
def test_the_net_reads_only_where_the_crf_is_unsure(rows: list[list[float]], read: list[int]) -> None:
    """Two sentences of one unit each, that may be a firm's or nothing."""
    asked: list[int] = []

    class Told:
        def marginals(self, keys: np.ndarray, sizes: np.ndarray) -> np.ndarray:
            found = np.zeros((keys.shape[1], len(config.LABELS)))
            found[:, config.LABELS.index("O")], found[:, config.LABELS.index("S")] = np.array(rows).T
            return found

    class Asked:
        def marginals(self, keys: np.ndarray, sizes: np.ndarray) -> np.ndarray:
            asked.extend(keys[0].tolist())
            found = np.zeros((keys.shape[1], len(config.LABELS)))
            found[:, config.LABELS.index("S")] = 1
            return found

    crf = recognizer.EnsembleRecognizer(Path(recognizer.__file__).parent / "weights" / "zh.npz", "zh")
    crf._chain, crf._net = Told(), Asked()  # type: ignore[assignment]
    one = np.arange(2)
    found = crf._marginals(features.Rows(one, one + 1, np.ones(2, np.int64), one[None].astype(np.uint64)))
    assert asked == read
    firm = found[:, config.LABELS.index("S")]
    assert firm.tolist() == pytest.approx([(p[1] + 1) / 2 if i in read else p[1] for i, p in enumerate(rows)])


def test_a_net_learns_what_stands_further_off() -> None:
    rng = np.random.default_rng(6)
    sizes = np.full(60, 8)
    keys = rng.integers(3, 6, (1, 480)).astype(np.uint64)
    marks = rng.integers(1, 3, 60)
    keys[0, ::8] = marks
    labels = np.zeros(480, np.int64)
    labels[5::8] = marks  # the label of the sixth unit is told by the first
    weights = net_fit.fit(net_fit.NetData(np.repeat(keys, len(TEMPLATES), axis=0), labels, sizes), 3, SETTING)
    full = np.zeros((max(TEMPLATES) + 1, 480), np.uint64)
    full[list(TEMPLATES)] = keys
    found = Net(("O", "B", "E"), weights).marginals(full, sizes).argmax(axis=1)
    assert (found == labels).mean() > 0.99


def test_weights_of_a_net_in_a_file(tmp_path) -> None:  # type: ignore[no-untyped-def]
    weights = some_net(8)
    np.savez(tmp_path / "net.npz", **weights.arrays())
    read_again = NetWeights.read(tmp_path / "net.npz")
    assert read_again is not None
    assert np.array_equal(read_again.layers, weights.layers)
    assert np.allclose(read_again.table, weights.table, atol=np.abs(weights.table).max() / STEPS)
    assert not read_again.table[-1].any()
    np.savez(tmp_path / "none.npz", keys=weights.keys)
    assert NetWeights.read(tmp_path / "none.npz") is None
    np.savez(tmp_path / "half.npz", **{name: array for name, array in weights.arrays().items() if name != "net.moves"})
    with pytest.raises(ValueError, match="no array"):
        NetWeights.read(tmp_path / "half.npz")


@pytest.mark.parametrize("lang", ["ja", "zh"])
def test_generated_sentences(lang: str) -> None:
    made = Generator(lang, 7).sentences(200)
    assert made == Generator(lang, 7).sentences(200)
    assert made != Generator(lang, 8).sentences(200)
    for sentence in made:
        assert corpora.disjoint(sentence.entities) == sentence.entities
        assert all(sentence.text[s:e].strip() == sentence.text[s:e] != "" for s, e, _ in sentence.entities)
        assert "{" not in sentence.text


def test_swapped_names_keep_the_other_entities() -> None:
    text = "張三はアルファ商事からベータ工業へ移った。アルファ商事は黙っている。"
    spans = [(0, 2, "P"), (3, 9, "C"), (11, 16, "C"), (21, 27, "C")]
    rng = random.Random(1)
    (copy,) = swap_names([Sentence(text, spans, "x")], NameParts("ja", rng), 1.0, rng)
    names = [copy.text[s:e] for s, e, _ in copy.entities]
    assert names[0] == "張三"
    assert names[1] == names[3] != "アルファ商事"
    assert "アルファ商事" not in copy.text


def test_completing_partial_labels() -> None:
    known = [Sentence("远帆科技发布公告。", [(0, 4, "C")]), Sentence("收购远帆科技股权。", [(2, 6, "C")])]
    unlabelled, left_out = Sentence("股东称远帆科技亏损。", []), Sentence("某某有限公司亏损。", [])
    assert corpora.complete([*known, unlabelled, left_out]) == [*known, Sentence("股东称远帆科技亏损。", [(3, 7, "C")])]


def test_telling_companies_from_other_organizations() -> None:
    judged = [Sentence("ベータと契約した。", [(0, 3, "C")])]
    merged = [
        Sentence("アルファ株式会社は増収。", [(0, 8, "G")]),
        Sentence("ベータは増収。", [(0, 3, "G")]),
        Sentence("東西大学を出た。", [(0, 4, "G")]),
        Sentence("ガンマは強い。", [(0, 3, "G")]),
    ]
    assert [s.entities[0][2] for s in corpora.tell_apart(merged, judged)] == ["C", "C", "I"]


def test_labels() -> None:
    units = [(0, 1), (1, 2), (2, 3), (3, 6), (6, 7)]
    assert train_ner.labels(units, [(0, 3, "C"), (3, 6, "P")]) == ["B", "N", "E", "P", "O"]
    assert train_ner.labels(units, [(4, 5, "C"), (6, 7, "I")]) == ["O", "O", "O", "S", "G"]
    assert train_ner.labels([], [(0, 1, "C")]) == []


def test_training_is_deterministic(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    setting = config.Training(("a.jsonl",), (), (), 0.5, 60, 1, 0, 0.1, 0.1, 1, 12, net=True)
    monkeypatch.setattr(config, "training", lambda model: setting)
    monkeypatch.setattr(config, "net", lambda: config.NetTraining(1, 8, 2, 20, 0.01, 0.1, 0.1, 0.0, 1, 200))
    row = {"text": "アルファ商事は増収。", "entities": [[0, 6, "COMPANY"]], "source": "x"}
    (tmp_path / "a.jsonl").write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    made = []
    for folder in ("one", "two"):
        assert train_ner.main(["--data", str(tmp_path), "--out", str(tmp_path / folder), "--model", "ja"]) == 0
        made.append((tmp_path / folder / "ja.npz").read_bytes())
    assert made[0] == made[1]
    learned = recognizer.EnsembleRecognizer(tmp_path / "one" / "ja.npz", "ja")
    records = learned.find(Document(Article("a", "アルファ商事は増収。", "ja")), ())
    assert [(r.start, r.end) for r in records] == [(0, 6)]


def test_another_spacy_pipeline(tmp_path) -> None:  # type: ignore[no-untyped-def]
    nlp = spacy.blank("zh")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns(
        [{"label": "Company", "pattern": "远帆"}, {"label": "ORG", "pattern": "南岭大学"}, {"label": "Person", "pattern": "王小明"}]  # type: ignore[attr-defined]
    )
    nlp.to_disk(tmp_path / "tiny")
    other = plugin.from_spacy(str(tmp_path / "tiny"))
    text = "王小明来了。\n远帆与南岭大学合作，远帆出资。"
    document = Document(Article("a", text, "zh-Hans"))
    records = other.find(document, [])
    assert [(r.kind, text[r.start : r.end]) for r in records] == [("company", "远帆"), ("organization", "南岭大学"), ("company", "远帆")]
    assert all(r.rule.startswith("ner:") for r in records)
    first = records[0]
    assert [r.start for r in other.find(document, [first])] == [records[1].start, records[2].start]


def test_a_spacy_pipeline_that_is_not_there() -> None:
    with pytest.raises(ConfigError, match="pip install"):
        plugin.from_spacy("no_such_pipeline_here")


def test_as_a_spacy_component() -> None:
    nlp = spacy.blank("zh")
    doc = plugin.make_component(nlp, "mokuromi_ner")(nlp("本轮融资由曜石创投领投。"))
    assert [(e.text, e.label_) for e in doc.ents] == [("曜石创投", "COMPANY")]
