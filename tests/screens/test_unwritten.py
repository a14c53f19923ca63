"""A cache that can't be written: each key says so, nothing is shown as done, what was typed is offered again."""

from datetime import date
from pathlib import Path

import pytest

from ekin_tui.screens.dialogs import AskText
from tests.full import fill_disk, free_disk
from tests.screens.program import picture, press, program, said, write


@pytest.mark.parametrize(
    "keys",
    [
        ("y",),
        ("s",),
        ("S", "enter"),
        ("left", "tab", "w"),
        ("tab", "d"),
        ("i", "enter"),
        ("u",),
    ],
    ids=["copy", "send", "send all", "take back", "discard", "mark", "undo"],
)
async def test_every_key_of_the_calendar_that_can_not_be_kept_says_why(tmp_path: Path, keys: tuple[str, ...]) -> None:
    app, behind = program(tmp_path)
    behind.desk.journal.copy_last(behind.desk.journal.today())
    async with app.run_test(size=(80, 24)) as pilot:
        before = picture(app)
        fill_disk(behind.path)
        await press(pilot, *keys)
        assert said(app).startswith("Disk gagal menyimpan")
        await press(pilot, "t")
        assert picture(app).splitlines()[:5] == before.splitlines()[:5]


async def test_a_comment_that_could_not_be_kept_is_offered_again(tmp_path: Path) -> None:
    app, behind = program(tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "left", "tab")
        fill_disk(behind.path)
        await press(pilot, "c")
        assert isinstance(app.screen, AskText)
        await write(pilot, "Lampiran menyusul")
        await press(pilot, "enter")
        assert said(app).startswith("Disk gagal menyimpan")
        free_disk(behind.path)
        await press(pilot, "c", "enter")
    views = [behind.desk.journal.view(view.entry.id) for view in behind.desk.journal.day(date(2026, 11, 24)).entries]
    assert [note.text for view in views if view for note in view.notes] == ["Lampiran menyusul"]
