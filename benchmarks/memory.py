"""Memory after many keys: whether screens, dialogs and frames that are over are given back.

    python -m benchmarks.memory [--keys 10000]

The program is walked over all its screens; its memory (PSS) is read after a tenth of the keys and after all of them.
Bar: at most 1.1 times as much at the end.
"""

import argparse
import json
import os
import sys
import tempfile
from itertools import cycle, islice
from pathlib import Path

from benchmarks.home import NOW, fill_home
from benchmarks.meter import Terminal, code

WALK = [
    *("left", "down", "tab", "down", "tab", "n", "l", "a", "p", "backspace", "backspace", "backspace", "escape"),
    *(
        "a",
        "escape",
        "p",
        "escape",
        "v",
        "down",
        "s",
        "escape",
        "/",
        "escape",
        "i",
        "escape",
        "?",
        "escape",
        "g",
        "escape",
    ),
    *("3", "escape", "2", "escape", "right", "up", "pagedown", "pageup", "t", "y", "u"),
]
EVERY = 20
"""Keys after which the program is given time to show what they did."""


def walk(terminal: Terminal, keys: list[str]) -> int:
    """Press ``keys``; returns the memory in KiB after the last of them."""
    for number, key in enumerate(keys, 1):
        os.write(terminal.master, code(key))
        terminal.read(quiet=0.05 if key in ("escape", "n", "a", "3", "2") or number % EVERY == 0 else 0.005)
    terminal.read(quiet=1)
    return terminal.memory()


def main() -> None:
    """Print one JSON line."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--keys", type=int, default=10_000)
    count = asked.parse_args().keys
    keys = list(islice(cycle(WALK), count))
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        fill_home(home, 2_000)
        env = {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "EKIN_TUI_HOME": str(home), "EKIN_TUI_NOW": NOW}
        with Terminal([sys.executable, "-m", "ekin_tui"], env=env) as terminal:
            terminal.start(quiet=1)
            early = walk(terminal, keys[: count // 10])
            late = walk(terminal, keys[count // 10 :])
            assert terminal.wait(0) is None, terminal.output[-2000:].decode(errors="replace")
    figures = {"early_kib": early, "late_kib": late, "ratio": round(late / early, 3)}
    print(json.dumps({"bench": "memory", "keys": count, **figures}))


if __name__ == "__main__":
    main()
