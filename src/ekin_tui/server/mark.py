"""A small file beside a SQLite database that remembers how many commits it has seen.

A database that was put back from a backup is behind its mark: that is how a centre learns of it without being told.
The mark rises right after a commit by one write into the page cache, so that a killed centre leaves it exact; it
reaches the disk at most once a second and when the centre closes, so that no push waits for a second disk write.
"""

import fcntl
import os
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_WORD = "ekin-mark"
_PERIOD_S = 1.0
_MOST = 200
"""Bytes that a record certainly fits into."""


class Mark:
    """The high-water mark of one database file. Several processes and threads may raise it; it never falls."""

    def __init__(self, path: Path) -> None:
        """``path`` is the file itself; it is made, for its owner alone, when it is first written."""
        self._path = path
        self._lock = threading.Lock()
        self._handle: int | None = None
        self._synced, self._due = 0.0, False
        self.store = ""
        """Id of the store whose commits are counted; empty until it is known, and nothing is written before."""

    def read(self) -> int | None:
        """Return how many commits of this store were seen; None where no sound mark of it is there."""
        with self._lock, suppress(FileNotFoundError), self._held(fcntl.LOCK_SH) as handle:
            return _count(os.pread(handle, _MOST, 0), self.store)
        return None

    def rise(self, count: int) -> None:
        """Note that ``count`` commits were made. Raises OSError when the file can't be written."""
        if not self.store:
            return
        with self._lock, self._held(fcntl.LOCK_EX, os.O_CREAT) as handle:
            known = _count(os.pread(handle, _MOST, 0), self.store)
            if known is None or known < count:
                os.pwrite(handle, _record(self.store, count), 0)
                self._due = True
            if self._due and time.monotonic() - self._synced > _PERIOD_S:
                self._sync(handle)

    def close(self) -> None:
        """Put what was noted on the disk, and close the file."""
        with self._lock:
            if self._handle is not None:
                if self._due:
                    self._sync(self._handle)
                os.close(self._handle)
                self._handle = None

    def _sync(self, handle: int) -> None:
        os.fsync(handle)
        self._synced, self._due = time.monotonic(), False

    @contextmanager
    def _held(self, how: int, more: int = 0) -> Iterator[int]:
        """Give the file while other processes keep away from it."""
        if self._handle is None:
            self._handle = os.open(self._path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW | more, 0o600)
        fcntl.flock(self._handle, how)
        try:
            yield self._handle
        finally:
            fcntl.flock(self._handle, fcntl.LOCK_UN)


def _record(store: str, count: int) -> bytes:
    """Return a record of one length, far below a disk sector, so that none is ever half written."""
    text = f"{_WORD} {store} {count:020d}"
    return f"{text} {zlib.crc32(text.encode()):08x}\n".encode()


def _count(raw: bytes, store: str) -> int | None:
    line = raw[: raw.find(b"\n") + 1]
    parts = line.decode("ascii", "replace").split()
    if len(parts) != 4 or parts[:2] != [_WORD, store] or not parts[2].isdigit():
        return None
    return int(parts[2]) if line == _record(store, int(parts[2])) else None


def mark_beside(database: Path) -> Mark | None:
    """Return the mark of the database file ``database``; None for one in memory."""
    return None if database.name == ":memory:" else Mark(database.with_name(f"{database.name}.mark"))
