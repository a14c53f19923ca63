"""Whether this worker can do its work: the database answers, is the one it knows, may be written, and has room."""

import os
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from ekin_tui.server.database import AdminError, Database
from ekin_tui.server.migrations import version_of
from ekin_tui.server.schema import VERSION

ROOM = 64 * 1_048_576
"""Bytes that must be free where a SQLite file lies; PostgreSQL watches over its own disk."""
_STANDBY = text("select pg_is_in_recovery()")


def why_not_ready(database: Database) -> str | None:
    """Return the code of what keeps the centre from its work; None when nothing does.

    ``database-away`` (it does not answer), ``database-other`` (its schema is not the one of this program),
    ``database-read-only`` (a standby), ``storage-full``.
    """
    try:
        with database.reading() as connection:
            known = version_of(connection)
            standby = not database.sqlite and bool(connection.execute(_STANDBY).scalar())
    except (SQLAlchemyError, AdminError, OSError):
        return "database-away"
    if known != VERSION:
        return "database-other"
    if standby:
        return "database-read-only"
    return "storage-full" if _is_full(database) else None


def _is_full(database: Database) -> bool:
    if not database.sqlite or not database.engine.url.database or database.engine.url.database == ":memory:":
        return False
    disk = os.statvfs(Path(database.engine.url.database).absolute().parent)
    return disk.f_bavail * disk.f_frsize < ROOM
