"""One nightly run over a folder, as a process of its own that tests may kill: driver.py INBOX HOME VERSION [slow]."""

import os
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "job"))

import fake_extraction  # noqa: E402

from mokuromi.errors import MokuromiError  # noqa: E402
from mokuromi.job.nightly import publish, store  # noqa: E402
from mokuromi.job.nightly import run as nightly  # noqa: E402
from mokuromi.job.nightly.config import Config, KnownSection  # noqa: E402


def config(inbox: Path, home: Path) -> Config:
    url = os.environ.get("MOKUROMI_DRIVER_STORE") or f"sqlite:///{home}/store.sqlite"
    return Config((str(inbox),), home / "out", url, home / "quarantine", known=KnownSection((inbox.parent / "known.csv",)))


def main(inbox: Path, home: Path, version: str, slow: bool) -> int:
    if slow:
        # the instants between write, fsync and rename last long enough to be hit
        replace, fsync, publishing = os.replace, os.fsync, publish.publish

        def slowly(*arguments: object) -> bool:
            print("publishing", flush=True)
            os.replace = lambda *a: (time.sleep(0.02), replace(*a))[1]
            os.fsync = lambda *a: (time.sleep(0.02), fsync(*a))[1]
            return publishing(*arguments)  # type: ignore[arg-type]

        publish.publish = slowly
    try:
        nightly.run(config(inbox, home), factory=fake_extraction.factory(0.005 if slow else 0), version=version)
    except store.Unavailable as error:
        print(error, file=sys.stderr)
        return 75
    except MokuromiError as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"OSError: {error}", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], "slow" in sys.argv[4:]))
