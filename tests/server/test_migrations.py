"""The way from any older schema to the present one, on both engines."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import insert, inspect, select, text

from ekin_tui.server import admin
from ekin_tui.server.database import AdminError, Database
from ekin_tui.server.migrations import version_of
from ekin_tui.server.schema import VERSION, meta, metadata, people, supervisions, tokens
from tests.centre import SITI, TODAY
from tests.server.postgres import Cluster

Fresh = Callable[[], str]
START = "import sys; from ekin_tui.server.app import create_app; create_app(sys.argv[1]); print('up')"
WITHOUT_AGENCY = {"meta", "outages", "alembic_version"}
KEYS = """
select c.relname, k.conname, a.attname from pg_constraint k
join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
where n.nspname = 'public' and k.contype in ('p', 'u', 'f')
union all
select c.relname, i.indexrelid::regclass::text, a.attname from pg_index i
join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
where n.nspname = 'public'
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of either engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'centre.db'}"
    return str(request.getfixturevalue("cluster").fresh())


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database(url)
    yield opened
    opened.close()


def script() -> Config:
    config = Config()
    config.set_main_option("script_location", "ekin_tui.server:migrations")
    return config


def make_old(database: Database, *, stamped: bool = False) -> None:
    """Make the tables as they first were, before there were versions."""
    config = script()
    with database.writing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        if not stamped:
            connection.execute(text("drop table alembic_version"))
        connection.execute(insert(meta), [{"key": "schema", "value": "1"}, {"key": "epoch", "value": "e-old"}])
        person = {"id": "p", "nip": SITI, "name": "Siti", "post": "", "unit": "", "zone": "Asia/Makassar", "week": 5}
        connection.execute(insert(people), [{"agency": "lama", **person}])
        line = {"agency": "lama", "person": "p", "start": TODAY, "position": "pos"}
        connection.execute(insert(supervisions), [line])


def test_the_migrations_end_where_the_tables_of_the_program_are(database: Database) -> None:
    database.create()
    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert version_of(connection) == VERSION


def test_the_number_of_the_schema_is_that_of_the_last_migration() -> None:
    assert ScriptDirectory.from_config(script()).get_current_head() == f"{VERSION:04d}"


def test_each_migration_is_a_file_of_the_package() -> None:
    found = [part.name for part in files("ekin_tui.server.migrations.versions").iterdir() if part.name[0] == "r"]
    assert len(found) == VERSION


@pytest.mark.parametrize("stamped", [False, True])
def test_an_older_database_is_brought_up_and_keeps_what_it_holds(database: Database, *, stamped: bool) -> None:
    make_old(database, stamped=stamped)
    database.create()
    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert version_of(connection) == VERSION
        assert connection.execute(select(people.c.name)).scalars().all() == ["Siti"]
        assert connection.execute(select(supervisions.c.start)).scalars().all() == [TODAY]


def test_items_of_an_older_database_get_the_part_that_they_would_be_given_now(url: str, database: Database) -> None:
    admin.init(url, sample=True)
    query = "select feed, kind, entity, part, open from items order by feed, kind, entity"
    with database.writing() as connection:
        taken = connection.execute(text("select max(entity) from items where open = true")).scalar()
        away = "update items set gone = 'moved', part = 'gone', open = false where entity = :entry"
        connection.execute(text(away), {"entry": taken})
        given = [tuple(row) for row in connection.execute(text(query))]
        for index in ("items_of_part", "items_open"):
            connection.execute(text(f"drop index {index}"))
        for column in ("part", "open"):
            connection.execute(text(f"alter table items drop column {column}"))
        for later in ("posts", "policies", "subjects"):
            connection.execute(text(f"drop table {later}"))
        connection.execute(text("update alembic_version set version_num = '0004'"))
        connection.execute(text("update meta set value = '4' where key = 'schema'"))
    database.create()
    with database.reading() as connection:
        assert [tuple(row) for row in connection.execute(text(query))] == given
    assert {row[3] for row in given if not row[3][0].isdigit()} == {"note", "reference", "gone"}
    assert {row[1] for row in given if row[4]} == {"entry"}


def test_an_older_database_that_points_to_nothing_is_left_as_it_is(database: Database) -> None:
    make_old(database)
    with database.writing() as connection:
        connection.execute(insert(tokens), [{"agency": "lama", "hash": "h", "person": "nobody", "made": ""}])
    with pytest.raises(AdminError) as caught:
        database.create()
    assert caught.value.code == "database-unusable"
    with database.reading() as connection:
        assert version_of(connection) == 1
        assert not inspect(connection).has_table("alembic_version")
        assert inspect(connection).get_foreign_keys("supervisions") == []


def test_a_newer_database_is_left_alone(database: Database) -> None:
    database.create()
    with database.writing() as connection:
        connection.execute(meta.update().where(meta.c.key == "schema").values(value="99"))
    with pytest.raises(AdminError) as caught:
        database.create()
    assert (caught.value.code, caught.value.details) == ("database-newer", {"have": 99, "know": VERSION})


def test_four_workers_that_start_at_once_on_nothing_all_come_up(url: str) -> None:
    workers = [
        subprocess.Popen([sys.executable, "-c", START, url], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    said = [worker.communicate(timeout=300) for worker in workers]
    assert [out for out, _ in said] == ["up\n"] * 4, said
    database = Database(url)
    with database.reading() as connection:
        assert connection.execute(select(meta.c.value).where(meta.c.key == "schema")).scalars().all() == [str(VERSION)]
    database.close()


def test_a_database_that_is_current_is_opened_without_alembic(url: str) -> None:
    admin.init(url)
    program = f"{START}; assert not [name for name in sys.modules if name.startswith('alembic')]"
    done = subprocess.run([sys.executable, "-c", program, url], capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("up\n", 0), done.stderr


def test_every_key_of_the_catalogue_is_led_by_the_agency(cluster: Cluster) -> None:
    database = Database(cluster.fresh())
    database.create()
    with database.reading() as connection:
        keys = connection.execute(text(KEYS)).all()
    database.close()
    wrong = [tuple(key) for key in keys if key.attname != "agency" and key.relname not in WITHOUT_AGENCY]
    assert wrong == []
    expected = {table.name for table in metadata.sorted_tables} | WITHOUT_AGENCY
    assert {key.relname for key in keys} == expected
    assert sum(key.conname.startswith("fk_") for key in keys) == 9
