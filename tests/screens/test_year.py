"""The year as a map, the hours of a day as a bar, and how long it is until the deadline."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from ekin_tui.desk.views import DayCell, DayKind
from ekin_tui.domain.calendar import Month
from ekin_tui.screens.calendar import CalendarScreen
from ekin_tui.screens.year import YearScreen
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import Words
from ekin_tui.widgets.day_strip import strip_text
from ekin_tui.widgets.heat_map import heat_mark
from ekin_tui.widgets.month_lines import deadline_text
from tests.office import NOW
from tests.screens.program import picture, press, program

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("keys", "day"),
    [
        (["left"], "Rab 18 Nov 2026"),
        (["up"], "Sel 24 Nov 2026"),
        (["down", "right"], "Kam 3 Des 2026"),
        (["left_square_bracket"], "Rab 26 Nov 2025"),
        (["pagedown", "t"], "Rab 25 Nov 2026"),
        ([*["left"] * 47, "down", "right_square_bracket"], "Kam 7 Jan 2027"),
        ([*["right"] * 5, "down", "left_square_bracket"], "Kam 25 Des 2025"),
        (["right"] * 6, "Rab 6 Jan 2027"),
    ],
)
@pytest.mark.parametrize("size", [(80, 24), (40, 15)])
async def test_arrows_go_by_day_and_week_and_enter_opens_the_day(
    tmp_path: Path, size: tuple[int, int], keys: list[str], day: str
) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=size) as pilot:
        await press(pilot, "H", *keys)
        assert isinstance(app.screen, YearScreen)
        assert day in picture(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, CalendarScreen)
        assert f"{day} ·" in picture(app)


async def test_the_whole_year_is_in_80_columns_and_the_half_of_the_cursor_in_40(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "H")
        months = picture(app).splitlines()[1].split()
        assert months == ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agt", "Sep", "Okt", "Nov", "Des"]
        await pilot.resize_terminal(40, 15)
        await pilot.pause()
        assert picture(app).splitlines()[1].split() == ["Jul", "Agt", "Sep", "Okt", "Nov", "Des"]
        await press(pilot, *["left"] * 22)
        assert "Jan" in picture(app).splitlines()[1]
        assert "sedikit sampai penuh" in picture(app)
        assert "belum diisi" in picture(app)


async def test_the_map_holds_each_day_once_at_every_turn_of_a_year(tmp_path: Path) -> None:
    _, behind = program(tmp_path)
    view = behind.desk.journal.year(2026)
    assert [cell.day for cell in view.days] == [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    month = behind.desk.journal.month(Month.of(DAY))
    assert [(c.day, c.count, c.minutes, c.target) for c in view.days if c.day.month == 11] == [
        (c.day, c.count, c.minutes, c.target) for c in month.days
    ]
    assert view.missing == len(month.missing)
    assert behind.desk.journal.year(2025).missing == 0, "nobody misses days before the log begins"


@pytest.mark.parametrize("signs", [Signs.full(), Signs.plain()], ids=["unicode", "ascii"])
def test_full_missing_free_and_holiday_differ_by_their_marks(signs: Signs) -> None:
    cells = [
        DayCell(day=DAY, kind=DayKind.WORK, count=1, minutes=minutes, target=450) for minutes in (60, 225, 330, 450)
    ]
    cells += [DayCell(day=DAY, kind=kind) for kind in (DayKind.HOLIDAY, DayKind.LEAVE, DayKind.OFF)]
    cells += [DayCell(day=DAY, kind=DayKind.WORK, missing=True)]
    marks = [heat_mark(signs, cell)[0] for cell in cells]
    assert len(set(marks)) == len(marks)
    assert all(mark.isascii() for mark in marks) or not signs.ascii


@pytest.mark.parametrize(
    ("spans", "bar"),
    [
        ([(480, 600), (600, 720), (780, 960)], "08.00 ████████░░██████ 16.00"),
        ([(480, 600), (540, 720)], "08.00 ██╬╬████░░░░░░░░ 16.00"),
        ([(480, 481)], "08.00 █░░░░░░░░░░░░░░░ 16.00"),
        ([(420, 480)], "07.00 ██░░░░░░░░░░░░░░ 16.00"),
        ([], ""),
    ],
)
def test_the_bar_of_a_day_shows_work_gaps_and_overlaps(spans: list[tuple[int, int]], bar: str) -> None:
    text = strip_text(Words("id"), Signs.full(), spans, (480, 960), 28)
    assert text == bar
    plain = strip_text(Words("id"), Signs.plain(), spans, (480, 960), 28)
    assert plain == bar.translate(str.maketrans("█░╬", "#.X"))


async def test_the_bar_stands_in_the_day_on_small_screens_too(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=(40, 15)) as pilot:
        await press(pilot, "left")
        assert "315/450" in picture(app)
        assert "08.00 ██" in picture(app)
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "315 dari 450 menit" in picture(app)
        assert "08.00 ██" in picture(app)


@pytest.mark.parametrize("size", [(80, 24), (132, 43), (40, 15)])
async def test_weeks_have_their_iso_numbers_where_there_is_room(tmp_path: Path, size: tuple[int, int]) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        starts = [line.split()[0] for line in picture(app).splitlines() if line.split()]
        assert ({"44", "45", "46", "47", "48", "49"} <= set(starts)) is (size[0] >= 80)


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (timedelta(days=10), "10 hari lagi"),
        (timedelta(hours=23, minutes=59), "23 jam lagi"),
        (timedelta(hours=1), "1 jam lagi"),
        (timedelta(minutes=59), "kurang dari 1 jam lagi"),
        (timedelta(minutes=-1), "sudah lewat"),
    ],
)
def test_the_deadline_is_counted_in_days_and_on_its_own_day_in_hours(before: timedelta, said: str) -> None:
    due = datetime(2026, 12, 5, 23, 59, 59, tzinfo=NOW.tzinfo)
    assert said in deadline_text(Words("id"), due, due - before)


async def test_the_month_is_readable_in_40_columns(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=(40, 15)) as pilot:
        await pilot.pause()
        title, figures = picture(app).splitlines()[:2]
        assert "10 hari lagi" in title
        assert figures.strip() == "isi 13/20 · 4.905/9.000 mnt ↩1 ▷17"


async def test_the_chosen_day_has_a_mark_of_its_own_and_its_level_stands_in_words(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "H", "left", "up")
        row = picture(app).splitlines()[3]
        assert row.count("▸") == 1
        assert "4 entri · 405 dari 450 menit" in picture(app)
        await press(pilot, "right")
        assert picture(app).count("▸") == 1
