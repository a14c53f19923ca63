"""The standing of the store while the centre runs: it may be put back, replaced or failed over beneath it."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.exc import DisconnectionError

from ekin_tui.server.database import Database
from ekin_tui.server.epoch import Standing, read_standing

_AGAIN_S = 2.0
"""After this long the standing is read again: another process may have begun a new era."""
_File = tuple[int, int]


class Watched:
    """The standing as it is now, read again whenever there is a reason to."""

    def __init__(self, database: Database) -> None:
        """``database`` must have been created."""
        self._database = database
        self._lock = threading.Lock()
        self._stale = threading.Event()
        path = database.engine.url.database or ""
        self._where = Path(path) if database.mark is not None else None
        self._file = self._find()
        if self._where is not None:
            _follow(database, self._find)
        self._known, self._at = self._read(), time.monotonic()
        event.listen(database.engine, "connect", lambda *_: self._stale.set())

    @property
    def epoch(self) -> str:
        """The epoch when it was last looked at; costs nothing."""
        return self._known.epoch

    def now(self, connection: Connection | None = None) -> Standing:
        """Return the standing, as ``connection`` sees it where one is in use already (it is not waited for another).

        Raises FileNotFoundError while the database file is away.
        """
        file = self._find()
        if file == self._file and not self._stale.is_set() and time.monotonic() - self._at < _AGAIN_S:
            return self._known
        if connection is not None:
            return read_standing(connection)
        with self._lock:
            self._stale.clear()
            self._known, self._file, self._at = self._look(), file, time.monotonic()
        return self._known

    def doubt(self) -> None:
        """Have the standing read again before it is used: it was changed here."""
        self._stale.set()

    def _look(self) -> Standing:
        mark = self._database.mark
        seen = mark.read() if mark is not None else None  # before the file is read: it can then never be ahead of it
        standing = self._read()
        if mark is None or (seen is not None and seen <= standing.commits and mark.store == standing.store):
            return standing
        self._database.create()
        return self._read()

    def _read(self) -> Standing:
        with self._database.reading() as connection:
            return read_standing(connection)

    def _find(self) -> _File | None:
        if self._where is None:
            return None
        found = self._where.stat()
        return found.st_dev, found.st_ino


def _follow(database: Database, find: Callable[[], _File | None]) -> None:
    """Let no connection be used that stands on a file which is no longer the one at the path."""

    def connected(_: Any, record: Any) -> None:
        record.info["file"] = find()

    def taken(_: Any, record: Any, __: Any) -> None:
        if record.info.get("file") != find():
            raise DisconnectionError

    event.listen(database.engine, "connect", connected)
    event.listen(database.engine, "checkout", taken)
