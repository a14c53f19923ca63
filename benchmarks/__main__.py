"""``python -m benchmarks``: every figure, one JSON line each. Peers are measured by ``python -m benchmarks.peers``."""

import subprocess
import sys

ROOMS = ("terminal", "sync", "small", "cursor", "growth", "stall", "memory", "report", "exchange", "progress", "review")
for room in (*ROOMS, "targets", "staff", "deadline"):
    subprocess.run([sys.executable, "-m", f"benchmarks.{room}"], check=True)
