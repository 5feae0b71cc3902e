"""The spaCy component, by its entry point."""

from datetime import date

import pytest
import spacy

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


def test_without_recognizer():
    nlp = mokuromi.load("ja")
    assert nlp.get_pipe("mokuromi").engine is not None


@pytest.mark.parametrize("text", ["", " ", "\n", "　全角　空白　", "a b  c", "円"])
def test_text_is_kept(nlp, text):
    assert nlp(text).text == text


def test_other_language():
    with pytest.raises(ConfigError, match="'ja' or 'zh'"):
        mokuromi.load("en")
