"""`mokuromi known from-edinet` and `from-sec`: filings fetched, their tagged figures as a CSV of known figures."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..reconcile.known.service import EDINET, SEC, SEC_FILES, Client, Edinet, Sec, edinet_files
from .options import CompaniesFile

if TYPE_CHECKING:
    import pandas as pd

Cache = Annotated[Path, typer.Option(help="Folder in which answers are kept.")]
Offline = Annotated[bool, typer.Option("--offline", help="Take everything from the cache.")]
OutFile = Annotated[Path | None, typer.Option(help="CSV to write; without it, it goes to standard output.")]
Url = Annotated[str, typer.Option(help="Another address of the service: a mirror or a proxy.")]

_CACHE = Path("~/.cache/mokuromi")
_COLUMNS = ("company", "metric", "period", "segment", "basis", "value", "unit", "rounding", "filed_at", "source", "variant")
_PAUSE = {"edinet": 1.0, "sec": 0.15}
"""Seconds between two requests; the SEC allows ten a second."""


def register(app: typer.Typer) -> None:
    app.command("from-edinet")(from_edinet)
    app.command("from-sec")(from_sec)


def from_edinet(
    documents: Annotated[list[str] | None, typer.Argument(help="Documents, as S100ABCD.", show_default=False)] = None,
    company: Annotated[list[str] | None, typer.Option(help="All documents of a firm: EDINET code or ticker; with --from and --to.")] = None,
    first: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day of filing.")] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day of filing.")] = None,
    companies: CompaniesFile = None,
    cache: Cache = _CACHE / "edinet",
    offline: Offline = False,
    out: OutFile = None,
    url: Url = EDINET,
) -> None:
    """Tagged figures of filings on EDINET. The key of its API is read from EDINET_API_KEY; the ZIPs stay in the cache, and
    `mokuromi reconcile` takes one both as articles and as known figures."""
    client = Client(cache.expanduser(), offline, _PAUSE["edinet"])
    service = Edinet(client, os.environ.get("EDINET_API_KEY", ""), url.rstrip("/"))
    days = (None if first is None else first.date(), None if last is None else last.date())
    _write(edinet_files(service, documents or [], company or [], *days), companies, out)


def from_sec(
    firms: Annotated[list[str], typer.Argument(help="Tickers or CIKs.", show_default=False)],
    user_agent: Annotated[str, typer.Option(help='Who asks: "Your Name you@example.com"; the SEC wants it.')] = "",
    companies: CompaniesFile = None,
    cache: Cache = _CACHE / "sec",
    offline: Offline = False,
    out: OutFile = None,
    url: Url = SEC,
    files_url: Annotated[str, typer.Option(help="The same for the list of tickers.")] = SEC_FILES,
) -> None:
    """Figures of the SEC's companyfacts."""
    client = Client(cache.expanduser(), offline, _PAUSE["sec"], {"User-Agent": user_agent})
    service = Sec(client, url.rstrip("/"), files_url.rstrip("/"))
    _write([service.companyfacts(firm) for firm in firms], companies, out)


def _write(files: list[Path], companies: Path | None, out: Path | None) -> None:
    import pandas as pd

    from . import batch
    from .exits import QUARANTINED, warn

    failed = 0
    frames: list[pd.DataFrame] = []
    for file in files:
        typer.echo(str(file), err=True)
        figures, unusable = batch.known(file, companies=companies, overlay=None, warn=warn)
        frames.append(figures)
        failed += unusable
    text = _csv(pd.concat(frames, ignore_index=True)) if frames else _csv(pd.DataFrame(columns=list(_COLUMNS)))
    if out is None:
        typer.echo(text, nl=False)
    else:
        from ..corpus.write import replacing

        with replacing(out) as target:
            target.write(text.encode("utf-8"))
    if failed:
        raise typer.Exit(QUARANTINED)


def _csv(known: pd.DataFrame) -> str:
    shown = known.assign(value=[f"{v:f}" for v in known["value"]])
    text: str = shown.to_csv(columns=list(_COLUMNS), index=False, lineterminator="\n")
    return text
