"""The quick line: understood as it is typed, nothing chosen for the person, nothing lost."""

from pathlib import Path

import pytest

from ekin_tui.domain.model import Status
from ekin_tui.screens.calendar import CalendarScreen
from ekin_tui.screens.quick import QuickScreen
from ekin_tui.widgets.quick_input import QuickInput
from tests.office import TODAY
from tests.screens.program import picture, press, program, said, write

SIZE = (80, 24)
LINE = "08.00-09.30 Menyusun rekap arsip masuk @lapbul 1 dokumen"


def typed(app: object) -> str:
    return app.screen.query_one(QuickInput).value  # type: ignore[attr-defined,no-any-return]


async def test_a_line_is_shown_as_it_is_understood_and_filed_as_a_draft(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a")
        await write(pilot, LINE)
        shown = picture(app)
        assert "08.00-09.30 (1 j 30 m)" in shown
        assert "Menyusun laporan bulanan pengelolaan arsip dinamis" in shown
        assert "Arsip dinamis terkelola" in shown
        assert "1 dokumen" in shown
        assert "Lengkap" in shown
        await press(pilot, "enter")
        assert "Draf disimpan" in said(app)
        assert typed(app) == "09.30-"
        assert "✗" not in picture(app)  # nothing is wrong with a line that nobody has begun
        await press(pilot, "8")
        assert "✗ Kegiatan" in picture(app)
        await press(pilot, "backspace", "escape")
        assert isinstance(app.screen, CalendarScreen)
    [entry] = behind.desk.journal.day(TODAY).entries
    assert entry.entry.status is Status.DRAFT
    assert (entry.entry.plan, entry.entry.quantity, entry.entry.unit) == ("plan-lapbul-p-siti", 1, "dokumen")
    assert behind.desk.journal.unfinished_line() is None


async def test_a_line_is_saved_and_sent_by_one_key_and_what_lacks_something_stays(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "colon")
        await write(pilot, LINE.removesuffix(" 1 dokumen"))
        await press(pilot, "ctrl+g")
        assert "Belum dikirim. Realisasi belum ditulis" in said(app)
        assert behind.desk.journal.day(TODAY).entries == ()
        await write(pilot, " 1 dokumen")
        await press(pilot, "ctrl+g")
        assert "Terkirim ke antrean" in said(app)
    [entry] = behind.desk.journal.day(TODAY).entries
    assert entry.entry.status is Status.SUBMITTED


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("08.00-09.30 Menyusun rekap arsip @arsip 1 dokumen", "cocok dengan beberapa"),
        ("08.00-09.30 Menyusun rekap arsip @zzz 1 dokumen", "Tidak ada rencana aksi yang cocok"),
        ("08.00-09.30 Menyusun rekap arsip @ 1 dokumen", "Rencana aksi belum disebut"),
        ("88.00-09.30 Menyusun rekap arsip @lapbul 1 dokumen", "tidak terbaca"),
    ],
)
async def test_what_names_no_plan_or_no_time_is_refused_and_stays_as_it_was_typed(
    tmp_path: Path, line: str, sentence: str
) -> None:
    app, behind = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a")
        await write(pilot, line)
        await press(pilot, "enter")
        assert "Belum disimpan." in said(app)
        assert sentence in said(app)
        assert typed(app) == line
    assert behind.desk.journal.day(TODAY).entries == ()


async def test_several_plans_are_listed_and_the_arrows_choose_one(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a")
        await write(pilot, "08.00-09.30 Menyusun rekap @arsip 1 dokumen")
        assert "Menyusun daftar arsip inaktif" in picture(app)
        await press(pilot, "enter")
        assert "cocok dengan beberapa" in said(app)
        await press(pilot, "down", "enter")
        chosen = typed(app)
        assert "@arsip" not in chosen
        assert "RHK" in picture(app)
        await press(pilot, "enter")
        assert "Draf disimpan" in said(app)
    [entry] = behind.desk.journal.day(TODAY).entries
    assert entry.plan is not None
    assert f"@{entry.plan.plan.code} " in chosen


async def test_enter_in_the_word_takes_the_plan_that_is_marked_and_files_nothing(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a")
        await write(pilot, "08.00-09.30 Menyusun rekap arsip masuk @lapb")
        await press(pilot, "enter")
        assert typed(app) == "08.00-09.30 Menyusun rekap arsip masuk @lapbul "
        assert behind.desk.journal.day(TODAY).entries == ()


async def test_tab_takes_what_is_usual_step_by_step(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a")
        assert typed(app) == ""
        assert "Tab menulis: 08.00-09.30" in picture(app)
        await press(pilot, "tab")
        await write(pilot, "menyu")
        await press(pilot, "tab", "tab")
        assert typed(app) == "08.00-09.30 menyusun rekap jumlah arsip masuk bulan berjalan @lapbul 1 dokumen"
        await press(pilot, "ctrl+g")
    [entry] = behind.desk.journal.day(TODAY).entries
    assert entry.entry.status is Status.SUBMITTED


async def test_the_plan_that_the_words_point_to_is_offered_and_never_linked_by_itself(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a")
        await write(pilot, "08.00-09.00 Peminjaman arsip pertanahan untuk warga")
        assert "Tab menulis: @layanan" in picture(app)
        await press(pilot, "enter")
        assert "masih perlu dilengkapi" in said(app)
    [entry] = behind.desk.journal.day(TODAY).entries
    assert entry.entry.plan is None


async def test_a_line_that_was_not_filed_is_offered_again(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "left", "left", "a")
        await write(pilot, "Rapat anggaran")
        app.keep_work()
    again, behind = program(tmp_path, filled=False)
    async with again.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert "belum disimpan" in said(again)
        await press(pilot, "a")
        assert typed(again).endswith("Rapat anggaran")
        assert "Sen 23 Nov" in picture(again)
        await press(pilot, "ctrl+u", "escape")
        assert behind.desk.journal.unfinished_line() is None


async def test_a_paste_of_several_lines_files_nothing_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ekin_tui.widgets.field_input.BY_HAND", 5.0)  # a machine under load types slowly
    app, behind = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a")
        line = app.screen.query_one(QuickInput)
        line.write(LINE)
        line.action_leave("enter")
        await pilot.pause()
        assert "Enter sekali lagi" in said(app)
    assert behind.desk.journal.day(TODAY).entries == ()


@pytest.mark.parametrize("size", [(40, 15), (80, 24), (132, 43)])
async def test_every_size_shows_the_line_and_what_is_wrong(tmp_path: Path, size: tuple[int, int]) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=size) as pilot:
        await press(pilot, "a")
        await write(pilot, LINE.replace("1 dokumen", ""))
        assert isinstance(app.screen, QuickScreen)
        shown = picture(app)
        assert "@lapbul" in shown
        assert "Realisasi belum ditulis" in shown


async def test_a_line_that_another_window_has_filed_is_not_written_over(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a")
        await write(pilot, LINE)
        await pilot.pause(0.6)
        quick = behind.desk.quick(TODAY)
        left = behind.desk.journal.unfinished_line()
        assert left is not None
        quick.file(quick.read(left[1], left[0]))
        await press(pilot, "ctrl+u")
        await write(pilot, LINE.replace("rekap arsip", "daftar surat").replace("08.00-09.30", "10.00-11.00"))
        await press(pilot, "enter")
    texts = [view.entry.activity for view in behind.desk.journal.day(TODAY).entries]
    assert texts == ["Menyusun rekap arsip masuk", "Menyusun daftar surat masuk"]


async def test_what_a_line_lacks_is_said_all_at_once_by_how_it_is_written(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a")
        await write(pilot, "08.00-09.00 mengentri data kepegawaian")
        shown = picture(app)
        assert "Tulis @ dan satu kata darinya, lalu pilih dengan Tab." in " ".join(shown.split())
        assert "misalnya: 1 dokumen." in shown
        assert "lagi)" not in shown
        await pilot.resize_terminal(40, 15)
        await pilot.pause()
        assert "(dan 1 lagi)" in picture(app)


async def test_a_line_that_is_left_is_named_in_the_calendar_at_once(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "a")
        await write(pilot, "08.00-09.00 mengentri")
        await press(pilot, "escape")
        assert said(app) == "Baris itu belum menjadi entri, tetapi tersimpan. a melanjutkannya."
        await press(pilot, "a", "ctrl+u", "escape")
        assert said(app) == ""
