"""The program of this package under strace: its system calls recorded, or one of them made to fail or to kill it."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
_CALL = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\) += (-?\d+)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How one run of the program ended."""

    acked: int
    """The last step that it said to be saved."""
    code: int
    said: list[str]
    """Every line of its output, then of its complaints."""
    pictures: list[str]

    @property
    def told(self) -> bool:
        """Whether it ended as a program should: by itself, with no traceback."""
        return not any("Traceback" in line for line in self.said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One system call that succeeded."""

    name: str
    texts: list[bytes]
    numbers: list[int]
    """The arguments that are plain numbers, in order."""
    result: int
    flags: str


@cache
def why_not() -> str:
    """Return why strace can't be used here; empty when it can."""
    try:
        done = subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return "strace is not installed"
    return "" if done.returncode == 0 else f"strace may not trace here: {done.stderr.strip()[:100]}"


def run(path: Path, *options: str, inject: str = "", out: Path | None = None) -> Run:
    """Run the program on the cache at ``path`` until it ends.

    ``inject`` is strace's own expression (``fdatasync:error=EIO:when=3``); with ``out`` the calls are written there.
    """
    command = [sys.executable, "-m", "tests.faults.program", str(path), *options]
    if inject:
        calls = inject.partition(":")[0]
        command = ["strace", "-o", os.devnull, f"-etrace={calls}", f"-einject={inject}", *command]
    if out is not None:
        calls = "openat,pwrite64,write,fdatasync,fsync,ftruncate,unlink,rename,close"
        command = ["strace", "-xx", "-s", "1000000", "-o", str(out), f"-etrace={calls}", *command]
    env = {name: value for name, value in os.environ.items() if not name.startswith(("COVERAGE", "COV_"))}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=env)
    acks = [line.split() for line in done.stdout.splitlines() if line.startswith("ACK")]
    return Run(
        acked=int(acks[-1][1]) if acks else 0,
        code=done.returncode,
        said=[*done.stdout.splitlines(), *done.stderr.splitlines()],
        pictures=[words[2] for words in acks if len(words) > 2],
    )


def count(path: Path, calls: str) -> int:
    """Return how often a whole run makes one of ``calls`` (names with commas between)."""
    out = path.with_name("calls.strace")
    run(path, out=out)
    return sum(call.name in calls.split(",") for call in recorded(out))


def recorded(out: Path) -> Iterator[Call]:
    """Return the calls in a recording that succeeded, in order."""
    for line in out.read_text(encoding="ascii").splitlines():
        found = _CALL.match(line)
        if found is None or int(found[3]) < 0:
            continue
        plain = _TEXT.sub("", found[2])
        yield Call(
            name=found[1],
            texts=[bytes.fromhex(text.replace("\\x", "")) for text in _TEXT.findall(found[2])],
            numbers=[int(part) for part in re.findall(r"(?<![\w|])\d+(?![\w|])", plain)],
            result=int(found[3]),
            flags=plain,
        )
