"""One connection, and the one door through which all writes go."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from ekin_tui.store.errors import StoreError, translate

Row = tuple[Any, ...]
NOW = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"
"""The moment of a change, in SQL; nothing is ever decided by it."""


class Base:
    """A connection whose errors are translated. It belongs to the thread that opened it."""

    def __init__(self, connection: sqlite3.Connection, *, readonly: bool) -> None:
        """Take over ``connection``; it must be in autocommit mode."""
        self._db = connection
        self.readonly = readonly

    def rows(self, sql: str, args: Sequence[Any] = ()) -> list[Row]:
        """Return all rows of a query."""
        try:
            return self._db.execute(sql, args).fetchall()
        except sqlite3.Error as error:
            raise translate(error) from error

    def row(self, sql: str, args: Sequence[Any] = ()) -> Row | None:
        """Return the first row of a query, if there is one."""
        try:
            found: Row | None = self._db.execute(sql, args).fetchone()
        except sqlite3.Error as error:
            raise translate(error) from error
        return found

    def write(self, sql: str, args: Sequence[Any] = ()) -> int:
        """Change rows inside :meth:`writing` and return how many."""
        self._inside()
        try:
            return self._db.execute(sql, args).rowcount
        except sqlite3.Error as error:
            raise translate(error) from error

    def write_all(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Change rows inside :meth:`writing`, once for each of ``rows``."""
        self._inside()
        try:
            self._db.executemany(sql, rows)
        except sqlite3.Error as error:
            raise translate(error) from error

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the only write transaction. It takes the lock at once, so that a second writer waits, not fails."""
        if self.readonly:
            raise StoreError("store-readonly")
        self._run("begin immediate")
        try:
            yield
            self._run("commit")
        finally:
            if self._db.in_transaction:
                self._db.rollback()

    @property
    def inside(self) -> bool:
        """Whether a transaction of :meth:`writing` is open."""
        return self._db.in_transaction

    def changes(self) -> tuple[int, int]:
        """Return two numbers that move with every commit of other connections and every write of this one."""
        row = self.row("pragma data_version")
        return (row[0] if row else 0, self._db.total_changes)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _run(self, sql: str) -> None:
        try:
            self._db.execute(sql)
        except sqlite3.Error as error:
            raise translate(error) from error

    def _inside(self) -> None:
        if not self._db.in_transaction:
            raise RuntimeError("a write outside of Store.writing()")
