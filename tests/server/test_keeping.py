import sqlite3
import stat
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from ekin_tui.server import admin, keeping
from ekin_tui.server.database import AdminError, Database
from ekin_tui.text import LANGUAGES, Words
from tests.centre import SITI, Centre, running_centre
from tests.server.postgres import Cluster
from tests.server.talk import Talk, act, new, put

DAMAGE: dict[str, str] = {
    "head-behind": "update feeds set head = 3 where id like 'pos:%'",
    "item-without-record": "delete from facts where kind = 'plan'",
    "entry-untold": "delete from items where feed like 'me:%' and kind = 'entry'",
    "inbox-untold": "update items set gone = 'moved' where feed like 'pos:%' and kind = 'entry'",
    "entry-without-author": "delete from people where nip = '198609262015052001'",
    "note-without-entry": "update notes set entry = 'nowhere'",
    "record-unreadable": "update entries set doc = '{'",
    "record-differs": "update entries set status = 'approved' where status = 'draft'",
    "record-revision": """update entries set doc = replace(doc, '"quantity":1', '"quantity":9')""",
    "ledger-lost": "update ops set entry = 'nowhere'",
    "ledger-ahead": """update ops set verdict = replace(verdict, '"rev":"2-', '"rev":"7-')""",
    "ledger-unreadable": "update ops set verdict = '?'",
    "foreign-key": "delete from people",
    "chain-changed": """update notes set doc = replace(doc, '"kind":"approve"', '"kind":"reject"')""",
    "chain-missing": "delete from notes",
    "chain-added": """update notes set doc = replace(doc, '"seq":2', '"seq":1')""",
}


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a centre that has been worked with."""
    folder = tmp_path_factory.mktemp("used")
    with running_centre(folder) as centre:
        siti = Talk(centre, SITI)
        siti.sent_entry()
        entry, rev = siti.sent_entry(day="2026-11-23")
        siti.push(act("withdraw", entry, rev), put(new("e"), siti.fields()))
    return folder / "centre.db"


@pytest.fixture
def copy(used: Path, tmp_path: Path) -> Path:
    keeping.backup(f"sqlite:///{used}", tmp_path / "copy.db")
    return tmp_path / "copy.db"


def codes(path: Path) -> set[str]:
    return {finding.code for finding in keeping.check(f"sqlite:///{path}")}


def test_a_centre_that_was_worked_with_is_sound_and_the_check_changes_nothing(copy: Path) -> None:
    before = copy.read_bytes()
    assert codes(copy) == set()
    assert copy.read_bytes() == before
    assert [path.name for path in copy.parent.iterdir()] == ["copy.db"]


@pytest.mark.parametrize("code", DAMAGE)
def test_damage_is_found_with_how_often_and_which_records(copy: Path, code: str) -> None:
    with closing(sqlite3.connect(copy)) as database, database:
        assert database.execute(DAMAGE[code]).rowcount > 0
    found = {finding.code: finding for finding in keeping.check(f"sqlite:///{copy}")}
    assert code in found
    assert found[code].count >= len(found[code].ids) >= 1


def test_a_damaged_file_is_found(copy: Path) -> None:
    raw = bytearray(copy.read_bytes())
    for page in range(40, len(raw) // 4_096):
        raw[page * 4_096 : page * 4_096 + 64] = b"\xff" * 64
    copy.write_bytes(raw)
    assert codes(copy) == {"damaged"}


def test_every_finding_and_every_refusal_has_a_sentence() -> None:
    assert set(DAMAGE) | {"damaged"} == set(keeping.codes())
    for words in map(Words, LANGUAGES):
        assert all(f"admin.found.{code}" in words for code in keeping.codes())


def test_a_backup_taken_while_people_write_is_one_sound_moment(tmp_path: Path) -> None:
    with running_centre(tmp_path) as centre:
        siti, stop = Talk(centre, SITI), threading.Event()
        fields = siti.fields()

        def write() -> None:
            while not stop.is_set():
                siti.push(*[put(new("b"), fields) for _ in range(20)])

        writer = threading.Thread(target=write)
        writer.start()
        try:
            for number in range(4):
                keeping.backup(centre.database_url, tmp_path / f"{number}.db")
        finally:
            stop.set()
            writer.join()
    for number in range(4):
        assert codes(tmp_path / f"{number}.db") == set()


def test_a_backup_is_private_complete_and_can_be_served_under_another_epoch(copy: Path, used: Path) -> None:
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(sqlite3.connect(copy)) as database:
        assert database.execute("pragma journal_mode").fetchone() == ("delete",)
    assert len(admin.token(f"sqlite:///{copy}", SITI)) > 40


def test_a_file_that_is_there_is_never_overwritten(copy: Path, used: Path) -> None:
    before = copy.read_bytes()
    refused(lambda: keeping.backup(f"sqlite:///{used}", copy), "backup-exists")
    assert copy.read_bytes() == before


def test_a_backup_that_fails_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "bad.db").write_bytes(b"no database at all" * 999)
    refused(lambda: keeping.backup(f"sqlite:///{tmp_path / 'bad.db'}", tmp_path / "copy.db"), "backup-failed")
    refused(lambda: keeping.backup(f"sqlite:///{tmp_path / 'bad.db'}", tmp_path / "no" / "copy.db"), "backup-failed")
    assert [path.name for path in tmp_path.iterdir()] == ["bad.db"]


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'none.db'}"
    refused(lambda: keeping.check(url), "database-missing")
    refused(lambda: keeping.backup(url, tmp_path / "copy.db"), "database-missing")
    assert list(tmp_path.iterdir()) == []


def test_postgresql_is_left_to_its_own_tools_and_its_password_is_not_shown(tmp_path: Path) -> None:
    url = "postgresql://ekin:very-secret@db.example/pusat"
    error = refused(lambda: keeping.backup(url, tmp_path / "copy.db"), "backup-postgresql")
    assert error.details["url"] == "postgresql://ekin@db.example/pusat"


def test_a_schema_of_another_version_is_not_judged(copy: Path) -> None:
    for version, code in (("99", "database-newer"), ("1", "database-older")):
        with closing(sqlite3.connect(copy)) as database, database:
            database.execute("update meta set value = ? where key = 'schema'", (version,))
        refused(lambda: keeping.check(f"sqlite:///{copy}"), code)


def test_the_same_check_runs_on_postgresql(cluster: Cluster, tmp_path: Path) -> None:
    centre = Centre(tmp_path, store=cluster.fresh())
    assert keeping.check(centre.database_url) == []
    database = Database(centre.database_url)
    with database.writing() as connection:
        connection.exec_driver_sql(DAMAGE["head-behind"].replace("%", "%%"))
        connection.exec_driver_sql(DAMAGE["record-differs"])
    database.close()
    assert {finding.code for finding in keeping.check(centre.database_url)} == {"head-behind", "record-differs"}


def refused(ask: Callable[[], object], code: str) -> AdminError:
    with pytest.raises(AdminError) as caught:
        ask()
    assert caught.value.code == code
    assert all(f"admin.{code}" in Words(language) for language in LANGUAGES)
    return caught.value
