"""Works that wait at the same time share a transaction, and nothing else."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Connection

from ekin_tui.server.database import Database
from ekin_tui.server.together import Gate

MANY = 12


@pytest.fixture
def database(tmp_path: Path) -> Database:
    made = Database(f"sqlite:///{tmp_path / 'centre.db'}")
    made.create()
    return made


def putting(key: str) -> Callable[[Connection], str]:
    def work(connection: Connection) -> str:
        connection.exec_driver_sql("insert into meta values (?, '')", (key,))
        return key

    return work


def keys(database: Database) -> set[str]:
    with database.reading() as connection:
        return {key for (key,) in connection.exec_driver_sql("select key from meta where key like 'w-%'")}


def commits(database: Database) -> int:
    with database.reading() as connection:
        return int(connection.exec_driver_sql("select value from meta where key = 'commits'").scalar_one())


def all_at_once(database: Database, works: list[Callable[[Connection], str]]) -> list[str | Exception]:
    """Let all works wait behind one that holds the writer's place, then let them go; what each led to."""
    held, free = threading.Event(), threading.Event()

    def hold(_: Connection) -> None:
        held.set()
        assert free.wait(10)

    def outcome(work: Callable[[Connection], str]) -> str | Exception:
        try:
            return database.write(work)
        except (RuntimeError, LookupError) as error:
            return error

    with ThreadPoolExecutor(MANY + 2) as pool:
        first = pool.submit(database.write, hold)
        assert held.wait(10)
        done = [pool.submit(outcome, work) for work in works]
        while len(database._together._waiting) < len(works):  # type: ignore[union-attr]
            threading.Event().wait(0.005)
        free.set()
        first.result()
        return [each.result() for each in done]


def test_works_that_wait_together_are_committed_once(database: Database) -> None:
    before = commits(database)
    names = [f"w-{number}" for number in range(MANY)]
    assert all_at_once(database, [putting(name) for name in names]) == names
    assert keys(database) == set(names)
    assert commits(database) == before + 2  # the one that held the place, and all the others


def test_a_work_that_fails_takes_nothing_of_the_others_with_it(database: Database) -> None:
    def fails(connection: Connection) -> str:
        putting("w-lost")(connection)
        raise LookupError("no")

    done = all_at_once(database, [putting("w-1"), fails, putting("w-2")])
    assert [done[0], done[2]] == ["w-1", "w-2"]
    assert isinstance(done[1], LookupError)
    assert keys(database) == {"w-1", "w-2"}


def test_a_transaction_that_can_not_be_committed_is_told_to_all_whose_work_it_was(database: Database) -> None:
    def breaks(connection: Connection) -> str:
        connection.connection.driver_connection.rollback()  # type: ignore[union-attr]  # as SQLite does for a full disk
        raise RuntimeError("taken back")

    done = all_at_once(database, [putting("w-1"), breaks, putting("w-2")])
    assert all(isinstance(each, RuntimeError) for each in done)
    assert keys(database) == set()


def test_a_commit_waits_for_readers_and_goes_before_those_that_come_after_it() -> None:
    gate, order = Gate(), list[str]()
    reading, closed = threading.Event(), threading.Event()

    def read() -> None:
        with gate.shared():
            reading.set()
            assert closed.wait(10)
            order.append("reader")

    def commit() -> None:
        with gate.alone():
            order.append("commit")

    def late() -> None:
        with gate.shared():
            order.append("late")

    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(read)
        assert reading.wait(10)
        second = pool.submit(commit)
        while not gate._closed:
            threading.Event().wait(0.005)
        third = pool.submit(late)
        closed.set()
        for each in (first, second, third):
            each.result(10)
    assert order == ["reader", "commit", "late"]
