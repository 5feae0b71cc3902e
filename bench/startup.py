"""How long `mokuromi --help` and `import mokuromi` take (wall time, median), and what is imported.

python bench/startup.py [--repeat 9]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

MARK = 0.3
"""Seconds that `mokuromi --help` may take."""
HEAVY = ("spacy", "pandas", "pyarrow", "numpy", "fugashi", "opencc", "jinja2", "sqlalchemy")


def median(command: list[str], repeat: int) -> float:
    times = []
    for _ in range(repeat + 1):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])  # the first run reads from the disk


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=9)
    repeat = parser.parse_args().repeat
    python, script = sys.executable, str(Path(sys.executable).with_name("mokuromi"))
    bare = median([python, "-c", "pass"], repeat)
    help_ = median([script, "--help"], repeat)
    import_ = median([python, "-c", "import mokuromi"], repeat)
    for name, seconds in (("python -c pass", bare), ("python -c 'import mokuromi'", import_), ("mokuromi --help", help_)):
        print(f"{name:32} {seconds * 1000:7.0f} ms")
    probe = f"import sys, mokuromi.job.cli; print(*[m for m in {HEAVY!r} if m in sys.modules])"
    loaded = subprocess.run([python, "-c", probe], check=True, capture_output=True, text=True).stdout.split()
    print(f"heavy modules imported by the command line before it needs them: {', '.join(loaded) or 'none'}")
    print(f"the mark for --help is {MARK * 1000:.0f} ms: {'met' if help_ <= MARK else 'MISSED'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
