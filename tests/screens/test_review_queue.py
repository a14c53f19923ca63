"""The queue of a head with much work: places, orders, the filter line, several approvals, notes from texts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from ekin_tui.desk import Desk
from ekin_tui.domain.model import Action, Assignment, Capacity, Note, Status
from ekin_tui.domain.rev import advance
from ekin_tui.screens.bulk import BulkDialog
from ekin_tui.screens.dialogs import Confirm
from ekin_tui.screens.notes import AskNote, PhrasesDialog
from ekin_tui.screens.review import ReviewScreen
from ekin_tui.screens.sight import FAST, SEEN_S, WITHIN_S
from ekin_tui.store import Store
from ekin_tui.text import Words
from ekin_tui.widgets.activity_input import ActivityInput
from ekin_tui.widgets.say_line import SayLine
from ekin_tui.widgets.title_line import TitleLine
from tests.office import BUDI, JOKO, NOW, SITI, Office, as_received, counting, make_entry, office
from tests.screens.stage import NOTHING, Stage, room_of
from tests.screens.test_review import OLDEST, SECOND, notes, press, status

SIZE, SMALL = (80, 24), (40, 15)
FIRST = date(2026, 11, 24)


class Seconds:
    """A clock that goes on only when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def head(folder: Path, days: int = 12) -> Office:
    """Return Budi's desk with four entries a day of two people that wait."""
    place = office(folder, me=BUDI, filled=False)
    with place.store.writing():
        for number in range(days * 8):
            slot, piece = divmod(number, 4)
            entry = make_entry(piece, FIRST - timedelta(days=slot // 2), (SITI, JOKO)[slot % 2])
            place.store.entries.take(as_received(entry, Status.SUBMITTED))
    return place


def staged(place: Office, clock: Callable[[], float] | None = None, lang: str = "id") -> Stage:
    return Stage(lambda: ReviewScreen(room_of(place.desk, lang), clock or Seconds()))


def waiting(place: Office) -> int:
    return len(place.desk.reviewing.queue())


async def see(pilot: Pilot[None], clock: Seconds, *keys: str) -> None:
    """Look at the entry in view long enough, then press ``keys``."""
    await pilot.pause()
    clock.now += SEEN_S
    await press(pilot, *keys)


async def test_the_place_in_the_whole_is_told_and_the_ends_are_one_key_away(tmp_path: Path) -> None:
    app = staged(head(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert app.line("Pegawai").endswith("1 dari 96")
        await press(pilot, "end")
        assert app.line("Pegawai").endswith("96 dari 96")
        await press(pilot, "home", "j", "j")
        assert app.line("Pegawai").endswith("3 dari 96")
        await pilot.press("pagedown")
        await pilot.pause()
        assert app.line("Pegawai").endswith("9 dari 96")


async def test_the_order_turns_to_persons_and_days_with_headings_and_stays_at_the_entry(tmp_path: Path) -> None:
    app = staged(head(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "end", "o")
        assert app.line("Siti Rahmawati · Arsiparis")
        assert app.line("menurut pegawai")
        assert app.line("Pegawai").endswith("96 dari 96")
        await press(pilot, "home")
        assert app.line("Joko Lestari · 48 menunggu")
        assert app.line("▸ Joko Lestari")
        assert app.line("Pegawai").endswith("1 dari 96")
        await press(pilot, "o")
        assert app.line("menurut hari")
        await press(pilot, "home")
        assert app.line("Jum 13 Nov 2026 · 8 menunggu")
        await press(pilot, *"jjjjjjjj")
        assert app.line("Sab 14 Nov 2026 · 8 menunggu")
        assert app.line("▸ Joko Lestari        Sab 14 Nov"), "the heading is passed over"
        await press(pilot, "o")
        assert app.line("paling lama menunggu")


async def test_a_decision_under_headings_goes_on_within_the_group_and_over_its_end(tmp_path: Path) -> None:
    place = head(tmp_path, days=1)
    app = staged(place)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "o", "home", *"aaa")
        assert app.line("Joko Lestari · 1 menunggu")
        await press(pilot, "a")
        assert "Joko Lestari ·" not in app.picture
        assert app.line("▸ Siti Rahmawati")
        await press(pilot, "u")
        assert app.line("Joko Lestari · 1 menunggu")
        assert app.line("▸ Joko Lestari")


async def test_the_filter_narrows_with_each_letter_and_says_how_it_was_understood(tmp_path: Path) -> None:
    app = staged(head(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "slash")
        assert app.line(":telat :lebih :petunjuk")
        await press(pilot, "s")
        assert app.line("96 dari 96 cocok"), "an s stands in every activity or name"
        await press(pilot, "iti", "space", "foto", "space")
        assert app.line("12 dari 96 cocok")
        await pilot.press("2", "4", "slash", "1", "1")
        await pilot.pause()
        assert app.line("1 dari 96 cocok · Sel 24 Nov 2026")
        await press(pilot, "enter", "j")
        assert app.line("Tinjau · 1 dari 96 menunggu")
        assert app.line("siti foto 24/11")
        await press(pilot, "slash", "space", ":zz")
        assert app.line(":zz bukan tanda saringan")
        await press(pilot, "escape")
        assert app.line("Tinjau · 96 menunggu")
        assert app.returned is NOTHING


async def test_a_filter_without_a_hit_says_so_and_keeps_the_line(tmp_path: Path) -> None:
    app = staged(head(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "slash", "xyz", "enter")
        assert app.line("Tidak ada yang cocok dengan")
        await press(pilot, "a", "escape")
        assert app.line("96 menunggu")


async def test_entries_with_hints_are_looked_for_while_one_goes_on(tmp_path: Path) -> None:
    place = head(tmp_path)
    odd = as_received(make_entry(1, FIRST, SITI, activity="https://contoh.go.id/berkas"), Status.SUBMITTED)
    with place.store.writing():
        place.store.entries.take(odd)
    app = staged(place)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "slash", ":petunjuk", "enter")
        await pilot.pause(0.2)
        assert app.line("https://contoh.go.id/berkas")
        assert app.line("dengan petunjuk penulisan")


async def test_only_what_was_in_view_long_enough_is_approved_at_once_and_the_rest_is_named(tmp_path: Path) -> None:
    place, clock = head(tmp_path), Seconds()
    app = staged(place, clock)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "o", "home", "A")
        assert app.line("Belum ada entri Joko Lestari, Jum 13 Nov 2026")
        await see(pilot, clock, "j")
        await see(pilot, clock, "j", "j", "A")
        assert isinstance(app.screen, BulkDialog)
        assert app.line("Setujui 2 entri Joko Lestari, Jum 13 Nov 2026 (3 j 45 m)?")
        assert app.line("Belum dilihat, tidak ikut disetujui (2):")
        assert app.line("! 13.00-14.30")
        await press(pilot, "escape")
        assert waiting(place) == 96
        await press(pilot, "A", "enter")
        assert waiting(place) == 94
        assert app.line("Disetujui 2 entri Joko Lestari")
        assert app.line("▸ Joko Lestari        Jum 13 Nov")
        assert [status(place, f"e-joko-1113-{n}") for n in range(4)] == [
            Status.APPROVED, Status.APPROVED, Status.SUBMITTED, Status.SUBMITTED,
        ]  # fmt: skip
        await press(pilot, "u")
        assert app.line("2 entri Joko Lestari kembali ke antrean")
    assert waiting(place) == 96
    assert place.store.outbox.count() == 0


@pytest.mark.parametrize("turns", [0, 1, 2])
async def test_after_several_approvals_the_cursor_is_where_it_was_among_what_is_left(
    tmp_path: Path, turns: int
) -> None:
    place, clock = head(tmp_path), Seconds()
    app = staged(place, clock)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *"o" * turns, "slash", "joko", "enter", "home", *"jjjj")
        for _ in range(3):
            await see(pilot, clock, "j")
        await press(pilot, "A", "enter")
        assert app.line("Disetujui 3 entri Joko Lestari, Sab 14 Nov 2026")
        assert app.line("Waktu            Sab 14 Nov 2026 · 14.30-16.00")
        assert app.line("Pegawai").endswith("5 dari 45")


async def test_what_changed_after_it_was_seen_is_not_approved_with_others(tmp_path: Path) -> None:
    place, clock = head(tmp_path), Seconds()
    app = staged(place, clock)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "o", "home")
        await see(pilot, clock, "j")
        stored = place.store.entries.get("e-joko-1113-0")
        assert stored is not None
        with place.store.writing():
            place.store.entries.take(advance(replace(stored.entry, quantity=7)))
        await see(pilot, clock, "A")
        assert app.line("Setujui 1 entri")
        assert app.line("! 08.00-09.30")


async def test_fields_that_were_never_on_the_screen_were_not_seen(tmp_path: Path) -> None:
    place, clock = head(tmp_path), Seconds()
    app = staged(place, clock)
    async with app.run_test(size=SMALL) as pilot:
        await see(pilot, clock, "A")
        assert app.line("Belum ada entri"), "in a small window the list hides the entry"
        await press(pilot, "enter")
        await press(pilot, "A")
        assert app.line("Belum ada entri"), "it has only just come into view"
        await see(pilot, clock, "A")
        assert isinstance(app.screen, BulkDialog)


async def test_many_approvals_within_seconds_are_asked_about_once(tmp_path: Path) -> None:
    place, clock = head(tmp_path), Seconds()
    app = staged(place, clock)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *"a" * (FAST - 1))
        assert waiting(place) == 96 - FAST + 1
        await press(pilot, "a")
        assert isinstance(app.screen, Confirm)
        assert app.line("7 entri disetujui dalam 1 detik")
        await press(pilot, "n")
        assert waiting(place) == 96 - FAST + 1
        await press(pilot, "a", "y", "a", "a")
        assert waiting(place) == 96 - FAST - 2


async def test_an_entry_behind_a_question_is_not_being_read(tmp_path: Path) -> None:
    place, clock = head(tmp_path), Seconds()
    app = staged(place, clock)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "o", "home", "r")
        clock.now += 10 * SEEN_S
        await press(pilot, "escape", "j", "k", "A")
        assert app.line("Belum ada entri Joko Lestari"), "what was read meanwhile is the question"
        clock.now += SEEN_S / 2
        await press(pilot, "c")
        clock.now += 10 * SEEN_S
        await press(pilot, "Baik", "enter", "A")
        assert app.line("Belum ada entri Joko Lestari"), "also after a note, at which the entry stays"
        await see(pilot, clock, "A")
        assert isinstance(app.screen, BulkDialog)


async def test_waiting_in_the_question_whether_all_was_read_is_no_time_of_reading(tmp_path: Path) -> None:
    place, clock = head(tmp_path), Seconds()
    app = staged(place, clock)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *"a" * FAST)
        assert isinstance(app.screen, Confirm)
        clock.now += 2 * WITHIN_S
        await press(pilot, "n", "a")
        assert isinstance(app.screen, Confirm)
        await press(pilot, "n")
        clock.now += 2 * WITHIN_S
        await press(pilot, "a")
        assert not isinstance(app.screen, Confirm)
    assert waiting(place) == 96 - FAST


@pytest.mark.parametrize("size", [SIZE, SMALL, (60, 24)])
@pytest.mark.parametrize("banner", ["", "PERAGAAN", "JAM DIATUR 2026-11-25 09.30"])
async def test_the_count_of_the_queue_is_never_cut(tmp_path: Path, size: tuple[int, int], banner: str) -> None:
    place = office(tmp_path, me=BUDI, filled=False)
    waiting = [as_received(make_entry(n % 4, FIRST - timedelta(days=n), SITI), Status.SUBMITTED) for n in range(6)]
    with place.store.writing():
        for entry in waiting:
            place.store.entries.take(replace(entry, position="pos-2", id=f"plt-{entry.id}"))
            place.store.entries.take(entry)
        place.store.meta.put("last_result", "offline")
    place.desk.reviewing.approve(waiting[0].id, rev=waiting[0].rev)
    app = Stage(lambda: ReviewScreen(replace(room_of(place.desk), banner=banner)))
    async with app.run_test(size=size) as pilot:
        for keys in ("k", "j", "j"):
            await press(pilot, keys)
            title = app.picture.splitlines()[0]
            assert "11 menunggu" in title
            assert "Plt." in title
            assert title.rstrip().endswith(("1 menunggu sinkron", "1 antre"))
        await press(pilot, "slash", "siti", "enter")
        assert "11 dari 11" in app.picture.splitlines()[0]


async def test_who_takes_time_is_asked_nothing(tmp_path: Path) -> None:
    place, clock = head(tmp_path), Seconds()
    app = staged(place, clock)
    async with app.run_test(size=SIZE) as pilot:
        for _ in range(FAST + 2):
            clock.now += WITHIN_S / (FAST - 2)
            await press(pilot, "a")
    assert waiting(place) == 96 - FAST - 2


async def test_a_text_with_gaps_goes_only_when_each_is_filled(tmp_path: Path) -> None:
    place = office(tmp_path, me=BUDI)
    app = staged(place)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "r")
        await pilot.press("ctrl+y")
        await pilot.pause()
        assert isinstance(app.screen, PhrasesDialog)
        await press(pilot, "2", "enter")
        assert isinstance(app.screen, AskNote)
        assert app.line('Masih ada 2 isian kosong (…), misalnya pada "hasil kegiatan: … dari')
        assert status(place, OLDEST) is Status.SUBMITTED
        await press(pilot, "jumlah boks", "enter")
        assert app.line("Masih ada 1 isian kosong")
        await press(pilot, "20", "enter")
    assert notes(place, OLDEST) == [(Action.RETURN, "Uraikan hasil kegiatan: jumlah boks dari 20.", None)]


async def test_what_was_typed_is_kept_as_ones_own_text_and_is_never_lost_to_another(tmp_path: Path) -> None:
    place = office(tmp_path, me=BUDI)
    app = staged(place)
    async with app.run_test(size=SIZE) as pilot:
        await press(
            pilot,
            "c",
            "Sebutkan ___ ya",
        )
        await pilot.press("ctrl+y")
        await press(pilot, "a")
        assert place.desk.phrases.all("comment") == ["Sebutkan … ya"]
        assert app.line("★ Sebutkan … ya")
        await press(pilot, "down", "d")
        assert app.line("Pola bawaan tidak dapat dihapus")
        await press(pilot, "1")
        assert app.screen.query_one(ActivityInput).value == "Sebutkan ___ ya Sebutkan … ya"
        await press(pilot, "escape", "c")
        await pilot.press("ctrl+y")
        await press(pilot, "d")
    assert place.desk.phrases.all("comment") == []


async def test_what_changed_since_the_return_stands_side_by_side(tmp_path: Path) -> None:
    place = office(tmp_path, me=BUDI)
    give_back(place, SECOND)
    app = staged(place)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "end", "enter")
        assert app.line("↩ Diperbaiki setelah dikembalikan: Kegiatan harian, Realisasi.")
        row = app.line("Menyusun rekap jumlah arsip ")
        assert "Menyusun rekap arsip dua" in row
        assert app.line("Uraikan per bidang.")


def give_back(place: Office, entry_id: str) -> None:
    """Return an entry with a note, and have it mended and sent again."""
    stored = place.store.entries.get(entry_id)
    assert stored is not None
    back = advance(replace(stored.entry, status=Status.RETURNED))
    mended = advance(
        replace(back, status=Status.SUBMITTED, activity="Menyusun rekap arsip dua bidang", quantity=2, received=NOW)
    )
    note = Note(id="n-1", entry=entry_id, kind=Action.RETURN, text="Uraikan per bidang.", by=BUDI.id, name=BUDI.name,
                capacity=Capacity.HOLDER, at=NOW, rev=stored.entry.rev)  # fmt: skip
    for entry in (back, mended):
        with place.store.writing():
            place.store.entries.take(entry)
            place.store.notes.take(note)


@pytest.mark.parametrize("size", [SIZE, SMALL])
async def test_the_capacity_is_told_in_every_window(tmp_path: Path, size: tuple[int, int]) -> None:
    place = office(tmp_path, me=BUDI, filled=False)
    with place.store.writing():
        for number, position in enumerate(("pos-1", "pos-2")):
            entry = as_received(make_entry(number, FIRST), Status.SUBMITTED, position=position)
            place.store.entries.take(entry)
    app = staged(place)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert "juga Plt." in app.picture.splitlines()[0]
        await press(pilot, "j")
        assert "Tinjau · sebagai Plt." in app.picture.splitlines()[0]
        head = app.line("Pegawai")
        assert head.endswith("Plt. · 2 dari 2")
        names = head.removesuffix("Plt. · 2 dari 2").split()
        assert set(names) <= {"Pegawai", "Hari", "Waktu", "Menunggu"}, "a name that has no room is left out, not cut"


async def test_an_auditor_is_told_that_there_is_nothing_to_decide(tmp_path: Path) -> None:
    place = office(tmp_path, filled=False)
    audit = Assignment(id="as-9", person=SITI.id, position="", capacity=Capacity.AUDITOR, start=date(2026, 1, 1))
    with place.store.writing():
        place.store.reference.put(audit)
        place.store.entries.take(as_received(make_entry(1, FIRST, JOKO), Status.SUBMITTED))
    app = staged(place)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a", "A", "r")
        assert app.line("Sebagai auditor Anda membaca dan tidak memutuskan")
    assert place.store.outbox.count() == 0


async def test_what_others_wrote_reaches_headings_summary_and_comparison_inert(tmp_path: Path) -> None:
    place, clock = office(tmp_path, me=BUDI, filled=False), Seconds()
    evil = "\x1b]52;c;aGk=\x07\x1b[2J[/red]\u202e"
    with place.store.writing():
        place.store.reference.put(replace(SITI, name=f"Siti{evil}"))
    for status_, text in ((Status.SUBMITTED, "Lama"), (Status.RETURNED, "Lama"), (Status.SUBMITTED, "Baru")):
        entry = as_received(make_entry(0, FIRST, activity=f"{text} {evil} rapat"), status_)
        with place.store.writing():
            place.store.entries.take(entry)
    with place.store.writing():
        place.store.notes.take(Note(id="n", entry="e-siti-1124-0", kind=Action.RETURN, text=evil, by="x", name=evil))
    app = staged(place, clock)
    async with app.run_test(size=SIZE) as pilot:
        seen = ""
        await see(pilot, clock, "o")
        seen += app.picture
        await press(pilot, "A")
        seen += app.picture
        await press(pilot, "escape", "slash", "[/red] :zz[/b]")
        seen += app.picture
        assert app.line("[/red]")
        assert "Lama" in seen
        assert not set(seen) & {"\x1b", "\x07", "\u202e"}


async def test_a_cache_that_cannot_be_written_decides_nothing_and_keeps_the_reason(tmp_path: Path) -> None:
    head(tmp_path, days=1).store.close()
    (tmp_path / "cache.db").chmod(0o400)
    store = Store.open(tmp_path / "cache.db", readonly=True)
    desk = Desk(store, clock=lambda: NOW, new_id=counting(), holidays=lambda _: {})
    app, clock = Stage(lambda: ReviewScreen(room_of(desk), clock)), Seconds()
    async with app.run_test(size=SIZE) as pilot:
        for keys in (["a"], ["u"], ["r", "Sebutkan boks", "enter"], ["m", "60", "enter", "Cukup", "enter"]):
            await press(pilot, *keys)
            assert app.line("hanya dapat dibaca")
            assert app.line("Tinjau · 8 menunggu")
        await see(pilot, clock, "A", "enter")
        assert app.line("hanya dapat dibaca")
        await press(pilot, "r")
        assert app.line("Sebutkan boks")
    store.close()


async def test_a_sentence_of_a_narrow_window_is_read_to_its_end(tmp_path: Path) -> None:
    app = staged(office(tmp_path, me=BUDI))
    async with app.run_test(size=(40, 15)) as pilot:
        await press(pilot, "A")
        said = app.screen.query_one(SayLine).text
        assert said.startswith("Belum ada entri")
        assert said in " ".join(app.picture.split())


async def test_what_is_wrong_with_a_note_is_said_until_it_is_mended_and_no_longer(tmp_path: Path) -> None:
    app = staged(office(tmp_path, me=BUDI))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "r", "enter")
        wrong = app.screen.query_one(SayLine)
        assert wrong.text == Words("id")("dialog.needed")
        await press(pilot, "x")
        assert wrong.text == ""
        await press(pilot, "backspace")
        assert wrong.text == ""


async def test_a_tall_window_shows_more_of_the_queue(tmp_path: Path) -> None:
    app = staged(office(tmp_path, me=BUDI))
    async with app.run_test(size=(132, 43)) as pilot:
        await pilot.pause()
        assert app.screen.query_one("#queue").size.height == 15
        assert app.screen.query_one("#sheet").size.height > 20


async def test_a_narrow_title_says_for_whom_one_acts_beside_how_many_wait(tmp_path: Path) -> None:
    place = office(tmp_path, me=BUDI)
    app = staged(place)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        app.screen.query_one(TitleLine).show(app.screen.titles(), ["diterima 13.59"])
        await pilot.pause()
        assert app.picture.splitlines()[0].startswith("juga Plt. · 6 menunggu  ")
        app.screen.query_one(TitleLine).show(app.screen.titles(), ["luring · 3 antre"])
        await pilot.pause()
        assert app.picture.splitlines()[0].startswith("juga Plt. · 6 menunggu")
        app.screen.query_one(TitleLine).show(app.screen.titles(), ["luring · 13 menunggu sinkron", "luring · 13"])
        await pilot.pause()
        assert app.picture.splitlines()[0].startswith("juga Plt. · 6 menunggu  ")
