"""The thin driver under the real program: every frame of random keys over all screens shows the same cells."""

import random
from pathlib import Path

import pytest

from tests.faults import LONG
from tests.office import BUDI, SITI
from tests.screens.program import program
from tests.terminal.twin import drive

_KEYS = [
    *("left", "right", "up", "down", "tab", "enter", "escape", "escape", "pageup", "pagedown", "home", "end"),
    *"nefytju[]?123hklsarmc8.0",
    *("space", "backspace", "ctrl+g", "ctrl+o", "ctrl+p", "resize:80x24", "resize:100x30"),
]
COUNT = 400 if LONG else 70


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_random_keys_over_all_screens_show_the_same_cells_and_cursor(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    app, _ = program(tmp_path, me=BUDI if seed == 2 else SITI)
    keys = [chance.choice(_KEYS) for _ in range(COUNT)]
    twins = await drive(app, [key for key in keys if key != "q"])
    assert app.return_code in (None, 0)
    assert twins.frames > 20
