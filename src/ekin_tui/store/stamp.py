"""Whether a cache is still as it was, told without reading it: for the first frame, which waits for nothing.

Each write of SQLite changes the time of the file's last change. That time alone may be too coarse for two writes in one
tick of the clock, so who wants to know later first sets a time of their own, which no tick gives (:func:`seal`).
"""

import os
import sqlite3
import time

Stamp = tuple[int, int, int]
"""The file's number, size and last change in nanoseconds."""
_FINE_NS = 1_000_000
"""A file system that keeps times more coarsely can't tell a later write from the seal."""
_UNFINISHED = ("-journal", "-wal")


def stamp(path: str) -> Stamp | None:
    """Return what the cache at ``path`` is known by; None for one that is missing, damaged or being written to."""
    try:
        found = os.stat(path)  # noqa: PTH116 - pathlib takes longer to load than all of the first frame
        if any(_size(path + tail) for tail in _UNFINISHED) or os.stat(f"{path}.checked").st_mtime == 0:  # noqa: PTH116
            return None
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def seal(path: str) -> None:
    """Give the file a time of last change that any later write replaces by another one. Raises OSError."""
    at = time.time_ns()
    os.utime(path, ns=(at, at))
    if abs(os.stat(path).st_mtime_ns - at) > _FINE_NS:  # noqa: PTH116
        raise OSError(f"{path}: the file system keeps times too coarsely")


def readable(path: str) -> bool:
    """Tell whether the cache can be read at this moment: it is a database, and no other program holds it alone."""
    try:
        db = sqlite3.connect(f"file:{_quoted(path)}?mode=ro", uri=True, timeout=0)
        try:
            db.execute("pragma schema_version").fetchone()
        finally:
            db.close()
    except sqlite3.Error:
        return False
    return True


def _quoted(path: str) -> str:
    """Return ``path`` for an address, where three characters have a meaning."""
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size  # noqa: PTH116
    except OSError:
        return 0
