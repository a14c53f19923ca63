"""Many rows at once, by the driver itself: one statement for all rows.

Names come from our own tables, values are always parameters. A value must be what JSON and both drivers take as it
stands: texts (a day as its ISO date), numbers, booleans, None. PostgreSQL gets rows as one JSON parameter, so the
statement is the same for any number of rows and is prepared once; measured, 200 entries take it half the time of
psycopg's ``executemany`` or of arrays. SQLite gets them as one list of values, which is a third faster there; its
driver is asked itself, because a result of SQLAlchemy takes as long as the small question behind it.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

import msgspec
from sqlalchemy import Connection, Table
from sqlalchemy.exc import DBAPIError

Row = tuple[Any, ...]
_MOST = 500
"""Keys in one question; SQLite takes 999 parameters, and older ones no more."""
_VALUES = 900
"""Values in one statement on SQLite."""


def add_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert ``rows``, values in the order of the table's columns. Raises IntegrityError when a key is taken."""
    _insert(connection, table, rows, "")


def put_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert ``rows``, each with another key; one whose key is there already takes its place."""
    quote = connection.dialect.identifier_preparer.quote
    keys = [quote(column.name) for column in table.primary_key]
    rest = [quote(column.name) for column in table.columns if not column.primary_key]
    change = ", ".join(f"{name} = excluded.{name}" for name in rest)
    _insert(connection, table, rows, f" on conflict ({', '.join(keys)}) do update set {change}")


def add_missing(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert those of ``rows`` whose key is not there yet, also when another transaction is about to do the same."""
    _insert(connection, table, rows, " on conflict do nothing")


def find_rows(
    connection: Connection, table: Table, names: str, key: str, values: Iterable[str], *fixed: tuple[str, str]
) -> Iterator[Row]:
    """Give the columns ``names`` of all rows whose ``key`` is one of ``values``, where ``fixed`` columns match."""
    yield from _select(connection, table, names, key, list(values), fixed, "")


def lock_rows(
    connection: Connection, table: Table, names: str, key: str, values: Iterable[str], *fixed: tuple[str, str]
) -> Iterator[Row]:
    """Give the rows as :func:`find_rows` does, in the order of their keys, and keep others from changing them.

    Two transactions lock in the same order. A row may still be pointed to by another one's foreign key meanwhile.
    """
    tail = f" order by {key}" + (' collate "C" for no key update' if _is_postgres(connection) else "")
    yield from _select(connection, table, names, key, sorted(values), fixed, tail)


def ask_rows(connection: Connection, text: str, parameters: Row) -> list[Row]:
    """Give what a question of our own answers; ``?`` stands for each parameter. Days come as the driver has them."""
    if _is_postgres(connection):
        return [tuple(row) for row in connection.exec_driver_sql(text.replace("?", "%s"), parameters)]
    return _ask(connection, text, parameters).fetchall()


def _select(
    connection: Connection,
    table: Table,
    names: str,
    key: str,
    values: Sequence[str],
    fixed: Collection[tuple[str, str]],
    tail: str,
) -> Iterator[Row]:
    """Ask for some keys at a time; on PostgreSQL for all at once, so that locks have one order over all of them."""
    wanted = [value for value in values if "\0" not in value]  # no text of PostgreSQL holds one, so no key does
    given = [value for _, value in fixed]
    postgres = _is_postgres(connection)
    mark = "%s" if postgres else "?"
    scope = "".join(f"{name} = {mark} and " for name, _ in fixed)
    size = max(len(wanted), 1) if postgres else _MOST
    for first in range(0, len(wanted), size):
        some = wanted[first : first + size]
        among = "= any(%s)" if postgres else f"in ({', '.join('?' * len(some))})"
        text = f"select {names} from {table.name} where {scope}{key} {among}{tail}"  # noqa: S608 - our names
        parameters = (*given, some) if postgres else (*given, *some)
        found = connection.exec_driver_sql(text, parameters).cursor if postgres else _ask(connection, text, parameters)
        for row in found.fetchall():
            yield tuple(row)


def _insert(connection: Connection, table: Table, rows: Sequence[Row], tail: str) -> None:
    if rows and _is_postgres(connection):
        _insert_json(connection, table, rows, tail)
        return
    size = _VALUES // len(table.columns)
    for first in range(0, len(rows), size):
        some = rows[first : first + size]
        text = _insertion(table, len(some), tail)
        _ask(connection, text, tuple(chain.from_iterable(some)))


@lru_cache(maxsize=256)
def _insertion(table: Table, count: int, tail: str) -> str:
    """Return what inserts ``count`` rows into a table of SQLite."""
    one = f"({', '.join('?' * len(table.columns))})"
    return f"insert into {table.name} ({_names(table)}) values {', '.join([one] * count)}{tail}"  # noqa: S608 - our names


def _ask(connection: Connection, text: str, parameters: Row) -> sqlite3.Cursor:
    """Ask SQLite by its driver, in the transaction of ``connection``. Raises DBAPIError as SQLAlchemy does."""
    driver: Any = connection.connection.driver_connection
    try:
        asked: sqlite3.Cursor = driver.execute(text, parameters)
    except sqlite3.Error as error:
        raise DBAPIError.instance(text, parameters, error, sqlite3.Error, hide_parameters=True) from error
    return asked


def _insert_json(connection: Connection, table: Table, rows: Sequence[Row], tail: str) -> None:
    quote, dialect = connection.dialect.identifier_preparer.quote, connection.dialect
    shape = ", ".join(f"{quote(column.name)} {column.type.compile(dialect)}" for column in table.columns)
    names = _names(table)
    source = f"select {names} from json_to_recordset(%s::json) as given({shape})"  # noqa: S608 - our names
    whole = [dict(zip(table.columns.keys(), row, strict=True)) for row in rows]
    text = f"insert into {table.name} ({names}) {source}{tail}"
    connection.exec_driver_sql(text, (msgspec.json.encode(whole).decode(),))


def _names(table: Table) -> str:
    return ", ".join(f'"{column.name}"' for column in table.columns)


def _is_postgres(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"
