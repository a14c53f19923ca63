"""The editor, as a clerk uses it: by keys, over a real cache."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from ekin_tui.desk.views import Form
from ekin_tui.domain.model import Status
from ekin_tui.screens.editor import EditorScreen, open_entry
from ekin_tui.screens.messages import Saved
from ekin_tui.store import Store
from tests.office import TODAY, Office, make_entry, office
from tests.screens import keyboard
from tests.screens.stage import NOTHING, Stage, room_of

SIZE = (80, 24)


def new_entry(place: Office, lang: str = "id") -> Stage:
    return Stage(lambda: open_entry(room_of(place.desk, lang), place.desk.journal.blank(TODAY)))


def opened(place: Office, entry_id: str, lang: str = "id") -> Stage:
    return Stage(lambda: open_entry(room_of(place.desk, lang), place.desk.journal.form(entry_id)))


def form_of(app: Stage) -> Form:
    assert isinstance(app.screen, EditorScreen)
    return app.screen._form.form


async def press(pilot: Pilot[None], *groups: str) -> None:
    """Press keys; a group of several letters that is no key's name is typed letter by letter."""
    for group in groups:
        named = group in NAMED or "+" in group
        await keyboard.press(pilot, *([group] if named else group))


NAMED = {"enter", "tab", "up", "down", "escape", "backspace", "space", "home", "end"}
WHOLE = ("lapbul", "enter", "enter", "08.00", "enter", "09.30", "enter", "Menyusun rekap arsip", "enter", "1", "enter")


async def test_a_whole_entry_is_written_with_keys_alone_and_saved_as_a_draft(tmp_path: Path) -> None:
    place = office(tmp_path)
    app = new_entry(place)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *WHOLE, "enter", "enter")
    assert isinstance(app.returned, Saved)
    view = place.desk.journal.view(app.returned.id)
    assert view is not None
    assert view.entry.plan == "plan-lapbul-p-siti"
    assert (view.entry.start, view.entry.end, view.entry.quantity, view.entry.unit) == (480, 570, 1, "dokumen")
    assert view.entry.activity == "Menyusun rekap arsip"
    assert view.entry.status is Status.DRAFT
    assert not app.returned.sent


async def test_ctrl_g_saves_and_sends(tmp_path: Path) -> None:
    place = office(tmp_path)
    app = new_entry(place)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *WHOLE, "ctrl+g")
    assert isinstance(app.returned, Saved)
    assert app.returned.sent
    view = place.desk.journal.view(app.returned.id)
    assert view is not None
    assert view.entry.status is Status.SUBMITTED


async def test_words_that_match_no_plan_are_refused_and_never_linked(tmp_path: Path) -> None:
    place = office(tmp_path)
    app = new_entry(place)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "zzqqx", "enter")
        assert 'dengan "zzqqx"' in app.picture
        assert form_of(app).plan == ""
        await press(pilot, "tab", "enter", "08.00", "escape")
    assert isinstance(app.returned, Saved)
    assert place.desk.journal.form(app.returned.id).plan_words == "zzqqx"
    view = place.desk.journal.view(app.returned.id)
    assert view is not None
    assert view.entry.plan is None


async def test_leaving_the_plan_without_taking_one_links_nothing_and_says_so(tmp_path: Path) -> None:
    place = office(tmp_path)
    app = new_entry(place)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "laporan", "tab")
        assert form_of(app).plan == ""
        assert "belum dipilih dari daftar" in app.picture
        assert app.line("Rencana aksi").startswith("✗")


async def test_arrows_choose_another_plan_and_enter_takes_it(tmp_path: Path) -> None:
    place = office(tmp_path)
    app = new_entry(place)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "arsip")
        shown = [match.line.plan.id for match in app.screen._form.plan.matches]  # type: ignore[attr-defined]
        assert len(shown) > 2
        await press(pilot, "down", "down", "enter")
        assert form_of(app).plan == shown[2]


async def test_a_plan_is_found_by_initials_and_in_spite_of_a_typo(tmp_path: Path) -> None:
    place = office(tmp_path)
    for words in ("mupa", "pemusnahn"):
        app = new_entry(place)
        async with app.run_test(size=SIZE) as pilot:
            await press(pilot, words)
            assert app.screen._form.plan.matches, words  # type: ignore[attr-defined]


async def test_the_list_tells_rhk_and_period_of_the_choice(tmp_path: Path) -> None:
    app = new_entry(office(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "musnah")
        assert "1 Jan - 31 Des 2026" in app.line("RHK: Arsip dinamis")


async def test_changing_the_text_of_a_chosen_plan_unlinks_it(tmp_path: Path) -> None:
    app = new_entry(office(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "musnah", "enter", "up", "x")
        assert form_of(app).plan == ""


async def test_a_pinned_plan_comes_first(tmp_path: Path) -> None:
    place = office(tmp_path)
    app = new_entry(place)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "musnah", "enter", "ctrl+t")
        assert "Disematkan" in app.picture
    assert place.desk.suggest().best("")[0].line.plan.code == "musnah"
    again = new_entry(place)
    async with again.run_test(size=SIZE) as pilot:
        await press(pilot, "musnah", "ctrl+t")
    assert place.desk.journal.pins() == frozenset()


async def test_the_end_time_suggests_itself_and_enter_takes_it(tmp_path: Path) -> None:
    app = new_entry(office(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "lapbul", "enter", "enter", "13.00", "enter")
        assert "14.30" in app.line("Jam selesai")
        assert app.line("Enter mengambil 14.30, atau ketik jam lain.")
        assert form_of(app).end == ""
        await press(pilot, "enter")
        assert form_of(app).end == "14.30"


async def test_the_unit_comes_from_the_plan_but_never_over_a_typed_one(tmp_path: Path) -> None:
    app = new_entry(office(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "lapbul", "enter")
        assert form_of(app).unit == "dokumen"
        await press(pilot, "up", "daftar", "enter")
        assert form_of(app).unit == "dokumen"


async def test_an_end_before_the_start_is_said_at_once_with_field_and_remedy(tmp_path: Path) -> None:
    app = new_entry(office(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "tab", "tab", "09.00", "enter", "08.00")
        assert "Perlu diperbaiki: Jam selesai 08.00 lebih awal dari jam mulai 09.00" in app.picture


async def test_an_overlap_is_a_warning_with_another_mark_and_word_and_does_not_keep_from_sending(
    tmp_path: Path,
) -> None:
    place = office(tmp_path)
    with place.store.writing():
        place.store.entries.take(make_entry(0, TODAY))
    app = new_entry(place)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "lapbul", "enter", "enter", "08.30")
        assert "! Perhatian: Bertumpuk" in app.picture
        await press(pilot, "enter", "09.00", "enter", "Menyusun rekap arsip", "enter", "1", "ctrl+g")
    assert isinstance(app.returned, Saved)
    assert app.returned.sent


async def test_sending_an_incomplete_entry_marks_every_field_and_goes_to_the_first(tmp_path: Path) -> None:
    app = new_entry(office(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "lapbul", "enter", "ctrl+g")
        assert app.returned is NOTHING
        assert "Belum dikirim: 4 isian" in app.picture
        assert app.focused is not None
        assert app.focused.id == "start"
        for label in ("Jam mulai", "Jam selesai", "Kegiatan harian", "Realisasi"):
            assert app.line(label).startswith("✗")


async def test_typed_text_is_on_disk_half_a_second_after_the_last_key(tmp_path: Path) -> None:
    place = office(tmp_path)
    app = new_entry(place)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "tab", "tab", "tab", "tab", "Memilah arsip")
        await pilot.pause(0.5)
        other = Store.open(place.path)
        assert [fields["activity"] for _, fields in other.scratch.all()] == ["Memilah arsip"]
        other.close()


async def test_what_was_being_typed_comes_back_after_a_crash(tmp_path: Path) -> None:
    place = office(tmp_path)
    app = new_entry(place)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "tab", "25-11-2026 pagi", "tab", "8.1x")
    form = place.desk.journal.unfinished()[0]
    again = Stage(lambda: open_entry(room_of(place.desk), form))
    async with again.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert "8.1x" in again.line("Jam mulai")


async def test_what_came_back_after_a_crash_is_a_draft_when_one_leaves_it_as_it_is(tmp_path: Path) -> None:
    place = office(tmp_path)
    app = new_entry(place)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "tab", "tab", "tab", "tab", "Memilah arsip")
        await pilot.pause(0.5)
    form = place.desk.journal.unfinished()[0]
    again = Stage(lambda: open_entry(room_of(place.desk), form))
    async with again.run_test(size=SIZE) as pilot:
        await press(pilot, "escape")
        await pilot.pause(0.2)
    assert isinstance(again.returned, Saved)
    view = place.desk.journal.view(again.returned.id)
    assert view is not None
    assert view.entry.activity == "Memilah arsip"


async def test_escape_keeps_what_was_typed_as_a_draft(tmp_path: Path) -> None:
    place = office(tmp_path)
    app = new_entry(place)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "lapbul", "enter", "escape")
        await pilot.pause(0.2)
    assert isinstance(app.returned, Saved)
    view = place.desk.journal.view(app.returned.id)
    assert view is not None
    assert view.entry.plan == "plan-lapbul-p-siti"


async def test_escape_without_a_change_leaves_nothing_behind(tmp_path: Path) -> None:
    place = office(tmp_path)
    app = new_entry(place)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a", "backspace")
        await pilot.pause(0.4)
        await press(pilot, "escape")
        await pilot.pause(0.2)
    assert app.returned is None
    assert place.desk.journal.unfinished() == []
    assert place.desk.journal.day(TODAY).entries == ()


async def test_a_pasted_novel_is_kept_whole_and_how_much_to_cut_is_said(tmp_path: Path) -> None:
    place = office(tmp_path)
    novel = "Menyusun laporan.\n" * 60
    app = new_entry(place)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "tab", "tab", "tab", "tab")
        app.post_message(events.Paste(novel))
        await pilot.pause(0.5)
        assert len(form_of(app).activity) == 1079
        assert app.line("1079/500")
        assert "Hapus 579 karakter" in " ".join(app.picture.split())
        assert len(place.desk.journal.unfinished()[0].activity) == 1079
        await press(pilot, "ctrl+g")
        assert app.returned is NOTHING


async def test_escape_sequences_in_a_paste_are_inert(tmp_path: Path) -> None:
    app = new_entry(office(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "tab", "tab", "tab", "tab")
        app.post_message(events.Paste("rapat\x1b]52;c;aGk=\x07 \x1b[2J[/red]\u202eok"))
        await pilot.pause()
        typed = form_of(app).activity
        assert typed.startswith("rapat\N{REPLACEMENT CHARACTER}]52")
        assert not set(typed) & {"\x1b", "\x07", "\u202e"}
        assert "[/red]" in app.picture


async def type_ahead(app: Stage, pilot: Pilot[None], keys: Iterable[str]) -> None:
    """Send ``keys`` in one piece and wait until the picture has stood still, however busy the machine is."""
    for key in keys:
        app.post_message(events.Key(key, key if len(key) == 1 else None))
    before, still = "", 0
    for _ in range(100):
        await pilot.pause(0.1)
        before, still = app.picture, still + 1 if app.picture == before and not app._turn_now().held else 0
        if still == 5:
            return
    pytest.fail("the picture did not come to rest")


async def test_keys_typed_ahead_go_where_the_person_will_see_them(tmp_path: Path) -> None:
    app = new_entry(office(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        await type_ahead(
            app, pilot, [*"lap", "enter", "enter", *"0800", "enter", "enter", *"menyusun rekap", "enter", "2"]
        )
        form = form_of(app)
        assert (form.plan, form.start, form.end) == ("plan-lapbul-p-siti", "0800", "09.30")
        assert (form.activity, form.quantity) == ("menyusun rekap", "2")


async def test_lines_pasted_as_keys_do_not_save_an_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ekin_tui.widgets.field_input.BY_HAND", 5.0)  # a machine under load types slowly
    app = new_entry(office(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "tab", "tab", "tab", "tab")
        await type_ahead(
            app, pilot, [*"rapat", "enter", *"satu", "enter", *"dua", "enter", *"tiga", "enter", *"empat", "enter"]
        )
        assert app.returned is NOTHING
        assert "tekan Enter sekali lagi" in " ".join(app.picture.split())


async def test_a_returned_entry_shows_the_note_on_top_and_what_has_changed_since(tmp_path: Path) -> None:
    place = office(tmp_path)
    app = opened(place, "e-siti-1123-1")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert "Dikembalikan oleh Budi Hartono, 24 Nov 08.10: Mohon lampirkan" in app.picture
        assert "Belum ada yang diubah" in app.picture
        await press(pilot, " dan 25")
        assert app.line("Diubah sejak itu: Kegiatan harian")


async def test_the_thread_of_notes_takes_the_place_of_the_form_and_gives_it_back(tmp_path: Path) -> None:
    app = opened(office(tmp_path), "e-siti-1123-1")
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "ctrl+r")
        assert app.line("Budi Hartono (atasan) mengembalikan")
        await press(pilot, "ctrl+r", "!")
        assert form_of(app).activity.endswith("!")


async def test_a_submitted_entry_opens_to_be_read_with_the_reason_and_can_be_taken_back(tmp_path: Path) -> None:
    place = office(tmp_path)
    app = opened(place, "e-siti-1124-1")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert "tidak dapat diubah" in app.picture
        await press(pilot, "w")
        await press(pilot, "y")
    assert isinstance(app.returned, Saved)
    view = place.desk.journal.view("e-siti-1124-1")
    assert view is not None
    assert view.entry.status is Status.DRAFT


async def test_an_approved_entry_offers_a_comment_but_not_to_be_taken_back(tmp_path: Path) -> None:
    place = office(tmp_path)
    app = opened(place, "e-siti-1102-1")
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "w")
        assert "tarik kembali" not in app.picture
        await press(pilot, "c")
        await press(pilot, "Terima kasih", "enter")
        assert "Catatan ditambahkan" in app.picture
    view = place.desk.journal.view("e-siti-1102-1")
    assert view is not None
    assert [note.text for note in view.notes] == ["Terima kasih"]


async def test_every_field_can_be_reached_in_a_window_of_40_columns_and_15_rows(tmp_path: Path) -> None:
    app = new_entry(office(tmp_path))
    async with app.run_test(size=(40, 15)) as pilot:
        await press(pilot, *WHOLE, "enter")
        assert app.line("▸ Bukti dukung")
        assert max(len(line) for line in app.picture.splitlines()) <= 40


async def test_a_letter_lays_nothing_out_again(tmp_path: Path) -> None:
    app = new_entry(office(tmp_path))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *WHOLE, "up", "x")
        laid = app.screen._compositor
        before = laid.full_map
        await press(pilot, "x", "x")
        assert laid.full_map is before
