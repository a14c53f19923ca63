"""A disk that may lose its power: from the recorded calls of a run, every state that it could then be in.

Rules: what was written may be on the disk in part, in any order and torn at sectors, until the file is flushed; a
name that was made or taken away may be so on the disk or not until its folder is flushed, names in their order.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.strace import Call

SECTOR = 512
_TAILS = ("", "-journal", "-wal")
_MOST = 24
"""Single writes that are tried apart at one moment; more wait only where nobody flushes."""
_Write = tuple[str, tuple[int, bytes]]


@dataclass
class File:
    """One file: what is surely on the disk, and the writes that may be."""

    held: bytearray = field(default_factory=bytearray)
    waiting: list[tuple[int, bytes]] = field(default_factory=list)
    """Offset and bytes; no bytes: cut off at the offset."""

    def with_writes(self, writes: Sequence[tuple[int, bytes]]) -> bytes:
        """Return the content with ``writes`` on it."""
        content = bytearray(self.held)
        for at, data in writes:
            if not data:
                del content[at:]
                continue
            content.extend(bytes(max(0, at + len(data) - len(content))))
            content[at : at + len(data)] = data
        return bytes(content)

    def flush(self) -> None:
        self.held = bytearray(self.with_writes(self.waiting))
        self.waiting = []


@dataclass(frozen=True, slots=True, kw_only=True)
class Crash:
    """One state of the disk after a loss of power."""

    names: dict[str, bytearray]
    """What is surely in each file that is there."""
    writes: list[_Write]
    """Which of the writes that may be on the disk are."""
    acked: int
    where: str

    @property
    def files(self) -> dict[str, bytes]:
        """The content of each file."""
        return {
            tail: File(held=held).with_writes([write for where, write in self.writes if where == tail])
            for tail, held in self.names.items()
        }

    def lay_out(self, folder: Path) -> Path:
        """Make the files in ``folder`` and return where the cache is, or would be."""
        path = folder / "cache.db"
        for tail, content in self.files.items():
            path.with_name(path.name + tail).write_bytes(content)
        return path


class Disk:
    """Follows the calls of one run on the cache at ``path``; :meth:`crashes` gives the states at each flush."""

    def __init__(self, path: Path, before: bytes | None, seed: int, tears: int) -> None:
        """``before`` is the content of the cache when the run began, None where there was none.

        ``tears`` states of each moment are random.
        """
        self._names = {str(path) + tail: tail for tail in _TAILS}
        self._folder = str(path.parent)
        first = {} if before is None else {"": File(held=bytearray(before))}
        self._now: dict[str, File] = dict(first)
        self._sure: dict[str, File] = dict(first)
        self._moves: list[tuple[str, File | None]] = []
        self._open: dict[int, File | None] = {}
        self._random, self._tears = random.Random(seed), tears
        self.acked = 0

    def crashes(self, calls: Iterator[Call]) -> Iterator[Crash]:
        """Return the states before each flush and each word to the person, and the last ones."""
        number = 0
        for number, call in enumerate(calls):
            if call.name in ("fdatasync", "fsync") or (call.name == "write" and call.texts[0][:3] == b"ACK"):
                yield from self._states(f"call {number}, {call.name}")
            self._do(call)
        yield from self._states(f"call {number}, the end")

    def _do(self, call: Call) -> None:
        first = call.numbers[0] if call.numbers else -1
        match call.name:
            case "openat":
                self._opened(call.texts[0].decode(), call)
            case "close":
                self._open.pop(first, None)
            case "pwrite64" if (file := self._open.get(first)) is not None:
                file.waiting.append((call.numbers[-1], call.texts[0][: call.result]))
            case "ftruncate" if (file := self._open.get(first)) is not None:
                file.waiting.append((call.numbers[1], b""))
            case "fdatasync" | "fsync" if first in self._open:
                self._flush(self._open[first])
            case "unlink" if (tail := self._names.get(call.texts[0].decode())) is not None:
                self._now.pop(tail, None)
                self._moves.append((tail, None))
            case "write" if call.texts[0][:3] == b"ACK":
                self.acked = int(call.texts[0].split()[1])

    def _opened(self, name: str, call: Call) -> None:
        if name == self._folder:
            self._open[call.result] = None
        if (tail := self._names.get(name)) is None:
            return
        if tail not in self._now:
            self._now[tail] = File()
            self._moves.append((tail, self._now[tail]))
        self._open[call.result] = self._now[tail]

    def _flush(self, file: File | None) -> None:
        if file is not None:
            file.flush()
            return
        for tail, made in self._moves:
            self._move(self._sure, tail, made)
        self._moves = []

    @staticmethod
    def _move(names: dict[str, File], tail: str, made: File | None) -> None:
        if made is None:
            names.pop(tail, None)
        else:
            names[tail] = made

    def _states(self, where: str) -> Iterator[Crash]:
        for done in range(len(self._moves) + 1):
            names = dict(self._sure)
            for tail, made in self._moves[:done]:
                self._move(names, tail, made)
            held = {tail: file.held for tail, file in names.items()}
            writes = [(tail, write) for tail, file in names.items() for write in file.waiting]
            for kind, chosen in self._subsets(writes):
                yield Crash(names=held, writes=chosen, acked=self.acked, where=f"{where}, {done} names done, {kind}")

    def _subsets(self, writes: list[_Write]) -> Iterator[tuple[str, list[_Write]]]:
        yield "nothing written", []
        if not writes:
            return
        yield "all written", writes
        few = range(len(writes)) if len(writes) <= _MOST else self._random.sample(range(len(writes)), _MOST)
        for n in few if len(writes) > 1 else ():
            yield f"only write {n}", writes[n : n + 1]
            yield f"all but write {n}", writes[:n] + writes[n + 1 :]
        for n in range(self._tears):
            yield f"torn {n}", self._torn(writes)

    def _torn(self, writes: list[_Write]) -> list[_Write]:
        pieces = []
        for tail, (at, data) in writes:
            cuts = [(at + n, data[n : n + SECTOR]) for n in range(0, len(data), SECTOR)] or [(at, data)]
            pieces += [(tail, cut) for cut in cuts if self._random.random() < 0.5]
        return pieces
