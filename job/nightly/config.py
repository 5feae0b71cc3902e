"""The nightly job's configuration: one TOML file, checked whole before anything runs."""

from __future__ import annotations

import dataclasses
import hashlib
import tomllib
import types
import typing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ...corpus.stream import Limits
from ...errors import ConfigError

TEMPLATE = """\
# mokuromi.toml: what `mokuromi run --config mokuromi.toml` does. Paths are relative to this file.

inbox = ["inbox"]                       # files, folders and globs; .txt .md .html .pdf .xml .rss .jsonl .csv .parquet, .gz and .zst
out = "out"                             # published tables: documents, records, facts, reconciliation, manifest.json
format = "parquet"                      # parquet, jsonl or csv
partition = "none"                      # none: a file a table; month: a folder a table, a file a month of publication
store = "sqlite:///mokuromi.sqlite"     # or postgresql+psycopg://user@host/database
quarantine = "quarantine"               # one reason file for each input that could not be used
# published = 2026-01-31                # publication date of inputs that carry none
# issuer = ""                           # whose documents they are, where they do not say: id, name, alias or ticker
jobs = 1                                # worker processes
attempts = 3                            # of one document before it is quarantined
if_rules_changed = "redo"               # redo: extract old documents again; skip: leave them as they are

[known]
figures = []                            # known figures: CSV, EDINET CSV, companyfacts JSON, e.g. ["known.csv"]
# companies = "companies.csv"           # your own firms: id,name,aliases,ticker
# fx = "fx.csv"                         # exchange rates; without them amounts in other currencies are not compared
lang = "en"                             # of explanations and report: en, ja, zh-Hans or zh-Hant

[rules]
# overlay = "my_rules"                  # folder of extra rule tables
ner = true                              # the statistical recognizer of names

[limits]
bytes = 33_554_432                      # of one file, or one row of JSONL and CSV
characters = 2_000_000                  # of one article
unpacked = 4_294_967_296                # of one .gz or .zst file
seconds = 60                            # for reading or extracting one article
memory = 1_073_741_824                  # bytes of one worker process

[run]
fail_on = []                            # exit with 1 on any of: mismatch, doubtful, quarantine, known (unusable known figures)
report = true                           # report.html and report.json in out: findings, new ones first
# hook = "./notify.sh"                  # a command, run where there is something new to look at; the summary as JSON on its input
# metrics = "mokuromi.prom"             # OpenMetrics text for a monitor

[log]
# file = "mokuromi.log"                 # JSON lines; without it they go to stderr
level = "info"                          # debug, info, warning or error
"""


@dataclass(frozen=True, slots=True)
class KnownSection:
    figures: tuple[Path, ...] = ()
    companies: Path | None = None
    fx: Path | None = None
    lang: str = "en"


@dataclass(frozen=True, slots=True)
class RulesSection:
    overlay: Path | None = None
    ner: bool = True


@dataclass(frozen=True, slots=True)
class LogSection:
    file: Path | None = None
    level: str = "info"


@dataclass(frozen=True, slots=True)
class RunSection:
    fail_on: tuple[str, ...] = ()
    report: bool = True
    hook: str = ""
    metrics: Path | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """`inbox` holds files, folders and globs; the rest is described in `TEMPLATE`."""

    inbox: tuple[str, ...]
    out: Path
    store: str
    quarantine: Path = Path("quarantine")
    format: str = "parquet"
    partition: str = "none"
    published: date | None = None
    issuer: str = ""
    jobs: int = 1
    attempts: int = 3
    if_rules_changed: str = "redo"
    known: KnownSection = field(default_factory=KnownSection)
    rules: RulesSection = field(default_factory=RulesSection)
    limits: Limits = field(default_factory=Limits)
    run: RunSection = field(default_factory=RunSection)
    log: LogSection = field(default_factory=LogSection)

    @property
    def reading(self) -> str:
        """A hash of what decides how files are read."""
        return hashlib.sha256(repr((self.published, self.issuer, self.limits)).encode()).hexdigest()[:16]


FAIL_ON = ("mismatch", "doubtful", "quarantine", "known")
_CHOICES = {
    "format": ("parquet", "jsonl", "csv"),
    "partition": ("none", "month"),
    "if_rules_changed": ("redo", "skip"),
    "lang": ("en", "ja", "zh-Hans", "zh-Hant", "zh"),
    "level": ("debug", "info", "warning", "error"),
}


def load(path: Path | str) -> Config:
    """The configuration in `path`. Raises ConfigError naming the file and the key."""
    path = Path(path)
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: no such file; write one with: mokuromi init {path}") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read as TOML: {error}") from None
    config: Config = _section(Config, data, str(path), path.resolve().parent)
    for what, files in (("known.figures", config.known.figures), ("known.companies", (config.known.companies,)),
                        ("known.fx", (config.known.fx,)), ("rules.overlay", (config.rules.overlay,))):  # fmt: skip
        for file in files:
            if file is not None and not file.exists():
                raise ConfigError(f"{path}, key {what}: {file} does not exist")
            if file is not None and not (file.is_file() or file.is_dir()):
                raise ConfigError(f"{path}, key {what}: {file} is neither a file nor a folder")
    if config.rules.overlay is not None and not config.rules.overlay.is_dir():
        raise ConfigError(f"{path}, key rules.overlay: {config.rules.overlay} is no folder; name the folder that holds the tables")
    return config


def _section(kind: Any, data: dict[str, Any], where: str, base: Path, prefix: str = "") -> Any:
    hints = typing.get_type_hints(kind)
    columns = {f.name: f for f in dataclasses.fields(kind)}
    for key in data:
        if key not in columns:
            raise ConfigError(f"{where}, key {prefix}{key}: unknown; the keys are {', '.join(columns)}")
    made: dict[str, Any] = {}
    for key, column in columns.items():
        name = f"{where}, key {prefix}{key}"
        if key in data:
            made[key] = _value(data[key], hints[key], name, base, f"{prefix}{key}.")
            if key == "fail_on" and (odd := [name for name in made[key] if name not in FAIL_ON]):
                raise ConfigError(f"{name}: {odd[0]!r} is unknown; choose of {', '.join(FAIL_ON)}")
            if key in _CHOICES and made[key] not in _CHOICES[key]:
                raise ConfigError(f"{name}: must be one of {', '.join(_CHOICES[key])}")
            if isinstance(made[key], int | float) and not isinstance(made[key], bool) and made[key] <= 0:
                raise ConfigError(f"{name}: must be greater than 0")
        elif column.default is dataclasses.MISSING and column.default_factory is dataclasses.MISSING:
            raise ConfigError(f"{name}: missing")
        elif isinstance(column.default, Path):
            made[key] = base / column.default
    if "store" in made:
        made["store"] = _sqlite_at(made["store"], base)
    if "inbox" in made:
        made["inbox"] = tuple(str(base / p) for p in made["inbox"])
    return kind(**made)


def _value(value: Any, hint: Any, name: str, base: Path, prefix: str) -> Any:
    if dataclasses.is_dataclass(hint):
        if not isinstance(value, dict):
            raise ConfigError(f"{name}: must be a table")
        return _section(hint, value, name.partition(", key ")[0], base, prefix)
    if isinstance(hint, types.UnionType):
        hint = next(a for a in typing.get_args(hint) if a is not type(None))
    if typing.get_origin(hint) is tuple:
        item = typing.get_args(hint)[0]
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list):
            raise ConfigError(f"{name}: must be a list")
        return tuple(_value(v, item, name, base, prefix) for v in values)
    if hint is Path:
        if not isinstance(value, str) or not value:
            raise ConfigError(f"{name}: must be a path")
        return base / value
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, hint) or (hint is int and isinstance(value, bool)):
        raise ConfigError(f"{name}: must be {hint.__name__}, is {type(value).__name__}")
    return value


def _sqlite_at(url: str, base: Path) -> str:
    """A relative SQLite file belongs beside the configuration, wherever the job is started from."""
    prefix = "sqlite:///"
    if url.startswith(prefix) and not url.startswith(f"{prefix}/") and ":memory:" not in url:
        return f"{prefix}{base / url.removeprefix(prefix)}"
    if "://" not in url:
        raise ConfigError(f"store {url!r} is no URL; write sqlite:///FILE or postgresql+psycopg://USER@HOST/DATABASE")
    return url
