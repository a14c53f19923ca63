"""The database file: its permissions, its journal, its version. Knows nothing of what is in it."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import ENOSPC
from pathlib import Path

from ekin_tui.store.errors import Fault, StoreError, translate

BUSY_S = 5.0
"""Seconds that a write waits for another program before it gives up."""
SYNC = "extra"
"""How SQLite waits for the disk. ``full`` would not do: without WAL, the end of a save is that its journal is taken
away, and only ``extra`` waits until that is on the disk too. A power loss just after a save would undo it."""
_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre", "ncpfs", "davfs"}
)
_MOUNTS = Path("/proc/self/mounts")


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Return whether this SQLite is free of the WAL-reset race of 3.7.0 to 3.51.2 (sqlite.org, *WAL-reset bug*)."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)


def is_local(path: Path, mounts: str) -> bool:
    """Return whether ``path`` lies on a disk of this machine by the table of ``mounts``; WAL needs shared memory."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        point = Path(parts[1].replace("\\040", " "))
        if (path == point or point in path.parents) and len(point.parts) >= best:
            best, kind = len(point.parts), parts[2]
    return kind not in _NETWORK and not kind.startswith("fuse")


def make_private(path: Path) -> None:
    """Make the file and its folder before SQLite does, for nobody else to read (0600, 0700). Raises StoreError.

    A file that is there already is never opened here: to close it would drop the locks that other connections of this
    program hold on it (sqlite.org, *How To Corrupt*, 2.2).
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    except OSError as error:
        code = "disk-full" if error.errno == ENOSPC else "store-readonly"
        raise StoreError(code, {"path": str(path)}) from error
    with suppress(PermissionError):
        path.chmod(0o600)
        path.parent.chmod(0o700)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock: two first starts at once make one set of tables, and one start salvages. Not nested."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        with suppress(OSError):  # some network file systems lock no folders; SQLite's own lock is left
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def identity(path: Path) -> tuple[int, int] | None:
    """Return what tells the file at ``path`` from another one of that name; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def connect(path: Path, *, readonly: bool) -> sqlite3.Connection:
    """Open ``path``. Raises StoreError."""
    return _readonly(path) if readonly else _writable(path)


def _writable(path: Path) -> sqlite3.Connection:
    try:
        db = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
    except Fault as error:
        raise translate(error) from error
    try:
        db.execute(f"pragma synchronous = {SYNC}")
        db.execute("pragma foreign_keys = off")
        db.execute("pragma cache_size = -8192")
        _choose_journal(db, path)
    except Fault as error:
        db.close()
        raise translate(error) from error
    return db


def _choose_journal(db: sqlite3.Connection, path: Path) -> None:
    mounts = _MOUNTS.read_text(encoding="utf-8", errors="replace") if _MOUNTS.exists() else ""
    wal = wal_is_safe(sqlite3.sqlite_version_info) and is_local(path.resolve(), mounts)
    wanted = "wal" if wal else "delete"
    have = db.execute("pragma journal_mode").fetchone()[0]
    if have != wanted:
        with suppress(sqlite3.OperationalError):  # another window is using it: the next start changes it
            db.execute(f"pragma journal_mode = {wanted}")


def _readonly(path: Path) -> sqlite3.Connection:
    uri = path.resolve().as_uri()
    for mode in ("mode=ro", "mode=ro&immutable=1"):
        db = sqlite3.connect(f"{uri}?{mode}", timeout=BUSY_S, isolation_level=None, uri=True)
        try:
            db.execute("select count(*) from sqlite_schema").fetchone()
        except sqlite3.OperationalError as error:
            db.close()
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CANTOPEN:
                raise translate(error) from error
        except Fault as error:
            db.close()
            raise translate(error) from error
        else:
            return db
    raise StoreError("store-readonly", {"path": str(path)})
