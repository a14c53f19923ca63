"""Start, keys, idle and memory through a pseudo-terminal, beside a bare Textual app in the same run.

    python -m benchmarks.terminal [--runs 5] [--entries 20000]

Bars (80x24, xterm-256color): the first frame within 40 ms where `python -c pass` takes 9 ms (so at most 4.4 times
that, beside it in the same run) and within 1 kB, with what is said of the clock before it; live within 1.5 times the
bare app, at most 6 kB in all; an arrow at most 300 B and 6 ms; a letter in the editor at most 80 B and 6 ms,
with the list open at most 600 B; no key slower than 50 ms, the first opening of a screen included; idle 0 B/s and below
2 ms of processor time a second; memory at most 60 MB; gone within 200 ms of a signal, with what was typed on disk.
"""

import argparse
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.home import NOW, fill_home
from benchmarks.meter import Burst, Terminal
from ekin_tui.terminal.first_frame import BEGIN

BARE = str(Path(__file__).with_name("bare.py"))
TERM = {"TERM": "xterm-256color", "LANG": "C.UTF-8"}
KIB = 1024
TAKEN, LIVE = b"\x1b[?25l", b"\x1b[?2004h"
"""What Textual sends first after a first frame, and what once it has the terminal."""
OPENED = {"quick": "a", "search": "/", "year": "H", "help": "?", "review": "2", "sync": "3", "leader": "space"}
"""Screens and the key of each; the editor, a dialog and the palette have lines of their own."""


RESTING_MS = 2.0
"""Processor time in a second below which the program rests."""
SEED, THOUSAND, BAR_MS = 17, 1000, 50.0
KEY_S, ESC_S = 0.1, 0.2
"""Seconds of silence after which a key has done its work; an Esc begins it after a twentieth without a byte."""
ANY_KEYS = [*"naepvisdcgfyuSR/?123[]", *("left", "right", "up", "down", "tab", "home", "end", "pagedown") * 3]
ANY_KEYS += [*"lapbu 08.3-9@[", "space", "backspace", "enter", "ctrl+g", *("escape",) * 12]


def median(values: list[float]) -> float:
    """Return the middle value, rounded for people."""
    return round(statistics.median(values), 2)


def summed(bursts: list[Burst]) -> dict[str, float]:
    """Return the medians of some keys."""
    return {
        "bytes": median([len(burst.data) for burst in bursts]),
        "ms": median([burst.last for burst in bursts]),
        "cpu_ms": median([burst.cpu for burst in bursts]),
    }


def starts(command: list[str], env: dict[str, str], runs: int) -> dict[str, float]:
    """Start ``command`` several times; the first byte, the last one of the first picture, and its bytes."""
    found = []
    for _ in range(runs):
        with Terminal(command, env=env) as terminal:
            found.append(terminal.start())
    return {
        "first_byte_ms": median([burst.first for burst in found]),
        "live_ms": median([burst.last for burst in found]),
        "bytes": median([len(burst.data) for burst in found]),
    }


def first_frames(command: list[str], env: dict[str, str], runs: int) -> dict[str, float]:
    """Start ``command`` several times: its first frame, until it is live, and the bytes of both.

    Each start leaves by its key and so keeps the frame for the next one; the start before the first is not counted.
    """
    found = []
    for _ in range(runs + 1):
        with Terminal(command, env=env) as terminal:
            found.append(_first_frame(terminal))
    return {name: median([one[name] for one in found[1:]]) for name in found[0]}


def _first_frame(terminal: Terminal) -> dict[str, float]:
    burst = terminal.start()
    alive = burst.last
    while LIVE not in terminal.output:
        alive = terminal.read(began=terminal.began).last or alive  # the silence before it counts
    said, begin, shown = terminal.output.partition(BEGIN)
    frame = len(said + begin + shown.partition(TAKEN)[0]) if begin and BEGIN in burst.data else 0
    whole = len(terminal.output)
    terminal.send(b"q", quiet=1)
    terminal.wait(10)
    first = burst.first if frame else 0
    return {"first_frame_ms": first, "first_frame_bytes": frame, "live_ms": alive, "bytes": whole}


def passes(runs: int) -> float:
    """Return the median milliseconds that Python itself takes to start and end."""
    found = []
    for _ in range(runs * 3):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", "pass"], check=True)
        found.append((time.perf_counter() - began) * 1000)
    return median(found)


def get_ready(terminal: Terminal) -> None:
    """Wait until the program has done what it does ahead after a start, and rests."""
    while abs(terminal.read(limit=1, whole=True, cpu=terminal.cpu()).cpu) > RESTING_MS:
        pass


def keys(command: list[str], env: dict[str, str]) -> Iterator[tuple[str, dict[str, float]]]:
    """Drive the program through its usual keys; name of the action and its medians."""
    with Terminal(command, env=env) as terminal:
        terminal.start()
        get_ready(terminal)
        before = terminal.cpu()
        rest = terminal.read(limit=5, whole=True, cpu=before)
        yield "idle", {"bytes_s": len(rest.data) / 5, "cpu_ms_s": round(rest.cpu / 5, 2)}
        yield "memory", {"pss_mb": round(terminal.memory() / KIB, 1)}
        yield "arrow", summed([terminal.key(key) for key in ("left", "up", "right", "down") * 5])
        yield "unbound", summed([terminal.key("z") for _ in range(3)])
        yield "month", summed([terminal.key(key) for key in "[]" * 3])
        yield "dialog", summed([_opened(terminal, "g") for _ in range(3)])
        yield "palette", summed([_opened(terminal, "ctrl+p") for _ in range(3)])
        for name, key in OPENED.items():
            yield f"{name}_first", summed([_opened(terminal, key)])
            yield name, summed([_opened(terminal, key) for _ in range(3)])
        terminal.key("t")
        yield "editor_first", summed([_opened(terminal, "n")])
        yield "editor", summed([_opened(terminal, "n") for _ in range(3)])
        terminal.key("n", quiet=0.5)
        yield "letter_plans", summed([terminal.key(letter) for letter in "laporan"])
        for _ in range(2):
            terminal.key("enter", quiet=0.4)
        for text in ("08.00", "09.30"):
            terminal.send(text.encode(), quiet=0.4)
            terminal.key("enter", quiet=0.4)
        yield "letter", summed([terminal.key(letter) for letter in "menyusunrekaparsip"])


def random_keys(command: list[str], env: dict[str, str]) -> dict[str, float | str]:
    """Press a thousand keys that nobody would press in this order; how many were slow, and the slowest."""
    chance, slow = random.Random(SEED), list[tuple[float, float, str]]()
    with Terminal(command, env=env) as terminal:
        terminal.start()
        get_ready(terminal)
        for _ in range(THOUSAND):
            key = chance.choice(ANY_KEYS)
            burst = terminal.key(key, quiet=ESC_S if key == "escape" else KEY_S)
            slow.append((burst.first, burst.cpu, key))
    first, cpu, key = max(slow, key=lambda one: one[1])
    over = sum(one[1] > BAR_MS for one in slow)
    p99 = sorted(one[1] for one in slow)[int(len(slow) * 0.99)]
    return {"keys": len(slow), "over": over, "p99_cpu_ms": p99, "slowest": key, "cpu_ms": cpu, "first_byte_ms": first}


def ends(command: list[str], env: dict[str, str], runs: int) -> dict[str, float]:
    """Tell the program to end while an entry is being typed, several times; milliseconds until it is gone."""
    found = []
    for number in (signal.SIGTERM, signal.SIGHUP) * runs:
        with Terminal(command, env=env) as terminal:
            terminal.start()
            for key in ("n", *"laporan"):
                terminal.key(key)
            began = time.perf_counter()
            os.kill(terminal.pid, number)
            terminal.wait(10)
            found.append((time.perf_counter() - began) * 1000)
    return {"ms": median(found), "slowest_ms": round(max(found), 2)}


def _opened(terminal: Terminal, key: str) -> Burst:
    burst = terminal.key(key, quiet=0.4)
    terminal.key("escape", quiet=0.4)
    return burst


def main() -> None:
    """Print one JSON line a figure."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--runs", type=int, default=5)
    asked.add_argument("--entries", type=int, default=20_000)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        fill_home(home, given.entries)
        env = {**TERM, "EKIN_TUI_HOME": str(home), "EKIN_TUI_NOW": NOW}
        program = [sys.executable, "-m", "ekin_tui"]
        bare = starts([sys.executable, BARE], TERM, given.runs)
        own = starts(program, env, given.runs)
        first = first_frames(program, env, given.runs)
        alone = passes(given.runs)
        print(
            json.dumps(
                {
                    "bench": "first frame",
                    **first,
                    "pass_ms": alone,
                    "pass_ratio": round(first["first_frame_ms"] / alone, 2),
                    "live_ratio": round(first["live_ms"] / bare["live_ms"], 2),
                }
            )
        )
        ratio = {f"{name}_ratio": round(own[name] / bare[name], 2) for name in ("live_ms",)}
        print(json.dumps({"bench": "start", "entries": given.entries, **own, "bare": bare, **ratio}))
        for name, figures in keys(program, env):
            print(json.dumps({"bench": name, **figures}))
        print(json.dumps({"bench": "end", **ends(program, env, given.runs)}))
        print(json.dumps({"bench": "random keys", **random_keys(program, env)}))


if __name__ == "__main__":
    main()
