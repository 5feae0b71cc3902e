"""The Python face: what data teams import."""

import inspect
import pickle
import subprocess
import sys
import time
from datetime import date, datetime
from decimal import Decimal

import pandas as pd
import pytest

import mokuromi as mk
from mokuromi.corpus.record import FACT_COLUMNS, RECORD_COLUMNS

TEXT = "小米集团2024年营收3659.1亿元，同比增长35%。其中，智能电动汽车等创新业务收入328亿元。"


def test_extract_takes_articles_frames_and_paths(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    frame = pd.DataFrame([{"id": "a", "text": TEXT, "lang": "zh", "published": "2025-03-18"}])
    results = [mk.extract(source, ner=False) for source in (path, str(tmp_path), frame, [mk.Article("a", TEXT, "zh-Hans")])]
    for records, facts in results:
        assert list(records.columns) == list(RECORD_COLUMNS)
        assert list(facts.columns) == list(FACT_COLUMNS)
        assert facts.loc[facts["metric"] == "revenue", "value"].iloc[0] == Decimal("365910000000")
        assert all(TEXT[s:e] == t for s, e, t in zip(records["start"], records["end"], records["text"], strict=True))


def test_jobs_give_the_same_rows(tmp_path):
    articles = [mk.Article(str(n), TEXT.replace("2024", str(2000 + n)), "zh-Hans") for n in range(40)]
    alone, many = mk.extract(articles, ner=False), mk.extract(articles, ner=False, jobs=2)
    for one, two in zip(alone, many, strict=True):
        pd.testing.assert_frame_equal(one, two)


def test_extract_batches_is_a_map_over_frames():
    frames = [pd.DataFrame([{"id": str(n), "text": TEXT, "lang": "zh", "published": None}]) for n in range(3)]
    out = list(mk.extract_batches(iter(frames), what="facts", ner=False))
    assert [len(f) for f in out] == [len(out[0])] * 3
    assert list(out[0].columns) == list(FACT_COLUMNS)


def test_reconcile_end_to_end(tmp_path):
    known = tmp_path / "known.csv"
    known.write_text(
        "company,metric,period,value,unit\n1810.HK,revenue,2024,365906000000,CNY\nxiaomi,revenue_growth_yoy,2024,53,percent\n",
        encoding="utf-8",
    )
    _, facts = mk.extract([mk.Article("a", TEXT, "zh-Hans", date(2025, 3, 18))], ner=False)
    result = mk.reconcile(facts, mk.read_known(known))
    status = dict(zip(result["metric"], result["status"], strict=True))
    assert status["revenue_growth_yoy"] == "mismatch"
    mk.report(result, tmp_path / "r.html")
    assert (tmp_path / "r.html").stat().st_size > 1000


def test_user_companies(tmp_path):
    firms = tmp_path / "firms.csv"
    firms.write_text("id,name,aliases,ticker\nmi,小米集团,小米|Xiaomi,01810.HK\n", encoding="utf-8")
    records, facts = mk.extract([mk.Article("a", TEXT, "zh-Hans")], companies=firms, ner=False)
    assert set(records.loc[records["kind"] == "company", "entity_id"]) == {"mi"}
    assert set(facts["company"]) == {"mi"}


def test_overlay_adds_a_metric(tmp_path):
    (tmp_path / "metrics.toml").write_text(
        '[[metric]]\nid = "arr"\nunit = "money"\nperiod = "flow"\nforms = { zh = ["经常性收入"] }\nexamples = [{ lang = "zh", text = "无" }]\n',
        encoding="utf-8",
    )
    text = "小米集团2024年经常性收入12亿元。"
    assert "arr" in set(mk.extract([mk.Article("a", text, "zh-Hans")], overlay=tmp_path, ner=False)[1]["metric"])
    assert "arr" not in set(mk.extract([mk.Article("a", text, "zh-Hans")], ner=False)[1]["metric"])


def test_same_input_same_rows_on_any_day():
    article = [mk.Article("a", "小米集团去年营收3659.1亿元，今年3月交付2.9万辆。", "zh-Hans", date(2025, 4, 2))]
    assert mk.extract(article, ner=False)[0].equals(mk.extract(article, ner=False)[0])
    undated = mk.extract([mk.Article("a", "小米集团去年营收3659.1亿元。", "zh-Hans")], ner=False)[0]
    year = undated[undated["kind"] == "date"].iloc[0]
    assert pd.isna(year["start_date"])
    assert year["timex"]


@pytest.mark.parametrize(("text", "lang", "value"), [("三億二千万", "ja", "320000000"), ("1.2万亿", "zh", "1200000000000")])
def test_parse_number(text, lang, value):
    assert mk.parse_number(text, lang) == Decimal(value)


@pytest.mark.parametrize("text", ["", "円", "第", "abc", "1..2"])
def test_parse_number_refuses(text):
    with pytest.raises(ValueError, match=r".+"):
        mk.parse_number(text, "ja")


def test_names_of_the_face_exist():
    assert all(getattr(mk, name) is not None for name in mk.__all__)
    with pytest.raises(AttributeError):
        _ = mk.nothing_of_the_kind


@pytest.mark.parametrize("name", [n for n in mk.__all__ if n[0].islower()])
def test_the_face_is_made_of_functions_that_show_what_they_take(name):
    function = getattr(mk, name)
    assert inspect.isfunction(function) and function.__doc__ and name in dir(mk)
    kinds = {p.kind for p in inspect.signature(function).parameters.values()}
    assert not kinds & {inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL}


@pytest.mark.parametrize(
    "code",
    [
        "import mokuromi as mk, mokuromi.extract.text.document as d, mokuromi.reconcile.interval as i",
        "import mokuromi.extract.text.document as d; import mokuromi as mk; i = mk.reconcile",
        "from mokuromi.extract.text import document as d; import mokuromi as mk; i = mk.reconcile.__class__",
    ],
)
def test_functions_and_rooms_of_one_name(code):
    code += "; assert callable(mk.extract) and mk.extract.text.document is d and i; print(mk.extract.__name__)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "extract"


@pytest.mark.parametrize(
    ("error", "caught"),
    [(mk.InputError, ValueError), (mk.RuleError, ValueError), (mk.KnownFiguresError, ValueError), (mk.ConfigError, ValueError)],
)
def test_errors_are_the_built_in_ones_too(error, caught):
    assert issubclass(error, caught) and issubclass(error, mk.MokuromiError)
    assert str(pickle.loads(pickle.dumps(error("what to do")))) == "what to do"


def test_a_missing_file_is_a_value_error_and_an_os_error():
    for call in (lambda: mk.extract("no/such/file.txt"), lambda: mk.read_known("no/such/file.csv")):
        with pytest.raises(OSError, match="no such") as caught:
            call()
        assert isinstance(caught.value, ValueError) and isinstance(caught.value, mk.MokuromiError)


@pytest.mark.parametrize("text", ["売上$1.2B%", "売上$1.2K%", "€5億台", "¥%", "$1-2%-3円"])
def test_odd_amounts_keep_their_offsets(text):
    records, _ = mk.extract_text(text, "ja", ner=False)
    assert all(0 <= r.start < r.end <= len(text) and text[r.start : r.end] == r.text for r in records)


GOOD, BAD = "小米集团2024年营收1亿元。", "毒"


@pytest.fixture
def poisoned(monkeypatch):
    """An extraction that fails at one text."""
    from mokuromi.extract.pipeline import Engine

    whole = Engine.extract

    def extract(self, article):
        if article.text == BAD:
            raise ZeroDivisionError("poisoned")
        return whole(self, article)

    monkeypatch.setattr(Engine, "extract", extract)


def test_one_article_never_costs_another(poisoned, caplog):
    frame = pd.DataFrame({"id": ["a", "b", "c", "d"], "text": [GOOD, BAD, GOOD, GOOD], "published": [pd.NaT, None, "2025-01-01", "soon"]})
    errors = []
    _, facts = mk.extract(frame, ner=False, on_error=errors.append)
    assert list(facts["article_id"]) == ["a", "c"]
    ((row,), (failed,)) = ([e for e in errors if isinstance(e, mk.ArticleError) is of_article] for of_article in (False, True))
    assert (failed.article, failed.reason) == ("b", "ZeroDivisionError: poisoned") and "'d'" in str(row)
    assert 'raise ZeroDivisionError("poisoned")' in caplog.text
    with pytest.raises(mk.ArticleError, match="article 'b' cannot be extracted: ZeroDivisionError: poisoned"):
        mk.extract(frame[:2], ner=False)


def test_batches_go_on_and_tell_failures(poisoned, caplog):
    frames = [pd.DataFrame({"id": ["a", "b"], "text": [GOOD, BAD]}), pd.DataFrame({"id": ["c"], "text": [GOOD]})]
    errors = []
    done = list(mk.extract_batches(frames, "facts", ner=False, on_error=errors.append))
    assert [list(frame["article_id"]) for frame in done] == [["a"], ["c"]]
    assert [e.article for e in errors] == ["b"] and "ZeroDivisionError" in caplog.text
    failures = list(mk.extract_batches(frames, "failures", ner=False))
    assert [list(frame["article_id"]) for frame in failures] == [["b"], []]
    with pytest.raises(ValueError, match="use one of records, facts, failures"):
        list(mk.extract_batches(frames, "fact", ner=False))


def test_the_spacy_pipe_goes_on(poisoned, caplog):
    docs = list(mk.load("zh").pipe([GOOD, BAD, GOOD]))
    assert [len(doc._.facts) for doc in docs] == [1, 0, 1]
    assert [doc._.error for doc in docs] == [None, "ZeroDivisionError: poisoned", None]
    assert "ZeroDivisionError" in caplog.text


def test_time_is_limited_in_this_process_too(monkeypatch):
    from mokuromi.corpus.stream import Limits
    from mokuromi.extract import stream
    from mokuromi.extract.pipeline import Engine

    monkeypatch.setattr(Engine, "extract", lambda self, article: time.sleep(60) if article.text == BAD else ([], []))
    articles = [mk.Article(str(n), text, "ja") for n, text in enumerate([GOOD, BAD, GOOD])]
    errors = []
    done = list(stream.stream(articles, stream.settings_of((), None, False), on_error=errors.append, limits=Limits(seconds=2)))
    assert [article.id for article, _, _ in done] == ["0", "2"]
    assert [e.reason for e in errors] == ["took longer than 2 seconds; raise limits.seconds, or leave it out"]


def test_frames_have_the_types_of_the_contract():
    records, facts = mk.extract([mk.Article("a", TEXT, "zh-Hans", date(2025, 3, 18))], ner=False)
    known = pd.DataFrame([{"company": "xiaomi", "metric": "revenue", "period": "2024", "value": 365906000000, "unit": "CNY"}])
    result = mk.reconcile(facts, mk.read_known(known))
    assert facts[facts["start_date"] > "2025-01-01"].empty and set(facts["start_date"].dt.year) == {2024}
    revenue = result[(result["metric"] == "revenue") & (result["status"] == "rounded")]
    assert (revenue["value"] - revenue["known_value"]).tolist() == [Decimal("4000000")] == revenue["difference"].tolist()
    assert (revenue["value"] / revenue["known_value"]).astype(float).round(4).tolist() == [1.0]
    assert (-facts["value"]).abs().tolist() == facts["value"].tolist()
    assert isinstance(facts["value"].iloc[0], Decimal) and facts["value_max"].isna().all()
    for frame, column in ((records, "kind"), (records, "modifier"), (facts, "basis"), (result, "status"), (result, "diagnosis")):
        assert frame[column].dtype == "category", column
    assert {str(frame[c].dtype) for frame in (records, facts) for c in ("start", "end")} == {"int32"}


def test_explanations_are_those_of_the_figures_as_written():
    _, facts = mk.extract([mk.Article("a", TEXT, "zh-Hans")], ner=False)
    known = pd.DataFrame([{"company": "xiaomi", "metric": "revenue", "period": "2024", "value": "365906000000.5", "unit": "CNY"}])
    (text,) = mk.reconcile(facts[facts["segment"] == ""].iloc[:1], mk.read_known(known))["explanation"]
    assert "stated 365,910,000,000 CNY" in text and "known 365,906,000,000.5 CNY" in text


def test_frames_survive_parquet(tmp_path):
    _, facts = mk.extract([mk.Article("a", TEXT, "zh-Hans", date(2025, 3, 18))], ner=False)
    facts.to_parquet(tmp_path / "facts.parquet")
    again = pd.read_parquet(tmp_path / "facts.parquet")
    known = mk.read_known(pd.DataFrame([{"company": "xiaomi", "metric": "revenue", "period": "2024", "value": 365906000000, "unit": "CNY"}]))
    one, two = (mk.reconcile(f, known)[["status", "explanation"]].astype(str) for f in (facts, again))
    assert one.equals(two)


def test_no_articles_no_rows():
    records, facts = mk.extract([])
    assert len(records) == len(facts) == 0
    assert str(facts["start_date"].dtype) == "datetime64[s]"


def test_a_frame_with_text_only():
    _, facts = mk.extract(pd.DataFrame({"text": [TEXT]}, index=["x7"]), ner=False)
    assert set(facts["article_id"]) == {"x7"}


def test_progress_and_log(caplog):
    done = []
    with caplog.at_level("INFO", logger="mokuromi"):
        mk.extract([mk.Article("a", TEXT, "zh-Hans"), mk.Article("b", TEXT, "zh-Hans")], ner=False, progress=done.append)
    assert done == [1, 1]
    assert "2 articles" in caplog.text


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda: mk.extract(None), TypeError, "source must be"),
        (lambda: mk.extract(7), TypeError, "source must be"),
        (lambda: mk.extract(pd.DataFrame({"body": ["x"]})), mk.InputError, "no column text; its columns are body"),
        (lambda: mk.extract([], jobs=0), mk.ConfigError, "jobs must be 1 or more, not 0"),
        (lambda: mk.extract([], jobs="2"), TypeError, "jobs must be"),
        (lambda: mk.extract([], ner="ja_ginza"), TypeError, "ner must be"),
        (lambda: mk.extract([], ner={"en": "x"}), mk.ConfigError, "ner: 'en'"),
        (lambda: mk.extract([], published="last year"), mk.ConfigError, "published 'last year'"),
        (lambda: mk.extract([], published=2024), TypeError, "published must be"),
        (lambda: mk.extract_text(None), TypeError, "text must be"),
        (lambda: mk.extract_text("x", "fr"), mk.ConfigError, "lang 'fr'"),
        (lambda: mk.explain("x", "en"), mk.ConfigError, "lang 'en'"),
        (lambda: mk.load("ko"), mk.ConfigError, "language 'ko'"),
        (lambda: mk.load("zh-Hant"), mk.ConfigError, "'zh' for Chinese in either script"),
        (lambda: mk.parse_number("三億", "fr"), mk.ConfigError, "lang 'fr'"),
        (lambda: mk.parse_number(3, "ja"), TypeError, "text must be"),
        (lambda: mk.reconcile([], pd.DataFrame()), mk.InputError, "facts: must be a DataFrame"),
        (lambda: mk.reconcile(pd.DataFrame({"company": []}), pd.DataFrame()), mk.InputError, "facts: column metric, value, unit"),
        (lambda: mk.reconcile(mk.extract([])[1], {}), mk.KnownFiguresError, "known: must be"),
        (lambda: mk.reconcile(mk.extract([])[1], pd.DataFrame()), mk.KnownFiguresError, "known: column company"),
        (lambda: mk.report(pd.DataFrame({"metric": []}), "r.html"), mk.ConfigError, "result lacks"),
        (lambda: mk.show(3), TypeError, "article must be"),
    ],
)
def test_wrong_arguments_are_named(call, error, said):
    with pytest.raises(error, match=said):
        call()


def test_reprs_are_short(tmp_path):
    article = mk.Article("a", TEXT * 50, "zh-Hans")
    records, facts = mk.extract_text(TEXT, "zh-Hans", ner=False)
    result = mk.reconcile(mk.extract([mk.Article("a", TEXT, "zh-Hans")], ner=False)[1], mk.read_known(pd.DataFrame(columns=["company", "metric", "period", "value", "unit"])))
    made = mk.report(result, tmp_path / "r.json")
    shown = mk.show(TEXT, ner=False)
    for item in (article, *records, *facts, made, shown):
        assert len(repr(item)) < 160 and repr(item).startswith(type(item).__name__)
    assert "<table>" in made._repr_html_()


def test_show_marks_the_article():
    shown = mk.show(f"{TEXT}<script>alert(1)</script>", ner=False, language="ja")
    assert 'id="m1"' in shown.html and "売上高" in shown.html and "alert(1)</script>" not in shown.html
    assert shown._repr_html_().startswith("<iframe sandbox=") and "<script" not in shown._repr_html_()
    assert "revenue" in str(shown)


@pytest.mark.parametrize("module", ["mokuromi.extract.api", "mokuromi.reconcile.api"])
def test_examples_of_docstrings(module):
    import doctest
    import importlib

    done = doctest.testmod(importlib.import_module(module), optionflags=doctest.ELLIPSIS)
    assert done.attempted > 0 and done.failed == 0


def test_the_face_and_the_command_line_leave_out_the_same_facts():
    from mokuromi.corpus.record import MIN_SCORE

    assert inspect.signature(mk.extract).parameters["min_score"].default == MIN_SCORE


@pytest.mark.parametrize("published", ["2025-03-18", "2025-03-18T23:30:00+09:00", datetime(2025, 3, 18, 23, 30), date(2025, 3, 18)])  # noqa: DTZ001
def test_an_article_takes_a_date_in_any_form(published):
    assert mk.Article("a", "円", "ja", published=published).published == date(2025, 3, 18)


@pytest.mark.parametrize("published", ["soon", 2025, b"2025-03-18"])
def test_an_article_refuses_what_is_no_date(published):
    with pytest.raises(mk.InputError, match="article 'a': published .* is no date"):
        mk.Article("a", "円", "ja", published=published)
