"""The real program on a real pseudo-terminal, seen through an emulator."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from weakref import WeakKeyDictionary

import pyte
from benchmarks.home import NOW
from benchmarks.meter import Terminal

PATIENCE_S = 30
"""Seconds within which something has to come, however busy the machine is."""
UTF8 = {"LC_ALL": "C.UTF-8"}
ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def program_on(home: Path, *options: str, size: tuple[int, int] = (80, 24), **env: str) -> Terminal:
    """The program of HOME, not started yet."""
    named = {"TERM": "xterm-256color", **UTF8, "EKIN_TUI_HOME": str(home), "EKIN_TUI_NOW": NOW, **env}
    return Terminal([sys.executable, "-m", "ekin_tui", *options], size=size, env=named)


@dataclass
class _Seen:
    """What an emulator shows that was fed so much."""

    screen: pyte.Screen
    stream: pyte.ByteStream = field(init=False)
    fed: bytes = b""

    def __post_init__(self) -> None:
        self.stream = pyte.ByteStream(self.screen)


_SEEN: WeakKeyDictionary[Terminal, _Seen] = WeakKeyDictionary()


def display(terminal: Terminal) -> list[str]:
    """What an emulator of this size shows that was fed everything."""
    seen = _SEEN.get(terminal)
    size = (seen.screen.columns, seen.screen.lines) if seen else ()
    if seen is None or size != terminal.size or not terminal.output.startswith(seen.fed):
        seen = _SEEN[terminal] = _Seen(pyte.Screen(*terminal.size))
    seen.stream.feed(terminal.output[len(seen.fed) :])
    seen.fed = terminal.output
    return list(seen.screen.display)


def read_until(terminal: Terminal, done: Callable[[], bool]) -> None:
    """Read until DONE; fails after `PATIENCE_S` with what is shown."""
    until = time.monotonic() + PATIENCE_S
    while not done():
        assert time.monotonic() < until, "\n".join(display(terminal))
        terminal.read(quiet=0.05, limit=1)


def see(terminal: Terminal, text: str) -> None:
    """Wait until TEXT stands in a line of the screen."""
    read_until(terminal, lambda: any(text in line for line in display(terminal)))


def open_on(terminal: Terminal) -> None:
    """Start the program and wait until its calendar stands and takes keys."""
    terminal.start(quiet=0.05)
    read_until(terminal, lambda: b"\x1b[?2004h" in terminal.output)
    see(terminal, "? bantuan")
    terminal.read(quiet=0.4)
