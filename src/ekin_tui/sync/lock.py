"""One window syncs at a time; the others record and read meanwhile."""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def sole(cache: Path, mirror: str = "") -> Iterator[bool]:
    """Hold ``sync.lock`` beside the cache; yields False when another window has it. Goes with the process.

    Each ``mirror`` has a lock of its own, so that none holds up another exchange.
    """
    named = f"sync-{re.sub(r'[^A-Za-z0-9_-]', '_', mirror)}.lock" if mirror else "sync.lock"
    handle = os.open(cache.parent / named, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        os.close(handle)
