import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mokuromi.corpus.article import Article
from mokuromi.corpus.html import declared_charset
from mokuromi.corpus.markup import visible_text
from mokuromi.corpus.read import articles

BODY = "".join(
    f"<p>段落{i}。同社の売上高は前年同期比{i + 3}%増の{i + 1}億5000万円だった。営業利益も増えた、と広報の担当者は説明している。</p>"
    for i in range(6)
)
LD = '{"@graph":[{"@type":"NewsArticle","headline":"決算速報","datePublished":"2026-05-14T23:30:00+09:00"}]}'
PAGE = f"""<!doctype html><html lang="ja"><head><meta charset="CHARSET"><title>決算 - サイト</title>
<link rel="canonical" href="https://news.example/1"><script type="application/ld+json">{LD}</script></head>
<body>
<nav><a href=/>トップ</a> <a href=/e>経済</a></nav><article><h1>決算速報</h1>{BODY}</article>
<footer>無断転載を禁じます</footer></body></html>"""


def read(folder: Path, name: str, data: bytes | str) -> tuple[list[Article], list[str]]:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    errors: list[str] = []
    return list(articles([path], on_error=lambda e: errors.append(str(e)))), errors


@pytest.mark.parametrize(
    ("charset", "codec"), [("Shift_JIS", "cp932"), ("EUC-JP", "euc_jp"), ("utf-8", "utf-8"), ("utf-8", "utf-8-sig"), ("shift_jis", "utf-8")]
)
def test_page(tmp_path: Path, charset: str, codec: str) -> None:
    got, errors = read(tmp_path, "a.html", PAGE.replace("CHARSET", charset).encode(codec))
    assert errors == []
    (article,) = got
    assert (article.title, article.url, article.published, article.lang) == ("決算速報", "https://news.example/1", date(2026, 5, 14), "ja")
    assert "売上高は前年同期比3%増の1億5000万円だった" in article.text
    assert "経済" not in article.text and "無断転載" not in article.text


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ('<meta property="article:published_time" content="2026-01-02T00:30:00+08:00">', date(2026, 1, 2)),
        ('<meta name="pubdate" content="2026年3月5日">', date(2026, 3, 5)),
        ('<meta name="date" content="2026/3/5 10:00">', date(2026, 3, 5)),
        ('<meta name="date" content="Thu, 05 Mar 2026 23:10:00 +0900">', date(2026, 3, 5)),
        ('<meta name="date" content="2026/13/5">', None),
        ('<script type="application/ld+json">{"datePublished": "bad", </script>', None),
        ("", None),
    ],
)
def test_publication_date(tmp_path: Path, head: str, day: date | None) -> None:
    got, _ = read(tmp_path, "a.html", f"<html><head>{head}</head><body><p>智谱去年收入3.12亿元。</p></body></html>")
    assert got[0].published == day


def test_short_page_keeps_its_text(tmp_path: Path) -> None:
    got, _ = read(tmp_path, "a.htm", "<html><head><title>短信</title></head><body><div>智谱去年收入3.12亿元。</div></body></html>")
    assert got[0].text == "智谱去年收入3.12亿元。"
    assert got[0].title == "短信"


def test_page_without_text(tmp_path: Path) -> None:
    got, errors = read(tmp_path, "a.html", "<html><body><script>var a = 1;</script></body></html>")
    assert got == [] and "no text found in the page" in errors[0]


def test_a_hundred_thousand_nested_tags(tmp_path: Path) -> None:
    got, errors = read(tmp_path, "a.html", "<html><body>" + "<div>" * 100_000 + "売上高は1億円だった。" + "</div>" * 100_000)
    assert got[0].text == "売上高は1億円だった。" and errors == []


def test_visible_text() -> None:
    assert visible_text("<p>一<b>二</b>&amp;三</p><style>x</style><br>四 <script>y</script>五") == "一二&三\n四 五"


TABLE = (
    "<table><caption>連結（単位：百万円）</caption><thead><tr><th rowspan=2>項目</th><th colspan=2>2023年</th><th colspan=2>2024年</th></tr>"
    "<tr><th>金額</th><th>％</th><th>金額</th><th>％</th></tr></thead><tbody><tr><td>売上高<td>1,200<td>5.4<td>1,500<td>3.1</tr>"
    "<tr><td rowspan=2>国内</td><td>機械</td><td>1</td></tr><tr><td>部品|他</td><td>2</td></tr></tbody></table>"
)
ROWS = """連結（単位：百万円）
| 項目 | 2023年 | | 2024年 | |
| | 金額 | ％ | 金額 | ％ |
|---|---|---|---|---|
| 売上高 | 1,200 | 5.4 | 1,500 | 3.1 |
| 国内 | 機械 | 1 | | |
| | 部品/他 | 2 | | |"""


def test_table_of_a_page() -> None:
    assert visible_text(f"<h1>決算</h1>{TABLE}<p>後</p>") == f"決算\n{ROWS}\n後"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<table><tr><td>左<p>段</td><td>" + "長い本文。" * 80 + "</td></tr></table>", "左\n段\n" + "長い本文。" * 80),
        ("<table><tr><td><table><tr><td>a</td><td>1</td></tr></table></td><td>右</td></tr></table>", "| a | 1 |\n右"),
        ("<table><tr><td>一</td></tr><tr><td>二</td></tr></table>", "一\n二"),
        ("<td>一<td>二", "一\n二"),
        ("<table><tr><td rowspan=0 colspan=x>a<td>b</table>", "| a | b |"),
        ("<!-- 何もない -->", ""),
    ],
)
def test_tables_that_lay_out_the_page(markup: str, text: str) -> None:
    assert visible_text(markup) == text


def test_short_page_keeps_its_table(tmp_path: Path) -> None:
    got, _ = read(tmp_path, "a.html", f"<html><head><title>決算</title></head><body><h1>決算</h1>{TABLE}</body></html>")
    assert "| 売上高 | 1,200 | 5.4 | 1,500 | 3.1 |" in got[0].text.split("\n") and got[0].text.startswith("決算")


def test_table_between_paragraphs_of_a_page(tmp_path: Path) -> None:
    page = PAGE.replace("CHARSET", "utf-8").replace("</article>", f"<h2>業績</h2>{TABLE}<p>以上の数字は監査を受けていない、と会社は言う。</p></article>")
    got, _ = read(tmp_path, "a.html", page)
    lines = got[0].text.split("\n")
    assert lines.index("| 項目 | 2023年 | | 2024年 | |") > lines.index("業績") and lines[-1].startswith("以上の数字は")
    assert "経済" not in got[0].text


def test_issuer_of_a_page(tmp_path: Path) -> None:
    about = '{"@type":"WebPage","about":{"@type":"Corporation","name":"青葉精機株式会社"}}'
    page = f'<html><head><script type="application/ld+json">{about}</script></head><body><p>当社の売上高は3億円だった。</p></body></html>'
    got, _ = read(tmp_path, "a.html", page)
    assert got[0].issuer == "青葉精機株式会社"


def effort(work: Callable[[str], object], text: str) -> int:
    """Calls of functions, and characters that are handed to those of the program: counted, so that a busy machine changes nothing."""
    total = 0

    def hook(frame: FrameType, event: str, _: object) -> None:
        nonlocal total
        total += event in ("call", "c_call")
        if event == "call":
            total += sum(len(value) for value in frame.f_locals.values() if isinstance(value, str))

    sys.setprofile(hook)
    try:
        work(text)
    finally:
        sys.setprofile(None)
    return total


@pytest.mark.parametrize("part", ["<a ", "<", "<td>", "<table><tr><td>文", "&amp", "<td rowspan=9999>x", "<tr><td colspan=999 rowspan=999>", "<!--"])
def test_four_times_the_markup_is_four_times_the_work(part: str) -> None:
    visible_text(part)
    assert effort(visible_text, part * 8_000) < 5 * effort(visible_text, part * 2_000)


def test_declared_charset() -> None:
    assert declared_charset(b'<meta http-equiv="Content-Type" content="text/html; charset=gb2312">') == "gb2312"
    assert declared_charset(b'<?xml version="1.0" encoding="EUC-JP"?>') == "EUC-JP"
    assert declared_charset(b"<html>") is None


RSS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>t</title>
<item><title>上場承認</title><link>https://news.example/2</link><guid>g1</guid><pubDate>Thu, 14 May 2026 23:30:00 +0900</pubDate>
<description>&lt;p&gt;売上高は&lt;b&gt;3億円&lt;/b&gt;。&lt;/p&gt;&lt;script&gt;x&lt;/script&gt;</description></item>
<item><title></title></item></channel></rss>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry><title>年报</title><id>urn:1</id>
<published>2026-03-31T23:59:00+08:00</published><content type="html">&lt;p&gt;收入3亿元。&lt;/p&gt;</content></entry></feed>"""


def test_rss(tmp_path: Path) -> None:
    got, errors = read(tmp_path, "f.xml", RSS)
    assert got == [
        Article("g1", "上場承認\n\n売上高は3億円。", "ja", date(2026, 5, 14), "上場承認", "https://news.example/2", str(tmp_path / "f.xml"))
    ]
    assert len(errors) == 1 and "f.xml:2: text is empty" in errors[0]


def test_atom(tmp_path: Path) -> None:
    (article,), _ = read(tmp_path, "f.atom", ATOM)
    assert (article.id, article.text, article.published) == ("urn:1", "年报\n\n收入3亿元。", date(2026, 3, 31))


def test_feed_with_an_entity_bomb(tmp_path: Path) -> None:
    levels = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY e0 "lol">{levels}]><rss><channel><item><title>&e9;</title></item></channel></rss>'
    got, _ = read(tmp_path, "f.rss", bomb)
    assert all(len(a.text) < 1000 for a in got)


def test_feed_that_breaks_its_parser(tmp_path: Path) -> None:
    got, errors = read(tmp_path, "f.xml", "<>&#XD800;")
    assert got == [] and len(errors) == 1 and errors[0].startswith(f"{tmp_path}/f.xml: ")


def test_xml_that_is_no_feed(tmp_path: Path) -> None:
    assert "no RSS or Atom entries" in read(tmp_path, "f.xml", "<a><b>1</b></a>")[1][0]


Placed = tuple[float, float, float, str]
"""x, y, font size and text of a stretch of letters."""


def pdf(*pages: Sequence[Placed]) -> bytes:
    """A PDF of A4 pages; the font is not embedded, its character codes are UCS-2: what is full-width is as wide as high."""
    fonts = [
        b"<</Type/Font/Subtype/Type0/BaseFont/KozMinPro-Regular/Encoding/UniJIS-UCS2-H/DescendantFonts[4 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/KozMinPro-Regular/FontDescriptor 5 0 R/DW 1000/W[1 94 500 231 632 500]"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 4>>>>",
        b"<</Type/FontDescriptor/FontName/KozMinPro-Regular/Flags 4/FontBBox[0 -200 1000 900]"
        b"/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80>>",
        b"<</Title<feff%s>>>" % "決算短信".encode("utf-16-be").hex().encode(),
    ]
    kids = b" ".join(b"%d 0 R" % (7 + 2 * n) for n in range(len(pages)))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(pages)), *fonts]
    for n, page in enumerate(pages):
        shown = "".join(f"BT /F {size} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET\n" for x, y, size, text in page)
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F 3 0 R>>>>>>" % (8 + 2 * n)
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(shown), shown.encode()))
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % o for o in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer<</Size %d/Root 1 0 R/Info 6 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + head + table + tail


def column(*lines: str, x: float = 50, y: float = 700, size: float = 10) -> list[Placed]:
    """Lines below each other."""
    return [(x, y - 14 * n, size, line) for n, line in enumerate(lines)]


def row(y: float, *cells: tuple[float, str]) -> list[Placed]:
    """Cells of a line; figures end at their x, a label begins there."""
    return [(x - 5 * len(text) if text[-1:].isascii() and not text.isalpha() else x, y, 10, text) for x, text in cells]


def text_of(tmp_path: Path, *pages: Sequence[Placed]) -> str:
    (article,), errors = read(tmp_path, "a.pdf", pdf(*pages))
    assert errors == []
    return article.text


def test_pdf(tmp_path: Path) -> None:
    data = pdf(column("決算短信", "当社の売上高は前年同期から三割増えて4億5000", "万円となり、営業利益は二倍の8000万円に達しまし", "た。"))
    (article,), _ = read(tmp_path, "a.pdf", data)
    assert article.title == "決算短信"
    assert article.text == "決算短信\n当社の売上高は前年同期から三割増えて4億5000万円となり、営業利益は二倍の8000万円に達しました。"


def test_pdf_wrapped_amount(tmp_path: Path) -> None:
    lines = column("我們的收入由截至去年止年度的人民幣411.4百", "萬元增加至今年的人民幣600.3百萬元，主要由", "於銷量增加。")
    assert text_of(tmp_path, lines) == "我們的收入由截至去年止年度的人民幣411.4百萬元增加至今年的人民幣600.3百萬元，主要由於銷量增加。"


def test_pdf_table(tmp_path: Path) -> None:
    """A head over two columns, notes, a missing cell, units set close, a label without figures."""
    page = [
        *column("綜合損益表", y=740),
        *row(712, (330, "截至十二月三十一日止年度")),
        *row(698, (250, "附註"), (330, "二零二三年"), (420, "二零二四年")),
        *row(684, (325, "人民幣千元"), (400, "人民幣千元")),
        *row(670, (50, "收益"), (262, "4"), (375, "386,215"), (450, "341,770")),
        *row(656, (50, "銷售成本"), (375, "(201,944)"), (450, "(189,305)")),
        *row(642, (50, "以下人士應佔：")),
        *row(628, (50, "母公司擁有人"), (375, "-"), (450, "152,465")),
        *row(614, (50, "毛利"), (375, "184,271"), (450, "152,465")),
        *column("本集團的收益於年內有所增加。", y=580),
    ]
    assert text_of(tmp_path, page).split("\n") == [
        "綜合損益表", "\t\t截至十二月三十一日止年度\t", "\t附註\t二零二三年\t二零二四年", "\t\t人民幣千元\t人民幣千元", "收益\t4\t386,215\t341,770",
        "銷售成本\t\t(201,944)\t(189,305)", "以下人士應佔：", "母公司擁有人\t\t-\t152,465", "毛利\t\t184,271\t152,465", "",
        "本集團的收益於年內有所增加。",
    ]  # fmt: skip


def test_pdf_heads_over_groups_of_columns(tmp_path: Path) -> None:
    """Heads that each stand over an amount and a rate; a caption with a unit beside them is no head."""
    rights = (260, 300, 360, 400, 460, 500)
    page = [
        *column("単位：百万円、％", x=420, y=740), (220.0, 726.0, 10.0, "売上高"), (320.0, 726.0, 10.0, "営業利益"), (415.0, 726.0, 10.0, "当期純利益"),
        *row(712, (50, "2025年3月期"), *zip(rights, ("13,456", "9.0", "1,345", "9.0", "901", "11.0"), strict=True)),
        *row(698, (50, "2024年3月期"), *zip(rights, ("12,345", "3.0", "1,234", "-2.1", "812", "-4.0"), strict=True)),
    ]
    assert text_of(tmp_path, page).split("\n") == [
        "単位：百万円、％", "\t売上高\t\t営業利益\t\t当期純利益\t", "2025年3月期\t13,456\t9.0\t1,345\t9.0\t901\t11.0",
        "2024年3月期\t12,345\t3.0\t1,234\t-2.1\t812\t-4.0",
    ]  # fmt: skip


def test_pdf_head_of_two_lines(tmp_path: Path) -> None:
    """The second line of a head stands below the first, not over all columns; a period of its own line stands over all."""
    page = [
        *column("主要会计数据", y=780), (380.0, 740.0, 10.0, "截至12月31日"), (300.0, 726.0, 10.0, "2024年"), (390.0, 726.0, 10.0, "本年比上年"), (500.0, 726.0, 10.0, "2022年"),
        (390.0, 714.0, 10.0, "增减(%)"),
        *row(700, (50, "营业收入"), (330, "842,673"), (430, "11.58"), (530, "701,553")),
        *row(686, (50, "总资产"), (330, "960,331"), (430, "16.33"), (530, "310,447")),
    ]
    assert text_of(tmp_path, page).split("\n") == [
        "主要会计数据", "\t截至12月31日\t\t", "\t2024年\t本年比上年\t2022年", "\t\t增减(%)\t", "营业收入\t842,673\t11.58\t701,553", "总资产\t960,331\t16.33\t310,447",
    ]  # fmt: skip


def test_pdf_table_of_one_row(tmp_path: Path) -> None:
    page = [*column("十月營收", y=780), *row(740, (200, "本月"), (280, "去年同月"), (380, "增減%")), *row(726, (50, "合併營收"), (220, "1,234"), (320, "1,100"), (410, "12.21"))]
    assert text_of(tmp_path, page).split("\n") == ["十月營收", "\t本月\t去年同月\t增減%", "合併營收\t1,234\t1,100\t12.21"]


def test_pdf_of_two_columns(tmp_path: Path) -> None:
    left = [f"左の段の{n}行目は文章であり、右の段とは別に続く" for n in "一二三四五六七"]
    right = [f"右の段の{n}行目もまた文章で、左の段の後に読む" for n in "一二三四五六七"]
    page = [*column("二段組みの報告書の見出し", x=200, y=760, size=12), *column(*left), *column(*right, x=310)]
    text = text_of(tmp_path, page)
    assert text == "二段組みの報告書の見出し\n" + "".join(left) + "\n" + "".join(right)


def test_pdf_frame_of_pages(tmp_path: Path) -> None:
    """Running heads and page numbers go, a sentence that a page break cuts is one, footnotes stand behind their page."""
    pages, said = [], ""
    for number, name in enumerate(("春", "夏", "秋")):
        lines = [f"{name}の頁の初めの行から始まる文は続いて行き", f"{name}の頁の終わりで切れても次の頁に続く文で"]
        note = [(50.0, 80.0, 7.0, "１監査を受けていない。")] if number == 2 else []
        pages.append([*column("業務", x=280, y=800), *column(*lines, y=700), *note, *column(f"– {number + 5} –", x=280, y=40)])
        said += "".join(lines)
    assert text_of(tmp_path, *pages) == said + "\n１監査を受けていない。"


def test_pdf_footnote_marks(tmp_path: Path) -> None:
    page = [*column("従業員は1,234"), (115.0, 704.0, 6.0, "(1)"), *column("名である。", x=125), *column("次の段落は印のない文である。", y=660)]
    assert text_of(tmp_path, page).startswith("従業員は1,234名である。")


def test_pdf_spaced_letters_and_leaders(tmp_path: Path) -> None:
    page = [*row(700, (50, "董 事 會")), *row(680, (50, "收益 . . . . . . . . . ."), (375, "386,215"), (450, "341,770"))]
    page += row(666, (50, "成本 . . . . . . . . . ."), (375, "201,944"), (450, "189,305"))
    assert text_of(tmp_path, page).split("\n") == ["董事會", "收益\t386,215\t341,770", "成本\t201,944\t189,305"]


@pytest.mark.parametrize(
    ("data", "message"), [(b"abc", "is no PDF"), (b"%PDF-1.4\ngarbage", "cannot be read as PDF"), (pdf([]), "holds no text")]
)
def test_bad_pdf(tmp_path: Path, data: bytes, message: str) -> None:
    got, errors = read(tmp_path, "a.pdf", data)
    assert got == [] and message in errors[0]


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="<>/=\"'!-&;ap dIvscript売上\0\ud800", max_size=200), st.sampled_from(["a.html", "a.xml"]))
def test_any_markup(tmp_path_factory: pytest.TempPathFactory, markup: str, name: str) -> None:
    folder = tmp_path_factory.getbasetemp()
    for article in read(folder, name, markup.encode("utf-8", "surrogatepass"))[0]:
        article.text.encode()
