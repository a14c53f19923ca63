"""Rows in bulk mean the same on both engines."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from ekin_tui.server.rows import Row, add_missing, add_rows, find_rows, lock_rows, put_rows
from ekin_tui.server.schema import entries, feeds, people
from tests.centre import Centre
from tests.server.postgres import BOTH_ENGINES
from tests.server.talk import Talk

pytestmark = BOTH_ENGINES
HERE = ("agency", "sini")


@pytest.fixture
def connection(centre: Centre) -> Iterator[Connection]:
    """A transaction that is never committed."""
    database = centre.database()
    with suppress(UndoneError), database.writing() as writing:
        add_rows(writing, people, [("sini", "p", "1" * 18, "Nama", "", "", "Asia/Makassar", 5)])
        yield writing
        raise UndoneError
    database.close()


class UndoneError(Exception):
    """The end of a test."""


def entry(name: str, **changes: object) -> Row:
    row = {"agency": "sini", "id": name, "author": "p", "day": "2026-11-24", "status": "draft", "position": None}
    return tuple((row | {"sent": False, "doc": '{"a":"\\u0000 \\\\ \'"}'} | changes).values())


def test_days_truths_and_gaps_come_back_as_they_went(connection: Connection) -> None:
    add_rows(connection, entries, [entry("a"), entry("b", sent=True, position="pos", day="2024-02-29")])
    found = connection.execute(select(entries).where(entries.c.agency == "sini").order_by(entries.c.id)).all()
    assert [(row.day, row.sent, row.position) for row in found] == [
        (date(2026, 11, 24), False, None),
        (date(2024, 2, 29), True, "pos"),
    ]
    assert found[0].doc == entry("a")[-1]


def test_any_number_of_rows_is_written_and_found(connection: Connection) -> None:
    names = [f"e{number:04d}" for number in range(1_203)]
    add_rows(connection, entries, [entry(name) for name in names])
    assert sorted(name for (name,) in find_rows(connection, entries, "id", "id", names, HERE)) == names
    put_rows(connection, entries, [entry(name, status="approved") for name in names[:700]])
    approved = find_rows(connection, entries, "id", "id", names, HERE, ("status", "approved"))
    assert sum(1 for _ in approved) == 700
    assert list(find_rows(connection, entries, "id", "id", [], HERE)) == []
    add_rows(connection, entries, [])


def test_rows_are_locked_in_the_order_of_their_ids(connection: Connection) -> None:
    names = ["b", "Z", "a", "_", "0", "ä"]
    add_missing(connection, feeds, [("sini", name, 1) for name in names])
    locked = [name for name, _ in lock_rows(connection, feeds, "id, head", "id", names, HERE)]
    assert locked == sorted(names)


def test_what_is_there_already_is_left_or_replaced_or_refused(connection: Connection) -> None:
    add_missing(connection, feeds, [("sini", "f", 1)])
    add_missing(connection, feeds, [("sini", "f", 2), ("sini", "g", 2)])
    assert sorted(find_rows(connection, feeds, "id, head", "id", ["f", "g"], HERE)) == [("f", 1), ("g", 2)]
    put_rows(connection, feeds, [("sini", "f", 3)])
    assert list(find_rows(connection, feeds, "head", "id", ["f"], HERE)) == [(3,)]
    with pytest.raises(IntegrityError):
        add_rows(connection, feeds, [("sini", "f", 4)])


def test_a_key_that_no_database_can_hold_is_not_found(connection: Connection) -> None:
    add_missing(connection, feeds, [("sini", "f", 1)])
    assert list(find_rows(connection, feeds, "id", "id", ["f", "f\0"], HERE)) == [("f",)]


def test_a_row_of_nobody_is_refused(connection: Connection) -> None:
    with pytest.raises(DBAPIError):
        add_rows(connection, entries, [entry("a", author="nobody")])


@pytest.mark.parametrize("wrong", ["lain", "", "%00", "contoh%00"])
def test_a_token_opens_its_own_agency_alone(siti: Talk, wrong: str) -> None:
    assert siti.token.startswith("ekin_contoh.")
    secret = siti.token.partition(".")[2]
    stranger = Talk(siti.centre, siti.nip, token=f"ekin_{wrong}.{secret}")
    assert stranger.post("/session", {"device": "d"}).status_code == 401
    assert stranger.get("/entries/x%00").status_code == 401


def test_an_entry_that_no_database_can_hold_is_not_found(siti: Talk) -> None:
    assert siti.get("/entries/x%00").status_code == 404
    assert siti.get("/entries/x%00/history").status_code == 404
    [result] = siti.push({"op": "o-nul", "t": "submit", "entry": "e-nul", "base": "@\0"})
    assert result["v"] == "rejected"
