"""How a command ends: the exit codes of the contract, and the one line for people."""

import typer

from ..corpus.plain import plain

FINE, FAILED, USAGE, QUARANTINED, BUG, LOCKED, INTERRUPTED = 0, 1, 2, 3, 70, 75, 130


def warn(message: str) -> None:
    """One line on standard error."""
    typer.echo(f"mokuromi: {plain(message)}", err=True)
