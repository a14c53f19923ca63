"""*Sinkron* where the record of notes and decisions does not hold: which note, what it means, whom to tell."""

from datetime import date
from pathlib import Path

import pytest

from ekin_tui.domain.chain import Break, Fault, Place
from ekin_tui.domain.model import Action, Note, Status
from ekin_tui.screens.messages import Open
from ekin_tui.screens.sync import SyncScreen
from ekin_tui.store.chains import Record
from tests.office import Office, as_received, make_entry, office
from tests.screens.keyboard import press
from tests.screens.stage import Stage, room_of

SAID = {
    ("id", Fault.CHANGED): "Catatan Anda pada entri",
    ("id", Fault.MISSING): "hilang dari pusat",
    ("id", Fault.ADDED): "ditambahkan di luar",
    ("id", Fault.REWRITTEN): "disusun ulang",
    ("en", Fault.CHANGED): "is no longer the same",
    ("en", Fault.MISSING): "is missing at the centre",
    ("en", Fault.ADDED): "was added outside",
    ("en", Fault.REWRITTEN): "was written anew",
}


def broken(place: Office, fault: Fault, *, known: bool = True) -> str:
    """Let the record not hold at a note on an approved entry of Siti's."""
    entry = as_received(make_entry(0, date(2026, 11, 24)), Status.APPROVED)
    note = Note(id="n-1", entry=entry.id, kind=Action.APPROVE, text="Sudah\nsesuai.\x1b[2J", seq=3, link="f" * 64)
    found = Break(fault=fault, seq=3, note=note.id if known else "", entry=entry.id if known else "")
    with place.store.writing():
        place.store.entries.take(entry)
        place.store.notes.take(note)
        place.store.chains.put(Record(place=Place(seq=7, link="e" * 64), longest=7, breaks=(found,)))
    return entry.id


@pytest.mark.parametrize(("lang", "fault"), SAID)
async def test_a_break_names_day_and_note_and_whom_to_tell(tmp_path: Path, lang: str, fault: Fault) -> None:
    place = office(tmp_path)
    entry = broken(place, fault)
    app = Stage(lambda: SyncScreen(room_of(place.desk, lang)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        picture = " ".join(app.picture.split())
        assert SAID[lang, fault] in picture
        assert "24 Nov" in picture
        assert "Sudah sesuai." in picture
        assert ("inspektorat" if lang == "id" else "inspectorate") in picture
        assert "\x1b" not in picture
        await press(pilot, "m", "t", "x", "enter")
        assert [message.arg for message in app.asked if isinstance(message, Open)] == [entry]


async def test_a_missing_note_that_was_never_here_is_named_by_its_number(tmp_path: Path) -> None:
    place = office(tmp_path)
    broken(place, Fault.MISSING, known=False)
    app = Stage(lambda: SyncScreen(room_of(place.desk, "id")))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert app.line("(nomor 3)")
        await press(pilot, "enter")
        assert not [message for message in app.asked if isinstance(message, Open)]
