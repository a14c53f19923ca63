"""Help, palette, leader menu and jump: all from the table of keys, on every screen."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ekin_tui.app import EkinApp
from ekin_tui.config import Home
from ekin_tui.desk.setup import Setup
from ekin_tui.domain.model import Person
from ekin_tui.keys.mapping import keymap_of
from ekin_tui.keys.table import GROUPS, rows
from ekin_tui.screens.acts import search
from ekin_tui.screens.base import EkinScreen
from ekin_tui.screens.calendar import CalendarScreen
from ekin_tui.screens.editor import EditorScreen
from ekin_tui.screens.help import HelpScreen
from ekin_tui.screens.jump import JumpScreen
from ekin_tui.screens.leader import LeaderScreen, menu_of
from ekin_tui.screens.palette import PaletteScreen
from ekin_tui.screens.report import ReportScreen
from ekin_tui.screens.review import ReviewScreen
from ekin_tui.screens.sync import SyncScreen
from ekin_tui.text import Words
from tests.office import BUDI, SITI
from tests.screens.program import picture, press, program, said, write

SIZE = (80, 24)
SCREENS: dict[str, tuple[Person, tuple[str, ...], set[str]]] = {
    "calendar": (SITI, (), {"calendar", "screen", "app"}),
    "calendar-day": (SITI, ("left", "tab"), {"calendar", "screen", "app"}),
    "editor": (SITI, ("n",), {"form", "editor", "screen", "app"}),
    "editor-notes": (SITI, ("n", "ctrl+r"), {"list", "editor", "screen", "app"}),
    "locked": (SITI, ("left", "enter"), {"list", "locked", "screen", "app"}),
    "review": (BUDI, ("2",), {"list", "review", "screen", "app"}),
    "search": (SITI, ("slash",), {"words", "search", "finder", "screen", "app"}),
    "sync": (SITI, ("y", "s", "3"), {"list", "sync", "screen", "app"}),
}


def front(app: EkinApp) -> EkinScreen[Any]:
    assert isinstance(app.screen, EkinScreen)
    return app.screen


def held_by(app: EkinApp) -> set[str]:
    """Return the ids of what the nodes from the focus outwards offer, asked of the nodes themselves."""
    start = app.screen.focused or app.screen
    nodes = list(start.ancestors_with_self)
    held = {(one.id, one.action, node) for node in nodes for _, one in node._bindings if one.id}
    return {
        name
        for name, action, node in held
        if name and node.check_action(action.rpartition(".")[2].partition("(")[0], ()) is not False
    }


def done(name: str) -> str:
    """Return what the action ``name`` does; two ways to the same are shown as one."""
    return rows()[name].action.removeprefix("app.")


@pytest.mark.parametrize("name", SCREENS)
async def test_every_action_of_a_screen_is_in_help_palette_and_menu(name: str, tmp_path: Path) -> None:
    me, keys, rooms = SCREENS[name]
    app, _ = program(tmp_path, me=me)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *keys)
        held, acts = held_by(app), front(app).acts()
        assert {one.partition(".")[0] for one in held} == rooms
        shown = {act.key.id for act in acts}
        assert {done(name) for name in shown} == {done(name) for name in held}
        in_menu = {act.key.id for group in menu_of(acts).values() for act in group.values()}
        assert in_menu == shown - {"app.leader", "form.leader", "words.leader"}
        assert {act.key.id for act in search(acts, "")} == shown
        for act in acts:
            assert search(acts, act.name)[0].name == act.name
            assert act.key.id in {one.key.id for one in search(acts, act.other)}


@pytest.mark.parametrize("name", SCREENS)
async def test_every_textual_binding_of_a_screen_has_an_id(name: str, tmp_path: Path) -> None:
    me, keys, _ = SCREENS[name]
    app, _ = program(tmp_path, me=me)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *keys)
        ours = [one for _, map_ in app.screen._binding_chain for _, one in map_ if one.description in Words("id")]
        assert [one.action for one in ours if not one.id] == []


@pytest.mark.parametrize("preset", ["plain", "vi"])
@pytest.mark.parametrize("name", SCREENS)
async def test_every_key_that_help_and_palette_name_is_heard(name: str, preset: str, tmp_path: Path) -> None:
    me, keys, _ = SCREENS[name]
    app, _ = program(tmp_path, me=me)
    await with_keys(app, keymap_of(preset, {}))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *keys)
        chain = front(app)._binding_chain
        for act in front(app).acts():
            for key in act.heard:
                takers = [one.id for _, map_ in chain for one in map_.key_to_bindings.get(key, [])]
                first = next(one for one in takers if one and offered_by(app, one))
                assert done(first) == done(act.key.id), (key, act.key.id)


def offered_by(app: EkinApp, name: str) -> bool:
    return any(act.key.id == name or done(act.key.id) == done(name) for act in front(app).acts())


async def test_a_key_that_the_field_takes_for_text_is_named_nowhere(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "n", "ctrl+p")
        assert isinstance(app.screen, PaletteScreen)
        await write(pilot, "kalender")
        assert next(line for line in picture(app).splitlines() if "▸ Kalender" in line).split() == [
            "▸",
            "Kalender",
            "Calendar",
        ]
        await press(pilot, *["backspace"] * 8)
        await write(pilot, "simpan")
        assert "Ctrl+O" in picture(app)


async def test_help_finds_a_key_by_a_word_of_the_other_language_and_runs_it(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "question_mark")
        assert isinstance(app.screen, HelpScreen)
        assert "Layar ini" in picture(app)
        await write(pilot, "month before")
        assert "bulan sebelumnya" in picture(app)
        assert "kirim semua" not in picture(app)
        await press(pilot, "enter")
        await pilot.pause()
        assert isinstance(app.screen, CalendarScreen)
        assert "Oktober 2026" in picture(app)


async def test_help_finds_by_a_key_and_says_when_nothing_fits(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "question_mark")
        await write(pilot, "S")
        assert "▸ S" in picture(app)
        await write(pilot, "qqqqq")
        assert "Tidak ada tombol" in said(app)
        await press(pilot, "escape")
        assert "kirim semua" in picture(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, CalendarScreen)


async def test_help_ends_with_the_marks_which_can_be_searched_too(tmp_path: Path) -> None:
    app, _ = program(tmp_path, "en")
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "question_mark")
        await write(pilot, "libur")
        assert "holiday" in picture(app)
        await press(pilot, "enter")
        assert isinstance(app.screen, HelpScreen)


async def test_space_leads_by_group_and_letter_to_an_action(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "space")
        assert isinstance(app.screen, LeaderScreen)
        assert "e entri" in picture(app)
        await press(pilot, "z", "g")
        assert "[ bulan sebelumnya" in picture(app)
        await press(pilot, "left_square_bracket")
        await pilot.pause()
        assert "Oktober 2026" in picture(app)


async def test_esc_closes_the_menu_and_nothing_has_happened(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        before = picture(app)
        await press(pilot, "space", "e", "escape")
        assert picture(app) == before


async def test_a_larger_window_closes_the_menu(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "space")
        await pilot.resize_terminal(100, 30)
        await pilot.pause()
        assert isinstance(app.screen, CalendarScreen)


async def test_in_a_field_space_is_text_and_ctrl_k_the_menu(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "n")
        await write(pilot, "a b?;p")
        assert isinstance(app.screen, EditorScreen)
        assert "a b?;p" in picture(app)
        assert "Ctrl+K menu" in picture(app)
        await press(pilot, "ctrl+k", GROUPS["program"], "question_mark")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        assert "simpan & kirim" in picture(app)
        await press(pilot, "escape")
        assert "a b?;p" in picture(app)


async def test_one_letter_jumps_to_a_day(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "semicolon")
        assert isinstance(app.screen, JumpScreen)
        letter = next(
            letter for letter, (x, y, _) in app.screen.letters.items() if picture(app).splitlines()[y][x:][1:3] == "10"
        )
        await press(pilot, letter)
        await pilot.pause()
        assert "Sel 10 Nov 2026" in picture(app)


async def test_a_jump_reaches_entries_and_gives_them_the_keys(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "left", "semicolon")
        assert isinstance(app.screen, JumpScreen)
        right = [letter for letter, (x, _, _) in app.screen.letters.items() if x > 44]
        assert len(right) == 3
        await press(pilot, right[2])
        await pilot.pause()
        assert isinstance(app.screen, CalendarScreen)
        assert app.screen.alone()
        entries = app.screen.room.desk.journal.day(app.screen.chosen_day()).entries
        assert app.screen.chosen() == entries[2]


async def test_a_jump_in_the_editor_reaches_every_field(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "n")
        editor = app.screen
        await press(pilot, "ctrl+f")
        assert isinstance(app.screen, JumpScreen)
        assert len(app.screen.letters) == 8
        await press(pilot, "e")
        assert app.screen is editor
        assert editor.focused is not None
        assert editor.focused.id == "activity"


@pytest.mark.parametrize(("keys", "kind"), [(("2",), ReviewScreen), (("5",), ReportScreen)])
async def test_an_unknown_letter_stays_and_esc_leaves_the_jump(
    keys: tuple[str, ...], kind: type[EkinScreen[Any]], tmp_path: Path
) -> None:
    app, _ = program(tmp_path, me=BUDI)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *keys, "semicolon", "Z")
        assert isinstance(app.screen, JumpScreen)
        await press(pilot, "escape")
        assert isinstance(app.screen, kind)


async def test_the_palette_opens_by_a_letter_and_lists_every_screen_with_its_key(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "P")
        assert isinstance(app.screen, PaletteScreen)
        await write(pilot, "review")
        assert "Tinjau" in picture(app)
        await press(pilot, "enter")
        await pilot.pause()
        assert isinstance(app.screen, ReviewScreen)


async def with_keys(app: EkinApp, keymap: Mapping[str, tuple[str, ...]]) -> None:
    """Put ``keymap`` in force, as the settings do."""
    object.__setattr__(app._room, "keymap", keymap)


async def test_moved_keys_are_heard_and_shown_and_the_old_ones_are_silent(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    await with_keys(app, keymap_of("plain", {"calendar.today": "x", "calendar.month_before": "o"}))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "left", "t")
        assert "Sel 24 Nov" in picture(app)
        await press(pilot, "x")
        assert "Rab 25 Nov" in picture(app)
        await press(pilot, "question_mark")
        await write(pilot, "bulan sebelumnya")
        assert "▸ o" in picture(app)


async def test_a_moved_key_leaves_its_neighbour_on_the_shared_one(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    await with_keys(app, keymap_of("plain", {"sync.compare": "v"}))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "y", "s", "3", "enter")
        await pilot.pause()
        assert not isinstance(app.screen, SyncScreen)


async def test_two_keys_after_each_other_do_what_vi_users_expect(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    await with_keys(app, keymap_of("vi", {}))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "g")
        assert "d buka tanggal" in picture(app)
        await press(pilot, "g")
        await pilot.pause()
        assert "Min 1 Nov" in picture(app)
        await press(pilot, "G")
        assert "Sen 30 Nov 2026" in picture(app)
        await press(pilot, "t", "y")
        count = len(behind.desk.journal.day(behind.desk.journal.today()).entries)
        await press(pilot, "d", "d")
        await pilot.pause()
        await pilot.pause()
        assert len(behind.desk.journal.day(behind.desk.journal.today()).entries) == count - 1


async def test_a_menu_that_needs_more_lines_than_the_window_has_shows_those_that_fit(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=(20, 4)) as pilot:
        await press(pilot, "space")
        assert len(picture(app).splitlines()) <= 4
        await press(pilot, "escape")
        assert isinstance(app.screen, CalendarScreen)


@pytest.mark.parametrize(("way", "me", "hidden"), [("2", BUDI, "full"), ("7", SITI, "edit")])
async def test_the_footer_of_a_filter_is_right_before_the_field_knows_of_its_focus(
    way: str, me: Person, hidden: str, tmp_path: Path
) -> None:
    app, _ = program(tmp_path, me=me)
    home = Home(config=tmp_path / "etc", state=tmp_path)
    object.__setattr__(app._room, "setup", Setup(home, {}, system=tmp_path / "none"))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, way)
        screen = front(app)
        assert screen.check_action(hidden, ())
        screen.set_focus(screen.query_one("#filter"))
        assert screen.check_action(hidden, ()) is False
        assert screen.check_action("filter", ()) is False


@pytest.mark.parametrize("size", [SIZE, (40, 15)])
async def test_a_jump_in_the_year_reaches_the_first_of_each_month(size: tuple[int, int], tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=size) as pilot:
        await press(pilot, "H", "semicolon")
        assert isinstance(app.screen, JumpScreen)
        months = 12 if size == SIZE else 6
        assert len(app.screen.letters) in {months, months - 1}, "a half year may begin within a month"
        last = max(app.screen.letters, key=lambda letter: app.screen.letters[letter][0])  # type: ignore[attr-defined] # as asserted above
        await press(pilot, last)
        assert "Sel 1 Des 2026" in picture(app)


@pytest.mark.parametrize("keys", [("3",), ("2", "enter")])
async def test_where_nothing_can_be_jumped_to_that_is_said(keys: tuple[str, ...], tmp_path: Path) -> None:
    app, _ = program(tmp_path, me=BUDI)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *keys, "semicolon")
        assert not isinstance(app.screen, JumpScreen)
        assert "tidak punya tempat untuk dilompati" in said(app)
