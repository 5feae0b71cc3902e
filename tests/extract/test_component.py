"""The spaCy component, by its entry point."""

import os
import subprocess
import sys
from datetime import date
from importlib.metadata import entry_points

import pytest
import spacy
from spacy.tokens import Doc, DocBin

import mokuromi
from mokuromi.errors import ConfigError

TEXTS = {
    "ja": "メルカリの17日の発表では、 売上高は3億円。\n\n 前年同期比12%増。",
    "zh": "2024年，小米集团营收3659亿元，  同比增长35%。ok \n",
}


@pytest.fixture(scope="module", params=["ja", "zh"])
def nlp(request):
    return mokuromi.load(request.param)


def test_records_and_facts(nlp):
    text = TEXTS[nlp.lang]
    doc = nlp.make_doc(text)
    doc._.published = date(2025, 12, 22)
    doc = nlp(doc)
    assert doc.text == text
    spans = doc.spans["mokuromi"]
    assert {"company", "money", "percent", "date"} == {s.label_ for s in spans}
    for span in spans:
        record = span._.record
        assert text[record.start : record.end] == record.text == span.text
    assert "revenue" in {f.metric for f in doc._.facts}


def test_saved_and_loaded(nlp, tmp_path):
    nlp.to_disk(tmp_path)
    again = spacy.load(tmp_path)
    text = TEXTS[nlp.lang]
    one, two = again(text), nlp(text)
    assert [s.text for s in one.spans["mokuromi"]] == [s.text for s in two.spans["mokuromi"]]


def test_saved_and_loaded_in_a_fresh_process(nlp, tmp_path):
    if not entry_points(group="spacy_tokenizers", name="mokuromi.tokenizer.v1") and "CI" not in os.environ:
        pytest.skip("the installed package is older than its entry points: pip install -e .")
    nlp.to_disk(tmp_path)
    code = "import sys, spacy; print(len(spacy.load(sys.argv[1])(sys.argv[2]).spans['mokuromi']))"
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path), TEXTS[nlp.lang]], capture_output=True, text=True, check=True)
    assert int(done.stdout) == len(nlp(TEXTS[nlp.lang]).spans["mokuromi"])


def _same(one, two):
    assert [(s.text, s.label_, s.kb_id_, s._.record) for s in one.spans["mokuromi"]] == [
        (s.text, s.label_, s.kb_id_, s._.record) for s in two.spans["mokuromi"]
    ]
    assert one._.facts == two._.facts and one._.published == two._.published


def test_written_and_read(nlp):
    doc = nlp.make_doc(TEXTS[nlp.lang])
    doc._.published = date(2025, 12, 22)
    doc = nlp(doc)
    _same(doc, Doc(nlp.vocab).from_bytes(doc.to_bytes()))
    (again,) = DocBin(docs=[doc], store_user_data=True).get_docs(nlp.vocab)
    assert (again._.facts, again._.published) == (doc._.facts, doc._.published)


def test_two_processes(nlp):
    for one, two in zip(nlp.pipe([TEXTS[nlp.lang]] * 2, n_process=2), nlp.pipe([TEXTS[nlp.lang]] * 2), strict=True):
        _same(one, two)


def test_settings(tmp_path):
    companies = tmp_path / "companies.csv"
    companies.write_text("id,name\nminamo,ミナモ製菓\n", encoding="utf-8")
    nlp = mokuromi.load("ja", companies=companies, ner=False, ents=True)
    doc = nlp("ミナモ製菓の売上高は3億円。")
    assert ("ミナモ製菓", "company", "minamo") in [(e.text, e.label_, e.kb_id_) for e in doc.ents]
    assert not mokuromi.load("ja", ner=False)("ミナモ製菓の売上高は3億円。").ents


@pytest.mark.parametrize("text", ["", " ", "\n", "　全角　空白　", "a b  c", "円"])
def test_text_is_kept(nlp, text):
    assert nlp(text).text == text


def test_other_language():
    with pytest.raises(ConfigError, match="use 'ja', or 'zh'"):
        mokuromi.load("en")
