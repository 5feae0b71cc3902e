"""The command line. Data goes to stdout or to files; logs, warnings and progress go to stderr."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn, TextIO

import typer

from ..corpus.record import MIN_SCORE
from .exits import BUG, FAILED, FINE, INTERRUPTED, QUARANTINED, USAGE, warn
from .options import CompaniesFile

app = typer.Typer(
    name="mokuromi",
    help="Figures and facts from Japanese and Chinese financial articles, reconciled with known figures.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Format(StrEnum):
    parquet = "parquet"
    jsonl = "jsonl"
    csv = "csv"


class FailOn(StrEnum):
    mismatch = "mismatch"


Paths = Annotated[list[str], typer.Argument(help="Files, folders, globs, or - for standard input.", show_default=False)]
OutFolder = Annotated[Path | None, typer.Option(help="Folder to write records.* and facts.* to; without it a table is printed.")]
OutFormat = Annotated[Format, typer.Option("--format", help="Format of the files.")]
Published = Annotated[str, typer.Option(help="Publication date (YYYY-MM-DD) of inputs that carry none.")]
Issuer = Annotated[str, typer.Option(help="Whose documents the inputs are, where they do not say: id, name, alias or ticker.")]
Jobs = Annotated[int, typer.Option(min=1, help="Processes.")]
NoNer = Annotated[bool, typer.Option("--no-ner", help="Leave the statistical name recognizer out.")]
Ner = Annotated[list[str] | None, typer.Option(help="Another spaCy pipeline as recognizer, LANG=NAME (ja=ja_ginza).")]
Seconds = Annotated[float, typer.Option(min=0.1, help="Time for reading or extracting one article.")]
MinScore = Annotated[float, typer.Option(min=0, max=1, help="Leave out facts that are less probable: 0 gives all.")]
Memory = Annotated[int, typer.Option(min=256, help="Megabytes that one process may take.")]
KnownFile = Annotated[Path, typer.Option(help="Known figures: CSV, EDINET CSV (zip or folder), SEC companyfacts JSON.")]
FxFile = Annotated[Path | None, typer.Option(help="CSV of exchange rates; without it amounts in other currencies are not compared.")]
ReportFile = Annotated[
    Path | None, typer.Option(help="Write a report: .html, .json, .xlsx, .txt, or a folder (no ending) with a page per article.")
]
Template = Annotated[Path | None, typer.Option(help="A Jinja2 template of your own for the HTML report.")]
ReportLang = Annotated[str, typer.Option(help="Language of explanations and report: en, ja, zh-Hans or zh-Hant.")]
AlarmScore = Annotated[
    float | None, typer.Option(min=0, max=1, help="A difference is an alarm if the article errs with this probability, else doubtful.")
]
RulesFolder = Annotated[Path | None, typer.Option(help="Folder of extra rule tables (units.toml …).")]


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        from .. import __version__

        typer.echo(__version__)
        raise typer.Exit


@app.command()
def extract(
    paths: Paths,
    out: OutFolder = None,
    format: OutFormat = Format.jsonl,
    published: Published = "",
    issuer: Issuer = "",
    jobs: Jobs = 1,
    no_ner: NoNer = False,
    ner: Ner = None,
    companies: CompaniesFile = None,
    rules: RulesFolder = None,
    seconds: Seconds = 60.0,
    memory: Memory = 1024,
    min_score: MinScore = MIN_SCORE,
) -> None:
    """Records and facts of articles."""
    from . import batch

    options = batch.BatchOptions(
        paths, published, issuer, jobs, _ner(no_ner, ner), companies, rules, batch.limits(seconds, memory), min_score
    )
    if out is None:
        from . import show

        done = batch.extract(options, warn)
        show.facts(done.facts, done.records)
        failed = done.failed
    else:
        failed = batch.extract_to(options, out, format.value, warn)
    raise typer.Exit(QUARANTINED if failed else FINE)


@app.command()
def reconcile(
    paths: Paths,
    known: KnownFile,
    out: OutFolder = None,
    format: OutFormat = Format.jsonl,
    published: Published = "",
    issuer: Issuer = "",
    jobs: Jobs = 1,
    no_ner: NoNer = False,
    ner: Ner = None,
    companies: CompaniesFile = None,
    rules: RulesFolder = None,
    seconds: Seconds = 60.0,
    memory: Memory = 1024,
    fx: FxFile = None,
    report: ReportFile = None,
    template: Template = None,
    lang: ReportLang = "en",
    alarm_score: AlarmScore = None,
    fail_on: Annotated[FailOn | None, typer.Option(help="Exit with 1 where one is found.")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Print every fact, not only what needs a look.")] = False,
) -> None:
    """Facts of articles, or of an earlier `extract --out` (its folder or facts.*), compared with known figures."""
    from ..reconcile.explain import language
    from . import batch, show

    language(lang)
    if report is not None:
        from ..reconcile.report.report import check_target

        check_target(report, template)
    options = batch.BatchOptions(
        paths, published, issuer, jobs, _ner(no_ner, ner), companies, rules, batch.limits(seconds, memory), batch.WEAK_SCORE
    )
    figures, unusable = batch.known(known, companies=companies, overlay=rules, warn=warn)
    done = batch.saved(options) or batch.extract(options, warn)
    done, result = batch.reconcile(done, figures, fx=fx, lang=lang, alarm_score=alarm_score)
    if out is not None:
        batch.write_tables(out, format.value, done, result)
    else:
        show.reconciliation(result, done.articles, verbose=verbose)
    if report is not None:
        batch.report(result, done, figures, batch.ReportOptions(report, lang, template), options, known)
    if fail_on and (result["status"] == fail_on.value).any():
        raise typer.Exit(FAILED)
    raise typer.Exit(QUARANTINED if done.failed or unusable else FINE)


known_app = typer.Typer(help="Known figures.", no_args_is_help=True)
app.add_typer(known_app, name="known")


@known_app.command("template")
def known_template() -> None:
    """Print a CSV of known figures to fill in."""
    from ..reconcile.known.read import template

    typer.echo(template(), nl=False)


@known_app.command("metrics")
def known_metrics(rules: RulesFolder = None) -> None:
    """Print the metrics that known figures may have, with their words in articles."""
    from ..reconcile.known.read import SUFFIXES
    from ..rules.metric import metrics

    for metric in metrics(rules):
        words = [word for lang in ("ja", "zh", "en") for word in sorted(metric.forms.get(lang, ()), key=len)[:3]]
        typer.echo(f"{metric.id:32}{', '.join(words)}")
    typer.echo(f"Each also with {', '.join(SUFFIXES)}, where articles state them.", err=True)


@app.command()
def explain(
    text: Annotated[str, typer.Argument(help="A sentence, or - for standard input.")],
    lang: Annotated[str, typer.Option(help="ja, zh-Hans or zh-Hant; detected when left out.")] = "",
    published: Published = "",
    no_ner: NoNer = False,
    companies: CompaniesFile = None,
    rules: RulesFolder = None,
) -> None:
    """What is found in a text, and by which rule."""
    from . import show

    show.explanation(sys.stdin.read() if text == "-" else text, lang, published, ner=not no_ner, companies=companies, rules=rules)


def _ner(no_ner: bool, names: list[str] | None) -> bool | dict[str, str]:
    if no_ner:
        return False
    if not names:
        return True
    pairs = dict(name.partition("=")[::2] for name in names)
    if not all(lang in ("ja", "zh") and name for lang, name in pairs.items()):
        raise typer.BadParameter("write --ner LANG=NAME with LANG ja or zh, for example --ner ja=ja_ginza")
    return pairs


def main() -> NoReturn:
    """Entry point: every declared error is one line on stderr and an exit code of the contract."""
    from ..errors import MokuromiError, advice

    try:
        _log_to_stderr()
        _mount()
        try:
            app(standalone_mode=True)
        finally:
            sys.stdout.flush()
    except MokuromiError as error:
        warn(str(error))
        sys.exit(USAGE)
    except ModuleNotFoundError as error:
        warn(advice(error) or f"this is a bug, please report it: {error}")
        sys.exit(USAGE if advice(error) else BUG)
    except KeyboardInterrupt:
        warn("interrupted")
        sys.exit(INTERRUPTED)
    except SystemExit as ended:
        if ended.code == INTERRUPTED:  # typer has caught it already
            warn("interrupted")
        if isinstance(ended.__context__, BrokenPipeError):  # typer makes 1 of it, which is `--fail-on`'s
            _let_go(sys.stdout)
            sys.exit(FINE)
        raise
    except BrokenPipeError:
        _let_go(sys.stdout)
        sys.exit(FINE)
    except OSError as error:
        _let_go(sys.stdout)
        warn(_of_the_system(error))
        sys.exit(USAGE)
    except Exception as error:
        _tell_bug(error)
        sys.exit(BUG)
    sys.exit(FINE)


def _tell_bug(error: Exception) -> None:
    import traceback

    warn(traceback.format_exc())
    warn(f"this is a bug, please report it with the lines above: {type(error).__name__}: {error}")


def _of_the_system(error: OSError) -> str:
    taken = isinstance(error, FileExistsError | IsADirectoryError | NotADirectoryError)
    what = "name another path" if taken else "make room or allow it"
    return f"{f'{error.filename}: ' if error.filename else ''}{error.strerror or error}; {what}, and try again"


def _log_to_stderr() -> None:
    import logging

    from .terminal import Plain

    handler = logging.StreamHandler()
    handler.setFormatter(Plain("mokuromi: %(message)s"))
    logging.basicConfig(handlers=[handler])


def _let_go(stream: TextIO) -> None:
    """What is left in `stream` cannot be written: the interpreter must not try again when it ends."""
    import os

    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, stream.fileno())
    os.close(null)


def _mount() -> None:
    """Commands that live in modules of their own."""
    from . import known, spark
    from .nightly import commands

    known.register(known_app)
    spark.register(app)
    commands.register_known(known_app)
    commands.register(app)


if __name__ == "__main__":
    main()
