"""The door to the database: one engine, transactions that write or only read; SQLite, or PostgreSQL by its URL."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

import stamina
from sqlalchemy import URL, Connection, Engine, create_engine, delete, event, insert, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from ekin_tui.server.epoch import count_commit, settle
from ekin_tui.server.faults import CommitUnknown, is_lost, may_repeat
from ekin_tui.server.mark import Mark, mark_beside
from ekin_tui.server.migrations import upgrade, version_of
from ekin_tui.server.schema import VERSION, meta
from ekin_tui.server.together import Gate, Together, is_open

TRIES = 5
"""How often a transaction is tried that another one keeps from being done."""
_PAUSE_S, _PATIENCE_S = 0.1, 5.0
"""The longest pause between two tries (any length up to it, by chance), and when there are no more."""
_LIMITS = {
    "statement_timeout": "5s",
    "lock_timeout": "3s",
    "idle_in_transaction_session_timeout": "10s",
}
"""What PostgreSQL gives us at most; an operator's own ``options`` in the URL go before."""
_POOL = {"pool_size": 20, "pool_use_lifo": True}
"""Connections to a SQLite file that stay open, one for each thread and some more: a new one costs as much as a small
push. The one that was used last goes first, since its pages are in memory."""
_MIGRATION = 0x656B696E
"""Our number among PostgreSQL's advisory locks."""
_T = TypeVar("_T")


class AdminError(Exception):
    """Something that whoever runs the centre has to mend; ``code`` has a sentence in ``text``."""

    def __init__(self, code: str, **args: str | int) -> None:
        """``args`` fill the sentence."""
        super().__init__(code)
        self.code, self.details = code, args


class Database:
    """An engine with the ways to use it."""

    def __init__(self, url: str) -> None:
        """Raises AdminError ``bad-database-url`` for a URL that names no database we know."""
        try:
            parsed = make_url(url)
        except ArgumentError as error:
            raise AdminError("bad-database-url", url=url) from error
        if parsed.get_backend_name() not in {"sqlite", "postgresql"}:
            raise AdminError("bad-database-url", url=parsed.render_as_string())
        self.sqlite = parsed.get_backend_name() == "sqlite"
        self.mark: Mark | None = None
        """How far a SQLite file has come, as it is remembered beside it."""
        if self.sqlite and parsed.database:
            _make_private(Path(parsed.database))
            self.mark = mark_beside(Path(parsed.database))
        self.engine: Engine = _sqlite(parsed) if self.sqlite else _postgres(parsed)
        self._gate = Gate()
        self._together = Together(self.writing) if self.sqlite else None
        self._viewer = self.engine
        if not self.sqlite:
            self._viewer = self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give one transaction that may write; on SQLite it is the only writer from its first statement on.

        Raises CommitUnknown when the connection goes during the commit: what was done may stand or not.
        """
        with self.engine.connect() as connection:
            if self.sqlite:
                connection.exec_driver_sql("begin immediate")
            else:
                connection.begin()
            try:
                yield connection
                count = count_commit(connection) if self.mark is not None and self.mark.store else None
            except BaseException:
                if not self.sqlite:
                    connection.rollback()
                elif is_open(connection):
                    connection.exec_driver_sql("rollback")
                raise
            if self.sqlite:
                with self._gate.alone():
                    connection.exec_driver_sql("commit")
            else:
                _commit(connection)
            if self.mark is not None and count is not None:
                self.mark.rise(count)

    def write(self, work: Callable[[Connection], _T]) -> _T:
        """Return what ``work`` returns, done in one transaction that writes.

        On SQLite what other threads write at that moment is done in the same transaction, each apart from the others.
        Where another transaction came between, or the connection went before the commit, ``work`` is done again from
        its start, up to ``TRIES`` times; it must have no effect but on the database. Raises what the last try raised.
        """
        for attempt in stamina.retry_context(
            on=may_repeat,
            attempts=TRIES,
            timeout=_PATIENCE_S,
            wait_initial=0,
            wait_jitter=_PAUSE_S,
            wait_max=_PAUSE_S,
        ):
            with attempt:
                return self._done(work)
        raise AssertionError("the last try returns or raises")

    def _done(self, work: Callable[[Connection], _T]) -> _T:
        if self._together is not None:
            found: _T = self._together.do(work)
            return found
        with self.writing() as connection:
            return work(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give one consistent view of what was committed when it began; it can't write on PostgreSQL."""
        with self._gate.shared() if self.sqlite else nullcontext(), self._viewer.connect() as connection:
            if self.sqlite:
                connection.exec_driver_sql("begin")
            yield connection
            if self.sqlite:
                connection.exec_driver_sql("commit")

    def create(self) -> None:
        """Bring the schema up to date, from whatever it is. Workers that start at once do it one after another.

        Raises AdminError ``database-newer``, ``database-unusable``.
        """
        try:
            with self.reading() as connection:
                known = _known(connection)
            if known < VERSION:
                self.write(self._migrate)
            self.write(lambda connection: settle(connection, self.mark))
        except (DBAPIError, CommitUnknown) as error:
            raise AdminError("database-unusable", why=str(getattr(error, "orig", error))) from error

    def _migrate(self, connection: Connection) -> None:
        if not self.sqlite:
            for limit in _LIMITS:
                connection.execute(text(f"set local {limit} = 0"))
            connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION})
        if _known(connection) == VERSION:
            return
        upgrade(connection)
        connection.execute(delete(meta).where(meta.c.key == "schema"))
        connection.execute(insert(meta), [{"key": "schema", "value": str(VERSION)}])

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()
        if self.mark is not None:
            self.mark.close()


def _known(connection: Connection) -> int:
    found = version_of(connection)
    if found > VERSION:
        raise AdminError("database-newer", have=found, know=VERSION)
    return found


def _commit(connection: Connection) -> None:
    try:
        connection.commit()
    except DBAPIError as error:
        if is_lost(error):
            raise CommitUnknown(str(error.orig)) from error
        raise


def _sqlite(url: URL) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        connect_args={"timeout": 5, "check_same_thread": False},
        **({} if url.database in {None, "", ":memory:"} else _POOL),
    )
    _prepare_sqlite(engine)
    return engine


def _postgres(url: URL) -> Engine:
    """Return an engine of at most 16 connections, each proved alive before it is used."""
    ours = " ".join(f"-c {name}={value}" for name, value in _LIMITS.items())
    theirs = url.query.get("options", "")
    settings = {"application_name": "ekin-tui", "connect_timeout": "5", "tcp_user_timeout": "10000", **url.query}
    settings["options"] = " ".join([ours, *([theirs] if isinstance(theirs, str) else theirs)]).strip()
    return create_engine(
        url.set(drivername="postgresql+psycopg", query=settings),
        hide_parameters=True,
        isolation_level="READ COMMITTED",
        pool_size=8,
        max_overflow=8,
        pool_timeout=5,
        pool_pre_ping=True,
        use_native_hstore=False,  # nothing of ours is one, and asking costs each start a question
    )


def _make_private(path: Path) -> None:
    if path.name == ":memory:" or path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection: Any, _: object) -> None:
        connection.isolation_level = None
        mode = "wal" if _wal_is_safe(sqlite3.sqlite_version_info) else "delete"
        connection.execute(f"pragma journal_mode={mode}")
        connection.execute("pragma synchronous=extra")  # a commit outlives a power cut also where the journal is a file
        connection.execute("pragma foreign_keys=on")


def _wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Tell whether this SQLite has the mend of the WAL-reset race (3.51.3, 3.50.7, 3.44.6)."""
    return (
        version >= (3, 51, 3)
        or (version[:2] == (3, 50) and version[2] >= 7)
        or (version[:2] == (3, 44) and version[2] >= 6)
    )


def write_at(url: str, work: Callable[[Connection], _T]) -> _T:
    """Do ``work`` in one transaction of the database at ``url``, whose tables are made or brought up to date first."""
    database = Database(url)
    try:
        database.create()
        return database.write(work)
    finally:
        database.close()
