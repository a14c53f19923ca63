"""The editor while its entry changes beneath it, by keys, over a real cache with a second connection."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from textual.pilot import Pilot

from ekin_tui.app import EkinApp
from ekin_tui.domain.model import Entry, Status
from ekin_tui.domain.rev import advance
from ekin_tui.screens.calendar import CalendarScreen
from ekin_tui.screens.conflict import ConflictScreen
from ekin_tui.screens.editor import EditorScreen
from ekin_tui.screens.messages import Open
from ekin_tui.screens.sync import SyncScreen
from ekin_tui.store import Store
from tests.office import NOW, TODAY, Office, as_received, make_entry
from tests.screens.program import picture, press, program, said, write

SIZE = (80, 24)
BASE = as_received(make_entry(0, TODAY), Status.DRAFT)


def comes_in(place: Office, **changes: object) -> Entry:
    """Let the exchange bring a later version of the entry through a connection of its own."""
    later = advance(replace(BASE, **changes))  # type: ignore[arg-type]  # fields by name
    store = Store.open(place.path)
    with store.writing():
        store.entries.take(later)
    store.close()
    return later


def entry_of(place: Office) -> Entry:
    stored = place.store.entries.get(BASE.id)
    assert stored is not None
    return stored.entry


def opening(folder: Path, lang: str = "id") -> tuple[EkinApp, Office]:
    app, place = program(folder, lang, filled=False)
    with place.store.writing():
        place.store.entries.take(BASE)
    return app, place


async def type_more(app: EkinApp, pilot: Pilot[None]) -> None:
    """Open the only entry of today and write on at its activity."""
    await press(pilot, "e")
    assert isinstance(app.screen, EditorScreen)
    await press(pilot, "end")
    await write(pilot, " lanjutan")


@pytest.mark.parametrize(("lang", "words"), [("id", "digabung"), ("en", "merged")])
async def test_another_field_that_came_in_is_kept_beside_what_was_typed_and_that_is_said(
    tmp_path: Path, lang: str, words: str
) -> None:
    app, place = opening(tmp_path, lang)
    async with app.run_test(size=SIZE) as pilot:
        await type_more(app, pilot)
        comes_in(place, start=490, end=600)
        await press(pilot, "ctrl+o")
        assert words in said(app)
    now = entry_of(place)
    assert (now.start, now.end, now.activity) == (490, 600, f"{BASE.activity} lanjutan")


async def test_the_same_field_is_not_written_over_and_what_was_typed_waits_in_sinkron(tmp_path: Path) -> None:
    app, place = opening(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await type_more(app, pilot)
        theirs = comes_in(place, activity="Menyusun rekap tiga bidang")
        await press(pilot, "escape")
        assert isinstance(app.screen, CalendarScreen)
        assert "tersendiri" in said(app)
        assert "1 perlu tindakan" in picture(app)
        assert entry_of(place) == theirs
        await press(pilot, "3")
        assert isinstance(app.screen, SyncScreen)
        await press(pilot, "enter")
        assert isinstance(app.screen, ConflictScreen)
        await press(pilot, "m")
    assert entry_of(place).activity == f"{BASE.activity} lanjutan"


async def test_what_met_another_change_is_not_sent_unread(tmp_path: Path) -> None:
    app, place = opening(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await type_more(app, pilot)
        comes_in(place, start=490, end=600)
        await press(pilot, "ctrl+g")
        assert "Periksa, lalu kirim" in said(app)
        assert entry_of(place).status is Status.DRAFT
        await press(pilot, "s")
    assert entry_of(place).status is Status.SUBMITTED


async def test_an_entry_that_was_approved_meanwhile_does_not_hold_the_editor(tmp_path: Path) -> None:
    app, place = opening(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await type_more(app, pilot)
        comes_in(place, status=Status.APPROVED)
        await press(pilot, "escape")
        assert isinstance(app.screen, CalendarScreen)
    assert entry_of(place).status is Status.APPROVED
    assert place.store.conflicts.all()[0].mine.activity == f"{BASE.activity} lanjutan"


async def test_a_send_that_is_refused_leaves_an_editor_that_does_not_clash_with_itself(tmp_path: Path) -> None:
    app, place = opening(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await type_more(app, pilot)
        assert isinstance(app.screen, EditorScreen)
        assert app.screen._draft.save(app.screen._form.form) is None
        await write(pilot, " lagi")
        await press(pilot, "ctrl+o")
    assert entry_of(place).activity == f"{BASE.activity} lanjutan lagi"
    assert place.store.conflicts.count() == 0


async def test_what_is_saved_from_sinkron_is_said_there(tmp_path: Path) -> None:
    app, place = opening(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3")
        app.screen.post_message(Open("editor", BASE.id))
        await pilot.pause()
        await press(pilot, "end")
        await write(pilot, " lanjutan")
        await press(pilot, "ctrl+o")
        assert isinstance(app.screen, SyncScreen)
        assert "Disimpan sebagai draf" in said(app)
    assert place.store.outbox.count() == 1


async def test_u_after_a_choice_brings_the_two_versions_back(tmp_path: Path) -> None:
    app, place = opening(tmp_path)
    with place.store.writing():
        mine = replace(BASE, activity="Menyusun rekap arsip keluar")
        place.store.conflicts.add(BASE.id, mine, BASE, NOW, base=None)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "3", "m")
        assert place.store.conflicts.count() == 0
        await press(pilot, "1", "u")
        assert "kembali ada di Sinkron" in said(app)
        assert "1 perlu tindakan" in picture(app)
    assert entry_of(place) == BASE
    assert place.store.conflicts.count() == 1


@pytest.mark.parametrize(("lang", "words"), [("id", "rusak"), ("en", "damaged")])
async def test_the_calendar_says_at_start_that_the_database_was_damaged(tmp_path: Path, lang: str, words: str) -> None:
    app, place = opening(tmp_path, lang)
    with place.store.writing():
        place.store.meta.put("salvaged", '{"file": "cache.db.corrupt-1", "at": "2026-11-25T01:00:00+00:00"}')
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert words in said(app)
        assert "1 perlu" in picture(app) or "1 to act on" in picture(app)
        await press(pilot, "3", "x", "1")
        assert place.store.salvaged is None


async def test_the_cursor_stays_on_the_entry_that_was_read_when_an_earlier_one_comes_in(tmp_path: Path) -> None:
    app, place = opening(tmp_path)
    earlier = as_received(make_entry(1, TODAY, start=420, end=450), Status.DRAFT)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "tab")
        with place.store.writing():
            place.store.entries.take(earlier)
        assert isinstance(app.screen, CalendarScreen)
        app.screen.refresh_view()
        await press(pilot, "s")
    assert entry_of(place).status is Status.SUBMITTED
    other = place.store.entries.get(earlier.id)
    assert other is not None
    assert other.entry.status is Status.DRAFT


async def test_the_month_has_the_keys_again_when_the_entry_that_was_read_has_gone(tmp_path: Path) -> None:
    app, place = opening(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "tab")
        comes_in(place, status=Status.DISCARDED)
        assert isinstance(app.screen, CalendarScreen)
        app.screen.refresh_view()
        await press(pilot, "left", "up")
        assert app.screen.chosen_day() == date(2026, 11, 17)


@pytest.mark.parametrize("other", ["review", "sync_screen"])
async def test_leaving_the_editor_for_another_place_saves_what_was_typed(tmp_path: Path, other: str) -> None:
    app, place = opening(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await type_more(app, pilot)
        await app.run_action(other)
        await pilot.pause()
        assert type(app.screen).__name__ == {"review": "ReviewScreen", "sync_screen": "SyncScreen"}[other]
        assert len(app.screen_stack) == 2
    assert entry_of(place).activity == f"{BASE.activity} lanjutan"
    assert place.desk.journal.unfinished() == []


async def test_what_cannot_be_saved_keeps_the_editor_when_another_place_is_asked_for(tmp_path: Path) -> None:
    app, place = opening(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await type_more(app, pilot)
        place.store._base._db.execute("pragma query_only = on")
        await app.run_action("review")
        await pilot.pause()
        assert isinstance(app.screen, EditorScreen)
        assert said(app)
        place.store._base._db.execute("pragma query_only = off")
