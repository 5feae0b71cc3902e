"""Known firms: the user's list, one firm under every name, one scan for all names."""

# ruff: noqa: E501

import pickle
from pathlib import Path

import pandas as pd
import pytest

from mokuromi.errors import KnownFiguresError
from mokuromi.extract.names.directory import Directory, read_companies
from mokuromi.rules.company import Company
from mokuromi.rules.fold import fold

ROWS = (
    Company("kazami", "株式会社カザミ", aliases=("カザミ", "風見電機", "Kazami"), tickers=("6781.T",), not_=("カザミドリ",)),
    Company("lanfeng", "岚峰科技股份有限公司", aliases=("岚峰",), tickers=("02788.HK",)),
    Company("orb", "Orb Inc.", needs_support=("Orb",)),
)
ORGANIZATIONS = (Company("minato_exchange", "港証券取引所", aliases=("港証",)),)


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "firms.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_csv_and_frame_read_alike(tmp_path: Path) -> None:
    path = write(tmp_path, "id,name,note,aliases,ticker\na1,アオバ株式会社,x,アオバ| 青葉 ,1234\na2,Birch Ltd,,,\n\n")
    frame = pd.DataFrame(
        {"id": ["a1", "a2"], "name": ["アオバ株式会社", "Birch Ltd"], "aliases": ["アオバ|青葉", None], "ticker": ["1234", float("nan")]}
    )
    want = (Company("a1", "アオバ株式会社", ("アオバ", "青葉"), ("1234",)), Company("a2", "Birch Ltd"))
    assert read_companies(path) == want
    assert read_companies(str(path)) == want
    assert read_companies(frame) == want


def test_a_name_with_a_line_break_in_its_cell_is_read_as_one_line(tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_text('id,name,aliases\na,"Aoba\nDenki","アオバ|AO\nBA"\n', encoding="utf-8")
    (row,) = read_companies(path)
    assert row.names == ("Aoba Denki", "アオバ", "AO BA")


def test_a_name_with_a_line_break_in_a_table_harms_no_other() -> None:
    known = Directory([Company("a", "青葉\n電機"), Company("b", "Kitami Foods")])
    assert [hit.ids for hit in known.scan("Kitami Foods, Inc.")] == [("b",)]


def test_last_month_of_the_fiscal_year(tmp_path: Path) -> None:
    want = [Company("a", "アオバ", fiscal_year_end=3), Company("b", "Birch")]
    assert list(read_companies(write(tmp_path, "id,name,fiscal_year_end\na,アオバ,3\nb,Birch,\n"))) == want
    assert list(read_companies(pd.DataFrame({"id": ["a", "b"], "name": ["アオバ", "Birch"], "fiscal_year_end": [3.0, float("nan")]}))) == want


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,name,fiscal_year_end\na,A,13\n", r"firms.csv:2: fiscal_year_end '13' is no month; write 3"),
        ("id,name,fiscal_year_end\na,A,3月\n", r"fiscal_year_end '3月' is no month"),
        ("id,aliases\na,b\n", r"firms.csv: column 'name' is missing; the columns are id, name, aliases, ticker"),
        ("id,name\na,\n", r"firms.csv:2: name is empty"),
        ("id,name\n,A\n", r"firms.csv:2: id is empty"),
        ("id,name\na,A\nb,B\na,C\n", r"firms.csv:4: id 'a' stands in row 2 already"),
        ("", r"firms.csv: empty; the first row must name the columns"),
    ],
)
def test_a_list_that_cannot_be_used_says_where_and_why(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(KnownFiguresError, match=message):
        read_companies(write(tmp_path, text))


def test_a_list_in_another_encoding_says_so(tmp_path: Path) -> None:
    path = tmp_path / "firms.csv"
    path.write_bytes("id,name\na,青葉\n".encode("shift_jis"))
    with pytest.raises(KnownFiguresError, match=r"not UTF-8 at byte \d+; save the file as UTF-8"):
        read_companies(path)
    with pytest.raises(KnownFiguresError, match="cannot be read"):
        read_companies(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("kazami", "kazami"), ("カザミ", "kazami"), ("カザミ株式会社", "kazami"), ("㈱カザミ", "kazami"), ("風見電機", "kazami"), ("风见电机", "kazami"),
        ("KAZAMI", "kazami"), ("6781.T", "kazami"), ("6781", "kazami"), ("嵐峰科技", "lanfeng"), ("岚峰科技有限公司", "lanfeng"), ("02788", "lanfeng"),
        ("02788.HK", "lanfeng"), ("港証", "minato_exchange"), ("Orb", "orb"), ("カザミドリ", None), ("9999", None), ("", None), ("岚", None),
    ],
)  # fmt: skip
def test_resolve(text: str, want: str | None) -> None:
    assert Directory(ROWS, ORGANIZATIONS).resolve(text) == want


def test_a_name_of_two_firms_resolves_to_none_unless_it_is_the_full_name_of_one() -> None:
    rows = (
        Company("a", "Alder Bank", ("Alder",)),
        Company("b", "Alder Foods", ("Alder",)),
        Company("c", "Birch", ("Cedar",)),
        Company("d", "Cedar"),
    )
    known = Directory(rows)
    assert known.resolve("Alder") is None
    assert known.resolve("Alder Foods") == "b"
    assert known.resolve("Cedar") == "d"


@pytest.mark.parametrize(
    "user",
    [
        Company("u1", "カザミ"),
        Company("u1", "カザミ・グローバル株式会社", ("風見電機",)),
        Company("u1", "Something Else", tickers=("6781.T",)),
    ],
)
def test_a_users_row_that_shares_a_name_or_a_ticker_is_the_same_firm(user: Company) -> None:
    known = Directory(ROWS, users=(user,))
    assert {known.resolve(n) for n in ("株式会社カザミ", "風見電機", "6781", user.name)} == {"u1"}
    assert known.resolve("kazami") == "u1"  # the Latin alias, no longer the built-in id
    assert known.resolve("岚峰") == "lanfeng"
    assert "kazami" not in known.rows


def test_two_of_the_users_firms_part_the_names_of_a_built_in_one() -> None:
    users = (Company("parent", "カザミ"), Company("plant", "風見電機"))
    known = Directory(ROWS, users=users)
    assert (known.resolve("カザミ"), known.resolve("風見電機")) == ("parent", "plant")


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("カザミと嵐峰科技股份有限公司", [("カザミ", "kazami"), ("嵐峰科技股份有限公司", "lanfeng")]),
        ("カザミドリが鳴く", []),
        ("カザミックス", []),
        ("Kazamization, MyKazami", []),
        ("ＫＡＺＡＭＩ Ｋａｚａｍｉ", [("Ｋａｚａｍｉ", "kazami")]),
        ("Kazami2025年", [("Kazami", "kazami")]),
        ("Orbは港証へ", [("Orb", "orb"), ("港証", "minato_exchange")]),
    ],
)
def test_scan_finds_names_as_words_of_their_own(text: str, want: list[tuple[str, str]]) -> None:
    hits = Directory(ROWS, ORGANIZATIONS).scan(fold(text))
    assert [(text[h.start : h.end], h.ids[0]) for h in hits] == want
    assert all(h.supported != (text[h.start : h.end] == "Orb") for h in hits)


def test_a_users_full_name_is_found_in_any_case() -> None:
    known = Directory((), users=(Company("u", "Harrow Lake Group", ("HLG",)),))
    text = "HARROW LAKE GROUP, harrow lake group, HLG, hlg"
    assert [text[h.start : h.end] for h in known.scan(text)] == ["HARROW LAKE GROUP", "harrow lake group", "HLG"]


def test_kind_and_pickle() -> None:
    known = Directory(ROWS, ORGANIZATIONS, (Company("u", "Harrow Lake Group"),))
    again = pickle.loads(pickle.dumps(known))
    assert (known.kind("minato_exchange"), known.kind("kazami")) == ("organization", "company")
    assert again.companies == known.companies
    assert [h.ids for h in again.scan("harrow lake group")] == [("u",)]


@pytest.mark.parametrize(("text", "found"), [("02788", "lanfeng"), ("02788.HK", "lanfeng"), ("2788.HK", "lanfeng"), ("2788", "lanfeng"), ("HK:2788", "lanfeng"),
                                             ("6781", "kazami"), ("2788.T", None), ("788", None), ("12788", None)])  # fmt: skip
def test_a_code_of_hong_kong_without_its_zeros(text: str, found: str | None) -> None:
    assert Directory(ROWS, ORGANIZATIONS).resolve(text) == found


@pytest.mark.parametrize("ticker", ["1234", "1234.T", "東証:1234", "TYO: 1234"])
def test_a_ticker_is_found_by_its_bare_code(ticker: str) -> None:
    assert Directory((Company("a1", "アオバ株式会社", tickers=(ticker,)),)).resolve("1234") == "a1"


@pytest.mark.parametrize(
    ("name", "sure", "vetoed"),
    [("カザミド", False, True), ("カザミド", True, True), ("カザミドリ", False, True), ("カザミドリ", True, False), ("新カザミドリ社", True, False), ("増収", False, False)],
)
def test_only_a_sure_name_may_hold_a_longer_word_of_the_tables(name: str, sure: bool, vetoed: bool) -> None:
    text = fold("昨日の新カザミドリ社は増収")
    start = text.index(fold(name))
    assert Directory(ROWS, ORGANIZATIONS).vetoes(text, start, start + len(name), within=not sure) is vetoed


@pytest.mark.parametrize(
    ("text", "found"),
    [("岚峰A公告", ["岚峰A"]), ("岚峰AI芯片", ["岚峰"]), ("岚峰Air", ["岚峰"]), ("Orban公告", []), ("OrbA公告", ["OrbA"]), ("澜峰AI", [])],
)
def test_a_name_whose_letter_begins_the_next_word(text: str, found: list[str]) -> None:
    known = Directory((Company("lanfeng", "岚峰", aliases=("岚峰A",)), Company("orb", "Orb", aliases=("OrbA",))))
    assert [text[h.start : h.end] for h in known.scan(fold(text))] == found
