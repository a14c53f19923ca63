"""A note is on disk while it is typed: Esc, a line that is lost and another start lose no word of it."""

from pathlib import Path

import pytest

from ekin_tui.app import EkinApp
from ekin_tui.domain.model import Person
from tests.office import BUDI, SITI
from tests.screens.program import picture, press, program, write
from tests.screens.stage import room_of

SIZE = (80, 24)
TEXT = "Mohon lampirkan tautan"
WAYS: dict[str, tuple[Person, tuple[str, ...]]] = {
    "return": (BUDI, ("2", "r")),
    "reject": (BUDI, ("2", "x")),
    "comment": (BUDI, ("2", "c")),
    "own": (SITI, ("left", "left", "tab", "c")),
    "locked": (SITI, ("left", "enter", "c")),
}
"""What asks for a note, and the keys to it."""


@pytest.mark.parametrize("way", WAYS)
async def test_a_note_that_was_left_by_esc_is_offered_again_and_after_a_start_too(way: str, tmp_path: Path) -> None:
    me, keys = WAYS[way]
    app, behind = program(tmp_path, me=me)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *keys)
        await write(pilot, TEXT)
        await press(pilot, "escape", keys[-1])
        assert TEXT in picture(app)
    again = EkinApp(room_of(behind.desk), interval=0)
    async with again.run_test(size=SIZE) as pilot:
        await press(pilot, *keys)
        assert TEXT in picture(again)
        await press(pilot, *["backspace"] * len(TEXT), "escape", keys[-1])
        assert TEXT[:4] not in picture(again).splitlines()[-4]


@pytest.mark.parametrize("way", WAYS)
async def test_a_note_is_on_disk_when_the_line_is_lost(way: str, tmp_path: Path) -> None:
    me, keys = WAYS[way]
    app, behind = program(tmp_path, me=me)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *keys)
        await write(pilot, TEXT)
        app.keep_work()
        assert [fields["note"] for _, fields in behind.store.scratch.all()] == [TEXT]


@pytest.mark.parametrize("way", ["return", "comment", "own", "locked"])
async def test_a_note_that_was_given_is_not_offered_again(way: str, tmp_path: Path) -> None:
    me, keys = WAYS[way]
    app, behind = program(tmp_path, me=me)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *keys)
        await write(pilot, TEXT)
        await press(pilot, "enter")
        assert behind.store.scratch.all() == []


async def test_the_next_start_has_no_form_of_a_note_to_go_on_with(tmp_path: Path) -> None:
    app, _ = program(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "left", "left", "tab", "c")
        await write(pilot, TEXT)
        await press(pilot, "escape", "n")
        assert "Entri baru" in picture(app)
        assert TEXT not in picture(app)
