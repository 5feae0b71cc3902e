"""Commands of the nightly job: run, status, retry, quarantine, withdraw, prune, changes, backup, doctor, init."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, TypeVarTuple

import typer

from ..exits import FAILED, FINE, LOCKED, QUARANTINED, USAGE

if TYPE_CHECKING:
    import sqlalchemy as sa

    from .config import Config

ActionArguments = TypeVarTuple("ActionArguments")
ActionAnswer = TypeVar("ActionAnswer")

ConfigFile = Annotated[Path, typer.Option("--config", "-c", help="The job's configuration, see mokuromi init.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register_known(app: typer.Typer) -> None:
    """Mount what tells of known figures in the store beside the other commands on them."""
    app.command("history")(known_history)


class IfRulesChanged(StrEnum):
    skip = "skip"
    redo = "redo"


def register(app: typer.Typer) -> None:
    """Mount the commands on the program's command line."""
    app.command()(run)
    app.command()(status)
    app.command()(retry)
    app.add_typer(_quarantine, name="quarantine", help="Inputs that could not be used.")
    app.command()(withdraw)
    app.command()(prune)
    app.command()(changes)
    app.command()(backup)
    app.command()(doctor)
    app.command()(init)


def run(
    config: ConfigFile = Path("mokuromi.toml"),
    if_rules_changed: Annotated[IfRulesChanged | None, typer.Option(help="Extract old documents again when rules changed.")] = None,
    redo: Annotated[bool, typer.Option("--redo", help="Extract all documents again.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read the inbox, extract, reconcile and publish what is new. Safe to repeat and to kill."""
    from dataclasses import asdict, replace

    from ...errors import ConfigError
    from . import logs, run
    from .config import load

    settings = load(config)
    if if_rules_changed is not None:
        settings = replace(settings, if_rules_changed=if_rules_changed.value)
    logs.configure(settings.log)
    try:
        summary = run.run(settings, redo=redo)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise ConfigError(f"{where}{error.strerror or error}; make room or allow writing, and run again: nothing is lost") from None
    except Exception as error:
        _locked(error)
        raise
    typer.echo(json.dumps(asdict(summary)) if as_json else summary.line, err=not as_json)
    if summary.inbox:
        more = f" (and {len(summary.inbox) - 1} more)" if summary.inbox[1:] else ""
        raise ConfigError(f"inbox: {summary.inbox[0]}{more}; the rest was done")
    if summary.failed(settings.run.fail_on):
        raise typer.Exit(FAILED)
    raise typer.Exit(QUARANTINED if summary.trouble else FINE)


def status(config: ConfigFile = Path("mokuromi.toml"), as_json: AsJson = False) -> None:
    """What the store holds, and how the last run went."""
    from . import overview

    found = _with_store(config, overview.status)
    if as_json:
        _echo(json.dumps(found, ensure_ascii=False))
        return
    for name, value in found.items():
        text = ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else value
        _echo(f"{name}: {text or '-'}")


def retry(
    ids: Annotated[list[str] | None, typer.Argument(help="Ids of quarantine ls; all when left out.", show_default=False)] = None,
    config: ConfigFile = Path("mokuromi.toml"),
) -> None:
    """Let the next run try quarantined inputs again."""
    from . import overview

    typer.echo(f"{_with_store(config, overview.retry, ids, lock=True)} inputs will be tried again", err=True)


_quarantine = typer.Typer(no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"]})


@_quarantine.command("ls")
def quarantine_ls(config: ConfigFile = Path("mokuromi.toml"), as_json: AsJson = False) -> None:
    """List them: id, source, reason."""
    from . import overview

    for row in _with_store(config, overview.quarantined):
        _echo(json.dumps(row, ensure_ascii=False) if as_json else f"{row['id']}  {row['source']}  {row['reason']}")


@_quarantine.command("show")
def quarantine_show(ident: Annotated[str, typer.Argument(metavar="ID")], config: ConfigFile = Path("mokuromi.toml")) -> None:
    """Everything known of one, its text included, as JSON."""
    from . import overview

    _echo(json.dumps(_with_store(config, overview.show, ident), ensure_ascii=False, indent=1))


@_quarantine.command("drop")
def quarantine_drop(ids: Annotated[list[str], typer.Argument(metavar="ID...")], config: ConfigFile = Path("mokuromi.toml")) -> None:
    """Take them off the list for good; the same content is not tried again."""
    from . import overview

    typer.echo(f"{_with_store(config, overview.drop, ids, lock=True)} dropped", err=True)


def withdraw(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Ids or keys of articles, see documents.* of what is published.")],
    config: ConfigFile = Path("mokuromi.toml"),
) -> None:
    """Take articles out of the store and, with the next run, out of what is published."""
    from . import overview

    _echo(f"{_with_store(config, overview.withdraw, ids, lock=True)} articles withdrawn; the next run publishes without them", err=True)


def prune(
    before: Annotated[str, typer.Argument(metavar="DATE", help="YYYY-MM-DD; articles without a date stay.")],
    config: ConfigFile = Path("mokuromi.toml"),
) -> None:
    """Withdraw all articles that were published before a day."""
    from datetime import date

    from ...errors import ConfigError
    from . import overview

    try:
        day = date.fromisoformat(before)
    except ValueError:
        raise ConfigError(f"{before}: not a date; write it as YYYY-MM-DD") from None
    _echo(f"{_with_store(config, overview.prune, day, lock=True)} articles withdrawn; the next run publishes without them", err=True)


def changes(
    since: Annotated[int, typer.Option(help="Show those of later runs than this one.")] = 0,
    every: Annotated[bool, typer.Option("--all", help="All comparisons that came out otherwise, not only findings.")] = False,
    config: ConfigFile = Path("mokuromi.toml"),
    as_json: AsJson = False,
) -> None:
    """Which facts became findings, or are none any more, run by run, and with which known figure each was compared."""
    from . import overview

    for row in _with_store(config, overview.changes, since, every):
        text = " ".join(filter(None, (row["company"], row["metric"], row["segment"], row["period"])))
        was, now = (_compared(row[name], row[f"{name}_known"]) for name in ("was", "now"))
        _echo(_json(row) if as_json else f"run {row['run']}  {row['article_id']}  {text}: {was} -> {now}")


def known_history(
    every: Annotated[bool, typer.Option("--all", help="Also those that were never replaced.")] = False,
    config: ConfigFile = Path("mokuromi.toml"),
    as_json: AsJson = False,
) -> None:
    """Known figures of the nightly job that were replaced or taken out, and from when to when each held."""
    from . import overview

    for row in _with_store(config, overview.known_over_time, every):
        text = " ".join(filter(None, (row["company"], row["metric"], row["segment"], row["period"], row["basis"], row["variant"])))
        span = f"from {_moment(row['since'], row['valid_from'])} to {_moment(row['until'], row['valid_to'], 'now')}"
        _echo(_json(row) if as_json else f"{text}: {row['value']:,f} {row['unit']} ({row['source']}), {span}")


def _compared(status: str | None, known: Decimal | None) -> str:
    return (status or "not compared") + ("" if known is None else f" (known {known:,f})")


def _moment(run: int | None, started: str | None, none: str = "the beginning") -> str:
    return none if run is None else f"run {run} ({started})"


def _json(row: dict[str, Any]) -> str:
    """Numbers as text, as everywhere in JSON Lines."""
    return json.dumps(row, ensure_ascii=False, default=lambda value: f"{value:f}" if isinstance(value, Decimal) else str(value))


def backup(path: Annotated[Path, typer.Argument(help="File to write.")], config: ConfigFile = Path("mokuromi.toml")) -> None:
    """Copy an SQLite store, while runs go on or not."""
    from . import overview

    _with_store(config, overview.backup, path)
    _echo(f"{path} written; it is a store: name it in a configuration to use it", err=True)


def doctor(config: Annotated[Path | None, typer.Option("--config", "-c", help="Also check this configuration.")] = None) -> None:
    """Check installation, models, rules, configuration and store."""
    from .doctor import checks

    bad = False
    for name, trouble in checks(config):
        bad |= bool(trouble)
        _echo(f"{'FAIL' if trouble else 'ok  '} {name}{f': {trouble}' if trouble else ''}")
    raise typer.Exit(USAGE if bad else FINE)


def init(path: Annotated[Path, typer.Argument(help="File to write.")] = Path("mokuromi.toml")) -> None:
    """Write a commented configuration, and make the folders that it names."""
    from ...errors import ConfigError
    from .config import TEMPLATE, load

    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(TEMPLATE)
        config = load(path)
        for folder in (*map(Path, config.inbox), config.out, config.quarantine):
            folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise ConfigError(f"{path}: exists already; choose another name") from None
    except OSError as error:
        raise ConfigError(f"{error.filename or path}: cannot be written: {error.strerror}") from None
    typer.echo(f"{path} written; put articles into its inbox and start: mokuromi run --config {path}", err=True)


def _with_store(
    path: Path, action: Callable[[sa.Engine, Config, *ActionArguments], ActionAnswer], *arguments: *ActionArguments, lock: bool = False
) -> ActionAnswer:
    """Run `action(engine, config, …)` on the store that a configuration names."""
    import contextlib

    from . import opening, store
    from .config import load

    config = load(path)
    try:
        engine = opening.connect(config.store)
        try:
            with store.declared(config.store), store.lock(engine) if lock else contextlib.nullcontext():
                return action(engine, config, *arguments)
        finally:
            engine.dispose()
    except Exception as error:
        _locked(error)
        raise


def _locked(error: Exception) -> None:
    """A store that cannot be had now has an exit code of its own."""
    from .store import Unavailable

    if isinstance(error, Unavailable):
        _echo(f"mokuromi: {error}", err=True)
        raise typer.Exit(LOCKED) from None


def _echo(text: str, err: bool = False) -> None:
    from ...corpus.plain import plain

    typer.echo(plain(text), err=err)
