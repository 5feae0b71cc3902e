import sys
from pathlib import Path

# the scorer of bench/quality.py is the tests', too
sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))
