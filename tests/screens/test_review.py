"""The review queue, as a supervisor uses it: by keys, over a real cache."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from textual.pilot import Pilot

from ekin_tui.domain.model import Action, Note, Status
from ekin_tui.domain.rev import advance
from ekin_tui.screens.review import ReviewScreen
from tests.office import BUDI, JOKO, SITI, Office, as_received, make_entry, office
from tests.screens import keyboard
from tests.screens.stage import NOTHING, Stage, room_of

SIZE = (80, 24)
OLDEST, SECOND = "e-joko-1120-1", "e-siti-1120-0"
NAMED = {"enter", "escape", "slash", "space", "down", "end", "home"}


def reviewing(place: Office, lang: str = "id") -> Stage:
    return Stage(lambda: ReviewScreen(room_of(place.desk, lang)))


def status(place: Office, entry_id: str) -> Status:
    stored = place.store.entries.get(entry_id)
    assert stored is not None
    return stored.entry.status


def notes(place: Office, entry_id: str) -> list[tuple[Action, str, int | None]]:
    return [(note.kind, note.text, note.minutes) for note in place.store.notes.of_entry(entry_id)]


async def press(pilot: Pilot[None], *groups: str) -> None:
    for group in groups:
        await keyboard.press(pilot, *([group] if group in NAMED or "+" in group else group))


async def test_the_oldest_entry_opens_first_and_is_whole_in_view(tmp_path: Path) -> None:
    app = reviewing(office(tmp_path, me=BUDI))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        for words in (
            "Tinjau · 6 menunggu",
            "Joko Lestari · Pengelola Arsip",
            "Mendaftar arsip inaktif Dinas Pertanian boks 21 sampai 24",
            "Menyusun daftar arsip inaktif perangkat daerah",
            "Arsip dinamis terkelola",
            "48 daftar; sudah disetujui 0 daftar",
            "13.00-14.30 Memindai foto",
        ):
            assert app.line(words)


async def test_approving_goes_on_to_the_next_and_says_how_many_wait(tmp_path: Path) -> None:
    place = office(tmp_path, me=BUDI)
    app = reviewing(place)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a")
        assert status(place, OLDEST) is Status.APPROVED
        assert app.line("Disetujui: Joko Lestari, Jum 20 Nov 2026. 5 lagi menunggu.")
        assert app.line("Siti Rahmawati · Arsiparis")
        assert [type(message).__name__ for message in app.asked] == ["Wrote"]


async def test_a_late_entry_carries_mark_and_word(tmp_path: Path) -> None:
    app = reviewing(office(tmp_path, me=BUDI))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        row = app.line("terlambat")
        assert row.startswith("!")
        assert "Siti" in row
        await press(pilot, "j")
        assert app.line("! Dikirim setelah batas pengisian.")


async def test_returning_asks_for_the_note_and_will_not_go_without(tmp_path: Path) -> None:
    place = office(tmp_path, me=BUDI)
    app = reviewing(place)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "r", "enter")
        assert status(place, OLDEST) is Status.SUBMITTED
        await press(pilot, "Sebutkan boks", "enter")
        assert status(place, OLDEST) is Status.RETURNED
        assert notes(place, OLDEST) == [(Action.RETURN, "Sebutkan boks", None)]


async def test_escape_from_the_question_decides_nothing(tmp_path: Path) -> None:
    place = office(tmp_path, me=BUDI)
    app = reviewing(place)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "r", "Batal", "escape")
        assert status(place, OLDEST) is Status.SUBMITTED
        assert app.returned is NOTHING


async def test_rejecting_asks_the_reason_and_then_whether_it_is_meant(tmp_path: Path) -> None:
    place = office(tmp_path, me=BUDI)
    app = reviewing(place)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "x", "Bukan tugas", "enter", "escape")
        assert status(place, OLDEST) is Status.SUBMITTED
        await press(pilot, "x", "Bukan tugas", "enter", "y")
        assert status(place, OLDEST) is Status.REJECTED


async def test_a_comment_leaves_the_status_and_the_place(tmp_path: Path) -> None:
    place = office(tmp_path, me=BUDI)
    app = reviewing(place)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "j", "c", "Bagus", "enter")
        assert status(place, SECOND) is Status.SUBMITTED
        assert notes(place, SECOND) == [(Action.NOTE, "Bagus", None)]
        assert app.line("menunggu sinkron · Budi Hartono (atasan) memberi catatan")


async def test_fewer_minutes_need_a_number_and_a_reason(tmp_path: Path) -> None:
    place = office(tmp_path, me=BUDI)
    app = reviewing(place)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "m", "120", "enter", "Terlalu lama", "enter")
    stored = place.store.entries.get(OLDEST)
    assert stored is not None
    assert (stored.entry.status, stored.entry.recognised) == (Status.APPROVED, 120)
    assert notes(place, OLDEST) == [(Action.APPROVE, "Terlalu lama", 120)]


async def test_an_entry_that_changed_since_it_was_read_is_shown_again_instead_of_decided(tmp_path: Path) -> None:
    place = office(tmp_path, me=BUDI)
    app = reviewing(place)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        changed = replace(make_entry(1, date(2026, 11, 20), JOKO), activity="Mendaftar arsip boks 30 sampai 34")
        newer = as_received(replace(changed, rev="1-00000000"), Status.SUBMITTED)
        with place.store.writing():
            place.store.entries.take(newer)
        await press(pilot, "a")
        assert status(place, OLDEST) is Status.SUBMITTED
        assert app.line("baru saja berubah (Kegiatan harian)")
        assert app.line("Mendaftar arsip boks 30 sampai 34")
        await press(pilot, "a")
        assert status(place, OLDEST) is Status.APPROVED


async def test_a_decision_can_be_taken_back_until_it_has_left(tmp_path: Path) -> None:
    place = office(tmp_path, me=BUDI)
    app = reviewing(place)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a", "u")
        assert status(place, OLDEST) is Status.SUBMITTED
        assert app.line("Dibatalkan: menyetujui. Entri Joko Lestari kembali ke antrean.")
        assert place.store.outbox.count() == 0


async def test_the_filter_leaves_one_person_and_escape_shows_all_again(tmp_path: Path) -> None:
    app = reviewing(office(tmp_path, me=BUDI))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "slash", "siti", "enter")
        assert app.line("3 dari 6 menunggu")
        assert "Joko" not in app.picture
        await press(pilot, "escape")
        assert app.line("6 menunggu")
        assert app.returned is NOTHING


async def test_the_last_decision_leaves_a_kind_word_and_no_keys_to_decide(tmp_path: Path) -> None:
    app = reviewing(office(tmp_path, me=BUDI))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *"aaaaaa")
        assert app.line("Tidak ada yang menunggu pemeriksaan.")
        assert "setujui" not in app.picture.splitlines()[-1]
        await press(pilot, "a")
        assert app.line("Tidak ada yang menunggu pemeriksaan.")


async def test_acting_for_another_post_is_said_on_the_entry(tmp_path: Path) -> None:
    place = office(tmp_path, me=BUDI, filled=False)
    with place.store.writing():
        entry = as_received(make_entry(0, date(2026, 11, 20)), Status.SUBMITTED, position="pos-2")
        place.store.entries.take(entry)
    app = reviewing(place)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.line("! Anda bertindak sebagai Plt.")


async def test_an_overlap_on_the_same_day_is_said(tmp_path: Path) -> None:
    place = office(tmp_path, me=BUDI, filled=False)
    with place.store.writing():
        for number in (0, 1):
            entry = replace(make_entry(number, date(2026, 11, 20)), start=480, end=600)
            place.store.entries.take(as_received(entry, Status.SUBMITTED))
    app = reviewing(place)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.line("! Bertumpuk: 08.00-10.00")


async def test_what_others_wrote_reaches_the_screen_inert(tmp_path: Path) -> None:
    place = office(tmp_path, me=BUDI, filled=False)
    evil = "\x1b]52;c;aGk=\x07\x1b[2J[/red]\u202e"
    with place.store.writing():
        place.store.reference.put(replace(SITI, name=f"Siti{evil}"))
        entry = as_received(make_entry(0, date(2026, 11, 20), activity=f"Rapat {evil} lagi"), Status.SUBMITTED)
        place.store.entries.take(entry)
        place.store.notes.take(Note(id="n", entry=entry.id, kind=Action.NOTE, text=evil, by="x", name=evil))
    app = reviewing(place)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a")
        assert not set(app.picture) & {"\x1b", "\x07", "\u202e"}
        assert app.line("[/red]")


async def test_a_narrow_window_shows_the_queue_or_the_entry(tmp_path: Path) -> None:
    app = reviewing(office(tmp_path, me=BUDI))
    async with app.run_test(size=(40, 15)) as pilot:
        await pilot.pause()
        assert "Rencana" not in app.picture
        await press(pilot, "enter")
        assert app.line("Mendaftar arsip inaktif")
        assert "Sel 24 Nov" not in app.picture
        await press(pilot, "escape")
        assert app.line("Sel 24 Nov")


async def test_where_only_its_line_is_in_view_an_entry_is_opened_before_any_decision(tmp_path: Path) -> None:
    place = office(tmp_path, me=BUDI)
    app = reviewing(place)
    async with app.run_test(size=(40, 15)) as pilot:
        for decision in ("a", "r", "x", "m", "c"):
            await press(pilot, decision)
            assert "Mendaftar arsip inaktif" in app.picture
            assert "dibuka lebih dahulu" in app.picture
            assert status(place, OLDEST) is Status.SUBMITTED
            await press(pilot, "escape")
        await press(pilot, "a", "a")
        assert status(place, OLDEST) is Status.APPROVED


async def test_what_came_in_untold_is_in_the_queue_after_the_next_decision(tmp_path: Path) -> None:
    place = office(tmp_path, me=BUDI)
    app = reviewing(place)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        with place.store.writing():
            place.store.entries.take(as_received(make_entry(2, date(2026, 11, 23), JOKO), Status.SUBMITTED))
        await press(pilot, "a")
        assert app.line("Tinjau · 6 menunggu")


async def test_a_queue_of_thousands_draws_only_what_is_in_view(tmp_path: Path) -> None:
    place = office(tmp_path, me=BUDI, filled=False)
    first = date(2026, 1, 1)
    with place.store.writing():
        for number in range(2_000):
            entry = make_entry(number, first + timedelta(days=number % 300), id=f"e-{number:05}")
            place.store.entries.take(as_received(entry, Status.SUBMITTED))
    app = reviewing(place)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "G")
        assert app.line("Tinjau · 2.000 menunggu")
        assert app.picture.count("Siti Rahmawati") == 8
        await press(pilot, "g")
        assert app.line("▸ Siti Rahmawati      Kam 1 Jan")


async def test_a_reason_is_offered_again_when_the_entry_changed_while_it_was_typed(tmp_path: Path) -> None:
    place = office(tmp_path, me=BUDI)
    app = reviewing(place)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "r", "Sebutkan boks")
        stored = place.store.entries.get(OLDEST)
        assert stored is not None
        with place.store.writing():
            place.store.entries.take(advance(replace(stored.entry, quantity=7)))
        await press(pilot, "enter")
        assert status(place, OLDEST) is Status.SUBMITTED
        await press(pilot, "r")
        assert app.line("Sebutkan boks")
        await press(pilot, "enter")
    assert notes(place, OLDEST) == [(Action.RETURN, "Sebutkan boks", None)]


async def test_a_reason_is_offered_again_when_the_rejection_was_not_meant(tmp_path: Path) -> None:
    place = office(tmp_path, me=BUDI)
    app = reviewing(place)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "x", "Bukan tugas", "enter", "n", "x", "enter", "y")
    assert notes(place, OLDEST) == [(Action.REJECT, "Bukan tugas", None)]


async def test_a_reason_that_led_to_a_decision_is_not_offered_again(tmp_path: Path) -> None:
    place = office(tmp_path, me=BUDI)
    app = reviewing(place)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "c", "Bagus", "enter", "c", "Rapi", "enter")
    assert [text for _, text, _ in notes(place, OLDEST)] == ["Bagus", "Rapi"]


async def test_in_a_window_of_15_rows_the_note_leaves_the_work_in_view(tmp_path: Path) -> None:
    app = reviewing(office(tmp_path, me=BUDI))
    async with app.run_test(size=(40, 15)) as pilot:
        await press(pilot, "enter", "r")
        assert "Mendaftar arsip inaktif" in app.picture
        await press(pilot, "Mohon sebutkan jumlah boks dan lampirkan tautan daftar arsip")
        assert "tautan daftar arsip" in " ".join(app.picture.split())
