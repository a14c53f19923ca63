"""The program of this package under strace: its system calls recorded, or one of them made to fail or to kill it."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from queue import SimpleQueue

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


def run(path: Path, *options: str, out: Path | None = None) -> Run:
    """Run the program on the cache at ``path`` until it ends; with ``out`` its calls are written there."""
    command = [sys.executable, "-m", "tests.faults.program", str(path), *options]
    if out is not None:
        calls = "openat,pwrite64,write,fdatasync,fsync,ftruncate,unlink,rename,close"
        command = ["strace", "-xx", "-s", "1000000", "-o", str(out), f"-etrace={calls}", *command]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=_env())
    return _ended(done.returncode, [*done.stdout.splitlines(), *done.stderr.splitlines()])


class Warm:
    """A process that runs the program again and again, each time with a fault: see :mod:`tests.faults.warm`."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.faults.warm"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1, cwd=ROOT, env=_env()
        )
        assert self._process.stdin
        assert self._process.stdout
        self._asked, self._said = self._process.stdin, self._process.stdout

    def run(self, path: Path, *options: str, inject: str) -> Run:
        """Run the program on the cache at ``path``; ``inject`` is as in strace: ``fdatasync:error=EIO:when=3``."""
        self._asked.write(json.dumps([str(path), *options]) + "\n")
        child = self._said.readline().removeprefix("PID ").strip()
        calls = inject.partition(":")[0]
        command = ["strace", "-o", os.devnull, f"-etrace={calls}", f"-einject={inject}", "-p", child]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as tracer:
            assert tracer.stderr
            told = tracer.stderr.readline()
            assert "attached" in told, told
            self._asked.write("go\n")
            said = []
            while not (line := self._said.readline()).startswith("END "):
                assert line, "the program's parent is gone"
                said.append(line.rstrip("\n"))
        return _ended(int(line.split()[1]), said)

    def close(self) -> None:
        self._asked.close()
        self._process.wait()
        self._said.close()


@contextmanager
def warm(count: int = 2) -> Iterator["Trial"]:
    """Give what runs many trials, ``count`` at once."""
    with ExitStack() as stack:
        free: SimpleQueue[Warm] = SimpleQueue()
        for _ in range(count):
            one = Warm()
            stack.callback(one.close)
            free.put(one)
        yield Trial(free, stack.enter_context(ThreadPoolExecutor(count)))


class Trial:
    """Runs of the program with faults."""

    def __init__(self, free: "SimpleQueue[Warm]", runners: ThreadPoolExecutor) -> None:
        self._free, self._runners = free, runners
        self.map = runners.map

    def run(self, path: Path, *options: str, inject: str) -> Run:
        """Run the program as soon as a process is free, see :meth:`Warm.run`."""
        one = self._free.get()
        try:
            return one.run(path, *options, inject=inject)
        finally:
            self._free.put(one)


def _env() -> dict[str, str]:
    """Return an environment in which nothing measures the program."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("COVERAGE", "COV_"))}


def _ended(code: int, said: list[str]) -> Run:
    acks = [line.split() for line in said if line.startswith("ACK")]
    return Run(
        acked=int(acks[-1][1]) if acks else 0,
        code=code,
        said=said,
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
