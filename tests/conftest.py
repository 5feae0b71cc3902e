import signal
import sys
from pathlib import Path

from hypothesis import HealthCheck, settings

# a busy machine is slow, not wrong
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

# the scorer of bench/quality.py is the tests', too
sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))

# a shell that puts a command into the background has it ignore interrupts: the tests send some
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
