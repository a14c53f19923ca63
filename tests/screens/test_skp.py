"""*SKP* by keys: what is empty, what is done with a plan, and the way to its entries and back."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from ekin_tui.domain.model import Plan, Rhk, Skp, Status
from ekin_tui.screens.calendar import CalendarScreen
from ekin_tui.screens.editor import EditorScreen
from ekin_tui.screens.plan_entries import PlanEntriesScreen
from ekin_tui.screens.skp import SkpScreen
from ekin_tui.terminal.signs import Signs
from tests.office import SITI, Office, as_received, make_entry
from tests.screens.program import picture, press, program, said, write

Compare = Callable[..., bool]
LANGUAGES = pytest.mark.parametrize("lang", ["id", "en"])


def mixed(place: Office) -> None:
    """Give Siti what a year can hold: over a target, no target, an ended acting post, a withdrawn plan, a pin."""
    put = place.store.reference.put
    first, last, whole = date(2026, 3, 1), date(2026, 6, 30), date(2026, 12, 31)
    with place.store.writing():
        put(Skp(id="skp-2", person=SITI.id, year=2026, post="Kepala Seksi Akuisisi", start=first, end=last, kind="plt"))
        put(Rhk(id="rhk-2", skp="skp-2", text="Penyusutan arsip terlaksana", indicators=("Kuantitas: 10 berkas",)))
        put(Plan(id="plan-2", rhk="rhk-2", text="Menilai arsip", target=3, unit="berkas", start=first, end=last))
        put(Plan(id="plan-3", rhk="rhk-p-siti", text="Tugas lain", unit="kegiatan", start=first, end=whole))
        for name, plan, day in (("x-1", "plan-2", date(2026, 5, 4)), ("x-2", "plan-lost", date(2026, 2, 3))):
            entry = make_entry(1, day, id=name, plan=plan, unit="berkas")
            place.store.entries.take(as_received(entry, Status.APPROVED))
        place.store.reference.pin("plan-alih-p-siti", True)


async def test_one_key_shows_the_plans_without_anything_and_escape_shows_all_again(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "4")
        assert isinstance(app.screen, SkpScreen)
        assert "7 rencana aksi · 3 tanpa entri" in picture(app)
        assert "32+16/48 daftar" in picture(app)
        await press(pilot, "o")
        assert "32+16/48 daftar" not in picture(app)
        assert "0/2 berkas" in picture(app)
        await press(pilot, "escape")
        assert "32+16/48 daftar" in picture(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, CalendarScreen)


async def test_enter_leads_to_the_entries_of_the_plan_and_on_to_the_day(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "4", "enter")
        assert isinstance(app.screen, PlanEntriesScreen)
        assert "13 entri" in picture(app)
        await press(pilot, "down", "enter")
        assert isinstance(app.screen, CalendarScreen)
        assert app.screen.chosen_day() == date(2026, 11, 23)
        chosen = app.screen.chosen()
        assert chosen is not None
        assert chosen.entry.plan == "plan-alih-p-siti"


async def test_a_new_entry_begins_with_the_plan_and_what_is_saved_counts_at_once(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "4", "o", "n")
        assert isinstance(app.screen, EditorScreen)
        assert "Menyelenggarakan bimbingan teknis kearsipan kelurahan" in picture(app)
        await press(pilot, "tab", "tab")
        await write(pilot, "Menyiapkan undangan bimbingan teknis")
        await press(pilot, "ctrl+o")
        assert isinstance(app.screen, SkpScreen)
        assert "bimbingan" not in picture(app), "it is not empty any more"
    [made] = behind.desk.progress.entries("plan-bimtek-p-siti")
    assert (made.entry.day, made.entry.unit) == (date(2026, 11, 25), "kegiatan")


async def test_an_ended_plan_takes_no_new_entry_and_says_why(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "4", "end", "n")
        assert isinstance(app.screen, SkpScreen)
        assert "tidak berlaku hari ini" in said(app)
        assert "Masa rencana aksi ini sudah berakhir" in picture(app)
        await press(pilot, "enter")
        assert "Belum ada entri" in said(app)


async def test_words_and_the_order_of_use_find_a_plan(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "4", "end", "up", "p", "v")
        rows = picture(app).splitlines()
        assert "Menyiapkan usul pemusnahan" in rows[2], "the pinned one is first"
        assert behind.desk.journal.pins() == {"plan-musnah-p-siti"}
        await press(pilot, "slash")
        await write(pilot, "daftar")
        await press(pilot, "enter")
        assert "saringan: daftar" in picture(app)
        assert "32+16/48 daftar" in picture(app)
        assert "pemusnahan" not in picture(app)


async def test_another_year_says_that_it_has_no_skp(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "4", "left_square_bracket", "enter", "n", "p")
        assert "Belum ada SKP tahun 2025" in picture(app)
        await press(pilot, "t")
        assert "SKP 2026" in picture(app)


@LANGUAGES
@pytest.mark.parametrize("size", [(80, 24), (40, 15)])
def test_skp_looks_as_accepted(lang: str, size: tuple[int, int], tmp_path: Path, snap_compare: Compare) -> None:
    app, behind = program(tmp_path, lang)
    mixed(behind)
    assert snap_compare(app, press=["4", "end", "up"], terminal_size=size)


@LANGUAGES
def test_the_entries_of_a_plan_look_as_accepted(lang: str, tmp_path: Path, snap_compare: Compare) -> None:
    app, _ = program(tmp_path, lang)
    assert snap_compare(app, press=["4", "enter"], terminal_size=(80, 24))


def test_skp_in_ascii(tmp_path: Path, snap_compare: Compare) -> None:
    app, behind = program(tmp_path, signs=Signs.plain())
    mixed(behind)
    assert snap_compare(app, press=["4"], terminal_size=(80, 24))


async def test_an_empty_year_names_the_keys_of_both_directions_in_forty_columns(tmp_path: Path) -> None:
    app, _ = program(tmp_path, filled=False)
    async with app.run_test(size=(40, 15)) as pilot:
        await press(pilot, "4", "[")
        foot = picture(app).splitlines()[-1]
        assert "[ sebelumnya" in foot
        assert "] berikutnya" in foot
