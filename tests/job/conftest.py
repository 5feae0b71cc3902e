import sys
from pathlib import Path

# worker processes import what stands here by its plain name
sys.path.insert(0, str(Path(__file__).parent))

from databases import postgres, store_url  # noqa: E402, F401
