"""Copies of the cache: one for each day on which it was used, one before its form changes, one when somebody asks.

They lie in ``backups`` beside the cache, packed, for their owner alone. What the centre has can always be read anew;
a copy is for what only this machine had. Encryption is the business of the disk.
"""

import gzip
import os
import re
import shutil
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from ekin_tui.store.errors import Fault, StoreError, of_disk, translate
from ekin_tui.store.file import SYNC, alone

KEPT_DAYS = 7
"""Copies of days that are kept, the newest."""
KEPT_FORMS = 2
"""Copies from before a change of form that are kept."""
_PAGES, _PAUSE_S = 256, 0.002
"""Pages copied at a time and the pause between, in which another window may write."""
_OF_A_DAY = re.compile(r"cache-\d{4}-\d{2}-\d{2}\.db\.gz", re.ASCII)
_PACKED = b"\x1f\x8b"
_SQLITE = b"SQLite format 3\x00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a copy gave back."""

    aside: str
    """Name of the cache that was in its place, in the same folder; empty when there was none."""
    entries: int
    queued: int
    """Changes in the copy that wait to be sent; what the centre has already, it says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    person: str
    entries: int
    queued: int
    typed: int


def folder_of(cache: Path) -> Path:
    """Return where the copies of the cache at ``cache`` lie."""
    return cache.with_name("backups")


def copies(cache: Path) -> list[Path]:
    """Return the copies, the newest first."""
    with suppress(OSError):
        return sorted(folder_of(cache).glob("cache-*.db.gz"), key=lambda file: file.stat().st_mtime, reverse=True)
    return []


def keep_daily(cache: Path, day: date) -> Path | None:
    """Copy the cache if ``day`` has no copy yet, and let the oldest ones go; returns the new copy.

    Raises StoreError: ``disk-full``, ``store-readonly``, ``store-corrupt`` …
    """
    target = folder_of(cache) / f"cache-{day.isoformat()}.db.gz"
    if target.exists() or not cache.exists():
        return None
    keep(cache, target)
    _thin_out(cache)
    return target


def keep_before_change(cache: Path, version: int) -> None:
    """Copy a cache of ``version`` before it is brought up to date. Raises StoreError."""
    target = folder_of(cache) / f"cache-before-change-of-{version}.db.gz"
    if not target.exists():
        keep(cache, target)
        _thin_out(cache)


def keep(cache: Path, target: Path) -> None:
    """Copy the cache to ``target``, whole or not at all, while others may go on writing, or make a copy too.

    Raises StoreError, and OSError with the name of a ``target`` outside of the folder of copies: that is no fault of
    the cache's disk, but of what somebody typed.
    """
    made = target.parent == folder_of(cache)
    try:
        if made:
            target.parent.mkdir(mode=0o700, exist_ok=True)
        part = target.with_name(f".{target.name}.part")
        with alone(target.parent), _removed(part), _removed(plain := part.with_suffix(".plain")):
            _create(plain)
            source_uri = f"{cache.resolve().as_uri()}?mode=ro"
            with closing(sqlite3.connect(source_uri, uri=True)) as source, closing(sqlite3.connect(plain)) as copy:
                source.backup(copy, pages=_PAGES, sleep=_PAUSE_S)
            _create(part)
            with plain.open("rb") as whole, part.open("rb+") as file:
                with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=1, filename="", mtime=0) as packed:
                    shutil.copyfileobj(whole, packed, 1 << 20)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
    except Fault as error:
        raise translate(error) from error
    except OSError as error:
        if not made:
            raise OSError(error.errno, error.strerror, str(target)) from error
        raise of_disk(error) from error


def restore(cache: Path, copy: Path, version: int, *, anyway: bool = False) -> Restored:
    """Put ``copy`` in the place of the cache, which gets another name and stays.

    ``version`` is the newest form that is known. Raises StoreError: ``backup-unreadable``, ``store-newer``,
    ``backup-other-person``, and ``backup-unsent`` when what is there has work that never left (``anyway`` sets it
    aside too).
    """
    from ekin_tui.store.salvage import free_name, put_in_place

    new = cache.with_name(f"{cache.name}.restored")
    with alone(cache.parent), _removed(new):
        _unpack(copy, new)
        there = _seen(cache) if cache.exists() else None
        held = _held(new, version, copy)
        if there is not None and not anyway:
            if there.person and held.person and there.person != held.person:
                raise StoreError("backup-other-person", {"path": str(copy)})
            if there.queued or there.typed:
                raise StoreError("backup-unsent", {"n": there.queued + there.typed})
        aside = free_name(cache, "replaced", datetime.now(UTC).replace(microsecond=0))
        put_in_place(cache, new, aside)
        return Restored(aside=aside.name if aside.exists() else "", entries=held.entries, queued=held.queued)


def _unpack(copy: Path, new: Path) -> None:
    _create(new)
    try:
        with copy.open("rb") as file:
            packed = file.read(2) == _PACKED
            file.seek(0)
            with new.open("rb+") as plain:
                shutil.copyfileobj(gzip.GzipFile(fileobj=file) if packed else file, plain, 1 << 20)
    except (OSError, EOFError, zlib.error) as error:  # a wrong sum is an OSError, a wrong code is not
        raise StoreError("backup-unreadable", {"path": str(copy)}) from error
    with new.open("rb") as file:
        if file.read(len(_SQLITE)) != _SQLITE:
            raise StoreError("backup-unreadable", {"path": str(copy)})
    try:
        with closing(sqlite3.connect(new, isolation_level=None)) as db:
            db.execute("pragma journal_mode = delete")
            db.execute(f"pragma synchronous = {SYNC}")
            if db.execute("pragma quick_check(1)").fetchone()[0] != "ok":
                raise StoreError("backup-unreadable", {"path": str(copy)})
            db.execute("delete from undo")  # what it would take back has left meanwhile
    except Fault as error:
        raise StoreError("backup-unreadable", {"path": str(copy)}) from error


def _held(new: Path, version: int, copy: Path) -> _Held:
    """Return what a copy holds. Raises StoreError ``backup-unreadable`` and ``store-newer``."""
    try:
        held, have = _read(new)
    except Fault as error:
        raise StoreError("backup-unreadable", {"path": str(copy)}) from error
    if have > version:
        raise StoreError("store-newer", {"path": str(copy), "have": have, "know": version})
    return held


def _seen(cache: Path) -> _Held | None:
    """Return what the cache in place holds; None when it can't be read."""
    try:
        return _read(cache)[0]
    except Fault:
        return None


def _read(cache: Path) -> tuple[_Held, int]:
    with closing(sqlite3.connect(f"{cache.resolve().as_uri()}?mode=ro", uri=True)) as db:
        have: int = db.execute("pragma user_version").fetchone()[0]
        person = db.execute("select value from meta where key = 'person'").fetchone()
        entries, queued, typed = (
            db.execute(f"select count(*) from {table}").fetchone()[0] for table in ("entries", "outbox", "scratch")
        )
    return _Held(person=person[0] if person else "", entries=entries, queued=queued, typed=typed), have


def _thin_out(cache: Path) -> None:
    """Let the oldest copies go; one that somebody asked for (its name has a time) stays until they delete it."""
    files = copies(cache)
    before = [file for file in files if "-before-" in file.name]
    days = sorted((file for file in files if _OF_A_DAY.fullmatch(file.name)), reverse=True)
    for file in [*days[KEPT_DAYS:], *before[KEPT_FORMS:]]:
        file.unlink(missing_ok=True)


def _create(path: Path) -> None:
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))


@contextmanager
def _removed(path: Path) -> Iterator[None]:
    """Take away what is left of ``path`` when the block ends."""
    try:
        yield
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)
