"""A store that went back in time finds out by itself, and one that did not keeps its epoch."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from ekin_tui.server import admin
from ekin_tui.server.database import Database
from ekin_tui.server.epoch import Standing, begin_era, read_standing
from ekin_tui.server.standing import Watched
from tests.centre import SITI, TODAY
from tests.server.postgres import Cluster

Opened = Callable[[str], Database]


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Open a database as a centre does when it starts."""
    made: list[Database] = []

    def make(url: str) -> Database:
        database = Database(url)
        made.append(database)
        database.create()
        return database

    yield make
    for database in made:
        database.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "centre.db"


def url_of(file: Path) -> str:
    return f"sqlite:///{file}"


def mark_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.mark")


def standing(database: Database) -> Standing:
    with database.reading() as connection:
        return read_standing(connection)


def work(database: Database, times: int = 1) -> None:
    for _ in range(times):
        with database.writing() as connection:
            connection.execute(text("insert into meta values (hex(randomblob(8)), '')"))


def started(opened: Opened, file: Path, times: int = 0) -> Standing:
    """Start, work and stop; return how the store stood."""
    database = opened(url_of(file))
    work(database, times)
    found = standing(database)
    database.close()
    return found


def test_a_start_after_an_orderly_end_and_after_a_kill_keeps_the_epoch(opened: Opened, file: Path) -> None:
    first = started(opened, file, 3)
    database = opened(url_of(file))
    work(database, 2)
    assert standing(opened(url_of(file))).epoch == first.epoch  # the other one was never closed, as after a kill
    assert first.epoch.startswith(f"{first.store}:")


def test_an_older_file_that_was_put_back_begins_a_new_era_each_time(opened: Opened, file: Path) -> None:
    started(opened, file, 3)
    shutil.copy(file, file.with_name("backup"))
    epochs = [started(opened, file, 1)]
    for _ in range(2):
        shutil.copy(file.with_name("backup"), file)
        epochs += [started(opened, file, 0), started(opened, file, 4)]
    names = [found.epoch for found in epochs]
    assert names[1] == names[2]
    assert names[3] == names[4]
    assert len(set(names)) == 3
    assert len({found.store for found in epochs}) == len({found.key for found in epochs}) == 1


def test_one_commit_that_is_missing_is_enough(opened: Opened, file: Path) -> None:
    first = started(opened, file, 3)
    shutil.copy(file, file.with_name("backup"))
    database = opened(url_of(file))
    work(database)
    shutil.copy(file.with_name("backup"), file)
    assert started(opened, file).epoch != first.epoch


@pytest.mark.parametrize(
    "mark", [None, b"", b"ekin-mark 00000000 00000000000000000001 00000000\n", b"\xff" * 60], ids=range(4)
)
def test_a_file_without_a_sound_mark_of_its_own_begins_a_new_era(
    opened: Opened, file: Path, mark: bytes | None
) -> None:
    first = started(opened, file, 1)
    mark_of(file).unlink()
    if mark is not None:
        mark_of(file).write_bytes(mark)
    second = started(opened, file, 1)
    assert second.epoch != first.epoch
    assert started(opened, file).epoch == second.epoch


def test_the_mark_is_for_its_owner_alone_and_never_falls(opened: Opened, file: Path) -> None:
    before = os.umask(0)
    try:
        database = opened(url_of(file))
    finally:
        os.umask(before)
    assert stat.S_IMODE(mark_of(file).stat().st_mode) == 0o600
    work(database, 2)
    assert database.mark is not None
    high = database.mark.read()
    assert high == standing(database).commits
    database.mark.rise(1)
    assert database.mark.read() == high


def test_a_command_of_whoever_runs_the_centre_counts_too(opened: Opened, file: Path) -> None:
    admin.init(url_of(file), sample=True, today=TODAY)
    shutil.copy(file, file.with_name("backup"))
    first = started(opened, file)
    admin.token(url_of(file), SITI)
    shutil.copy(file.with_name("backup"), file)
    assert started(opened, file).epoch != first.epoch


def test_a_transaction_that_is_undone_does_not_raise_the_mark(opened: Opened, file: Path) -> None:
    database = opened(url_of(file))
    assert database.mark is not None
    high = database.mark.read()
    with suppress(RuntimeError), database.writing() as connection:
        begin_era(connection)
        raise RuntimeError
    assert database.mark.read() == high == standing(database).commits


def test_a_file_that_is_put_back_under_a_running_centre_is_noticed(opened: Opened, file: Path) -> None:
    database = opened(url_of(file))
    shutil.copy(file, file.with_name("backup"))
    work(database, 3)
    watched = Watched(database)
    first = watched.now()
    file.with_name("backup").replace(file)
    second = watched.now()
    assert (second.store, second.epoch != first.epoch) == (first.store, True)
    assert standing(database) == second
    work(database)
    assert watched.now().epoch == second.epoch == watched.epoch


def test_a_file_that_is_away_is_told_and_not_made_anew(opened: Opened, file: Path) -> None:
    watched = Watched(opened(url_of(file)))
    file.rename(file.with_name("away"))
    with pytest.raises(FileNotFoundError):
        watched.now()
    assert not file.exists()


def test_an_era_that_another_process_began_is_taken_up(opened: Opened, file: Path) -> None:
    watched = Watched(opened(url_of(file)))
    first = watched.now()
    with opened(url_of(file)).writing() as connection:
        begin_era(connection)
    watched.doubt()
    assert watched.now().epoch != first.epoch


def test_two_centres_never_share_a_store(opened: Opened, file: Path) -> None:
    one, other = started(opened, file), started(opened, file.with_name("other.db"))
    assert one.store != other.store
    assert one.key != other.key


def test_on_postgresql_the_epoch_stays_and_covers_cluster_and_table(opened: Opened, cluster: Cluster) -> None:
    url = cluster.fresh()
    first = standing(opened(url))
    assert standing(opened(url)).epoch == first.epoch
    with opened(url).writing() as connection:
        connection.execute(text("create table copy as select * from meta"))
        connection.execute(text("drop table meta"))
        connection.execute(text("alter table copy rename to meta"))
    loaded = standing(opened(url))
    assert (loaded.store, loaded.key, loaded.epoch != first.epoch) == (first.store, first.key, True)


def test_on_postgresql_a_role_that_may_not_read_the_cluster_is_served(opened: Opened, cluster: Cluster) -> None:
    url = cluster.fresh()
    first = standing(opened(url))
    with opened(url).writing() as connection:
        for name in ("pg_control_system()", "pg_control_checkpoint()"):
            connection.execute(text(f"revoke execute on function {name} from public"))
    role = f"low_{os.getpid()}"
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection_:
        connection_.execute(f"create role {role} login".encode())
        connection_.execute(f"grant select on meta to {role}".encode())
        connection_.execute(f"set role {role}".encode())
    low = Database(make_url(url).set(username=role).render_as_string(hide_password=False))
    try:
        found = standing(low)
    finally:
        low.close()
    assert found.store == first.store
    assert found.epoch != first.epoch
