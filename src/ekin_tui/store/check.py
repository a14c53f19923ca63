"""Whether a cache is sound, and when that is looked at.

``pragma quick_check`` reads the whole file: 13 ms for 20,000 entries, too long for every command. It is run when the
last look is a day old and when the program before this one did not end cleanly (a journal lies there). Damage that is
met while reading needs no look: the next start salvages. The file ``cache.db.checked`` beside the cache keeps the
moment of the last look, or 1970 for such damage.
"""

import os
import sqlite3
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from ekin_tui.store.errors import Fault, StoreError, translate

EVERY_S = 86_400
"""Seconds between two looks at a cache that gives no cause for one."""
JOURNALS = ("-journal", "-wal")
"""What SQLite adds to the name of the file for what it has not finished."""


def beside(path: Path, tail: str) -> Path:
    """Return the file beside ``path`` whose name is longer by ``tail``."""
    return path.with_name(path.name + tail)


def is_due(path: Path) -> bool:
    """Return whether it is time to look at the cache; asked before it is opened, while its journal is still there."""
    if any(_size(beside(path, tail)) for tail in JOURNALS):
        return True
    try:
        age = time.time() - beside(path, ".checked").stat().st_mtime
    except OSError:
        return True
    return not 0 <= age < EVERY_S


def is_emptied(path: Path) -> bool:
    """Return whether the file is empty although there was a cache in it before."""
    return path.exists() and not _size(path) and not _size(beside(path, "-journal")) and _mark(path).exists()


def look(connection: sqlite3.Connection, path: Path) -> None:
    """Look through all pages and remember when. Raises StoreError ``store-corrupt``."""
    try:
        said = [row[0] for row in connection.execute("pragma quick_check(20)")]
    except Fault as error:
        raise translate(error) from error
    if is_damage(said):
        raise StoreError("store-corrupt", {"path": str(path)})
    with suppress(OSError):  # it only costs another look
        _touch(path)
        os.utime(_mark(path))


def is_damage(said: Sequence[str]) -> bool:
    """Tell whether ``quick_check`` found more than the index of words, which is made anew from the entries.

    Newer versions of SQLite look into FTS5's tables too, older ones do not.
    """
    return any(line != "ok" and "FTS5" not in line for line in said)


def doubt(path: Path) -> None:
    """Have the next start salvage the cache: damage was met while it was read, which ``quick_check`` may not see."""
    with suppress(OSError):
        _touch(path)
        os.utime(_mark(path), (0, 0))


def is_doubted(path: Path) -> bool:
    """Return whether damage was met in the cache."""
    try:
        return _mark(path).stat().st_mtime == 0
    except OSError:
        return False


def forget(path: Path) -> None:
    """Forget that there was a cache: it was taken away by hand, and a new one begins."""
    with suppress(OSError):
        _mark(path).unlink(missing_ok=True)


def _touch(path: Path) -> None:
    os.close(os.open(_mark(path), os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))


def _mark(path: Path) -> Path:
    return beside(path, ".checked")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
