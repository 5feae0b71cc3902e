"""Pages of text: blocks and their sections, and the tables of tests/extract/text/layouts.txt, each with its rows."""

import sys
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mokuromi.corpus.article import Article
from mokuromi.extract.text import blocks
from mokuromi.extract.text.document import Document
from mokuromi.extract.text.lines import look_of
from mokuromi.extract.text.page import Page
from mokuromi.extract.text.units import caption_unit, is_unit
from mokuromi.rules.fold import fold


def layouts() -> list[tuple[str, str, list[str]]]:
    """(name, page, rows) of every layout."""
    out = []
    for part in (Path(__file__).parent / "layouts.txt").read_text(encoding="utf-8").split("\n## ")[1:]:
        head, _, rows = part.partition("\n---\n")
        name, _, text = head.partition("\n")
        out.append((name, text.replace("⇥", "\t"), [row.replace("⏎", "\n") for row in rows.replace("⇥", "\t").split("\n") if row.strip()]))
    return out


def page_of(text: str) -> Page:
    return blocks.read(text, fold(text))


def rows_of(text: str) -> list[str]:
    """One line a cell: groups > label | heads | cell | unit."""
    out = []
    for table in page_of(text).tables:
        for row, column, cell in table.values():
            label = [text[slice(*c.span)] for c in (*row.groups, *([row.label] if row.label else []))]
            heads = [text[slice(*c.span)] for c in column.heads]
            units = [text[slice(*span)] for span in table.units(row, column)]
            said = " > ".join(label) or "-"
            out.append(f"{said} | {' > '.join(heads)} | {text[slice(*cell.span)]} | {units[0] if units else ''}")
    return out


LAYOUTS = layouts()


@pytest.mark.parametrize(("text", "rows"), [pytest.param(text, rows, id=name) for name, text, rows in LAYOUTS])
def test_layout(text: str, rows: list[str]) -> None:
    assert [row.rstrip() for row in rows_of(text)] == [row.rstrip() for row in rows]


def test_there_are_layouts_with_and_without_tables() -> None:
    assert len(LAYOUTS) >= 60 and sum(not rows for _, _, rows in LAYOUTS) >= 10


@pytest.mark.parametrize(("name", "text", "rows"), [layout for layout in LAYOUTS if layout[2]])
def test_layout_between_paragraphs(name: str, text: str, rows: list[str]) -> None:
    """What stands around a table changes nothing of it."""
    around = "前の段落は文であり、表ではない。数字は3億円と5億円である。\n\n" + text + "\n\n後の段落も文である。売上高は3億円だった。"
    assert [row.rstrip() for row in rows_of(around)] == [row.rstrip() for row in rows]


@pytest.mark.parametrize(
    ("cell", "look"),
    [
        ("1,234", "value"), ("(2,958)", "value"), ("△95", "value"), ("177円17銭", "value"), ("合计3,600,000株", "value"), ("22.60港元", "value"),
        ("15.88/31.20", "value"), ("三億二千万円", "value"), ("2,000万至3,500万元", "value"), ("－", "missing"), ("N/A", "missing"),
        ("不適用", "missing"), ("2024年", "period"), ("令和5年5月期", "period"), ("111年", "period"), ("2025/2026財政年度", "period"),
        ("截至2025年6月30日止六個月", "period"), ("第20期", "period"), ("25/3期", "period"), ("2023/8/25", "period"), ("2023", "year"),
        ("2024E", "year"), ("百万円", "unit"), ("HK$'000", "unit"), ("円　銭", "unit"), ("元／股", "unit"), ("項目", "text"), ("売上高", "text"), ("", "blank"),
    ],
)  # fmt: skip
def test_look(cell: str, look: str) -> None:
    assert look_of(fold(cell)) == look


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("（単位：百万円）", "百万円"), ("单位：元　币种：人民币", "元"), ("単位　億円", "億円"), ("（人民幣千元）", "人民幣千元"),
        ("摘要（除特別註明外，百萬港元）", "百萬港元"), ("財務資料（人民幣百萬元，截至12月31日止年度）", "人民幣百萬元"),
        ("所有金額以人民幣千元呈列", "人民幣千元"), ("決算概要（百万円、％）", "百万円"), ("情况如下（万元）：", "万元"),
        ("（金額除每股盈餘以元計外，均為新台幣億元）", "新台幣億元"), ("金額は百万円単位で表示し、単位未満は切り捨てている。", "百万円"),
        ("(in HK$ millions)", "in HK$ millions"), ("公司地址：杭州；币种：人民币；联系人：王先生。", ""), ("所属单位：元旦活动", ""),
        ("売上高は3億円", ""), ("項目", ""), ("東京（本社）", ""),
    ],
)  # fmt: skip
def test_unit_of_a_caption(line: str, unit: str) -> None:
    found = caption_unit(fold(line), 0, len(line))
    assert (line[slice(*found)] if found else "") == unit
    assert not unit or is_unit(fold(unit))


@pytest.mark.parametrize("text", ["ja", "zh", "千ja", "元年", "百万人都"])
def test_no_units(text):
    assert not is_unit(fold(text))


PAGE = """首页 > 股票 > 公司公告 > 正文
# 澜海新能三季报

公司单季实现扭亏，但上半年的亏损尚未完全弥补，全年目标不变。

二、主要财务数据（单位：万元）
项目　2024年　2023年
收入　1,200　1,100

（一）订单
• 在手订单约48亿元
资本金：3亿元
三、展望
– 312 –
相关阅读
[前三季度净利润同比增长56%]
上一篇　下一篇　返回顶部

免责声明：本文仅供参考，不构成投资建议。
"""


def test_blocks() -> None:
    page = page_of(PAGE)
    assert [(b.kind, PAGE[b.start : b.start + 4]) for b in page.blocks] == [
        ("boilerplate", "首页 >"[:4]), ("heading", "# 澜海"), ("paragraph", "公司单季"), ("heading", "二、主要"), ("table", "项目　2"),
        ("heading", "（一）订"), ("bullet", "• 在手"), ("pair", "资本金："), ("heading", "三、展望"), ("boilerplate", "– 31"),
        ("boilerplate", "相关阅读"), ("boilerplate", "[前三季"), ("boilerplate", "上一篇　"), ("boilerplate", "免责声明"),
    ]  # fmt: skip
    bullet = next(b for b in page.blocks if b.kind == "bullet")
    assert [PAGE[h.start : h.end] for h in page.headings(bullet.section)] == ["# 澜海新能三季报", "二、主要财务数据（单位：万元）", "（一）订单"]
    pair = next(b for b in page.blocks if b.kind == "pair")
    assert pair.key and pair.value and (PAGE[slice(*pair.key)], PAGE[slice(*pair.value)]) == ("资本金", "3亿元")


def test_offsets_lead_to_blocks_and_tables() -> None:
    page = page_of(PAGE)
    at = PAGE.index("1,200")
    table = page.table_at(at)
    assert table is not None and PAGE[slice(*table.captions[-1])] == "二、主要财务数据（单位：万元）"
    assert page.table_at(PAGE.index("公司单季")) is None and page.block_at(PAGE.index("公司单季")) is page.blocks[2]
    assert page.block_at(len(PAGE)) is None


def test_what_holds_no_amount() -> None:
    text = "株価 (1,482.0,-36.0,-2.37％)\n単位：百万円\n| 売上高（千円） | 12 |\n| 利益（千円） | 3 |"
    assert [text[slice(*span)] for span in page_of(text).unit_spans] == ["1,482.0,-36.0,", "百万円", "千円", "千円"]


def test_the_page_of_a_document_is_read_once() -> None:
    document = Document(Article("a", PAGE, "zh-Hans"))
    assert document.page is document.page and len(document.page.tables) == 1


CELLS = st.sampled_from(["1,234", "(56)", "－", "", "2024年", "売上高", "百万円", "％", "項目", "合計", "△3.2", "第1四半期末", "（注）", "1", "a b"])
JOINS = st.sampled_from(["　", "  ", "\t", " | ", "|", " ", "\n", "\n\n", "。\n", "：", "　　　　"])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(CELLS, JOINS), max_size=60))
def test_any_page_holds_together(parts: list[tuple[str, str]]) -> None:
    text = "".join(cell + join for cell, join in parts)
    page = page_of(text)
    for a, b in zip(page.blocks, page.blocks[1:], strict=False):
        assert a.end <= b.start
    for block in page.blocks:
        assert 0 <= block.start < block.end <= len(text)
        assert all(page.blocks[index].kind == "heading" and page.blocks[index].start < block.start for index in block.section)
    for table in page.tables:
        for row in table.rows:
            assert len(row.cells) == len(table.columns)
            filled = [cell for cell in row.cells if cell is not None and cell.end > cell.start]
            assert all(row.start <= cell.start and cell.end <= row.end for cell in filled)
            assert all(a is b or a.end <= b.start for a, b in zip(filled, filled[1:], strict=False))
        assert any(True for _ in table.values())


def calls(text: str) -> int:
    """How many functions are called while a text is read: the same on every machine."""
    folded, count = fold(text), 0

    def counted(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        blocks.read(text, folded)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    "line",
    [
        "a  1  2  3\n", "項目　　1　　2\n項目　1　2　3\n", "2023年  2024年  2025年\n", "| a | 1 |\n", "\t1\t2\n", "売上高\n1,234\n5,678\n",
        "a 1 2 3\n", "単位：百万円\n", "（百万円", "|", "1  ", "一、甲\n（一）乙\n", "a  1\n項目\n", "(1,2,", "： ",
        "11.02023年6月期 ", "百万円 ％百万円\n3 9.01,345\n", "本年比上年\n增减(%)\n", "（自　2023年4月1日\n", "2019-05-12\t文\n", "円 銭 ", "1Q  2Q\n",
    ],
)  # fmt: skip
def test_four_times_the_text_takes_four_times_the_calls(line: str) -> None:
    calls(line * 500)  # patterns are compiled when they are first asked for
    assert calls(line * 2_000) < 4.4 * calls(line * 500) + 100
