"""A host that many people share: the program of each, open at once, every one over a home of its own.

    python -m benchmarks.homes [--people 20] [--entries 2000]

Tells the memory of one program alone and of each among all (PSS: pages that are shared count in part), what all take
together, and how long one more takes to start beside them. Bar: 60 MB a person.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks.home import NOW, fill_home
from benchmarks.meter import Burst, Terminal

KEYS = ("left", "down", "n", "escape", "3", "escape", "5", "escape")
"""What each person has looked at before the memory is read."""


def opened(home: Path, stack: ExitStack) -> tuple[Terminal, Burst]:
    """Open the program over ``home``; gives it and how its start went."""
    env = {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "EKIN_TUI_HOME": str(home), "EKIN_TUI_NOW": NOW}
    terminal = stack.enter_context(Terminal([sys.executable, "-m", "ekin_tui"], env=env))
    return terminal, terminal.start(quiet=1)


def used(terminal: Terminal) -> None:
    """Do a little of a day's work."""
    for key in KEYS:
        terminal.key(key)
    terminal.read(quiet=1)


def start_of(starts: Sequence[Burst]) -> dict[str, float]:
    """Return the medians of some starts in milliseconds: the first sign, and the program live."""
    return {
        "first_ms": round(statistics.median(one.first for one in starts), 1),
        "live_ms": round(statistics.median(one.last for one in starts), 1),
        "cpu_ms": round(statistics.median(one.cpu for one in starts), 1),
    }


def main() -> None:
    """Print one JSON line."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--people", type=int, default=20)
    asked.add_argument("--entries", type=int, default=2_000)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        homes = [Path(folder) / f"home-{number}" for number in range(given.people + 1)]
        for home in homes:
            fill_home(home, given.entries)
        first, begun = opened(homes[0], stack)
        used(first)
        alone = first.memory()
        others = []
        for home in homes[1:-1]:
            terminal, start = opened(home, stack)
            used(terminal)
            others.append((terminal, start))
        programs = [first, *(terminal for terminal, _ in others)]
        memory = [terminal.memory() for terminal in programs]
        _, last = opened(homes[-1], stack)
        assert all(terminal.wait(0) is None for terminal in programs)
    figures = {
        "alone": {"pss_kib": alone, **start_of([begun])},
        "each": {"pss_kib": round(statistics.median(memory)), "most_kib": max(memory)},
        "together_kib": sum(memory),
        "one_more": start_of([last]),
    }
    print(json.dumps({"bench": "homes", "people": given.people, "entries": given.entries, **figures}))


if __name__ == "__main__":
    main()
