"""Many rows at once, in the SQL that SQLite and PostgreSQL share, by the driver itself.

Names come from our own tables, values are always parameters. A value must be what both drivers take as it stands:
texts (a day as its ISO date), numbers, booleans, None.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Table

Row = tuple[Any, ...]
_MOST = 500
"""Keys in one question; SQLite takes 999 parameters, and older ones no more."""


def add_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert ``rows``, values in the order of the table's columns. Raises IntegrityError when a key is taken."""
    if rows:
        connection.exec_driver_sql(_insert(connection, table), list(rows))


def put_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert ``rows``; one whose key is there already takes its place."""
    if rows:
        quote = connection.dialect.identifier_preparer.quote
        keys = [quote(column.name) for column in table.primary_key]
        rest = [quote(column.name) for column in table.columns if not column.primary_key]
        change = ", ".join(f"{name} = excluded.{name}" for name in rest)
        text = f"{_insert(connection, table)} on conflict ({', '.join(keys)}) do update set {change}"
        connection.exec_driver_sql(text, list(rows))


def add_missing(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert those of ``rows`` whose key is not there yet, also when another transaction is about to do the same."""
    if rows:
        connection.exec_driver_sql(f"{_insert(connection, table)} on conflict do nothing", list(rows))


def find_rows(
    connection: Connection, table: Table, names: str, key: str, values: Iterable[str], *fixed: tuple[str, str]
) -> Iterator[Row]:
    """Give the columns ``names`` of all rows whose ``key`` is one of ``values``, where ``fixed`` columns match."""
    yield from _select(connection, table, names, key, list(values), fixed, "")


def lock_rows(
    connection: Connection, table: Table, names: str, key: str, values: Iterable[str], *fixed: tuple[str, str]
) -> Iterator[Row]:
    """Give the rows as :func:`find_rows` does, in the order of their keys, and keep others from changing them."""
    tail = f" order by {key}" + (" for update" if connection.dialect.name == "postgresql" else "")
    yield from _select(connection, table, names, key, sorted(values), fixed, tail)


def _select(
    connection: Connection,
    table: Table,
    names: str,
    key: str,
    values: Sequence[str],
    fixed: Collection[tuple[str, str]],
    tail: str,
) -> Iterator[Row]:
    mark = _mark(connection)
    where = " and ".join(f"{name} = {mark}" for name, _ in fixed)
    given = [value for _, value in fixed]
    for first in range(0, len(values), _MOST):
        some = values[first : first + _MOST]
        marks = ", ".join([mark] * len(some))
        text = f"select {names} from {table.name} where {where} and {key} in ({marks}){tail}"  # noqa: S608 - our names
        for row in connection.exec_driver_sql(text, (*given, *some)).cursor.fetchall():
            yield tuple(row)


def _insert(connection: Connection, table: Table) -> str:
    quote = connection.dialect.identifier_preparer.quote
    names = [quote(column.name) for column in table.columns]
    marks = ", ".join([_mark(connection)] * len(names))
    return f"insert into {table.name} ({', '.join(names)}) values ({marks})"  # noqa: S608 - names of our own tables


def _mark(connection: Connection) -> str:
    return "?" if connection.dialect.paramstyle == "qmark" else "%s"
