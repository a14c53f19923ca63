"""*Tinjau* of a head of 50 with 50,000 waiting entries, through a pseudo-terminal.

    python -m benchmarks.review [--entries 50000] [--people 50] [--runs 5]

Bars (80x24, xterm-256color): the queue opens within 300 ms; the next entry costs at most 1,000 B and 10 ms of processor
time. Besides: a page, the end and the beginning of the queue, its other orders, a letter of the filter, an approval.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.home import NOW, fill_head
from benchmarks.meter import Burst, Terminal
from benchmarks.terminal import TERM, summed

OPENED, NEXT_BYTES, NEXT_MS = 300, 1_000, 10
ORDERS = ("person", "day", "oldest")


def opening(command: list[str], env: dict[str, str], runs: int) -> dict[str, float]:
    """Start the program several times and open the queue in each: until it is whole, and what it costs."""
    found = []
    for _ in range(runs):
        with Terminal(command, env=env) as terminal:
            _settle(terminal)
            found.append(terminal.key("2", quiet=0.5))
    return summed(found)


def keys(command: list[str], env: dict[str, str]) -> Iterator[tuple[str, dict[str, float]]]:
    """Drive the queue through its keys; name of the action and its medians."""
    with Terminal(command, env=env) as terminal:
        _settle(terminal)
        terminal.key("2", quiet=0.5)
        found = [terminal.key("j") for _ in range(40)]
        yield "next", summed(found) | {"worst_cpu_ms": max(burst.cpu for burst in found)}
        yield "page", summed([terminal.key("pagedown") for _ in range(10)])
        ends = [(terminal.key("end"), terminal.key("home")) for _ in range(3)]
        yield "end", summed([end for end, _ in ends])
        yield "home", summed([home for _, home in ends])
        for order in ORDERS:
            yield f"order {order}", summed([terminal.key("o", quiet=0.4)])
            yield f"next by {order}", summed([terminal.key("j") for _ in range(20)])
        terminal.key("/", quiet=0.4)
        yield "filter letter", summed([terminal.key(letter, quiet=0.4) for letter in "dewi"])
        terminal.key("enter", quiet=0.4)
        yield "next filtered", summed([terminal.key("j") for _ in range(20)])
        terminal.key("escape", quiet=0.4)
        yield "approve", summed(_approvals(terminal))
        before = terminal.cpu()
        rest = terminal.read(limit=3, whole=True, cpu=before)
        yield "idle", {"bytes_s": len(rest.data) / 3, "cpu_ms_s": round(rest.cpu / 3, 2)}
        yield "memory", {"pss_mb": round(terminal.memory() / 1024, 1)}


def _approvals(terminal: Terminal) -> list[Burst]:
    return [terminal.key("a", quiet=0.3) for _ in range(5)]


def _settle(terminal: Terminal) -> None:
    terminal.start()
    terminal.read(limit=1.5, whole=True)


def main() -> None:
    """Print one JSON line a figure."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--entries", type=int, default=50_000)
    asked.add_argument("--people", type=int, default=50)
    asked.add_argument("--runs", type=int, default=5)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        fill_head(home, given.entries, given.people)
        env = {**TERM, "EKIN_TUI_HOME": str(home), "EKIN_TUI_NOW": NOW}
        program = [sys.executable, "-m", "ekin_tui"]
        opened = opening(program, env, given.runs)
        holds = {"bar_ms": OPENED, "holds": opened["ms"] <= OPENED}
        print(json.dumps({"bench": "review open", "entries": given.entries, **opened, **holds}))
        for name, figures in keys(program, env):
            bars = {"bar_bytes": NEXT_BYTES, "bar_cpu_ms": NEXT_MS} if name == "next" else {}
            holds = {"holds": figures["bytes"] <= NEXT_BYTES and figures["cpu_ms"] <= NEXT_MS} if bars else {}
            print(json.dumps({"bench": f"review {name}", **figures, **bars, **holds}))


if __name__ == "__main__":
    main()
