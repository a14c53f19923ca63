"""The page from which an entry is keyed into BKN's form."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ekin_tui.screens.calendar import CalendarScreen
from ekin_tui.screens.editor import EditorScreen
from ekin_tui.screens.paste import PasteScreen
from ekin_tui.terminal.signs import Signs
from tests.office import TODAY, Office, make_entry, office
from tests.screens.program import picture, press, program, said, write
from tests.screens.stage import Stage, room_of

PLAN = "Menyusun laporan bulanan pengelolaan arsip dinamis"
LONG = "Mendaftar arsip inaktif Dinas Pertanian boks 21 sampai 24 beserta lampirannya, lalu menata kembali boksnya " * 4


def stage_paste(place: Office, lang: str, signs: Signs | None = None) -> Stage:
    night = replace(make_entry(0, date(2026, 11, 24)), start=22 * 60, end=30 * 60, evidence="https://contoh.go.id/1")
    other = replace(make_entry(1, date(2026, 11, 24)), activity=LONG.strip())
    return Stage(lambda: PasteScreen(room_of(place.desk, lang, signs=signs), [(night, PLAN), (other, "")]))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return office(tmp_path_factory.mktemp("paste"), filled=False)


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("size", [(80, 24), (40, 15)])
def test_an_entry_for_the_form(
    lang: str, size: tuple[int, int], place: Office, snap_compare: Callable[..., bool]
) -> None:
    assert snap_compare(stage_paste(place, lang), terminal_size=size)


async def test_the_other_entries_of_the_day_follow_and_each_value_stands_at_the_edge(place: Office) -> None:
    stage = stage_paste(place, "id", Signs.plain())
    async with stage.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        lines = stage.picture.splitlines()
        assert {PLAN, "24/11/2026", "22:00", "06:00", "dokumen", "https://contoh.go.id/1"} <= set(lines)
        assert "Jam selesai (hari berikutnya):" in lines
        await pilot.press("n")
        await pilot.pause()
        assert "2/2" in stage.picture
        assert "(kosong)" in stage.picture
        assert LONG[:60] in stage.picture
        await pilot.press("n", "p", "p")
        await pilot.pause()
        assert "1/2" in stage.picture


async def test_the_calendar_opens_it_for_the_chosen_entry_and_says_so_on_an_empty_day(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "b")
        assert "belum ada entri" in said(app)
        await press(pilot, "left", "b")
        assert isinstance(app.screen, PasteScreen)
        assert PLAN in picture(app)
        await press(pilot, "b")
        assert isinstance(app.screen, CalendarScreen)
        await press(pilot, "tab", "enter")
        await press(pilot, "b")
        assert isinstance(app.screen, PasteScreen)
    assert behind.desk.journal.day(TODAY).entries == ()


async def test_the_editor_shows_what_stands_in_the_form_and_comes_back_to_it(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "n")
        assert isinstance(app.screen, EditorScreen)
        await write(pilot, "lapbul")
        await press(pilot, "enter", "ctrl+l")
        assert isinstance(app.screen, PasteScreen)
        assert PLAN in picture(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, EditorScreen)
        assert PLAN in picture(app)
    assert behind.desk.journal.unfinished()
