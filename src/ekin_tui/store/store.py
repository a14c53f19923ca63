"""The door of the cache."""

import os
import sqlite3
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from ekin_tui.store.answers import Answers
from ekin_tui.store.base import Base
from ekin_tui.store.chains import Chains
from ekin_tui.store.check import beside, forget, is_doubted, is_due, is_emptied, look
from ekin_tui.store.conflicts import Conflicts
from ekin_tui.store.cursors import Cursors
from ekin_tui.store.entries import Entries
from ekin_tui.store.errors import Fault, StoreError, translate
from ekin_tui.store.figures import Figures
from ekin_tui.store.file import alone, connect, identity, make_private
from ekin_tui.store.held import Held
from ekin_tui.store.mirrored import Mirrored
from ekin_tui.store.notes import Notes
from ekin_tui.store.outbox import Outbox
from ekin_tui.store.phrases import Phrases
from ekin_tui.store.reference import Reference
from ekin_tui.store.small import Meta, Scratch, Undo
from ekin_tui.store.stamp import Stamp, seal, stamp
from ekin_tui.store.templates import Templates
from ekin_tui.store.turns import Turns
from ekin_tui.store.undecided import Undecided

if TYPE_CHECKING:
    from ekin_tui.store.salvage import Salvage

VERSION = 10
"""How many migrations ``schema.py`` holds."""
_PLAUSIBLE = 1_000
"""More migrations than there will be: a number beyond it is no later version but damage."""


class Store:
    """One person's cache. Each thread opens its own; all writes stand inside :meth:`writing`."""

    def __init__(self, base: Base, path: Path) -> None:
        """Use :meth:`open`."""
        self._base, self.path = base, path
        self._answers = answers = Answers(base)
        self.meta = Meta(base)
        self.chains = Chains(base, self.meta)
        self.outbox = Outbox(base)
        self.entries = Entries(base, answers, self.outbox)
        self.figures = Figures(base, answers)
        self.notes = Notes(base)
        self.conflicts = Conflicts(base)
        self.mirrored = Mirrored(base, self.meta)
        self.reference = Reference(base, answers, self.meta)
        self.cursors = Cursors(base, self.meta)
        self.held = Held(base, self.meta)
        self.scratch = Scratch(base)
        self.undo = Undo(base)
        self.templates = Templates(base)
        self.phrases = Phrases(base)
        self.undecided = Undecided(base)

    @classmethod
    def open(cls, path: Path, *, readonly: bool = False, turns: Turns | None = None, patient: bool = False) -> Self:
        """Open the cache at ``path``, made, brought up to date or salvaged when need be: see :attr:`salvaged`.

        Connections of one program share ``turns``; writes of one that is ``patient`` go after those of the others.
        Where the disk takes no changes the cache opens read-only. Raises StoreError: ``store-locked``,
        ``store-readonly`` (and nothing there to read), ``store-corrupt`` (and read-only), ``store-newer``,
        ``disk-full``.
        """
        path = Path(path)
        readonly = readonly or not _takes_changes(path)
        connection = _opened(path, readonly=True) if readonly else _sound(path)
        return cls(Base(connection, path, readonly=readonly, turns=turns, patient=patient), path)

    @property
    def salvaged(self) -> "Salvage | None":
        """What came out of a damaged cache, until :meth:`forget_salvage`; None when there was none."""
        from ekin_tui.store.salvage import META, read_salvage

        return read_salvage(self.meta.get(META))

    def forget_salvage(self) -> None:
        """Note, inside :meth:`writing`, that a person has read of the salvage."""
        self._base.write("delete from meta where key = 'salvaged'")

    @property
    def readonly(self) -> bool:
        """Whether the disk takes no changes."""
        return self._base.readonly

    def writing(self) -> AbstractContextManager[None]:
        """Return the only way to write: all or nothing. It can't be nested.

        Waits up to five seconds for another window, then raises StoreError ``store-locked``.
        """
        return self._base.writing()

    def renew(self) -> None:
        """Begin a question: what was read for those before holds on if nothing was written since, by anybody."""
        self._answers.renew()

    def changed(self) -> int:
        """Return a number that differs after any write, by this connection or another one.

        Text that this connection keeps while it is being typed does not count: no view shows it.
        """
        others, own = self._base.changes()
        return (others << 40) + own

    def damage(self, *, deep: bool = False) -> list[str]:
        """Return what SQLite finds wrong in the file, in its own words; ``deep`` compares the indexes too (slow)."""
        said = [str(row[0]) for row in self._base.rows(f"pragma {'integrity' if deep else 'quick'}_check(20)")]
        return [] if said == ["ok"] else said

    def seal(self) -> Stamp | None:
        """Return what tells, once all is closed, whether anything was written since; None where that can't be told."""
        if self.readonly:
            return None
        self._base.settle()
        with suppress(OSError):
            seal(str(self.path))
            return stamp(str(self.path))
        return None

    def close(self) -> None:
        """Close the file."""
        self._base.close()


def _takes_changes(path: Path) -> bool:
    if path.exists():
        if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
            return False
    else:
        forget(path)
    try:
        make_private(path)
    except StoreError:
        if path.exists():
            return False
        raise
    return True


def _sound(path: Path) -> sqlite3.Connection:
    """Open the cache to write; a damaged one is set aside and salvaged first."""
    before = identity(path)
    if not beside(path, ".salvaged").exists():
        try:
            return _opened(path, readonly=False)
        except StoreError as error:
            if error.code != "store-corrupt":
                raise
    from ekin_tui.store.salvage import finish, salvage

    with alone(path.parent):
        if beside(path, ".salvaged").exists():
            finish(path)
        elif identity(path) == before:
            salvage(path, VERSION)
    return _opened(path, readonly=False)


def _opened(path: Path, *, readonly: bool) -> sqlite3.Connection:
    if is_emptied(path) or (is_doubted(path) and not readonly):
        raise StoreError("store-corrupt", {"path": str(path)})
    due = is_due(path)
    connection = connect(path, readonly=readonly)
    try:
        _bring_up_to_date(connection, path, readonly=readonly)
        if due:
            look(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _bring_up_to_date(connection: sqlite3.Connection, path: Path, *, readonly: bool) -> None:
    if _version(connection, path) == VERSION:
        return
    if readonly:
        raise StoreError("store-readonly", {"path": str(path)})
    with alone(path.parent):
        before = _version(connection, path)
        if before < VERSION:
            from ekin_tui.store.backups import keep_before_change
            from ekin_tui.store.schema import migrate

            if before:
                keep_before_change(path, before)

            try:
                migrate(connection, VERSION)
            except Fault as error:
                raise translate(error) from error


def _version(connection: sqlite3.Connection, path: Path) -> int:
    try:
        version: int = connection.execute("pragma user_version").fetchone()[0]
    except Fault as error:
        raise translate(error) from error
    if abs(version) > _PLAUSIBLE:
        raise StoreError("store-corrupt", {"path": str(path)})
    if version > VERSION:
        raise StoreError("store-newer", {"path": str(path), "have": version, "know": VERSION})
    return version
