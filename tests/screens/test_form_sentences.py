"""What the form says without being asked: about the day it was opened for, and fields that nobody has written."""

from pathlib import Path

import pytest

from tests.office import TODAY
from tests.screens.program import picture, press, program, write

SIZE = (80, 24)
HOLIDAY = "25/12"
LONG = "Menyusun laporan bulanan pengelolaan arsip dinamis"
"""The text of a plan."""


async def test_a_day_of_leave_is_named_before_anything_is_written(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    behind.desk.journal.mark(TODAY, "leave")
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "n")
        assert "! Perhatian: Anda tercatat" in picture(app)
        assert "! Tanggal kegiatan" in picture(app)
        await write(pilot, "lapbul")
        await press(pilot, "enter", "enter")
        assert "! Perhatian" not in picture(app), "it was said; the mark stays"
        assert "! Tanggal kegiatan" in picture(app)


async def test_a_day_that_is_to_come_is_to_be_mended_not_filled_in(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "g")
        await write(pilot, HOLIDAY)
        await press(pilot, "enter", "n")
        shown = picture(app)
        assert "✗ Tanggal kegiatan" in shown
        assert "Tanggal kegiatan belum tiba" in shown
        assert "Tanggal kegiatan" not in shown.partition("Masih perlu diisi:")[2]
        await press(pilot, "tab", "tab")
        assert "Perlu diperbaiki: Tanggal kegiatan" in picture(app)


async def test_a_field_that_nobody_has_written_yet_is_no_fault(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "n", *["tab"] * 4)
        shown = picture(app)
        assert "▸ Kegiatan harian" in shown
        assert "Tulis apa yang diselesaikan, singkat dan jelas." in " ".join(shown.split())
        assert "Perlu diperbaiki" not in shown
        await press(pilot, "tab", "up")
        assert "✗ Perlu diperbaiki: Kegiatan harian belum diisi." in picture(app), "it was left empty"


async def test_an_empty_link_is_said_not_to_be_needed(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "n", *["tab"] * 7)
        assert "▸ Bukti dukung" in picture(app)
        assert "Tidak wajib." in picture(app)


@pytest.mark.parametrize("width", [40, 132])
async def test_a_text_that_nobody_is_writing_is_read_from_its_beginning(tmp_path: Path, width: int) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=(40, 15)) as pilot:
        await press(pilot, "n")
        await write(pilot, "lapbul")
        await press(pilot, "enter")
        await pilot.resize_terminal(width, 43)
        await pilot.pause()
        assert f"Rencana aksi     {LONG if width > 70 else 'Menyusun laporan bul…'}" in picture(app)
        await press(pilot, "up")
        await pilot.pause()
        tail = LONG if width > 70 else "arsip dinamis"
        assert tail in picture(app), "the cursor is at the end of it"
