"""A program on a pseudo-terminal of its own: what it sends, how fast, and what it costs. Standard library only.

    python benchmarks/meter.py --size 80x24 --keys "down down a b" -- COMMAND …

prints one JSON line. The class `Terminal` is for tests and the other benchmarks.
"""

import argparse
import fcntl
import json
import os
import re
import select
import signal
import statistics
import struct
import termios
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

KEYS = {
    "enter": b"\r", "tab": b"\t", "escape": b"\x1b", "space": b" ", "backspace": b"\x7f", "delete": b"\x1b[3~",
    "up": b"\x1b[A", "down": b"\x1b[B", "right": b"\x1b[C", "left": b"\x1b[D", "home": b"\x1b[H", "end": b"\x1b[F",
    "pageup": b"\x1b[5~", "pagedown": b"\x1b[6~", "shift+tab": b"\x1b[Z", "f1": b"\x1bOP", "f2": b"\x1bOQ",
}  # fmt: skip
"""What terminals send for keys that are no letters."""

CONTROL = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[PX^_][^\x1b]*\x1b\\"
    rb"|\x1b[ -/]*[0-~]|[\x00-\x20\x7f]"
)
"""Everything in the output that leaves no mark on the screen."""

PAINT = 20
"""Visible characters from which on a program counts as having painted something."""


def code(key: str) -> bytes:
    """What a terminal sends for KEY: a name out of `KEYS`, "ctrl+x", or text to type."""
    if key in KEYS:
        return KEYS[key]
    if re.fullmatch(r"ctrl\+[a-z]", key):
        return bytes([ord(key[-1]) & 0x1F])
    return key.encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """What came after something was done."""

    data: bytes
    first: float
    """Milliseconds until the first byte; 0 when none came."""
    last: float
    """Milliseconds until the last byte."""
    cpu: float
    """Milliseconds of processor time of the process and its children."""


class Terminal:
    """A pseudo-terminal with a program on it. `start` runs the program; leaving the block ends it."""

    def __init__(
        self, command: Sequence[str], *, size: tuple[int, int] = (80, 24), env: Mapping[str, str] | None = None
    ) -> None:
        """ENV is added to the environment of the caller; TERM is xterm-256color unless it says otherwise."""
        self.command, self.size = list(command), size
        self.env = {**os.environ, "TERM": "xterm-256color", **(env or {})}
        for name in ("LINES", "COLUMNS"):
            self.env.pop(name, None)
        self.output = b""
        """Everything that came so far."""
        self.ended: int | None = None
        """The exit code, minus the number of a signal that killed it; None while it runs."""
        self.pid = self.master = -1
        self.began = 0.0
        """When the program was started (``perf_counter``)."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.pid > 0 and self.wait(0) is None:
            os.kill(self.pid, signal.SIGKILL)
            self.wait(5)
        self.hang_up()

    def start(self, *, quiet: float = 0.3, limit: float = 10) -> Burst:
        """Runs the program; what it shows until it is quiet for QUIET seconds after it has painted something."""
        ready, go = os.pipe()
        self.pid, self.master = os.forkpty()
        if self.pid == 0:
            os.read(ready, 1)  # the size must be set before the program asks for it
            os.execvpe(self.command[0], self.command, self.env)  # noqa: S606 - a shell would be measured too
        os.close(ready)
        self.resize(*self.size)
        began = self.began = time.perf_counter()
        os.write(go, b".")
        os.close(go)
        burst = self.read(quiet=quiet, limit=limit, began=began)
        while (
            len(CONTROL.sub(b"", self.output)) < PAINT and time.perf_counter() - began < limit and self.wait(0) is None
        ):
            more = self.read(quiet=quiet, limit=limit, began=began)
            burst = Burst(data=self.output, first=burst.first or more.first, last=more.last or burst.last, cpu=more.cpu)
        return burst

    def key(self, key: str, *, quiet: float = 0.15) -> Burst:
        """Types KEY; what the program shows for it."""
        return self.send(code(key), quiet=quiet)

    def send(self, data: bytes, *, quiet: float = 0.15) -> Burst:
        """Sends DATA as typed; what the program shows until it is quiet for QUIET seconds."""
        before, began = self.cpu(), time.perf_counter()
        os.write(self.master, data)
        return self.read(quiet=quiet, began=began, cpu=before)

    def read(
        self, *, quiet: float = 0.15, limit: float = 10, began: float | None = None, cpu: float = 0, whole: bool = False
    ) -> Burst:
        """What comes until nothing came for QUIET seconds, or for the WHOLE of LIMIT seconds."""
        start = time.perf_counter() if began is None else began
        data, first, last = b"", 0.0, 0.0
        heard = time.perf_counter()
        while (now := time.perf_counter()) - start < limit and (whole or now - heard < quiet):
            rest = start + limit if whole else min(start + limit, heard + quiet)
            if not select.select([self.master], [], [], max(rest - now, 0))[0]:
                continue
            try:
                part = os.read(self.master, 65536)
            except OSError:
                part = b""  # Linux: nobody has the other end any more
            if not part:
                break
            heard = time.perf_counter()
            last = (heard - start) * 1000
            first = first or last
            data += part
        self.output += data
        return Burst(data=data, first=first, last=last, cpu=self.cpu() - cpu)

    def resize(self, columns: int, rows: int) -> None:
        """Changes the size, which the program learns by SIGWINCH."""
        self.size = columns, rows
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def hang_up(self) -> None:
        """Drops the line, as a lost connection does."""
        if self.master >= 0:
            os.close(self.master)
            self.master = -1

    def wait(self, seconds: float) -> int | None:
        """The exit code, if the program ends within SECONDS."""
        until = time.perf_counter() + seconds
        while self.ended is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.ended = os.waitstatus_to_exitcode(status)
            elif time.perf_counter() >= until:
                break
            else:
                time.sleep(0.002)
        return self.ended

    def family(self) -> list[Path]:
        """The folders under /proc of all threads of the process and of those below it."""
        tasks: list[Path] = []
        todo = [self.pid]
        while todo:
            with suppress(OSError):  # it may end meanwhile
                for task in Path(f"/proc/{todo.pop()}/task").iterdir():
                    tasks.append(task)
                    todo += map(int, (task / "children").read_text().split())
        return tasks

    def cpu(self) -> float:
        """Milliseconds of processor time used so far."""
        total = 0
        for task in self.family():
            with suppress(OSError):
                total += int((task / "schedstat").read_text().split()[0])
        return total / 1e6

    def memory(self) -> int:
        """Proportional set size in KiB: shared pages count in part."""
        total = 0
        for process in {task.parent.parent for task in self.family()}:
            with suppress(OSError):
                lines = (process / "smaps_rollup").read_text().splitlines()
                total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return total


def measure(terminal: Terminal, keys: Iterable[str], *, idle: float = 3) -> dict[str, object]:
    """Starts the program, leaves it alone for IDLE seconds, types KEYS; medians by key."""
    start = terminal.start()
    before = terminal.cpu()
    rest = terminal.read(limit=idle, whole=True, cpu=before)
    bursts: dict[str, list[Burst]] = {}
    for key in keys:
        bursts.setdefault(key, []).append(terminal.key(key))
    return {
        "start": {"first_ms": round(start.first, 1), "live_ms": round(start.last, 1), "bytes": len(start.data)},
        "idle": {"bytes_s": round(len(rest.data) / idle, 1), "cpu_ms_s": round(rest.cpu / idle, 2)},
        "pss_kib": terminal.memory(),
        "keys": {key: _medians(found) for key, found in bursts.items()},
    }


def _medians(bursts: list[Burst]) -> dict[str, float]:
    figures = [{"bytes": len(burst.data), "ms": burst.last, "cpu_ms": burst.cpu} for burst in bursts]
    return {name: round(statistics.median(figure[name] for figure in figures), 2) for name in figures[0]}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default="80x24", help="columns x rows")
    parser.add_argument("--term", default="xterm-256color", help="value of TERM")
    parser.add_argument("--keys", default="", help="keys, with blanks between")
    parser.add_argument("--idle", type=float, default=3, help="seconds to watch it do nothing")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    given = parser.parse_args()
    columns, rows = map(int, given.size.split("x"))
    command = given.command[1:] if given.command[:1] == ["--"] else given.command
    with Terminal(command, size=(columns, rows), env={"TERM": given.term}) as terminal:
        print(
            json.dumps(
                {"command": command, "size": given.size, **measure(terminal, given.keys.split(), idle=given.idle)}
            )
        )


if __name__ == "__main__":
    main()
