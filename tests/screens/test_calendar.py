from datetime import date
from pathlib import Path

import pytest

from ekin_tui.app import Switch
from ekin_tui.desk.views import DayKind
from ekin_tui.domain.model import Status
from ekin_tui.screens.calendar import CalendarScreen
from ekin_tui.screens.editor import EditorScreen
from ekin_tui.screens.help import HelpScreen
from ekin_tui.screens.locked import LockedScreen
from ekin_tui.screens.review import ReviewScreen
from ekin_tui.screens.sync import SyncScreen
from ekin_tui.sync.result import Progress, Result
from tests.office import BUDI, JOKO, SITI, TODAY, as_received, make_entry
from tests.screens.program import picture, press, program, said, write

SIZE = (80, 24)


async def test_the_month_opens_at_today_with_its_figures(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        shown = picture(app)
        assert "November 2026" in shown
        assert "batas 5 Des" in shown
        assert "Hari kerja terisi 13 dari 20" in shown
        assert "target tetap 6.750" in shown
        assert "Rab 25 Nov 2026" in shown
        assert "Tekan n untuk" in shown


@pytest.mark.parametrize(
    ("keys", "day"),
    [
        (["left"], "Sel 24 Nov"),
        (["h", "h"], "Sen 23 Nov"),
        (["right"], "Kam 26 Nov"),
        (["l", "k"], "Kam 19 Nov"),
        (["up"], "Rab 18 Nov"),
        (["j"], "Rab 2 Des"),
        (["left_square_bracket"], "Min 25 Okt"),
        (["pagedown"], "Jum 25 Des"),
        (["up", "up", "t"], "Rab 25 Nov"),
        (["f"], "Jum 6 Nov"),
    ],
)
async def test_keys_move_through_the_days(tmp_path: Path, keys: list[str], day: str) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *keys)
        assert day in picture(app)


async def test_a_usual_entry_is_recorded_and_sent_by_keys_alone(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "n")
        assert isinstance(app.screen, EditorScreen)
        await write(pilot, "lapbul")
        await press(pilot, "enter", "enter")
        for text in ("08.00", "09.30", "Menyusun rekap arsip masuk bulan November", "1"):
            await write(pilot, text)
            await pilot.pause(0.1)
            await press(pilot, "enter")
        await press(pilot, "ctrl+g")
        assert isinstance(app.screen, CalendarScreen)
        assert "antrean" in said(app)
    [entry] = behind.desk.journal.day(TODAY).entries
    assert entry.entry.status is Status.SUBMITTED
    assert entry.entry.plan == "plan-lapbul-p-siti"


async def test_yesterday_is_copied_in_one_key_and_taken_back_by_another(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "y")
        assert "disalin" in said(app)
        count = len(behind.desk.journal.day(TODAY).entries)
        assert count == 3
        await press(pilot, "u")
        assert len(behind.desk.journal.day(TODAY).entries) == 0
        assert behind.store.outbox.count() == 0


async def test_a_day_is_sent_and_what_lacks_something_is_named(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "y", "s")
        assert "3 entri dikirim" in said(app)
        assert all(v.entry.status is Status.SUBMITTED for v in behind.desk.journal.day(TODAY).entries)
        await press(pilot, "left", "left", "s")
        assert "0 dikirim" in said(app) or "1 entri dikirim" in said(app)


async def test_everything_ready_is_sent_once_confirmed(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "y", "S")
        assert "Kirim 3 entri" in picture(app)
        await press(pilot, "n")
        assert behind.store.outbox.count() == 3
        await press(pilot, "S", "enter")
        assert "3 entri dikirim" in said(app)


async def test_one_entry_is_chosen_discarded_and_brought_back(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "y", "tab", "j", "d")
        assert "dibuang" in said(app)
        assert len(behind.desk.journal.day(TODAY).entries) == 2
        await press(pilot, "u")
        assert len(behind.desk.journal.day(TODAY).entries) == 3
        await press(pilot, "escape", "escape")
        assert "q" in said(app)


async def test_a_submitted_entry_is_read_and_withdrawn(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "left", "enter")
        assert isinstance(app.screen, LockedScreen)
        await press(pilot, "escape", "w")
        assert "ditarik" in said(app)
    assert Status.DRAFT in {v.entry.status for v in behind.desk.journal.day(date(2026, 11, 24)).entries}


async def test_a_returned_entry_shows_the_note_in_the_day(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "left", "left", "tab", "j")
        assert "dikembalikan" in picture(app)
        assert "Mohon" in picture(app)
        assert "lampirkan tautan" in picture(app)
        await press(pilot, "e")
        assert isinstance(app.screen, EditorScreen)
        assert "Dikembalikan oleh" in picture(app)


async def test_a_comment_joins_the_thread(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "left", "c")
        await press(pilot, "enter")
        assert "wajib" in picture(app)
        await write(pilot, "Bukti menyusul.")
        await pilot.pause(0.1)
        await press(pilot, "enter")
        assert "Catatan ditambahkan" in said(app)
    assert behind.desk.journal.day(date(2026, 11, 24)).entries[0].notes[-1].text == "Bukti menyusul."


async def test_a_date_is_gone_to_and_an_unreadable_one_is_named(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "g")
        await write(pilot, "3/11")
        await press(pilot, "enter")
        assert "Sel 3 Nov 2026" in picture(app)
        await press(pilot, "g")
        await write(pilot, "besok")
        await press(pilot, "enter")
        assert 'Tanggal "besok" tidak terbaca' in picture(app)
        assert " besok\n" in picture(app), "what was typed stays to be mended"
        await press(pilot, "ctrl+u")
        await write(pilot, "4/11")
        await press(pilot, "enter")
        assert "Rab 4 Nov 2026" in picture(app)
        await press(pilot, "g", "enter")
        assert "Rab 4 Nov 2026" in picture(app), "nothing typed leads nowhere"


async def test_a_day_is_marked_as_leave(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "i", "enter")
        assert "Cuti" in said(app)
        assert "· cuti" in picture(app)
        assert "cuti: " not in picture(app), "one word for the mark, in the language of the screen"
    assert behind.desk.journal.day(TODAY).kind is DayKind.LEAVE


@pytest.mark.parametrize(
    ("lang", "kind", "minutes"), [("id", "bukan hari kerja", "90 menit"), ("en", "not a working day", "90 minutes")]
)
async def test_a_day_off_names_itself_whole_and_counts_its_minutes_against_nothing(
    tmp_path: Path, lang: str, kind: str, minutes: str
) -> None:
    app, behind = program(tmp_path, lang)
    saturday = date(2026, 11, 28)
    with behind.store.writing():
        behind.store.entries.take(as_received(make_entry(0, saturday), Status.SUBMITTED))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "g")
        await write(pilot, "28/11")
        await press(pilot, "enter")
        assert f"28 Nov · {kind}" in picture(app)
        shown = picture(app).splitlines()
        assert any(line.endswith(f"  {minutes}") for line in shown)
        await pilot.resize_terminal(40, 15)
        await pilot.pause()
        assert any(line.endswith(" 90") for line in picture(app).splitlines())
        assert "90/0" not in picture(app)


async def test_help_lists_the_keys_and_the_marks(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "question_mark")
        assert isinstance(app.screen, HelpScreen)
        assert "kirim semua" in picture(app)
        await press(pilot, "pagedown", "pagedown", "pagedown")
        assert "Tanda" in picture(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, CalendarScreen)


async def test_the_palette_finds_actions_in_both_languages(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "ctrl+p")
        await write(pilot, "copy")
        await pilot.pause(0.5)
        assert "salin" in picture(app)
        await press(pilot, "enter")
        await pilot.pause(0.3)
    assert len(behind.desk.journal.day(TODAY).entries) == 3


async def test_numbers_lead_to_the_places(tmp_path: Path) -> None:
    app, _ = program(tmp_path, me=BUDI)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2")
        assert isinstance(app.screen, ReviewScreen)
        await press(pilot, "3")
        assert isinstance(app.screen, SyncScreen)
        await press(pilot, "1")
        assert isinstance(app.screen, CalendarScreen)


async def test_the_demonstration_goes_on_as_somebody_else(tmp_path: Path) -> None:
    app, _ = program(tmp_path, people=[SITI, JOKO])
    async with app.run_test(size=SIZE) as pilot:
        await app.run_action("switch")
        await pilot.pause()
        assert "Joko Lestari" in picture(app)
        await press(pilot, "j", "enter")
    assert app.return_value == Switch(JOKO.nip)


async def test_outside_a_demonstration_nobody_can_be_switched(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await app.run_action("switch")
        await pilot.pause()
        assert isinstance(app.screen, CalendarScreen)


async def test_an_exchange_runs_beside_the_keys_and_tells_how_it_went(tmp_path: Path) -> None:
    results = [
        Result(target="pusat", pushed=2, pulled=5),
        Result(target="pusat", code="offline", offline=True),
        Result(target="pusat"),
    ]

    def syncer(tell: object) -> Result:
        tell(Progress(feed="push", done=1, total=2))  # type: ignore[operator]
        return results.pop(0)

    app, _ = program(tmp_path, syncer=syncer)
    async with app.run_test(size=SIZE) as pilot:
        for word in ("2 dikirim, 5 diterima", "tidak terjangkau", "mutakhir"):
            await press(pilot, "R")
            await app.workers.wait_for_complete()
            await pilot.pause()
            assert word in said(app)


async def test_without_a_centre_the_key_says_so(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "R")
        assert "belum diatur" in said(app)


async def test_what_was_being_typed_is_offered_at_the_next_start(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "n")
        await write(pilot, "lapb")
        app.keep_work()
    behind_again = program(tmp_path, filled=False)[0]
    async with behind_again.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert "belum selesai" in said(behind_again)
        await press(pilot, "n")
        assert "lapb" in picture(behind_again)


@pytest.mark.parametrize("size", [(40, 15), (132, 43), (40, 12)])
async def test_every_size_shows_the_month_and_the_day(tmp_path: Path, size: tuple[int, int]) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        shown = picture(app)
        assert "November" in shown
        assert "25" in shown


async def test_a_window_of_20_by_5_asks_for_a_larger_one(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=(20, 5)) as pilot:
        await pilot.pause()
        assert "Perbesar" in picture(app)
        await pilot.resize_terminal(*SIZE)
        await pilot.pause()
        assert "Perbesar" not in picture(app)


async def test_q_leaves_the_program(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "q")
        await pilot.pause()
        assert not app.is_running


async def test_help_lists_the_keys_of_what_has_the_focus_too(tmp_path: Path) -> None:
    app, _ = program(tmp_path, me=BUDI)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2", "question_mark")
        assert "baris berikutnya" in picture(app)
        assert "setujui" in picture(app)


async def test_what_was_returned_and_not_mended_is_sent_alone_after_a_question(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    [returned] = [v for v in behind.desk.journal.day(date(2026, 11, 23)).entries if v.entry.status is Status.RETURNED]

    def now() -> Status:
        view = behind.desk.journal.view(returned.entry.id)
        assert view is not None
        return view.entry.status

    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "S")
        assert "Belum diperbaiki sejak dikembalikan" in " ".join(picture(app).split())
        await press(pilot, "escape", "left", "left", "s")
        assert now() is Status.RETURNED, "of a day it is left as well"
        await press(pilot, "tab", "j", "s")
        assert "tanpa perubahan" in picture(app)
        await press(pilot, "escape")
        assert now() is Status.RETURNED
        await press(pilot, "e", "ctrl+g")
        assert "tanpa perubahan" in picture(app)
        await press(pilot, "escape", "escape", "s", "y")
        assert now() is Status.SUBMITTED
