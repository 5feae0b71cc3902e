"""Options that several commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

CompaniesFile = Annotated[Path | None, typer.Option(help="CSV of your own firms: id,name,aliases,ticker (aliases separated by |).")]
