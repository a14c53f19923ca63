"""A damaged cache is set aside, never changed or deleted, and what its pages still hold goes to a new one.

What only this machine has comes first: the queue, drafts, what is being typed, conflict copies, refusals. Of what the
centre has, one's own entries and the facts are kept so that work goes on without a line. Cursors are not: everything
of the centre is read anew.

The new cache is finished before it takes the place of the old one, and a run that ends in between is taken up by the
next start: ``cache.db.salvage`` is being filled, ``cache.db.salvaged`` is whole.
"""

import fcntl
import json
import os
import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from ekin_tui.store.check import JOURNALS, beside, forget
from ekin_tui.store.errors import StoreError, of_disk, translate
from ekin_tui.store.file import SYNC
from ekin_tui.store.saved import Saved, gather

META = "salvaged"
"""The key in ``meta`` under which the new cache keeps what was done, until a person has read it."""
_LOCKS = (0x40000000, 512)
"""Where SQLite locks a file, and how many bytes (sqlite.org, *File Locking*): nobody writes while it is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvage:
    """What came out of a damaged cache."""

    file: str
    """Name of the file that was set aside, in the folder of the cache."""
    at: str
    """When, ISO in UTC."""
    queued: int = 0
    """Ops that wait to be sent."""
    entries: int = 0
    typed: int = 0
    conflicts: int = 0
    refused: int = 0
    damaged: int = 0
    """Pages and rows that could not be read; at 0 nothing of one's own is known to be missing."""

    def packed(self) -> str:
        """Return it as JSON."""
        return json.dumps(asdict(self))


def read_salvage(text: str | None) -> Salvage | None:
    """Return what :meth:`Salvage.packed` made; None for nothing."""
    return Salvage(**json.loads(text)) if text else None


def salvage(path: Path, version: int) -> None:
    """Set the cache at ``path`` aside and make a new one of what it holds. The caller holds the folder's lock.

    Raises StoreError (``disk-full``, ``store-locked``, ``store-failed``); the damaged file is then where it was.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except OSError as error:
        raise of_disk(error) from error
    try:
        _lock(handle)
        before = os.fstat(handle).st_mtime_ns
        _fill(path, handle, version)
        if os.fstat(handle).st_mtime_ns != before:  # another thread of this program was still writing
            _fill(path, handle, version)
        finish(path)
    except OSError as error:
        raise of_disk(error) from error
    except sqlite3.Error as error:
        raise translate(error) from error
    finally:
        os.close(handle)
        beside(path, ".salvage").unlink(missing_ok=True)


def finish(path: Path) -> None:
    """Put ``cache.db.salvaged``, if there is one, in the place of the damaged cache, which gets its new name first."""
    new = beside(path, ".salvaged")
    if not new.exists():
        return
    put_in_place(path, new, _aside(path, new))


def put_in_place(path: Path, new: Path, aside: Path) -> None:
    """Put ``new`` at ``path``; what stands there, with its journals, is called ``aside`` from then on."""
    if path.exists() and not aside.exists():
        _name_too(path, aside)
    for tail in JOURNALS:
        with suppress(FileNotFoundError):
            beside(path, tail).rename(beside(aside, tail))
    beside(path, "-shm").unlink(missing_ok=True)
    _flush(path.parent)
    new.replace(path)
    forget(path)
    _flush(path.parent)


def _aside(path: Path, new: Path) -> Path:
    with closing(sqlite3.connect(new)) as db:
        row = db.execute("select value from meta where key = ?", (META,)).fetchone()
    done = read_salvage(row[0])
    if done is None:
        raise StoreError("store-corrupt", {"path": str(new)})
    return path.with_name(done.file)


def _fill(path: Path, handle: int, version: int) -> None:
    """Make ``cache.db.salvaged`` of what the damaged file holds."""
    saved = gather(_read(handle), _log(path))
    now = datetime.now(UTC).replace(microsecond=0)
    done = Salvage(
        file=free_name(path, "corrupt", now).name,
        at=now.isoformat(),
        queued=saved.count("outbox"),
        entries=saved.count("entries"),
        typed=saved.count("scratch"),
        conflicts=saved.count("conflicts"),
        refused=saved.count("attention"),
        damaged=saved.damaged,
    )
    part = beside(path, ".salvage")
    for name in (part, beside(part, "-journal")):
        name.unlink(missing_ok=True)
    os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    _write(part, saved, done, version)
    part.replace(beside(path, ".salvaged"))


def _write(part: Path, saved: Saved, done: Salvage, version: int) -> None:
    from ekin_tui.store.schema import migrate

    with closing(sqlite3.connect(part, isolation_level=None)) as db:
        db.execute(f"pragma synchronous = {SYNC}")
        migrate(db, version)
        db.execute("begin immediate")
        saved.into(db)
        db.execute("insert or replace into meta(key, value) values(?, ?)", (META, done.packed()))
        db.execute("commit")


def _lock(handle: int) -> None:
    start, length = _LOCKS
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, length, start)
    except (BlockingIOError, PermissionError) as error:
        raise StoreError("store-locked") from error
    except OSError:  # a file system without locks: SQLite could not lock there either
        return


def _read(handle: int) -> bytes:
    size, parts, at = os.fstat(handle).st_size, list[bytes](), 0
    while at < size and (part := os.pread(handle, 1 << 20, at)):
        parts.append(part)
        at += len(part)
    return b"".join(parts)


def _log(path: Path) -> bytes:
    try:
        return beside(path, "-wal").read_bytes()
    except FileNotFoundError:
        return b""


def free_name(path: Path, why: str, now: datetime) -> Path:
    """Return a name, not taken yet, for the cache at ``path`` once it is set aside."""
    stem = beside(path, f".{why}-{now:%Y%m%dT%H%M%SZ}")
    name, number = stem, 1
    while name.exists():
        number += 1
        name = beside(stem, f"-{number}")
    return name


def _name_too(path: Path, aside: Path) -> None:
    """Give the file a second name, so that there is never a moment without it; copy it where that can't be done."""
    try:
        os.link(path, aside)
    except OSError:
        part = beside(aside, ".part")
        shutil.copy2(path, part)
        with part.open("rb+") as copy:
            os.fsync(copy.fileno())
        part.rename(aside)


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        with suppress(OSError):  # some file systems flush no folders
            os.fsync(handle)
    finally:
        os.close(handle)
