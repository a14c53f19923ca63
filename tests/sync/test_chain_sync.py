"""One's own record over the wire: both sides end with the same link, and what the centre changed is named here."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest

from ekin_tui.desk import Desk
from ekin_tui.desk.record import RecordState
from ekin_tui.domain.chain import START, Fault, Place, join
from ekin_tui.domain.model import Action, Note, Status
from ekin_tui.sync.record import take_record
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import LANGUAGES, Words
from ekin_tui.widgets.sync_lines import detail_lines, rows_of
from tests.centre import BUDI, SITI, Centre, running_centre
from tests.sync.device import TODAY, Device, make_device, now

Machine = Callable[[str], Device]
RECORD = """select n.doc from notes n join entries e on e.id = n.entry where e.author = ?
    order by json_extract(n.doc, '$.seq')"""


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    with running_centre(tmp_path_factory.mktemp("centre"), TODAY) as one:
        yield one


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Centre]:
    """A centre that this test alone tampers with."""
    with running_centre(tmp_path, TODAY) as one:
        yield one


def desk(device: Device) -> Desk:
    return Desk(device.store, clock=now, new_id=lambda: str(uuid4()))


def check(device: Device) -> RecordState:
    return desk(device).record.check()


def at_centre(centre: Centre, person: str) -> tuple[Place, list[Note]]:
    with closing(sqlite3.connect(centre.folder / "centre.db")) as database:
        notes = [msgspec.json.decode(doc, type=Note) for (doc,) in database.execute(RECORD, (person,))]
        length, head = database.execute("select length, head from chains where person = ?", (person,)).fetchone()
    return Place(seq=length, link=head), notes


def write(centre: Centre, notes: Sequence[Note]) -> None:
    with closing(sqlite3.connect(centre.folder / "centre.db")) as database, database:
        for note in notes:
            doc = msgspec.json.encode(note).decode()
            assert database.execute("update notes set doc = ? where id = ?", (doc, note.id)).rowcount == 1


def read_again(device: Device) -> RecordState:
    with device.store.writing():
        device.store.cursors.reset()
    assert device.sync().code == "ok"
    return check(device)


def told(device: Device) -> str:
    """Return what *Sinkron* says about the record; empty when it says nothing."""
    view = desk(device).syncing.view()
    said = []
    for language in LANGUAGES:
        words = Words(language)
        rows = [row for row in rows_of(words, view) if row.record]
        said += [text for row in rows for line in detail_lines(words, Signs.full(), row, 400) for text, _ in line]
    return "\n".join(said)


def test_a_decision_and_a_comment_end_the_record_with_one_link_on_both_sides(tmp_path: Path, other: Centre) -> None:
    siti, budi = make_device(tmp_path, other, SITI), make_device(tmp_path, other, BUDI)
    assert (siti.sync().code, budi.sync().code) == ("ok", "ok")
    before = check(siti)
    assert before.broken is None
    assert Place(seq=before.length, link=before.head) == at_centre(other, siti.me)[0]
    entry = siti.write()
    siti.submit(entry.id)
    siti.sync()
    budi.sync()
    budi.act(Action.RETURN, entry.id, Status.RETURNED, note=str(uuid4()), text="Lengkapi é.")
    assert budi.sync().code == "ok"
    siti.act(Action.NOTE, entry.id, note=str(uuid4()), text="Sudah.")
    assert siti.sync().code == "ok"
    after, (place, notes) = check(siti), at_centre(other, siti.me)
    assert (after.length, after.head, after.broken) == (place.seq, place.link, None)
    assert after.length == before.length + 2
    assert [note.text for note in notes[-2:]] == ["Lengkapi é.", "Sudah."]
    assert read_again(siti) == after
    assert check(budi).broken is None, "a supervisor sees parts of other records and must not judge them"
    assert told(siti) == ""


def test_a_text_that_is_not_in_normal_form_holds_here_too(tmp_path: Path, other: Centre) -> None:
    siti = make_device(tmp_path, other, SITI)
    siti.sync()
    entry = next(stored.entry for stored in siti.days() if stored.entry.status is Status.APPROVED)
    siti.act(Action.NOTE, entry.id, note=str(uuid4()), text="Re\u0301sume\u0301 sudah ada.")
    assert siti.sync().code == "ok"
    assert check(siti).broken is None
    assert read_again(siti).broken is None


def test_what_the_owner_changes_in_the_cache_is_named_by_the_check(tmp_path: Path, other: Centre) -> None:
    siti = make_device(tmp_path, other, SITI)
    siti.sync()
    note = at_centre(other, siti.me)[1][1]
    with siti.store.writing():
        siti.store.notes.take(replace(note, text="Luar biasa."))
    broken = check(siti).broken
    assert broken is not None
    assert (broken.fault, broken.note) == (Fault.CHANGED, note.id)


def test_a_note_changed_at_the_centre_is_named_and_the_text_that_was_received_stays(
    tmp_path: Path, own: Centre
) -> None:
    siti = make_device(tmp_path, own, SITI)
    siti.sync()
    _, notes = at_centre(own, siti.me)
    victim = next(note for note in notes if note.text)
    write(own, [replace(victim, text="Ditolak saja.")])
    state = read_again(siti)
    assert state.broken is not None
    assert (state.broken.fault, state.broken.note, state.broken.text) == (Fault.CHANGED, victim.id, victim.text)
    assert state.broken.day == siti.get(victim.entry).entry.day
    assert state.breaks == 1
    assert victim.text[:20] in told(siti)
    assert "inspektorat" in told(siti)
    fresh = make_device(tmp_path, own, SITI)
    assert fresh.sync().code == "ok"
    broken = check(fresh).broken
    assert broken is not None
    assert (broken.note, broken.text) == (victim.id, "Ditolak saja.")
    write(own, [victim])
    assert read_again(siti).broken is None
    assert siti.sync().code == "ok"


def test_a_record_that_was_made_anew_as_a_whole_is_found_by_the_copy_that_is_here(tmp_path: Path, own: Centre) -> None:
    siti = make_device(tmp_path, own, SITI)
    siti.sync()
    head, notes = at_centre(own, siti.me)
    place, anew = START, []
    for note in notes:
        place, linked = join(place, replace(note, text="Kurang.") if note.seq == 2 else note)
        anew.append(linked)
    write(own, anew)
    with closing(sqlite3.connect(own.folder / "centre.db")) as database, database:
        database.execute("update chains set head = ? where head = ?", (place.link, head.link))
    state = read_again(siti)
    assert state.broken is not None
    assert (state.broken.fault, state.broken.note, state.broken.text) == (Fault.CHANGED, notes[1].id, notes[1].text)


@pytest.mark.parametrize("which", [1, -1])
def test_a_note_deleted_at_the_centre_is_named_and_stays_here(tmp_path: Path, own: Centre, which: int) -> None:
    siti = make_device(tmp_path, own, SITI)
    siti.sync()
    victim = at_centre(own, siti.me)[1][which]
    with closing(sqlite3.connect(own.folder / "centre.db")) as database, database:
        database.execute("delete from notes where id = ?", (victim.id,))
    state = read_again(siti)
    assert state.broken is not None
    assert (state.broken.fault, state.broken.note, state.broken.entry) == (Fault.MISSING, victim.id, victim.entry)
    assert siti.store.notes.known([victim.id])[victim.id].text == victim.text
    siti.sync()
    assert check(siti).breaks == 1


def test_two_texts_swapped_at_the_centre_are_both_named(tmp_path: Path, own: Centre) -> None:
    siti = make_device(tmp_path, own, SITI)
    siti.sync()
    _, notes = at_centre(own, siti.me)
    one = next(note for note in notes if note.text)
    two = next(note for note in notes if note.text != one.text)
    write(own, [replace(one, text=two.text), replace(two, text=one.text)])
    state = read_again(siti)
    assert {broken.note for broken in siti.store.chains.get().breaks} == {one.id, two.id}
    assert state.breaks == 2


@pytest.mark.parametrize("seq", [0, 2])
def test_a_note_written_into_the_centre_by_hand_is_named_also_when_read_again(
    tmp_path: Path, own: Centre, seq: int
) -> None:
    siti = make_device(tmp_path, own, SITI)
    siti.sync()
    note = at_centre(own, siti.me)[1][1]
    forged = replace(note, id="forged", text="Dipalsukan.", seq=seq, link=note.link if seq else "")
    with closing(sqlite3.connect(own.folder / "centre.db")) as database, database:
        agency, feed = database.execute(
            "select agency, feed from items where entity = ? and feed like 'me:%'", (note.id,)
        ).fetchone()
        doc = msgspec.json.encode(forged).decode()
        database.execute(
            "insert into notes(agency, id, entry, doc) values(?, 'forged', ?, ?)", (agency, note.entry, doc)
        )
        database.execute("update feeds set head = head + 1 where id = ?", (feed,))
        database.execute(
            """insert into items(agency, feed, kind, entity, pos)
                select agency, id, 'note', 'forged', head from feeds where id = ?""",
            (feed,),
        )
    assert siti.sync().code == "ok"
    for state in (check(siti), read_again(siti), read_again(siti)):
        assert state.broken is not None
        assert (state.broken.fault, state.broken.note, state.breaks) == (Fault.ADDED, "forged", 1)


def test_a_restored_centre_may_link_anew_but_a_changed_text_is_still_named(tmp_path: Path, own: Centre) -> None:
    siti = make_device(tmp_path, own, SITI)
    siti.sync()
    head, notes = at_centre(own, siti.me)
    place, anew = START, []
    for note in [notes[1], notes[0], *notes[2:]]:
        place, linked = join(place, note)
        anew.append(linked)
    write(own, anew)
    with closing(sqlite3.connect(own.folder / "centre.db")) as database, database:
        database.execute("update chains set head = ? where head = ?", (place.link, head.link))
        database.execute("update items set pos = pos + 100000 where entity in (select id from notes)")
        for number, note in enumerate(anew):
            database.execute(
                "update items set pos = 200000 + ? where entity = ? and feed like 'me:%'", (number, note.id)
            )
        database.execute("update feeds set head = 300000")
    with siti.store.writing():  # what it had read, it had read before the restore
        siti.store.meta.put("epoch", "earlier")
        siti.store.chains.put(replace(siti.store.chains.get(), epoch="earlier"))
    result = siti.sync(accept_centre=True)
    assert result.code == "ok"
    state = check(siti)
    assert (state.broken, state.length, state.head) == (None, place.seq, place.link)
    write(own, [replace(anew[3], text="Lain.")])
    with siti.store.writing():
        siti.store.meta.put("epoch", "earlier")
        siti.store.chains.put(replace(siti.store.chains.get(), epoch="earlier"))
    siti.sync(accept_centre=True)
    broken = check(siti).broken
    assert broken is not None
    assert (broken.note, broken.text) == (anew[3].id, anew[3].text)


def test_a_note_that_a_restored_centre_lacks_stays_and_is_named_until_it_comes_again(
    tmp_path: Path, own: Centre
) -> None:
    siti = make_device(tmp_path, own, SITI)
    siti.sync()
    _, notes = at_centre(own, siti.me)
    lost = replace(notes[-1], id="lost", text="Sudah baik.", seq=len(notes) + 1, link="0" * 64)
    with siti.store.writing():  # it came by an earlier epoch
        siti.store.notes.take(lost)
        siti.store.meta.put("epoch", "earlier")
        siti.store.chains.put(replace(siti.store.chains.get(), epoch="earlier"))
    assert siti.sync(accept_centre=True).code == "ok"
    state = check(siti)
    assert state.broken is not None
    assert (state.broken.fault, state.broken.note, state.breaks) == (Fault.LOST, "lost", 1)
    assert "Sudah baik." in told(siti)
    assert "cadangan" in told(siti)
    _, again = join(at_centre(own, siti.me)[0], replace(lost, seq=0, link=""))
    with siti.store.writing():
        take_record(siti.store, [again], anew=False, last=True)
    assert check(siti).broken is None
