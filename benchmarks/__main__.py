"""``python -m benchmarks``: every figure, one JSON line each. Peers are measured by ``python -m benchmarks.peers``."""

import subprocess
import sys

for room in (
    "terminal",
    "sync",
    "cursor",
    "growth",
    "stall",
    "memory",
    "report",
    "exchange",
    "progress",
    "review",
    "targets",
):
    subprocess.run([sys.executable, "-m", f"benchmarks.{room}"], check=True)
