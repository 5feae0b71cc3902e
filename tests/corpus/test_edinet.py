"""Text blocks of EDINET's CSV as articles."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from mokuromi.corpus.read import articles
from mokuromi.errors import InputError

HEADER = ("要素ID", "項目名", "コンテキストID", "相対年度", "連結・個別", "期間・時点", "ユニットID", "単位", "値")
NAME = "jpcrp030000-asr-001_E99999-000_2025-03-31_01_2025-06-26.csv"
ROWS = [
    ("jpdei_cor:FilerNameInJapaneseDEI", "提出者名（日本語表記）", "青空工機株式会社"),
    ("jpdei_cor:SecurityCodeDEI", "証券コード", "－"),
    ("jpcrp_cor:DocumentTitleCoverPage", "表紙", "有価証券報告書"),
    ("jpcrp_cor:OverviewOfBusinessResultsTextBlock", "業績等の概要 [テキストブロック]", "売上高は12億円でした。\n\t内訳は次のとおりです。"),
    ("jpcrp_cor:OverviewOfBusinessResultsTextBlock", "業績等の概要 [テキストブロック]", "二度目"),
    (
        "jpcrp_cor:ManagementAnalysisOfFinancialPositionOperatingResultsAndCashFlowsTextBlock",
        "経営者による分析 [テキストブロック]",
        "(1) 概要\n売上高は12億円でした。\n\t内訳は次のとおりです。",
    ),
    ("jpcrp_cor:DividendPolicyTextBlock", "配当政策 [テキストブロック]", "配当は30円です。"),
    ("jpcrp_cor:ConsolidatedBalanceSheetTextBlock", "連結貸借対照表 [テキストブロック]", "流動資産 1"),
]


def _zip(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def _csv(rows: list[tuple[str, str, str]]) -> bytes:
    lines = [HEADER, *((e, label, "FilingDateInstant", "", "", "", "－", "－", value) for e, label, value in rows)]
    return b"\xff\xfe" + "\r\n".join("\t".join(f'"{cell}"' for cell in line) for line in lines).encode("utf-16-le")


def test_text_blocks_are_an_article(tmp_path: Path) -> None:
    audit = "XBRL_TO_CSV/jpaud-aar-cn-001_E99999-000_2025-03-31_01_2025-06-26.csv"
    path = _zip(tmp_path / "S100AAAA.zip", **{f"XBRL_TO_CSV/{NAME}": _csv(ROWS), audit: _csv(ROWS)})
    (article,) = articles([path])
    assert article.text == (
        "青空工機株式会社 有価証券報告書\n\n経営者による分析\n(1) 概要\n売上高は12億円でした。\n\t内訳は次のとおりです。\n\n配当政策\n配当は30円です。"
    )
    assert (article.id, article.lang, article.published) == (NAME.removesuffix(".csv"), "ja", date(2025, 6, 26))
    assert (article.title, article.issuer) == ("青空工機株式会社 有価証券報告書", "青空工機株式会社")


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({f"XBRL_TO_CSV/{NAME}": _csv(ROWS[:3])}, "holds no document of EDINET's with text blocks"),
        ({"photo.jpg": b"x"}, "holds no document"),
        ({NAME: b"\xff\xfe" + "要素ID\t値".encode("utf-16-le")}, "column コンテキストID, ユニットID is missing"),
        ({NAME: b"abc"}, "not UTF-16"),
    ],
)
def test_other_zips_are_one_line(tmp_path: Path, files: dict[str, bytes], said: str) -> None:
    errors: list[InputError] = []
    assert list(articles([_zip(tmp_path / "a.zip", **files)], on_error=errors.append)) == []
    assert [said in str(e) and "\n" not in str(e) for e in errors] == [True]


def test_a_damaged_zip(tmp_path: Path) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(NAME, _csv(ROWS))
    (tmp_path / "a.zip").write_bytes(whole.getvalue()[:-30])
    with pytest.raises(InputError, match="no ZIP that can be read"):
        list(articles([tmp_path / "a.zip"]))
