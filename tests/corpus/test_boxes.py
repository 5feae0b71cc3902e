"""Characters with boxes, as a PDF page has them -> rows: pages of a few lines, each a list of (left edge, text)."""

from collections.abc import Sequence

import pytest

from mokuromi.corpus.boxes import read
from mokuromi.corpus.printed import Char

EM = 9.0
SIZE = 13.0
PITCH = 16.0
PieceAt = tuple[float, str]


def _chars(lines: Sequence[Sequence[PieceAt]]) -> list[Char]:
    out = []
    for number, pieces in enumerate(lines):
        for left, text in pieces:
            for letter in text:
                width = EM / 2 if letter.isascii() else EM
                if letter != " ":
                    out.append(Char(letter, left, left + width, 700 - PITCH * number, SIZE))
                left += width
    return out


def _figures(*values: str) -> list[PieceAt]:
    return [(300 + 80 * n - len(value) * EM / 2, value) for n, value in enumerate(values)]


ROWS = [
    pytest.param(
        [[(99, "收入")] + _figures("322", "411"), [(99, "年內綜合收益")], [(108, "總額，扣除稅項")] + _figures("142", "173")],
        ["收入\t322\t411", "年內綜合收益總額，扣除稅項\t142\t173"], id="a label that hangs in its second line",
    ),
    pytest.param(
        [[(99, "投資活動（所用）╱所得現金")], [(108, "流量淨額")] + _figures("(15)", "28"), [(99, "融資活動所得現金")], [(108, "流量淨額")] + _figures("16", "(49)")],
        ["投資活動（所用）╱所得現金流量淨額\t(15)\t28", "融資活動所得現金流量淨額\t16\t(49)"], id="two such labels",
    ),
    pytest.param(
        [[(99, "以公允價值計量且其變動")], [(108, "計入當期損益的金融資產")], [(108, "的投資收入")] + _figures("25", "42"), [(99, "其他")] + _figures("3", "9")],
        ["以公允價值計量且其變動計入當期損益的金融資產的投資收入\t25\t42", "其他\t3\t9"], id="a label of three lines",
    ),
    pytest.param(
        [[(99, "流動資產")], [(108, "存貨")] + _figures("95", "113"), [(108, "應收款項")] + _figures("14", "57"), [(99, "總計")] + _figures("109", "170")],
        ["流動資產", "存貨\t95\t113", "應收款項\t14\t57", "總計\t109\t170"], id="the name of a group of rows",
    ),
    pytest.param(
        [[(99, "以下人士應佔：")], [(108, "母公司擁有人")] + _figures("142", "173"), [(99, "其他")] + _figures("3", "9")],
        ["以下人士應佔：", "母公司擁有人\t142\t173", "其他\t3\t9"], id="a name with a colon",
    ),
    pytest.param(
        [[(99, "每股盈利")], [(108, "－基本")] + _figures("1.68", "1.89"), [(99, "其他")] + _figures("3", "9")],
        ["每股盈利", "－基本\t1.68\t1.89", "其他\t3\t9"], id="a row with a dash",
    ),
    pytest.param(
        [[(99, "物業（包括")], [(99, "使用權資產）")] + _figures("95", "113"), [(99, "存貨")] + _figures("14", "57")],
        ["物業（包括使用權資產）\t95\t113", "存貨\t14\t57"], id="a bracket that closes in the next line",
    ),
    pytest.param(
        [[(99, "甲公司"), (170, "實益擁有人")] + _figures("36股A股", "39.61%"), [(99, "乙公司"), (170, "受控法團權益")] + _figures("11股A股", "12.10%")],
        ["甲公司\t實益擁有人\t36股A股\t39.61%", "乙公司\t受控法團權益\t11股A股\t12.10%"], id="words in a column of their own",
    ),
    pytest.param(
        [[(99, "供應商A")] + _figures("122") + [(340, "52.4"), (364, "封裝測試")], [(99, "供應商B")] + _figures("54") + [(340, "23.1"), (364, "晶圓")]],
        ["供應商A\t122\t52.4\t封裝測試", "供應商B\t54\t23.1\t晶圓"], id="words close behind figures",
    ),
    pytest.param(
        [
            [(99, "甲"), (286, "1.5"), (325, "154"), (363, "35")], [(99, "丙"), (286, "2.5"), (325, "333"), (363, "35")],
            [(99, "乙"), (286, "0.9"), (306, "148,753"), (344, "139,903")],
        ],
        ["甲\t1.5\t154\t35", "丙\t2.5\t333\t35", "乙\t0.9\t148,753\t139,903"], id="figures close to each other",
    ),
    pytest.param(
        [[(99, "每股盈利（人民幣元）")] + _figures("人民幣1.68元", "人民幣1.89元"), [(99, "股息")] + _figures("人民幣0.48元", "人民幣0.61元")],
        ["每股盈利（人民幣元）\t人民幣1.68元\t人民幣1.89元", "股息\t人民幣0.48元\t人民幣0.61元"], id="figures with their currency",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "want"), ROWS)
def test_rows(lines: list[list[PieceAt]], want: list[str]) -> None:
    assert [paragraph.text for paragraph in read(_chars(lines), 600)] == want


def test_brackets_set_tight_change_places() -> None:
    lines = [[(99, "投資企業（有限合夥（）「甲」）持有股份")]]
    assert [paragraph.text for paragraph in read(_chars(lines), 600)] == ["投資企業（有限合夥）（「甲」）持有股份"]
