"""The door to the database: one engine, transactions that write or only read; SQLite, or PostgreSQL by its URL."""

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from ekin_tui.server.schema import VERSION, meta, metadata

DEFAULT = "sqlite:///ekin-centre.db"


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
        if self.sqlite and parsed.database:
            _make_private(Path(parsed.database))
        self.engine: Engine = create_engine(parsed, hide_parameters=True, **_options(self.sqlite))
        if self.sqlite:
            _prepare_sqlite(self.engine)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give one transaction that may write; on SQLite it is the only writer from its first statement on."""
        with self.engine.connect() as connection:
            if self.sqlite:
                connection.exec_driver_sql("begin immediate")
            else:
                connection.begin()
            try:
                yield connection
            except BaseException:
                connection.exec_driver_sql("rollback") if self.sqlite else connection.rollback()
                raise
            connection.exec_driver_sql("commit") if self.sqlite else connection.commit()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give one consistent view."""
        with self.engine.connect() as connection:
            if self.sqlite:
                connection.exec_driver_sql("begin")
            yield connection
            if self.sqlite:
                connection.exec_driver_sql("commit")

    def create(self) -> None:
        """Make what is missing. Two workers that start at once are kept apart by the writer's lock."""
        try:
            with self.writing() as connection:
                metadata.create_all(connection)
                known = connection.execute(select(meta.c.value).where(meta.c.key == "schema")).scalar()
                if known is None:
                    values = [("schema", str(VERSION)), ("epoch", f"e{secrets.token_hex(8)}")]
                    connection.execute(insert(meta), [{"key": key, "value": value} for key, value in values])
                elif int(known) > VERSION:
                    raise AdminError("database-newer", have=int(known), know=VERSION)
        except DBAPIError as error:
            raise AdminError("database-unusable", why=str(error.orig)) from error

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _options(sqlite: bool) -> dict[str, Any]:
    if sqlite:
        return {"connect_args": {"timeout": 5, "check_same_thread": False}}
    return {"pool_size": 8, "max_overflow": 8, "pool_pre_ping": True, "isolation_level": "READ COMMITTED"}


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
        connection.execute("pragma synchronous=full")
        connection.execute("pragma foreign_keys=on")


def _wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Tell whether this SQLite has the mend of the WAL-reset race (3.51.3, 3.50.7, 3.44.6)."""
    return (
        version >= (3, 51, 3)
        or (version[:2] == (3, 50) and version[2] >= 7)
        or (version[:2] == (3, 44) and version[2] >= 6)
    )
