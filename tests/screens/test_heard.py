"""Every key is answered: by what it does, or by why it does nothing now; and ``u`` shows what it took back."""

from datetime import timedelta
from pathlib import Path

import pytest

from ekin_tui.desk.views import DayKind, Form
from tests.office import BUDI, TODAY
from tests.screens.program import picture, press, program, said

SIZE = (80, 24)


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        (["w"], "Tidak ada entri yang dipilih pada hari ini."),
        (["d"], "Tidak ada entri yang dipilih pada hari ini."),
        (["c"], "tekan n untuk mencatat"),
        (["left", "d"], "Hanya draf yang dapat dibuang; entri ini terkirim. Yang terkirim ditarik dahulu dengan w."),
        (["k", "k", "k", "w"], "belum diperiksa yang dapat ditarik; entri ini disetujui."),
    ],
)
async def test_a_key_that_the_entry_does_not_allow_says_why(tmp_path: Path, keys: list[str], sentence: str) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *keys)
        assert sentence in said(app)
        await press(pilot, "right")
        assert said(app) == ""


async def test_a_key_that_holds_at_other_times_is_named(tmp_path: Path) -> None:
    app, _ = program(tmp_path, me=BUDI, filled=False)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "2", "a")
        assert said(app) == "Tombol a tidak berlaku di sini sekarang. Space menampilkan yang berlaku."
        await press(pilot, "exclamation_mark")
        assert said(app) == "", "a key that never does anything"


async def test_a_marked_day_is_taken_back_and_shown(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "i", "2")
        assert "Perjalanan dinas" in said(app)
        assert "Rab 25 Nov · perjalanan dinas" in picture(app)
        await press(pilot, "up", "u")
        assert said(app) == "Tanda hari dibatalkan; hari itu kembali seperti semula."
        assert "Rab 25 Nov 2026 · hari kerja" in picture(app)
    assert behind.desk.journal.day(TODAY).kind is DayKind.WORK


async def test_an_undo_goes_to_the_day_that_it_changed(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "y", "left_square_bracket", "u")
        assert said(app) == "Salinan terakhir dibatalkan."
        assert "Rab 25 Nov 2026" in picture(app)


async def test_a_digit_beyond_the_choices_takes_none(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "i", "7", "escape")
    assert behind.desk.journal.day(TODAY).kind is DayKind.WORK


async def test_a_holiday_whose_name_is_long_is_named_whole(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    behind.desk.journal.mark(TODAY, "leave", "Cuti alasan penting: menikahkan anak pertama")
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        shown = [line[47:].strip() for line in picture(app).splitlines()]
        assert shown[3] == "Rab 25 Nov · cuti"
        assert " ".join(shown[4:6]) == "Cuti alasan penting: menikahkan anak pertama"
        await pilot.resize_terminal(40, 15)
        await pilot.pause()
        assert "Rab 25 Nov · cuti: Cuti alasan pent…" in picture(app), "little room: one line"


async def test_a_sentence_of_two_lines_moves_no_week(tmp_path: Path) -> None:
    """November 2026 has six weeks: all lines of the grid are taken."""
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "y")
        before = [line[:45].replace("○3", "▷3") for line in picture(app).splitlines()[3:20]]
        await press(pilot, "s")
        assert len(said(app)) > SIZE[0]
        assert [line[:45] for line in picture(app).splitlines()[3:20]] == before


async def test_a_night_shift_is_seen_on_the_day_that_it_ends_and_so_is_what_overlaps_it(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    for day, start, end in ((TODAY - timedelta(days=1), "22.00", "06.00+1"), (TODAY, "05.00", "09.00")):
        behind.desk.journal.save(
            Form(day=day.isoformat(), start=start, end=end, activity="Menjaga depo arsip", plan="plan-lapbul-p-siti")
        )
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        [strip] = [line[47:].strip() for line in picture(app).splitlines() if "00.00 " in line]
        first, marks, last = strip.split()
        assert (first, last) == ("00.00", "16.00")
        assert marks[0] == "█", "the shift"
        assert "╬" in marks, "two at once"
        assert marks[-1] == "░", "nothing yet"


async def test_where_nothing_is_ready_no_key_is_named_that_sends(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "v", "s")
        shown = picture(app)
        assert "Tidak ada yang siap dikirim pada rentang ini." in shown
        assert "Enter kirim" not in shown
        assert "Esc kembali" in shown
