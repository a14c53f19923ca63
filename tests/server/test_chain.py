"""The record at a real centre: every decision joins it, and what is changed by hand is named by the check."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from alembic import command
from sqlalchemy import text

from ekin_tui.domain.chain import Place, verify
from ekin_tui.domain.model import Action, Note
from ekin_tui.server import keeping
from ekin_tui.server.chain import extend
from ekin_tui.server.database import Database
from tests.centre import BUDI, SITI, Centre, running_centre
from tests.server.postgres import Cluster
from tests.server.talk import Talk, act
from tests.server.test_migrations import script

RECORD = """select n.id, n.doc from notes n join entries e on e.id = n.entry where e.author = ?
    order by json_extract(n.doc, '$.seq')"""


def record_of(database: sqlite3.Connection, person: str) -> list[Note]:
    return [msgspec.json.decode(doc, type=Note) for _, doc in database.execute(RECORD, (person,))]


def keep(database: sqlite3.Connection, note: Note, name: str = "") -> None:
    doc = msgspec.json.encode(note).decode()
    assert database.execute("update notes set doc = ? where id = ?", (doc, name or note.id)).rowcount == 1


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The file of a centre where Budi has decided about Siti's work, and Siti's id."""
    folder = tmp_path_factory.mktemp("used")
    with running_centre(folder) as centre:
        siti, budi = Talk(centre, SITI), Talk(centre, BUDI)
        sent = [siti.sent_entry(day=f"2026-11-{day}") for day in (23, 24, 25)]
        decided = [act("return", entry, rev, text=f"Lengkapi nomor {n}.") for n, (entry, rev) in enumerate(sent[:2])]
        budi.push(act("note", sent[2][0], None, text="Sedang dibaca."), *decided)
        siti.push(act("note", sent[0][0], None, text="Sudah dilengkapi."))
        person = str(siti.session()["person"])
    return folder / "centre.db", person


@pytest.fixture
def copy(used: tuple[Path, str], tmp_path: Path) -> Path:
    keeping.backup(f"sqlite:///{used[0]}", tmp_path / "copy.db")
    return tmp_path / "copy.db"


def found(path: Path) -> dict[str, tuple[str, ...]]:
    return {one.code: one.ids for one in keeping.check(f"sqlite:///{path}") if one.code.startswith("chain-")}


def test_every_note_and_decision_is_in_the_record_with_the_revision_it_speaks_of(used: tuple[Path, str]) -> None:
    with closing(sqlite3.connect(used[0])) as database:
        record = record_of(database, used[1])
        length, head = database.execute("select length, head from chains where person = ?", (used[1],)).fetchone()
    assert [note.text for note in record][-4:] == [
        "Sedang dibaca.",
        "Lengkapi nomor 0.",
        "Lengkapi nomor 1.",
        "Sudah dilengkapi.",
    ]
    assert all(note.rev.partition("-")[0].isdigit() for note in record)
    assert verify(record, head=Place(seq=length, link=head)) is None
    assert found(used[0]) == {}


def test_the_owner_is_told_the_notes_in_the_order_of_the_record(used: tuple[Path, str], tmp_path: Path) -> None:
    with running_centre(tmp_path) as centre:
        told = Talk(centre, SITI).of_kind("note")
    assert [note["seq"] for note in told] == list(range(1, len(told) + 1))


def test_a_text_that_was_changed_by_hand_is_named(copy: Path, used: tuple[Path, str]) -> None:
    with closing(sqlite3.connect(copy)) as database, database:
        record = record_of(database, used[1])
        keep(database, replace(record[-3], text="Baik sekali."))
    assert found(copy) == {"chain-changed": (record[-3].id,)}


def test_a_deleted_note_is_named_by_its_person_and_number(copy: Path, used: tuple[Path, str]) -> None:
    with closing(sqlite3.connect(copy)) as database, database:
        record = record_of(database, used[1])
        for note in (record[1], record[-1]):
            database.execute("delete from notes where id = ?", (note.id,))
    assert found(copy) == {"chain-missing": (f"{used[1]} #2", f"{used[1]} #{len(record)}")}


def test_a_record_whose_notes_are_all_gone_is_named(copy: Path, used: tuple[Path, str]) -> None:
    with closing(sqlite3.connect(copy)) as database, database:
        for note in record_of(database, used[1]):
            database.execute("delete from notes where id = ?", (note.id,))
    assert found(copy) == {"chain-missing": (f"{used[1]} #1",)}


def test_two_notes_whose_texts_were_swapped_are_named(copy: Path, used: tuple[Path, str]) -> None:
    with closing(sqlite3.connect(copy)) as database, database:
        one, other = record_of(database, used[1])[-3:-1]
        keep(database, replace(one, text=other.text))
        keep(database, replace(other, text=one.text))
    assert found(copy) == {"chain-changed": tuple(sorted((one.id, other.id)))}


@pytest.mark.parametrize("place", ["none", "taken", "next"])
def test_a_note_that_was_written_in_by_hand_is_named(copy: Path, used: tuple[Path, str], place: str) -> None:
    with closing(sqlite3.connect(copy)) as database, database:
        last = record_of(database, used[1])[-1]
        seq, link = {"none": (0, ""), "taken": (last.seq, last.link), "next": (last.seq + 1, "0" * 64)}[place]
        forged = msgspec.json.encode(replace(last, text="Disetujui semua.", id="forged", seq=seq, link=link)).decode()
        row = database.execute("select agency, entry from notes where id = ?", (last.id,)).fetchone()
        database.execute("insert into notes(agency, id, entry, doc) values(?, 'forged', ?, ?)", (*row, forged))
    assert {name for ids in found(copy).values() for name in ids} == {"forged"}


def test_two_writers_never_fork_a_record(copy: Path, used: tuple[Path, str]) -> None:
    database = Database(f"sqlite:///{copy}")
    notes = [Note(id=f"w-{n}", entry="e", kind=Action.NOTE, text=f"Catatan {n}.") for n in range(4)]
    linked = []
    for pair in (notes[:2], notes[2:]):
        with database.writing() as connection:
            linked += extend(connection, "contoh", [(used[1], note) for note in pair])
    database.close()
    first = linked[0].seq
    assert [note.seq for note in linked] == [first, first + 1, first + 2, first + 3]
    assert verify(linked, after=None) is None


def test_writers_at_once_on_postgresql_link_every_note_behind_another(cluster: Cluster, tmp_path: Path) -> None:
    centre = Centre(tmp_path, store=cluster.fresh())
    database = Database(centre.database_url)
    with database.reading() as connection:
        persons = list(connection.execute(text("select id from people order by id limit 2")).scalars())

    def work(writer: int) -> list[tuple[str, Note]]:
        done = []
        for turn in range(5):
            notes = [Note(id=f"w-{writer}-{turn}-{n}", entry="e", kind=Action.NOTE) for n in range(4)]
            waiting = list(zip((persons * 2)[:: 1 if writer % 2 else -1], notes, strict=True))
            with database.writing() as connection:
                linked = extend(connection, "contoh", waiting)
            done += list(zip((owner for owner, _ in waiting), linked, strict=True))
        return done

    with ThreadPoolExecutor(4) as pool:
        written = [pair for done in pool.map(work, range(4)) for pair in done]
    with database.reading() as connection:
        heads = connection.execute(text("select person, length, head from chains")).all()
    database.close()
    ends = {row.person: Place(seq=row.length, link=row.head) for row in heads}
    for person in persons:
        record = [note for owner, note in written if owner == person]
        assert len(record) == 40
        assert verify(record, after=None, head=ends[person]) is None


def test_notes_of_an_older_centre_join_the_record_in_the_order_of_their_receipt(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'old.db'}")
    config = script()
    with database.writing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        for statement in OLD:
            connection.execute(text(statement))
        command.upgrade(config, "head")
    with database.reading() as connection:
        docs = connection.execute(text("select doc from notes order by id")).scalars().all()
        head = connection.execute(text("select length, head from chains")).one()
    database.close()
    notes = [msgspec.json.decode(doc, type=Note) for doc in docs]
    assert [(note.id, note.seq) for note in notes] == [("n-1", 2), ("n-2", 1)]
    assert verify(notes, head=Place(seq=head.length, link=head.head)) is None


OLD = (
    "insert into people values('a', 'p', '1', 'Siti', '', '', 'Asia/Makassar', 5)",
    "insert into entries values('a', 'e', 'p', '2026-11-25', 'approved', null, true, '{}')",
    """insert into notes values('a', 'n-1', 'e', '{"id"\\:"n-1","entry"\\:"e","kind"\\:"note","text"\\:"dua",
        "at"\\:"2026-11-25T10\\:00\\:00+08\\:00"}')""",
    """insert into notes values('a', 'n-2', 'e', '{"id"\\:"n-2","entry"\\:"e","kind"\\:"note","text"\\:"satu",
        "at"\\:"2026-11-25T01\\:00\\:00Z"}')""",
)
