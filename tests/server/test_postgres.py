"""The centre on a real PostgreSQL: contention, lost connections and others' transactions cost time, never work."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import psycopg
import pytest
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from ekin_tui.server.database import Database
from ekin_tui.server.faults import CommitUnknown, is_busy, may_repeat, sqlstate
from ekin_tui.server.inbox import Changes
from tests.centre import Centre, running_centre
from tests.server.postgres import Cluster, limited
from tests.server.talk import Talk, act, new, put

LOCK_MS = 400
Session = psycopg.Connection[tuple[Any, ...]]


@pytest.fixture(scope="module")
def centre(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    store = limited(cluster.fresh(), lock_timeout=LOCK_MS, statement_timeout=2 * LOCK_MS)
    with running_centre(tmp_path_factory.mktemp("centre"), store=store) as running:
        yield running


@pytest.fixture
def database(centre: Centre) -> Iterator[Database]:
    opened = centre.database()
    with opened.writing() as connection:
        connection.execute(text("create table if not exists tries (id int primary key, n int not null)"))
        connection.execute(text("truncate tries"))
        connection.execute(text("insert into tries values (1, 0), (2, 0)"))
    yield opened
    opened.close()


@pytest.fixture
def other(centre: Centre) -> Iterator[Session]:
    """Another session of the same database, that of a nightly report or of an operator."""
    plain = make_url(centre.store).difference_update_query(["options"])
    with psycopg.connect(plain.render_as_string(hide_password=False)) as connection:
        yield connection
        connection.rollback()


def raise_n(number: int) -> Callable[[Connection], None]:
    return lambda connection: _raise_n(connection, number)


def _raise_n(connection: Connection, number: int) -> None:
    connection.execute(text("update tries set n = n + 1 where id = :id"), {"id": number})


def kill(other: Session, where: str = "true") -> int:
    """End the sessions of the centre; return how many."""
    query = """select count(pg_terminate_backend(pid)) from pg_stat_activity
        where application_name = 'ekin-tui' and datname = current_database() and """
    found = other.execute((query + where).encode()).fetchone()
    other.commit()
    assert found is not None
    return int(found[0])


def counts(database: Database) -> list[int]:
    with database.reading() as connection:
        return list(connection.execute(text("select n from tries order by id")).scalars())


def test_a_push_and_its_feeds_on_postgresql(siti: Talk, budi: Talk) -> None:
    entry, rev = siti.sent_entry()
    assert entry in {doc["id"] for doc in budi.of_kind("entry", budi.inbox())}
    [done] = budi.push(act("approve", entry, rev))
    assert done["doc"]["status"] == "approved"
    assert siti.get(f"/entries/{entry}").json()["status"] == "approved"


def test_two_hundred_ops_in_one_push_stand_in_the_feed(siti: Talk) -> None:
    ops = [put(new("e"), siti.fields(start="08:00", end="08:05")) for _ in range(200)]
    assert {result["v"] for result in siti.push(*ops)} == {"applied"}
    assert {op["entry"] for op in ops} <= {doc["id"] for doc in siti.of_kind("entry")}
    assert {result["v"] for result in siti.push(*ops)} == {"duplicate"}


def test_the_session_has_limits_and_a_name(database: Database) -> None:
    with database.reading() as connection:
        said = {name: connection.execute(text(f"show {name}")).scalar() for name in SHOWN}
    assert said == SHOWN
    with database.writing() as connection:
        assert connection.execute(text("show transaction_isolation")).scalar() == "read committed"


SHOWN = {
    "application_name": "ekin-tui",
    "statement_timeout": f"{2 * LOCK_MS}ms",
    "lock_timeout": f"{LOCK_MS}ms",
    "idle_in_transaction_session_timeout": "10s",
    "transaction_isolation": "repeatable read",
    "transaction_read_only": "on",
}


def test_a_view_for_reading_stands_still(database: Database) -> None:
    with database.reading() as connection:
        before = connection.execute(text("select n from tries where id = 1")).scalar()
        database.write(raise_n(1))
        assert connection.execute(text("select n from tries where id = 1")).scalar() == before
    assert counts(database)[0] == 1


def test_two_transactions_that_wait_for_each_other_are_both_done(database: Database) -> None:
    both_hold = threading.Barrier(2)

    def cross(first: int, second: int) -> int:
        tries = 0

        def work(connection: Connection) -> int:
            nonlocal tries
            tries += 1
            connection.execute(text("set local deadlock_timeout = '20ms'"))
            _raise_n(connection, first)
            if tries == 1:
                both_hold.wait()
            _raise_n(connection, second)
            return tries

        return database.write(work)

    with ThreadPoolExecutor(2) as pool:
        tries = [pool.submit(cross, 1, 2), pool.submit(cross, 2, 1)]
        assert sum(done.result() for done in tries) >= 3, "neither was the victim of a deadlock"
    assert counts(database) == [2, 2]


def test_a_deadlock_that_never_ends_is_given_up_and_called_busy(database: Database) -> None:
    tries = []

    def work(connection: Connection) -> None:
        tries.append(1)
        connection.execute(text("do $$ begin raise exception 'again' using errcode = '40P01'; end $$"))

    with pytest.raises(DBAPIError) as caught:
        database.write(work)
    assert (len(tries), sqlstate(caught.value), is_busy(caught.value)) == (5, "40P01", True)


def test_a_connection_that_ends_before_the_commit_is_made_anew(database: Database, other: Session) -> None:
    killed: list[int] = []

    def work(connection: Connection) -> None:
        _raise_n(connection, 1)
        if not killed:
            pid = connection.execute(text("select pg_backend_pid()")).scalar()
            killed.append(kill(other, f"pid = {pid}"))
        _raise_n(connection, 2)

    database.write(work)
    assert (killed, counts(database)) == ([1], [1, 1])


def test_a_connection_that_ends_at_the_commit_is_not_tried_again(database: Database, other: Session) -> None:
    tries = []

    def work(connection: Connection) -> None:
        tries.append(1)
        _raise_n(connection, 1)
        pid = connection.execute(text("select pg_backend_pid()")).scalar()
        kill(other, f"pid = {pid}")

    with pytest.raises(CommitUnknown) as caught:
        database.write(work)
    assert (len(tries), is_busy(caught.value), may_repeat(caught.value)) == (1, True, False)


def test_a_lock_that_another_holds_too_long_answers_overloaded_and_no_verdict(siti: Talk, other: Session) -> None:
    op = put(new("e"), siti.fields())
    other.execute("lock table items in exclusive mode")
    answer = siti.post("/push", {"ops": [op]})
    assert (answer.status_code, answer.json()["title"]) == (503, "overloaded")
    assert int(answer.headers["retry-after"]) > 0
    other.rollback()
    assert siti.push(op)[0]["v"] == "applied"


def test_a_read_that_takes_too_long_answers_overloaded(siti: Talk, other: Session) -> None:
    siti.items()
    other.execute("lock table items in access exclusive mode")
    answer = siti.get("/feeds/me?after=c0")
    assert (answer.status_code, answer.json()["title"]) == (503, "overloaded")


@pytest.mark.parametrize(
    ("state", "status", "title"),
    [
        ("53100", 507, "storage-full"),
        ("53300", 503, "overloaded"),
        ("40001", 503, "overloaded"),
        ("57P03", 503, "overloaded"),
        ("25006", 503, "overloaded"),
        ("22012", 500, "server-error"),
        ("23505", 500, "server-error"),
    ],
)
def test_what_the_database_refuses_is_told_by_its_kind_and_nothing_is_done(
    siti: Talk, other: Session, state: str, status: int, title: str
) -> None:
    op = put(new("e"), siti.fields())
    body = f"begin raise exception 'no' using errcode = '{state}'; end"
    other.execute(f"create function refuse() returns trigger language plpgsql as $$ {body} $$".encode())
    other.execute("create trigger refuse before insert on items execute function refuse()")
    other.commit()
    answer = siti.post("/push", {"ops": [op]})
    other.execute("drop trigger refuse on items")
    other.execute("drop function refuse")
    other.commit()
    assert (answer.status_code, answer.json()["title"]) == (status, title)
    assert ("retry-after" in answer.headers) == (status != 500)
    assert siti.push(op)[0]["v"] == "applied"


def test_a_pool_without_a_free_connection_is_busy_and_not_tried_again(centre: Centre) -> None:
    small = Database(centre.store)
    small.engine.pool = QueuePool(small.engine.pool._creator, pool_size=1, max_overflow=0, timeout=0.05)
    with small.engine.connect(), pytest.raises(PoolTimeout) as caught:
        small.write(raise_n(1))
    small.close()
    assert (is_busy(caught.value), may_repeat(caught.value)) == (True, False)


def test_a_statement_beyond_its_time_is_busy_and_not_tried_again(database: Database) -> None:
    tries = []

    def work(connection: Connection) -> None:
        tries.append(1)
        connection.execute(text("select pg_sleep(30)"))

    with pytest.raises(DBAPIError) as caught:
        database.write(work)
    assert (len(tries), sqlstate(caught.value), is_busy(caught.value)) == (1, "57014", True)


def test_a_long_transaction_of_another_session_hides_nothing(siti: Talk, budi: Talk, other: Session) -> None:
    other.execute("create temporary table report as select * from entries")
    other.execute("insert into meta values ('report', 'running')")
    entry, _ = siti.sent_entry()
    assert entry in {doc["id"] for doc in budi.of_kind("entry", budi.inbox())}
    other.rollback()


def test_a_server_that_ends_every_session_loses_and_doubles_nothing(centre: Centre, siti: Talk, other: Session) -> None:
    """Each op is pushed until it has a verdict; before each verdict all sessions of the centre are ended thrice."""
    done, verdict = threading.Event(), threading.Semaphore()

    def end_sessions() -> int:
        ended = 0
        while not done.is_set():
            for _ in range(3):
                ended += kill(other)
                done.wait(0.01)
            verdict.acquire()
        return ended

    fields = siti.fields()
    ops = [put(new("e"), fields) for _ in range(25)]
    verdicts = []
    with ThreadPoolExecutor(1) as pool:
        killer = pool.submit(end_sessions)
        try:
            for op in ops:
                verdicts.append(_insist(siti, op))
                verdict.release()
        finally:
            done.set()
            verdict.release()
    assert killer.result() > 0
    assert set(verdicts) <= {"applied", "duplicate"}
    seen = [item["id"] for item in siti.items() if item["k"] == "entry"]
    assert [seen.count(op["entry"]) for op in ops] == [1] * len(ops)
    revisions = {doc["id"]: doc["rev"] for doc in siti.of_kind("entry")}
    assert all(revisions[op["entry"]].startswith("1-") for op in ops)


def _insist(talk: Talk, op: dict[str, Any]) -> str:
    """Push ``op`` until there is an answer; what is refused meanwhile is refused as too busy, and as nothing else."""
    while (answer := talk.post("/push", {"ops": [op]})).status_code != 200:
        assert (answer.status_code, answer.json()["title"]) == (503, "overloaded"), answer.text
    [result] = answer.json()["results"]
    return str(result["v"])


def test_the_same_push_sent_many_times_at_once_is_done_once(centre: Centre, siti: Talk) -> None:
    ops = [put(new("e"), siti.fields(quantity=n)) for n in range(1, 9)]
    lines = [httpx.Client(base_url=centre.url, timeout=30, headers=siti.headers) for _ in range(6)]
    with ThreadPoolExecutor(len(lines)) as pool:
        answers = list(pool.map(lambda line: line.post("/ekin/v1/push", json={"ops": ops}), lines))
    for line in lines:
        line.close()
    assert {answer.status_code for answer in answers} <= {200, 503}, [answer.text for answer in answers]
    verdicts = [[r["v"] for r in answer.json()["results"]] for answer in answers if answer.status_code == 200]
    assert verdicts.count(["applied"] * 8) == 1
    assert verdicts.count(["duplicate"] * 8) == len(verdicts) - 1


def test_two_writers_and_a_reader_of_eight_feeds_skip_no_position(centre: Centre, database: Database) -> None:
    """Positions of a feed become visible in their order, however the commits of two writers overlap."""
    names, turns, agency = [f"pos:desk-{n}" for n in range(8)], 40, "contoh"
    writers_done = threading.Event()

    def writer(number: int) -> None:
        for turn in range(turns):
            changes = Changes(agency=agency)
            mine = names if number else reversed(names)
            for name in mine:
                changes.tell(name, "plan", f"{name}-{number}-{turn}")
            database.write(changes.publish)

    def reader() -> dict[str, list[int]]:
        seen: dict[str, list[int]] = {name: [] for name in names}
        last_round = False
        while not last_round:
            last_round = writers_done.is_set()
            for name, found in seen.items():
                with database.reading() as connection:
                    query = "select pos from items where agency = :a and feed = :f and pos > :p order by pos"
                    after = {"a": agency, "f": name, "p": found[-1] if found else 0}
                    found.extend(connection.execute(text(query), after).scalars())
        return seen

    with ThreadPoolExecutor(3) as pool:
        reading = pool.submit(reader)
        try:
            for writing in [pool.submit(writer, 0), pool.submit(writer, 1)]:
                writing.result()
        finally:
            writers_done.set()
        seen = reading.result()
    assert seen == {name: list(range(1, 2 * turns + 1)) for name in names}
