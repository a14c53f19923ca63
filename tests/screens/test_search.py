"""*Cari*, driven by keys: the list narrows with each letter and leads to the day."""

from pathlib import Path

import pytest

from ekin_tui.screens.calendar import CalendarScreen
from ekin_tui.screens.jump import JumpScreen
from ekin_tui.screens.leader import LeaderScreen
from ekin_tui.screens.search import SearchScreen
from ekin_tui.widgets.hit_lines import picked
from tests.screens.program import picture, press, program, write

SIZE = (80, 24)


async def test_each_letter_narrows_the_list_and_enter_leads_to_the_day_and_the_entry(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "slash")
        assert isinstance(app.screen, SearchScreen)
        assert "48 terbaru" in picture(app)
        counts = []
        for letter in "pas":
            await write(pilot, letter)
            counts.append(len(app.screen._hits))
        assert counts[0] > counts[-1] == 13
        await press(pilot, "down", "down", "up", "enter")
        assert isinstance(app.screen, CalendarScreen)
        assert "Sen 23 Nov 2026 ·" in picture(app)
        chosen = app.screen.chosen()
        assert chosen is not None
        assert "pasar" in chosen.entry.activity


async def test_what_nobody_wrote_is_said_so_and_esc_leads_back(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "slash")
        await write(pilot, "zzz")
        assert 'Tidak ada entri yang memuat "zzz"' in picture(app)
        await press(pilot, "enter", "down", "escape")
        assert isinstance(app.screen, CalendarScreen)
        assert "Rab 25 Nov 2026 ·" in picture(app)


async def test_the_word_is_in_view_on_a_narrow_screen(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=(40, 15)) as pilot:
        await press(pilot, "slash")
        await write(pilot, "1987")
        rows = [line for line in picture(app).splitlines() if "/11/26" in line]
        assert rows
        assert all("1987" in row for row in rows)
        await press(pilot, "ctrl+u")
        await write(pilot, "arsip")
        rows = [line for line in picture(app).splitlines() if "/11/26" in line]
        assert rows
        assert all(row.endswith("…") for row in rows), "what is cut says so"
        assert "terkirim" in picture(app)


@pytest.mark.parametrize(
    ("text", "typed", "hits"),
    [
        ("Rapat laporan", "lap rap", ["Rap", "lap"]),
        ("Mengarsipkan arsip", "arsip", ["arsip"]),
        ("Mengarsipkan", "arsip", ["arsip"]),
        ("laporan", "la lapo", ["lapo"]),
        ("a.b", ".", []),
    ],
)
def test_the_beginnings_of_words_are_picked_out(text: str, typed: str, hits: list[str]) -> None:
    parts = picked(text, typed)
    assert [part for part, style in parts if style == "hit"] == hits
    assert "".join(part for part, _ in parts) == text


async def test_a_cache_that_cannot_be_written_keeps_the_index_waiting_and_finds_all_the_same(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        behind.store._base._db.execute("pragma query_only = on")
        await press(pilot, "slash")
        await write(pilot, "pas")
        assert '13 entri memuat "pas"' in picture(app)
    assert behind.store.entries.words.left() == 48


async def test_the_menu_key_of_the_footer_opens_the_menu_and_deletes_nothing(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "slash")
        await write(pilot, "pas")
        assert "Ctrl+K menu" in picture(app)
        await press(pilot, "home", "ctrl+k")
        assert isinstance(app.screen, LeaderScreen)
        await press(pilot, "escape", "ctrl+f")
        assert isinstance(app.screen, JumpScreen)
        await press(pilot, "escape")
        assert '13 entri memuat "pas"' in picture(app)
