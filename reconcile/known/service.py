"""The services that publish filings, asked politely: EDINET's API v2 and the SEC's data service.

Answers are kept in a cache folder; `offline` takes them from there alone. The key of EDINET never stands in a file's name, a
log or an error.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...corpus.edinet import MOST_BYTES
from ...corpus.write import replacing
from ...errors import ConfigError, KnownFiguresError, KnownFileError

if TYPE_CHECKING:
    import requests

EDINET, SEC, SEC_FILES = "https://api.edinet-fsa.go.jp/api/v2", "https://data.sec.gov", "https://www.sec.gov"
RETRIES = 4
TIMEOUT = 60.0
_AGAIN = (429, 500, 502, 503, 504)
_DOCUMENT = re.compile(r"S[0-9A-Z]{7}")
_CSV_TYPE = "5"


@dataclass
class Client:
    """Fetches and keeps. `pause` is the least time between two requests, in seconds."""

    cache: Path
    offline: bool = False
    pause: float = 0.2
    headers: Mapping[str, str] = field(default_factory=dict)
    backoff: float = 1.0
    """Seconds before the first retry; each further one waits twice as long, or as long as the service says."""
    _last: float = 0.0
    _session: requests.Session | None = None

    def get(self, url: str, name: str, params: Mapping[str, str] | None = None, *, keep: bool = True) -> bytes:
        """The answer to a request, from the cache where it holds `name`. Raises KnownFiguresError, KnownFileError."""
        path = self.cache / name
        if path.is_file():
            return path.read_bytes()
        if self.offline:
            raise KnownFileError(f"{path}: is not in the cache; run once without --offline")
        content = self._fetch(url, params or {})
        if keep:
            self.cache.mkdir(parents=True, exist_ok=True)
            with replacing(path) as file:
                file.write(content)
        return content

    def forget(self, name: str) -> None:
        """Take an answer that was none out of the cache."""
        (self.cache / name).unlink(missing_ok=True)

    def _fetch(self, url: str, params: Mapping[str, str]) -> bytes:
        import requests

        time.sleep(max(0.0, self._last + self.pause - time.monotonic()))
        try:
            with self._opened().get(url, params=params, timeout=TIMEOUT, stream=True) as answer:
                if answer.status_code != 200:
                    raise KnownFiguresError(f"{url}: answered {answer.status_code} {answer.reason}; {_advice(answer.status_code)}")
                content = bytearray()
                for piece in answer.iter_content(1 << 16):
                    content += piece
                    if len(content) > MOST_BYTES:
                        raise KnownFiguresError(f"{url}: sends more than {MOST_BYTES // 1_000_000} MB; that is no filing")
                return bytes(content)
        except requests.RequestException as error:
            # its message holds the whole address, and so the key
            raise KnownFiguresError(f"{url}: no answer ({type(error).__name__}); check the network and try again") from None
        finally:
            self._last = time.monotonic()

    def _opened(self) -> requests.Session:
        if self._session is None:
            import requests
            from requests.adapters import HTTPAdapter
            from urllib3.util.retry import Retry

            again = Retry(RETRIES, backoff_factor=self.backoff, status_forcelist=_AGAIN, allowed_methods=("GET",), raise_on_status=False)
            self._session = requests.Session()
            self._session.headers.update(self.headers)
            for scheme in ("https://", "http://"):
                self._session.mount(scheme, HTTPAdapter(max_retries=again))
        return self._session


def _advice(status: int) -> str:
    if status in (401, 403):
        return "the service wants a key (EDINET) or a user agent with your name and mail address (SEC)"
    return "there is no such document" if status == 404 else "try again later"


class Edinet:
    """EDINET's API v2. `key` is the subscription key."""

    def __init__(self, client: Client, key: str, url: str = EDINET) -> None:
        if not key and not client.offline:
            raise ConfigError("EDINET's API wants a key: set EDINET_API_KEY to the one that its site gives")
        self._client, self._key, self._url = client, key, url

    def document(self, ident: str) -> Path:
        """The ZIP of a document's CSV files in the cache. Raises KnownFiguresError where there is none."""
        if not _DOCUMENT.fullmatch(ident):
            raise KnownFiguresError(f"{ident}: no document of EDINET's; these are called S100ABCD")
        name = f"{ident}.zip"
        content = self._client.get(f"{self._url}/documents/{ident}", name, {"type": _CSV_TYPE, "Subscription-Key": self._key})
        if not content.startswith(b"PK"):  # errors come with status 200 and a body of JSON
            self._client.forget(name)
            raise KnownFiguresError(f"{ident}: EDINET sends no CSV files: {_message(content)}")
        return self._client.cache / name

    def documents(self, firm: str, first: date, last: date) -> Iterator[str]:
        """Ids of the documents with CSV files that a firm (EDINET code or ticker) filed from `first` to `last`."""
        day = first
        while day <= last:
            for row in self._filed(day):
                codes = {str(row.get("edinetCode")), str(row.get("secCode") or "")[:4]}
                if firm in codes - {"", "None"} and str(row.get("csvFlag")) == "1" and str(row.get("withdrawalStatus", "0")) == "0":
                    yield str(row["docID"])
            day += timedelta(days=1)

    def _filed(self, day: date) -> list[dict[str, Any]]:
        name = f"documents-{day.isoformat()}.json"
        url, params = f"{self._url}/documents.json", {"date": day.isoformat(), "type": "2", "Subscription-Key": self._key}
        over = day < datetime.now(UTC).date()  # until then more may be filed
        content = self._client.get(url, name, params, keep=over)
        try:
            found = json.loads(content)["results"]
            if not isinstance(found, list):
                raise TypeError
        except (ValueError, KeyError, TypeError, RecursionError):
            self._client.forget(name)
            raise KnownFiguresError(f"{self._url}/documents.json of {day}: no list of documents: {_message(content)}") from None
        return [row for row in found if isinstance(row, dict)]


def _message(content: bytes) -> str:
    """What the service says in a body of JSON, one short line."""
    try:
        body = json.loads(content)
        status = body.get("metadata", body)
        text = f"{status.get('status', status.get('StatusCode', ''))} {status.get('message', '')}"
    except (ValueError, AttributeError, RecursionError):
        text = content[:80].decode("utf-8", "replace")
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:200]


class Sec:
    """The SEC's companyfacts."""

    def __init__(self, client: Client, url: str = SEC, files: str = SEC_FILES) -> None:
        if "@" not in client.headers.get("User-Agent", "") and not client.offline:
            raise ConfigError('the SEC wants to know who asks: --user-agent "Your Name you@example.com"')
        self._client, self._url, self._files = client, url, files

    def companyfacts(self, firm: str) -> Path:
        """The companyfacts JSON of a firm (CIK or ticker) in the cache."""
        cik = int(firm) if firm.isascii() and firm.isdigit() else self._cik(firm)
        name = f"CIK{cik:010d}.json"
        self._client.get(f"{self._url}/api/xbrl/companyfacts/{name}", name)
        return self._client.cache / name

    def _cik(self, ticker: str) -> int:
        name = "company_tickers.json"
        content = self._client.get(f"{self._files}/files/{name}", name)
        try:
            found = {str(row["ticker"]).upper(): int(row["cik_str"]) for row in json.loads(content).values()}
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            self._client.forget(name)
            raise KnownFiguresError(f"{self._files}/files/{name}: no list of tickers; try again later") from None
        if ticker.upper() not in found:
            raise KnownFiguresError(f"{ticker}: the SEC knows no such ticker; give the CIK")
        return found[ticker.upper()]


def edinet_files(service: Edinet, documents: Iterable[str], firms: Iterable[str], first: date | None, last: date | None) -> list[Path]:
    """The ZIPs of documents, and of all that firms filed in the days given."""
    idents = list(documents)
    for firm in firms:
        if first is None or last is None:
            raise ConfigError(f"{firm}: say from which day to which: --from 2025-06-01 --to 2025-06-30")
        if not 0 <= (last - first).days <= 400:
            raise ConfigError(f"--from {first} --to {last}: give at most 400 days, the earlier one first; each is a request")
        idents += service.documents(firm, first, last)
    return [service.document(ident) for ident in dict.fromkeys(idents)]
