"""What the reading of a line, a list and a period rests on."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import mokuromi
from mokuromi.corpus.rows import article_of
from mokuromi.extract.dates import fiscal
from mokuromi.extract.dates.extract import build as build_dates
from mokuromi.extract.facts import assemble, listing, scope
from mokuromi.extract.facts.line import clause, items
from mokuromi.extract.facts.line.place import place_of
from mokuromi.extract.facts.line.scan import scan
from mokuromi.extract.facts.line.when import When, named, shifted, stand_in, whole_year
from mokuromi.extract.facts.slots import basis, changes, firm_options, lists, metric_options, part_options, period_options
from mokuromi.extract.facts.tables import cell_parts, cells, table_kind
from mokuromi.extract.names.directory import directory
from mokuromi.extract.names.issuer import FoundIssuer
from mokuromi.extract.text.document import Document


@pytest.fixture(scope="module")
def engine():
    return mokuromi.Engine(ner=False)


def _line(engine, text, lang="ja"):
    document = Document(article_of({"id": "t", "text": text, "lang": lang, "published": "2026-03-20"}))
    return document, clause.line_of(document.folded, 0, len(text), scan(document, engine.records(document), fiscal.of(document), None))


def _last_value(engine, text, lang):
    document, line = _line(engine, text, lang)
    at = [n for n, item in enumerate(line.items) if isinstance(item, items.Value)][-1]
    place, here = place_of(line, at, at), _opening(document)
    return place, here, next(o.what for o in metric_options.options(place, here) if o.what.word is not None)


def _opening(document, overlay=None):
    return scope.opening(document, [], FoundIssuer("", "plain"), fiscal.of(document, [], overlay), build_dates(overlay))


@pytest.mark.parametrize(
    ("lang", "text", "sizes"),
    [
        ("ja", "売上高は5億円、6億円、7億円だった。", [3]),
        ("ja", "売上高は5億円、営業利益は1億円だった。", [1, 1]),
        ("zh-Hans", "营收分别为5亿元和6亿元，净利润1亿元。", [2, 1]),
        ("zh-Hans", "融资5亿美元（约35亿元）。", [1]),
        ("ja", "売上高は5億円（3%増）だった。", [1, 1]),
    ],
)
def test_values_of_one_list(engine, lang, text, sizes):
    _, line = _line(engine, text, lang)
    assert [len(group.at) for group in lists.groups(line)] == sizes


@pytest.mark.parametrize(
    ("lang", "text", "tail", "before"),
    [
        ("ja", "売上高は5億円増加した。", "up", "text"),
        ("ja", "売上高は484億円（3%）増加した。", "up", "text"),
        ("ja", "現金が9億円、売掛金が6億円それぞれ増加した。", "each up", "text"),
        ("ja", "営業損益は3億円の赤字だった。", "loss", "text"),
        ("zh-Hans", "净利润同比减少3亿元。", "none", "down"),
        ("zh-Hans", "营收3亿元。", "none", "word"),
    ],
)
def test_what_stands_around_a_value(engine, lang, text, tail, before):
    _, line = _line(engine, text, lang)
    at = next(n for n, item in enumerate(line.items) if isinstance(item, items.Value))
    place = place_of(line, at, at)
    assert place.tail == tail
    assert before in ("text", place.before)


def test_the_text_between_two_items(engine):
    _, line = _line(engine, "売上高は前年より大きく伸びて、5億円だった。")
    space = clause.between(line, 0, len(line.items) - 1)
    assert space.stop == clause.COMMA and space.residue > 0


def test_a_date_that_is_compared_with(engine):
    _, line = _line(engine, "2024年に比べ、2025年の売上高は5億円だった。")
    dates = [n for n, item in enumerate(line.items) if isinstance(item, items.Date)]
    assert [scope.compared(line, n) for n in dates] == [True, False]


@pytest.mark.parametrize(
    ("text", "measure"),
    [("非支配持分に帰属する当期利益は5億円。", True), ("調整後営業利益は5億円。", True), ("当期利益は5億円。", False)],
)
def test_what_makes_another_measure_of_a_metric(engine, text, measure):
    _, line = _line(engine, text)
    assert any(isinstance(item, items.WordMeasure) for item in line.items) == measure


def test_periods_that_words_stand_for():
    half = When("2025-04..2025-09", date(2025, 4, 1), date(2025, 10, 1))
    assert stand_in(half, -12, "", 3) == When("2024-04..2024-09", date(2024, 4, 1), date(2024, 10, 1))
    assert stand_in(half, 0, "year", 3) == When("FY2026-03", date(2025, 4, 1), date(2026, 4, 1))
    assert stand_in(half, 0, "end", 3) == When("2025-09-30", date(2025, 9, 30), date(2025, 10, 1))
    assert stand_in(half, 0, "start", 3) == When("2025-03-31", date(2025, 3, 31), date(2025, 4, 1))
    assert stand_in(half, -3, "quarter", 3) is None


@given(st.dates(date(2001, 1, 1), date(2040, 1, 1)), st.integers(1, 36), st.integers(1, 12))
def test_years_hold_their_periods(first, months, year_end):
    start = first.replace(day=1)
    when = named(start, scope.period.month_shift(start, 1))
    year = whole_year(when, year_end)
    assert year.start <= when.start and when.end <= year.end
    assert shifted(shifted(when, 12 * months), -12 * months)[1:] == when[1:]


def test_scores_and_the_least_score():
    text = "寒武纪2025年营收118.9亿元，毛利约六成。"
    row = {"id": "t", "text": text, "lang": "zh-Hans", "published": "2026-03-20"}
    _, facts = mokuromi.Engine(ner=False).extract(article_of(row))
    assert facts and all(0.5 <= fact.score <= 1 for fact in facts)
    assert mokuromi.Engine(ner=False, min_score=1.0).extract(article_of(row))[1] == []


@pytest.mark.parametrize(
    ("lang", "text", "want"),
    [
        ("zh-Hans", "2022年至2024年及2025年上半年，宇树科技营收分别为3亿元、4亿元、5亿元和6亿元。", ["2022", "2023", "2024", "2025-H1"]),
        (
            "zh-Hans",
            "于2023年、2024年以及截至2025年6月30日止六个月，宇树科技营收分别为3亿元、4亿元和6亿元。",
            ["2023", "2024", "2025-H1"],
        ),
    ],
)
def test_a_range_of_years_in_a_list_of_periods(engine, lang, text, want):
    _, facts = engine.extract(mokuromi.Article("a", text, lang, date(2026, 3, 20)))
    assert [fact.period for fact in facts] == want


def test_the_period_of_a_title_in_a_form_of_the_users_own(tmp_path):
    form = """
[[form]]
id = "calendar-year-code"
op = "year"
gives = "year"
of = []
patterns = ['CY{y4}']
examples = [{ lang = "zh-Hans", text = "[CY2025]", start_date = "2025-01-01" }]
"""
    (tmp_path / "dates.toml").write_text(form, encoding="utf-8")
    document = Document(mokuromi.Article("a", "营收为5亿元。", "zh-Hans", date(2026, 3, 20), title="小米CY2025业绩"))
    assert [when.text for when in _opening(document, tmp_path).headline] == ["2025"]
    assert _opening(document).headline == []


def test_parts_named_together(engine):
    text = "2025年比亚迪速冻食品、米面制品、预制菜分别实现收入39.85亿元、20.12亿元和22.06亿元。"
    _, facts = engine.extract(mokuromi.Article("a", text, "zh-Hans", date(2026, 3, 20)))
    assert [fact.segment for fact in facts] == ["速冻食品", "米面制品", "预制菜"]
    text = "ホンダの2025年3月期の売上高は、国内、北米及び欧州がそれぞれ1兆円、2兆円、3兆円だった。"
    document, line = _line(engine, text)
    group = lists.groups(line)[0]
    place = place_of(line, group.at[0], group.last)
    [axis] = [o.what for o in lists.axes(place, group, _opening(document)) if o.what.parts]
    assert [text[slice(*span)] for span in axis.parts] == ["国内", "北米", "欧州"]


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("股份預期於26日在聯交所主板掛牌，中金公司任保薦人。", {"xiaomi": "2026-03-26"}),
        ("同業騰訊去年12月上市，今日收報45.2元。", {}),
        ("騰訊任聯席保薦人。股份預期於26日在聯交所主板掛牌。", {"xiaomi": "2026-03-26"}),
        ("3月19日上市的騰訊收報45元。", {"tencent": "2026-03-19"}),
    ],
)
def test_whose_listing_day_a_sentence_names(engine, text, want):
    document = Document(article_of({"id": "t", "text": "小米集團公開招股。" + text, "lang": "zh-Hant", "published": "2026-03-20"}))
    found = scan(document, engine.records(document), fiscal.of(document), None)
    days = listing.days(document, lambda a, b: [i for i in found if a <= i.start < b], _opening(document), None)
    assert {firm: when.text for firm, when in days.items()} == want


@pytest.mark.parametrize(
    ("lang", "text", "sign"),
    [
        ("ja", "ホンダの2025年3月期の営業活動によるキャッシュ・フローは10億円の支出だった。", -1),
        ("ja", "ホンダの2025年3月期の営業活動によるキャッシュ・フローは10億円の収入だった。", 1),
        ("zh-Hans", "小米2024年经营现金流净流出5亿元。", -1),
        ("zh-Hans", "小米2024年经营现金流净流入5亿元。", 1),
    ],
)
def test_the_sign_of_a_level(engine, lang, text, sign):
    place, here, reading = _last_value(engine, text, lang)
    assert basis.sign_of(place, reading) == sign


@pytest.mark.parametrize(
    ("lang", "text", "feature", "want"),
    [
        ("ja", "ホンダは2010年に設立、売上高は5億円。", "left other event", True),
        ("ja", "ホンダは2010年に増収、売上高は5億円。", "left other event", False),
        ("ja", "2024年の売上高はホンダの子会社のメルカリが5億円。", "subsidiary-before", True),
        ("ja", "2024年の売上高はホンダの競合のメルカリが5億円。", "subsidiary-before", False),
        ("ja", "売上高の増加により5億円となった。", "level cause between", True),
        ("ja", "売上高の増加の結果5億円となった。", "level cause between", False),
    ],
)
def test_features(engine, lang, text, feature, want):
    place, here, reading = _last_value(engine, text, lang)
    options = [*metric_options.options(place, here), *period_options.options(place, reading, here, "", None)]
    options += firm_options.options(place, reading, here)
    assert any(feature in name for option in options for name in option.features) == want


@pytest.mark.parametrize(
    ("lang", "text", "want"),
    [
        ("ja", "当期のコア営業利益は5億円。", []),
        ("ja", "当期の営業利益は5億円。", ["operating_profit"]),
        ("ja", "当期の調整後EPSは5円。", []),
        ("ja", "当期のEPSは5円。", ["eps"]),
        ("ja", "当期の調整後当期利益は5億円。", ["adjusted_net_profit"]),
    ],
)
def test_adjusted_figures(engine, lang, text, want):
    _, line = _line(engine, text, lang)
    assert [item.metric.id for item in line.items if isinstance(item, items.Word)] == want


@pytest.mark.parametrize(
    ("text", "sections"), [("(1)売上高は5億円。\n②売上高は6億円。", 2), ("売上高は5億円。\n二輪の売上高は6億円。", 0)]
)
def test_numbers_begin_sections(engine, text, sections):
    document = Document(article_of({"id": "t", "text": text, "lang": "ja"}))
    assert assemble.Assembler(directory()).read(document, engine.records(document)).section == sections


@pytest.mark.parametrize(
    ("text", "ids"),
    [("其营收为5亿元。", ["its"]), ("后者营收为5亿元。", ["latter"]), ("期初现金为5亿元。", ["period_start"]), ("极其看重营收5亿元。", ["none"]),
     ("前者营收为5亿元。", ["former"]), ("双方营收为5亿元。", ["both"]), ("变动为5亿元。", ["change"])],
)
def test_words_for_firms_and_periods(engine, text, ids):
    _, line = _line(engine, text, "zh-Hans")
    assert [item.id for item in line.items if isinstance(item, items.Sign)] == ids


@pytest.mark.parametrize(
    ("text", "before"), [("ホンダの2025年3月期の売上高は5億円（同4億円）だった。", "ditto"), ("ホンダの売上高は5億円（合同4億円）だった。", "bracket")]
)
def test_what_stands_right_before(engine, text, before):
    place, _, _ = _last_value(engine, text, "ja")
    assert place.before == before


@pytest.mark.parametrize(("text", "firm"), [("最後は、自動車大手のホンダだ。", True), ("最後は、自動車大手のホンダを見る。", False)])
def test_a_firm_that_a_sentence_presents(engine, text, firm):
    document, line = _line(engine, text)
    here = _opening(document)
    here.read(line)
    assert bool(here.presented) == firm


def test_actual_figures_beside_forecasts(engine):
    text = "ホンダの業績予想（百万円）\n| | 2024年3月期実績 | 2025年3月期 |\n|---|---|---|\n| 売上高 | 1,412 | 1,508 |\n"
    document = Document(article_of({"id": "t", "text": text, "lang": "ja"}))
    found = scan(document, engine.records(document), fiscal.of(document), None)
    made = cells.cells(document, document.page.tables[0], lambda a, b: [i for i in found if a <= i.start < b], [], lambda name: iter(()))
    assert [cells.placed(cell, place_of(cell.line, cell.at, cell.at)).forecast for cell in made] == ["none", "forecast"]


@pytest.mark.parametrize(("label", "name"), [("其他（附註1）", "其他"), ("其他（a）", "其他"), ("其他（海外）", "其他（海外")])
def test_marks_of_notes_are_no_part_of_a_name(label, name):
    assert cell_parts._name(cells.CellSaid("label", 0, label, []), label, False).rstrip("）") == name


def test_rows_and_columns_of_eliminations():
    text = "| | 二輪 | 調整額 |\n|---|---|---|\n| 売上高 | 412 | 20 |\n| セグメント間の内部売上高 | 12 | 8 |\n| 調整後営業利益 | 40 | 2 |\n"
    document = Document(article_of({"id": "t", "text": text, "lang": "ja"}))
    rows, columns = table_kind.eliminations(document, document.page.tables[0])
    assert (len(rows), columns) == (1, {2})


def test_words_whose_end_is_said_once(engine):
    _, line = _line(engine, "销售/管理/研发费用分别为1亿元、2亿元、3亿元。", "zh-Hans")
    assert [item.metric.id for item in line.items if isinstance(item, items.Word)] == ["selling_expense", "admin_expense", "rnd_expense"]


@pytest.mark.parametrize(
    ("lang", "text", "period"),
    [
        ("ja", "ホンダの2025年3月の売上高は10億円で、前月実績は8億円だった。", "2025-02"),
        ("ja", "ホンダの2025年1〜3月の売上高は10億円で、前四半期実績は8億円だった。", "2024-Q4"),
        ("ja", "ホンダの2025年3月の売上高は10億円で、案件は8億円だった。", None),
    ],
)
def test_words_for_the_period_before(engine, lang, text, period):
    document, line = _line(engine, text, lang)
    at = [n for n, item in enumerate(line.items) if isinstance(item, items.Value)][-1]
    place, here = place_of(line, at, at), _opening(document)
    reading = next(o.what for o in metric_options.options(place, here) if o.answer == "revenue")
    answers = {o.answer for o in period_options.options(place, reading, here, "", None)}
    assert answers - {"", "2025-03", "2025-Q1"} == ({period} if period else set())


def test_a_part_behind_its_share(engine):
    text = "ホンダの2025年3月期の売上高の31%を北米向けが占めた。"
    document, line = _line(engine, text)
    at = next(n for n, item in enumerate(line.items) if isinstance(item, items.Value))
    place, here = place_of(line, at, at), _opening(document)
    [share] = [o.what for o in metric_options.options(place, here) if o.answer == "revenue_share"]
    assert "北米向け" in [o.answer for o in part_options.options(place, share, here, "", document)]


def test_a_term_of_a_definition_is_no_metric(engine):
    text = "ホンダの2025年3月期のＥＢＩＴＤＡ（営業利益＋減価償却費）は10億円だった。"
    _, facts = engine.extract(mokuromi.Article("a", text, "ja", date(2026, 3, 20)))
    assert [fact.metric for fact in facts] == ["ebitda"]


def test_what_a_change_starts_from_is_a_baseline(engine):
    for text, starts in (("占比由2024年的22.4%升至25.5%。", True), ("2024年占比22.4%。", False), ("由于同比下降3%。", False)):
        _, line = _line(engine, text, "zh-Hans")
        at = next(n for n, item in enumerate(line.items) if isinstance(item, items.Value))
        assert changes.starts_change(place_of(line, at, at)) is starts
