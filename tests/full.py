"""A disk on which no work can be kept any more, for one cache: every write to it fails."""

import sqlite3
from contextlib import closing
from pathlib import Path

_TABLES = "select name from sqlite_master where type = 'table' and sql like '%strict%'"
_MADE = "select name from sqlite_master where type = 'trigger' and name like 'full_%'"


def fill_disk(cache: Path) -> None:
    """Let every write fail."""
    with closing(sqlite3.connect(cache)) as other:
        for (table,) in other.execute(_TABLES).fetchall():
            for what in ("insert", "update", "delete"):
                name = f"full_{table}_{what}"
                other.execute(f"create trigger {name} before {what} on {table} begin select raise(abort, 'full'); end")
        other.commit()


def free_disk(cache: Path) -> None:
    """Let writes succeed again."""
    with closing(sqlite3.connect(cache)) as other:
        for (name,) in other.execute(_MADE).fetchall():
            other.execute(f"drop trigger {name}")
        other.commit()
