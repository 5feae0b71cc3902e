"""Sound files of every format that is read, for bench/fuzz.py to damage."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
import zlib
from pathlib import Path

SAMPLES = Path(__file__).parents[1] / "corpus" / "samples"


def pdf(lines: list[str]) -> bytes:
    """A PDF of one page."""
    shown = "".join(f"1 0 0 1 50 {780 - 20 * n} Tm <{line.encode('utf-16-be').hex()}> Tj\n" for n, line in enumerate(lines))
    return pdf_of(zlib.compress(f"BT /F 12 Tf {shown} ET".encode()), b"/FlateDecode")


def pdf_of(content: bytes, filters: bytes) -> bytes:
    """A PDF of one page with this content stream, packed as `filters` say."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Filter%s/Length %d>>stream\n%s\nendstream" % (filters, len(content), content),
        b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/UniJIS-UTF16-H/DescendantFonts[6 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/A/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)/Supplement 2>>/DW 1000>>",
    )
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % at for at in places)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        len(places) + 1,
        table,
        len(places) + 1,
        len(out),
    )


ARTICLES = [
    {
        "id": "a",
        "title": "決算",
        "published": "2025-05-09",
        "lang": "ja",
        "text": "青空工機の2025年3月期の売上高は527億18百万円だった。",
    },
    {"id": "b", "title": "年报", "published": "2025-03-18", "lang": "zh-Hans", "text": "公司2024年营业收入3,659.1亿元，同比增长35%。"},
]


def _page() -> str:
    table = "".join(f"<tr><td>{name}</td><td>1,234</td><td colspan=2>▲56</td></tr>" for name in ("売上高", "営業利益"))
    return (
        f"<html><head><meta charset=utf-8><title>決算短信</title>"
        f'<script type=\'application/ld+json\'>{{"datePublished": "2025-05-09"}}</script>'
        f"</head><body><p>{ARTICLES[0]['text']}</p><table><tr><th rowspan=2>百万円</th><th>2024年</th></tr>{table}</table></body></html>"
    )


def _feed() -> str:
    items = "".join(
        f"<item><title>{r['title']}</title><pubDate>Fri, 09 May 2025 09:00:00 GMT</pubDate><description>{r['text']}</description></item>"
        for r in ARTICLES
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'


def _atom() -> str:
    entries = "".join(
        f"<entry><title>{r['title']}</title><updated>2025-05-09T00:00:00Z</updated><content>{r['text']}</content></entry>" for r in ARTICLES
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'


def articles_files() -> dict[str, bytes]:
    """A good file of each format that articles come in."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows, page, feed, atom = ARTICLES, _page(), _feed(), _atom()
    jsonl = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    csv = "id,text,published,title\n" + "".join(f"{r['id']},{r['text']},{r['published']},{r['title']}\n" for r in rows)
    parquet = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), parquet, compression="snappy")
    sample = next(iter(sorted((SAMPLES / "articles").glob("*"))))
    return {
        "a.txt": rows[0]["text"].encode("cp932"),
        "b.txt": rows[1]["text"].encode("gb18030"),
        "a.md": f"# 決算\n\n| 売上高 | 1,234 |\n|---|---|\n{rows[0]['text']}".encode(),
        "a.html": page.encode(),
        "a.xml": feed.encode(),
        "a.atom": atom.encode(),
        "a.pdf": pdf([row["text"] for row in rows] * 3),
        "a.jsonl": jsonl.encode(),
        "a.csv": csv.encode(),
        "b.csv": csv.encode("utf-16"),
        "a.parquet": parquet.getvalue(),
        "a.txt.gz": gzip.compress(jsonl.encode()),
        "a.csv.zst": pa.Codec("zstd").compress(csv.encode(), asbytes=True),
        "a.html.gz": gzip.compress(page.encode()),
        "a.zip": filing(),
        sample.name: sample.read_bytes(),
    }


def filing() -> bytes:
    """A download of EDINET's: one table of facts, packed."""
    names = ("要素ID", "項目名", "コンテキストID", "相対年度", "連結・個別", "期間・時点", "ユニットID", "単位", "値")
    rows = [
        names,
        ("jpdei_cor:EDINETCodeDEI", "", "FilingDateInstant", "", "", "", "－", "－", "E99999"),
        ("jpdei_cor:CurrentFiscalYearEndDateDEI", "", "FilingDateInstant", "", "", "", "－", "－", "2025-03-31"),
        (
            "jpcrp_cor:OverviewOfBusinessResultsTextBlock",
            "業績等の概要",
            "FilingDateInstant",
            "",
            "",
            "",
            "－",
            "－",
            "売上高は527億18百万円となりました。",
        ),
        ("jppfs_cor:NetSales", "", "CurrentYearDuration", "", "", "", "JPY", "円", "52718456000"),
    ]
    data = b"\xff\xfe" + "\r\n".join("\t".join(f'"{cell}"' for cell in row) for row in rows).encode("utf-16-le")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("XBRL_TO_CSV/jpcrp030000-asr-001_E99999-000_2025-03-31_01_2025-06-26.csv", data)
    return out.getvalue()


def tables() -> dict[str, bytes]:
    """A good file of each table that users bring: known figures, companies, rates."""
    import openpyxl

    book = openpyxl.Workbook()
    for row in (
        ("日付", "コード", "銘柄名", "市場・商品区分"),
        ("20250531", "1301", "極洋", "プライム"),
        ("20250531", "130A", "ベリタス", "グロース"),
    ):
        book.active.append(row)
    excel = io.BytesIO()
    book.save(excel)
    facts = {
        "start": "2024-01-01",
        "end": "2024-12-31",
        "val": 5,
        "accn": "x",
        "fy": 2024,
        "fp": "FY",
        "form": "10-K",
        "filed": "2025-02-01",
    }
    sec = {"cik": 1, "entityName": "Acme", "facts": {"us-gaap": {"Revenues": {"units": {"USD": [facts]}}}}}
    known = "company,metric,period,segment,basis,value,unit,rounding,filed_at,source\n"
    known += "acme,revenue,2025,,actual,1000,JPY,truncate:1000,2025-05-01,x\n"
    return {
        "known.csv": known.encode(),
        "known.json": json.dumps(sec).encode(),
        "known.zip": filing(),
        "companies.csv": "id,name,aliases,ticker\nacme,青空工機,青空|アオゾラ,9999\n".encode(),
        "companies.xlsx": excel.getvalue(),
        "fx.csv": b"from,to,start,end,kind,rate\nUSD,JPY,2024-01-01,2025-01-01,average,151.2\n",
    }
