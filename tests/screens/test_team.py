"""*Tim* by keys: days and people, the way to the entries, the text of a reminder."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec
import pytest
from rich.cells import cell_len

from ekin_tui.desk.matrix import Stand
from ekin_tui.domain.calendar import Month
from ekin_tui.domain.model import DayMark, Status
from ekin_tui.screens.review import ReviewScreen
from ekin_tui.screens.team import TeamScreen
from ekin_tui.screens.team_day import TeamDayScreen
from ekin_tui.sync.windows import Standing
from ekin_tui.terminal.signs import Signs
from ekin_tui.text import LANGUAGES, Words
from ekin_tui.widgets.team_grid import cell, columns
from tests.office import BUDI, JOKO, SITI, Office, as_received, make_entry
from tests.screens.program import picture, press, program, said

Compare = Callable[..., bool]
BOTH = pytest.mark.parametrize("lang", LANGUAGES)
DEWI = replace(JOKO, id="p-dewi", nip="199001012015012002", name="Dewi Anggraini", position="pos-2")
RINA = replace(JOKO, id="p-rina", nip="199001012015012001", name="Rina Wulandari", stays=((date(2026, 11, 18), None),))
YUDI = replace(
    JOKO,
    id="p-yudi",
    nip="199001012015011003",
    name="Yudi",
    position=None,
    stays=((date(2025, 1, 1), date(2026, 11, 10)),),
)


def crowd(place: Office) -> None:
    """Give Budi a month in which everything occurs."""
    store = place.store
    with store.writing():
        for person in (SITI, JOKO, DEWI, RINA, YUDI):
            store.reference.put(person)
            first = as_received(make_entry(0, date(2026, 9, 30), person, id=f"first-{person.id}"), Status.APPROVED)
            store.entries.take(replace(first, position="pos-2" if person is DEWI else "pos-1"))
        for number, kind in ((9, "leave"), (10, "duty"), (11, "training")):
            store.reference.put(DayMark(id=f"m-{number}", day=date(2026, 11, number), kind=kind, owner=DEWI.id))
        states = (Status.APPROVED, Status.RETURNED, Status.REJECTED, Status.SUBMITTED)
        for person, days in ((SITI, range(2, 19)), (DEWI, range(12, 21)), (YUDI, range(4, 6)), (RINA, range(19, 20))):
            for day in days:
                if date(2026, 11, day).weekday() < 5 and day != 12:
                    entry = make_entry(day % 4, date(2026, 11, day), person, id=f"c-{person.id}-{day}")
                    sent = as_received(entry, states[0 if day % 5 else day // 5 % 4], late=day == 13)
                    store.entries.take(replace(sent, position="pos-2" if person is DEWI else "pos-1"))


async def test_arrows_go_through_days_and_people_and_the_weeks_follow(tmp_path: Path) -> None:
    app, behind = program(tmp_path, me=BUDI)
    crowd(behind)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "6")
        assert isinstance(app.screen, TeamScreen)
        assert "Joko Lestari · Rab 25 Nov 2026: belum lewat" in picture(app)
        await press(pilot, "left", "j")
        assert "Rina Wulandari · Sel 24 Nov 2026: belum ada yang diterima" in picture(app)
        assert "sejak Rab 18 Nov 2026" in picture(app)
        await press(pilot, "b", "b", "b")
        assert picture(app).splitlines()[2].split()[:8] == [str(number) for number in range(1, 9)]
        assert "Sel 3 Nov 2026: bukan di bawah jabatan Anda" in picture(app)
        await press(pilot, "left_square_bracket")
        assert "Oktober 2026" in picture(app)


async def test_enter_on_what_waits_opens_it_in_tinjau_and_on_what_is_decided_shows_the_day(tmp_path: Path) -> None:
    app, behind = program(tmp_path, me=BUDI)
    crowd(behind)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "6", "left", "left", "enter")
        assert isinstance(app.screen, ReviewScreen)
        assert "Sen 23 Nov 2026 · 09.30-11.45" in picture(app)
        await press(pilot, "6")
        assert isinstance(app.screen, TeamScreen)
        await press(pilot, "t", "down", "down", "b", "enter")
        assert isinstance(app.screen, TeamDayScreen), picture(app)
        assert "Siti Rahmawati · Rab 18 Nov 2026" in picture(app)
        assert "disetujui" in picture(app)
        await press(pilot, "escape", "up", "up", "enter")
        assert isinstance(app.screen, TeamScreen)
        assert "Belum ada yang diterima" in said(app)


async def test_the_next_gap_is_found_and_the_orders_change_who_is_first(tmp_path: Path) -> None:
    app, behind = program(tmp_path, me=BUDI)
    crowd(behind)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "6", "f")
        assert "Rina Wulandari · Rab 18 Nov 2026" in picture(app)
        await press(pilot, "f")
        assert "Rina Wulandari · Jum 20 Nov 2026" in picture(app)
        firsts = []
        for _ in range(4):
            await press(pilot, "v", "home")
            firsts.append(picture(app).splitlines()[4].split()[1])
        assert firsts == ["Joko", "Joko", "Siti", "Joko"]
        assert "urut" not in picture(app).splitlines()[0]


async def test_a_name_finds_a_person_and_escape_shows_all_again(tmp_path: Path) -> None:
    app, behind = program(tmp_path, me=BUDI)
    crowd(behind)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "6", "slash", *"dewi", "enter")
        assert "saringan: dewi" in picture(app)
        assert "Dewi Anggraini · Rab 25 Nov 2026" in picture(app)
        assert "Joko" not in picture(app)
        await press(pilot, "slash", *"xx", "enter")
        assert "Tidak ada pegawai yang cocok" in picture(app)
        await press(pilot, "escape")
        assert "Joko Lestari" in picture(app)
        assert isinstance(app.screen, TeamScreen)


async def test_a_reminder_is_plain_text_for_one_or_for_all(tmp_path: Path) -> None:
    app, behind = program(tmp_path, me=BUDI)
    crowd(behind)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "6", "m")
        lines = picture(app).splitlines()
        assert lines[1] == "Yth. Joko Lestari,"
        assert all(line == line.lstrip() for line in lines[1:20])
        await press(pilot, "escape", "y")
        assert "- Rina Wulandari: " in picture(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, TeamScreen)


async def test_who_reviews_nobody_is_told_whom_to_ask(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "6", "enter", "m", "f", "left", "v")
        assert "Layar ini untuk pejabat penilai" in picture(app)


@pytest.mark.parametrize("month", [Month(2026, number) for number in range(1, 13)])
@pytest.mark.parametrize("width", [40, 60, 80, 100, 132, 200])
def test_each_day_of_each_month_is_in_view_in_whole_weeks(month: Month, width: int) -> None:
    days = month.days()
    for chosen in range(len(days)):
        place = columns(width, days, chosen)
        assert chosen in place.days
        assert place.name >= 13
        assert place.name + 3 * len(place.days) + sum(cells for _, cells in place.figures) <= width
        first, last = days[place.days.start], days[place.days.stop - 1]
        assert first.weekday() == 0 or first.day == 1
        assert last.weekday() == 6 or last == month.last


async def test_while_a_first_sync_still_brings_what_was_sent_nobody_is_reminded_of_empty_days(tmp_path: Path) -> None:
    app, behind = program(tmp_path, me=BUDI)
    crowd(behind)
    standing = msgspec.json.encode(Standing(epoch="e", head="9", parts=["2026-10"])).decode()
    with behind.store.writing():
        behind.store.cursors.put("pos:pos-1", "e", standing)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "6")
        assert "masih diterima" in picture(app).splitlines()[0]
        for reminding in ("m", "y"):
            await press(pilot, reminding)
            assert "belum tentu kosong" in " ".join(picture(app).split())
            assert "Yth." not in picture(app)


@BOTH
@pytest.mark.parametrize("signs", [Signs.full(), Signs.plain()], ids=["unicode", "ascii"])
def test_every_stand_differs_by_its_letter_or_its_mark_in_two_cells(signs: Signs, lang: str) -> None:
    cells = [cell(Words(lang), signs, stand)[0] for stand in Stand]
    assert len(set(cells)) == len(cells)
    assert {cell_len(text) for text in cells} == {2}
    assert all(text.isascii() for text in cells) or not signs.ascii
    letters = [text[1] for text in cells if text[1] != " "]
    assert len(letters) == len(set(letters)) == 10


@BOTH
@pytest.mark.parametrize("size", [(80, 24), (40, 15)])
def test_team_looks_as_accepted(lang: str, size: tuple[int, int], tmp_path: Path, snap_compare: Compare) -> None:
    app, behind = program(tmp_path, lang, me=BUDI)
    crowd(behind)
    assert snap_compare(app, press=["6", "down", "down", "b"], terminal_size=size)


@BOTH
def test_a_reminder_looks_as_accepted(lang: str, tmp_path: Path, snap_compare: Compare) -> None:
    app, behind = program(tmp_path, lang, me=BUDI)
    crowd(behind)
    assert snap_compare(app, press=["6", "y"], terminal_size=(80, 24))


@BOTH
def test_a_day_of_the_team_looks_as_accepted(lang: str, tmp_path: Path, snap_compare: Compare) -> None:
    app, behind = program(tmp_path, lang, me=BUDI)
    crowd(behind)
    assert snap_compare(app, press=["6", "down", "down", "b", "enter"], terminal_size=(80, 24))


def test_team_in_ascii(tmp_path: Path, snap_compare: Compare) -> None:
    app, behind = program(tmp_path, me=BUDI, signs=Signs.plain())
    crowd(behind)
    assert snap_compare(app, press=["6"], terminal_size=(132, 43))


async def test_a_narrow_title_keeps_the_capacity_and_the_month_whole(tmp_path: Path) -> None:
    app, _ = program(tmp_path, me=BUDI)
    async with app.run_test(size=(40, 15)) as pilot:
        await press(pilot, "6")
        head = picture(app).splitlines()[0]
        assert "juga Plt." in head
        assert "November 2026" in head
