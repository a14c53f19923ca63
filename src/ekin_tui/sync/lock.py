"""One window syncs at a time; the others record and read meanwhile."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def sole(cache: Path) -> Iterator[bool]:
    """Hold ``sync.lock`` beside the cache; yields False when another window has it. Goes with the process."""
    handle = os.open(cache.parent / "sync.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        os.close(handle)
