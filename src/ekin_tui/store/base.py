"""One connection, and the one door through which all writes go."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec

from ekin_tui.store.check import doubt
from ekin_tui.store.errors import Fault, StoreError, translate
from ekin_tui.store.file import BUSY_S, identity
from ekin_tui.store.turns import Turns

Row = tuple[Any, ...]
UNSOUND = (ValueError, TypeError, LookupError, AttributeError, msgspec.MsgspecError)
"""What readers of rows raise for bytes that went bad."""
NOW = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"
"""The moment of a change, in SQL; nothing is ever decided by it."""


class Base:
    """A connection whose errors are translated. It belongs to the thread that opened it."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path,
        *,
        readonly: bool,
        turns: Turns | None = None,
        patient: bool = False,
    ) -> None:
        """Take over ``connection`` to the file at ``path``; it must be in autocommit mode. See :class:`Turns`."""
        self._db, self._path = connection, path
        self._turns, self._patient = turns or Turns(), patient
        self._file = identity(path)
        self._aside = 0
        self.readonly = readonly

    def rows(self, sql: str, args: Sequence[Any] | Mapping[str, Any] = ()) -> list[Row]:
        """Return all rows of a query."""
        try:
            return self._db.execute(sql, args).fetchall()
        except Fault as error:
            raise self._fault(error) from error

    def row(self, sql: str, args: Sequence[Any] = ()) -> Row | None:
        """Return the first row of a query, if there is one."""
        try:
            found: Row | None = self._db.execute(sql, args).fetchone()
        except Fault as error:
            raise self._fault(error) from error
        return found

    def write(self, sql: str, args: Sequence[Any] = ()) -> int:
        """Change rows inside :meth:`writing` and return how many."""
        _demand_transaction(self._db)
        try:
            return self._db.execute(sql, args).rowcount
        except Fault as error:
            raise self._fault(error) from error

    def write_aside(self, sql: str, args: Sequence[Any]) -> None:
        """Change rows that no view is made of: for :meth:`changes` nothing has been written."""
        before = self._db.total_changes
        self.write(sql, args)
        self._aside += self._db.total_changes - before

    def write_all(self, sql: str, rows: Iterable[Sequence[Any]]) -> int:
        """Change rows inside :meth:`writing`, once for each of ``rows``; return how many changed."""
        _demand_transaction(self._db)
        try:
            return self._db.executemany(sql, rows).rowcount
        except Fault as error:
            raise self._fault(error) from error

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the only write transaction. It takes the lock at once, so that a second writer waits, not fails."""
        if self.readonly:
            raise StoreError("store-readonly")
        with self._turns.taken(patient=self._patient, seconds=BUSY_S):
            self._run("begin immediate")
            try:
                if identity(self._path) != self._file:
                    raise StoreError("store-replaced", {"path": str(self._path)})
                yield
                self._run("commit")
            finally:
                if self._db.in_transaction:
                    with suppress(sqlite3.Error):  # what failed is told; the journal undoes the rest when next opened
                        self._db.rollback()

    @property
    def inside(self) -> bool:
        """Whether a transaction of :meth:`writing` is open."""
        return self._db.in_transaction

    def changes(self) -> tuple[int, int]:
        """Return two numbers that move with every commit of other connections and every write of this one.

        What this one writes aside (see :meth:`write_aside`) does not count.
        """
        row = self.row("pragma data_version")
        return (row[0] if row else 0, self.written)

    @property
    def written(self) -> int:
        """A number that moves with every write of this connection."""
        return self._db.total_changes - self._aside

    def settle(self) -> None:
        """Bring what the journal holds into the file, so that closing changes nothing; while others write, it waits."""
        with suppress(sqlite3.Error):
            self._db.execute("pragma wal_checkpoint(truncate)").fetchone()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _run(self, sql: str) -> None:
        try:
            self._db.execute(sql)
        except Fault as error:
            raise self._fault(error) from error

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Turn whatever a row makes of its reader when its bytes went bad into StoreError ``store-corrupt``."""
        try:
            yield
        except UNSOUND as error:
            raise self.doubted(StoreError("store-corrupt", {"reason": repr(error)})) from error

    def _fault(self, error: sqlite3.Error | UnicodeDecodeError) -> StoreError:
        fault = translate(error)
        damaged = fault.code == "store-corrupt" or _denies_itself(error, self._path, self.readonly)
        return self.doubted(fault) if damaged else fault

    def doubted(self, fault: StoreError) -> StoreError:
        """Have the next start salvage the cache; return ``fault``."""
        if identity(self._path) == self._file:
            doubt(self._path)
        return fault


def moment(base: Base) -> str:
    """Return what :data:`NOW` says, for the many rows of one change."""
    row = base.row(f"select {NOW}")
    return row[0] if row else ""


def _demand_transaction(db: sqlite3.Connection) -> None:
    if not db.in_transaction:
        raise RuntimeError("a write outside of Store.writing()")


def _denies_itself(error: sqlite3.Error | UnicodeDecodeError, path: Path, readonly: bool) -> bool:
    """Tell whether the header, not the disk, says that nothing may be written: it claims a form to come."""
    plain = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_READONLY
    return plain and not readonly and os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
