"""The door of the cache."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Self

from ekin_tui.store.base import Base
from ekin_tui.store.conflicts import Conflicts
from ekin_tui.store.cursors import Cursors
from ekin_tui.store.entries import Entries
from ekin_tui.store.errors import StoreError, translate
from ekin_tui.store.file import connect, make_private
from ekin_tui.store.notes import Notes
from ekin_tui.store.outbox import Outbox
from ekin_tui.store.reference import Reference
from ekin_tui.store.small import Meta, Scratch, Undo

VERSION = 1
"""How many migrations ``schema.py`` holds."""


class Store:
    """One person's cache. Each thread opens its own; all writes stand inside :meth:`writing`."""

    def __init__(self, base: Base, path: Path) -> None:
        """Use :meth:`open`."""
        self._base, self.path = base, path
        self.meta = Meta(base)
        self.outbox = Outbox(base)
        self.entries = Entries(base, self.outbox)
        self.notes = Notes(base)
        self.conflicts = Conflicts(base)
        self.reference = Reference(base, self.meta)
        self.cursors = Cursors(base, self.meta)
        self.scratch = Scratch(base)
        self.undo = Undo(base)

    @classmethod
    def open(cls, path: Path, *, readonly: bool = False) -> Self:
        """Open the cache at ``path``, made or brought up to date when need be.

        Where the disk takes no changes the cache opens read-only. Raises StoreError: ``store-locked``,
        ``store-readonly`` (and nothing there to read), ``store-corrupt``, ``store-newer``, ``disk-full``.
        """
        path = Path(path)
        readonly = readonly or not _takes_changes(path)
        connection = connect(path, readonly=readonly)
        try:
            _bring_up_to_date(connection, path, readonly=readonly)
        except BaseException:
            connection.close()
            raise
        return cls(Base(connection, readonly=readonly), path)

    @property
    def readonly(self) -> bool:
        """Whether the disk takes no changes."""
        return self._base.readonly

    def writing(self) -> AbstractContextManager[None]:
        """Return the only way to write: all or nothing. It can't be nested.

        Waits up to five seconds for another window, then raises StoreError ``store-locked``.
        """
        return self._base.writing()

    def changed(self) -> int:
        """Return a number that differs after any write, by this connection or another one."""
        others, own = self._base.changes()
        return (others << 40) + own

    def close(self) -> None:
        """Close the file."""
        self._base.close()


def _takes_changes(path: Path) -> bool:
    if path.exists() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        return False
    try:
        make_private(path)
    except StoreError:
        if path.exists():
            return False
        raise
    return True


def _bring_up_to_date(connection: sqlite3.Connection, path: Path, *, readonly: bool) -> None:
    if _version(connection, path) == VERSION:
        return
    if readonly:
        raise StoreError("store-readonly", {"path": str(path)})
    with _alone(path.parent):
        if _version(connection, path) < VERSION:
            from ekin_tui.store.schema import migrate

            try:
                migrate(connection, VERSION)
            except sqlite3.Error as error:
                raise translate(error) from error


def _version(connection: sqlite3.Connection, path: Path) -> int:
    try:
        version: int = connection.execute("pragma user_version").fetchone()[0]
    except sqlite3.Error as error:
        raise translate(error) from error
    if version > VERSION:
        raise StoreError("store-newer", {"path": str(path), "have": version, "know": VERSION})
    return version


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, so that two first starts at once make one set of tables."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        with suppress(OSError):  # some network file systems lock no folders; SQLite's own lock is left
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
