"""``python -m benchmarks``: every figure, one JSON line each."""

import runpy
import sys

for room in ("terminal", "sync"):
    sys.argv = [f"benchmarks.{room}"]
    runpy.run_module(f"benchmarks.{room}", run_name="__main__")
