import gzip
import io
import json
import os
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mokuromi.corpus.article import Article
from mokuromi.corpus.read import articles
from mokuromi.corpus.stream import Limits
from mokuromi.errors import InputError

TEXT = "決算\r\n\r\n売上高は1億円だった。\n"


def read(*paths: object, **options: object) -> tuple[list[Article], list[str]]:
    errors: list[str] = []
    got = list(articles([str(p) for p in paths], on_error=lambda e: errors.append(str(e)), **options))  # type: ignore[arg-type]
    return got, errors


def put(folder: Path, name: str, data: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def test_an_empty_path_is_not_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a.txt", TEXT)
    monkeypatch.chdir(tmp_path)
    assert read("") == ([], ["an empty path; name a file, a folder or a pattern (. is the current folder)"])
    assert [a.id for a in read(".")[0]] == ["a"]


def test_text_is_kept_exactly(tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt", TEXT)
    got, errors = read(path, published=date(2026, 1, 2))
    assert got == [Article("a", TEXT, "ja", date(2026, 1, 2), "決算", "", str(path))]
    assert errors == []


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp", "iso2022_jp", "utf-16", "utf-8-sig"])
def test_text_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    got, _ = read(put(tmp_path, "a.txt", TEXT.encode(encoding)))
    assert got[0].text == TEXT


def test_markdown_title(tmp_path: Path) -> None:
    assert read(put(tmp_path, "a.md", "\n## 招股书\n正文"))[0][0].title == "招股书"


def test_jsonl_fields_and_defaults(tmp_path: Path) -> None:
    rows = [
        {"id": "x", "text": "公司营收", "lang": "zh", "published": "2026-01-02T23:30:00+09:00", "title": "t", "url": "u", "more": [1]},
        {"id": 7, "text": "公司營收"},
        {"text": "売上高は"},
    ]
    path = put(tmp_path, "b.jsonl", "\ufeff" + "\n".join(map(json.dumps, rows)) + "\n\n")
    got, errors = read(path, published=date(2025, 5, 5))
    assert errors == []
    assert got == [
        Article("x", "公司营收", "zh-Hans", date(2026, 1, 2), "t", "u", str(path)),
        Article("7", "公司營收", "zh-Hant", date(2025, 5, 5), "", "", str(path)),
        Article("b:3", "売上高は", "ja", date(2025, 5, 5), "", "", str(path)),
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("{bad", "is no JSON"),
        ("[1]", "is a JSON list"),
        ("[" * 100_000, "nested too deeply"),
        ('{"text": 3}', "text is no string"),
        ('{"id": "a"}', "text is empty"),
        ('{"text": "  "}', "text is empty"),
        ('{"text": "文", "published": "2026/1/2"}', "no ISO 8601 date; write YYYY-MM-DD"),
        ('{"text": "文", "published": 20260102}', "no ISO 8601 date"),
        ('{"text": "文", "lang": "en"}', "neither Japanese nor Chinese"),
        ('{"text": "文", "title": {}}', "title is no string"),
        ('{"text": "' + "文" * 2001 + '"}', "2001 characters, 2000 are allowed"),
        ('{"text": "' + "x" * 20_000 + '"}', "line is longer than 10000 bytes"),
        (b'{"text": "\xe5\xa3\xb2\xff\xfe"}', "bytes of no known encoding"),
    ],
)
def test_one_bad_row_does_not_stop_the_others(tmp_path: Path, row: str | bytes, message: str) -> None:
    good = '{"text": "売上高は1億円だった。"}\n'.encode()
    data = good * 2 + (row.encode() if isinstance(row, str) else row) + b"\n" + good
    got, errors = read(put(tmp_path, "b.jsonl", data), limits=Limits(characters=2000, bytes=10_000))
    if message == "nested too deeply":
        got, errors = read(put(tmp_path, "b.jsonl", data))
    assert [a.id for a in got] == ["b:1", "b:2", "b:4"]
    assert len(errors) == 1 and message in errors[0]
    assert errors[0].startswith(f"{tmp_path}/b.jsonl:3: ") and "\n" not in errors[0] and "; " in errors[0]


def test_raised_without_handler(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="b.jsonl:1: is no JSON"):
        list(articles([put(tmp_path, "b.jsonl", "{")]))


def test_surrogates_and_nul_keep_their_place(tmp_path: Path) -> None:
    path = put(tmp_path, "b.jsonl", '{"text": "売\\ud800上\\u0000高\\u202e\\ud83d\\ude00は"}')
    assert read(path)[0][0].text == "売\ufffd上\ufffd高\u202e😀は"


def test_jsonl_rows_of_mixed_encodings(tmp_path: Path) -> None:
    rows = ['{"text": "売上高は1億円だった。"}\n', '{"text": "営業利益は前年から増えた。"}\n']
    data = rows[0].encode() * 3 + rows[1].encode("cp932") + rows[0].encode()
    got, errors = read(put(tmp_path, "b.jsonl", data))
    assert [a.text[:4] for a in got] == ["売上高は", "売上高は", "売上高は", "営業利益", "売上高は"]
    assert errors == []


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "cp932", "gb18030"])
def test_jsonl_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    data = '{"text": "東京の市場で取引した。"}\n{"text": "二つ目の決算。"}\n'.encode(encoding)
    assert [a.text for a in read(put(tmp_path, "b.jsonl", data))[0]] == ["東京の市場で取引した。", "二つ目の決算。"]


def test_csv(tmp_path: Path) -> None:
    data = 'ID,Text,published,extra\n1,"売上高は,\r\n""1億円""だった",2026-01-02,x\n,営業利益は,,\n'
    path = put(tmp_path, "c.csv", data)
    assert read(path)[0] == [
        Article("1", '売上高は,\r\n"1億円"だった', "ja", date(2026, 1, 2), "", "", str(path)),
        Article("c:3", "営業利益は", "ja", None, "", "", str(path)),
    ]


@pytest.mark.parametrize("delimiter", "\t;")
def test_csv_of_other_delimiters(tmp_path: Path, delimiter: str) -> None:
    assert read(put(tmp_path, "c.csv", f"id{delimiter}text\na{delimiter}売上,高は\n"))[0][0].text == "売上,高は"


@pytest.mark.parametrize(
    ("data", "message", "ids"),
    [
        ("id,body\n1,文\n", "c.csv: has no column text (its header: id,body)", []),
        ("", "c.csv: is empty", []),
        ("id,text\n1,文,多,余\n2,文\n", "c.csv:2: has 4 cells, the header 2", ["2"]),
        ("id,text\n1,文\n2\n3,文\n", "c.csv:3: text is empty", ["1", "3"]),
        ('id,text\n1,"文"章\n2,文\n', "c.csv:2: ", ["2"]),
        ('id,text\n1,文\n2,"文\n3,文\n', "c.csv:3: unexpected end of data", ["1"]),
        ("id,text\n1,文\n2," + "x" * 9000 + "\n3,文\n", "c.csv:3: the line is longer than 5000", ["1", "3"]),
        ('id,text\n1,文\n2,"' + "x\n" * 9000, "a quote that is not closed", ["1"]),
    ],
)
def test_csv_errors(tmp_path: Path, data: str, message: str, ids: list[str]) -> None:
    got, errors = read(put(tmp_path, "c.csv", data), limits=Limits(bytes=5000))
    assert [a.id for a in got] == ids
    assert len(errors) == 1 and message in errors[0]


def test_csv_bad_bytes_cost_one_row(tmp_path: Path) -> None:
    data = "id,text\n1,売上高\n".encode() + b"2,\xff\xfe\xff\n" + "3,営業利益\n".encode()
    got, errors = read(put(tmp_path, "c.csv", data))
    assert [a.id for a in got] == ["1", "3"]
    assert len(errors) == 1 and "c.csv:3: holds bytes of no known encoding" in errors[0]


def test_folder_is_recursive_and_sorted(tmp_path: Path) -> None:
    for name in ("b/2.txt", "a.txt", "b/1.txt", ".hidden/x.txt", ".x.txt", "picture.png"):
        put(tmp_path, name, "売上高は")
    got, errors = read(tmp_path)
    assert [a.id for a in got] == ["a", "b/1", "b/2"]
    assert errors == []


def test_glob(tmp_path: Path) -> None:
    for name in ("x1.txt", "x2.txt", "y.txt"):
        put(tmp_path, name, "売上高は")
    assert [a.id for a in read(tmp_path / "x*.txt")[0]] == ["x1", "x2"]
    assert "no file fits this pattern" in read(tmp_path / "z*.txt")[1][0]


def test_a_name_with_brackets_is_no_pattern(tmp_path: Path) -> None:
    assert [a.id for a in read(put(tmp_path, "[1].txt", "売上高は"))[0]] == ["[1]"]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt", b" \n", "is empty"),
        ("a.txt", b"\x89PNG\r\n\x1a\n", "PNG image"),
        ("a.jsonl", b"\x89PNG\r\n\x1a\n", "PNG image"),
        ("a.jsonl", b"", "is empty"),
        ("a.xyz", b"1", "file ending that is not known"),
        ("a.txt", b"x" * 2000, "longer than 1000 bytes"),
        ("a.txt.gz", gzip.compress(b"x" * 2000, mtime=0), "longer than 1000 bytes"),
        ("a.jsonl.gz", gzip.compress(b"\n" * 50_000, mtime=0), "unpacks to more than 40000 bytes"),
        ("a.txt.gz", b"no gzip", "cannot be unpacked"),
        ("a.txt.gz", gzip.compress(bytes(n * n % 251 for n in range(500)), mtime=0)[:200], "cannot be unpacked"),
        ("a.txt.zst", b"no zstd", "cannot be unpacked"),
    ],
)
def test_bad_files(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    good = put(tmp_path, "good.txt", "売上高は")
    got, errors = read(put(tmp_path, name, data), tmp_path / "missing.txt", good, limits=Limits(bytes=1000, unpacked=40_000))
    assert [a.id for a in got] == ["good"]
    assert message in errors[0] and errors[0].startswith(f"{tmp_path}/{name}: ")
    assert "no such file" in errors[1]


def test_folder_without_articles(tmp_path: Path) -> None:
    assert "holds no article" in read(tmp_path)[1][0]


def test_packed(tmp_path: Path) -> None:
    put(tmp_path, "a.txt.gz", gzip.compress(TEXT.encode("cp932")))
    put(tmp_path, "b.jsonl.zst", pa.compress(b'{"text": "abc"}\n', "zstd", asbytes=True))
    with pa.CompressedOutputStream(str(tmp_path / "b.jsonl.zst"), "zstd") as out:
        out.write('{"text": "売上高は"}\n'.encode() * 3)
    assert [(a.id, a.text) for a in read(tmp_path)[0]] == [("a", TEXT), *((f"b:{n}", "売上高は") for n in (1, 2, 3))]


def test_name_that_is_no_unicode(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/a\n\"'\xff.txt"
    try:
        with open(path, "wb") as file:
            file.write("売上高は".encode())
    except OSError:
        pytest.skip("the file system takes no such name")
    got, _ = read(tmp_path)
    assert got[0].id == "a\\n\"'\\xff"
    got[0].source.encode()


@pytest.mark.parametrize(("data", "ids"), [('\n{"id": "j", "text": "売上高は"}\n', ["j"]), ("売上高は", ["stdin"])])
def test_standard_input(monkeypatch: pytest.MonkeyPatch, data: str, ids: list[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(data.encode()))))  # type: ignore[type-var]
    got, _ = read("-")
    assert [(a.id, a.source) for a in got] == [(i, "-") for i in ids]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(min_size=1).filter(str.strip), min_size=1, max_size=5))
def test_jsonl_round_trip(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    path = put(tmp_path_factory.mktemp("r"), "a.jsonl", "\n".join(json.dumps({"text": t}) for t in texts))
    got, errors = read(path)
    assert errors == []
    assert [a.text for a in got] == [t.replace("\0", "\ufffd") for t in texts]


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.jsonl", "a.csv", "a.txt", "a.txt.gz", "a.parquet", "a.jsonl.zst"]))
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str) -> None:
    folder = tmp_path_factory.getbasetemp() / "any"
    got, errors = read(put(folder, name, b"text\n" + data if name == "a.csv" else data))
    for article in got:
        article.text.encode()
    for error in errors:
        assert "\n" not in error


def test_issuer_of_rows_and_of_files(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "売上高は3億円", "issuer": "7203"}\n{"text": "売上高は4億円"}\n', encoding="utf-8")
    (tmp_path / "b.txt").write_text("売上高は5億円", encoding="utf-8")
    assert [a.issuer for a in articles([tmp_path], issuer="6758")] == ["7203", "6758", "6758"]
    assert [a.issuer for a in articles([tmp_path])] == ["7203", "", ""]
