"""Commands of the nightly job."""

import typer


def register(app: typer.Typer) -> None:
    """Mount the commands on the program's command line."""
