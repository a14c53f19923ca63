"""The way back: every place leads to where it was opened from, and from there to the calendar."""

from pathlib import Path
from typing import Any

import pytest

from ekin_tui.domain.calendar import Month
from ekin_tui.screens.base import EkinScreen
from ekin_tui.screens.calendar import CalendarScreen
from ekin_tui.screens.report import ReportScreen
from ekin_tui.screens.review import ReviewScreen
from ekin_tui.screens.skp import SkpScreen
from ekin_tui.screens.sync import SyncScreen
from ekin_tui.screens.team import TeamScreen
from ekin_tui.screens.year import YearScreen
from tests.office import BUDI
from tests.screens.program import picture, press, program


@pytest.mark.parametrize(
    ("keys", "way"),
    [
        ("62", (ReviewScreen, TeamScreen)),
        ("52", (ReviewScreen, ReportScreen)),
        ("435", (ReportScreen, SyncScreen, SkpScreen)),
        ("H4", (SkpScreen, YearScreen)),
        ("6252", (ReviewScreen, TeamScreen)),
        ("262", (ReviewScreen,)),
        ("2356423564", (SkpScreen, TeamScreen, ReportScreen, SyncScreen, ReviewScreen)),
    ],
)
async def test_escape_leads_back_through_the_places_by_which_one_came(
    tmp_path: Path, keys: str, way: tuple[type[EkinScreen[Any]], ...]
) -> None:
    app, _ = program(tmp_path, me=BUDI)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, *keys)
        for kind in way:
            assert type(app.screen) is kind
            await press(pilot, "escape")
        assert isinstance(app.screen, CalendarScreen)


async def test_tinjau_opened_from_tim_and_from_a_day_of_it_leads_back_there(tmp_path: Path) -> None:
    app, behind = program(tmp_path, me=BUDI)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "6", "left", "enter")
        assert isinstance(app.screen, ReviewScreen)
        assert "24 Nov 2026" in picture(app)
        await press(pilot, "a", "escape")
        assert isinstance(app.screen, TeamScreen)
        assert behind.desk.team.month(Month(2026, 11)).waiting == 5
        await press(pilot, "2", "slash", "joko", "enter", "1")
        assert isinstance(app.screen, CalendarScreen), "a filter does not hold back"
