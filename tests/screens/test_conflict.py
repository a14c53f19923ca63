"""Two versions of an entry side by side: choosing by keys, over a real cache."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ekin_tui.domain.model import Entry, Status
from ekin_tui.screens.conflict import ConflictScreen
from ekin_tui.screens.messages import Wrote
from ekin_tui.screens.sync import SyncScreen
from ekin_tui.terminal.signs import Signs
from ekin_tui.wire import Op
from tests.office import NOW, Office, as_received, make_entry, office
from tests.screens.program import picture, press, program
from tests.screens.stage import Stage, room_of

SIZES = [(80, 24), (40, 15)]
BASE = as_received(make_entry(0, date(2026, 11, 24)), Status.DRAFT)
THEIRS = replace(BASE, activity="Menyusun rekap arsip masuk tiga bidang", end=585, rev="2-aaaaaaaa")
MINE = replace(BASE, activity="Menyusun rekap arsip masuk dan keluar", start=490, end=600)


def clash(place: Office, *, theirs: Entry = THEIRS, mine: Entry = MINE, ops: Sequence[Op] = ()) -> str:
    with place.store.writing():
        place.store.entries.take(theirs)
        return place.store.conflicts.add(BASE.id, mine, theirs, NOW, base=BASE, ops=ops)


def stage(place: Office, lang: str = "id", signs: Signs | None = None) -> Stage:
    return Stage(lambda: SyncScreen(room_of(place.desk, lang, signs=signs)))


def entry_of(place: Office, entry_id: str = BASE.id) -> Entry:
    stored = place.store.entries.get(entry_id)
    assert stored is not None
    return stored.entry


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("size", SIZES)
async def test_enter_shows_each_field_with_a_sign_and_a_word_where_it_differs(
    tmp_path: Path, lang: str, size: tuple[int, int]
) -> None:
    place = office(tmp_path)
    clash(place)
    app = stage(place, lang)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert app.line("1. ")
        await press(pilot, "enter")
        assert isinstance(app.screen, ConflictScreen)
        head = app.line("≠ Jam mulai" if lang == "id" else "≠ Start")
        assert ("berbeda" if lang == "id" else "differs") in head
        same = app.line("Tanggal kegiatan" if lang == "id" else "Date")
        assert ("sama" if lang == "id" else "same") in same
        assert "≠" not in same
        assert max(len(line) for line in app.picture.splitlines()) <= size[0]


async def test_the_texts_stand_side_by_side_or_one_below_the_other_with_what_was_before(tmp_path: Path) -> None:
    place = office(tmp_path)
    clash(place)
    app = stage(place)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter")
        row = app.line("( ) Di sini: 10.00")
        assert "(*) Di pusat: 09.45" in row
        assert app.line("Semula: 09.30")
    narrow = stage(place)
    async with narrow.run_test(size=(40, 15)) as pilot:
        await press(pilot, "enter")
        assert "Di pusat" not in narrow.line("( ) Di sini: 08.10")
        assert narrow.line("(*) Di pusat: 08.00")


async def test_enter_takes_the_side_of_a_field_and_s_saves_what_is_chosen(tmp_path: Path) -> None:
    place = office(tmp_path)
    clash(place)
    app = stage(place)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "enter")
        assert app.line("(*) Di sini: 08.10")
        assert app.line("(*) Di sini: 10.00")
        assert app.line("Dipilih bersama")
        await press(pilot, "s")
        assert app.line("Pilihan disimpan")
        assert [type(message) for message in app.asked] == [Wrote]
    now = entry_of(place)
    assert (now.start, now.end, now.activity) == (490, 600, THEIRS.activity)
    [waiting] = place.store.outbox.all()
    assert (waiting.op.t, waiting.op.base) == ("put", THEIRS.rev)
    assert place.store.conflicts.all() == []


async def test_j_goes_from_field_to_field_and_enter_takes_a_side_back_again(tmp_path: Path) -> None:
    place = office(tmp_path)
    clash(place)
    app = stage(place)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "j", "j", "j", "enter")
        assert app.line("(*) Di sini: Menyusun rekap arsip")
        await press(pilot, "enter")
        assert app.line("( ) Di sini: Menyusun rekap arsip")
        await press(pilot, "k", "enter")
        assert app.line("sama di kedua tempat")


async def test_m_takes_all_that_i_had_changed_and_leaves_what_only_they_changed(tmp_path: Path) -> None:
    place = office(tmp_path)
    clash(place, theirs=replace(THEIRS, evidence="https://arsip.go.id/pusat"))
    app = stage(place)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "m")
        assert app.line("Versi di sini dipakai dan akan dikirim.")
    now = entry_of(place)
    assert (now.activity, now.start, now.evidence) == (MINE.activity, 490, "https://arsip.go.id/pusat")


@pytest.mark.parametrize("keys", [("t",), ("ctrl+g",)])
async def test_letting_my_text_go_is_asked_first(tmp_path: Path, keys: tuple[str, ...]) -> None:
    place = office(tmp_path)
    clash(place)
    app = stage(place)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", *keys)
        assert app.line("lepaskan tulisan Anda?")
        assert "tekan Esc, lalu c." in " ".join(app.picture.split())
        await press(pilot, "escape")
        assert place.store.conflicts.count() == 1
        await press(pilot, *keys, "y")
        assert app.line("Versi pusat dipakai.")
    assert entry_of(place) == THEIRS
    assert place.store.conflicts.count() == place.store.outbox.count() == 0


async def test_esc_leaves_everything_as_it_was(tmp_path: Path) -> None:
    place = office(tmp_path)
    clash(place)
    app = stage(place)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "enter", "escape")
        assert isinstance(app.screen, SyncScreen)
    assert entry_of(place) == THEIRS
    [kept] = place.store.conflicts.all()
    assert (kept.mine, kept.base) == (MINE, BASE)


async def test_c_copies_my_text_into_a_new_draft(tmp_path: Path) -> None:
    place = office(tmp_path)
    clash(place)
    app = stage(place)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter", "c")
        assert app.line("disalin ke draf baru")
    [waiting] = place.store.outbox.all()
    assert waiting.op.base is None
    copy = entry_of(place, waiting.op.entry)
    assert (copy.activity, copy.start, copy.status, copy.rev) == (MINE.activity, 490, Status.DRAFT, "")
    assert entry_of(place) == THEIRS


@pytest.mark.parametrize("size", SIZES)
async def test_an_entry_that_can_no_longer_be_written_offers_a_copy_and_no_choice(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    place = office(tmp_path)
    clash(place, theirs=as_received(THEIRS, Status.APPROVED))
    app = stage(place)
    async with app.run_test(size=size) as pilot:
        await press(pilot, "enter")
        told = " ".join(app.picture.split())
        assert "Entri di pusat kini disetujui, jadi tidak dapat diubah." in told
        assert "t untuk memakai yang di pusat." in told
        assert "salin baru" in app.picture.splitlines()[-1]
        assert "(*)" not in app.picture
        await press(pilot, "enter", "m", "s")
        assert place.store.outbox.count() == 0
        await press(pilot, "c")
        assert place.store.outbox.count() == 1


async def test_a_submission_that_was_held_is_said(tmp_path: Path) -> None:
    place = office(tmp_path)
    clash(place, ops=[Op(op="o-1", t="submit", entry=BASE.id)])
    app = stage(place)
    async with app.run_test(size=(40, 15)) as pilot:
        await press(pilot, "enter")
        assert app.line("! Pengiriman ditahan")


async def test_a_text_taller_than_the_window_can_be_read_to_its_end(tmp_path: Path) -> None:
    place = office(tmp_path)
    long = " ".join(f"kata{number}" for number in range(70))
    clash(place, mine=replace(MINE, start=BASE.start, end=BASE.end, activity=long))
    app = stage(place)
    async with app.run_test(size=(40, 15)) as pilot:
        await press(pilot, "enter")
        assert "kata69" not in app.picture
        assert app.line("… lanjut dengan ↓").split()[:2] == ["kata34", "kata35"], "cut by whole words"
        seen = app.picture
        for _ in range(30):
            await press(pilot, "j")
            seen += app.picture
        assert "kata69" in seen
        assert app.line("Bukti dukung")
        assert "lanjut dengan" not in app.picture


async def test_a_terminal_of_ascii_shows_the_same_in_ascii(tmp_path: Path) -> None:
    place = office(tmp_path)
    clash(place)
    app = stage(place, "en", signs=Signs.plain())
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter")
        assert app.line("# Start")
        assert "≠" not in app.picture


async def test_hostile_text_of_the_other_side_is_shown_inert(tmp_path: Path) -> None:
    place = office(tmp_path)
    clash(place, theirs=replace(THEIRS, activity="a\x1b]52;c;aGk=\x07b\u202ec [red]x"))
    app = stage(place)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter")
        assert app.line("[red]x")
        assert not {"\x1b", "\x07", "\u202e"} & set(app.picture)


async def test_a_clash_that_was_settled_elsewhere_is_left(tmp_path: Path) -> None:
    place = office(tmp_path)
    key = clash(place)
    app = stage(place)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter")
        with place.store.writing():
            place.store.conflicts.resolve(key)
        assert isinstance(app.screen, ConflictScreen)
        app.screen.refresh_view()
        await pilot.pause()
        assert isinstance(app.screen, SyncScreen)
        assert app.line("sudah diselesaikan di tempat lain")


async def test_the_calendar_and_the_editor_say_that_an_entry_differs(tmp_path: Path) -> None:
    app, place = program(tmp_path)
    clash(place, theirs=replace(THEIRS, day=date(2026, 11, 25)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.screen.refresh_view()  # type: ignore[attr-defined]  # the calendar is in front
        await pilot.pause()
        assert "≠ berbeda" in picture(app)
        assert place.desk.journal.view(BASE.id).conflict  # type: ignore[union-attr]  # it was just put there
        await press(pilot, "tab", "e")
        await pilot.pause()
        assert "diubah di dua tempat" in picture(app)
