"""What went wrong in the database, told by its SQLSTATE on PostgreSQL and by its words on SQLite.

The codes are those of PostgreSQL's documentation, appendix A.
"""

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

_AGAIN = frozenset({"40001", "40P01", "23505"})
"""Serialization failure, deadlock; and a key that another transaction has just taken: the same op that came twice at
once. Asked again, it is found in the ledger."""
_BUSY = frozenset({"25006", "25P03", "40001", "40P01", "53200", "53300", "55P03", "57014", "57P01", "57P02", "57P03"})
"""A standby that can't write yet, too long idle, serialization, deadlock, no memory, too many connections, lock
timeout, statement timeout, the server stops or starts."""
_FULL = "53100"
_LOST = "08"
"""The class of connection exceptions."""


class CommitUnknown(Exception):  # noqa: N818 - nobody's error: the answer was lost, not the work
    """The connection went while a transaction was being committed: it may have been, or not."""


def sqlstate(error: BaseException) -> str:
    """Return the SQLSTATE of what the driver raised; empty where it has none (SQLite, a lost connection)."""
    return str(getattr(getattr(error, "orig", None), "sqlstate", None) or "")


def is_lost(error: DBAPIError) -> bool:
    """Tell whether the connection is gone, or could not be made."""
    return error.connection_invalidated or sqlstate(error)[:2] == _LOST or _without_state(error)


def may_repeat(error: BaseException) -> bool:
    """Tell whether the transaction was surely rolled back for a reason that a new try may not meet."""
    return isinstance(error, DBAPIError) and (sqlstate(error) in _AGAIN or is_lost(error))


def is_busy(error: BaseException) -> bool:
    """Tell whether the centre can't answer now but may soon."""
    if isinstance(error, (PoolTimeout, CommitUnknown)):
        return True
    if not isinstance(error, DBAPIError):
        return False
    return sqlstate(error) in _BUSY or is_lost(error) or "database is locked" in str(error.orig)


def is_full(error: BaseException) -> bool:
    """Tell whether the disk has no room."""
    return sqlstate(error) == _FULL or "database or disk is full" in str(getattr(error, "orig", ""))


def _without_state(error: DBAPIError) -> bool:
    """Tell whether psycopg failed before the server could say why: only a connection does."""
    kind = type(error.orig)
    return kind.__module__.startswith("psycopg") and kind.__name__ == "OperationalError" and not sqlstate(error)
