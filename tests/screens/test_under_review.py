"""The supervisor's screen and the editor while an exchange brings something else under the eyes of who reads."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ekin_tui.app import EkinApp
from ekin_tui.domain.model import Action, Capacity, Entry, Note, Status
from ekin_tui.domain.rev import advance
from ekin_tui.screens.editor import EditorScreen
from ekin_tui.screens.exchanging import Exchanging
from ekin_tui.store import Store
from ekin_tui.sync.result import Progress, Result
from tests.office import BUDI, NOW, TODAY, Office, as_received, make_entry
from tests.screens.program import picture, press, program, said, write

SIZE = (80, 24)
OLDEST = "e-joko-1120-1"
BASE = as_received(make_entry(0, TODAY), Status.DRAFT)
NOTE = Note(
    id="n-1", entry=BASE.id, kind=Action.RETURN, text="Lampirkan notulen.", by=BUDI.id, name=BUDI.name,
    capacity=Capacity.HOLDER, at=NOW,
)  # fmt: skip
Bring = Callable[[Store], None]


class Centre:
    """An exchange that brings what it is told to, through a connection of its own."""

    def __init__(self) -> None:
        self.path, self.bring = Path(), list[Bring]()

    def __call__(self, tell: Callable[[Any], None]) -> Result:
        store = Store.open(self.path)
        with store.writing():
            for bring in self.bring:
                bring(store)
        store.close()
        tell(Progress(feed="me", done=1, total=1))
        return Result(target="pusat", code="ok", pulled=1)


def started(folder: Path, lang: str = "id", **how: Any) -> tuple[EkinApp, Office, Centre]:
    centre = Centre()
    app, place = program(folder, lang, syncer=centre, **how)
    centre.path = place.path
    return app, place, centre


async def exchange(app: EkinApp, pilot: Any, centre: Centre, *bring: Bring) -> None:
    """Exchange as the program does of its own accord."""
    centre.bring = list(bring)
    assert isinstance(app, Exchanging)
    app._exchange()
    await app.workers.wait_for_complete()
    await pilot.pause()


def entry(place: Office, entry_id: str) -> Entry:
    stored = place.store.entries.get(entry_id)
    assert stored is not None
    return stored.entry


def later(place: Office, entry_id: str, **changes: Any) -> Bring:
    changed = advance(replace(entry(place, entry_id), **changes))
    return lambda store: store.entries.take(changed)


async def writing_on(app: EkinApp, pilot: Any, place: Office) -> EditorScreen:
    with place.store.writing():
        place.store.entries.take(BASE)
    app.screen.refresh_view()  # type: ignore[attr-defined]  # the calendar is in front
    await press(pilot, "e", "end")
    await write(pilot, " lanjut")
    assert isinstance(app.screen, EditorScreen)
    return app.screen


@pytest.mark.parametrize(
    ("lang", "changed", "merged"),
    [("id", "Jam mulai, Jam selesai berubah", "digabung"), ("en", "Start, End changed", "merged")],
)
async def test_another_field_is_told_at_once_with_what_happens_at_save(
    tmp_path: Path, lang: str, changed: str, merged: str
) -> None:
    app, place, centre = started(tmp_path, lang, filled=False)
    async with app.run_test(size=SIZE) as pilot:
        editor = await writing_on(app, pilot, place)
        typed, caret = editor._form.form, app.cursor_position
        await exchange(app, pilot, centre, later(place, BASE.id, start=490, end=600))
        assert changed in said(app)
        assert merged in said(app)
        assert (editor._form.form, app.cursor_position) == (typed, caret)
        await write(pilot, "an")
        assert changed in said(app), "it stands while one goes on writing"
        await press(pilot, "ctrl+o")
    assert (entry(place, BASE.id).start, entry(place, BASE.id).activity) == (490, f"{BASE.activity} lanjutan")


@pytest.mark.parametrize(("lang", "words"), [("id", "disimpan tersendiri di Sinkron"), ("en", "kept apart in Sync")])
async def test_the_same_field_is_told_with_where_ones_own_text_goes(tmp_path: Path, lang: str, words: str) -> None:
    app, place, centre = started(tmp_path, lang, filled=False)
    async with app.run_test(size=SIZE) as pilot:
        await writing_on(app, pilot, place)
        await exchange(app, pilot, centre, later(place, BASE.id, activity="Menyusun rekap tiga bidang"))
        assert words in said(app)


async def test_a_return_with_its_note_is_told_and_the_note_can_be_read(tmp_path: Path) -> None:
    app, place, centre = started(tmp_path, filled=False)
    async with app.run_test(size=SIZE) as pilot:
        await writing_on(app, pilot, place)
        returned = later(place, BASE.id, status=Status.RETURNED)
        await exchange(app, pilot, centre, returned, lambda store: store.notes.take_all([NOTE]))
        assert f"dikembalikan oleh {BUDI.name}" in said(app)
        assert "disimpan seperti biasa" in said(app)
        await press(pilot, "ctrl+r")
        assert NOTE.text in picture(app)


async def test_an_entry_that_was_closed_says_so(tmp_path: Path) -> None:
    app, place, centre = started(tmp_path, filled=False)
    async with app.run_test(size=(40, 15)) as pilot:
        await writing_on(app, pilot, place)
        await exchange(app, pilot, centre, later(place, BASE.id, status=Status.APPROVED))
        assert "kini disetujui dan tidak dapat diubah lagi" in said(app)
        assert "lanjut" in picture(app), "what is typed is still in view"


async def test_what_concerns_other_entries_is_not_told(tmp_path: Path) -> None:
    app, place, centre = started(tmp_path, filled=False)
    async with app.run_test(size=SIZE) as pilot:
        await writing_on(app, pilot, place)
        other = as_received(make_entry(1, TODAY), Status.DRAFT)
        await exchange(app, pilot, centre, lambda store: store.entries.take(other))
        assert not said(app)


@pytest.mark.parametrize(
    ("lang", "words"), [("id", "baru saja berubah (Kegiatan harian)"), ("en", "has just changed (")]
)
async def test_a_decision_meant_for_the_text_before_waits_until_the_new_one_was_read(
    tmp_path: Path, lang: str, words: str
) -> None:
    app, place, centre = started(tmp_path, lang, me=BUDI)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2")
        await exchange(app, pilot, centre, later(place, OLDEST, activity="Mendaftar arsip lain"))
        assert words in said(app)
        assert "Mendaftar arsip lain" in picture(app)
        await press(pilot, "a")
        assert entry(place, OLDEST).status is Status.SUBMITTED
        assert words in said(app)
        await press(pilot, "a")
        assert entry(place, OLDEST).status is Status.APPROVED


@pytest.mark.parametrize(("lang", "words"), [("id", "tidak lagi menunggu"), ("en", "no longer waits")])
async def test_an_entry_that_was_taken_back_does_not_hand_its_decision_to_the_next(
    tmp_path: Path, lang: str, words: str
) -> None:
    app, place, centre = started(tmp_path, lang, me=BUDI)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2")
        before = {view.entry.id for view in place.desk.reviewing.queue()}
        await exchange(app, pilot, centre, lambda store: store.entries.forget(OLDEST))
        assert words in said(app)
        await press(pilot, "a")
        assert {view.entry.id for view in place.desk.reviewing.queue()} == before - {OLDEST}


async def test_new_entries_below_ask_nothing_of_who_decides(tmp_path: Path) -> None:
    app, place, centre = started(tmp_path, me=BUDI)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2")
        other = replace(as_received(make_entry(2, TODAY), Status.SUBMITTED), id="e-new", received=NOW)
        await exchange(app, pilot, centre, lambda store: store.entries.take(other))
        assert "7 menunggu" in picture(app)
        await press(pilot, "a")
        assert entry(place, OLDEST).status is Status.APPROVED
