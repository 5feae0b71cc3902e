from pathlib import Path

import pytest

from mokuromi.errors import ConfigError
from mokuromi.job.nightly.config import TEMPLATE, load

LEAST = 'inbox = "in"\nout = "out"\nstore = "sqlite:///s.sqlite"\n'


def put(folder: Path, text: str) -> Path:
    path = folder / "mokuromi.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_template_is_valid_and_states_the_defaults(tmp_path: Path) -> None:
    written, least = load(put(tmp_path, TEMPLATE)), load(put(tmp_path, LEAST))
    assert (written.limits, written.known, written.rules, written.log) == (least.limits, least.known, least.rules, least.log)
    assert (written.format, written.jobs, written.attempts) == (least.format, least.jobs, least.attempts)
    assert (written.if_rules_changed, written.quarantine) == (least.if_rules_changed, least.quarantine)


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "known.csv").touch()
    config = load(put(tmp_path, LEAST + 'published = 2026-01-31\n[known]\nfigures = "known.csv"\n[limits]\nseconds = 5\n'))
    assert config.inbox == (str(tmp_path / "in"),)
    assert (config.out, config.quarantine) == (tmp_path / "out", tmp_path / "quarantine")
    assert config.store == f"sqlite:///{tmp_path}/s.sqlite"
    assert config.known.figures == (tmp_path / "known.csv",)
    assert config.limits.seconds == 5.0
    assert str(config.published) == "2026-01-31"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("inbox = [", "cannot be read as TOML"),
        ('inbox = "in"\n', "key out: missing"),
        (LEAST + "outt = 1\n", "key outt: unknown; the keys are inbox, out"),
        (LEAST + "jobs = true\n", "key jobs: must be int, is bool"),
        (LEAST + "jobs = 0\n", "key jobs: must be greater than 0"),
        (LEAST + 'format = "xls"\n', "key format: must be one of parquet, jsonl, csv"),
        (LEAST + 'published = "2026"\n', "key published: must be date, is str"),
        (LEAST + "inboxes = 1\n", "key inboxes: unknown"),
        (LEAST + "limits = 3\n", "key limits: must be a table"),
        (LEAST + '[limits]\nbytes = "x"\n', "key limits.bytes: must be int, is str"),
        (LEAST + "[limits]\nbites = 1\n", "key limits.bites: unknown"),
        (LEAST + '[known]\nfigures = ["none.csv"]\n', "key known.figures: "),
        (LEAST + '[rules]\noverlay = "mokuromi.toml"\n', "key rules.overlay: "),
        (LEAST + '[known]\nlang = "fr"\n', "key known.lang: must be one of en, ja, zh-Hans, zh-Hant"),
        (LEAST.replace("sqlite:///s.sqlite", "s.sqlite"), "is no URL"),
    ],
)
def test_errors_name_file_and_key(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        load(put(tmp_path, text))
    assert message in str(error.value)


@pytest.mark.parametrize("lang", ["en", "ja", "zh-Hans", "zh-Hant", "zh"])
def test_languages_are_those_of_the_reports(tmp_path: Path, lang: str) -> None:
    assert load(put(tmp_path, f'{LEAST}[known]\nlang = "{lang}"\n')).known.lang == lang


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="mokuromi init"):
        load(tmp_path / "none.toml")
