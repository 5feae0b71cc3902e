"""The clients of EDINET and the SEC, against a local server that answers as they do."""

import io
import json
import threading
import zipfile
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from mokuromi.errors import ConfigError, KnownFiguresError, KnownFileError
from mokuromi.reconcile.known.service import Client, Edinet, Sec, edinet_files

KEY, AGENT = "0123456789abcdef", "Aozora Tools taro@example.com"


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("XBRL_TO_CSV/jpcrp030000-asr-001_E99999-000_2025-03-31_01_2025-06-26.csv", b"\xff\xfe")
    return out.getvalue()


def _listed(ident: str, **other: Any) -> dict[str, Any]:
    return {"docID": ident, "edinetCode": "E99999", "secCode": "43210", "csvFlag": "1", "withdrawalStatus": "0"} | other


DAYS = {
    "2025-06-26": [_listed("S100AAAA"), _listed("S100BBBB", csvFlag="0"), _listed("S100CCCC", edinetCode="E11111", secCode=None)],
    "2025-06-27": [_listed("S100DDDD", withdrawalStatus="1"), _listed("S100EEEE")],
}


class Server(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []
        self.failures: list[tuple[int, dict[str, str]]] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}
        self.server.asked.append(path)
        if self.server.failures:
            status, headers = self.server.failures.pop(0)
            self._answer(status, b"", headers)
        elif path.startswith("/api/v2"):
            self._edinet(path.removeprefix("/api/v2"), query)
        elif "@" not in self.headers["User-Agent"]:
            self._answer(403, b"Undeclared Automated Tool")
        elif path == "/files/company_tickers.json":
            self._answer(200, json.dumps({"0": {"cik_str": 12345, "ticker": "AOZR", "title": "Aozora Tools Ltd."}}).encode())
        elif path == "/api/xbrl/companyfacts/CIK0000012345.json":
            self._answer(200, json.dumps({"cik": 12345, "entityName": "Aozora Tools Ltd.", "facts": {}}).encode())
        else:
            self._answer(404, b"")

    def _edinet(self, path: str, query: dict[str, str]) -> None:
        if query.get("Subscription-Key") != KEY:
            self._answer(200, b'{"StatusCode":401,"message":"Access denied due to invalid subscription key."}')
        elif path == "/documents.json" and query["type"] == "2":
            self._answer(200, json.dumps({"metadata": {"status": "200"}, "results": DAYS.get(query["date"], [])}).encode())
        elif path in ("/documents/S100AAAA", "/documents/S100EEEE") and query["type"] == "5":
            self._answer(200, _zip())
        else:
            self._answer(200, b'{"metadata":{"title":"x","status":"404","message":"Not Found"}}')

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def _client(tmp_path: Path, **other: Any) -> Client:
    return Client(tmp_path / "cache", **{"pause": 0.0, "backoff": 0.001, "headers": {"User-Agent": AGENT}} | other)


def _edinet(server: Server, tmp_path: Path, key: str = KEY, **other: Any) -> Edinet:
    return Edinet(_client(tmp_path, **other), key, server.url + "/api/v2")


def test_documents_of_a_firm_and_their_files(server: Server, tmp_path: Path) -> None:
    for firm in ("E99999", "4321"):
        files = edinet_files(_edinet(server, tmp_path), ["S100AAAA"], [firm], date(2025, 6, 25), date(2025, 6, 27))
        assert [f.name for f in files] == ["S100AAAA.zip", "S100EEEE.zip"]
        assert all(zipfile.is_zipfile(f) for f in files)
    assert not any(KEY in f.name or KEY.encode() in f.read_bytes() for f in (tmp_path / "cache").iterdir())


def test_what_is_in_the_cache_is_not_asked_again(server: Server, tmp_path: Path) -> None:
    first = _edinet(server, tmp_path).document("S100AAAA")
    assert _edinet(server, tmp_path).document("S100AAAA") == first
    assert Edinet(_client(tmp_path, offline=True), "", server.url).document("S100AAAA") == first
    assert len(server.asked) == 1
    with pytest.raises(KnownFileError, match="S100EEEE.zip: is not in the cache; run once without --offline"):
        Edinet(_client(tmp_path, offline=True), "", server.url).document("S100EEEE")


@pytest.mark.parametrize("failures", [[(503, {})] * 3, [(429, {"Retry-After": "0"})], [(500, {}), (502, {})]])
def test_a_busy_service_is_asked_again(server: Server, tmp_path: Path, failures: list[tuple[int, dict[str, str]]]) -> None:
    server.failures = list(failures)
    assert _edinet(server, tmp_path).document("S100AAAA").is_file()
    assert len(server.asked) == len(failures) + 1


def test_a_service_that_stays_down_is_one_line(server: Server, tmp_path: Path) -> None:
    server.failures = [(503, {})] * 20
    with pytest.raises(KnownFiguresError, match="/documents/S100AAAA: answered 503 .*; try again later") as caught:
        _edinet(server, tmp_path).document("S100AAAA")
    assert KEY not in str(caught.value)
    server.shutdown()
    server.server_close()
    with pytest.raises(KnownFiguresError, match="no answer") as caught:
        _edinet(server, tmp_path).document("S100EEEE")
    assert KEY not in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("key", "ident", "said"),
    [("wrong", "S100AAAA", "401 Access denied"), (KEY, "S100ZZZZ", "404 Not Found"), (KEY, "../../etc", "no document of EDINET's")],
)
def test_refusals_of_edinet(server: Server, tmp_path: Path, key: str, ident: str, said: str) -> None:
    with pytest.raises(KnownFiguresError, match=said):
        _edinet(server, tmp_path, key).document(ident)
    assert not list(tmp_path.rglob("*.zip"))


def test_refused_lists_are_not_kept(server: Server, tmp_path: Path) -> None:
    with pytest.raises(KnownFiguresError, match="401 Access denied"):
        list(_edinet(server, tmp_path, "wrong").documents("E99999", date(2025, 6, 26), date(2025, 6, 26)))
    assert list(_edinet(server, tmp_path).documents("E99999", date(2025, 6, 26), date(2025, 6, 26))) == ["S100AAAA"]


def test_what_must_be_said_first(server: Server, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="EDINET_API_KEY"):
        _edinet(server, tmp_path, "")
    with pytest.raises(ConfigError, match="--user-agent"):
        Sec(_client(tmp_path, headers={}), server.url, server.url)
    with pytest.raises(ConfigError, match="--from"):
        edinet_files(_edinet(server, tmp_path), [], ["E99999"], None, None)
    with pytest.raises(ConfigError, match="at most 400 days"):
        edinet_files(_edinet(server, tmp_path), [], ["E99999"], date(2020, 1, 1), date(2025, 1, 1))
    assert server.asked == []


def test_companyfacts_by_ticker_and_cik(server: Server, tmp_path: Path) -> None:
    service = Sec(_client(tmp_path), server.url, server.url)
    assert service.companyfacts("aozr") == service.companyfacts("12345") == tmp_path / "cache" / "CIK0000012345.json"
    assert server.asked == ["/files/company_tickers.json", "/api/xbrl/companyfacts/CIK0000012345.json"]
    with pytest.raises(KnownFiguresError, match="knows no such ticker"):
        service.companyfacts("NONE")
    with pytest.raises(KnownFiguresError, match="answered 404 .*there is no such document"):
        service.companyfacts("777")


def test_requests_keep_their_distance(server: Server, tmp_path: Path) -> None:
    import time

    service = _edinet(server, tmp_path, pause=0.05)
    start = time.monotonic()
    list(service.documents("E99999", date(2025, 6, 1), date(2025, 6, 4)))
    assert time.monotonic() - start >= 0.15
