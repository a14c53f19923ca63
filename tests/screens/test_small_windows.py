"""In the smallest window that a screen is meant for nothing is cut without a mark, and the way on is in view."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from rich.cells import cell_len

from ekin_tui.app import EkinApp
from ekin_tui.screens.sync import SyncScreen
from ekin_tui.text import LANGUAGES, Words
from tests.office import Office, office
from tests.screens.program import picture, press, program, said, write
from tests.screens.stage import Stage, room_of
from tests.screens.test_sync_screen import clash_one, damage, queue_some, refuse_first

SMALL = (40, 15)
BOTH = pytest.mark.parametrize("lang", LANGUAGES)


@BOTH
async def test_the_time_of_the_chosen_entry_is_in_view_however_long_the_entry_is(lang: str, tmp_path: Path) -> None:
    app, behind = program(tmp_path, lang)
    entries = behind.desk.journal.day(date(2026, 11, 23)).entries
    words = Words(lang)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "left", "left", "tab")
        for view in entries:
            lines = picture(app).splitlines()
            assert any(f"▸ {words.clock(view.entry.start)}" in line for line in lines), picture(app)
            await press(pilot, "down")
        await press(pilot, "up", "up")
        assert picture(app).splitlines()[-3].endswith("…"), "more of the day is below"


@BOTH
async def test_an_empty_day_says_whole_what_can_be_done(lang: str, tmp_path: Path) -> None:
    app, _ = program(tmp_path, lang, filled=False)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot)
        assert Words(lang)("calendar.day_empty") in " ".join(picture(app).split())
        assert picture(app).splitlines()[9].endswith("0/450")


async def test_the_key_to_the_entries_says_that_there_are_none(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "tab")
        assert said(app).startswith("Tidak ada entri yang dipilih pada hari ini.")


@BOTH
async def test_the_notes_of_an_entry_are_read_from_a_form_that_was_scrolled(lang: str, tmp_path: Path) -> None:
    app, _ = program(tmp_path, lang)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "left", "left", "tab", "j", "e", "ctrl+r")
        assert "Mohon lampirkan tautan daftar arsip dan sebutkan jumlah boks." in " ".join(picture(app).split())


@BOTH
async def test_a_search_without_a_hit_says_whole_what_to_do(lang: str, tmp_path: Path) -> None:
    app, _ = program(tmp_path, lang)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "slash")
        assert Words(lang)("search.newest", n=48) in picture(app)
        await write(pilot, "zzzzq")
        assert Words(lang)("search.none", words="zzzzq") in " ".join(picture(app).split())


@BOTH
async def test_the_example_of_a_quick_line_stands_whole(lang: str, tmp_path: Path) -> None:
    app, _ = program(tmp_path, lang)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "a")
        assert Words(lang)("quick.hint") in " ".join(picture(app).split())


@BOTH
@pytest.mark.parametrize("key", ["help.seek", "search.hint", "review.filter_hint", "settings.filter_hint"])
def test_what_a_field_is_for_fits_into_it(key: str, lang: str) -> None:
    assert cell_len(Words(lang)(key)) <= SMALL[0] - 2


@BOTH
async def test_the_marks_of_the_year_are_named_whole(lang: str, tmp_path: Path) -> None:
    app, _ = program(tmp_path, lang)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "H")
        words = Words(lang)
        assert words("year.levels") in picture(app)
        assert words("year.leave") in picture(app)


def with_refusal(place: Office) -> None:
    queue_some(place)
    refuse_first(place)
    with place.store.writing():
        place.store.meta.put("last_result", "offline")


def with_damage(place: Office) -> None:
    queue_some(place)
    damage(place, 2)


@BOTH
@pytest.mark.parametrize("come", [with_refusal, with_damage])
async def test_a_long_state_leaves_the_name_of_the_screen(
    lang: str, come: Callable[[Office], None], tmp_path: Path
) -> None:
    place = office(tmp_path)
    come(place)
    words = Words(lang)
    for banner, title in (("", words("sync.title")), ("PERAGAAN", f"PERAGAAN · {words('sync.title')}")):
        app = Stage(partial(SyncScreen, replace(room_of(place.desk, lang), banner=banner)))
        async with app.run_test(size=SMALL) as pilot:
            await press(pilot)
            first = app.picture.splitlines()[0]
            assert first.startswith(f"{title}  ")
            assert any(words(f"app.state.{form}", n=1) in first for form in ("attention", "acts"))


@BOTH
async def test_both_versions_of_each_field_are_seen_before_one_is_chosen(lang: str, tmp_path: Path) -> None:
    place = office(tmp_path)
    clash_one(place)
    app = Stage(lambda: SyncScreen(room_of(place.desk, lang)))
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot)
        words = Words(lang)
        assert "10" in app.line(words.field("end"))
        assert app.line(words.field("activity").split()[0])


async def test_the_way_out_of_a_question_is_named_in_any_width(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        for keys in (("p",), ("y", "tab", "p"), ("P",), ("g",), ("i",), ("W",)):
            await press(pilot, *keys)
            assert "Esc batal" in picture(app).splitlines()[-1], keys
            await press(pilot, "escape")


async def test_the_palette_says_that_nothing_was_found_and_keeps_its_keys_in_view(tmp_path: Path) -> None:
    for size in (SMALL, (80, 24)):
        app, _ = program(tmp_path / str(size))
        async with app.run_test(size=size) as pilot:
            await press(pilot, "P")
            await write(pilot, "qqqq")
            assert "Tidak ada tombol yang cocok." in picture(app)
            assert "Esc batal" in picture(app).splitlines()[-1]
            await press(pilot, *["backspace"] * 4)
            assert "Tidak ada tombol yang cocok." not in picture(app)


async def test_a_narrow_palette_gives_its_room_to_one_language(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await press(pilot, "P")
        assert "catat cepat " in picture(app)
        await write(pilot, "quick line")
        assert "▸ catat cepat" in picture(app)


async def test_without_a_template_no_key_for_one_is_named(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "p")
        assert foot(app) == "a simpan entri ini  Esc batal"
        await press(pilot, "enter", "1", "e", "d")
        assert foot(app) == "a simpan entri ini  Esc batal"
        await press(pilot, "escape", "y", "tab", "p", "a", "R", "enter")
        assert foot(app).startswith("Enter pakai  a simpan entri ini  e ganti nama  d hapus  Esc batal")


def foot(app: EkinApp) -> str:
    return picture(app).splitlines()[-1].strip()
